"""Delivered columns under the names of the schema: exactly so, by a declared alias, or in any case where declared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.layout import TableLayout
from nextwork_eval.registers.opening import TAG_SUFFIX
from nextwork_eval.registers.schema import TableSchema
from nextwork_eval.registers.wide import iso_monday
from nextwork_eval.results.findings import Finding

IGNORED = "\x02ignored"
"""Marks a delivered column that is not read; it is searched for civil registration numbers like any other."""


def schema_names(
    delivered: Sequence[str], table: TableSchema, layout: TableLayout, year: int | None
) -> tuple[dict[str, str], list[Finding]]:
    """Return what each delivered column is called in the schema.

    Parameters
    ----------
    delivered
        Names as they stand in the file; those of tagged missing values follow their columns.
    table, layout
        What is expected, and what was declared.
    year
        Of the file, where there is one for each year.

    Returns
    -------
    dict[str, str]
        Delivered name to name in the schema, or to itself where the schema has no such column; to itself with `IGNORED`
        behind it where the layout says that it is not read, whatever its name is.
    list[Finding]
        Names in other capital and small letters than the schema has, without a declaration; declared names that are not
        there; two columns that would be the same one.
    """
    bare = [name for name in delivered if not _is_tag(name, delivered)]
    aliases = {_folded(given, layout): name for name, given in layout.columns.items()}
    in_schema = {field.name.lower(): field.name for field in table.fields}
    names, other_case = {}, 0
    for name in bare:
        if name in layout.ignore:
            names[name] = name + IGNORED
            continue
        known = aliases.get(_folded(name, layout)) or _week(name, table, layout, year)
        known = known or (name if _is_known(name, table) else None)
        if known is None:
            known = in_schema.get(name.lower()) or _wide_name(name, table)
            other_case += known is not None and not layout.any_case
        names[name] = known or name
    findings, section = [], f"layout.{table.name}"
    if other_case:
        findings.append(whole_table("other_case", table.name, count=other_case, section=section))
    absent = len([name for name in layout.columns if name not in names.values()])
    if absent:
        findings.append(whole_table("alias_not_found", table.name, count=absent, section=section))
    doubled = sum(count - 1 for count in Counter(names.values()).values())
    if doubled:
        findings.append(whole_table("doubled_column", table.name, count=doubled, kind="names", section=section))
    tags = {name: names[name.removesuffix(TAG_SUFFIX)] + TAG_SUFFIX for name in delivered if name not in names}
    return {**names, **tags}, findings


def _is_tag(name: str, delivered: Sequence[str]) -> bool:
    return name.endswith(TAG_SUFFIX) and name.removesuffix(TAG_SUFFIX) in delivered


def _folded(name: str, layout: TableLayout) -> str:
    return name.lower() if layout.any_case else name


def _is_known(name: str, table: TableSchema) -> bool:
    return any(field.name == name for field in table.fields) or any(
        re.fullmatch(family.pattern, name) for family in table.wide
    )


def _wide_name(name: str, table: TableSchema) -> str | None:
    return next(
        (
            spelt
            for family in table.wide
            for spelt in (name.lower(), name.upper())
            if re.fullmatch(family.pattern, spelt)
        ),
        None,
    )


def _week(name: str, table: TableSchema, layout: TableLayout, year: int | None) -> str | None:
    """Return the name in the schema of a weekly column that is named as the layout says, or None."""
    if layout.weeks is None:
        return None
    pattern = re.escape(layout.weeks)
    for key, digits in (("week", 2), ("yy", 2), ("year", 4)):
        pattern = pattern.replace(rf"\{{{key}\}}", f"(?P<{key}>[0-9]{{{digits}}})")
    match = re.fullmatch(pattern, name, flags=re.IGNORECASE if layout.any_case else 0)
    if match is None:
        return None
    parts = match.groupdict()
    whole = parts.get("year") or (str(year) if "yy" not in parts else "")
    yy = parts.get("yy") or whole[-2:]
    monday = iso_monday(f"{yy}01")
    if whole and (monday is None or monday.isocalendar().year != int(whole)):
        return None  # of another century than two digits can say
    family = next(family for family in table.wide if family.calendar == "iso_week_yyww")
    return family.pattern.removeprefix("^").removesuffix("$").replace("[0-9]{4}", f"{yy}{parts['week']}")


def is_no_week(name: str, table: TableSchema) -> bool:
    """Say whether a column is named like a week 53 of a year that has none."""
    weekly = any(family.calendar == "iso_week_yyww" and re.fullmatch(family.pattern, name) for family in table.wide)
    return weekly and name.endswith("53") and iso_monday(name[-4:]) is None
