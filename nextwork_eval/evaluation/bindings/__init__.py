"""Which function each estimator id of a plan calls, and with what: one literal table; each family is a file beside it.

A plan and a researcher at the keyboard call the same functions; nothing is estimated here.
"""

from __future__ import annotations

from collections.abc import Callable

from nextwork_eval.evaluation.bindings import means, paths, proportions, randomization, survival, weekly
from nextwork_eval.evaluation.request import Request
from nextwork_eval.results import ResultRow

ESTIMATORS: dict[str, Callable[[Request], list[ResultRow]]] = {
    "difference_in_means": means.difference_in_means,
    "difference_in_means_stratified": means.difference_in_means_stratified,
    "regression_adjusted": means.regression_adjusted,
    "group_treatment": means.group_treatment,
    "randomization_test": randomization.randomization_test,
    "risk_ratio": proportions.risk_ratio,
    "difference_by_week": paths.difference_by_week,
    "expected_weeks": weekly.expected_weeks,
    "state_occupation": weekly.state_occupation,
    "kaplan_meier": survival.kaplan_meier,
    "cumulative_incidence": survival.cumulative_incidence,
    "restricted_mean": survival.restricted_mean,
    "log_rank": survival.log_rank,
    "cox": survival.cox,
}
