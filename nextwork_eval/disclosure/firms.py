"""Numbers that rest on firms: a firm is protected as a person is, and the largest two may not be read off a total.

Statistics Denmark's rules for business data, as copied by others (the wording of the rules themselves was not seen):
at least three units behind a cell, and the two largest units together at most 85 % of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.results import Change, ResultRow


def guard_firms(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Withhold rows that rest on too few firms or persons, on either side of a share, or on two dominant firms.

    Shares of internships by who chose the firm sum to one. Where one of them is withheld, others that might have been
    shown go with it, the smallest first, until what can be had by subtraction is no small cell, and no two firms can
    dominate it. How many firms stand behind a number leaves only where the number is a share of those firms: a firm is
    behind several numbers at once, and two such counts could be subtracted.
    """
    reasons = {row.result_id: reason for row in rows if (reason := _reason(row, rules)) is not None}
    wholes: dict[tuple[str, str, str | None], list[ResultRow]] = defaultdict(list)
    for row in rows:
        if row.unit == "share_of_internships":
            wholes[row.outcome, row.population, row.arm].append(row)
    for parts in wholes.values():
        reasons |= _complements(parts, reasons, rules)
    changes = [
        Change(result_id=row.result_id, action="suppressed", rule=reasons[row.result_id])
        for row in rows
        if row.result_id in reasons
    ]
    return [_withhold(row) if row.result_id in reasons else _shown(row) for row in rows], changes


def guard_running_counts(rows: Sequence[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Let a running count of firms take a step only when at least three firms have come since its last step.

    Nobody can then subtract one month from the next and find a single firm. Until the first three have come the count
    is withheld; afterwards it stands still between its steps, and the last one may be lower than the true count.
    """
    lines: dict[str, list[ResultRow]] = defaultdict(list)
    for row in rows:
        lines[row.outcome].append(row)
    kept, changes = [], []
    for outcome, line in lines.items():
        shown = 0
        for row in sorted(line, key=lambda row: row.period or ""):
            count = round(row.estimate or 0)
            if count - shown >= rules.fewest_firms:
                shown = count
            kept.append(replace(row, estimate=shown or None, n_firms=shown or None, smallest_cell=None))
        changes.append(Change(result_id=outcome, action="delayed", rule="steps_of_firms"))
    return kept, changes


def _reason(row: ResultRow, rules: Rules) -> str | None:
    if rules.too_small(row.smallest_cell):
        return "small_cell"
    if min(_sides(row)) < rules.fewest_firms:
        return "few_firms"
    if row.top_two_share is not None and row.top_two_share > rules.largest_two:
        return "dominant_firms"
    return None


def _sides(row: ResultRow) -> tuple[int, ...]:
    """Return the counts of firms that the row shows or lets a reader derive."""
    firms = row.n_firms or 0
    match row.unit:
        case "share_of_firms":
            counted = round((row.estimate or 0) * firms)
            return counted, firms - counted
        case "firms":
            counted = round(row.estimate or 0)
            return counted, firms - counted
        case _:
            return (firms,)


def _complements(parts: Sequence[ResultRow], reasons: dict[str, str], rules: Rules) -> dict[str, str]:
    """Return what must go beside the parts of a whole that are withheld already.

    Two firms hold of several parts together at most what the two largest of each part hold.
    """
    withheld = [row for row in parts if row.result_id in reasons]
    safe = sorted(
        (row for row in parts if row.result_id not in reasons), key=lambda row: (row.events_arm or 0, row.result_id)
    )
    beside: list[ResultRow] = []
    while withheld and len(beside) < len(safe) and (not beside or _may_dominate([*withheld, *beside], rules)):
        beside.append(safe[len(beside)])
    return dict.fromkeys((row.result_id for row in beside), "complement")


def _may_dominate(parts: Sequence[ResultRow], rules: Rules) -> bool:
    held = sum((row.estimate or 0) * (1 if row.top_two_share is None else row.top_two_share) for row in parts)
    return held > rules.largest_two * sum(row.estimate or 0 for row in parts)


def _shown(row: ResultRow) -> ResultRow:
    return row if row.unit == "share_of_firms" else replace(row, n_firms=None)


def _withhold(row: ResultRow) -> ResultRow:
    """Empty the row, with its denominators: those of one row are numbers of another."""
    return replace(row, estimate=None, n_arm=None, events_arm=None, smallest_cell=None, n_firms=None)
