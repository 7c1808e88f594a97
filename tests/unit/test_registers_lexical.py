"""The gate between text and types: what passes, what does not, and what is missing."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from nextwork_eval.registers.lexical import typed
from nextwork_eval.registers.schema import Constraints, Field, Kind

WRONG = object()


def field(kind: Kind, *, pattern: str | None = None, trim: bool = False) -> Field:
    return Field(
        name="column",
        kind=kind,
        description_da="",
        description_en="",
        unit=None,
        documentation=None,
        verified=True,
        decimal=",",
        codelist=None,
        trim=trim,
        constraints=Constraints(pattern=pattern),
    )


CELLS: dict[str, tuple[Kind, str, Any]] = {
    "a whole number": ("integer", "144", 144),
    "a negative whole number": ("integer", "-3", -3),
    "a fraction is no whole number": ("integer", "3,5", WRONG),
    "nor is one with a point": ("integer", "3.0", WRONG),
    "blanks are not stripped silently": ("integer", " 12 ", WRONG),
    "no hexadecimal": ("integer", "0x10", WRONG),
    "no underscore": ("integer", "1_000", WRONG),
    "no exponent": ("integer", "1e3", WRONG),
    "no digits of other scripts": ("integer", "٣", WRONG),
    "too large to hold": ("integer", "9" * 19, WRONG),
    "a decimal comma": ("number", "0,30", 0.3),
    "a number without decimals": ("number", "25", 25.0),
    "a leading comma": ("number", ",5", 0.5),
    "a decimal point where a comma is declared": ("number", "0.30", WRONG),
    "a sign for thousands": ("number", "1.234,56", WRONG),
    "no infinity": ("number", "inf", WRONG),
    "not not-a-number": ("number", "NaN", WRONG),
    "a day": ("date", "2016-02-29", dt.date(2016, 2, 29)),
    "a day that does not exist": ("date", "2020-02-30", WRONG),
    "a day without leading zeros": ("date", "2020-1-5", WRONG),
    "a day with a blank before it": ("date", " 2020-01-05", WRONG),
    "a Danish day": ("date", "05-01-2020", WRONG),
    "a day with an hour": ("date", "2020-01-05 00:00", WRONG),
    "text": ("string", "Æbler og pærer", "Æbler og pærer"),
    "text that looks like a number keeps its zeros": ("string", "007", "007"),
    "a missing cell": ("integer", "", None),
    "a declared sign for missing": ("date", ".", None),
}


@pytest.mark.parametrize("name", CELLS)
def test_text_cells(name: str) -> None:
    """A cell passes only if it is written as its type is declared; otherwise it is marked, and null."""
    kind, cell, expected = CELLS[name]
    gate = typed(pl.Series("column", [cell]), field(kind), missing=("", "."), decimal=",")
    assert gate.wrong.to_list() == [expected is WRONG]
    assert gate.values.to_list() == [None if expected is WRONG else expected]


def test_blanks_at_the_end_belong_to_the_format_only_where_that_is_declared() -> None:
    """AFG_ART arrives as '1 '; other columns keep their blanks, so that a check can find them."""
    column = pl.Series("column", ["1 ", " ", "44"])
    assert typed(column, field("string", trim=True), missing=("",), decimal=",").values.to_list() == ["1", None, "44"]
    assert typed(column, field("string"), missing=("",), decimal=",").values.to_list() == ["1 ", " ", "44"]


STORED: dict[str, tuple[Field, pl.Series, list[Any], list[bool]]] = {
    "small integers": (field("integer"), pl.Series([1, None], dtype=pl.Int16), [1, None], [False, False]),
    "whole floats, as SAS stores integers": (field("integer"), pl.Series([144.0, None]), [144, None], [False, False]),
    "fractions are no integers": (field("integer"), pl.Series([144.5, 1e300]), [None, None], [True, True]),
    "not a number is wrong": (field("number"), pl.Series([0.5, float("nan")]), [0.5, None], [False, True]),
    "dates": (field("date"), pl.Series([dt.date(2019, 1, 1)]), [dt.date(2019, 1, 1)], [False]),
    "midnights": (field("date"), pl.Series(["2019-01-01"]).str.to_datetime(), [dt.date(2019, 1, 1)], [False]),
    "a day with an hour loses it": (field("date"), pl.Series(["2019-01-01 07:00"]).str.to_datetime(), [None], [True]),
    "days as numbers": (field("date"), pl.Series([21550]), [None], [True]),
    "codes as numbers": (field("string", pattern="[0-9]"), pl.Series([1.0, 2.0]), ["1", "2"], [False, False]),
    "keys as numbers": (field("string"), pl.Series([17]), [None], [True]),
    "text in categories": (field("string"), pl.Series(["a"], dtype=pl.Categorical), ["a"], [False]),
    "a column of nothing": (field("integer"), pl.Series([None, None]), [None, None], [False, False]),
}


@pytest.mark.parametrize("name", STORED)
def test_stored_columns(name: str) -> None:
    """A Parquet file's own types pass where nothing is lost, and text that may have lost a zero does not."""
    declared, column, expected, wrong = STORED[name]
    gate = typed(column.alias("column"), declared, missing=("",), decimal=",")
    assert gate.values.to_list() == expected
    assert gate.wrong.to_list() == wrong


def test_its_repr_shows_no_cell() -> None:
    """A gate in a log says how long it is, and nothing more."""
    assert "hemmelig" not in repr(typed(pl.Series("c", ["hemmelig"]), field("string"), missing=("",), decimal=","))
