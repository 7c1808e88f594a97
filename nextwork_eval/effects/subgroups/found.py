"""What an analysis of subgroups returns: the effect in each, all of them drawn together, and whether they differ."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from nextwork_eval.effects.estimate import Estimate, Test


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupEffect:
    """The effect of the offer in one subgroup.

    Attributes
    ----------
    name
        The subgroup; `not_known` for those of whom the trait is not known.
    estimate
        The effect, without a p-value: whether effects differ is asked of all subgroups together. None where the
        subgroup is too small or does not vary, which `reason` then says.
    shrunken
        The same effect drawn towards the common one, as far as the subgroups do not differ more than chance lets them.
        None where there is no effect, and for those of whom the trait is not known.
    n_treated, n_reference, events_treated, events_reference
        Persons in each arm of the subgroup, and those with the event where the outcome is a yes or no.
    reason
        Why there is no effect; empty where there is one.
    """

    name: str
    estimate: Estimate | None
    shrunken: Estimate | None
    n_treated: int
    n_reference: int
    events_treated: int | None
    events_reference: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupEffects:
    """Effects in subgroups that were named beforehand.

    Attributes
    ----------
    groups
        In the order of the levels; those of whom the trait is not known stand last, where they are a group.
    overall
        The effect over everyone, those left out of the subgroups too.
    interaction
        The test that the effect is the same in all subgroups with a known trait.
    contrast
        With two subgroups: the effect in the last minus the effect in the first.
    spread
        Estimated standard deviation of the true effects between the subgroups; 0 where chance alone explains them.
    excluded
        Persons left out because the trait is not known: the subgroup they would be. None if nobody is.
    warnings
        What a reader must know before using the numbers.
    """

    groups: tuple[SubgroupEffect, ...]
    overall: Estimate
    interaction: Test
    contrast: Estimate | None
    spread: float
    excluded: SubgroupEffect | None
    warnings: tuple[str, ...] = ()

    def pick(self, name: str) -> SubgroupEffect:
        """Return one subgroup; KeyError if there is none of that name."""
        for group in self.groups:
            if group.name == name:
                return group
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain dictionaries."""

        def plain(value: Any) -> Any:
            if isinstance(value, Estimate | Test):
                return value.to_dict()
            if isinstance(value, SubgroupEffect):
                return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
            return value

        return {
            field.name: [plain(item) for item in value] if isinstance(value, tuple) else plain(value)
            for field in fields(self)
            for value in (getattr(self, field.name),)
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each subgroup, as a forest plot draws them, and a last one for everyone."""
        named = [(group.name, group.estimate, group.shrunken) for group in self.groups]
        return pd.DataFrame(
            [
                {
                    "subgroup": name,
                    **({} if estimate is None else estimate.to_dict()),
                    "shrunken": None if shrunken is None else shrunken.estimate,
                    "shrunken_low": None if shrunken is None else shrunken.conf_low,
                    "shrunken_high": None if shrunken is None else shrunken.conf_high,
                }
                for name, estimate, shrunken in [*named, ("all", self.overall, None)]
            ]
        )
