# Pseudo-observations, censoring weights and standardised curves by R, for test_standardised_against_r.py.
# Run in this folder: Rscript standardised.R
# mgus2 is a data set of the package survival; bmt35 is the table of Scrucca, Santucci and Aversa (2007), Bone Marrow Transplantation 40, 381-387.
suppressMessages({library(survival); library(riskRegression); library(mets); library(sandwich); library(jsonlite); library(prodlim)})
out <- list()
named <- function(x, n) as.list(setNames(as.numeric(x), n))
hc0 <- function(f, k = 2) sqrt(vcovHC(f, "HC0")[k, k])

# -- pooled pseudo-observations, as R makes them --------------------------------------------------------------------
life <- read.csv("life.csv")
for (tg in list(c("surv", 40), c("rmst", 52))) {
  y <- pseudo(survfit(Surv(week, arrest) ~ 1, life), times = as.numeric(tg[2]), type = tg[1])
  f <- lm(y ~ treated, life); g <- lm(y ~ treated + age + prio, life)
  out[[paste0("pseudo_life_", tg[1])]] <- named(c(mean(y), coef(f)[2], hc0(f), coef(g)[2], hc0(g)), c("mean", "b", "hc0", "b_adjusted", "hc0_adjusted"))
}
mg <- within(mgus2, { etime <- ifelse(pstat == 0, futime, ptime); ev <- ifelse(pstat == 0, 2 * death, 1); male <- as.numeric(sex == "M") })
mg <- mg[, c("id", "etime", "ev", "male", "age")]
write.csv(mg, "mgus2.csv", row.names = FALSE)
y <- pseudo(survfit(Surv(etime, factor(ev, 0:2)) ~ 1, mg, id = id), times = 120, type = "pstate")[, 2]
f <- lm(y ~ male, mg)
out$pseudo_mgus2 <- named(c(mean(y), coef(f)[2], hc0(f)), c("mean", "b", "hc0"))
bmt35 <- read.csv("bmt35.csv")
y <- pseudo(survfit(Surv(ftime, factor(status, 0:2)) ~ 1, transform(bmt35, id = 1:35), id = id), times = 24, type = "pstate")[, 3]
f <- lm(y ~ dis, bmt35)
out$pseudo_bmt35 <- named(c(mean(y), coef(f)[2], hc0(f)), c("mean", "b", "hc0"))

# -- dreamsim: the first exit, death as competing; follow-up ends between weeks 78 and 104 ---------------------------
sp <- read.csv("dreamsim_spells.csv"); pers <- read.csv("dreamsim_persons.csv")
first <- sp[!duplicated(sp$id), ]
first$event <- ifelse(first$to == 2, 1, ifelse(first$to == 3, 2, 0))
first$exit <- as.numeric(first$event == 1)
# within arm, which R does by a curve for each arm
first$y <- NA
for (a in 0:1) first$y[first$arm == a] <- pseudo(survfit(Surv(tstop, exit) ~ 1, subset(first, arm == a)), times = 95, type = "rmst")
f <- lm(y ~ arm, first); g <- lm(y ~ arm + young, first)
out$pseudo_dream_within <- named(c(coef(f)[2], hc0(f), coef(g)[2], hc0(g), sqrt(vcovHC(g, "HC2")[2, 2])), c("b", "hc0", "b_adjusted", "hc0_adjusted", "hc2_adjusted"))

# -- weights for censoring -------------------------------------------------------------------------------------------
# `half` puts the end of follow-up after the events of its week, so that those with the event are not at risk of it.
first$half <- first$tstop + ifelse(first$event == 0, 0.5, 0)
at <- function(f, t, ...) summary(f, times = t, extend = TRUE, ...)
km <- function(d, tau) {
  g <- survfit(Surv(half, event == 0) ~ 1, d)
  w <- 1 / at(g, sort(unique(pmin(d$half, tau))) - 1e-6)$surv
  w <- w[match(pmin(d$half, tau), sort(unique(pmin(d$half, tau))))]
  known <- d$event > 0 | d$half >= tau
  sum((w * (d$event == 1 & d$tstop <= tau))[known]) / nrow(d)
}
out$ipcw_dream_km <- named(sapply(0:1, function(a) km(subset(first, arm == a), 95)), c("reference", "treated"))
out$aj_dream <- named(sapply(0:1, function(a) at(survfit(Surv(tstop, factor(event, 0:2)) ~ 1, subset(first, arm == a)), 95)$pstate[2]), c("reference", "treated"))
# Cox model of the censoring, a baseline for each arm; weights normalised within arm
tau <- 95
first$c_event <- as.numeric(first$event == 0 & first$tstop < tau)
first$c_exit <- ifelse(first$c_event == 1, first$tstop, pmin(first$tstop, tau) - 1)
ce <- coxph(Surv(c_exit + 1, c_event) ~ young + site + strata(arm), first, ties = "efron")
h <- predict(ce, type = "expected")
known <- first$event > 0 | first$tstop >= tau
w <- ifelse(known, exp(h), 0)
out$ipcw_dream_cox <- as.list(c(setNames(sapply(0:1, function(a) with(subset(cbind(first, w), arm == a), sum(w * (event == 1 & tstop <= tau)) / sum(w))), c("reference", "treated")),
  setNames(coef(ce), c("young", "site")), largest = max(w)))
# the share self-supporting in week 90: those who are gone keep the weight of the week in which they went
sp <- sp[order(sp$id, sp$tstart), ]
lastto <- sp$to[!duplicated(sp$id, fromLast = TRUE)]; tot <- tapply(sp$tstop, sp$id, max)
share90 <- function(a) {
  k <- which(pers$arm == a); g <- survfit(Surv(tot[k], as.numeric(lastto[k] != 3)) ~ 1)
  inside <- sapply(k, function(i) { d <- sp[sp$id == i, ]; any(d$from == 2 & d$tstart <= 90 & (d$tstop > 90 | (d$tstop == 90 & d$to == 0))) })
  sum(inside) / at(g, 89.5)$surv / length(k)
}
out$ipcw_dream_state <- named(sapply(0:1, share90), c("reference", "treated"))
# mets: R's convention (those with the event are at risk of censoring in its week) and ours
b <- function(d) { f <- binreg(Event(etime, ev) ~ male, d, cause = 1, time = 120, cens.model = ~ strata(male)); p <- plogis(c(f$coef[1], sum(f$coef))); c(p, f$coef, f$se.coef) }
out$binreg_mgus2_within <- named(b(mg), c("female", "male", "intercept", "b", "se_intercept", "se_b"))
out$binreg_mgus2_half <- named(b(transform(mg, etime = etime + ifelse(ev == 0, 0.5, 0))), c("female", "male", "intercept", "b", "se_intercept", "se_b"))
f <- binreg(Event(etime, ev) ~ male, mg, cause = 1, time = 120)
out$binreg_mgus2_pooled <- named(c(f$coef, f$se.coef), c("intercept", "b", "se_intercept", "se_b"))
s <- at(survfit(Surv(etime, factor(ev, 0:2)) ~ male, mg), 120)
out$aj_mgus2 <- named(s$pstate[, 2], c("female", "male"))

# -- standardised curves -----------------------------------------------------------------------------------------------
g_formula <- function(d, f, times, ...) {
  a <- ate(f, data = d, treatment = "arm", times = times, cause = 1, se = TRUE, band = FALSE, verbose = FALSE, ...)
  m <- as.data.frame(a$meanRisk); z <- as.data.frame(a$diffRisk)
  list(times = times, risk = m$estimate, se = m$se, difference = z$estimate, se_difference = z$se)
}
l <- within(life, { arm <- factor(treated) })
for (ties in c("efron", "breslow")) {
  out[[paste0("g_life_", ties)]] <- g_formula(l, coxph(Surv(week, arrest) ~ arm + age + prio, l, x = TRUE, y = TRUE, ties = ties), c(26, 52))
}
d <- within(first, { arm <- factor(arm); time <- tstop + ifelse(exit == 0, 0.5, 0); site2 <- as.numeric(site == 2); site3 <- as.numeric(site == 3); site4 <- as.numeric(site == 4) })
cut <- function(d, tau) within(d, { exit <- as.numeric(exit == 1 & time <= tau); time <- pmin(time, tau + 0.75) })
for (tau in c(52, 95)) {
  e <- cut(d, tau)
  for (ties in c("efron", "breslow")) {
    out[[paste0("g_dream_", ties, "_", tau)]] <- g_formula(e, coxph(Surv(time, exit) ~ arm + young + site, e, x = TRUE, y = TRUE, ties = ties), tau)
    out[[paste0("g_dream_by_arm_", ties, "_", tau)]] <- g_formula(e, coxph(Surv(time, exit) ~ strata(arm) + young + site, e, x = TRUE, y = TRUE, ties = ties), tau)
  }
}
e <- cut(d, 95)
f <- coxph(Surv(time, exit) ~ strata(arm) + young + site, e, x = TRUE, y = TRUE, ties = "breslow")
e$lost <- as.numeric(e$exit == 0 & e$time < 95)
tr <- glm(arm ~ 1, binomial, e)
for (what in c("km", "cox")) {
  ce <- if (what == "km") coxph(Surv(time, exit == 0) ~ strata(arm), e, x = TRUE, y = TRUE, ties = "breslow") else coxph(Surv(time, exit == 0) ~ strata(arm) + young + site, e, x = TRUE, y = TRUE, ties = "breslow")
  for (pl in c(FALSE, TRUE)) for (known in c(FALSE, TRUE)) {
    a <- tryCatch(ate(f, treatment = tr, censor = ce, data = e, times = 95, cause = 1, estimator = "AIPTW", se = TRUE, band = FALSE, verbose = FALSE, known.nuisance = known, product.limit = pl), error = function(err) { print(err); NULL })
    if (!is.null(a)) { m <- as.data.frame(a$meanRisk); z <- as.data.frame(a$diffRisk)
      out[[paste("aiptw_dream", what, if (pl) "product" else "exp", if (known) "known" else "estimated", sep = "_")]] <- list(risk = m$estimate, se = m$se, difference = z$estimate, se_difference = z$se) }
  }
}
e <- cut(d, 52)
f <- coxph(Surv(time, exit) ~ arm + young + site, e, x = TRUE, y = TRUE, ties = "breslow")
a <- ate(f, treatment = glm(arm ~ 1, binomial, e), data = transform(e, status = exit), times = 52, cause = 1, estimator = "AIPTW", censor = coxph(Surv(time, exit == 0) ~ strata(arm), e, x = TRUE, y = TRUE), se = TRUE, band = FALSE, verbose = FALSE)
m <- as.data.frame(a$meanRisk); z <- as.data.frame(a$diffRisk)
out$aiptw_dream_uncensored <- list(risk = m$estimate, se = m$se, difference = z$estimate, se_difference = z$se)
f <- coxph(Surv(week, arrest) ~ arm + age + prio, l, x = TRUE, y = TRUE)
for (tr in c("~ 1", "~ age + prio")) {
  a <- ate(f, treatment = glm(as.formula(paste("arm", tr)), binomial, l), censor = coxph(Surv(week, arrest == 0) ~ arm, l, x = TRUE, y = TRUE), data = l, times = 40, cause = 1, estimator = c("IPTW", "AIPTW"), se = TRUE, band = FALSE, verbose = FALSE)
  z <- as.data.frame(a$diffRisk)
  out[[if (tr == "~ 1") "aiptw_life_known" else "aiptw_life_logit"]] <- named(c(z$estimate, z$se), c("iptw", "aiptw", "se_iptw", "se_aiptw"))
}
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "standardised.json")
writeLines(c(R.version.string, sapply(c("survival", "riskRegression", "mets", "prodlim", "sandwich", "jsonlite"), function(p) paste(p, packageVersion(p)))), "standardised_session_info.txt")
