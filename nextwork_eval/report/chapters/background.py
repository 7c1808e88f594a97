"""Why the trial was made, what was offered, and what the others got: the plan's own words."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Chapter, Heading, Paragraph
from nextwork_eval.report.chapters.theory import comparison_blocks, theory_blocks
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.prose import prose_blocks
from nextwork_eval.report.sources import paragraphs

BACKGROUND = Phrase("Baggrund", "Background")
PROGRAMME = Phrase("Indsats og kontrol", "Programme and comparison")
OFFERED = Phrase("Gruppen {arm}", "The group {arm}")


def background(m: Materials) -> Chapter:
    """Compose the background, and why the programme should work."""
    blocks = (*plan_prose(m, "background"), *theory_blocks(m))
    return Chapter(id="background", title=m.words(BACKGROUND), blocks=blocks)


def programme(m: Materials) -> Chapter:
    """Compose what the programme was, and what the comparison was."""
    blocks: tuple[Block, ...] = (
        Heading(parts=m.say(OFFERED, arm=m.arm(m.treated_arm()))),
        *plan_prose(m, "programme"),
        Heading(parts=m.say(OFFERED, arm=m.arm(m.control_arm()))),
        *plan_prose(m, "control"),
        *comparison_blocks(m),
        *prose_blocks(m, "programme"),
    )
    return Chapter(id="programme", title=m.words(PROGRAMME), blocks=blocks)


def plan_prose(m: Materials, section: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a section of the plan's prose."""
    prose: Any = m.released.plan["text"]
    count = len(paragraphs(prose[m.language][section]))
    return tuple(Paragraph(parts=(m.plan("text", m.language, section, at),)) for at in range(count))
