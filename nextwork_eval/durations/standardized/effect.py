"""At the end you know the effect by a horizon with what was known before the lottery held equal, for everyone in it."""

from __future__ import annotations

from nextwork_eval.durations.contributions import Measure
from nextwork_eval.durations.inputs import ARMS, ZeroLength
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.durations.standardized.asked import SUMMARY, Method, standardized
from nextwork_eval.durations.standardized.censoring import Censoring
from nextwork_eval.durations.standardized.pseudo_observations import TARGETS, Target
from nextwork_eval.durations.standardized.standardizing import Baseline, Standardized
from nextwork_eval.durations.standardized.standing import contrast
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import choice_problems, refuse

_WORDS = {
    "survival": "shares without the event after week",
    "incidence": "shares with the event by week",
    "restricted_mean": "mean weeks without the event up to week",
}


def standardized_contrast(
    duration: object,
    event: object,
    treated: object,
    *,
    covariates: object | None,
    horizon: int,
    target: Target = "incidence",
    measure: Measure = "difference",
    method: Method = "aiptw",
    strata: object | None = None,
    baseline: Baseline = "by_arm",
    ties: Ties = "efron",
    censoring: Censoring = "kaplan_meier",
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on everyone in the trial, by a horizon, from curves standardised to what they all were.

    Parameters
    ----------
    duration, treated, covariates, horizon, method, strata, baseline, ties, censoring, follow_up, zero_length
        As in `standardized_survival`.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there; for `incidence` also
        2, the competing event, which comes first and prevents it.
    target
        `incidence`: the share of everyone with the event by the horizon, which who has the competing event first never
        has; `survival`: the share without it; `restricted_mean`: the mean weeks without it up to the horizon.
    measure
        `difference`, or `ratio` of the arms' levels.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference` or `ratio`; the levels are those of everyone with the offer and without it. The
        event counts are the persons seen with the event by the horizon; None for `restricted_mean`. Warnings as in
        `standardized_survival`.

    Raises
    ------
    EstimationError
        As `standardized_survival`; for a ratio also an arm whose level is not above 0.

    Notes
    -----
    The curves of `standardized_survival`; the restricted mean is their sum over weeks 0 to `horizon` - 1. The variance
    is that of each person's influence on the contrast, of both arms at once: a person's covariates, and a common model,
    enter both. With competing events each kind has a model of its own (cause-specific hazards a_1 and a_2 of a week,
    a their sum), and the share with the event is F(t) = sum over u <= t of S(u - 1) (a_1 / a) (1 - exp(-a))
    (`competing.py`); without covariates the augmented estimator is then Aalen and Johansen's. A ratio is the difference
    of logarithms, by the delta method. With complete follow-up and no covariates the augmented estimator is the
    difference in means, its standard error HC2.

    References
    ----------
    Makuch (1982), Journal of Chronic Diseases 35, 437-443. Bang and Robins (2005), Biometrics 61, 962-973. Ozenne,
    Scheike, Stærk and Gerds (2020), Biometrical Journal 62, 751-763. Benichou and Gail (1990), Biometrics 46, 813-826.

    Examples
    --------
    >>> weeks, found = [4, 9, 10, 10, 2, 3, 8, 10], [1, 1, 0, 0, 1, 1, 1, 0]
    >>> estimate = standardized_contrast(weeks, found, [1] * 4 + [0] * 4, covariates=None, horizon=9)
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3), round(estimate.estimate, 3)
    (0.5, 0.75, -0.25)
    """
    found = standardized(
        duration,
        event,
        treated,
        covariates=covariates,
        horizon=horizon,
        method=method,
        strata=strata,
        baseline=baseline,
        ties=ties,
        censoring=censoring,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        problems=[
            *choice_problems("target", target, TARGETS),
            *choice_problems("measure", measure, ["difference", "ratio"]),
        ],
        competing=target == "incidence",
    )
    (one, zero), influence = _at_horizon(found.standard, target)
    if measure == "ratio":
        refuse(
            SUMMARY,
            [
                f"The level of the {name} arm is not above 0: the ratio would be 0 or infinite."
                for (name, _), value in zip(ARMS, (one, zero), strict=True)
                if value <= 0
            ],
        )
    arms = found.arms
    seen = (arms.event == 1) & (arms.duration <= horizon)
    events = tuple(None if target == "restricted_mean" else int(seen[arms.treated == arm].sum()) for arm in (1, 0))
    return contrast(
        SUMMARY,
        levels=(one, zero),
        influence=influence,
        treated=arms.treated,
        strata=arms.strata,
        measure=measure,
        level=level,
        largest=float(horizon) if target == "restricted_mean" else 1.0,
        events=(events[0], events[1]),
        method=f"{measure} of {_WORDS[target]} {horizon}: {found.method}; influence function standard error with "
        "m/(m-1); t distribution with Welch-Satterthwaite degrees of freedom",
        warnings=found.warnings,
    )


def _at_horizon(standard: Standardized, target: Target) -> tuple[tuple[float, float], tuple[FloatVector, FloatVector]]:
    """Return levels and influence at the horizon, treated arm first."""
    match target:
        case "restricted_mean":
            values, influence = standard.survival[:, :-1].sum(axis=1), standard.influence[:, :, :-1].sum(axis=2)
        case "survival":
            values, influence = standard.survival[:, -1], standard.influence[:, :, -1]
        case "incidence":
            values, influence = 1 - standard.survival[:, -1], -standard.influence[:, :, -1]
    return (float(values[1]), float(values[0])), (influence[1], influence[0])
