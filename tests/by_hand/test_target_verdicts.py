"""Verdicts on targets from limits alone: what lies on a boundary, and what a contrast counts as beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval import effects
from nextwork_eval.evaluation.verdicts import effect_case, level_verdict, margin_verdict, ratio_verdict
from nextwork_eval.results import ResultRow

PLAIN = effects.share_in_arm([1, 1, 0, 0, 1, 0], [1, 1, 1, 1, 0, 0])


def within(low: float, high: float) -> effects.Estimate:
    return replace(PLAIN, conf_low=low, conf_high=high)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.75, 0.9, "met"), (0.749, 0.9, "undecided"), (0.5, 0.75, "undecided"), (0.5, 0.749, "not_met")],
)
def test_a_level_of_three_quarters(low: float, high: float, verdict: str) -> None:
    """A lower limit at the threshold reaches it; an upper limit at it may still be it."""
    assert level_verdict(within(low, high), 0.75) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.2, 0.5, "met"),
        (0.2, 0.501, "undecided"),
        (0.5, 0.9, "undecided"),  # may be a half
        (0.501, 0.999, "reduced_not_met"),
        (0.501, 1.0, "undecided"),  # may be no reduction
        (0.999, 1.3, "undecided"),
        (1.0, 1.3, "not_reduced"),
    ],
)
def test_a_ratio_that_should_be_halved(low: float, high: float, verdict: str) -> None:
    """At most a half: met; one or more: not reduced; strictly between: reduced, but not by half."""
    assert ratio_verdict(within(low, high), 0.5) == verdict


@pytest.mark.parametrize(
    ("low", "high", "sides", "verdict"),
    [
        (-0.1, 0.1, {}, "met"),
        (-0.101, 0.1, {}, "undecided"),
        (-0.1, 0.101, {}, "undecided"),
        (-0.3, -0.1, {}, "undecided"),
        (-0.3, -0.101, {}, "not_met"),
        (0.1, 0.3, {}, "undecided"),
        (0.101, 0.3, {}, "not_met"),
        # Only the side on which it would be worse counts.
        (-0.1, 0.9, {"high": False}, "met"),
        (-0.9, 0.1, {"low": False}, "met"),
        (0.101, 0.3, {"high": False}, "met"),
        (-0.3, -0.101, {"low": False}, "met"),
        (-0.3, -0.101, {"high": False}, "not_met"),
    ],
)
def test_a_margin_of_ten_points(low: float, high: float, sides: dict[str, Any], verdict: str) -> None:
    """Limits at the margin lie within it, and not beyond it."""
    assert margin_verdict(within(low, high), 0.1, **sides) == verdict


@pytest.mark.parametrize("neutral", [0.0, 1.0])
@pytest.mark.parametrize(
    ("low", "high", "more", "fewer", "neither"),
    [
        (0.0, 0.2, "open", "open", "open"),
        (-0.2, 0.0, "open", "open", "open"),
        (0.01, 0.2, "good", "bad", "shown"),
        (-0.2, -0.01, "bad", "good", "shown"),
    ],
)
def test_a_contrast_beside_a_target(
    neutral: float, low: float, high: float, more: str, fewer: str, neither: str
) -> None:
    """Nothing is shown at the edge; which way is good is the outcome's. A difference is neutral at 0, a ratio at 1."""
    row = ResultRow(
        result_id="a.x",
        analysis_id="a",
        outcome="o",
        statistic="ratio" if neutral else "difference",
        unit="share",
        synthetic=True,
        estimate=neutral,
        conf_low=neutral + low,
        conf_high=neutral + high,
    )
    found = [effect_case(row, good) for good in ("more", "fewer", "neither")]
    assert found == [more, fewer, neither]
    assert effect_case(replace(row, conf_low=None), "more") == "open"
