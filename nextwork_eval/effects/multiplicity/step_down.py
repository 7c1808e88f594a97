"""At the end you know what the lottery says of a family of outcomes: step-down p-values over shared repetitions.

The outcome with the greatest statistic is held against the greatest of all in each repetition, the next one against the
greatest of those that are left, and so on. What outcomes have in common is kept, because they share repetitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import Column, TwoArms, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import standardised_means
from nextwork_eval.effects.multiplicity.outcomes import read_outcomes
from nextwork_eval.effects.randomization.draws import Draws, studentized_draws

# Sums in another order differ in the last digits; so close together, two statistics are tied.
_TIED = 1e-9
_LEAST_DRAWS = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyTests:
    """Tests of several outcomes of one trial; tuples have one entry for each outcome, in the caller's order.

    Attributes
    ----------
    names
        The outcomes.
    estimate, std_error, test_statistic
        Difference in means, its HC2 standard error, and their ratio.
    p_value
        From the lottery, of the outcome by itself.
    p_adjusted
        Step-down, over the family.
    draws, every
        Repetitions of the lottery; whether they are all lotteries there are.
    method, warnings
        As in `Estimate`.
    """

    names: tuple[str, ...]
    estimate: tuple[float, ...]
    std_error: tuple[float, ...]
    test_statistic: tuple[float, ...]
    p_value: tuple[float, ...]
    p_adjusted: tuple[float, ...]
    draws: int
    every: bool
    method: str
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each outcome."""
        return pd.DataFrame(self.to_dict() | {"warnings": " | ".join(self.warnings)})


def westfall_young(
    outcomes: object,
    treated: object,
    *,
    strata: object | None = None,
    draws: int,
    generator: np.random.Generator,
) -> FamilyTests:
    """Test several outcomes together: step-down over the greatest |t|, in repetitions of the lottery.

    Parameters
    ----------
    outcomes
        An array of shape (n_people, n_outcomes), a mapping from names to vectors, or a data frame. NaN where a person's
        outcome is not known: that person is left out for that outcome alone, and drawn with all others.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    draws
        How often the lottery is repeated, at least 99; 10,000 for numbers that are published.
    generator
        Source of chance.

    Returns
    -------
    FamilyTests
        An outcome is claimed at a level if its `p_adjusted` does not exceed it. If the offer changed none of the
        outcomes for anybody, the chance of a claim is at most the level, in a trial of any size; if it changed some,
        the chance of claiming one of the others is too.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means_stratified`; an outcome that does not vary; a stratum in which
        so many outcomes are unknown that a repetition could leave an arm with fewer than two known; too few draws.

    Notes
    -----
    t_j is the difference in means (within strata) over its HC2 standard error. With |t_(1)| >= ... >= |t_(m)|,

        p_(j) = max over i <= j of (1 + #{repetitions with max over l >= i of |t*_(l)| >= |t_(i)|}) / (1 + draws),

    and the plain share where the repetitions are all lotteries there are. Statistics within a relative 1e-9 are tied.
    It is the step-down method of Romano and Wolf with the same repetitions. For intervals that agree see
    `simultaneous_westfall_young`.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, algorithm 4.1. Romano and Wolf (2005), Journal of the
    American Statistical Association 100, 94-108. Phipson and Smyth (2010), Statistical Applications in Genetics and
    Molecular Biology 9, article 39.

    Examples
    --------
    >>> outcomes = {"weeks": [20, 31, 12, 40, 10, 22, 15, 9], "kroner": [5, 9, 3, 9, 4, 8, 3, 2]}
    >>> generator = np.random.default_rng(1)
    >>> found = westfall_young(outcomes, [1, 1, 1, 1, 0, 0, 0, 0], draws=199, generator=generator)
    >>> found.names, all(one <= both for one, both in zip(found.p_value, found.p_adjusted))
    (('weeks', 'kroner'), True)
    """
    family = repeat_lottery(outcomes, treated, strata=strata, draws=draws, generator=generator)
    observed, drawn = np.abs(family.draws.observed), np.abs(or_extreme(family.draws.drawn))
    return FamilyTests(
        names=family.names,
        estimate=tuple(family.estimate.tolist()),
        std_error=tuple(family.std_error.tolist()),
        test_statistic=tuple(family.draws.observed.tolist()),
        p_value=single_p_values(observed, drawn, family.draws.every),
        p_adjusted=tuple(step_down(observed, drawn, family.draws.every).tolist()),
        draws=len(drawn),
        every=family.draws.every,
        method=f"step-down maximum of |t| (Westfall and Young); {family.told}",
        warnings=family.warnings,
    )


def step_down(observed: FloatVector, drawn: NDArray[np.float64], every: bool) -> FloatVector:
    """Return step-down adjusted p-values; great statistics speak against the null.

    Parameters
    ----------
    observed
        Shape (n_outcomes,).
    drawn
        Shape (n_draws, n_outcomes).
    every
        The repetitions are all lotteries there are.
    """
    order = np.argsort(-observed, kind="stable")
    greatest = np.maximum.accumulate(drawn[:, order[::-1]], axis=1)[:, ::-1]  # of those that are left
    p_values = [
        shares_reaching(greatest[:, step], observed[[place]], every)[0] for step, place in enumerate(order.tolist())
    ]
    adjusted = np.empty(len(observed))
    adjusted[order] = np.maximum.accumulate(p_values)
    return adjusted


def single_p_values(observed: FloatVector, drawn: NDArray[np.float64], every: bool) -> tuple[float, ...]:
    """Return the p-value of each outcome by itself; parameters as in `step_down`."""
    return tuple(float(shares_reaching(drawn[:, place], observed[[place]], every)[0]) for place in range(len(observed)))


def or_extreme(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Count a repetition in which a statistic is not defined as one that reaches any."""
    return np.where(np.isnan(drawn), np.inf, drawn)


def shares_reaching(greatest: FloatVector, observed: FloatVector, every: bool) -> FloatVector:
    """Return the share of repetitions that reach each observed statistic; the lottery that took place counts as one."""
    threshold = observed - _TIED * np.maximum(np.abs(observed), 1.0)
    reached = (greatest[:, None] >= threshold).sum(axis=0)
    return np.asarray(reached / len(greatest) if every else (1 + reached) / (1 + len(greatest)))


def critical_value(greatest: FloatVector, chance: float, every: bool) -> float:
    """Return the greatest statistic that is not claimed: one above it has a p-value of at most `chance`.

    Infinite where the repetitions are too few for any claim at that chance.
    """
    total = len(greatest) if every else len(greatest) + 1
    # The small addition undoes rounding in products such as 0.05 * 1000.
    allowed = int(np.floor(chance * total + 1e-9)) - (0 if every else 1)
    return float(np.sort(greatest)[::-1][allowed]) if 0 <= allowed < len(greatest) else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedFamily:
    """Differences of several outcomes with their repetitions; vectors of shape (n_outcomes,)."""

    names: tuple[str, ...]
    estimate: FloatVector
    std_error: FloatVector
    draws: Draws
    told: str
    warnings: tuple[str, ...]


def repeat_lottery(
    outcomes: object,
    treated: object,
    *,
    strata: object | None,
    draws: int,
    generator: np.random.Generator,
    problems: Sequence[str] = (),
) -> RepeatedFamily:
    """Read a family of outcomes, and repeat the lottery for all of them at once; parameters as in `westfall_young`.

    Raises
    ------
    EstimationError
        With every fault.
    """
    summary = "The family of outcomes cannot be tested."
    columns, found = read_outcomes(outcomes)
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < _LEAST_DRAWS:
        found = [*found, f"`draws` is no whole number of at least {_LEAST_DRAWS}: 10,000 are usual."]
    nothing = Column(name="outcomes", values=np.empty(0), index=None, problems=("",))
    first = columns[0] if columns else nothing
    arms = read_two_arms(summary, first, treated, strata=strata, beside=columns[1:], problems=[*problems, *found])
    matrix = np.column_stack([column.values for column in columns])
    refuse(summary, [problem for column in columns for problem in _thin_draws(column, arms)])
    levels = [standardised_means(_known(column.values, arms)) for column in columns]
    estimate = np.array([(one.mean - zero.mean)[0] for one, zero in levels])
    variance = np.array([(one.variance + zero.variance)[0] for one, zero in levels])
    still = [
        f"`{column.name}` varies in neither arm." for column, found in zip(columns, variance, strict=True) if not found
    ]
    refuse(summary, still)
    # A repetition that leaves no variation within the arms has an infinite statistic, or none.
    with np.errstate(divide="ignore", invalid="ignore"):
        repeated = studentized_draws(matrix, arms.treated, arms.strata, draws=int(draws), generator=generator)
    undefined = np.isnan(repeated.drawn)
    n_strata = int(arms.strata.max()) + 1
    gaps = int(np.isnan(matrix).any(axis=1).sum())
    return RepeatedFamily(
        names=tuple(column.name for column in columns),
        estimate=estimate,
        std_error=np.sqrt(variance),
        draws=Draws(observed=repeated.observed, drawn=repeated.drawn, every=repeated.every),
        told=("all lotteries" if repeated.every else f"{len(repeated.drawn)} repetitions of the lottery")
        + (f" within {n_strata} strata" if n_strata > 1 else "")
        + f" of {len(matrix)} people"
        + (f", for {gaps} of whom not every outcome is known" if gaps else "")
        + "; difference in means over its HC2 standard error",
        warnings=(f"In {int(undefined.any(axis=1).sum())} repetitions a statistic is not defined: counted as extreme.",)
        if undefined.any()
        else (),
    )


def _known(values: FloatVector, arms: TwoArms) -> TwoArms:
    known = ~np.isnan(values)
    codes = np.unique(arms.strata[known], return_inverse=True)[1].astype(np.int64)
    return TwoArms(outcome=values[known], treated=arms.treated[known], strata=codes, yes_or_no=False)


def _thin_draws(column: Column, arms: TwoArms) -> list[str]:
    """Refuse strata in which a repetition could put so many unknown outcomes into an arm that one is left, or none."""
    known = ~np.isnan(column.values)
    n_strata = int(arms.strata.max()) + 1
    people, followed = (np.bincount(arms.strata[who], minlength=n_strata) for who in (known | True, known))
    offered = np.bincount(arms.strata[arms.treated == 1], minlength=n_strata)
    smaller = np.minimum(offered, people - offered)
    thin = int(((followed > 0) & (smaller - (people - followed) < 2)).sum())
    if thin == 0:
        return []
    return [
        f"`{column.name}` is unknown for so many in {thin} of {n_strata} strata that a repetition of the lottery could "
        "leave an arm with fewer than two known: leave the outcome out of the family, or merge strata by a rule that "
        "does not look at outcomes."
    ]
