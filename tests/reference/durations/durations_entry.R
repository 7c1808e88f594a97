# Delayed entry where two events compete, and in restricted means: survfit of counting-process data, and leaving people out one by one.
# Rscript durations_entry.R (in this folder); writes durations_entry.json and durations_entry_session.txt
suppressPackageStartupMessages({library(survival); library(jsonlite)})
out <- list()

# -- mgus2: two causes, months; every third patient is looked at from a later month on (invented: 0 to 23 months, before the end) ----------
mgus <- with(read.csv("mgus2.csv"), data.frame(time = etime + 1, event = ev, male))
place <- seq_len(nrow(mgus))
mgus$entry <- ifelse(place %% 3 == 0, pmin(mgus$time - 1, (7 * place) %% 24), 0)
months <- c(12, 60, 120, 240)
incidence <- function(d) {
  f <- survfit(Surv(entry, time, factor(event, 0:2)) ~ 1, d, id = seq_len(nrow(d)), influence = TRUE)
  s <- summary(f, times = months, extend = TRUE)
  u <- f$influence.pstate
  at <- sapply(months, function(m) max(which(f$time <= m))) + (dim(u)[2] == length(f$time) + 1)
  v <- apply(u[, at, 2:3]^2, c(2, 3), sum)
  list(share = s$pstate[, 2:3], std_error = sqrt(v), printed = s$std.err[, 2:3], at_risk = s$n.risk[, 1])
}
out$months <- months
for (a in 0:1) out[[paste0("incidence_", a)]] <- incidence(subset(mgus, male == a))
# The definition, in a loop over months, and the jackknife: the women, month 120.
loop <- function(d, to) {
  S <- 1; F <- 0
  for (t in 1:to) {
    n <- sum(d$entry < t & d$time >= t)
    if (n > 0) { F <- F + S * sum(d$time == t & d$event == 1) / n; S <- S * (1 - sum(d$time == t & d$event > 0) / n) }
  }
  F
}
women <- subset(mgus, male == 0); m <- nrow(women)
left_out <- sapply(seq_len(m), function(i) loop(women[-i, ], 120))
out$women_120 <- list(share = loop(women, 120), jackknife = sqrt((m - 1) / m * sum((left_out - mean(left_out))^2)))

# -- dreamsim: weeks to the first exit from support; one person in four is looked at from a later week on (invented: 0 to 12) --------------
sp <- read.csv("dreamsim_spells.csv"); first <- sp[!duplicated(sp$id), ]
first$exit <- as.numeric(first$to == 2)
first$entry <- ifelse(first$id %/% 8 %% 4 == 0, pmin(first$tstop - 1, first$id %% 13), 0)
tau <- 52
area <- function(d) {
  f <- survfit(Surv(entry, tstop, exit) ~ 1, d, id = id, influence = 1)
  grid <- findInterval(0:(tau - 1), f$time)
  s <- c(1, f$surv)[grid + 1]
  u <- cbind(0, f$influence.surv)[, grid + 1]
  list(mean = sum(s), influence = rowSums(u))
}
loop_area <- function(d) {
  S <- 1; total <- 1
  for (t in 1:(tau - 1)) {
    n <- sum(d$entry < t & d$tstop >= t)
    if (n > 0) S <- S * (1 - sum(d$tstop == t & d$exit == 1) / n)
    total <- total + S
  }
  total
}
for (a in 0:1) {
  d <- subset(first, arm == a); n <- nrow(d)
  r <- area(d)
  left_out <- sapply(seq_len(n), function(i) loop_area(d[-i, ]))
  stopifnot(all.equal(r$mean, loop_area(d)))
  out[[paste0("area_", a)]] <- list(mean = r$mean, std_error = sqrt(sum(r$influence^2)),
    jackknife = sqrt((n - 1) / n * sum((left_out - mean(left_out))^2)))
  # Within sites, the sites' shares of everyone as weights.
  by <- lapply(split(d, d$site), area)
  out[[paste0("area_by_site_", a)]] <- list(mean = sum(sapply(by, function(x) x$mean)) / 4,
    std_error = sqrt(sum(sapply(by, function(x) 1 / 16 * length(x$influence) / (length(x$influence) - 1) * sum(x$influence^2)))))
}
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "durations_entry.json")
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("jsonlite", packageVersion("jsonlite"))), "durations_entry_session.txt")
