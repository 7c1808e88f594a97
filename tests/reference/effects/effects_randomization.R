# Reference numbers for randomisation tests: run in this folder by `Rscript effects_randomization.R`.
# Reads life.csv and randomization_small.csv, writes effects_randomization.json and effects_randomization_session.txt.
# Needs estimatr, coin, jsonlite. Every assignment is listed by combn and expand.grid; nothing is drawn.
suppressPackageStartupMessages({library(estimatr); library(coin); library(jsonlite)})

small <- read.csv("randomization_small.csv", colClasses = c(stratum = "character", cluster = "character"))
part <- function(name) small[small$part == name, ]

# All assignments of units that keep each stratum's number of offers, one a column.
assignments <- function(treated, stratum) {
  lists <- lapply(unique(stratum), function(s) {
    own <- which(stratum == s); k <- sum(treated[own])
    lapply(combn(seq_along(own), k, simplify = FALSE), function(won) own[won])
  })
  grid <- expand.grid(lapply(lists, seq_along))
  apply(grid, 1, function(row) {
    z <- integer(length(treated))
    for (s in seq_along(lists)) z[lists[[s]][[row[s]]]] <- 1L
    z
  })
}
of_clusters <- function(d) {
  first <- !duplicated(d$cluster)
  lots <- assignments(d$treated[first], d$stratum[first])
  lots[match(d$cluster, d$cluster[first]), ]
}

# The studentised statistics, each written from its formula or taken from estimatr.
strata_of <- function(d) split(seq_len(nrow(d)), factor(d$stratum, unique(d$stratum)))
stratified <- function(y, z, d) {
  tau <- v <- 0
  for (own in strata_of(d)) {
    w <- length(own) / nrow(d); one <- y[own][z[own] == 1]; zero <- y[own][z[own] == 0]
    tau <- tau + w * (mean(one) - mean(zero)); v <- v + w^2 * (var(one) / length(one) + var(zero) / length(zero))
  }
  c(tau, sqrt(v))
}
by_estimatr <- function(y, z, d) {
  fit <- difference_in_means(y ~ z, blocks = stratum, data = data.frame(y, z, stratum = d$stratum))
  c(fit$coefficients[[1]], fit$std.error[[1]])
}
regression <- function(lin) function(y, z, d) {
  data <- data.frame(y, z, x = d$before - mean(d$before))
  data$b <- scale(model.matrix(~ d$stratum)[, -1, drop = FALSE], scale = FALSE)
  fit <- lm_robust(if (lin) y ~ z * (b + x) else y ~ z * b + x, data = data, se_type = "HC2")
  c(fit$coefficients[["z"]], fit$std.error[["z"]])
}
clustered <- function(y, z, d) {
  tau <- v <- 0
  for (own in strata_of(d)) {
    w <- length(own) / nrow(d)
    for (arm in 0:1) {
      cell <- own[z[own] == arm]; m <- mean(y[cell]); g <- length(unique(d$cluster[cell]))
      tau <- tau + w * (2 * arm - 1) * m
      v <- v + w^2 * g / (g - 1) * sum(tapply(y[cell] - m, d$cluster[cell], sum)^2) / length(cell)^2
    }
  }
  c(tau, sqrt(v))
}
paired <- function(y, z, d) {
  tau <- sapply(strata_of(d), function(own) sum(y[own] * (2 * z[own] - 1)))
  c(mean(tau), sqrt(sum((tau - mean(tau))^2) / (length(tau) * (length(tau) - 1))))
}
mixed <- function(y, z, d) {
  tau <- v <- n <- few <- c()
  for (own in strata_of(d)) {
    one <- y[own][z[own] == 1]; zero <- y[own][z[own] == 0]; few <- c(few, min(length(one), length(zero)) < 2)
    tau <- c(tau, mean(one) - mean(zero)); n <- c(n, length(own))
    v <- c(v, if (min(length(one), length(zero)) < 2) NA else var(one) / length(one) + var(zero) / length(zero))
  }
  N <- sum(n[few]); m <- sum(n[few] * tau[few]) / N
  between <- sum(n[few]^2 / ((N - 2 * n[few]) * (N + sum(n[few]^2 / (N - 2 * n[few])))) * (tau[few] - m)^2)
  c(sum(n * tau) / sum(n), sqrt(sum((n[!few] / sum(n))^2 * v[!few]) + (N / sum(n))^2 * between))
}

reference <- function(d, statistic, lots, interval = TRUE) {
  eps <- 1e-9
  t_of <- function(y, z) {
    s <- statistic(y, z, d)
    if (s[2] < 1e-7) { if (abs(s[1]) < 1e-7) 0 else sign(s[1]) * Inf } else s[1] / s[2]
  }
  p_of <- function(effect, how) {
    y <- d$weeks - effect * d$treated
    drawn <- apply(lots, 2, function(z) t_of(y, z)); seen <- t_of(y, d$treated)
    switch(how, two = mean(abs(drawn) >= abs(seen) - eps), greater = mean(drawn >= seen - eps),
           less = mean(drawn <= seen + eps), difference = {
             raw <- apply(lots, 2, function(z) statistic(y, z, d)[1]); mean(abs(raw) >= abs(statistic(y, d$treated, d)[1]) - eps)
           })
  }
  seen <- statistic(d$weeks, d$treated, d)
  found <- list(assignments = ncol(lots), estimate = seen[1], std_error = seen[2], two_sided = p_of(0, "two"),
                greater = p_of(0, "greater"), less = p_of(0, "less"), difference = p_of(0, "difference"))
  if (interval) {
    limit <- function(direction) {
      inside <- 0; outside <- 1
      while (p_of(seen[1] + direction * outside, "two") > .05) { outside <- 2 * outside; if (outside > 1e4) return(NA) }
      for (i in 1:30) { m <- (inside + outside) / 2; if (p_of(seen[1] + direction * m, "two") > .05) inside <- m else outside <- m }
      seen[1] + direction * (inside + outside) / 2
    }
    found <- c(found, conf_low = limit(-1), conf_high = limit(1))
  }
  found
}

rounds <- part("rounds"); clusters <- part("clusters"); pairs <- part("pairs"); both <- part("mixed")
lots <- assignments(rounds$treated, rounds$stratum)
stopifnot(isTRUE(all.equal(stratified(rounds$weeks, rounds$treated, rounds), by_estimatr(rounds$weeks, rounds$treated, rounds))))

# The exact distribution of the sum over those offered, for 432 people, by coin's shift algorithm; and its moments
# within strata.
life <- read.csv("life.csv")
working <- sapply(1:52, function(w) as.integer(life[[paste0("emp", w)]] == "yes")); working[is.na(working)] <- 0L
life$weeks <- rowSums(working); life$offered <- factor(life$fin, c("yes", "no"))
life$cohort <- factor(paste0(life$wexp, pmin(life$educ, 4)))
whole <- oneway_test(weeks ~ offered, data = life, distribution = "exact")
within <- independence_test(weeks ~ offered | cohort, data = life, distribution = "asymptotic")

result <- list(
  rounds = reference(rounds, stratified, lots),
  rounds_lin = reference(rounds, regression(TRUE), lots, FALSE),
  rounds_ancova = reference(rounds, regression(FALSE), lots, FALSE),
  clusters = reference(clusters, clustered, of_clusters(clusters)),
  pairs = reference(pairs, paired, assignments(pairs$treated, pairs$stratum)),
  mixed = reference(both, mixed, assignments(both$treated, both$stratum)),
  life_exact = list(p_value = as.numeric(pvalue(whole))),
  life_within = list(expectation = as.numeric(expectation(within))[1], variance = as.numeric(covariance(within))[1],
                     linear = as.numeric(statistic(within, "linear"))[1], z = as.numeric(statistic(within))))
write(toJSON(result, auto_unbox = TRUE, digits = NA, pretty = TRUE, na = "null"), "effects_randomization.json")
session <- capture.output(print(sessionInfo(), locale = FALSE))
writeLines(session[!grepl("^(BLAS|LAPACK|Matrix products)", session)], "effects_randomization_session.txt")
