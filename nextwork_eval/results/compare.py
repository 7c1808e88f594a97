"""Two sets of results, row by row: what moved, by how much, what is new and what is gone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.tolerances import Kind, kind_of

_CLOSE = ("estimate", "std_error", "df", "test_statistic", "p_value", "p_adjusted", "conf_low", "conf_high")
# Fingerprints are left out: the same numbers may come from another delivery.
_FINGERPRINTS = ("plan_fingerprint", "schema_fingerprint", "extract_fingerprint")
_EXACT = tuple(
    field.name
    for field in fields(ResultRow)
    if field.name not in (*_CLOSE, *_FINGERPRINTS, "result_id", "top_two_share")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not the same in two sets of results.

    `before` and `after` are as written; None where there was nothing.
    """

    result_id: str
    attribute: str
    before: object
    after: object

    def sentence(self) -> str:
        """Say the difference in one line."""
        return f"{self.result_id} {self.attribute}: {self.before} → {self.after}"


def compare(
    before: Sequence[ResultRow], after: Sequence[ResultRow], *, tolerance: float | Mapping[Kind, float] = 1e-9
) -> tuple[Difference, ...]:
    """Compare two sets of rows, matched by result id.

    Parameters
    ----------
    before, after
        Rows; their order is ignored.
    tolerance
        Relative tolerance for estimates and what belongs to them: one for all, or one for each kind of number, such as
        `TOLERANCES`. Counts, verdicts, methods, units and all else must agree exactly. Fingerprints are not compared:
        the same numbers may come from another file format.

    Returns
    -------
    tuple of Difference
        Empty when every number is the same.

    Examples
    --------
    >>> compare([], [])
    ()
    """
    old = {row.result_id: row for row in before}
    new = {row.result_id: row for row in after}
    differences = [
        Difference(result_id=name, attribute="row", before="present", after=None) for name in old if name not in new
    ]
    differences += [
        Difference(result_id=name, attribute="row", before=None, after="present") for name in new if name not in old
    ]
    for name in old.keys() & new.keys():
        for attribute in _EXACT + _CLOSE:
            left, right = getattr(old[name], attribute), getattr(new[name], attribute)
            if left == right:
                continue
            allowed = tolerance if isinstance(tolerance, int | float) else tolerance[kind_of(old[name], attribute)]
            if not (attribute in _CLOSE and allowed > 0 and _close(left, right, allowed)):
                differences.append(Difference(result_id=name, attribute=attribute, before=left, after=right))
    return tuple(sorted(differences, key=lambda item: (item.result_id, item.attribute)))


def _close(left: float | None, right: float | None, tolerance: float) -> bool:
    # The absolute floor is for differences that are zero but for rounding in the last digits.
    return left is not None and right is not None and math.isclose(left, right, rel_tol=tolerance, abs_tol=1e-12)
