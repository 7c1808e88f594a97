"""One object for the flow of people through the trial: the diagram, and every denominator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """One box of the flow diagram.

    Attributes
    ----------
    id
        `randomised`, `allocated`, `not_linked`, `analysed`, `reaches_w52`, …
    arm
        Name of the arm; None for boxes above the lottery.
    parent
        The (id, arm) of the box these people come from; None for the first box.
    kind
        `kept` people go on; `lost` people leave the line here. The kept and lost children of a box add up to it.
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
            children = [child for child in self.nodes if child.parent == (node.id, node.arm)]
            counts = [child.count for child in children]
            if children and node.count is not None and None not in counts:
                total = sum(count for count in counts if count is not None)
                if total != node.count:
                    raise ValueError(
                        f"the boxes below '{node.id}' ({node.arm}) hold {total} persons, the box itself {node.count}"
                    )

    def count(self, node_id: str, arm: str | None = None) -> int | None:
        """Return the persons in one box; KeyError if there is no such box."""
        for node in self.nodes:
            if node.id == node_id and node.arm == arm:
                return node.count
        raise KeyError((node_id, arm))
