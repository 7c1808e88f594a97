"""How a plan's effects on indices of outcomes are called."""

from __future__ import annotations

from typing import Any, Literal

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import IndexDifference
from nextwork_eval.results import ResultRow


def index_difference(request: Request) -> list[ResultRow]:
    """Turn components for which fewer is better, and give the weights beside the effect."""
    options = options_of(request, IndexDifference)
    keywords: dict[str, Any] = {
        "good": [_direction(request, name) for name in options.components],
        "weights": options.weights,
        "standardize_by": options.standardize_by,
        "covariance_of": options.covariance_of,
    }
    components = {name: request.components[name] for name in options.components}
    estimate = effects.index_difference(
        components, request.treated, strata=request.strata, level=options.level, **keywords
    )
    index = effects.index_of(components, request.treated, **keywords)
    return [
        *request.rows.effect(estimate, unit="standard_deviation", level_statistic="mean"),
        *(
            request.rows.plain(
                f"weight.{name}", statistic="weight", unit="weight", estimate=weight, method=index.method
            )
            for name, weight in zip(index.names, index.weights, strict=True)
        ),
    ]


def _direction(request: Request, name: str) -> Literal["more", "fewer"]:
    good = request.good[name]
    assert good != "neither", "the plan's contradictions name such a component"
    return good
