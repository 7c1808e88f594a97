"""No page of either report is half empty: what does not fit leaves less than the next piece is high."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from nextwork_eval.report import compose
from nextwork_eval.report.build import LABELS
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.pdf import pdf_report
from nextwork_eval.results import read_released

ROOT = Path(__file__).parents[2]
MM = 72 / 25.4
TOP, BOTTOM = 27 * MM, 24 * MM  # the margins of report.typ
LEAST = 0.55
"""A page that is less filled looks like a mistake; the aim of the layout is three fifths."""


def filled(page: PageObject) -> float:
    """How far down the page its last text stands, the footer left out: 0 at the head of the text, 1 at its foot."""
    height = float(page.mediabox.height)
    lowest = height - TOP

    def look(text: str, matrix: Any, within: Any, _font: Any, _size: Any) -> None:
        nonlocal lowest
        # Where a figure is set, its own coordinates are nested in those of the page.
        place = matrix[1] * within[4] + matrix[3] * within[5] + matrix[5]
        if text.strip() and place > BOTTOM:
            lowest = min(lowest, place)

    page.extract_text(visitor_text=look)
    return (height - TOP - lowest) / (height - TOP - BOTTOM)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_no_page_is_half_empty(name: str, language: Language) -> None:
    """All pages but the cover, the brief and the contents, which are pages of their own, and the last."""
    released = read_released(ROOT / "reports" / name / "released.json")
    pages = PdfReader(io.BytesIO(pdf_report(compose(released, language), released))).pages
    assert LABELS["contents"].text(language) in pages[2].extract_text(), (
        "the brief is one page, so the contents are the third"
    )
    shares = {number: filled(page) for number, page in enumerate(pages, start=1)}
    assert {
        number: round(share, 2) for number, share in shares.items() if 3 < number < len(pages) and share < LEAST
    } == {}
