"""The chapter on targets, and the power part of the design chapter: every case has words and a place of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from nextwork_eval.evaluation.power import power_rows
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, Number, Table, Verdicts
from nextwork_eval.report.chapters.design import design
from nextwork_eval.report.chapters.targets import targets
from nextwork_eval.report.checks import check_numerals, sourced_parts
from nextwork_eval.report.interval_cases import BADGES
from nextwork_eval.report.languages import Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.supported import supported_sentence
from nextwork_eval.report.targets import target_sentence
from nextwork_eval.results import ReleasedResult, ResultRow
from tests.unit.report_fixture import changed, life_like, nextwork_like
from tests.unit.test_report_document import chapter, printed, spaced

LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])
LEVEL, RATIO = "target.job_or_education", "target.halve_returns"
POWER = {
    "control_level": 0.5,
    "treated_levels": [0.6, 0.85],
    "replicates": 100,
    "seed": 1,
    "also": [{"analysis": "never_or_back_ratio", "control_level": 0.6, "treated_levels": [0.3]}],
}


def margin(measure: str, analysis: str = "entry", threshold: float = 0.1) -> dict[str, Any]:
    return {
        "id": measure,
        "analysis": analysis,
        "measure": measure,
        "threshold": threshold,
        "confidence": 0.95,
        "label_da": f"da:{measure}",
        "label_en": f"en:{measure}",
        "source": "a source",
    }


@cache
def complete() -> ReleasedResult:
    """The NExTWORK fixture with a target of each kind, what stands beside them, and the power of the plan."""
    released = nextwork_like()
    wanted = [*released.plan["target"], margin("not_worse"), margin("equivalent", "returns", 0.5)]  # type: ignore[misc]
    alone = {"id": "difference_in_means_stratified"}  # the power here supposes people who do not meet
    analyses = [
        {**entry, "estimator": alone} if entry["id"] == "entry" else entry for entry in released.plan["analysis"]
    ]
    content = {**released.plan, "target": wanted, "power": POWER, "analysis": analyses}
    plan = parse_plan(content, name="plan.toml")
    level, ratio = released.row(LEVEL), released.row(RATIO)
    level = replace(level, events_arm=74)
    ratio = replace(ratio, reference_arm="control", n_reference=120, events_arm=60, events_reference=80)
    difference = replace(
        released.row("entry.difference"),
        conf_level=0.9,
        conf_low=0.0512,
        conf_high=0.3238,
        verdict="met",
        purpose="descriptive",
    )
    times = replace(difference, unit="times", format="times", estimate=-0.16, conf_low=-0.31, conf_high=0.02)
    rows: list[ResultRow] = []
    for name, row, side, beside in (
        (LEVEL, level, "below", "short.shown"),
        (RATIO, ratio, "above", "short.shown"),
        ("target.not_worse", difference, "within", "met.shown"),
        ("target.equivalent", times, "within", "met.not_shown"),
    ):
        rows += [
            replace(row, result_id=name),
            replace(row, result_id=f"{name}.observed", conf_low=None, conf_high=None, verdict=side),
            replace(row, result_id=f"{name}.with_effect", verdict=beside),
        ]
    rows.append(replace(level, result_id=f"{LEVEL}.wilson", conf_low=0.5433, conf_high=0.6891))
    kept = [row for row in released.rows if row.result_id not in (LEVEL, RATIO)]
    template = replace(rows[0], events_arm=None, n_arm=None, arm=None, verdict=None, method="", **_NOTHING)
    return replace(released, rows=(*kept, *rows, *power_rows(plan, template)), plan=content)


_NOTHING: dict[str, Any] = dict.fromkeys(("conf_low", "conf_high", "conf_level", "week"))


def table(found: Chapter, name: str) -> Table:
    return next(block for block in found.blocks if isinstance(block, Table) and block.id == name)


def line(found: Table, at: int) -> list[str]:
    return [spaced(plain_text(cell.parts)) for cell in found.rows[at].cells]


@LANGUAGES
def test_a_plan_without_power_says_that_none_was_promised(language: Language) -> None:
    """Nothing is computed behind the plan's back; the design chapter says what was not promised."""
    said = {"da": "Planen lover ingen beregning", "en": "The plan promises no calculation"}[language]
    for released in (life_like(), nextwork_like()):
        assert said in printed(design(Materials(released, language)))
    assert said not in printed(design(Materials(complete(), language)))


@LANGUAGES
def test_every_numeral_has_a_source(language: Language) -> None:
    """The new tables and sentences stand the check that looks every source up again."""
    check_numerals(compose(complete(), language), complete())


def test_both_languages_say_the_same_numbers() -> None:
    """Danish and English name the same rows, fields and places of the plan in the same order."""
    texts = {
        language: [part.source for part in sourced_parts(compose(complete(), language)) if isinstance(part, Number)]
        for language in ("da", "en")
    }
    assert texts["da"] == texts["en"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the trial shows a difference of 17.6 percentage points with a chance of 80.0 %"),
        ("da", "viser forsøget en forskel på 17,6 procentpoint med en sandsynlighed på 80,0 pct. En mindre"),
    ],
)
def test_the_design_chapter_says_it_before_the_results(language: Language, said: str) -> None:
    """The smallest difference likely to be shown stands before the first result, with the sizes of the arms."""
    document = compose(complete(), language)
    names = [found.id for found in document.chapters]
    assert names.index("design") < names.index("main")
    told = printed(chapter(document, "design"))
    assert said in told
    assert ("independent" if language == "en" else "uafhængige") in told
    found = table(chapter(document, "design"), "power-entry")
    assert len(found.rows) == 2
    assert len(found.columns) == 5


def test_groups_are_told() -> None:
    """Where the plan supposes peer groups the reader learns their size and their correlation."""
    released = complete()
    power = {**POWER, "peer_group_size": 5, "peer_group_correlation": 0.05}
    told = printed(design(Materials(replace(released, plan={**released.plan, "power": power}), "en")))
    assert "meet in groups of 5" in told
    assert "correlation of 0.05" in told


def test_arms_too_small_for_any_difference() -> None:
    """Where no difference would be shown the sentence says that, and prints no number."""
    released = changed(complete(), "power.effect.entry.detectable", estimate=None)
    assert "too small for any difference" in printed(design(Materials(released, "en")))


def test_observed_and_supported_stand_apart() -> None:
    """Where the number lies is one statement; which targets it carries is another, and names the whole set."""
    told = printed(targets(Materials(complete(), "en")))
    assert "Found is 61.9 %, below the threshold (75 %)." in told
    assert "support every target up to 54.1 % and speak against every target above 69.2 %" in told
    assert "support every target that allows 0.97 times the share of the control group or more" in told
    assert "the difference is at least 5.1 percentage points" in told
    assert "the difference lies from −0.31 to 0.02 times" in told
    first = table(targets(Materials(complete(), "en")), "targets").rows[0]
    assert spaced(plain_text(first.cells[2].aside)) == "below the threshold"
    assert spaced(plain_text(first.cells[3].aside)) == "Wilson: [54.3, 68.9]"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.0, 0.05, "The numbers support no target and speak against every target above 5.0 %"),
        (0.95, 1.0, "support every target up to 95.0 % and speak against no target"),
    ],
)
def test_nobody_and_everybody(low: float, high: float, said: str) -> None:
    """At the edges there is no target left to support, or to speak against."""
    released = changed(complete(), LEVEL, conf_low=low, conf_high=high)
    entry = released.plan["target"][0]  # type: ignore[index]
    assert said in spaced(plain_text(supported_sentence(Materials(released, "en"), entry)))


@pytest.mark.parametrize("group", ["met", "short", "undecided"])
@pytest.mark.parametrize(("effect", "column"), [("shown", 1), ("not_shown", 2), ("against", 3)])
@LANGUAGES
def test_a_target_stands_in_its_cell(group: str, effect: str, column: int, language: Language) -> None:
    """Met or not, shown or not: the target's name stands in one of the nine cells, and nowhere else."""
    released = changed(complete(), f"{LEVEL}.with_effect", verdict=f"{group}.{effect}")
    found = table(targets(Materials(released, language)), "targets-and-effect")
    name = released.plan["target"][0][f"label_{language}"]  # type: ignore[index]
    cells = {
        (at, position)
        for at, row in enumerate(found.rows)
        for position, cell in enumerate(row.cells)
        if spaced(name) in spaced(plain_text(cell.parts))
    }
    assert cells == {(["met", "short", "undecided"].index(group), column)}


@pytest.mark.parametrize("measure", ["not_worse", "equivalent"])
@pytest.mark.parametrize("verdict", ["met", "not_met", "undecided"])
@LANGUAGES
def test_a_margin_has_words_for_every_verdict(measure: str, verdict: str, language: Language) -> None:
    """The verdict on a margin names the difference with its limits, and then what the lottery shows."""
    released = changed(complete(), f"target.{measure}", verdict=verdict)
    entry = next(item for item in released.plan["target"] if item["id"] == measure)  # type: ignore[union-attr]
    for low, high in ((0.01, 0.3), (-0.3, 0.3), (-0.3, -0.01)):
        released = changed(released, f"{entry['analysis']}.difference", conf_low=low, conf_high=high)
        told = target_sentence(Materials(released, language), entry)
        assert plain_text(told[0]).endswith(")." if verdict != "undecided" else ".")
        if entry["analysis"] == "entry":
            assert len(told) == 2
    cards = next(block for block in targets(Materials(released, language)).blocks if isinstance(block, Verdicts))
    card = next(card for card in cards.cards if plain_text(card.label) == f"{language}:{measure}")
    assert card.estimate is None  # a line from zero to one cannot show a margin
    assert plain_text(card.badge) == BADGES[verdict].text(language)


@LANGUAGES
def test_an_undecided_target_says_what_it_rests_on(language: Language) -> None:
    """The number of people, and of those with the event, stand beside a verdict that cannot be given."""
    released = changed(complete(), LEVEL, verdict="undecided")
    released = changed(released, RATIO, verdict="undecided")
    level, ratio = released.plan["target"][:2]  # type: ignore[index]
    first = spaced(plain_text(target_sentence(Materials(released, language), level)[0]))
    assert "74" in first
    assert "120" in first
    both = spaced(plain_text(target_sentence(Materials(released, language), ratio)[0]))
    assert "60" in both
    assert "80" in both


@LANGUAGES
def test_what_cannot_be_computed_is_undecided_and_not_withheld(language: Language) -> None:
    """A ratio to nobody has no number but a verdict; a number that the door kept back has neither."""
    released = changed(complete(), RATIO, estimate=None, conf_low=None, conf_high=None, verdict="undecided")
    kept = tuple(row for row in released.rows if row.result_id != f"{RATIO}.observed")
    told = printed(targets(Materials(replace(released, rows=kept), language)))
    assert {"da": "kan ikke beregnes af disse data", "en": "cannot be computed from these data"}[language] in told
    for part in ("", ".observed", ".with_effect"):
        nothing = dict.fromkeys(("estimate", "conf_low", "conf_high", "verdict"))
        released = changed(released, f"{RATIO}{part}", **nothing)
    told = printed(targets(Materials(released, language)))
    assert {"da": "holdt tilbage", "en": "withheld"}[language] in told
    assert {"da": "kan ikke beregnes af", "en": "cannot be computed from"}[language] not in told


def test_chances_of_each_verdict_stand_by_supposed_share() -> None:
    """One row for each supposed share; the verdicts of a row add up to all trials."""
    found = targets(Materials(complete(), "en"))
    chances = table(found, "chances-job_or_education")
    assert line(chances, 0)[0] == "60.0 %"
    for at in range(2):
        assert sum(float(text) for text in line(chances, at)[1:]) == pytest.approx(100, abs=0.2)
    joint = table(found, "chances-job_or_education-effect")
    assert len(joint.columns) == 8
    for at in range(2):
        assert sum(float(text) for text in line(joint, at)[1:]) == pytest.approx(100, abs=0.5)
    assert len(table(found, "chances-halve_returns").columns) == 5
    assert not any(isinstance(block, Table) and block.id == "chances-equivalent" for block in found.blocks)


def test_the_power_of_the_plan_is_no_result_of_the_trial() -> None:
    """The table of all results leaves out what was computed from the plan in advance."""
    told = printed(chapter(compose(complete(), "en"), "results"))
    assert "power.effect" not in told
    assert "target.job_or_education.observed" in told
