"""What an estimand says of an intercurrent event is what the rules and estimators do, or the plan is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.plan.estimand_consistency import estimand_notes
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.reproduction import open_plan
from nextwork_eval.shipped import shipped_plan, shipped_plans

Content = dict[str, Any]


def event(strategy: str, states: tuple[str, ...] = (), name: str = "between") -> Content:
    labels = {f"{key}_{language}": "x" for key in ("label", "words") for language in ("da", "en")}
    return {"id": name, "strategy": strategy, "states": list(states), **labels}


def nextwork(*events: Content, keep: tuple[str, ...] = ()) -> Content:
    """The NExTWORK plan with one estimand, these events, and only the named analyses beside the primary one."""
    content = plan_content(shipped_plan("nextwork_2019"))
    content["estimand"] = content["estimand"][:1]
    content["estimand"][0]["event"] = list(events)
    for key in ("target", "reference_band", "sensitivity", "power", "harms", "benchmark"):
        content.pop(key)
    content["analysis"] = [one for one in content["analysis"] if one["id"] in ("entry", *keep)]
    for one in content["analysis"]:
        one["estimand"] = "offer"
        one.pop("family", None)
    return content


def added(content: Content, outcome: str, estimator: Content, purpose: str = "exploratory") -> Content:
    content["analysis"].append(
        {"id": "more", "outcome": outcome, "estimand": "offer", "purpose": purpose, "estimator": estimator}
    )
    return content


def problems(content: Content) -> list[str]:
    """What is wrong with a plan; nothing for a plan that is accepted."""
    try:
        parse_plan(content, name="plan.toml")
    except PlanError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize("name", shipped_plans())
def test_the_events_of_the_shipped_plans_are_what_their_rules_do(name: str) -> None:
    """Every estimand of a shipped plan has events with strategies, and an analysis that estimates it."""
    plan = open_plan(name).plan
    assert all(estimand.event for estimand in plan.estimand)
    assert {estimand.id for estimand in plan.estimand} == {analysis.estimand for analysis in plan.analysis}


def test_a_treatment_policy_follows_people_past_the_event() -> None:
    """Waiting for an entry ends with a pension in this plan, so a pension cannot be taken as if it did not matter."""
    through = added(nextwork(event("treatment_policy", ("pension",))), "time_to_entry", {"id": "cumulative_incidence"})
    assert problems(through) == [
        "estimand 'offer'.event 'between'.strategy: 'treatment_policy', but analysis 'more' follows nobody past "
        "'pension' (outcome 'time_to_entry')"
    ]
    leave = added(
        nextwork(event("treatment_policy", ("parental_leave",))), "time_to_entry", {"id": "cumulative_incidence"}
    )
    assert problems(leave) == []


def test_while_alive_stops_at_the_event() -> None:
    """An exit curve that goes on after death is none of the time before it; nor is a state in a later week."""
    found = problems(added(nextwork(event("while_alive", ("dead",))), "time_to_exit", {"id": "kaplan_meier"}))
    assert len(found) == 1
    assert "goes on after 'dead'; name it in `competing` or `gone`" in found[0]
    found = problems(
        added(nextwork(event("while_alive", ("dead",))), "job_at_52", {"id": "difference_in_means_stratified"})
    )
    assert len(found) == 1
    assert "a week that can lie after the event" in found[0]
    rate = added(nextwork(event("while_alive", ("dead",))), "course", {"id": "while_alive_rate"})
    assert problems(rate) == []


def test_a_stratum_needs_an_instrument_or_bounds() -> None:
    """A comparison of everyone is not about those who take the offer up."""
    found = problems(nextwork(event("principal_stratum")))
    assert [text.split(", but ")[1] for text in found] == [
        "analysis 'entry' compares everyone by 'group_treatment'; a stratum needs an instrument or bounds"
    ]
    content = nextwork(event("principal_stratum"), keep=("entry_takers",))
    content["analysis"] = [one for one in content["analysis"] if one["id"] == "entry_takers"]
    content["analysis"][0]["purpose"] = "primary"
    assert problems(content) == []


def test_a_hypothetical_strategy_must_take_the_event_away() -> None:
    """A curve that is censored at the event does; a share of everyone does not, and the primary result is one."""
    content = added(nextwork(event("hypothetical", ("dead",))), "time_to_entry", {"id": "kaplan_meier"})
    assert [text.split(", but ")[1] for text in problems(content)] == [
        "analysis 'entry' by 'group_treatment' does not take the event away: it must censor the states of the event"
    ]


@pytest.mark.parametrize(
    ("target", "taken_away"), [("survival", True), ("restricted_mean", True), ("incidence", False)]
)
def test_a_standardised_contrast_takes_an_event_away_by_its_target(target: str, taken_away: bool) -> None:
    """The share with the event counts who had the other first; weeks without it, and the share without it, do not."""
    asked = {"id": "standardized_contrast", "covariates": [], "target": target}
    content = added(nextwork(event("hypothetical", ("dead",))), "time_to_entry", asked)
    told = [text for text in problems(content) if "'standardized_contrast' does not take the event away" in text]
    assert bool(told) is not taken_away


def test_a_composite_event_is_no_good_outcome() -> None:
    """What is hoped for cannot be the event that counts against it."""
    found = problems(nextwork(event("composite", ("job",))))
    assert [text.split(", but ")[1] for text in found] == [
        "analysis 'entry' counts 'job' as a good outcome (outcome 'entry_52')"
    ]


def test_events_are_told_apart() -> None:
    """An id stands once, and a state belongs to one event of an estimand."""
    found = problems(nextwork(event("composite", ("dead",)), event("composite", ("dead",))))
    assert found == [
        "estimand 'offer'.event: the id 'between' is used 2 times",
        "estimand 'offer'.event: the state 'dead' is in several events",
    ]


@pytest.mark.parametrize(
    ("strategy", "state", "expected"),
    [
        ("composite", "ded", "estimand 'offer'.event 'between'.states: the state map 'dream_bfl' has no state 'ded'"),
        ("treatment_policy", "dead", "nobody leaves 'dead', so nothing follows it to count"),
    ],
)
def test_events_are_held_against_the_state_map(strategy: str, state: str, expected: str) -> None:
    """A state that the map does not have is named, and a final one cannot be followed past."""
    opened = open_plan("nextwork_2019")
    plan = parse_plan(nextwork(event(strategy, (state,))), name="plan.toml")
    with pytest.raises(PlanError) as caught:
        check_plan(plan, opened.schema, opened.state_map)
    assert any(expected in problem for problem in caught.value.problems), caught.value.problems


def set_good(content: Content) -> None:
    content["analysis"].append(
        {
            "id": "on_support",
            "outcome": "weeks_support_52",
            "estimand": "offer",
            "purpose": "exploratory",
            "estimator": {"id": "expected_weeks"},
        }
    )


@pytest.mark.parametrize(
    ("events", "change", "expected"),
    [
        ((), lambda _: None, "estimand 'offer': no [[estimand.event]]"),
        ((event("composite", ("dead",)),), set_good, "analysis 'on_support': fewer is better, and these events add"),
        (
            (event("treatment_policy"),),
            lambda content: content["analysis"].append(
                {
                    "id": "takers",
                    "outcome": "entry_52",
                    "estimand": "offer",
                    "purpose": "exploratory",
                    "estimator": {"id": "effect_of_take_up", "take_up": "delivery"},
                }
            ),
            "analysis 'takers': it is about those whom the offer moved",
        ),
        (
            (event("composite", ("dead",)),),
            lambda content: content["estimand"].append({**content["estimand"][0], "id": "another"}),
            "estimand 'another': no analysis estimates it",
        ),
    ],
)
def test_what_a_reader_would_ask_is_a_note(
    events: tuple[Content, ...], change: Callable[[Content], object], expected: str
) -> None:
    """Death takes weeks of support away, which looks like a success; a stratum that nobody names; events left out."""
    content = nextwork(*events)
    change(content)
    plan = parse_plan(content, name="plan.toml")
    assert any(note.startswith(expected) for note in estimand_notes(plan)), estimand_notes(plan)
