"""Chapters that a full evaluation has and this edition does not: each says so and why; silence is no answer."""

from __future__ import annotations

from nextwork_eval.report.blocks import Chapter, Notice, Paragraph
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase

NOT_ESTIMATED = Phrase("Ikke beregnet", "Not estimated")
FOR_WHOM = Phrase("For hvem", "For whom")
FOR_WHOM_WHY = Phrase(
    "Planen har ingen analyse af undergrupper. At lede efter dem bagefter, i et forsøg af denne størrelse, ville "
    "finde forskelle, som er tilfældige. "
    "Rapporten siger derfor intet om, hvem tilbuddet virker bedst for.",
    "The plan has no analysis of subgroups. Looking for them afterwards, in a trial of this size, would find "
    "differences that are chance. The report "
    "therefore says nothing about whom the offer works best for.",
)
ECONOMICS = Phrase("Økonomi", "Economics")
ECONOMICS_WHY = Phrase(
    "Planen indeholder ingen priser og ingen analyse af omkostninger. Rapporten siger derfor intet om, hvad "
    "tilbuddet koster, eller om det betaler sig.",
    "The plan contains no prices and no analysis of costs. The report therefore says nothing about what the offer "
    "costs, or whether it pays.",
)
ECONOMICS_PRICES_WHY = Phrase(
    "Planen angiver priser, men ingen analyse af omkostninger bruger dem. Rapporten siger derfor intet om, om "
    "tilbuddet betaler sig.",
    "The plan gives prices, but no analysis of costs uses them. The report therefore says nothing about whether the "
    "offer pays.",
)


def for_whom(m: Materials) -> Chapter:
    """Say that subgroups are not estimated, and why."""
    return _chapter(m, "whom", FOR_WHOM, FOR_WHOM_WHY)


def economics(m: Materials) -> Chapter:
    """Say that costs are not estimated, and why."""
    declared = m.released.plan.get("economics", {})
    note = f"note_{m.language}"
    own = (Paragraph(parts=(m.plan("economics", note),)),) if declared.get(note) else ()
    return _chapter(m, "economics", ECONOMICS, ECONOMICS_PRICES_WHY if declared.get("cost") else ECONOMICS_WHY, *own)


def _chapter(m: Materials, name: str, title: Phrase, why: Phrase, *more: Paragraph) -> Chapter:
    notice = Notice(kind="not_estimated", title=m.words(NOT_ESTIMATED), parts=m.words(why))
    return Chapter(id=name, title=m.words(title), blocks=(notice, *more))
