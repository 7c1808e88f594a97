"""What was delivered, as rows: take-up and dose, services received by both arms, and then internships and firms.

Every row describes. What people receive after the lottery may itself be an effect of the offer, so that nothing here
compares like with like, and no row has an interval or a test.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nextwork_eval.evaluation.described import described, mean_of_arm, share_of_arm
from nextwork_eval.evaluation.firms import firm_rows
from nextwork_eval.evaluation.participation import participation_rows
from nextwork_eval.evaluation.placements import matching_rows, placement_rows
from nextwork_eval.plan.delivery import Delivery
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import RegisterSchema
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet, DeliveryRecord


def delivery_rows(
    plan: AnalysisPlan, people: AnalysisSet, template: ResultRow, *, choosers: Sequence[str]
) -> list[ResultRow]:
    """Describe what was delivered; nothing where the plan records no delivery.

    Parameters
    ----------
    plan, people, template
        The promise, the people, and a row that carries the fingerprints.
    choosers
        Codes of those who may have chosen the firm of an internship, in the order of the schema; see `chooser_labels`.
    """
    if plan.delivery is None or people.delivery is None or people.take_up is None:
        return []
    rows = [*_taking_up(plan, people, people.delivery, template), *_services(plan, plan.delivery, people, template)]
    rows += participation_rows(plan, people, template)
    if plan.delivery.internships is not None and people.delivery.internships is not None:
        rows += placement_rows(plan, people, people.delivery.internships, template, choosers=choosers)
        if people.delivery.meetings is not None:
            rows += matching_rows(plan, people, people.delivery.internships, people.delivery.meetings, template)
        rows += firm_rows(plan, people.delivery.internships, people.delivery.joined, template)
    return rows


def chooser_labels(plan: AnalysisPlan, schema: RegisterSchema) -> tuple[tuple[str, str, str], ...]:
    """Return code, Danish and English label of everyone who may have chosen a firm, from the schema's code list."""
    part = None if plan.delivery is None else plan.delivery.internships
    if part is None:
        return ()
    field = next(field for field in schema.table(part.table).fields if field.name == part.chosen_by)
    assert field.codelist is not None, "check_plan refuses a column without a code list"
    return tuple((code.code, code.label_da, code.label_en) for code in schema.code_lists[field.codelist].codes)


def _taking_up(
    plan: AnalysisPlan, people: AnalysisSet, received: DeliveryRecord, template: ResultRow
) -> list[ResultRow]:
    """Take-up, weeks attended and peer groups.

    Of the two means and the share any two give the third, and with the number of groups their mean size gives the
    number of people: they are one panel.
    """
    assert people.take_up is not None, "a plan with delivery has take-up"
    treated = people.treated[people.linked]
    rows: list[ResultRow] = []
    for arm in plan.design.arm:
        here = treated == int(arm.treated)
        took, dose = people.take_up[here] > 0, received.dose[here]
        panel = f"delivery.take_up.{arm.id}"
        below = int(((dose > 0) & ~took).sum())  # came, but less than the plan calls taking the offer up
        cells = (below,) if below else ()
        rows += share_of_arm(template, "take_up", arm.id, took, panel=panel)
        rows += mean_of_arm(template, "dose", arm.id, dose, unit="weeks", cells=cells, panel=panel)
        if took.any():
            common = {"n_arm": int(took.sum()), "events_arm": int(took.sum()), "panel": panel}
            beside = (*cells, int(took.sum()), int((~took).sum()))
            rows.append(
                described(
                    template,
                    "dose_takers",
                    arm=arm.id,
                    unit="weeks",
                    statistic="mean",
                    estimate=float(dose[took].mean()),
                    smallest_cell=min(beside),
                    method="mean over those who took the offer up",
                    **common,
                )
            )
        if arm.treated and received.peer_group is not None:
            rows += _groups(template, arm.id, received.peer_group[here], panel)
    return rows


def _groups(
    template: ResultRow, arm: str, group: np.ndarray[tuple[int], np.dtype[np.int64]], panel: str
) -> list[ResultRow]:
    met = group[group >= 0]
    if len(met) == 0:
        return []
    count = len(np.unique(met))
    common = {"n_arm": len(met), "smallest_cell": min(len(met), len(group) - len(met)), "panel": panel}
    words = "people and groups of the offered arm"
    return [
        described(
            template, "peer_groups", arm=arm, unit="groups", statistic="count", estimate=count, method=words, **common
        ),
        described(
            template,
            "peer_group_size",
            arm=arm,
            unit="persons",
            format="one_place",
            statistic="mean",
            estimate=len(met) / count,
            method=words,
            **common,
        ),
    ]


def _services(plan: AnalysisPlan, delivery: Delivery, people: AnalysisSet, template: ResultRow) -> list[ResultRow]:
    """Mean weeks of each declared service by arm, among the rounds that can be followed to the end of its weeks."""
    sets = {item.id: item.states for item in plan.state_set}
    rows: list[ResultRow] = []
    for service in delivery.service:
        reach = people.reaching(service.to_week)
        weeks = people.matrix.member(sets[service.states], 1, service.to_week).sum(axis=1)
        for arm in plan.design.arm:
            here = reach & (people.treated[people.linked] == int(arm.treated))
            rows += mean_of_arm(
                template,
                f"service.{service.id}",
                arm.id,
                weeks[here],
                unit="weeks",
                week=service.to_week,
                state=service.states,
                population="all_analysed" if reach.all() else f"rounds_reaching_w{service.to_week}",
            )
    return rows
