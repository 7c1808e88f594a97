"""The security rating explained: each criterion and threat with what was found, the boundaries, and what is left."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.security import rules
from nextwork_eval.report.security.rating import Criterion, Rating, rate
from nextwork_eval.results import ReleasedResult

RATING = "rating"
NOTE = "docs/decisions/0016-how-sure.md"
_BOUNDARIES = {
    "power": ("below", rules.POWER_BELOW),
    "attrition": ("at most", rules.ATTRITION_AT_MOST),
}


def rating_values(rating: Rating) -> dict[str, Any]:
    """Return the padlocks: what is left, what it began with, and what threats took away; without what is not given."""
    values = {"padlocks": rating.padlocks, "initial": rating.initial, "dropped": rating.dropped}
    return {name: value for name, value in values.items() if value is not None}


def rating_working(released: ReleasedResult) -> str:
    """Write the working of the rating of a release, line by line: criteria, threats, and the sum of it.

    Parameters
    ----------
    released
        Everything that passed the door.

    Returns
    -------
    str
        One line for each criterion and each threat, with the row that shows what was found and the document in which
        its rule stands; then how the rating follows. A number that was withheld is not in it.
    """
    rating = rate(released)
    lines = ["Criteria"]
    lines += [f"  {one.name:<12} {_padlocks(one.padlocks)}: {_found(one)}" for one in rating.criteria]
    lines.append("Threats")
    lines += [
        f"  {one.name:<12} {one.risk or 'cannot be told'}: {one.case}{_row(one.row)} [{_source(one.source)}]"
        for one in rating.threats
    ]
    lines += ["Rating", *(f"  {line}" for line in _sum(rating))]
    return "\n".join(lines)


def _found(one: Criterion) -> str:
    found = one.case if one.found is None else f"{one.case} {one.found:.4g}"
    told = f"{found}{_row(one.row)} [{_source(one.source)}]"
    if one.found is None or one.name not in _BOUNDARIES:
        return told
    word, limits = _BOUNDARIES[one.name]
    return f"{told}; " + ", ".join(f"{locks}: {word} {limit:g}" for locks, limit in limits.items())


def _sum(rating: Rating) -> list[str]:
    counted = ", ".join(f"{risk} {count}" for risk, count in rating.risks.items())
    begins = f"fewest of the criteria: {_padlocks(rating.initial)}"
    takes = f"threats ({counted}) take away: {_padlocks(rating.dropped)}"
    return [begins, takes, f"left: {_padlocks(rating.padlocks)}, of {rules.MOST_PADLOCKS}"]


def _padlocks(number: int | None) -> str:
    return "cannot be given" if number is None else f"{number} padlock{'' if number == 1 else 's'}"


def _row(row: str | None) -> str:
    return "" if row is None else f" ({row})"


def _source(key: str) -> str:
    source = rules.SOURCES[key]
    return f"{source.name}; {source.standing.replace('_', ' ')}"
