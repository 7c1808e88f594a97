"""At the end you know an odds ratio that stays finite where events are few: Firth's penalised likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import level_problems, refuse
from nextwork_eval.effects.means.sandwich import FloatMatrix
from nextwork_eval.effects.proportions.logit import OFFER, LogitDesign, read_logit_design

_SUMMARY = "The penalised odds ratio cannot be estimated."
_STEPS = 2000
_CLOSE = 1e-12  # of a step, for columns with standard deviation 1


def firth_logit(
    outcome: object, treated: object, *, covariates: object = None, strata: object | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the odds ratio of the offer given covariates, by a likelihood that keeps it finite.

    It is the odds ratio for people alike in the covariates, which is further from 1 than that of the whole trial: for
    the effect of the offer on everybody use `standardized_risks`.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, a data frame, or None.
    strata
        Shape (n_people,): the stratum in which each person was drawn; each has an intercept of its own.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `odds_ratio`; `std_error` is that of its logarithm, on which the interval does not rest;
        `test_statistic` is the penalised likelihood ratio, chi-square on one degree of freedom. The levels are the
        shares found in the arms, without adjustment. Warnings name covariates that were left out.

    Raises
    ------
    EstimationError
        With every fault: an outcome or an arm that is not 0/1, missing values, lengths or pandas indexes that differ,
        an arm (in a stratum) with fewer than two persons, an outcome that everybody shares, a level that does
        not exist; and where no maximum is found, as with almost as many covariates as persons.

    Notes
    -----
    The penalised log-likelihood is sum [y log m + (1 - y) log(1 - m)] + 1/2 log det X'WX, m = expit(x'b), W = diag(m
    (1 - m)). Its score is X'[y - m + h (1/2 - m)] with h_i = w_i x_i'(X'WX)^-1 x_i. The interval holds every value of
    the offer's coefficient at which the penalised likelihood, made as large as possible over the other coefficients,
    lies within half the critical value of chi-square of its maximum; the penalty there is that of all columns.

    References
    ----------
    Firth (1993), Biometrika 80, 27-38. Heinze and Schemper (2002), Statistics in Medicine 21, 2409-2419.

    Examples
    --------
    Nobody of six in the reference arm found a job, and three of six offered the programme; without covariates the
    penalty adds one half to each cell:

    >>> estimate = firth_logit([1, 1, 1, 0, 0, 0] + [0] * 6, [1] * 6 + [0] * 6)
    >>> round(estimate.estimate, 4)  # (3.5 * 6.5) / (3.5 * 0.5)
    13.0
    """
    design = read_logit_design(
        _SUMMARY, outcome, treated, covariates=covariates, strata=strata, problems=level_problems(level)
    )
    y, columns = design.arms.outcome, design.columns
    best = _found(fit_firth(y, columns))
    std_error = float(np.sqrt(np.linalg.inv(_information(columns, best.coefficients, None))[OFFER, OFFER]))
    center = float(best.coefficients[OFFER])
    critical = float(stats.chi2.isf(1 - level, 1))

    def distance(value: float) -> float:
        return 2 * (best.likelihood - _found(fit_firth(y, columns, held=(OFFER, value))).likelihood)

    limits = [_limit(distance, critical, center, side * std_error) for side in (-1, 1)]
    tested = max(0.0, distance(0.0))
    return _written(design, best.coefficients, std_error, limits, tested, level)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirthFit:
    """Coefficients of greatest penalised likelihood, shape (n_columns,), and its logarithm there."""

    coefficients: FloatVector
    likelihood: float


def fit_firth(
    outcome: FloatVector,
    columns: FloatMatrix,
    *,
    weights: FloatVector | None = None,
    start: FloatVector | None = None,
    held: tuple[int, float] | None = None,
) -> FirthFit | None:
    """Maximise the penalised likelihood by scoring with halved steps; None where no maximum is reached.

    Parameters
    ----------
    outcome, weights
        Shape (n_people,); weights None for 1.
    columns
        Shape (n_people, n_columns), of full rank.
    start
        Where to begin; None for zeros.
    held
        A coefficient and the value at which it is held.
    """
    w = np.ones(len(outcome)) if weights is None else weights
    b = np.zeros(columns.shape[1]) if start is None else start.copy()
    free = np.ones(len(b), dtype=np.bool_)
    if held is not None:
        b[held[0]], free[held[0]] = held[1], False
    likelihood = _penalised(outcome, columns, b, w)
    for _ in range(_STEPS):
        chances = special.expit(columns @ b)
        spread = w * chances * (1 - chances)
        information = columns.T @ (columns * spread[:, None])
        leverage = spread * np.einsum("ij,jk,ik->i", columns, np.linalg.inv(information), columns)
        score = columns.T @ (w * (outcome - chances) + leverage * (0.5 - chances))
        step = np.zeros(len(b))
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        size = float(np.abs(step).max())
        following = _penalised(outcome, columns, b + step, w)
        while following < likelihood - 1e-12 * abs(likelihood) and size > _CLOSE:
            step, size = step / 2, size / 2
            following = _penalised(outcome, columns, b + step, w)
        b, likelihood = b + step, following
        if size <= _CLOSE:
            return FirthFit(coefficients=b, likelihood=likelihood)
    return None


def with_level_kept(
    outcome: FloatVector, columns: FloatMatrix, coefficients: FloatVector, weights: FloatVector
) -> FloatVector:
    """Return the coefficients with the intercept at which predictions have the mean of the outcome (FLIC).

    The penalty draws predictions towards one half; the intercept of greatest likelihood, with the other coefficients
    held, undoes it (Puhr, Heinze, Nold, Lusa and Geroldinger 2017, Statistics in Medicine 36, 2302-2317). It is
    infinite where everybody has the same outcome.
    """
    corrected = coefficients.copy()
    if np.ptp(outcome) == 0:
        corrected[0] = math.inf if outcome[0] == 1 else -math.inf
        return corrected
    others = columns @ coefficients - coefficients[0]

    def excess(intercept: float) -> float:
        return float((weights * (special.expit(others + intercept) - outcome)).sum())

    widest = 40.0 + float(np.abs(others).max())
    corrected[0] = optimize.brentq(excess, -widest, widest, xtol=1e-14, rtol=1e-14)
    return corrected


def _penalised(outcome: FloatVector, columns: FloatMatrix, b: FloatVector, weights: FloatVector) -> float:
    linear = columns @ b
    likelihood = float((weights * (outcome * linear - np.logaddexp(0, linear))).sum())
    sign, log_determinant = np.linalg.slogdet(_information(columns, b, weights))
    return likelihood + 0.5 * float(log_determinant) if sign > 0 else -math.inf


def _information(columns: FloatMatrix, b: FloatVector, weights: FloatVector | None) -> FloatMatrix:
    chances = special.expit(columns @ b)
    spread = chances * (1 - chances) * (1.0 if weights is None else weights)
    return np.asarray(columns.T @ (columns * spread[:, None]))


def _limit(distance: Callable[[float], float], critical: float, center: float, step: float) -> float:
    far = center + 2 * step
    while distance(far) < critical:
        far += step
    root = optimize.brentq(lambda value: distance(value) - critical, center, far, xtol=1e-11, rtol=1e-13)
    return float(root)


def _found(fit: FirthFit | None) -> FirthFit:
    if fit is None:
        refuse(_SUMMARY, ["The penalised likelihood did not come to its maximum: name fewer covariates."])
    assert fit is not None
    return fit


def _written(
    design: LogitDesign,
    coefficients: FloatVector,
    std_error: float,
    limits: list[float],
    tested: float,
    level: float,
) -> Estimate:
    arms, offered = design.arms, design.arms.treated == 1
    sizes: IntVector = np.array([(~offered).sum(), offered.sum()])
    events: IntVector = np.array([arms.outcome[~offered].sum(), arms.outcome[offered].sum()], dtype=np.int64)
    n_strata = int(arms.strata.max()) + 1
    return Estimate(
        statistic="odds_ratio",
        estimate=math.exp(coefficients[OFFER]),
        std_error=std_error,
        df=None,
        conf_low=math.exp(limits[0]),
        conf_high=math.exp(limits[1]),
        conf_level=level,
        test_statistic=tested,
        p_value=float(stats.chi2.sf(tested, 1)),
        level_treated=float(events[1] / sizes[1]),
        level_reference=float(events[0] / sizes[0]),
        n_treated=int(sizes[1]),
        n_reference=int(sizes[0]),
        events_treated=int(events[1]),
        events_reference=int(events[0]),
        method=f"odds ratio given {design.n_covariates} covariate{'' if design.n_covariates == 1 else 's'}"
        + (f" and {n_strata} strata" if n_strata > 1 else "")
        + ", Firth's penalised likelihood; profile penalised-likelihood interval and test",
        warnings=design.warnings,
    )
