"""Results as files: released.json holds everything a report needs.

Results.parquet the same rows for whoever wants to compute with them.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import polars as pl

from nextwork_eval.errors import ReportError
from nextwork_eval.results.deviation import Deviation, LockFacts
from nextwork_eval.results.findings import Finding
from nextwork_eval.results.flow import Flow, FlowNode
from nextwork_eval.results.released import Change, ReleasedResult
from nextwork_eval.results.result import RunFacts
from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.timeline import Timeline

FORMAT = "nextwork_eval released result, version 3"


def released_text(released: ReleasedResult) -> str:
    """Return the released result as JSON text: the same bytes for the same result."""
    content = {
        "format": FORMAT,
        "facts": asdict(released.facts),
        "lock": None if released.lock is None else asdict(released.lock),
        "deviations": [asdict(deviation) for deviation in released.deviations],
        "profile": released.profile,
        "floor": released.floor,
        "file_types": list(released.file_types),
        "earlier": list(released.earlier),
        "flow_adds_up": released.flow.adds_up,
        "flow": [asdict(node) for node in released.flow.nodes],
        "findings": [asdict(finding) for finding in released.findings],
        "changes": [asdict(change) for change in released.changes],
        "plan": released.plan,
        "timelines": [asdict(timeline) for timeline in released.timelines],
        "rows": [row.to_dict() for row in released.rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_parquet(released: ReleasedResult, path: Path) -> None:
    """Write the rows as a Parquet file, one row for each number."""
    pl.DataFrame([row.to_dict() for row in released.rows], schema=_columns(), orient="row").write_parquet(path)


def read_released(path: Path) -> ReleasedResult:
    """Read a released result back.

    Raises
    ------
    ReportError
        If the file is missing, is not a released result, or has a row, box or fact with missing, unknown or wrongly
        typed entries. Every problem is listed.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReportError(
            f"There is no file '{path.name}'.", ["Run the plan first; it writes released.json."]
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"'{path.name}' is not JSON.", [str(error)]) from None
    parts = {
        "format",
        "facts",
        "lock",
        "deviations",
        "profile",
        "floor",
        "file_types",
        "earlier",
        "flow_adds_up",
        "flow",
        "findings",
        "changes",
        "plan",
        "timelines",
        "rows",
    }
    if not isinstance(content, dict) or content.get("format") != FORMAT or set(content) != parts:
        raise ReportError(
            f"'{path.name}' is not a released result.",
            [f"Expected the parts {', '.join(sorted(parts))}; format '{FORMAT}'."],
        )
    problems: list[str] = []
    facts = _records(RunFacts, [content["facts"]], "facts", problems)
    lock = _records(LockFacts, [] if content["lock"] is None else [content["lock"]], "lock", problems)
    deviations = _records(Deviation, content["deviations"], "deviations", problems)
    nodes = _records(FlowNode, content["flow"], "flow", problems)
    findings = _records(Finding, content["findings"], "findings", problems)
    changes = _records(Change, content["changes"], "changes", problems)
    rows = _records(ResultRow, content["rows"], "rows", problems)
    timelines = _records(Timeline, content["timelines"], "timelines", problems)
    ids = [row.result_id for row in rows]
    if len(set(ids)) != len(ids):
        problems.append("rows: some result ids stand for several rows")
    if problems:
        raise ReportError(f"'{path.name}' cannot be trusted.", problems)
    return ReleasedResult(
        facts=facts[0],
        rows=tuple(rows),
        flow=Flow(nodes=tuple(nodes), adds_up=content["flow_adds_up"]),
        findings=tuple(findings),
        profile=content["profile"],
        floor=content["floor"],
        changes=tuple(changes),
        plan=content["plan"],
        timelines=tuple(timelines),
        file_types=tuple(content["file_types"]),
        earlier=tuple(content["earlier"]),
        deviations=tuple(deviations),
        lock=lock[0] if lock else None,
    )


Record = typing.TypeVar("Record", RunFacts, FlowNode, Finding, Change, ResultRow, Timeline, LockFacts, Deviation)


def _records(kind: type[Record], entries: list[dict[str, Any]], part: str, problems: list[str]) -> list[Record]:
    hints = typing.get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    records = []
    for number, entry in enumerate(entries, start=1):
        wrong = [f"{part}[{number}]: missing '{name}'" for name in sorted(names - entry.keys())]
        wrong += [f"{part}[{number}]: unknown '{name}'" for name in sorted(entry.keys() - names)]
        wrong += [
            f"{part}[{number}].{name}: not of the expected type"
            for name in names & entry.keys()
            if not _fits(entry[name], hints[name])
        ]
        if wrong:
            problems += wrong
        else:
            records.append(kind(**{name: _frozen(value) for name, value in entry.items()}))
    return records


def _fits(value: object, hint: Any) -> bool:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is typing.Literal:
        return value in arguments
    if origin is tuple:
        return isinstance(value, list)
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _columns() -> dict[str, Any]:
    kinds = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    columns: dict[str, Any] = {}
    for name, hint in typing.get_type_hints(ResultRow).items():
        plain = [kind for kind in (typing.get_args(hint) or (hint,)) if kind is not type(None)]
        columns[name] = kinds.get(plain[0], pl.String)
    return columns
