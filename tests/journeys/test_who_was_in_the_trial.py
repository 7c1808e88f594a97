"""From the lottery list to the report: people drawn again, people lost, and people drawn one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.disclosure import release
from nextwork_eval.errors import AllocationError, ExtractError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.registers import load_extract
from nextwork_eval.rehearsal import extract_files
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.run import rules_of
from nextwork_eval.results import EvaluationResult, ReleasedResult
from tests.journeys.plain_plan import plain_content

OPENED = open_plan("nextwork_2019")
Edit = Callable[[dict[str, bytes]], None]


def plan_with(**changes: dict[str, Any]) -> dict[str, Any]:
    """The shipped plan with the headline analysis alone, and other values in some sections."""
    left_out = ("reference_band", "sensitivity", "harms")
    content = {name: value for name, value in plain_content().items() if name not in left_out}
    content["delivery"] = {
        name: value for name, value in content["delivery"].items() if not isinstance(value, (dict, list))
    }
    content["analysis"] = [entry for entry in content["analysis"] if entry["id"] == "entry"]
    content["target"] = []
    for section, values in changes.items():
        content[section] = {**content.get(section, {}), **values}
    return content


def carried_out(content: dict[str, Any], folder: Path, edit: Edit = lambda _: None) -> EvaluationResult:
    plan = parse_plan(content, name="mine.toml")
    files = extract_files(plan)
    edit(files)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    extract = load_extract(folder, OPENED.schema)
    return evaluate(plan, OPENED.schema, extract, OPENED.state_map, plan_fingerprint="")


def released(content: dict[str, Any], result: EvaluationResult) -> ReleasedResult:
    return release(result, rules_of(OPENED), content)


def drawn_twice(files: dict[str, bytes]) -> None:
    """Six controls of the last round are people whom the first round had left out."""
    rows = [line.split(";") for line in files["allocation.csv"].decode().splitlines()]
    rounds = sorted({row[1] for row in rows[1:]})
    first, last = rounds[0], rounds[-1]
    left_out = [row[0] for row in rows if row[1] == first and row[3] == "kontrol"][:6]
    replaced = [row for row in rows if row[1] == last and row[3] == "kontrol"][:6]
    for row, key in zip(replaced, left_out, strict=True):
        row[0] = key
    del files["internships.csv"]  # optional, and it holds the people who were replaced
    files["allocation.csv"] = ("\n".join(";".join(row) for row in rows) + "\n").encode()


def test_six_people_are_drawn_again(tmp_path: Path) -> None:
    """The list has its declared size; six later draws leave the flow, and 234 people are analysed."""
    content = plan_with(design={"drawn_again": "first_draw"})
    result = carried_out(content, tmp_path, drawn_twice)
    assert result.flow.count("randomised") == 240
    assert [result.flow.count("drawn_again", arm) for arm in ("programme", "control")] == [0, 6]
    assert [result.flow.count("analysed", arm) for arm in ("programme", "control")] == [120, 114]
    assert result.row("flow.sample_ratio").n_reference == 114
    texts = write_report(released(content, result), tmp_path / "report", formats=("html",))
    assert "trukket igen" in texts[0].read_text(encoding="utf-8")
    assert "drawn again" in texts[1].read_text(encoding="utf-8")


def test_the_same_list_is_refused_without_the_rule(tmp_path: Path) -> None:
    """A person is randomised once unless the plan says what else holds."""
    with pytest.raises(AllocationError, match="6 rows name a person who is already on the list"):
        carried_out(plan_with(), tmp_path, drawn_twice)


def test_twenty_people_are_lost(tmp_path: Path) -> None:
    """Twenty of 240 are found in no register: the shares are those of the flow, and the report gives their class."""
    content = plan_with(linkage={"tolerance": 0.1}, rehearsal={"unlinked": 20})
    result = carried_out(content, tmp_path)
    overall = result.row("attrition.w52.overall")
    assert overall.estimate == pytest.approx(20 / 240)
    lost = [result.flow.count("missing_w52", arm) or 0 for arm in ("programme", "control")]
    assert sum(lost) == 20
    assert result.row("attrition.w52.differential").estimate == pytest.approx((lost[0] - lost[1]) / 120)
    assert overall.verdict == ("low" if abs(lost[0] - lost[1]) / 1.2 <= 6.3 else "low_if_optimistic")
    ratio = result.row("flow.sample_ratio")
    assert ratio.p_value is not None
    assert ratio.p_value < 1
    pages = write_report(released(content, result), tmp_path / "report", languages=("en",), formats=("html",))
    assert "Attrition at each horizon" in pages[0].read_text(encoding="utf-8")


def one_by_one() -> dict[str, Any]:
    content = plan_with(design={"allocation": "independent"})
    content["design"]["round"] = [
        {"id": draw["id"], "date": draw["date"], "randomised": draw["randomised"], "probability": 0.5}
        for draw in content["design"]["round"]
    ]
    return content


def forty_controls_were_offered_a_place(files: dict[str, bytes]) -> None:
    files["allocation.csv"] = files["allocation.csv"].replace(b"kontrol", b"tilbudt", 40)


def test_a_list_with_too_many_offers_stops_the_run(tmp_path: Path) -> None:
    """About 160 offers among 240 people, each with a chance of one half, are not what the plan declares."""
    with pytest.raises(AllocationError, match="sample-ratio mismatch: the list holds"):
        carried_out(one_by_one(), tmp_path, forty_controls_were_offered_a_place)


def test_people_drawn_one_by_one(tmp_path: Path) -> None:
    """With a chance of one half for each, the invented list is accepted, and the ratio of those analysed is tested."""
    content = one_by_one()
    result = carried_out(content, tmp_path)
    assert "binomial" in result.row("flow.sample_ratio").method
    pages = write_report(released(content, result), tmp_path / "report", languages=("en",), formats=("html",))
    assert "each with 50" in pages[0].read_text(encoding="utf-8")


def without_mothers(files: dict[str, bytes]) -> None:
    rows = [line.split(";") for line in files["bef.csv"].decode().splitlines()]
    files["bef.csv"] = ("\n".join(";".join(row[:7]) for row in rows) + "\n").encode()


def test_a_column_that_the_plan_reads_must_be_delivered(tmp_path: Path) -> None:
    """The schema calls the parents' keys optional; a plan that reads them refuses a delivery without them."""
    with pytest.raises(ExtractError, match="reads columns that were not delivered") as raised:
        carried_out(plan_with(), tmp_path, without_mothers)
    assert [problem.split(":")[0] for problem in raised.value.problems] == ["bef.FAR_ID", "bef.MOR_ID"]


def test_a_small_trial_repeats_its_lottery(tmp_path: Path) -> None:
    """With 240 people the p-value of the joint test comes from the plan's draws and carries the plan's seed."""
    result = carried_out(plan_with(), tmp_path)
    omnibus = result.row("baseline.omnibus")
    assert omnibus.seed == OPENED.content["balance"]["seed"]
    assert omnibus.method.startswith("Hansen-Bowers statistic, p-value over 9999 repeated lotteries within strata")
    assert "by indicator in: beyond_school, marks, parent_qualified" in omnibus.method
    without = plan_with()
    del without["balance"]
    large = evaluate(
        parse_plan(without, name="mine.toml"),
        OPENED.schema,
        load_extract(tmp_path, OPENED.schema),
        OPENED.state_map,
        plan_fingerprint="",
    ).row("baseline.omnibus")
    assert large.seed is None
    assert large.test_statistic == omnibus.test_statistic
