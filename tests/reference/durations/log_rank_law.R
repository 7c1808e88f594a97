# Reference numbers for the law of the sum of log-rank scores. Run in this folder: Rscript log_rank_law.R
# Reads log_rank_law.csv (a thousand invented waits in five rounds; see README.md) and life.csv (its first 40 rows, and
# all of them); writes log_rank_law.json and log_rank_law_session.txt.
suppressMessages({library(coin); library(jsonlite)})
options(digits = 15)
set.seed(20261129)
waits <- read.csv("log_rank_law.csv"); life <- read.csv("life.csv", colClasses = c(employed = "character"))
out <- list()
score <- function(week, event) sapply(seq_along(week), function(i) event[i] -
  sum(sapply(sort(unique(week[event == 1 & week <= week[i]])), function(w) sum(week == w & event == 1) / sum(week >= w))))
by <- function(s, f) { r <- numeric(length(s)); for (k in unique(s)) r[s == k] <- f(s == k); r }
simulated <- function(a, z, s, draws) {  # in portions: coin holds all of them at once
  p <- replicate(draws / 1e5, as.numeric(pvalue(independence_test(a ~ factor(z) | factor(s),
                                                distribution = approximate(nresample = 1e5)))))
  list(p = mean(p), draws = draws) }

# -- five rounds of two hundred, scores within rounds -------------------------------------------------------------------
waits$a <- by(waits$s, function(k) score(waits$week[k], waits$event[k]))
out$rounds <- c(simulated(waits$a, waits$z, waits$s, 2e6), list(first_scores = waits$a[1:10]))
half <- waits$s < 2
out$two_rounds <- simulated(waits$a[half], waits$z[half], waits$s[half], 2e6)

# -- one stratum: the exact law, by the split-up algorithm and, of scores made whole, by the shift algorithm -------------
few <- life[1:40, ]
few$a <- score(few$week, few$arrest)
exact_p <- function(scores, arm, how)
  as.numeric(pvalue(independence_test(scores ~ factor(arm), distribution = exact(algorithm = how))))
out$forty <- list(p = exact_p(few$a, few$treated, "split-up"), scores = few$a)
life$a <- score(life$week, life$arrest)
life$whole <- round(life$a * 1000)
out$life_whole <- list(p = exact_p(life$whole, life$treated, "shift"))
out$life <- simulated(life$a, life$treated, rep(1, nrow(life)), 2e6)

write_json(out, "log_rank_law.json", digits = 15, auto_unbox = TRUE, pretty = TRUE)
writeLines(c(R.version.string, sapply(c("coin", "jsonlite", "libcoin"), function(p) paste(p, packageVersion(p)))),
           "log_rank_law_session.txt")
