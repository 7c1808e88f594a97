"""The flow of people through the trial, counted once: every denominator of the report comes from here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import Flow, FlowNode
from nextwork_eval.trial.analysis_set import AnalysisSet


def participant_flow(plan: AnalysisPlan, people: AnalysisSet, horizons: Sequence[int]) -> Flow:
    """Count everyone from the lottery to the longest horizon.

    Parameters
    ----------
    plan
        Names of the arms.
    people
        Everyone randomised.
    horizons
        Weeks at which the plan reads an outcome, in rising order.

    Returns
    -------
    Flow
        Boxes whose children add up, for each arm.
    """
    nodes = [
        FlowNode(
            id="randomised",
            arm=None,
            parent=None,
            kind="kept",
            count=len(people.treated),
            label_da="Med i lodtrækningen",
            label_en="Randomised",
        )
    ]
    for arm in plan.design.arm:
        in_arm = people.treated == int(arm.treated)
        linked = in_arm[people.linked]
        root = ("randomised", None)
        nodes += [
            _node("allocated", arm.id, root, "kept", int(in_arm.sum()), arm.label_da, arm.label_en),
            _node(
                "not_linked",
                arm.id,
                ("allocated", arm.id),
                "lost",
                int((in_arm & ~people.linked).sum()),
                "Findes i intet register",
                "Found in no register",
            ),
            _node("analysed", arm.id, ("allocated", arm.id), "kept", int(linked.sum()), "Med i analysen", "Analysed"),
        ]
        parent = ("analysed", arm.id)
        still = np.ones(len(linked), dtype=np.bool_)
        for week in horizons:
            reach = still & people.reaching(week)
            short = int((linked & still & ~reach).sum())
            nodes += [
                _node(f"short_of_w{week}", arm.id, parent, "lost", short, "Data slutter før", "Data end before", week),
                _node(
                    f"reaches_w{week}",
                    arm.id,
                    parent,
                    "kept",
                    int((linked & reach).sum()),
                    "Kan følges til",
                    "Can be followed to",
                    week,
                ),
            ]
            parent, still = (f"reaches_w{week}", arm.id), reach
    return Flow(nodes=tuple(nodes))


def _node(
    name: str,
    arm: str,
    parent: tuple[str, str | None],
    kind: str,
    count: int,
    da: str,
    en: str,
    week: int | None = None,
) -> FlowNode:
    return FlowNode(id=name, arm=arm, parent=parent, kind=kind, count=count, label_da=da, label_en=en, week=week)
