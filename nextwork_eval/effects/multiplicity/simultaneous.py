"""At the end you know intervals for a family of effects that hold all of them at once and agree with its p-values.

Each direction is a family of its own at half the error: the lower limits come from step-down tests of "no better than
nothing", the upper limits from step-down tests of "no worse". Two-sided step-down tests have no intervals of any use:
the mathematical note shows why.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import level_problems, refuse
from nextwork_eval.effects.multiplicity.outcomes import read_members
from nextwork_eval.effects.multiplicity.p_values import holm_steps
from nextwork_eval.effects.multiplicity.step_down import (
    critical_value,
    or_extreme,
    repeat_lottery,
    single_p_values,
    step_down,
)
from nextwork_eval.effects.randomization.draws import Draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Simultaneous:
    """Intervals of a family of effects; tuples have one entry for each effect, in the caller's order.

    Attributes
    ----------
    names
        The effects.
    estimate, std_error
        As given, or as estimated.
    p_value
        Of the effect by itself, two-sided.
    p_adjusted
        At most 1 - `conf_level` exactly where 0 lies outside the interval.
    conf_low, conf_high, conf_level
        With at least that chance all intervals hold their effects.
    excludes_zero
        0 lies outside; where a limit is 0, it is itself outside.
    method, warnings
        As in `Estimate`.
    """

    names: tuple[str, ...]
    estimate: tuple[float, ...]
    std_error: tuple[float, ...]
    p_value: tuple[float, ...]
    p_adjusted: tuple[float, ...]
    conf_low: tuple[float, ...]
    conf_high: tuple[float, ...]
    conf_level: float
    excludes_zero: tuple[bool, ...]
    method: str
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each effect."""
        return pd.DataFrame(self.to_dict() | {"warnings": " | ".join(self.warnings)})


def simultaneous_holm(
    estimate: object, std_error: object, *, df: object | None = None, level: float = 0.95
) -> Simultaneous:
    """Give intervals to a family of effects that agree with Holm's method, applied in each direction.

    Parameters
    ----------
    estimate, std_error
        Shape (n_effects,): effects, 0 for none, and their standard errors. Turn the sign of effects for which less is
        better before, by a rule set beforehand: if all point the same way, `p_adjusted` is that of `holm`.
    df
        Shape (n_effects,): degrees of freedom of each, NaN for a normal test; None where all tests are normal.
    level
        Chance with which all intervals hold at once.

    Returns
    -------
    Simultaneous
        `p_adjusted` is at least that of `holm` and at most the number of effects times the p-value.

    Raises
    ------
    EstimationError
        With every fault: no effects, numbers that are missing, standard errors or degrees of freedom that are not
        positive.

    Notes
    -----
    With e = (1 - level) / 2 and one-sided p-values P(t > estimate / se), Holm's method claims a set R of effects to lie
    above 0 at the level e. Let k of m effects not be claimed. Lower limits: for those, estimate - t(e / k) se; for
    claimed ones 0, itself outside, or, if all are claimed, the greater of 0 and estimate - t(e / m) se. Upper limits
    are the lower limits of minus the effects. `p_adjusted` is twice the smaller of the two one-sided adjusted p-values.
    It holds however the effects depend on each other, if each t has its t distribution.

    References
    ----------
    Guilbaud (2008), Biometrical Journal 50, 678-692. Strassburger and Bretz (2008), Statistics in Medicine 27,
    4914-4927. On claims in the wrong direction: Shaffer (1980), Annals of Statistics 8, 1342-1347.

    Examples
    --------
    >>> found = simultaneous_holm([3.0, 2.1, 0.5], [1.0, 1.0, 1.0])
    >>> [round(p, 3) for p in found.p_adjusted], found.excludes_zero
    ([0.008, 0.071, 0.617], (True, False, False))
    >>> [(round(low, 2), round(high, 2)) for low, high in zip(found.conf_low, found.conf_high)]
    [(0.0, 5.39), (-0.14, 4.49), (-1.74, 2.89)]
    """
    effect, problems = read_members("estimate", estimate)
    error, more = read_members("std_error", std_error)
    freedom, others = (np.full(len(effect), np.nan), []) if df is None else read_members("df", df, gaps=True)
    problems = [*level_problems(level), *problems, *more, *others]
    if not problems and len({len(effect), len(error), len(freedom)}) > 1:
        problems.append("`estimate`, `std_error` and `df` differ in their number of analyses.")
    problems += [
        f"`{name}` holds numbers that are not positive."
        for name, numbers in (("std_error", error), ("df", freedom))
        if bool((numbers <= 0).any())
    ]
    refuse("The family has no simultaneous intervals.", problems)
    freedom = np.where(np.isnan(freedom), np.inf, freedom)
    chance = _half_error(level)
    below = _holm_direction(effect, error, freedom, chance)
    above = _holm_direction(-effect, error, freedom, chance)
    p_value = 2 * stats.t.sf(np.abs(effect / error), freedom)
    return _joined(
        tuple(f"effect {number}" for number in range(1, len(effect) + 1)),
        effect,
        error,
        p_value,
        below,
        above,
        level=level,
        method="Holm's method in each direction, at half the error each, and the intervals that belong to it",
    )


def simultaneous_westfall_young(
    outcomes: object,
    treated: object,
    *,
    strata: object | None = None,
    level: float = 0.95,
    draws: int,
    generator: np.random.Generator,
) -> Simultaneous:
    """Give intervals to the effects on several outcomes that agree with step-down tests over shared repetitions.

    Parameters
    ----------
    outcomes, treated, strata, draws, generator
        As in `westfall_young`. Turn the sign of outcomes for which less is better before.
    level
        Chance with which all intervals hold at once.

    Returns
    -------
    Simultaneous
        For effects on the mean.

    Raises
    ------
    EstimationError
        As `westfall_young`, and where there are too few repetitions (or lotteries) for the level.

    Notes
    -----
    As `simultaneous_holm`, with the step-down maximum of t (not of |t|) in each direction in place of Holm's method,
    and the e-quantile from above of the greatest t of those not claimed in place of t(e / k). The p-values are exact
    for outcomes that the offer changes for nobody; the intervals ask in addition that t be distributed about the effect
    as the repetitions are about 0, which is so in large samples, and is shown by simulation at 120 people.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing. Strassburger and Bretz (2008), Statistics in Medicine
    27, 4914-4927. Chung and Romano (2016), Journal of Statistical Planning and Inference 168, 97-105.

    Examples
    --------
    >>> outcomes = {"weeks": [20, 31, 12, 40, 10, 22, 15, 9], "kroner": [5, 9, 3, 9, 4, 8, 3, 2]}
    >>> generator = np.random.default_rng(1)
    >>> found = simultaneous_westfall_young(
    ...     outcomes, [1, 1, 1, 1, 0, 0, 0, 0], level=0.9, draws=199, generator=generator
    ... )
    >>> all(out == (p <= 0.1) for out, p in zip(found.excludes_zero, found.p_adjusted))
    True
    """
    family = repeat_lottery(
        outcomes, treated, strata=strata, draws=draws, generator=generator, problems=level_problems(level)
    )
    repeated, chance = family.draws, _half_error(level)
    observed, drawn, every = repeated.observed, repeated.drawn, repeated.every
    if critical_value(np.arange(len(drawn), dtype=np.float64), chance, every) == np.inf:
        refuse(
            "The family has no simultaneous intervals.",
            [f"There are {len(drawn)} repetitions of the lottery, too few for a claim at `level`."],
        )
    return _joined(
        family.names,
        family.estimate,
        family.std_error,
        np.array(single_p_values(np.abs(observed), np.abs(or_extreme(drawn)), every)),
        _drawn_direction(family.estimate, family.std_error, repeated, chance, sign=1),
        _drawn_direction(-family.estimate, family.std_error, repeated, chance, sign=-1),
        level=level,
        method="step-down maximum of t (Westfall and Young) in each direction, at half the error each, and the "
        f"intervals that belong to it; {family.told}",
        warnings=family.warnings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Direction:
    """One direction: adjusted p-values of the claims above 0, and lower limits."""

    p_adjusted: FloatVector
    low: FloatVector


def _holm_direction(effect: FloatVector, error: FloatVector, df: FloatVector, chance: float) -> _Direction:
    adjusted = holm_steps(stats.t.sf(effect / error, df))
    left = int((adjusted > chance).sum())
    limits = effect - stats.t.isf(chance / (left or len(effect)), df) * error
    return _Direction(p_adjusted=adjusted, low=_touching(limits, adjusted <= chance))


def _drawn_direction(
    effect: FloatVector, error: FloatVector, repeated: Draws, chance: float, *, sign: int
) -> _Direction:
    drawn = or_extreme(sign * repeated.drawn)
    adjusted = step_down(sign * repeated.observed, drawn, repeated.every)
    claimed = adjusted <= chance
    left = drawn if claimed.all() else drawn[:, ~claimed]
    limits = effect - critical_value(left.max(axis=1), chance, repeated.every) * error
    return _Direction(p_adjusted=adjusted, low=_touching(limits, claimed))


def _touching(limits: FloatVector, claimed: NDArray[np.bool_]) -> FloatVector:
    """Let no limit contradict a claim, and let claims without all others being made stop at 0."""
    if claimed.all():
        return np.maximum(limits, 0.0)
    return np.where(claimed, 0.0, np.minimum(limits, 0.0))


def _half_error(level: float) -> float:
    return round((1 - level) / 2, 12) if isinstance(level, (int, float, np.floating)) else 0.0


def _joined(
    names: tuple[str, ...],
    estimate: FloatVector,
    std_error: FloatVector,
    p_value: FloatVector,
    below: _Direction,
    above: _Direction,
    *,
    level: float,
    method: str,
    warnings: tuple[str, ...] = (),
) -> Simultaneous:
    one_sided = np.minimum(below.p_adjusted, above.p_adjusted)
    outside = one_sided <= _half_error(level)
    return Simultaneous(
        names=names,
        estimate=tuple(estimate.tolist()),
        std_error=tuple(std_error.tolist()),
        p_value=tuple(p_value.tolist()),
        p_adjusted=tuple(np.minimum(2 * one_sided, 1.0).tolist()),
        conf_low=tuple(below.low.tolist()),
        conf_high=tuple((-above.low + 0.0).tolist()),  # without a negative zero
        conf_level=level,
        excludes_zero=tuple(bool(value) for value in outside),
        method=method,
        warnings=warnings,
    )
