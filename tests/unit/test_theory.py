"""The thinking behind the programme: declared in the plan, drawn, and told with what the trial cannot see."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, FigureBlock, Table
from nextwork_eval.report.figures import Figure, theory_of_change
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import ACCENT, WASH
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from nextwork_eval.shipped import shipped_plan
from tests.unit.report_fixture import life_like, nextwork_like

SVG = "{http://www.w3.org/2000/svg}"


def step(name: str, kind: str, **more: Any) -> dict[str, Any]:
    words = {"label_da": f"{name} på dansk", "label_en": name, "words_da": f"Om {name}.", "words_en": f"On {name}."}
    return {"id": name.lower(), "kind": kind, **words, **more}


def small() -> ReleasedResult:
    """Firms are counted, choosing cannot be seen, and a job is an outcome; the goal is written first."""
    released = nextwork_like()
    plan = copy.deepcopy(released.plan)
    plan["theory"] = [
        step("Job", "goal", outcomes=["entry_52"]),
        step("Firms", "resource", delivery=True),
        step("Choosing", "mechanism"),
    ]
    return replace(released, plan=plan)


def drawn(language: Language = "en") -> Figure:
    figure = theory_of_change(small(), language)
    assert figure is not None
    return figure


def chapter(released: ReleasedResult, name: str, language: Language = "en") -> Chapter:
    return next(one for one in compose(released, language).chapters if one.id == name)


def test_the_steps_are_told_from_what_is_put_in_to_what_is_aimed_at() -> None:
    """In the order of the kinds, each with how it is seen; a kind without a step is left out."""
    assert drawn().alt.endswith(
        "What is put in: Firms (counted in delivery). What is to change: Choosing (not seen in registers). "
        "What is aimed at: Job (measured as an outcome)."
    )
    assert "Det, der skal ændre sig: Choosing på dansk (ses ikke i registre)." in drawn("da").alt
    assert "What is done" not in drawn().svg


def test_only_what_the_trial_sees_has_a_firm_edge() -> None:
    """Two boxes of three; the third is dashed."""
    root = ElementTree.fromstring(drawn().svg)
    boxes = [path for path in root.iter(f"{SVG}path") if path.get("fill") in (WASH.lower(), "#ffffff")]
    assert len(boxes) == 3
    assert sum(box.get("stroke") == ACCENT.lower() and not box.get("stroke-dasharray") for box in boxes) == 2
    assert sum(bool(box.get("stroke-dasharray")) for box in boxes) == 1


def test_the_table_says_by_what_each_step_is_seen() -> None:
    """An outcome by its name in the plan, delivery by its chapter, and plainly where the registers see nothing."""
    table = next(block for block in chapter(small(), "background").blocks if isinstance(block, Table))
    told = {plain_text(line.cells[0].parts): plain_text(line.cells[-1].parts) for line in table.rows}
    assert told["Job"] == "Entered job or education within a year"
    assert told["Firms"] == "Counted in the chapter on delivery"
    assert told["Choosing"] == "The registers do not see it"


def test_a_plan_without_a_theory_has_no_empty_frame() -> None:
    """The LIFE plan declares neither: prose alone in both chapters."""
    for name in ("background", "programme"):
        assert not [b for b in chapter(life_like(), name).blocks if isinstance(b, FigureBlock | Table)]


def test_what_the_arms_were_meant_to_get_stands_side_by_side() -> None:
    released = nextwork_like()
    plan = copy.deepcopy(released.plan)
    sides = {"treated_da": "A", "treated_en": "Choose", "control_da": "B", "control_en": "Are sent"}
    plan["comparison"] = [{"id": "finding", "label_da": "At finde", "label_en": "Finding", **sides}]
    told = chapter(replace(released, plan=plan), "programme")
    (table,) = (block for block in told.blocks if isinstance(block, Table))
    assert [plain_text(column.heading) for column in table.columns[1:]] == ["NExTWORK", "Control"]
    assert [plain_text(cell.parts) for cell in table.rows[0].cells] == ["Finding", "Choose", "Are sent"]


def test_a_theory_that_is_seen_by_what_the_plan_does_not_have_is_refused() -> None:
    """An outcome that is not there, a delivery that is not declared, a name used twice."""
    plan = plan_content(shipped_plan("life_1972"))
    plan["theory"] = [
        step("Aid", "resource", delivery=True),
        step("Work", "goal", outcomes=["happiness"]),
        step("Work", "goal"),
    ]
    with pytest.raises(PlanError) as refused:
        parse_plan(plan, name="plan.toml")
    told = str(refused.value)
    for fault in ("theory.aid.delivery", "theory.work.outcomes: 'happiness'", "work"):
        assert fault in told
