"""What the rules are held against: the primary analysis, and the effect that the lottery was large enough to show."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any, Literal

from nextwork_eval.results import ReleasedResult, ResultRow

CHANCE_OF_ERROR, CHANCE_OF_SHOWING = 0.05, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Detectable:
    """The minimum detectable effect at randomisation.

    Attributes
    ----------
    size
        In standard deviations of the outcome.
    case
        `planned`: the smallest likely difference of the plan's own calculation, over the standard deviation of the
        share that it supposes in the control arm. `sizes`: from the sizes of the arms alone.
    row
        The row of the plan's calculation; None where there is none.
    """

    size: float
    case: Literal["planned", "sizes"]
    row: str | None = None


def primary_analysis(released: ReleasedResult) -> dict[str, Any] | None:
    """Return the plan's first primary analysis; None where it has none."""
    return next((entry for entry in released.plan.get("analysis", ()) if entry["purpose"] == "primary"), None)


def row_of(released: ReleasedResult, entry: dict[str, Any]) -> tuple[ResultRow, ...]:
    """Return the rows of an analysis that are not of another kind, such as a target read from it."""
    return released.under(str(entry["id"]))


def detectable_effect(released: ReleasedResult) -> Detectable | None:
    """Return the smallest effect that the trial was likely to show, in standard deviations.

    Parameters
    ----------
    released
        Everything that passed the door.

    Returns
    -------
    Detectable or None
        None where neither way is open: the plan has no calculation for its primary analysis, and clusters were drawn
        or the size of an arm was withheld.

    Notes
    -----
    From the sizes n1 and n0 of the arms: (z(1 - 0.05 / 2) + z(0.8)) sqrt(1 / n1 + 1 / n0), z the quantile of the normal
    distribution; no traits are taken into account.

    References
    ----------
    Bloom (1995), Evaluation Review 19, 547-556.
    """
    entry = primary_analysis(released)
    if entry is not None:
        name = f"power.effect.{entry['id']}"
        there = {row.result_id: row.estimate for row in released.under(name)}
        level, difference = there.get(f"{name}.control"), there.get(f"{name}.detectable")
        if level is not None and difference is not None and 0 < level < 1:
            size = abs(difference) / sqrt(level * (1 - level))
            return Detectable(size=size, case="planned", row=f"{name}.detectable")
    sizes = [node.count for node in released.flow.nodes if node.id == "allocated"]
    if released.plan["design"].get("unit") != "person" or len(sizes) != 2:
        return None
    one, zero = sizes
    if one is None or zero is None or min(one, zero) < 1:
        return None
    quantiles = NormalDist().inv_cdf(1 - CHANCE_OF_ERROR / 2) + NormalDist().inv_cdf(CHANCE_OF_SHOWING)
    return Detectable(size=quantiles * sqrt(1 / one + 1 / zero), case="sizes")
