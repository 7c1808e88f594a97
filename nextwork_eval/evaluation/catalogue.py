"""What a plan can ask for.

Each estimator's id, what it does, its options, its signature and its sources, read from the code itself.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from nextwork_eval import durations, effects
from nextwork_eval.plan.estimators import ACCEPTS, Estimator

# The function behind each id, as a researcher calls it on arrays.
FUNCTIONS: dict[str, Callable[..., object]] = {
    "difference_in_means": effects.difference_in_means,
    "difference_in_means_clustered": effects.difference_in_means_clustered,
    "wild_cluster_test": effects.wild_cluster_test,
    "difference_in_means_stratified": effects.difference_in_means_stratified,
    "horvitz_thompson": effects.horvitz_thompson,
    "regression_adjusted": effects.regression_adjusted,
    "joint_test": effects.joint_test,
    "group_treatment": effects.group_treatment,
    "index_difference": effects.index_difference,
    "effect_of_take_up": effects.effect_of_take_up,
    "randomization_test": effects.randomization_test,
    "risk_ratio": effects.risk_ratio,
    "two_proportions": effects.two_proportions,
    "mantel_haenszel": effects.mantel_haenszel,
    "standardized_risks": effects.standardized_risks,
    "firth_logit": effects.firth_logit,
    "conditional_odds_ratio": effects.conditional_odds_ratio,
    "exact_test": effects.exact_test,
    "exact_cmh": effects.exact_cmh,
    "cochran_mantel_haenszel": effects.cochran_mantel_haenszel,
    "difference_by_week": effects.difference_by_week,
    "linear_probability_by_week": effects.linear_probability_by_week,
    "difference_by_subgroup": effects.difference_by_subgroup,
    "blp_gates": effects.blp_gates,
    "expected_weeks": durations.expected_weeks,
    "state_occupation": durations.state_occupation,
    "incidence_difference": durations.incidence_difference,
    "course_occupation": durations.course_occupation,
    "mean_returns": durations.mean_returns,
    "mean_returns_by_week": durations.mean_returns_by_week,
    "returns_panel": durations.returns_panel,
    "returns_per_week_off": durations.returns_per_week_off,
    "while_alive_rate": durations.while_alive_rate,
    "win_ratio": durations.win_ratio,
    "kaplan_meier": durations.kaplan_meier,
    "cumulative_incidence": durations.cumulative_incidence,
    "restricted_mean": durations.restricted_mean,
    "log_rank": durations.log_rank,
    "nelson_aalen": durations.nelson_aalen,
    "adjusted_log_rank": durations.adjusted_log_rank,
    "max_combo": durations.max_combo,
    "gray_test": durations.gray_test,
    "cox": durations.cox,
    "proportional_hazards_test": durations.proportional_hazards_test,
    "discrete_time_hazard": durations.discrete_time_hazard,
    "piecewise_exponential": durations.piecewise_exponential,
    "accelerated_failure_time": durations.accelerated_failure_time,
    "fine_gray": durations.fine_gray,
    "cause_specific_risks": durations.cause_specific_risks,
    "rate_ratio_of_returns": durations.rate_ratio_of_returns,
    "return_intensity_models": durations.return_intensity_models,
    "pseudo_observation_regression": durations.pseudo_observation_regression,
    "censoring_weighted_share": durations.censoring_weighted_share,
    "censoring_weighted_incidence": durations.censoring_weighted_incidence,
    "standardized_survival": durations.standardized_survival,
    "standardized_contrast": durations.standardized_contrast,
    "manski_bounds": effects.manski_bounds,
    "lee_bounds": effects.lee_bounds,
    "attrition_test": effects.attrition_test,
}


def describe_estimators() -> list[dict[str, Any]]:
    """Describe every estimator a plan can name, in the order of the plan's own list."""
    return [_describe(options) for options in typing.get_args(Estimator)]


def _describe(options: type) -> dict[str, Any]:
    name = typing.get_args(typing.get_type_hints(options)["id"])[0]
    function = FUNCTIONS[name]
    text = inspect.getdoc(function) or ""
    return {
        "id": name,
        "summary": text.splitlines()[0],
        "function": ".".join([*function.__module__.split(".")[:2], name]),  # as it is imported
        "signature": str(inspect.signature(function)),
        "outcomes": sorted(ACCEPTS[name]),
        "options": {
            field.name: None if field.default is MISSING else field.default
            for field in fields(options)
            if field.name != "id"
        },
        "sources": _section(text, "References"),
    }


def _section(text: str, heading: str) -> str:
    lines = text.splitlines()
    if heading not in lines:
        return ""
    start = lines.index(heading) + 2
    end = next((number for number in range(start, len(lines)) if lines[number].startswith("---")), len(lines) + 1) - 1
    return " ".join(line.strip() for line in lines[start:end]).strip()
