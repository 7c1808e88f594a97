"""Whether a schema agrees with itself: every table, column, code list and floor that it names makes sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from nextwork_eval.registers.schema import (
    Calendar,
    DateRole,
    Field,
    Kind,
    Overlap,
    RegisterSchema,
    Scope,
    TableSchema,
)

_LOWEST_FLOOR = 3  # the least that any data owner's rule was seen to ask for


def contradictions(schema: RegisterSchema) -> list[str]:
    """List every contradiction of a schema, each with the table and column or the file it is in."""
    return [
        *_folder(schema),
        *_roles(schema),
        *_code_lists(schema),
        *_floors(schema),
        *_unions(schema),
        *(problem for table in schema.tables for problem in _table(table, schema)),
    ]


def _folder(schema: RegisterSchema) -> Iterator[str]:
    if schema.id != schema.folder.name:
        yield f"schema.toml: the id is '{schema.id}', the folder is called '{schema.folder.name}'"
    for what, names in (
        ("table", [table.name for table in schema.tables]),
        ("file", [table.file for table in schema.tables]),
    ):
        for name, count in Counter(names).items():
            if count > 1:
                yield f"schema.toml: the {what} '{name}' is declared {count} times"


def _roles(schema: RegisterSchema) -> Iterator[str]:
    lottery = schema.lottery
    tables = {table.name: {field.name for field in table.fields} for table in schema.tables}
    if lottery.table not in tables:
        yield f"schema.toml: roles.table '{lottery.table}' is not a table"
        return
    for role in ("person", "round", "date", "arm"):
        name = getattr(lottery, role)
        if name is not None and name not in tables[lottery.table]:
            yield f"schema.toml: roles.{role} '{name}' is not a column of '{lottery.table}'"
    if lottery.person != schema.person_key:
        yield f"schema.toml: roles.person is '{lottery.person}', person_key is '{schema.person_key}'"


def _code_lists(schema: RegisterSchema) -> Iterator[str]:
    for codes in schema.code_lists.values():
        for code, count in Counter(entry.code for entry in codes.codes).items():
            if count > 1:
                yield f"codelists/{codes.name}.csv: the code '{code}' stands there {count} times"


def _floors(schema: RegisterSchema) -> Iterator[str]:
    for profile in schema.disclosure.values():
        if profile.floor < _LOWEST_FLOOR and not schema.open_data:
            yield f"disclosure.toml: the floor of '{profile.name}' is below {_LOWEST_FLOOR}, and the data are not open"
        if profile.largest_two is not None and not 0 < profile.largest_two <= 1:
            yield f"disclosure.toml: largest_two of '{profile.name}' is a share, between 0 and 1"
        for name in ("fewest_firms", "fewest_df", "decimals"):
            if (getattr(profile, name) or 0) < 0:
                yield f"disclosure.toml: {name} of '{profile.name}' is below 0"


def _table(table: TableSchema, schema: RegisterSchema) -> Iterator[str]:
    where = f"table '{table.name}'"
    names = [field.name for field in table.fields]
    if table.scope not in get_args(Scope):
        yield f"{where}: the scope is trial or population, not '{table.scope}'"
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{where}: the column '{name}' is declared {count} times"
    optional = {field.name for field in table.fields if field.optional}
    for name in table.primary_key:
        if name not in names:
            yield f"{where}: the primary key names '{name}', which is not a column"
        if name in optional:
            yield f"{where}: '{name}' is in the primary key and cannot be optional"
    for key in table.foreign_keys:
        other = {other.name: other for other in schema.tables}.get(key.table)
        referenced = {field.name for field in other.fields} if other else set()
        if not set(key.columns) <= set(names) or not set(key.references) <= referenced:
            yield f"{where}: a foreign key to '{key.table}' names a column that is not there"
    for family in table.wide:
        if family.calendar not in get_args(Calendar):
            yield f"{where}: '{family.pattern}' is of kind '{family.calendar}', not {' or '.join(get_args(Calendar))}"
    for field in (*table.fields, *(family.column for family in table.wide)):
        yield from _field(field, where, schema)
        yield from _declared_of(field, where, table, schema)
    if table.spell is not None:
        dates = {field.name for field in table.fields if field.kind == "date"}
        if not {table.spell.start, table.spell.end} <= dates:
            yield f"{where}: x-spell names a start or end that is not a date of the table"
        if table.spell.overlap not in get_args(Overlap):
            yield f"{where}: an overlap is {', '.join(get_args(Overlap))}, not '{table.spell.overlap}'"
    if table.provisional_months < 0:
        yield f"{where}: provisional_months is below 0"


def _declared_of(field: Field, where: str, table: TableSchema, schema: RegisterSchema) -> Iterator[str]:
    """Check the own properties that point to other columns."""
    here = f"{where}, '{field.name}'"
    if field.date_role is not None and (field.date_role not in get_args(DateRole) or field.kind != "date"):
        yield f"{here}: x-date is one of {', '.join(get_args(DateRole))}, and of dates only"
    if field.valid_on is not None:
        dates = {other.name for other in table.fields if other.kind == "date"}
        if field.codelist is None or field.valid_on not in dates:
            yield f"{here}: x-valid-on needs a code list and a date of the table"
    if field.same_as is not None:
        other = {one.name: one for one in schema.tables}.get(field.same_as.table)
        columns = {one.name for one in other.fields} if other else set()
        if not {field.same_as.column, schema.person_key} <= columns:
            yield f"{here}: x-same-as names a column that is not there"


def _unions(schema: RegisterSchema) -> Iterator[str]:
    tables = {table.name: {field.name for field in table.fields} for table in schema.tables}
    for union in schema.unions:
        for name in (union.table, *(part.table for part in union.parts)):
            if name not in tables:
                yield f"schema.toml: a union names '{name}', which is not a table"
        for part in union.parts:
            given = tables.get(part.table, set()) | {name for name, _ in part.constants}
            if part.table in tables and not tables.get(union.table, set()) <= given:
                yield f"schema.toml: '{part.table}' does not give every column of '{union.table}'"


def _field(field: Field, where: str, schema: RegisterSchema) -> Iterator[str]:
    if field.kind not in get_args(Kind):
        yield f"{where}, '{field.name}': the type is one of {', '.join(get_args(Kind))}, not '{field.kind}'"
    if field.codelist is not None and field.codelist not in schema.code_lists:
        yield f"{where}, '{field.name}': there is no code list '{field.codelist}'"
    if field.kind == "number" and field.decimal != schema.dialect.decimal:
        yield f"{where}, '{field.name}': its decimalChar is not the decimal sign of schema.toml"
    if field.name == schema.person_key and field.optional:
        yield f"{where}, '{field.name}': a person key cannot be optional"
    if field.name == schema.person_key and (field.kind != "string" or field.constraints.pattern is None):
        yield f"{where}, '{field.name}': a person key is a string with a declared pattern"
