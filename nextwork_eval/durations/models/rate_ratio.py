"""At the end you know the ratio of the arms' numbers of returns, counted for everyone randomised (LWYY)."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.models.counting import AfterGone, read_courses
from nextwork_eval.durations.models.ratios import beside, log_ratio
from nextwork_eval.durations.models.reading import TREATED
from nextwork_eval.durations.models.weekly_hazard import fit_weekly_hazard
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import refuse

_SUMMARY = "The ratio of returns cannot be estimated."
BESIDE = (
    "Those who never leave cannot come back: a programme that gets more people out can raise this ratio without making "
    "anybody return sooner. Read it beside the weeks off support."
)


def rate_ratio_of_returns(
    course: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    after_gone: AfterGone = "stay",
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the log ratio of the mean numbers of returns, treated against reference, for everyone randomised.

    All weeks from the lottery are in the risk set, also those on support in which nobody can return. That makes it a
    ratio of what the lottery compares; with the weeks off support alone it would be a speed of return among those who
    left, which the lottery does not protect (see `return_intensity_models`).

    Parameters
    ----------
    course
        Shape (n_people, n_weeks): week 1 is the first column; 0 never left, 1 out, 2 back, 3 out again, 4 gone for
        good, -1 from the week after `last_observed` (the outcome `course_by_week` of a plan). Each step into 2 is a
        return.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    last_observed
        Shape (n_people,): the last week of follow-up, for a reason that has nothing to do with the person's fate.
    horizon
        Weeks after it are not looked at; in each arm somebody must be followed to it.
    after_gone
        `stay`: who is gone for good has no more returns, and counts to the end of follow-up, so that the ratio is one
        of returns per person randomised. `leave`: out of the risk set from then on, as if being gone said nothing; the
        ratio is then one per person still there.
    covariates, strata, level
        As in `discrete_time_hazard`; one value for each person.
    clusters
        Shape (n_people,): the unit that was drawn, where people were not.

    Returns
    -------
    Estimate
        `statistic` is `log_rate_ratio`; `exp` gives the ratio. `events_treated` and `events_reference` count persons
        with a return. A warning says what moves the ratio beside the speed of return.

    Raises
    ------
    EstimationError
        With every fault: a course that takes steps that cannot be, unobserved weeks inside the follow-up, a horizon
        beyond it, an arm with fewer than two persons or without a return, strata, covariates and clusters as in
        `discrete_time_hazard`.

    Notes
    -----
    d mu(t | x) = d mu_0(t) exp(b treated + c'x), with Andersen and Gill's estimating equation and the sandwich by
    person of Lin, Wei, Yang and Ying, times m / (m - 1) for m persons (or clusters) and t with m - 1 degrees of
    freedom: it holds however a person's returns hang together. Returns of a week are taken together (Breslow's form).
    Then, with everyone followed to the horizon, exp(b) without covariates is the ratio of the mean counts, exactly;
    Efron's form is not. lifelines ignores late entry in this variance, which is too small by a fifth.

    References
    ----------
    Andersen and Gill (1982), Annals of Statistics 10, 1100-1120. Lin, Wei, Yang and Ying (2000), Journal of the Royal
    Statistical Society B 62, 711-730.

    Examples
    --------
    Two returns among three people with the offer, one among three without it: the logarithm of 2.

    >>> course = [[0, 1, 2, 2], [1, 2, 3, 3], [0, 0, 1, 1], [0, 1, 1, 2], [0, 0, 0, 0], [0, 0, 0, 1]]
    >>> found = rate_ratio_of_returns(course, [1, 1, 1, 0, 0, 0], last_observed=[4] * 6, horizon=4)
    >>> round(found.estimate, 4)
    0.6931
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
        after_gone=after_gone,
        level=level,
    )
    rows = courses.rows
    weeks = courses.returns.any(axis=0)
    fitted = fit_weekly_hazard(
        courses.at_risk(after_gone)[:, weeks], courses.returns[:, weeks].astype(np.float64), rows.design
    )
    if fitted is None:
        refuse(
            _SUMMARY,
            ["The estimating equation has no solution that could be reached: expected arms that overlap in time."],
        )
    assert fitted is not None
    influence: FloatVector = fitted.influence()[:, TREATED]
    if rows.clusters is not None:
        influence = np.bincount(rows.clusters, influence).astype(np.float64)
    m = len(influence)
    return log_ratio(
        "log_rate_ratio",
        float(fitted.coefficients[TREATED]),
        float((influence**2).sum()) * m / (m - 1),
        df=float(m - 1),
        level=level,
        rows=rows,
        method=f"ratio of mean numbers of returns (Lin-Wei-Yang-Ying){beside(rows)}, all weeks from the lottery at "
        f"risk, those gone for good {'to the end of follow-up' if after_gone == 'stay' else 'until then'}; Breslow "
        f"ties; sandwich standard error over {m} {'persons' if rows.clusters is None else 'clusters'} with m/(m-1); t "
        "interval on the log scale",
        warnings=(BESIDE,),
    )
