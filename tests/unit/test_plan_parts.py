"""Money, prior knowledge, the registry and the report in a plan: optional, and refused where they cannot be."""

from collections.abc import Callable
from typing import Any

import pytest

from nextwork_eval.errors import PlanError, UsageError
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.plan.notes import plan_notes
from nextwork_eval.plan.report_options import FORMATS
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.terminal import KNOWN, formats_of, languages_of, what_to_write

PARTS = ("economics", "harms", "prior_knowledge", "registry", "report", "missing")


def life(change: Callable[[dict[str, Any]], object] = lambda _: None) -> dict[str, Any]:
    content = plan_content(shipped_plan("life_1972"))
    change(content)
    return content


def _rule(plan: dict[str, Any], outcome: str) -> dict[str, Any]:
    return next(item["rule"] for item in plan["outcome"] if item["id"] == outcome)


def _analysis(plan: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in plan["analysis"] if item["id"] == name)


def test_a_plan_without_them_is_read_as_before() -> None:
    """None of these parts is needed; what they would say is then noted as open."""
    content = life()
    for part in PARTS:
        content.pop(part)
    del content["estimand"][0]["event"]
    plan = parse_plan(content, name="plan.toml")
    notes = plan_notes(plan)
    for start in (
        "estimand 'offer': no [[estimand.event]]",
        "prior_knowledge: not",
        "economics: not",
        "harms: not",
        "registry.",
    ):
        assert any(note.startswith(start) for note in notes)
    assert (plan.missing.not_linked, plan.report.languages) == ("left_out", ("da", "en"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda plan: plan["economics"].update(discount_rate=3.5), "economics.discount_rate: a share"),
        (
            lambda plan: plan["outcome"][0].update(smallest_of_interest=0.0),
            "outcome 'rearrest_52': smallest_of_interest must be above 0",
        ),
        (
            lambda plan: plan["outcome"][0].update(smallest_of_interest=5.0),
            "outcome 'rearrest_52': smallest_of_interest must be above 0",
        ),
        (lambda plan: plan["economics"].update(price_year=72), "economics.price_year: a year of four digits"),
        (lambda plan: plan["economics"].update(horizon=0), "economics.horizon: at least one week"),
        (lambda plan: plan["economics"].update(perspective="ours"), "economics.perspective: "),
        (lambda plan: plan["economics"]["cost"][0].update(amount=-60), "economics.cost 'aid'.amount: a price"),
        (lambda plan: plan["economics"]["cost"][0].update(at_most=0), "economics.cost 'aid'.at_most: at least 1"),
        (lambda plan: plan["economics"]["cost"][0].update(arm="cash"), "economics.cost 'aid'.arm: the design has no"),
        (
            lambda plan: plan["economics"]["cost"].append(dict(plan["economics"]["cost"][0])),
            "economics.cost: the id 'aid' is used 2 times",
        ),
        (
            lambda plan: plan["prior_knowledge"].update(written="before_access"),
            "prior_knowledge.written: the status 'after_outcome' says",
        ),
        (
            lambda plan: plan["plan"].update(status="prospective"),
            "prior_knowledge.written: a plan that was written after the analysis is not 'prospective'",
        ),
        (
            lambda plan: plan["registry"].update(trial_start="1972-05-01", trial_end="1971-05-01"),
            "registry.trial_end: it lies before registry.trial_start",
        ),
        (lambda plan: plan["harms"].update(analyses=[]), "harms.analyses: name at least one"),
        (lambda plan: plan["harms"].update(analyses=["grief"]), "harms.analyses: analysis 'grief' is not defined"),
        (
            lambda plan: plan["harms"].update(analyses=["work_weeks"] * 2),
            "harms.analyses: analysis 'work_weeks' stands 2",
        ),
        (lambda plan: plan["harms"].update(analyses=["rearrest"]), "harms.analyses: analysis 'rearrest' is primary"),
        (lambda plan: plan["harms"].update(not_measured_da=" "), "harms: give not_measured_da and not_measured_en"),
        (lambda plan: plan["registry"].update(planned_observations=0), "registry.planned_observations: at least 1"),
        (lambda plan: plan["registry"].update(status="done"), "registry.status: "),
        (lambda plan: plan["report"].update(languages=[]), "report.languages: name at least one"),
        (lambda plan: plan["report"].update(formats=["pdf", "pdf"]), "report.formats: each is named once"),
        (lambda plan: plan["report"].update(languages=["sv"]), "report.languages[1]: "),
        (lambda plan: plan["missing"].update(data_end="imputed"), "missing.data_end: "),
        (lambda plan: plan.update(trial_record={}), "trial_record: say one thing at least"),
        (
            lambda plan: plan.update(trial_record={"funding": {"words_da": "Fonden", "words_en": " "}}),
            "trial_record.funding.words_en: it says nothing",
        ),
        (
            lambda plan: plan.update(trial_record={"weather": {"words_da": "a", "words_en": "b"}}),
            "trial_record.weather",
        ),
        (
            lambda plan: _rule(plan, "weeks_working_14_52").update(from_week=53),
            "outcome 'weeks_working_14_52': from_week",
        ),
        (
            lambda plan: _rule(plan, "weeks_working_14_52").update(from_week=0),
            "outcome 'weeks_working_14_52': from_week",
        ),
        (
            lambda plan: _analysis(plan, "work_weeks_after_aid").update(estimator={"id": "win_ratio"}),
            "analysis 'work_weeks_after_aid': 'win_ratio' compares people from week 1 on",
        ),
        (lambda plan: plan["report"].update(formats=["html", "odt"]), "report.formats[2]: "),
    ],
)
def test_each_fault_is_named(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    """The message begins with the path to the key."""
    with pytest.raises(PlanError) as caught:
        parse_plan(life(change), name="plan.toml")
    assert any(problem.startswith(expected) for problem in caught.value.problems), caught.value.problems


def test_unknown_keys_do_not_hide_what_the_rest_contradicts() -> None:
    """An unknown key, one inside a rule, and an undefined outcome are three problems of one error."""

    def change(plan: dict[str, Any]) -> None:
        plan["plan"]["colour"] = "red"
        plan["outcome"][0]["rule"]["colour"] = "red"
        plan["analysis"][1]["outcome"] = "nothing"

    with pytest.raises(PlanError) as caught:
        parse_plan(life(change), name="plan.toml")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "plan.colour",
        "outcome[1].rule.colour",
        "analysis 'rearrest_ratio'",
    ]


def test_the_report_is_what_the_plan_says_unless_the_command_says_otherwise() -> None:
    """Languages and formats of the plan hold where the options are left out; an empty option is an answer too."""
    plan = {"report": {"languages": ["en"], "formats": ["html"]}}
    assert what_to_write(plan, None, None) == (("en",), ("html",))
    assert what_to_write(plan, languages_of("da"), formats_of("")) == (("da",), ())
    assert what_to_write({}, None, None) == (("da", "en"), ("html", "pdf"))
    assert what_to_write({"report": {"formats": ["docx", "xlsx"]}}, None, None)[1] == ("docx", "xlsx")
    assert formats_of("note,figures,slides") == ("note", "slides", "figures")
    assert KNOWN == FORMATS
    with pytest.raises(UsageError, match="Unknown: sv"):
        languages_of("sv")
