"""Two plans side by side: entries are the same by their id, and nothing but content counts."""

from copy import deepcopy
from typing import Any

import pytest

from nextwork_eval.plan.differences import difference_text, plan_differences
from nextwork_eval.plan.files import plan_content, plan_fingerprint
from nextwork_eval.shipped import shipped_plan, shipped_plans


def said(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    return [(one.kind, one.path, one.before, one.after) for one in plan_differences(before, after)]


@pytest.fixture
def plan() -> dict[str, Any]:
    return plan_content(shipped_plan("nextwork_2019"))


@pytest.mark.parametrize("name", shipped_plans())
def test_a_plan_is_the_same_as_itself(name: str) -> None:
    """And the text says so."""
    content = plan_content(shipped_plan(name))
    assert plan_differences(content, deepcopy(content)) == ()
    assert difference_text(()) == "The plans are the same."


def test_a_changed_value_is_found_by_its_key(plan: dict[str, Any]) -> None:
    """In an entry of an array by the entry's id; in an array inside it, too."""
    after = deepcopy(plan)
    after["target"][1]["threshold"] = 0.6
    after["estimand"][0]["event"][2]["strategy"] = "while_alive"
    after["disclosure"]["release_weeks"] = [26, 52]
    found = {path: (kind, old, new) for kind, path, old, new in said(plan, after)}
    assert found == {
        "target.halve_returns.threshold": ("changed", 0.5, 0.6),
        "estimand.offer.event.death.strategy": ("changed", "composite", "while_alive"),
        "disclosure.release_weeks": ("changed", plan["disclosure"]["release_weeks"], [26, 52]),
    }


def test_an_entry_that_moved_is_not_another_entry(plan: dict[str, Any]) -> None:
    """An analysis put first, with another purpose: its purpose changed, and the order; nothing was added or removed."""
    after = deepcopy(plan)
    last = after["analysis"].pop()
    after["analysis"].insert(0, {**last, "purpose": "secondary"})
    found = said(plan, after)
    assert [(kind, path) for kind, path, _, _ in found] == [
        ("changed", f"analysis.{last['id']}.purpose"),
        ("changed", "analysis (order)"),
    ]


def test_what_is_added_and_removed_comes_in_its_group(plan: dict[str, Any]) -> None:
    """First what is new, then what is gone, then what changed; each with what stood there."""
    after = deepcopy(plan)
    after["plan"]["version"] = "9.0.0"
    gone = after["covariate"].pop(0)
    after["balance"]["level"] = 0.9
    assert said(plan, after) == [
        ("added", "balance.level", None, 0.9),
        ("removed", f"covariate.{gone['id']}", gone, None),
        ("changed", "plan.version", plan["plan"]["version"], "9.0.0"),
    ]
    text = difference_text(plan_differences(plan, after))
    assert [line for line in text.splitlines() if not line.startswith(" ")] == ["Added: 1", "Removed: 1", "Changed: 1"]
    assert f'    - "{plan["plan"]["version"]}"' in text.splitlines()


def test_entries_without_an_id_are_told_apart_by_their_analysis(plan: dict[str, Any]) -> None:
    """A reference band belongs to an analysis, and so does what is supposed of its outcome."""
    after = deepcopy(plan)
    after["reference_band"][0]["high"] = 0.4
    after["power"]["also"][0]["control_level"] = 0.7
    assert {path for _, path, _, _ in said(plan, after)} == {
        "reference_band.entry.high",
        "power.also.never_or_back.control_level",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": True}),
        ({"a": 0}, {"a": False}),
        ({"a": []}, {"a": {}}),
        ({"a": [{"id": "x"}, {"id": "x"}]}, {"a": [{"id": "x"}]}),
        ({"a": [{"id": 1}]}, {"a": [{"id": "1"}]}),
        ({"a": ""}, {}),
        ({"a": None}, {}),
    ],
)
def test_another_fingerprint_is_a_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever makes another promise, down to the kind of a value, is listed."""
    assert plan_fingerprint(one) != plan_fingerprint(other)
    assert plan_differences(one, other) != ()


def test_a_number_written_otherwise_is_the_same_promise() -> None:
    """60 and 60.0 have the same canonical form."""
    assert plan_fingerprint({"a": 60}) == plan_fingerprint({"a": 60.0})
    assert plan_differences({"a": 60}, {"a": 60.0}) == ()
