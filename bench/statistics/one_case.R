# Runs one case of ../shared/statistics/bench each time a line comes in, so that it and ours take turns:
#     Rscript --vanilla one_case.R SHARED_STATISTICS FILE NAME
# The file's own harness is replaced: of all its cases the one whose name begins with NAME runs.
words <- commandArgs(TRUE)
setwd(words[1])
asked <- file("stdin", "r")
bm <- function(name, f, n) {
  if (!startsWith(name, words[3])) return(invisible())
  cat("READY\n")
  while (length(readLines(asked, 1))) {
    gc(FALSE)
    used <- system.time(f())
    cat(sprintf("%.4f\n", sum(used[c("user.self", "sys.self", "user.child", "sys.child")], na.rm = TRUE)))
  }
  quit("no")
}
source <- function(file, ...) if (basename(file) != "_b.R") base::source(file, ...)
base::source(file.path("bench", words[2]))
quit("no", 1)
