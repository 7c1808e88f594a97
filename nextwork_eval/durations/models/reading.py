"""At the end you know what a model of time accepts: durations cut at the horizon, late entry, covariates, clusters.

Everything is read without raising, every fault is collected, and the model refuses once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import ARMS, Arm, ZeroLength, horizon_problems, read_timed_arms, whole_numbers
from nextwork_eval.durations.tables import kept_warnings
from nextwork_eval.effects.covariates import FloatMatrix, read_covariates, usable_covariates
from nextwork_eval.effects.estimate import IntVector
from nextwork_eval.effects.inputs import level_problems, read_labels, read_numbers, refuse

FEW_EVENTS = 10  # in an arm; below it the normal interval of a ratio is known to be poor
TREATED = 0  # the place of the arm among the columns of `ModelRows.design`


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelRows:
    """Checked rows of a model of time, one for each person, or for each spell where spells recur; first axis: rows.

    Attributes
    ----------
    entry, duration
        A row is at risk in the weeks entry + 1 to duration, none of them after the horizon.
    event
        Code of the event in week `duration`, 0 for none by the horizon.
    treated
        1 or 0.
    design
        Shape (n_rows, n_columns): the arm, indicators of all strata but the first, and the covariates that stay, each
        with mean 0 and standard deviation 1.
    clusters
        Codes 0, 1, …; None where rows are independent.
    n_covariates, n_strata
        How many covariates and strata the design holds.
    sizes, counts
        Rows given, and rows with event 1, in each arm.
    used
        Shape (n_rows_given,): True for the rows given that are rows here.
    warnings
        What the rows themselves make doubtful.
    """

    entry: IntVector
    duration: IntVector
    event: IntVector
    treated: IntVector
    design: FloatMatrix
    clusters: IntVector | None
    n_covariates: int
    n_strata: int
    sizes: dict[Arm, int]
    counts: dict[Arm, int]
    used: NDArray[np.bool_]
    warnings: tuple[str, ...]


def read_model_rows(
    summary: str,
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object | None = None,
    horizon: int,
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    level: float,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    event_codes: Sequence[int] = (0, 1),
    followed_to_horizon: bool = False,
    problems: Sequence[str] = (),
) -> ModelRows:
    """Read the rows, cut them at the horizon, and refuse with every fault.

    Strata in which nobody has the event are left out, as they tell nothing of the arms once each stratum has a level of
    its own; covariates that are constant, repeat others or mark a single row are left out by name. Both are warnings.

    An event in the week in which its row enters is refused, or with `zero_length` kept at risk in that week alone.

    With `followed_to_horizon`, each arm must have somebody who is, as in `read_timed_arms`.

    Raises
    ------
    EstimationError
        With all faults of all arguments, or because nobody in an arm has the event by the horizon.
    """
    given = [] if covariates is None else read_covariates(covariates)
    late = () if entry is None else (read_numbers("entry", entry),)
    entries = [whole_numbers(column, at_least=0, expected="whole weeks, 0 or more") for column in late]
    labels = [] if clusters is None else [read_labels("clusters", clusters)]
    arms = read_timed_arms(
        summary,
        duration,
        event,
        treated,
        event_codes=event_codes,
        horizon=horizon if followed_to_horizon else None,
        strata=strata,
        extra=[*given, *entries, *labels],
        follow_up=follow_up,
        zero_length=zero_length,
        problems=[*problems, *horizon_problems(horizon), *level_problems(level)],
    )
    start = entries[0].values.astype(np.int64) if entries else np.zeros(len(arms.duration), dtype=np.int64)
    at_once = (start == arms.duration) & (arms.event != 0)
    if zero_length == "keep":
        start = np.where(at_once, arms.duration - 1, start)
        arms = replace(arms, kept=arms.kept + int(at_once.sum()))
    seen = arms.duration <= horizon
    kinds = np.where(seen, arms.event, 0)
    counts = {name: int(((kinds == 1) & (arms.treated == code)).sum()) for name, code in ARMS}
    refuse(
        summary,
        [
            *_entry_problems(start, arms.duration, late=entry is not None),
            *_event_problems(counts),
            *_cluster_problems(labels[0].values if labels else None),
        ],
    )
    used, warnings = _strata_with_events(arms.strata, kinds)
    strata_used = np.unique(arms.strata[used], return_inverse=True)[1]
    indicators = (strata_used[:, np.newaxis] == np.arange(1, strata_used.max() + 1)).astype(np.float64)
    fixed = np.column_stack([arms.treated[used], indicators])
    beside = np.column_stack([np.ones(len(fixed)), fixed])
    refuse(summary, _confounded_problems(beside))
    kept, left_out = usable_covariates([replace(column, values=column.values[used]) for column in given], beside)
    return ModelRows(
        entry=start[used],
        duration=np.minimum(arms.duration, horizon)[used],
        event=kinds[used],
        treated=arms.treated[used],
        design=np.column_stack([fixed, kept]),
        clusters=np.unique(labels[0].values[used], return_inverse=True)[1] if labels else None,
        n_covariates=kept.shape[1],
        n_strata=int(strata_used.max()) + 1,
        sizes={name: int((arms.treated == code).sum()) for name, code in ARMS},
        counts=counts,
        used=used,
        warnings=warnings
        + _left_out(left_out)
        + _never_at_risk(arms.duration)
        + kept_warnings(arms)
        + few_events(counts),
    )


def few_events(counts: dict[Arm, int]) -> tuple[str, ...]:
    """Tell of arms whose events are too few for the interval of a ratio."""
    return tuple(
        f"Only {count} events in the {name} arm: the interval of a ratio needs {FEW_EVENTS} or more."
        for name, count in counts.items()
        if 0 < count < FEW_EVENTS
    )


def _entry_problems(entry: IntVector, duration: IntVector, *, late: bool) -> list[str]:
    never = int((entry >= duration).sum()) if late else 0
    if not never:
        return []
    return [
        f"`entry` is not before `duration` in {never} of {len(entry)} rows: a row is at risk from the week after it "
        "enters."
    ]


def _event_problems(counts: dict[Arm, int]) -> list[str]:
    return [
        f"Nobody in the {name} arm has the event by the horizon: the ratio would be 0 or infinite."
        for name, count in counts.items()
        if count == 0
    ]


def _cluster_problems(clusters: IntVector | None) -> list[str]:
    if clusters is None or clusters.max() >= 1:
        return []
    return ["`clusters` holds one cluster only: how much clusters differ cannot be seen."]


def _strata_with_events(strata: IntVector, kinds: IntVector) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    with_events = np.bincount(strata, kinds == 1) > 0
    without = int((~with_events).sum())
    used = with_events[strata]
    if not without:
        return used, ()
    return used, (
        f"Nobody has the event in {without} of {len(with_events)} strata: their {int((~used).sum())} rows are left out "
        "of the model.",
    )


def _confounded_problems(beside: FloatMatrix) -> list[str]:
    if np.linalg.matrix_rank(beside) == beside.shape[1]:
        return []
    return ["No stratum with an event holds both arms: expected strata within which people were drawn."]


def _left_out(names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    return (f"Left out of the model: {', '.join(names)} (constant, repeating others, or marking a single row).",)


def _never_at_risk(duration: IntVector) -> tuple[str, ...]:
    at_once = int((duration == 0).sum())
    if not at_once:
        return ()
    return (f"The follow-up of {at_once} rows ends in the week of the lottery: they are never at risk.",)
