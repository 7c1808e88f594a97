"""Two versions of a schema side by side: what changed, whether it breaks, and whether the number says so.

A change is breaking if a delivery that was accepted may now be refused, if something that plans could count on is gone,
or if the same data mean something else. Everything else is not: what may be left out, wider domains, words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from nextwork_eval.errors import SchemaError
from nextwork_eval.registers.code_diff import code_changes
from nextwork_eval.registers.domain_diff import domain_changes
from nextwork_eval.registers.frozen import frozen_rows
from nextwork_eval.registers.schema import DisclosureProfile, Field, RegisterSchema, TableSchema, WideFamily
from nextwork_eval.registers.schema_change import SchemaChange

_VERSION = re.compile(r"(?P<name>.+)-(?P<major>[0-9]+)\.(?P<minor>[0-9]+)")
_WORDS = ("description_da", "description_en", "documentation", "verified", "register_da", "register_en", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaDifference:
    """All changes from one version to another, and what is wrong with the newer number (None if nothing is)."""

    before: str
    after: str
    changes: tuple[SchemaChange, ...]
    number_problem: str | None

    @property
    def breaking(self) -> bool:
        """Whether any change is breaking."""
        return any(change.breaking for change in self.changes)


def schema_difference(before: RegisterSchema, after: RegisterSchema) -> SchemaDifference:
    """Compare two versions of a schema.

    Raises
    ------
    SchemaError
        If they are not versions of one schema, or an id does not end in a version such as 1.2.

    Notes
    -----
    The rule for the number: a breaking change raises the major number; any other change, words included, raises the
    minor one, because a used version is never edited. A higher number than needed is accepted.

    Examples
    --------
    >>> from nextwork_eval.registers import read_schema
    >>> from nextwork_eval.shipped import shipped_schema
    >>> life = read_schema(shipped_schema("life-1.0"))
    >>> schema_difference(life, life).changes
    ()
    """
    changes = tuple(_changes(before, after))
    return SchemaDifference(
        before=before.id, after=after.id, changes=changes, number_problem=_number_problem(before.id, after.id, changes)
    )


def _number_problem(before: str, after: str, changes: tuple[SchemaChange, ...]) -> str | None:
    old, new = _VERSION.fullmatch(before), _VERSION.fullmatch(after)
    if old is None or new is None or old["name"] != new["name"]:
        raise SchemaError(
            f"'{before}' and '{after}' are not two versions of one schema.",
            ["Expected the same name with a version such as -1.0 and -1.1."],
        )
    numbers = [(int(match["major"]), int(match["minor"])) for match in (old, new)]
    if not changes:
        return None
    if any(change.breaking for change in changes) and numbers[1][0] <= numbers[0][0]:
        return f"the changes break: expected at least {old['name']}-{numbers[0][0] + 1}.0, found {after}"
    if numbers[1] <= numbers[0]:
        return f"something changed: expected at least {old['name']}-{numbers[0][0]}.{numbers[0][1] + 1}, found {after}"
    return None


def _changes(before: RegisterSchema, after: RegisterSchema) -> Iterator[SchemaChange]:
    for name in ("open_data", "person_key", "dialect", "lottery", "unions"):
        yield from _value("schema", name, getattr(before, name), getattr(after, name))
    for name in ("title_da", "title_en", "code_list_note", "code_list_note_da"):
        yield from _value("schema", name, getattr(before, name), getattr(after, name), breaking=False)
    yield from _profiles(before.disclosure, after.disclosure)
    old, new = ({table.name: table for table in schema.tables} for schema in (before, after))
    yield from (SchemaChange(name, "the table is gone", True) for name in old if name not in new)
    for name, table in new.items():
        if name not in old:
            words = "a new table, required" if table.required else "a new table, optional"
            yield SchemaChange(name, words, table.required)
        else:
            yield from _table(old[name], table)
    yield from code_changes(before.code_lists, after.code_lists)
    yield from _state_maps(before, after)


def _profiles(old: Mapping[str, DisclosureProfile], new: Mapping[str, DisclosureProfile]) -> Iterator[SchemaChange]:
    """Compare what the data owner demands; plans name a profile, and its rules decide what leaves."""
    yield from (SchemaChange(f"profile {name}", "the profile is gone", True) for name in old if name not in new)
    for name, profile in new.items():
        if name not in old:
            yield SchemaChange(f"profile {name}", "a new profile", False)
            continue
        for part in fields(DisclosureProfile):
            before, after = getattr(old[name], part.name), getattr(profile, part.name)
            yield from _value(f"profile {name}", part.name, before, after, breaking=part.name != "source")


def _table(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    where = new.name
    if old.required != new.required:
        words = "the table is now required" if new.required else "the table is no longer required"
        yield SchemaChange(where, words, True)
    if old.may_be_empty != new.may_be_empty:
        words = "the table may now be empty" if new.may_be_empty else "the table may no longer be empty"
        yield SchemaChange(where, words, old.may_be_empty)
    for name in ("file", "scope", "missing", "primary_key", "foreign_keys", "spell"):
        yield from _value(where, name, getattr(old, name), getattr(new, name))
    for name in ("register_da", "register_en", "provisional_months"):
        yield from _value(where, name, getattr(old, name), getattr(new, name), breaking=False)
    yield from _columns(where, {field.name: field for field in old.fields}, {field.name: field for field in new.fields})
    yield from _families(where, old.wide, new.wide)


def _columns(where: str, old: Mapping[str, Field], new: Mapping[str, Field]) -> Iterator[SchemaChange]:
    yield from (SchemaChange(f"{where}.{name}", "the column is gone", True) for name in old if name not in new)
    for name, field in new.items():
        if name not in old:
            words = "a new column, optional" if field.optional else "a new column, required"
            yield SchemaChange(f"{where}.{name}", words, not field.optional)
        else:
            yield from _column(f"{where}.{name}", old[name], field)


def _families(where: str, old: tuple[WideFamily, ...], new: tuple[WideFamily, ...]) -> Iterator[SchemaChange]:
    earlier, later = ({family.pattern: family for family in families} for families in (old, new))
    yield from (SchemaChange(f"{where}.{name}", "the columns are gone", True) for name in earlier if name not in later)
    for name, family in later.items():
        if name not in earlier:
            words = "new columns, required" if family.required else "new columns, optional"
            yield SchemaChange(f"{where}.{name}", words, family.required)
            continue
        for part in ("calendar", "required"):
            yield from _value(f"{where}.{name}", part, getattr(earlier[name], part), getattr(family, part))
        yield from _column(f"{where}.{name}", earlier[name].column, family.column)


def _column(where: str, old: Field, new: Field) -> Iterator[SchemaChange]:
    yield from domain_changes(where, old.constraints, new.constraints)
    if old.optional != new.optional:
        words = "the column may now be left out" if new.optional else "the column is now required"
        yield SchemaChange(where, words, True)
    for part in fields(Field):
        if part.name not in ("name", "constraints", "optional"):
            breaking = part.name not in _WORDS
            yield from _value(where, part.name, getattr(old, part.name), getattr(new, part.name), breaking=breaking)


def _state_maps(before: RegisterSchema, after: RegisterSchema) -> Iterator[SchemaChange]:
    """Compare state maps by what they mean; notes and labels are words."""
    whole, meaning = (
        [{name: rows for name, rows in part.items() if name.startswith("state_maps/")} for part in pair]
        for pair in zip(frozen_rows(before), frozen_rows(after), strict=True)
    )
    (old, new), (old_meaning, new_meaning) = whole, meaning
    yield from (SchemaChange(name, "the state map is gone", True) for name in old if name not in new)
    for name in new:
        if name not in old:
            yield SchemaChange(name, "a new state map", False)
        elif _without_notes(old_meaning[name]) != _without_notes(new_meaning[name]):
            yield SchemaChange(name, "the state map reads the registers in another way", True)
        elif old[name] != new[name]:
            yield SchemaChange(name, "words of the state map", False)


def _without_notes(rows: Mapping[str, str]) -> list[str]:
    return [f"{key} {digest}" for key, digest in rows.items() if key not in ("note_da", "note_en")]


def _value(where: str, name: str, old: object, new: object, *, breaking: bool = True) -> Iterator[SchemaChange]:
    if old != new:
        yield SchemaChange(where, f"{name} changed", breaking)
