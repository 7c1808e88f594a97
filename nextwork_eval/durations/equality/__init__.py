"""Tests that the event comes equally fast, or equally often, in both arms.

| file | what is in it |
|---|---|
| `risk_sets.py` | who is at risk when the event happens; scores and variance of a weighted log-rank test |
| `repeated.py` | p-values by repeating the lottery |
| `log_rank.py` | log-rank and Fleming-Harrington tests, within strata |
| `adjusted.py` | the log-rank test adjusted for what was known before the lottery |
| `max_combo.py` | the largest of several weighted tests |
| `subdistribution.py`, `gray.py` | Gray's test of the share with the event when another can come first |
"""

from nextwork_eval.durations.equality.adjusted import adjusted_log_rank
from nextwork_eval.durations.equality.gray import gray_test
from nextwork_eval.durations.equality.log_rank import log_rank
from nextwork_eval.durations.equality.max_combo import max_combo

__all__ = ["adjusted_log_rank", "gray_test", "log_rank", "max_combo"]
