# Reference numbers for nextwork_eval.effects: run in this folder by `Rscript effects_life.R`.
# Reads life.csv and blocks.csv, writes effects_life.json. Needs estimatr, clubSandwich, sandwich, jsonlite.
suppressPackageStartupMessages({library(estimatr); library(clubSandwich); library(sandwich); library(jsonlite)})

life <- read.csv("life.csv")
blocks <- read.csv("blocks.csv", encoding = "UTF-8")
z <- as.integer(life$fin == "yes")
n <- nrow(life)
rearrested <- life$arrest
working <- sapply(1:52, function(w) as.integer(life[[paste0("emp", w)]] == "yes"))
working[is.na(working)] <- 0L  # no status after the week of re-arrest: not working
# read.csv gives "" for the empty cells of some columns, for which the comparison above is already FALSE

# HC2 and the degrees of freedom of Bell and McCaffrey: CR2 with each person as a cluster.
bell_mccaffrey <- function(model, name) {
  v <- vcovCR(model, cluster = seq_len(nobs(model)), type = "CR2")
  test <- coef_test(model, vcov = v, test = "Satterthwaite", coefs = name)
  ci <- conf_int(model, vcov = v, test = "Satterthwaite", level = .95, coefs = name)
  list(estimate = test$beta, std_error = test$SE, df = test$df, p_value = test$p_Satt,
       conf_low = ci$CI_L, conf_high = ci$CI_U)
}

unstratified <- function(y, z) {
  welch <- difference_in_means(y ~ z, data = data.frame(y, z))
  list(bell_mccaffrey = bell_mccaffrey(lm(y ~ z), "z"),
       welch = list(estimate = welch$coefficients[[1]], std_error = welch$std.error[[1]], df = welch$df[[1]],
                    p_value = welch$p.value[[1]], conf_low = welch$conf.low[[1]], conf_high = welch$conf.high[[1]]),
       level_treated = mean(y[z == 1]), level_reference = mean(y[z == 0]))
}

# Blocks: point and standard error from estimatr; degrees of freedom from the regression with centred dummies and their
# products with the arm (estimatr's own, n - 2 * blocks, are another convention and are not used).
stratified <- function(y, z, block) {
  blocked <- difference_in_means(y ~ z, blocks = block, data = data.frame(y, z, block))
  dummies <- scale(model.matrix(~ factor(block))[, -1, drop = FALSE], scale = FALSE)
  list(estimate = blocked$coefficients[[1]], std_error = blocked$std.error[[1]],
       bell_mccaffrey = bell_mccaffrey(lm(y ~ z * dummies), "z"))
}

by_week <- function(Y, z, binary) {
  models <- apply(Y, 2, function(y) lm(y ~ z))
  estimate <- sapply(models, function(m) coef(m)[["z"]])
  std_error <- sapply(models, function(m) sqrt(vcovHC(m, type = "HC2")["z", "z"]))
  df <- bell_mccaffrey(models[[ncol(Y)]], "z")$df  # depends on the sizes of the arms only
  half <- qt(.975, df) * std_error
  level <- function(arm) {
    ci <- apply(Y[z == arm, ], 2, function(y)
      if (binary) prop.test(sum(y), length(y), correct = FALSE)$conf.int else t.test(y)$conf.int)
    list(estimate = colMeans(Y[z == arm, ]), conf_low = ci[1, ], conf_high = ci[2, ])
  }
  list(estimate = estimate, std_error = std_error, df = df, conf_low = estimate - half, conf_high = estimate + half,
       treated = level(1), reference = level(0))
}

# Score interval of a ratio by brute force: the restricted likelihood is maximised numerically for each ratio.
ratio_score <- function(x1, n1, x0, n0) {
  statistic <- function(r) {
    loglik <- function(q0) {
      q1 <- r * q0
      part <- function(x, p) if (x == 0) 0 else x * log(p)
      part(x1, q1) + part(n1 - x1, 1 - q1) + part(x0, q0) + part(n0 - x0, 1 - q0)
    }
    score <- function(q0)
      (if (x1 + x0 == 0) 0 else (x1 + x0) / q0) - (n1 - x1) * r / (1 - r * q0) - (n0 - x0) / (1 - q0)
    top <- min(1, 1 / r)
    # The score falls; where it is positive up to the edge, the edge is the maximum.
    edge <- top * (1 - 1e-15)
    q0 <- if (score(edge) > 0) top else uniroot(score, c(1e-14 * top, edge), tol = 1e-18, maxiter = 10000)$root
    q1 <- r * q0
    v <- (q1 * (1 - q1) / n1 + r^2 * q0 * (1 - q0) / n0) * (n1 + n0) / (n1 + n0 - 1)
    (x1 / n1 - r * x0 / n0)^2 / v
  }
  critical <- qchisq(.95, 1)
  f <- function(l) statistic(exp(l)) - critical
  estimate <- (x1 / n1) / (x0 / n0)
  inside <- if (x1 > 0) log(estimate) else -12
  low <- if (x1 == 0) 0 else exp(uniroot(f, c(inside - 12, inside - 1e-4), tol = 1e-13)$root)
  high <- exp(uniroot(f, c(inside + 1e-4, inside + 16), tol = 1e-13)$root)
  # At a ratio of 1 it is Pearson's chi-square times (N - 1) / N.
  pearson <- if (x1 + x0 == n1 + n0) 0 else
    suppressWarnings(chisq.test(matrix(c(x1, n1 - x1, x0, n0 - x0), 2), correct = FALSE)$statistic[[1]])
  chi2 <- pearson * (n1 + n0 - 1) / (n1 + n0)
  list(x1 = x1, n1 = n1, x0 = x0, n0 = n0, estimate = estimate, conf_low = low, conf_high = high,
       test_statistic = chi2, p_value = pchisq(chi2, 1, lower.tail = FALSE))
}

one_arm <- function(x, n, goal) {
  cell <- function(sides, alternative) {
    exact <- binom.test(x, n, goal, alternative = alternative)
    score <- suppressWarnings(prop.test(x, n, goal, alternative = alternative, correct = FALSE))
    list(sides = sides, clopper_pearson = exact$conf.int[1:2], p_exact = exact$p.value,
         wilson = score$conf.int[1:2], p_score = score$p.value)
  }
  list(x = x, n = n, goal = goal,
       rows = list(cell("two", "two.sided"), cell("lower", "greater"), cell("upper", "less")))
}

traits <- data.frame(age = life$age, prio = life$prio, educ = life$educ, wexp = as.integer(life$wexp == "yes"),
                     married = as.integer(life$mar == "married"), parole = as.integer(life$paro == "yes"))
one <- traits[z == 1, ]; zero <- traits[z == 0, ]
balance <- list(
  covariate = names(traits), mean_treated = unname(colMeans(one)), mean_reference = unname(colMeans(zero)),
  sd_treated = unname(sapply(one, sd)), sd_reference = unname(sapply(zero, sd)),
  standardized_difference = unname((colMeans(one) - colMeans(zero)) / sqrt((sapply(one, var) + sapply(zero, var)) / 2)),
  chi_square = (n - 1) * summary(lm(z ~ as.matrix(traits)))$r.squared)
balance$p_value <- pchisq(balance$chi_square, ncol(traits), lower.tail = FALSE)
# With dummies as traits, the stratified statistic is the generalised Cochran-Mantel-Haenszel statistic.
cmh <- mantelhaen.test(table(factor(life$educ), z, life$wexp))
balance$stratified <- list(traits = "education 3, 4, 5, 6 against 2, within work experience",
                           chi_square = cmh$statistic[[1]], df = cmh$parameter[[1]], p_value = cmh$p.value)

few <- c(which(z == 1)[1:40], which(z == 0)[1:80])
weeks_worked <- rowSums(working)
cohort <- paste(life$wexp, pmin(life$educ, 4))

result <- list(
  meta = list(R = R.version.string,
              packages = sapply(c("estimatr", "clubSandwich", "sandwich", "jsonlite"), function(p) as.character(packageVersion(p)))
                         |> as.list(),
              data = "life.csv: the LIFE trial (Rossi, Berk and Lenihan 1980); blocks.csv: invented"),
  rearrest = unstratified(rearrested, z),
  weeks_worked = unstratified(weeks_worked, z),
  weeks_worked_40_80 = unstratified(weeks_worked[few], z[few]),
  working_by_week = by_week(working, z, TRUE),
  weeks_worked_by_week = by_week(t(apply(working, 1, cumsum)), z, FALSE),
  life_strata = list(rearrest = stratified(rearrested, z, cohort), weeks_worked = stratified(weeks_worked, z, cohort)),
  blocks = list(weeks = stratified(blocks$weeks, blocks$treated, blocks$block),
                job = stratified(blocks$job, blocks$treated, blocks$block)),
  ratios = Map(ratio_score, c(56, 7, 47, 48, 0, 12, 9, 12, 1, 60, 3), c(70, 12, 60, 216, 20, 12, 12, 12, 40, 60, 900),
               c(48, 1, 38, 66, 3, 9, 12, 12, 2, 45, 6), c(80, 12, 60, 216, 21, 12, 12, 12, 80, 60, 1000)) |> unname(),
  one_arm = Map(one_arm, c(47, 48, 0, 20, 1), c(60, 216, 20, 20, 12), c(.75, .25, .1, .75, .5)) |> unname(),
  balance = balance)
write(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE), "effects_life.json")
