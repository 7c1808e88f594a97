"""Weekly codes as small whole numbers: which texts are codes, which are blank, and what is neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.errors import SchemaError
from nextwork_eval.registers.schema import TableSchema, WideFamily
from nextwork_eval.registers.week_runs import BLANK, UNKNOWN, CodeArray

_LARGEST = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCodes:
    """What may stand in a week.

    Attributes
    ----------
    numbers
        Text of each code, with the number that stands for it in spells: the code itself where all codes of the list are
        whole numbers, otherwise its place in the list, counted from 1.
    blanks
        Texts that stand for a blank week.
    trim
        Blanks at the end of a text belong to the file format.
    """

    numbers: Mapping[str, int]
    blanks: tuple[str, ...]
    trim: bool

    def known(self, numbers: CodeArray) -> NDArray[np.bool_]:
        """Say of numbers whether they are codes of the list."""
        known = np.zeros(2**16, dtype=np.bool_)
        known[list(self.numbers.values())] = True
        return known[numbers.view(np.uint16)]


def week_codes(table: TableSchema, family: WideFamily, codes: tuple[str, ...]) -> WeekCodes:
    """Give each code of a list its number.

    Parameters
    ----------
    table, family
        Whose weeks they stand in; the table says which texts are blank.
    codes
        Every code, as the list writes it.

    Raises
    ------
    SchemaError
        If a code is a number that 16 bits do not hold, or a blank is a code too.
    """
    digits = all(code.isascii() and code.isdigit() and str(int(code)) == code for code in codes)
    numbers = {code: int(code) if digits else place for place, code in enumerate(codes, start=1)}
    blanks = tuple(dict.fromkeys(["", *table.missing]))
    problems = []
    if too_large := sum(number > _LARGEST for number in numbers.values()):
        problems.append(f"{too_large} codes are larger than {_LARGEST}; weekly codes are kept in 16 bits.")
    if both := sum(blank in numbers for blank in blanks):
        problems.append(f"{both} codes are texts that stand for a blank week as well.")
    if problems:
        raise SchemaError(f"The weeks of '{table.name}' like {family.pattern} cannot be numbered.", problems)
    return WeekCodes(numbers=numbers, blanks=blanks, trim=family.column.trim)


def numbered(frame: pl.DataFrame, codes: WeekCodes) -> pl.DataFrame:
    """Turn columns of weeks into numbers in 16 bits: null in a blank week, `UNKNOWN` where there is no code.

    Text is compared with the list as a whole and never parsed, so that no engine decides what ` 651` or `6.51e2` is.
    Numbers pass where they are whole; whether they are on the list is seen once for each spell, not for each cell.
    """
    if all(kind == pl.Int16 for kind in frame.dtypes):
        return frame
    texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Categorical, pl.Enum)]
    others = [_of_numbers(column) for column in frame.drop(texts).get_columns()]
    return frame.with_columns(*_of_texts(frame.select(texts), codes).get_columns(), *others)


def _of_texts(frame: pl.DataFrame, codes: WeekCodes) -> pl.DataFrame:
    """Look all columns up in one query; a query for each costs more than what it does."""
    listed = [*codes.blanks, *codes.numbers]
    lookup = np.array([BLANK] * len(codes.blanks) + [*codes.numbers.values(), UNKNOWN], dtype=np.int16)
    text = pl.all().cast(pl.String).fill_null("")  # the first of the blanks
    text = text.str.strip_chars_end(" ") if codes.trim else text
    places = frame.select(text.cast(pl.Enum(listed), strict=False).to_physical().fill_null(len(listed)))
    numbers = pl.DataFrame([pl.Series(place.name, lookup[place.to_numpy()]) for place in places.get_columns()])
    return numbers.with_columns(pl.all().replace(BLANK, None))


def _of_numbers(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind == pl.Int16:
        return column
    if kind.is_integer():
        numbers = column.cast(pl.Int16, strict=False)
    elif kind.is_float():
        numbers = column.set(~(column.is_finite() & (column == column.round())), None).cast(pl.Int16, strict=False)
    else:
        numbers = pl.Series(column.name, [None] * len(column), dtype=pl.Int16)
    return numbers.set(numbers.is_null() & column.is_not_null(), UNKNOWN)
