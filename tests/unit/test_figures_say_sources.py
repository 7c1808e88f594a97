"""A number typed into the drawing of a figure fails the build; one that was written from a row does not."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose, figures
from nextwork_eval.report.figures import finish
from nextwork_eval.report.figures.canvas import drawn, wrapped, write
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import count, word
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.said import Said, joined
from tests.unit.report_fixture import life_like

FOLDER = Path(figures.__file__).parent
# Colours, names of fonts and of parts of an SVG file are no words of a figure.
NO_WORDS = {"figure.py", "sheet.py", "canvas.py"}


@pytest.mark.parametrize("typed", ["42 pct.", "½ of them", f"{42} of them", "in week " + str(4)])
def test_a_number_typed_into_a_drawing_is_found_when_it_is_finished(typed: str) -> None:
    """As a literal, as a fraction, put together by code: an ordinary text with a numeral has no source."""

    def paint(sheet: Sheet) -> None:
        write(sheet, 0, 5, "Weeks")
        write(sheet, 0, 10, typed)

    with pytest.raises(ReportError, match="draws a numeral that has no source"):
        drawn(100, 20, paint)


def test_a_number_planted_in_the_code_of_a_figure_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is not composed, whichever figure it is in."""
    monkeypatch.setattr(finish, "remark", lambda *_: "n = 17")
    with pytest.raises(ReportError, match="draws a numeral that has no source"):
        compose(life_like(), "en")


def test_a_number_typed_beside_one_from_a_row_is_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What code adds to a number of a row is an ordinary text again."""
    module = importlib.import_module("nextwork_eval.report.figures.effect_path")
    monkeypatch.setattr(module, "final", lambda *_, **__: count(12, "en") + " of 17")
    with pytest.raises(ReportError, match="draws a numeral that has no source"):
        compose(life_like(), "en")


def test_words_filled_from_values_keep_their_source() -> None:
    """Filled, joined and broken into lines; a typed part takes it away from the whole."""
    told = word("week", "en", week=count(12, "en"))
    assert isinstance(told, Said)
    assert all(isinstance(line, Said) for line in wrapped(told, 1.0))
    assert isinstance(joined("until", told), Said)
    assert not isinstance(filled("{people} people", people="12"), Said)
    assert not isinstance(joined(told, "17"), Said)


def test_no_figure_holds_a_numeral_in_its_own_words() -> None:
    """Also in captions and alternative texts: no text in the code of a figure has a numeral."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        unread = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        unread |= {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None
            for part in ast.walk(node.format_spec)
        }
        found += [
            (path.name, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unread
            if path.name not in NO_WORDS and any(character.isnumeric() for character in node.value)
        ]
    assert found == []
