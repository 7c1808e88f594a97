"""What a referee stumbled over when the two published reports were read sentence by sentence; each stays mended."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, Document, FigureBlock, Heading, Table
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult, read_released
from tests.unit.report_fixture import changed
from tests.unit.test_report_document import chapter, printed, spaced

REPORTS = Path(__file__).parents[2] / "reports"
BOTH = pytest.mark.parametrize("language", LANGUAGES)
LIFE, NEXTWORK = "life_1972", "nextwork_2019"


@cache
def released(name: str) -> ReleasedResult:
    return read_released(REPORTS / name / "released.json")


@cache
def part(name: str, which: str, language: Language = "en") -> Chapter:
    return chapter(document(name, language), which)


@cache
def document(name: str, language: Language) -> Document:
    return compose(released(name), language)


def table(found: Chapter, name: str) -> Table:
    return next(block for block in found.blocks if isinstance(block, Table) and block.id == name)


def headings(found: Table) -> list[str]:
    return [spaced(plain_text(column.heading)) for column in found.columns]


@pytest.mark.parametrize(("p_value", "contradicted"), [(0.012, True), (0.0495, True), (0.0505, False), (0.4, False)])
def test_the_panel_says_whether_the_data_contradict_what_half_its_bounds_assume(
    p_value: float, contradicted: bool
) -> None:
    """The test is of the assumption at one less the level, 0.05: below it the bounds that assume it are no use."""
    found = printed(
        chapter(compose(changed(released(NEXTWORK), "returns_panel.shadow", p_value=p_value), "en"), "returns")
    )
    said = "The data contradict that the offer keeps nobody in", "can therefore not be used"
    other = "The data do not contradict that the offer keeps nobody in", "That does not show that it is so"
    assert [words in found for words in (*said, *other)] == [contradicted] * 2 + [not contradicted] * 2
    assert "ever out" not in found


@BOTH
def test_the_panel_says_of_whom_and_how_far_each_line_is(language: Language) -> None:
    """Weeks off by week 78; back within 26 weeks of those out by week 52; the weeks in the bounds are of 26."""
    found = printed(table(part(NEXTWORK, "returns", language), "returns-panel-returns_panel"))
    said = {
        "da": ("Uger ude til og med uge 78", "Af dem, der var ude senest i uge 52: tilbage inden for 26 uger"),
        "en": ("Weeks off, up to and including week 78", "Of those out by week 52: back within 26 weeks"),
    }
    assert all(words in found for words in said[language])
    assert {"da": "kom ud, i 26 uger", "en": "got off, for 26 weeks"}[language] in found


@BOTH
def test_chances_have_a_unit_and_speak_of_a_formula_only_where_there_is_one(language: Language) -> None:
    """The chances of the power calculation are percentages; the standard error of the simulation is called one."""
    unit = {"da": ", pct.", "en": ", %"}[language]
    blocks = [*part(NEXTWORK, "design", language).blocks, *part(NEXTWORK, "targets", language).blocks]
    tables = [one for one in blocks if isinstance(one, Table) and one.id.startswith(("power-", "chances-"))]
    assert len(tables) == 6
    for one in tables:
        assert all(heading.endswith(unit) for heading in headings(one)[1:])
        formula = {"da": "formel", "en": "formula"}[language]
        noted = " ".join(spaced(plain_text(note)) for note in one.notes)
        assert (formula in noted) == any(formula in heading for heading in headings(one))
        assert {"da": "simulationsfejl", "en": "simulation error"}[language] not in noted
    told = printed(tuple(tables))
    assert {"da": "Standardfejlen", "en": "The standard error"}[language] in told


@BOTH
def test_the_level_of_an_interval_on_a_target_is_said(language: Language) -> None:
    """Targets have intervals of 90 %, effects of 95 %: where both stand in one table each carries its own."""
    level = {"da": "90 pct.-interval", "en": "90 % interval"}[language]
    assert level in headings(table(part(NEXTWORK, "targets", language), "targets"))
    found = printed(table(part(NEXTWORK, "outlook", language), "decisions"))
    wide, narrow = {"da": ("(95 pct.)", "(90 pct.)"), "en": ("(95 %)", "(90 %)")}[language]
    assert (found.count(wide), found.count(narrow)) == (2, 2)


def test_a_p_value_is_written_in_one_way() -> None:
    """Where a p-value is the number of a row, it has the same places as in the column of p-values."""
    rows = {
        printed(row.cells[0]): row for row in table(part(LIFE, "results"), "all-results").rows if len(row.cells) > 1
    }
    cells = [spaced(plain_text(cell.parts)) for cell in rows["rearrest_exact.test "].cells]
    assert cells[2] == cells[4] == "0.053"


@BOTH
def test_a_mean_of_waits_never_goes_by_the_name_of_the_wait_alone(language: Language) -> None:
    """Of the men of LIFE 68 to 78 % were never re-arrested: 46.9 weeks is no time to re-arrest."""
    name = {"da": "Uger til anholdelse", "en": "Weeks to re-arrest"}[language]
    whole = {
        "da": f"{name} (uger uden hændelsen, talt til og med uge 52)",
        "en": f"{name} (weeks without the event, counted up to week 52)",
    }[language]
    for which in ("brief", "summary", "main"):
        found = printed(part(LIFE, which, language))
        assert found.count(whole) == found.count(name) > 0, which


@BOTH
def test_page_one_names_what_takes_most_away(language: Language) -> None:
    """LIFE has 4 of 5 for its size; that its plan was written afterwards, with another threat, takes 2 more away."""
    found = printed(part(LIFE, "brief", language))
    worst = {
        "da": "Det svageste led: Planen er skrevet, efter at resultatet var kendt. Det og andre trusler trækker 2 fra.",
        "en": "The weakest link: The plan was written after the outcome was known. That and other threats take 2 away.",
    }[language]
    size = {"da": "Det svageste led er forsøgets størrelse", "en": "The weakest link is the size"}[language]
    assert worst in found
    assert size not in found
    assert size in printed(part(NEXTWORK, "brief", language))


def test_page_one_says_how_many_other_choices_do_not_show_what_the_plans_own_does() -> None:
    """LIFE: shares -16.5 to -0.02 is shown; adjusted to 0.6, standardised to 0.7, by lottery to 0.0 are not: 3 of 4."""
    found = printed(part(LIFE, "brief"))
    told = "Re-arrested within a year: by 3 of 4 other choices of method or definition the difference is not shown."
    assert told in found
    assert "other choices of method or definition" not in printed(part(NEXTWORK, "brief"))


def test_another_choice_that_shows_the_opposite_counts_as_one_that_does_not_show_it() -> None:
    """Shares 2 to 16 points the other way: four of four, and no word of what the trial can tell."""
    turned = changed(released(LIFE), "rearrest_shares.difference", estimate=0.09, conf_low=0.02, conf_high=0.16)
    found = printed(chapter(compose(turned, "en"), "brief"))
    assert "by 4 of 4 other choices of method or definition the difference is not shown." in found


def test_nothing_is_said_of_other_choices_where_the_plans_own_shows_nothing() -> None:
    """Page one says already that the trial cannot tell."""
    wide = changed(released(LIFE), "rearrest.difference", conf_high=0.05)
    assert "other choices of method or definition" not in printed(chapter(compose(wide, "en"), "brief"))


@BOTH
def test_page_one_says_what_an_interval_is(language: Language) -> None:
    """The glossary is at the other end of the report."""
    words = {"da": "Et interval viser, hvor", "en": "An interval shows where"}[language]
    assert words in printed(part(LIFE, "brief", language))


def test_periods_are_no_years_and_each_sentence_says_weeks_of_what() -> None:
    """LIFE has weeks 1 to 13 and 14 to 52."""
    found = part(LIFE, "time")
    assert "Extra weeks, period by period" in [
        plain_text(one.parts) for one in found.blocks if isinstance(one, Heading)
    ]
    assert "Up to and including week 13, weeks working: 4.7 weeks in the group" in printed(found)
    assert "year by year" not in printed(found)


def test_secondary_analyses_that_no_family_holds_are_said_not_to_be_adjusted() -> None:
    """LIFE promises five secondary analyses without a family; those of NExTWORK are one family."""
    told = "Nor are the secondary analyses adjusted for their number."
    assert told in printed(part(LIFE, "main"))
    assert told not in printed(part(NEXTWORK, "main"))


def test_an_adjusted_hazard_ratio_says_so_where_it_stands() -> None:
    """The Cox model of LIFE takes six traits into account, that of NExTWORK none."""
    told = "adjusted for what was known before the lottery"
    assert printed(table(part(LIFE, "returns"), "duration-tests")).count(told) == 1
    assert told not in printed(table(part(NEXTWORK, "returns"), "duration-tests"))


def test_numbers_that_leave_groups_out_say_why_their_p_value_is_another() -> None:
    """The primary result of NExTWORK has p = 0.001; the same difference by sex, as a ratio and by take-up 0.004."""
    told = "Everyone is here taken to be independent of the others."
    for which, name in (
        ("main", "ratios"),
        ("main", "effect-of-take-up"),
        ("whom", "subgroups-entry_by_sex"),
        ("whom", "subgroups-entry_by_age"),
    ):
        assert told in printed(table(part(NEXTWORK, which), name)), name
    assert told not in printed(table(part(NEXTWORK, "returns"), "return-ratios"))
    assert told not in printed(table(part(LIFE, "whom"), "subgroups-rearrest_by_experience"))


def test_persons_that_were_withheld_are_one_dash() -> None:
    """A sum of two dashes says nothing."""
    for which in ("returns", "harms", "main"):
        assert "– + –" not in printed(part(NEXTWORK, which))


@BOTH
def test_an_ellipsis_in_a_method_is_explained(language: Language) -> None:
    """It stands where the door took a count out of the words; where nothing was taken out nothing is said."""
    told = {"da": "Hvor der står …", "en": "Where … stands"}[language]
    assert told in printed(part(NEXTWORK, "methods", language))
    assert told not in printed(part(LIFE, "methods", language))


def test_weeks_before_the_lottery_are_spoken_of_where_they_are_drawn() -> None:
    """The men of LIFE are seen from the first week on."""
    told = "Weeks before the lottery stand to the left of the line."
    assert told in printed(part(NEXTWORK, "casebook"))
    assert told not in printed(part(LIFE, "casebook"))


@pytest.mark.parametrize("name", [LIFE, NEXTWORK])
def test_danish_joins_the_level_to_its_interval(name: str) -> None:
    """95 pct.-interval, as the legends of the figures have it."""
    found = printed(document(name, "da"))
    assert not re.search(r"pct\. interval", found)
    assert "95 pct.-interval" in found


@BOTH
def test_the_only_lottery_has_no_name_from_the_files(language: Language) -> None:
    """A round is called by its name where there are several."""
    first = printed(table(part(LIFE, "design", language), "rounds").rows[0].cells[0])
    assert first.strip() == {"da": "Det eneste", "en": "The only one"}[language]
    assert printed(table(part(NEXTWORK, "design", language), "rounds").rows[0].cells[0]).strip() == "2016-11"


def test_intervals_counted_beside_the_plans_own_say_that_it_is_among_them() -> None:
    """Four others and the plan's own are five; two of the five lie wholly below zero."""
    assert "2 of 5 intervals, the plan's own among them, lie wholly below zero." in printed(part(LIFE, "robustness"))


def test_a_withheld_row_of_a_choice_counts_neither_way_on_page_one() -> None:
    """Three others are left, of which the two adjusted ones do not show it, and the lottery."""
    gone = dict.fromkeys(("estimate", "conf_low", "conf_high", "p_value"))
    rows = tuple(
        replace(row, **gone) if row.result_id == "rearrest_shares.difference" else row for row in released(LIFE).rows
    )
    found = printed(chapter(compose(replace(released(LIFE), rows=rows), "en"), "brief"))
    assert "by 3 of 3 other choices" in found


@BOTH
def test_two_paths_of_one_outcome_do_not_go_by_the_same_name(language: Language) -> None:
    """NExTWORK draws the weekly path as found and as adjusted by regression."""
    figures = [block.figure for block in part(NEXTWORK, "time", language).blocks if isinstance(block, FigureBlock)]
    names = [figure.caption.split(".")[0] for figure in figures if figure.id.startswith("effect_path")]
    assert len(names) == len(set(names)) == 2
    assert names[1] == names[0] + {"da": ", justeret", "en": ", adjusted"}[language]


@BOTH
def test_the_glossary_holds_the_words_that_tables_take_for_granted(language: Language) -> None:
    """Table headings and rules use them without a word of explanation."""
    found = printed(part(LIFE, "glossary", language))
    for word in {"da": ("Hazard ratio", "Censureret", "eksplorativt", "I risiko"), "en": ("Censored", "exploratory")}[
        language
    ]:
        assert word in found
