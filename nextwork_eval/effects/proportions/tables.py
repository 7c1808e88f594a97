"""At the end you know the four numbers that two shares rest on, and how a comparison of them is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nextwork_eval.effects.estimate import Estimate, SetKind
from nextwork_eval.effects.inputs import read_two_arms, read_zero_one

NOT_SHOWN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoByTwo:
    """Persons and persons with the event in the two arms.

    Attributes
    ----------
    x1, n1
        Persons with the event, and persons, of those offered the programme.
    x0, n0
        The same in the reference arm.
    """

    x1: int
    n1: int
    x0: int
    n0: int

    @property
    def n(self) -> int:
        """Persons in both arms."""
        return self.n1 + self.n0

    @property
    def p1(self) -> float:
        """Share of those offered the programme."""
        return self.x1 / self.n1

    @property
    def p0(self) -> float:
        """Share of the reference arm."""
        return self.x0 / self.n0

    def swapped(self) -> TwoByTwo:
        """Return the table with the arms exchanged."""
        return TwoByTwo(x1=self.x0, n1=self.n0, x0=self.x1, n0=self.n1)


def read_two_by_two(summary: str, outcome: object, treated: object, *, problems: Sequence[str] = ()) -> TwoByTwo:
    """Count persons and events in the arms, or refuse with every fault.

    Raises
    ------
    EstimationError
        An outcome or an arm that is not 0/1, missing values, lengths or pandas indexes that differ, an arm with fewer
        than two persons, and `problems`.
    """
    events = read_zero_one("outcome", outcome, meaning="persons with the event")
    arms = read_two_arms(summary, events, treated, problems=problems)
    offered = arms.treated == 1
    return TwoByTwo(
        x1=int(arms.outcome[offered].sum()),
        n1=int(offered.sum()),
        x0=int(arms.outcome[~offered].sum()),
        n0=int((~offered).sum()),
    )


def comparison(
    table: TwoByTwo,
    *,
    statistic: str,
    estimate: float,
    limits: tuple[float, float],
    level: float,
    test_statistic: float | None,
    p_value: float | None,
    method: str,
    warnings: Sequence[str] = (),
    set_kind: SetKind = "interval",
) -> Estimate:
    """Write a comparison of the two shares down; its interval does not rest on a standard error, so it has none."""
    return Estimate(
        statistic=statistic,
        estimate=estimate,
        std_error=None,
        df=None,
        conf_low=limits[0],
        conf_high=limits[1],
        conf_level=level,
        test_statistic=test_statistic,
        p_value=p_value,
        level_treated=table.p1,
        level_reference=table.p0,
        n_treated=table.n1,
        n_reference=table.n0,
        events_treated=table.x1,
        events_reference=table.x0,
        method=method,
        warnings=tuple(warnings),
        set_kind=set_kind,
    )
