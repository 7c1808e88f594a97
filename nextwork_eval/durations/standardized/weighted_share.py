"""At the end you know how much a share hangs on those who left the country being like those who stayed.

The primary analysis counts emigration as a state of its own, which asks nothing of anybody. Here those who are gone
count as lost instead, and people like them, in arm and covariates, stand in for them with a larger weight.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nextwork_eval.durations.cells import cell_problems
from nextwork_eval.durations.contributions import Measure
from nextwork_eval.durations.expected_weeks import read_in_states
from nextwork_eval.durations.inputs import from_the_lottery
from nextwork_eval.durations.standardized.censoring import Followed
from nextwork_eval.durations.standardized.reading import uncovered, usable
from nextwork_eval.durations.standardized.weighting import SUMMARY, Outcome, weighted
from nextwork_eval.durations.state_inputs import read_weekly_arms
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import (
    Column,
    choice_problems,
    level_problems,
    read_treated,
    refuse,
    side_by_side_problems,
)


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
        SUMMARY,
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
    timed = from_the_lottery(
        duration=np.maximum(last, 0),
        event=np.zeros_like(last),
        treated=arms.treated,
        strata=arms.strata,
    )
    kept, warnings = usable(arms, columns, chosen="the weights")
    refuse(SUMMARY, cell_problems(timed, horizon))
    followed = Followed(
        last=np.where(lost == 1, np.maximum(last, 0), horizon - 1), lost=lost, cells=arms.strata * 2 + arms.treated
    )
    return weighted(
        Outcome(
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


def _beside(treated: object, columns: list[Column]) -> list[str]:
    """List covariates that are not of the same persons as the arm, which is read with its own faults elsewhere."""
    arm = read_treated(treated)
    return [] if arm.problems else side_by_side_problems([arm, *columns])
