# Critical values of a band for all weeks: the multivariate t distribution by numerical integration (mvtnorm).
# Rscript durations_bands.R > durations_bands.json (some minutes)
suppressPackageStartupMessages({library(mvtnorm); library(jsonlite)})
set.seed(20261128)
cases <- list(c(weeks = 5, rho = 0.5, df = 10), c(weeks = 26, rho = 0.95, df = 59), c(weeks = 52, rho = 0.98, df = 119))
found <- lapply(cases, function(case) {
  corr <- case[["rho"]]^abs(outer(seq_len(case[["weeks"]]), seq_len(case[["weeks"]]), "-"))
  algorithm <- GenzBretz(maxpts = 1e6, abseps = 1e-5)
  # The quantile is found on the probability, evaluated with the same points each time.
  off <- function(q) {
    set.seed(1)
    pmvt(rep(-q, nrow(corr)), rep(q, nrow(corr)), df = case[["df"]], corr = corr, algorithm = algorithm) - 0.95
  }
  c(as.list(case), list(critical = uniroot(off, c(1.9, 4.5), tol = 1e-5)$root))
})
cat(toJSON(list(r = R.version.string, mvtnorm = as.character(packageVersion("mvtnorm")), cases = found),
           auto_unbox = TRUE, digits = 8, pretty = TRUE), "\n")
