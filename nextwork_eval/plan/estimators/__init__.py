"""One frozen options type for each estimator a plan can name; `id` is the name of the function that is called."""

from __future__ import annotations

from nextwork_eval.plan.estimators.bounds import (
    ABOUT_THE_LOST,
    AttritionTest,
    LeeBounds,
    ManskiBounds,
)
from nextwork_eval.plan.estimators.indices import (
    IndexDifference,
)
from nextwork_eval.plan.estimators.instrument import (
    EffectOfTakeUp,
)
from nextwork_eval.plan.estimators.means import (
    DifferenceInMeans,
    DifferenceInMeansClustered,
    DifferenceInMeansStratified,
    GroupTreatment,
    HorvitzThompson,
    JointTest,
    RegressionAdjusted,
    WildClusterTest,
)
from nextwork_eval.plan.estimators.models import (
    AcceleratedFailureTime,
    CauseSpecificRisks,
    DiscreteTimeHazard,
    FineGray,
    PiecewiseExponential,
    RateRatioOfReturns,
    ReturnIntensityModels,
)
from nextwork_eval.plan.estimators.paths import (
    DifferenceByWeek,
    LinearProbabilityByWeek,
)
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
from nextwork_eval.plan.estimators.randomization import (
    RandomizationTest,
)
from nextwork_eval.plan.estimators.returns import (
    ReturnsPanel,
)
from nextwork_eval.plan.estimators.standardized import (
    BesideOthers,
    CensoringWeightedIncidence,
    CensoringWeightedShare,
    PseudoObservationRegression,
    StandardizedContrast,
    StandardizedSurvival,
)
from nextwork_eval.plan.estimators.subgroups import (
    BlpGates,
    DifferenceBySubgroup,
)
from nextwork_eval.plan.estimators.survival import (
    AdjustedLogRank,
    Cox,
    CumulativeIncidence,
    GrayTest,
    KaplanMeier,
    LogRank,
    MaxCombo,
    NelsonAalen,
    ProportionalHazardsTest,
    RestrictedMean,
)
from nextwork_eval.plan.estimators.weekly import (
    CourseOccupation,
    ExpectedWeeks,
    IncidenceDifference,
    MeanReturns,
    MeanReturnsByWeek,
    ReturnsPerWeekOff,
    StateOccupation,
    WhileAliveRate,
    WinRatio,
    WithDesign,
)

__all__ = [
    "ABOUT_THE_LOST",
    "ACCEPTS",
    "AcceleratedFailureTime",
    "AdjustedLogRank",
    "AttritionTest",
    "BesideOthers",
    "BlpGates",
    "CauseSpecificRisks",
    "CensoringWeightedIncidence",
    "CensoringWeightedShare",
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
    "DiscreteTimeHazard",
    "EffectOfTakeUp",
    "Estimator",
    "ExactCmh",
    "ExactTest",
    "ExpectedWeeks",
    "FineGray",
    "FirthLogit",
    "GrayTest",
    "GroupTreatment",
    "HorvitzThompson",
    "IncidenceDifference",
    "IndexDifference",
    "JointTest",
    "KaplanMeier",
    "LeeBounds",
    "LinearProbabilityByWeek",
    "LogRank",
    "ManskiBounds",
    "MantelHaenszel",
    "MaxCombo",
    "MeanReturns",
    "MeanReturnsByWeek",
    "NelsonAalen",
    "PiecewiseExponential",
    "ProportionalHazardsTest",
    "PseudoObservationRegression",
    "RandomizationTest",
    "RateRatioOfReturns",
    "RegressionAdjusted",
    "RestrictedMean",
    "ReturnIntensityModels",
    "ReturnsPanel",
    "ReturnsPerWeekOff",
    "RiskRatio",
    "StandardizedContrast",
    "StandardizedRisks",
    "StandardizedSurvival",
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
    | JointTest
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
    | MeanReturnsByWeek
    | ReturnsPanel
    | ReturnsPerWeekOff
    | WhileAliveRate
    | WinRatio
    | KaplanMeier
    | CumulativeIncidence
    | NelsonAalen
    | RestrictedMean
    | LogRank
    | AdjustedLogRank
    | MaxCombo
    | GrayTest
    | Cox
    | ProportionalHazardsTest
    | DiscreteTimeHazard
    | PiecewiseExponential
    | AcceleratedFailureTime
    | FineGray
    | CauseSpecificRisks
    | RateRatioOfReturns
    | ReturnIntensityModels
    | PseudoObservationRegression
    | CensoringWeightedShare
    | CensoringWeightedIncidence
    | StandardizedSurvival
    | StandardizedContrast
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
    "joint_test": _NUMBERS,
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
    "mean_returns_by_week": _COURSES,
    "returns_panel": _COURSES,
    "returns_per_week_off": _COURSES,
    "while_alive_rate": _COURSES,
    "win_ratio": frozenset({"weeks_in"}),
    "kaplan_meier": _DURATIONS,
    "cumulative_incidence": _DURATIONS,
    "restricted_mean": _DURATIONS,
    "log_rank": _DURATIONS,
    "nelson_aalen": _DURATIONS,
    "adjusted_log_rank": _DURATIONS,
    "max_combo": _DURATIONS,
    "gray_test": _DURATIONS,
    "cox": _DURATIONS,
    "proportional_hazards_test": _DURATIONS,
    "discrete_time_hazard": _DURATIONS,
    "piecewise_exponential": _DURATIONS,
    "accelerated_failure_time": _DURATIONS,
    "fine_gray": _DURATIONS,
    "cause_specific_risks": _DURATIONS,
    "rate_ratio_of_returns": frozenset({"course_by_week"}),
    "return_intensity_models": frozenset({"course_by_week"}),
    "pseudo_observation_regression": _DURATIONS,
    "censoring_weighted_share": frozenset({"in_state_at"}),
    "censoring_weighted_incidence": _DURATIONS,
    "standardized_survival": _DURATIONS,
    "standardized_contrast": _DURATIONS,
    "manski_bounds": _NUMBERS,
    "lee_bounds": _NUMBERS,
    "attrition_test": _NUMBERS,
}
