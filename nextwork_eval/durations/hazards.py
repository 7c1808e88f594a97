"""At the end you know the Cox hazard ratio, and why it never stands in a headline."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError, ConvergenceWarning
from scipy import stats

from nextwork_eval.durations.inputs import ARMS, Arm, TimedArms, read_timed_arms
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import Column, level_problems, read_numbers, refuse

_SUMMARY = "The hazard ratio cannot be estimated."
_FEW_EVENTS = 10  # in an arm; below it the normal interval is known to be poor
# At the default tolerance a coefficient can be right to three digits only. The first bounds half the squared length of
# Newton's step in standard errors, so that it must be the square of what is wanted.
_TIGHT = {"precision": 1e-20, "r_precision": 1e-16, "max_steps": 200}


def cox(
    duration: object,
    event: object,
    treated: object,
    *,
    covariates: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate the log hazard ratio of the event, treated against reference, in a proportional hazards model.

    Never the headline: after the first events the arms' risk sets are no longer what the lottery made them, the
    ratio changes when a covariate is added even in a perfect lottery, and one ratio for all weeks has no meaning when
    the programme works late. It stands here because readers know it and other trials report it.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up. All
        events count: cut the durations at the horizon first, if there is one.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    covariates
        Measured before the lottery: an array of shape (n_people, n_covariates), a mapping from names to vectors, or a
        data frame; None for the arms alone.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `log_hazard_ratio`; `exp` of the estimate and of the limits gives the hazard ratio. Below 0 the
        event comes more slowly in the treated arm. The arms have no levels. Warnings tell of few events, persons
        without follow-up, and doubts of the fit.

    Raises
    ------
    EstimationError
        With every fault: durations that are not whole weeks or negative, events that are not 0/1 or happen in week 0,
        an arm that is not 0/1, empty or without events (the ratio would be 0 or infinite), covariates that are missing,
        constant or combinations of others, lengths or pandas indexes that differ; and when the fit does not converge
        (a covariate tells apart who has the event).

    Notes
    -----
    Partial likelihood with Efron's approximation for events in the same week; the standard error is from the inverse
    information; the interval is normal on the log scale.

    References
    ----------
    Cox (1972), Journal of the Royal Statistical Society B 34, 187-220. Efron (1977), Journal of the American
    Statistical Association 72, 557-565. Hernán (2010), Epidemiology 21, 13-15. Aalen, Cook and Røysland (2015),
    Lifetime Data Analysis 21, 579-593.

    Examples
    --------
    >>> estimate = cox([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0])
    >>> round(estimate.estimate, 4)
    1.6769
    """
    columns = _read_covariates(covariates)
    arms = read_timed_arms(_SUMMARY, duration, event, treated, extra=columns, problems=level_problems(level))
    refuse(_SUMMARY, [*_event_problems(arms), *_covariate_problems(arms, columns)])
    estimate, std_error, doubts = _fit(arms, columns)
    margin = float(stats.norm.isf((1 - level) / 2)) * std_error
    events = {name: int(arms.event[arms.treated == code].sum()) for name, code in ARMS}
    return Estimate(
        statistic="log_hazard_ratio",
        estimate=estimate,
        std_error=std_error,
        df=None,
        conf_low=estimate - margin,
        conf_high=estimate + margin,
        conf_level=level,
        test_statistic=estimate / std_error,
        p_value=float(2 * stats.norm.sf(abs(estimate / std_error))),
        level_treated=None,
        level_reference=None,
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        events_treated=events["treated"],
        events_reference=events["reference"],
        method="Cox proportional hazards, Efron ties"
        + (f", adjusted for {len(columns)} covariates" if columns else "")
        + "; standard error from the inverse information; normal interval on the log scale",
        warnings=event_warnings(arms, None) + _few_events(events) + doubts,
    )


def _fit(arms: TimedArms, columns: list[Column]) -> tuple[float, float, tuple[str, ...]]:
    """Return estimate, standard error and doubts; the fitted model, which holds the people, stays here."""
    frame = pd.DataFrame({"duration": arms.duration, "event": arms.event, "treated": arms.treated}).astype(np.float64)
    for position, column in enumerate(columns):
        # The arm's coefficient does not depend on the covariates' units; the library's warnings do.
        frame[f"covariate_{position}"] = (column.values - column.values.mean()) / column.values.std()
    model = CoxPHFitter()
    try:
        with warnings.catch_warnings(record=True) as raised:
            warnings.simplefilter("always")
            warnings.simplefilter("error", ConvergenceWarning)
            model.fit(frame, duration_col="duration", event_col="event", fit_options=_TIGHT)
    except (ConvergenceError, ConvergenceWarning):
        refuse(_SUMMARY, ["The fit did not converge: expected covariates that do not tell apart who has the event."])
    estimate, std_error = float(model.params_["treated"]), float(model.standard_errors_["treated"])
    if not (np.isfinite(estimate) and np.isfinite(std_error) and std_error > 0):
        refuse(_SUMMARY, ["The fit gave no finite standard error: expected both arms at risk when events happen."])
    kinds = sorted({warning.category.__name__ for warning in raised})
    # The library's own words can quote data; its kinds of warning cannot.
    doubts = (f"The fit raised doubts of its own ({', '.join(kinds)}).",) if kinds else ()
    return estimate, std_error, doubts


def _read_covariates(covariates: object | None) -> list[Column]:
    match covariates:
        case None:
            return []
        case pd.DataFrame() | Mapping():
            return [read_numbers(f"covariates[{name!r}]", covariates[name]) for name in covariates]
        case _:
            matrix = read_numbers("covariates", covariates, dimensions=2)
            if matrix.problems:
                return [matrix]
            return [
                Column(name=f"covariates[:, {k}]", values=matrix.values[:, k], index=None, problems=())
                for k in range(matrix.values.shape[1])
            ]


def _event_problems(arms: TimedArms) -> list[str]:
    return [
        f"Nobody in the {name} arm has the event: the hazard ratio would be 0 or infinite."
        for name, code in ARMS
        if not arms.event[arms.treated == code].any()
    ]


def _covariate_problems(arms: TimedArms, columns: list[Column]) -> list[str]:
    constant = [column.name for column in columns if np.ptp(column.values) == 0]
    if constant:
        return [f"`{name}` is the same for everyone: leave it out." for name in constant]
    if not columns:
        return []
    design = np.column_stack([arms.treated, *(column.values for column in columns)])
    standardised = (design - design.mean(axis=0)) / design.std(axis=0)
    if np.linalg.matrix_rank(standardised) < design.shape[1]:
        return ["Some covariate is a combination of the others and the arm: leave out what says the same twice."]
    return []


def _few_events(events: dict[Arm, int]) -> tuple[str, ...]:
    return tuple(
        f"Only {count} persons in the {name} arm have the event: the interval of a hazard ratio needs "
        f"{_FEW_EVENTS} or more."
        for name, count in events.items()
        if 0 < count < _FEW_EVENTS
    )
