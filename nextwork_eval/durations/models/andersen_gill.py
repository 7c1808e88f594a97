"""At the end you know the same ratio of events from rows of a counting process, and whether the rows tell all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.durations.inputs import ARMS
from nextwork_eval.durations.models.ratios import beside, log_ratio
from nextwork_eval.durations.models.reading import ModelRows, few_events, read_model_rows
from nextwork_eval.durations.models.spell_hazard import fit_spells
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import choice_problems, refuse

_SUMMARY = "The ratio of rates cannot be estimated."
TRANSITION = (
    "Rows do not hold all weeks from the lottery: {persons} of {all} persons have weeks in which they are not at risk. "
    "If these are the weeks on support, this is the speed of return among those who left, not protected by the lottery."
)


def andersen_gill(
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object,
    persons: object,
    horizon: int,
    covariates: object | None = None,
    ties: Ties = "breslow",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log ratio of the rates of an event that can recur, from rows (entry, duration] of each person.

    `rate_ratio_of_returns` does the same from the course of people and is the one a plan can name; this is for rows
    that were made elsewhere.

    Parameters
    ----------
    duration, event
        Shape (n_rows,): the last week of each row, and 1 if an event happened in it.
    treated, covariates
        One value for each row, the same in all rows of a person.
    entry
        Shape (n_rows,): a row is at risk from the week after it.
    persons
        Shape (n_rows,): whose row it is.
    horizon, level
        As in `discrete_time_hazard`.
    ties
        `breslow`, or `efron` as R's `coxph`.

    Returns
    -------
    Estimate
        `statistic` is `log_rate_ratio`; numbers count persons, events are persons with an event. A warning tells of
        persons whose rows leave weeks out: with weeks off support alone this is a model of transitions.

    Raises
    ------
    EstimationError
        With every fault, as `discrete_time_hazard`; also rows of a person that overlap.

    Notes
    -----
    As `rate_ratio_of_returns`.

    References
    ----------
    Andersen and Gill (1982), Annals of Statistics 10, 1100-1120. Lin, Wei, Yang and Ying (2000), Journal of the Royal
    Statistical Society B 62, 711-730.

    Examples
    --------
    >>> found = andersen_gill(
    ...     [2, 4, 4, 3, 4, 4], [1, 0, 1, 1, 0, 0], [1, 1, 1, 0, 0, 0], entry=[0, 2, 0, 0, 3, 0],
    ...     persons=["a", "a", "b", "c", "c", "d"], horizon=4,
    ... )
    >>> round(found.estimate, 4), found.n_treated
    (0.6931, 2)
    """
    rows = read_model_rows(
        _SUMMARY,
        duration,
        event,
        treated,
        entry=entry,
        horizon=horizon,
        covariates=covariates,
        clusters=persons,
        level=level,
        problems=choice_problems("ties", ties, ("efron", "breslow")),
    )
    assert rows.clusters is not None
    at_risk = np.bincount(rows.clusters, np.maximum(rows.duration - rows.entry, 0))
    last = np.zeros(len(at_risk))
    np.maximum.at(last, rows.clusters, rows.duration)
    refuse(_SUMMARY, _overlap_problems(rows))
    fitted = fit_spells(rows.entry, rows.duration, rows.event == 1, rows.design, np.zeros_like(rows.entry), ties)
    if fitted is None:
        refuse(
            _SUMMARY,
            ["The estimating equation has no solution that could be reached: expected arms that overlap in time."],
        )
    assert fitted is not None
    influence = np.bincount(rows.clusters, fitted[1])
    m, short = len(influence), int((at_risk < last).sum())
    return log_ratio(
        "log_rate_ratio",
        fitted[0],
        float((influence**2).sum()) * m / (m - 1),
        df=float(m - 1),
        level=level,
        rows=_by_person(rows),
        method=f"Andersen-Gill rate ratio{beside(rows)}; {ties.capitalize()} ties; sandwich standard error over {m} "
        f"persons with m/(m-1); t interval on the log scale{'; NOT PROTECTED BY THE LOTTERY' if short else ''}",
        warnings=(TRANSITION.format(persons=short, all=m),) if short else (),
    )


def _overlap_problems(rows: ModelRows) -> list[str]:
    assert rows.clusters is not None
    order = np.lexsort((rows.duration, rows.entry, rows.clusters))
    person, entry, duration = rows.clusters[order], rows.entry[order], rows.duration[order]
    overlaps = (person[1:] == person[:-1]) & (entry[1:] < duration[:-1]) & (entry[1:] < duration[1:])
    persons = len(np.unique(person[1:][overlaps]))
    return [f"Rows of {persons} persons overlap: expected each week of a person in one row."] if persons else []


def _by_person(rows: ModelRows) -> ModelRows:
    """Count persons instead of rows."""
    assert rows.clusters is not None
    sizes = {name: len(np.unique(rows.clusters[rows.treated == code])) for name, code in ARMS}
    counts = {name: len(np.unique(rows.clusters[(rows.treated == code) & (rows.event == 1)])) for name, code in ARMS}
    others = tuple(text for text in rows.warnings if text not in few_events(rows.counts))
    return replace(rows, sizes=sizes, counts=counts, warnings=others + few_events(counts))
