"""One frozen options type for each estimator a plan can name; `id` is the name of the function that is called."""

from __future__ import annotations

from nextwork_eval.plan.estimators.bounds import ABOUT_THE_LOST, AttritionTest, LeeBounds, ManskiBounds
from nextwork_eval.plan.estimators.indices import IndexDifference
from nextwork_eval.plan.estimators.instrument import EffectOfTakeUp
from nextwork_eval.plan.estimators.means import (
    DifferenceInMeans,
    DifferenceInMeansClustered,
    DifferenceInMeansStratified,
    GroupTreatment,
    HorvitzThompson,
    RegressionAdjusted,
    WildClusterTest,
)
from nextwork_eval.plan.estimators.paths import DifferenceByWeek, LinearProbabilityByWeek
from nextwork_eval.plan.estimators.proportions import (
    CochranMantelHaenszel,
    ConditionalOddsRatio,
    ExactCmh,
    ExactTest,
    FirthLogit,
    MantelHaenszel,
    RiskRatio,
    StandardizedRisks,
    TwoProportions,
)
from nextwork_eval.plan.estimators.randomization import RandomizationTest
from nextwork_eval.plan.estimators.returns import ReturnsPanel
from nextwork_eval.plan.estimators.subgroups import BlpGates, DifferenceBySubgroup
from nextwork_eval.plan.estimators.survival import Cox, CumulativeIncidence, KaplanMeier, LogRank, RestrictedMean
from nextwork_eval.plan.estimators.weekly import (
    CourseOccupation,
    ExpectedWeeks,
    IncidenceDifference,
    MeanReturns,
    ReturnsPerWeekOff,
    StateOccupation,
    WhileAliveRate,
    WinRatio,
    WithDesign,
)

__all__ = [
    "ABOUT_THE_LOST",
    "ACCEPTS",
    "AttritionTest",
    "BlpGates",
    "CochranMantelHaenszel",
    "ConditionalOddsRatio",
    "CourseOccupation",
    "Cox",
    "CumulativeIncidence",
    "DifferenceBySubgroup",
    "DifferenceByWeek",
    "DifferenceInMeans",
    "DifferenceInMeansClustered",
    "DifferenceInMeansStratified",
    "EffectOfTakeUp",
    "Estimator",
    "ExactCmh",
    "ExactTest",
    "ExpectedWeeks",
    "FirthLogit",
    "GroupTreatment",
    "HorvitzThompson",
    "IncidenceDifference",
    "IndexDifference",
    "KaplanMeier",
    "LeeBounds",
    "LinearProbabilityByWeek",
    "LogRank",
    "ManskiBounds",
    "MantelHaenszel",
    "MeanReturns",
    "RandomizationTest",
    "RegressionAdjusted",
    "RestrictedMean",
    "ReturnsPanel",
    "ReturnsPerWeekOff",
    "RiskRatio",
    "StandardizedRisks",
    "StateOccupation",
    "TwoProportions",
    "WhileAliveRate",
    "WildClusterTest",
    "WinRatio",
    "WithDesign",
]

Estimator = (
    DifferenceInMeans
    | DifferenceInMeansClustered
    | WildClusterTest
    | DifferenceInMeansStratified
    | HorvitzThompson
    | RegressionAdjusted
    | GroupTreatment
    | IndexDifference
    | EffectOfTakeUp
    | RandomizationTest
    | RiskRatio
    | TwoProportions
    | MantelHaenszel
    | StandardizedRisks
    | FirthLogit
    | ConditionalOddsRatio
    | ExactTest
    | ExactCmh
    | CochranMantelHaenszel
    | DifferenceByWeek
    | LinearProbabilityByWeek
    | DifferenceBySubgroup
    | BlpGates
    | ExpectedWeeks
    | StateOccupation
    | IncidenceDifference
    | CourseOccupation
    | MeanReturns
    | ReturnsPanel
    | ReturnsPerWeekOff
    | WhileAliveRate
    | WinRatio
    | KaplanMeier
    | CumulativeIncidence
    | RestrictedMean
    | LogRank
    | Cox
    | ManskiBounds
    | LeeBounds
    | AttritionTest
)

# Which outcome rules each estimator can be given.
_NUMBERS = frozenset({"entry_by", "in_state_at", "weeks_in", "return_by", "number_of_returns"})
_YES_OR_NO = frozenset({"entry_by", "in_state_at", "return_by"})
_DURATIONS = frozenset({"time_to_entry", "time_to_return"})
_COURSES = frozenset({"course_by_week"})
ACCEPTS: dict[str, frozenset[str]] = {
    "difference_in_means": _NUMBERS,
    "difference_in_means_clustered": _NUMBERS,
    "wild_cluster_test": _NUMBERS,
    "difference_in_means_stratified": _NUMBERS,
    "horvitz_thompson": _NUMBERS,
    "regression_adjusted": _NUMBERS,
    "group_treatment": _NUMBERS,
    "index_difference": frozenset({"index"}),
    "effect_of_take_up": _NUMBERS,
    "risk_ratio": _YES_OR_NO,
    "two_proportions": _YES_OR_NO,
    "mantel_haenszel": _YES_OR_NO,
    "standardized_risks": _YES_OR_NO,
    "firth_logit": _YES_OR_NO,
    "conditional_odds_ratio": _YES_OR_NO,
    "exact_test": _YES_OR_NO,
    "exact_cmh": _YES_OR_NO,
    "cochran_mantel_haenszel": _YES_OR_NO,
    "randomization_test": _NUMBERS,
    "difference_by_week": frozenset({"in_state_by_week"}),
    "linear_probability_by_week": frozenset({"in_state_by_week"}),
    "difference_by_subgroup": _NUMBERS,
    "blp_gates": _NUMBERS,
    "expected_weeks": frozenset({"weeks_in"}),
    "state_occupation": frozenset({"state_by_week"}),
    "incidence_difference": _DURATIONS,
    "course_occupation": _COURSES,
    "mean_returns": _COURSES,
    "returns_panel": _COURSES,
    "returns_per_week_off": _COURSES,
    "while_alive_rate": _COURSES,
    "win_ratio": frozenset({"weeks_in"}),
    "kaplan_meier": _DURATIONS,
    "cumulative_incidence": _DURATIONS,
    "restricted_mean": _DURATIONS,
    "log_rank": _DURATIONS,
    "cox": _DURATIONS,
    "manski_bounds": _NUMBERS,
    "lee_bounds": _NUMBERS,
    "attrition_test": _NUMBERS,
}
