"""Which page of the mathematical notes states the formula of a function, so that a reader of a number finds it."""

from __future__ import annotations

_PAGES: dict[str, tuple[str, ...]] = {
    "means": (
        "difference_in_means",
        "difference_in_means_stratified",
        "horvitz_thompson",
        "regression_adjusted",
        "group_treatment",
        "difference_in_means_clustered",
        "joint_test",
        "wild_cluster_test",
    ),
    "proportions": (
        "two_proportions",
        "risk_ratio",
        "mantel_haenszel",
        "standardized_risks",
        "firth_logit",
        "conditional_odds_ratio",
        "exact_test",
        "exact_cmh",
        "cochran_mantel_haenszel",
    ),
    "instrument": ("effect_of_take_up",),
    "randomization": ("randomization_test",),
    "bounds": ("manski_bounds", "lee_bounds", "attrition_test"),
    "multiplicity": (
        "index_difference",
        "holm",
        "hochberg",
        "benjamini_hochberg",
        "sharpened_q",
        "westfall_young",
        "simultaneous_holm",
        "simultaneous_westfall_young",
    ),
    "paths": ("difference_by_week", "linear_probability_by_week"),
    "subgroups": ("difference_by_subgroup", "blp_gates"),
    "targets": ("noninferiority", "equivalence"),
    "power": ("power_of_shares", "detectable_share", "chances_of_verdicts"),
    "weekly": (
        "state_occupation",
        "expected_weeks",
        "incidence_difference",
        "course_occupation",
        "mean_returns",
        "mean_returns_by_week",
        "returns_per_week_off",
        "while_alive_rate",
        "win_ratio",
    ),
    "returns": ("returns_panel",),
    "models_of_time": (
        "discrete_time_hazard",
        "piecewise_exponential",
        "accelerated_failure_time",
        "fine_gray",
        "cause_specific_risks",
        "rate_ratio_of_returns",
        "return_intensity_models",
    ),
    "survival": (
        "kaplan_meier",
        "nelson_aalen",
        "cumulative_incidence",
        "restricted_mean",
        "log_rank",
        "adjusted_log_rank",
        "max_combo",
        "gray_test",
    ),
    "standardised_curves": (
        "pseudo_observation_regression",
        "censoring_weighted_share",
        "censoring_weighted_incidence",
        "standardized_survival",
        "standardized_contrast",
    ),
    "hazards": ("cox", "proportional_hazards_test"),
    "README": ("omnibus_balance", "sample_ratio_test", "share_in_arm", "standardized_differences"),
}
_NOTES = {name: f"docs/notes/{page}.md" for page, names in _PAGES.items() for name in names}


def note_of(function: str) -> str:
    """Return the page on a function, from the root of the repository; empty where no page is about it.

    Examples
    --------
    >>> note_of("cox")
    'docs/notes/hazards.md'
    """
    return _NOTES.get(function, "")
