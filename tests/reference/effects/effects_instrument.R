# Reference numbers for the effect of taking the offer up: run in this folder by `Rscript effects_instrument.R`.
# Reads life.csv and thornton.csv, writes effects_instrument.json and effects_instrument_session.txt.
# Needs AER, estimatr, clubSandwich, jsonlite. Anderson-Rubin sets are found here by searching for roots.
suppressPackageStartupMessages({library(AER); library(estimatr); library(clubSandwich); library(jsonlite)})

life <- read.csv("life.csv")
z <- as.integer(life$fin == "yes")
working <- sapply(1:52, function(w) as.integer(life[[paste0("emp", w)]] == "yes"))
working[is.na(working)] <- 0L  # no status after the week of re-arrest: not working
weeks <- rowSums(working)
arrest <- life$arrest
cohort <- paste(life$wexp, pmin(life$educ, 4))
row <- seq_along(z) - 1
# Take-up is invented: by the place in the file, so that it can be made again anywhere.
one_sided <- as.integer(z == 1 & row %% 10 < 7)
two_sided <- as.integer((z == 1 & row %% 10 < 7) | (z == 0 & row %% 10 == 9))
weak <- as.integer((z == 1 & row %% 10 < 4) | (z == 0 & row %% 7 < 2))
dose <- two_sided * (1 + row %% 17)
few <- c(which(z == 1)[1:40], which(z == 0)[1:80])
thornton <- read.csv("thornton.csv")

# The saturated regression: the coefficient of z is the stratified difference.
columns <- function(z, block = NULL, x = NULL) {
  W <- matrix(1, length(z), 1)
  if (!is.null(block)) {
    D <- scale(model.matrix(~ factor(block))[, -1, drop = FALSE], scale = FALSE)
    W <- cbind(W, D, z * D)
  }
  if (!is.null(x)) W <- cbind(W, x)
  unname(W)
}
# t statistic of z in the regression of y - b d on z and W, HC2 or CR2, and its Satterthwaite degrees of freedom.
test_at <- function(y, d, z, W, b, cluster = NULL) {
  r <- y - b * d
  m <- lm(r ~ 0 + z + W)
  if (is.null(cluster)) cluster <- seq_along(z)
  list(model = m, cluster = cluster)
}
df_of <- function(y, d, z, W, cluster = NULL) {
  found <- test_at(y, d, z, W, 0, cluster)
  coef_test(found$model, vcov = "CR2", cluster = found$cluster, test = "Satterthwaite", coefs = "z")$df
}
hc2 <- function(y, d, z, W) {
  X <- cbind(z, W); XXi <- solve(crossprod(X)); A <- XXi %*% t(X); h <- rowSums(t(A) * X)
  e <- function(v) v - X %*% (A %*% v)
  ry <- e(y); rd <- e(d); by <- sum(A[1, ] * y); bd <- sum(A[1, ] * d)
  function(b) (by - b * bd)^2 / sum(A[1, ]^2 * (ry - b * rd)^2 / (1 - h))
}
cr2 <- function(y, d, z, W, cluster) function(b) {
  found <- test_at(y, d, z, W, b, cluster)
  t <- coef(found$model)["z"] / sqrt(vcovCR(found$model, cluster = cluster, type = "CR2")["z", "z"])
  unname(t)^2
}
# Every b with F(b) <= q, by sign changes of F - q over the whole line (b is the tangent of an angle) and root search.
set_of <- function(F, q, steps = 4000, scale = 1) {
  angles <- seq(-pi / 2, pi / 2, length.out = steps + 2)[-c(1, steps + 2)]
  g <- function(angle) F(scale * tan(angle)) - q
  values <- sapply(angles, g)
  at <- which(diff(sign(values)) != 0)
  roots <- sapply(at, function(i) scale * tan(uniroot(g, angles[i + 0:1], tol = 1e-15)$root))
  outside_at_ends <- values[1] > 0 && values[length(values)] > 0
  kind <- if (length(roots) == 0) "whole_line" else if (outside_at_ends) "interval" else "two_rays"
  list(set_kind = kind, limits = as.numeric(roots))
}
iv <- function(y, d, z, W, cluster = NULL, type = if (is.null(cluster)) "HC2" else "CR2") {
  data <- data.frame(y = y, d = d, z = z)
  m <- if (is.null(cluster)) {
    if (ncol(W) > 1) { data$W <- W[, -1]; iv_robust(y ~ d + W | z + W, data, se_type = type) }
    else iv_robust(y ~ d | z, data, se_type = type)
  } else {
    data$cl <- cluster
    if (ncol(W) > 1) { data$W <- W[, -1]; iv_robust(y ~ d + W | z + W, data, clusters = cl, se_type = type) }
    else iv_robust(y ~ d | z, data, clusters = cl, se_type = type)
  }
  i <- match("d", m$term)
  list(estimate = m$coefficients[[i]], std_error = m$std.error[[i]], df = m$df[[i]], conf_low = m$conf.low[[i]],
       conf_high = m$conf.high[[i]], p_value = m$p.value[[i]])
}
everything <- function(y, d, z, W, scale = 1) {
  df <- df_of(y, d, z, W)
  two_stage <- iv(y, d, z, W)
  margin <- qt(.975, df) * two_stage$std_error
  at_zero <- test_at(y, d, z, W, 0)
  offer <- coef_test(at_zero$model, vcov = "CR2", cluster = at_zero$cluster, test = "Satterthwaite", coefs = "z")
  list(residual = two_stage, df = df, conf_low = two_stage$estimate - margin, conf_high = two_stage$estimate + margin,
       anderson_rubin = set_of(hc2(y, d, z, W), qt(.975, df)^2, scale = scale), p_value_of_offer = offer$p_Satt,
       anderson_rubin_80 = set_of(hc2(y, d, z, W), qt(.9, df)^2, scale = scale))
}
plain <- columns(z); rounds <- columns(z, cohort)
traits <- as.matrix(life[, c("age", "prio")])
result <- list(
  weeks_one_sided = everything(weeks, one_sided, z, plain, 10),
  weeks_two_sided = everything(weeks, two_sided, z, plain, 10),
  weeks_strata = everything(weeks, two_sided, z, rounds, 10),
  weeks_covariates = everything(weeks, two_sided, z, columns(z, x = traits), 10),
  weeks_strata_covariates = everything(weeks, two_sided, z, columns(z, cohort, traits), 10),
  weeks_dose = everything(weeks, dose, z, plain, 1),
  weeks_weak = everything(weeks, weak, z, plain, 10),
  arrest_weak = everything(arrest, weak, z, plain, 1),
  few_one_sided = everything(weeks[few], one_sided[few], z[few], plain[few, , drop = FALSE], 10),
  few_weak = everything(arrest[few], weak[few], z[few], plain[few, , drop = FALSE], 1),
  few_weak_weeks = everything(weeks[few], weak[few], z[few], plain[few, , drop = FALSE], 10),
  few_weak_age = everything(life$age[few], weak[few], z[few], plain[few, , drop = FALSE], 10)
)
# Clusters: villages, in which people were drawn one by one.
W <- columns(thornton$any, x = cbind(thornton$age))
q <- qt(.975, df_of(thornton$hiv2004, thornton$got, thornton$any, W, thornton$villnum))^2
clustered <- c(list(residual = iv(thornton$hiv2004, thornton$got, thornton$any, W, thornton$villnum)), list(
  anderson_rubin = set_of(cr2(thornton$hiv2004, thornton$got, thornton$any, W, thornton$villnum), q, steps = 60)))
# Another implementation of the point, and of HC1.
other <- ivreg(weeks ~ two_sided | z)
classical <- list(point = coef(other)[["two_sided"]], hc1 = sqrt(vcovHC(other, type = "HC1")["two_sided", "two_sided"]))
first <- function(d, W) {
  m <- lm(d ~ 0 + z + W)
  t <- coef_test(m, vcov = "CR2", cluster = seq_along(z), test = "Satterthwaite", coefs = "z")
  list(estimate = t$beta, std_error = t$SE, df = t$df, p_value = t$p_Satt, f = t$tstat^2)
}
compliers <- function(y, d, W, scale) {
  one <- everything(y * d, d, z, W, scale); zero <- everything(-y * (1 - d), d, z, W, scale)
  list(taken_up = one, not_taken_up = zero)
}
kappa <- function(x, d, z) { p <- mean(z); k <- 1 - d * (1 - z) / (1 - p) - (1 - d) * z / p; sum(k * x) / sum(k) }
write_json(list(
  effects = result, clustered = clustered, classical = classical,
  first_stage = list(plain = first(two_sided, plain), strata = first(two_sided, rounds), dose = first(dose, plain)),
  compliers = list(weeks = compliers(weeks, two_sided, plain, 10), strata = compliers(weeks, two_sided, rounds, 10),
                   arrest = compliers(arrest, one_sided, plain, 1)),
  characteristics = list(age = everything(life$age * two_sided, two_sided, z, plain, 10)$residual,
                         kappa_age = kappa(life$age, two_sided, z), kappa_share = { p <- mean(z)
                           mean(1 - two_sided * (1 - z) / (1 - p) - (1 - two_sided) * z / p) })
), "effects_instrument.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
writeLines(capture.output(sessionInfo()), "effects_instrument_session.txt")
