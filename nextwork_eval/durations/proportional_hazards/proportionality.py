"""At the end you know whether one hazard ratio for all weeks can describe the data, as far as a test can tell."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.durations.inputs import ZeroLength, read_timed_arms
from nextwork_eval.durations.proportional_hazards.fitting import CoxFit, fit
from nextwork_eval.durations.proportional_hazards.reading import (
    covariate_columns,
    covariate_problems,
    event_problems,
    rows_of,
    side_by_side,
)
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import FloatVector, Test
from nextwork_eval.effects.inputs import choice_problems, refuse

Transform = Literal["km", "identity", "log", "rank"]

_SUMMARY = "Proportional hazards cannot be tested."
_IN_WORDS = {
    "km": "1 minus Kaplan-Meier just before the week",
    "identity": "the week",
    "log": "the logarithm of the week",
    "rank": "the rank of the week among all last weeks",
}


def proportional_hazards_test(
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object | None = None,
    covariates: object | None = None,
    strata: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    transform: Transform = "km",
    of: Literal["arm", "all"] = "arm",
) -> Test:
    """Test that the hazard ratio of a Cox model is the same in all weeks.

    A programme that locks its participants in at first and helps later has a hazard ratio that crosses 1; one ratio is
    then an average with weights that nobody chose. A high p-value is no proof that the ratio is constant: with few
    events the test sees little.

    Parameters
    ----------
    duration, event, treated, entry, covariates, strata, follow_up, zero_length
        As in `cox`.
    transform
        The function of the week along which the coefficient is allowed to change: `km`, which spreads the events
        evenly, the week itself (`identity`), its logarithm (`log`), or its `rank` among the last weeks
        of everybody.
    of
        `arm`: of the arm's coefficient alone; `all`: of the arm's and the covariates' together.

    Returns
    -------
    Test
        Chi-square with 1 degree of freedom, or with as many as there are coefficients.

    Raises
    ------
    EstimationError
        As `cox`, without a penalty: each arm needs an event. Also when all events happen in one week.

    Notes
    -----
    The score test of adding the covariates times g(t), centred over the events, to the model, at the coefficients of
    the model without: with S_g the Schoenfeld sums of week g and V_g its part of the information,

        U = sum over g of g(t_g) S_g,  chi-square = U' (I22 - I21 I11^-1 I12)^-1 U,

    I11 = sum V_g, I12 = sum g V_g, I22 = sum g^2 V_g. For one coefficient U and the columns of its product alone are
    used. The approximation that software used before 2019, and some still uses, takes the average of V_g for each of
    them, and doubles some statistics.

    References
    ----------
    Grambsch and Therneau (1994), Biometrika 81, 515-526. Therneau and Grambsch (2000), Modeling Survival Data, section
    6.2.

    Examples
    --------
    >>> test = proportional_hazards_test(
    ...     [1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 1, 1, 1, 1], [1, 0, 1, 0, 1, 0, 0, 0], transform="identity"
    ... )
    >>> test.df, 0 < test.p_value < 1
    (1.0, True)
    """
    columns = covariate_columns(covariates)
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        entry=entry,
        strata=strata,
        extra=columns,
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[
            *choice_problems("transform", transform, list(_IN_WORDS)),
            *choice_problems("of", of, ["arm", "all"]),
        ],
    )
    design = side_by_side(arms.treated, columns)
    refuse(_SUMMARY, [*event_problems(arms), *covariate_problems(design, columns)])
    found = fit(rows_of(arms, design))
    if not found.converged:
        refuse(_SUMMARY, ["The fit did not converge: expected covariates that do not tell apart who has the event."])
    if found.sets.size < 2:
        refuse(_SUMMARY, ["All events happen in one week: expected events in several."])
    statistic, df = _score_test(found, _clock(found, transform), [0] if of == "arm" else None)
    events = [int(arms.event[arms.treated == code].sum()) for code in (1, 0)]
    return Test(
        statistic="chi_square",
        null_hypothesis="The hazard ratio is the same in all weeks.",
        test_statistic=statistic,
        df=float(df),
        p_value=float(stats.chi2.sf(statistic, df)),
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        events_treated=events[0],
        events_reference=events[1],
        method=f"score test of proportional hazards along {_IN_WORDS[transform]}, Efron ties"
        + (f", adjusted for {len(columns)} covariates" if columns else "")
        + "; chi-square",
        warnings=event_warnings(arms, None),
    )


def _clock(found: CoxFit, transform: Transform) -> FloatVector:
    """Return the transformed week of each event week, centred over the events."""
    weeks = found.sets.week.astype(np.float64)
    tied = np.bincount(found.sets.at, minlength=found.sets.size)
    match transform:
        case "identity":
            clock = weeks
        case "log":
            clock = np.log(weeks)
        case "rank":
            last = np.sort(found.rows.exit)
            clock = (np.searchsorted(last, weeks) + np.searchsorted(last, weeks, side="right") + 1) / 2
        case "km":
            clock = 1 - _just_before(found, weeks)
    return np.asarray(clock - float(clock @ tied) / tied.sum(), dtype=np.float64)


def _just_before(found: CoxFit, weeks: FloatVector) -> FloatVector:
    """Return Kaplan-Meier of everybody, strata together, just before each event week."""
    rows = found.rows
    moments = np.unique(weeks)
    at_risk = np.array([((rows.enter < week) & (week <= rows.exit)).sum() for week in moments])
    events = np.array([((rows.exit == week) & (rows.event == 1)).sum() for week in moments])
    survival = np.cumprod(1 - events / at_risk)
    before = np.concatenate([[1.0], survival[:-1]])
    return before[np.searchsorted(moments, weeks)]


def week_information(found: CoxFit) -> FloatMatrix:
    """Return each event week's part of the information, in the columns that were fitted; shape (G, p, p)."""
    rows, sets, sums = found.rows, found.sets, found.at.sums
    p = rows.design.shape[1]
    weighted = rows.weights * found.at.risk
    spent = np.empty((sets.size, p, p))
    for i in range(p):  # a column of products at a time: all of them at once are p times the data
        for j in range(i + 1):
            at_risk, at_death = sets.over_both(rows.design[:, i] * rows.design[:, j], weighted)
            spent[:, i, j] = spent[:, j, i] = sums.hazard * at_risk - sums.hazard_f * at_death
    one, other = found.at.at_risk, found.at.at_death
    crossed = np.einsum("g,gi,gj->gij", sums.square_f, one, other)
    means = (
        np.einsum("g,gi,gj->gij", sums.square, one, one)
        + np.einsum("g,gi,gj->gij", sums.square_ff, other, other)
        - crossed
        - crossed.transpose(0, 2, 1)
    )
    return np.asarray(spent - means)


def schoenfeld_sums(found: CoxFit) -> FloatMatrix:
    """Return for each event week the events' columns minus their means at risk, summed; shape (G, p)."""
    sums = found.at.sums
    mean = sums.hazard[:, np.newaxis] * found.at.at_risk - sums.hazard_f[:, np.newaxis] * found.at.at_death
    return np.asarray(found.sets.over_deaths(found.rows.weights[:, np.newaxis] * found.rows.design) - mean)


def _score_test(found: CoxFit, clock: FloatVector, chosen: list[int] | None) -> tuple[float, int]:
    by_week = week_information(found)
    keep = list(range(by_week.shape[1])) if chosen is None else chosen
    plain = by_week.sum(axis=0)
    crossed = np.einsum("g,gij->ij", clock, by_week)[:, keep]
    squared = np.einsum("g,gij->ij", clock**2, by_week)[np.ix_(keep, keep)]
    score = (clock @ schoenfeld_sums(found))[keep]
    remaining = squared - crossed.T @ np.linalg.solve(plain, crossed)
    return float(score @ np.linalg.solve(remaining, score)), len(keep)
