"""The NExTWORK plan with every kind of row on delivery; all numbers are invented here, and some are withheld."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nextwork_eval.results import Change, ReleasedResult, ResultRow
from tests.unit.report_fixture import nextwork_like

ARMS = ("programme", "control")
NETWORK = (22, 22, 25, 25, 29, 29, 32, 35, 38, 41, 44, 47, 50, 53, 57)
WITH_INTERN = (None, None, 4, None, 6, 8, 7, 5, 10, 8, 9, 11, 13, 12, 6)


def delivered_like() -> ReleasedResult:
    """Fifteen months from November 2016; the control group's choosers and two months are withheld."""
    released = nextwork_like()
    labels = (("young", "Den unge", "The young person"), ("caseworker", "Sagsbehandleren", "The caseworker"))
    changes = (
        *released.changes,
        Change(result_id="delivery.firms_in_network", action="delayed", rule="steps_of_firms"),
        Change(result_id="delivery.met_firm.programme", action="rounded", rule="steps_from_rounded_counts"),
    )
    return replace(
        released,
        rows=(*released.rows, *_people(), *_matching(), *_firms()),
        facts=replace(released.facts, code_labels=labels),
        changes=changes,
    )


def _row(name: str, estimate: float | None, unit: str, shown: str, **values: Any) -> ResultRow:
    outcome = ".".join(part for part in name.split(".") if part not in ARMS and not part.startswith("20"))
    return ResultRow(
        result_id=f"delivery.{name}",
        **{
            "analysis_id": "delivery",
            "outcome": f"delivery.{outcome}",
            "statistic": "mean",
            "unit": unit,
            "format": shown,
            "estimate": estimate,
            "synthetic": True,
            **values,
        },
    )


def _people() -> list[ResultRow]:
    rows = [_row("dose_takers.programme", 17.31, "weeks", "weeks", n_arm=98, arm="programme")]
    rows.append(_row("peer_groups.programme", 14, "groups", "groups", arm="programme"))
    rows.append(_row("peer_group_size.programme", 6.92, "persons", "one_place", arm="programme"))
    measures = {
        "dose": ((14.21, None), "weeks", "weeks"),
        "service.internship": ((6.68, 5.93), "weeks", "weeks"),
        "service.education": ((1.23, 2.14), "weeks", "weeks"),
        "service.wage_subsidy": ((0.77, None), "weeks", "weeks"),
        "any_internship": ((0.6833, 0.4833), "share", "percent"),
        "internships": ((1.06, 0.58), "per_person", "number"),
        "internship_firms": ((1.04, 0.57), "per_person", "number"),
        "internship_weeks": ((6.52, 4.73), "weeks", "weeks"),
        "switched": ((0.2512, 0.0834), "share", "percent"),
        "number_of_internships": ((127, 69), "internships", "internships"),
    }
    for name, (values, unit, shown) in measures.items():
        for arm, value in zip(ARMS, values, strict=True):
            rows.append(_row(f"{name}.{arm}", value, unit, shown, arm=arm, n_arm=120, events_arm=82))
    for code, values in (("young", (0.8031, None)), ("caseworker", (0.1969, None))):
        for arm, value in zip(ARMS, values, strict=True):
            rows.append(_row(f"chosen_by.{code}.{arm}", value, "share_of_internships", "percent", arm=arm))
    return rows


def _matching() -> list[ResultRow]:
    return [
        _row("match_events.programme", 48, "events", "events", statistic="count"),
        _row("met_firm.programme", 0.875, "share", "percent", statistic="share"),
        _row("firm_chosen.programme", 0.16, "share_of_meetings", "percent", statistic="share"),
        _row("began_where_chosen.programme", 0.6190, "share", "percent", statistic="share"),
    ]


def _firms() -> list[ResultRow]:
    rows = []
    for place, (network, active) in enumerate(zip(NETWORK, WITH_INTERN, strict=True)):
        month = f"{2016 + (10 + place) // 12}-{(10 + place) % 12 + 1:02d}"
        common = {"period": month, "statistic": "count"}
        rows.append(_row(f"firms_in_network.{month}", network, "firms", "firms", **common))
        rows.append(_row(f"firms_with_intern.{month}", active, "firms", "firms", **common))
    rows.append(_row("hired.in_network", 0.2927, "share_of_firms", "percent", n_firms=41))
    rows.append(_row("hired.outside_network", None, "share_of_firms", "percent"))
    return rows
