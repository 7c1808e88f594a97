# Reference numbers for targets and power, from base R alone. Run in this folder: Rscript effects_targets.R
# Writes effects_targets.json, effects_targets.csv (the outcomes of the equivalence test) and effects_targets_session.txt.
library(jsonlite)
options(digits = 17)

level <- list(
  events = c(47, 39, 40, 50, 51, 0, 60),
  n = 60,
  goal = 0.75
)
one_sided <- function(x, side) binom.test(x, level$n, level$goal, alternative = side, conf.level = 0.95)
level$lower <- sapply(level$events, function(x) one_sided(x, "greater")$conf.int[1])
level$upper <- sapply(level$events, function(x) one_sided(x, "less")$conf.int[2])
level$p_above <- sapply(level$events, function(x) one_sided(x, "greater")$p.value)
# Wilson without continuity correction is what prop.test gives.
level$wilson <- lapply(level$events, function(x) {
  prop.test(x, level$n, conf.level = 0.90, correct = FALSE)$conf.int[1:2]
})

# The shares of greatest likelihood under a difference or a ratio are found by a search, not by a formula.
restricted <- function(x1, n1, x0, n0, null, kind) {
  p1_of <- function(q) if (kind == "difference") q + null else q * null
  low <- if (kind == "difference") max(0, -null) else 0
  high <- if (kind == "difference") min(1, 1 - null) else min(1, 1 / null)
  term <- function(k, p) if (k == 0) 0 else k * log(pmax(p, 1e-300))
  minus <- function(q) {
    p <- p1_of(q)
    -(term(x1, p) + term(n1 - x1, 1 - p) + term(x0, q) + term(n0 - x0, 1 - q))
  }
  q <- optimize(minus, c(low, high), tol = 1e-14)$minimum
  q <- c(q, low, high)[which.min(c(minus(q), minus(low), minus(high)))]
  c(p1_of(q), q)
}
score <- function(x1, n1, x0, n0, null, kind) {
  p <- restricted(x1, n1, x0, n0, null, kind)
  distance <- if (kind == "difference") x1 / n1 - x0 / n0 - null else x1 / n1 - null * x0 / n0
  weight <- if (kind == "difference") 1 else null^2
  n <- n1 + n0
  distance / sqrt((p[1] * (1 - p[1]) / n1 + weight * p[2] * (1 - p[2]) / n0) * n / (n - 1))
}
tables <- list(c(47, 60, 38, 60), c(13, 60, 22, 60), c(5, 20, 9, 40), c(0, 15, 3, 15), c(12, 12, 9, 12), c(120, 500, 260, 480))
nulls <- c(-0.25, -0.1, 0.05, 0.1, 0.3)
ratios <- c(0.25, 0.5, 0.8, 1, 2)
scores <- lapply(tables, function(q) list(
  counts = q,
  difference = sapply(nulls, function(d) score(q[1], q[2], q[3], q[4], d, "difference")),
  ratio = sapply(ratios, function(r) score(q[1], q[2], q[3], q[4], r, "ratio"))
))

# Two one-sided t tests by t.test itself, on invented weeks.
set.seed(20190107)
weeks <- data.frame(
  treated = rep(c(1, 0), c(37, 52)),
  weeks = c(pmin(52, pmax(0, round(rnorm(37, 27, 14)))), pmin(52, pmax(0, round(rnorm(52, 25, 11)))))
)
write.csv(weeks, "effects_targets.csv", row.names = FALSE)
one <- weeks$weeks[weeks$treated == 1]
zero <- weeks$weeks[weeks$treated == 0]
low <- t.test(one, zero, mu = -6, alternative = "greater")
high <- t.test(one, zero, mu = 6, alternative = "less")
interval <- t.test(one, zero, conf.level = 0.90)
tost <- list(
  margin = 6, t_low = low$statistic[[1]], t_high = high$statistic[[1]], p_low = low$p.value, p_high = high$p.value,
  df = low$parameter[[1]], conf_low = interval$conf.int[1], conf_high = interval$conf.int[2]
)

power <- list(
  t = lapply(list(c(60, 0.5), c(60, 0.2), c(15, 0.9), c(500, 0.15)), function(q) {
    list(n = q[1], delta = q[2],
         power = power.t.test(n = q[1], delta = q[2])$power,
         both = power.t.test(n = q[1], delta = q[2], strict = TRUE)$power)
  }),
  detectable = lapply(c(20, 60, 500), function(n) {
    list(n = n, delta80 = power.t.test(n = n, power = 0.8, tol = 1e-12)$delta,
         delta90 = power.t.test(n = n, power = 0.9, tol = 1e-12)$delta)
  }),
  shares = lapply(list(c(60, 0.5, 0.7), c(60, 0.5, 0.745), c(120, 0.36, 0.52), c(30, 0.8, 0.5)), function(q) {
    list(n = q[1], p0 = q[2], p1 = q[3], power = power.prop.test(n = q[1], p1 = q[2], p2 = q[3])$power,
         both = power.prop.test(n = q[1], p1 = q[2], p2 = q[3], strict = TRUE)$power)
  }),
  detectable_share = lapply(list(c(60, 0.5), c(120, 0.36), c(500, 0.2)), function(q) {
    list(n = q[1], p0 = q[2], p1 = power.prop.test(n = q[1], p1 = q[2], power = 0.8, tol = 1e-12)$p2)
  })
)

# Chances of the verdicts by counting, with the limits of binom.test.
verdict <- function(n, goal) sapply(0:n, function(x) {
  low <- binom.test(x, n, conf.level = 0.95, alternative = "greater")$conf.int[1]
  high <- binom.test(x, n, conf.level = 0.95, alternative = "less")$conf.int[2]
  if (low >= goal) "met" else if (high < goal) "not_met" else "undecided"
})
chances <- lapply(c(0.33, 0.5, 0.6, 0.75, 0.85), function(p) {
  v <- verdict(60, 0.75)
  list(p = p, met = sum(dbinom(0:60, 60, p)[v == "met"]), not_met = sum(dbinom(0:60, 60, p)[v == "not_met"]))
})
sizes <- c(21, 60, 119, 250)
least <- sapply(sizes, function(n) min(which(verdict(n, 0.75) == "met")) - 1)

write_json(
  list(level = level, scores = scores, nulls = nulls, ratios = ratios, tost = tost, power = power, chances = chances,
       sizes = sizes, least = least),
  "effects_targets.json", digits = NA, auto_unbox = TRUE, pretty = TRUE
)
writeLines(capture.output(print(sessionInfo())[1]), "effects_targets_session.txt")
