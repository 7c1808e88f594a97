"""At the end you know the effect on the weekly risk of the event, modelled week by week as what it is: yes or no."""

from __future__ import annotations

from typing import Literal

import numpy as np

from nextwork_eval.durations.inputs import ZeroLength
from nextwork_eval.durations.models.cells import Cells, count_cells
from nextwork_eval.durations.models.ratios import beside, log_ratio
from nextwork_eval.durations.models.reading import ModelRows, read_model_rows
from nextwork_eval.durations.models.weekly_risk import fit_weekly_risk
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import choice_problems, refuse

Baseline = Literal["weeks", "log_time", "spline"]

_SUMMARY = "The weekly risks cannot be compared."
# Harrell's places for four knots: three degrees of freedom, as many as a trial of 120 can carry.
_KNOTS = (0.05, 0.35, 0.65, 0.95)


def discrete_time_hazard(
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object | None = None,
    horizon: int,
    link: Literal["cloglog", "logit"] = "cloglog",
    baseline: Baseline = "spline",
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log ratio of the weekly risk of the event, treated against reference, from person-weeks.

    Never the headline: like every hazard ratio it compares those who are still waiting, who after the first weeks are
    no longer what the lottery made them.

    Parameters
    ----------
    duration
        Shape (n_rows,): whole weeks from the lottery to the event or, without one, to the last week of follow-up.
    event
        Shape (n_rows,): 1 if the event happened in week `duration`, 0 if follow-up (or a competing event) ended there.
    treated
        Shape (n_rows,): 1 for those offered the programme, 0 for the reference arm.
    entry
        Shape (n_rows,): the week after which a row is at risk; None where all are from the lottery.
    horizon
        Weeks after it are not looked at.
    link
        `cloglog`: the ratio is the hazard ratio of the proportional hazards model in continuous time, seen by the week.
        `logit`: it is the odds ratio of the event in a week.
    baseline
        How the risk changes over time. `weeks`: a level for each week; weeks without events, and weeks in which all at
        risk have the event, tell nothing of the arms and are dropped. `log_time`: linear in the logarithm of the week.
        `spline`: restricted cubic spline with four knots among the weeks of the events.
    covariates
        Measured before the lottery: a matrix, a mapping from names to vectors, or a data frame.
    strata
        Shape (n_rows,): the lottery round of each row; each has a level of its own.
    clusters
        Shape (n_rows,): the person, where spells recur, or the unit that was drawn. None where each row is one person,
        who has at most one event: the model's own standard error is then right.
    follow_up, zero_length
        As in `kaplan_meier`; each row has its own.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `log_hazard_ratio` (cloglog) or `log_odds_ratio_by_week` (logit); `exp` gives the ratio. Below 0
        the event comes more slowly in the treated arm. `n_treated` and `n_reference` count rows. Warnings name what was
        left out: weeks, strata, covariates.

    Raises
    ------
    EstimationError
        With every fault: durations or entries that are not whole weeks, an entry that is not before its duration,
        events that are not 0/1 or happen in week 0, an arm that is empty or without events by the horizon, fewer than
        two clusters, missing values, lengths or pandas indexes that differ; a baseline that the weeks of the events do
        not carry; and when weeks or covariates tell apart who has the event.

    Notes
    -----
    g(P(event in week t | at risk)) = a(t) + b treated + c'x, a binomial model of person-weeks (Allison 1982), summed
    over people who agree in everything; the fit is statsmodels'. With clusters, the variance is the sandwich with the
    inverse expected information, as in R's `sandwich`, times m / (m - 1) for m clusters, and the reference is t with
    m - 1 degrees of freedom; otherwise the inverse information and the normal distribution.

    References
    ----------
    Prentice and Gloeckler (1978), Biometrics 34, 57-67. Allison (1982), Sociological Methodology 13, 61-98. Harrell
    (2015), Regression Modeling Strategies, second edition, section 2.4.

    Examples
    --------
    All at risk in one week, of ten a half and of ten a fifth with the event: log(log 0.5 / log 0.8).

    >>> found = discrete_time_hazard(
    ...     [1] * 20, [1] * 5 + [0] * 5 + [1] * 2 + [0] * 8, [1] * 10 + [0] * 10, horizon=1, baseline="weeks"
    ... )
    >>> round(found.estimate, 4)
    1.1334
    """
    rows = read_model_rows(
        _SUMMARY,
        duration,
        event,
        treated,
        entry=entry,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        problems=[
            *choice_problems("link", link, ("cloglog", "logit")),
            *choice_problems("baseline", baseline, ("weeks", "log_time", "spline")),
        ],
    )
    last = int(rows.duration.max())
    cells = count_cells(rows, np.arange(last + 1))
    if baseline == "weeks":
        cells, columns, warnings = _levels_by_week(cells)
    else:
        weeks = np.arange(1, last + 1, dtype=np.float64)
        columns = np.column_stack([np.ones(last), np.log(weeks)]) if baseline == "log_time" else _spline(rows, weeks)
        warnings = ()
    found = fit_weekly_risk(_SUMMARY, rows, cells, columns, link)
    m = found.n_clusters
    return log_ratio(
        "log_hazard_ratio" if link == "cloglog" else "log_odds_ratio_by_week",
        found.estimate,
        found.variance if found.robust is None else found.robust * m / (m - 1),
        df=None if found.robust is None else float(m - 1),
        level=level,
        rows=rows,
        method=f"discrete-time hazard by {link}, {_BASELINES[baseline]}{beside(rows)}; "
        + (
            "model standard error; normal interval on the log scale"
            if found.robust is None
            else f"sandwich standard error over {m} clusters with m/(m-1); t interval on the log scale"
        ),
        warnings=warnings,
    )


_BASELINES = {
    "weeks": "a level for each week with events",
    "log_time": "risk linear in the logarithm of the week",
    "spline": "restricted cubic spline of the week with four knots",
}


def _levels_by_week(cells: Cells) -> tuple[Cells, FloatMatrix, tuple[str, ...]]:
    """Drop the weeks that tell nothing, and give each of the others a column."""
    events, at_risk = cells.events.sum(axis=0), cells.exposure.sum(axis=0)
    empty, full = np.flatnonzero((events == 0) & (at_risk > 0)), np.flatnonzero((events == at_risk) & (at_risk > 0))
    kept = cells.without(np.flatnonzero((events == 0) | (events == at_risk)))
    n_kept = kept.exposure.shape[1]
    if n_kept == 0:
        refuse(_SUMMARY, ["In no week does the event happen to some, but not all, who are at risk."])
    warnings = []
    if len(empty):
        warnings.append(f"{len(empty)} weeks without events are dropped: with a level of their own they tell nothing.")
    if len(full):
        warnings.append(f"{len(full)} weeks in which all at risk have the event are dropped: they tell nothing.")
    return kept, np.eye(n_kept), tuple(warnings)


def _spline(rows: ModelRows, weeks: FloatVector) -> FloatMatrix:
    """Return 1, the week and two cubic terms that are linear outside the outer knots; shape (n_weeks, 4)."""
    knots = np.quantile(rows.duration[rows.event == 1], _KNOTS)
    if len(np.unique(knots)) < len(knots):
        refuse(
            _SUMMARY,
            ["The events fall into too few weeks for a spline: expected `baseline` of `weeks` or `log_time` for them."],
        )
    cubes = np.maximum(weeks[:, np.newaxis] - knots, 0.0) ** 3
    width = knots[-1] - knots[-2]
    terms = (
        cubes[:, :-2]
        - cubes[:, [-2]] * (knots[-1] - knots[:-2]) / width
        + cubes[:, [-1]] * (knots[-2] - knots[:-2]) / width
    ) / (knots[-1] - knots[0]) ** 2
    return np.column_stack([np.ones(len(weeks)), weeks / weeks[-1], terms / max(terms.max(), 1.0)])
