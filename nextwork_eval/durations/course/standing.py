"""At the end you know which share of everyone randomised has never left, is out, is back, or is out again, by week."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.bands import Band, band_problems
from nextwork_eval.durations.contributions import design_problems
from nextwork_eval.durations.course.reading import read_course
from nextwork_eval.durations.state_occupation import state_occupation
from nextwork_eval.effects.estimate import Curve
from nextwork_eval.effects.inputs import level_problems

PLACES = ("never_left", "out", "back", "out_again", "gone")


def course_occupation(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    first_week: int = 1,
    strata: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    band: Band = "none",
    draws: int = 9999,
    generator: np.random.Generator | None = None,
    level: float = 0.95,
) -> Curve:
    """Estimate the share of everyone randomised in each place of leaving and coming back, week by week.

    The picture of the programme's second goal: those who came back are a share of everyone in the lottery, beside those
    who never left, so that neither can be mistaken for the other.

    Parameters
    ----------
    course, treated, last_observed, horizon, first_week, strata, level
        As in `mean_returns`.
    groups, clusters, band, draws, generator
        As in `state_occupation`.

    Returns
    -------
    Curve
        As `state_occupation`, with the labels `never_left`, `out`, `back`, `out_again` and `gone`.

    Raises
    ------
    EstimationError
        As `mean_returns`, but a course without returns is no fault; groups and clusters as in `state_occupation`.

    Notes
    -----
    The Aalen-Johansen shares of `state_occupation`, with the places of the course as states.

    References
    ----------
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150. Datta and Satten (2001), Statistics and
    Probability Letters 55, 403-411.

    Examples
    --------
    >>> course = [[0, 1, 2], [0, 1, 1], [0, 0, 0], [1, 2, 3], [0, 1, 1], [0, 0, 1]]
    >>> curve = course_occupation(course, [1, 1, 1, 0, 0, 0], last_observed=[3] * 6, horizon=3)
    >>> [round(share, 3) for share in curve.pick("treated", "back").estimate.tolist()]
    [0.0, 0.0, 0.333]
    """
    arms = read_course(
        "The places in leaving and coming back cannot be estimated.",
        course,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[
            *level_problems(level),
            *band_problems(band, draws, generator),
            *design_problems(covariates=None, groups=groups, clusters=clusters),
        ],
    )
    return state_occupation(
        arms.states,
        arms.treated,
        labels=PLACES,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        groups=groups,
        clusters=clusters,
        band=band,
        draws=draws,
        generator=generator,
        level=level,
    )
