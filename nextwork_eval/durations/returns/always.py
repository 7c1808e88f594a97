"""At the end you know how low the difference among those who would leave in either arm can be, and what moves it.

Four kinds of people: those who leave whatever their arm, those who leave in one of the arms only, those who never do.
The leavers of an arm are a mix of the first kind and of one other, and nothing tells which of them is which.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.effects.estimate import FloatVector, IntVector

# Shares are sums of weights: two that are equal may differ by this much.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Leavers:
    """Outcomes of leavers; vectors of shape (n_people,).

    Attributes
    ----------
    outcome
        0 for those who did not leave.
    left, treated
        1 or 0.
    weight
        What each person counts in the mean of the own arm; sums to 1 in each arm.
    share
        What each person counts among everyone; sums to 1.
    cells
        Codes 0, 1, … of cells of everyone, known before the lottery.
    """

    outcome: FloatVector
    left: FloatVector
    treated: IntVector
    weight: FloatVector
    share: FloatVector
    cells: IntVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LowEnd:
    """The lower end of the difference.

    Attributes
    ----------
    difference
        Treated minus reference; None where nobody need be of the kind that leaves in either arm.
    influence
        Shape (n_people,): what the difference moves by with each person within the own arm and cell.
    between
        Shape (n_people,): what it moves by with the cell she is in.
    always
        The share of everyone that leaves in either arm, where the end is reached.
    """

    difference: float | None
    influence: FloatVector
    between: FloatVector
    always: float


def low_end(people: Leavers, *, monotone: bool, tie: int = 0) -> LowEnd:
    """Return the lowest mean of always-leavers in the treated arm minus their highest in the reference arm.

    Where as many leave in both arms of a cell, `tie` names the arm that its share of always-leavers moves with.

    Notes
    -----
    In cell x a share p_1 of the treated and p_0 of the reference arm leave. Always-leavers are a share r of the cell:
    min(p_0, p_1) if the offer moves leaving one way only, and anything from max(0, p_0 + p_1 - 1) to min(p_0, p_1)
    if not. For a given r the lowest total of the difference is

        g(r) = max over c of {c r + E_1[S (Y - c)^-]} - min over d of {d r + E_0[S (Y - d)^+]},

    the mean of a trimmed arm with a person on the margin counted in part; it is convex in r and a broken line. With
    cell shares s the end is min over r of sum s g(r) / sum s r. Where r is known that is the average of the cells'
    ends, weighted by their always-leavers. Where it is not, each cell may hold many or few always-leavers whatever the
    others hold: the average at the smallest r is too narrow, and the minimum is found by Dinkelbach's iterations, each
    of which takes in every cell the r at which the slope of g passes the ratio. At the minimum c, d and r can be held
    fixed when the ratio is differentiated with respect to the data.
    """
    found = [_Cell.of(people, cell) for cell in range(int(people.cells.max()) + 1)]
    choices = [cell.possible(monotone=monotone) for cell in found]
    ratio = _smallest_ratio(found, choices)
    influence = np.zeros(len(people.outcome))
    if ratio is None:
        return LowEnd(difference=None, influence=influence, between=influence, always=0.0)
    chosen = [_best(cell, possible, ratio) for cell, possible in zip(found, choices, strict=True)]
    always = sum(cell.share * r for cell, r in zip(found, chosen, strict=True))
    between = np.zeros(len(people.outcome))
    for cell, r, possible in zip(found, chosen, choices, strict=True):
        here = people.cells == cell.code
        between[here] = (cell.total(r) - ratio * r) / always
        cuts = cell.cuts(r, ratio, free=possible[0] + ROUNDING < r < possible[-1] - ROUNDING)
        moves = cell.moves(r, monotone=monotone, tie=tie)
        for arm, cut, sign in ((1, cuts[0], 1.0), (0, cuts[1], -1.0)):
            own = here & (people.treated == arm)
            beyond = np.minimum(people.outcome[own] - cut, 0) if arm == 1 else np.maximum(people.outcome[own] - cut, 0)
            value = people.left[own] * (sign * beyond + moves[arm] * (cuts[0] - cuts[1] - ratio))
            weight = people.weight[own]
            mean = float(value @ weight) / float(weight.sum())
            influence[own] = (value - mean) * cell.share / (float(weight.sum()) * always)
    return LowEnd(difference=ratio, influence=influence, between=between, always=float(always))


def _smallest_ratio(cells: list[_Cell], choices: list[list[float]]) -> float | None:
    """Minimise the sum of totals over the sum of always-leavers; None where there need be none of them."""
    if sum(cell.share * possible[0] for cell, possible in zip(cells, choices, strict=True)) <= ROUNDING:
        return None
    ratio = np.inf
    while True:
        chosen = [
            possible[-1] if np.isinf(ratio) else _best(cell, possible, ratio)
            for cell, possible in zip(cells, choices, strict=True)
        ]
        total = sum(cell.share * cell.total(r) for cell, r in zip(cells, chosen, strict=True))
        new = total / sum(cell.share * r for cell, r in zip(cells, chosen, strict=True))
        if new >= ratio - ROUNDING * max(1.0, abs(new)):
            return float(min(new, ratio))
        ratio = new


def _best(cell: _Cell, possible: list[float], ratio: float) -> float:
    """Return the share of always-leavers that brings the ratio lowest, the least of them where several do."""
    values = [cell.total(r) - ratio * r for r in possible]
    return next(r for r, value in zip(possible, values, strict=True) if value <= min(values) + ROUNDING)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cell:
    """One cell: sorted outcomes of the leavers of each arm, and the shares of the arm up to each of them."""

    code: int
    share: float
    treated: tuple[FloatVector, FloatVector]  # from the lowest outcome
    reference: tuple[FloatVector, FloatVector]  # from the highest
    leave: tuple[float, float]  # of the reference, of the treated arm

    @classmethod
    def of(cls, people: Leavers, code: int) -> _Cell:
        here = people.cells == code
        sides: list[tuple[FloatVector, FloatVector]] = []
        leave = []
        for arm, sign in ((1, 1.0), (0, -1.0)):
            own = here & (people.treated == arm)
            gone = own & (people.left == 1)
            values, position = np.unique(sign * people.outcome[gone], return_inverse=True)
            weights = np.bincount(position, people.weight[gone], minlength=len(values)) / people.weight[own].sum()
            sides.append((sign * values, np.cumsum(weights)))
            leave.append(float(weights.sum()))
        return cls(
            code=code,
            share=float(people.share[here].sum()),
            treated=sides[0],
            reference=sides[1],
            leave=(leave[1], leave[0]),
        )

    def possible(self, *, monotone: bool) -> list[float]:
        """Return the least and the greatest share of always-leavers, and the bends of g between them."""
        most = min(self.leave)
        least = most if monotone else max(0.0, sum(self.leave) - 1)
        if least >= most - ROUNDING:
            return [most]
        bends = np.concatenate([self.treated[1], self.reference[1]])
        return [least, *sorted(set(bends[(bends > least + ROUNDING) & (bends < most - ROUNDING)].tolist())), most]

    def total(self, r: float) -> float:
        """Return g(r): the lowest total of a share r of the treated less the highest of a share r of the reference."""
        return _reached(*self.treated, r) - _reached(*self.reference, r)

    def cuts(self, r: float, ratio: float, *, free: bool) -> tuple[float, float]:
        """Return the outcomes on the margin; where r was free to move, two whose difference is the ratio."""
        if r <= ROUNDING:
            return 0.0, 0.0  # nobody counts, whatever the cuts
        low, high = _margin(*self.treated, r), _margin(*self.reference, r)
        if not free:
            return low[0], high[0]
        least, most = max(low[0], min(high) + ratio), min(low[1], max(high) + ratio)
        cut = (least + most) / 2
        return cut, cut - ratio

    def moves(self, r: float, *, monotone: bool, tie: int) -> tuple[int, int]:
        """Say whether r moves with the share of leavers of the reference, of the treated arm."""
        least = max(0.0, sum(self.leave) - 1)
        if not monotone and abs(r - least) <= ROUNDING:
            return (1, 1) if sum(self.leave) > 1 else (0, 0)
        if abs(r - min(self.leave)) > ROUNDING:
            return (0, 0)
        if abs(self.leave[0] - self.leave[1]) <= ROUNDING:
            return (0, 1) if tie else (1, 0)
        return (1, 0) if self.leave[0] < self.leave[1] else (0, 1)


def _reached(values: FloatVector, upto: FloatVector, r: float) -> float:
    """Return the total of the first share r of an arm."""
    if r <= ROUNDING:
        return 0.0
    weights = np.diff(np.minimum(upto, r), prepend=0.0)
    return float(weights @ values)


def _margin(values: FloatVector, upto: FloatVector, r: float) -> tuple[float, float]:
    """Return the last value among the first share r, and the next one where the share ends between the two."""
    at = min(int(np.searchsorted(upto, r - ROUNDING)), len(values) - 1)
    ends_here = abs(upto[at] - r) <= ROUNDING and at + 1 < len(values)
    return float(values[at]), float(values[at + 1] if ends_here else values[at])
