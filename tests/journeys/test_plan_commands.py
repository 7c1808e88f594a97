"""Somebody writes a plan: asked or from a file of answers, checked, compared, and held against a registry."""

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nextwork_eval.cli import app
from nextwork_eval.errors import NextworkError, PlanError, SchemaError, UsageError
from nextwork_eval.plan import read_plan
from nextwork_eval.results import read_released
from nextwork_eval.shipped import shipped_plan, shipped_schemas

LIFE = """
schema = "life-1.0"
id = "mine"
date = "2026-12-01"
status = "after_outcome"
written = "after_analysis"
programme_code = "yes"
control_code = "no"
goal = ["working"]
goal_da = "i arbejde"
goal_en = "in work"

[[round]]
id = "all"
randomised = 432
offered = 216
"""


def call(*words: object, answers: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=answers)


def done(*words: object, answers: str | None = None) -> str:
    result = call(*words, answers=answers)
    if result.exception is not None:
        raise result.exception
    return result.output


def refused(*words: object) -> NextworkError:
    error = call(*words).exception
    assert isinstance(error, NextworkError), error
    return error


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    done("plan", "new", tmp_path / "mine.toml", "--answers", written(tmp_path, LIFE))
    return tmp_path / "mine.toml"


def test_a_new_plan_is_accepted_at_once(mine: Path) -> None:
    """Against the shipped schema, with the answers in it."""
    assert "mine 0.1.0: 3 analyses, no contradictions." in done("plan", "check", mine)
    plan = read_plan(mine)
    assert [draw.randomised for draw in plan.design.round] == [432]
    assert plan.analysis[0].estimator.id == "difference_in_means"
    assert [(event.id, event.strategy) for event in plan.estimand[0].event] == [
        ("not_taken_up", "treatment_policy"),
        ("rearrested", "composite"),
    ]


def test_every_key_of_a_new_plan_stands_below_its_meaning(mine: Path) -> None:
    """A comment on each key and each table."""
    lines = mine.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line and not line.startswith("#") and not before.startswith("# ")
    ]
    assert bare == []


def test_a_new_plan_can_be_carried_out(mine: Path, tmp_path: Path) -> None:
    """Weeks in work by hand, whoever was drawn: 216 in each arm, so the mean of both levels is that of the file.

    Only the languages and formats that the plan names are written.
    """
    text = mine.read_text(encoding="utf-8").replace('languages = ["da", "en"]', 'languages = ["en"]')
    mine.write_text(text.replace('formats = ["html", "pdf"]', 'formats = ["html"]'), encoding="utf-8")
    example = Path(__file__).parents[2] / "examples" / "life_1972"
    done("run", mine, "--extract", example, "--out", tmp_path / "reports")
    files = {path.name for path in (tmp_path / "reports" / "mine").iterdir()}
    assert {name for name in files if name.startswith("report.")} == {"report.en.html"}
    lines = (example / "weekly.csv").read_text(encoding="utf-8").splitlines()[1:]
    weeks = [line.split(";")[1:].count("1") for line in lines]
    released = read_released(tmp_path / "reports" / "mine" / "released.json")
    levels = [released.row(f"weeks.level.{arm}").estimate for arm in ("programme", "control")]
    assert None not in levels
    assert sum(level for level in levels if level is not None) / 2 == pytest.approx(sum(weeks) / 432)


@pytest.mark.parametrize("schema", shipped_schemas())
def test_a_new_plan_for_every_shipped_schema(schema: str, tmp_path: Path) -> None:
    """Two rounds, defaults for all else; a calendar asks for the days of the rounds."""
    dated = "" if schema.startswith("life") else "date = 2026-11-05\n"
    rounds = "".join(f'[[round]]\nid = "{name}"\n{dated}randomised = 40\noffered = 20\n' for name in ("a", "b"))
    text = f'schema = "{schema}"\ndate = 2026-12-01\nwritten = "before_data"\n{rounds}'
    done("plan", "new", tmp_path / "new.toml", "--answers", written(tmp_path, text))
    assert "no contradictions" in done("plan", "check", tmp_path / "new.toml")
    assert read_plan(tmp_path / "new.toml").analysis[0].estimator.id == "difference_in_means_stratified"


def test_the_questions_are_asked(tmp_path: Path) -> None:
    """On a terminal: an empty answer takes the default, which is shown; two rounds are asked for one by one."""
    answers = ["life-1.0", "", "asked", "2026-12-01", "", "before_data", *[""] * 6, "yes", *[""] * 2, "no", *[""] * 6]
    answers += ["2", "north", "sixty", "60", "30", "south", "40", "20"]
    said = done("plan", "new", tmp_path / "asked.toml", answers="\n".join(answers) + "\n")
    assert "Weeks of follow-up [52]" in said
    assert "  expected a whole number of at least 1\n" in said
    plan = read_plan(tmp_path / "asked.toml")
    assert [(draw.id, draw.randomised, draw.offered) for draw in plan.design.round] == [
        ("north", 60, 30),
        ("south", 40, 20),
    ]
    assert [arm.code for arm in plan.design.arm] == ["yes", "no"]


def test_nothing_is_overwritten(mine: Path, tmp_path: Path) -> None:
    """A plan that is there stays as it is, byte for byte; and a plan is a TOML file."""
    before = mine.read_bytes()
    error = refused("plan", "new", mine, "--answers", tmp_path / "answers.toml")
    assert isinstance(error, UsageError)
    assert mine.read_bytes() == before
    assert isinstance(refused("plan", "new", tmp_path / "mine.txt"), UsageError)


def test_all_wrong_answers_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    """An unknown question, a state that is none, words for a number, no day, nobody's stage; then contradictions."""
    wrong = LIFE.replace('date = "2026-12-01"\n', "").replace("working", "wrking").replace("432", '"many"')
    error = refused("plan", "new", tmp_path / "new.toml", "--answers", written(tmp_path, "colour = 1\n" + wrong))
    assert [problem.split(":")[0] for problem in error.problems] == ["colour", "date", "goal", "round[1].randomised"]
    error = refused(
        "plan", "new", tmp_path / "new.toml", "--answers", written(tmp_path, LIFE.replace("= 216", "= 432"))
    )
    assert isinstance(error, PlanError)
    assert "design" in error.problems[0]
    error = refused("plan", "new", tmp_path / "new.toml", "--answers", written(tmp_path, 'schema = "none"'))
    assert isinstance(error, SchemaError)
    assert not (tmp_path / "new.toml").exists()


def test_check_lists_faults_of_every_kind_at_once(tmp_path: Path) -> None:
    """An unknown key, an undefined outcome, a state and a state map of another schema: one call, four lines."""
    text = shipped_plan("life_1972").read_text(encoding="utf-8")
    text = text.replace('version = "', 'colour = "red"\nversion = "', 1)
    text = text.replace('outcome = "time_to_work"', 'outcome = "time_to_wrk"')
    text = text.replace('states = ["not_working"]', 'states = ["not_wrking"]')
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    said = "\n".join(refused("plan", "check", path).problems)
    for expected in (
        "plan.colour: ",
        "analysis 'work_entry': outcome 'time_to_wrk' is not defined",
        "state_set 'not_working': the state map 'weekly' has no state 'not_wrking'",
        "analysis 'states': the state 'not_working' is in no group",
    ):
        assert expected in said
    path.write_text(text.replace('"life-1.0"', '"life-9.9"'), encoding="utf-8")
    assert "There is no shipped schema 'life-9.9'." in refused("plan", "check", path).problems


def test_check_notes_what_a_registry_requires() -> None:
    """A note is no fault: the exit code stays 0."""
    result = call("plan", "check", "nextwork_2019")
    assert result.exit_code == 0
    assert "Note: registry.irb_name: the AEA form requires 'IRB Name'" in result.output


def test_diff_says_what_changed_and_answers_with_its_exit_code(mine: Path) -> None:
    """0 and one sentence for the same plan, whatever its comments; 1 and the key for another threshold."""
    same = call("plan", "diff", mine, mine)
    assert (same.exit_code, same.output) == (0, "The plans are the same.\n")
    text = mine.read_text(encoding="utf-8")
    other = mine.with_name("other.toml")
    other.write_text("# another comment\n" + text, encoding="utf-8")
    assert call("plan", "diff", mine, other).exit_code == 0
    other.write_text(text.replace("tolerance = 0.02", "tolerance = 0.05"), encoding="utf-8")
    found = call("plan", "diff", mine, other)
    assert found.exit_code == 1
    assert found.output.splitlines() == ["Changed: 1", "  linkage.tolerance", "    - 0.02", "    + 0.05"]
    assert call("plan", "diff", "life_1972", "nextwork_2019").exit_code == 1


def test_a_plan_that_cannot_be_read_can_still_be_compared(mine: Path) -> None:
    """What was broken since is what one wants to see."""
    other = mine.with_name("other.toml")
    other.write_text(mine.read_text(encoding="utf-8").replace("[linkage]", "[likage]"), encoding="utf-8")
    found = call("plan", "diff", mine, other)
    assert found.output.splitlines()[:2] == ["Added: 1", "  likage"]


def test_the_schema_is_printed_and_written(tmp_path: Path) -> None:
    """The file beside the shipped plans is what the command gives."""
    done("plan", "schema", "--out", tmp_path / "plan.schema.json")
    shipped = (shipped_plan("life_1972").parent / "plan.schema.json").read_bytes()
    assert (tmp_path / "plan.schema.json").read_bytes() == shipped
    assert json.loads(done("plan", "schema"))["title"] == "Analysis plan"


def test_the_registry_round_trip(tmp_path: Path) -> None:
    """Exported and compared: no difference. One field edited in the registry: that field, and exit code 1."""
    path = tmp_path / "entry.json"
    assert "Not the registered plan" in done("plan", "registry", "export", "nextwork_2019", "--out", path)
    agreed = call("plan", "registry", "compare", "nextwork_2019", path)
    assert (agreed.exit_code, agreed.output) == (0, "0 fields differ.\n")
    entry = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**entry, "Planned Number of Observations": "300"}), encoding="utf-8")
    found = call("plan", "registry", "compare", "nextwork_2019", path)
    assert found.exit_code == 1
    assert found.output.splitlines() == [
        "Planned Number of Observations: plan: 240 | registry: 300",
        "1 field differs.",
    ]
    assert done("plan", "registry", "export", "life_1972").startswith("field,value\n")


def test_a_day_of_the_answers_may_be_a_day_of_toml(tmp_path: Path) -> None:
    """With and without quotation marks."""
    text = LIFE.replace('"2026-12-01"', "2026-12-01")
    done("plan", "new", tmp_path / "day.toml", "--answers", written(tmp_path, text))
    assert str(tomllib.loads((tmp_path / "day.toml").read_text(encoding="utf-8"))["plan"]["date"]) == "2026-12-01"
