"""Results as files: released.json holds everything a report needs.

Results.parquet the same rows for whoever wants to compute with them.
"""

from __future__ import annotations

import json
import typing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nextwork_eval.errors import ReportError
from nextwork_eval.results.deviation import Deviation, LockFacts
from nextwork_eval.results.findings import Finding
from nextwork_eval.results.flow import Flow, FlowNode
from nextwork_eval.results.prose import Prose
from nextwork_eval.results.reading import fits, parsed, records, row_problems
from nextwork_eval.results.released import Change, ReleasedResult
from nextwork_eval.results.result import RunFacts
from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.timeline import Timeline

FORMAT = "nextwork_eval released result, version 4"
_PLAIN: dict[str, Any] = {
    "profile": str,
    "floor": int,
    "file_types": tuple[str, ...],
    "earlier": tuple[str, ...],
    "flow_adds_up": bool,
    "plan": dict,
}
_PARTS = {"format", "facts", "lock", "deviations", "flow", "findings", "changes", "timelines", "rows", *_PLAIN}


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
        **({"prose": [asdict(one) for one in released.prose]} if released.prose else {}),
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_parquet(released: ReleasedResult, path: Path) -> None:
    """Write the rows as a Parquet file, one row for each number."""
    import polars as pl  # a report is read from released.json, and does not wait for a library of tables

    kinds = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    columns: dict[str, Any] = {}
    for name, hint in typing.get_type_hints(ResultRow).items():
        plain = [kind for kind in (typing.get_args(hint) or (hint,)) if kind is not type(None)]
        columns[name] = kinds.get(plain[0], pl.String)
    pl.DataFrame([row.to_dict() for row in released.rows], schema=columns, orient="row").write_parquet(path)


def read_released(path: Path) -> ReleasedResult:
    """Read a released result back.

    Raises
    ------
    ReportError
        If the file is missing, is not a released result or one of another version, or has a row, box or fact with
        missing, unknown or wrongly typed entries, two rows of one name, or numbers that no computation writes. Every
        problem is listed.
    """
    try:
        content = parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReportError(
            f"There is no file '{path.name}'.", ["Run the plan first; it writes released.json."]
        ) from None
    except (IsADirectoryError, PermissionError):
        raise ReportError(f"'{path.name}' is no file that can be read.", ["Name the released.json itself."]) from None
    except (ValueError, RecursionError) as error:
        raise ReportError(f"'{path.name}' is not JSON.", [str(error)]) from None
    _refuse_other_formats(content, path.name)
    problems = [f"{name}: not of the expected type" for name, kind in _PLAIN.items() if not fits(content[name], kind)]
    facts = records(RunFacts, [content["facts"]], "facts", problems)
    lock = records(LockFacts, [] if content["lock"] is None else [content["lock"]], "lock", problems)
    deviations = records(Deviation, content["deviations"], "deviations", problems)
    nodes = records(FlowNode, content["flow"], "flow", problems)
    findings = records(Finding, content["findings"], "findings", problems)
    changes = records(Change, content["changes"], "changes", problems)
    rows = records(ResultRow, content["rows"], "rows", problems)
    timelines = records(Timeline, content["timelines"], "timelines", problems)
    prose = records(Prose, content.get("prose", []), "prose", problems)
    problems += row_problems(rows)
    if not problems:
        try:
            flow = Flow(nodes=tuple(nodes), adds_up=content["flow_adds_up"])
        except ValueError as error:
            problems.append(f"flow: {error}")
    if problems:
        raise ReportError(f"'{path.name}' cannot be trusted.", problems)
    return ReleasedResult(
        facts=facts[0],
        rows=tuple(rows),
        flow=flow,
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
        prose=tuple(prose),
    )


def _refuse_other_formats(content: object, name: str) -> None:
    if not isinstance(content, dict) or "format" not in content:
        raise ReportError(f"'{name}' is not a released result.", [f"Expected an object with the format '{FORMAT}'."])
    if content["format"] != FORMAT:
        other = str(content["format"])[:60]
        raise ReportError(
            f"'{name}' is a released result of another version.",
            [f"Expected '{FORMAT}', found '{other}': write the report with the version that made it, or run again."],
        )
    problems = [f"the part '{part}' is missing" for part in sorted(_PARTS - content.keys())]
    problems += [f"the part '{str(part)[:60]}' is unknown" for part in sorted(content.keys() - _PARTS - {"prose"})]
    if problems:
        raise ReportError(f"'{name}' is not a released result.", problems)
