"""How many people there were before a few were lost: what is shown in place of a size that is hidden."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.results import Flow


@dataclass(frozen=True, slots=True)
class Sizes:
    """The public sizes of each arm, and the rule by which a hidden size is shown.

    A size that is rounded to the nearest multiple of the floor says whether one or two were lost, or three or four.
    Where fewer than the floor were lost, the size before the loss is rounded instead, which says nothing of the loss.

    Attributes
    ----------
    flow
        The true flow: those allocated to an arm, and those due at each horizon, are public.
    rules
        The data owner's rules.
    """

    flow: Flow
    rules: Rules

    def before_loss(self, arm: str | None, size: int) -> int | None:
        """Return the smallest public size that is larger by fewer than the floor, None where there is none."""
        public = {
            node.count
            for node in self.flow.nodes
            if node.arm == arm and node.count is not None and (node.id == "allocated" or node.id.startswith("due_w"))
        }
        if size in public:
            return None
        return min((count for count in public if 0 < count - size < self.rules.floor), default=None)

    def shown(self, arm: str | None, size: int | None) -> int | None:
        """Return a size as it may be shown: a multiple of the floor."""
        if size is None:
            return None
        before = self.before_loss(arm, size)
        return self.rules.nearest(size if before is None else before)

    def possible(self, arm: str | None, size: int) -> list[int]:
        """Return the sizes that a reader must hold for possible."""
        before = self.before_loss(arm, size)
        if before is None:
            return [size]
        return list(range(max(before - self.rules.floor + 1, 1), before))
