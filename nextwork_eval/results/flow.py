"""One object for the flow of people through the trial: the diagram, and every denominator."""

from __future__ import annotations

import itertools
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """One box of the flow diagram.

    Attributes
    ----------
    id
        `randomised`, `allocated`, `not_linked`, `analysed`, `took_up`, `reaches_w52`, `due_w52`, …
    arm
        Name of the arm; None for boxes above the lottery.
    parent
        The (id, arm) of the box these people come from; None for the first box.
    kind
        `kept` people go on; `lost` people leave the line here. The kept and lost children of a box add up to it.
        `noted` people stay on the line: such boxes tell something of everyone in their parent, and those of one parent
        and one week add up to it on their own.
    count
        Persons; None where it was withheld.
    label_da, label_en
        What the box says.
    week
        The horizon that the box is about; None for the others.
    """

    id: str
    arm: str | None
    parent: tuple[str, str | None] | None
    kind: str
    count: int | None
    label_da: str
    label_en: str
    week: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The boxes in reading order. Construction fails if the children of a box do not add up to it.

    `adds_up` is False where disclosure control has rounded some boxes and withheld others, so that they no longer can.
    """

    nodes: tuple[FlowNode, ...]
    adds_up: bool = True

    def __post_init__(self) -> None:
        for node in self.nodes if self.adds_up else ():
            for part in self._partitions(node):
                counts = [child.count for child in part]
                total = sum(count for count in counts if count is not None)
                if node.count is not None and None not in counts and total != node.count:
                    raise ValueError(
                        f"the boxes below '{node.id}' ({node.arm}) hold {total} persons, the box itself {node.count}"
                    )

    def _partitions(self, node: FlowNode) -> list[list[FlowNode]]:
        """Return the groups of children that each must add up to a box: those on the line, and each that is noted."""
        parts: dict[tuple[bool, int | None], list[FlowNode]] = {}
        for child in self.nodes:
            if child.parent == (node.id, node.arm):
                noted = child.kind == "noted"
                parts.setdefault((noted, child.week if noted else None), []).append(child)
        return list(parts.values())

    def has(self, node_id: str, arm: str | None = None) -> bool:
        """Say whether there is such a box."""
        return any((node.id, node.arm) == (node_id, arm) for node in self.nodes)

    def count(self, node_id: str, arm: str | None = None) -> int | None:
        """Return the persons in one box; KeyError if there is no such box."""
        for node in self.nodes:
            if node.id == node_id and node.arm == arm:
                return node.count
        raise KeyError((node_id, arm))

    def smallest_loss(self, arm: str) -> int | None:
        """Return the smallest number of people of an arm whose loss the boxes tell, or let a reader work out.

        Whoever is not found at an early horizon is among those not found at all: the differences between these counts
        are counts as well. None where nobody was lost, or a count was withheld.
        """
        lost = [
            node.count
            for node in self.nodes
            if node.arm == arm and (node.id == "not_linked" or node.id.startswith("missing_w"))
        ]
        steps = sorted({0, *(count for count in lost if count is not None)})
        return min((after - before for before, after in itertools.pairwise(steps)), default=None)
