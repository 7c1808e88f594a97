"""At the end you know how a path gets a band that holds all of its weeks at once, from a distribution or by lot."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import Curve, Series
from nextwork_eval.effects.inputs import TwoArms, choice_problems
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.paths.joint import difference_covariance, difference_skewness, sup_t_critical_value
from nextwork_eval.effects.randomization.draws import studentized_draws

Band = Literal["none", "sup_t", "randomization"]

FEWEST_DRAWS = 999
# In simulated trials the sup-t band held 93.5 to 96 % for 95 with 20 persons or more in the smaller arm.
_SMALL_ARM = 20
_THIN = (
    f"With fewer than {_SMALL_ARM} persons in an arm it is not known that a sup-t band holds all weeks as often as "
    "promised: a band by randomization keeps its level."
)
# Lotteries that give the same differences may differ by the order of a sum; one that ties reaches as far.
_TIE = 1e-9


def band_problems(band: object, draws: object, generator: object) -> list[str]:
    """List what is wrong with the options of a band."""
    problems = choice_problems("band", band, ["none", "sup_t", "randomization"])
    if band != "randomization":
        return problems
    if not isinstance(draws, int) or draws < FEWEST_DRAWS:
        problems.append(f"`draws` is no number of repetitions: expected a whole number, {FEWEST_DRAWS} or more.")
    if not isinstance(generator, np.random.Generator):
        problems.append("`generator` is missing: a band by repeated lotteries needs a numpy random Generator.")
    return problems


def banded(
    curve: Curve,
    arms: TwoArms,
    *,
    band: Band,
    df: float,
    draws: int,
    generator: np.random.Generator | None,
) -> Curve:
    """Return the curve with simultaneous limits on its differences; weeks without a standard error take no part."""
    if band == "none":
        return curve
    line = next(series for series in curve.series if series.arm == "difference")
    moving = ~np.isnan(line.std_error)
    if not moving.any():
        return replace(curve, warnings=(*curve.warnings, "No week has a standard error: there is no band."))
    if band == "sup_t":
        critical = _from_distribution(arms, line, moving, df, curve.conf_level)
        how = (
            f"multivariate t distribution of all weeks with {df:.1f} degrees of freedom, corrected for skewness (sup-t)"
        )
    else:
        assert generator is not None
        # Where hardly anybody varies the lotteries give few values; no band is narrower than the single intervals.
        single = t_quantile(curve.conf_level, df)
        critical = max(_from_lotteries(arms, moving, curve.conf_level, draws, generator), single)
        how = f"greatest studentised difference of any week in {draws} repeated lotteries, were there none in truth"
    if not math.isfinite(critical):
        told = "So few people vary that repeated lotteries give differences without a standard error: there is no band."
        return replace(curve, warnings=(*curve.warnings, told))
    thin = min(int((arms.treated == arm).sum()) for arm in (0, 1)) < _SMALL_ARM and band == "sup_t"
    limits = replace(
        line, band_low=line.estimate - critical * line.std_error, band_high=line.estimate + critical * line.std_error
    )
    return replace(
        curve,
        series=tuple(limits if series is line else series for series in curve.series),
        critical_value=critical,
        warnings=(*curve.warnings, *([_THIN] if thin else [])),
        method=f"{curve.method.replace('; all intervals pointwise', '; intervals pointwise')}; band for all "
        f"{int(moving.sum())} weeks that vary of {critical:.3f} standard errors: {how}",
    )


def _from_distribution(arms: TwoArms, line: Series, moving: NDArray[np.bool_], df: float, level: float) -> float:
    moved = replace(arms, outcome=arms.outcome[:, moving])
    covariance = difference_covariance(moved)
    root = line.std_error[moving]
    correlation = covariance / np.outer(root, root)
    np.fill_diagonal(correlation, 1.0)
    return sup_t_critical_value(correlation, df=df, level=level, skewness=difference_skewness(moved, root))


def _from_lotteries(
    arms: TwoArms, moving: NDArray[np.bool_], level: float, draws: int, generator: np.random.Generator
) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        repeated = studentized_draws(
            arms.outcome[:, moving], arms.treated, arms.strata, draws=draws, generator=generator
        )
    # A difference without any variation is as far out as can be.
    furthest = np.nan_to_num(np.abs(repeated.drawn), nan=np.inf).max(axis=1)
    if not repeated.every:
        furthest = np.append(furthest, np.abs(repeated.observed).max())  # the lottery that took place is one of them
    return critical_draw(furthest, level)


def critical_draw(furthest: NDArray[np.float64], level: float) -> float:
    """Return the smallest value that at most a share 1 - `level` of the lotteries exceeds.

    Examples
    --------
    Of 20 lotteries one may lie outside:

    >>> round(critical_draw(np.arange(1.0, 21.0), 0.95), 6)
    19.0
    """
    place = math.ceil(level * len(furthest) - _TIE) - 1
    critical = float(np.sort(furthest)[place])
    return critical * (1 + _TIE)
