"""At the end you know how durations and covariates are read and standardised, for the curve and the effect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nextwork_eval.durations.cells import cell_problems
from nextwork_eval.durations.inputs import TimedArms, ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.standardized.censoring import Censoring, CensoringModel
from nextwork_eval.durations.standardized.competing import augmented_share, g_computation_of_share
from nextwork_eval.durations.standardized.reading import fitted, uncovered, usable
from nextwork_eval.durations.standardized.standardizing import (
    Baseline,
    Forecast,
    Standardized,
    augmented,
    censored_by,
    forecast,
    g_computation,
)
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse

Method = Literal["g_computation", "aiptw"]

SUMMARY = "The standardised curve cannot be estimated."
_PER_COLUMN = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """Curves with what a reader of them must know.

    Attributes
    ----------
    arms
        Checked durations.
    standard
        Standardised shares and everyone's influence on them.
    method
        The estimator in words, without its variance.
    warnings
        For the record.
    """

    arms: TimedArms
    standard: Standardized
    method: str
    warnings: tuple[str, ...]


def standardized(
    duration: object,
    event: object,
    treated: object,
    *,
    covariates: object | None,
    horizon: int,
    method: Method,
    strata: object | None,
    baseline: Baseline,
    ties: Ties,
    censoring: Censoring,
    follow_up: object | None,
    zero_length: ZeroLength,
    level: float,
    problems: list[str],
    competing: bool = False,
) -> Found:
    """Read, fit and standardise.

    Arguments as in `standardized_survival`; `problems` are those of the estimator's own. With `competing` an event 2
    can come first: the curves are those of the share without event 1, those with event 2 included.
    """
    columns = [] if covariates is None else read_covariates(covariates)
    arms = read_timed_arms(
        SUMMARY,
        duration,
        event,
        treated,
        event_codes=(0, 1, 2) if competing else (0, 1),
        horizon=horizon,
        strata=strata,
        extra=columns,
        at_least=2,
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *choice_problems("method", method, ["g_computation", "aiptw"]),
            *choice_problems("baseline", baseline, ["by_arm", "common"]),
            *choice_problems("ties", ties, ["efron", "breslow"]),
            *choice_problems("censoring", censoring, ["kaplan_meier", "cox"]),
            *problems,
        ],
    )
    n_events = int(((arms.event == 1) & (arms.duration <= horizon)).sum())
    nobody = [] if n_events else ["Nobody has the event by the horizon in either arm."]
    refuse(SUMMARY, [*cell_problems(arms, horizon), *nobody])
    kept, warnings = usable(arms, columns, chosen="the model")
    foretold = fitted(
        SUMMARY,
        "who has the event",
        lambda: forecast(_of_kind(arms, 1), kept, horizon=horizon, baseline=baseline, ties=ties),
        lambda model: model.model.has_maximum,
    )
    n_columns = kept.shape[1] + (baseline == "common")
    if n_events < _PER_COLUMN * n_columns:
        warnings += (f"Fewer than {_PER_COLUMN} events for each column of the model: name fewer covariates.",)
    other: Forecast | None = None
    if (seen := (arms.event == 2) & (arms.duration <= horizon)).any():
        other, told = _other_kind(arms, kept, horizon=horizon, baseline=baseline, ties=ties)
        warnings += told
        if not told and seen.sum() < _PER_COLUMN * n_columns:
            warnings += (f"Fewer than {_PER_COLUMN} competing events for each column of their model.",)
    warnings += event_warnings(arms, horizon) + uncovered(arms, columns, horizon)
    words = _model_words(arms, kept.shape[1], baseline, ties, either=other is not None)
    spent = n_events / (n_events - n_columns) if n_events > n_columns else 1.0
    if method == "g_computation":
        found = g_computation(foretold) if other is None else g_computation_of_share(foretold, other)
        return Found(
            arms=arms, standard=_widened(found, spent), method=f"g-computation from a {words}", warnings=warnings
        )
    lost = fitted(
        SUMMARY,
        "who is lost",
        lambda: censored_by(arms, kept if censoring == "cox" else kept[:, :0], horizon=horizon),
        lambda model: model.converged,
    )
    standard = augmented(arms, foretold, lost) if other is None else augmented_share(arms, foretold, other, lost)
    return Found(
        arms=arms,
        standard=_widened(standard, spent),
        method=f"augmented inverse-probability weighting of a {words}, weights for follow-up by "
        + ("Cox on the covariates" if lost.model else "Kaplan-Meier in each arm"),
        warnings=warnings + _about_augmented(standard, lost, censoring),
    )


def _of_kind(arms: TimedArms, kind: int) -> TimedArms:
    """Return the waits for one kind of event; the other ends them."""
    return replace(arms, event=(arms.event == kind).astype(np.int64))


def _other_kind(
    arms: TimedArms, columns: FloatMatrix, *, horizon: int, baseline: Baseline, ties: Ties
) -> tuple[Forecast, tuple[str, ...]]:
    """Fit the competing event; by the arms alone, and saying so, where the covariates tell apart who has it."""
    waits = _of_kind(arms, 2)
    try:
        found = forecast(waits, columns, horizon=horizon, baseline=baseline, ties=ties)
        if found.model.has_maximum:
            return found, ()
    except np.linalg.LinAlgError:
        pass
    told = (
        "The covariates (or the arm) tell apart who has the competing event: its hazard is that of the arm in the "
        "stratum, whatever the covariates."
    )
    return forecast(waits, columns[:, :0], horizon=horizon, baseline="by_arm", ties=ties), (told,)


def _model_words(arms: TimedArms, n_covariates: int, baseline: Baseline, ties: Ties, *, either: bool) -> str:
    compared = "a baseline for each arm" if baseline == "by_arm" else "arms with one hazard ratio"
    words = f"Cox model of {n_covariates} covariate{'' if n_covariates == 1 else 's'} ({compared}"
    words += f", {ties.capitalize()} ties"
    n_strata = int(arms.strata.max()) + 1
    words += f", within {n_strata} strata)" if n_strata > 1 else ")"
    return words + " for each kind of event" if either else words


def _widened(standard: Standardized, factor: float) -> Standardized:
    """Make up for coefficients that follow the data they are judged by: a variance is multiplied by the factor."""
    return replace(standard, influence=standard.influence * factor**0.5)


def _about_augmented(standard: Standardized, lost: CensoringModel, censoring: Censoring) -> tuple[str, ...]:
    found = []
    if censoring == "cox" and lost.model is None:
        found.append("Nobody is lost before the horizon, or no covariate is left: no Cox model of it was fitted.")
    share = standard.survival
    if (share < 0).any() or (share > 1).any() or (np.diff(share, axis=1) > 0).any():
        found.append(
            "A standardised share lies outside 0 and 1 or rises in some week, as weighted estimates can: read the "
            "difference, not the levels."
        )
    return tuple(found)
