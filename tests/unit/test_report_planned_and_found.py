"""What was foreseen of the size of the trial stands beside what came of it."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.report.blocks import Table
from nextwork_eval.report.chapters.planned_and_found import planned_and_found
from nextwork_eval.report.languages import Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, life_like, nextwork_like


def foreseen() -> ReleasedResult:
    """120 and 118 people and a third in the control arm were supposed; 110 and 112 people came, and 40 %."""
    released = changed(nextwork_like(), "entry.level.control", estimate=0.40)
    released = changed(
        released,
        "entry.difference",
        estimate=0.15,
        conf_low=0.04,
        conf_high=0.26,
        std_error=0.0561,
        n_arm=110,
        n_reference=112,
    )
    row = released.row("entry.difference")
    bare = {"conf_low": None, "conf_high": None, "std_error": None, "p_value": None, "set_kind": "none"}
    supposed = (
        replace(row, **bare, result_id="power.wanted", estimate=0.8, format="percent"),
        replace(row, **bare, result_id="power.effect.entry.control", estimate=0.33, format="percent"),
        replace(row, **bare, result_id="power.effect.entry.detectable", estimate=0.1944, n_arm=120, n_reference=118),
    )
    return replace(released, rows=(*released.rows, *supposed))


def lines(released: ReleasedResult, language: Language = "en") -> list[list[str]]:
    (table,) = planned_and_found(Materials(released, language))
    assert isinstance(table, Table)
    return [[plain_text(cell.parts).replace("\u00a0", " ") for cell in line.cells] for line in table.rows]


def test_what_was_foreseen_stands_beside_what_was_found() -> None:
    """Five lines; a dash where one of the two sides has nothing to say."""
    assert lines(foreseen()) == [
        ["People compared, NExTWORK + Control", "120 + 118", "110 + 112"],
        ["Share in the group Control", "33.0 %", "40.0 %"],
        ["Smallest difference expected to be shown with a chance of 80.0 %", "19.4 percentage points", "–"],
        ["Standard error of the difference", "–", "5.6 percentage points"],
        ["Difference with its 95 % interval", "–", "15.0 percentage points [4.0, 26.0]"],
    ]
    assert lines(foreseen(), "da")[1] == ["Andel i gruppen Kontrol", "33,0 pct.", "40,0 pct."]


def test_a_withheld_control_share_is_a_dash() -> None:
    released = changed(foreseen(), "entry.level.control", estimate=None)
    assert lines(released)[1] == ["Share in the group Control", "33.0 %", "–"]


def test_without_a_calculation_or_a_result_there_is_no_table() -> None:
    """The LIFE plan computed nothing in advance; a difference that was withheld has nothing to stand beside it."""
    assert planned_and_found(Materials(life_like(), "en")) == []
    assert planned_and_found(Materials(changed(foreseen(), "entry.difference", estimate=None), "en")) == []
