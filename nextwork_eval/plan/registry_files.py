"""An entry of the registry as a file, and two entries side by side: what the plan says and what the registry says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.registry_form import FORM
from nextwork_eval.spreadsheet_cells import as_written, harmless

_NAMES = {name.casefold(): field.name for field in FORM for name in (field.name, field.heading) if name}
_FORM = tuple(field.name for field in FORM)
_DAYS = {field.name for field in FORM if "date" in field.name.lower() or field.key in ("published", "updated")}
_LISTS = {"Country", "Region", "Keywords", "JEL Code(s)", "Trial Sponsor(s)", "Trial Partner(s)"}
_DAY_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%m/%d/%Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """A field that the plan and the registry do not have alike; None where one of them does not have it."""

    field: str
    plan: str | None
    registry: str | None

    def sentence(self) -> str:
        """Say the difference in one line."""
        if self.plan is None:
            return f"{self.field}: in the registry only: {self.registry}"
        if self.registry is None:
            return f"{self.field}: in the plan only: {self.plan}"
        return f"{self.field}: plan: {self.plan} | registry: {self.registry}"


def entry_text(entry: Mapping[str, str], form: Literal["csv", "json"]) -> str:
    """Write an entry as CSV with the columns `field` and `value`, or as JSON.

    Examples
    --------
    >>> print(entry_text({"Trial Title": "NExTWORK"}, "csv"), end="")
    field,value
    Trial Title,NExTWORK
    """
    if form == "json":
        return json.dumps(dict(entry), ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["field", "value"])
    writer.writerows((harmless(name), harmless(value)) for name, value in entry.items())
    return text.getvalue()


def read_entry(path: Path, registration: str) -> dict[str, str]:
    """Read an entry: a file of `entry_text`, or the table of all trials that the registry lets everybody download.

    Parameters
    ----------
    path
        CSV or JSON. A table of many trials has a column `RCT_ID`.
    registration
        Number of the trial, by which its row is found in a table of many.

    Returns
    -------
    dict
        Name of a field of the form to its text, which may be empty. A field of which the table has no column is not
        there: the table cannot say it.

    Raises
    ------
    PlanError
        If the file is missing or of another shape, or the trial is not in it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise PlanError(f"There is no registry file '{path.name}'.") from None
    except UnicodeDecodeError:
        raise PlanError(f"The registry file '{path.name}' is not UTF-8 text.") from None
    rows = _json_rows(text, path.name) if path.suffix.lower() == ".json" else list(csv.DictReader(io.StringIO(text)))
    if rows and all({"field", "value"} <= set(row) for row in rows):
        rows = [{str(row["field"]): as_written(str(row["value"] or "")) for row in rows}]
    of_form = len(rows) == 1 and "RCT_ID" not in rows[0]
    if len(rows) > 1:
        rows = [row for row in rows if _number(str(row.get("RCT_ID", ""))) == _number(registration) != ""]
    known = [
        {
            _NAMES[name.casefold()]: "" if value is None else str(value).strip()
            for name, value in row.items()
            if name and name.casefold() in _NAMES
        }
        for row in rows
    ]
    if len(known) != 1 or not known[0]:
        raise PlanError(
            f"No entry could be read from the registry file '{path.name}'.",
            [
                "Expected columns field and value, or the registry's own table with one row that has the plan's "
                "registration number in RCT_ID."
            ],
        )
    return {**(dict.fromkeys(_FORM, "") if of_form else {}), **known[0]}


def entry_differences(plan: Mapping[str, str], registry: Mapping[str, str]) -> tuple[FieldDifference, ...]:
    """List the fields that differ, in the order of the form; fields that the registry's table cannot say are left out.

    White space, capitals, the order of keywords, the way a day is written and zeros before a trial's number make no
    difference; an investigator is the same where the registry has the name among other things.
    """
    found = []
    for field in FORM:
        mine, theirs = plan.get(field.name) or None, registry.get(field.name) or None
        if field.name not in registry or mine == theirs:
            continue
        if mine is not None and theirs is not None and _alike(field.name, mine, theirs):
            continue
        found.append(FieldDifference(field=field.name, plan=mine, registry=theirs))
    return tuple(found)


def _json_rows(text: str, name: str) -> list[dict[str, str]]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise PlanError(f"The registry file '{name}' is not JSON.", [str(error)]) from None
    rows = content if isinstance(content, list) else [content]
    return [row for row in rows if isinstance(row, dict)]


def _alike(field: str, mine: str, theirs: str) -> bool:
    if field == "RCT ID":
        return _number(mine) == _number(theirs)
    if field in _DAYS:
        return _day(mine) == _day(theirs)
    if field in _LISTS:
        return _members(mine) == _members(theirs)
    if field == "Primary Investigator Name":
        return _plain(mine) in _plain(theirs)
    return _plain(mine) == _plain(theirs)


def _number(text: str) -> str:
    """Return the number of a trial without its letters and leading zeros: AEARCTR-0002752 is 2752."""
    digits = re.findall(r"\d+", text)
    return digits[-1].lstrip("0") if digits else ""


def _day(text: str) -> str:
    words = text.strip()
    for form in _DAY_FORMATS:
        for candidate in (words, words[:10]):
            try:
                return dt.datetime.strptime(candidate, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
    return _plain(words)


def _members(text: str) -> frozenset[str]:
    return frozenset(_plain(part) for part in re.split(r"[,;\n]", text) if part.strip())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[-_\s]+", " ", text).casefold().split())
