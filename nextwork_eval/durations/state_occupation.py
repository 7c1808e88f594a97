"""At the end you know the share of each arm in each state, week by week, and the difference between the arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import stats

from nextwork_eval.durations.bands import Band, band_critical_value, band_problems
from nextwork_eval.durations.contrasts import welch_satterthwaite
from nextwork_eval.durations.contributions import design_problems, within_words
from nextwork_eval.durations.independent_parts import independent_parts, state_residuals
from nextwork_eval.durations.inputs import ARMS, Arm
from nextwork_eval.durations.occupation import FloatArray
from nextwork_eval.durations.state_arms import ArmShares, arm_covariance, arm_shares
from nextwork_eval.durations.state_inputs import read_weekly_arms
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series, SeriesArm
from nextwork_eval.effects.inputs import level_problems

_SUMMARY = "The shares in each state cannot be estimated."


def state_occupation(
    states: object,
    treated: object,
    *,
    labels: Sequence[str],
    last_observed: object,
    horizon: int,
    first_week: int = 0,
    strata: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    band: Band = "none",
    draws: int = 9999,
    generator: np.random.Generator | None = None,
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
    strata
        Shape (n_people,): the lottery round or site in which each person was drawn; arms are compared within strata,
        and averaged with the strata's shares of everyone randomised. None for one lottery.
    groups, clusters
        At most one of them: the peer groups of the treated arm, as in `group_treatment`; clusters that were drawn, as
        in `difference_in_means_clustered`.
    band
        `none`; `sup_t`: limits of each difference that hold all weeks at once, from the joint distribution of the
        weeks.
    draws, generator
        Number of draws from that distribution, 999 or more, and the source of chance; for `sup_t` only.
    level
        Level of the pointwise intervals, and of the band.

    Returns
    -------
    Curve
        `statistic` is `share`; weeks `first_week` to `horizon`; for each label the lines `treated`, `reference` and
        `difference`. `n` counts the persons observed in a week, `events` those of them in the state. Where a share is
        0 or 1 its standard error is 0 and its limits are NaN: such an interval would have no width, and promise too
        much. The limits of a difference are NaN where both standard errors are 0. A warning tells of weeks in which
        a share had to be held unchanged because nobody in that state was followed on. With a band, the differences have
        `band_low` and `band_high`, NaN where the standard error is 0; `critical_value` is its half width in standard
        errors.

    Raises
    ------
    EstimationError
        With every fault: a horizon beyond the matrix or beyond the longest follow-up in an arm (of a stratum), an arm
        with fewer than two persons (in a stratum), codes without a label, weeks unobserved inside the follow-up or
        observed after it, an arm that is not 0/1, lengths or pandas indexes that differ; a band without a generator, or
        with too few draws. Then groups or clusters that cannot show how much they differ, in any arm of any stratum.

    Notes
    -----
    The Aalen-Johansen estimator, p(t) = p(t-1) H(t), H_jk(t) being the share that is in k in week t among those in j in
    week t-1 who are followed to week t. The variance is the infinitesimal jackknife, sum of squared influence
    (`influence_by_week`) times m / (m - 1) for m persons in the arm; the interval uses t with m - 1 degrees of freedom
    (for the difference, Welch-Satterthwaite) and is cut at 0 and 1 (-1 and 1). It asks only that the end of follow-up
    is independent of the histories within the arm, not that histories be Markov (Datta and Satten). Without
    censoring the shares are plain proportions. With strata b of n_b persons the shares of an arm are the sum of
    n_b / n p_ab(t), each stratum with its own transitions; variances are sums of (n_b / n)^2 m_ab / (m_ab - 1) times
    squared influence, with Welch-Satterthwaite degrees of freedom. Nothing is then asked of follow-up between strata:
    it may end earlier in a later round. The covariance of two weeks is the sum of the products of influence. The band
    is as wide as the furthest week of 95 % of the draws from that covariance, by the Gaussian multiplier and with a t
    distribution of the smaller arm's degrees of freedom, persons less strata (`bands.py`); it holds all weeks of a
    state, and the largest of the states' values is used for all.

    With groups or clusters the variance is CR2 over them, of the values share + m influence, with Satterthwaite's
    degrees of freedom, the same in all weeks; for the difference that of `group_treatment` or
    `difference_in_means_clustered` in each week, for an arm that of its own level. The covariance of two weeks is the
    sum of the products of the parts.

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
        _SUMMARY,
        states,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        n_states=None if unnamed else len(labels),
        strata=strata,
        problems=[
            *level_problems(level),
            *unnamed,
            *band_problems(band, draws, generator),
            *design_problems(covariates=None, groups=groups, clusters=clusters),
        ],
    )
    parts = independent_parts(_SUMMARY, arms, groups=groups, clusters=clusters)
    found = {name: arm_shares(arms, name, code, n_states=len(labels)) for name, code in ARMS}
    if parts is None:
        spreads = _spreads(found)
        variance = (
            "infinitesimal jackknife standard error with m/(m-1); pointwise t intervals, Welch-Satterthwaite for the "
            "difference"
        )
    else:
        errors = parts.std_errors(state_residuals(arms, n_states=len(labels)))
        spreads = {line: (error, np.full_like(error, parts.lines[line].df)) for line, error in errors.items()}
        variance = f"{parts.words}; pointwise t intervals with Satterthwaite degrees of freedom"
    curve = Curve(
        statistic="share",
        weeks=arms.weeks,
        series=tuple(
            line for state, label in enumerate(labels) for line in _lines(label, state, found, spreads, level)
        ),
        conf_level=level,
        method="Aalen-Johansen state occupation by arm"
        + within_words(int(arms.strata.max()) + 1, stratified=strata is not None)
        + f"; {variance}, cut at the ends of the scale",
        warnings=tuple(warning for shares in found.values() for warning in shares.warnings)
        + (() if parts is None else parts.warnings),
    )
    if generator is None or band == "none":
        return curve
    if parts is None:
        covariance = sum(arm_covariance(arms, code, n_states=len(labels)) for _, code in ARMS)
        df = min(float(shares.dfs.sum()) for shares in found.values())
        told_df = f"{df:.0f}"
    else:
        covariance, df = parts.covariance(state_residuals(arms, n_states=len(labels))), parts.smaller_df
        told_df = f"{df:.1f}"
    critical = band_critical_value(np.asarray(covariance), df=df, level=level, draws=draws, generator=generator)
    if critical == 0:
        return replace(curve, warnings=(*curve.warnings, "No share varies in any week: there is no band."))
    return replace(
        curve,
        series=tuple(_banded(line, critical) if line.arm == "difference" else line for line in curve.series),
        critical_value=critical,
        method=f"{curve.method}; for each state a band for all weeks of {critical:.3f} standard errors: {draws} draws "
        f"by the Gaussian multiplier, t with {told_df} degrees of freedom (sup-t)",
    )


def _banded(line: Series, critical: float) -> Series:
    """Give a difference limits that hold all its weeks at once, cut at the ends of the scale."""
    margin = np.where(line.std_error > 0, critical * line.std_error, np.nan)
    return replace(
        line,
        band_low=np.clip(line.estimate - margin, -1.0, 1.0),
        band_high=np.clip(line.estimate + margin, -1.0, 1.0),
    )


def _label_problems(labels: object) -> list[str]:
    named = isinstance(labels, Sequence) and not isinstance(labels, str) and 0 < len(set(labels)) == len(labels)
    return [] if named else ["`labels` does not name the states: expected a name for each code, none of them twice."]


def _spreads(found: dict[Arm, ArmShares]) -> dict[SeriesArm, tuple[FloatArray, FloatArray]]:
    """Return the standard error and degrees of freedom of each line with everyone alone; both of shape (W, S)."""
    one, zero = found["treated"], found["reference"]
    independent: dict[SeriesArm, tuple[FloatArray, FloatVector]] = {
        "treated": (one.terms, one.dfs),
        "reference": (zero.terms, zero.dfs),
        "difference": (np.concatenate([one.terms, zero.terms]), np.concatenate([one.dfs, zero.dfs])),
    }
    return {
        line: (np.sqrt(terms.sum(axis=0)), welch_satterthwaite(terms, dfs))
        for line, (terms, dfs) in independent.items()
    }


def _lines(
    label: str,
    state: int,
    found: dict[Arm, ArmShares],
    spreads: dict[SeriesArm, tuple[FloatArray, FloatArray]],
    level: float,
) -> tuple[Series, ...]:
    """Return the lines of both arms and of the difference in one state."""
    one, zero = (found[name].probabilities[:, state] for name in ("treated", "reference"))
    none = np.zeros(len(one), dtype=np.int64)
    of_line: dict[SeriesArm, tuple[FloatVector, float, IntVector, IntVector]] = {
        name: (shares.probabilities[:, state], 0.0, shares.counts.sum(axis=1), shares.counts[:, state])
        for name, shares in found.items()
    }
    of_line["difference"] = (one - zero, -1.0, none, none)
    return tuple(
        _line(line, label, estimate, spreads[line][0][:, state], spreads[line][1][:, state], level, lowest, n, events)
        for line, (estimate, lowest, n, events) in of_line.items()
    )


def _line(
    arm: SeriesArm,
    label: str,
    estimate: FloatVector,
    std_error: FloatVector,
    df: FloatVector,
    level: float,
    lowest: float,
    n: IntVector,
    events: IntVector,
) -> Series:
    """Return one line."""
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
