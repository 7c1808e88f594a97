"""The page on every screen: the contents follow the reader, nothing is cut off on a telephone, and all of it prints."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from nextwork_eval.report import compose
from nextwork_eval.report.html import html_report
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import read_released
from tests.journeys.browser import Browser, Page, running_browser

RELEASED = Path(__file__).parents[2] / "reports" / "nextwork_2019" / "released.json"
MARKED = "[...document.querySelectorAll('nav.contents [aria-current=location]')].map(link => link.hash)"
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
CUT_OFF = (
    "[...document.querySelectorAll('.scroll, .drawing')].filter(box => box.scrollWidth > box.clientWidth + 1)"
    ".map(box => box.querySelector('table, svg').id)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    released = read_released(RELEASED)
    path = tmp_path_factory.mktemp("page") / "report.en.html"
    path.write_bytes(html_report(compose(released, "en"), released))
    return path


def go(page: Page, chapter: str) -> None:
    page.evaluate(f"document.getElementById('{chapter}').scrollIntoView({{behavior: 'instant'}}); {SETTLED}")


def test_the_chapter_that_is_read_is_marked_in_the_contents(browser: Browser, file: Path) -> None:
    """Going from chapter to chapter, exactly the one that is read is marked, for the eye and for a screen reader."""
    page = browser.open(file)
    for chapter in ("brief", "design", "main_results", "robustness", "glossary"):
        known = page.evaluate(f"document.getElementById('{chapter}') !== null")
        if known:
            go(page, chapter)
            assert page.evaluate(MARKED) == [f"#{chapter}"]
    page.evaluate(f"window.scrollTo({{top: 0, behavior: 'instant'}}); {SETTLED}")
    assert page.evaluate(MARKED) == ["#brief"]
    assert page.complaints() == []


def test_the_marked_entry_is_in_view_in_a_low_window(browser: Browser, file: Path) -> None:
    """Where the contents are longer than the window, they move so that the entry of the last chapter is seen."""
    page = browser.open(file, height=420)
    go(page, page.evaluate("document.querySelector('main section:last-child').id"))
    top, bottom = page.evaluate(
        "(() => { const at = document.querySelector('[aria-current=location]').getBoundingClientRect();"
        " return [at.top, at.bottom]; })()"
    )
    assert 0 <= top < bottom <= 420


def test_a_telephone_shows_where_the_reader_is_and_leads_back(browser: Browser, file: Path) -> None:
    """The contents stand at the top there; a line at the foot names the chapter, and is the way back to them."""
    page = browser.open(file, width=390, height=844)
    assert page.evaluate("document.querySelector('.where').hidden")
    go(page, "design")
    assert page.evaluate("getComputedStyle(document.querySelector('.where')).display") != "none"
    assert page.evaluate("document.querySelector('.where').textContent.trim()").endswith(" Design")
    page.click_at(60, 844 - 25)
    assert page.evaluate("location.hash") == "#contents"


def test_nothing_is_cut_off_on_a_telephone(browser: Browser, file: Path) -> None:
    """The page is no wider than the window, figures fit, and only tables of weeks under a figure scroll sideways."""
    page = browser.open(file, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; }); 0")
    assert [name for name in page.evaluate(CUT_OFF) if not name.startswith("table-data-")] == []


def test_no_line_of_text_runs_out_of_its_box_on_a_telephone(browser: Browser, file: Path) -> None:
    """A long address in a notice is broken where the notice ends."""
    page = browser.open(file, width=390, height=844)
    wide = (
        "[...document.querySelectorAll('main p, main li, main dt, main dd, main h2, main h3, main figcaption')]"
        ".filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.textContent.slice(0, 60))"
    )
    assert page.evaluate(wide) == []


def test_a_figure_is_enlarged_where_it_is_touched(browser: Browser, file: Path) -> None:
    """On a telephone a figure that is tapped, or reached with the keyboard, is drawn in its full width."""
    page = browser.open(file, width=390, height=844)
    width = "document.querySelector('#figure-love_plot svg').getBoundingClientRect().width"
    before = page.evaluate(width)
    assert before <= 390
    page.click("#figure-love_plot .drawing")
    assert page.evaluate(width) > 1.5 * before


def test_a_printed_page_says_of_itself_what_it_is_and_holds_every_chapter(browser: Browser, file: Path) -> None:
    """Printed from the browser, every sheet says that data are invented; controls of the screen are left out."""
    page = browser.open(file)
    printed = base64.b64decode(page.order("Page.printToPDF", preferCSSPageSize=True)["data"])
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(io.BytesIO(printed)).pages]
    text = " ".join(sheets)
    released = read_released(RELEASED)
    statement = released.plan["rehearsal"]["statement_en"]  # type: ignore[index]
    assert all(statement in sheet for sheet in sheets)
    document = compose(released, "en")
    titles = [plain_text(chapter.title) for chapter in document.chapters if not chapter.paper_only]
    assert [title for title in titles if title not in text] == []
    assert document.labels["skip"] not in text
    assert document.labels["enlarge"] not in text
