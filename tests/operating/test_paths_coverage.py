"""How often the bands for all weeks hold the whole course of a trial of 120 persons over 26 weeks.

Each person is in the state or not, and mostly as the week before (the latent course has correlation 0.95 from week to
week). The critical values are found here for many trials at once; the first trials are compared with the function.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval import effects
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

Matrix = NDArray[np.float64]

WEEKS = np.arange(1, 27)
REFERENCE = np.linspace(0.12, 0.45, 26)
NO_EFFECT = REFERENCE
EFFECT = REFERENCE + np.linspace(0.0, 0.2, 26)
SIZES = {"60 and 60": (60, 60), "40 and 80": (40, 80)}
# In single precision, which halves the time. Numbers are drawn anew for each trial: shared ones would err alike in all.
SINGLE = np.float32


def states(generator: np.random.Generator, n: int, shares: Matrix) -> Matrix:
    """Draw people by weeks, shape (n, 26); the share of each week is as given."""
    steps = generator.normal(size=(n, 26))
    course = steps[:, :1]
    courses = [course]
    for week in range(1, 26):
        course = 0.95 * course + (1 - 0.95**2) ** 0.5 * steps[:, week : week + 1]
        courses.append(course)
    return np.asarray(np.hstack(courses) < stats.norm.ppf(shares), dtype=np.float64)


def studentised(outcomes: Matrix, lots: Matrix) -> tuple[Matrix, Matrix]:
    """Return difference and standard error of each week (columns) under each lottery (rows); outcomes are 0 or 1."""
    n1 = lots.sum(axis=1, keepdims=True)
    n0 = lots.shape[1] - n1
    p1, total = lots @ outcomes / n1, outcomes.sum(axis=0)
    p0 = (total - n1 * p1) / n0
    return p1 - p0, np.sqrt(p1 * (1 - p1) / (n1 - 1) + p0 * (1 - p0) / (n0 - 1))


def third_moment(outcomes: Matrix) -> Matrix:
    """Return the third central moment of each week, without bias."""
    n = len(outcomes)
    return np.asarray(((outcomes - outcomes.mean(axis=0)) ** 3).sum(axis=0) * n / ((n - 1) * (n - 2)))


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("shares", [NO_EFFECT, EFFECT], ids=["no effect", "up to 20 points"])
def test_sup_t(sizes: str, shares: Matrix) -> None:
    """The sup-t band holds all 26 weeks in 94 to 96 % of trials, beyond Monte Carlo error, also of 40 and 80.

    Without its correction for skewness it would hold them in 93 % there. Pointwise intervals hold all weeks in about
    55 %.
    """
    generator = np.random.default_rng(20190201)
    n1, n0 = SIZES[sizes]
    treated = np.repeat([1, 0], (n1, n0))
    df = (n1 + n0) ** 2 * (n1 - 1) * (n0 - 1) / (n1**2 * (n1 - 1) + n0**2 * (n0 - 1))
    held = single = 0
    for replicate in range(REPLICATES):
        one, zero = states(generator, n1, shares), states(generator, n0, REFERENCE)
        covariance = np.cov(one.T) / n1 + np.cov(zero.T) / n0
        error = np.sqrt(np.diag(covariance))
        values, vectors = np.linalg.eigh(covariance / np.outer(error, error))
        root = (vectors * np.sqrt(np.clip(values, 0, None))).T.astype(SINGLE)
        normal = generator.standard_normal((1000, 26), dtype=SINGLE)
        radius = np.sqrt(generator.chisquare(df, size=1000) / df)
        skewness = (third_moment(one) / n1**2 - third_moment(zero) / n0**2) / error**3
        k = np.where(np.abs(skewness) < 1e-6, 1e-6, np.clip(skewness, -0.25, 0.25))
        straight = normal @ root / radius[:, None]
        # Hall's transformation, the other way round.
        furthest = np.abs(3 / k * (np.cbrt(1 + k * (straight - k / 6)) - 1)).max(axis=1)
        critical = float(np.quantile(furthest, 0.95))
        if replicate == 0:
            curve = effects.difference_by_week(np.vstack([one, zero]), treated, weeks=WEEKS, band="sup_t")
            # A quantile of 1,000 draws where their density is about 0.1: an error of 0.007 / 0.1 = 0.07.
            assert curve.critical_value == pytest.approx(critical, abs=0.25)
            np.testing.assert_allclose(curve.pick("difference", "outcome").std_error, error)
        away = (np.abs(one.mean(axis=0) - zero.mean(axis=0) - (shares - REFERENCE)) / error).max()
        held += away <= critical
        single += away <= stats.t.isf(0.025, df)
    print(f"pointwise intervals hold all weeks in {single / REPLICATES:.4f}")
    assert within_bounds(held / REPLICATES)
    assert single < 0.85 * REPLICATES


@pytest.mark.slow
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("shares", [NO_EFFECT, EFFECT], ids=["no effect", "up to 20 points"])
def test_randomization(sizes: str, shares: Matrix) -> None:
    """The band by 999 lotteries holds all weeks in 94 to 96 % of trials, also where the offer does something."""
    generator = np.random.default_rng(20190202)
    n1, n0 = SIZES[sizes]
    treated = np.repeat([1.0, 0.0], (n1, n0))
    every = generator.permuted(np.tile(treated.astype(SINGLE), (50_000, 1)), axis=1)
    held = 0
    for replicate in range(REPLICATES):
        outcomes = np.vstack([states(generator, n1, shares), states(generator, n0, REFERENCE)])
        start = int(generator.integers(len(every) - 998))
        lots = np.vstack([treated.astype(SINGLE), every[start : start + 999]])
        difference, error = studentised(outcomes.astype(SINGLE), lots)
        critical = float(np.sort(np.abs(difference / error).max(axis=1))[950 - 1])
        if replicate == 0:
            curve = effects.difference_by_week(
                outcomes, treated, weeks=WEEKS, band="randomization", draws=999, generator=np.random.default_rng(1)
            )
            assert curve.critical_value == pytest.approx(critical, abs=0.25)
        held += (np.abs(difference[0] - (shares - REFERENCE)) / error[0]).max() <= critical
    assert within_bounds(held / REPLICATES)
