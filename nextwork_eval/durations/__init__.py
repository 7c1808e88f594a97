"""How long it held: weeks in work, states week by week, and the time until an event, from randomisation.

| question | function | file |
|---|---|---|
| How many weeks more in work (or another set of states)? | `expected_weeks` | `expected_weeks.py` |
| Which share is in which state, week by week? | `state_occupation` | `state_occupation.py` |
| Which share has had the event by a horizon (a sustained exit, a return)? | `incidence_difference` | `incidence.py` |
| Who has never left support, is out, is back? How often, at what rate do people return? | five functions | `course/` |
| Of those who left, who came back, and what may be said of it? | six functions | `returns/` |
| Who fares better, by declared priority? | `win_ratio` | `win_ratio.py` |
| Which share is still without the event? | `kaplan_meier` | `curves/` |
| Which share has the event, when another can come first? | `cumulative_incidence` | `curves/` |
| How does the hazard of the event add up? | `nelson_aalen` | `curves/` |
| How many weeks without the event? | `restricted_mean` | `restricted_mean/` |
| Does the event come equally fast in both arms? | `log_rank`, `adjusted_log_rank`, `max_combo` | `equality/` |
| Does the share with the event grow alike, when another can come first? | `gray_test` | `equality/` |
| How large is the hazard ratio (never the headline), and is one enough? | two functions | `proportional_hazards/` |
| What do models of time say (never the headline)? | see `models/` | `models/` |
| The same with covariates, or with weights for those who are lost? | five functions | `standardized/` |

`inputs.py`, `cells.py`, `state_inputs.py` and, for people who are looked at late, `risk_sets_by_week.py` say what they
accept, `occupation.py` is the weekly engine and `state_arms.py` puts its strata together, `tables.py` counts durations
by week and `contrasts.py` sets two arms against each other. Weeks are whole and counted from 1, the
week after the week of the lottery.
"""

from nextwork_eval.durations.bootstrap import (
    bootstrap_occupation,
)
from nextwork_eval.durations.course import (
    course_occupation,
    mean_returns,
    mean_returns_by_week,
    returns_per_week_off,
    while_alive_rate,
)
from nextwork_eval.durations.curves import (
    cumulative_incidence,
    kaplan_meier,
    nelson_aalen,
)
from nextwork_eval.durations.equality import (
    adjusted_log_rank,
    gray_test,
    log_rank,
    max_combo,
)
from nextwork_eval.durations.expected_weeks import (
    expected_weeks,
)
from nextwork_eval.durations.incidence import (
    incidence_difference,
)
from nextwork_eval.durations.models.accelerated import (
    accelerated_failure_time,
)
from nextwork_eval.durations.models.andersen_gill import (
    andersen_gill,
)
from nextwork_eval.durations.models.cause_specific import (
    cause_specific_risks,
)
from nextwork_eval.durations.models.discrete_time import (
    discrete_time_hazard,
)
from nextwork_eval.durations.models.fine_gray import (
    fine_gray,
)
from nextwork_eval.durations.models.intensity import (
    return_intensity_models,
)
from nextwork_eval.durations.models.piecewise import (
    piecewise_exponential,
)
from nextwork_eval.durations.models.rate_ratio import (
    rate_ratio_of_returns,
)
from nextwork_eval.durations.proportional_hazards import (
    cox,
    cox_rows,
    proportional_hazards_test,
)
from nextwork_eval.durations.restricted_mean import (
    restricted_mean,
)
from nextwork_eval.durations.returns import (
    ReturnsPanel,
    always_leaver_bounds,
    always_leaver_weeks,
    monotonicity_shadow,
    return_given_exit,
    returns_panel,
    returns_verdict,
)
from nextwork_eval.durations.standardized import (
    censoring_weighted_incidence,
    censoring_weighted_share,
    pseudo_observation_regression,
    standardized_contrast,
    standardized_survival,
)
from nextwork_eval.durations.state_inputs import (
    UNOBSERVED,
)
from nextwork_eval.durations.state_occupation import (
    state_occupation,
)
from nextwork_eval.durations.win_ratio import (
    win_ratio,
)

__all__ = [
    "UNOBSERVED",
    "ReturnsPanel",
    "accelerated_failure_time",
    "adjusted_log_rank",
    "always_leaver_bounds",
    "always_leaver_weeks",
    "andersen_gill",
    "bootstrap_occupation",
    "cause_specific_risks",
    "censoring_weighted_incidence",
    "censoring_weighted_share",
    "course_occupation",
    "cox",
    "cox_rows",
    "cumulative_incidence",
    "discrete_time_hazard",
    "expected_weeks",
    "fine_gray",
    "gray_test",
    "incidence_difference",
    "kaplan_meier",
    "log_rank",
    "max_combo",
    "mean_returns",
    "mean_returns_by_week",
    "monotonicity_shadow",
    "nelson_aalen",
    "piecewise_exponential",
    "proportional_hazards_test",
    "pseudo_observation_regression",
    "rate_ratio_of_returns",
    "restricted_mean",
    "return_given_exit",
    "return_intensity_models",
    "returns_panel",
    "returns_per_week_off",
    "returns_verdict",
    "standardized_contrast",
    "standardized_survival",
    "state_occupation",
    "while_alive_rate",
    "win_ratio",
]
