"""What the report of a plan is by default: its languages and its formats. The command line may ask for others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.language import Language

Format = Literal["html", "pdf", "docx", "xlsx", "note", "slides", "figures"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What is written where the command line does not say otherwise.

    Attributes
    ----------
    languages
        `da`, `en` or both.
    formats
        Any of `html`, `pdf` and `docx` (the report), `xlsx` (its tables), `note` (two pages), `slides` (key figures)
        and `figures` (each by itself).
    """

    __pydantic_config__ = FORBID

    languages: tuple[Language, ...] = ("da", "en")
    formats: tuple[Format, ...] = ("html", "pdf")


def report_contradictions(options: ReportOptions) -> list[str]:
    """List what is wrong with the options: nothing chosen, or something twice."""
    problems = []
    for name, chosen in (("languages", options.languages), ("formats", options.formats)):
        if not chosen:
            problems.append(f"report.{name}: name at least one")
        if len(set(chosen)) != len(chosen):
            problems.append(f"report.{name}: each is named once")
    return problems
