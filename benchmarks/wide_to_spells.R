# Weekly columns to spells by data.table, in three ways. Arguments: a text, where to write the spells, how many rounds.
library(data.table); setDTthreads(1L)
arguments <- commandArgs(TRUE)
reading <- median(sapply(seq_len(as.integer(arguments[3])), function(round) {
  gc(FALSE)
  used <- system.time(wide <<- fread(arguments[1], sep = ";", integer64 = "double"))
  sum(used[c("user.self", "sys.self")])
}))
every_week <- function() {
  long <- melt(wide, id.vars = "PNR", variable.name = "week", value.name = "code")
  long[, week := as.integer(week)]
  setorder(long, PNR, week)
  run <- rleid(long$PNR, long$code)
  first <- which(c(TRUE, run[-1L] != run[-length(run)]))
  last <- c(first[-1L] - 1L, length(run))
  long[first, .(PNR, code, start = week, end = long$week[last] + 1L)][!is.na(code)]
}
grouped <- function() {
  long <- melt(wide, id.vars = "PNR", variable.name = "week", value.name = "code")
  long[, week := as.integer(week)]
  setorder(long, PNR, week)
  long[, run := rleid(PNR, code)]
  spells <- long[!is.na(code), .(PNR = first(PNR), code = first(code), start = min(week), end = max(week)), by = run]
  spells[, end := end + 1L][, run := NULL][]
}
weeks_with_code <- function() {
  long <- melt(wide, id.vars = "PNR", variable.name = "week", value.name = "code", na.rm = TRUE)
  long[, week := as.integer(week)]
  setorder(long, PNR, week)
  run <- rleid(long$PNR, long$code, long$week - seq_len(nrow(long)))
  first <- which(c(TRUE, run[-1L] != run[-length(run)]))
  last <- c(first[-1L] - 1L, length(run))
  long[first, .(PNR, code, start = week, end = long$week[last] + 1L)]
}
ways <- c("grouped", "every_week", "weeks_with_code")
seconds <- list()
for (round in seq_len(as.integer(arguments[3]))) {
  for (way in ways) {
    gc(FALSE)
    used <- system.time(spells <- get(way)())
    seconds[[way]] <- c(seconds[[way]], sum(used[c("user.self", "sys.self")]))
    fwrite(spells, paste0(arguments[2], ".", way), sep = ";")
    rm(spells)
  }
}
cat(reading, sapply(ways, function(way) median(seconds[[way]])))
