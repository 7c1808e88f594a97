"""The page as a reader meets it in a browser: it opens from a file, asks nothing of a network, and answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.browser import Browser, running_browser

REPORTS = Path(__file__).parents[2] / "reports"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


@pytest.mark.parametrize("page", ["life_1972/report.en.html", "nextwork_2019/report.da.html"])
def test_a_report_opens_from_a_file_and_asks_nothing_of_the_network(browser: Browser, page: str) -> None:
    """The page is one file: its title is there, it has chapters, and no script fails and no request is sent."""
    opened = browser.open(REPORTS / page)
    assert opened.evaluate("document.querySelector('h1').textContent")
    assert opened.evaluate("document.querySelectorAll('main section').length") > 10
    assert opened.complaints() == []
