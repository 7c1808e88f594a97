"""Numbers of a report as a spreadsheet holds them: the very number that is printed, and how its cell writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from nextwork_eval.report.blocks import Number, Part, Quoted
from nextwork_eval.report.languages import Language
from nextwork_eval.report.sources import FactRef, PlanRef, ResultRef

_NUMERAL = {"da": r"−?\d{1,3}(?:\.\d{3})*(?:,\d+)?", "en": r"−?\d{1,3}(?:,\d{3})*(?:\.\d+)?"}
_ALONE = {language: re.compile(rf"({numeral})(?:\s(\D+))?") for language, numeral in _NUMERAL.items()}
_LIMITS = {
    "da": re.compile(rf"\[({_NUMERAL['da']});\s({_NUMERAL['da']})\]"),
    "en": re.compile(rf"\[({_NUMERAL['en']}),\s({_NUMERAL['en']})\]"),
}
_POINT = {"da": str.maketrans({".": "", ",": ".", "−": "-"}), "en": str.maketrans({",": "", "−": "-"})}
_PERCENT = ("pct.", "%")
_NUMERIC_FORMS = ("whole_percent", "count", "bare", "percentage_points", "weeks", "times")


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number and its format code.

    Attributes
    ----------
    value
        The number as it is printed, rounded as it is there; a percentage as a share.
    code
        Excel's format code: as many places as are printed, the unit, the real minus sign, the mark of a number that was
        not promised.
    """

    value: float
    code: str


def number_cell(part: Part, language: Language) -> NumberCell | None:
    """Return a part of a line as a number cell; None where it is no single number.

    Parameters
    ----------
    part
        A number, or a quoted number of the plan or the run.
    language
        Of the document, in which the number is written.

    Examples
    --------
    >>> number_cell(Number("−8,3\u00a0procentpoint", ResultRef("entry.difference")), "da").value
    -8.3
    >>> number_cell(Number("54.2\u00a0%", ResultRef("entry.level.programme")), "en")
    NumberCell(value=0.542, code='#,##0.0%;"−"#,##0.0%')
    >>> number_cell(Number("<\u00a00.001", ResultRef("entry.difference", "p_value")), "en") is None
    True
    """
    if not _is_number(part):
        return None
    found = _ALONE[language].fullmatch(part.text)
    return None if found is None else _cell(found[1], found[2] or "", part, language)


def limit_cells(part: Part, language: Language) -> tuple[NumberCell, NumberCell] | None:
    """Return the two limits of an interval in brackets; None where a part is no such interval.

    Examples
    --------
    >>> [cell.value for cell in limit_cells(Number("[−1,6;\u00a05,2]", ResultRef("weeks.difference")), "da")]
    [-1.6, 5.2]
    """
    if not _is_number(part):
        return None
    found = _LIMITS[language].fullmatch(part.text)
    if found is None:
        return None
    return _cell(found[1], "", part, language), _cell(found[2], "", part, language)


def _is_number(part: Part) -> bool:
    if isinstance(part, Quoted):
        return isinstance(part.source, PlanRef | FactRef) and part.source.form in _NUMERIC_FORMS
    return isinstance(part, Number) and not (isinstance(part.source, ResultRef) and part.source.field == "period")


def _cell(text: str, unit: str, part: Part, language: Language) -> NumberCell:
    digits = Decimal(text.translate(_POINT[language]))
    places = -int(digits.as_tuple().exponent)
    code = "#,##0" + (f".{'0' * places}" if places else "")
    if unit in _PERCENT:
        digits, code = digits / 100, f"{code}%"
    elif unit:
        code = f'{code}" {unit}"'
    if isinstance(part, Number) and part.mark:
        code = f'{code}"{part.mark}"'
    return NumberCell(float(digits), f'{code};"−"{code}')
