"""Single numbers: what rests on too few people is withheld, together with everything it could be derived from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.results import Change, Flow, FlowNode, ResultRow

_TAKE_UP = ("took_up", "not_taken_up")


def guard_numbers(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Withhold rows that rest on a small cell.

    With them go all rows of the same outcome from which the cell could be computed.

    A contrast ties the arms of an outcome together: a difference and one level give the other level. Where an outcome
    has a contrast, one small cell therefore withholds every row of that outcome and population; levels that stand alone
    are withheld one by one. The rows of a panel are counts of one another, so that they go together, and their
    denominators with them. A small subgroup withholds its split and no more: without any of its parts, the whole tells
    nothing of them. Where the whole is withheld the parts are too, for their sum is the whole.
    """
    groups: dict[tuple[str, str], list[ResultRow]] = defaultdict(list)
    for row in rows:
        groups[row.outcome, row.population].append(row)
    withheld: set[str] = set()
    for group in groups.values():
        small = {row.result_id for row in group if rules.too_small(row.smallest_cell)}
        whole = {row.result_id for row in group if not _of_split(row)}
        tied = any(row.reference_arm is not None or row.n_reference is not None for row in group)
        withheld |= {row.result_id for row in group} if small & whole and tied else small
    panels = {row.panel for row in rows if row.panel is not None and row.result_id in withheld}
    beside = {row.result_id for row in rows if row.panel in panels} - withheld
    changes = [
        Change(result_id=row.result_id, action="suppressed", rule="panel" if row.result_id in beside else "small_cell")
        for row in rows
        if row.result_id in withheld | beside
    ]
    withheld |= beside
    return [_withhold(row) if row.result_id in withheld else row for row in rows], changes


def _of_split(row: ResultRow) -> bool:
    """Say whether a row belongs to a split of everyone into subgroups."""
    return row.panel is not None and row.panel.startswith("subgroup.")


def guard_flow(flow: Flow, rules: Rules) -> tuple[Flow, list[Change], bool]:
    """Withhold small boxes of the flow, and boxes of lost people that differ by few.

    Boxes on who took the offer up are taken out in pairs: one of them and the box above give the other. The third value
    says that other counts must be rounded, or subtraction would give a withheld box back.
    """
    pairs = {node.arm for node in flow.nodes if node.id in _TAKE_UP and rules.too_small(node.count)}
    changes = [
        Change(result_id=f"flow.{name}.{arm}", action="suppressed", rule="small_box")
        for arm in sorted(str(arm) for arm in pairs)
        for name in _TAKE_UP
    ]
    nodes = tuple(node for node in flow.nodes if node.id not in _TAKE_UP or node.arm not in pairs)
    public = _public(flow)
    near = {
        node.arm
        for node in nodes
        if node.arm is not None and (least := flow.smallest_loss(node.arm)) and rules.too_small(least)
    }
    hidden = {
        (node.id, node.arm)
        for node in nodes
        if node.count and not public(node) and (rules.too_small(node.count) or (node.arm in near and _is_loss(node)))
    }
    if not hidden:
        return Flow(nodes=nodes, adds_up=flow.adds_up), changes, False
    # Rounded children need not add up; withholding the parents' sum check is what the missing box is for.
    guarded = tuple(
        replace(node, count=None)
        if (node.id, node.arm) in hidden
        else node
        if public(node)
        else replace(node, count=rules.nearest(node.count))
        for node in nodes
    )
    changes += [
        Change(result_id=f"flow.{node.id}.{node.arm}", action="suppressed", rule="small_box")
        for node in nodes
        if (node.id, node.arm) in hidden
    ]
    return Flow(nodes=guarded, adds_up=False), changes, True


def _is_loss(node: FlowNode) -> bool:
    return node.id == "not_linked" or node.id.startswith("missing_w")


def _public(flow: Flow) -> Callable[[FlowNode], bool]:
    """Say which boxes anyone can count from the plan: the lottery, and the rounds that a horizon leaves out.

    Where people were drawn again, the plan's rounds no longer say how many people are due.
    """
    names = ("randomised", "allocated")
    begins = () if any(node.id == "first_draw" for node in flow.nodes) else ("due_w", "not_due_w")
    return lambda node: node.id in names or node.id.startswith(begins)


def coarsen(
    rows: Sequence[ResultRow], rules: Rules, *, reason: str = "small_box"
) -> tuple[list[ResultRow], list[Change]]:
    """Round counts to the floor; `reason` is the rule that demands it.

    Shares are rounded to whole percents, so that no denominator can be read off a released number.
    """
    coarse = [
        replace(
            row,
            **_coarse_set(row),
            n_arm=rules.nearest(row.n_arm),
            n_reference=rules.nearest(row.n_reference),
            events_arm=rules.nearest(row.events_arm),
            events_reference=rules.nearest(row.events_reference),
            smallest_cell=None,
            estimate=_two(row.estimate),
            std_error=_two(row.std_error),
            test_statistic=_two(row.test_statistic),
            p_value=_p_value(row.p_value),
            p_adjusted=_p_value(row.p_adjusted),
            df=None,
        )
        for row in rows
    ]
    return coarse, [Change(result_id=row.result_id, action="rounded", rule=reason) for row in rows]


def _withhold(row: ResultRow) -> ResultRow:
    return replace(
        row,
        estimate=None,
        std_error=None,
        df=None,
        test_statistic=None,
        p_value=None,
        p_adjusted=None,
        conf_low=None,
        conf_high=None,
        set_kind="none",
        verdict=None,
        n_arm=None,  # how many of an arm are known says how many are missing
        n_reference=None,
        events_arm=None,
        events_reference=None,
        smallest_cell=None,
        warnings="",
    )


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _coarse_set(row: ResultRow) -> dict[str, Any]:
    """Round the limits of a set so that it holds all it held: a rounded set must not look narrower than it was.

    What two rays leave out lies between their limits, which therefore round towards each other; where nothing is left
    between them, nothing is left out.
    """
    if row.set_kind != "two_rays":
        return {"conf_low": _outwards(row.conf_low, math.floor), "conf_high": _outwards(row.conf_high, math.ceil)}
    low, high = _outwards(row.conf_low, math.ceil), _outwards(row.conf_high, math.floor)
    if low is None or high is None or low >= high:
        return {"conf_low": None, "conf_high": None, "set_kind": "whole_line"}
    return {"conf_low": low, "conf_high": high}


def _outwards(value: float | None, towards: Callable[[float], int]) -> float | None:
    """Round a limit to two places, up or down."""
    return None if value is None else towards(round(100 * value, 6)) / 100


def _p_value(value: float | None) -> float | None:
    """Round upwards at the small end: a rounded p-value must not look smaller than it was."""
    return None if value is None else max(round(value, 3), 0.001)
