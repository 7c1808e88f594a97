"""At the end you know what the estimators of time to an event accept, and how whole weeks are read.

Everything is read without raising, every fault is collected, and the estimator refuses once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import IntVector
from nextwork_eval.effects.inputs import (
    Column,
    arm_problems,
    choice_problems,
    read_labels,
    read_numbers,
    read_treated,
    refuse,
    side_by_side_problems,
)

Arm = Literal["treated", "reference"]
ZeroLength = Literal["refuse", "keep"]

ARMS: tuple[tuple[Arm, int], ...] = (("treated", 1), ("reference", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedArms:
    """Checked durations; all vectors have shape (n_people,).

    Attributes
    ----------
    duration
        Whole weeks from the lottery to the event, or to the end of follow-up.
    event
        0 for the end of follow-up, otherwise the code of the event.
    treated
        1 or 0.
    strata
        Codes 0, 1, …; all 0 in a trial without strata.
    entry
        Last week before the person is looked at: at risk in week t if entry < t <= duration. All 0 without delayed
        entry.
    late
        Whether entries were given.
    kept
        Persons whose spell of length zero was kept.
    """

    duration: IntVector
    event: IntVector
    treated: IntVector
    strata: IntVector
    entry: IntVector
    late: bool = False
    kept: int = 0


def read_timed_arms(
    summary: str,
    duration: object,
    event: object,
    treated: object,
    *,
    event_codes: Sequence[int] = (0, 1),
    horizon: int | None = None,
    strata: object | None = None,
    extra: Sequence[Column] = (),
    at_least: int = 1,
    problems: Sequence[str] = (),
    entry: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
) -> TimedArms:
    """Lay durations, events, arms and strata side by side, and refuse with every fault, or return them checked.

    Parameters
    ----------
    summary
        What could not be estimated; the first line of the error.
    duration
        Whole weeks, 0 or more. A person whose duration ends without an event was seen without one in that week too.
    event
        One of `event_codes`; 0 is the end of follow-up. An event cannot happen in week 0, the week of the lottery,
        unless `zero_length` keeps it.
    horizon
        Last week that is looked at, None where all are; the caller checks that it is a week. It may lie beyond an arm's
        longest duration only if that duration ends with events alone, because then nobody's fate is open.
    strata, treated
        As in `effects`.
    extra
        Columns that must have the same persons and whose faults are to be told as well.
    at_least
        Persons that each arm needs.
    problems
        Faults that the estimator found by itself.
    entry
        Whole weeks, 0 or more: a person is at risk in weeks after `entry`, up to `duration`. None: all from week 1.
    follow_up
        Last week in which anything is known of each person; a `duration` after it is refused. None: not checked.
    zero_length
        What becomes of an event in the week of entry itself, when nobody who entered then was at risk yet. `refuse`:
        an error with their number. `keep`: the person is at risk in that week alone (an event in week 0 counts in week
        1), and the estimator says for how many that was done. To leave them out would lose events.

    Raises
    ------
    EstimationError
        With all faults of all arguments.
    """
    weeks = _weeks("duration", duration)
    events = _event(read_numbers("event", event), event_codes)
    arms = read_treated(treated)
    labels = () if strata is None else (read_labels("strata", strata),)
    entries = () if entry is None else (_weeks("entry", entry),)
    ends = () if follow_up is None else (_weeks("follow_up", follow_up),)
    columns = [weeks, events, arms, *labels, *entries, *ends]
    found = [
        *problems,
        *choice_problems("zero_length", zero_length, ["refuse", "keep"]),
        *(problem for column in [*columns, *extra] for problem in column.problems),
        *side_by_side_problems([*columns, *extra]),
    ]
    if not arms.problems:
        found += arm_problems(arms.values, at_least=at_least)
    entered = entries[0].values if entries else np.zeros(len(weeks.values))
    at_once, last = np.zeros(0, dtype=np.bool_), weeks.values
    if not found:
        at_once = (weeks.values == entered) & (events.values != 0)
        found += _order_problems(weeks.values, entered, ends[0].values if ends else None)
        if zero_length == "refuse":
            found += _at_once_problems(at_once, late=bool(entries))
        else:
            last = weeks.values + (at_once & (weeks.values == 0))
            entered = np.where(at_once, last - 1, entered)
        found += _follow_up_problems(last, events.values, arms.values, entered, horizon)
    refuse(summary, found)
    return TimedArms(
        duration=last.astype(np.int64),
        event=events.values.astype(np.int64),
        treated=arms.values.astype(np.int64),
        strata=stratum_codes(labels, len(arms.values)),
        entry=entered.astype(np.int64),
        late=bool(entries),
        kept=int(at_once.sum()),
    )


def from_the_lottery(*, duration: IntVector, event: IntVector, treated: IntVector, strata: IntVector) -> TimedArms:
    """Return checked durations of people who are all looked at from week 1 on."""
    return TimedArms(
        duration=duration, event=event, treated=treated, strata=strata, entry=np.zeros(len(duration), dtype=np.int64)
    )


def _weeks(name: str, values: object) -> Column:
    return whole_numbers(read_numbers(name, values), at_least=0, expected="whole weeks, 0 or more")


def stratum_codes(labels: Sequence[Column], n_people: int) -> IntVector:
    """Return the codes of the one column of strata; all 0 where there is none."""
    return labels[0].values.astype(np.int64) if labels else np.zeros(n_people, dtype=np.int64)


def whole_numbers(column: Column, *, at_least: int | None, expected: str) -> Column:
    """Add the fault that a column holds fractions or numbers below `at_least`; `expected` says what it should hold."""
    if column.problems:
        return column
    faulty = column.values != np.floor(column.values)
    if at_least is not None:
        faulty |= column.values < at_least
    if not faulty.any():
        return column
    persons = int(faulty.reshape(len(faulty), -1).any(axis=1).sum())
    problem = f"`{column.name}` is out of range for {persons} of {len(faulty)} persons: expected {expected}."
    return replace(column, problems=(problem,))


def _event(column: Column, codes: Sequence[int]) -> Column:
    if column.problems:
        return column
    known = column.values == codes[0]
    for code in codes[1:]:
        known |= column.values == code
    other = len(known) - int(np.count_nonzero(known))
    if other == 0:
        return column
    problem = f"`event` is none of {', '.join(map(str, codes))} for {other} of {len(column.values)} persons."
    return replace(column, problems=(problem,))


def weight_problems(given: Sequence[Column]) -> list[str]:
    """List weights that are not above 0."""
    return [
        f"`weights` are not above 0 for {wrong} of {len(column.values)} persons."
        for column in given
        if (wrong := int((column.values <= 0).sum()))
    ]


def is_whole(value: object, *, at_least: int) -> bool:
    """Tell whether an option is a whole number, `at_least` or more; a truth value is no number."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and bool(value >= at_least)


def horizon_problems(horizon: object) -> list[str]:
    """List what is wrong with a horizon: a whole week, 1 or later."""
    if is_whole(horizon, at_least=1):
        return []
    return ["`horizon` is not a week: expected a whole number, 1 or more."]


def _order_problems(
    duration: NDArray[np.float64], entry: NDArray[np.float64], follow_up: NDArray[np.float64] | None
) -> list[str]:
    n = len(duration)
    backwards = int((duration < entry).sum())
    after = 0 if follow_up is None else int((duration > follow_up).sum())
    return [
        problem
        for count, problem in (
            (backwards, f"{backwards} of {n} persons leave before they enter: expected `entry` before `duration`."),
            (
                after,
                f"`duration` lies after the end of follow-up for {after} of {n} persons: expected events and ends of "
                "follow-up by `follow_up`.",
            ),
        )
        if count
    ]


def _at_once_problems(at_once: NDArray[np.bool_], *, late: bool) -> list[str]:
    if not (count := int(at_once.sum())):
        return []
    of = f"{count} of {len(at_once)} persons"
    if late:
        return [
            f"{of} have the event in the week in which they enter, when they are not at risk yet: expected a later "
            "week, or `zero_length` 'keep'."
        ]
    return [f"{of} have an event in week 0, the week of the lottery: expected events from week 1."]


def _follow_up_problems(
    duration: NDArray[np.float64],
    event: NDArray[np.float64],
    treated: NDArray[np.float64],
    entry: NDArray[np.float64],
    horizon: int | None,
) -> list[str]:
    found = []
    at_risk = duration > entry
    for name, arm in ARMS:
        own = treated == arm
        if horizon is None and (own & at_risk).any():
            continue
        longest = np.where(own, duration, 0).max()
        if longest == 0:
            found.append(f"The {name} arm has nobody at risk in week 1: its follow-up ends in the week of the lottery.")
        elif not (own & at_risk).any():
            found.append(f"The {name} arm has nobody at risk in any week: all leave in the week in which they enter.")
        elif horizon is not None and horizon > longest and (own & (duration == longest) & (event == 0)).any():
            found.append(f"`horizon` lies beyond the longest follow-up in the {name} arm: choose an earlier week.")
    return found
