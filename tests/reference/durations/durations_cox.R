# Reference numbers for proportional hazards: LIFE (life.csv), dreamsim (dreamsim_spells.csv, dreamsim_persons.csv), the
# three small examples of the validation document of `survival` (here), and two data sets of R's `survival` (LGPL;
# Therneau): the Stanford heart transplants (cox_heart.csv) and the female rats (cox_rats.csv); infections in chronic
# granulomatous disease are models_cgd.csv. Run in this folder: Rscript durations_cox.R ; it writes durations_cox.json
# and durations_cox_session.txt.
suppressMessages({library(survival); library(jsonlite)})
options(digits = 15)
out <- list()
named <- function(x, n = names(x)) setNames(as.list(as.numeric(x)), n)
fine <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
cox <- function(...) { call <- match.call(coxph, sys.call()); call[[1]] <- quote(coxph); call$control <- quote(fine); eval(call, parent.frame()) }
errors <- function(f) sqrt(diag(as.matrix(vcov(f))))
# With exact ties and delayed entry survival 3.5-3 returns a list without a class: its parts are read by name.
both <- function(f) list(estimate = as.numeric(f$coefficients), std_error = as.numeric(sqrt(diag(as.matrix(f$var)))), log_likelihood = f$loglik[2],
                         at_zero = f$loglik[1], score = f$score)
life <- read.csv("life.csv"); heart <- read.csv("cox_heart.csv"); rats <- read.csv("cox_rats.csv"); cgd <- read.csv("models_cgd.csv")
test1 <- data.frame(time = c(1,1,6,6,8,9), status = c(1,0,1,1,0,1), x = c(1,1,1,0,0,0))
test2 <- data.frame(start = c(1,2,5,2,1,7,3,4,8,8), stop = c(2,3,6,7,8,9,9,9,14,17), event = c(1,1,1,1,1,1,1,0,0,0), x = c(1,0,0,1,0,1,1,1,0,0))
test3 <- data.frame(time = c(1,1,2,2,2,2,3,4,5), status = c(1,0,1,1,1,0,0,1,0), x = c(2,0,1,1,0,1,0,1,0), wt = c(1,2,3,4,3,2,1,2,1))

# -- the validation document ---------------------------------------------------------------------------------------------
zero <- coxph(Surv(time, status) ~ x, test1, iter.max = 0)
out$test1_at_zero <- list(martingale = as.numeric(residuals(zero, "martingale")), score = as.numeric(residuals(zero, "score")))
for (ties in c("breslow", "efron", "exact")) {
  if (ties != "exact") out[[paste0("test1_", ties)]] <- both(cox(Surv(time, status) ~ x, test1, ties = ties))
  out[[paste0("test2_", ties)]] <- both(cox(Surv(start, stop, event) ~ x, test2, ties = ties))
}
for (ties in c("breslow", "efron")) {
  f <- cox(Surv(time, status) ~ x, test3, weights = wt, ties = ties, robust = TRUE)
  out[[paste0("test3_", ties)]] <- list(estimate = coef(f)[[1]], naive = f$naive.var[1], robust = vcov(f)[1],
    martingale = as.numeric(residuals(f, "martingale")), score = as.numeric(residuals(f, "score")))
}
firth <- function(f, data, ties) {
  g <- function(b) { z <- coxph(f, data, init = b, iter.max = 0, ties = ties); z$loglik[1] + 0.5 * log(1 / vcov(z)[1]) }
  o <- optimize(g, c(-8, 8), maximum = TRUE, tol = 1e-11)
  end <- function(side) uniroot(function(b) 2 * (o$objective - g(b)) - qchisq(0.95, 1), sort(c(o$maximum, o$maximum + side * 6)), tol = 1e-11)$root
  list(estimate = o$maximum, low = end(-1), high = end(1), p = pchisq(2 * (o$objective - g(0)), 1, lower.tail = FALSE))
}
for (ties in c("breslow", "efron")) {
  out[[paste0("firth_test1_", ties)]] <- firth(Surv(time, status) ~ x, test1, ties)
  out[[paste0("firth_life_", ties)]] <- firth(Surv(week, arrest) ~ treated, life, ties)
}
early <- transform(life, arrest = arrest * (week <= 6), week = pmin(week, 6))
out$firth_few <- firth(Surv(week, arrest) ~ treated, early, "efron")
nobody <- transform(life, arrest = arrest * (1 - treated))
out$firth_nobody <- firth(Surv(week, arrest) ~ treated, subset(transform(nobody, arrest = arrest * (week <= 20), week = pmin(week, 20))), "efron")

# -- LIFE ----------------------------------------------------------------------------------------------------------------
seven <- Surv(week, arrest) ~ treated + age + black + wexp + married + paro + prio
for (ties in c("breslow", "efron", "exact")) {
  out[[paste0("life_", ties)]] <- both(cox(seven, life, ties = ties))
  out[[paste0("life_alone_", ties)]] <- both(cox(Surv(week, arrest) ~ treated, life, ties = ties))
}
out$life_robust <- as.numeric(errors(cox(seven, life, robust = TRUE)))
out$life_robust_breslow <- as.numeric(errors(cox(seven, life, robust = TRUE, ties = "breslow")))
out$life_pairs <- as.numeric(errors(cox(seven, life, cluster = rep(1:216, each = 2))))
out$life_strata <- both(cox(Surv(week, arrest) ~ treated + age + prio + strata(black), life))
out$life_strata_robust <- as.numeric(errors(cox(Surv(week, arrest) ~ treated + age + prio + strata(black), life, robust = TRUE)))
out$life_strata_exact <- both(cox(Surv(week, arrest) ~ treated + strata(black, paro), life, ties = "exact"))
life$w <- 1 + (seq_len(nrow(life)) %% 5) / 2
f <- cox(seven, life, weights = w, robust = TRUE)
out$life_weighted <- list(estimate = as.numeric(coef(f)), naive = as.numeric(sqrt(diag(f$naive.var))), robust = as.numeric(errors(f)))
life$from <- (seq_len(nrow(life)) * 7) %% 20
late <- subset(transform(life, own = seq_len(nrow(life))), week > from)
out$life_late <- c(both(cox(Surv(from, week, arrest) ~ treated + age + strata(black), late)),
  list(robust = as.numeric(errors(cox(Surv(from, week, arrest) ~ treated + age + strata(black), late, robust = TRUE, cluster = own)))))
f <- cox(seven, life); b <- cox(seven, life, ties = "breslow")
out$life_residuals <- list(martingale = sum(residuals(f, "martingale")^2), deviance = sum(residuals(f, "deviance")^2),
  martingale_breslow = sum(residuals(b, "martingale")^2), dfbeta = colSums(residuals(f, "dfbeta")^2) |> as.numeric(),
  schoenfeld = colSums(residuals(f, "schoenfeld")^2) |> as.numeric(), score = colSums(residuals(f, "score")^2) |> as.numeric(),
  first_martingale = as.numeric(residuals(f, "martingale")[1:8]), first_dfbeta = as.numeric(residuals(f, "dfbeta")[1:8, 1]),
  first_schoenfeld = as.numeric(residuals(f, "schoenfeld")[1:8, 1]))
for (g in c("identity", "log", "rank", "km")) {
  z <- cox.zph(f, transform = g)$table; a <- cox.zph(cox(Surv(week, arrest) ~ treated, life), transform = g)$table
  s <- cox.zph(cox(Surv(week, arrest) ~ treated + age + strata(black), life), transform = g)$table
  out[[paste0("zph_", g)]] <- list(arm = z[1, 1], all = z["GLOBAL", 1], p = z[1, 3], p_all = z["GLOBAL", 3], alone = a[1, 1],
    strata = s[1, 1], strata_all = s["GLOBAL", 1])
  h <- cox.zph(cox(Surv(from, week, arrest) ~ treated + age, late), transform = g)$table
  out[[paste0("zph_late_", g)]] <- list(arm = h[1, 1], all = h["GLOBAL", 1])
}
new <- data.frame(treated = 1, age = 20, black = 1, wexp = 0, married = 0, paro = 1, prio = 3)
for (ties in c("efron", "breslow")) {
  s <- summary(survfit(cox(seven, life, ties = ties), newdata = new), times = c(26, 52))
  out[[paste0("life_expected_", ties)]] <- list(survival = s$surv, std_error = s$std.err)
}

# -- covariates that change, litters, infections -------------------------------------------------------------------------
out$heart <- both(cox(Surv(start, stop, event) ~ transplant + age + surgery + year, heart))
out$heart_breslow <- both(cox(Surv(start, stop, event) ~ transplant + age + surgery + year, heart, ties = "breslow"))
out$heart_exact <- both(cox(Surv(start, stop, event) ~ transplant + age + surgery + year, heart, ties = "exact"))
out$heart_robust <- as.numeric(errors(cox(Surv(start, stop, event) ~ transplant + age + surgery + year, heart, cluster = id)))
f <- cox(Surv(time, status) ~ rx, rats, cluster = litter)
out$rats <- list(estimate = coef(f)[[1]], naive = sqrt(f$naive.var[1]), robust = sqrt(vcov(f)[1]))
f <- cox(Surv(tstart, tstop, status) ~ treat, cgd, cluster = id)
out$cgd <- list(estimate = coef(f)[[1]], naive = sqrt(f$naive.var[1]), robust = sqrt(vcov(f)[1]))

# -- dreamsim ------------------------------------------------------------------------------------------------------------
spells <- read.csv("dreamsim_spells.csv"); first <- spells[!duplicated(spells$id), ]
first$exit <- as.numeric(first$to == 2)
for (ties in c("breslow", "efron", "exact")) out[[paste0("dream_", ties)]] <- both(cox(Surv(tstop, exit) ~ arm, first, ties = ties))
persons <- read.csv("dreamsim_persons.csv"); first <- merge(first, persons[, c("id", "site")], by = "id", suffixes = c("", ".y"))
out$dream_sites <- both(cox(Surv(tstop, exit) ~ arm + strata(site), first))
out$dream_robust <- sqrt(vcov(cox(Surv(tstop, exit) ~ arm, first, robust = TRUE))[1])

out <- Filter(Negate(is.null), out)
write_json(out, "durations_cox.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("jsonlite", packageVersion("jsonlite"))), "durations_cox_session.txt")
