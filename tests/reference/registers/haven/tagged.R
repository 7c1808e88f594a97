# Writes tagged.sas7bdat: four invented firms, of which the number of employees is 12, .A ("not asked"), .Z ("refused") and
# missing without a letter. haven writes through ReadStat; write_sas() is deprecated in haven 2.5 because SAS does not always
# accept its files, and is used here for the bytes of missing values only, which are those that SAS documents.
# Run in this folder: Rscript tagged.R

library(haven)

firms <- data.frame(
  firm_id = c("F1", "F2", "F3", "F4"),
  industry = c("561010", "471110", "620100", "561010"),
  employees = c(12, tagged_na("A"), tagged_na("Z"), NA),
  joined_date = as.Date(c("2016-10-20", NA, "2016-12-01", NA)),
  network_group = c("\u00c6bleg\u00e5rd", "", "N2", ""),
  stringsAsFactors = FALSE
)
suppressWarnings(write_sas(firms, "tagged.sas7bdat"))

again <- read_sas("tagged.sas7bdat")
stopifnot(identical(na_tag(again$employees), c(NA, "a", "z", NA)), identical(is.na(again$employees), c(FALSE, TRUE, TRUE, TRUE)))
writeLines(capture.output(sessionInfo()), "tagged_session.txt")
