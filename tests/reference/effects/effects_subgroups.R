# Reference numbers for effects in subgroups: run in this folder by `Rscript effects_subgroups.R`.
# Reads life.csv and jtrain2_subgroups.csv, writes effects_subgroups.json and effects_subgroups_session.txt.
# Needs clubSandwich, metafor, jsonlite.
suppressPackageStartupMessages({library(clubSandwich); library(metafor); library(jsonlite)})

life <- read.csv("life.csv")
life$z <- as.integer(life$fin == "yes")
working <- sapply(1:52, function(w) as.integer(life[[paste0("emp", w)]] == "yes"))
working[is.na(working)] <- 0L  # no status after the week of re-arrest: not working
life$weeks <- rowSums(working)
life$band <- cut(life$age, c(0, 20, 24, 99), right = FALSE, labels = c("a_under_20", "b_20_to_23", "c_24_and_over"))
jtrain <- read.csv("jtrain2_subgroups.csv")

# The effect in each subgroup is a coefficient of one regression with a column for each arm of each subgroup.
analysed <- function(y, z, group) {
  data <- data.frame(y = y, z = z, group = factor(group), id = seq_along(y))
  model <- lm(y ~ 0 + group + group:z, data)
  v <- vcovCR(model, cluster = data$id, type = "CR2")
  names <- paste0("group", levels(data$group), ":z")
  test <- coef_test(model, vcov = v, test = "Satterthwaite", coefs = names)
  ci <- conf_int(model, vcov = v, test = "Satterthwaite", coefs = names)
  equal <- Wald_test(model, constraints = constrain_equal(names, coefs = coef(model)), vcov = v, test = "HTZ")
  meta <- rma(test$beta, test$SE^2, method = "PM", control = list(tol = 1e-14))
  drawn <- blup(meta)
  list(groups = levels(data$group),
       effects = list(estimate = test$beta, std_error = test$SE, df = test$df, conf_low = ci$CI_L, conf_high = ci$CI_U),
       equal = list(test_statistic = equal$Fstat, df = equal$df_denom, p_value = equal$p_val),
       spread = sqrt(meta$tau2),
       shrunken = list(estimate = drawn$pred, std_error = drawn$se, conf_low = drawn$pred - qnorm(.975) * drawn$se,
                       conf_high = drawn$pred + qnorm(.975) * drawn$se))
}
few <- c(which(life$z == 1)[1:40], which(life$z == 0)[1:80])
# Invented outcomes whose effects differ, so that the spread is not nought.
apart <- life$weeks + 12 * life$z * (as.integer(life$band) - 2)
found <- list(
  jtrain_nodegree = with(jtrain, analysed(re78, train, nodegree)),
  life_age = with(life, analysed(weeks, z, band)),
  life_age_few = with(life[few, ], analysed(weeks, z, band)),
  life_age_apart = analysed(apart, life$z, life$band),
  life_arrest_parole = with(life, analysed(arrest, z, paro)))

# Two strata in each of two subgroups: the difference of the weighted differences, from the saturated regression.
strata <- with(life, {
  cell <- interaction(paro, wexp, z)
  data <- data.frame(y = weeks, cell, id = seq_along(weeks))
  model <- lm(y ~ 0 + cell, data)
  v <- vcovCR(model, cluster = data$id, type = "CR2")
  weight <- function(group) { share <- prop.table(table(wexp[paro == group]))
    w <- setNames(numeric(nlevels(cell)), levels(cell))
    for (s in names(share)) { w[paste(group, s, 1, sep = ".")] <- share[[s]]; w[paste(group, s, 0, sep = ".")] <- -share[[s]] }
    w }
  one <- function(w) { l <- linear_contrast(model, vcov = v, contrasts = matrix(w, 1), test = "Satterthwaite")
    list(estimate = l$Est, std_error = l$SE, df = l$df, conf_low = l$CI_L, conf_high = l$CI_U) }
  list(no = one(weight("no")), yes = one(weight("yes")), contrast = one(weight("yes") - weight("no")))
})
write_json(list(meta = list(R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich")),
                            metafor = as.character(packageVersion("metafor"))), found = found, strata = strata),
           "effects_subgroups.json", digits = I(17), auto_unbox = TRUE, pretty = TRUE)
writeLines(capture.output(sessionInfo()), "effects_subgroups_session.txt")
