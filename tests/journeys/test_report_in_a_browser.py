"""The page as a reader meets it in a browser: it opens from a file, asks nothing of a network, and numbers answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.html import html_report
from nextwork_eval.results import ReleasedResult
from tests.journeys.browser import Browser, Page, running_browser
from tests.unit.report_fixture import changed, life_like, nextwork_like

REPORTS = Path(__file__).parents[2] / "reports"
EFFECT = "#brief .effect .n"
SHOWN = "!document.getElementById('behind').hidden"
TOLD = (
    "Object.fromEntries([...document.querySelectorAll('#behind dt')].map("
    "e => [e.textContent, e.nextSibling.textContent.replaceAll('\u00a0', ' ')]))"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


def known() -> ReleasedResult:
    """A released result whose first headline is worked out by hand: 111 and 107 persons, 5 to 25 points at 95 %."""
    given: dict[str, Any] = {"estimate": 0.15, "conf_low": 0.05, "conf_high": 0.25, "conf_level": 0.95}
    persons = {"n_arm": 111, "n_reference": 107, "method": "difference in means <within> 8 strata & more"}
    return changed(nextwork_like(), "entry.difference", **given, **persons)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, released = tmp_path_factory.mktemp("page"), known()
    found = {}
    for language in ("da", "en"):
        found[language] = folder / f"{language}.html"
        found[language].write_bytes(html_report(compose(released, language), released))  # type: ignore[arg-type]
    return found


@pytest.fixture
def page(browser: Browser, files: dict[str, Path]) -> Page:
    return browser.open(files["da"])


def analysis(released: ReleasedResult, name: str) -> tuple[str, str]:
    """The Danish label of an analysis' outcome, and the id of its estimator, as the plan has them."""
    plan: Any = released.plan
    entry = next(one for one in plan["analysis"] if one["id"] == name)
    return next(one["label_da"] for one in plan["outcome"] if one["id"] == entry["outcome"]), entry["estimator"]["id"]


@pytest.mark.parametrize("report", ["life_1972/report.en.html", "nextwork_2019/report.da.html"])
def test_a_report_opens_from_a_file_and_asks_nothing_of_the_network(browser: Browser, report: str) -> None:
    """The page is one file: its title is there, it has chapters, and no script fails and no request is sent."""
    opened = browser.open(REPORTS / report)
    assert opened.evaluate("document.querySelector('h1').textContent")
    assert opened.evaluate("document.querySelectorAll('main section').length") > 10
    assert opened.complaints() == []


def test_a_click_on_a_number_shows_persons_interval_plan_and_method(page: Page) -> None:
    """The first headline tells its row, 111 and 107 persons, 5,0 to 25,0 points, its analysis and its method."""
    label, estimator = analysis(known(), "entry")
    assert not page.evaluate(SHOWN)
    page.click(EFFECT)
    assert page.evaluate(SHOWN)
    title = page.evaluate("document.querySelector('#behind-title').textContent").replace("\u00a0", " ")
    assert title == "15,0 procentpoint entry.difference"
    told = page.evaluate(TOLD)
    assert told["Personer"] == "111 (NExTWORK) og 107 (Kontrol)"
    assert told["Interval"] == "[5,0; 25,0] (95 pct.)"
    assert told["I planen"] == f"{label} (entry), primært"
    assert told["Metode"] == ESTIMATORS[estimator].da
    assert told["Beregning"] == "Kun på engelsk: difference in means <within> 8 strata & more"
    assert page.evaluate("document.querySelector('#behind dd[lang]').lang") == "en"
    page.click("#behind button")
    assert not page.evaluate(SHOWN)
    page.click(EFFECT)
    page.click("h1")
    assert not page.evaluate(SHOWN)
    assert page.complaints() == []


def test_the_english_page_tells_it_in_english(browser: Browser, files: dict[str, Path]) -> None:
    """The same row in the other language; the computation's own line needs no mark there."""
    page = browser.open(files["en"])
    page.click(EFFECT)
    told = page.evaluate(TOLD)
    assert told["Persons"] == "111 (NExTWORK) and 107 (Control)"
    assert told["Interval"].replace(" %", "%") == "[5.0, 25.0] (95%)"
    assert page.evaluate("document.querySelectorAll('#behind dd[lang]').length") == 0


def test_with_the_keyboard_alone_a_number_is_reached_read_entered_and_left(page: Page) -> None:
    """Tab shows a number's pop-up, Enter goes into it, Escape closes it, and focus is back on the same number."""
    here = "document.activeElement.className === 'n' ? document.activeElement.dataset : null"
    for _ in range(60):
        page.press("Tab")
        if page.evaluate(f"({here})?.result") == "entry.difference":
            break
    assert page.evaluate("document.activeElement.dataset.result") == "entry.difference"
    assert page.evaluate(SHOWN)
    assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "true"
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "behind"
    page.evaluate("window.before = document.activeElement, 0")
    page.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Luk"
    page.press("Escape")
    assert not page.evaluate(SHOWN)
    assert page.evaluate("document.activeElement === window.before")
    assert page.evaluate("window.before.getAttribute('aria-expanded')") == "false"
    page.press(" ")
    assert page.evaluate("document.activeElement.textContent") == "Luk"
    page.press("Enter")
    assert not page.evaluate(SHOWN)
    assert page.evaluate("document.activeElement === window.before")
    page.press("Enter")
    page.press("Tab", shift=True)
    assert page.evaluate("document.activeElement === window.before")
    page.press("Tab")
    assert page.evaluate("document.activeElement !== window.before")
    assert page.evaluate("document.activeElement.dataset.result") is not None
    page.press("Escape")
    assert not page.evaluate(SHOWN)


def test_a_table_is_one_stop_and_arrows_lead_through_its_numbers(page: Page) -> None:
    """In each table one number takes the Tab key; the arrow moves focus, pop-up and that stop to the next."""
    stops = "[...document.querySelectorAll('main table')].filter(t => t.querySelector('.n[role=button]')).map(t =>"
    assert set(page.evaluate(f"{stops} t.querySelectorAll('.n[tabindex=\"0\"]').length)")) == {1}
    page.evaluate("document.querySelector('#results .n[role=button]').focus({focusVisible: true}), 0")
    numbers = "[...document.querySelectorAll('#results .n[role=button]')]"
    assert page.evaluate(f"{numbers}.indexOf(document.activeElement)") == 0
    page.press("ArrowDown")
    assert page.evaluate(f"{numbers}.indexOf(document.activeElement)") == 1
    assert page.evaluate(SHOWN)
    assert page.evaluate(f"{numbers}.map(e => e.tabIndex).slice(0, 2)") == [-1, 0]
    page.press("ArrowUp")
    page.press("ArrowUp")
    assert page.evaluate(f"{numbers}.indexOf(document.activeElement)") == 0


@pytest.mark.parametrize("size", [(390, 800), (1280, 900)])
def test_the_pop_up_lies_within_the_window_beside_its_number(
    browser: Browser, files: dict[str, Path], size: tuple[int, int]
) -> None:
    """On a phone and on a desk the pop-up is seen whole, never lies over its number, and the close button is big."""
    width, height = size
    page = browser.open(files["da"], width=width, height=height)
    page.click(EFFECT)
    left, top, right, bottom = page.evaluate(
        "(({left, top, right, bottom}) => [left, top, right, bottom])(document.getElementById('behind')"
        ".getBoundingClientRect())"
    )
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    number = page.evaluate(f"(r => [r.top, r.bottom])(document.querySelector('{EFFECT}').getBoundingClientRect())")
    assert bottom <= number[0] or top >= number[1]
    button = page.evaluate(
        "(r => [r.width, r.height])(document.querySelector('#behind button').getBoundingClientRect())"
    )
    assert min(button) >= 24


def test_every_number_of_a_result_can_answer(browser: Browser, tmp_path: Path) -> None:
    """For each row that the page prints, lines are there, and each says persons, interval or bounds, and plan."""
    released = life_like()
    path = tmp_path / "life.html"
    path.write_bytes(html_report(compose(released, "en"), released))
    page = browser.open(path)
    found = page.evaluate(
        "(() => { const s = JSON.parse(document.getElementById('behind-numbers').textContent);"
        "return [...document.querySelectorAll('.n[data-result]')].map(n => s.rows[n.dataset.result].map("
        "l => s.texts[s.lines[l][0]])); })()"
    )
    assert len(found) > 500
    assert all({"Persons", "In the plan"} < set(names) and {"Interval", "Bounds"} & set(names) for names in found)
    assert page.complaints() == []


def test_without_script_numbers_are_plain_text(browser: Browser, files: dict[str, Path]) -> None:
    """The page is read without script: nothing is focusable that does nothing, no empty box, no hint."""
    page = browser.open(files["da"], javascript=False)
    document = page.order("DOM.getDocument")["root"]["nodeId"]

    def count(selector: str) -> int:
        return len(page.order("DOM.querySelectorAll", nodeId=document, selector=selector)["nodeIds"])

    assert count(".n[data-result]") > 500
    assert count(".n[role], .n[tabindex]") == 0
    assert count("#behind[hidden]") == count(".behind-hint[hidden]") == 1
    node = page.order("DOM.querySelector", nodeId=document, selector=EFFECT)["nodeId"]
    assert "15,0&nbsp;procentpoint" in page.order("DOM.getOuterHTML", nodeId=node)["outerHTML"]
