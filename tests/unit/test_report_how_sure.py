"""How sure: what page one and the appendix say of the rating, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Document, Table
from nextwork_eval.report.chapters import how_sure_words as words
from nextwork_eval.report.checks import sourced_parts
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.security.rules import MOST_PADLOCKS, SOURCES
from nextwork_eval.report.sources import RatingRef
from nextwork_eval.results import Flow, FlowNode, ReleasedResult, ResultRow
from tests.unit.report_fixture import life_like
from tests.unit.test_report_document import LANGUAGES, chapter, printed


def _lost(share: float | None) -> ReleasedResult:
    """LIFE with a share lost at week 52; 216 against 216 give four padlocks for power."""
    common: dict[str, Any] = {"analysis_id": "attrition", "outcome": "attrition", "week": 52, "synthetic": False}
    overall = ResultRow(
        result_id="attrition.w52.overall",
        statistic="attrition",
        unit="share",
        format="percent",
        estimate=share,
        **common,
    )
    rows = [overall]
    for name in ("differential", "aid", "no_aid"):
        statistic = "differential_attrition" if name == "differential" else "attrition"
        rows.append(
            replace(overall, result_id=f"attrition.w52.{name}", statistic=statistic, estimate=0.0, verdict="low")
        )
    released = life_like()
    boxes = tuple(
        FlowNode(
            id="not_due_w52",
            arm=arm,
            parent=None,
            kind="noted",
            count=0,
            label_da="",
            label_en="",
            week=52,
        )
        for arm in ("aid", "no_aid")
    )
    flow = Flow(nodes=(*released.flow.nodes, *boxes))
    return replace(released, rows=(*released.rows, *rows), flow=flow)


def _page_one(document: Document) -> str:
    blocks = chapter(document, "brief").blocks
    at = next(at for at, block in enumerate(blocks) if "How sure is this?" in printed(block))
    return printed(blocks[at + 1])


@pytest.mark.parametrize(
    ("share", "said", "taken"),
    [
        (
            0.0,
            "2 of 5 padlocks: moderate to low security. The weakest link: The plan was written after the outcome",
            "That and other threats take 2 away. The size of the trial lowers it too",
        ),
        (
            0.25,
            "1 of 5 padlocks: low security. The weakest link is attrition",
            "Other weaknesses take 2 away.",
        ),
        (
            0.6,
            "0 of 5 padlocks: very low security. The weakest link is attrition",
            "Other weaknesses take 2 away.",
        ),
    ],
)
def test_page_one_says_the_padlocks_and_what_holds_them_down(share: float, said: str, taken: str) -> None:
    """Four for power, or 3 and 0 for a quarter and for more than half lost; two go for the plan and the take-up.

    Two are more than the one that the size of LIFE takes, and no more than what attrition takes.
    """
    told = _page_one(compose(_lost(share), "en"))
    assert told.startswith(said)
    assert taken in told
    assert "the appendix on security" in told


def test_page_one_says_why_there_is_no_rating() -> None:
    """Withheld attrition: no number of padlocks is printed, and the reason is."""
    document = compose(_lost(None), "en")
    assert _page_one(document).startswith("The primary result cannot be rated: attrition was withheld.")
    assert not any(
        part.source.path[0] in ("padlocks", "initial", "dropped")
        for part in sourced_parts(document)
        if isinstance(part.source, RatingRef)
    )
    assert "Not rated" in printed(chapter(document, "security"))


@LANGUAGES
def test_the_appendix_shows_rule_and_source_of_every_criterion(language: Language) -> None:
    """Three criteria and five threats; a boundary that could not be read is marked so beside it."""
    tables = [block for block in chapter(compose(_lost(0.0), language), "security").blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [3, 5]
    unverified = words.STANDINGS["not_read"].text(language)
    assert [unverified in printed(row.cells[4]) for row in tables[0].rows] == [True, True, True]
    power = plain_text(tables[0].rows[1].cells[2].parts)
    assert all(limit in power for limit in (("0,20", "0,60") if language == "da" else ("0.20", "0.60")))


def test_every_level_and_every_standing_has_words() -> None:
    """No rating and no source can come up for which the report has nothing to say."""
    assert set(words.LEVELS) == set(range(MOST_PADLOCKS + 1))
    assert {source.standing for source in SOURCES.values()} <= set(words.STANDINGS)
