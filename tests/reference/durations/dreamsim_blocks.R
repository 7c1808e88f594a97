# Makes the numbers of dreamsim_blocks.json anew: each block's `r_call`, evaluated on dreamsim_spells.csv and dreamsim_persons.csv.
# Run in this folder: Rscript dreamsim_blocks.R ; it writes dreamsim_blocks_again.json and dreamsim_blocks_session.txt.
# dream_ghoshlin needs WA 1.0 (its calls are those of a package that is no longer distributed) and is not made anew.
suppressMessages({library(survival); library(cmprsk); library(mets); library(jsonlite)})
options(digits = 15)
at <- function(fit, t) summary(fit, times = t, extend = TRUE)
sp <- read.csv("dreamsim_spells.csv"); pers <- read.csv("dreamsim_persons.csv")
sp$event <- factor(sp$to, 0:3, c("censor", "benefit", "selfsup", "gone")); sp$istate <- factor(sp$from, 1:3, c("benefit", "selfsup", "gone"))
sp$ret <- as.numeric(sp$from == 2 & sp$to == 1)
first <- sp[!duplicated(sp$id), ]; first$ftime <- first$tstop; first$fev <- ifelse(first$to == 2, 1, ifelse(first$to == 3, 2, 0))
out_of <- subset(sp, from == 2); ret1 <- out_of[!duplicated(out_of$id), ]
ret1$gap <- ret1$tstop - ret1$tstart; ret1$rev <- ifelse(ret1$to == 1, 1, ifelse(ret1$to == 3, 2, 0))
sus <- do.call(rbind, lapply(split(sp, sp$id), function(d) { long <- subset(d, from == 2 & tstop - tstart >= 26)
  if (nrow(long)) data.frame(arm = d$arm[1], t = long$tstart[1] + 26, e = 1)
  else data.frame(arm = d$arm[1], t = max(d$tstop), e = if (tail(d$to, 1) == 3) 2 else 0) }))
last <- sp[!duplicated(sp$id, fromLast = TRUE), ]
rec <- rbind(with(subset(sp, ret == 1), data.frame(id, arm, time = tstop, status = 1)),
             with(last, data.frame(id, arm, time = tstop, status = ifelse(to == 3, 2, 0))))
rec <- rec[order(rec$id, rec$time, rec$status != 1), ]; rec$start <- ave(rec$time, rec$id, FUN = function(z) c(0, head(z, -1)))
# Weeks in each state to tau with the infinitesimal jackknife error: the area between weeks, and R's influence on it.
ms_auc <- function(f, tau) { times <- f$time; share <- f$pstate; own <- f$influence.pstate
  if (min(times) > 0) { share <- rbind(f$p0, share); times <- c(0, times) }
  if (dim(own)[2] == length(times) - 1) { whole <- array(0, dim(own) + c(0, 1, 0)); whole[, -1, ] <- own; own <- whole }
  width <- pmax(0, pmin(c(times[-1], Inf), tau) - times)
  weeks <- colSums(share * width); error <- apply(own, 3, function(u) sqrt(sum((u %*% width)^2)))
  setNames(c(weeks, error), c(paste0("wk_", f$states), paste0("se_", f$states))) }
# Ghosh-Lin with S before the week and ties as they are.
gl <- function(d, tau) { ends <- tapply(d$tstop, d$id, max); died <- tapply(d$to == 3, d$id, any); S <- 1; mu <- 0
  for (u in seq_len(tau)) { Y <- sum(ends >= u); if (Y == 0) break
    mu <- mu + S * sum(d$ret == 1 & d$tstop == u) / Y; S <- S * (1 - sum(ends == u & died) / Y) }
  c(mu = mu, S = S) }

blocks <- fromJSON("dreamsim_blocks.json", simplifyVector = FALSE)$blocks
again <- lapply(blocks[setdiff(names(blocks), "dream_ghoshlin")], function(block) as.list(eval(parse(text = block$r_call), new.env())))

# Returns among weeks off support alone: the ratio of transitions, robust by person.
fine <- coxph.control(eps = 1e-11, toler.chol = 1e-12, iter.max = 50)
f <- coxph(Surv(tstart, tstop, ret) ~ arm, out_of, cluster = id, control = fine)
again$off_support_alone <- list(estimate = coef(f)[[1]], robust = sqrt(vcov(f)[1]))

# Share that left by week 78 by two Cox models of arm and site (Breslow), averaged over everyone in each arm; the standard error of the
# difference from counting each person a little more and a little less, everything fitted anew.
risk <- function(w) {
  d <- data.frame(time = pmin(first$ftime, 78), ev = ifelse(first$ftime > 78, 0, first$fev), arm = first$arm, site = first$site, w = w)
  fits <- lapply(1:2, function(k) { b <- coef(coxph(Surv(time, ev == k) ~ arm + site, d, weights = w, ties = "breslow", control = fine))
    r <- exp(b[[1]] * d$arm + b[[2]] * d$site)
    list(b = b, increments = sapply(1:78, function(t) sum(d$w[d$time == t & d$ev == k]) / sum((d$w * r)[d$time >= t]))) })
  share <- function(arm, site) { h <- lapply(fits, function(f) f$increments * exp(f$b[[1]] * arm + f$b[[2]] * site))
    sum(c(1, cumprod(1 - h[[1]] - h[[2]]))[1:78] * h[[1]]) }
  level <- function(arm) { by_site <- sapply(1:4, function(s) share(arm, s)); sum(d$w * by_site[d$site]) / sum(d$w) }
  level(1) - level(0) }
ones <- rep(1, 400); step <- 1e-4
influence <- sapply(1:400, function(i) (risk(replace(ones, i, 1 + step)) - risk(replace(ones, i, 1 - step))) / (2 * step))
again$absolute_risk_78 <- list(difference = risk(ones), std_error = sqrt(sum(influence^2)))

writeLines(toJSON(again, digits = NA, auto_unbox = TRUE, pretty = TRUE), "dreamsim_blocks_again.json")
used <- c("survival", "cmprsk", "mets", "jsonlite")
writeLines(c(R.version.string, paste(used, sapply(used, function(p) as.character(packageVersion(p))))), "dreamsim_blocks_session.txt")
