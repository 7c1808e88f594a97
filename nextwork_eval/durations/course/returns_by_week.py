"""At the end you know how the number of returns grows week by week in each arm, and how far apart the arms are."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.contrasts import welch_satterthwaite
from nextwork_eval.durations.course.mean_returns import BESIDE, ghosh_lin_by_week
from nextwork_eval.durations.course.reading import read_course, returns_by_week
from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series, SeriesArm
from nextwork_eval.effects.inputs import level_problems

RETURNS = "returns"


def mean_returns_by_week(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int = 1,
    strata: object | None = None,
    level: float = 0.95,
) -> Curve:
    """Estimate how often a person of each arm has come back to support by each week, from randomisation.

    The course of `mean_returns`, whose number is the last week's. It is read beside the weeks off support, never alone:
    who stays on support throughout cannot return.

    Parameters
    ----------
    course, treated, last_observed, horizon, first_week, strata, level
        As in `mean_returns`; the intervals are pointwise.

    Returns
    -------
    Curve
        `statistic` is `mean`; weeks `first_week` to `horizon`; the lines `treated`, `reference` and `difference` with
        the label `returns`. `n` counts the persons followed to a week, `events` those who were seen to come back at
        least once by then. Where nobody has come back the standard error is 0 and the limits are NaN. A warning says
        what the numbers must be read with.

    Raises
    ------
    EstimationError
        As `mean_returns`, but courses without returns are no fault.

    Notes
    -----
    Ghosh and Lin's mean for each week, with the influence of each person on it; see `mean_returns`. The variance is the
    sum of squared influence times m / (m - 1), within strata with their squared shares of everyone; the intervals use t
    with Welch-Satterthwaite degrees of freedom, and those of the levels are cut at 0.

    References
    ----------
    Ghosh and Lin (2000), Biometrics 56, 554-562. Cook and Lawless (1997), Statistics in Medicine 16, 911-924.

    Examples
    --------
    Two of the offered leave, one of them is back in week 3; in the reference arm one leaves and is back:

    >>> curve = mean_returns_by_week(
    ...     [[0, 1, 2], [0, 1, 1], [0, 0, 0], [1, 2, 3], [0, 0, 0], [0, 0, 0], [0, 0, 0]],
    ...     [1, 1, 1, 0, 0, 0, 0],
    ...     last_observed=[3] * 7,
    ...     horizon=3,
    ... )
    >>> curve.pick("treated", "returns").estimate.round(3).tolist()
    [0.0, 0.0, 0.333]
    >>> curve.pick("difference", "returns").estimate.round(3).tolist()
    [0.0, -0.25, 0.083]
    """
    arms = read_course(
        "The number of returns by week cannot be estimated.",
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=level_problems(level),
    )
    found = {name: _arm(arms, code) for name, code in ARMS}
    (one, one_terms, one_df), (zero, zero_terms, zero_df) = found["treated"], found["reference"]
    none = np.zeros(len(arms.weeks), dtype=np.int64)
    lines = [
        _line(name, mean, terms, df, 0.0, level, _followed(arms, code), _back(arms, code))
        for (name, code), (mean, terms, df) in zip(ARMS, found.values(), strict=True)
    ]
    terms, df = np.concatenate([one_terms, zero_terms]), np.concatenate([one_df, zero_df])
    lines.append(_line("difference", one - zero, terms, df, -np.inf, level, none, none))
    n_strata = int(arms.strata.max()) + 1
    within = f" within {n_strata} strata, averaged with their shares of all persons" if strata is not None else ""
    return Curve(
        statistic="mean",
        weeks=arms.weeks,
        series=tuple(lines),
        conf_level=level,
        method=f"mean numbers of returns (Ghosh-Lin){within}, all randomised, gone as the terminal event; "
        "infinitesimal jackknife standard error with m/(m-1); pointwise t intervals with Welch-Satterthwaite degrees "
        "of freedom",
        warnings=(BESIDE,),
    )


def _arm(arms: WeeklyArms, code: int) -> tuple[FloatVector, FloatVector, FloatVector]:
    """Return the mean by week, and the variance (strata, weeks) and degrees of freedom (strata,) of its terms."""
    shares = np.bincount(arms.strata) / len(arms.strata)
    mean = np.zeros(len(arms.weeks))
    variances, dfs = np.zeros((len(shares), len(arms.weeks))), np.zeros(len(shares))
    for stratum, share in enumerate(shares):
        own = arms.states[(arms.treated == code) & (arms.strata == stratum)]
        m = len(own)
        dfs[stratum] = m - 1
        for week, (level, influence) in enumerate(ghosh_lin_by_week(own)):
            mean[week] += share * level
            variances[stratum, week] = share**2 * m / (m - 1) * np.square(influence).sum()
    return mean, variances, dfs


def _line(
    arm: SeriesArm,
    mean: FloatVector,
    terms: FloatVector,
    df: FloatVector,
    lowest: float,
    level: float,
    n: IntVector,
    events: IntVector,
) -> Series:
    std_error = np.sqrt(terms.sum(axis=0))
    quantile = stats.t.isf((1 - level) / 2, welch_satterthwaite(terms, df))
    margin = np.where(std_error > 0, quantile * std_error, np.nan)
    return Series(
        arm=arm,
        label=RETURNS,
        estimate=mean,
        std_error=std_error,
        conf_low=np.maximum(mean - margin, lowest),
        conf_high=mean + margin,
        n=n,
        events=events,
    )


def _followed(arms: WeeklyArms, code: int) -> IntVector:
    return np.asarray((arms.states[arms.treated == code] != UNOBSERVED).sum(axis=0), dtype=np.int64)


def _back(arms: WeeklyArms, code: int) -> IntVector:
    returned = np.logical_or.accumulate(returns_by_week(arms.states[arms.treated == code]), axis=1)
    return np.asarray(returned.sum(axis=0), dtype=np.int64)
