"""Proportional hazards on the weekly grid: the hazard ratio, its checks, and what each row adds to it.

| question | function | file |
|---|---|---|
| How large is the hazard ratio (never the headline)? | `cox` | `hazard_ratio.py` |
| The same, when covariates change or events recur? | `cox_rows` | `counting.py` |
| Is one ratio enough for all weeks? | `proportional_hazards_test` | `proportionality.py` |

`rows.py` says who is at risk when, `layout.py` in which order they are read, `partial_likelihood.py` and `exact.py`
evaluate with tied events, `maximum.py` and `fitting.py` climb, `penalised.py` is for few events, `residuals.py` and
`baseline.py` look at a fit, `reading.py` lays persons side by side.
"""

from nextwork_eval.durations.proportional_hazards.counting import cox_rows
from nextwork_eval.durations.proportional_hazards.hazard_ratio import cox
from nextwork_eval.durations.proportional_hazards.proportionality import proportional_hazards_test

__all__ = ["cox", "cox_rows", "proportional_hazards_test"]
