"""How a plan's comparisons of shares are called."""

from __future__ import annotations

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import RiskRatio
from nextwork_eval.results import ResultRow


def risk_ratio(request: Request) -> list[ResultRow]:
    """Pool the rounds."""
    estimate = effects.risk_ratio(request.numbers, request.treated, level=options_of(request, RiskRatio).level)
    return request.rows.effect(estimate, unit="ratio", level_statistic="share")
