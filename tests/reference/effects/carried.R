# Makes the numbers of carried_*.json anew. Run in this folder: Rscript carried.R
# Reads the data files beside it, writes carried_again.json and carried_again_session.txt; `test_carried_numbers.py` holds the two together.
# Not made anew: E01 and E02 (Card's data come with the Python package linearmodels), H04 (multtest; its numbers are those of H03), F02
# (not used), and of R11 the conventions of other packages.
# Needs brglm2, clubSandwich, coin, estimatr, jsonlite, metafor, mvtnorm.
suppressPackageStartupMessages({library(brglm2); library(clubSandwich); library(coin); library(estimatr); library(jsonlite)
                                library(metafor); library(mvtnorm)})
options(digits = 17)
out <- list()
put <- function(id, ...) out[[id]] <<- lapply(list(...), function(x) if (is.numeric(x)) unname(as.numeric(x)) else x)
term <- function(m, name) { i <- match(name, m$term)
  list(est = m$coefficients[[i]], se = m$std.error[[i]], df = m$df[[i]], t = m$statistic[[i]], p = m$p.value[[i]],
       lo = m$conf.low[[i]], hi = m$conf.high[[i]]) }
z975 <- qnorm(.975)

jobs <- read.csv("jtrain2.csv")
jobs$re78 <- read.csv("jtrain2_indices.csv")$re78; jobs$lre78 <- read.csv("jtrain2_indices.csv")$lre78
jobs$mosinex <- read.csv("bounds_jtrain2.csv")$mosinex
stopifnot(all(jobs$train == read.csv("jtrain2_indices.csv")$train), all(jobs$age == read.csv("bounds_jtrain2.csv")$age))
n <- nrow(jobs); covariates <- c("age", "educ", "black", "hisp", "married", "nodegree", "re74", "re75")
adjusted <- as.formula(paste("emp78 ~ train +", paste(covariates, collapse = " + ")))
race <- ifelse(jobs$black == 1, 1, ifelse(jobs$hisp == 1, 2, 3)); jobs$blk <- as.integer(factor(paste(race, jobs$nodegree)))

# ---- means, pairs, small strata, clusters -----------------------------------------------------------------------------
bm <- function(n1, n0) (n0 + n1)^2 * (n0 - 1) * (n1 - 1) / (n1^2 * (n1 - 1) + n0^2 * (n0 - 1))
put("R04_bm_closed_form", n1_3_n0_997 = bm(3, 997), n1_40_n0_80 = bm(40, 80), n1_60_n0_60 = bm(60, 60), n1_185_n0_260 = bm(185, 260))
m <- difference_in_means(extra ~ group, sleep, blocks = ID)
put("B06_matched_pairs", est = m$coefficients, se = m$std.error, df = m$df, p = m$p.value, lo = m$conf.low, hi = m$conf.high)
tiny <- fromJSON("carried_means.json", simplifyDataFrame = FALSE)$entries
tiny <- tiny[[which(sapply(tiny, `[[`, "id") == "R08_tiny_blocks_hybrid_p")]]$value
tiny <- data.frame(y = tiny$y_data, z = tiny$z_data, b = tiny$block)
s <- do.call(rbind, lapply(split(tiny, tiny$b), function(d) { one <- d$y[d$z == 1]; zero <- d$y[d$z == 0]
  data.frame(n = nrow(d), t = mean(one) - mean(zero), v = var(one) / length(one) + var(zero) / length(zero)) }))
small <- s[is.na(s$v), ]; N <- sum(small$n); all_of_them <- sum(s$n)
ck <- small$n^2 / ((N - 2 * small$n) * (N + sum(small$n^2 / (N - 2 * small$n))))
between <- sum(ck * (small$t - sum(small$n * small$t) / N)^2); within <- sum((s$n / all_of_them)^2 * s$v, na.rm = TRUE)
put("R08_tiny_blocks_hybrid_p", ate = sum(s$n * s$t) / all_of_them, var_big = within, var_small = between,
    se = sqrt(within + (N / all_of_them)^2 * between), n_small_units = N)
data(AchievementAwardsRCT, package = "clubSandwich")
girls <- subset(as.data.frame(AchievementAwardsRCT), sex == "Girl" & year == "2001")
m <- lm(Bagrut_status ~ treated + lagscore + factor(school_type), girls)
ct <- coef_test(m, vcov = "CR2", cluster = girls$school_id, test = "Satterthwaite"); i <- which(rownames(ct) == "treated")
put("D03_bagrut_girls2001_CR2", est = ct$beta[i], se = ct$SE[i], df = ct$df[i], p = ct$p_Satt[i])
w <- Wald_test(m, constraints = constrain_zero(paste0("factor(school_type)", c("Religious", "Secular"))), vcov = "CR2",
               cluster = girls$school_id, test = c("HTZ", "Naive-F"))
put("D04_bagrut_HTZ", Fstat = w$Fstat, df_num = w$df_num, df_denom = w$df_denom, p = w$p_val)
v <- read.csv("villages.csv"); g <- as.integer(factor(v$villnum))
X <- cbind(1, v$any, v$age); bread <- solve(crossprod(X))
t_of <- function(y) { b <- bread %*% crossprod(X, y); S <- rowsum(X * as.numeric(y - X %*% b), g)
  b[2] / sqrt((bread %*% crossprod(S) %*% bread)[2, 2]) }
null <- lm(got ~ age, v); t0 <- t_of(v$got)
drawn <- apply(as.matrix(expand.grid(rep(list(c(-1, 1)), max(g)))), 1, function(w) t_of(fitted(null) + resid(null) * w[g]))
put("D05_wcr_fullenum", t_cr0 = t0, p_ge = mean(abs(drawn) >= abs(t0) - 1e-10 * abs(t0)), n_draws = length(drawn))

# ---- two by two tables ------------------------------------------------------------------------------------------------
restricted <- function(x1, n1, x0, n0, d, type) { p1 <- x1 / n1; p0 <- x0 / n0; N <- n1 + n0  # Farrington and Manning 1990
  if (type == "diff") { th <- n0 / n1; a <- 1 + th; b <- -(1 + th + p1 + th * p0 + d * (th + 2))
    c <- d^2 + d * (2 * p1 + th + 1) + p1 + th * p0; e <- -p1 * d * (1 + d); v <- b^3 / (27 * a^3) - b * c / (6 * a^2) + e / (2 * a)
    u <- sign(v) * sqrt(max(0, b^2 / (9 * a^2) - c / (3 * a))); if (u == 0) u <- 1e-300
    q1 <- 2 * u * cos((pi + acos(max(-1, min(1, v / u^3)))) / 3) - b / (3 * a); q <- c(q1, q1 - d)
  } else if (type == "ratio") { a <- N * d; b <- -(n1 * d + x1 + n0 + x0 * d); q0 <- (-b - sqrt(b^2 - 4 * a * (x1 + x0))) / (2 * a)
    q <- c(q0 * d, q0)
  } else { a <- n0 * (d - 1); b <- n1 * d + n0 - (x1 + x0) * (d - 1)
    q0 <- if (abs(d - 1) < 1e-12) (x1 + x0) / N else (-b + sqrt(b^2 + 4 * a * (x1 + x0))) / (2 * a)
    q <- c(q0 * d / (1 + q0 * (d - 1)), q0) }
  pmin(pmax(q, 0), 1) }
score <- function(x1, n1, x0, n0, d, type = "diff", corrected = TRUE) { q <- restricted(x1, n1, x0, n0, d, type)
  k <- if (corrected) (n1 + n0) / (n1 + n0 - 1) else 1; v <- q * (1 - q)
  switch(type, diff = (x1 / n1 - x0 / n0 - d) / sqrt((v[1] / n1 + v[2] / n0) * k),
         ratio = (x1 / n1 - d * x0 / n0) / sqrt((v[1] / n1 + d^2 * v[2] / n0) * k),
         or = ((x1 / n1 - q[1]) / v[1] - (x0 / n0 - q[2]) / v[2]) / sqrt((1 / (n1 * v[1]) + 1 / (n0 * v[2])) * k)) }
limits <- function(x1, n1, x0, n0, type = "diff") {
  if (type == "diff") { e <- x1 / n1 - x0 / n0; ends <- c(-1 + 1e-9, 1 - 1e-9); back <- identity
  } else { e <- log(if (type == "ratio") (x1 / n1) / (x0 / n0) else x1 * (n0 - x0) / ((n1 - x1) * x0)); ends <- e + c(-8, 8); back <- exp }
  root <- function(sign, interval) back(uniroot(function(t) score(x1, n1, x0, n0, back(t), type) + sign * z975, interval, tol = 1e-13)$root)
  c(root(-1, c(ends[1], e)), root(1, c(e, ends[2]))) }
wilson <- function(x, n) { p <- x / n; (2 * n * p + z975^2 + c(-1, 1) * z975 * sqrt(z975^2 + 4 * n * p * (1 - p))) / (2 * (n + z975^2)) }
newcombe <- function(x1, n1, x0, n0) { l <- wilson(x1, n1); m <- wilson(x0, n0); p1 <- x1 / n1; p0 <- x0 / n0
  c(p1 - p0 - sqrt((p1 - l[1])^2 + (m[2] - p0)^2), p1 - p0 + sqrt((l[2] - p1)^2 + (p0 - m[1])^2)) }
conditional <- function(x1, n1, x0, n0) { events <- x1 + x0; s <- max(0, events - n0):min(events, n1); base <- dhyper(s, n1, n0, events, log = TRUE)
  law <- function(t) { l <- base + s * t; l <- exp(l - max(l)); l / sum(l) }
  root <- function(f) exp(uniroot(f, c(-40, 40), tol = 1e-14)$root)
  list(or = root(function(t) sum(s * law(t)) - x1), lo = root(function(t) sum(law(t)[s >= x1]) - .025),
       hi = root(function(t) sum(law(t)[s <= x1]) - .025)) }
tables <- list(newcombe1998 = c(56, 70, 48, 80), small = c(7, 12, 1, 12), zero = c(0, 20, 3, 21), n120_75goal = c(47, 60, 38, 60),
               jtrain2_emp = c(sum(jobs$emp78[jobs$train == 1]), 185, sum(jobs$emp78[jobs$train == 0]), 260))
for (name in names(tables)) { q <- tables[[name]]; of <- function(f, ...) do.call(f, c(as.list(q), list(...)))
  put(paste0("C01_rd_ci_", name), rd = q[1] / q[2] - q[3] / q[4], mn = of(limits), newcombe = of(newcombe))
  if (all(q > 0)) {
    put(paste0("C03_rr_or_ci_", name), rr = (q[1] / q[2]) / (q[3] / q[4]), rr_mn = of(limits, type = "ratio"),
        or = q[1] * (q[4] - q[3]) / ((q[2] - q[1]) * q[3]), or_mn = of(limits, type = "or"))
    do.call(put, c(list(paste0("R05_cond_or_tight_", name)), of(conditional))) } }
boschloo <- function(x1, n1, x0, n0) { cells <- expand.grid(a = 0:n1, b = 0:n0)
  p <- mapply(function(a, b) fisher.test(matrix(c(a, n1 - a, b, n0 - b), 2, byrow = TRUE))$p.value, cells$a, cells$b)
  counted <- p <= p[cells$a == x1 & cells$b == x0] * (1 + 1e-9)
  size <- function(s) sum(dbinom(cells$a[counted], n1, s) * dbinom(cells$b[counted], n0, s))
  grid <- seq(1e-4, 1 - 1e-4, length.out = 20001); i <- which.max(sapply(grid, size))
  optimize(size, grid[c(max(1, i - 1), min(20001, i + 1))], maximum = TRUE, tol = 1e-14)$objective }
put("C04_unconditional_exact", boschloo_p = boschloo(7, 12, 1, 12))
put("C05_one_sample_goal", cp = binom.test(47, 60, .75)$conf.int[1:2], p_two = binom.test(47, 60, .75)$p.value,
    p_greater = binom.test(47, 60, .75, alternative = "greater")$p.value, wilson = wilson(47, 60))
put("K01_ni_score", z_ni = score(47, 60, 38, 60, -.1), p_ni = pnorm(score(47, 60, 38, 60, -.1), lower.tail = FALSE),
    z_ni_fm = score(47, 60, 38, 60, -.1, corrected = FALSE), z_upper = score(47, 60, 38, 60, .1),
    z_rr_half = score(13, 60, 22, 60, .5, "ratio"), p_rr_half_less = pnorm(score(13, 60, 22, 60, .5, "ratio")))
q <- restricted(30, 100, 20, 100, .1, "diff"); put("R06_mn_null_mle", p1 = q[1], p0 = q[2], z_d30 = score(30, 100, 20, 100, .3))

# ---- Mantel and Haenszel ----------------------------------------------------------------------------------------------
tb <- xtabs(~ train + emp78 + blk, jobs); a <- tb[2, 2, ]; b <- tb[2, 1, ]; c <- tb[1, 2, ]; d <- tb[1, 1, ]
N <- a + b + c + d; n1 <- a + b; n0 <- c + d; rd <- sum((a * n0 - c * n1) / N) / sum(n1 * n0 / N)
P <- sum((n1^2 * c - n0^2 * a + n1 * n0 * (n0 - n1) / 2) / N^2); Q <- sum((a * (n0 - c) + c * (n1 - a)) / (2 * N))
se <- sqrt((rd * P + Q) / sum(n1 * n0 / N)^2)
put("B07_mh_rd_sato", est = rd, se = se, lo = rd - z975 * se, hi = rd + z975 * se, x1_by_block = a, n1_by_block = n1, x0_by_block = c,
    n0_by_block = n0)
mh <- mantelhaen.test(tb, exact = FALSE, correct = FALSE); exact <- mantelhaen.test(tb, exact = TRUE)
put("B08_mh_or", or = mh$estimate, lo = mh$conf.int[1], hi = mh$conf.int[2], cmh_chi2 = mh$statistic, p = mh$p.value)
put("B09_mh_exact", or_cond = exact$estimate, lo = exact$conf.int[1], hi = exact$conf.int[2], p = exact$p.value)
for (name in c("RD", "RR", "OR")) { r <- suppressWarnings(rma.mh(ai = as.numeric(a), bi = as.numeric(b), ci = as.numeric(c),
    di = as.numeric(d), measure = name, correct = FALSE, add = 0, to = "none", drop00 = FALSE))
  put(paste0("B10_rma_mh_", name), est = r$beta, se = r$se, lo = r$ci.lb, hi = r$ci.ub) }
rm(c)

# ---- standardised and penalised shares --------------------------------------------------------------------------------
tight <- glm.control(epsilon = 1e-14, maxit = 100)
arms_of <- function(formula, data) { f <- glm(formula, binomial, data, control = tight); X <- model.matrix(f)
  list(f = f, X = X, X1 = replace(X, cbind(seq_len(nrow(X)), 2), 1), X0 = replace(X, cbind(seq_len(nrow(X)), 2), 0), y = f$y, Z = X[, 2]) }
left_out <- function(formula, data) { s <- arms_of(formula, data); n <- length(s$y); share <- mean(s$Z); f <- fitted(s$f); w <- f * (1 - f)
  H <- solve(crossprod(s$X, s$X * w)); h <- w * rowSums((s$X %*% H) * s$X)
  values <- function(b) { p1 <- plogis(rowSums(s$X1 * b)); p0 <- plogis(rowSums(s$X0 * b))
    s$Z * (s$y - p1) / share + p1 - ((1 - s$Z) * (s$y - p0) / (1 - share) + p0) }
  refit <- t(sapply(1:n, function(i) glm.fit(s$X[-i, ], s$y[-i], family = binomial(), start = coef(s$f), control = tight)$coefficients))
  step <- matrix(coef(s$f), n, ncol(s$X), byrow = TRUE) - (s$X %*% H) * ((s$y - f) / (1 - h))
  list(rd = mean(plogis(s$X1 %*% coef(s$f))) - mean(plogis(s$X0 %*% coef(s$f))), se_if_loo_refit = sqrt(var(values(refit)) / n),
       se_if_loo_onestep = sqrt(var(values(step)) / n), n = n, p = ncol(s$X)) }
s <- arms_of(adjusted, jobs); m1 <- plogis(s$X1 %*% coef(s$f))[, 1]; m0 <- plogis(s$X0 %*% coef(s$f))[, 1]
one <- s$Z == 1; share <- mean(one); p1 <- mean(m1); p0 <- mean(m0)
own <- function(i, m, p) (var(s$y[i]) + var(m) - 2 * cov(s$y[i], m[i])) / p + 2 * cov(s$y[i], m[i]) - var(m)
both <- cov(s$y[!one], m1[!one]) + cov(s$y[one], m0[one]) - cov(m0, m1)
ye <- (own(!one, m0, 1 - share) + own(one, m1, share) - 2 * both) / n  # Ye and others 2023
put("C07_gcomp_adj", p0 = p0, p1 = p1, rd = p1 - p0, rr = p1 / p0, or = p1 / (1 - p1) / (p0 / (1 - p0)), se_rd_ye = sqrt(ye))
r <- s$y - fitted(s$f); omega <- diag(c(1 - share, share)) - tcrossprod(c(1 - share, share)); less <- 0
for (k in 0:1) { q <- jobs$nodegree == k; rb <- diag(c(mean(r[q & !one]) / (1 - share), mean(r[q & one]) / share)); E <- rb %*% omega %*% rb
  less <- less + mean(q) * (E[1, 1] + E[2, 2] - 2 * E[1, 2]) / n }
put("C08_gcomp_adj_strat", se_rd_ye_strat = sqrt(ye - less))
do.call(put, c(list("R01_gcomp_loo_adj"), left_out(adjusted, jobs)))
do.call(put, c(list("R02_gcomp_loo_small"), left_out(emp78 ~ train + age + educ + nodegree + married + unem75 + re74, jobs[seq(1, n, by = 4), ])))
cancer <- read.csv("endometrial.csv")
f <- glm(HG ~ NV + PI + EH, binomial, cancer, method = brglm2::brglmFit, type = "AS_mean", epsilon = 1e-12, maxit = 500)
X <- model.matrix(f); pll <- function(b) { e <- plogis(X %*% b)
  sum(dbinom(f$y, 1, e, log = TRUE)) + .5 * as.numeric(determinant(crossprod(X * as.numeric(sqrt(e * (1 - e)))))$modulus) }
top <- pll(coef(f)); se <- summary(f)$coef[, 2]
profile_at <- function(j, v) { g <- function(b) -pll(append(b, v, j - 1)); o <- optim(coef(f)[-j], g, method = "BFGS", control = list(reltol = 1e-15, maxit = 2000))
  -optim(o$par, g, method = "BFGS", control = list(reltol = 1e-16, maxit = 2000))$value }
ends <- sapply(1:4, function(j) { h <- function(v) 2 * (top - profile_at(j, v)) - qchisq(.95, 1)
  c(uniroot(h, c(coef(f)[j] - 8 * se[j], coef(f)[j]), tol = 1e-8)$root, uniroot(h, c(coef(f)[j], coef(f)[j] + 8 * se[j]), tol = 1e-8)$root) })
put("C12_firth_endometrial", coef = coef(f), se = se, ci_lo = ends[1, ], ci_hi = ends[2, ],
    p_plr_NV_PI_EH = sapply(2:4, function(j) pchisq(2 * (top - profile_at(j, 0)), 1, lower.tail = FALSE)))
f <- glm(emp78 ~ train + age + educ + black + hisp + married + nodegree, binomial, jobs, method = brglm2::brglmFit, type = "AS_mean",
         epsilon = 1e-12, maxit = 500)
put("C13_firth_jtrain2", coef = coef(f), se = summary(f)$coef[, 2])

# ---- take-up ----------------------------------------------------------------------------------------------------------
th <- read.csv("thornton.csv")
for (h in c("classical", "HC2")) do.call(put, c(list(paste0("E03_thornton_LATE_", h)), term(iv_robust(hiv2004 ~ got | any, th, se_type = h), "got")))
do.call(put, c(list("E04_thornton_LATE_CR2"), term(iv_robust(hiv2004 ~ got + age | any + age, th, clusters = villnum, se_type = "CR2"), "got")))
anderson_rubin <- function(W, type, df2) {
  f <- function(b) { X <- cbind(W, th$any); e <- lm.fit(X, th$hiv2004 - b * th$got); u <- e$residuals; B <- solve(crossprod(X)); p <- ncol(X)
    V <- switch(type, classical = B * sum(u^2) / (nrow(X) - p), HC2 = B %*% crossprod(X * u / sqrt(1 - rowSums((X %*% B) * X))) %*% B,
                CR1 = { S <- rowsum(X * u, th$villnum); G <- nrow(S); B %*% crossprod(S) %*% B * G / (G - 1) * (nrow(X) - 1) / (nrow(X) - p) })
    e$coefficients[[p]]^2 / V[p, p] }
  q <- qf(.95, 1, df2); best <- optimize(f, c(-3, 3), tol = 1e-12)$minimum; g <- function(b) f(b) - q
  c(uniroot(g, c(-3, best), tol = 1e-13)$root, uniroot(g, c(best, 3), tol = 1e-13)$root) }
one <- th$any == 1; ones <- matrix(1, nrow(th), 1)
put("E05_thornton_wald_AR", itt = mean(th$hiv2004[one]) - mean(th$hiv2004[!one]), fs = mean(th$got[one]) - mean(th$got[!one]),
    ar_classical = anderson_rubin(ones, "classical", nrow(th) - 2), ar_HC2 = anderson_rubin(ones, "HC2", nrow(th) - 2),
    F_fs_HC2 = term(lm_robust(got ~ any, th, se_type = "HC2"), "any")$t^2)
put("R09_late_AR_cluster", ci = anderson_rubin(cbind(1, th$age), "CR1", length(unique(th$villnum)) - 1))

# ---- repeated lotteries -----------------------------------------------------------------------------------------------
apart <- function(y, z) mean(y[z == 1]) - mean(y[z == 0])
t_of <- function(y, z) apart(y, z) / sqrt(var(y[z == 1]) / sum(z) + var(y[z == 0]) / sum(1 - z))
every <- function(y, z, statistic) { lots <- combn(length(y), sum(z))
  list(own = statistic(y, z), all = apply(lots, 2, function(i) statistic(y, replace(numeric(length(y)), i, 1)))) }
as_far <- function(e) mean(abs(e$all) >= abs(e$own) - 1e-9)
e <- every(c(15, 15, 20, 20, 10, 15, 30), c(1, 0, 0, 0, 0, 0, 1), apart)
put("F01_gg_table22", ate = e$own, p_two = as_far(e), p_upper = mean(e$all >= e$own - 1e-9), p_lower = mean(e$all <= e$own + 1e-9))
y <- c(12.1, 9.4, 15.3, 8.8, 11.0, 13.7, 7.2, 10.5, 14.9, 9.9, 16.2, 8.1); z <- c(1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0)
x <- c(3.1, 2.2, 4.0, 1.9, 2.8, 3.3, 1.2, 2.9, 3.8, 2.0, 4.4, 2.1); block <- rep(1:3, each = 4)
ends <- function(statistic) { p <- function(tau) as_far(every(y - tau * z, z, statistic))
  bisect <- function(a, b) { for (i in 1:60) { m <- (a + b) / 2; if (p(m) > .05) a <- m else b <- m }; (a + b) / 2 }
  c(bisect(apart(y, z), apart(y, z) - 20), bisect(apart(y, z), apart(y, z) + 20)) }
e <- every(y, z, apart); k <- every(y, z, t_of)
put("F03_inline12", y_data = y, z_data = z, ate = e$own, p_dm = as_far(e), t_obs = k$own, p_t = as_far(k), ci_dm = ends(apart), ci_t = ends(t_of))
hc2 <- function(X, y) { B <- solve(crossprod(X)); b <- B %*% crossprod(X, y); u <- as.numeric(y - X %*% b)
  b[2] / sqrt((B %*% crossprod(X * u / sqrt(1 - rowSums((X %*% B) * X))) %*% B)[2, 2]) }
e <- every(y, z, function(y, z) hc2(cbind(1, z, x), y)); k <- every(y, z, function(y, z) hc2(cbind(1, z, x - mean(x), z * (x - mean(x))), y))
put("F04_inline12_covadj", x = x, t_ancova = e$own, p_ancova = as_far(e), t_lin = k$own, p_lin = as_far(k))
lots <- lapply(1:3, function(b) combn(which(block == b), sum(z[block == b]))); rows <- expand.grid(lapply(lots, function(m) seq_len(ncol(m))))
within <- function(z) sum(sapply(1:3, function(b) apart(y[block == b], z[block == b]) / 3))
drawn <- apply(rows, 1, function(r) within(replace(numeric(12), unlist(lapply(1:3, function(b) lots[[b]][, r[b]])), 1)))
put("F05_inline12_blocked", ate = within(z), n_assign = nrow(rows), p = mean(abs(drawn) >= abs(within(z)) - 1e-9))
coins <- transform(jobs, arm = factor(train), block = factor(blk))
i <- independence_test(emp78 ~ arm | block, data = coins, distribution = "asymptotic", teststat = "scalar")
put("F06_coin_blocked", z = statistic(i), p = pvalue(i))
put("F07_coin_blocked_exact", p = as.numeric(pvalue(oneway_test(emp78 ~ arm | block, data = coins, distribution = "exact"))))
w <- wilcox.test(y[z == 1], y[z == 0], exact = TRUE, conf.int = TRUE)
put("F09_wilcox_exact", W = w$statistic, p = w$p.value, hl = w$estimate, lo = w$conf.int[1], hi = w$conf.int[2])

# ---- bounds -----------------------------------------------------------------------------------------------------------
lee <- function(y, s, z) { q1 <- mean(s[z == 1]); q0 <- mean(s[z == 0]); p <- (q1 - q0) / q1; stopifnot(p >= 0)
  own <- sort(y[z == 1 & s == 1]); others <- mean(y[z == 0 & s == 1])
  trimmed <- function(v) { w <- pmax(0, pmin(1, seq_along(v) - p * length(v))); sum(w * v) / sum(w) }
  list(lower = trimmed(rev(own)) - others, upper = trimmed(own) - others, trim = p) }
turned <- function(y, s, z) if (mean(s[z == 1]) >= mean(s[z == 0])) lee(y, s, z) else { b <- lee(y, s, 1 - z)
  list(lower = -b$upper, upper = -b$lower, trim = b$trim) }
s <- as.numeric(jobs$re78 > 0); pay <- ifelse(s == 1, log(pmax(jobs$re78, 1e-12)), 0); b <- lee(pay, s, jobs$train)
proposition <- function(y, s, z) { q1 <- mean(s[z == 1]); q0 <- mean(s[z == 0]); p <- (q1 - q0) / q1; y1 <- y[z == 1 & s == 1]; y0 <- y[z == 0 & s == 1]
  ends <- quantile(y1, c(p, 1 - p), type = 2); in1 <- mean(s * z)
  variance <- function(kept, at) var(kept) / (in1 * (1 - p)) + (mean(kept) - at)^2 * p / (in1 * (1 - p)) +
    (mean(kept) - at)^2 * ((1 - q0) / (q0 * (1 - mean(z))) + (1 - q1) / (q1 * mean(z)))
  sqrt((c(variance(y1[y1 <= ends[2]], ends[2]), variance(y1[y1 >= ends[1]], ends[1])) + var(y0) / mean(s * (1 - z))) / length(y)) }
v <- proposition(pay, s, jobs$train)
put("G01_lee_jtrain2", lower_fractional = b$lower, upper_fractional = b$upper, trim = b$trim, se_lower = v[1], se_upper = v[2])
put("R11_lee_conventions", fractional = c(b$lower, b$upper))
cells <- lapply(0:1, function(k) { i <- jobs$nodegree == k; turned(pay[i], s[i], jobs$train[i]) })
w <- sapply(0:1, function(k) sum(s[jobs$nodegree == k & jobs$train == 0])); w <- w / sum(w)
put("G02_lee_tight_nodegree", lower = sum(w * sapply(cells, `[[`, "lower")), upper = sum(w * sapply(cells, `[[`, "upper")), weights = w)
gone <- jobs$mosinex %% 5 == 0; one <- jobs$train == 1
filled <- function(i, value) { v <- ifelse(gone, value, jobs$emp78)[i]; c(mean(v), var(v) / length(v)) }
low <- filled(one, 0) - filled(!one, 1) * c(1, -1); high <- filled(one, 1) - filled(!one, 0) * c(1, -1)
wide <- sqrt(c(low[2], high[2])); c95 <- uniroot(function(k) pnorm(k + (high[1] - low[1]) / max(wide)) - pnorm(-k) - .95, c(1, 3), tol = 1e-13)$root
put("G03_manski_emp", lower = low[1], upper = high[1], miss1 = mean(gone[one]), miss0 = mean(gone[!one]))
put("R07_manski_im", lower = low[1], upper = high[1], se_lower = wide[1], se_upper = wide[2], im_lo = low[1] - c95 * wide[1],
    im_hi = high[1] + c95 * wide[2], im_c = c95)

# ---- families, indices, bands -----------------------------------------------------------------------------------------
p <- c(.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1)
two_stages <- function(q) { m <- length(p); k <- function(q) max(c(0, which(p <= q * seq_len(m) / m)))
  first <- k(q / (1 + q)); seq_len(m) <= if (first == m) m else k(q / (1 + q) * m / (m - first)) }
sharpened <- sapply(seq_along(p), function(i) { if (!two_stages(1)[i]) return(1); a <- 0; b <- 1
  for (k in 1:60) { m <- (a + b) / 2; if (two_stages(m)[i]) b <- m else a <- m }; b })
grid <- rep(1, length(p)); for (q in seq(1, .001, by = -.001)) grid[two_stages(q)] <- q
put("H01_padjust", p = p, holm = p.adjust(p, "holm"), hochberg = p.adjust(p, "hochberg"), BH = p.adjust(p, "BH"))
put("H02_bky_sharpened", q_exact = sharpened, q_grid001 = grid)
three <- cbind(y, c(2.2, 1.9, 3.5, 2.0, 2.9, 2.8, 1.1, 3.0, 2.4, 2.1, 3.9, 1.8), c(5, 6, 4, 5, 7, 6, 5, 6, 5, 6, 4, 7))
statistics <- function(z) abs(apply(three, 2, t_of, z = z)); own <- statistics(z)
drawn <- apply(combn(12, 6), 2, function(i) statistics(replace(numeric(12), i, 1)))
o <- order(-own); furthest <- drawn[o, ]; for (k in 2:1) furthest[k, ] <- pmax(furthest[k, ], furthest[k + 1, ])
stepped <- cummax(rowMeans(furthest >= own[o] - 1e-9))[order(o)]
put("H03_westfall_young", y2 = three[, 2], y3 = three[, 3], t = own, raw_p = rowMeans(drawn >= own - 1e-9), wy_p = stepped)
zero <- jobs$train == 0; O <- cbind(jobs$re78, jobs$emp78, jobs$lre78)
Z <- scale(O, center = colMeans(O[zero, ]), scale = apply(O[zero, ], 2, sd)); again <- function(v) (v - mean(v[zero])) / sd(v[zero])
weights <- function(S) { w <- rowSums(solve(S)); w / sum(w) }; control <- weights(cov(Z[zero, ])); full <- weights(cov(Z))
effect <- function(v) term(lm_robust(v ~ train, data.frame(v, train = jobs$train), se_type = "HC2"), "train")
e1 <- effect(again(Z %*% control)); e2 <- effect(again(Z %*% full)); e3 <- effect(rowMeans(Z))
put("I01_index", w_icw_control = control, w_icw_full = full, icw_control_est = e1$est, icw_control_se = e1$se, icw_full_est = e2$est,
    icw_full_se = e2$se, klk_est = e3$est, klk_se = e3$se)
life <- read.csv("life.csv"); aid <- life$fin == "yes"; weeks <- seq(4, 52, 4)
Y <- sapply(weeks, function(w) as.numeric(life$arrest == 1 & life$week <= w)); b <- colMeans(Y[aid, ]) - colMeans(Y[!aid, ])
V <- cov(Y[aid, ]) / sum(aid) + cov(Y[!aid, ]) / sum(!aid); R <- cov2cor(V)
held <- function(k) { set.seed(7); as.numeric(pmvnorm(-rep(k, 13), rep(k, 13), corr = R, algorithm = GenzBretz(maxpts = 2e7, abseps = 1e-7, releps = 0))) }
low <- held(2.6530); high <- held(2.6550)
put("H05_supt_rossi", weeks = weeks, est = b, se = sqrt(diag(V)), corr_first_last = R[1, 13], corr_adjacent = R[12, 13],
    wald_joint = as.numeric(t(b) %*% solve(V, b)), supt_c = 2.6530 + (.95 - low) / (high - low) * .0020)

# ---- subgroups, targets, power ----------------------------------------------------------------------------------------
do.call(put, c(list("O01_subgroup_interaction"), term(lm_robust(re78 ~ train * nodegree, jobs, se_type = "HC2"), "train:nodegree")))
S <- predict(lm(re78 ~ age + educ + black + re74 + re75, jobs[zero, ]), jobs); Zc <- jobs$train - mean(jobs$train); ZS <- Zc * (S - mean(S))
m <- lm_robust(re78 ~ S + Zc + ZS, data.frame(re78 = jobs$re78, S, Zc, ZS), se_type = "HC2")
put("O02_blp_gates", beta1 = m$coefficients[["Zc"]], se1 = m$std.error[["Zc"]], beta2 = m$coefficients[["ZS"]], se2 = m$std.error[["ZS"]])
m <- term(difference_in_means(re78 ~ train, jobs), "train"); t_at <- (m$est + c(3, -3)) / m$se
put("K02_tost_welch", t_low = t_at[1], t_up = t_at[2], p_low = pt(t_at[1], m$df, lower.tail = FALSE), p_up = pt(t_at[2], m$df),
    p_tost = max(pt(t_at[1], m$df, lower.tail = FALSE), pt(t_at[2], m$df)))
put("L01_power", t_power = power.t.test(n = 60, delta = .5)$power, t_power_strict = power.t.test(n = 60, delta = .5, strict = TRUE)$power,
    t_mde_60 = power.t.test(n = 60, power = .8)$delta, t_mde_500 = power.t.test(n = 500, power = .8)$delta,
    prop_power = power.prop.test(n = 60, p1 = .5, p2 = .7)$power, prop_mde60 = power.prop.test(n = 60, p1 = .5, power = .8)$p2)

writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "carried_again.json")
used <- c("brglm2", "clubSandwich", "coin", "estimatr", "jsonlite", "metafor", "mvtnorm")
writeLines(c(R.version.string, paste(used, sapply(used, function(p) as.character(packageVersion(p))))), "carried_again_session.txt")
