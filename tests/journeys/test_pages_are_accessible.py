"""The pages of both reports keep WCAG 2.2 AA: axe-core looks at them in a browser and finds nothing."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.html import html_report
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.results import read_released
from tests.journeys.browser import Browser, Page, running_browser

ROOT = Path(__file__).parents[2]
EVERY = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in ("life_1972", "nextwork_2019") for language in LANGUAGES]
)
WCAG_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
PHONE = ("target-size", "color-contrast", "scrollable-region-focusable", "meta-viewport")
UNFOLDED = "document.querySelectorAll('details').forEach(folded => { folded.open = true; }); 0"
# axe-core reads the colours of every text anew, which takes most of its time; a page has few. Each is read once here.
COLOURS_ONCE = """(() => {
  const Color = axe.commons.color.Color, read = Color.prototype.parseString, known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) { known.set(text, read.call(new Color(), text)); }
    const { r, g, b, alpha } = known.get(text);
    return Object.assign(this, { r, g, b, alpha });
  };
})(); 0"""
TEXT_COLOURS = "[...new Set([...document.querySelectorAll('svg text')].map(text => getComputedStyle(text).fill))]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def written(folder: Path, name: str, language: Language) -> Path:
    """The page of a committed release, written once for all tests."""
    path = folder / f"{name}.{language}.html"
    if not path.exists():
        released = read_released(ROOT / "reports" / name / "released.json")
        path.write_bytes(html_report(compose(released, language), released))
    return path


def axe_core() -> str:
    """The program text of axe-core, from the package that carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None, "axe-playwright-python is in requirements.lock: run make test again to install it"
    assert found.submodule_search_locations is not None
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, only: dict[str, Any]) -> list[str]:
    """What axe-core finds: the rule, and the first places where it is broken."""
    page.evaluate(f"{axe_core()}; 0")
    page.evaluate(COLOURS_ONCE)
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = page.evaluate(
        f"axe.run(document, {options}).then(told => told.violations.map(one => [one.id, one.help,"
        " one.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + ' ' + node.failureSummary)]))"
    )
    return [f"{rule}: {words}: {places}" for rule, words, places in found]


@EVERY
def test_axe_finds_nothing_on_a_page(browser: Browser, folder: Path, name: str, language: Language) -> None:
    """All folds are open, and so is the box behind a number, so that what a reader can bring up is looked at too."""
    page = browser.open(written(folder, name, language))
    page.evaluate(UNFOLDED)
    page.click("#brief .effect .n")
    assert faults(page, {"type": "tag", "values": list(WCAG_AA)}) == []


@EVERY
def test_axe_finds_nothing_on_a_telephone(browser: Browser, folder: Path, name: str, language: Language) -> None:
    """At 390 pixels: targets large or far enough apart for a finger, and contrasts where things stand otherwise."""
    page = browser.open(written(folder, name, language), width=390, height=844)
    assert faults(page, {"type": "rule", "values": list(PHONE)}) == []


def test_axe_finds_a_fault_that_is_planted(browser: Browser, folder: Path) -> None:
    """A page without language, and with pale text, is found out; otherwise finding nothing would say nothing."""
    page = browser.open(written(folder, "life_1972", "en"))
    page.evaluate(
        "document.documentElement.removeAttribute('lang'); document.querySelector('p.lead').style.color = '#aaa'; 0"
    )
    found = faults(page, {"type": "rule", "values": ["html-has-lang", "color-contrast"]})
    assert {fault.split(":")[0] for fault in found} == {"html-has-lang", "color-contrast"}


@EVERY
def test_text_in_figures_can_be_read(browser: Browser, folder: Path, name: str, language: Language) -> None:
    """Every colour of text in a drawing has a contrast of 4.5 to 1 against the paper, which axe-core cannot measure."""
    colours = browser.open(written(folder, name, language)).evaluate(TEXT_COLOURS)
    assert colours
    assert {colour: round(contrast(colour), 2) for colour in colours if contrast(colour) < 4.5} == {}


def contrast(colour: str) -> float:
    """The contrast of `rgb(r, g, b)` against white, as WCAG 2 defines it.

    By hand: black has a relative luminance of 0, white of 1: (1 + 0.05) / (0 + 0.05) = 21.
    """
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_the_contrast_is_that_of_the_guideline() -> None:
    """Black on white is 21 to 1, and the grey #767676 is the palest that passes: 4.54 to 1."""
    assert contrast("rgb(0, 0, 0)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)") == pytest.approx(4.54, abs=0.005)
