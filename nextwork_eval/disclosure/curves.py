"""Everything by week, guarded.

Paths, states and survival curves are rebuilt from guarded numbers before anything is drawn from them.

A figure is a table: a vector file holds its coordinates in full precision, and each step of a survival curve gives the
number of people at risk and with the event back to whoever reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.disclosure.sizes import Sizes
from nextwork_eval.results import Change, ResultRow

STEPS = frozenset({"survival", "cumulative_incidence", "cumulative_hazard"})


def guard_steps(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Delay the steps of each arm's curve until the floor is reached.

    A step is released when at least `floor` events have gathered since the last released step and at least `floor`
    people are still at risk; the curve stands still in between and ends with its last released step. Numbers at risk
    are rounded to the floor, numbers of events are not released.
    """
    lines: dict[tuple[str, str | None], list[ResultRow]] = defaultdict(list)
    for row in rows:
        lines[row.analysis_id, row.arm].append(row)
    kept, changes = [], []
    for (analysis, arm), line in lines.items():
        gathered = 0
        for row in sorted(line, key=lambda row: row.week or 0):
            gathered += row.events_arm or 0
            start = row.week == 0
            if start or (gathered >= rules.floor and (row.n_arm or 0) - (row.events_arm or 0) >= rules.floor):
                kept.append(replace(row, n_arm=rules.nearest(row.n_arm), events_arm=None, smallest_cell=None))
                gathered = 0
        changes.append(
            Change(
                result_id=f"{analysis}.{arm}",
                action="delayed",
                rule="steps_of_floor",
            )
        )
    return kept, changes


def guard_states(
    rows: Sequence[ResultRow], rules: Rules, sizes: Sizes | None = None
) -> tuple[list[ResultRow], list[Change]]:
    """Rebuild shares of people in each state from counts rounded to the floor, at release weeks only.

    A share that is averaged over lottery rounds counts nobody; it is rebuilt from itself times the arm's persons, and
    still counts nobody. `sizes` says what the counts add up to where a few people were lost; without it that is their
    rounded sum.
    """
    cells: dict[tuple[str, str | None, int | None], list[ResultRow]] = defaultdict(list)
    for row in rows:
        if row.week in rules.release_weeks:
            cells[row.analysis_id, row.arm, row.week].append(row)
    kept, touched = [], set()
    for (analysis, arm, _), states in cells.items():
        averaged = any(row.events_arm is None for row in states)
        counts = [(row.estimate or 0.0) * (row.n_arm or 0) if averaged else row.events_arm or 0 for row in states]
        shown = None if sizes is None else sizes.shown(arm, round(sum(counts)))
        rounded = _rounded_together(counts, rules, shown)
        total = sum(rounded)
        if total == 0:
            continue
        kept += [
            replace(
                row,
                estimate=count / total,
                events_arm=None if averaged else count,
                n_arm=total,
                std_error=None,
                conf_low=None,
                conf_high=None,
                set_kind="none",
                smallest_cell=None,
            )
            for row, count in zip(states, rounded, strict=True)
        ]
        touched.add(f"{analysis}.{arm}")
    rounded_lines = [
        Change(result_id=name, action="rounded", rule="states_from_rounded_counts") for name in sorted(touched)
    ]
    return kept, [*_other_weeks(rows, rules), *rounded_lines]


def guard_paths(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Keep release weeks, and of them those in which nobody stands in a small cell in either arm."""
    weeks: dict[tuple[str, int | None], list[ResultRow]] = defaultdict(list)
    for row in rows:
        if row.week in rules.release_weeks:
            weeks[_whose(row), row.week].append(row)
    kept, changes = [], _other_weeks(rows, rules)
    for (whose, week), members in weeks.items():
        if any(rules.too_small(row.smallest_cell) for row in members):
            changes.append(Change(result_id=f"{whose}.w{week}", action="suppressed", rule="small_cell"))
        else:
            # Warnings of a path speak of its still weeks, and those have a small cell: they do not leave.
            kept += [replace(row, warnings="") for row in members]
    return kept, changes


def _other_weeks(rows: Sequence[ResultRow], rules: Rules) -> list[Change]:
    """Record, once for each analysis, that the weeks which are no release weeks stayed behind."""
    names = {_whose(row) for row in rows if row.week not in rules.release_weeks}
    return [Change(result_id=name, action="suppressed", rule="release_weeks") for name in sorted(names)]


def _whose(row: ResultRow) -> str:
    """Name what stays behind together; differences of states can, in a week in which the shares themselves leave."""
    return row.analysis_id if row.state is None or row.statistic == "share" else f"{row.analysis_id}.difference"


def _rounded_together(counts: Sequence[float], rules: Rules, total: int | None = None) -> list[int]:
    """Round counts to neighbouring multiples of the floor so that their sum is the rounded sum (largest remainders).

    With `total`, a multiple of the floor not far from the sum, they add up to that.

    Examples
    --------
    >>> rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=())
    >>> _rounded_together([2, 13, 45], rules), _rounded_together([12, 22, 83, 3], rules)
    ([0, 15, 45], [10, 20, 85, 5])
    """
    base = rules.floor
    down = [int(count // base) for count in counts]
    up = (round(sum(counts) / base) if total is None else total // base) - sum(down)
    order = sorted(range(len(counts)), key=lambda place: (-(counts[place] % base), place))
    return [base * (units + (place in order[:up])) for place, units in enumerate(down)]
