"""Internships of each arm as rows: how many, how long, who chose the firm, and what came of the match events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.evaluation.described import described, mean_of_arm, share_of_arm
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet, Internships, Meetings
from nextwork_eval.trial.internship_counts import firms_of, internships_of, switches_of, weeks_of

IntVector = NDArray[np.int64]
BoolVector = NDArray[np.bool_]


def placement_rows(
    plan: AnalysisPlan,
    people: AnalysisSet,
    internships: Internships,
    template: ResultRow,
    *,
    choosers: Sequence[str],
) -> list[ResultRow]:
    """Describe the internships of each arm that began within the plan's weeks.

    Among the rounds that can be followed so far. For each arm: share with any, mean number, mean number of firms, mean
    weeks, share who switched firm, the number of internships, and the share of them by who chose the firm.
    """
    to_week, reach = _horizon(plan, people)
    counted = internships.take(internships.first_week <= to_week)
    n = len(reach)
    number = internships_of(counted.person, n)
    firms = firms_of(counted.person, counted.firm, n)
    switches = switches_of(counted.person, counted.firm, n)
    weeks = weeks_of(counted.person, counted.first_week, counted.last_week, to_week, n)
    common: dict[str, Any] = {
        "week": to_week,
        "population": "all_analysed" if reach.all() else f"rounds_reaching_w{to_week}",
    }
    rows: list[ResultRow] = []
    for arm in plan.design.arm:
        here = reach & (people.treated[people.linked] == int(arm.treated))
        some, moved = number[here] > 0, switches[here] > 0
        own = counted.take(here[counted.person])
        stayed, unseen = int((some & ~moved).sum()), int((some & (weeks[here] == 0)).sum())
        behind: dict[str, Any] = {"n_firms": len(np.unique(own.firm)), "top_two_share": top_two_share(own.firm)}
        rows += share_of_arm(template, "any_internship", arm.id, some, **common)
        rows += mean_of_arm(template, "internships", arm.id, number[here], unit="per_person", **behind, **common)
        rows += mean_of_arm(template, "internship_firms", arm.id, firms[here], unit="per_person", **behind, **common)
        rows += mean_of_arm(
            template,
            "internship_weeks",
            arm.id,
            weeks[here],
            unit="weeks",
            cells=(unseen,) if unseen else (),
            **behind,
            **common,
        )
        rows += share_of_arm(template, "switched", arm.id, moved, cells=(stayed,), **common)
        if some.any():
            rows += _choosers(template, arm.id, own, int((~some).sum()), choosers, common)
    return rows


def matching_rows(
    plan: AnalysisPlan, people: AnalysisSet, internships: Internships, meetings: Meetings, template: ResultRow
) -> list[ResultRow]:
    """Follow the offered arm from match events to internships.

    Events held; the share who met a firm; the share of meetings in which the firm was chosen; the share of those who
    chose that began, on the day of the event or later and within the plan's weeks, at a firm they had chosen. Each
    denominator is a count of the step before, so that the rows are one chain.
    """
    to_week, reach = _horizon(plan, people)
    arm = next(arm.id for arm in plan.design.arm if arm.treated)
    offered = reach & (people.treated[people.linked] == 1)
    own = offered[meetings.person]
    person, chosen = meetings.person[own], meetings.chosen[own]
    met, chose = _someone(person, offered), _someone(person[chosen], offered)
    refused = _someone(person[~chosen], offered)
    counted = internships.take((internships.first_week <= to_week) & offered[internships.person])
    began = _someone(_began_where_chosen(meetings, counted), offered)
    if not chose.any():
        return []
    common: dict[str, Any] = {
        "panel": f"chain.matching.{arm}",
        "population": "all_analysed" if reach.all() else f"rounds_reaching_w{to_week}",
    }
    n_met, n_chose = int(met.sum()), int(chose.sum())
    return [
        described(
            template,
            "match_events",
            arm=arm,
            unit="events",
            statistic="count",
            estimate=len(np.unique(meetings.event[own])),
            n_arm=n_met,
            smallest_cell=n_met,
            method="match events at which someone of the offered arm met a firm",
            **common,
        ),
        *share_of_arm(template, "met_firm", arm, met[offered], **common),
        described(
            template,
            "firm_chosen",
            arm=arm,
            unit="share_of_meetings",
            statistic="share",
            estimate=float(chosen.mean()),
            n_arm=n_met,
            smallest_cell=min(n_chose, int(refused.sum())),
            method="share of meetings of a person and a firm",
            **common,
        ),
        *share_of_arm(
            template,
            "began_where_chosen",
            arm,
            began[chose],
            method="share of those who chose a firm at a match event",
            week=to_week,
            **common,
        ),
    ]


def _choosers(
    template: ResultRow, arm: str, own: Internships, without: int, choosers: Sequence[str], common: dict[str, Any]
) -> list[ResultRow]:
    """Return the number of internships of an arm, and its parts by who chose the firm.

    Their denominators are the people with an internship, so that those `without` one are a cell as well. One person may
    have internships of several parts; those who have none of a part are what its people leave of all.
    """
    persons = len(np.unique(own.person))
    rows = [
        described(
            template,
            "number_of_internships",
            arm=arm,
            unit="internships",
            statistic="count",
            estimate=len(own.person),
            n_arm=persons,
            smallest_cell=min(persons, without),
            n_firms=len(np.unique(own.firm)),
            top_two_share=top_two_share(own.firm),
            method="internships that began within the weeks",
            **common,
        )
    ]
    for code in choosers:
        here = own.chosen_by == code
        behind = len(np.unique(own.person[here]))
        rows.append(
            described(
                template,
                "chosen_by",
                result_id=f"delivery.chosen_by.{code}.{arm}",
                arm=arm,
                subgroup=code,
                unit="share_of_internships",
                statistic="share",
                estimate=float(here.mean()),
                n_arm=persons,
                events_arm=behind,
                smallest_cell=min(behind, persons - behind, without),
                n_firms=len(np.unique(own.firm[here])),
                top_two_share=top_two_share(own.firm[here]),
                method="share of internships that began within the weeks",
                **common,
            )
        )
    return rows


def top_two_share(firm: IntVector) -> float:
    """Return what the two firms with the most entries hold of all of them; 1 where there is none.

    Examples
    --------
    >>> top_two_share(np.array([1, 1, 2, 3, 4]))
    0.6
    """
    if len(firm) == 0:
        return 1.0
    _, entries = np.unique(firm, return_counts=True)
    return float(np.sort(entries)[-2:].sum() / len(firm))


def _horizon(plan: AnalysisPlan, people: AnalysisSet) -> tuple[int, BoolVector]:
    assert plan.delivery is not None
    assert plan.delivery.internships is not None, "there are internships only if the plan names their table"
    to_week = plan.delivery.internships.to_week
    return to_week, people.reaching(to_week)


def _someone(person: IntVector, everyone: BoolVector) -> BoolVector:
    found = np.zeros(len(everyone), dtype=np.bool_)
    found[person] = True
    return found & everyone


def _began_where_chosen(meetings: Meetings, internships: Internships) -> IntVector:
    """Return the people who began at a firm on the day on which they chose it, or later.

    For one person and firm it is enough to hold the first choice against the last beginning.
    """
    firms = 1 + int(max(meetings.firm.max(initial=0), internships.firm.max(initial=0)))
    choice = meetings.person[meetings.chosen] * firms + meetings.firm[meetings.chosen]
    began = internships.person * firms + internships.firm
    pairs = np.intersect1d(choice, began)
    far = np.iinfo(np.int64).max
    first, last = np.full(len(pairs), far), np.full(len(pairs), -far)
    for pair, day, extreme, into in (
        (choice, meetings.day[meetings.chosen], np.minimum, first),
        (began, internships.first_day, np.maximum, last),
    ):
        known = np.isin(pair, pairs)
        extreme.at(into, np.searchsorted(pairs, pair[known]), day[known].astype(np.int64))
    return np.unique(pairs[last >= first] // firms)
