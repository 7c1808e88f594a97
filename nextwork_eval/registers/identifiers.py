"""Civil registration numbers are refused before anything else is checked: an extract holds pseudonyms.

A Danish civil registration number (CPR) is ten digits, of which the first six are a date of birth, with or without a
hyphen after them. A number with a hyphen, and one in the middle of a text, gives itself away. Ten digits alone may be a
pseudonym, of which 3.7 % look like a date by chance; there the declared form of the pseudonym tells, or the share in
the column. The check digit (modulus 11) is evidence, never a pardon: numbers given out since 2007 need not fulfil it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import polars as pl

from nextwork_eval.registers.counting import broken
from nextwork_eval.registers.opening import TAG_SUFFIX
from nextwork_eval.registers.schema import Field, RegisterSchema
from nextwork_eval.results.findings import Finding

_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_DAY_MONTH = (
    r"(?:(?:0[1-9]|[12][0-9]|3[01])(?:0[13578]|1[02])|(?:0[1-9]|[12][0-9]|30)(?:0[469]|11)|(?:0[1-9]|[12][0-9])02)"
)
_DATE, _LONG_DATE = rf"{_DAY_MONTH}[0-9]{{2}}", rf"{_DAY_MONTH}(?:1[89]|20)[0-9]{{2}}"
_DOTTED = rf"{_DAY}[-./](?:0[1-9]|1[0-2])[-./](?:1[89]|20)?[0-9]{{2}}"
_HYPHEN = r"(?:\s?[-‐‑‒–—−/.]\s?|\s)"
_PARTED = rf"(?:^|[^0-9])(?:{_DATE}|{_LONG_DATE}|{_DOTTED}){_HYPHEN}[0-9]{{4}}(?:[^0-9]|$)"
_SIGN = r"[^0-9A-Za-zÆØÅæøå]"  # what parts words
_IN_TEXT = (
    rf"\S.*{_SIGN}{_DATE}[0-9]{{4}}(?:{_SIGN}|$)|(?:^|{_SIGN}){_DATE}[0-9]{{4}}{_SIGN}.*\S"
    rf"|[^\s0-9A-Za-zÆØÅæøå]{_DATE}[0-9]{{4}}(?:{_SIGN}|$)|(?:^|{_SIGN}){_DATE}[0-9]{{4}}[^\s0-9A-Za-zÆØÅæøå]"
)
_GLUED = r"(?:[A-Za-zÆØÅæøå][0-9]{10}(?:[^0-9]|$)|(?:^|[^0-9])[0-9]{10}[A-Za-zÆØÅæøå])"
_GLUED_DATED = _GLUED.replace("[0-9]{10}", f"{_DATE}[0-9]{{4}}")
_TEN, _TEN_DATED = r"^\s*[0-9]{10}\s*$", rf"^\s*{_DATE}[0-9]{{4}}\s*$"
_PADDED, _PADDED_DATED = r"^00[0-9]{10}$", rf"^00{_DATE}[0-9]{{4}}$"
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

_SHARE = 0.5  # of ten-digit keys; chance gives 0.037, numbers of workplaces 0.12
_CHANCE = 0.15  # above the share of dates in anything that was seen to be no number
_CHANCE_CHECKED = _CHANCE / 11  # that look like a date and fulfil modulus 11
_SURPRISE = 1e-9  # how unlikely by chance, for a column of a delivery that has some hundreds of them
_LEAST = 10**8  # a number below it would begin with two zeros, which is no day
_LEAST_AMOUNTS = 3  # one amount of money may be as large as a number
_LEAST_PADDED = 3  # zeros in front may belong to a pseudonym; three dates out of three would be chance once in 20,000


def civil_registration_numbers(
    frames: Mapping[str, pl.DataFrame], schema: RegisterSchema, *, year: int | None = None
) -> list[Finding]:
    """Find cells that look like civil registration numbers, in every column of every table, declared or not.

    Parameters
    ----------
    frames
        Tables as read, before anything is typed.
    schema
        Its declared patterns are the form of pseudonyms, and say where ten digits cannot be one.
    year
        Of the files, where a table has one for each year; it stands in the findings.

    Returns
    -------
    list[Finding]
        One for each column that must be refused, with counts and rows; no digit of a number stands in it.
    """
    findings = []
    for name, frame in frames.items():
        fields = {field.name: field for field in schema.table(name).fields}
        where = name if year is None else f"{name} ({year})"
        for position, column in enumerate(frame.get_columns(), start=1):
            if column.name.endswith(TAG_SUFFIX):
                continue
            place = column.name if column.name in fields else f"column {position}"
            mask = _suspects(column, fields.get(column.name))
            if mask is not None:
                findings += _refused(where, place, mask)
        # The first line of a file without a header is a person.
        named = _by_value(pl.Series([name if name not in fields else "" for name in frame.columns], dtype=pl.String))
        findings += _refused(where, "the names of columns", named)
    return findings


def _refused(table: str, column: str, mask: pl.Series) -> list[Finding]:
    return broken("civil_registration_number", table, column, mask)


def _by_value(text: pl.Series) -> pl.Series:
    """Judge cells one by one, as in a text that anybody wrote."""
    return text.str.contains(_PARTED) | text.str.contains(_IN_TEXT) | text.str.contains(f"{_TEN_DATED}|{_GLUED_DATED}")


def _suspects(column: pl.Series, field: Field | None) -> pl.Series | None:
    """Return a mask of the cells that look like numbers, or None if the column is above suspicion."""
    text = _as_text(column)
    if text is None or not (text.str.len_chars() >= 10).any():
        return None
    given_away = text.str.contains(_PARTED) | text.str.contains(_IN_TEXT)
    ten, padded = text.str.contains(_TEN_DATED), text.str.contains(_PADDED_DATED)
    amount = field is not None and field.kind in ("integer", "number")
    if amount and int(ten.sum()) < _LEAST_AMOUNTS:
        ten = ten & False
    if not (_excludes_ten_digits(field) or _more_than_chance(text, ten, text.str.contains(_TEN))):
        ten = ten & False
    if _mostly(glued := text.str.contains(_GLUED_DATED), text.str.contains(_GLUED)):
        given_away |= glued
    if int(padded.sum()) < _LEAST_PADDED or not _mostly(padded, text.str.contains(_PADDED)):
        padded = padded & False
    return given_away | ten | padded


def _as_text(column: pl.Series) -> pl.Series | None:
    """Return cells as text, numbers with the leading zero that they lost; None where the type excludes a number."""
    if column.dtype.is_nested():  # lists and records are in no schema, but may be in a column that is not read
        column = pl.select(pl.struct(column.alias("cells")).struct.json_encode().alias(column.name)).to_series()
    if column.dtype.is_decimal():
        column = column.cast(pl.Float64)
    if column.dtype.is_numeric():
        largest = column.max()
        if not isinstance(largest, int | float) or largest < _LEAST:
            return None
        numbers = column.cast(pl.Float64)  # SAS and Stata store ten digits so; ten digits are exact in it
        whole = (numbers == numbers.floor()) & (numbers >= _LEAST) & (numbers < 10**10)
        return numbers.set(~whole.fill_null(False), None).cast(pl.Int64).cast(pl.String).str.zfill(10).fill_null("")
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype == pl.Binary:
        column = column.cast(pl.String, strict=False)
    return column.fill_null("") if column.dtype == pl.String else None


def _excludes_ten_digits(field: Field | None) -> bool:
    pattern = field.constraints.pattern if field is not None else None
    return pattern is not None and re.fullmatch(pattern, "0" * 10) is None


def _mostly(dated: pl.Series, shaped: pl.Series) -> bool:
    return int(dated.sum()) > 0 and int(dated.sum()) >= _SHARE * int(shaped.sum())


def _more_than_chance(text: pl.Series, dated: pl.Series, shaped: pl.Series) -> bool:
    """Say whether ten-digit keys hold more dates, or more dates with a valid check digit, than pseudonyms would."""
    if _mostly(dated, shaped):
        return True
    keys, dates = int(shaped.sum()), int(dated.sum())
    if dates == 0:
        return False
    checked = int(_fulfil_modulus_11(text.filter(dated)).sum())
    return _unlikely(dates, keys, _CHANCE) or _unlikely(checked, keys, _CHANCE_CHECKED)


def _fulfil_modulus_11(text: pl.Series) -> pl.Series:
    digits = text.str.strip_chars()
    total = pl.Series([0] * len(digits), dtype=pl.Int64)
    for place, weight in enumerate(_WEIGHTS):
        total = total + digits.str.slice(place, 1).cast(pl.Int64) * weight
    return total % 11 == 0


def _unlikely(found: int, of: int, chance: float) -> bool:
    """Bound the chance of so many or more (Chernoff 1952, exp(-n KL(found/n, chance))), and hold it against surprise.

    Examples
    --------
    >>> _unlikely(40, 1000, 0.15), _unlikely(400, 1000, 0.15), _unlikely(3, 3, 0.15)
    (False, True, False)
    """
    share = found / of
    if share <= chance:
        return False
    rest = 0.0 if share == 1 else (1 - share) * math.log((1 - share) / (1 - chance))
    return of * (share * math.log(share / chance) + rest) > -math.log(_SURPRISE)
