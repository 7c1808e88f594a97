"""A plan held against its schema: what it names must be there, before any data are read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.histories import read_state_map
from nextwork_eval.histories.layers import FromDate, MonthlyWork
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.registers import read_schema
from nextwork_eval.reproduction import open_plan
from nextwork_eval.shipped import shipped_plan, shipped_plans, shipped_schema


@pytest.mark.parametrize("name", shipped_plans())
def test_shipped_plans_fit_their_schemas(name: str) -> None:
    """A shipped plan can be carried out with the schema it names."""
    assert open_plan(name).plan.plan.id == name


def estimator(plan: dict[str, Any], analysis: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in plan["analysis"] if item["id"] == analysis)["estimator"]
    return found


def undated(plan: dict[str, Any]) -> None:
    for draw in plan["design"]["round"]:
        del draw["date"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda plan: plan["state_set"][1].update(states=["jobb"]), "has no state 'jobb'"),
        (lambda plan: plan["covariate"][1]["source"].update(column="SEX"), "no column 'bef.SEX'"),
        (
            lambda plan: plan["covariate"][5]["source"].update(column="KARAKTER"),
            "covariate 'marks': the schema has no column 'udfk.KARAKTER'",
        ),
        (
            lambda plan: plan["covariate"][5]["source"].update(column="GRUNDSKOLEFAG"),
            "covariate 'marks': the column 'udfk.GRUNDSKOLEFAG' holds no numbers",
        ),
        (
            lambda plan: plan["covariate"][4]["source"].update(dated_by="HFAUDD"),
            "covariate 'beyond_school': the column 'udda.HFAUDD' holds no dates",
        ),
        (
            lambda plan: plan["covariate"][6]["source"].update(parent_columns=["MOR_ID", "FADER"]),
            "covariate 'parent_qualified': the schema has no column 'bef.FADER'",
        ),
        (
            lambda plan: plan["covariate"][6]["source"].update(table="uddan"),
            "covariate 'parent_qualified': the schema has no column 'uddan.HFAUDD_HOVEDGRUPPE'",
        ),
        (
            lambda plan: plan["covariate"][6]["source"].update(table="firms", column="firm_id", dated_by="joined_date"),
            "covariate 'parent_qualified': the table 'firms' has no column 'PNR'",
        ),
        (lambda plan: plan["delivery"].update(table="attendance"), "no column 'attendance.weeks_attended'"),
        (
            lambda plan: plan["delivery"]["internships"]["hired"].update(column="job"),
            "delivery.internships: the schema has no column 'internships.job'",
        ),
        (
            lambda plan: plan["delivery"]["meetings"].update(firm="CVR"),
            "delivery.meetings: the schema has no column 'match_events.CVR'",
        ),
        (
            lambda plan: plan["delivery"]["network"].update(table="companies"),
            "delivery.network: the schema has no column 'companies.joined_date'",
        ),
        (
            lambda plan: plan["delivery"]["internships"].update(chosen_by="firm_id"),
            "delivery.internships.chosen_by: 'internships.firm_id' has no code list",
        ),
        (
            lambda plan: plan["delivery"]["internships"].update(start="chosen_by"),
            "delivery.internships: 'internships.chosen_by' is no date",
        ),
        (lambda plan: plan["disclosure"].update(profile="public"), "the schema allows dst, sds, strict, not 'public'"),
        (
            lambda plan: estimator(plan, "states").update(groups=["job", "education"]),
            "the state 'dead' is in no group",
        ),
        (
            lambda plan: estimator(plan, "states")["groups"].append("job"),
            "the state 'job' is in several groups",
        ),
        (undated, "so the round needs a date"),
        (undated, "covariate 'marks': its rows are chosen by date, so each lottery round needs a date"),
        (
            lambda plan: plan["sensitivity"][0].update(state_map="jobindsat"),
            "sensitivity 'like_jobindsats': the schema has no state map 'jobindsat'",
        ),
        (
            lambda plan: plan["sensitivity"][6]["recode"].update(becomes="school"),
            "the state map 'dream_bfl' has no state 'school'",
        ),
    ],
)
def test_what_a_plan_names_must_be_in_its_schema(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    """The message names the plan's entry and what the schema lacks; public is no profile of closed data."""
    content = plan_content(shipped_plan("nextwork_2019"))
    change(content)
    plan = parse_plan(content, name="plan.toml")
    schema = read_schema(shipped_schema("nextwork-3.0"))
    state_map = read_state_map(schema.folder / "state_maps" / "dream_bfl.toml", schema.code_lists)
    with pytest.raises(PlanError) as caught:
        check_plan(plan, schema, state_map)
    assert any(expected in problem for problem in caught.value.problems), caught.value.problems


def test_what_a_state_map_reads_must_be_in_its_schema() -> None:
    """Tables, columns and registers of a state map that the schema lacks are named before any data are read."""
    opened = open_plan("nextwork_2019")
    layers = tuple(
        replace(layer, date="DAY") if isinstance(layer, FromDate) else replace(layer, table="pay")
        for layer in opened.state_map.layers
        if isinstance(layer, FromDate | MonthlyWork)
    )
    weekly = replace(opened.state_map.weekly, table="weeks")
    changed = replace(opened.state_map, layers=layers, weekly=weekly, cut_off_registers=("pays",))
    with pytest.raises(PlanError) as caught:
        check_plan(opened.plan, opened.schema, changed, opened.other_maps)
    said = "\n".join(caught.value.problems)
    for expected in (
        "no table 'weeks'",
        "no column 'dod.DAY'",
        "no column 'pay.",
        "cut_off_registers: no table 'pays'",
    ):
        assert expected in said


@pytest.mark.parametrize("name", ["../casebook", "a/b", "C:b", "b.toml"])
def test_a_casebook_lies_beside_its_plan(name: str) -> None:
    """Its name is a name, and no way out of the folder."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["plan"]["casebook"] = name
    with pytest.raises(PlanError, match="is not the name of a file"):
        parse_plan(content, name="plan.toml")


def test_a_plan_finds_the_schema_beside_its_folder(tmp_path: Path) -> None:
    """A trial of one's own lies in two folders, plans and schemas, and needs nothing of the package's."""
    schema = shipped_schema("life-1.0")
    mine = tmp_path / "data_schema" / "life-1.0"
    for path in schema.rglob("*"):
        if path.is_file():
            target = mine / path.relative_to(schema)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    (tmp_path / "analysis_plans").mkdir()
    plan = tmp_path / "analysis_plans" / "mine.toml"
    plan.write_bytes(shipped_plan("life_1972").read_bytes())
    assert open_plan(str(plan)).schema.folder.resolve() == mine.resolve()
