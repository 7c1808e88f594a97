"""The authors' own words on the trial, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The authors' own words on the trial, one paragraph or more each, separated by a blank line.

    Attributes
    ----------
    background
        The problem, and why the programme might help.
    programme
        What those who are drawn are offered.
    control
        What the others get.
    design
        How the lots were drawn, and how people are followed.
    limits
        What the trial cannot show.
    """

    __pydantic_config__ = FORBID

    background: str
    programme: str
    control: str
    design: str
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Prose in both languages."""

    __pydantic_config__ = FORBID

    da: Prose
    en: Prose
