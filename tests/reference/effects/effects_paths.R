# Reference numbers for effects by week: run in this folder by `Rscript effects_paths.R`.
# Reads life.csv, writes effects_paths.json and effects_paths_session.txt. Needs sandwich, mvtnorm, jsonlite.
suppressPackageStartupMessages({library(sandwich); library(mvtnorm); library(jsonlite)})

life <- read.csv("life.csv")
z <- as.integer(life$fin == "yes")
cohort <- factor(paste(life$wexp, pmin(life$educ, 4)))
traits <- data.frame(age = life$age, prio = life$prio, wexp = as.integer(life$wexp == "yes"),
                     parole = as.integer(life$paro == "yes"))
weeks <- c(4, 13, 26, 39, 52)
arrested <- sapply(weeks, function(w) as.integer(life$arrest == 1 & life$week <= w))

# One regression of all weeks; HC2 of the stacked coefficients is the joint covariance of the differences.
joint <- function(formula) {
  model <- lm(formula)
  v <- vcovHC(model, type = "HC2")
  at <- grep(":z$", colnames(v))
  list(estimate = unname(coef(model)["z", ]), covariance = unname(v[at, at]))
}
everyone <- joint(arrested ~ z)
# Within strata: centred dummies and their products with the arm; the coefficient of the arm is the weighted difference.
dummies <- scale(model.matrix(~ cohort)[, -1], scale = FALSE)
model <- lm(arrested ~ z * dummies)
v <- vcovHC(model, type = "HC2")
at <- grep(":z$", colnames(v))
strata <- list(estimate = unname(coef(model)["z", ]), covariance = unname(v[at, at]))

# P(max |T| <= c) = level for multivariate t, by bisection over pmvt with many points.
critical <- function(covariance, df, level = .95) {
  correlation <- cov2cor(covariance)
  held <- function(c) { set.seed(7)
    as.numeric(pmvt(-rep(c, nrow(correlation)), rep(c, nrow(correlation)), df = df, corr = correlation,
                    algorithm = GenzBretz(maxpts = 1e6, abseps = 1e-6, releps = 0))) - level }
  uniroot(held, c(1.5, 4), tol = 1e-5)$root
}
sup_t <- list(weeks_df430 = critical(everyone$covariance, 430), weeks_df18 = critical(everyone$covariance, 18),
              weeks_level90 = critical(everyone$covariance, 430, .90))

# A linear probability model for each week.
model_of <- function(y, type, dummy) {
  fit <- lm(y ~ ., if (dummy) data.frame(y, z, traits, cohort) else data.frame(y, z, traits))
  se <- sqrt(vcovHC(fit, type = type)["z", "z"])
  q <- qt(.975, fit$df.residual)
  c(estimate = coef(fit)[["z"]], std_error = se, conf_low = coef(fit)[["z"]] - q * se, conf_high = coef(fit)[["z"]] + q * se)
}
regressions <- list()
for (type in c("HC1", "HC2")) for (dummy in c(FALSE, TRUE)) {
  name <- paste0(tolower(type), if (dummy) "_strata" else "")
  regressions[[name]] <- as.list(as.data.frame(t(apply(arrested, 2, model_of, type = type, dummy = dummy))))
}
write_json(list(meta = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich")),
                            mvtnorm = as.character(packageVersion("mvtnorm"))),
                weeks = weeks, everyone = everyone, strata = strata, sup_t = sup_t, regressions = regressions),
           "effects_paths.json", digits = I(17), auto_unbox = TRUE, pretty = TRUE)
writeLines(capture.output(sessionInfo()), "effects_paths_session.txt")
