"""Who had seen what of the data when the plan was written: the question that a plan on registers must answer.

Registers exist before the plan does. A promise is worth as much as is known about what its authors had seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

Stage = Literal["before_data", "before_access", "before_analysis", "after_analysis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What one person or institution had seen.

    Attributes
    ----------
    who_da, who_en
        The person, the unit or the public.
    words_da, words_en
        What they had seen or known, and of which data.
    """

    __pydantic_config__ = FORBID

    who_da: str
    who_en: str
    words_da: str
    words_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorKnowledge:
    """When the plan was written, as seen from the outcome data.

    Attributes
    ----------
    written
        `before_data`: no outcome had happened. `before_access`: outcomes stood in registers that the authors could not
        read. `before_analysis`: the authors could read them and had not compared the arms. `after_analysis`: the arms
        had been compared, by the authors or by others whose result they knew.
    words_da, words_en
        The same in the authors' own words, with what was published by others.
    access
        Who had seen what.
    """

    __pydantic_config__ = FORBID

    written: Stage
    words_da: str
    words_en: str
    access: tuple[Access, ...] = ()


def knowledge_contradictions(knowledge: PriorKnowledge | None, status: str) -> list[str]:
    """Hold what was known against the status of the plan."""
    if knowledge is None:
        return []
    known = knowledge.written == "after_analysis"
    if status == "prospective" and known:
        return ["prior_knowledge.written: a plan that was written after the analysis is not 'prospective'"]
    if status == "after_outcome" and not known:
        return ["prior_knowledge.written: the status 'after_outcome' says that it was 'after_analysis'"]
    return []
