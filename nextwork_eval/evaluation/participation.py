"""Participation week by week: the share of each arm that is in the programme in each week since the lottery."""

from __future__ import annotations

from nextwork_eval.evaluation.described import described
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet

PARTICIPATION = "delivery.in_programme"
IN, OUT = "in", "out"


def participation_rows(plan: AnalysisPlan, people: AnalysisSet, template: ResultRow) -> list[ResultRow]:
    """Describe who is in the programme, week by week, among the rounds that can be followed to the last week.

    Those who are in it and those who are not stand side by side as states that make up the arm, so that the door makes
    both of counts that are rounded together, at its release weeks: from exact shares of two weeks the few who left
    between them could be counted, and from an exact nought in the other arm that nobody broke the plan.

    Parameters
    ----------
    plan, people, template
        The promise, the people, and a row that carries the fingerprints.

    Returns
    -------
    list of ResultRow
        `delivery.in_programme.<arm>.in.w<week>` and `….out.w<week>`; none where the plan names no stays.
    """
    delivery, received = plan.delivery, people.delivery
    if delivery is None or delivery.stays is None or received is None or received.in_programme is None:
        return []
    reach = people.reaching(delivery.stays.to_week)
    treated = people.treated[people.linked]
    rows: list[ResultRow] = []
    for arm in plan.design.arm:
        inside = received.in_programme[reach & (treated == int(arm.treated))]
        n = len(inside)
        if n == 0:
            continue
        for week, present in enumerate(inside.sum(axis=0).tolist(), start=1):
            for state, count in ((IN, present), (OUT, n - present)):
                rows.append(
                    described(
                        template,
                        f"in_programme.{arm.id}.{state}.w{week}",
                        result_id=f"{PARTICIPATION}.{arm.id}.{state}.w{week}",
                        analysis_id=PARTICIPATION,
                        outcome=PARTICIPATION,
                        arm=arm.id,
                        unit="share",
                        statistic="share",
                        state=state,
                        week=week,
                        estimate=count / n,
                        n_arm=n,
                        events_arm=count,
                        smallest_cell=min(present, n - present),
                        population="all_analysed" if reach.all() else f"rounds_reaching_w{delivery.stays.to_week}",
                        method="share of those randomised to the arm",
                    )
                )
    return rows
