# Reference numbers for the durations room, from the LIFE experiment (life.csv) and from dreamsim (dreamsim_*.csv).
# Run in this folder: Rscript durations_life.R ; it writes durations_life.json and session_info.txt.
suppressMessages({library(survival); library(jsonlite)})
options(digits = 15)
life <- read.csv("life.csv", colClasses = c(employed = "character"))
out <- list()
named <- function(x, n) setNames(as.list(as.numeric(x)), n)
at <- function(fit, t) summary(fit, times = t, extend = TRUE)

# -- time to re-arrest --------------------------------------------------------------------------------------------------
weeks <- c(1, 13, 26, 39, 52)
s <- at(survfit(Surv(week, arrest) ~ 1, life, conf.type = "log-log"), 26)
out$km_pooled_26 <- named(c(s$surv, s$std.err, s$lower, s$upper), c("survival", "std_error", "low", "high"))
s <- at(survfit(Surv(week, arrest) ~ treated, life, conf.type = "log-log"), weeks)
for (a in 0:1) {
  k <- s$strata == paste0("treated=", a)
  out[[paste0("km_", a)]] <- list(weeks = weeks, survival = s$surv[k], std_error = s$std.err[k], low = s$lower[k],
                                  high = s$upper[k], at_risk = s$n.risk[k])
}
rmean <- function(d, time, event, tau) {
  t <- summary(survfit(Surv(d[[time]], d[[event]]) ~ 1), rmean = tau)$table
  c(t[["rmean"]], t[["se(rmean)"]])
}
for (a in 0:1) out[[paste0("rmst_", a)]] <- named(rmean(subset(life, treated == a), "week", "arrest", 52), c("mean", "std_error"))
cut <- transform(life, week = pmin(week, 52))
tt <- t.test(week ~ I(1 - treated), cut)
out$rmst_is_a_mean <- named(c(diff(rev(tt$estimate)), tt$stderr, tt$parameter, tt$conf.int, tt$p.value),
                            c("difference", "std_error", "df", "low", "high", "p"))
out$log_rank <- named(c(survdiff(Surv(week, arrest) ~ treated, life)$chisq,
                        survdiff(Surv(week, arrest) ~ treated + strata(black), life)$chisq,
                        survdiff(Surv(week, arrest) ~ treated + strata(black, paro), life)$chisq),
                      c("plain", "by_race", "by_race_and_parole"))
co <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
f <- coxph(Surv(week, arrest) ~ treated + age + black + wexp + married + paro + prio, life, control = co)
g <- coxph(Surv(week, arrest) ~ treated, life, control = co)
out$cox_seven <- named(c(coef(f)[1], sqrt(vcov(f)[1, 1]), confint(f)[1, ], summary(f)$coefficients[1, 5]),
                       c("estimate", "std_error", "low", "high", "p"))
out$cox_alone <- named(c(coef(g), sqrt(vcov(g)[1])), c("estimate", "std_error"))

# -- states by week: the week of arrest and all later weeks are re-arrested ---------------------------------------------
E <- do.call(rbind, strsplit(life$employed, ""))
S <- ifelse(E == "y", "working", "not_working")
for (i in which(life$arrest == 1)) S[i, life$week[i]:52] <- "rearrested"
levels3 <- c("not_working", "working", "rearrested")
long <- do.call(rbind, lapply(seq_len(nrow(S)), function(i) data.frame(id = i, treated = life$treated[i], start = 1:51,
  stop = 2:52, from = factor(S[i, -52], levels3),
  to = factor(ifelse(S[i, -1] == S[i, -52], "stay", S[i, -1]), c("stay", levels3)))))
for (a in 0:1) {
  d <- subset(long, treated == a)
  s <- at(survfit(Surv(start, stop, to) ~ 1, d, id = id, istate = from), c(13, 26, 39, 52))
  raw <- sapply(levels3, function(k) colMeans(S[life$treated == a, c(13, 26, 39, 52)] == k))
  # survival 3.5-3 takes the distribution in week 1 as known, and residual sums can be off when states recur; with complete
  # follow-up the truth is the binomial standard error, given here with n in the denominator.
  out[[paste0("states_", a)]] <- list(weeks = c(13, 26, 39, 52), labels = levels3,
    survfit = s$pstate[, match(levels3, s$states)], proportion = unname(raw),
    binomial_se = unname(sqrt(raw * (1 - raw) / sum(life$treated == a))))
}
w <- rowSums(S == "working")
tt <- t.test(w ~ I(1 - life$treated))
out$weeks_working <- named(c(tt$estimate, diff(rev(tt$estimate)), tt$stderr, tt$parameter, tt$conf.int, tt$p.value),
                           c("treated", "reference", "difference", "std_error", "df", "low", "high", "p"))
# by strata of race: weighted difference in means, HC2
b <- split(seq_along(w), life$black); m <- function(i, a) w[i][life$treated[i] == a]
out$weeks_working_by_race <- named(c(
  sum(sapply(b, function(i) length(i) / 432 * (mean(m(i, 1)) - mean(m(i, 0))))),
  sqrt(sum(sapply(b, function(i) (length(i) / 432)^2 * (var(m(i, 1)) / length(m(i, 1)) + var(m(i, 0)) / length(m(i, 0))))))),
  c("difference", "std_error"))

# -- first four weeks in a row in work, dated at the fourth; re-arrest can come first ------------------------------------
first4 <- t(sapply(seq_len(432), function(i) {
  z <- stats::filter(as.numeric(S[i, ] == "working"), rep(1, 4), sides = 1); k <- which(z == 4)
  r <- if (life$arrest[i] == 1) life$week[i] else Inf
  if (length(k) && k[1] < r) c(k[1], 1) else if (is.finite(r)) c(r, 2) else c(52, 0)
}))
out$four_weeks_counts <- named(c(sum(first4[, 2] == 1), sum(first4[, 2] == 2), sum(first4[, 1])), c("entered", "arrested_first", "weeks"))
ij <- function(time, event, t) {
  f <- survfit(Surv(time, factor(event, 0:2)) ~ 1, influence = TRUE)
  u <- f$influence.pstate
  if (dim(u)[2] == length(f$time) + 1) u <- u[, -1, ]
  k <- sapply(t, function(z) max(which(f$time <= z)))
  s <- at(f, t)
  list(weeks = t, event = s$pstate[, 2], competing = s$pstate[, 3], se_event = s$std.err[, 2], se_competing = s$std.err[, 3],
       ij_event = sqrt(colSums(u[, k, 2]^2)), ij_competing = sqrt(colSums(u[, k, 3]^2)))
}
for (a in 0:1) out[[paste0("four_weeks_", a)]] <- ij(first4[life$treated == a, 1], first4[life$treated == a, 2], c(13, 26, 52))

# -- dreamsim: follow-up ends between weeks 78 and 104; first exits are followed to week 98 in both arms -------------------------------------------------------------------
sp <- read.csv("dreamsim_spells.csv"); pers <- read.csv("dreamsim_persons.csv")
first <- sp[!duplicated(sp$id), ]
first$event <- ifelse(first$to == 2, 1, ifelse(first$to == 3, 2, 0))
for (a in 0:1) out[[paste0("dream_exit_", a)]] <- with(subset(first, arm == a), ij(tstop, event, c(26, 78, 90, 98)))
first$exit <- as.numeric(first$event == 1)
for (a in 0:1) out[[paste0("dream_rmst_", a)]] <- named(rmean(subset(first, arm == a), "tstop", "exit", 98), c("mean", "std_error"))
s <- at(survfit(Surv(tstop, exit) ~ arm, first, conf.type = "log-log"), c(52, 90, 98))
for (a in 0:1) {
  k <- s$strata == paste0("arm=", a)
  out[[paste0("dream_km_", a)]] <- list(weeks = c(52, 90, 98), survival = s$surv[k], std_error = s$std.err[k], low = s$lower[k], high = s$upper[k])
}
g <- coxph(Surv(tstop, exit) ~ arm, first, control = co)
out$dream_cox <- named(c(coef(g), sqrt(vcov(g)[1])), c("estimate", "std_error"))
sp$event <- factor(sp$to, 0:3, c("censor", "support", "self_support", "gone"))
sp$istate <- factor(sp$from, 1:3, c("support", "self_support", "gone"))
for (a in 0:1) {
  # Everyone starts on support, so that taking the first distribution as known does no harm.
  f <- survfit(Surv(tstart, tstop, event) ~ 1, subset(sp, arm == a), id = id, istate = istate)
  s <- at(f, c(26, 52, 78, 90, 100))
  out[[paste0("dream_states_", a)]] <- list(weeks = c(26, 52, 78, 90, 100), labels = f$states, share = s$pstate, std_error = s$std.err)
}
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "durations_life.json")
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("jsonlite", packageVersion("jsonlite"))), "session_info.txt")
