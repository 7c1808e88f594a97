# What R makes of the shipped LIFE extract: every curve and estimate that the plan life_1972 promises, for all weeks.
# Usage, from this folder: Rscript life_plan.R ../../../examples/life_1972 life_plan.json > session_info.txt
suppressPackageStartupMessages({library(survival); library(jsonlite)})
arguments <- commandArgs(trailingOnly = TRUE)
read <- function(name) read.csv2(file.path(arguments[1], name), dec = ".")
lottery <- read("allocation.csv")
weekly <- read("weekly.csv")
base <- read("baseline.csv")
life <- merge(merge(lottery, base, by = "id"), weekly, by = "id")
life <- life[order(life$id), ]
aid <- as.integer(life$arm == "yes")
states <- as.matrix(life[, grep("^week_", names(life))])
weeks <- 1:52

contrast <- function(y) {  # Neyman's variance; with 216 men in each arm Bell and McCaffrey's degrees of freedom are 430
  m <- tapply(y, aid, mean); v <- tapply(y, aid, var); n <- tapply(y, aid, length)
  se <- sqrt(sum(v / n)); d <- unname(m["1"] - m["0"]); t <- qt(.975, 430)
  c(aid = unname(m["1"]), no_aid = unname(m["0"]), estimate = d, std_error = se, low = d - t * se, high = d + t * se)
}
by_week <- function(values) as.data.frame(t(apply(values, 2, contrast)))
working <- (states == 1) * 1
worked <- t(apply(working, 1, cumsum))

arrested <- apply(states == 3, 1, any)
week <- ifelse(arrested, apply(states == 3, 1, which.max), 52)
km <- summary(survfit(Surv(week, arrested) ~ aid, conf.type = "log-log"), times = weeks, extend = TRUE)
km <- data.frame(aid = as.integer(km$strata == "aid=1"), week = km$time, survival = km$surv, low = km$lower, high = km$upper)

run <- t(apply(working, 1, function(w) stats::filter(w, rep(1, 4), sides = 1) == 4))
run[is.na(run)] <- FALSE
entered <- ifelse(apply(run, 1, any), apply(run, 1, which.max), 99)
stopped <- ifelse(arrested, week, 99)
event <- factor(ifelse(entered <= 52 & entered <= stopped, 1, ifelse(stopped <= 52, 2, 0)), 0:2, c("none", "entry", "arrest"))
wait <- pmin(entered, stopped, 52)
ci <- survfit(Surv(wait, event) ~ aid)
ci <- summary(ci, times = weeks, extend = TRUE)
incidence <- data.frame(aid = as.integer(ci$strata == "aid=1"), week = ci$time, share = ci$pstate[, ci$states == "entry"],
                        std_error = ci$std.err[, ci$states == "entry"])

rest <- data.frame(week, arrested, aid, age = life$age, black = life$race == "black", wexp = life$wexp == "yes",
                   mar = life$mar == "married", paro = life$paro == "yes", prio = life$prio)
cox <- coxph(Surv(week, arrested) ~ aid + age + black + wexp + mar + paro + prio, data = rest, ties = "efron",
             control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50))
share <- function(code) sapply(0:1, function(a) colMeans(states[aid == a, ] == code))
out <- list(
  rearrest = contrast(arrested * 1), free_weeks = contrast(week), work_weeks = contrast(rowSums(working)),
  work_weeks_with_aid = contrast(rowSums(working[, 1:13])), work_weeks_after_aid = contrast(rowSums(working[, 14:52])),
  work_path = by_week(working), work_cumulated = by_week(worked), free_curve = km, work_entry = incidence,
  states = list(working = share(1), not_working = share(2), rearrested = share(3)),
  log_rank = survdiff(Surv(week, arrested) ~ aid)$chisq,
  cox = list(log_hazard_ratio = unname(coef(cox)[1]), low = confint(cox)[1, 1], high = confint(cox)[1, 2],
             p = summary(cox)$coefficients[1, "Pr(>|z|)"])
)
write_json(lapply(out, function(x) if (is.numeric(x) && !is.null(names(x))) as.list(x) else x), arguments[2],
           digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
print(sessionInfo())
