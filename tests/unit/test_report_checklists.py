"""The reporting guidelines as data, and the appendix that says where the report answers them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, Document, Link, Notice, Paragraph, Table, Words
from nextwork_eval.report.chapters.checklists import answered, places_of
from nextwork_eval.report.checklists import NAMES, Item, checklist, checklists, read_checklist
from nextwork_eval.report.checks import check_links
from nextwork_eval.report.html import html_report
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult, read_released
from tests.by_hand.test_security_rating import LOCK
from tests.unit.report_fixture import life_like, nextwork_like
from tests.unit.test_report_document import BOTH, LANGUAGES, chapter, printed

ROOT = Path(__file__).parents[2]


def _where(document: Document, name: str) -> dict[str, str]:
    """Number of an item to what stands in its last cell."""
    table = next(
        block
        for block in chapter(document, "checklists").blocks
        if isinstance(block, Table) and block.id == name.replace("_", "-")
    )
    return {plain_text(row.cells[0].parts): printed(row.cells[2]) for row in table.rows}


def test_the_guidelines_have_the_items_they_are_known_by() -> None:
    """CONSORT 2025 has 30 items, ROUTINE 13; SPI adds to CONSORT 2010 and ends with three on stakeholders."""
    numbers = [int(re.match(r"\d+", item.item)[0]) for item in checklist("consort_2025").items]  # type: ignore[index]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 31))
    assert len(checklist("consort_routine_2021").items) == 13
    assert [item.item for item in checklist("consort_spi_2018").items][-3:] == ["26a", "26b", "26c"]
    assert [one.id for one in checklists()] == list(NAMES)


def test_every_place_that_an_item_names_exists_in_some_report() -> None:
    """A misspelt place would make an item unanswered for ever; each is found in a report of the two shipped plans."""
    released = [life_like(), nextwork_like(), read_released(ROOT / "reports/nextwork_2019/released.json")]
    there: set[str] = set()
    for one in released:
        there |= set(places_of(Materials(one, "en"), compose(one, "en").chapters))
    named = {name for one in checklists() for item in one.items for name in (*item.anchors, *item.also)}
    assert sorted(named - there) == []


@BOTH
@LANGUAGES
def test_each_list_counts_its_items(released: ReleasedResult, language: str) -> None:
    """Reported and not reported add up to the items, and are what the table says."""
    document = compose(released, language)  # type: ignore[arg-type]
    said = {"da": "ikke rapporteret", "en": "not reported"}[language]
    text = printed(chapter(document, "checklists"))
    for one in checklists():
        where = _where(document, one.id)
        missing = sum(words.startswith(said) for words in where.values())
        assert list(where) == [item.item for item in one.items]
        reported = len(where) - missing
        counted = {
            "da": f"{reported} af {len(where)} punkter er rapporteret, {missing} er ikke.",
            "en": f"{reported} of {len(where)} items are reported, {missing} are not.",
        }
        assert counted[language] in text


def test_an_item_is_answered_only_where_its_place_is() -> None:
    """Delivery: LIFE has no record of it, so the item says why; without a lock nor can changes be told."""
    without = _where(compose(life_like(), "en"), "consort_2025")
    assert without["24a"] == "not reported The data do not say what was given"
    assert without["2"] == "not reported The plan names no registration"
    assert without["16a"] == "not reported The plan promises no power calculation"
    assert without["10"] == "not reported Without a lock, changes cannot be computed"
    assert without["20a"] == "not reported The plan does not say"
    locked = _where(compose(replace(life_like(), lock=LOCK), "en"), "consort_2025")
    assert locked["10"].startswith("chapter ")
    assert locked["3"].startswith("chapter ")


def test_what_is_on_record_of_the_trial_answers_its_items_and_no_others() -> None:
    """NExTWORK says who drew the example's lots, and nothing on money: 17a has a table, 5a has none."""
    document = compose(nextwork_like(), "en")
    where = _where(document, "consort_2025")
    assert where["17a"].startswith("table ")
    assert where["5a"] == "not reported The plan does not say"
    assert _where(document, "consort_routine_2021")["ROUTINE-4"].startswith("table ")
    box = printed(chapter(document, "openness"))
    assert "Whether the real participants were, the sources do not say." in box
    assert "Nothing is on record of: funding; interests;" in box


def test_a_plan_without_a_record_of_the_trial_says_nothing_of_it() -> None:
    """LIFE has none: no table, and each of its items says that the plan does not say."""
    document = compose(life_like(), "en")
    assert "On record of the trial" not in printed(chapter(document, "openness"))
    assert _where(document, "consort_spi_2018")["26a"] == "not reported The plan does not say"


def test_a_chapter_that_only_says_that_nothing_was_estimated_answers_nothing() -> None:
    """A notice is no answer; with a paragraph beside it the chapter is one."""
    m = Materials(life_like(), "en")
    notice = Notice(kind="not_estimated", title=(Words("None"),), parts=(Words("Nothing"),))
    empty = Chapter(id="harms", title=(Words("Harms"),), blocks=(notice,))
    assert places_of(m, [empty]) == {}
    more = replace(empty, blocks=(notice, Paragraph(parts=(Words("More"),))))
    assert list(places_of(m, [more])) == ["harms"]


def test_all_places_that_an_item_cannot_do_without_must_be_there() -> None:
    """One of two places is no answer; a further place is named only where it exists; each round must have its date."""
    m = Materials(nextwork_like(), "en")
    places = {"a": (Words("a"),), "b": (Words("b"),)}

    def of(**values: tuple[str, ...]) -> tuple[str, ...]:
        words = dict.fromkeys(("topic_da", "topic_en", "asks_da", "asks_en"), "")
        return answered(m, Item(item="1", standing="read", **words, **values), places)  # type: ignore[arg-type]

    assert of(anchors=("a", "c")) == ()
    assert of(anchors=("a",), also=("b", "c")) == ("a", "b")
    assert of(anchors=("a",), needs=("design.round.date",)) == ("a",)
    assert of(anchors=("a",), needs=("design.round.weather",)) == ()
    assert of(also=("a",)) == ()


def test_what_was_not_read_is_marked() -> None:
    """The items of SPI that could not be read carry a mark, and the table says what it means."""
    document = compose(life_like(), "en")
    blocks = chapter(document, "checklists").blocks
    table = next(block for block in blocks if isinstance(block, Table) and block.id == "consort-spi-2018")
    marked = [plain_text(row.cells[0].parts) for row in table.rows if "unverified" in printed(row.cells[0].aside)]
    assert marked == ["11a", "12a", "13a", "15", "17a", "25", "26a", "26b", "26c"]
    assert "Unverified: the item was not read" in printed(table.notes)


@BOTH
def test_every_reference_leads_somewhere_on_the_page(released: ReleasedResult) -> None:
    """Each link of the appendix finds its id in the HTML."""
    page = html_report(compose(released, "da"), released).decode("utf-8")
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_a_reference_that_leads_nowhere_fails_the_build() -> None:
    """A link to a chapter that is not there is refused by name."""
    document = compose(life_like(), "en")
    first = document.chapters[0]
    lost = Paragraph(parts=(Link("see there", "atlantis"),))
    forged = replace(document, chapters=(replace(first, blocks=(*first.blocks, lost)), *document.chapters[1:]))
    with pytest.raises(ReportError, match="leads nowhere") as caught:
        check_links(forged)
    assert list(caught.value.problems) == ["atlantis"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"anchors": [], "why_da": "", "why_en": ""}, "give a place or a reason"),
        ({"why_da": ""}, "both languages or neither"),
        ({"places": ["brief"]}, "places"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(change: dict[str, object], expected: str) -> None:
    """An item without place or reason, with a reason in one language, or with a key nobody knows."""
    words = {f"{name}_{language}": "x" for name in ("topic", "asks", "why") for language in ("da", "en")}
    entry = {"item": "1", "standing": "read", **words, **change}
    text = json.dumps({"id": "x", "title": "x", "source": "x", "address": "x", "items": [entry]})
    with pytest.raises(ReportError) as caught:
        read_checklist(text)
    assert expected in str(caught.value.problems)


def test_an_item_stands_once() -> None:
    """Two items of one number cannot be told apart."""
    entry = dict.fromkeys(("topic_da", "topic_en", "asks_da", "asks_en", "why_da", "why_en"), "x")
    items = [{"item": "1", "standing": "read", **entry}] * 2
    with pytest.raises(ReportError) as caught:
        read_checklist(json.dumps({"id": "x", "title": "x", "source": "x", "address": "x", "items": items}))
    assert list(caught.value.problems) == ["1: stands twice"]
