# State occupation and win ratio of dreamsim with clusters and peer groups: influence of survfit, CR2 over clusters written out in full matrices.
# Rscript durations_clusters.R (in this folder); writes durations_clusters.json and durations_clusters_session.txt
suppressPackageStartupMessages({library(survival); library(jsonlite)})
sp <- read.csv("dreamsim_spells.csv"); pers <- read.csv("dreamsim_persons.csv")
sp$event <- factor(sp$to, 0:3, c("censor", "support", "self_support", "gone"))
sp$istate <- factor(sp$from, 1:3, c("support", "self_support", "gone"))
weeks <- c(26, 78, 88, 95)
labels <- levels(sp$istate)
n <- nrow(pers)

# Clusters of unequal size; within sites for the lottery that drew them there. Peer groups cross sites, and some of the treated have none.
ladder <- floor(sqrt(pers$id))
clusters <- paste(pers$arm, ladder)
in_sites <- paste(pers$arm, pers$site, pers$id %% 7)
groups <- ifelse(pers$arm == 1 & pers$id <= 300, paste("group", ladder), NA)

# CR2 and Satterthwaite's degrees of freedom of the contrast `combination` of cell means, from residuals e.
cr2 <- function(e, X, combination, part) {
  XX <- solve(t(X) %*% X)
  l <- as.vector(X %*% XX %*% combination); IH <- diag(nrow(X)) - X %*% XX %*% t(X)
  P <- matrix(0, nrow(X), 0); variance <- 0
  for (g in unique(part)) {
    i <- which(part == g)
    s <- eigen(IH[i, i, drop = FALSE], symmetric = TRUE)
    root <- s$vectors %*% diag(ifelse(s$values > 1e-10, 1 / sqrt(pmax(s$values, 1e-300)), 0), length(i)) %*% t(s$vectors)
    u <- root %*% l[i]
    variance <- variance + sum(u * e[i])^2
    P <- cbind(P, IH[, i, drop = FALSE] %*% u)
  }
  PP <- t(P) %*% P
  c(std_error = sqrt(variance), df = sum(diag(PP))^2 / sum(PP^2))
}

# Shares of each cell (arm of a stratum), and m times the influence of each of its persons.
shares <- function(stratum) {
  cells <- list()
  for (a in 0:1) for (b in sort(unique(stratum))) {
    own <- pers$arm == a & stratum == b; m <- sum(own)
    # Everyone starts on support, so that taking the first distribution as known does no harm.
    f <- survfit(Surv(tstart, tstop, event) ~ 1, subset(sp, id %in% pers$id[own]), id = id, istate = istate, influence = TRUE)
    s <- summary(f, times = weeks, extend = TRUE)
    order <- match(labels, f$states)
    u <- f$influence.pstate
    at <- sapply(weeks, function(w) max(which(f$time <= w))) + (dim(u)[2] == length(f$time) + 1)
    u <- u[, at, order, drop = FALSE]
    stopifnot(all.equal(unname(apply(u^2, c(2, 3), sum)), unname(s$std.err[, order]^2)))
    stopifnot(identical(as.integer(unique(subset(sp, id %in% pers$id[own])$id)), pers$id[own]))
    cells[[length(cells) + 1]] <- list(arm = a, stratum = b, own = which(own), p = s$pstate[, order], e = m * u)
  }
  cells
}

case <- function(stratum, part) {
  part <- ifelse(is.na(part), paste("alone", pers$id), part)
  cells <- shares(stratum)
  X <- sapply(cells, function(cell) as.numeric(seq_len(n) %in% cell$own))
  share <- sapply(cells, function(cell) mean(stratum == cell$stratum))
  arm <- sapply(cells, function(cell) cell$arm)
  lines <- list(treated = share * (arm == 1), reference = share * (arm == 0), difference = share * (2 * arm - 1))
  lapply(lines, function(combination) {
    level <- Reduce(`+`, Map(function(weight, cell) weight * cell$p, combination, cells))
    spread <- lapply(seq_along(labels), function(k) sapply(seq_along(weeks), function(w) {
      e <- numeric(n)
      for (cell in cells) e[cell$own] <- cell$e[, w, k]
      cr2(e, X, combination, part)
    }))
    list(estimate = unname(level), std_error = sapply(spread, function(s) s["std_error", ]), df = spread[[1]]["df", 1])
  })
}

# Win ratio by week 78, to which everybody is followed: all pairs, one by one.
states <- matrix(0, n, 79)
for (row in seq_len(nrow(sp))) {
  s <- sp[row, ]
  for (t in 0:78) {
    if (t >= s$tstart && t < s$tstop) states[s$id, t + 1] <- s$from
    if (t >= s$tstop) states[s$id, t + 1] <- if (s$to == 0) s$from else s$to
  }
}
stopifnot(min(pers$C) >= 78)
gone <- apply(states[, -1] == 3, 1, function(away) if (any(away)) which(away)[1] else 79)
good <- rowSums(states[, -1] == 2)
one <- which(pers$arm == 1); zero <- which(pers$arm == 0)
beats <- function(i, j) gone[i] > gone[j] || (gone[i] == gone[j] && good[i] > good[j])
won <- outer(one, zero, Vectorize(function(i, j) as.numeric(beats(i, j))))
lost <- outer(one, zero, Vectorize(function(i, j) as.numeric(beats(j, i))))
pairs <- function(part) {
  part <- ifelse(is.na(part), paste("alone", pers$id), part)
  W <- mean(won); L <- mean(lost)
  h <- numeric(n)
  h[one] <- rowMeans(won) / W - rowMeans(lost) / L
  h[zero] <- -(colMeans(won) / W - colMeans(lost) / L)  # the reference arm enters with a minus
  X <- cbind(as.numeric(pers$arm == 0), as.numeric(pers$arm == 1))
  e <- h - ave(h, pers$arm)
  found <- cr2(e, X, c(-1, 1), part)
  half <- qt(0.975, found[["df"]]) * found[["std_error"]]
  list(win_ratio = W / L, df = found[["df"]], low = exp(log(W / L) - half), high = exp(log(W / L) + half))
}

alike <- rep(1, n)
out <- list(weeks = weeks, labels = labels,
  clusters = c(case(alike, clusters), list(pairs = pairs(clusters))),
  groups = c(case(alike, groups), list(pairs = pairs(groups))),
  clusters_in_sites = case(pers$site, in_sites),
  groups_across_sites = case(pers$site, groups))
writeLines(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "durations_clusters.json")
writeLines(c(R.version.string, paste("survival", packageVersion("survival")), paste("jsonlite", packageVersion("jsonlite"))), "durations_clusters_session.txt")
