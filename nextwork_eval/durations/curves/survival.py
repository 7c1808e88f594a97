"""At the end you know the share without an event by week, also when people are looked at from a later week on."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.bands import Band, band_problems
from nextwork_eval.durations.contrasts import log_log_limits
from nextwork_eval.durations.curves.all_weeks import Joint, greenwood_covariance, weeks_within, with_bands
from nextwork_eval.durations.curves.lines import known_at_start, three_lines
from nextwork_eval.durations.curves.starts import first_week, not_before, size_problems, start_warnings
from nextwork_eval.durations.curves.weighted import weighted_survival_table
from nextwork_eval.durations.inputs import ARMS, ZeroLength, horizon_problems, read_timed_arms, weight_problems
from nextwork_eval.durations.tables import event_warnings, horizon_warnings, survival_table
from nextwork_eval.effects.estimate import Curve
from nextwork_eval.effects.inputs import level_problems, read_numbers, refuse

_SUMMARY = "The share without the event cannot be estimated."


def kaplan_meier(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    entry: object | None = None,
    weights: object | None = None,
    smallest_risk_set: int = 1,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    band: Band = "none",
    draws: int = 9999,
    generator: np.random.Generator | None = None,
    level: float = 0.95,
) -> Curve:
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
    entry
        Shape (n_people,): the last week before a person is looked at (delayed entry); at risk in week t if entry < t <=
        duration. None: everyone from week 1.
    weights
        Shape (n_people,): above 0, how many a person stands for, as when persons were drawn with unequal chances. None:
        all for one. The standard error is then robust.
    smallest_risk_set
        With delayed entry few are at risk at first, and one event among them throws the curve down for good. The curve
        starts in the first week in which both arms have this many at risk, and is the share without the event among
        those without it until then; weeks before are NaN.
    follow_up
        Shape (n_people,): last week in which anything is known of each; a `duration` after it is refused.
    zero_length
        What becomes of an event in the week of entry: `refuse`, or `keep` the person at risk in that week alone.
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
        `statistic` is `survival`; weeks 0 to `horizon`; lines `treated`, `reference` and `difference` with the label
        `without_event`. `n` counts the persons at risk at the start of a week (in week 0: everyone), `events` those
        with the event in it. Limits are NaN while no one has had the event; from the week on in which everyone at risk
        has it, standard errors and limits are NaN. Warnings tell of an arm without events, of persons without
        follow-up or with less of it than the horizon, of events among fewer than ten with delayed entry, and of
        spells of length zero that were kept. With bands the
        lines have `band_low` and `band_high`, NaN in weeks before the fifth event of the arm (for the difference, of
        each), in weeks with fewer than five at risk, and where there is no standard error; `critical_value` is that of
        the difference.

    Raises
    ------
    EstimationError
        With every fault: durations that are not whole weeks or negative, events that are not 0/1 or happen in the week
        of entry (week 0), persons who leave before they enter or after their follow-up ended, an arm that is not 0/1 or
        empty, weights that are not above 0, a horizon beyond the longest follow-up in an arm while someone in it is
        still without the event, lengths or pandas indexes that differ; a band with weights, without a generator, or
        with too few draws.

    Notes
    -----
    S(t) = product over weeks u <= t of (1 - d_u / n_u). Greenwood's error, S sqrt(sum d / (n (n - d))), or with weights
    that of the infinitesimal jackknife between persons (`weighted.py`); normal limits on the scale log(-log S).
    The limits of the difference combine those of the arms (MOVER), because the difference of two shares close to 0 or 1
    is far from normal.

    The bands (`all_weeks.py`) replace the quantile by the critical value of the furthest of their weeks. Early weeks
    are left out because a curve of one or two steps does not know its own standard error: such weeks would decide how
    wide the band is everywhere, and still not be held as often as promised.

    References
    ----------
    Kaplan and Meier (1958), Journal of the American Statistical Association 53, 457-481. Kalbfleisch and Prentice
    (1980), The Statistical Analysis of Failure Time Data. Nair (1984), Technometrics 26, 265-275. Zou and Donner
    (2008), Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> curve = kaplan_meier([1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=3)
    >>> curve.pick("treated", "without_event").estimate.tolist()
    [1.0, 0.75, 0.5, 0.25]
    >>> curve.pick("treated", "without_event").n.tolist()
    [4, 4, 3, 2]
    """
    given = [] if weights is None else [read_numbers("weights", weights)]
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        horizon=horizon,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *size_problems(smallest_risk_set),
            *band_problems(band, draws, generator),
            *_weighted_problems(band, weights),
        ],
        extra=given,
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
    )
    refuse(_SUMMARY, weight_problems(given))
    start = first_week(arms, horizon, smallest_risk_set)
    tables = {
        name: survival_table(
            arms.duration[own],
            arms.event[own],
            horizon=horizon,
            entry=arms.entry[own],
            start=start,
        )
        if weights is None
        else weighted_survival_table(
            arms.duration[own],
            arms.event[own],
            arms.entry[own],
            given[0].values[own],
            horizon=horizon,
            start=start,
        )
        for name, own in ((name, arms.treated == code) for name, code in ARMS)
    }
    quantile = float(stats.norm.isf((1 - level) / 2))
    limits = {name: log_log_limits(table.survival, table.std_error, quantile) for name, table in tables.items()}
    one, zero = tables["treated"], tables["reference"]
    lines = three_lines(
        "without_event",
        (one.survival, zero.survival),
        (one.std_error, zero.std_error),
        (known_at_start(limits["treated"], 1.0), known_at_start(limits["reference"], 1.0)),
        (one.at_risk, zero.at_risk),
        (one.events, zero.events),
    )
    curve = Curve(
        statistic="survival",
        weeks=np.arange(horizon + 1, dtype=np.int64),
        series=tuple(not_before(line, start) for line in lines),
        conf_level=level,
        method="Kaplan-Meier by arm"
        + (" with delayed entry" if arms.late else "")
        + ("; Greenwood standard error" if weights is None else ", weighted; infinitesimal jackknife standard error")
        + "; pointwise log(-log) limits, MOVER for the difference",
        warnings=event_warnings(arms, horizon) + horizon_warnings(arms, horizon) + start_warnings(arms, horizon, start),
    )
    if generator is None or band == "none":
        return curve
    joints = {
        name: Joint(
            covariance=greenwood_covariance(table.survival, table.std_error),
            within=weeks_within(table.survival, table.std_error, table.at_risk, table.events)[np.newaxis],
            df=float((arms.treated == code).sum() - 1),
            single=quantile,
        )
        for (name, code), table in zip(ARMS, tables.values(), strict=True)
    }
    return with_bands(curve, ["without_event"], joints, draws=draws, generator=generator)


def _weighted_problems(band: object, weights: object | None) -> list[str]:
    return (
        ["`band` is for persons who count alike: expected no `weights`."]
        if band != "none" and weights is not None
        else []
    )
