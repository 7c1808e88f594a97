"""Two plans side by side: what was added, what was removed, what was changed, each by the path to its key.

Entries of an array are the same where they have the same id, wherever they stand. Only the content of the files counts;
comments and white space do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed"]

_NAMES = ("id", "analysis")  # what names an entry of an array: its id, or the analysis that it is about
_NOTHING = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """One difference between two plans.

    Attributes
    ----------
    kind
        `added` or `removed`, a key or an entry, or `changed`, a value.
    path
        Keys and ids from the top of the plan, with dots between them.
    before, after
        The values in the two plans; None where there is none.
    """

    kind: Kind
    path: str
    before: Any
    after: Any

    def lines(self) -> list[str]:
        """Say the difference: the path, and below it what stood there and what stands there."""
        texts = [("-", self.before), ("+", self.after)]
        return [self.path, *(f"  {sign} {_written(value)}" for sign, value in texts if value is not None)]


def plan_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[PlanDifference, ...]:
    """List every difference between the contents of two plans: added ones first, then removed, then changed.

    Parameters
    ----------
    before, after
        Contents, as `plan_content` reads them.

    Returns
    -------
    tuple
        Empty exactly where the two have the same fingerprint. Within each kind in the order of the plan. An array whose
        entries have changed places is one difference, of its order.

    Examples
    --------
    >>> before, after = ({"target": [{"id": "a", "threshold": value}]} for value in (0.5, 0.6))
    >>> found = plan_differences(before, after)
    >>> [(one.kind, one.path, one.before, one.after) for one in found]
    [('changed', 'target.a.threshold', 0.5, 0.6)]
    """
    found = list(_tables((), before, after))
    return tuple(one for kind in ("added", "removed", "changed") for one in found if one.kind == kind)


def difference_text(differences: Sequence[PlanDifference]) -> str:
    """Write differences in their three groups; one sentence where there are none.

    Examples
    --------
    >>> difference_text(())
    'The plans are the same.'
    """
    if not differences:
        return "The plans are the same."
    lines = []
    for kind in ("added", "removed", "changed"):
        group = [one for one in differences if one.kind == kind]
        if group:
            lines.append(f"{kind.capitalize()}: {len(group)}")
            lines += [f"  {line}" for one in group for line in one.lines()]
    return "\n".join(lines)


def _compared(path: tuple[str, ...], before: Any, after: Any) -> Iterator[PlanDifference]:
    if before is _NOTHING:
        yield PlanDifference(kind="added", path=".".join(path), before=None, after=after)
    elif after is _NOTHING:
        yield PlanDifference(kind="removed", path=".".join(path), before=before, after=None)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _tables(path, before, after)
    elif (name := _name_of_entries(before, after)) is not None:
        yield from _arrays(path, before, after, name)
    # 1 and 1.0 are the same promise and the same canonical JSON; 1 and true are not
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield PlanDifference(kind="changed", path=".".join(path), before=before, after=after)


def _tables(path: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PlanDifference]:
    for key in dict.fromkeys([*before, *after]):
        yield from _compared((*path, key), before.get(key, _NOTHING), after.get(key, _NOTHING))


def _arrays(path: tuple[str, ...], before: list[Any], after: list[Any], name: str) -> Iterator[PlanDifference]:
    old, new = ({str(entry[name]): entry for entry in entries} for entries in (before, after))
    yield from _tables(path, old, new)
    kept_old, kept_new = [key for key in old if key in new], [key for key in new if key in old]
    if kept_old != kept_new:
        yield PlanDifference(kind="changed", path=f"{'.'.join(path)} (order)", before=kept_old, after=kept_new)


def _name_of_entries(before: Any, after: Any) -> str | None:
    """Return the key by which the entries of two arrays of tables are told apart; None where they have none."""
    if not (isinstance(before, list) and isinstance(after, list)):
        return None
    for name in _NAMES:
        if all(_named(entries, name) for entries in (before, after)):
            return name
    return None


def _named(entries: list[Any], name: str) -> bool:
    names = [entry.get(name) if isinstance(entry, Mapping) else None for entry in entries]
    return None not in names and len(set(map(str, names))) == len(names)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
