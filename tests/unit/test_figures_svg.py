"""The drawings as files: the same bytes every time, clean SVG that can stand beside others, words in both languages."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

from nextwork_eval.report.figures import (
    Figure,
    effect_path,
    firms_by_month,
    flow_diagram,
    headline_differences,
    icon_array,
    love_plot,
    specification_curve,
    stacked_states,
    survival_curves,
    theory_of_change,
    trial_timeline,
)
from nextwork_eval.report.figures.canvas import text_width
from nextwork_eval.report.figures.words import WORDS
from nextwork_eval.report.languages import LANGUAGES, Language
from tests.unit.delivery_fixture import delivered_like
from tests.unit.figures_fixture import guarded, weekly
from tests.unit.test_figures_specifications import LINES

ANCHORS = {None: 0.0, "start": 0.0, "middle": 0.5, "end": 1.0}
SVG = "{http://www.w3.org/2000/svg}"
DRAW: dict[str, Callable[[Language], Figure | None]] = {
    "flow": lambda language: flow_diagram(guarded(), language),
    "headline": lambda language: headline_differences(guarded(), language),
    "love plot": lambda language: love_plot(guarded(), language),
    "weekly path": lambda language: effect_path(weekly(), "work_path", language),
    "cumulated path": lambda language: effect_path(weekly(), "work_cumulated", language),
    "path with gaps": lambda language: effect_path(guarded(), "path", language),
    "weekly states": lambda language: stacked_states(weekly(), "states", language),
    "states at release weeks": lambda language: stacked_states(guarded(), "states", language),
    "weekly curve": lambda language: survival_curves(weekly(), "free_curve", language),
    "delayed curve": lambda language: survival_curves(guarded(), "entry_curve", language),
    "icon array": lambda language: icon_array(guarded(), "entry", language),
    "icon array of a real trial": lambda language: icon_array(weekly(), "rearrest", language),
    "specification curve": lambda language: specification_curve(
        guarded(), language, LINES, figure_id="specification_curve_entry", title="Entry"
    ),
    "theory": lambda language: theory_of_change(guarded(), language),
    "calendar": lambda language: trial_timeline(guarded(), language),
    "firms": lambda language: firms_by_month(delivered_like(), language),
}


def drawn(name: str, language: Language = "en") -> Figure:
    figure = DRAW[name](language)
    assert figure is not None
    return figure


def words(figure: Figure) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", DRAW)
def test_the_same_result_gives_the_same_bytes(name: str) -> None:
    """Two runs of the same evaluation cannot be told apart by their figures."""
    assert drawn(name) == drawn(name)


def test_a_users_own_settings_neither_reach_a_figure_nor_are_lost() -> None:
    """A person who has set matplotlib up in her own way gets our figure, and keeps her settings."""
    plain = drawn("weekly path")
    with mpl.rc_context({"font.size": 31.0, "lines.linewidth": 9.0, "svg.fonttype": "path", "axes.grid": True}):
        before = dict(mpl.rcParams)
        assert drawn("weekly path") == plain
        assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DRAW)
def test_a_figure_is_one_accessible_svg_element(name: str, language: Language) -> None:
    """A screen reader announces an image with a name and a description; nothing in it reaches the rest of the page."""
    figure = drawn(name, language)
    root = ElementTree.fromstring(figure.svg)
    assert figure.svg.startswith("<svg ")
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    described = [(root.find(f"{SVG}{tag}"), tag) for tag in ("title", "desc")]
    assert all(element is not None and element.text for element, _ in described)
    assert (root.get("aria-labelledby") or "").split() == [
        element.get("id") for element, _ in described if element is not None
    ]
    assert described[1][0] is not None
    assert described[1][0].text == figure.alt
    assert not [element for element in root.iter() if element.tag in {f"{SVG}style", f"{SVG}image", f"{SVG}metadata"}]
    assert "glyph" not in figure.svg
    assert words(figure)


@pytest.mark.parametrize("name", DRAW)
def test_a_figure_keeps_its_proportions(name: str) -> None:
    """Width and height in millimetres and the drawing's own coordinates, in points of 1/72 inch, agree."""
    root = ElementTree.fromstring(drawn(name).svg)
    _, _, across, down = (float(part) for part in (root.get("viewBox") or "").split())
    assert root.get("width") == f"{drawn(name).width_mm:g}mm"
    assert across == pytest.approx(float((root.get("width") or "").removesuffix("mm")) / 25.4 * 72, abs=0.01)
    assert down == pytest.approx(float((root.get("height") or "").removesuffix("mm")) / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize("name", DRAW)
def test_all_text_stays_inside_the_figure(name: str) -> None:
    """No label begins or ends outside the drawing, in either language, as wide as the shipped typeface makes it."""
    for language in LANGUAGES:
        root = ElementTree.fromstring(drawn(name, language).svg)
        _, _, across, down = (float(part) for part in (root.get("viewBox") or "").split())
        for text in root.iter(f"{SVG}text"):
            strong = text.get("font-weight") == "600"
            width = text_width(text.text or "", float(text.get("font-size") or 0), strong=strong) / 25.4 * 72
            begin = float(text.get("x") or 0) - width * ANCHORS[text.get("text-anchor")]
            assert begin >= -0.01, text.text
            assert begin + width <= across + 0.01, text.text
            assert 0 <= float(text.get("y") or 0) <= down


def test_figures_on_one_page_share_no_id() -> None:
    """All figures of a report stand in one HTML page; each reference finds its own part."""
    figures = [
        drawn(name)
        for name in ("flow", "headline", "love plot", "weekly path", "cumulated path", "weekly states", "delayed curve")
    ]
    page = "".join(figure.svg for figure in figures)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)


@pytest.mark.parametrize("name", DRAW)
def test_invented_data_are_called_invented_in_the_drawing_and_in_its_words(name: str) -> None:
    """A figure that is copied out of a report on invented data still says so; one on real data does not."""
    for language, phrase in (("da", "Opdigtede data"), ("en", "Invented data")):
        figure = drawn(name, language)
        invented = name in {
            "flow",
            "headline",
            "love plot",
            "path with gaps",
            "states at release weeks",
            "delayed curve",
            "firms",
            "icon array",
            "specification curve",
            "theory",
            "calendar",
        }
        assert (phrase in words(figure)) is invented
        assert figure.alt.startswith(phrase) is invented


def test_each_language_has_its_own_words_and_decimal_sign() -> None:
    """The two languages differ in every sentence and write the same number with comma or point."""
    danish, english = drawn("headline", "da"), drawn("headline", "en")
    assert danish.caption != english.caption
    assert "62,5\u00a0pct." in words(danish)
    assert "62.5\u00a0%" in words(english)
    assert not set(words(danish)) & {"Difference", "favours", "Primary outcome"}


def test_both_languages_are_given_the_same_numbers() -> None:
    """A sentence that names a week in one language names it in the other."""
    for name, phrase in WORDS.items():
        slots = [
            {field for _, field, _, _ in string.Formatter().parse(phrase[language]) if field} for language in LANGUAGES
        ]
        assert slots[0] == slots[1], name
