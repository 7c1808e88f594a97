"""The flow of people through the trial, counted once: every denominator of the report comes from here.

The line of boxes is that of the CONSORT 2025 diagram: allocated, found and analysed, followed to each horizon. Beside
the line stand boxes that note something of everyone in a box: who took the offer up, and who is due and known at each
horizon, from which attrition is read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import Flow, FlowNode
from nextwork_eval.trial.analysis_set import AnalysisSet

Mask = NDArray[np.bool_]
Box = tuple[str, str | None]


def participant_flow(plan: AnalysisPlan, people: AnalysisSet, horizons: Sequence[int]) -> Flow:
    """Count everyone from the lottery to the longest horizon.

    Parameters
    ----------
    plan
        Names of the arms, and what taking the offer up is called.
    people
        Everyone randomised.
    horizons
        Weeks at which the plan reads an outcome, in rising order.

    Returns
    -------
    Flow
        Boxes whose children add up, for each arm. `due_w<week>` are the people of an arm whose lottery round can be
        followed to a week, `known_w<week>` those of them who are found in the registers, `missing_w<week>` the others.

    Notes
    -----
    Where the plan counts people who were drawn again by their first draw, `randomised` and `allocated` count draws, as
    the lottery list does; later draws leave the line at once, and everything below counts people.
    """
    later = np.zeros(0, dtype=np.int8) if people.later_draws is None else people.later_draws
    drawn = len(people.treated) + len(later)
    nodes = [_node("randomised", None, None, "kept", drawn, "Med i lodtrækningen", "Randomised")]
    for arm in plan.design.arm:
        in_arm = people.treated == int(arm.treated)
        again = int((later == int(arm.treated)).sum())
        base = ("allocated", arm.id)
        nodes.append(_node(*base, ("randomised", None), "kept", int(in_arm.sum()) + again, arm.label_da, arm.label_en))
        if people.later_draws is not None:
            nodes += [
                _node("drawn_again", arm.id, base, "lost", again, "Trukket igen", "Drawn again"),
                _node("first_draw", arm.id, base, "kept", int(in_arm.sum()), "Første lod", "First draw"),
            ]
            base = ("first_draw", arm.id)
        nodes += _analysed(people, in_arm, base)
        nodes += _take_up(plan, people, in_arm, ("analysed", arm.id))
        nodes += _horizons(people, in_arm, ("analysed", arm.id), horizons)
        for week in horizons:
            nodes += _follow_up(people, in_arm, base, week)
    return Flow(nodes=tuple(nodes))


def _analysed(people: AnalysisSet, in_arm: Mask, base: Box) -> list[FlowNode]:
    """Return who is found in the registers and analysed, and who is not."""
    unlinked, linked = int((in_arm & ~people.linked).sum()), int((in_arm & people.linked).sum())
    return [
        _node("not_linked", base[1], base, "lost", unlinked, "Findes i intet register", "Found in no register"),
        _node("analysed", base[1], base, "kept", linked, "Med i analysen", "Analysed"),
    ]


def _horizons(people: AnalysisSet, in_arm: Mask, parent: Box, horizons: Sequence[int]) -> list[FlowNode]:
    """Return who can be followed from one horizon to the next: follow-up ends with the data of a round."""
    arm, linked = parent[1], in_arm[people.linked]
    nodes = []
    still = np.ones(len(linked), dtype=np.bool_)
    for week in horizons:
        reach = still & people.reaching(week)
        short, kept = int((linked & still & ~reach).sum()), int((linked & reach).sum())
        nodes += [
            _node(f"short_of_w{week}", arm, parent, "lost", short, "Data slutter før", "Data end before", week),
            _node(f"reaches_w{week}", arm, parent, "kept", kept, "Kan følges til", "Can be followed to", week),
        ]
        parent, still = (f"reaches_w{week}", arm), reach
    return nodes


def _take_up(plan: AnalysisPlan, people: AnalysisSet, in_arm: Mask, analysed: Box) -> list[FlowNode]:
    """Note who of those analysed took the offer up; nothing where the plan records no delivery."""
    if plan.delivery is None or people.take_up is None:
        return []
    took = people.take_up[in_arm[people.linked]] == 1
    labels = (plan.delivery.label_da, plan.delivery.label_en)
    return [
        _node("took_up", analysed[1], analysed, "noted", int(took.sum()), *labels),
        _node("not_taken_up", analysed[1], analysed, "noted", int((~took).sum()), "Gjorde ikke", "Did not"),
    ]


def _follow_up(people: AnalysisSet, in_arm: Mask, base: Box, week: int) -> list[FlowNode]:
    """Note who is due at a horizon, because the round can be followed so far, and who of them is known."""
    arm, due = base[1], in_arm & people.followed(week)
    counts = {
        "due": int(due.sum()),
        "not_due": int((in_arm & ~due).sum()),
        "known": int((due & people.linked).sum()),
        "missing": int((due & ~people.linked).sum()),
    }
    ready: Box = (f"due_w{week}", arm)
    return [
        _node(*ready, base, "noted", counts["due"], "Holdet kan følges til", "Round can be followed to", week),
        _node(
            f"not_due_w{week}",
            arm,
            base,
            "noted",
            counts["not_due"],
            "Holdet kan ikke følges til",
            "Round cannot be followed to",
            week,
        ),
        _node(f"known_w{week}", arm, ready, "noted", counts["known"], "Kendt i", "Known in", week),
        _node(f"missing_w{week}", arm, ready, "noted", counts["missing"], "Ikke kendt i", "Not known in", week),
    ]


def _node(
    name: str,
    arm: str | None,
    parent: Box | None,
    kind: str,
    count: int,
    da: str,
    en: str,
    week: int | None = None,
) -> FlowNode:
    return FlowNode(id=name, arm=arm, parent=parent, kind=kind, count=count, label_da=da, label_en=en, week=week)
