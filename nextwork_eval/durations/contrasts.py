"""At the end you know how two arms are set against each other, and how an interval is kept between 0 and 1."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import refuse

# A standard error this small, relative to the largest possible value, is rounding: the outcome does not vary.
_ROUNDING = 1e-10


def log_log_limits(share: FloatVector, std_error: FloatVector, quantile: float) -> tuple[FloatVector, FloatVector]:
    """Return the limits of a share on the scale log(-log), which cannot leave 0 to 1.

    Parameters
    ----------
    share, std_error
        Shape (n_weeks,).
    quantile
        Half width of the interval in standard errors, from the normal or a t distribution.

    Returns
    -------
    tuple
        Lower and upper limits; NaN where the share is 0 or 1, where the scale ends and the standard error, zero, says
        nothing.

    Notes
    -----
    share ** exp(± quantile * std_error / (share * log share)).

    References
    ----------
    Kalbfleisch and Prentice (1980), The Statistical Analysis of Failure Time Data. Borgan and Liestøl (1990),
    Scandinavian Journal of Statistics 17, 35-41.
    """
    inside = (share > _ROUNDING) & (share < 1 - _ROUNDING)
    safe = np.where(inside, share, 0.5)
    margin = quantile * std_error / (safe * np.abs(np.log(safe)))
    low = np.where(inside, safe ** np.exp(margin), np.nan)
    high = np.where(inside, safe ** np.exp(-margin), np.nan)
    return low, high


def mover_limits(
    one: FloatVector,
    one_limits: tuple[FloatVector, FloatVector],
    zero: FloatVector,
    zero_limits: tuple[FloatVector, ...],
) -> tuple[FloatVector, FloatVector]:
    """Return the limits of `one` minus `zero` from the limits of each (method of variance estimates recovery).

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890. Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.
    """
    difference = one - zero
    low = difference - np.hypot(one - one_limits[0], zero_limits[1] - zero)
    high = difference + np.hypot(one_limits[1] - one, zero - zero_limits[0])
    return low, high


def welch_satterthwaite(variances: FloatVector, dfs: FloatVector) -> FloatVector:
    """Return the degrees of freedom of a sum of independent variances; first axis: the terms. NaN where all are zero.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114. Welch (1947), Biometrika 34, 28-35.
    """
    total = variances.sum(axis=0)
    scale = np.where(total > 0, total, 1.0)  # squares of very small variances would vanish
    denominator = ((variances / scale) ** 2 / dfs.reshape(-1, *(1,) * (variances.ndim - 1))).sum(axis=0)
    return np.where(total > 0, 1 / np.where(total > 0, denominator, 1.0), np.nan)


def t_difference(
    summary: str,
    *,
    levels: tuple[float, float],
    variances: tuple[FloatVector, FloatVector],
    dfs: tuple[FloatVector, FloatVector],
    sizes: tuple[int, int],
    events: tuple[int | None, int | None],
    largest: float,
    level: float,
    method: str,
    warnings: tuple[str, ...],
) -> Estimate:
    """Return treated minus reference with a t interval; of each pair, the first belongs to the treated arm.

    Parameters
    ----------
    summary
        First line of the error, should the outcome vary in neither arm.
    levels
        The estimate in each arm.
    variances, dfs
        The independent terms of each arm's variance (one for each stratum) and their degrees of freedom.
    sizes, events
        Persons, and persons with the event.
    largest
        The largest value that the outcome can take, to tell a small standard error from rounding.
    level
        Level of the two-sided interval.
    method, warnings
        For the record.

    Raises
    ------
    EstimationError
        If the outcome varies in neither arm: a standard error of zero would mean nothing.
    """
    still = [bool(np.sqrt(terms.sum()) < _ROUNDING * largest) for terms in variances]
    if all(still):
        refuse(summary, ["The outcome varies in neither arm, so that there is no standard error: expected variation."])
    terms = np.concatenate(variances)
    difference = levels[0] - levels[1]
    std_error = float(np.sqrt(terms.sum()))
    df = float(welch_satterthwaite(terms, np.concatenate(dfs)))
    statistic = difference / std_error
    margin = float(stats.t.isf((1 - level) / 2, df)) * std_error
    return Estimate(
        statistic="difference",
        estimate=difference,
        std_error=std_error,
        df=df,
        conf_low=difference - margin,
        conf_high=difference + margin,
        conf_level=level,
        test_statistic=statistic,
        p_value=float(2 * stats.t.sf(abs(statistic), df)),
        level_treated=levels[0],
        level_reference=levels[1],
        n_treated=sizes[0],
        n_reference=sizes[1],
        events_treated=events[0],
        events_reference=events[1],
        method=method,
        warnings=warnings
        + tuple(
            f"The outcome does not vary within the {name} arm: the standard error rests on the other arm alone."
            for name, unvaried in zip(("treated", "reference"), still, strict=True)
            if unvaried
        ),
    )
