"""At the end you know whether the event comes equally fast, sharpened by what was known before the lottery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from nextwork_eval.durations.equality.log_rank import (
    SUMMARY,
    nothing_to_compare,
    one_armed_strata,
    persons_and_events,
)
from nextwork_eval.durations.equality.repeated import Asked, absolute_sum, repeatable
from nextwork_eval.durations.equality.risk_sets import FloatMatrix, RiskSets, risk_sets, scores, variance
from nextwork_eval.durations.inputs import TimedArms, ZeroLength, read_timed_arms
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import IntVector, Test
from nextwork_eval.effects.inputs import Column, refuse

_ADDS_NOTHING = 1e-7  # of a covariate's own length


def adjusted_log_rank(
    duration: object,
    event: object,
    treated: object,
    *,
    covariates: object | None,
    strata: object | None = None,
    entry: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    draws: int | None = None,
    generator: np.random.Generator | None = None,
    rounds: object | None = None,
    clusters: object | None = None,
    threads: int = 1,
) -> Test:
    """Test that the weekly risk of the event is the same in both arms, with covariates that make the test sharper.

    The hypothesis is that of the log-rank test, not one about risks at given covariates: the covariates only take out
    of the comparison what the lottery happened to deal unevenly.

    Parameters
    ----------
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame. None: the log-rank test itself.
    duration, event, treated, strata, entry, follow_up, zero_length, draws, generator, rounds, clusters, threads
        As in `log_rank`.

    Returns
    -------
    Test
        As `log_rank`. Warnings also name covariates that were left out because they are constant or repeat others
        within an arm.

    Raises
    ------
    EstimationError
        As `log_rank`; also for covariates that are not numbers, with as many covariates and strata as persons in an
        arm, and where the covariates explain so much that no variance is left.

    Notes
    -----
    The derived outcomes of person i, with Y_0, Y_1 and Y those at risk in a week, d the events, dN_i the person's own,

        O_i1 = sum over weeks of (Y_0 / Y) (dN_i - Y_i d / Y),    O_i0 = the same with Y_1 / Y,

    give the log-rank numerator U = sum over the treated of O_i1 minus sum over the others of O_i0. Regressed on the
    covariates within each arm (both centred within the arm of each stratum), with slopes b_1 and b_0, they give

        U_adjusted = U - sum over the treated of x_i (b_1 + b_0),      x_i centred within the stratum,
        V_adjusted = V - (b_1 + b_0)' [sum over strata of (n_1 n_0 / n) C] (b_1 + b_0),

    V the hypergeometric variance and C the covariance of the covariates in the stratum. With one chance of an offer in
    all strata V_adjusted is, in large trials, never above V. Chi-square is U_adjusted^2 / V_adjusted.

    With `draws` the lotteries are ranked by |sum over those offered of e_i|, e_i what remains of the log-rank score
    after one regression on the covariates within strata: it does not depend on the lots, so that the test is exact when
    the offer changes nobody's event and follow-up, however many covariates there are.

    References
    ----------
    Ye, Shao and Yi (2024), Biometrika 111, 691-705. Rosenbaum (2002), Statistical Science 17, 286-327.

    Examples
    --------
    >>> weeks, event = [6, 9, 12, 12, 2, 3, 6, 12], [1, 1, 0, 0, 1, 1, 1, 1]
    >>> age = {"age": [20, 24, 25, 29, 19, 25, 22, 26]}
    >>> test = adjusted_log_rank(weeks, event, [1, 1, 1, 1, 0, 0, 0, 0], covariates=age)
    >>> round(test.test_statistic, 2)
    2.23
    """
    asked = Asked(draws=draws, generator=generator, rounds=rounds, clusters=clusters, threads=threads)
    traits = [] if covariates is None else read_covariates(covariates)
    arms = read_timed_arms(
        SUMMARY,
        duration,
        event,
        treated,
        strata=strata,
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
        extra=[*traits, *asked.columns()],
        problems=asked.problems(),
    )
    x, left_out = _useful(traits, arms)
    refuse(SUMMARY, [*asked.crossing(arms), *_crowding(arms, x.shape[1])])
    sets, people = risk_sets(arms), np.arange(len(arms.treated), dtype=np.int64)
    total = float(variance(sets, [(0.0, 0.0)], people, len(people)).of(arms.treated[None, :])[0, 0])
    if not total > 0:
        refuse(SUMMARY, [nothing_to_compare(stratified=strata is not None)])
    found = adjustment(arms, sets, x)
    if not total - found.taken_out > 1e-9 * total:
        refuse(SUMMARY, ["The covariates explain so much that no variance is left: name fewer."])
    own = scores(sets, [(0.0, 0.0)], len(people))
    numerator = float(own[arms.treated == 1, 0].sum()) - found.shift
    statistic = numerator**2 / (total - found.taken_out)
    p_value, by = float(stats.chi2.sf(statistic, 1)), "chi-square"
    warnings = event_warnings(arms, None) + one_armed_strata(arms)
    warnings += (f"Left out of the adjustment: {', '.join(left_out)} (constant, or repeating others).",) * bool(
        left_out
    )
    if draws is not None:
        centred = _centred(x, arms.strata)
        remains = own - centred @ np.linalg.lstsq(centred, own, rcond=None)[0] if x.shape[1] else own
        lottery = repeatable(asked, arms, remains)
        p_value = lottery.p_value(absolute_sum(lottery, remains), 1)
        by, warnings = f"re-randomisation of residual scores over {lottery.words}", warnings + lottery.warnings
    k = x.shape[1]
    return Test(
        statistic="chi_square",
        null_hypothesis="The risk of the event is the same in both arms in every week"
        + (", within each stratum." if strata is not None else "."),
        test_statistic=statistic,
        df=1.0 if draws is None else None,
        p_value=p_value,
        method=f"{'stratified ' if strata is not None else ''}log-rank test adjusted for {k} "
        f"covariate{'' if k == 1 else 's'} (Ye, Shao and Yi)" + (", delayed entry" if arms.late else "") + f"; {by}",
        warnings=warnings,
        **persons_and_events(arms),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What the covariates take out of the numerator, and out of the variance."""

    shift: float
    taken_out: float


def adjustment(arms: TimedArms, sets: tuple[RiskSets, ...], x: FloatMatrix) -> Adjustment:
    """Regress the derived outcomes on covariates, shape (n_people, n_covariates), within each arm."""
    if not x.shape[1]:
        return Adjustment(shift=0.0, taken_out=0.0)
    outcomes = derived_outcomes(arms, sets)
    slopes = np.zeros(x.shape[1])
    for arm in (1, 0):
        own = arms.treated == arm
        within = _centred(x[own], arms.strata[own])
        slopes += np.linalg.lstsq(within, outcomes[own], rcond=None)[0]
    line = _centred(x, arms.strata) @ slopes
    sizes = np.bincount(arms.strata).astype(np.float64)
    offered = np.bincount(arms.strata, weights=arms.treated)
    spread = np.bincount(arms.strata, weights=line**2) / np.maximum(sizes - 1, 1)
    return Adjustment(
        shift=float(line[arms.treated == 1].sum()),
        taken_out=float((offered * (sizes - offered) / sizes * spread).sum()),
    )


def derived_outcomes(arms: TimedArms, sets: tuple[RiskSets, ...]) -> FloatMatrix:
    """Return O_i1 for the treated and O_i0 for the others, shape (n_people,); see `adjusted_log_rank`."""
    found = np.zeros(len(arms.treated))
    for stratum in sets:
        lots = arms.treated[stratum.people]
        share = lots @ stratum.present / stratum.at_risk
        for arm, other in ((1, 1 - share), (0, share)):
            own = lots == arm
            weeks = stratum.own_week[own]
            seen = np.where(weeks >= 0, other[weeks], 0.0) if len(other) else np.zeros(own.sum())
            found[stratum.people[own]] = seen - stratum.present[own] @ (other * stratum.events / stratum.at_risk)
    return found


def _centred(x: FloatMatrix, labels: IntVector) -> FloatMatrix:
    """Return columns less their means among persons with the same label."""
    codes = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(codes)
    means = np.column_stack([np.bincount(codes, weights=column) / sizes for column in x.T]) if x.shape[1] else x[:0]
    return x - means[codes] if x.shape[1] else x


def _useful(traits: list[Column], arms: TimedArms) -> tuple[FloatMatrix, tuple[str, ...]]:
    """Keep, in their order and of variance one, covariates that add to those before in each arm."""
    kept: list[FloatMatrix] = []
    left_out = []
    for column in traits:
        values = column.values - column.values.mean()
        values = values / (np.abs(values).max() or 1.0)
        if all(_adds(values, kept, arms, arm) for arm in (0, 1)):
            kept.append(values / values.std())
        else:
            left_out.append(column.name)
    return np.column_stack(kept) if kept else np.empty((len(arms.treated), 0)), tuple(left_out)


def _adds(values: FloatMatrix, kept: list[FloatMatrix], arms: TimedArms, arm: int) -> bool:
    own = arms.treated == arm
    columns = _centred(np.column_stack([*kept, values])[own], arms.strata[own])
    before, new = columns[:, :-1], columns[:, -1]
    rest = new - before @ np.linalg.lstsq(before, new, rcond=None)[0] if before.shape[1] else new
    return float(np.linalg.norm(rest)) > _ADDS_NOTHING * max(float(np.linalg.norm(values[own])), 1e-300)


def _crowding(arms: TimedArms, k: int) -> list[str]:
    if not k:
        return []
    rooms = [int((arms.treated == arm).sum()) - len(np.unique(arms.strata[arms.treated == arm])) for arm in (0, 1)]
    if min(rooms) > k:
        return []
    return [
        f"The smaller arm leaves room for {max(min(rooms) - 1, 0)} covariates beside its strata, {k} are given: "
        "name fewer covariates."
    ]
