"""The chapter on harm: what the plan names, what it found, and that silence is not read as safety."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Table
from nextwork_eval.report.interval_cases import EFFECTS
from nextwork_eval.report.languages import Language
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like
from tests.unit.test_report_document import LANGUAGES, chapter, printed


def _named(*analyses: str) -> ReleasedResult:
    released = nextwork_like()
    return replace(released, plan={**released.plan, "harms": {"analyses": list(analyses)}})


def test_every_analysis_that_the_plan_names_is_in_the_table_and_has_a_sentence() -> None:
    """NExTWORK names three: longer support, weeks with nothing, an education that ends in nothing."""
    blocks = chapter(compose(nextwork_like(), "en"), "harms").blocks
    table = next(block for block in blocks if isinstance(block, Table))
    labels = [plain_text(row.cells[0].parts) for row in table.rows if len(row.cells) > 1]
    assert labels == [
        "Weeks on public support in the first year",
        "Weeks in neither job, education nor benefit in the first year",
        "In education, and in neither job nor education again within half a year",
    ]
    told = printed(blocks)
    assert all(f"{label}: " in told for label in labels)
    assert "if more begin, more can drop out as well" in told
    assert nextwork_like().plan["harms"]["not_measured_en"] in told


def test_a_harm_that_is_shown_is_called_one() -> None:
    """More weeks on support, all of the interval above zero: a difference against those who got the offer."""
    released = changed(
        _named("weeks_on_support"), "weeks_on_support.difference", estimate=4.0, conf_low=1.0, conf_high=7.0
    )
    assert EFFECTS["bad"].reading.en in printed(chapter(compose(released, "en"), "harms"))


def test_an_open_interval_is_not_called_safe() -> None:
    """An interval on both sides of zero: the trial cannot tell, and the chapter says that harms are seldom shown."""
    released = changed(
        _named("weeks_on_support"), "weeks_on_support.difference", estimate=1.0, conf_low=-3.0, conf_high=5.0
    )
    told = printed(chapter(compose(released, "en"), "harms"))
    assert "cannot tell whether" in told
    assert "That none is shown does therefore not mean that there are none" in told


def test_a_ratio_that_is_named_stands_in_a_table_of_its_own() -> None:
    """A harm may be told as a ratio; an analysis without any contrast says so."""
    blocks = chapter(compose(_named("never_or_back_ratio", "exit_curve"), "en"), "harms").blocks
    assert [block.id for block in blocks if isinstance(block, Table)] == ["harms-other"]
    assert "Weeks until off public support: the plan promises this result, but there is no number." in printed(blocks)


@LANGUAGES
def test_a_plan_that_looks_for_no_harm_is_told_so(language: Language) -> None:
    """Without `[harms]` the chapter is one notice, which does not say that nobody was harmed."""
    released = life_like()
    plan = {name: value for name, value in released.plan.items() if name != "harms"}
    found = chapter(compose(replace(released, plan=plan), language), "harms")
    assert len(found.blocks) == 1
    said = {"da": "Det betyder ikke, at det ikke gjorde.", "en": "That does not mean that it did not."}
    assert said[language] in printed(found)
