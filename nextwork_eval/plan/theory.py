"""Why the programme should work, step by step, and how it differs from what the others get.

A theory that is written down before the results says which steps the trial can see and which it cannot.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

Kind = Literal["resource", "activity", "mechanism", "goal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TheoryStep:
    """One step from what is put in to what is aimed at.

    Attributes
    ----------
    id
        Name of the step.
    kind
        `resource`: what is put in. `activity`: what is done. `mechanism`: what is thought to change in people or firms.
        `goal`: what is to come of it.
    label_da, label_en
        A few words, for the drawing.
    words_da, words_en
        A sentence, for the table.
    outcomes
        Ids of the outcomes by which the step is seen.
    delivery
        Whether what was delivered is counted of it.
    """

    __pydantic_config__ = FORBID

    id: str
    kind: Kind
    label_da: str
    label_en: str
    words_da: str
    words_en: str
    outcomes: tuple[str, ...] = ()
    delivery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonLine:
    """One thing in which the two arms were meant to differ.

    Attributes
    ----------
    id
        Name of the line.
    label_da, label_en
        What it is about.
    treated_da, treated_en
        What those who are offered the programme get.
    control_da, control_en
        What the others get.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    treated_da: str
    treated_en: str
    control_da: str
    control_en: str


def theory_contradictions(steps: tuple[TheoryStep, ...], outcomes: Collection[str], *, delivery: bool) -> list[str]:
    """List steps that are seen by an outcome or a delivery that the plan does not have.

    Parameters
    ----------
    steps
        The theory.
    outcomes
        Ids of the plan's outcomes.
    delivery
        Whether the plan declares what was delivered.
    """
    unknown = [
        f"theory.{step.id}.outcomes: '{name}' is not defined"
        for step in steps
        for name in step.outcomes
        if name not in outcomes
    ]
    uncounted = [
        f"theory.{step.id}.delivery: the plan has no [delivery] to count it by"
        for step in steps
        if step.delivery and not delivery
    ]
    return unknown + uncounted
