"""Steps of which each is counted among those of the step before: rounded together, so that no two can be subtracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.results import Change, ResultRow


def guard_chains(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Round the persons of each step to the floor, and make the shares of the rounded counts.

    Of people who took an offer up nearly all may meet a firm, and of those nearly all may choose one: the few who did
    not are the difference of two counts that each may leave. Rounded, the difference is a multiple of the floor, and
    says no more than that. A chain with a step of too few persons, or with too few who went no further than it, is
    withheld whole. A share of something else than persons is rounded to whole percents, for its fraction could betray
    how many there were.
    """
    chains: dict[str | None, list[ResultRow]] = defaultdict(list)
    for row in rows:
        chains[row.panel].append(row)
    kept, changes = [], []
    for chain in chains.values():
        withheld = any(rules.too_small(row.smallest_cell) for row in chain)
        for row in chain:
            kept.append(_withhold(row) if withheld else _rounded(row, rules))
            changes.append(
                Change(result_id=row.result_id, action="suppressed", rule="small_cell")
                if withheld
                else Change(result_id=row.result_id, action="rounded", rule="steps_from_rounded_counts")
            )
    return kept, changes


def _rounded(row: ResultRow, rules: Rules) -> ResultRow:
    n, events = rules.nearest(row.n_arm), rules.nearest(row.events_arm)
    estimate = row.estimate
    if row.unit == "share" and n and events is not None:
        estimate = min(events / n, 1.0)
    elif row.statistic == "share" and estimate is not None:
        estimate = round(estimate, 2)
    return replace(row, estimate=estimate, n_arm=n, events_arm=events, smallest_cell=None)


def _withhold(row: ResultRow) -> ResultRow:
    return replace(row, estimate=None, n_arm=None, events_arm=None, smallest_cell=None)
