# Reference numbers for curves and tests of times to an event. Run in this folder: Rscript durations_curves.R
# Reads life.csv, remission.csv (Freireich 1963), cox_heart.csv (Stanford transplants), mgus2.csv (two causes, months + 1),
# waltons.csv and dreamsim_*.csv; writes durations_curves.json and durations_curves_session.txt.
suppressMessages({library(survival); library(cmprsk); library(coin); library(jsonlite); library(sandwich)})
options(digits = 15)
life <- read.csv("life.csv", colClasses = c(employed = "character"))
rem <- read.csv("remission.csv"); walt <- read.csv("waltons.csv")
heart <- with(read.csv("cox_heart.csv"), data.frame(entry = start, day = stop, death = event, transplant))
mgus <- with(read.csv("mgus2.csv"), data.frame(time = etime + 1, event = ev, male, old = as.numeric(age >= 70)))
out <- list()
named <- function(x, n = names(x)) setNames(as.list(as.numeric(x)), n)
at <- function(fit, t) summary(fit, times = t, extend = TRUE)

# -- curves ------------------------------------------------------------------------------------------------------------
s <- at(survfit(Surv(weeks, relapse) ~ control, rem, conf.type = "log-log"), c(6, 10, 20))
for (a in 0:1) { k <- s$strata == paste0("control=", a)
  out[[paste0("km_remission_", a)]] <- list(weeks = c(6, 10, 20), survival = s$surv[k], std_error = s$std.err[k],
                                            low = s$lower[k], high = s$upper[k], at_risk = s$n.risk[k]) }
s <- at(survfit(Surv(week, arrest) ~ treated, life), c(0, 13, 26, 39, 52))
out$risk_table <- list(at_risk = s$n.risk, events = s$n.event)
for (a in 0:1) for (type in 1:2) {
  s <- at(survfit(Surv(week, arrest) ~ 1, subset(life, treated == a), ctype = type), c(10, 26, 52))
  out[[paste0("na_", a, "_", type)]] <- list(weeks = c(10, 26, 52), hazard = s$cumhaz, std_error = s$std.chaz) }
pooled <- function(type) { s <- at(survfit(Surv(week, arrest) ~ 1, life, ctype = type), 52); c(s$cumhaz, s$std.chaz) }
out$na_pooled <- named(c(pooled(1), pooled(2)), c("aalen", "se_aalen", "fh", "se_fh"))
t <- c(50, 100, 500)
for (a in 0:1) {
  h <- subset(heart, transplant == a)
  s <- at(survfit(Surv(entry, day, death) ~ 1, h, conf.type = "log-log"), t)
  b <- at(survfit(Surv(entry, day, death) ~ 1, h, ctype = 2), t)
  out[[paste0("late_", a)]] <- list(days = t, survival = s$surv, std_error = s$std.err, low = s$lower, high = s$upper,
      at_risk = s$n.risk, hazard = s$cumhaz, se_hazard = s$std.chaz, fh = b$cumhaz, se_fh = b$std.chaz) }
h <- subset(heart, transplant == 1 & day > 20); h$entry <- pmax(h$entry, 20)
s <- at(survfit(Surv(entry, day, death) ~ 1, h), t); out$late_1_from_20 <- list(survival = s$surv, std_error = s$std.err)
test3 <- data.frame(entry = c(0,0,1,0,1,0,0,2,0), time = c(1,1,2,2,2,2,3,4,5), status = c(1,0,1,1,1,0,0,1,0),
                    wt = c(1,2,3,4,3,2,1,2,1))  # of the validation document of survival; entries invented
weighted <- function(y, ...) {
  s <- at(survfit(y ~ 1, test3, weights = wt, robust = TRUE, conf.type = "log-log", ...), c(1, 2, 4))
  list(weeks = c(1, 2, 4), survival = s$surv, std_error = s$std.err, low = s$lower, high = s$upper) }
out$km_weighted <- with(test3, weighted(Surv(time, status)))
out$km_weighted_late <- with(test3, weighted(Surv(entry, time, status), id = 1:9))

# -- log-rank and its weights ------------------------------------------------------------------------------------------
fh <- function(time, status, z, rho, gam, st = rep(1, length(time))) {
  u <- v <- 0
  for (g in unique(st)) { k <- st == g; T <- time[k]; d <- status[k]; a <- z[k]
    tt <- sort(unique(T[d == 1])); S <- 1
    for (x in tt) { n <- sum(T >= x); n1 <- sum(T >= x & a == 1); e <- sum(T == x & d == 1); e1 <- sum(T == x & d == 1 & a == 1)
      w <- S^rho * (1 - S)^gam
      u <- u + w * (e1 - e * n1 / n); if (n > 1) v <- v + w^2 * e * (n1 / n) * (1 - n1 / n) * (n - e) / (n - 1)
      S <- S * (1 - e / n) } }
  c(U = u, V = v, chisq = u^2 / v) }
for (p in list(c(0, 0), c(1, 0), c(0, 1), c(1, 1), c(0, 0.5))) {
  out[[paste0("fh_", p[1], "_", p[2])]] <- named(with(life, fh(week, arrest, treated, p[1], p[2])))
  out[[paste0("fh_by_race_", p[1], "_", p[2])]] <- named(with(life, fh(week, arrest, treated, p[1], p[2], black))) }
out$survdiff_rho <- named(c(survdiff(Surv(week, arrest) ~ treated, life, rho = 1)$chisq,
                            survdiff(Surv(week, arrest) ~ treated + strata(black), life, rho = 1)$chisq,
                            survdiff(Surv(weeks, relapse) ~ control, rem)$chisq), c("one", "one_by_race", "remission"))
late <- transform(life, entry = ifelse(seq_along(week) %% 3 == 0, pmin(week - 1, seq_along(week) %% 7), 0))
# coxph with exact ties and delayed entry goes through all subsets of the risk set, and never ends: written out instead.
late_log_rank <- function(entry, time, status, z, st = rep(1, length(time))) {
  u <- v <- 0
  for (g in unique(st)) for (x in sort(unique(time[st == g & status == 1]))) {
    r <- st == g & entry < x & time >= x; n <- sum(r); n1 <- sum(r & z == 1)
    e <- sum(r & time == x & status == 1); e1 <- sum(r & time == x & status == 1 & z == 1)
    u <- u + e1 - e * n1 / n; if (n > 1) v <- v + e * (n1 / n) * (1 - n1 / n) * (n - e) / (n - 1) }
  u^2 / v }
out$late_log_rank <- named(c(with(late, late_log_rank(entry, week, arrest, treated)),
                             with(late, late_log_rank(entry, week, arrest, treated, black))), c("plain", "by_race"))
dream <- merge(read.csv("dreamsim_spells.csv"), read.csv("dreamsim_persons.csv")[, c("id", "site")], by = "id", suffixes = c("", ".p"))
dream <- dream[order(dream$id, dream$tstart), ]; first <- dream[!duplicated(dream$id), ]
if (is.null(first$site)) first$site <- first$site.p
first$e <- c(0, 1, 2)[match(first$to, c(0, 2, 3))]
out$dream <- named(c(survdiff(Surv(tstop, e == 1) ~ arm, first)$chisq, survdiff(Surv(tstop, e == 1) ~ arm + strata(site), first)$chisq,
                     with(first, cuminc(tstop, e, arm))$Tests["1", "stat"], with(first, cuminc(tstop, e, arm, strata = site))$Tests["1", "stat"],
                     with(first, cuminc(tstop, e, arm, rho = 1))$Tests["1", "stat"]),
                   c("log_rank", "by_site", "gray", "gray_by_site", "gray_rho"))

# -- permutation of log-rank scores (coin); mid-ranks are the risk-set scores ------------------------------------------
z <- function(...) as.numeric(statistic(coin::logrank_test(...)))
out$coin_z <- named(c(z(Surv(weeks, relapse) ~ factor(control), rem, ties.method = "mid-ranks"),
    z(Surv(weeks, relapse) ~ factor(control), rem, ties.method = "Hothorn-Lausen"),
    z(Surv(weeks, relapse) ~ factor(control), rem, ties.method = "average-scores"),
    z(Surv(week, arrest) ~ factor(treated) | factor(black), life, ties.method = "mid-ranks"),
    z(Surv(week, arrest) ~ factor(treated) | factor(black), life, ties.method = "average-scores")),
  c("mid_ranks", "hothorn_lausen", "average_scores", "by_race_mid_ranks", "by_race_average_scores"))
test1 <- data.frame(time = c(1, 1, 6, 6, 8, 9), status = c(1, 0, 1, 1, 0, 1), x = c(1, 1, 1, 0, 0, 0))
small <- rem[c(1:5, 8, 22:27), ]
exact <- function(f, d) as.numeric(pvalue(coin::logrank_test(f, d, distribution = "exact", ties.method = "mid-ranks")))
out$exact_p <- named(c(exact(Surv(time, status) ~ factor(x), test1), exact(Surv(weeks, relapse) ~ factor(control), small)), c("test1", "twelve"))
scores <- function(time, status) { tt <- sort(unique(time[status == 1]))
  h <- sapply(tt, function(x) sum(time == x & status == 1) / sum(time >= x))
  status - sapply(time, function(x) sum(h[tt <= x])) }
studentised <- function(d) { ch <- combn(nrow(d), sum(d$control)); st <- apply(ch, 2, function(k) { a <- rep(0, nrow(d)); a[k] <- 1
    fh(d$weeks, d$relapse, a, 0, 0)["chisq"] }); o <- fh(d$weeks, d$relapse, d$control, 0, 0)["chisq"]; mean(st >= o * (1 - 1e-9)) }
out$exact_studentised <- named(studentised(small), "twelve")
gray_all <- function(d) { ch <- combn(nrow(d), sum(d$g)); stat <- function(g) { x <- cuminc(d$t, d$e, g)$Tests; x["1", "stat"] }
  st <- apply(ch, 2, function(k) { g <- rep(0, nrow(d)); g[k] <- 1; stat(g) }); mean(st >= stat(d$g) * (1 - 1e-9)) }
twelve <- data.frame(t = c(2, 3, 5, 5, 7, 8, 1, 2, 2, 4, 6, 8), e = c(1, 2, 1, 0, 1, 0, 1, 1, 1, 2, 1, 0), g = rep(1:0, each = 6))
out$gray_small <- named(c(cuminc(twelve$t, twelve$e, twelve$g)$Tests["1", "stat"], cuminc(twelve$t, twelve$e, twelve$g)$Tests["1", "pv"],
                          cuminc(twelve$t, twelve$e, twelve$g, rho = 1)$Tests["1", "stat"], gray_all(twelve)), c("stat", "p", "rho", "exact_p"))

# -- Gray --------------------------------------------------------------------------------------------------------------
g <- function(...) cuminc(mgus$time, mgus$event, mgus$male, ...)$Tests[, "stat"]
out$gray_mgus <- named(c(g(), g(strata = mgus$old), g(rho = 1)), c("one", "two", "one_by_age", "two_by_age", "one_rho", "two_rho"))

# -- MaxCombo ----------------------------------------------------------------------------------------------------------
pairs <- list(c(0, 0), c(1, 0), c(0, 1), c(1, 1))
combo <- function(time, status, z) { tt <- sort(unique(time[status == 1])); S <- 1; V <- matrix(0, 4, 4); U <- rep(0, 4)
  for (x in tt) { n <- sum(time >= x); n1 <- sum(time >= x & z == 1); e <- sum(time == x & status == 1); e1 <- sum(time == x & status == 1 & z == 1)
    w <- sapply(pairs, function(p) S^p[1] * (1 - S)^p[2]); U <- U + w * (e1 - e * n1 / n)
    if (n > 1) V <- V + outer(w, w) * e * (n1 / n) * (1 - n1 / n) * (n - e) / (n - 1); S <- S * (1 - e / n) }
  m <- max(abs(U) / sqrt(diag(V)))
  # The correlation is singular (the first test is the sum of the second and third), for which pmvnorm gives 8.4e-5 in
  # the tail of remission: twenty million draws instead, with their error.
  set.seed(1); e <- eigen(cov2cor(V), symmetric = TRUE); root <- e$vectors %*% diag(sqrt(pmax(e$values, 0)))
  hits <- 0; for (r in 1:40) hits <- hits + sum(apply(abs(root %*% matrix(rnorm(4 * 5e5), 4)), 2, max) >= m)
  p <- hits / (40 * 5e5); c(max_z = m, p = p, error = sqrt(p * (1 - p) / (40 * 5e5))) }
out$max_combo_life <- named(with(life, combo(week, arrest, treated)))
out$max_combo_remission <- named(with(rem, combo(weeks, relapse, control)))

# -- adjusted log-rank, written out with loops from the definitions ------------------------------------------------------
adjusted <- function(time, status, a, X, st) {
  n <- length(time); O <- rep(0, n); V <- 0
  for (g in unique(st)) { k <- which(st == g)
    for (x in sort(unique(time[k][status[k] == 1]))) { Y <- time[k] >= x; n1 <- sum(Y & a[k] == 1); y <- sum(Y); d <- sum(time[k] == x & status[k] == 1)
      for (i in k) { other <- if (a[i] == 1) (y - n1) / y else n1 / y
        O[i] <- O[i] + other * ((time[i] == x & status[i] == 1) - (time[i] >= x) * d / y) }
      if (y > 1) V <- V + d * (n1 / y) * (1 - n1 / y) * (y - d) / (y - 1) } }
  X <- as.matrix(X); slope <- function(j) { k <- a == j; Xc <- X[k, , drop = FALSE]
    for (g in unique(st[k])) { m <- st[k] == g; Xc[m, ] <- scale(Xc[m, , drop = FALSE], scale = FALSE) }
    solve(crossprod(Xc), crossprod(Xc, O[k])) }
  b1 <- slope(1); b0 <- slope(0); U <- 0; take <- 0
  for (g in unique(st)) { k <- st == g; Xc <- scale(X[k, , drop = FALSE], scale = FALSE)
    U <- U + sum((O[k] - Xc %*% b1)[a[k] == 1]) - sum((O[k] - Xc %*% b0)[a[k] == 0])
    take <- take + sum(a[k]) * sum(1 - a[k]) / sum(k) * t(b1 + b0) %*% cov(X[k, , drop = FALSE]) %*% (b1 + b0) }
  c(U = U, V = V - take, chisq = U^2 / (V - take)) }
cov2 <- c("age", "prio")
out$adjusted_life <- named(with(life, adjusted(week, arrest, treated, life[, cov2], rep(1, 432))))
out$adjusted_life_by_race <- named(with(life, adjusted(week, arrest, treated, life[, cov2], black)))
out$adjusted_remission <- named(with(rem, adjusted(weeks, relapse, control, rem["log_wbc"], rep(1, 42))))
eight <- data.frame(t = c(6, 9, 12, 12, 2, 3, 6, 12), e = c(1, 1, 0, 0, 1, 1, 1, 1), a = rep(1:0, each = 4), x = c(20, 24, 25, 29, 19, 25, 22, 26))
out$adjusted_eight <- named(with(eight, adjusted(t, e, a, eight["x"], rep(1, 8))))

# -- restricted means ----------------------------------------------------------------------------------------------------
rm <- function(d, tau) { s <- summary(survfit(Surv(time, event) ~ 1, d), rmean = tau)$table; c(s[["rmean"]], s[["se(rmean)"]]) }
arms <- function(d, tau) named(c(rm(subset(d, a == 1), tau), rm(subset(d, a == 0), tau)), c("one", "se_one", "zero", "se_zero"))
out$rmst_waltons <- arms(with(walt, data.frame(time = day, event = death, a = mutant)), 40)
out$rmst_remission <- arms(with(rem, data.frame(time = weeks, event = relapse, a = control)), 23)
y <- pseudo(survfit(Surv(week, arrest) ~ 1, life), times = 52, type = "rmst"); f <- lm(y ~ treated + age + prio, life)
out$rmst_adjusted <- named(c(coef(f)[["treated"]], sqrt(vcovHC(f, "HC0")["treated", "treated"])), c("difference", "hc0"))
y <- rep(0, nrow(walt)); for (a in 0:1) { k <- walt$mutant == a
  y[k] <- pseudo(survfit(Surv(day, death) ~ 1, walt[k, ]), times = 40, type = "rmst") }
out$rmst_pseudo_waltons <- list(by_person = as.numeric(y))

writeLines(toJSON(out, digits = 15, auto_unbox = TRUE, pretty = TRUE), "durations_curves.json")
writeLines(capture.output(sessionInfo())[1:30], "durations_curves_session.txt")
