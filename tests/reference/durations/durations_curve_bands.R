# Bands for all weeks of Kaplan-Meier and Aalen-Johansen curves, from the influence that survfit gives for each person.
# Rscript durations_curve_bands.R > durations_curve_bands.json
# Paths are drawn with a normal multiplier for each person (the package draws from the covariance of the weeks).
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261129)
draws <- 40000
fewest <- 5

critical <- function(paths, df) {
  # paths: persons (or draws of both arms) x weeks, already divided by the standard errors
  furthest <- apply(abs(paths), 1, max)
  furthest <- furthest / sqrt(rchisq(length(furthest), df) / df)
  unname(sort(furthest)[ceiling(0.95 * (length(furthest) + 1))])
}
drawn <- function(influence) matrix(rnorm(draws * nrow(influence)), draws) %*% influence

last_value <- function(times, values, weeks, before) {
  at <- findInterval(weeks, times)
  ifelse(at == 0, before, values[pmax(at, 1)])
}

curve <- function(people, weeks, competing) {
  fit <- if (competing) survfit(Surv(week, factor(event, 0:2)) ~ 1, people, id = id, influence = TRUE)
         else survfit(Surv(week, event) ~ 1, people, influence = TRUE)
  at <- findInterval(weeks, fit$time)
  if (competing) {
    share <- c(0, fit$pstate[, 2])[at + 1]
    influence <- cbind(0, fit$influence.pstate[, , 2])
    if (ncol(influence) == length(fit$time) + 2) influence <- influence[, -1]  # survfit's own column for the start
  } else {
    share <- c(1, fit$surv)[at + 1]
    influence <- cbind(0, fit$influence.surv)
  }
  influence <- influence[, at + 1, drop = FALSE]
  m <- nrow(people)
  factor <- if (competing) m / (m - 1) else 1
  error <- sqrt(colSums(influence^2) * factor)
  risk <- sapply(weeks, function(w) sum(people$week >= w))
  gone <- sapply(weeks, function(w) sum(people$week <= w & people$event == 1))
  list(share = share, influence = influence * sqrt(factor), error = error, m = m,
       within = error > 0 & is.finite(error) & share > 0 & share < 1 & gone >= fewest & risk >= fewest)
}
loglog <- function(arm, value) {
  spread <- exp(value * arm$error / (arm$share * abs(log(arm$share))))
  list(low = arm$share^spread, high = arm$share^(1 / spread))
}
band_of <- function(people, weeks, competing) {
  arms <- lapply(c(1, 0), function(a) curve(people[people$arm == a, ], weeks, competing))
  df <- sapply(arms, function(a) a$m - 1)
  values <- sapply(1:2, function(k) {
    own <- arms[[k]]
    critical(sweep(drawn(own$influence[, own$within]), 2, own$error[own$within], "/"), df[k])
  })
  within <- arms[[1]]$within & arms[[2]]$within
  error <- sqrt(arms[[1]]$error^2 + arms[[2]]$error^2)[within]
  both <- drawn(arms[[1]]$influence[, within]) - drawn(arms[[2]]$influence[, within])
  value <- critical(sweep(both, 2, error, "/"), sum(df))
  one <- loglog(arms[[1]], value); zero <- loglog(arms[[2]], value)
  gap <- arms[[1]]$share - arms[[2]]$share
  list(critical = c(values, value), weeks = weeks[within],
       treated_weeks = weeks[arms[[1]]$within], reference_weeks = weeks[arms[[2]]$within],
       treated_low = loglog(arms[[1]], values[1])$low[arms[[1]]$within],
       reference_high = loglog(arms[[2]], values[2])$high[arms[[2]]$within],
       low = (gap - sqrt((arms[[1]]$share - one$low)^2 + (zero$high - arms[[2]]$share)^2))[within],
       high = (gap + sqrt((one$high - arms[[1]]$share)^2 + (arms[[2]]$share - zero$low)^2))[within])
}
people <- read.csv("curve_bands.csv")
people$id <- seq_len(nrow(people))
weeks <- 0:40
single <- transform(people, event = as.integer(event == 1))
cat(toJSON(list(r = R.version.string, survival = as.character(packageVersion("survival")), draws = draws,
                kaplan_meier = band_of(single, weeks, FALSE), cumulative_incidence = band_of(people, weeks, TRUE)),
           auto_unbox = TRUE, digits = 10, pretty = TRUE), "\n")
writeLines(capture.output(sessionInfo()), "durations_curve_bands_session.txt")
