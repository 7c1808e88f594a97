"""One frozen options type for each estimator a plan can name; `id` is the name of the function that is called."""

from __future__ import annotations

from nextwork_eval.plan.estimators.means import (
    DifferenceInMeans,
    DifferenceInMeansStratified,
    GroupTreatment,
    RegressionAdjusted,
)
from nextwork_eval.plan.estimators.paths import DifferenceByWeek
from nextwork_eval.plan.estimators.proportions import RiskRatio
from nextwork_eval.plan.estimators.randomization import RandomizationTest
from nextwork_eval.plan.estimators.survival import Cox, CumulativeIncidence, KaplanMeier, LogRank, RestrictedMean
from nextwork_eval.plan.estimators.weekly import ExpectedWeeks, StateOccupation

__all__ = [
    "ACCEPTS",
    "Cox",
    "CumulativeIncidence",
    "DifferenceByWeek",
    "DifferenceInMeans",
    "DifferenceInMeansStratified",
    "Estimator",
    "ExpectedWeeks",
    "GroupTreatment",
    "KaplanMeier",
    "LogRank",
    "RandomizationTest",
    "RegressionAdjusted",
    "RestrictedMean",
    "RiskRatio",
    "StateOccupation",
]

Estimator = (
    DifferenceInMeans
    | DifferenceInMeansStratified
    | RegressionAdjusted
    | GroupTreatment
    | RandomizationTest
    | RiskRatio
    | DifferenceByWeek
    | ExpectedWeeks
    | StateOccupation
    | KaplanMeier
    | CumulativeIncidence
    | RestrictedMean
    | LogRank
    | Cox
)

# Which outcome rules each estimator can be given.
_NUMBERS = frozenset({"entry_by", "in_state_at", "weeks_in", "return_by", "number_of_returns"})
_DURATIONS = frozenset({"time_to_entry", "time_to_return"})
ACCEPTS: dict[str, frozenset[str]] = {
    "difference_in_means": _NUMBERS,
    "difference_in_means_stratified": _NUMBERS,
    "regression_adjusted": _NUMBERS,
    "group_treatment": _NUMBERS,
    "randomization_test": _NUMBERS,
    "risk_ratio": frozenset({"entry_by", "in_state_at", "return_by"}),
    "difference_by_week": frozenset({"in_state_by_week"}),
    "expected_weeks": frozenset({"weeks_in"}),
    "state_occupation": frozenset({"state_by_week"}),
    "kaplan_meier": _DURATIONS,
    "cumulative_incidence": _DURATIONS,
    "restricted_mean": _DURATIONS,
    "log_rank": _DURATIONS,
    "cox": _DURATIONS,
}
