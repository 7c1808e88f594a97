# Reference numbers for comparisons of shares: run in this folder by `Rscript effects_proportions.R`.
# Reads jtrain2.csv and endometrial.csv, writes effects_proportions.json and effects_proportions_session.txt.
# Needs brglm2, metafor, jsonlite.
suppressPackageStartupMessages({library(brglm2); library(metafor); library(jsonlite)})

jobs <- read.csv("jtrain2.csv")
cancer <- read.csv("endometrial.csv")
z975 <- qnorm(.975)

# ---- two by two tables: Newcombe from prop.test, Miettinen-Nurminen by the closed form of Farrington and Manning ----
restricted <- function(x1, n1, x0, n0, d) {
  th <- n0 / n1; p1 <- x1 / n1; p0 <- x0 / n0
  a <- 1 + th; b <- -(1 + th + p1 + th * p0 + d * (th + 2))
  c <- d^2 + d * (2 * p1 + th + 1) + p1 + th * p0; e <- -p1 * d * (1 + d)
  v <- b^3 / (27 * a^3) - b * c / (6 * a^2) + e / (2 * a)
  u <- (if (v < 0) -1 else 1) * max(sqrt(max(0, b^2 / (9 * a^2) - c / (3 * a))), 1e-300)  # sign(0) would be 0
  w <- (pi + acos(max(-1, min(1, v / u^3)))) / 3
  q1 <- min(max(2 * u * cos(w) - b / (3 * a), 0), 1)
  c(q1, min(max(q1 - d, 0), 1))
}
rd_z <- function(x1, n1, x0, n0, d) {
  q <- restricted(x1, n1, x0, n0, d); n <- n1 + n0
  (x1 / n1 - x0 / n0 - d) / sqrt((q[1] * (1 - q[1]) / n1 + q[2] * (1 - q[2]) / n0) * n / (n - 1))
}
mn_difference <- function(x1, n1, x0, n0) {
  d <- x1 / n1 - x0 / n0
  root <- function(f, lower, upper) uniroot(f, c(lower, upper), tol = 1e-14)$root
  c(if (d <= -1) -1 else root(function(t) rd_z(x1, n1, x0, n0, t) - z975, -1 + 1e-9, d - 1e-9),
    if (d >= 1) 1 else root(function(t) rd_z(x1, n1, x0, n0, t) + z975, d + 1e-9, 1 - 1e-9))
}
newcombe <- function(x1, n1, x0, n0) {
  wilson <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int[1:2]
  l <- wilson(x1, n1); m <- wilson(x0, n0); p1 <- x1 / n1; p0 <- x0 / n0
  c(p1 - p0 - sqrt((p1 - l[1])^2 + (m[2] - p0)^2), p1 - p0 + sqrt((l[2] - p1)^2 + (p0 - m[1])^2))
}
# Odds ratio: the shares with a given odds ratio and the observed number of events, by bisection.
or_chi2 <- function(x1, n1, x0, n0, r) {
  m <- x1 + x0
  q0 <- uniroot(function(q) n1 * r * q / (1 - q + r * q) + n0 * q - m, c(0, 1), tol = 1e-16)$root
  q1 <- r * q0 / (1 - q0 + r * q0); v1 <- q1 * (1 - q1); v0 <- q0 * (1 - q0); n <- n1 + n0
  ((x1 / n1 - q1) / v1 - (x0 / n0 - q0) / v0)^2 / ((1 / (n1 * v1) + 1 / (n0 * v0)) * n / (n - 1))
}
mn_odds_ratio <- function(x1, n1, x0, n0) {
  point <- log(x1 * (n0 - x0) / ((n1 - x1) * x0))
  f <- function(t) or_chi2(x1, n1, x0, n0, exp(t)) - qchisq(.95, 1)
  exp(c(uniroot(f, c(point - 6, point - 1e-6), tol = 1e-13)$root, uniroot(f, c(point + 1e-6, point + 6), tol = 1e-13)$root))
}
tables <- list(c(9, 20, 4, 20), c(30, 40, 40, 80), c(5, 60, 1, 60), c(58, 60, 51, 60), c(1, 30, 8, 15), c(210, 300, 180, 290))
edges <- list(c(0, 12, 0, 12), c(0, 60, 0, 60), c(12, 12, 0, 12), c(60, 60, 57, 60), c(0, 20, 5, 40), c(60, 60, 60, 60))
as_table <- function(q) list(counts = q, newcombe = do.call(newcombe, as.list(q)), mn = do.call(mn_difference, as.list(q)))
plain <- lapply(tables, function(q) c(as_table(q), list(odds_ratio = do.call(mn_odds_ratio, as.list(q)))))

# ---- Boschloo: Fisher's two-sided p of every table by fisher.test, the maximum over a common share ----
boschloo <- function(x1, n1, x0, n0) {
  all <- expand.grid(a = 0:n1, b = 0:n0)
  f <- mapply(function(a, b) fisher.test(matrix(c(a, n1 - a, b, n0 - b), 2))$p.value, all$a, all$b)
  region <- f <= f[all$a == x1 & all$b == x0] * (1 + 1e-7)
  chance <- function(s) sum(dbinom(all$a[region], n1, s) * dbinom(all$b[region], n0, s))
  grid <- seq(1e-4, 1 - 1e-4, length.out = 4001); v <- sapply(grid, chance); i <- which.max(v)
  optimize(chance, c(grid[max(1, i - 1)], grid[min(4001, i + 1)]), maximum = TRUE, tol = 1e-12)$objective
}
exact <- lapply(list(c(9, 20, 4, 20), c(7, 9, 3, 14), c(1, 10, 8, 24), c(0, 8, 3, 15)), function(q)
  list(counts = q, boschloo = do.call(boschloo, as.list(q)),
       fisher = fisher.test(matrix(c(q[1], q[2] - q[1], q[3], q[4] - q[3]), 2))$p.value))

# ---- sparse strata: metafor and mantelhaen.test; the first strata have one person in an arm ----
strata <- list(x1 = c(1, 0, 2, 3, 0, 5, 1), n1 = c(1, 1, 3, 4, 2, 8, 3), x0 = c(0, 1, 1, 1, 0, 2, 3), n0 = c(2, 3, 3, 2, 3, 7, 4))
rma <- function(measure) {
  r <- rma.mh(ai = strata$x1, bi = strata$n1 - strata$x1, ci = strata$x0, di = strata$n0 - strata$x0,
              measure = measure, correct = FALSE, add = 0, to = "none", drop00 = FALSE)
  list(estimate = as.numeric(r$beta), std_error = r$se, conf_low = r$ci.lb, conf_high = r$ci.ub, p_value = r$pval)
}
cells <- array(rbind(strata$x1, strata$x0, strata$n1 - strata$x1, strata$n0 - strata$x0), c(2, 2, 7))
cmh <- mantelhaen.test(cells, correct = FALSE); cmh_exact <- mantelhaen.test(cells, exact = TRUE)
sparse <- c(strata, list(difference = suppressWarnings(rma("RD")), ratio = suppressWarnings(rma("RR")),
                         odds_ratio = suppressWarnings(rma("OR")),
                         chi_square = unname(cmh$statistic), p_value = cmh$p.value, exact_p = cmh_exact$p.value,
                         conditional = c(unname(cmh_exact$estimate), cmh_exact$conf.int[1:2])))

# ---- standardised shares: person i predicted by the fit without i, one Newton step or a refit ----
standardised <- function(form, data, offered = mean(data$train), fit = NULL, refit = NULL) {
  data$w <- ifelse(data$train == 1, mean(data$train) / offered, (1 - mean(data$train)) / (1 - offered))
  x <- model.matrix(form, data); y <- data$emp78; n <- nrow(x)
  at <- function(arm) { d <- data; d$train <- arm; model.matrix(form, d) }
  if (is.null(fit)) {
    b <- suppressWarnings(glm.fit(x, y, weights = data$w, family = quasibinomial(), control = glm.control(1e-14, 100)))$coefficients
    m <- as.numeric(plogis(x %*% b)); bread <- solve(crossprod(x, x * (data$w * m * (1 - m))))
    h <- data$w * m * (1 - m) * rowSums((x %*% bread) * x)
    without <- matrix(b, n, length(b), byrow = TRUE) - (x %*% bread) * (data$w * (y - m) / (1 - h))
  } else {
    b <- fit(x, y); without <- t(sapply(seq_len(n), function(i) fit(x[-i, ], y[-i])))
  }
  p1 <- mean(plogis(at(1) %*% b)); p0 <- mean(plogis(at(0) %*% b))
  q1 <- plogis(rowSums(at(1) * without)); q0 <- plogis(rowSums(at(0) * without))
  f1 <- data$train * (y - q1) / offered + q1; f0 <- (1 - data$train) * (y - q0) / (1 - offered) + q0
  se <- function(v) sqrt(var(v) / n)
  row <- function(location, s, trans) { e <- location + c(0, -1, 1) * qt(.975, n - ncol(x)) * s
    list(estimate = trans(e[1]), conf_low = trans(e[2]), conf_high = trans(e[3]), std_error = s, df = n - ncol(x),
         p_value = 2 * pt(-abs(location / s), n - ncol(x)), level_treated = p1, level_reference = p0) }
  list(difference = row(p1 - p0, se(f1 - f0), identity), ratio = row(log(p1 / p0), se(f1 / p1 - f0 / p0), exp),
       odds_ratio = row(qlogis(p1) - qlogis(p0), se(f1 / (p1 * (1 - p1)) - f0 / (p0 * (1 - p0))), exp))
}
# Firth's fit, then the intercept at which predictions have the mean of the outcome (FLIC).
flic <- function(x, y) {
  b <- suppressWarnings(glm(y ~ x - 1, family = binomial(), method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 2000))$coefficients
  rest <- as.numeric(x[, -1] %*% b[-1])
  c(uniroot(function(t) sum(plogis(rest + t) - y), c(-30, 30), tol = 1e-15)$root, b[-1])
}
all_of_them <- emp78 ~ train + age + educ + black + hisp + married + nodegree + re74 + re75
few <- jobs[seq(1, nrow(jobs), 4), ]
jobs$round <- factor(paste(jobs$nodegree, jobs$married))
gcomp <- list(
  all = standardised(all_of_them, jobs),
  few = standardised(emp78 ~ train + age + educ + nodegree + married + unem75 + re74, few),
  rounds = standardised(emp78 ~ train + round + age + educ + black + re74, jobs, offered = ave(jobs$train, jobs$round)),
  separated = standardised(emp78 ~ train + age + educ + nodegree + married + unem75 + re74 + black, few, fit = flic))

# ---- Firth: coefficients from brglm2, profile of the penalised likelihood by optim ----
firth <- function(form, data, name) {
  fit <- glm(form, binomial(), data, method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 2000)
  x <- model.matrix(fit); y <- fit$y; j <- which(colnames(x) == name); b <- coef(fit); s <- summary(fit)$coef[j, 2]
  pll <- function(b) { m <- as.numeric(plogis(x %*% b))
    sum(dbinom(y, 1, m, log = TRUE)) + .5 * as.numeric(determinant(crossprod(x * sqrt(m * (1 - m))))$modulus) }
  best <- pll(b)
  profile <- function(v) { f <- function(o) { t <- b; t[j] <- v; t[-j] <- o; -pll(t) }
    start <- b[-j]; for (k in 1:3) start <- optim(start, f, method = "BFGS", control = list(reltol = 1e-16, maxit = 5000, parscale = pmax(abs(start), 1e-3)))$par
    2 * (best + f(start)) }
  limit <- function(side) uniroot(function(v) profile(v) - qchisq(.95, 1), sort(c(b[j], b[j] + side * 8 * s)), tol = 1e-9)$root
  list(estimate = exp(b[[j]]), std_error = s, conf_low = exp(limit(-1)), conf_high = exp(limit(1)),
       p_value = pchisq(profile(0), 1, lower.tail = FALSE))
}
penalised <- list(
  few = firth(emp78 ~ train + educ + black + married, few, "train"),
  rounds = firth(emp78 ~ train + factor(paste(nodegree, married)) + educ, few, "train"),
  alone = firth(HG ~ NV, cancer, "NV"))

write_json(list(tables = plain, edges = lapply(edges, as_table), exact = exact, sparse = sparse, standardised = gcomp, firth = penalised),
           "effects_proportions.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(capture.output(sessionInfo())[1:3], "effects_proportions_session.txt")
write(sapply(c("brglm2", "metafor", "jsonlite"), function(p) paste(p, packageVersion(p))), "effects_proportions_session.txt", append = TRUE)
