# Standardised shares with the event when another can come first: the definition from two Cox models, leaving people out, and riskRegression.
# Rscript standardised_competing.R (in this folder); writes standardised_competing.json and standardised_competing_session.txt
suppressMessages({library(survival); library(riskRegression); library(prodlim); library(jsonlite)})
out <- list()
tau <- 120
all <- with(read.csv("mgus2.csv"), data.frame(id, time = etime + 1, event = ev, arm = male, age))
d <- subset(all, id <= 400)
d$event[d$time > tau] <- 0
d$time <- pmin(d$time, tau)

hazards <- function(d, kind, ties, common) {
  f <- if (common) coxph(Surv(time, event == kind) ~ arm + age, d, ties = ties) else coxph(Surv(time, event == kind) ~ strata(arm) + age, d, ties = ties)
  b <- basehaz(f, centered = FALSE)
  if (common) b$strata <- "all"
  lapply(0:1, function(a) {
    own <- if (common) b else b[as.numeric(sub("arm=", "", b$strata)) == a, ]
    base <- diff(c(0, approx(own$time, own$hazard, 1:tau, method = "constant", yleft = 0, rule = 2)$y))
    outer(exp(coef(f)[["age"]] * d$age + if (common) coef(f)[["arm"]] * a else 0), base)
  })
}
shares <- function(d, ties, common) {
  h <- lapply(1:2, function(kind) hazards(d, kind, ties, common))
  lapply(1:2, function(i) {
    a1 <- h[[1]][[i]]; a <- a1 + h[[2]][[i]]
    S <- t(apply(exp(-a), 1, cumprod)); before <- cbind(1, S[, -tau])
    list(F = t(apply(before * ifelse(a > 0, a1 / a * (1 - exp(-a)), 0), 1, cumsum)), S = S)
  })
}
g <- function(d, ties, common) sapply(shares(d, ties, common), function(x) mean(x$F[, tau]))
jackknife <- function(estimate) {
  left <- sapply(seq_len(nrow(d)), function(i) diff(estimate(d[-i, ])))
  m <- c(sum(d$arm == 0), sum(d$arm == 1))
  sqrt(sum(sapply(0:1, function(a) { x <- left[d$arm == a]; (m[a + 1] - 1) / m[a + 1] * sum((x - mean(x))^2) })))
}
for (ties in c("efron", "breslow")) for (common in c(FALSE, TRUE)) {
  r <- g(d, ties, common)
  out[[paste("g", ties, if (common) "common" else "by_arm", sep = "_")]] <- list(reference = r[1], treated = r[2],
    jackknife = if (ties == "efron") jackknife(function(d) g(d, ties, common)) else NULL)
}
# Augmented: who has the event in a month cannot be lost in it; Kaplan-Meier of the end of follow-up in each arm.
augmented <- function(d, full = FALSE) {
  s <- shares(d, "efron", FALSE)
  sapply(0:1, function(a) {
    own <- d$arm == a; pi <- mean(own)
    lost <- d$event == 0 & d$time < tau
    h <- sapply(1:tau, function(u) { r <- own & (d$time > u | (d$time == u & lost)); if (any(r)) sum(own & lost & d$time == u) / sum(r) else 0 })
    G <- cumprod(1 - h); Gb <- c(1, G[-tau])
    F <- s[[a + 1]]$F; S <- s[[a + 1]]$S
    v <- F[, tau]
    for (i in which(own)) {
      seen <- if (d$event[i] == 1) 1 / Gb[d$time[i]] else 0
      u <- seq_len(min(d$time[i] - !lost[i], tau - 1))
      dM <- (lost[i] & u == d$time[i]) - h[u]
      aug <- sum((F[i, tau] - F[i, u]) / S[i, u] * dM / G[u])
      v[i] <- F[i, tau] + (seen + aug - F[i, tau]) / pi
    }
    mean(v)
  })
}
r <- augmented(d)
out$aiptw <- list(reference = r[1], treated = r[2], jackknife = jackknife(augmented))
e <- within(d, { arm <- factor(arm); time <- time + ifelse(event == 0, 0.5, 0) })
f <- CSC(Hist(time, event) ~ strata(arm) + age, e, fitter = "coxph")
told <- function(a) { m <- as.data.frame(a$meanRisk); z <- as.data.frame(a$diffRisk)
  list(reference = m$estimate[1], treated = m$estimate[2], difference = z$estimate, std_error = z$se) }
for (pl in c(FALSE, TRUE)) out[[paste0("ate_g_", if (pl) "product" else "exp")]] <-
  told(ate(f, data = e, treatment = "arm", times = tau, cause = 1, se = TRUE, band = FALSE, verbose = FALSE, product.limit = pl))
out$ate_aiptw <- tryCatch(told(ate(f, treatment = glm(arm ~ 1, binomial, e), censor = coxph(Surv(time, event == 0) ~ strata(arm), e, x = TRUE, y = TRUE), data = e,
  times = tau, cause = 1, estimator = "AIPTW", se = TRUE, band = FALSE, verbose = FALSE)), error = function(x) list(error = conditionMessage(x)))
out$counts <- list(n = nrow(d), event = sum(d$event == 1), competing = sum(d$event == 2), lost = sum(d$event == 0 & d$time < tau))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null"), "standardised_competing.json")
writeLines(c(R.version.string, sapply(c("survival", "riskRegression", "prodlim", "jsonlite"), function(p) paste(p, packageVersion(p)))), "standardised_competing_session.txt")
