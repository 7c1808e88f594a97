"""Single numbers: what rests on too few people is withheld, together with everything it could be derived from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.disclosure.sizes import Sizes
from nextwork_eval.results import Change, Flow, FlowNode, ResultRow

_TAKE_UP = ("took_up", "not_taken_up")


def guard_numbers(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Withhold rows that may not leave on their own: see `reason_against`.

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
    reasons = {row.result_id: reason for row in rows if (reason := reason_against(row, rules)) is not None}
    for group in groups.values():
        # A model with too few degrees of freedom is a fault of that model, not of the counts behind it.
        counted = {row.result_id: reasons[row.result_id] for row in group if reasons.get(row.result_id) in _OF_COUNTS}
        whole = {row.result_id for row in group if not of_split(row)}
        tied = any(row.reference_arm is not None or row.n_reference is not None for row in group)
        if counted.keys() & whole and tied:
            first = next(iter(counted.values()))
            reasons |= {row.result_id: counted.get(row.result_id, first) for row in group}
    panels = {row.panel for row in rows if row.panel is not None and row.result_id in reasons}
    beside = {row.result_id for row in rows if row.panel in panels} - reasons.keys()
    reasons |= dict.fromkeys(beside, "panel")
    changes = [
        Change(result_id=row.result_id, action="suppressed", rule=reasons[row.result_id])
        for row in rows
        if row.result_id in reasons
    ]
    return [withhold(row) if row.result_id in reasons else row for row in rows], changes


_OF_COUNTS = frozenset({"small_cell", "dominance"})
_EXTREMES = frozenset({"minimum", "maximum", "range"})


def reason_against(row: ResultRow, rules: Rules) -> str | None:
    """Return the rule that a number breaks on its own, or None.

    `small_cell`: fewer persons than the floor behind it, or beside it; a quantile has both as its smallest cell.
    `dominance`: two persons hold too much of the sum. `extreme`: the lowest or highest value of anything is somebody's.
    `few_degrees_of_freedom`: the model has nearly as many coefficients as there are people.
    """
    if rules.too_small(row.smallest_cell):
        return "small_cell"
    if row.top_two_share is not None and row.top_two_share > rules.largest_two:
        return "dominance"
    if row.statistic in _EXTREMES:
        return "extreme"
    if row.df is not None and row.std_error is not None and row.df < rules.fewest_df:
        return "few_degrees_of_freedom"
    return None


def of_split(row: ResultRow) -> bool:
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
    sizes = Sizes(flow, rules)
    # Rounded children need not add up; withholding the parents' sum check is what the missing box is for.
    guarded = tuple(
        replace(node, count=None)
        if (node.id, node.arm) in hidden
        else node
        if public(node)
        else replace(
            node,
            count=sizes.shown(node.arm, node.count)
            if node.kind == "kept" or _is_known(node)
            else rules.nearest(node.count),
        )
        for node in nodes
    )
    changes += [
        Change(result_id=f"flow.{node.id}.{node.arm}", action="suppressed", rule="small_box")
        for node in nodes
        if (node.id, node.arm) in hidden
    ]
    return Flow(nodes=guarded, adds_up=False), changes, True


def _is_known(node: FlowNode) -> bool:
    return node.id.startswith("known_w")


def _is_loss(node: FlowNode) -> bool:
    return node.id == "not_linked" or node.id.startswith("missing_w")


def _public(flow: Flow) -> Callable[[FlowNode], bool]:
    """Say which boxes anyone can count from the plan: the lottery, and the rounds that a horizon leaves out.

    Where people were drawn again, the plan's rounds no longer say how many people are due.
    """
    names = ("randomised", "allocated")
    begins = () if any(node.id == "first_draw" for node in flow.nodes) else ("due_w", "not_due_w")
    return lambda node: node.id in names or node.id.startswith(begins)


def withhold(row: ResultRow) -> ResultRow:
    """Empty a row of all that was computed from people; that it was promised stays."""
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
        method="",  # an estimator says there how many it left out
        warnings="",
    )
