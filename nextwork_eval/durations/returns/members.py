"""At the end you know what the returns panel holds, all of which is shown together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nextwork_eval.durations.returns.verdict import ReturnsVerdict
from nextwork_eval.effects.estimate import Bounds, Estimate, Test


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReturnsPanel:
    """The members of the panel, which are shown together or not at all.

    Attributes
    ----------
    given_exit
        Share back of those who left, by arm, and the ratio; not protected by the lottery.
    exits
        Difference in the share that left by the week asked about.
    weeks_off
        Difference in weeks off support to the horizon.
    sustained
        Difference in the share that left and stayed out for the weeks asked about.
    bounds
        What the offer may have done for those who would leave in either arm: `returned`, `weeks`; the same without
        monotonicity, `returned_free`, `weeks_free`; within cells, `…_in_cells`. `against_half` is the treated share
        less half the reference share, by the bounds that the verdict rests on.
    shadow
        Test of what monotonicity implies.
    monotone
        Whether the verdict rests on bounds under monotonicity: not where the test contradicts it.
    verdict
        See `ReturnsVerdict`.
    """

    given_exit: Estimate
    exits: Estimate
    weeks_off: Estimate
    sustained: Estimate
    bounds: Mapping[str, Bounds]
    shadow: Test
    monotone: bool
    verdict: ReturnsVerdict

    def to_dict(self) -> dict[str, Any]:
        """Return the members as plain dictionaries."""
        return {
            "given_exit": self.given_exit.to_dict(),
            "exits": self.exits.to_dict(),
            "weeks_off": self.weeks_off.to_dict(),
            "sustained": self.sustained.to_dict(),
            "bounds": {name: bounds.to_dict() for name, bounds in self.bounds.items()},
            "shadow": self.shadow.to_dict(),
            "monotone": self.monotone,
            "verdict": self.verdict,
        }
