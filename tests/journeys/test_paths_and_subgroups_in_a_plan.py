"""Bands for all weeks, weekly regressions and subgroups asked for by a plan, through line, door and report."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.registers import load_extract
from nextwork_eval.report import compose, write_report
from nextwork_eval.report.languages import Language
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import EvaluationResult, ReleasedResult
from nextwork_eval.shipped import shipped_example, shipped_plan
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content
from tests.unit.test_report_document import chapter, printed

AGE = {
    "id": "age_group",
    "label_da": "alder",
    "label_en": "age",
    "covariate": "age",
    "level": [
        {"id": "younger", "label_da": "Under 25 år", "label_en": "Under 25", "below": 25},
        {"id": "older", "label_da": "25 år og derover", "label_en": "25 and over", "at_least": 25},
    ],
}
SCHOOLING = {
    "id": "schooling_group",
    "label_da": "skolegang",
    "label_en": "schooling",
    "covariate": "schooling",
    "level": [
        {"id": "short", "label_da": "Kort", "label_en": "Short", "values": [2, 3]},
        {"id": "long", "label_da": "Lang", "label_en": "Long", "values": [4, 5, 6]},
    ],
}


def entry(name: str, outcome: str, estimator: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "outcome": outcome,
        "estimand": "offer",
        "purpose": "exploratory",
        "estimator": {"id": estimator.pop("kind"), **estimator},
    }


def life_content() -> dict[str, Any]:
    content = plan_content(shipped_plan("life_1972"))
    content["subgroup"] = [AGE, SCHOOLING]
    del content["harms"]
    content["analysis"] = [
        content["analysis"][0],
        entry("path", "working_by_week", {"kind": "difference_by_week", "band": "sup_t"}),
        entry("sum", "weeks_worked_by_week", {"kind": "difference_by_week"}),
        entry("lpm", "working_by_week", {"kind": "linear_probability_by_week", "covariates": ["age", "parole"]}),
        entry("by_age", "rearrest_52", {"kind": "difference_by_subgroup", "subgroup": "age_group"}),
        entry("by_schooling", "weeks_working_52", {"kind": "difference_by_subgroup", "subgroup": "schooling_group"}),
    ]
    return content


@cache
def life() -> tuple[EvaluationResult, ReleasedResult]:
    opened, content = open_plan("life_1972"), life_content()
    folder = shipped_example("life_1972")
    assert folder is not None
    plan = parse_plan(content, name="plan.toml")
    result = evaluate(
        plan, opened.schema, load_extract(folder, opened.schema), opened.state_map, plan_fingerprint="a1b2"
    )
    return result, release(result, rules_of(opened), content)


def test_band_rows_stand_beside_the_weeks() -> None:
    """Each week has its own interval and the wider limits of the band; the regression has neither."""
    result, _ = life()
    week, band = result.row("path.difference.w26"), result.row("path.difference.band.w26")
    assert (week.interval_kind, band.interval_kind) == ("pointwise", "simultaneous")
    assert band.estimate == week.estimate
    assert band.conf_low is not None and week.conf_low is not None  # noqa: PT018
    assert band.conf_low < week.conf_low
    assert "sup-t" in band.method
    assert not any(row.interval_kind == "simultaneous" for row in result.rows if row.analysis_id != "path")
    adjusted = result.row("lpm.difference.w26")
    assert adjusted.estimate != week.estimate
    assert adjusted.unit == "percentage_point"
    assert "linear probability" in adjusted.method
    assert result.row("lpm.level.aid.w26").estimate == result.row("path.level.aid.w26").estimate


def test_subgroup_rows() -> None:
    """Each group has levels, its difference without a p-value, and the shrunken one; all of them have one test."""
    result, _ = life()
    younger = result.row("by_age.difference.younger")
    assert younger.subgroup == "age_group:younger"
    assert younger.p_value is None
    assert younger.panel == "subgroup.by_age"
    assert result.row("by_age.level.older.no_aid").statistic == "share"
    assert result.row("by_age.interaction").p_value == pytest.approx(result.row("by_age.contrast").p_value)
    drawn = result.row("by_age.shrunken.younger")
    assert (drawn.conf_low, drawn.conf_high, drawn.std_error) == (None, None, None)
    assert drawn.estimate is not None
    everyone = result.row("by_age.difference.all")
    assert everyone.estimate == pytest.approx(result.row("rearrest.difference").estimate)
    shares = [result.row(f"by_age.difference.{name}").n_arm for name in ("younger", "older")]
    assert sum(share or 0 for share in shares) == 216
    assert result.row("by_schooling.difference.long").unit == "weeks"


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_tells_both(language: Language) -> None:
    """The figure says which limits are which, the chapter for whom has table, figure and test, in both languages."""
    document = compose(life()[1], language)
    whom, time = (printed(chapter(document, name)) for name in ("whom", "time"))
    for word in {"da": ("Under 25 år", "Lang", "p ="), "en": ("Under 25", "Long", "p =")}[language]:
        assert word in whom
    said = {"da": "båndet for alle uger på én gang", "en": "band for all weeks at once"}[language]
    assert time.count(said) >= 2
    adjusted = {"da": "justeret ved regression", "en": "adjusted by regression"}[language]
    assert adjusted in time


def test_the_files_are_written(tmp_path: Path) -> None:
    """HTML and PDF in both languages."""
    write_report(life()[1], tmp_path, languages=("da", "en"), formats=("html", "pdf"))
    assert len(list(tmp_path.iterdir())) == 4
    page = (tmp_path / "report.en.html").read_text(encoding="utf-8")
    assert "subgroup_effects_by_age" in page


def test_at_the_door_a_small_group_takes_its_complement_along() -> None:
    """With a floor just above the smallest cell of one split, that split stays behind whole, and nothing else does."""
    result, _ = life()
    row = result.row("by_age.difference.younger")
    assert row.smallest_cell is not None
    rules = Rules(profile="dst", floor=row.smallest_cell + 1, open_data=False, release_weeks=(26,))
    kept = release(result, rules, life_content())
    split = [row for row in kept.rows if row.analysis_id == "by_age"]
    assert split
    assert all(row.estimate is None and row.n_arm is None for row in split)
    assert kept.row("rearrest.difference").estimate is not None
    assert kept.row("by_schooling.difference.long").estimate is not None
    assert "withheld" in printed(chapter(compose(kept, "en"), "whom"))


def test_at_the_door_the_band_goes_with_its_week() -> None:
    """Of a released week both limits leave; of any other week neither does."""
    result, _ = life()
    rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=(13, 26))
    names = {row.result_id for row in release(result, rules, life_content()).rows}
    for week in (13, 26):
        assert {f"path.difference.w{week}", f"path.difference.band.w{week}"} <= names
    assert "path.difference.band.w14" not in names
    small = replace(
        result,
        rows=tuple(
            replace(row, smallest_cell=2) if row.result_id == "path.level.aid.w13" else row for row in result.rows
        ),
    )
    names = {row.result_id for row in release(small, rules, life_content()).rows}
    assert not {"path.difference.w13", "path.difference.band.w13"} & names
    assert "path.difference.band.w26" in names


def test_rounds_and_people_of_whom_it_is_not_known() -> None:
    """The synthetic trial in eight rounds of 30: marks are not known for some, who are a group of their own."""
    opened = open_plan("nextwork_2019")
    content = plain_content()
    marks = {
        "id": "by_marks",
        "label_da": "karakterer",
        "label_en": "marks",
        "covariate": "marks",
        "level": [
            {"id": "low", "label_da": "Lave", "label_en": "Low", "below": 5},
            {"id": "high", "label_da": "Høje", "label_en": "High", "at_least": 5},
        ],
    }
    content["subgroup"] = [marks]
    content["analysis"] = [
        content["analysis"][0],
        entry("split", "entry_52", {"kind": "difference_by_subgroup", "subgroup": "by_marks"}),
        entry("band", "path", {"kind": "difference_by_week", "band": "sup_t"}),
    ]
    for part in ("target", "reference_band", "sensitivity", "harms"):
        content.pop(part, None)
    plan = parse_plan(content, name="plan.toml")
    extract = invented_extract()
    result = evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint="")
    names = ("low", "high", "not_known")
    people = [result.row(f"split.difference.{name}") for name in names if _has(result, f"split.difference.{name}")]
    assert len(people) == 3
    everyone = result.row("split.difference.all")
    assert sum(row.n_arm or 0 for row in people) == everyone.n_arm
    assert everyone.estimate == pytest.approx(result.row("entry.difference").estimate)
    assert not _has(result, "split.shrunken.not_known")
    assert result.row("split.interaction").p_value is not None
    for language in ("da", "en"):
        compose(release(result, rules_of(opened), content), language)


def _has(result: EvaluationResult, name: str) -> bool:
    return any(row.result_id == name for row in result.rows)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: c["analysis"][4]["estimator"].update(subgroup="shoes"), "subgroup 'shoes' is not defined"),
        (lambda c: c["subgroup"][0].update(covariate="shoes"), "covariate 'shoes' is not defined"),
        (lambda c: c["subgroup"][0]["level"][1].update(at_least=26), "without gap or overlap"),
        (lambda c: c["subgroup"][0]["level"][1].update(id="younger"), "the level 'younger' is used 2 times"),
        (lambda c: c["subgroup"][0]["level"][1].update(id="all"), "a level may not be called 'all'"),
        (lambda c: c["subgroup"][0]["level"].pop(), "a split has at least two levels"),
        (lambda c: c["subgroup"][1]["level"][1].update(values=[3, 4]), "the value 3 is in several levels"),
        (lambda c: c["subgroup"][1]["level"][1].update(below=9), "give each level either values, or"),
        (lambda c: c["subgroup"].append(c["subgroup"][0]), "the id 'age_group' is used 2 times"),
        (lambda c: c["analysis"][1]["estimator"].update(draws=999), "draws and seed belong to a band by"),
        (lambda c: c["analysis"][1]["estimator"].update(band="randomization", draws=99, seed=1), "at least 999"),
        (lambda c: c["analysis"][1]["estimator"].update(band="randomization", draws=999), "seed: a number"),
        (lambda c: c["analysis"][3].update(outcome="weeks_worked_by_week"), "not cumulated weeks"),
        (lambda c: c["analysis"][3]["estimator"].update(covariates=["shoes"]), "covariate 'shoes' is not defined"),
    ],
)
def test_a_plan_that_contradicts_itself(change: Any, expected: str) -> None:
    """Subgroups, bands and weekly regressions that cannot be carried out are refused before any data."""
    content = life_content()
    content["subgroup"] = [
        {**split, "level": [dict(level) for level in split["level"]]} for split in content["subgroup"]
    ]
    change(content)
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert expected in "\n".join(caught.value.problems)


def test_what_came_after_the_lottery_makes_no_subgroup() -> None:
    """A covariate that is read from the table of participation is refused as a split."""
    content = plain_content()
    late = content["delivery"]["table"]
    content["covariate"].append(
        {
            "id": "weeks_there",
            "label_da": "Uger",
            "label_en": "Weeks",
            "unit": "count",
            "source": {"kind": "column", "table": late, "column": content["delivery"]["column"]},
        }
    )
    content["subgroup"] = [{**AGE, "covariate": "weeks_there"}]
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert "records what came after the lottery" in "\n".join(caught.value.problems)
