"""The chapters of the report, in the order in which they are read. Each takes the materials and gives a chapter.

A chapter is chosen by what was released and by what the plan holds, never by the name of a plan.
"""

from __future__ import annotations

from collections.abc import Callable

from nextwork_eval.report.blocks import Chapter
from nextwork_eval.report.chapters.appendices import definitions_of_words, full_results, methods, paper_tables
from nextwork_eval.report.chapters.background import background, programme
from nextwork_eval.report.chapters.brief import brief
from nextwork_eval.report.chapters.casebook import casebook
from nextwork_eval.report.chapters.codes import code_list
from nextwork_eval.report.chapters.context import context
from nextwork_eval.report.chapters.data import data
from nextwork_eval.report.chapters.delivery import delivery
from nextwork_eval.report.chapters.design import design
from nextwork_eval.report.chapters.deviations import deviations
from nextwork_eval.report.chapters.disclosure import disclosure_statement
from nextwork_eval.report.chapters.for_whom import for_whom
from nextwork_eval.report.chapters.harms import harms
from nextwork_eval.report.chapters.how_sure import security
from nextwork_eval.report.chapters.limits import limits
from nextwork_eval.report.chapters.main_results import main_results
from nextwork_eval.report.chapters.not_estimated import economics
from nextwork_eval.report.chapters.openness import openness
from nextwork_eval.report.chapters.outlook import outlook
from nextwork_eval.report.chapters.over_time import over_time
from nextwork_eval.report.chapters.participants import participants
from nextwork_eval.report.chapters.reproduce import reproduce
from nextwork_eval.report.chapters.returns import returns
from nextwork_eval.report.chapters.robustness import robustness
from nextwork_eval.report.chapters.summary import summary
from nextwork_eval.report.chapters.targets import targets
from nextwork_eval.report.materials import Materials

CHAPTERS: tuple[Callable[[Materials], Chapter], ...] = (
    brief,
    openness,
    summary,
    background,
    programme,
    design,
    data,
    participants,
    delivery,
    main_results,
    over_time,
    returns,
    for_whom,
    robustness,
    economics,
    targets,
    harms,
    context,
    limits,
    outlook,
    deviations,
    full_results,
    methods,
    security,
    code_list,
    casebook,
    disclosure_statement,
    reproduce,
    definitions_of_words,
)
"""In reading order; the tables behind the figures follow on paper, once all figures are known."""

__all__ = ["CHAPTERS", "paper_tables"]
