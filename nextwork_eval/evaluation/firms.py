"""Firms as rows: how many were in the network and had an intern, month by month, and how many hired afterwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.evaluation.described import described
from nextwork_eval.evaluation.placements import top_two_share
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import Internships

Days = NDArray[np.datetime64]


def firm_rows(
    plan: AnalysisPlan, internships: Internships, joined: Days | None, template: ResultRow
) -> list[ResultRow]:
    """Describe the firms.

    Parameters
    ----------
    plan
        The months begin with its first lottery round.
    internships
        Those of all people of the trial, whichever arm.
    joined
        Day on which each firm joined the network, NaT outside it; None where the plan has no network.
    template
        A row that carries the fingerprints.
    """
    if len(internships.person) == 0:
        return []
    if joined is None:
        return _hires(template, "all", internships, np.ones(len(internships.firm), dtype=np.bool_))
    inside = ~np.isnat(joined)[internships.firm]
    return [
        *_by_month(plan, internships, joined, template),
        *_hires(template, "in_network", internships, inside),
        *_hires(template, "outside_network", internships, ~inside),
    ]


def _by_month(plan: AnalysisPlan, internships: Internships, joined: Days, template: ResultRow) -> list[ResultRow]:
    """Count, at each month's end, the firms that had joined, and among them those with an intern during the month.

    The first is a running total: the data say who joined and not who left.
    """
    joined_month = joined.astype("datetime64[M]")
    begins, ends = internships.first_day.astype("datetime64[M]"), internships.last_day.astype("datetime64[M]")
    start = np.datetime64(min(draw.date for draw in plan.design.round if draw.date is not None), "M")
    last = max(ends.max(), joined_month[~np.isnat(joined_month)].max(initial=start))
    rows = []
    for month in np.arange(start, last + 1):
        in_network = int((joined_month <= month).sum())
        there = (begins <= month) & (ends >= month) & (joined_month[internships.firm] <= month)
        pairs = np.unique(np.column_stack([internships.firm[there], internships.person[there]]), axis=0)
        persons = len(np.unique(internships.person[there]))
        common = {"unit": "firms", "period": str(month)}
        rows += [
            described(
                template,
                "firms_in_network",
                result_id=f"delivery.firms_in_network.{month}",
                statistic="running_count",
                estimate=in_network,
                n_firms=in_network,
                method="firms that had joined by the end of the month",
                **common,
            ),
            described(
                template,
                "firms_with_intern",
                result_id=f"delivery.firms_with_intern.{month}",
                statistic="count",
                estimate=len(np.unique(pairs[:, 0])),
                n_arm=persons,
                smallest_cell=persons,
                n_firms=in_network,
                top_two_share=top_two_share(pairs[:, 0]),
                method="firms of the network with an intern of the trial in the month",
                **common,
            ),
        ]
    return rows


def _hires(template: ResultRow, name: str, internships: Internships, which: NDArray[np.bool_]) -> list[ResultRow]:
    """Return the share of firms with an intern that hired one afterwards; the firm is the unit.

    Cells are the people who were hired, and those who were interns where nobody was.
    """
    own = internships.take(which)
    firms, hiring = np.unique(own.firm), np.unique(own.firm[own.hired])
    if len(firms) == 0:
        return []
    elsewhere = ~np.isin(own.firm, hiring)
    return [
        described(
            template,
            "hired",
            result_id=f"delivery.hired.{name}",
            subgroup=name,
            unit="share_of_firms",
            statistic="share",
            estimate=len(hiring) / len(firms),
            smallest_cell=min(len(np.unique(own.person[own.hired])), len(np.unique(own.person[elsewhere]))),
            n_firms=len(firms),
            top_two_share=max(top_two_share(own.firm[own.hired]), top_two_share(own.firm[elsewhere])),
            method="share of firms with an intern of the trial that hired at least one of them afterwards",
        )
    ]
