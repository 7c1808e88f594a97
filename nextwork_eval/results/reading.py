"""What is read of a released.json before anything in it is believed: kinds of values, and numbers that can be numbers.

A file that was made by hand, cut, or written by another version is refused here, with every problem that was found:
what a page would show of it could be wrong without looking wrong.
"""

from __future__ import annotations

import json
import math
import types
import typing
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from nextwork_eval.results.deviation import Deviation, LockFacts
from nextwork_eval.results.findings import Finding
from nextwork_eval.results.flow import FlowNode
from nextwork_eval.results.prose import Prose
from nextwork_eval.results.released import Change
from nextwork_eval.results.result import RunFacts
from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.timeline import Timeline

Record = typing.TypeVar("Record", RunFacts, FlowNode, Finding, Change, ResultRow, Timeline, LockFacts, Deviation, Prose)
_COUNTS = ("n_arm", "n_reference", "events_arm", "events_reference", "smallest_cell", "n_firms")
_CHANCES = ("p_value", "p_adjusted", "conf_level")


def parsed(text: str) -> Any:
    """Read JSON in which no object names a key twice and every number is one.

    Raises
    ------
    ValueError
        If it is no JSON, holds `NaN` or `Infinity`, or an object has a key twice.
    """
    return json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)


def records(kind: type[Record], entries: object, part: str, problems: list[str]) -> list[Record]:
    """Read a list of records; what does not fit goes into `problems`, each with its part and place."""
    if not isinstance(entries, list):
        problems.append(f"{part}: expected a list")
        return []
    hints = typing.get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    found = []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            problems.append(f"{part}[{number}]: expected an object")
            continue
        wrong = [f"{part}[{number}]: missing '{name}'" for name in sorted(names - entry.keys())]
        wrong += [f"{part}[{number}]: unknown '{name}'" for name in sorted(entry.keys() - names)]
        wrong += [
            f"{part}[{number}].{name}: not of the expected type"
            for name in sorted(names & entry.keys())
            if not fits(entry[name], hints[name])
        ]
        if wrong:
            problems += wrong
        else:
            found.append(kind(**{name: _frozen(value) for name, value in entry.items()}))
    return found


def row_problems(rows: Sequence[ResultRow]) -> list[str]:
    """List what no computation writes: a name twice, chances beyond 0 to 1, negative counts, limits reversed."""
    twice = [name for name, count in Counter(row.result_id for row in rows).items() if count > 1]
    problems = [f"rows: these result ids stand for several rows: {', '.join(twice[:5])}"] if twice else []
    for number, row in enumerate(rows, start=1):
        where = f"rows[{number}]"
        problems += [
            f"{where}.{name}: expected a number from 0 to 1"
            for name in _CHANCES
            if (value := getattr(row, name)) is not None and not 0 <= value <= 1
        ]
        problems += [f"{where}.{name}: a count below 0" for name in _COUNTS if (getattr(row, name) or 0) < 0]
        if row.set_kind == "interval" and None not in (row.conf_low, row.conf_high):
            low, high = typing.cast(float, row.conf_low), typing.cast(float, row.conf_high)
            problems += [f"{where}: conf_low lies above conf_high"] if low > high else []
    return problems


def fits(value: object, hint: Any) -> bool:
    """Say whether a value of JSON is of a kind; a list stands for a tuple, and an endless number is none."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, argument) for argument in arguments)
    if origin is typing.Literal:
        return value in arguments
    if origin is tuple:
        if not isinstance(value, list):
            return False
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return all(fits(member, arguments[0]) for member in value)
        return len(value) == len(arguments) and all(map(fits, value, arguments))
    if hint is Any:
        return True
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _no_number(name: str) -> None:
    raise ValueError(f"it holds '{name}', which is no number: what cannot be estimated is null")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"an object has the key '{twice[0]}' twice")
    return dict(pairs)
