"""Whether the events of an estimand are states of the map, and whether one that is final is taken as final."""

from __future__ import annotations

from nextwork_eval.histories import StateMap
from nextwork_eval.plan.model import AnalysisPlan


def event_misfits(plan: AnalysisPlan, state_map: StateMap) -> list[str]:
    """List the events of a plan that its state map cannot show as the plan says.

    A treatment policy follows people past the event; nobody can be followed past a state that is never left.
    """
    final = {status.name: status.absorbing for status in state_map.statuses}
    problems = []
    for estimand in plan.estimand:
        for event in estimand.event:
            where = f"estimand '{estimand.id}'.event '{event.id}'"
            problems += [
                f"{where}.states: the state map '{state_map.id}' has no state '{name}'"
                for name in event.states
                if name not in final
            ]
            if event.strategy == "treatment_policy":
                problems += [
                    f"{where}.strategy: 'treatment_policy', but nobody leaves '{name}', so nothing follows it to count"
                    for name in event.states
                    if final.get(name)
                ]
    return problems
