"""What the plan calls a harm: the analyses that ask whether the programme made something worse, and what none asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class Harms:
    """Where the report looks for unintended effects. The analyses stand in `[[analysis]]` like all others.

    Attributes
    ----------
    analyses
        Ids of the analyses whose outcome would be a harm if it went the wrong way. The first primary analysis is none:
        it asks whether the programme helped.
    not_measured_da, not_measured_en
        Harms that the registers cannot show, in the authors' words; both languages or neither.
    """

    __pydantic_config__ = FORBID

    analyses: tuple[str, ...]
    not_measured_da: str = ""
    not_measured_en: str = ""


def harm_contradictions(harms: Harms | None, purposes: dict[str, str]) -> list[str]:
    """List what is impossible in the plan's `[harms]`.

    Parameters
    ----------
    harms
        The declaration, if there is one.
    purposes
        Id of each analysis of the plan, and its purpose.
    """
    if harms is None:
        return []
    problems = [] if harms.analyses else ["harms.analyses: name at least one analysis, or leave [harms] out"]
    problems += [f"harms.analyses: analysis '{name}' is not defined" for name in _unknown(harms, purposes)]
    problems += [
        f"harms.analyses: analysis '{name}' stands {count} times"
        for name, count in Counter(harms.analyses).items()
        if count > 1
    ]
    problems += [
        f"harms.analyses: analysis '{name}' is primary, and asks whether the programme helped"
        for name in dict.fromkeys(harms.analyses)
        if purposes.get(name) == "primary"
    ]
    if bool(harms.not_measured_da.strip()) != bool(harms.not_measured_en.strip()):
        problems.append("harms: give not_measured_da and not_measured_en, or neither")
    return problems


def harm_notes(harms: Harms | None) -> list[str]:
    """Say what a complete plan would add."""
    if harms is None:
        return ["harms: not declared; the report then says that the plan looks for none"]
    return [] if harms.not_measured_en else ["harms: what the registers cannot show is not said"]


def _unknown(harms: Harms, known: Collection[str]) -> list[str]:
    return [name for name in dict.fromkeys(harms.analyses) if name not in known]
