"""How shares in states become rows: those of the arms and, where the plan asks for a band, the differences with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nextwork_eval.effects import Curve, Series
from nextwork_eval.effects.estimate import SeriesArm
from nextwork_eval.evaluation.request import Request
from nextwork_eval.plan.estimators import CourseOccupation, CumulativeIncidence, KaplanMeier, StateOccupation
from nextwork_eval.results import ResultRow
from nextwork_eval.results.row import IntervalKind


def drawing(options: StateOccupation | CourseOccupation | KaplanMeier | CumulativeIncidence) -> dict[str, Any]:
    """Return the arguments of the band that a plan asks for; none of them where it does not."""
    if options.band == "none" or options.seed is None:
        return {}
    return {"band": options.band, "draws": options.draws, "generator": np.random.default_rng(options.seed)}


def shares_by_week(request: Request, curve: Curve, options: StateOccupation | CourseOccupation) -> list[ResultRow]:
    """Return the shares of each arm by week; with a band also the differences, once more with the limits of the band.

    A share within rounds is not the persons in the state over those observed, so that its row counts none: the door
    rebuilds it from the share. A difference has the smallest cell of both arms' shares, which are released rounded and
    guard nothing for it.
    """
    rows = []
    for series in curve.series:
        if series.arm != "difference":
            name = f"{arms_of(request)[series.arm]}.{series.label}"
            made = request.rows.line(curve, series, name, statistic="share", unit="share", state=series.label)
            rows += [replace(row, events_arm=None) for row in made] if options.stratified else made
        elif options.band != "none":
            cells = smallest_cells(curve, series.label)
            name = f"difference.{series.label}"
            lines: list[tuple[Series, str, IntervalKind]] = [(series, name, "pointwise")]
            if series.band_low is not None and series.band_high is not None:
                whole = replace(series, conf_low=series.band_low, conf_high=series.band_high)
                lines.append((whole, f"{name}.band", "simultaneous"))
            for line, called, kind in lines:
                made = request.rows.line(
                    curve, line, called, statistic="difference", unit="percentage_point", state=series.label
                )
                rows += [
                    replace(row, smallest_cell=cells[row.week], interval_kind=kind, seed=options.seed)
                    for row in made
                    if kind == "pointwise" or row.conf_low is not None
                ]
    return rows


def arms_of(request: Request) -> dict[SeriesArm, str]:
    """Return the plan's name of each arm."""
    return {"treated": request.rows.treated_arm, "reference": request.rows.reference_arm}


def smallest_cells(curve: Curve, label: str) -> dict[int | None, int]:
    """Return, for each week, the fewest persons of an arm who are counted as in the state, or are not."""
    cells = [
        np.minimum(line.events, line.n - line.events)
        for line in (curve.pick("treated", label), curve.pick("reference", label))
    ]
    return dict(zip(curve.weeks.tolist(), np.minimum(*cells).tolist(), strict=True))
