"""The audit of what leaves: how exactly a reader can work a protected cell out from all of it together.

The least and the largest count that the released numbers allow are found by two linear programmes for each protected
cell (HiGHS, through scipy). The programmes allow fractions where counts are whole, so that the range of whole counts
is taken between its ends: as many must be left as the floor.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from nextwork_eval.disclosure.cells import Cell
from nextwork_eval.disclosure.system import Equation, System, Unit
from nextwork_eval.errors import DisclosureError

_MARGIN = 1e-6
_MANY = 1e9
_SOLVED, _UNBOUNDED = 0, 3


class Audit:
    """The equations of a system, taken apart into the groups of cells that have anything to do with each other.

    Parameters
    ----------
    system
        Cells, equations, facts, and what is protected.
    width
        How many persons the range of a protected cell must span at least: with a floor of five, four, so that five
        counts remain possible.
    """

    def __init__(self, system: System, width: float) -> None:
        self._system, self._width = system, width
        group = _groups(system.equations, system.protected)
        self._cells: dict[int, list[Cell]] = defaultdict(list)
        for cell, number in group.items():
            self._cells[number].append(cell)
        self._equations: dict[int, list[Equation]] = defaultdict(list)
        for equation in system.equations:
            self._equations[group[equation[0][0]]].append(equation)
        self._group = group

    def exposed(self, removed: frozenset[Unit] = frozenset()) -> list[Cell]:
        """Return the protected cells that can be worked out, or nearly, where some units are withheld."""
        return [cell for cell in sorted(self._system.protected, key=repr) if self.is_exposed(cell, removed)]

    def is_exposed(self, cell: Cell, removed: frozenset[Unit] = frozenset()) -> bool:
        """Say whether a cell can be worked out where some units are withheld."""
        low, high = self.range(cell, removed)
        return math.floor(min(high, _MANY) + _MARGIN) - math.ceil(max(low, -_MANY) - _MARGIN) < self._width

    def range(self, cell: Cell, removed: frozenset[Unit] = frozenset()) -> tuple[float, float]:
        """Return the least and the largest count of a cell that everything released allows.

        Parameters
        ----------
        cell
            One of the system's cells.
        removed
            Units whose facts do not leave.

        Examples
        --------
        >>> women, men, all_of_them = ("e", "a", "women"), ("e", "a", "men"), ("e", "a", "all")
        >>> from nextwork_eval.disclosure.system import Fact
        >>> system = System(truth={women: 3.0, men: 27.0, all_of_them: 30.0}, protected={women})
        >>> system.tie(all_of_them, [(women, 1.0), (men, 1.0)])
        >>> system.facts += [Fact(cell=cell, low=count, high=count, unit=(cell,))
        ...                  for cell, count in ((men, 27.0), (all_of_them, 30.0))]
        >>> Audit(system, 4).range(women)
        (3.0, 3.0)
        >>> Audit(system, 4).range(women, frozenset({(men,)}))
        (0.0, 30.0)
        """
        number = self._group[cell]
        cells = self._cells[number]
        place = {name: index for index, name in enumerate(cells)}
        low, high = np.zeros(len(cells)), np.full(len(cells), np.inf)
        for fact in self._system.facts:
            at = place.get(fact.cell)
            if at is not None and fact.unit not in removed:
                low[at], high[at] = max(low[at], fact.low), min(high[at], fact.high)
        equations = self._equations[number]
        matrix = _matrix(equations, place)
        target = np.zeros(len(cells))
        target[place[cell]] = 1.0
        bounds = np.column_stack([low, high])
        return _least(target, matrix, bounds), -_least(-target, matrix, bounds)

    def units_near(self, cell: Cell) -> set[Unit]:
        """Return the units that say anything of a cell or of those it is tied to."""
        mine = set(self._cells[self._group[cell]])
        return {fact.unit for fact in self._system.facts if fact.unit is not None and fact.cell in mine}


def _least(target: np.ndarray, matrix: csr_matrix | None, bounds: np.ndarray) -> float:
    found = linprog(
        target,
        A_eq=matrix,
        b_eq=None if matrix is None else np.zeros(matrix.shape[0]),
        bounds=bounds,
        method="highs",
    )
    if found.status == _UNBOUNDED:  # nothing is known of the cell on that side
        return -np.inf
    if found.status != _SOLVED:
        raise DisclosureError("The audit of all released counts together could not be carried out.", [found.message])
    return float(found.fun) + 0.0


def _matrix(equations: Iterable[Equation], place: Mapping[Cell, int]) -> csr_matrix | None:
    rows, columns, values = [], [], []
    count = 0
    for count, equation in enumerate(equations, start=1):
        for cell, coefficient in equation:
            rows.append(count - 1)
            columns.append(place[cell])
            values.append(coefficient)
    return csr_matrix((values, (rows, columns)), shape=(count, len(place))) if count else None


def _groups(equations: Iterable[Equation], alone: Iterable[Cell]) -> dict[Cell, int]:
    """Return, for each cell, the number of the group of cells that equations tie together."""
    parent: dict[Cell, Cell] = {}

    def root(cell: Cell) -> Cell:
        parent.setdefault(cell, cell)
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for equation in equations:
        first = root(equation[0][0])
        for cell, _ in equation[1:]:
            parent[root(cell)] = first
    for cell in alone:
        root(cell)
    numbers: dict[Cell, int] = {}
    return {cell: numbers.setdefault(root(cell), len(numbers)) for cell in list(parent)}
