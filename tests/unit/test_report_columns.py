"""How tables lie on paper: numbers are never broken, few short columns stay together, long tables may break."""

from __future__ import annotations

from typing import Any

import pytest

from nextwork_eval.report.columns import FULL, HALF, TWO_THIRDS, fits_half, laid_out, layout

EM = 25.4 / 72  # millimetres in a point
GUTTER = 8 * EM + 0.3
SIGN = 0.6  # a figure of IBM Plex Sans is 0.6 em wide, as its makers publish


def text(words: str) -> list[dict[str, str]]:
    return [{"text": words}]


def table(heads: str, *rows: tuple[str, ...], dense: bool = False) -> dict[str, Any]:
    """A table whose first column is words and whose others are numbers; a row of one cell is a subheading."""
    columns = [
        {"heading": text(head), "align": "right" if place else "left"} for place, head in enumerate(heads.split("|"))
    ]
    body = [
        {"across": len(row) == 1, "strong": False, "cells": [{"parts": text(cell), "aside": []} for cell in row]}
        for row in rows
    ]
    return {"type": "table", "dense": dense, "columns": columns, "rows": body}


def test_a_small_table_does_not_stretch_over_the_page() -> None:
    """Four short columns take two thirds of the width, all of it and no more."""
    laid = layout(table("Arm|n|Week|Year", ("aid", "216", "52", "1972"), ("none", "216", "52", "1972")))
    assert sum(laid.widths) == pytest.approx(TWO_THIRDS)


def test_a_number_is_never_broken_and_words_give_way() -> None:
    """Beside a name of several hundred letters, a number of twelve figures keeps its 12 · 0.6 em on one line."""
    laid = layout(table("Name|Value", ("word " * 80, "123456789012")))
    assert sum(laid.widths) == pytest.approx(FULL)
    assert laid.widths[1] >= 12 * SIGN * laid.size * EM + GUTTER - 0.01
    assert laid.size == 8.3


def test_letters_become_smaller_before_a_word_is_broken() -> None:
    """Seven columns of 26 figures do not fit at full size: 7 · 26 · 0.6 · 8.3 points are 320 mm."""
    laid = layout(table("Name" + "|Value" * 3, ("x", *["1" * 17] * 3)))
    assert 3 * 17 * SIGN * 8.3 * EM < FULL
    assert laid.size == 8.3
    smaller = layout(table("Name" + "|Value" * 6, ("x", *["1" * 14] * 6)))
    assert smaller.size < 8.3
    assert all(width >= 14 * SIGN * smaller.size * EM + GUTTER - 0.01 for width in smaller.widths[1:])


def test_a_table_that_cannot_fit_still_keeps_to_the_page() -> None:
    """Even twenty columns of long numbers end at the edge of the text."""
    laid = layout(table("Name" + "|Value" * 20, ("x", *["1" * 14] * 20)))
    assert sum(laid.widths) == pytest.approx(FULL)


def test_width_goes_where_it_makes_the_table_lower() -> None:
    """Of two columns of words, the one with the longer texts is the wider one."""
    laid = layout(
        {
            **table("", *[("short name", "a rule that takes many words to say, " * 5)] * 6),
            "columns": [{"heading": text("Name"), "align": "left"}, {"heading": text("Rule"), "align": "left"}],
        }
    )
    assert laid.widths[1] > 2 * laid.widths[0]
    assert sum(laid.widths) == pytest.approx(FULL)


def test_height_is_told_by_the_lines() -> None:
    """Ten rows of one line: each a line of 0.698 em and 3.6 points above and below it, and the heading as well."""
    laid = layout(table("Week|n", *[("52", "216")] * 10))
    assert laid.height == pytest.approx(11 * (0.698 * 8.3 + 2 * 3.6) * EM, rel=0.01)


def test_only_small_tables_behind_figures_stand_beside_each_other() -> None:
    """In a chapter of such tables the narrow ones come last, in two columns; elsewhere a table keeps its place."""
    narrow, wide = table("Week|n", ("52", "216"), dense=True), table("Week" + "|n" * 12, ("52", *["12345678"] * 12))
    assert fits_half(narrow)
    assert not fits_half(wide)
    paragraph = {"type": "paragraph"}
    chapters = [{"paper_only": only, "blocks": [narrow, paragraph, wide]} for only in (True, False)]
    behind, elsewhere = laid_out({"chapters": chapters})["chapters"]
    assert [block["type"] for block in behind["blocks"]] == ["paragraph", "table", "beside"]
    assert sum(behind["blocks"][-1]["tables"][0]["widths"]) == pytest.approx(HALF)
    assert [block["type"] for block in elsewhere["blocks"]] == ["table", "paragraph", "table"]
