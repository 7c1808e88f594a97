"""The summary and the context: the approved sentences on half a page, and the control group beside its source."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, Facts, Notice, Paragraph, Table
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like

BOTH = pytest.mark.parametrize("released", [life_like(), nextwork_like()], ids=["life", "nextwork"])


def chapter(released: ReleasedResult, name: str, language: Language = "en") -> Chapter:
    return next(one for one in compose(released, language).chapters if one.id == name)


def told(released: ReleasedResult, language: Language = "en") -> list[tuple[str, str]]:
    (facts,) = chapter(released, "summary", language).blocks
    assert isinstance(facts, Facts)
    return [(plain_text(name), plain_text(value)) for name, value in facts.items]


@BOTH
def test_the_summary_has_the_headings_of_a_structured_abstract(released: ReleasedResult) -> None:
    """Aim, design, people and primary outcome come first, whatever the plan is about."""
    names = [name for name, _ in told(released)]
    assert names[:5] == ["Objective", "Design", "Participants", "Primary outcome", "Primary result"]
    assert ("Registration" in names) == bool(released.plan["plan"].get("registration"))
    assert names.count("Targets for the programme") == len(released.plan.get("target", []))


@BOTH
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_summary_tells_the_primary_result_in_the_words_of_its_chapter(
    released: ReleasedResult, language: Language
) -> None:
    """One sentence in two places, so that they cannot differ."""
    result = next(value for name, value in told(released, language) if name in ("Primary result", "Primært resultat"))
    verdict = next(b for b in chapter(released, "main", language).blocks if isinstance(b, Paragraph))
    assert result.split(": ", 1)[1] == plain_text(verdict.parts).split(". ", 1)[1]


def test_without_a_promised_difference_the_summary_says_so() -> None:
    """No primary or secondary analysis has a difference among the rows."""
    released = life_like()
    rows = tuple(row for row in released.rows if not row.result_id.endswith(".difference"))
    assert ("Results", "No primary or secondary differences were released.") in told(replace(released, rows=rows))


@pytest.mark.parametrize(("share", "place"), [(0.29, "below"), (0.30, "within"), (0.33, "within"), (0.3301, "above")])
def test_the_control_group_stands_beside_the_source(share: float, place: str) -> None:
    """The source says 30 to 33 %; its ends belong to it. Nothing is called a difference."""
    found = chapter(changed(nextwork_like(), "entry.level.control", estimate=share), "context")
    table = next(block for block in found.blocks if isinstance(block, Table))
    assert [plain_text(line.cells[1].parts) for line in table.rows] == [
        "30\u00a0% to 33\u00a0%",
        f"{100 * share:.1f}\u00a0%",
    ]
    said = " ".join(plain_text(block.parts) for block in found.blocks if isinstance(block, Paragraph))
    assert f"lies {place} the source's range" in said
    assert "not tested against each other" in said
    assert "in a group of 120 chance" in said


def test_without_a_source_the_context_says_so() -> None:
    """The LIFE plan names none; nor is a withheld control share held against anything."""
    withheld = changed(nextwork_like(), "entry.level.control", estimate=None)
    withheld = replace(withheld, plan={key: part for key, part in withheld.plan.items() if key != "benchmark"})
    for released in (life_like(), withheld):
        (notice,) = chapter(released, "context").blocks
        assert isinstance(notice, Notice)
        assert plain_text(notice.title) == "Not compared"


def test_an_estimand_without_words_on_treatment_is_told_by_its_arms() -> None:
    released = nextwork_like()
    plan = copy.deepcopy(released.plan)
    for estimand in plan["estimand"]:
        estimand.pop("treatment_da", None)
        estimand.pop("treatment_en", None)
    assert dict(told(replace(released, plan=plan)))["Objective"].endswith("Compared: NExTWORK against Control.")
