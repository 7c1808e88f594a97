"""At the end you know how much a share hangs on those who left the country being like those who stayed.

The primary analysis counts emigration as a state of its own, which asks nothing of anybody. Here those who are gone
count as lost instead, and people like them, in arm and covariates, stand in for them with a larger weight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.expected_weeks import read_in_states
from nextwork_eval.durations.inputs import ARMS, TimedArms, horizon_problems, read_timed_arms
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.standardized.censoring import CensoringModel, Followed, censoring_model
from nextwork_eval.durations.standardized.reading import cell_problems, fitted, uncovered, usable
from nextwork_eval.durations.standardized.standardizing import followed_to
from nextwork_eval.durations.standardized.standing import Measure, contrast
from nextwork_eval.durations.state_inputs import read_weekly_arms
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import (
    Column,
    choice_problems,
    level_problems,
    read_treated,
    refuse,
    side_by_side_problems,
)

_SUMMARY = "The share with weights for follow-up cannot be estimated."
_LARGE = 10.0
_LEFT = 0.5
_PER_COLUMN = 10


def censoring_weighted_share(
    states: object,
    treated: object,
    *,
    in_states: Iterable[int],
    gone: Iterable[int] = (),
    last_observed: object,
    horizon: int,
    first_week: int = 0,
    covariates: object | None = None,
    strata: object | None = None,
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on the share in a set of states in one week, had nobody gone.

    A sensitivity analysis: the result stands beside that in which the gone are a state of their own. It asks that those
    who went would have fared as those who stayed did, given arm, stratum and covariates.

    Parameters
    ----------
    states
        Shape (n_people, n_weeks): the code of each person's state in each week, as in `expected_weeks`.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    in_states
        The codes of the states whose share is estimated.
    gone
        Codes of the states of those who went (emigration): from the first week in one of them on a person counts as
        lost. Not death, which nobody could have been followed beyond.
    last_observed
        Shape (n_people,): the last week of each person's follow-up.
    horizon
        The week in which the share is taken.
    first_week
        The week of the first column, 0 or 1. Who is gone in it is lost from then on.
    covariates
        Values before the lottery that foretell who is lost: an array of shape (n_people, n_covariates), a mapping from
        names to vectors, or a data frame; None to weigh by arm and stratum alone.
    strata
        Shape (n_people,): the lottery round or site of each person; None for one lottery.
    measure
        `difference` of the shares, or their `ratio`.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        The levels are weighted shares; the event counts persons seen in the states in that week. Warnings tell of
        nobody lost (weights of 1), weights above 10, weights that leave less than half of the precision of equal ones,
        many covariates for the few who are lost, covariates that were left out, and of covariate values that nobody has
        who is followed to the week.

    Raises
    ------
    EstimationError
        With every fault: those of `expected_weeks`; covariates that are missing or infinite; an arm of a stratum in
        which nobody is followed to the week; covariates that tell apart who is lost; a share that varies in neither
        arm; for a ratio an arm whose share is 0.

    Notes
    -----
    Person i, in arm a of stratum b, has the weight w_i = 1 / G_i if followed to the week and 0 otherwise, where G_i is
    the chance of that: the product over earlier weeks u of 1 - h_i(u). Without covariates h is lost / at risk in the
    cell (Kaplan-Meier), with them h_i(u) = 1 - exp(-dH_ab(u) exp(x_i'c)), a Cox model with a baseline for each cell
    (Efron's ties). The share of a cell is sum w y / sum w, which lies in 0 to 1; strata have their shares of everyone.

    The influence of a person holds the weight model's own uncertainty: w_i (y_i - p) / sum w plus the influence on the
    baseline hazards and c times the derivative of the share (infinitesimal jackknife). Standard errors have m / (m - 1)
    in each cell; the interval uses t with Welch-Satterthwaite degrees of freedom.

    References
    ----------
    Robins and Finkelstein (2000), Biometrics 56, 779-788. Satten and Datta (2001), American Statistician 55, 207-210.
    Hernán and Robins (2020), Causal Inference: What If, chapter 12.

    Examples
    --------
    Weeks 0 to 2, 0 on support, 1 in work and 2 abroad. One of four treated goes, and the others stand in for her:

    >>> estimate = censoring_weighted_share(
    ...     [[0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 2, 2], [0, 0, 0], [0, 1, 0], [0, 0, 1]],
    ...     [1, 1, 1, 1, 0, 0, 0],
    ...     in_states={1},
    ...     gone={2},
    ...     last_observed=[2] * 7,
    ...     horizon=2,
    ... )
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3)
    (0.667, 0.333)
    """
    counted, problems = read_in_states(in_states)
    away = list(gone)
    lost_codes, more = read_in_states(away) if away else (frozenset[int](), [])
    columns = [] if covariates is None else read_covariates(covariates)
    arms = read_weekly_arms(
        _SUMMARY,
        states,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[
            *level_problems(level),
            *problems,
            *(problem.replace("in_states", "gone") for problem in more),
            *(["A state stands both in `in_states` and in `gone`."] if counted & lost_codes else []),
            *choice_problems("measure", measure, ["difference", "ratio"]),
            *(problem for column in columns for problem in column.problems),
            *_beside(treated, columns),
        ],
    )
    left = np.isin(arms.states, list(lost_codes)) | (arms.states < 0)
    last = np.where(left.any(axis=1), arms.weeks[0] - 1 + left.argmax(axis=1), horizon)
    lost = (last < horizon).astype(np.int64)
    timed = TimedArms(
        duration=np.maximum(last, 0), event=np.zeros_like(last), treated=arms.treated, strata=arms.strata
    )
    kept, warnings = usable(arms, columns, chosen="the weights")
    refuse(_SUMMARY, cell_problems(timed, horizon))
    followed = Followed(
        last=np.where(lost == 1, np.maximum(last, 0), horizon - 1), lost=lost, cells=arms.strata * 2 + arms.treated
    )
    return _weighted(
        _Outcome(
            there=(np.isin(arms.states[:, -1], list(counted)) & (lost == 0)).astype(np.float64),
            followed=followed,
            treated=arms.treated,
            strata=arms.strata,
        ),
        kept,
        horizon=horizon,
        measure=measure,
        level=level,
        what=f"shares in states in week {horizon}",
        warnings=warnings + uncovered(timed, columns, horizon),
    )


def censoring_weighted_incidence(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    covariates: object | None = None,
    strata: object | None = None,
    measure: Measure = "difference",
    level: float = 0.95,
) -> Estimate:
    """Estimate the effect on the share with an event by a horizon, weighted for those whose follow-up ends before it.

    Beside `incidence_difference`, which takes the end of follow-up as alike for all in an arm, or counts the gone as a
    competing event: here it may hang on covariates.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the first event of either kind or, without one, to the last
        week of follow-up.
    event
        Shape (n_people,): 1 the event, 2 the competing event, 0 neither: follow-up ended, or the person went.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Events up to and including this week count.
    covariates, strata, measure, level
        As in `censoring_weighted_share`.

    Returns
    -------
    Estimate
        The levels are weighted shares; the events are persons seen with the event by the horizon. Warnings as in
        `censoring_weighted_share`.

    Raises
    ------
    EstimationError
        With every fault: those of `incidence_difference` and of the covariates, as in `censoring_weighted_share`.

    Notes
    -----
    As `censoring_weighted_share`, with y the event by the horizon and weights 1 / G_i for everyone whose outcome is
    known: followed to the horizon, or with an event of either kind in week t <= horizon, for whom G_i runs over the
    weeks before t. Within a week the event comes before the end of follow-up, and those who have it are not at risk of
    being lost in it. Without covariates the shares are then exactly those of Aalen and Johansen in each cell, and their
    influence too; R's functions keep those with the event among those at risk of being lost, and differ from
    Aalen-Johansen wherever weeks are tied.

    References
    ----------
    Robins and Finkelstein (2000), Biometrics 56, 779-788. Satten and Datta (2001), American Statistician 55, 207-210.
    Scheike, Zhang and Gerds (2008), Biometrika 95, 205-220.

    Examples
    --------
    >>> estimate = censoring_weighted_incidence(
    ...     [2, 1, 3, 3, 3, 1, 2, 3], [1, 0, 1, 0, 0, 2, 1, 0], [1, 1, 1, 1, 0, 0, 0, 0], horizon=3
    ... )
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3)
    (0.667, 0.25)
    """
    columns = [] if covariates is None else read_covariates(covariates)
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2),
        horizon=horizon,
        strata=strata,
        extra=columns,
        at_least=2,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *choice_problems("measure", measure, ["difference", "ratio"]),
        ],
    )
    refuse(_SUMMARY, cell_problems(arms, horizon))
    kept, warnings = usable(arms, columns, chosen="the weights")
    return _weighted(
        _Outcome(
            there=((arms.event == 1) & (arms.duration <= horizon)).astype(np.float64),
            followed=followed_to(arms, horizon),
            treated=arms.treated,
            strata=arms.strata,
        ),
        kept,
        horizon=horizon,
        measure=measure,
        level=level,
        what=f"shares with the event by week {horizon}",
        warnings=warnings + uncovered(arms, columns, horizon),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Outcome:
    there: FloatVector
    followed: Followed
    treated: IntVector
    strata: IntVector


def _weighted(
    outcome: _Outcome,
    columns: FloatMatrix,
    *,
    horizon: int,
    measure: Measure,
    level: float,
    what: str,
    warnings: tuple[str, ...],
) -> Estimate:
    model = fitted(
        _SUMMARY,
        "who is lost",
        lambda: censoring_model(outcome.followed, columns, weeks=horizon + 1),
        lambda found: found.converged,
    )
    levels, influence = zip(*(weighted_level(outcome, model, arm) for arm in (1, 0)), strict=True)
    seen = [int(outcome.there[outcome.treated == arm].sum()) for arm in (1, 0)]
    refuse(
        _SUMMARY,
        [
            f"Nobody in the {name} arm is seen there: the ratio would be 0 or infinite."
            for (name, _), count in zip(ARMS, seen, strict=True)
            if measure == "ratio" and count == 0
        ],
    )
    by = f"on {columns.shape[1]} covariates (Cox, a baseline for each arm" if model.model else "of each arm (Kaplan-Meier"
    n_strata = int(outcome.strata.max()) + 1
    return contrast(
        _SUMMARY,
        levels=(levels[0], levels[1]),
        influence=(influence[0], influence[1]),
        treated=outcome.treated,
        strata=outcome.strata,
        measure=measure,
        level=level,
        largest=1.0,
        events=(seen[0], seen[1]),
        method=f"{measure} of {what}, weighted by the inverse chance of being followed {by}"
        + (f" of each of {n_strata} strata)" if n_strata > 1 else ")")
        + "; infinitesimal jackknife standard error, the weights' own uncertainty included, with m/(m-1); t "
        "distribution with Welch-Satterthwaite degrees of freedom",
        warnings=warnings + _about_weights(outcome, model, columns.shape[1]),
    )


def weighted_level(outcome: _Outcome, model: CensoringModel, arm: int) -> tuple[float, FloatVector]:
    """Return the weighted share of an arm, standardised over the strata, and the influence of everyone on it."""
    weights = model.weights()
    level, slopes = 0.0, np.zeros(len(weights))
    shares = np.bincount(outcome.strata) / len(outcome.strata)
    for stratum, share in enumerate(shares):
        own = (outcome.treated == arm) & (outcome.strata == stratum)
        total = weights[own].sum()
        part = float(weights[own] @ outcome.there[own] / total)
        slopes[own] = share * (outcome.there[own] - part) / total
        level += float(share) * part
    return level, slopes * weights + model.influence(slopes)


def _about_weights(outcome: _Outcome, model: CensoringModel, n_columns: int) -> tuple[str, ...]:
    n_lost = int(outcome.followed.lost.sum())
    if n_lost == 0:
        return ("Nobody is lost before the week: all weights are 1.",)
    found = []
    if n_lost < _PER_COLUMN * n_columns:
        found.append(
            f"Fewer than {_PER_COLUMN} persons are lost for each covariate of the weights: they are uncertain, name "
            "fewer."
        )
    weights = model.weights()
    for name, code in ARMS:
        own = weights[(outcome.treated == code) & (weights > 0)]
        large = int((own > _LARGE).sum())
        if large:
            found.append(f"In the {name} arm {large} persons have a weight above {_LARGE:.0f}.")
        if own.sum() ** 2 / (len(own) * (own**2).sum()) < _LEFT:
            found.append(f"The weights of the {name} arm leave less than half of the precision of equal weights.")
    return tuple(found)


def _beside(treated: object, columns: list[Column]) -> list[str]:
    """List covariates that are not of the same persons as the arm, which is read with its own faults elsewhere."""
    arm = read_treated(treated)
    return [] if arm.problems else side_by_side_problems([arm, *columns])
