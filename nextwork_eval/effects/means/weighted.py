"""At the end you know the effect of the offer from the declared chances alone: each outcome over the chance to see it.

Where everyone has the declared lot at hand this needs no arm to have the size that was declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import (
    Column,
    TwoArms,
    arm_problems,
    choice_problems,
    level_problems,
    read_numbers,
    read_two_arms,
    refuse,
)
from nextwork_eval.effects.means.difference import difference_estimate
from nextwork_eval.effects.means.neyman import bell_mccaffrey_df, satterthwaite_df, standardised_means

Allocation = Literal["complete", "independent"]

_SUMMARY = "The Horvitz-Thompson difference cannot be estimated."
# A declared chance times the people in the lottery is a whole number, but for the digits in which it was written.
_WHOLE = 0.01


def horvitz_thompson(
    outcome: object,
    treated: object,
    *,
    probabilities: object,
    allocation: Allocation,
    strata: object | None = None,
    randomised: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect of the offer by weighing each outcome with its declared chance, whatever chance then brought.

    With everyone at hand and a fixed number of offers this is `difference_in_means_stratified`, with a slightly larger
    variance. It says something else where each person was drawn alone with a chance of his or her own, or where some of
    those drawn are not at hand.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    probabilities
        Shape (n_people,), or one number for all: the declared chance of an offer, above 0 and below 1.
    allocation
        `complete`: a fixed number was drawn (in each stratum), the chance times those who were in the lottery.
        `independent`: each person was drawn alone.
    strata
        Shape (n_people,): the stratum in which each person was drawn, with one chance in each; with `complete` only.
    randomised
        Shape (n_people,), or one number for all: how many were in the lottery of the person's stratum; with `complete`
        only, and only needed where some of them are not at hand.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `level_treated` and `level_reference` are the weighted sums over the number of people. A warning says when the
        level of a yes or no outcome lies outside 0 and 1.

    Raises
    ------
    EstimationError
        With every fault: as `difference_in_means`, chances that are not between 0 and 1, and with `complete` chances
        that differ within a stratum, offers that are not a whole number, an arm drawn with fewer than two, and arms
        that are not (or cannot be) part of such a lottery; `strata` or `randomised` beside `independent`.

    Notes
    -----
    With chances p_i, T = sum Z_i y_i / p_i and C = sum (1 - Z_i) y_i / (1 - p_i) over the n people, the estimate is
    (T - C) / n. Its variance is at most (Aronow and Middleton 2013, with Young's inequality for the two outcomes of one
    person, of which one is never seen)

        n^2 V = sum_i (y_i / q_i)^2 + sum_{i != j} s_i s_j (q_ij - q_i q_j) / q_ij  y_i y_j / (q_i q_j),

    q_i the chance of the lot that person i has, s_i its sign, q_ij the chance that i and j have the lots they have.
    With `independent` the second sum is 0. With `complete`, and k of the m people of a stratum drawn, it is, by strata,
    - (m - k) / (m (k - 1)) (T^2 - sum (y / p)^2) for the treated, likewise with m - k for the reference arm, and
    - 2 T C / m for pairs of the two. With everyone at hand V is Neyman's variance v + (d^2 - v) / m (one stratum,
    estimate d). With `independent`, adding a number to all outcomes changes estimate and variance: where outcomes are
    far from 0 the difference in means is surer. The reference is a t distribution with the degrees of freedom of
    `difference_in_means_stratified`.

    References
    ----------
    Horvitz and Thompson (1952), Journal of the American Statistical Association 47, 663-685. Aronow and Middleton
    (2013), Journal of Causal Inference 1, 135-154.

    Examples
    --------
    Of six people each was drawn alone, three with a chance of one half and three with one quarter:

    >>> estimate = horvitz_thompson(
    ...     [1, 0, 1, 1, 0, 1], [1, 0, 1, 1, 0, 0], probabilities=[0.5] * 3 + [0.25] * 3, allocation="independent"
    ... )
    >>> round(estimate.estimate, 3), round(estimate.std_error, 3)
    (1.111, 0.846)
    """
    column = read_numbers("outcome", outcome)
    chances = _for_all("probabilities", probabilities, len(column.values))
    drawn = None if randomised is None else _for_all("randomised", randomised, len(column.values))
    arms = read_two_arms(
        _SUMMARY,
        column,
        treated,
        strata=strata,
        at_least=2 if strata is None else 0,
        beside=[chances, *([] if drawn is None else [drawn])],
        problems=[
            *level_problems(level),
            *choice_problems("allocation", allocation, ["complete", "independent"]),
            *_beside_problems(allocation, strata, randomised),
        ],
    )
    refuse(_SUMMARY, [*arm_problems(arms.treated), *_chance_problems(chances.values)])
    n = len(arms.outcome)
    if allocation == "complete":
        lottery = _lottery(arms, chances.values, None if drawn is None else drawn.values)
        chance = (lottery.offered / lottery.randomised)[arms.strata]
        df = lottery.df
    else:
        lottery, chance = None, chances.values
        df = bell_mccaffrey_df(*standardised_means(arms))
    weighted = arms.outcome / np.where(arms.treated == 1, chance, 1 - chance)
    pairs = 0.0 if lottery is None else _pairs(arms, weighted, lottery)
    levels = (float(weighted[arms.treated == 1].sum() / n), float(weighted[arms.treated == 0].sum() / n))
    outside = arms.yes_or_no and not all(0 <= value <= 1 for value in levels)
    return difference_estimate(
        arms,
        levels,
        variance=float((weighted**2).sum() + pairs) / n**2,
        df=df,
        level=level,
        method=f"Horvitz-Thompson difference under declared chances ({allocation} allocation); conservative variance "
        "(Aronow-Middleton, Young); t distribution with Bell-McCaffrey degrees of freedom",
        warnings=("A weighted share lies outside 0 and 1: read the difference, not the levels.",) if outside else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lottery:
    """The declared lottery of each stratum, shape (n_strata,): people in it, and offers."""

    randomised: FloatVector
    offered: FloatVector

    @property
    def df(self) -> float:
        sizes = np.concatenate([self.offered, self.randomised - self.offered])
        return satterthwaite_df(np.tile(self.randomised, 2) ** 2 / sizes, sizes)


def _lottery(arms: TwoArms, chance: FloatVector, drawn: FloatVector | None) -> _Lottery:
    """Read the lottery off chances and sizes, and hold the list against it."""
    here = np.bincount(arms.strata).astype(np.float64)
    sizes = here[arms.strata] if drawn is None else drawn
    problems = []
    for name, values in (("probabilities", chance), ("randomised", sizes)):
        if (_least(arms, values) != -_least(arms, -values)).any():
            problems.append(f"`{name}` differ within a stratum: expected one number for each stratum that was drawn.")
    randomised = _least(arms, sizes)
    offered = _least(arms, chance) * randomised
    if (np.abs(offered - np.round(offered)) > _WHOLE).any() or (randomised != np.round(randomised)).any():
        problems.append(
            "`probabilities` times the people in the lottery is not a whole number: expected the offers of a complete "
            "draw over all who took part. Give `randomised` where not all of them are here."
        )
    offered = np.round(offered)
    if ((offered < 2) | (randomised - offered < 2)).any():
        problems.append(
            "In a stratum fewer than two persons are drawn for an arm, and the variance does not exist: use the "
            "stratified difference in means, which compares such strata."
        )
    treated = np.bincount(arms.strata, weights=arms.treated)
    if ((treated > offered) | (here - treated > randomised - offered)).any():
        problems.append("In a stratum an arm holds more people than the declared lottery drew for it.")
    refuse(_SUMMARY, problems)
    return _Lottery(randomised=randomised, offered=offered)


def _pairs(arms: TwoArms, weighted: FloatVector, lottery: _Lottery) -> float:
    """Sum over pairs of people of a stratum; pairs of different strata are drawn independently."""
    m, k = lottery.randomised, lottery.offered
    total, squares = np.zeros((2, len(m))), np.zeros((2, len(m)))
    for arm in (0, 1):
        inside = arms.treated == arm
        total[arm] = np.bincount(arms.strata[inside], weights=weighted[inside], minlength=len(m))
        squares[arm] = np.bincount(arms.strata[inside], weights=weighted[inside] ** 2, minlength=len(m))
    return float(
        -((m - k) / (m * (k - 1)) * (total[1] ** 2 - squares[1])).sum()
        - (k / (m * (m - k - 1)) * (total[0] ** 2 - squares[0])).sum()
        - (2 * total[1] * total[0] / m).sum()
    )


def _least(arms: TwoArms, values: FloatVector) -> FloatVector:
    found = np.full(int(arms.strata.max()) + 1, np.inf)
    np.minimum.at(found, arms.strata, values)
    return found


def _for_all(name: str, values: object, n: int) -> Column:
    return read_numbers(name, np.full(n, values) if isinstance(values, (int, float, np.number)) else values)


def _chance_problems(chance: FloatVector) -> list[str]:
    outside = int(((chance <= 0) | (chance >= 1)).sum())
    return [f"`probabilities` of {outside} persons are not above 0 and below 1."] if outside else []


def _beside_problems(allocation: str, strata: object, randomised: object) -> list[str]:
    given = [name for name, value in (("strata", strata), ("randomised", randomised)) if value is not None]
    if allocation != "independent" or not given:
        return []
    named = " and ".join(f"`{name}`" for name in given)
    return [f"{named}: where each person was drawn alone there are none, leave them out."]
