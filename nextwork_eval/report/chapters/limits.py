"""What these numbers cannot carry."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Bullets, Chapter, Paragraph
from nextwork_eval.report.chapters.background import plan_prose
from nextwork_eval.report.chapters.brief import synthetic_statement
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase

TITLE = Phrase("Begrænsninger", "Limits")
OFFER = Phrase(
    "Effekten er effekten af at få tilbuddet. Den siger ikke, hvad deltagelse gør ved den, der deltager.",
    "The effect is that of getting the offer. It does not say what taking part does to those who take part.",
)
CHANCE = Phrase(
    "Et interval rummer den usikkerhed, som lodtrækningen giver. Det rummer ikke fejl i registrene eller i "
    "definitionerne.",
    "An interval holds the uncertainty that the lottery brings. It does not hold errors in the registers or in the "
    "definitions.",
)
MANY = Phrase(
    "Jo flere resultater en rapport viser, des flere ser ud til at vise noget ved et tilfælde. Læs det primære "
    "resultat først og de eksplorative sidst.",
    "The more results a report shows, the more of them seem to show something by chance. Read the primary result "
    "first and the exploratory ones last.",
)
ELSEWHERE = Phrase(
    "Forsøget siger noget om de mennesker, det sted og den tid, det foregik i.",
    "The trial speaks of the people, the place and the time in which it was held.",
)


def limits(m: Materials) -> Chapter:
    """Compose the limits: the plan's own, then those of every trial."""
    blocks: list[Block] = [*plan_prose(m, "limits")]
    if m.released.facts.synthetic:
        blocks.insert(0, Paragraph(parts=synthetic_statement(m), style="verdict"))
    blocks.append(Bullets(items=tuple(m.words(phrase) for phrase in (OFFER, CHANCE, MANY, ELSEWHERE))))
    return Chapter(id="limits", title=m.words(TITLE), blocks=tuple(blocks))
