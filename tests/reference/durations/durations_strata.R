# State occupation within strata: survfit of each arm at each site of dreamsim, put together by hand with the sites' shares of everyone.
# Rscript durations_strata.R (in this folder); writes durations_strata.json and durations_strata_session.txt
suppressPackageStartupMessages({library(survival); library(jsonlite)})
sp <- read.csv("dreamsim_spells.csv"); pers <- read.csv("dreamsim_persons.csv")
sp$event <- factor(sp$to, 0:3, c("censor", "support", "self_support", "gone"))
sp$istate <- factor(sp$from, 1:3, c("support", "self_support", "gone"))
weeks <- c(13, 26, 52, 78, 88)
labels <- levels(sp$istate)

combined <- function(pers) {
  share <- table(pers$site) / nrow(pers)
  level <- list(); terms <- list(); dfs <- c()
  for (a in 0:1) {
    level[[a + 1]] <- matrix(0, length(weeks), length(labels))
    for (b in names(share)) {
      own <- subset(pers, arm == a & site == b); m <- nrow(own)
      # Everyone starts on support, so that taking the first distribution as known does no harm.
      f <- survfit(Surv(tstart, tstop, event) ~ 1, subset(sp, id %in% own$id), id = id, istate = istate, influence = TRUE)
      s <- summary(f, times = weeks, extend = TRUE)
      order <- match(labels, f$states)
      u <- f$influence.pstate
      at <- sapply(weeks, function(w) max(which(f$time <= w))) + (dim(u)[2] == length(f$time) + 1)
      v <- apply(u[, at, order, drop = FALSE]^2, c(2, 3), sum)
      stopifnot(all.equal(unname(v), unname(s$std.err[, order]^2)))  # the influence and the printed error are one number
      level[[a + 1]] <- level[[a + 1]] + share[[b]] * s$pstate[, order]
      terms[[length(terms) + 1]] <- share[[b]]^2 * m / (m - 1) * v
      dfs <- c(dfs, m - 1)
    }
  }
  variance <- Reduce(`+`, terms)
  df <- variance^2 / Reduce(`+`, Map(function(v, df) v^2 / df, terms, dfs))
  difference <- level[[2]] - level[[1]]
  list(n = nrow(pers), reference = level[[1]], treated = level[[2]], difference = difference, std_error = sqrt(variance), df = df,
       low = difference - qt(0.975, df) * sqrt(variance), high = difference + qt(0.975, df) * sqrt(variance))
}

out <- list(weeks = weeks, labels = labels, even = combined(pers),
  # Two in three of the offered at site 2 are left out, and half of the others at site 3: sites and arms then differ in size.
  uneven = combined(subset(pers, !(site == 2 & arm == 1 & id %% 3 > 0) & !(site == 3 & arm == 0 & id %% 16 < 8))))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "durations_strata.json")
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("jsonlite", packageVersion("jsonlite"))), "durations_strata_session.txt")
