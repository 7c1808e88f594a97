"""Whether the values that a column may hold became fewer or more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from nextwork_eval.registers.schema import Constraints
from nextwork_eval.registers.schema_change import SchemaChange

Bound = float | dt.date | None


def domain_changes(where: str, old: Constraints, new: Constraints) -> Iterator[SchemaChange]:
    """Compare what two versions demand of a column's values. A narrower domain breaks, a wider one does not.

    Two patterns are never compared for what they match: another pattern is taken to be narrower.

    Examples
    --------
    >>> [change.what for change in domain_changes("t.mark", Constraints(minimum=0.0), Constraints(minimum=1.0))]
    ['narrower: the minimum rose']
    """
    for name in ("required", "unique"):
        was, is_now = getattr(old, name), getattr(new, name)
        if was != is_now:
            words = f"narrower: {name}" if is_now else f"wider: no longer {name}"
            # What plans could count on in every row is gone with `required`; a repeated value was always read as it is.
            yield SchemaChange(where, words, is_now or name == "required")
    yield from _allowed(where, frozenset(old.enum), frozenset(new.enum))
    if old.pattern != new.pattern:
        yield SchemaChange(where, "wider: no pattern" if new.pattern is None else "another pattern", bool(new.pattern))
    yield from _bound(where, "minimum", old.minimum, new.minimum)
    yield from _bound(where, "maximum", old.maximum, new.maximum)


def _allowed(where: str, old: frozenset[str], new: frozenset[str]) -> Iterator[SchemaChange]:
    if old == new:
        return
    if not new:
        yield SchemaChange(where, "wider: any value", False)
    elif not old or old - new:
        yield SchemaChange(where, "narrower: values are no longer allowed", True)
    else:
        yield SchemaChange(where, "wider: more values are allowed", False)


def _bound(where: str, name: str, old: Bound, new: Bound) -> Iterator[SchemaChange]:
    if old == new:
        return
    if new is None:
        yield SchemaChange(where, f"wider: no {name}", False)
        return
    rose = old is None or _place(new) > _place(old)
    narrower = old is None or rose == (name == "minimum")
    words = "is new" if old is None else "rose" if rose else "fell"
    yield SchemaChange(where, f"{'narrower' if narrower else 'wider'}: the {name} {words}", narrower)


def _place(bound: float | dt.date) -> float:
    """Return a bound as a number that orders numbers, and days among each other."""
    return bound.toordinal() if isinstance(bound, dt.date) else bound
