"""The composed report: what stands in it, where its numbers come from, and what it says in each case."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose, numeral_counts
from nextwork_eval.report.blocks import Chapter, Document, Headlines, Number, Paragraph, Quoted, Table, Verdicts, Words
from nextwork_eval.report.checks import check_numerals, sourced_parts
from nextwork_eval.report.languages import Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sources import ResultRef
from nextwork_eval.report.targets import target_sentence
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like

BOTH = pytest.mark.parametrize("released", [life_like(), nextwork_like()], ids=["life", "nextwork"])
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


@cache
def unchanged(language: Language) -> list[Number | Quoted]:
    return list(sourced_parts(compose(life_like(), language)))


def chapter(document: Document, name: str) -> Chapter:
    return next(found for found in document.chapters if found.id == name)


def printed(thing: Any) -> str:
    """Everything that a block or chapter says, in reading order."""
    if isinstance(thing, tuple):
        line = bool(thing) and all(hasattr(member, "text") for member in thing)
        return ("" if line else " ").join(printed(member) for member in thing)
    if hasattr(thing, "text") and isinstance(thing.text, str):
        return spaced(thing.text)
    if hasattr(thing, "__dataclass_fields__"):
        return " ".join(printed(getattr(thing, name)) for name in thing.__dataclass_fields__)
    return ""


@BOTH
@LANGUAGES
def test_both_trials_go_through_the_same_chapters(released: ReleasedResult, language: Language) -> None:
    """The report has every chapter for every plan; one that has nothing to say says so."""
    document = compose(released, language)
    names = [found.id for found in document.chapters]
    assert names == [found.id for found in compose(life_like(), language).chapters]
    assert all(found.blocks for found in document.chapters)
    numbers = [found.number.text for found in document.chapters if found.number is not None]
    assert numbers == [str(number) for number in range(1, 21)] + list("ABCDEFGHIJ")


@BOTH
def test_both_languages_say_the_same_numbers_from_the_same_sources(released: ReleasedResult) -> None:
    """Danish and English name the same result rows, fields and boxes, in the same order."""
    texts = {
        language: [part.source for part in sourced_parts(compose(released, language)) if isinstance(part, Number)]
        for language in ("da", "en")
    }
    assert texts["da"] == texts["en"]


@BOTH
def test_numerals_are_counted_by_source(released: ReleasedResult) -> None:
    """The count lists every kind of source, and results are the most of them."""
    counts = numeral_counts(compose(released, "da"))
    assert list(counts) == ["results", "plan", "facts", "flow", "figures", "rating", "checklists", "structure"]
    assert all(counts.values())
    assert counts["results"] == max(counts.values())


def test_a_number_that_differs_from_its_row_fails_the_build() -> None:
    """If any text in the document does not say what its source says, the report is refused."""
    released = life_like()
    document = compose(released, "en")
    lie = Paragraph(parts=(Number("99.9 %", ResultRef("rearrest.level.aid")),))
    first = document.chapters[0]
    forged = replace(document, chapters=(replace(first, blocks=(*first.blocks, lie)), *document.chapters[1:]))
    with pytest.raises(ReportError, match="sources do not say"):
        check_numerals(forged, released)
    check_numerals(document, released)


def test_a_literal_smuggled_past_construction_fails_the_build() -> None:
    """Words that were altered after they were made are read again before anything is printed."""
    released = life_like()
    document = compose(released, "en")
    words = Words("some")
    object.__setattr__(words, "text", "17 of them")
    first = document.chapters[0]
    forged = replace(document, chapters=(replace(first, blocks=(Paragraph(parts=(words,)),)), *document.chapters[1:]))
    with pytest.raises(ReportError, match="numeral"):
        check_numerals(forged, released)


@pytest.mark.parametrize(
    ("result_id", "values", "danish", "english"),
    [
        ("rearrest.difference", {"estimate": -0.4321}, "−43,2", "−43.2"),
        ("rearrest.difference", {"conf_high": 0.5432}, " 54,3]", " 54.3]"),
        ("rearrest.level.no_aid", {"estimate": 0.7654}, "76,5", "76.5"),
        ("rearrest.difference", {"p_value": 0.4567}, "0,457", "0.457"),
        ("rearrest_ratio.ratio", {"estimate": 0.4812}, "0,48", "0.48"),
        ("baseline.age.aid", {"estimate": 61.2345}, "61,2 år", "61.2 years"),
        ("baseline.omnibus", {"estimate": 88.1234}, "88,12", "88.12"),
        ("rearrest_test.test", {"estimate": 77.1234}, "77,12", "77.12"),
        ("work_path.difference.w26", {"estimate": 0.8765}, "87,7", "87.7"),
        ("free_curve.aid.w13", {"estimate": 0.1357}, "13,6", "13.6"),
        ("states.aid.working.w52", {"estimate": 0.1111}, "11,1", "11.1"),
    ],
)
def test_one_row_moves_every_place_that_shows_it(
    result_id: str, values: dict[str, float], danish: str, english: str
) -> None:
    """A changed row changes the report in both languages, and nothing else that is not of that row changes."""
    after = changed(life_like(), result_id, **values)
    for language, text in (("da", danish), ("en", english)):
        old, new = unchanged(language), list(sourced_parts(compose(after, language)))  # type: ignore[arg-type]
        moved = [
            (was, now)
            for was, now in zip(old, new, strict=True)
            if was.text != now.text and isinstance(now.source, ResultRef)
        ]
        assert moved
        assert all(now.source.result_id == result_id for _, now in moved)  # type: ignore[union-attr]
        assert any(text in spaced(now.text) for _, now in moved)


def test_page_one_holds_at_most_three_promised_results_with_their_ranges() -> None:
    """Primary first, then secondary; never an exploratory result."""
    brief = chapter(compose(life_like(), "en"), "brief")
    cards = next(block for block in brief.blocks if isinstance(block, Headlines)).cards
    assert [plain_text(card.label) for card in cards] == [
        "Re-arrested within a year",
        "Weeks to re-arrest (weeks without the event, counted up to week 52)",
        "Weeks in work in the first year",
    ]
    for card in cards:
        assert " to " in spaced(plain_text(card.interval))


def test_page_one_never_shows_a_withheld_result() -> None:
    """A result whose number was withheld leaves page one and is named among what could not be shown."""
    released = changed(life_like(), "rearrest.difference", estimate=None, conf_low=None, conf_high=None)
    brief = chapter(compose(released, "en"), "brief")
    cards = next(block for block in brief.blocks if isinstance(block, Headlines)).cards
    assert "Re-arrested within a year" not in [plain_text(card.label) for card in cards]
    assert "Re-arrested within a year: the number was withheld." in printed(brief.blocks)


@LANGUAGES
def test_the_synthetic_statement_stands_only_on_invented_data(language: Language) -> None:
    """The document carries the plan's own statement exactly when the run says that the data are invented."""
    released = nextwork_like()
    document = compose(released, language)
    statement = released.plan["rehearsal"][f"statement_{language}"]  # type: ignore[index]
    assert document.synthetic is not None
    assert plain_text(document.synthetic) == statement
    real = compose(replace(released, facts=replace(released.facts, synthetic=False)), language)
    assert real.synthetic is None
    assert statement not in printed(real)


def test_what_is_not_estimated_says_so_and_stays_off_page_one() -> None:
    """Subgroups, robustness and costs have a chapter each that says why there is nothing in it."""
    released = life_like()
    only = [entry for entry in released.plan["analysis"] if not entry["id"].startswith("rearrest_")]
    document = compose(replace(released, plan={**released.plan, "analysis": only}), "en")
    for name in ("whom", "robustness", "economics"):
        assert "Not estimated" in printed(chapter(document, name))
    assert "Not measured" in printed(chapter(document, "delivery"))
    assert "No targets" in printed(chapter(document, "targets"))
    brief = chapter(document, "brief")
    assert not any(isinstance(block, Verdicts) for block in brief.blocks)


def test_a_withheld_number_is_a_dash_in_its_place() -> None:
    """A suppressed cell stays in the table as a dash, and the table says what a dash means."""
    table = next(
        block
        for block in chapter(compose(nextwork_like(), "en"), "main").blocks
        if isinstance(block, Table) and block.id == "differences"
    )
    row = next(row for row in table.rows if plain_text(row.cells[0].parts) == "In education after a year")
    assert [plain_text(cell.parts) for cell in row.cells[2:6]] == ["–"] * 4
    assert "A dash means" in printed(table.notes)


def test_the_control_level_stands_beside_every_effect() -> None:
    """Each table of differences has a column for the control arm and fills it."""
    document = compose(life_like(), "en")
    table = next(block for block in chapter(document, "main").blocks if isinstance(block, Table))
    assert [plain_text(column.heading) for column in table.columns][1:4] == ["Aid", "No aid", "Difference"]
    assert all(plain_text(row.cells[2].parts) != "–" for row in table.rows if len(row.cells) > 1)


def test_a_box_with_too_few_people_is_shown_as_below_the_floor() -> None:
    """A withheld count in the flow is printed as less than the floor, never as a blank or a zero."""
    released = nextwork_like()
    nodes = tuple(replace(node, count=None) if node.id == "not_linked" else node for node in released.flow.nodes)
    document = compose(replace(released, flow=replace(released.flow, nodes=nodes)), "en")
    assert "< 5" in printed(chapter(document, "participants"))


TARGET = {"id": "job_or_education", "analysis": "entry", "measure": "level"}
RATIO = {"id": "halve_returns", "analysis": "never_or_back_ratio", "measure": "ratio"}


@pytest.mark.parametrize(
    ("verdict", "low", "high", "begins", "then"),
    [
        ("met", 0.05, 0.3, "Target met:", "The offer contributed:"),
        ("met", -0.05, 0.3, "Target met:", "that the target was met is not evidence for the programme."),
        ("not_met", 0.05, 0.3, "Target not met:", "It was still better than without the offer:"),
        ("not_met", -0.05, 0.3, "Target not met:", "Nor is there a clear difference"),
        ("not_met", -0.3, -0.05, "Target not met:", "And the control group did better"),
        (
            "undecided",
            0.05,
            0.3,
            "Whether the target was met cannot be decided:",
            "It was better than without the offer:",
        ),
        ("undecided", -0.05, 0.3, "Whether the target was met cannot be decided:", "There is no clear difference"),
    ],
)
def test_a_target_is_told_together_with_the_effect(
    verdict: str, low: float, high: float, begins: str, then: str
) -> None:
    """Target met or not, effect shown or not: each combination has words of its own."""
    released = changed(nextwork_like(), "target.job_or_education", verdict=verdict)
    released = changed(released, "entry.difference", conf_low=low, conf_high=high)
    first, second = target_sentence(Materials(released, "en"), TARGET)
    assert plain_text(first).startswith(begins)
    assert then in spaced(plain_text(second))


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        ("met", "Target met:"),
        ("reduced_not_met", "The share is reduced, but the target is not met:"),
        ("not_reduced", "The share is not reduced:"),
        ("undecided", "Whether the target was met cannot be decided:"),
    ],
)
def test_a_ratio_target_has_its_own_verdicts(verdict: str, begins: str) -> None:
    """Halved; reduced but not halved; not reduced; too uncertain. Both shares stand beside the ratio."""
    released = changed(nextwork_like(), "target.halve_returns", verdict=verdict)
    first, second = target_sentence(Materials(released, "en"), RATIO)
    assert plain_text(first).startswith(begins)
    assert " against " in plain_text(second)


def test_a_verdict_without_words_stops_the_report() -> None:
    """A verdict that the report does not know must not be printed as something else."""
    with pytest.raises(ReportError, match="no words for the verdict"):
        compose(changed(nextwork_like(), "target.job_or_education", verdict="splendid"), "en")


def test_a_narrow_judgement_is_called_narrow() -> None:
    """Where one end of the interval lies close to no difference, the sentence says so; otherwise not."""
    close = changed(life_like(), "rearrest.difference", estimate=-0.08, conf_low=-0.1665, conf_high=-0.0002)
    clear = changed(life_like(), "rearrest.difference", estimate=-0.08, conf_low=-0.12, conf_high=-0.04)
    assert "But only just" in printed(chapter(compose(close, "en"), "main"))
    assert "But only just" not in printed(chapter(compose(clear, "en"), "main"))


def test_promised_analyses_without_a_number_are_listed() -> None:
    """The chapter on changes names each analysis of the plan for which no number was released."""
    released = life_like()
    kept = tuple(row for row in released.rows if row.analysis_id != "work_weeks")
    told = printed(chapter(compose(replace(released, rows=kept), "en"), "deviations"))
    assert "work_weeks" in told
    assert "rearrest_cox" not in told
    assert "every analysis" not in told.lower()
