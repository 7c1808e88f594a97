"""At the end you know the Cox model of rows: covariates that change with time, and events that come more than once."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.inputs import whole_numbers
from nextwork_eval.durations.proportional_hazards.fitting import dfbeta, fit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.durations.proportional_hazards.reading import (
    covariate_columns,
    covariate_problems,
    few_events,
    side_by_side,
)
from nextwork_eval.durations.proportional_hazards.rows import CoxRows
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import (
    arm_problems,
    choice_problems,
    level_problems,
    read_labels,
    read_numbers,
    read_treated,
    refuse,
    side_by_side_problems,
)

_SUMMARY = "The hazard ratio of rows cannot be estimated."


def cox_rows(
    enter: object,
    exit_week: object,
    event: object,
    treated: object,
    *,
    person: object,
    covariates: object | None = None,
    strata: object | None = None,
    ties: Ties = "efron",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log hazard ratio from rows of weeks, several to a person.

    Rows are what covariates that change with time need, and events that recur. What the ratio means is decided by who
    is at risk: covariates measured after the lottery, and rows of those who left support alone, are not protected by
    it. For returns use `rate_ratio_of_returns`.

    Parameters
    ----------
    enter, exit_week
        Shape (n_rows,): whole weeks; the row's person is at risk in the weeks after `enter`, up to `exit_week`.
    event
        Shape (n_rows,): 1 if the event happened in week `exit_week`, otherwise 0.
    treated
        Shape (n_rows,): 1 or 0; the same in all rows of a person.
    person
        Shape (n_rows,): whose row it is; the variance is robust and counts persons.
    covariates
        As in `cox`, of the row's weeks.
    strata
        Shape (n_rows,): each stratum has a baseline hazard of its own.
    ties, level
        As in `cox`.

    Returns
    -------
    Estimate
        `statistic` is `log_hazard_ratio`; counts are persons, and persons with an event.

    Raises
    ------
    EstimationError
        With every fault: rows that do not last a week, rows of a person that overlap, a person of both arms, an arm
        without persons or events, covariates that are missing; and when the fit does not converge.

    Notes
    -----
    As `cox`, with the robust variance between persons.

    References
    ----------
    Andersen and Gill (1982), Annals of Statistics 10, 1100-1120. Lin and Wei (1989), Journal of the American
    Statistical Association 84, 1074-1078.

    Examples
    --------
    >>> estimate = cox_rows(
    ...     [0, 2, 0, 0, 3, 0], [2, 5, 4, 3, 6, 6], [1, 0, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0], person=[1, 1, 2, 3, 3, 4]
    ... )
    >>> estimate.n_treated, estimate.events_reference
    (2, 1)
    """
    columns = covariate_columns(covariates)
    enters = whole_numbers(read_numbers("enter", enter), at_least=0, expected="whole weeks, 0 or more")
    exits = whole_numbers(read_numbers("exit_week", exit_week), at_least=0, expected="whole weeks, 0 or more")
    happened, arms = read_numbers("event", event), read_treated(treated)
    people = read_labels("person", person)
    labels = () if strata is None else (read_labels("strata", strata),)
    every = [enters, exits, happened, arms, people, *columns, *labels]
    problems = [
        *level_problems(level),
        *choice_problems("ties", ties, ["efron", "breslow"]),
        *(problem for column in every for problem in column.problems),
        *side_by_side_problems(every),
    ]
    if not problems:
        problems += [*arm_problems(arms.values), *_row_problems(enters.values, exits.values, happened.values)]
        problems += _person_problems(enters.values, exits.values, arms.values, people.values)
        problems += [
            f"Nobody in the {name} arm has the event: the hazard ratio would be 0 or infinite."
            for name, code in (("treated", 1), ("reference", 0))
            if not happened.values[arms.values == code].any()
        ]
        problems += covariate_problems(side_by_side(arms.values.astype(np.int64), columns), columns)
    refuse(_SUMMARY, problems)
    found = fit(
        CoxRows(
            enter=enters.values.astype(np.int64),
            exit=exits.values.astype(np.int64),
            event=happened.values.astype(np.int64),
            design=side_by_side(arms.values.astype(np.int64), columns),
            strata=labels[0].values.astype(np.int64) if labels else np.zeros(len(arms.values), dtype=np.int64),
            weights=np.ones(len(arms.values)),
        ),
        ties=ties,
    )
    if not found.converged:
        refuse(_SUMMARY, ["The fit did not converge: expected covariates that do not tell apart who has the event."])
    codes = people.values.astype(np.int64)
    added = np.bincount(codes, dfbeta(found)[:, 0])
    m = len(added)
    std_error = float(np.sqrt(m / (m - 1) * (added @ added)))
    estimate = float(found.coefficients[0])
    margin = float(stats.t.isf((1 - level) / 2, m - 1)) * std_error
    counts = [
        (len(np.unique(codes[own])), len(np.unique(codes[own & (happened.values == 1)])))
        for own in (arms.values == 1, arms.values == 0)
    ]
    return Estimate(
        statistic="log_hazard_ratio",
        estimate=estimate,
        std_error=std_error,
        df=m - 1.0,
        conf_low=estimate - margin,
        conf_high=estimate + margin,
        conf_level=level,
        test_statistic=estimate / std_error,
        p_value=float(2 * stats.t.sf(abs(estimate / std_error), m - 1)),
        level_treated=None,
        level_reference=None,
        n_treated=counts[0][0],
        n_reference=counts[1][0],
        events_treated=counts[0][1],
        events_reference=counts[1][1],
        method=f"Cox proportional hazards of rows, {ties.title()} ties"
        + (f", adjusted for {len(columns)} covariates" if columns else "")
        + f"; robust standard error between {m:,} persons (Lin-Wei) with m/(m-1); t interval on the log scale",
        warnings=few_events({"treated": counts[0][1], "reference": counts[1][1]}),
    )


def _row_problems(enter: np.ndarray, exit_week: np.ndarray, event: np.ndarray) -> list[str]:
    n = len(enter)
    short, other = int((exit_week <= enter).sum()), int((~np.isin(event, [0, 1])).sum())
    found = []
    if short:
        found.append(f"{short} of {n} rows end before they last a week: expected `enter` before `exit_week`.")
    if other:
        found.append(f"`event` is neither 0 nor 1 in {other} of {n} rows.")
    return found


def _person_problems(enter: np.ndarray, exit_week: np.ndarray, arm: np.ndarray, person: np.ndarray) -> list[str]:
    order = np.lexsort((enter, person))
    same = person[order][1:] == person[order][:-1]
    overlapping = int((same & (enter[order][1:] < exit_week[order][:-1])).sum())
    moved = len(np.unique(person[order][1:][same & (arm[order][1:] != arm[order][:-1])]))
    found = []
    if overlapping:
        found.append(f"{overlapping} rows begin before the row before of the same person ends: expected none.")
    if moved:
        found.append(f"{moved} persons have rows in both arms: expected one arm for each.")
    return found
