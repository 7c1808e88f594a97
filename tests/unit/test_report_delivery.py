"""The chapter on delivery: what it says when all is there, when something was withheld, and when nothing was asked."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, FigureBlock, Heading, Number, Table
from nextwork_eval.report.checks import check_numerals, sourced_parts
from nextwork_eval.report.figures import Figure, firms_by_month
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import Change, ReleasedResult, ResultRow
from tests.unit.delivery_fixture import NETWORK, WITH_INTERN, delivered_like
from tests.unit.report_fixture import changed, nextwork_like
from tests.unit.test_figures_numbers import texts
from tests.unit.test_report_document import chapter, printed

BOTH = pytest.mark.parametrize("language", LANGUAGES)


def told(released: ReleasedResult, language: Language = "en") -> Chapter:
    document = compose(released, language)
    check_numerals(document, released)
    return chapter(document, "delivery")


def figure(released: ReleasedResult, language: Language = "en") -> Figure:
    drawn = firms_by_month(released, language)
    assert drawn is not None
    return drawn


@BOTH
def test_the_chapter_has_every_part_in_both_languages(language: Language) -> None:
    """Take-up, services, internships, who chose, match events, firms by month, and hires."""
    blocks = told(delivered_like(), language).blocks
    assert [block.id for block in blocks if isinstance(block, Table)] == [
        "take-up",
        "services",
        "internships",
        "who-chose",
    ]
    assert sum(isinstance(block, Heading) for block in blocks) == 6
    assert [block.figure.id for block in blocks if isinstance(block, FigureBlock)] == ["firms_by_month"]


def test_a_control_arm_that_the_plan_closes_is_said_to_be_closed_whether_nobody_came_or_a_few() -> None:
    """The words rest on the plan and on a number that is withheld: nothing tells nought from a few."""
    nothing = dict.fromkeys(("estimate", "n_arm", "events_arm"))
    withheld = changed(
        changed(delivered_like(), "delivery.take_up.control", **nothing), "delivery.dose.control", **nothing
    )
    cells = {
        row: [plain_text(cell.parts) for cell in line.cells]
        for row, line in enumerate(_table(withheld, "take-up").rows)
    }
    assert [line[2] for line in cells.values()] == ["closed by the plan"] * 3
    assert "the same stands here whether nobody took part or a few did" in printed(told(withheld))
    came = _table(changed(withheld, "delivery.take_up.control", estimate=0.125, n_arm=120, events_arm=15), "take-up")
    assert plain_text(came.rows[0].cells[2].parts) == "12.5\xa0%"


def test_a_withheld_number_of_an_arm_that_may_take_part_stays_a_dash() -> None:
    """Without the plan's word there is none in the report either."""
    released = changed(delivered_like(), "delivery.take_up.control", estimate=None)
    analyses = [
        {**entry, "estimator": {key: value for key, value in entry["estimator"].items() if key != "reference_arm"}}
        for entry in released.plan["analysis"]
    ]
    released = replace(released, plan={**released.plan, "analysis": analyses})
    assert plain_text(_table(released, "take-up").rows[0].cells[2].parts) == "–"


def _table(released: ReleasedResult, name: str) -> Table:
    return next(block for block in told(released).blocks if isinstance(block, Table) and block.id == name)


@BOTH
def test_participation_is_drawn_week_by_week(language: Language) -> None:
    """Both arms, the share of everyone in each; the data table has a row a week, and the text the highest week."""
    weeks = {"programme": (0.875, 0.875, 0.75), "control": (0.0, 0.0, 0.05)}
    rows = [
        ResultRow(
            result_id=f"delivery.in_programme.{arm}.in.w{4 * place}",
            analysis_id="delivery.in_programme",
            outcome="delivery.in_programme",
            statistic="share",
            unit="share",
            format="percent",
            state="in",
            arm=arm,
            week=4 * place,
            estimate=share,
            n_arm=120,
            events_arm=round(120 * share),
            synthetic=True,
        )
        for arm, shares in weeks.items()
        for place, share in enumerate(shares, start=1)
    ]
    changes = (
        Change(result_id="delivery.in_programme.programme", action="rounded", rule="states_from_rounded_counts"),
    )
    released = delivered_like()
    released = replace(released, rows=(*released.rows, *rows), changes=(*released.changes, *changes))
    block = next(
        block
        for block in told(released, language).blocks
        if isinstance(block, FigureBlock) and block.figure.id == "participation"
    )
    said = {"da": "multiplum af 5", "en": "multiple of 5"}[language]
    assert said in block.figure.caption
    assert {"da": "87,5 pct.", "en": "87.5 %"}[language] in block.figure.alt.replace("\xa0", " ")
    assert block.data is not None
    assert len(block.data.rows) == 3
    assert block.figure.rows == tuple(row.result_id for row in rows)


def test_both_languages_name_the_same_rows() -> None:
    """What a Danish reader learns an English reader learns too, in the same order."""
    found = {
        language: [
            part.source for part in sourced_parts(compose(delivered_like(), language)) if isinstance(part, Number)
        ]
        for language in LANGUAGES
    }
    assert found["da"] == found["en"]


def test_the_chapter_says_that_it_estimates_no_effect() -> None:
    """A reader who compares the groups here is told that these are not effects; so is one who reads of hires."""
    text = printed(told(delivered_like()))
    assert "No number in it is an estimate of an effect" in text
    assert "This is a count and not an effect" in text


@pytest.mark.parametrize(
    ("result_id", "value", "expected"),
    [
        ("delivery.dose_takers.programme", 23.4, "23.4 weeks"),
        ("delivery.service.education.control", 3.3, "3.3 weeks"),
        ("delivery.internships.control", 0.91, "0.91"),
        ("delivery.chosen_by.young.programme", 0.7123, "71.2 %"),
        ("delivery.match_events.programme", 51, "51 match events were held"),
        ("delivery.began_where_chosen.programme", 0.512, "51.2 % began an internship"),
        ("delivery.hired.in_network", 0.3456, "34.6 % hired at least one afterwards"),
        ("delivery.firms_in_network.2018-01", 61, "In January 2018 there were at least 61 firms"),
        ("delivery.firms_with_intern.2017-11", 17, "Most had an intern in November 2017: 17 firms"),
    ],
)
def test_a_changed_row_changes_the_chapter(result_id: str, value: float, expected: str) -> None:
    """No number is written without its row."""
    before = printed(told(delivered_like()))
    after = printed(told(changed(delivered_like(), result_id, estimate=value)))
    assert expected in after
    assert expected not in before


def test_what_was_withheld_is_said() -> None:
    """The control group's choosers, the share outside the network, and a chain of meetings without its last step."""
    text = printed(told(delivered_like()))
    assert "For the group Control the distribution was withheld" in text
    assert "For firms outside the network the share was withheld" in text
    assert "The number of persons at each step is rounded to a multiple of 5" in text
    released = changed(delivered_like(), "delivery.began_where_chosen.programme", estimate=None)
    assert "The numbers from the match events were withheld" in printed(told(released))


def test_a_plan_with_take_up_alone_has_a_chapter_of_one_table() -> None:
    """The same code tells a trial that recorded nothing else."""
    released = nextwork_like()
    plan = {**released.plan, "delivery": {**released.plan["delivery"]}}
    for part in ("internships", "meetings", "network", "peer_groups", "service"):
        del plan["delivery"][part]
    blocks = told(replace(released, plan=plan)).blocks
    assert [block.id for block in blocks if isinstance(block, Table)] == ["take-up"]
    assert not [block for block in blocks if isinstance(block, FigureBlock | Heading)]


def test_without_months_there_is_no_figure_and_the_chapter_says_so() -> None:
    """All months withheld: no empty frame."""
    released = delivered_like()
    rows = tuple(row if row.period is None else replace(row, estimate=None) for row in released.rows)
    assert firms_by_month(replace(released, rows=rows), "en") is None
    assert "month by month was withheld" in printed(told(replace(released, rows=rows)))


@BOTH
def test_the_figure_says_its_numbers_in_words(language: Language) -> None:
    """First, last and highest month of each line, and the aim; a gap and the delayed steps are explained."""
    drawn = figure(delivered_like(), language)
    alt, caption = drawn.alt.replace("\u00a0", " "), drawn.caption
    months = ("november 2016", "januar 2018", "60") if language == "da" else ("November 2016", "January 2018", "60")
    assert all(word in alt for word in (*months, str(NETWORK[0]), str(NETWORK[-1]), str(WITH_INTERN[-3])))
    assert ("hul" if language == "da" else "gap") in caption
    assert ("trin" if language == "da" else "step") in caption


def test_the_figure_writes_last_numbers_and_the_aim_only() -> None:
    """57 firms in the network, 6 with an intern, 60 aimed at."""
    assert texts(figure(delivered_like()), "value") == ["Aim: 60", "57", "6"]


def test_months_after_the_last_news_are_not_drawn() -> None:
    """The network stands still and no number with an intern is shown: the figure ends before."""
    released = delivered_like()
    released = changed(released, "delivery.firms_with_intern.2018-01", estimate=None)
    released = changed(released, "delivery.firms_in_network.2018-01", estimate=NETWORK[-2])
    assert max(re.findall(r"20\d\d-\d\d", " ".join(figure(released).rows))) == "2017-12"


def test_the_table_behind_the_figure_has_a_row_for_each_month() -> None:
    """Fifteen months; a withheld number is a dash."""
    block = next(block for block in told(delivered_like()).blocks if isinstance(block, FigureBlock))
    assert block.data is not None
    assert len(block.data.rows) == len(NETWORK)
    assert printed(block.data.rows[0].cells).split() == ["November", "2016", "22", "–"]
