"""At the end you know who the people are whom the offer moved, and how they fare with and without taking it up.

Nobody can be pointed at: who would not have taken part without the offer is not seen. Their averages are, because the
arms differ in take-up by them alone.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import choice_problems, level_problems, read_numbers, refuse
from nextwork_eval.effects.instrument.late import SHAPES
from nextwork_eval.effects.instrument.ratio import ConfidenceSet, anderson_rubin_set
from nextwork_eval.effects.instrument.take_up import Offer, moved_problems, read_offer

_SUMMARY = "The mean of those whom the offer moved cannot be estimated."


def complier_mean(
    outcome: object,
    treated: object,
    taken_up: object,
    *,
    when: Literal["taken_up", "not_taken_up"],
    strata: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the mean outcome of those whom the offer moved: when they take it up, or when they do not.

    The difference between the two is `effect_of_take_up`. The assumptions are the same.

    Parameters
    ----------
    outcome, treated, strata
        As in `effect_of_take_up`.
    taken_up
        Shape (n_people,): 1 for those who took the offer up, otherwise 0, in both arms.
    when
        `taken_up`: with what take-up brings; `not_taken_up`: without it.
    level
        Level of the Anderson-Rubin set.

    Returns
    -------
    Estimate
        `statistic` is `complier_mean`, or `complier_share` for a yes or no. A share may come out below 0 or above 1 (a
        warning says so): the assumptions fail, or the trial is small. There is neither test nor level of an arm.

    Raises
    ------
    EstimationError
        As `effect_of_take_up`, and for take-up that is an amount.

    Notes
    -----
    With effects of the offer as in `effect_of_take_up`, D take-up:

        taken up: (effect on Y D) / (effect on D);  not taken up: (effect on Y (1 - D)) / (effect on 1 - D).

    Those who take part whatever the lot are the same share of both arms, and cancel. It is Abadie's weighting with the
    share of the offered in each stratum as the chance of the offer. Both are ratios of two effects of the offer, and
    have their sets from the same quadratic inequality, with HC2 and Bell-McCaffrey degrees of freedom.

    References
    ----------
    Imbens and Rubin (1997), Review of Economic Studies 64, 555-574. Abadie (2002), Journal of the American Statistical
    Association 97, 284-292. Abadie (2003), Journal of Econometrics 113, 231-263.

    Examples
    --------
    >>> weeks, offered = [12, 15, 10, 14, 9, 6, 8, 6, 8, 5, 9, 7, 8, 6, 9, 8], [1] * 8 + [0] * 8
    >>> took_part = [1, 1, 1, 1, 1, 0, 0, 0] + [0] * 8
    >>> with_it = complier_mean(weeks, offered, took_part, when="taken_up")
    >>> without = complier_mean(weeks, offered, took_part, when="not_taken_up")
    >>> round(with_it.estimate, 2), round(without.estimate, 2)
    (12.0, 8.0)
    """
    offer = read_offer(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        taken_up,
        strata=strata,
        problems=[*level_problems(level), *choice_problems("when", when, ["taken_up", "not_taken_up"])],
    )
    problems = _problems(offer)
    if np.ptp(offer.arms.outcome) == 0:
        problems.append("`outcome` is the same for everybody: expected some variation.")
    refuse(_SUMMARY, problems)
    # The effect on -Y (1 - D) over that on D is the effect on Y (1 - D) over that on 1 - D.
    if when == "taken_up":
        return _mean(offer, offer.taken_up, level, told="outcome with take-up")
    return _mean(offer, offer.taken_up - 1, level, told="outcome without take-up")


def complier_characteristics(
    covariates: object, treated: object, taken_up: object, *, strata: object | None = None, level: float = 0.95
) -> dict[str, Estimate]:
    """Estimate the mean of each covariate among those whom the offer moved.

    Beside the means over everyone they say for whom `effect_of_take_up` speaks.

    Parameters
    ----------
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame.
    treated, taken_up, strata, level
        As in `complier_mean`.

    Returns
    -------
    dict
        An `Estimate` for each covariate, as `complier_mean` with take-up.

    Raises
    ------
    EstimationError
        With every fault, as `complier_mean`; and where a covariate is missing for somebody.

    Notes
    -----
    (effect of the offer on X D) / (effect on D), by stratum and averaged as in `effect_of_take_up`. Where nobody of the
    reference arm takes part it is the mean of those who do. Abadie's kappa, E[kappa X] / E[kappa], uses the people who
    stay away beside: it differs by the chance difference in X between the arms over the effect on take-up.

    References
    ----------
    Abadie (2003), Journal of Econometrics 113, 231-263. Angrist and Pischke (2009), Mostly Harmless Econometrics,
    section 4.4.4.

    Examples
    --------
    >>> age = [24, 26, 31, 29, 40, 44, 23, 30, 36, 28]
    >>> found = complier_characteristics({"age": age}, [1] * 5 + [0] * 5, [1, 1, 1, 0, 0] + [0] * 5)
    >>> round(found["age"].estimate, 2)
    27.0
    """
    summary = "The characteristics of those whom the offer moved cannot be estimated."
    columns = read_covariates(covariates)
    refuse(summary, [problem for column in columns for problem in column.problems])
    found = {}
    for column in columns:
        offer = read_offer(summary, column, treated, taken_up, strata=strata, problems=level_problems(level))
        refuse(summary, _problems(offer))
        found[column.name] = _mean(offer, offer.taken_up, level, told=f"of '{column.name}'")
    return found


def _mean(offer: Offer, moved: FloatVector, level: float, *, told: str) -> Estimate:
    """Return (effect on outcome times `moved`) / (effect on take-up) with its set."""
    effects = offer.effects_on(offer.arms.outcome * moved, variance="HC2")
    estimate, share = effects.ratio, offer.arms.yes_or_no
    known = not effects.exact
    found = anderson_rubin_set(effects, level) if known else ConfidenceSet("none", np.nan, np.nan)
    possible = not share or 0 <= estimate <= 1
    if share and possible and found.kind == "interval":
        found = ConfidenceSet("interval", max(found.low, 0.0), min(found.high, 1.0))
    warnings = [
        *([] if possible else ["The share lies outside 0 and 1: the trial is small, or the assumptions fail."]),
        *([] if known else ["The outcome does not vary among those who tell of it: it has no interval."]),
        *([SHAPES[found.kind]] if found.kind in SHAPES else []),
    ]
    return Estimate(
        statistic="complier_share" if share else "complier_mean",
        estimate=estimate,
        std_error=effects.std_error if known else None,
        df=effects.df,
        conf_low=found.low,
        conf_high=found.high,
        conf_level=level,
        test_statistic=None,
        p_value=None,
        level_treated=None,
        level_reference=None,
        **offer.counts(offer.arms.outcome),
        method=f"mean {told} of those whom the offer moved: ratio of two effects of the offer{offer.in_words}; "
        "Anderson-Rubin set, HC2, t distribution with Bell-McCaffrey degrees of freedom"
        + ("; within 0 and 1" if share else ""),
        warnings=tuple(warnings),
        set_kind=found.kind,
    )


def _problems(offer: Offer) -> list[str]:
    if not offer.yes_or_no:
        return ["`taken_up` is an amount: who was moved is defined for take-up that is 0 or 1 only."]
    return moved_problems(offer)
