"""What a checker must know of one file that is to leave: what it holds, how few people are behind it, what was done."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nextwork_eval.results import FlowNode, ReleasedResult, ResultRow

Kind = Literal["report", "tables", "figure"]
_TYPES = {"report": "custom", "tables": "table", "figure": "custom"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One file, and the released rows whose numbers it shows.

    Attributes
    ----------
    name
        Its name in the folder.
    kind
        A whole report, its tables, or one figure.
    content
        The bytes.
    rows
        Ids of the rows it shows; a figure names boxes of the flow among them, as `flow.<box>.<arm>`.
    """

    name: str
    kind: Kind
    content: bytes
    rows: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """The sha256 of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is known of an output.

    Attributes
    ----------
    output
        The file.
    fewest_persons, fewest_events, fewest_without
        The smallest counts of persons, of persons with an event and of persons without it that it shows; None where it
        shows none.
    numbers, withheld
        How many rows it shows, and how many of them were withheld.
    done
        What was done to its rows: rule and action, and how often.
    status
        `pass` where every count it shows reaches the floor, or the data are public; otherwise `review`: an exact count
        below the floor stands in it and a person must look.
    """

    output: Output
    fewest_persons: int | None
    fewest_events: int | None
    fewest_without: int | None
    numbers: int
    withheld: int
    done: tuple[tuple[str, str, int], ...]
    status: Literal["pass", "review"]


def check_output(output: Output, released: ReleasedResult) -> Checked:
    """Look at a file as a checker would: at every released row that it shows.

    Parameters
    ----------
    output
        The file and the rows it shows.
    released
        What passed the door.
    """
    by_id = {row.result_id: row for row in released.rows}
    rows = [
        by_id[name] for name in output.rows if name in by_id and by_id[name].population not in ("design", "simulated")
    ]
    persons = _counts(rows, "n_arm", "n_reference")
    events = _counts(rows, "events_arm", "events_reference")
    without = [n - e for row in rows for n, e in _pairs(row) if n > e]
    boxes = _boxes(output, released)
    persons += [node.count for node in boxes if node.count]
    shown = set(output.rows) | {f"flow.{node.id}.{node.arm}" for node in boxes}
    # A change to a whole line bears the name of the analysis and the arm; its rows go on from there.
    stems = {name[:end] for name in shown for end in (i for i, sign in enumerate(name) if sign == ".")} | shown
    tally = Counter((change.rule, change.action) for change in released.changes if change.result_id in stems)
    # Counts made of rounded counts are multiples of the floor; zero among them stands for anything below half of it.
    small = [count for count in [*persons, *events] if 0 < count < released.floor]
    return Checked(
        output=output,
        fewest_persons=min(persons, default=None),
        fewest_events=min((count for count in events if count), default=None),
        fewest_without=min(without, default=None),
        numbers=len(rows),
        withheld=sum(row.estimate is None and row.conf_low is None and row.set_kind == "none" for row in rows),
        done=tuple((rule, action, count) for (rule, action), count in sorted(tally.items())),
        status="review" if small or any(0 < count < released.floor for count in without) else "pass",
    )


def sacro_results(checked: Sequence[Checked], released: ReleasedResult, *, command: str) -> dict[str, Any]:
    """Return the list of outputs in the shape that the SACRO viewer reads.

    Parameters
    ----------
    checked
        Every output that is to leave.
    released
        What passed the door.
    command
        What was called.

    Returns
    -------
    dict
        `version` and `results`; each output has `uid`, `status`, `type`, `properties`, `files` with their names,
        `outcome`, `command`, `summary`, `timestamp`, `comments` and `exception`, as in ACRO's results.json. The time is
        the date of the plan: this package has no clock.
    """
    plan = released.plan.get("plan", {})
    return {
        "version": f"nextwork_eval {released.facts.software_version}",
        "results": {
            f"output_{number}": {
                "uid": f"output_{number}",
                "status": one.status,
                "type": _TYPES[one.output.kind],
                "properties": {
                    "method": one.output.kind,
                    "profile": released.profile,
                    "floor": released.floor,
                    "fewest_persons": one.fewest_persons,
                    "fewest_events": one.fewest_events,
                },
                "files": [{"name": one.output.name, "sdc": _sdc(one)}],
                "outcome": {},
                "command": command,
                "summary": f"{one.status}; {one.numbers} numbers, {one.withheld} withheld",
                "timestamp": f"{plan.get('date', '')}T00:00:00",
                "comments": [f"plan {released.facts.plan_id} {released.facts.plan_version}"],
                "exception": "",
            }
            for number, one in enumerate(checked)
        },
    }


def _sdc(one: Checked) -> Mapping[str, Any]:
    tally: dict[str, int] = {}
    for rule, _, count in one.done:
        tally[rule] = tally.get(rule, 0) + count
    return {"summary": {"suppressed": one.withheld > 0, **tally}, "cells": {}}


def _counts(rows: Sequence[ResultRow], *names: str) -> list[int]:
    return [count for row in rows for name in names if (count := getattr(row, name)) is not None]


def _pairs(row: ResultRow) -> list[tuple[int, int]]:
    sides = ((row.n_arm, row.events_arm), (row.n_reference, row.events_reference))
    return [(n, e) for n, e in sides if n is not None and e is not None]


def _boxes(output: Output, released: ReleasedResult) -> list[FlowNode]:
    """Return the boxes of the flow that a file shows: all of them in a report and its tables."""
    if output.kind != "figure":
        return list(released.flow.nodes)
    names = set(output.rows)
    return [node for node in released.flow.nodes if f"flow.{node.id}" in names or f"flow.{node.id}.{node.arm}" in names]
