"""Which function each estimator id of a plan calls, and with what: one literal table; each family is a file beside it.

A plan and a researcher at the keyboard call the same functions; nothing is estimated here.
"""

from __future__ import annotations

from collections.abc import Callable

from nextwork_eval.evaluation.bindings import (
    bounds,
    courses,
    indices,
    instrument,
    means,
    paths,
    proportions,
    randomization,
    returns,
    subgroups,
    survival,
    weekly,
)
from nextwork_eval.evaluation.request import Request
from nextwork_eval.results import ResultRow

ESTIMATORS: dict[str, Callable[[Request], list[ResultRow]]] = {
    "difference_in_means": means.difference_in_means,
    "difference_in_means_clustered": means.difference_in_means_clustered,
    "wild_cluster_test": means.wild_cluster_test,
    "difference_in_means_stratified": means.difference_in_means_stratified,
    "horvitz_thompson": means.horvitz_thompson,
    "regression_adjusted": means.regression_adjusted,
    "group_treatment": means.group_treatment,
    "index_difference": indices.index_difference,
    "effect_of_take_up": instrument.effect_of_take_up,
    "randomization_test": randomization.randomization_test,
    "risk_ratio": proportions.risk_ratio,
    "two_proportions": proportions.two_proportions,
    "mantel_haenszel": proportions.mantel_haenszel,
    "standardized_risks": proportions.standardized_risks,
    "firth_logit": proportions.firth_logit,
    "conditional_odds_ratio": proportions.conditional_odds_ratio,
    "exact_test": proportions.exact_test,
    "exact_cmh": proportions.exact_cmh,
    "cochran_mantel_haenszel": proportions.cochran_mantel_haenszel,
    "difference_by_week": paths.difference_by_week,
    "linear_probability_by_week": paths.linear_probability_by_week,
    "difference_by_subgroup": subgroups.difference_by_subgroup,
    "blp_gates": subgroups.blp_gates,
    "expected_weeks": weekly.expected_weeks,
    "state_occupation": weekly.state_occupation,
    "incidence_difference": weekly.incidence_difference,
    "course_occupation": courses.course_occupation,
    "mean_returns": courses.mean_returns,
    "returns_panel": returns.returns_panel,
    "returns_per_week_off": courses.returns_per_week_off,
    "while_alive_rate": courses.while_alive_rate,
    "win_ratio": weekly.win_ratio,
    "kaplan_meier": survival.kaplan_meier,
    "cumulative_incidence": survival.cumulative_incidence,
    "restricted_mean": survival.restricted_mean,
    "log_rank": survival.log_rank,
    "cox": survival.cox,
    "manski_bounds": bounds.manski_bounds,
    "lee_bounds": bounds.lee_bounds,
    "attrition_test": bounds.attrition_test,
}
