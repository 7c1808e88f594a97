"""Other reasonable definitions: what a plan promises to try beside its own, so that nobody need argue about them.

Each entry changes how weeks are read or runs are counted, and names the analyses that are then repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class Recode:
    """Weeks in `states` are read as weeks in `becomes`."""

    __pydantic_config__ = FORBID

    states: tuple[str, ...]
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """A state in `of` lasts for up to `weeks` weeks more while nothing but `over` follows; gaps close forwards only."""

    __pydantic_config__ = FORBID

    of: tuple[str, ...]
    weeks: int
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One other definition.

    Attributes
    ----------
    id, label_da, label_en
        Its name, and what is changed in words.
    analyses
        Ids of the analyses that are repeated under it.
    state_map
        Another state map of the schema.
    recode, carry_forward
        Changes to the weekly states.
    weeks_in_a_row
        Another length of the run that makes an entry, or that makes a departure in rules of coming back.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    analyses: tuple[str, ...]
    state_map: str | None = None
    recode: Recode | None = None
    carry_forward: Carry | None = None
    weeks_in_a_row: int | None = None

    @property
    def changes(self) -> tuple[str, ...]:
        """The names of what is changed."""
        names = ("state_map", "recode", "carry_forward", "weeks_in_a_row")
        return tuple(name for name in names if getattr(self, name) is not None)
