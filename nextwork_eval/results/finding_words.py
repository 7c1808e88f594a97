"""The catalogue of findings: for each code, in both languages, what was expected and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from nextwork_eval.language import Language
from nextwork_eval.results.wording import Wording
from nextwork_eval.results.words_of_arranging import ARRANGING
from nextwork_eval.results.words_of_dates import DATES
from nextwork_eval.results.words_of_files import FILES
from nextwork_eval.results.words_of_layouts import LAYOUTS
from nextwork_eval.results.words_of_lotteries import LOTTERIES
from nextwork_eval.results.words_of_values import VALUES

CATALOGUE: Mapping[str, Wording] = {**FILES, **LAYOUTS, **ARRANGING, **VALUES, **DATES, **LOTTERIES}


def words_of(code: str, facts: Mapping[str, str], language: Language) -> tuple[str, str] | None:
    """Return what was expected and what to do, or None if the catalogue does not have the code.

    Parameters
    ----------
    code
        Code of the finding. A fact `kind` chooses among the wordings of a code: `wrong_type.date`.
    facts
        What the wording names.
    language
        `da` or `en`.

    Notes
    -----
    A fact that is not given is three dots: a finding read from a file must never stop a report.

    Examples
    --------
    >>> words_of("out_of_range", {"kind": "minimum", "bound": "0"}, "en")[0]
    'expected at least 0.'
    """
    wording = CATALOGUE.get(f"{code}.{facts.get('kind')}") or CATALOGUE.get(code)
    if wording is None:
        return None
    given = defaultdict(lambda: "…", facts)
    if language == "da":
        return wording.expected_da.format_map(given), wording.advice_da.format_map(given)
    return wording.expected_en.format_map(given), wording.advice_en.format_map(given)
