# Reference numbers for adjusted and grouped differences: run in this folder by `Rscript effects_adjusted.R`.
# Reads life.csv and blocks.csv, writes effects_adjusted.json and effects_adjusted_session.txt.
# Needs estimatr, clubSandwich, jsonlite.
suppressPackageStartupMessages({library(estimatr); library(clubSandwich); library(jsonlite)})

life <- read.csv("life.csv")
blocks <- read.csv("blocks.csv", encoding = "UTF-8")
z <- as.integer(life$fin == "yes")
working <- sapply(1:52, function(w) as.integer(life[[paste0("emp", w)]] == "yes"))
working[is.na(working)] <- 0L  # no status after the week of re-arrest: not working
weeks_worked <- rowSums(working)
traits <- data.frame(age = life$age, prio = life$prio, educ = life$educ, wexp = as.integer(life$wexp == "yes"),
                     married = as.integer(life$mar == "married"), parole = as.integer(life$paro == "yes"))
cohort <- paste(life$wexp, pmin(life$educ, 4))
few <- c(which(z == 1)[1:40], which(z == 0)[1:80])

cr2 <- function(model, name, cluster) {
  v <- vcovCR(model, cluster = cluster, type = "CR2")
  test <- coef_test(model, vcov = v, test = "Satterthwaite", coefs = name)
  ci <- conf_int(model, vcov = v, test = "Satterthwaite", level = .95, coefs = name)
  list(estimate = test$beta, std_error = test$SE, df = test$df, p_value = test$p_Satt,
       conf_low = ci$CI_L, conf_high = ci$CI_U)
}
centred <- function(x) scale(as.matrix(x), scale = FALSE)
dummies <- function(block) centred(model.matrix(~ factor(block))[, -1, drop = FALSE])

# The levels are the mean prediction for everyone, once offered and once not.
adjusted <- function(y, z, x, lin, block = NULL) {
  data <- data.frame(y = y, z = z)
  data$x <- centred(x)
  if (!is.null(block)) data$b <- dummies(block)
  form <- if (lin) { if (is.null(block)) y ~ z * x else y ~ z * (b + x) } else { if (is.null(block)) y ~ z + x else y ~ z * b + x }
  model <- lm(form, data = data)
  level <- function(arm) mean(predict(model, transform(data, z = arm)))
  c(cr2(model, "z", seq_along(y)), list(level_treated = level(1), level_reference = level(0)))
}
# Point and standard error once more by a program of its own.
by_lm_lin <- function(y, z, x) {
  data <- data.frame(y, z, x)
  fit <- lm_lin(y ~ z, covariates = reformulate(names(x)), data = data, se_type = "HC2")
  list(estimate = fit$coefficients[["z"]], std_error = fit$std.error[["z"]])
}

# Invented peer groups: treated men in the order of the file, seven together, the last ones in no group.
grouped <- function(y, z, group, block = NULL) {
  data <- data.frame(y = y, z = z)
  cluster <- ifelse(is.na(group), paste("alone", seq_along(y)), paste("group", group))
  if (is.null(block)) return(cr2(lm(y ~ z, data = data), "z", cluster))
  data$b <- dummies(block)
  cr2(lm(y ~ z * b, data = data), "z", cluster)
}
sevens <- function(z, joined) {
  group <- rep(NA_integer_, length(z))
  treated <- which(z == 1)[seq_len(joined)]
  group[treated] <- (seq_len(joined) - 1) %/% 7
  group
}
across <- sevens(z, 203); across[which(z == 0)[1:3]] <- 0:2  # three of the reference arm met with a group
invented <- rep(NA_integer_, nrow(blocks))  # pairs within each block; of an odd number the last is alone
for (b in unique(blocks$block)) {
  own <- which(blocks$block == b & blocks$treated == 1)
  # Two treated people who are one group would leave nothing to tell groups apart by: they stay alone.
  paired <- if (length(own) > 2) own[seq_len(2 * (length(own) %/% 2))] else integer(0)
  invented[paired] <- match(b, unique(blocks$block)) * 100 + (seq_along(paired) - 1) %/% 2
}

result <- list(
  adjusted = list(
    weeks_worked_lin = adjusted(weeks_worked, z, traits, TRUE),
    weeks_worked_ancova = adjusted(weeks_worked, z, traits, FALSE),
    rearrest_lin = adjusted(life$arrest, z, traits, TRUE),
    few_lin = adjusted(weeks_worked[few], z[few], traits[few, c("age", "prio")], TRUE),
    few_ancova = adjusted(weeks_worked[few], z[few], traits[few, ], FALSE),
    strata_lin = adjusted(weeks_worked, z, traits[, c("age", "prio", "parole")], TRUE, cohort),
    strata_ancova = adjusted(weeks_worked, z, traits[, c("age", "prio", "parole")], FALSE, cohort)),
  lm_lin = list(weeks_worked_lin = by_lm_lin(weeks_worked, z, traits),
                rearrest_lin = by_lm_lin(life$arrest, z, traits),
                few_lin = by_lm_lin(weeks_worked[few], z[few], traits[few, c("age", "prio")])),
  grouped = list(
    weeks_worked = grouped(weeks_worked, z, sevens(z, 203)),
    rearrest = grouped(life$arrest, z, sevens(z, 203)),
    few = grouped(weeks_worked[few], z[few], sevens(z[few], 21)),
    reference_met = grouped(weeks_worked, z, across),
    strata = grouped(weeks_worked, z, sevens(z, 203), cohort),
    blocks = grouped(blocks$weeks, blocks$treated, invented, blocks$block)),
  block_groups = invented)
write(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE, na = "null"), "effects_adjusted.json")
session <- capture.output(print(sessionInfo(), locale = FALSE))
writeLines(session[!grepl("^(BLAS|LAPACK|Matrix products)", session)], "effects_adjusted_session.txt")
