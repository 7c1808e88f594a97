"""Civil registration numbers are refused before anything else is checked: an extract holds pseudonyms.

A Danish civil registration number (CPR) is ten digits, of which the first six are a date of birth, with or without a
hyphen after them. A hyphen gives it away. Ten digits alone may be a pseudonym, of which 3.7 % look like a date by
chance; there the share in the column tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from nextwork_eval.registers.counting import broken
from nextwork_eval.registers.schema import Field, RegisterSchema
from nextwork_eval.results.findings import Finding

_DATE = (
    r"(?:(?:0[1-9]|[12][0-9]|3[01])(?:0[13578]|1[02])|(?:0[1-9]|[12][0-9]|30)(?:0[469]|11)|(?:0[1-9]|[12][0-9])02)"
    r"[0-9]{2}"
)
_PARTED = rf"(?:^|[^0-9]){_DATE}[- ][0-9]{{4}}(?:[^0-9]|$)"
_TEN, _TEN_DATED = r"^\s*[0-9]{10}\s*$", rf"^\s*{_DATE}[0-9]{{4}}\s*$"
_PADDED, _PADDED_DATED = r"^00[0-9]{10}$", rf"^00{_DATE}[0-9]{{4}}$"
_SHARE = 0.5  # of ten-digit keys; chance gives 0.037, numbers of workplaces 0.12
_LEAST_PADDED = 3  # zeros in front may belong to a pseudonym; three dates out of three would be chance once in 20,000


def civil_registration_numbers(frames: Mapping[str, pl.DataFrame], schema: RegisterSchema) -> list[Finding]:
    """Find cells that look like civil registration numbers, in every column of every table, declared or not.

    Parameters
    ----------
    frames
        Tables as read, before anything is typed.
    schema
        Its declared patterns say where ten digits cannot be a pseudonym.

    Returns
    -------
    list[Finding]
        One for each column that must be refused, with counts and rows; no digit of a number stands in it.
    """
    findings = []
    for name, frame in frames.items():
        fields = {field.name: field for field in schema.table(name).fields}
        for position, column in enumerate(frame.get_columns(), start=1):
            mask = _suspects(column, fields.get(column.name))
            if mask is not None:
                where = column.name if column.name in fields else f"column {position}"
                findings += broken(
                    "civil_registration_number",
                    name,
                    where,
                    mask,
                    "cells look like civil registration numbers (CPR).",
                    "Nothing else was checked. Have each number replaced by a pseudonym, the same in all tables.",
                )
    return findings


def _suspects(column: pl.Series, field: Field | None) -> pl.Series | None:
    """Return a mask of the cells that look like numbers, or None if the column is above suspicion."""
    if column.dtype.is_integer():
        if field is not None and field.kind != "string":
            return None
        text = column.cast(pl.String).str.zfill(10)  # as a number it lost its leading zero
    elif column.dtype in (pl.String, pl.Categorical, pl.Enum):
        text = column.cast(pl.String)
    else:
        return None
    text = text.fill_null("")
    if not (text.str.len_chars() >= 10).any():
        return None
    parted, ten, padded = text.str.contains(_PARTED), text.str.contains(_TEN_DATED), text.str.contains(_PADDED_DATED)
    if not (_excludes_ten_digits(field) or _mostly(ten, text.str.contains(_TEN))):
        ten = ten & False
    if int(padded.sum()) < _LEAST_PADDED or not _mostly(padded, text.str.contains(_PADDED)):
        padded = padded & False
    return parted | ten | padded


def _excludes_ten_digits(field: Field | None) -> bool:
    pattern = field.constraints.pattern if field is not None else None
    return pattern is not None and re.fullmatch(pattern, "0" * 10) is None


def _mostly(dated: pl.Series, shaped: pl.Series) -> bool:
    return int(dated.sum()) > 0 and int(dated.sum()) >= _SHARE * int(shaped.sum())
