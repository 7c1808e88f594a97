"""At the end you know how wide a band about differences of shares must be to hold every week at once.

People are mostly in the state of the week before, so the errors of neighbouring weeks go together. How far the worst of
all weeks strays by chance is drawn from their joint distribution, which the influence of each person gives.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.durations.inputs import is_whole
from nextwork_eval.effects.inputs import choice_problems

FloatArray = NDArray[np.float64]
Band = Literal["none", "sup_t"]

FEWEST_DRAWS = 999
_AT_A_TIME = 4096  # draws that are held together


def band_problems(band: object, draws: object, generator: object) -> list[str]:
    """List what is wrong with the options of a band."""
    problems = choice_problems("band", band, ["none", "sup_t"])
    if band != "sup_t":
        return problems
    if not is_whole(draws, at_least=FEWEST_DRAWS):
        problems.append(f"`draws` is no number of draws: expected a whole number, {FEWEST_DRAWS} or more.")
    if not isinstance(generator, np.random.Generator):
        problems.append("`generator` is missing: a band by sup-t needs a numpy random Generator.")
    return problems


def band_critical_value(
    covariance: FloatArray, *, df: float, level: float, draws: int, generator: np.random.Generator
) -> float:
    """Return how many standard errors a band must reach to hold all weeks of a state.

    Parameters
    ----------
    covariance
        Shape (S, W, W): for each state the covariance of its estimates over the weeks. Weeks without variance take no
        part.
    df
        Degrees of freedom of the standard errors.
    level
        Probability that all weeks of a state lie within the band.
    draws
        Number of draws from the joint distribution.
    generator
        The source of chance.

    Returns
    -------
    float
        The largest of the states' values, at least the quantile of t, so that no band is narrower than a single
        interval; 0 where nothing varies in any week.

    Notes
    -----
    The Gaussian multiplier: with the persons' influence U_i(t) and independent standard normal G_i, the path
    sum_i G_i U_i(t) has, given the data, a normal distribution with the covariance of the estimates. It is drawn from
    the covariance itself, which costs W numbers for each draw, whatever the number of persons. Each drawn path is
    divided by the root of a chi-square over its degrees of freedom, one for all weeks, as the standard errors are
    estimates too. The value is the order statistic ceil(level (draws + 1)) of the furthest weeks.

    References
    ----------
    Lin, Fleming and Wei (1994), Biometrika 81, 73-81. Montiel Olea and Plagborg-Møller (2019), Journal of Applied
    Econometrics 34, 1-17.
    """
    found = 0.0
    radius = np.sqrt(generator.chisquare(df, draws) / df)
    for joint in covariance:
        moving = np.diag(joint) > 0
        if not moving.any():
            continue
        furthest = _furthest(joint[np.ix_(moving, moving)], draws, generator) / radius
        rank = min(math.ceil(level * (draws + 1)), draws)
        found = max(found, float(np.partition(furthest, rank - 1)[rank - 1]), float(stats.t.isf((1 - level) / 2, df)))
    return found


def _furthest(covariance: FloatArray, draws: int, generator: np.random.Generator) -> FloatArray:
    """Draw the largest number of standard errors in any week; shape (draws,)."""
    error = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(error, error))
    # Weeks that repeat others make the matrix singular: what is left below zero is rounding.
    root = (vectors * np.sqrt(np.clip(values, 0.0, None))).T
    found = np.empty(draws)
    for start in range(0, draws, _AT_A_TIME):
        size = min(_AT_A_TIME, draws - start)
        found[start : start + size] = np.abs(generator.standard_normal((size, len(root))) @ root).max(axis=1)
    return found
