"""At the end you know from which week on a curve with delayed entry can be read, and what is said of a thin start."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.durations.inputs import ARMS, TimedArms, is_whole
from nextwork_eval.durations.risk_sets_by_week import FEW, counts_of, few_at_risk, weeks_without_people
from nextwork_eval.effects.estimate import FloatVector, Series
from nextwork_eval.effects.inputs import refuse

# What to do where a curve would rest on nobody.
LATER = "Choose a `smallest_risk_set` of 2 or more, so that the curve starts later, or an earlier horizon."


def size_problems(smallest_risk_set: object) -> list[str]:
    """List what is wrong with the smallest risk set: a whole number, 1 or more."""
    if is_whole(smallest_risk_set, at_least=1):
        return []
    return ["`smallest_risk_set` is not a number of persons: expected a whole number, 1 or more."]


def first_week(arms: TimedArms, horizon: int, smallest: int) -> int:
    """Return the first week in which both arms have `smallest` at risk; 1 without delayed entry.

    Raises
    ------
    EstimationError
        If there is no such week by the horizon.
    """
    if not arms.late or smallest == 1:
        return 1
    one, zero = (counts_of(arms, arms.treated == code, horizon)[0] for _, code in ARMS)
    enough = np.minimum(one, zero)[1:] >= smallest
    if not enough.any():
        refuse(
            "The curve has no week in which it could start.",
            ["In no week by `horizon` have both arms `smallest_risk_set` persons at risk: choose fewer."],
        )
    return int(enough.argmax()) + 1


def not_before(line: Series, start: int) -> Series:
    """Return the line without the weeks before `start` - 1, where it is what it is by definition."""
    if start == 1:
        return line
    return replace(
        line,
        estimate=_hidden(line.estimate, start),
        std_error=_hidden(line.std_error, start),
        conf_low=_hidden(line.conf_low, start),
        conf_high=_hidden(line.conf_high, start),
    )


def start_warnings(arms: TimedArms, horizon: int, start: int) -> tuple[str, ...]:
    """Tell where a curve with delayed entry starts, of weeks without people, and of events among fewer than ten."""
    if not arms.late:
        return ()
    found: list[str] = []
    if start > 1:
        before = int(((arms.event > 0) & (arms.duration < start)).sum())
        found.append(
            f"The curve starts in week {start} and is one of those without the event until then; {before} events "
            "before it are left out."
        )
    found += [
        f"In {weeks} weeks nobody of the {name} arm is at risk while some of it still wait: the curve stands still "
        "there, as if nobody could have the event."
        for name, weeks in weeks_without_people(arms, horizon, start=start)
    ]
    found += [
        f"In {few} weeks with events fewer than {FEW} persons of the {name} arm are at risk: with delayed entry such "
        "weeks can carry the whole curve, see `smallest_risk_set`."
        for name, few in few_at_risk(arms, horizon, start=start)
    ]
    return tuple(found)


def _hidden(values: FloatVector, start: int) -> FloatVector:
    return np.where(np.arange(len(values)) < start - 1, np.nan, values)
