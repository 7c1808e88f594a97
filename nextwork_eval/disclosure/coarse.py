"""Numbers made coarse, where it is hidden how many people they rest on."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nextwork_eval.disclosure.counts import withhold
from nextwork_eval.disclosure.digits import GRIDS, RATIO_GRID, Digits, grid_for, sizes_that_fit, to_grid
from nextwork_eval.disclosure.limits import recognised
from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.disclosure.sizes import Sizes
from nextwork_eval.results import Change, Flow, ResultRow

_P_VALUES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0)
_OF_PEOPLE = frozenset({"share", "percentage_point"})
_TESTS = frozenset({"chi_square", "f", "z", "f_statistic", "t"})
_NOT_OF_PEOPLE = frozenset({"design", "simulated"})
_MANY = 10**9
Widenings = tuple[int, int, int]
"""By how many steps the grids of primary, secondary and other outcomes are widened."""
_KINDS = {"primary": 0, "secondary": 1}
_WIDENINGS: tuple[Widenings, ...] = (
    (0, 0, 0),
    (0, 0, 1),
    (0, 1, 1),
    (0, 1, 2),
    (0, 2, 2),
    (0, 2, 3),
    (0, 3, 3),
    (1, 3, 3),
    (2, 3, 3),
    (3, 3, 3),
)
_LEAST_GRID = 0.1  # of means and the like: a tenth of a week


def coarsen(
    rows: Sequence[ResultRow], rules: Rules, *, reason: str, wider: Widenings = (0, 0, 0), sizes: Sizes | None = None
) -> tuple[list[ResultRow], list[Change]]:
    """Round counts to the floor and everything else to a grid.

    Parameters
    ----------
    rows
        Rows whose number of people is hidden. Those that rest on nobody, such as the power of the design, stay.
    rules
        The data owner's rules.
    reason
        The rule that demands it.
    wider
        By how many steps the grid of primary, secondary and other outcomes is wider than their number of people asks
        for (`grid_for`). Numbers that are no shares get steps of a tenth at least.
    sizes
        How sizes that are hidden are shown; without it they are rounded to the nearest multiple of the floor.

    Returns
    -------
    list of ResultRow
        Limits are rounded outwards, so that no set looks narrower than it was; a p-value upwards, to the next of .001,
        .01, .05, .1, .2, .5 and 1. Standard errors, degrees of freedom and test statistics stay behind: they are exact
        functions of the counts.
    list of Change
        One for each row.
    """
    grids = _grids(rows, rules, wider)
    coarse = [
        row
        if row.population in _NOT_OF_PEOPLE
        else _coarse(row, sizes or Sizes(Flow(nodes=()), rules), grids[_table_of(row)])
        for row in rows
    ]
    changes = [
        Change(result_id=row.result_id, action="rounded", rule=reason)
        for row in rows
        if row.population not in _NOT_OF_PEOPLE
    ]
    return coarse, changes


def coarsen_until_hidden(rows: Sequence[ResultRow], flow: Flow, rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Coarsen rows until their digits no longer say how many people of an arm were lost.

    Parameters
    ----------
    rows
        Rows that rest on people, as they were found, some of them withheld.
    flow
        The true flow: how many there were, and how many are known at each horizon.
    rules
        The data owner's rules.

    Returns
    -------
    list of ResultRow, list of Change
        On the finest grids on which at least two sizes of each such arm fit all digits together (`sizes_that_fit`);
        what is of the least purpose gets wider grids first. If none are wide enough, every number is withheld.
    """
    changes: list[Change] = []
    sizes = Sizes(flow, rules)
    for wider in _WIDENINGS:
        coarse, changes = coarsen(rows, rules, reason="small_box", wider=wider, sizes=sizes)
        if not _pinned(rows, coarse, sizes, _grids(rows, rules, wider)):
            return coarse, changes
    hidden = [row if row.population in _NOT_OF_PEOPLE else withhold(row) for row in rows]
    return hidden, [replace(change, action="suppressed") for change in changes]


def _table_of(row: ResultRow) -> tuple[str, str, str]:
    """Name the table that a number stands in: its numbers are rounded to one base."""
    return row.outcome, row.population, row.subgroup


def _grids(rows: Sequence[ResultRow], rules: Rules, wider: Widenings) -> dict[tuple[str, str, str], float]:
    """Return the grid of each outcome among its people, by the fewest people of an arm that any row of it may have."""
    kinds: dict[tuple[str, str, str], int] = {}
    for row in rows:
        kinds[_table_of(row)] = min(kinds.get(_table_of(row), 2), _KINDS.get(row.purpose, 2))
    fewest: dict[tuple[str, str, str], int] = {}
    for row in rows:
        sizes = [size for size in (row.n_arm, row.n_reference) if size]
        fewest[_table_of(row)] = min([*sizes, fewest.get(_table_of(row), _MANY)])
    finest = {name: GRIDS.index(grid_for(max(size - rules.floor // 2, 1))) for name, size in fewest.items()}
    return {name: GRIDS[min(place + wider[kinds[name]], len(GRIDS) - 1)] for name, place in finest.items()}


def _pinned(
    rows: Sequence[ResultRow],
    coarse: Sequence[ResultRow],
    sizes: Sizes,
    grids: Mapping[tuple[str, str, str], float],
) -> bool:
    """Say whether the digits of any horizon leave a single size for an arm of which a few were lost."""
    tables: dict[tuple[Any, ...], list[Digits]] = defaultdict(list)
    by_outcome: dict[tuple[str, str, str], dict[str, tuple[ResultRow, ResultRow]]] = defaultdict(dict)
    for true, shown in zip(rows, coarse, strict=True):
        if true.events_arm is not None and shown.estimate is not None and true.subgroup == "all":
            by_outcome[true.outcome, true.population, true.analysis_id][true.result_id] = true, shown
    for members in by_outcome.values():
        contrast = next((true for true, _ in members.values() if true.reference_arm is not None and true.n_arm), None)
        if contrast is None or not contrast.n_arm or not contrast.n_reference:
            continue
        arms = (contrast.arm, contrast.reference_arm)
        where = (arms, contrast.week, contrast.n_arm, contrast.n_reference)
        tables[where].append(_digits(contrast, members, grids[_table_of(contrast)]))
    for (arms, _, *true_sizes), digits in tables.items():
        options = [sizes.possible(str(arm), size) for arm, size in zip(arms, true_sizes, strict=True)]
        if all(len(option) < 2 for option in options):
            continue  # nothing of these arms is hidden
        fits = sizes_that_fit(digits, *options)
        for place, option in enumerate(options):
            if len(option) > 1 and len({pair[place] for pair in fits}) < 2:
                return True
    return False


def _digits(contrast: ResultRow, members: Mapping[str, tuple[ResultRow, ResultRow]], grid: float) -> Digits:
    """Bring together what leaves of one outcome and is an exact function of its four counts."""
    p1 = (contrast.events_arm or 0) / (contrast.n_arm or 1)
    p0 = (contrast.events_reference or 0) / (contrast.n_reference or 1)
    found: dict[str, float | None] = {}
    for true, shown in members.values():
        match true.statistic:
            case "share" if true.reference_arm is None:
                name = "share_treated" if true.arm == contrast.arm else "share_reference"
                value = p1 if true.arm == contrast.arm else p0
            case "difference":
                name, value = "difference", p1 - p0
            case "ratio" if p0:
                name, value = "ratio", p1 / p0
            case _:
                continue
        if true.estimate is not None and abs(true.estimate - value) < 1e-9:  # an adjusted number is no function of them
            found[name] = shown.estimate
    return Digits(
        share_treated=found.get("share_treated"),
        share_reference=found.get("share_reference"),
        difference=found.get("difference"),
        ratio=found.get("ratio"),
        grid=grid,
        **_limits(members),
    )


def _limits(members: Mapping[str, tuple[ResultRow, ResultRow]]) -> dict[str, Any]:
    """Return the limits of the difference as they leave, where they are a function of the four counts."""
    for true, shown in members.values():
        counts = (true.events_arm, true.n_arm, true.events_reference, true.n_reference)
        if true.statistic != "difference" or true.conf_low is None or true.conf_high is None or None in counts:
            continue
        e1, n1, e0, n0 = (count or 0 for count in counts)
        formula = recognised(e1, n1, e0, n0, true.conf_level or 0.95, true.conf_low, true.conf_high)
        if formula is not None:
            return {
                "low": shown.conf_low,
                "high": shown.conf_high,
                "formula": formula,
                "level": true.conf_level or 0.95,
            }
    return {}


def _coarse(row: ResultRow, sizes: Sizes, grid: float) -> ResultRow:
    step = grid if row.unit in _OF_PEOPLE else max(grid, _LEAST_GRID if row.unit != "ratio" else RATIO_GRID)
    estimate = row.estimate
    if row.unit == "p_value":
        estimate = _p_value(estimate)
    elif estimate is not None:
        estimate = float(round(estimate)) if row.unit in _TESTS else to_grid(estimate, step)
    return replace(
        row,
        **_coarse_set(row, step),
        n_arm=sizes.shown(row.arm, row.n_arm),
        n_reference=sizes.shown(row.reference_arm, row.n_reference),
        events_arm=sizes.rules.nearest(row.events_arm),
        events_reference=sizes.rules.nearest(row.events_reference),
        smallest_cell=None,
        estimate=estimate,
        std_error=None,
        test_statistic=None,
        p_value=_p_value(row.p_value),
        p_adjusted=_p_value(row.p_adjusted),
        df=None,
    )


def _coarse_set(row: ResultRow, step: float) -> dict[str, Any]:
    """Round the limits of a set so that it holds all it held: a rounded set must not look narrower than it was.

    What two rays leave out lies between their limits, which therefore round towards each other; where nothing is left
    between them, nothing is left out.
    """
    if row.set_kind != "two_rays":
        return {
            "conf_low": _outwards(row.conf_low, math.floor, step),
            "conf_high": _outwards(row.conf_high, math.ceil, step),
        }
    low, high = _outwards(row.conf_low, math.ceil, step), _outwards(row.conf_high, math.floor, step)
    if low is None or high is None or low >= high:
        return {"conf_low": None, "conf_high": None, "set_kind": "whole_line"}
    return {"conf_low": low, "conf_high": high}


def _outwards(value: float | None, towards: Callable[[float], int], step: float) -> float | None:
    """Round a limit to the grid, up or down."""
    return None if value is None else round(towards(round(value / step, 6)) * step, 10) + 0.0


def _p_value(value: float | None) -> float | None:
    """Round upwards: a rounded p-value must not look smaller than it was."""
    return None if value is None else _P_VALUES[min(bisect.bisect_left(_P_VALUES, value), len(_P_VALUES) - 1)]
