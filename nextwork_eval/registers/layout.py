"""The layout of a delivery, [layout.<table>] in `extract.toml`: where it differs from the schema; nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from nextwork_eval.registers.date_forms import is_date_form
from nextwork_eval.registers.places import ENDINGS, is_path_inside
from nextwork_eval.registers.schema import Dialect, RegisterSchema, TableSchema

_YEARS = range(1960, 2100)
_LONGEST_RUN_OF_YEARS = 100
_KINDS: dict[str, tuple[type, ...]] = {
    "file": (str,),
    "files": (str,),
    "years": (str, list),
    "weeks": (str,),
    "absent": (str,),
    "any_case": (bool,),
    "ignore": (list,),
    "encoding": (str,),
    "delimiter": (str,),
    "decimal": (str,),
    "columns": (dict,),
    "dates": (dict,),
    "digits": (dict,),
    "missing": (dict,),
}
_WORDS: dict[tuple[type, ...], str] = {
    (str,): "text",
    (str, list): "years_type",
    (bool,): "truth",
    (list,): "list",
    (dict,): "pairs",
}
_ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "windows-1252", "latin-1", "iso-8859-1")

Problem = tuple[str, dict[str, str]]
"""What is wrong in a section: a kind of the catalogue's `wrong_layout`, and the facts that its words name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLayout:
    """How one table is delivered. The names of columns in `dates`, `digits` and `missing` are those of the schema.

    Attributes
    ----------
    declared
        Whether the note has a section for the table; without one everything is as the schema names it.
    file, files, years
        One file, or one for each year with `{year}` in its path; paths begin in the folder of the extract.
    weeks
        How weekly columns are named: `{week}`, and `{yy}` or `{year}` unless the year stands in the path.
    absent_is_blank
        Where weeks lie in yearly files: whether people without a row in a year had no benefit in it.
    any_case
        Whether names of columns may be written in capital or small letters.
    columns
        Name in the schema to name in the delivery.
    ignore
        Delivered columns that are not read.
    dates
        How a date is written, where it is not stored as one: see `dates`.
    digits
        Codes that were stored as numbers and lost leading zeros: how many digits they have.
    missing
        Values that stand for a missing one: texts, numbers, or tagged missing values such as `.A`. The pattern of a
        family stands for all its weeks or months.
    dialect
        How text files are written.
    """

    declared: bool
    file: str | None
    files: str | None
    years: tuple[int, ...]
    weeks: str | None
    absent_is_blank: bool
    any_case: bool
    columns: Mapping[str, str]
    ignore: tuple[str, ...]
    dates: Mapping[str, str]
    digits: Mapping[str, int]
    missing: Mapping[str, tuple[str, ...]]
    dialect: Dialect

    def missing_of(self, name: str, table: TableSchema) -> tuple[str, ...]:
        """Return what stands for a missing value in a column: as its own name says, or its family."""
        families = [family.pattern for family in table.wide if family.pattern in self.missing]
        own = next((pattern for pattern in families if re.fullmatch(pattern, name)), name)
        return self.missing.get(name, self.missing.get(own, ()))


def plain_layout(dialect: Dialect) -> TableLayout:
    """Return the layout of a table of which the note says nothing."""
    nothing: Mapping[str, Any] = MappingProxyType({})
    return TableLayout(
        declared=False,
        file=None,
        files=None,
        years=(),
        weeks=None,
        absent_is_blank=False,
        any_case=False,
        columns=nothing,
        ignore=(),
        dates=nothing,
        digits=nothing,
        missing=nothing,
        dialect=dialect,
    )


def read_layouts(
    content: Mapping[str, Any], schema: RegisterSchema, dialect: Dialect
) -> tuple[dict[str, TableLayout], list[Problem]]:
    """Read every section, and return the layouts of all tables with everything that is wrong with them.

    A section with a problem is left out of the layouts: its table is then looked for under the schema's own names.
    """
    layouts = {table.name: plain_layout(dialect) for table in schema.tables}
    problems: list[Problem] = []
    for name, section in content.items():
        if name not in layouts:
            problems.append(("unknown_table", {}))
        elif not isinstance(section, dict):
            problems.append(("section", {"section": f"layout.{name}"}))
        else:
            found = _problems(section, schema.table(name))
            problems += [(kind, {"section": f"layout.{name}", **facts}) for kind, facts in found]
            if not found:
                layouts[name] = _layout(section, dialect)
    return layouts, problems


def dialect_problems(given: Mapping[str, Any]) -> Iterator[Problem]:
    """Name what is wrong with an encoding, a delimiter or a decimal sign, where they are given."""
    if "encoding" in given and str(given["encoding"]).lower().replace("_", "-") not in _ENCODINGS:
        yield "encoding", {"known": ", ".join(_ENCODINGS)}
    if given.get("delimiter", ";") not in (";", ",", "\t", "|"):
        yield "delimiter", {}
    if given.get("decimal", ",") not in (",", "."):
        yield "decimal", {}


def years_of(value: str | list[Any]) -> tuple[int, ...] | None:
    """Read years written as a list, or as the first and the last with a hyphen between; None if they are neither.

    Examples
    --------
    >>> years_of("2008-2010"), years_of([2016, 2018]), years_of("2010-2008")
    ((2008, 2009, 2010), (2016, 2018), None)
    """
    if isinstance(value, str):
        parts = re.fullmatch(r"([0-9]{4})-([0-9]{4})", value)
        years: list[Any] = list(range(int(parts[1]), int(parts[2]) + 1)) if parts else []
    else:
        years = value
    good = all(type(year) is int and year in _YEARS for year in years) and len(set(years)) == len(years)
    return tuple(sorted(years)) if good and 0 < len(years) <= _LONGEST_RUN_OF_YEARS else None


def _problems(section: Mapping[str, Any], table: TableSchema) -> list[Problem]:
    problems: list[Problem] = []
    if section.keys() - _KINDS.keys():
        problems.append(("unknown_key", {"known": ", ".join(_KINDS)}))
    wrong = [name for name, kinds in _KINDS.items() if name in section and type(section[name]) not in kinds]
    problems += [(_WORDS[_KINDS[name]], {"key": name}) for name in wrong]
    if wrong:
        return problems
    return [
        *problems,
        *_about_files(section),
        *_about_weeks(section, table),
        *dialect_problems(section),
        *_about_columns(section, table),
    ]


def _about_files(section: Mapping[str, Any]) -> Iterator[Problem]:
    if ("file" in section) == ("files" in section) and "file" in section:
        yield "file_and_files", {}
    for key in ("file", "files"):
        if key in section:
            if not is_path_inside(section[key]):
                yield "path", {"key": key}
            elif not section[key].lower().endswith(ENDINGS):
                yield "ending", {"key": key, "endings": ", ".join(ENDINGS)}
    if "{" in section.get("file", ""):
        yield "file_is_one", {}
    if "files" in section and section["files"].replace("{year}", "", 1).count("{") + section["files"].count("}") != 1:
        yield "files_year", {}
    if ("files" in section) != ("years" in section):
        yield "files_and_years", {}
    if "years" in section and years_of(section["years"]) is None:
        yield "years", {}


def _about_weeks(section: Mapping[str, Any], table: TableSchema) -> Iterator[Problem]:
    if "weeks" in section:
        if not any(family.calendar == "iso_week_yyww" for family in table.wide):
            yield "weeks_of_none", {}
        name = section["weeks"]
        years = name.count("{yy}") + name.count("{year}")
        bare = name.replace("{week}", "", 1).replace("{yy}", "", 1).replace("{year}", "", 1)
        if (
            name.count("{week}") != 1
            or years > 1
            or (years == 0 and "files" not in section)
            or not re.fullmatch(r"\w*", bare)
        ):
            yield "weeks", {}
    if "absent" in section and section["absent"] != "blank":
        yield "absent", {}


def _about_columns(section: Mapping[str, Any], table: TableSchema) -> Iterator[Problem]:
    fields = {field.name: field for field in table.fields}
    kinds = {"dates": ("date",), "digits": ("string",)}
    for key in ("columns", "dates", "digits", "missing"):
        for name in section.get(key, {}):
            field = fields.get(name) or next(
                (
                    family.column
                    for family in table.wide
                    if re.fullmatch(family.pattern, name) or (key == "missing" and name == family.pattern)
                ),
                None,
            )
            if field is None:
                yield "unknown_column", {"key": key}
            elif field.kind not in kinds.get(key, (field.kind,)):
                yield "column_type", {"key": key, "name": name, "type": field.kind}
    names = list(section.get("columns", {}).values())
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        yield "columns", {}
    if not all(isinstance(name, str) for name in section.get("ignore", [])):
        yield "ignore", {}
    for name, form in section.get("dates", {}).items():
        if name in fields and not is_date_form(form):  # another name is a finding of its own
            yield "date_form", {"name": name}
    if not all(type(width) is int and 1 <= width <= 18 for width in section.get("digits", {}).values()):
        yield "digits", {}
    for values in section.get("missing", {}).values():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            yield "missing", {}


def _layout(section: Mapping[str, Any], dialect: Dialect) -> TableLayout:
    return TableLayout(
        declared=True,
        file=section.get("file"),
        files=section.get("files"),
        years=(years_of(section["years"]) or ()) if "years" in section else (),
        weeks=section.get("weeks"),
        absent_is_blank="absent" in section,
        any_case=section.get("any_case", False),
        columns=MappingProxyType(dict(section.get("columns", {}))),
        ignore=tuple(section.get("ignore", ())),
        dates=MappingProxyType(dict(section.get("dates", {}))),
        digits=MappingProxyType(dict(section.get("digits", {}))),
        missing=MappingProxyType({name: tuple(values) for name, values in section.get("missing", {}).items()}),
        dialect=replace(
            dialect, **{key: section[key] for key in ("encoding", "delimiter", "decimal") if key in section}
        ),
    )
