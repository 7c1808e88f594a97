# Reference numbers for weeks counted from a later week on: LIFE from week 27 (life.csv), dreamsim from week 53 (dreamsim_*.csv).
# Run in this folder: Rscript durations_second_year.R ; it writes durations_second_year.json and its session.
suppressMessages({library(survival); library(jsonlite)})
options(digits = 15)
out <- list()

# -- LIFE: everyone is followed, so that the weeks are each man's own and the comparison is the Welch t test ------------
life <- read.csv("life.csv", colClasses = c(employed = "character"))
letters <- do.call(rbind, strsplit(life$employed, ""))
at_work <- letters == "y" & !(life$arrest == 1 & col(letters) >= life$week)
life$late <- rowSums(at_work[, 27:52])
tt <- t.test(late ~ I(1 - treated), life)
out$life_27_52 <- list(treated = tt$estimate[[1]], reference = tt$estimate[[2]], difference = -diff(tt$estimate)[[1]],
                       std_error = tt$stderr, df = tt$parameter[[1]], low = tt$conf.int[1], high = tt$conf.int[2], p = tt$p.value)

# -- dreamsim: the second year under censoring; the state at time t holds in week t + 1, so that weeks 53 to 104 are the
#    area from 52 to 104. The influence of each person on the area is R's, and the standard error is without m / (m - 1).
sp <- read.csv("dreamsim_spells.csv")
sp$event <- factor(sp$to, 0:3, c("censor", "support", "self_support", "gone"))
sp$istate <- factor(sp$from, 1:3, c("support", "self_support", "gone"))
area <- function(d, from, to) {
  f <- survfit(Surv(tstart, tstop, event) ~ 1, d, id = id, istate = istate, influence = TRUE)
  times <- f$time; share <- f$pstate; own <- f$influence.pstate
  if (min(times) > 0) { share <- rbind(f$p0, share); times <- c(0, times) }
  if (dim(own)[2] == length(times) - 1) {
    whole <- array(0, c(dim(own)[1], length(times), dim(own)[3])); whole[, -1, ] <- own; own <- whole
  }
  until <- c(times[-1], Inf)
  width <- pmax(0, pmin(until, to) - pmax(times, from))
  k <- which(f$states == "self_support")
  c(sum(share[, k] * width), sqrt(sum((own[, , k] %*% width)^2)))
}
one <- area(subset(sp, arm == 1), 52, 104); zero <- area(subset(sp, arm == 0), 52, 104)
out$dream_53_104 <- list(treated = one[1], reference = zero[1], difference = one[1] - zero[1], std_error = sqrt(one[2]^2 + zero[2]^2))
whole <- area(subset(sp, arm == 1), 0, 104)
out$dream_1_104_treated <- list(weeks = whole[1], std_error = whole[2])

# The judge that needs no formula: leave out each person of the arm and fit again (infinitesimal, so only close to it).
left_out <- function(a) { ids <- unique(sp$id[sp$arm == a])
  w <- sapply(ids, function(i) area(subset(sp, arm == a & id != i), 52, 104)[1])
  (length(ids) - 1) / length(ids) * sum((w - mean(w))^2) }
out$dream_53_104$left_out <- sqrt(left_out(0) + left_out(1))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "durations_second_year.json")
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("jsonlite", packageVersion("jsonlite"))), "durations_second_year_session.txt")
