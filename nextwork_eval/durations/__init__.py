"""How long it held: weeks in work, states week by week, and the time until an event, from randomisation.

| question | function | file |
|---|---|---|
| How many weeks more in work (or another set of states)? | `expected_weeks` | `expected_weeks.py` |
| Which share is in which state, week by week? | `state_occupation` | `state_occupation.py` |
| Which share has had the event by a horizon (a sustained exit, a return)? | `incidence_difference` | `incidence.py` |
| Who has never left support, is out, is back? How often, at what rate do people return? | four functions | `course/` |
| Of those who left, who came back, and what may be said of it? | six functions | `returns/` |
| Who fares better, by declared priority? | `win_ratio` | `win_ratio.py` |
| Which share is still without the event? | `kaplan_meier` | `curves.py` |
| Which share has the event, when another can come first? | `cumulative_incidence` | `curves.py` |
| How many weeks without the event? | `restricted_mean` | `restricted_mean.py` |
| Does the event come equally fast in both arms? | `log_rank` | `tests_of_equality.py` |
| How large is the hazard ratio (never the headline)? | `cox` | `hazards.py` |

`inputs.py` and `state_inputs.py` say what they accept, `occupation.py` is the weekly engine, `tables.py` counts
durations by week and `contrasts.py` sets two arms against each other. Weeks are whole and counted from 1, the week
after the week of the lottery.
"""

from nextwork_eval.durations.bootstrap import bootstrap_occupation
from nextwork_eval.durations.course import course_occupation, mean_returns, returns_per_week_off, while_alive_rate
from nextwork_eval.durations.curves import cumulative_incidence, kaplan_meier
from nextwork_eval.durations.expected_weeks import expected_weeks
from nextwork_eval.durations.hazards import cox
from nextwork_eval.durations.incidence import incidence_difference
from nextwork_eval.durations.restricted_mean import restricted_mean
from nextwork_eval.durations.returns import (
    ReturnsPanel,
    always_leaver_bounds,
    always_leaver_weeks,
    monotonicity_shadow,
    return_given_exit,
    returns_panel,
    returns_verdict,
)
from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.durations.state_occupation import state_occupation
from nextwork_eval.durations.tests_of_equality import log_rank
from nextwork_eval.durations.win_ratio import win_ratio

__all__ = [
    "UNOBSERVED",
    "ReturnsPanel",
    "always_leaver_bounds",
    "always_leaver_weeks",
    "bootstrap_occupation",
    "course_occupation",
    "cox",
    "cumulative_incidence",
    "expected_weeks",
    "incidence_difference",
    "kaplan_meier",
    "log_rank",
    "mean_returns",
    "monotonicity_shadow",
    "restricted_mean",
    "return_given_exit",
    "returns_panel",
    "returns_per_week_off",
    "returns_verdict",
    "state_occupation",
    "while_alive_rate",
    "win_ratio",
]
