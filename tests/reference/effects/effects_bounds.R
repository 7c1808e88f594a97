# Reference numbers for bounds and attrition: run in this folder by `Rscript effects_bounds.R`.
# Reads bounds_jtrain2.csv, writes effects_bounds.json and effects_bounds_session.txt.
# Needs sandwich, clubSandwich, estimatr, jsonlite. Takes about a minute (bootstrap).
suppressPackageStartupMessages({library(sandwich); library(clubSandwich); library(estimatr); library(jsonlite)})

data <- read.csv("bounds_jtrain2.csv")
n <- nrow(data)
z <- data$train
worked <- 1 - data$unem78
worked[data$mosinex %% 5 == 0] <- NA              # worst-case bounds, weights, tests
pay <- ifelse(data$re78 > 0, log(data$re78), NA)  # trimmed bounds: pay of those in work
full <- ifelse(is.na(pay), NA, as.numeric(data$re78 > 6))  # a yes or no among those in work
race <- ifelse(data$black == 1, "black", ifelse(data$hisp == 1, "hisp", "other"))
one_stratum <- rep("all", n)

limits <- function(lower, upper, sl, su, level = .95) {
  c0 <- uniroot(function(c) pnorm(c + (upper - lower) / max(sl, su)) - pnorm(-c) - level, c(0, 4), tol = 1e-14)$root
  c(lower - c0 * sl, upper + c0 * su)
}
as_list <- function(lower, upper, sl, su) {
  ci <- limits(lower, upper, sl, su)
  list(lower = lower, upper = upper, std_error_lower = sl, std_error_upper = su, conf_low = ci[1], conf_high = ci[2])
}

# --- worst case, within strata ----------------------------------------------------------------------------------------
manski <- function(y, z, b, lowest, highest) {
  end <- function(one, zero) {
    filled <- ifelse(is.na(y), ifelse(z == 1, one, zero), y)
    parts <- sapply(unique(b), function(k) {
      y1 <- filled[b == k & z == 1]; y0 <- filled[b == k & z == 0]; w <- mean(b == k)
      c(w * (mean(y1) - mean(y0)), w^2 * (var(y1) / length(y1) + var(y0) / length(y0)))
    })
    rowSums(parts)
  }
  l <- end(lowest, highest); u <- end(highest, lowest)
  as_list(l[1], u[1], sqrt(l[2]), sqrt(u[2]))
}

# --- trimmed, as a function of weights of persons, written by sorting and taking mass off ------------------------------
kept_mean <- function(y, w, mass, lowest) {
  o <- order(if (lowest) y else -y); y <- y[o]; w <- w[o]
  left <- mass
  taken <- numeric(length(w))
  for (i in seq_along(w)) { taken[i] <- min(w[i], left); left <- left - taken[i] }
  sum(taken * y) / sum(taken)
}
# `weight`: how often each person counts; the shares of strata stay those of the trial.
lee <- function(y, z, weight = rep(1, length(y)), b = one_stratum, cell = one_stratum) {
  share <- sapply(unique(b), function(k) mean(b == k))
  w <- numeric(length(y))
  for (k in unique(b)) for (a in 0:1) { i <- b == k & z == a; w[i] <- share[[k]] * weight[i] / sum(weight[i]) }
  known <- !is.na(y)
  more <- if (sum(w[known & z == 1]) >= sum(w[known & z == 0])) 1 else 0
  ends <- sapply(c(TRUE, FALSE), function(lowest) {
    per_cell <- sapply(unique(cell), function(x) {
      h <- cell == x & z == more; l <- cell == x & z != more
      rate <- sum(w[l & known]) / sum(w[l])
      c(kept_mean(y[h & known], w[h & known], rate * sum(w[h]), lowest) - weighted.mean(y[l & known], w[l & known]),
        sum(w[l & known]))
    })
    sum(per_cell[1, ] * per_cell[2, ]) / sum(per_cell[2, ])
  })
  if (more == 1) ends else -rev(ends)
}
# Infinitesimal jackknife: the end is differentiated by how often each person counts; n_ba - 1 within strata and arms.
lee_reference <- function(y, z, b = one_stratum, cell = one_stratum) {
  ends <- lee(y, z, b = b, cell = cell)
  step <- 1e-4
  slope <- t(sapply(seq_along(y), function(i) {
    up <- down <- rep(1, length(y)); up[i] <- 1 + step; down[i] <- 1 - step
    (lee(y, z, up, b, cell) - lee(y, z, down, b, cell)) / (2 * step)
  }))
  variance <- c(0, 0)
  for (k in unique(b)) for (a in 0:1) { i <- b == k & z == a; variance <- variance + colSums(slope[i, ]^2) * sum(i) / (sum(i) - 1) }
  as_list(ends[1], ends[2], sqrt(variance[1]), sqrt(variance[2]))
}
# Proposition 3 of Lee (2009), term by term, with population variances times n_a / (n_a - 1).
proposition_3 <- function(y, z) {
  n1 <- sum(z == 1); n0 <- sum(z == 0); known <- !is.na(y)
  q1 <- mean(known[z == 1]); q0 <- mean(known[z == 0]); stopifnot(q1 > q0)
  p <- (q1 - q0) / q1
  y1 <- y[z == 1 & known]; y0 <- y[z == 0 & known]
  se <- sapply(c(TRUE, FALSE), function(lowest) {
    s <- sort(y1, decreasing = !lowest); left <- n1 * q0; taken <- numeric(length(s))
    for (i in seq_along(s)) { taken[i] <- min(1, left); left <- left - taken[i] }
    cut <- s[max(which(taken > 0))]
    m <- sum(taken * s) / sum(taken); v <- sum(taken * (s - m)^2) / sum(taken)
    treated <- v / (n1 * q0) + (cut - m)^2 * (p / (n1 * q0) + (1 - q1) / (q1 * n1))
    reference <- (cut - m)^2 * (1 - q0) / (q0 * n0) + mean((y0 - mean(y0))^2) / (n0 * q0)
    sqrt(treated * n1 / (n1 - 1) + reference * n0 / (n0 - 1))
  })
  list(std_error_lower = se[1], std_error_upper = se[2])
}
set.seed(20091)
bootstrap_lee <- function(y, z, draws = 2000) {
  ends <- replicate(draws, { i <- c(sample(which(z == 1), replace = TRUE), sample(which(z == 0), replace = TRUE)); lee(y[i], z[i]) })
  list(std_error_lower = sd(ends[1, ]), std_error_upper = sd(ends[2, ]))
}

# --- tests of attrition -----------------------------------------------------------------------------------------------
known <- as.integer(!is.na(worked))
shares <- function(known, z) {
  fit <- lm(known ~ z)
  test <- coef_test(fit, vcov = vcovCR(fit, cluster = seq_along(known), type = "CR2"), test = "Satterthwaite", coefs = "z")
  list(test_statistic = test$tstat, df = test$df, p_value = test$p_Satt)
}
strata_shares <- function(known, z, b) {
  dummies <- scale(model.matrix(~ b)[, -1], scale = FALSE)
  fit <- lm(known ~ z * dummies)
  test <- coef_test(fit, vcov = vcovCR(fit, cluster = seq_along(known), type = "CR2"), test = "Satterthwaite", coefs = "z")
  list(test_statistic = test$tstat, df = test$df, p_value = test$p_Satt)
}
joint <- function(known, z, x, b = NULL) {
  x <- scale(as.matrix(x), scale = FALSE)
  k <- ncol(x)
  fit <- if (is.null(b)) lm(known ~ z * x) else { d <- scale(model.matrix(~ b)[, -1], scale = FALSE); lm(known ~ z * (d + x)) }
  names <- c("z", paste0("z:x", colnames(x)))
  beta <- coef(fit)[names]; V <- vcovHC(fit, "HC2")[names, names]
  f <- drop(beta %*% solve(V, beta)) / (k + 1)
  list(test_statistic = f, df = fit$df.residual, p_value = pf(f, k + 1, fit$df.residual, lower.tail = FALSE))
}

# --- weights for response: stacked estimating equations, differentiated numerically ------------------------------------
weighted <- function(y, z, x) {
  x <- cbind(1, as.matrix(x))
  arm <- function(a) {
    y <- y[z == a]; x <- x[z == a, , drop = FALSE]; r <- !is.na(y); y0 <- ifelse(r, y, 0); k <- ncol(x)
    beta <- coef(glm(r ~ x - 1, family = binomial, control = glm.control(epsilon = 1e-15, maxit = 100)))
    m <- weighted.mean(y0, r / plogis(drop(x %*% beta)))
    equations <- function(theta) { p <- plogis(drop(x %*% theta[-1])); cbind(r / p * (y0 - theta[1]), x * (r - p)) }
    theta <- c(m, beta)
    slope <- sapply(seq_along(theta), function(j) {
      h <- 1e-5 * max(abs(theta[j]), .1); up <- down <- theta; up[j] <- up[j] + h; down[j] <- down[j] - h
      (colSums(equations(up)) - colSums(equations(down))) / (2 * h)
    })
    v <- (solve(slope) %*% crossprod(equations(theta)) %*% t(solve(slope)))[1, 1]
    c(m, v * sum(r) / (sum(r) - k), sum(r), k)
  }
  one <- arm(1); zero <- arm(0)
  est <- one[1] - zero[1]; se <- sqrt(one[2] + zero[2])
  df <- (1 / one[3] + 1 / zero[3])^2 / (1 / (one[3]^2 * (one[3] - one[4])) + 1 / (zero[3]^2 * (zero[3] - zero[4])))
  list(estimate = est, std_error = se, df = df, p_value = 2 * pt(-abs(est / se), df),
       conf_low = est - qt(.975, df) * se, conf_high = est + qt(.975, df) * se,
       level_treated = one[1], level_reference = zero[1])
}
# The point once more by one interacted logit and weighted least squares.
by_one_logit <- function(y, z, x) {
  frame <- data.frame(r = as.integer(!is.na(y)), y = y, z = z, x)
  fit <- glm(reformulate(paste0("z*(", paste(names(x), collapse = "+"), ")"), "r"), binomial, frame,
             control = glm.control(epsilon = 1e-15, maxit = 100))
  frame$w <- 1 / fitted(fit)
  lm_robust(y ~ z, frame[frame$r == 1, ], weights = w)$coefficients[["z"]]
}
bootstrap_weighted <- function(y, z, x, draws = 1000) {
  sd(replicate(draws, {
    i <- c(sample(which(z == 1), replace = TRUE), sample(which(z == 0), replace = TRUE))
    m <- sapply(1:0, function(a) { j <- i[z[i] == a]; r <- !is.na(y[j]); w <- r / fitted(suppressWarnings(glm(r ~ as.matrix(x[j, ]), family = binomial)))
      weighted.mean(ifelse(r, y[j], 0), w) })
    m[1] - m[2]
  }))
}

few <- c(which(z == 1)[1:50], which(z == 0)[1:70])
# Pay in 1974 would separate: nobody with high pay then is missing.
x <- data[, c("age", "educ", "black", "nodegree")]
result <- list(
  manski = list(strata = manski(worked, z, race, 0, 1), few = manski(worked[few], z[few], one_stratum[few], 0, 1)),
  lee = list(
    pay = lee_reference(pay, z), exchanged = lee_reference(pay, 1 - z), few = lee_reference(pay[few], z[few], one_stratum[few], one_stratum[few]),
    yes_or_no = lee_reference(full, z), cells = lee_reference(pay, z, cell = as.character(data$nodegree)),
    strata = lee_reference(pay, z, b = race), both = lee_reference(pay, z, b = race, cell = as.character(data$nodegree))),
  proposition_3 = list(pay = proposition_3(pay, z), yes_or_no = proposition_3(full, z)),
  bootstrap = list(pay = bootstrap_lee(pay, z), weighted = bootstrap_weighted(worked, z, x)),
  test = list(shares = shares(known, z), few = shares(known[few], z[few]), strata = strata_shares(known, z, race),
              joint = joint(known, z, x), joint_few = joint(known[few], z[few], x[few, c("age", "educ")]),
              joint_strata = joint(known, z, x[, c("age", "educ")], race)),
  weighted = list(worked = weighted(worked, z, x), few = weighted(worked[few], z[few], x[few, c("age", "educ")])),
  by_one_logit = by_one_logit(worked, z, x))
write_json(result, "effects_bounds.json", auto_unbox = TRUE, digits = I(15), pretty = 1)
writeLines(grep("^(BLAS|LAPACK|Matrix products)", capture.output(sessionInfo()), value = TRUE, invert = TRUE),
           "effects_bounds_session.txt")
