"""Rows read from the flow: who was lost at each horizon, and whether the arms have the sizes the lottery gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nextwork_eval import effects
from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import Flow, ResultRow
from nextwork_eval.trial import AnalysisSet

_METHOD = (
    "persons not found among those whose lottery round can be followed to the week; class of the What Works "
    "Clearinghouse, table II.1 of version 4.1"
)


def attrition_rows(plan: AnalysisPlan, flow: Flow, horizons: Sequence[int], template: ResultRow) -> list[ResultRow]:
    """Say for each horizon which share of each arm is not known, overall, and the difference between the arms.

    The verdict of the overall share and of the difference is the class of attrition: `low`, `low_if_optimistic` where
    only the optimistic boundary is kept, or `high`. Horizons at which no round is due in an arm have no rows.
    """
    treated, reference = sorted(plan.design.arm, key=lambda arm: not arm.treated)
    rows = []
    for week in horizons:
        due = [flow.count(f"due_w{week}", arm.id) or 0 for arm in (treated, reference)]
        lost = [flow.count(f"missing_w{week}", arm.id) or 0 for arm in (treated, reference)]
        if 0 in due:
            continue
        found = effects.describe_attrition(
            lost_treated=lost[0], n_treated=due[0], lost_reference=lost[1], n_reference=due[1]
        )
        everyone = all(flow.count(f"not_due_w{week}", arm.id) == 0 for arm in (treated, reference))
        common: dict[str, Any] = {
            "analysis_id": "attrition",
            "outcome": "attrition",
            "population": "all_randomised" if everyone else f"rounds_reaching_w{week}",
            "week": week,
            "smallest_cell": _smallest(flow, plan, due),
            "method": _METHOD,
        }
        both = {
            "n_arm": due[0],
            "n_reference": due[1],
            "events_arm": lost[0],
            "events_reference": lost[1],
            "verdict": _class(found),
        }
        rows += [
            _row(template, f"w{week}.overall", "attrition", "share", found.overall, common | both),
            _row(
                template,
                f"w{week}.differential",
                "differential_attrition",
                "percentage_point",
                found.differential,
                common | both | {"arm": treated.id, "reference_arm": reference.id},
            ),
        ]
        rows += [
            _row(
                template,
                f"w{week}.{arm.id}",
                "attrition",
                "share",
                share,
                common | {"arm": arm.id, "n_arm": n, "events_arm": events},
            )
            for arm, share, n, events in zip(
                (treated, reference), (found.treated, found.reference), due, lost, strict=True
            )
        ]
    return rows


def sample_ratio_rows(plan: AnalysisPlan, people: AnalysisSet, flow: Flow, template: ResultRow) -> list[ResultRow]:
    """Say which share of those analysed was offered the programme, and how likely the lottery makes such a share."""
    if plan.design.unit == "cluster":
        return []  # the test is of people drawn one by one; people of a cluster share their lot
    rounds = plan.design.round
    declared: dict[str, Any] = (
        {"probability": {draw.id: draw.probability for draw in rounds}}
        if plan.design.allocation == "independent"
        else {
            "randomised": {draw.id: draw.randomised for draw in rounds},
            "offered": {draw.id: draw.offered for draw in rounds},
        }
    )
    test = effects.sample_ratio_test(
        people.treated[people.linked], strata=people.rounds[people.linked].tolist(), **declared
    )
    sizes = [test.n_treated, test.n_reference]
    return [
        replace(
            template,
            result_id="flow.sample_ratio",
            analysis_id="flow",
            outcome="flow",
            statistic="sample_ratio",
            unit="share",
            format=format_of("share"),
            estimate=test.n_treated / sum(sizes),
            p_value=test.p_value,
            n_arm=test.n_treated,
            n_reference=test.n_reference,
            smallest_cell=_smallest(flow, plan, sizes),
            method=test.method,
        )
    ]


def _smallest(flow: Flow, plan: AnalysisPlan, sizes: Sequence[int]) -> int:
    """Return the smallest count behind a row: the people lost of an arm, where there are any, or an arm itself."""
    losses = [loss for arm in plan.design.arm if (loss := flow.smallest_loss(arm.id)) is not None]
    return min([*losses, *sizes])


def _class(found: effects.Attrition) -> str:
    if found.cautious == "low":
        return "low"
    return "low_if_optimistic" if found.optimistic == "low" else "high"


def _row(
    template: ResultRow, name: str, statistic: str, unit: str, estimate: float, values: dict[str, Any]
) -> ResultRow:
    return replace(
        template,
        result_id=f"attrition.{name}",
        statistic=statistic,
        unit=unit,
        format=format_of(unit),
        estimate=estimate,
        **values,
    )
