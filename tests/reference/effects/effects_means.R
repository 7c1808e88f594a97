# Reference numbers for very small strata, pairs, declared chances, and clusters: run in this folder by
# `Rscript effects_means.R`. Reads blocks.csv, life.csv and villages.csv, writes schools.csv (from clubSandwich), rounds.csv,
# effects_means.json and effects_means_session.txt. Needs estimatr, clubSandwich, jsonlite.
suppressPackageStartupMessages({library(estimatr); library(clubSandwich); library(jsonlite)})

life <- read.csv("life.csv")
blocks <- read.csv("blocks.csv", encoding = "UTF-8")
z <- as.integer(life$fin == "yes")

# ---- Very small strata and groups: the variance as a quadratic form y'My, so that df = tr(M)^2 / tr(M^2) if outcomes
# vary alike and independently. Between strata: rows that turn outcomes into differences; within: CR2, term by term.
row_of <- function(inside, z) ifelse(inside, ifelse(z == 1, 1 / sum(z[inside]), -1 / sum(1 - z[inside])), 0)
between <- function(z, unit, stratum) {
  n <- length(z); size <- table(unit); N <- sum(size)
  D <- t(sapply(names(size), function(u) {  # difference of a unit: its strata, weighted with their people
    own <- unique(stratum[unit == u])
    Reduce(`+`, lapply(own, function(s) row_of(stratum == s, z) * sum(stratum == s) / size[[u]]))
  }))
  w <- as.numeric(size) / N
  c_k <- if (length(unique(size)) == 1) rep(1 / (length(size) * (length(size) - 1)), length(size)) else {
    room <- as.numeric(size)^2 / (N - 2 * as.numeric(size)); room / (N + sum(room)) }
  C <- D - rep(1, length(size)) %*% (w %*% D)
  t(C) %*% (c_k * C)
}
cr2_form <- function(z, stratum, cluster) {
  cell <- interaction(stratum, z, drop = TRUE)
  X <- model.matrix(~ 0 + cell)
  share <- table(stratum) / length(z)
  a <- sapply(levels(cell), function(name) { own <- which(cell == name)[1]; (2 * z[own] - 1) * share[[as.character(stratum[own])]] })
  l <- as.numeric(X %*% solve(crossprod(X), a))
  H <- X %*% solve(crossprod(X), t(X))
  M <- matrix(0, length(z), length(z))
  for (g in unique(cluster)) {
    own <- cluster == g
    e <- eigen(diag(sum(own)) - H[own, own], symmetric = TRUE)
    root <- e$vectors %*% diag(ifelse(e$values > 1e-10, 1 / sqrt(pmax(e$values, 1e-300)), 0), sum(own)) %*% t(e$vectors)
    p <- (diag(length(z)) - H)[, own, drop = FALSE] %*% root %*% l[own]
    M <- M + p %*% t(p)
  }
  M
}
# `unit`: strata that share a group; `compared`: units whose variance is taken between them.
hybrid <- function(y, z, stratum, cluster, unit, compared) {
  n <- length(y); inside <- unit %in% compared; M <- matrix(0, n, n)
  M[inside, inside] <- (sum(inside) / n)^2 * between(z[inside], unit[inside], stratum[inside])
  if (any(!inside)) {
    o <- !inside
    form <- cr2_form(z[o], stratum[o], cluster[o])
    M[o, o] <- (sum(o) / n)^2 * form
    if (length(unique(stratum[o])) > 1) {  # the same variance from clubSandwich
      d <- data.frame(y = y[o], z = z[o]); d$b <- scale(model.matrix(~ factor(stratum[o]))[, -1, drop = FALSE], scale = FALSE)
      m <- lm(y ~ z * b, data = d); v <- vcovCR(m, cluster = cluster[o], type = "CR2")["z", "z"]
      stopifnot(abs(v / as.numeric(t(y[o]) %*% form %*% y[o]) - 1) < 1e-8)
    }
  }
  estimate <- sum(sapply(unique(stratum), function(s) sum(row_of(stratum == s, z) * y) * sum(stratum == s) / n))
  v <- as.numeric(t(y) %*% M %*% y); df <- sum(diag(M))^2 / sum(M^2)
  half <- qt(.975, df) * sqrt(v)
  list(estimate = estimate, std_error = sqrt(v), df = df, p_value = 2 * pt(-abs(estimate) / sqrt(v), df),
       conf_low = estimate - half, conf_high = estimate + half)
}

tiny <- data.frame(y = c(12,9,11,15,8, 7,10, 14,11,9, 6,8,13, 10,12, 9,5,7, 15,13,10,8),
                   z = c(1,0,0,1,0, 1,0, 1,0,0, 0,1,0, 0,1, 1,0,0, 1,1,0,0),
                   b = c(1,1,1,1,1, 2,2, 3,3,3, 4,4,4, 5,5, 6,6,6, 7,7,7,7))
alone <- function(d) hybrid(d$y, d$z, d$b, seq_along(d$y), d$b, unique(d$b[ave(d$z, d$b, FUN = sum) == 1 | ave(1 - d$z, d$b, FUN = sum) == 1]))
two <- tiny[tiny$b %in% c(1, 2, 5, 7), ]  # two pairs of equal size, two larger strata
lent <- tiny[tiny$b %in% c(1, 3, 7), ]    # one small stratum: the next larger ones, of four and five, are compared with it
small <- list(seven = alone(tiny), two_pairs = alone(two),
              lent = hybrid(lent$y, lent$z, lent$b, seq_along(lent$y), lent$b, c(1, 3, 7)),
              sleep = {m <- difference_in_means(extra ~ group, sleep, blocks = ID)
                       list(estimate = m$coefficients[[1]], std_error = m$std.error[[1]], df = m$df[[1]], p_value = m$p.value[[1]],
                            conf_low = m$conf.low[[1]], conf_high = m$conf.high[[1]])})

# Invented rounds: treated people in one group (1, 2, 3, 5), one group but for a person (4), several groups (6, 7, 8).
# Two people of round 3 met with the group of round 2.
set.seed(20190402)
sizes <- list(8, 7, 8, c(7, -1), 6, c(4, 4), c(5, 3), c(3, 3, -2))
rounds <- do.call(rbind, lapply(seq_along(sizes), function(r) {
  met <- unlist(lapply(seq_along(sizes[[r]]), function(k) if (sizes[[r]][k] > 0) rep(10 * r + k, sizes[[r]][k]) else rep(NA, -sizes[[r]][k])))
  rest <- c(8, 9, 8, 8, 8, 8, 10, 8)[r]
  data.frame(round = r, offered = c(rep(1, length(met)), rep(0, rest)), met = c(met, rep(NA, rest)))
}))
rounds$met[which(rounds$round == 3)[1:2]] <- 21
shared <- rnorm(200)[match(rounds$met, unique(rounds$met))]
rounds$weeks <- round(20 + rounds$round + 3 * rounds$offered + ifelse(is.na(rounds$met), 0, 3 * shared) + rnorm(nrow(rounds), sd = 8))
write.csv(rounds, "rounds.csv", row.names = FALSE, na = "")
unit <- ifelse(rounds$round == 3, 2, rounds$round)
cluster <- ifelse(is.na(rounds$met), paste("alone", seq_len(nrow(rounds))), paste("group", rounds$met))
grouped <- with(rounds, hybrid(weeks, offered, round, cluster, unit, c(1, 2, 4, 5)))

# ---- Declared chances: estimatr.
ht <- function(...) {m <- horvitz_thompson(...); list(estimate = m$coefficients[[1]], std_error = m$std.error[[1]])}
complete <- getFromNamespace("gen_pr_matrix_complete", "estimatr")
d <- data.frame(y = life$arrest, weeks = life$week, z = z, p = ifelse(life$age < 25, .45, .55), half = .5)
d <- cbind(d, q = ave(z, life$wexp))  # invented: as many offers as there were, drawn among those with and without experience
d$wexp <- life$wexp
kept <- seq(1, nrow(d), by = 3)  # a third of the list
pairs_kept <- complete(.5, nrow(d))[c(kept, nrow(d) + kept), c(kept, nrow(d) + kept)]
blocks$share <- ave(blocks$treated, blocks$block)
chances <- list(
  independent = ht(y ~ z, data = d, condition_prs = p, simple = TRUE),
  independent_weeks = ht(weeks ~ z, data = d, condition_prs = p, simple = TRUE),
  complete = ht(weeks ~ z, data = d, condition_prs = half, simple = FALSE),
  strata = ht(weeks ~ z, data = d, blocks = wexp, condition_prs = q),
  blocks = ht(weeks ~ treated, data = blocks[blocks$block %in% names(which(tapply(blocks$treated, blocks$block, sum) > 1)), ],
              blocks = block, condition_prs = share),
  a_third = ht(weeks ~ z, data = d[kept, ], condition_prs = half, condition_pr_mat = pairs_kept))

# ---- Clusters: clubSandwich's own data, the girls of 2001 (Angrist and Lavy's trial of awards, drawn by school).
data(AchievementAwardsRCT, package = "clubSandwich")
schools <- as.data.frame(AchievementAwardsRCT)
schools <- schools[schools$sex == "Girl" & schools$year == "2001", c("school_id", "school_type", "treated", "lagscore", "Bagrut_status")]
names(schools) <- c("school", "type", "treated", "lagscore", "passed")
schools$school <- as.integer(as.character(schools$school)); schools$type <- as.character(schools$type)
write.csv(schools, "schools.csv", row.names = FALSE, quote = FALSE)
cr2 <- function(model, name) {
  v <- vcovCR(model, cluster = schools$school, type = "CR2")
  test <- coef_test(model, vcov = v, test = "Satterthwaite", coefs = name)
  ci <- conf_int(model, vcov = v, test = "Satterthwaite", level = .95, coefs = name)
  list(estimate = test$beta, std_error = test$SE, df = test$df, p_value = test$p_Satt, conf_low = ci$CI_L, conf_high = ci$CI_U)
}
schools$b <- scale(model.matrix(~ factor(type), schools)[, -1], scale = FALSE)
clustered <- list(plain = cr2(lm(passed ~ treated, schools), "treated"), types = cr2(lm(passed ~ treated * b, schools), "treated"),
                  covariates = cr2(lm(passed ~ treated + lagscore + factor(type), schools), "treated"))
htz <- function(model, pattern, cluster) {
  test <- Wald_test(model, constraints = constrain_zero(pattern, reg_ex = TRUE), vcov = "CR2", cluster = cluster, test = "HTZ")
  list(test_statistic = test$Fstat, df = test$df_denom, p_value = test$p_val)
}
m1 <- lm(passed ~ treated + lagscore + factor(type), schools)
m2 <- lm(passed ~ treated * (lagscore + factor(type)), schools)
few <- c(which(z == 1)[1:40], which(z == 0)[1:80])
men <- data.frame(weeks = life$week, z = z, age = life$age, prio = life$prio, educ = life$educ)[few, ]
m3 <- lm(weeks ~ z * (age + prio + educ), men)
joint <- list(types = htz(m1, "factor", schools$school), moderation = htz(m2, "treated:", schools$school),
              people = htz(m3, "z:", seq_along(few)))

# ---- Wild cluster bootstrap by brute force: every vector of signs, every regression anew.
wild <- function(full, null, data, cluster, term) {
  X <- model.matrix(full, data); y <- model.response(model.frame(full, data)); g <- as.integer(factor(cluster))
  fit0 <- lm.fit(model.matrix(null, data), y)
  t_of <- function(y) {
    fit <- lm.fit(X, y); bread <- solve(crossprod(X)); S <- rowsum(X * fit$residuals, g)
    fit$coefficients[[term]] / sqrt((bread %*% crossprod(S) %*% bread)[term, term])
  }
  t0 <- t_of(y)
  signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), max(g))))
  t <- apply(signs, 1, function(w) t_of(fit0$fitted.values + w[g] * fit0$residuals))
  list(test_statistic = t0, p_value = mean(abs(t) >= abs(t0) * (1 - 1e-9)))
}
villages <- read.csv("villages.csv")
ten <- schools[schools$school %in% sort(unique(schools$school))[c(1:4, 20:25)], ]
bootstrap <- list(
  villages = wild(got ~ any + age, got ~ age, villages, villages$villnum, "any"),
  schools = wild(passed ~ treated + lagscore, passed ~ lagscore, ten, ten$school, "treated"),
  ten_schools = sort(unique(ten$school)), treated_schools = length(unique(ten$school[ten$treated == 1])))

write(toJSON(list(small = small, tiny = tiny, sleep = list(extra = sleep$extra, second = as.integer(sleep$group == "2"), id = as.integer(sleep$ID)),
                  grouped = grouped, chances = chances, clustered = clustered, joint = joint, bootstrap = bootstrap),
             auto_unbox = TRUE, digits = NA, pretty = FALSE, na = "null"), "effects_means.json")
session <- capture.output(print(sessionInfo(), locale = FALSE))
writeLines(session[!grepl("^(BLAS|LAPACK|Matrix products)", session)], "effects_means_session.txt")
