"""The same trial under the other readings: each promised repetition is what a plan with that definition would give."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import EntryBy
from nextwork_eval.plan.sensitivity import Sensitivity
from nextwork_eval.registers import Extract
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult, ResultRow
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract

OPENED = open_plan("nextwork_2019")
PLAN = replace(OPENED.plan, power=None)  # trials on paper know no states
MAPS = {OPENED.state_map.id: OPENED.state_map, **OPENED.other_maps}
NUMBERS = ("estimate", "conf_low", "conf_high", "p_value")
NAMES = ("n_arm", "n_reference", "population")


@pytest.fixture(scope="module")
def extract() -> Extract:
    return invented_extract()


def carried_out(plan: AnalysisPlan, extract: Extract, state_map: str = "dream_bfl") -> EvaluationResult:
    return evaluate(plan, OPENED.schema, extract, MAPS[state_map], plan_fingerprint="", other_maps=OPENED.other_maps)


def only(*analyses: str, sensitivity: tuple[Sensitivity, ...] = ()) -> AnalysisPlan:
    """The plan with some of its analyses."""
    chosen = tuple(item for item in PLAN.analysis if item.id in analyses)
    return replace(PLAN, analysis=chosen, sensitivity=sensitivity, target=(), reference_band=())


@pytest.fixture(scope="module")
def promised(extract: Extract) -> Mapping[str, ResultRow]:
    """All rows of the plan as it stands, before the door."""
    return {row.result_id: row for row in carried_out(PLAN, extract).rows}


def same(one: ResultRow, other: ResultRow) -> bool:
    """Counts exact; numbers to 1e-9, since sums over other states add in another order."""
    numbers = [[getattr(row, name) for name in NUMBERS] for row in (one, other)]
    return numbers[0] == pytest.approx(numbers[1], rel=1e-9) and all(
        getattr(one, name) == getattr(other, name) for name in NAMES
    )


@pytest.mark.parametrize(("entry", "state_map"), [("like_jobindsats", "jobindsats"), ("with_kotre", "dream_bfl_kotre")])
def test_another_state_map_is_the_plan_with_that_map(
    entry: str, state_map: str, promised: Mapping[str, ResultRow], extract: Extract
) -> None:
    """The repetition of an analysis under another map equals a plan that names the map as its own."""
    alone = carried_out(only("entry", "weeks", "never_or_back"), extract, state_map)
    for analysis in ("entry", "weeks", "never_or_back"):
        assert same(promised[f"sensitivity.{entry}.{analysis}.difference"], alone.row(f"{analysis}.difference"))


def test_another_run_is_the_plan_with_that_run(promised: Mapping[str, ResultRow], extract: Extract) -> None:
    """Eight weeks in a row instead of four."""
    plan = only("entry")
    outcomes = tuple(
        replace(item, rule=replace(item.rule, weeks_in_a_row=8)) if isinstance(item.rule, EntryBy) else item
        for item in plan.outcome
    )
    alone = carried_out(replace(plan, outcome=outcomes), extract)
    assert same(promised["sensitivity.eight_weeks.entry.difference"], alone.row("entry.difference"))


def test_recoded_states_are_the_plan_with_another_set(promised: Mapping[str, ResultRow], extract: Extract) -> None:
    """Ordinary education on benefit as education: the state in both sets, or the set with the state."""
    plan = only("entry", "weeks")
    sets = tuple(
        replace(item, states=(*item.states, "education_on_support")) if item.id == "job_or_education" else item
        for item in plan.state_set
    )
    alone = carried_out(replace(plan, state_set=sets), extract)
    for analysis in ("entry", "weeks"):
        name = f"sensitivity.education_on_benefit.{analysis}.difference"
        assert same(promised[name], alone.row(f"{analysis}.difference"))


def test_the_plans_own_definition_repeated_changes_nothing(extract: Extract) -> None:
    """A repetition with four weeks in a row is the planned result."""
    own = Sensitivity(id="own", label_da="x", label_en="x", analyses=("entry",), weeks_in_a_row=4)
    result = carried_out(only("entry", sensitivity=(own,)), extract)
    assert same(result.row("sensitivity.own.entry.difference"), result.row("entry.difference"))


def test_only_contrasts_are_repeated(promised: Mapping[str, ResultRow]) -> None:
    """No level, no number of events: two levels would count the people about whom two definitions disagree."""
    repeated = [row for name, row in promised.items() if name.startswith("sensitivity.")]
    assert len(repeated) == sum(len(item.analyses) for item in PLAN.sensitivity)
    assert all(row.reference_arm and row.events_arm is None and row.events_reference is None for row in repeated)


def test_any_pay_makes_more_weeks_in_job(promised: Mapping[str, ResultRow], extract: Extract) -> None:
    """By the reading of jobindsats no arm loses weeks in job, and those with a single shift gain some."""
    loose = carried_out(only("weeks"), extract, "jobindsats")
    gains = []
    for arm in ("programme", "control"):
        before, after = promised[f"weeks.level.{arm}"].estimate, loose.row(f"weeks.level.{arm}").estimate
        assert before is not None
        assert after is not None
        gains.append(after - before)
    assert min(gains) >= 0
    assert max(gains) > 0


def test_reading_kotre_shortens_follow_up(promised: Mapping[str, ResultRow]) -> None:
    """KOTRE ends on 30 September 2019, so the round of October 2018 reaches week 51 and is left out, whole."""
    row = promised["sensitivity.with_kotre.entry.difference"]
    assert row.population == "rounds_reaching_w52"
    assert (row.n_arm, row.n_reference) == (105, 105)


def test_a_repetition_that_changes_nothing_is_refused() -> None:
    """So is one whose analysis does not exist, or counts no weeks in a row; every fault at once."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["sensitivity"] = [
        {"id": "a", "label_da": "x", "label_en": "x", "analyses": ["entry"]},
        {"id": "b", "label_da": "x", "label_en": "x", "analyses": ["entri"], "state_map": "jobindsats"},
        {"id": "c", "label_da": "x", "label_en": "x", "analyses": ["weeks"], "weeks_in_a_row": 8},
        {"id": "d", "label_da": "x", "label_en": "x", "analyses": ["entry"], "state_map": "dream_bfl"},
        {"id": "e", "label_da": "x", "label_en": "x", "analyses": ["entry"], "weeks_in_a_row": 53},
    ]
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert len(caught.value.problems) == 5
