"""How the bands of curves become rows: beside each arm's points its band, and the difference with its interval."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.effects import Curve
from nextwork_eval.evaluation.request import Request
from nextwork_eval.results import ResultRow

_LABELS = ("without_event", "event")


def bands_of_curves(request: Request, curve: Curve, statistic: str, seed: int | None) -> list[ResultRow]:
    """Return the bands of both arms, and the difference with its pointwise interval and its band; none without a band.

    Bands count nobody: the persons at risk stand with the points.
    """
    rows: list[ResultRow] = []
    for series in curve.series:
        if series.label not in _LABELS or series.band_low is None or series.band_high is None:
            continue
        whole = replace(series, conf_low=series.band_low, conf_high=series.band_high)
        if series.arm == "difference":
            name, of, unit = "difference", "difference", "percentage_point"
            rows += request.rows.line(curve, series, name, statistic=of, unit=unit)
        else:
            name = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            of, unit = statistic, "share"
        band = request.rows.line(curve, whole, f"{name}.band", statistic=of, unit=unit)
        rows += [
            replace(row, interval_kind="simultaneous", n_arm=None, events_arm=None, smallest_cell=None)
            for row in band
            if row.conf_low is not None
        ]
    return [replace(row, seed=seed) for row in rows]
