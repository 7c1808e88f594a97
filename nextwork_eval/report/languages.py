"""How the languages write: at the end you know what a reader sees for a share, an interval, a p-value, a date.

Danish has the decimal comma and therefore a semicolon between two limits; both languages get the real minus sign,
U+2212. Rounding is half away from zero on the decimal digits of the number, as a reader does it by hand, and no zero
carries a minus sign.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from nextwork_eval.errors import ReportError
from nextwork_eval.language import LANGUAGES as LANGUAGES
from nextwork_eval.language import Language as Language
from nextwork_eval.report.said import Said
from nextwork_eval.results.row import SetKind

_LOCALE = {"da": "da_DK", "en": "en_GB"}
_NO_BREAK = "\u00a0"
_MINUS = "\u2212"
_CONVENTION = Decimal("0.05")
_MOST_PLACES = 6

# The sets that are no interval, in words; what stands in the slots is a limit of the row.
SETS: dict[str, dict[Language, str]] = {
    "ray_above": {"da": "mindst {low}", "en": "at least {low}"},
    "ray_below": {"da": "højst {high}", "en": "at most {high}"},
    "two_rays": {"da": "op til {low} eller fra {high} og op", "en": "up to {low}, or from {high} on"},
    "whole_line": {"da": "enhver værdi", "en": "every value"},
    "empty": {"da": "ingen værdi", "en": "no value"},
}

# Name of a format: places, what the number is multiplied by, and its unit in both languages.
_FORMATS: dict[str, tuple[int, int, str, str]] = {
    "percent": (1, 100, "pct.", "%"),
    "whole_percent": (0, 100, "pct.", "%"),
    "percentage_points": (1, 100, "procentpoint", "percentage points"),
    "weeks": (1, 1, "uger", "weeks"),
    "times": (2, 1, "gange", "times"),
    "years": (1, 1, "år", "years"),
    "standard_deviations": (2, 1, "standardafvigelser", "standard deviations"),
    "number": (2, 1, "", ""),
    "ratio": (2, 1, "", ""),
    "chi_square": (2, 1, "", ""),
    "count": (0, 1, "", ""),
    "one_place": (1, 1, "", ""),
    "three_places": (3, 1, "", ""),
    "firms": (0, 1, "virksomheder", "firms"),
    "internships": (0, 1, "praktikforløb", "internships"),
    "events": (0, 1, "arrangementer", "events"),
    "groups": (0, 1, "grupper", "groups"),
}


def write_number(value: float, *, name: str, language: Language, unit: bool = True) -> str:
    """Write a number in a named format.

    Parameters
    ----------
    value
        The number as a result row holds it: a share between 0 and 1, weeks, years, a ratio.
    name
        Name of the format, as the row gives it.
    language
        `da` or `en`.
    unit
        Whether to write the unit after the number.

    Returns
    -------
    str
        The number with its unit; no line break can part the number from its unit.

    Raises
    ------
    ReportError
        If there is no format of that name, or the number is not finite.

    Examples
    --------
    >>> write_number(-0.08333, name="percentage_points", language="en", unit=False)
    '−8.3'
    >>> write_number(0.6245, name="percent", language="da").split()
    ['62,5', 'pct.']
    >>> write_number(14.549999999999997, name="weeks", language="en", unit=False)
    '14.6'
    """
    if name not in _FORMATS:
        raise ReportError(f"There is no number format '{name}'.", [f"Formats: {', '.join(sorted(_FORMATS))}."])
    places, factor, _, _ = _FORMATS[name]
    text = _written(_rounded(value, factor, places), places, language)
    return Said(_with_unit(text, name, language) if unit else text)


def write_interval(low: float, high: float, *, name: str, language: Language, prose: bool) -> str:
    """Write the two limits of an interval: in brackets for a table, in words with the unit for a sentence.

    A limit that would be rounded onto the neutral value (zero; one for a ratio) gets further places until a reader can
    see on which side of it the interval ends: whether a difference is shown hangs on nothing else.

    Examples
    --------
    >>> write_interval(1.6, 5.2, name="weeks", language="da", prose=False).split()
    ['[1,6;', '5,2]']
    >>> write_interval(-0.016, 0.052, name="percentage_points", language="en", prose=True).split()
    ['−1.6', 'to', '5.2', 'percentage', 'points']
    >>> write_interval(-0.16651, -0.00016, name="percentage_points", language="en", prose=False).split()
    ['[−16.7,', '−0.02]']
    """
    first, last = (_limit(limit, name, language) for limit in (low, high))
    if prose:
        between = "til" if language == "da" else "to"
        return f"{first}{_NO_BREAK}{between}{_NO_BREAK}{_with_unit(last, name, language)}"
    return Said(f"[{first}{';' if language == 'da' else ','}{_NO_BREAK}{last}]")


def write_set(
    kind: SetKind, low: float | None, high: float | None, *, name: str, language: Language, prose: bool
) -> str:
    """Write a confidence set of any shape: an interval as `write_interval` does, every other shape in words.

    Parameters
    ----------
    kind, low, high
        As a result row has them; a limit that the shape does not have is not read.
    name, language, prose
        As for `write_interval`.

    Returns
    -------
    str
        A dash where there is no set, or where a limit that it needs is not there.

    Examples
    --------
    >>> write_set("two_rays", -0.2, 0.31, name="percentage_points", language="en", prose=False).replace("\u00a0", " ")
    'up to −20.0, or from 31.0 on'
    >>> write_set("ray_above", 2.0, None, name="weeks", language="da", prose=True).replace("\u00a0", " ")
    'mindst 2,0 uger'
    >>> write_set("whole_line", None, None, name="weeks", language="da", prose=False)
    'enhver værdi'
    """
    if kind in ("interval", "bounds", "none"):
        if low is None or high is None:
            return "–"
        return write_interval(low, high, name=name, language=language, prose=prose)
    limits = {"low": low, "high": high}
    needed = {"ray_above": ["low"], "ray_below": ["high"], "two_rays": ["low", "high"]}.get(kind, [])
    if kind not in SETS or any(limits[side] is None for side in needed):
        return "–"
    written = {side: _limit(value, name, language) for side, value in limits.items() if value is not None}
    if prose:
        last = needed[-1:]  # the unit once, after the limit that is read last
        written = {side: _with_unit(text, name, language) if side in last else text for side, text in written.items()}
    return Said(SETS[kind][language].format(**written))


def write_p_value(value: float, *, language: Language, equation: bool = False, at_most: bool = False) -> str:
    """Write a p-value with three places, and anything below one in a thousand as that; `equation` adds the sign.

    A p-value that would be rounded onto 0.05 gets further places. One of which only an upper bound is known
    (`at_most`, since disclosure control rounded it upwards) has the sign that says so.

    Examples
    --------
    >>> write_p_value(0.0123, language="da"), write_p_value(0.0004, language="en", equation=True).split()
    ('0,012', ['<', '0.001'])
    >>> write_p_value(0.04957, language="en")
    '0.0496'
    >>> write_p_value(0.05, language="en", at_most=True).split()
    ['≤', '0.050']
    """
    smallest = Decimal("0.001")
    if not 0 <= value <= 1:
        raise ReportError("A p-value lies outside 0 to 1.")
    if Decimal(repr(value)) < smallest:
        return f"<{_NO_BREAK}{format_decimal(smallest, format='0.000', locale=_LOCALE[language])}"
    places = 3
    while _rounded(value, 1, places) == _CONVENTION != _digits(value) and places < _MOST_PLACES:
        places += 1  # a reader must see on which side of the customary limit it lies
    text = _written(_rounded(value, 1, places), places, language)
    sign = "≤" if at_most else "=" if equation else ""
    return f"{sign}{_NO_BREAK}{text}" if sign else text


def write_date(text: str, *, language: Language) -> str:
    """Write an ISO date in words; a line break cannot part it.

    Examples
    --------
    >>> write_date("2016-11-03", language="da").split(), write_date("2016-11-03", language="en").split()
    (['3.', 'november', '2016'], ['3', 'November', '2016'])
    """
    pattern = "d. MMMM y" if language == "da" else "d MMMM y"
    written = str(format_date(dt.date.fromisoformat(text), format=pattern, locale=_LOCALE[language]))
    return Said(written.replace(" ", _NO_BREAK))


def write_month(text: str, *, language: Language, short: bool = False) -> str:
    """Write a month given as year and month, its name in full or `short`; a line break cannot part it.

    Examples
    --------
    >>> write_month("2017-03", language="da").split(), write_month("2017-03", language="en").split()
    (['marts', '2017'], ['March', '2017'])
    """
    pattern = "MMM y" if short else "MMMM y"
    written = str(format_date(dt.date.fromisoformat(f"{text}-01"), format=pattern, locale=_LOCALE[language]))
    return Said(written.replace(" ", _NO_BREAK))


def _limit(value: float, name: str, language: Language) -> str:
    if name not in _FORMATS:
        return write_number(value, name=name, language=language, unit=False)  # refuses the name
    places, factor, _, _ = _FORMATS[name]
    neutral = Decimal(1 if name == "ratio" else 0)
    while _rounded(value, factor, places) == neutral != _digits(value) and places < _MOST_PLACES:
        places += 1
    return _written(_rounded(value, factor, places), places, language)


# The same number is written in every table, figure and format; reading the pattern anew costs most of a build.
@lru_cache(maxsize=65536)
def _written(digits: Decimal, places: int, language: Language) -> str:
    text = format_decimal(digits, format=f"#,##0.{'0' * places}".rstrip("."), locale=_LOCALE[language])
    return str(text).replace("-", _MINUS)


def _with_unit(text: str, name: str, language: Language) -> str:
    _, _, unit_da, unit_en = _FORMATS[name]
    unit = unit_da if language == "da" else unit_en
    return f"{text}{_NO_BREAK}{unit}" if unit else text


def _digits(value: float) -> Decimal:
    """Return the decimal digits of a number, without what sums of floats leave behind the twelfth.

    1746 weeks among 120 people are 14.55, whichever way they were added up.
    """
    return Decimal(f"{value:.12g}")


def _rounded(value: float, factor: int, places: int) -> Decimal:
    digits = _digits(value) * factor
    if not digits.is_finite():
        raise ReportError("A released number is not finite.", ["A number that cannot be estimated is None in its row."])
    digits = digits.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(digits) if digits.is_zero() else digits
