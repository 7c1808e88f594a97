"""At the end you know the share of each arm in each state, week by week, and the difference between the arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.durations.contrasts import welch_satterthwaite
from nextwork_eval.durations.inputs import ARMS, Arm
from nextwork_eval.durations.occupation import (
    ROUNDING,
    FloatArray,
    Occupation,
    held_warnings,
    occupation,
    occupation_variance,
    week_covariance,
)
from nextwork_eval.durations.state_inputs import read_weekly_arms
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series, SeriesArm
from nextwork_eval.effects.inputs import choice_problems, level_problems
from nextwork_eval.effects.paths.joint import sup_t_critical_value


def state_occupation(
    states: object,
    treated: object,
    *,
    labels: Sequence[str],
    last_observed: object,
    horizon: int,
    first_week: int = 0,
    band: Literal["none", "sup_t"] = "none",
    level: float = 0.95,
) -> Curve:
    """Estimate the share of everyone randomised in each state, week by week, in each arm and as a difference.

    Parameters
    ----------
    states
        Shape (n_people, n_weeks): the code of each person's state in each week, the first column in `first_week`.
        Code k stands for `labels[k]`; -1 (`UNOBSERVED`) from the week after `last_observed`. A state that nobody can
        leave (death) is carried on to the end of the person's follow-up.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    labels
        The name of each state, in the order of the codes.
    last_observed
        Shape (n_people,): the last week of each person's follow-up, for a reason that has nothing to do with the
        person's fate (the end of the register).
    horizon
        Last week of the curve. Later columns are not looked at.
    first_week
        0 where the week of the lottery is the first column, 1 where the first column is the week after it.
    band
        `none`; `sup_t`: limits of each difference that hold all weeks at once, from the joint covariance of the weeks.
    level
        Level of the pointwise intervals, and of the band.

    Returns
    -------
    Curve
        `statistic` is `share`; weeks `first_week` to `horizon`; for each label the lines `treated`, `reference` and
        `difference`. `n` counts the persons observed in a week, `events` those of them in the state. Where a share is
        0 or 1 its standard error is 0 and its limits are NaN: such an interval would have no width, and promise too
        much. The limits of a difference are NaN where both standard errors are 0. A warning tells of weeks in which
        a share had to be held unchanged because nobody in that state was followed on.

    Raises
    ------
    EstimationError
        With every fault: a horizon beyond the matrix or beyond the longest follow-up in an arm, an arm with fewer than
        two persons, codes without a label, weeks unobserved inside the follow-up or observed after it, an arm that is
        not 0/1, lengths or pandas indexes that differ.

    Notes
    -----
    The Aalen-Johansen estimator, p(t) = p(t-1) H(t), H_jk(t) being the share that is in k in week t among those in j in
    week t-1 who are followed to week t. The variance is the infinitesimal jackknife, sum of squared influence
    (`influence_by_week`) times m / (m - 1) for m persons in the arm; the interval uses t with m - 1 degrees of freedom
    (for the difference, Welch-Satterthwaite) and is cut at 0 and 1 (-1 and 1). It asks only that the end of follow-up
    is independent of the histories within the arm, not that histories be Markov (Datta and Satten). Without
    censoring the shares are plain proportions. The covariance of two weeks is the sum of the products of influence; the
    band's critical value is that of `sup_t_critical_value`, with the degrees of freedom of the smaller arm and the
    largest of the states' values for all.

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150. Datta and Satten (2001), Statistics and
    Probability Letters 55, 403-411. Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6.

    Examples
    --------
    Weeks 0 to 2 of four young people; the second is followed to week 1 only:

    >>> curve = state_occupation(
    ...     [[0, 1, 1], [0, 0, -1], [0, 0, 1], [0, 0, 0]],
    ...     [1, 1, 0, 0],
    ...     labels=["support", "work"],
    ...     last_observed=[2, 1, 2, 2],
    ...     horizon=2,
    ... )
    >>> curve.pick("treated", "work").estimate.tolist()
    [0.0, 0.5, 0.5]
    >>> curve.pick("difference", "work").estimate.tolist()
    [0.0, 0.5, 0.0]
    """
    unnamed = _label_problems(labels)
    arms = read_weekly_arms(
        "The shares in each state cannot be estimated.",
        states,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        n_states=None if unnamed else len(labels),
        problems=[*level_problems(level), *unnamed, *choice_problems("band", band, ["none", "sup_t"])],
    )
    by_arm = {name: arms.states[arms.treated == code] for name, code in ARMS}
    shares = {name: occupation(own, n_states=len(labels)) for name, own in by_arm.items()}
    variances = {name: occupation_variance(own, shares[name]) for name, own in by_arm.items()}
    dfs = {name: float(len(own) - 1) for name, own in by_arm.items()}
    series = [
        line for state, label in enumerate(labels) for line in _lines(label, state, shares, variances, dfs, level)
    ]
    curve = Curve(
        statistic="share",
        weeks=arms.weeks,
        series=tuple(series),
        conf_level=level,
        method="Aalen-Johansen state occupation by arm; infinitesimal jackknife standard error with m/(m-1); pointwise "
        "t intervals, Welch-Satterthwaite for the difference, cut at the ends of the scale",
        warnings=tuple(warning for name in shares for warning in held_warnings(name, shares[name])),
    )
    if band == "none":
        return curve
    covariance = sum(week_covariance(own, shares[name]) * len(own) / (len(own) - 1) for name, own in by_arm.items())
    return _banded(curve, np.asarray(covariance), labels, min(dfs.values()))


def _banded(curve: Curve, covariance: FloatArray, labels: Sequence[str], df: float) -> Curve:
    """Give each difference limits that hold all its weeks at once; one critical value, the largest of the states'."""
    critical = 0.0
    for state, label in enumerate(labels):
        moving = curve.pick("difference", label).std_error > 0
        if moving.any():
            joint = covariance[state][np.ix_(moving, moving)]
            scale = np.sqrt(np.diag(joint))
            critical = max(
                critical, sup_t_critical_value(joint / np.outer(scale, scale), df=df, level=curve.conf_level)
            )
    if critical == 0:
        return replace(curve, warnings=(*curve.warnings, "No share moves in any week: there is no band."))
    series = tuple(
        line
        if line.arm != "difference"
        else replace(
            line,
            band_low=np.where(line.std_error > 0, line.estimate - critical * line.std_error, np.nan),
            band_high=np.where(line.std_error > 0, line.estimate + critical * line.std_error, np.nan),
        )
        for line in curve.series
    )
    return replace(
        curve,
        series=series,
        critical_value=critical,
        method=f"{curve.method}; bands of the differences from the multivariate t distribution of all weeks with "
        f"{df:.0f} degrees of freedom (sup-t)",
    )


def _label_problems(labels: object) -> list[str]:
    named = isinstance(labels, Sequence) and not isinstance(labels, str) and 0 < len(set(labels)) == len(labels)
    return [] if named else ["`labels` does not name the states: expected a name for each code, none of them twice."]


def _lines(
    label: str,
    state: int,
    shares: dict[Arm, Occupation],
    variances: dict[Arm, FloatArray],
    dfs: dict[Arm, float],
    level: float,
) -> tuple[Series, ...]:
    names = [name for name, _ in ARMS]
    estimates = np.stack([shares[name].probabilities[:, state] for name in names])
    df = np.array([dfs[name] for name in names])
    inside = (estimates > ROUNDING) & (estimates < 1 - ROUNDING)
    raw = np.stack([variances[name][:, state] for name in names])
    variance = np.where(inside, raw * ((df + 1) / df)[:, np.newaxis], 0.0)
    observed = np.stack([shares[name].counts.sum(axis=1) for name in names])
    inhabited = np.stack([shares[name].counts[:, state] for name in names])
    none = np.zeros(estimates.shape[1], dtype=np.int64)
    by_week = np.ones(estimates.shape[1])
    return (
        _line("treated", label, estimates[0], variance[0], df[0] * by_week, level, 0.0, observed[0], inhabited[0]),
        _line("reference", label, estimates[1], variance[1], df[1] * by_week, level, 0.0, observed[1], inhabited[1]),
        _line(
            "difference",
            label,
            estimates[0] - estimates[1],
            variance.sum(axis=0),
            welch_satterthwaite(variance, df),
            level,
            -1.0,
            none,
            none,
        ),
    )


def _line(
    arm: SeriesArm,
    label: str,
    estimate: FloatVector,
    variance: FloatVector,
    df: FloatVector,
    level: float,
    lowest: float,
    n: IntVector,
    events: IntVector,
) -> Series:
    std_error = np.sqrt(variance)
    margin = np.where(std_error > 0, stats.t.isf((1 - level) / 2, df) * std_error, np.nan)
    return Series(
        arm=arm,
        label=label,
        estimate=estimate,
        std_error=std_error,
        conf_low=np.clip(estimate - margin, lowest, 1.0),
        conf_high=np.clip(estimate + margin, lowest, 1.0),
        n=n,
        events=events,
    )
