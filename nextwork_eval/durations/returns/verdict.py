"""At the end you know what may be said about returns, from the numbers of the panel alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReturnsVerdict = Literal[
    "halved_exits_alike",
    "reduced_exits_alike",
    "halved_by_bounds",
    "reduced_by_bounds",
    "harmful",
    "sustained_more",
    "sustained_fewer",
    "open",
]
"""What the panel allows to be said.

`halved_exits_alike`, `reduced_exits_alike`: as many left in both arms, so that the leavers may be compared; the share
back is at most half, or smaller. `halved_by_bounds`, `reduced_by_bounds`: among those who would leave in either arm the
share back is at most half, or smaller, wherever in the bounds it lies. `harmful`: among them it is larger, and neither
the weeks off support nor sustained exits point the other way. `sustained_more`, `sustained_fewer`: nothing can be said
about leavers; of everyone randomised more, or fewer, left and stayed out. `open`: neither.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """An estimate with its interval; None where there is none."""

    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelNumbers:
    """The numbers that a verdict rests on.

    Attributes
    ----------
    exits
        Difference in the share that left by the week asked about.
    ratio
        Ratio of the shares back of those who left.
    ends
        Lower and upper end of the difference in the share back among always-leavers, as the data allow it.
    difference
        Limits of that difference.
    against_half
        Limits of their share back with the offer less half their share without it.
    weeks_off, sustained
        Difference in weeks off support, and in the share that left and stayed out, of everyone randomised.
    margin
        Largest difference in the share that left at which the arms count as alike.
    """

    exits: Between
    ratio: Between
    ends: tuple[float, float]
    difference: tuple[float, float]
    against_half: tuple[float, float]
    weeks_off: Between
    sustained: Between
    margin: float


def returns_verdict(numbers: PanelNumbers) -> ReturnsVerdict:
    """Say what the panel allows to be said about the return of those who left.

    The share back of those who left may be read as an effect only where as many left in both arms, shown by the
    interval and not by the estimate, and where the bounds therefore nearly meet. Otherwise it counts for nothing here:
    what can be said is what the bounds allow, and where they allow nothing the claim is that of sustained exits, of
    everyone randomised. Returns never make an offer harmful that gave more weeks off support or more sustained exits.

    Parameters
    ----------
    numbers
        See `PanelNumbers`; limits hold at one level.

    Returns
    -------
    ReturnsVerdict

    Notes
    -----
    In order: exits alike if the interval of the exit contrast lies within the margin and the ends of the bounds are no
    further apart than the margin; then at most half if the upper limit of the ratio is at most 1/2, smaller if it is
    below 1, more if the lower limit is above 1. Then, by the limits of the bounds, at most half if those against half
    end at or below 0, smaller if those of the difference end below 0, more if they begin above 0. More is `harmful`
    only if neither estimate of the weeks off and of sustained exits is above 0. Otherwise the sign of the interval of
    sustained exits, or `open`.

    References
    ----------
    Ham and LaLonde (1996), Econometrica 64, 175-205. Zhang and Rubin (2003), Journal of Educational and Behavioral
    Statistics 28, 353-368.

    Examples
    --------
    More left with the offer, the leavers' ratio is 0.4, and the bounds hold 0: sustained exits decide.

    >>> returns_verdict(
    ...     PanelNumbers(
    ...         exits=Between(estimate=0.2, low=0.1, high=0.3),
    ...         ratio=Between(estimate=0.4, low=0.3, high=0.48),
    ...         ends=(-0.4, 0.05),
    ...         difference=(-0.5, 0.1),
    ...         against_half=(-0.2, 0.3),
    ...         weeks_off=Between(estimate=14.0, low=10.0, high=18.0),
    ...         sustained=Between(estimate=0.2, low=0.1, high=0.3),
    ...         margin=0.05,
    ...     )
    ... )
    'sustained_more'
    """
    alike = exits_alike(numbers)
    if alike and _at_most(numbers.ratio.high, 0.5):
        return "halved_exits_alike"
    if alike and _below(numbers.ratio.high, 1.0):
        return "reduced_exits_alike"
    if numbers.against_half[1] <= 0:
        return "halved_by_bounds"
    if numbers.difference[1] < 0:
        return "reduced_by_bounds"
    more = numbers.difference[0] > 0 or (alike and _above(numbers.ratio.low, 1.0))
    points_up = _above(numbers.weeks_off.estimate, 0.0) or _above(numbers.sustained.estimate, 0.0)
    if more and not points_up:
        return "harmful"
    if _above(numbers.sustained.low, 0.0):
        return "sustained_more"
    return "sustained_fewer" if _below(numbers.sustained.high, 0.0) else "open"


def exits_alike(numbers: PanelNumbers) -> bool:
    """Say whether as many left in both arms: the interval lies within the margin, and the bounds nearly meet."""
    within = _at_most(numbers.exits.high, numbers.margin) and _at_most(
        None if numbers.exits.low is None else -numbers.exits.low, numbers.margin
    )
    return within and numbers.ends[1] - numbers.ends[0] <= numbers.margin


def _at_most(value: float | None, limit: float) -> bool:
    return value is not None and value <= limit


def _below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit


def _above(value: float | None, limit: float) -> bool:
    return value is not None and value > limit
