"""From text to types through one gate: a cell must look like its type before it is cast, so that no engine decides."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nextwork_eval.registers.schema import Field, Kind

_INTEGER = r"^[+-]?[0-9]{1,18}$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TYPES: dict[Kind, type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Typed:
    """A column after the gate: its values, null where missing or wrong, and which cells did not pass."""

    values: pl.Series
    wrong: pl.Series

    def __repr__(self) -> str:
        """Say how long the column is, and nothing of its content."""
        return f"Typed({self.values.dtype}, {len(self.values)} cells, {int(self.wrong.sum())} wrong)"


def typed(column: pl.Series, field: Field, *, missing: tuple[str, ...], decimal: str) -> Typed:
    """Give a column its declared type.

    Parameters
    ----------
    column
        As read: text, or the type in which a Parquet file stored it.
    field
        What it is declared to be.
    missing
        Texts that stand for a missing value.
    decimal
        Decimal sign of numbers written as text.

    Returns
    -------
    Typed
        In the type of the declaration. What a Parquet file stores in another type passes if nothing is lost: integers
        as whole floats, dates as midnights, text as integers only where a pattern or a list would show a lost zero.

    Examples
    --------
    >>> from nextwork_eval.registers.schema import Constraints
    >>> share = Field(name="share", kind="number", description_da="", description_en="", unit=None, documentation=None,
    ...               verified=True, decimal=",", codelist=None, trim=False, constraints=Constraints())
    >>> gate = typed(pl.Series(["0,50", "0.50", "", "1.234,5"]), share, missing=("",), decimal=",")
    >>> gate.values.to_list(), gate.wrong.to_list()
    ([0.5, None, None, None], [False, True, False, True])
    """
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype == pl.Null:
        column = column.cast(pl.String)
    if column.dtype == pl.String:
        present = column.str.strip_chars_end(" ") if field.trim else column
        present = present.set(present.is_in(list(missing)), None)
        values = _from_text(present, field.kind, decimal)
    else:
        present = column
        values = _from_stored(column, field)
    values = values.alias(column.name)
    return Typed(values=values, wrong=present.is_not_null() & values.is_null())


def expectation(kind: Kind, decimal: str) -> str:
    """Say in words how a cell of a type must be written."""
    return {
        "string": "expected text; numbers stored as such may have lost leading zeros.",
        "integer": "expected a whole number.",
        "number": f"expected a number with '{decimal}' as decimal sign and no sign for thousands.",
        "date": "expected a day that exists, written as YYYY-MM-DD or in the form that extract.toml declares.",
    }[kind]


def _from_text(column: pl.Series, kind: Kind, decimal: str) -> pl.Series:
    match kind:
        case "string":
            return column
        case "integer":
            return _only(column, _INTEGER).cast(pl.Int64, strict=False)
        case "number":
            sign = r"\." if decimal == "." else decimal
            pattern = rf"^[+-]?(?:[0-9]+(?:{sign}[0-9]*)?|{sign}[0-9]+)$"
            return _only(column, pattern).str.replace(decimal, ".", literal=True).cast(pl.Float64, strict=False)
        case "date":
            return _only(column, _DATE).str.to_date("%Y-%m-%d", strict=False)


def _only(column: pl.Series, pattern: str) -> pl.Series:
    return column.set(~column.str.contains(pattern).fill_null(True), None)


def _from_stored(column: pl.Series, field: Field) -> pl.Series:
    """Return a stored column in its declared type; null where that would lose or invent something."""
    nothing = pl.Series(column.name, [None] * len(column), dtype=_TYPES[field.kind])
    dtype = column.dtype
    match field.kind:
        case "integer" | "number" if dtype == pl.Boolean:
            return column.cast(_TYPES[field.kind])
        case "integer" | "string" if dtype.is_float():
            return _from_stored(_whole(column), field)
        case "integer" if dtype.is_integer():
            return column.cast(pl.Int64, strict=False)
        case "number" if dtype.is_numeric():
            floats = column.cast(pl.Float64)
            return floats.set(~floats.is_finite().fill_null(True), None)
        case "date" if dtype == pl.Date:
            return column
        case "date" if dtype == pl.Datetime:
            return column.set(column.dt.time().cast(pl.Int64).fill_null(0) != 0, None).dt.date()
        case "string" if dtype.is_integer() and _shows_lost_zeros(field):
            return column.cast(pl.String)
    return nothing


def _whole(column: pl.Series) -> pl.Series:
    inside = column.is_finite() & (column == column.round()) & (column.abs() < 2.0**53)
    return column.set(~inside.fill_null(True), None).cast(pl.Int64)


def _shows_lost_zeros(field: Field) -> bool:
    limits = field.constraints
    return bool(limits.pattern or limits.enum or field.codelist)
