"""Limits of a difference of two shares by the formulas that need the four counts alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

FloatArray = NDArray[np.float64]
Formula = Callable[[FloatArray, FloatArray, FloatArray, FloatArray, float], tuple[FloatArray, FloatArray]]


def _wald(
    e1: FloatArray, n1: FloatArray, e0: FloatArray, n0: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    p1, p0 = e1 / n1, e0 / n0
    reach = ndtri((1 + level) / 2) * np.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    return p1 - p0 - reach, p1 - p0 + reach


def _welch(
    e1: FloatArray, n1: FloatArray, e0: FloatArray, n0: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    p1, p0 = e1 / n1, e0 / n0
    v1, v0 = p1 * (1 - p1) / (n1 - 1), p0 * (1 - p0) / (n0 - 1)
    df = (v1 + v0) ** 2 / (v1**2 / (n1 - 1) + v0**2 / (n0 - 1))
    reach = stdtrit(df, (1 + level) / 2) * np.sqrt(v1 + v0)
    return p1 - p0 - reach, p1 - p0 + reach


def _newcombe(
    e1: FloatArray, n1: FloatArray, e0: FloatArray, n0: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    p1, p0 = e1 / n1, e0 / n0
    (l1, u1), (l0, u0) = _wilson(p1, n1, level), _wilson(p0, n0, level)
    below = np.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2)
    above = np.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)
    return p1 - p0 - below, p1 - p0 + above


def _wilson(p: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    z2 = ndtri((1 + level) / 2) ** 2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    reach = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return middle - reach, middle + reach


FORMULAS: Mapping[str, Formula] = MappingProxyType({"wald": _wald, "welch": _welch, "newcombe": _newcombe})


def limits_of_tables(
    name: str, e1: FloatArray, n1: int, e0: FloatArray, n0: int, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return the limits of p1 − p0 for each table, by one of the formulas.

    Parameters
    ----------
    name
        `wald`: normal, variance p(1 − p)/n. `welch`: t with Welch's degrees of freedom, variance p(1 − p)/(n − 1), as
        for a difference in means. `newcombe`: from Wilson's limits of each share (Newcombe 1998, method 10).
    e1, e0
        Events, of shapes that can be broadcast against each other.
    n1, n0
        Persons.
    level
        Confidence level.

    Examples
    --------
    Newcombe's own table: 56 of 70 against 48 of 80.

    >>> low, high = limits_of_tables("newcombe", np.array(56.0), 70, np.array(48.0), 80, 0.95)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return FORMULAS[name](e1, np.asarray(float(n1)), e0, np.asarray(float(n0)), level)


def recognised(e1: int, n1: int, e0: int, n0: int, level: float, low: float, high: float) -> str | None:
    """Return the formula that gives these limits for this table; None if it is none of them.

    Limits that rest on anything else, such as rounds, groups or covariates, are no function of the four counts, and a
    reader cannot turn them round.
    """
    for name in FORMULAS:
        found = limits_of_tables(name, np.array(float(e1)), n1, np.array(float(e0)), n0, level)
        if abs(float(found[0]) - low) < 1e-6 and abs(float(found[1]) - high) < 1e-6:
            return name
    return None
