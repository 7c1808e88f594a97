# Families and indices, from life.csv and blocks.csv, in base R. Writes effects_multiplicity.json.
# Run in this folder: Rscript effects_multiplicity.R
library(jsonlite)
library(estimatr)

life <- read.csv("life.csv")
life$z <- as.integer(life$fin == "yes")
weeks <- rowSums(life[paste0("emp", 1:52)] == "yes", na.rm = TRUE)

# --- p-values and q-values -------------------------------------------------------------------------------------------
p <- c(0.03, 0.0004, 0.2, 0.012, 0.012, 0.7, 0.049)
# The two-stage method at one rate, and by bisection the smallest rate that claims each.
claimed <- function(p, q) {
  m <- length(p)
  bh <- function(rate) max(c(0, which(sort(p) <= rate * seq_len(m) / m)))
  u <- q / (1 + q)
  left <- m - bh(u)
  second <- if (left == 0) m else bh(u * m / left)
  rank(p, ties.method = "min") <= second
}
sharpened <- sapply(seq_along(p), function(i) {
  if (!claimed(p, 1)[i]) return(1)
  low <- 0
  high <- 1
  for (step in 1:60) {
    middle <- (low + high) / 2
    if (claimed(p, middle)[i]) high <- middle else low <- middle
  }
  high
})

# --- Holm in each direction, with the limits that belong to it ---------------------------------------------------------
holm_sets <- function(est, se, df, level) {
  e <- (1 - level) / 2
  one <- function(est) {
    q <- pt(est / se, df, lower.tail = FALSE)
    adjusted <- p.adjust(q, "holm")
    out <- adjusted <= e
    k <- sum(!out)
    low <- if (k > 0) ifelse(out, 0, est - qt(e / k, df, lower.tail = FALSE) * se) else
      pmax(0, est - qt(e / length(est), df, lower.tail = FALSE) * se)
    list(p = adjusted, low = low)
  }
  up <- one(est)
  down <- one(-est)
  list(p = pmin(1, 2 * pmin(up$p, down$p)), low = up$low, high = -down$low)
}
est <- c(2.9, 2.3, -1.1, 0.4)
se <- c(1, 0.9, 1.2, 0.8)
df <- c(118, 60.5, 9, 40)
mixed <- c(est = list(est), se = list(se), df = list(df), holm_sets(est, se, df, 0.95))
all_out <- c(est = list(c(3.1, 2.2)), se = list(c(1, 1)), df = list(c(50, 50)), holm_sets(c(3.1, 2.2), c(1, 1), c(50, 50), 0.95))

# --- step-down over all lotteries of two strata (choose(5, 2) * choose(6, 3) = 200), with outcomes that are missing ----
z <- c(1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0)
b <- c(1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2)
y <- cbind(
  a = c(7, 3, 2, 9, 4, 8, 5, 9, 4, 7, 6),
  b = c(1.5, 1.0, 0.2, 2.6, 1.1, 3.0, 1.2, 2.2, 2.4, 1.9, 1.0),
  c = c(4, 6, 5, 5, 7, 2, 4, NA, 3, 5, 6)
)
t_of <- function(y, z, b) {
  keep <- !is.na(y)
  y <- y[keep]; z <- z[keep]; b <- b[keep]
  d <- 0; v <- 0
  for (s in unique(b)) {
    share <- mean(b == s)
    one <- y[b == s & z == 1]; zero <- y[b == s & z == 0]
    d <- d + share * (mean(one) - mean(zero))
    v <- v + share^2 * (var(one) / length(one) + var(zero) / length(zero))
  }
  d / sqrt(v)
}
lotteries <- list()
first <- combn(5, 2); second <- combn(6, 3) + 5
for (i in seq_len(ncol(first))) for (j in seq_len(ncol(second))) {
  draw <- rep(0, 11)
  draw[c(first[, i], second[, j])] <- 1
  lotteries[[length(lotteries) + 1]] <- draw
}
drawn <- t(sapply(lotteries, function(draw) apply(y, 2, t_of, z = draw, b = b)))
observed <- apply(y, 2, t_of, z = z, b = b)
step_down <- function(observed, drawn) {
  o <- order(-observed)
  raw <- sapply(seq_along(o), function(i)
    mean(apply(drawn[, o[i:length(o)], drop = FALSE], 1, max) >= observed[o[i]] - 1e-9 * max(1, abs(observed[o[i]]))))
  p <- numeric(length(o))
  p[o] <- cummax(raw)
  p
}
two <- step_down(abs(observed), abs(drawn))
up <- step_down(observed, drawn)
down <- step_down(-observed, -drawn)

# --- index on the released men: weeks in work, not re-arrested, weeks until re-arrest --------------------------------
components <- cbind(weeks = weeks, free = 1 - life$arrest, until = life$week)
zero <- life$z == 0
standard <- function(y, who) sweep(sweep(y, 2, colMeans(y[who, , drop = FALSE])), 2, apply(y[who, , drop = FALSE], 2, sd), "/")
index <- function(y, scale, weights_of) {
  s <- standard(y, scale)
  w <- rowSums(solve(cov(s[weights_of, ])))
  w <- w / sum(w)
  list(w = w, values = standard(s %*% w, scale)[, 1])
}
everyone <- rep(TRUE, nrow(life))
told <- function(values, blocks = NULL) {
  frame <- data.frame(values = values, z = life$z)
  fit <- difference_in_means(values ~ z, frame)
  list(estimate = unname(fit$coefficients), std_error = unname(fit$std.error))
}
holed <- components
holed[seq_len(nrow(life)) %% 5 == 0, "weeks"] <- NA
holed_standard <- sweep(sweep(holed, 2, colMeans(holed[zero, ], na.rm = TRUE)), 2, apply(holed[zero, ], 2, sd, na.rm = TRUE), "/")
full <- zero & !is.na(holed[, "weeks"])
w <- rowSums(solve(cov(holed_standard[full, ])))
w <- w / sum(w)
known <- !is.na(holed_standard)
raw <- rowSums(ifelse(known, holed_standard, 0) %*% diag(w)) / (known %*% w)[, 1]
raw <- (raw - mean(raw[zero])) / sd(raw[zero])
icw <- index(components, zero, zero)
icw_everyone <- index(components, everyone, everyone)

write_json(list(
  meta = list(R = R.version.string, estimatr = as.character(packageVersion("estimatr"))),
  p_values = list(p = p, holm = p.adjust(p, "holm"), hochberg = p.adjust(p, "hochberg"), bh = p.adjust(p, "BH"), sharpened = sharpened),
  holm_mixed = mixed,
  holm_all = all_out,
  strata = list(z = z, b = b, y = t(y), observed = unname(observed), two_sided = two,
    each_direction = pmin(1, 2 * pmin(up, down))),
  index = list(
    icw = c(list(weights = unname(icw$w)), told(icw$values)),
    icw_everyone = c(list(weights = unname(icw_everyone$w)), told(icw_everyone$values)),
    klk = told(rowMeans(standard(components, zero))),
    holed = c(list(weights = unname(w)), told(raw))
  )
), "effects_multiplicity.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
writeLines(capture.output(sessionInfo()), "effects_multiplicity_session.txt")
