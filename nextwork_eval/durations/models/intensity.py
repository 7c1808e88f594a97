"""At the end you know how fast those return who can, in the models that condition on what came before.

What came before is caused by the programme, so that the lottery does not protect these numbers.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from nextwork_eval.durations.inputs import is_whole
from nextwork_eval.durations.models.counting import (
    Courses,
    Spells,
    read_courses,
    spells_between_returns,
    spells_off_support,
    spells_to_each_return,
)
from nextwork_eval.durations.models.ratios import beside, log_ratio
from nextwork_eval.durations.models.spell_hazard import fit_spells
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import choice_problems, refuse

Model = Literal["total_time", "gap_time", "marginal"]

_SUMMARY = "The speed of return cannot be modelled."
NOT_PROTECTED = (
    "Not protected by the lottery: it compares people with the same number of returns, or who have left, and the offer "
    "decides who they are. A description, not an effect."
)
_MARGINAL = (
    "A hazard ratio shared by the first, second, … return, each counted for everyone from the lottery; who never "
    "leaves cannot return. A summary, not a headline."
)
_METHODS = {
    "total_time": "Prentice-Williams-Peterson, weeks from the lottery, stratified by number of the return",
    "gap_time": "Prentice-Williams-Peterson gap time, weeks since leaving, stratified by number of the spell",
    "marginal": "Wei-Lin-Weissfeld, weeks from the lottery to the first, second, … return",
}


def return_intensity_models(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    model: Model = "gap_time",
    pooled_from: int = 3,
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    ties: Ties = "efron",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log ratio of the intensity of return, in a model that conditions on earlier exits and returns.

    Parameters
    ----------
    course, treated, last_observed, horizon, covariates, strata, clusters, level
        As in `rate_ratio_of_returns`; who is gone for good is no longer at risk.
    model
        `gap_time`: weeks since the person was found to have left, among those off support. `total_time`: weeks from the
        lottery, all of them, compared among people with the same number of returns so far. `marginal`: weeks from the
        lottery to the k-th return, everyone at risk of each k from the start (Wei, Lin and Weissfeld).
    pooled_from
        Spells or returns with this number and later ones share a baseline; in `marginal` it is the last return looked
        at.
    ties
        `efron` or `breslow`.

    Returns
    -------
    Estimate
        `statistic` is `log_hazard_ratio`. `gap_time` and `total_time` carry the warning that they are not protected by
        the lottery: who is at risk of a second return, or of a first once out, is decided by the programme.
        `events_treated` and `events_reference` count persons with a return.

    Raises
    ------
    EstimationError
        As `rate_ratio_of_returns`; also a `pooled_from` that is no whole number from 1.

    Notes
    -----
    Cox partial likelihood stratified by the number of the spell; sandwich by person with Efron's score residuals,
    times m / (m - 1) for m persons (or clusters), t with m - 1 degrees of freedom.

    References
    ----------
    Prentice, Williams and Peterson (1981), Biometrika 68, 373-379. Wei, Lin and Weissfeld (1989), Journal of the
    American Statistical Association 84, 1065-1073. Ham and LaLonde (1996), Econometrica 64, 175-205.

    Examples
    --------
    >>> course = [[0, 1, 1, 2], [1, 1, 1, 1], [0, 0, 1, 1], [0, 1, 2, 2], [1, 1, 2, 3], [0, 0, 0, 1]]
    >>> found = return_intensity_models(course, [1, 1, 1, 0, 0, 0], last_observed=[4] * 6, horizon=4)
    >>> round(found.estimate, 2), found.warnings[-1][:28]
    (-1.44, 'Not protected by the lottery')
    """
    courses = read_courses(
        _SUMMARY,
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        after_gone="leave",
        level=level,
        problems=[
            *choice_problems("model", model, ("total_time", "gap_time", "marginal")),
            *choice_problems("ties", ties, ("efron", "breslow")),
            *_pooling_problems(pooled_from),
        ],
    )
    rows = courses.rows
    estimate, influence = _fit(courses, _spells(courses, model, pooled_from), pooled_from, ties)
    if rows.clusters is not None:
        influence = np.bincount(rows.clusters, influence).astype(np.float64)
    m = len(influence)
    return log_ratio(
        "log_hazard_ratio",
        estimate,
        float((influence**2).sum()) * m / (m - 1),
        df=float(m - 1),
        level=level,
        rows=rows,
        method=f"{_METHODS[model]} (from {pooled_from} on together){beside(rows)}; {ties.capitalize()} ties; sandwich "
        f"standard error over {m} {'persons' if rows.clusters is None else 'clusters'} with m/(m-1); t interval on the "
        f"log scale{'' if model == 'marginal' else '; NOT PROTECTED BY THE LOTTERY'}",
        warnings=(_MARGINAL if model == "marginal" else NOT_PROTECTED,),
    )


def _pooling_problems(pooled_from: object) -> list[str]:
    if is_whole(pooled_from, at_least=1):
        return []
    return ["`pooled_from` is not a number of a return: expected a whole number, 1 or more."]


def _spells(courses: Courses, model: Model, pooled_from: int) -> Spells:
    match model:
        case "gap_time":
            return spells_off_support(courses)
        case "total_time":
            return spells_between_returns(courses)
        case "marginal":
            return spells_to_each_return(courses, pooled_from)


def _fit(courses: Courses, spells: Spells, pooled_from: int, ties: Ties) -> tuple[float, FloatVector]:
    """Return the arm's coefficient and each person's influence on it."""
    number: IntVector = np.minimum(spells.number, pooled_from)
    design = courses.rows.design[spells.person]
    fitted = fit_spells(spells.enter, spells.leave, spells.returned, design, number, ties)
    if fitted is None:
        refuse(
            _SUMMARY,
            [
                "The likelihood has no maximum that could be reached: expected that both arms are at risk of a return "
                "in the same weeks."
            ],
        )
    assert fitted is not None
    own = np.bincount(spells.person, fitted[1], minlength=len(courses.rows.treated))
    return fitted[0], own.astype(np.float64)
