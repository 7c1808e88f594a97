"""What is to be known, in the words of ICH E9(R1): for whom, of what, and what is done about what comes between.

An intercurrent event happens after the lottery and changes what an outcome means, or whether there is one: death,
emigration, not taking the offer up. Each has one of the five strategies of the guideline, and is held against what the
rules and estimators of the plan do (see `estimand_consistency`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

Strategy = Literal["treatment_policy", "hypothetical", "composite", "while_alive", "principal_stratum"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntercurrentEvent:
    """Something that can happen after the lottery, and what is done about it.

    Attributes
    ----------
    id
        Name of the event within its estimand: `death`, `emigration`, `not_taken_up`.
    strategy
        `treatment_policy`: what happens is counted as it is, whether or not the event occurs. `composite`: the event is
        itself an outcome, a no to what is hoped for. `while_alive`: only the time before the event counts.
        `hypothetical`: what would have been without the event. `principal_stratum`: only those count to whom the event
        would, or would not, happen in either arm.
    label_da, label_en
        What a reader is shown as the name of the event.
    words_da, words_en
        What the strategy means here, in a sentence.
    states
        The states by which the registers show the event, if any do; with them the strategy is held against the rules.
    """

    __pydantic_config__ = FORBID

    id: str
    strategy: Strategy
    label_da: str
    label_en: str
    words_da: str
    words_en: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimand:
    """What is to be known. The outcome stands in the analysis, and the measure in its estimator.

    Attributes
    ----------
    id
        Name that analyses give as `estimand`.
    population_da, population_en
        For whom.
    intercurrent_da, intercurrent_en
        What is done about events that come between, in one or two sentences.
    label_da, label_en
        A heading for a reader, where a plan has several estimands.
    treatment_da, treatment_en
        What is compared with what.
    event
        The single events, each with its strategy.
    """

    __pydantic_config__ = FORBID

    id: str
    population_da: str
    population_en: str
    intercurrent_da: str
    intercurrent_en: str
    label_da: str = ""
    label_en: str = ""
    treatment_da: str = ""
    treatment_en: str = ""
    event: tuple[IntercurrentEvent, ...] = ()
