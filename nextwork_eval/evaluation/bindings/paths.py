"""How a plan's effects by week are called."""

from __future__ import annotations

import numpy as np

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import DifferenceByWeek
from nextwork_eval.plan.outcomes import InStateByWeek
from nextwork_eval.results import ResultRow


def difference_by_week(request: Request) -> list[ResultRow]:
    """Levels and differences by week."""
    rule = request.rows.outcome.rule
    assert isinstance(rule, InStateByWeek)
    curve = effects.difference_by_week(
        request.numbers,
        request.treated,
        weeks=np.arange(1, rule.to_week + 1),
        strata=request.strata,
        level=options_of(request, DifferenceByWeek).level,
    )
    statistic, unit, contrast = (
        ("mean", "weeks", "weeks") if rule.cumulative else ("share", "share", "percentage_point")
    )
    rows = []
    for series in curve.series:
        if series.arm == "difference":
            rows += request.rows.line(curve, series, "difference", statistic="difference", unit=contrast)
        else:
            arm = request.rows.treated_arm if series.arm == "treated" else request.rows.reference_arm
            rows += request.rows.line(curve, series, f"level.{arm}", statistic=statistic, unit=unit)
    return rows
