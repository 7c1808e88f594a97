"""At the end you know how the number of returns grows week by week in each arm, and how far apart the arms are."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.contrasts import welch_satterthwaite
from nextwork_eval.durations.contributions import design_problems
from nextwork_eval.durations.course.mean_returns import BESIDE, ghosh_lin_by_week
from nextwork_eval.durations.course.reading import read_course, returns_by_week
from nextwork_eval.durations.independent_parts import IndependentParts, independent_parts, mean_residuals
from nextwork_eval.durations.inputs import ARMS, Arm
from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series, SeriesArm
from nextwork_eval.effects.inputs import level_problems

Spread = tuple[FloatVector, FloatVector]

RETURNS = "returns"
_SUMMARY = "The number of returns by week cannot be estimated."


def mean_returns_by_week(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int = 1,
    strata: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    level: float = 0.95,
) -> Curve:
    """Estimate how often a person of each arm has come back to support by each week, from randomisation.

    The course of `mean_returns`, whose number is the last week's. It is read beside the weeks off support, never alone:
    who stays on support throughout cannot return.

    Parameters
    ----------
    course, treated, last_observed, horizon, first_week, strata, groups, clusters, level
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
        As `mean_returns`, but courses without returns are no fault; groups and clusters as in `state_occupation`.

    Notes
    -----
    Ghosh and Lin's mean for each week, with the influence of each person on it; see `mean_returns`. The variance is the
    sum of squared influence times m / (m - 1), within strata with their squared shares of everyone; the intervals use t
    with Welch-Satterthwaite degrees of freedom, and those of the levels are cut at 0. With groups or clusters the
    variance is CR2 over them, with Satterthwaite's degrees of freedom, as in `state_occupation`.

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
        _SUMMARY,
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[*level_problems(level), *design_problems(covariates=None, groups=groups, clusters=clusters)],
    )
    parts = independent_parts(_SUMMARY, arms, groups=groups, clusters=clusters)
    found = {name: _arm(arms, code) for name, code in ARMS}
    spreads = _spreads(found) if parts is None else _spreads_over(parts, arms)
    none = np.zeros(len(arms.weeks), dtype=np.int64)
    lines = [
        _line(name, found[name][0], spreads[name], 0.0, level, _followed(arms, code), _back(arms, code))
        for name, code in ARMS
    ]
    apart = found["treated"][0] - found["reference"][0]
    lines.append(_line("difference", apart, spreads["difference"], -np.inf, level, none, none))
    n_strata = int(arms.strata.max()) + 1
    within = f" within {n_strata} strata, averaged with their shares of all persons" if strata is not None else ""
    variance = (
        "infinitesimal jackknife standard error with m/(m-1); pointwise t intervals with Welch-Satterthwaite degrees "
        "of freedom"
        if parts is None
        else f"{parts.words}; pointwise t intervals with Satterthwaite degrees of freedom"
    )
    return Curve(
        statistic="mean",
        weeks=arms.weeks,
        series=tuple(lines),
        conf_level=level,
        method=f"mean numbers of returns (Ghosh-Lin){within}, all randomised, gone as the terminal event; {variance}",
        warnings=(BESIDE, *(() if parts is None else parts.warnings)),
    )


def _spreads(found: dict[Arm, tuple[FloatVector, FloatVector, FloatVector]]) -> dict[SeriesArm, Spread]:
    """Return the standard error and the degrees of freedom by week of each line, with everyone alone."""
    (_, one, one_df), (_, zero, zero_df) = found["treated"], found["reference"]
    independent: dict[SeriesArm, tuple[FloatVector, FloatVector]] = {
        "treated": (one, one_df),
        "reference": (zero, zero_df),
        "difference": (np.concatenate([one, zero]), np.concatenate([one_df, zero_df])),
    }
    return {
        line: (np.sqrt(terms.sum(axis=0)), welch_satterthwaite(terms, dfs))
        for line, (terms, dfs) in independent.items()
    }


def _spreads_over(parts: IndependentParts, arms: WeeklyArms) -> dict[SeriesArm, Spread]:
    """Return the same with groups or clusters as the independent parts."""
    errors = parts.std_errors(mean_residuals(arms, ghosh_lin_by_week))
    return {line: (error[:, 0], np.full(len(error), parts.lines[line].df)) for line, error in errors.items()}


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
    spread: Spread,
    lowest: float,
    level: float,
    n: IntVector,
    events: IntVector,
) -> Series:
    std_error, df = spread
    margin = np.where(std_error > 0, stats.t.isf((1 - level) / 2, df) * std_error, np.nan)
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
