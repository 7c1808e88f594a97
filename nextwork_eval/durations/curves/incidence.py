"""At the end you know the share with the event by week, when another event can come first."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.bands import Band, band_problems
from nextwork_eval.durations.contrasts import log_log_limits
from nextwork_eval.durations.curves.all_weeks import Joint, weeks_within, with_bands
from nextwork_eval.durations.curves.late_incidence import late_incidence_table
from nextwork_eval.durations.curves.lines import known_at_start, three_lines
from nextwork_eval.durations.curves.starts import LATER, first_week, not_before, size_problems, start_warnings
from nextwork_eval.durations.inputs import ARMS, ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.risk_sets_by_week import late_problems
from nextwork_eval.durations.tables import IncidenceTable, event_warnings, horizon_warnings, incidence_table
from nextwork_eval.effects.estimate import Curve, Series
from nextwork_eval.effects.inputs import level_problems, refuse

_SUMMARY = "The cumulative incidence cannot be estimated."


def cumulative_incidence(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    entry: object | None = None,
    smallest_risk_set: int = 1,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    band: Band = "none",
    draws: int = 9999,
    generator: np.random.Generator | None = None,
    level: float = 0.95,
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
    entry
        Shape (n_people,): the last week before a person is looked at (delayed entry); at risk in week t if entry < t <=
        duration. None: everyone from week 1.
    smallest_risk_set
        With delayed entry the curve starts in the first week in which both arms have this many at risk, and is the
        share with the event of those without any event until then; weeks before are NaN.
    follow_up, zero_length
        As in `kaplan_meier`.
    band
        `none`; `sup_t`: for both arms and their difference also limits that hold all weeks of a line at once, from the
        joint distribution of the weeks.
    draws, generator
        Number of draws from that distribution, 999 or more, and the source of chance; for `sup_t` only.
    level
        Level of the pointwise intervals, and of the bands.

    Returns
    -------
    Curve
        `statistic` is `cumulative_incidence`; weeks 0 to `horizon`; lines `treated`, `reference` and `difference` for
        the labels `event` and `competing`. `n` counts the persons at risk of either event at the start of a week,
        `events` those with the labelled event in it. Standard errors are 0 and limits NaN while a share is 0.
        With bands the
        lines have `band_low` and `band_high`, NaN in weeks before the fifth event of the arm (for the difference, of
        each), in weeks with fewer than five at risk, and where there is no standard error; `critical_value` is that of
        the difference.

    Raises
    ------
    EstimationError
        As `kaplan_meier`, with events 0, 1 or 2, and two persons needed in each arm. With delayed entry also when, from
        the week in which the curve starts, a week has nobody at risk while some of the arm still wait, or everyone at
        risk has an event before others enter.

    Notes
    -----
    The Aalen-Johansen estimator of a chain in which waiting is left once, F(t) = sum over u <= t of S(u-1) d_u / n_u,
    through the weekly engine (`state_occupation`). The standard error is the infinitesimal jackknife with m / (m - 1);
    the limits use t with m - 1 degrees of freedom on the scale log(-log F), and combine to those of the difference by
    MOVER. Without competing events the estimate is 1 minus Kaplan-Meier's. With delayed entry n_u are those with
    entry < u <= duration, and a person's influence begins with the first week at risk (`late_incidence.py`). The
    covariance of two weeks, for the bands, is the sum of the products of influence; see `kaplan_meier`. Each kind
    of event has bands of its own width; the method tells that of the event.

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
        _SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2),
        horizon=horizon,
        at_least=2,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *size_problems(smallest_risk_set),
            *band_problems(band, draws, generator),
        ],
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
    )
    start = first_week(arms, horizon, smallest_risk_set)
    refuse(_SUMMARY, late_problems(arms, horizon, start=start, remedy=LATER))
    tables = {
        name: late_incidence_table(
            arms.duration[own], arms.event[own], arms.entry[own], horizon=horizon, start=start, joint=band != "none"
        )
        if arms.late
        else incidence_table(arms.duration[own], arms.event[own], horizon=horizon, joint=band != "none")
        for name, own in ((name, arms.treated == code) for name, code in ARMS)
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
        series += three_lines(
            label,
            (one.share[:, kind], zero.share[:, kind]),
            (corrected["treated"], corrected["reference"]),
            (known_at_start(limits["treated"], 0.0), known_at_start(limits["reference"], 0.0)),
            (one.at_risk, zero.at_risk),
            (one.events[:, kind], zero.events[:, kind]),
        )
    curve = Curve(
        statistic="cumulative_incidence",
        weeks=np.arange(horizon + 1, dtype=np.int64),
        series=tuple(not_before(line, start) for line in series),
        conf_level=level,
        method="Aalen-Johansen cumulative incidence by arm"
        + (" with delayed entry" if arms.late else "")
        + "; infinitesimal jackknife standard error with m/(m-1); "
        "pointwise log(-log) t limits, MOVER for the difference",
        warnings=event_warnings(arms, horizon) + horizon_warnings(arms, horizon) + start_warnings(arms, horizon, start),
    )
    if generator is None or band == "none":
        return curve
    joints = {name: _joint(table, level) for name, table in tables.items()}
    return with_bands(curve, ["event", "competing"], joints, draws=draws, generator=generator)


def _joint(table: IncidenceTable, level: float) -> Joint:
    assert table.covariance is not None
    return Joint(
        covariance=table.covariance * table.n / (table.n - 1),
        within=np.stack(
            [
                weeks_within(table.share[:, kind], table.std_error[:, kind], table.at_risk, table.events[:, kind])
                for kind in (0, 1)
            ]
        ),
        df=float(table.n - 1),
        single=float(stats.t.isf((1 - level) / 2, table.n - 1)),
    )
