# Reference numbers for the sample-ratio test and the joint balance test, from base R and coin.
# Run in this folder:  Rscript trial_reference.R
suppressPackageStartupMessages({library(coin); library(jsonlite)})

two_sided <- function(x, pmf) min(1, 2 * min(sum(pmf[seq_len(x + 1)]), sum(pmf[(x + 1):length(pmf)])))
convolved <- function(parts) {
  sum_of <- 1
  for (part in parts) {
    longer <- numeric(length(sum_of) + length(part) - 1)
    for (i in seq_along(sum_of)) longer[i - 1 + seq_along(part)] <- longer[i - 1 + seq_along(part)] + sum_of[i] * part
    sum_of <- longer
  }
  sum_of
}
fixed <- list(
  one_round = two_sided(26, dhyper(0:55, 30, 30, 55)),
  three_rounds = two_sided(31, convolved(list(dhyper(0:25, 15, 15, 25), dhyper(0:28, 10, 20, 28), dhyper(0:18, 12, 8, 18)))),
  by_chance = two_sided(70, dbinom(0:120, 120, 0.5)),
  by_chance_two_rounds = two_sided(45, convolved(list(dbinom(0:60, 60, 0.5), dbinom(0:40, 40, 1 / 3))))
)

# The joint test on ten people in two rounds: every one of the choose(5, 2) * choose(5, 3) lotteries.
round <- rep(c("a", "b"), each = 5)
age <- c(19, 24, 22, 28, 21, 20, 23, 29, 25, 18)
marks <- c(4.2, 7.1, 2.0, 5.5, 6.3, 3.3, 8.0, 4.9, 7.7, 2.5)
X <- cbind(age, marks)
statistic <- function(z) {
  d <- 0; V <- 0
  for (name in unique(round)) {
    here <- round == name; n <- sum(here); m <- sum(z[here]); h <- m * (n - m) / n
    d <- d + h * (colMeans(X[here & z == 1, , drop = FALSE]) - colMeans(X[here & z == 0, , drop = FALSE]))
    V <- V + h * cov(X[here, ])
  }
  drop(t(d) %*% solve(V) %*% d)
}
drawn <- c(1, 0, 0, 1, 0, 0, 1, 1, 1, 0)
observed <- statistic(drawn)
all_of_them <- c()
for (first in combn(5, 2, simplify = FALSE)) for (second in combn(5, 3, simplify = FALSE)) {
  z <- numeric(10); z[first] <- 1; z[5 + second] <- 1
  all_of_them <- c(all_of_them, statistic(z))
}
exact <- mean(all_of_them >= observed * (1 - 1e-9))

life <- read.csv("../effects/life.csv")
traits <- data.frame(arm = factor(life$fin), age = life$age, prio = life$prio, educ = life$educ,
  wexp = as.numeric(life$wexp == "yes"), married = as.numeric(life$mar == "married"), parole = as.numeric(life$paro == "yes"))
asymptotic <- independence_test(age + prio + educ + wexp + married + parole ~ arm, data = traits, teststat = "quadratic")
set.seed(1)
repeated <- independence_test(age + prio + educ + wexp + married + parole ~ arm, data = traits, teststat = "quadratic",
  distribution = approximate(nresample = 200000))
out <- list(
  sample_ratio = fixed,
  ten_people = list(statistic = observed, lotteries = length(all_of_them), p_value = exact),
  life = list(statistic = as.numeric(coin::statistic(asymptotic)), p_value = as.numeric(pvalue(asymptotic)),
    permutation_p = as.numeric(pvalue(repeated)), draws = 200000)
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 15, pretty = TRUE), "trial_reference.json")
writeLines(c(R.version.string, paste("coin", packageVersion("coin")), paste("jsonlite", packageVersion("jsonlite"))), "session_info.txt")
