"""What earlier releases of the same plan have said already: two releases can be subtracted as two tables can."""

from __future__ import annotations

from collections.abc import Sequence

from nextwork_eval.disclosure.cells import Keys, counted
from nextwork_eval.disclosure.system import Fact
from nextwork_eval.errors import DisclosureError
from nextwork_eval.results import ReleasedResult


def facts_of(earlier: Sequence[ReleasedResult], plan_id: str) -> list[Fact]:
    """Return the exact counts that earlier releases hold.

    Parameters
    ----------
    earlier
        Releases of the same plan, in any version: an outcome that was measured by week 51 then and by week 52 now is
        one event counted twice, and the people of the week between are their difference.
    plan_id
        The plan that is released now.

    Returns
    -------
    list of Fact
        No unit withholds them any more.

    Raises
    ------
    DisclosureError
        If a release is of another plan.
    """
    strange = sorted({result.facts.plan_id for result in earlier} - {plan_id})
    if strange:
        raise DisclosureError(
            "An earlier release is of another plan.",
            [f"It is of '{name}', and '{plan_id}' is released: give earlier releases of that." for name in strange],
        )
    facts = []
    for result in earlier:
        rounded = {change.result_id for change in result.changes if change.action == "rounded"}
        for side in counted([row for row in result.rows if row.result_id not in rounded], Keys(result.plan)):
            counts = [(side.persons, side.n)] + ([] if side.n_events is None else [(side.events, side.n_events)])
            facts += [Fact(cell=cell, low=count, high=count, unit=None) for cell, count in counts]
    return facts
