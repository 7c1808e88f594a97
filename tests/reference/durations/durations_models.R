# Reference numbers for the models of time: LIFE (life.csv), dreamsim (dreamsim_spells.csv, dreamsim_persons.csv) and
# three data sets of R's `survival` (LGPL; Therneau): mgus2 (mgus2.csv, which standardised.R writes), and cgd and bladder,
# written here as models_*.csv with the columns that are used. Run in this folder: Rscript durations_models.R ; it writes durations_models.json and
# durations_models_session.txt.
suppressMessages({library(survival); library(sandwich); library(splines); library(cmprsk); library(riskRegression)
                  library(prodlim); library(jsonlite)})
options(digits = 15)
out <- list()
named <- function(x, n) setNames(as.list(as.numeric(x)), n)
fine <- coxph.control(eps = 1e-11, toler.chol = 1e-12, iter.max = 50)
tight <- list(epsilon = 1e-14, maxit = 100)
life <- read.csv("life.csv"); life$id <- seq_len(nrow(life))
life$pair <- (life$id - 1) %/% 2; life$age3 <- cut(life$age, c(0, 20, 25, 99), labels = FALSE)

# -- person-weeks -------------------------------------------------------------------------------------------------------
pw <- survSplit(Surv(week, arrest) ~ ., life[, c("week", "arrest", "treated", "age", "prio", "id", "pair", "age3")],
                cut = 1:51, start = "before")
pair <- function(f) sqrt(vcovCL(f, cluster = pw$pair, type = "HC0", cadjust = FALSE)["treated", "treated"])
one <- function(f) named(c(coef(f)["treated"], sqrt(vcov(f)["treated", "treated"])), c("estimate", "std_error"))
f <- glm(arrest ~ log(week) + treated + age + prio, binomial("cloglog"), pw, control = tight)
out$cloglog_log_time <- c(one(f), person_weeks = nrow(pw), by_pair = pair(f),
  by_person = sqrt(vcovCL(f, cluster = pw$id, type = "HC0", cadjust = FALSE)["treated", "treated"]))
f <- glm(arrest ~ log(week) + treated + age + prio, binomial, pw, control = tight)
out$logit_log_time <- c(one(f), by_pair = pair(f))
ew <- unique(life$week[life$arrest == 1])
f <- glm(arrest ~ 0 + factor(week) + treated + age + prio, binomial("cloglog"), subset(pw, week %in% ew), control = tight)
out$cloglog_weeks <- c(one(f), dropped = 52 - length(ew))
k <- quantile(life$week[life$arrest == 1], c(.05, .35, .65, .95), names = FALSE)
f <- glm(arrest ~ ns(week, knots = k[2:3], Boundary.knots = k[c(1, 4)]) + treated + age + prio, binomial("cloglog"), pw,
         control = tight)
out$cloglog_spline <- one(f)
f <- glm(arrest ~ log(week) + factor(age3) + treated, binomial("cloglog"), pw, control = tight)
out$cloglog_strata <- one(f)
f <- glm(arrest ~ log(week) + treated, binomial("cloglog"), subset(pw, week <= 26), control = tight)
out$cloglog_26 <- one(f)
late <- subset(life, week > 10)
lw <- survSplit(Surv(rep(10, nrow(late)), week, arrest) ~ ., late[, c("week", "arrest", "treated")], cut = 1:51,
                start = "before", end = "upto", event = "arrest")
f <- glm(arrest ~ log(upto) + treated, binomial("cloglog"), lw, control = tight)
out$cloglog_late <- one(f)

# -- piecewise exponential ------------------------------------------------------------------------------------------------
d <- survSplit(Surv(week, arrest) ~ ., life[, c("week", "arrest", "treated", "age", "prio", "pair")], cut = c(13, 26, 39),
               episode = "ep", start = "before")
f <- glm(arrest ~ factor(ep) + treated + age + prio + offset(log(week - before)), poisson, d, control = tight)
out$piecewise <- c(one(f), by_pair = sqrt(vcovCL(f, cluster = d$pair, type = "HC0", cadjust = FALSE)["treated", "treated"]))

# -- accelerated failure time ---------------------------------------------------------------------------------------------
for (dist in c("weibull", "loglogistic")) {
  f <- survreg(Surv(week, arrest) ~ treated + age + prio, life, dist = dist, control = list(rel.tolerance = 1e-14, maxiter = 100))
  g <- survreg(Surv(week, arrest) ~ treated + age + prio + cluster(pair), life, dist = dist,
               control = list(rel.tolerance = 1e-14, maxiter = 100))
  h <- survreg(Surv(week, arrest) ~ treated + factor(age3), life, dist = dist, control = list(rel.tolerance = 1e-14, maxiter = 100))
  out[[paste0("aft_", dist)]] <- c(one(f), scale = f$scale, log_likelihood = f$loglik[2],
    by_pair = sqrt(vcov(g)["treated", "treated"]), within = coef(h)[["treated"]])
}

# -- Fine and Gray --------------------------------------------------------------------------------------------------------
mg <- read.csv("mgus2.csv")
sp <- read.csv("dreamsim_spells.csv"); pers <- read.csv("dreamsim_persons.csv")
ex <- sp[!duplicated(sp$id), ]; ex$time <- ex$tstop; ex$ev <- ifelse(ex$to == 2, 1, ifelse(ex$to == 3, 2, 0))
# A third set with many competing events and tied ends of follow-up: sustained exit (26 weeks in a row) first, back
# before that second.
off <- sp[sp$from == 2, ]; off <- off[!duplicated(off$id), ]; long <- off$tstop - off$tstart >= 26
tied <- data.frame(t = ifelse(long, 26, off$tstop - off$tstart) + off$tstart,
                   e = ifelse(long, 1, ifelse(off$to == 1, 2, 0)), arm = off$arm, young = off$young)
write.csv(tied, "models_tied.csv", row.names = FALSE, quote = FALSE)
fg <- function(d, t, e, x, ...) { f <- crr(d[[t]], d[[e]], cov1 = as.matrix(d[, x, drop = FALSE]), gtol = 1e-12, maxiter = 100, ...)
  list(estimate = unname(f$coef), std_error = sqrt(diag(f$var)), converged = f$converged) }
wt <- function(d, t, e, x) { z <- d; z$.id <- seq_len(nrow(z)); z$.f <- factor(z[[e]], 0:2); z$.t <- z[[t]]
  g <- finegray(Surv(.t, .f) ~ ., data = z, etype = 1)
  unname(coef(coxph(as.formula(paste("Surv(fgstart, fgstop, fgstatus) ~", paste(x, collapse = "+"))), g, weights = fgwt,
                    ties = "breslow", control = fine))) }
out$crr_mgus2 <- c(fg(mg, "etime", "ev", c("age", "male")), list(finegray = wt(mg, "etime", "ev", c("age", "male"))))
out$crr_exits <- c(fg(ex, "time", "ev", "arm"), list(finegray = wt(ex, "time", "ev", "arm")))
out$crr_tied <- c(fg(tied, "t", "e", c("arm", "young")), list(finegray = wt(tied, "t", "e", c("arm", "young")),
                  by_arm = fg(tied, "t", "e", c("arm", "young"), cengroup = tied$arm)$estimate))

# -- cause-specific hazards and absolute risk -----------------------------------------------------------------------------
risk <- function(d, formula, horizon) {
  d$arm <- factor(d$arm); d$ev <- ifelse(d$time > horizon, 0, d$ev); d$time <- pmin(d$time, horizon)
  f <- do.call(CSC, list(formula, d, ties = "breslow", control = fine))  # riskRegression reads the call itself
  a <- ate(f, treatment = "arm", data = d, times = horizon, cause = 1, se = TRUE, band = FALSE, verbose = FALSE)
  m <- as.data.frame(a$meanRisk); z <- as.data.frame(a$diffRisk)
  list(reference = m$estimate[1], treated = m$estimate[2], se_reference = m$se[1], se_treated = m$se[2],
       difference = z$estimate, std_error = z$se) }
out$risk_exits_52 <- risk(ex, Hist(time, ev) ~ arm, 52)
out$risk_exits_78 <- risk(ex, Hist(time, ev) ~ arm + site, 78)
t2 <- setNames(tied, c("time", "ev", "arm", "young"))
out$risk_tied_60 <- risk(t2, Hist(time, ev) ~ arm + young, 60)

# -- recurrent ------------------------------------------------------------------------------------------------------------
cg <- with(cgd, data.frame(id, tstart, tstop, status, treat = as.numeric(treat == "rIFN-g")))
write.csv(cg, "models_cgd.csv", row.names = FALSE, quote = FALSE)
cx <- function(formula, d, id, ties = "efron") { d$.id <- id
  f <- coxph(formula, d, cluster = .id, ties = ties, control = fine)
  list(estimate = unname(coef(f)), robust = sqrt(diag(vcov(f))), naive = sqrt(diag(f$naive.var))) }
for (t in c("efron", "breslow")) out[[paste0("ag_cgd_", t)]] <- cx(Surv(tstart, tstop, status) ~ treat, cg, cg$id, t)
sp$ret <- as.numeric(sp$from == 2 & sp$to == 1)
for (t in c("efron", "breslow")) out[[paste0("ag_dream_", t)]] <- cx(Surv(tstart, tstop, ret) ~ arm, sp, sp$id, t)
# Those who are gone stay to the end of follow-up, without returns.
gone <- subset(sp, to == 3 & tstop < C)
stay <- rbind(sp[, c("id", "tstart", "tstop", "ret", "arm", "young")],
              with(gone, data.frame(id, tstart = tstop, tstop = C, ret = 0, arm, young)))
cutoff <- function(d, h) { d <- subset(d, tstart < h); d$ret <- ifelse(d$tstop > h, 0, d$ret); d$tstop <- pmin(d$tstop, h); d }
out$lwyy_78 <- cx(Surv(tstart, tstop, ret) ~ arm, cutoff(stay, 78), cutoff(stay, 78)$id, "breslow")
out$lwyy_104 <- cx(Surv(tstart, tstop, ret) ~ arm, stay, stay$id, "breslow")
out$lwyy_104_young <- cx(Surv(tstart, tstop, ret) ~ arm + young, stay, stay$id, "breslow")
sp$enum <- ave(sp$ret, sp$id, FUN = function(z) 1 + cumsum(c(0, head(z, -1))))
out$pwp_total <- cx(Surv(tstart, tstop, ret) ~ arm + strata(pmin(enum, 3)), sp, sp$id)
rs <- subset(sp, from == 2); rs$en2 <- ave(rs$id, rs$id, FUN = seq_along)
out$pwp_gap <- cx(Surv(tstop - tstart, ret) ~ arm + strata(pmin(en2, 3)), rs, rs$id)
end <- tapply(sp$tstop, sp$id, max)
w <- do.call(rbind, lapply(1:3, function(k) { hit <- subset(sp, ret == 1 & enum == k); z <- data.frame(id = pers$id, arm = pers$arm, k = k)
  z$t <- as.numeric(end); z$e <- 0; z$t[hit$id] <- hit$tstop; z$e[hit$id] <- 1; z }))
out$wlw <- cx(Surv(t, e) ~ arm + strata(k), w, w$id)
b2 <- bladder2[, c("id", "rx", "number", "size", "start", "stop", "event", "enum")]
bl <- bladder[, c("id", "rx", "number", "size", "stop", "event", "enum")]
write.csv(b2, "models_bladder2.csv", row.names = FALSE, quote = FALSE)
write.csv(bl, "models_bladder.csv", row.names = FALSE, quote = FALSE)
out$bladder_total <- cx(Surv(start, stop, event) ~ rx + size + number + strata(enum), b2, b2$id)
out$bladder_gap <- cx(Surv(stop - start, event) ~ rx + size + number + strata(enum), b2, b2$id)
out$bladder_wlw <- cx(Surv(stop, event) ~ rx + size + number + strata(enum), bl, bl$id)
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), "durations_models.json")
writeLines(c(R.version.string, sapply(c("survival", "sandwich", "cmprsk", "riskRegression", "prodlim", "jsonlite"),
                                      function(p) paste(p, packageVersion(p)))), "durations_models_session.txt")
