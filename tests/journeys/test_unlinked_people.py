"""People of the lottery whom no register knows: counted, in the flow, and not given away by subtraction."""

from pathlib import Path

import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import carry_out, check_delivery
from nextwork_eval.shipped import shipped_plan
from tests.journeys.plain_plan import without_power


def plan_with(unlinked: int, folder: Path) -> str:
    text = without_power(shipped_plan("nextwork_2019").read_text(encoding="utf-8"))
    path = folder / "mine.toml"
    alone = text.replace('casebook = "nextwork_2019"\n', "")  # the casebook lies beside the shipped plan
    path.write_text(alone.replace("unlinked = 0", f"unlinked = {unlinked}"), encoding="utf-8")
    return str(path)


def test_a_few_are_a_counted_finding_and_a_withheld_box(tmp_path: Path) -> None:
    """Three of 240 are within the plan's tolerance; each arm's box is below the floor, so every count is rounded."""
    name = plan_with(3, tmp_path)
    found = check_delivery(name)
    assert found.found_in_registers == 237
    assert [one.count for one in found.findings if one.code == "found_in_no_register"] == [3]
    released = carry_out(name)
    boxes = [released.flow.count("not_linked", arm) for arm in ("programme", "control")]
    assert all(count is None or count == 0 for count in boxes)
    assert None in boxes
    assert released.row("entry.difference").n_arm == 120
    write_report(released, tmp_path, languages=("en",), formats=("html",))
    assert "found in no register" in (tmp_path / "report.en.html").read_text(encoding="utf-8")


def test_many_stop_the_run(tmp_path: Path) -> None:
    """Thirty of 240 are above the plan's tolerance of two per cent."""
    with pytest.raises(ExtractError, match="Too many people") as caught:
        carry_out(plan_with(30, tmp_path))
    assert "30 of 240 people" in caught.value.problems[0]
