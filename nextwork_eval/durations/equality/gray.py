"""At the end you know whether the share with the event grows alike in both arms, when another event can come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.design.urns import Lots
from nextwork_eval.durations.equality.log_rank import one_armed_strata, persons_and_events, weight_problems
from nextwork_eval.durations.equality.repeated import Asked, repeatable
from nextwork_eval.durations.equality.subdistribution import Counts, score_and_variance
from nextwork_eval.durations.inputs import TimedArms, ZeroLength, read_timed_arms
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import FloatVector, IntVector, Test
from nextwork_eval.effects.inputs import refuse

_SUMMARY = "The arms cannot be compared with Gray's test."
_LOTTERIES_AT_ONCE = 64  # cells for each draw, in the count of `portions`: about 2,000 draws of a hundred weeks


def gray_test(
    duration: object,
    event: object,
    treated: object,
    *,
    strata: object | None = None,
    rho: float = 0.0,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    draws: int | None = None,
    generator: np.random.Generator | None = None,
    rounds: object | None = None,
    clusters: object | None = None,
    threads: int = 1,
) -> Test:
    """Test that the share with the event is the same in both arms in every week, when another event can come first.

    The log-rank test asks whether the event comes equally fast among those still waiting; this one whether equally many
    of everyone randomised have it, which the competing event takes part in. The two are different questions.

    Parameters
    ----------
    duration, event, treated
        As in `cumulative_incidence`: `event` is 1 for the event, 2 for the competing event, 0 for neither. All events
        count: cut the durations at the horizon first, if there is one.
    strata, follow_up, zero_length, draws, generator, rounds, clusters, threads
        As in `log_rank`. Repetitions are ranked by the statistic itself, each with its own variance.
    rho
        Weights (1 - F)^rho, 0 or more, with F the share with the event before the week.

    Returns
    -------
    Test
        As `log_rank`; the event counts are those of the event 1.

    Raises
    ------
    EstimationError
        As `log_rank`; also when the score has no variance.

    Notes
    -----
    The score compares the events of the treated arm with those expected if both arms had the same subdistribution
    hazard: sum of (1 - F)^rho (d_1 - d R_1 / (R_1 + R_0)), R_i = n_i (1 - F_i) / S_i before the week, in which those
    with the competing event stay at risk. Its variance, with a correction for ties, stands in `subdistribution.py`;
    scores and variances of strata are added. Chi-square with 1 degree of freedom.

    References
    ----------
    Gray (1988), Annals of Statistics 16, 1141-1154.

    Examples
    --------
    >>> weeks, event = [2, 3, 5, 5, 7, 8, 1, 2, 2, 4, 6, 8], [1, 2, 1, 0, 1, 0, 1, 1, 1, 2, 1, 0]
    >>> test = gray_test(weeks, event, [1] * 6 + [0] * 6)
    >>> round(test.test_statistic, 3), round(test.p_value, 3)
    (0.388, 0.533)
    """
    asked = Asked(draws=draws, generator=generator, rounds=rounds, clusters=clusters, threads=threads)
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2),
        strata=strata,
        follow_up=follow_up,
        zero_length=zero_length,
        extra=asked.columns(),
        problems=[*weight_problems(rho, 0), *asked.problems()],
    )
    refuse(_SUMMARY, asked.crossing(arms))
    people = np.arange(len(arms.treated), dtype=np.int64)
    score, variance = score_of(weekly(arms, people, len(people)), arms.treated[None, :], rho)
    if not variance[0] > 0:
        refuse(_SUMMARY, ["In no week does the event happen while both arms can still have it."])
    statistic = float(score[0] ** 2 / variance[0])
    p_value, by = float(stats.chi2.sf(statistic, 1)), "chi-square"
    warnings = event_warnings(arms, None) + one_armed_strata(arms)
    if draws is not None:
        lottery = repeatable(asked, arms, np.empty((len(people), 0)))
        strata_of_units = weekly(arms, lottery.unit_of, lottery.n_units)

        def ranked(lots: Lots) -> FloatVector:
            u, v = score_of(strata_of_units, lots, rho)
            return np.asarray(np.divide(u**2, v, out=np.zeros(len(u)), where=v > 0))

        p_value = lottery.p_value(ranked, _LOTTERIES_AT_ONCE)
        by, warnings = f"studentised re-randomisation over {lottery.words}", warnings + lottery.warnings
    return Test(
        statistic="chi_square",
        null_hypothesis="The share with the event is the same in both arms in every week"
        + (", within each stratum." if strata is not None else "."),
        test_statistic=statistic,
        df=1.0 if draws is None else None,
        p_value=p_value,
        method=f"{'stratified ' if strata is not None else ''}Gray's test of cumulative incidence"
        + (f", rho {rho:g}" if rho else "")
        + f"; {by}",
        warnings=warnings,
        **persons_and_events(arms),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weekly:
    """What each unit adds to the counts of one stratum.

    Attributes
    ----------
    units
        Shape (n_units, 3 * n_weeks): at risk, event, competing event, in each week with either.
    total
        Shape (3, n_weeks): sums over all units.
    """

    units: NDArray[np.float32]
    total: NDArray[np.float64]


def weekly(arms: TimedArms, unit_of: IntVector, n_units: int) -> tuple[Weekly, ...]:
    """Lay out the weeks of each stratum that has an event of either kind; `unit_of` as in `variance`."""
    found = []
    for stratum in np.unique(arms.strata):
        people = np.flatnonzero(arms.strata == stratum)
        duration, event = arms.duration[people], arms.event[people]
        weeks = np.unique(duration[event > 0])
        if not len(weeks):
            continue
        own = np.concatenate(
            [weeks <= duration[:, None], *((weeks == duration[:, None]) & (event == k)[:, None] for k in (1, 2))],
            axis=1,
        ).astype(np.float32)
        units = np.zeros((n_units, own.shape[1]), dtype=np.float32)
        np.add.at(units, unit_of[people], own)
        found.append(Weekly(units=units, total=units.sum(axis=0, dtype=np.float64).reshape(3, -1)))
    return tuple(found)


def score_of(strata: Sequence[Weekly], lots: NDArray[np.generic], rho: float) -> tuple[FloatVector, FloatVector]:
    """Return score and variance, strata added, for each row of `lots`."""
    score, variance = np.zeros(len(lots)), np.zeros(len(lots))
    for stratum in strata:
        drawn = (lots.astype(np.float32) @ stratum.units).astype(np.float64).reshape(len(lots), *stratum.total.shape)
        both = np.stack([drawn, stratum.total - drawn], axis=2)
        u, v = score_and_variance(Counts(at_risk=both[:, 0], events=both[:, 1], competing=both[:, 2]), rho)
        score, variance = score + u, variance + v
    return score, variance
