"""At the end you know the share without an event by week, and the share with it when another event can come first."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.contrasts import log_log_limits, mover_limits
from nextwork_eval.durations.inputs import ARMS, horizon_problems, read_timed_arms
from nextwork_eval.durations.tables import event_warnings, incidence_table, survival_table
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series
from nextwork_eval.effects.inputs import level_problems


def kaplan_meier(duration: object, event: object, treated: object, *, horizon: int, level: float = 0.95) -> Curve:
    """Estimate the share of each arm without the event, week by week.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up, a
        week in which the person was seen without the event.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Last week of the curve; events after it are not looked at.
    level
        Level of the pointwise intervals.

    Returns
    -------
    Curve
        `statistic` is `survival`; weeks 0 to `horizon`; lines `treated`, `reference` and `difference` with the label
        `without_event`. `n` counts the persons at risk at the start of a week (in week 0: everyone), `events` those
        with the event in it. Limits are NaN while no one has had the event; from the week on in which everyone at risk
        has it, standard errors and limits are NaN. Warnings tell of an arm without events and of persons without
        follow-up.

    Raises
    ------
    EstimationError
        With every fault: durations that are not whole weeks or negative, events that are not 0/1 or happen in week 0,
        an arm that is not 0/1 or empty, a horizon beyond the longest follow-up in an arm while someone in it is still
        without the event, lengths or pandas indexes that differ.

    Notes
    -----
    S(t) = product over weeks u <= t of (1 - d_u / n_u). Greenwood's standard error, S sqrt(sum d / (n (n - d))), with
    normal limits on the scale log(-log S). The limits of the difference combine those of the arms (MOVER), because the
    difference of two shares close to 0 or 1 is far from normal.

    References
    ----------
    Kaplan and Meier (1958), Journal of the American Statistical Association 53, 457-481. Kalbfleisch and Prentice
    (1980), The Statistical Analysis of Failure Time Data. Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> curve = kaplan_meier([1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=3)
    >>> curve.pick("treated", "without_event").estimate.tolist()
    [1.0, 0.75, 0.5, 0.25]
    >>> curve.pick("treated", "without_event").n.tolist()
    [4, 4, 3, 2]
    """
    arms = read_timed_arms(
        "The share without the event cannot be estimated.",
        duration,
        event,
        treated,
        horizon=horizon,
        problems=[*level_problems(level), *horizon_problems(horizon)],
    )
    tables = {
        name: survival_table(arms.duration[arms.treated == code], arms.event[arms.treated == code], horizon=horizon)
        for name, code in ARMS
    }
    quantile = float(stats.norm.isf((1 - level) / 2))
    limits = {name: log_log_limits(table.survival, table.std_error, quantile) for name, table in tables.items()}
    one, zero = tables["treated"], tables["reference"]
    return Curve(
        statistic="survival",
        weeks=np.arange(horizon + 1, dtype=np.int64),
        series=_three_lines(
            "without_event",
            (one.survival, zero.survival),
            (one.std_error, zero.std_error),
            (_known_at_start(limits["treated"], 1.0), _known_at_start(limits["reference"], 1.0)),
            (one.at_risk, zero.at_risk),
            (one.events, zero.events),
        ),
        conf_level=level,
        method="Kaplan-Meier by arm; Greenwood standard error; pointwise log(-log) limits, MOVER for the difference",
        warnings=event_warnings(arms, horizon),
    )


def cumulative_incidence(
    duration: object, event: object, treated: object, *, horizon: int, level: float = 0.95
) -> Curve:
    """Estimate the share of each arm with the event, week by week, when another event can come first and prevent it.

    A person who first has the competing event (re-arrest before work, death before return) never counts as having the
    event, and stays in the denominator: the share is one of everyone randomised.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the first event of either kind or, without one, to the last
        week of follow-up.
    event
        Shape (n_people,): 1 the event, 2 the competing event, 0 neither.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Last week of the curve; events after it are not looked at.
    level
        Level of the pointwise intervals.

    Returns
    -------
    Curve
        `statistic` is `cumulative_incidence`; weeks 0 to `horizon`; lines `treated`, `reference` and `difference` for
        the labels `event` and `competing`. `n` counts the persons at risk of either event at the start of a week,
        `events` those with the labelled event in it. Standard errors are 0 and limits NaN while a share is 0.

    Raises
    ------
    EstimationError
        As `kaplan_meier`, with events 0, 1 or 2, and two persons needed in each arm.

    Notes
    -----
    The Aalen-Johansen estimator of a chain in which waiting is left once, F(t) = sum over u <= t of S(u-1) d_u / n_u,
    through the weekly engine (`state_occupation`). The standard error is the infinitesimal jackknife with m / (m - 1);
    the limits use t with m - 1 degrees of freedom on the scale log(-log F), and combine to those of the difference by
    MOVER. Without competing events the estimate is 1 minus Kaplan-Meier's.

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150. Efron (1982), The Jackknife, the Bootstrap
    and Other Resampling Plans. Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> curve = cumulative_incidence(
    ...     [1, 2, 3, 3, 2, 3, 3, 3], [1, 2, 1, 0, 1, 2, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=3
    ... )
    >>> curve.pick("treated", "event").estimate.tolist()
    [0.0, 0.25, 0.25, 0.5]
    >>> curve.pick("treated", "competing").estimate.tolist()
    [0.0, 0.0, 0.25, 0.25]
    """
    arms = read_timed_arms(
        "The cumulative incidence cannot be estimated.",
        duration,
        event,
        treated,
        event_codes=(0, 1, 2),
        horizon=horizon,
        at_least=2,
        problems=[*level_problems(level), *horizon_problems(horizon)],
    )
    tables = {
        name: incidence_table(arms.duration[arms.treated == code], arms.event[arms.treated == code], horizon=horizon)
        for name, code in ARMS
    }
    one, zero = tables["treated"], tables["reference"]
    series: tuple[Series, ...] = ()
    for kind, label in enumerate(("event", "competing")):
        corrected = {
            name: table.std_error[:, kind] * (table.n / (table.n - 1)) ** 0.5 for name, table in tables.items()
        }
        limits = {
            name: log_log_limits(
                table.share[:, kind], corrected[name], float(stats.t.isf((1 - level) / 2, table.n - 1))
            )
            for name, table in tables.items()
        }
        series += _three_lines(
            label,
            (one.share[:, kind], zero.share[:, kind]),
            (corrected["treated"], corrected["reference"]),
            (_known_at_start(limits["treated"], 0.0), _known_at_start(limits["reference"], 0.0)),
            (one.at_risk, zero.at_risk),
            (one.events[:, kind], zero.events[:, kind]),
        )
    return Curve(
        statistic="cumulative_incidence",
        weeks=np.arange(horizon + 1, dtype=np.int64),
        series=series,
        conf_level=level,
        method="Aalen-Johansen cumulative incidence by arm; infinitesimal jackknife standard error with m/(m-1); "
        "pointwise log(-log) t limits, MOVER for the difference",
        warnings=event_warnings(arms, horizon),
    )


def _known_at_start(limits: tuple[FloatVector, FloatVector], share: float) -> tuple[FloatVector, FloatVector]:
    """Week 0 is known by definition: everyone starts without the event."""
    low, high = limits[0].copy(), limits[1].copy()
    low[0] = high[0] = share
    return low, high


def _three_lines(
    label: str,
    estimates: tuple[FloatVector, FloatVector],
    std_errors: tuple[FloatVector, FloatVector],
    limits: tuple[tuple[FloatVector, FloatVector], tuple[FloatVector, FloatVector]],
    at_risk: tuple[IntVector, IntVector],
    events: tuple[IntVector, IntVector],
) -> tuple[Series, ...]:
    arms = tuple(
        Series(
            arm=name,
            label=label,
            estimate=estimates[k],
            std_error=std_errors[k],
            conf_low=limits[k][0],
            conf_high=limits[k][1],
            n=at_risk[k],
            events=events[k],
        )
        for k, (name, _) in enumerate(ARMS)
    )
    low, high = mover_limits(estimates[0], limits[0], estimates[1], limits[1])
    none = np.zeros_like(at_risk[0])
    difference = Series(
        arm="difference",
        label=label,
        estimate=estimates[0] - estimates[1],
        std_error=np.hypot(*std_errors),
        conf_low=low,
        conf_high=high,
        n=none,
        events=none,
    )
    return (*arms, difference)
