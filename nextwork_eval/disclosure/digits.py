"""Decimals, and the counts that could have given them.

A share of 58 people is a fraction with 58 below the line. Two decimals of it can be enough to say that there were 58
and not 57, 59 or 60: among 60 people only 61 of the 101 shares in whole percents are possible at all. Where the number
of people is protected, shares therefore leave on a grid so wide that every number of people it is hidden among could
have given every share; and because limits and ratios narrow it down as well, the tables that fit all released digits
together are counted.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.disclosure.limits import limits_of_tables

GRIDS = (0.01, 0.02, 0.05, 0.1)
RATIO_GRID = 0.05
"""The finest grid of a ratio of shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """What leaves of one outcome with two values, in two arms whose sizes are hidden.

    Attributes
    ----------
    share_treated, share_reference
        Shares on the grid; None where they do not leave.
    difference, ratio
        Of the shares; the difference on the grid, the ratio on it or on the finest grid of ratios, if that is wider.
    low, high, formula, level
        Limits of the difference, rounded outwards to the grid, by which formula (see `limits`), and their level.
    grid
        The step of the grid.
    """

    share_treated: float | None
    share_reference: float | None
    difference: float | None
    ratio: float | None
    grid: float
    low: float | None = None
    high: float | None = None
    formula: str | None = None
    level: float | None = None


def grid_for(fewest: int) -> float:
    """Return the finest grid on which every share could come from any number of people from `fewest` on.

    For each point of a grid of step g there is a whole number of events among n people within half a step, if 1/n is at
    most g.

    Examples
    --------
    >>> grid_for(100), grid_for(58), grid_for(20), grid_for(7)
    (0.01, 0.02, 0.05, 0.1)
    """
    for grid in GRIDS:
        if fewest * grid >= 1:
            return grid
    return GRIDS[-1]


def to_grid(value: float, grid: float) -> float:
    """Return the nearest point of a grid, without the noise of binary fractions."""
    return round(round(value / grid) * grid, 10) + 0.0


def sizes_that_fit(
    released: Sequence[Digits], treated: Sequence[int], reference: Sequence[int]
) -> list[tuple[int, int]]:
    """Return the pairs of sizes of the two arms that could have given all digits.

    Parameters
    ----------
    released
        What leaves of each outcome.
    treated, reference
        The sizes among which each arm's true size is hidden.

    Returns
    -------
    list of tuple
        Pairs of sizes for each of which whole numbers of events exist that give every released digit.

    Notes
    -----
    For each pair all tables are tried: n1 + 1 times n0 + 1 for each outcome.

    Examples
    --------
    Shares in whole percents give the size of a small arm away, shares in steps of five do not.

    >>> fine = [Digits(share_treated=p, share_reference=None, difference=None, ratio=None, grid=0.01)
    ...         for p in (0.34, 0.55, 0.86)]
    >>> sorted({n for n, _ in sizes_that_fit(fine, range(28, 33), [30])})
    [29]
    >>> coarse = [Digits(share_treated=p, share_reference=None, difference=None, ratio=None, grid=0.05)
    ...           for p in (0.35, 0.55, 0.85)]
    >>> sorted({n for n, _ in sizes_that_fit(coarse, range(28, 33), [30])})
    [28, 29, 30, 31, 32]
    """
    return [
        pair
        for pair in itertools.product(treated, reference)
        if all(_some_table_fits(digits, *pair) for digits in released)
    ]


def _some_table_fits(digits: Digits, n_treated: int, n_reference: int) -> bool:
    p1 = (np.arange(n_treated + 1) / n_treated)[:, None]
    p0 = (np.arange(n_reference + 1) / n_reference)[None, :]
    fits = np.ones((n_treated + 1, n_reference + 1), dtype=np.bool_)
    with np.errstate(divide="ignore", invalid="ignore"):
        for value, made, grid in (
            (digits.share_treated, p1, digits.grid),
            (digits.share_reference, p0, digits.grid),
            (digits.difference, p1 - p0, digits.grid),
            (digits.ratio, p1 / p0, max(digits.grid, RATIO_GRID)),
        ):
            if value is not None:
                fits &= _rounds_to(made, value, grid)
    if digits.formula is not None and digits.level is not None:
        e1, e0 = np.arange(n_treated + 1.0)[:, None], np.arange(n_reference + 1.0)[None, :]
        low, high = limits_of_tables(digits.formula, e1, n_treated, e0, n_reference, digits.level)
        for value, made, outwards in ((digits.low, low, 1), (digits.high, high, -1)):
            if value is not None:  # rounded outwards: the limit lies within one step on the inner side
                inside = outwards * (made - value)
                fits &= (inside > -1e-6) & (inside < digits.grid + 1e-6)
    return bool(fits.any())


def _rounds_to(made: NDArray[np.float64], value: float, grid: float) -> NDArray[np.bool_]:
    """Say which numbers lie within half a step of a value, with room for how a tie was rounded."""
    near: NDArray[np.bool_] = np.abs(made - value) <= grid / 2 * (1 + 1e-9)
    return near
