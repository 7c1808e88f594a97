"""The foreword, where somebody wrote one: before the first chapter, without a number of its own."""

from __future__ import annotations

from nextwork_eval.report.blocks import Chapter
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.prose import prose_blocks

TITLE = Phrase("Forord", "Foreword")


def foreword(m: Materials) -> Chapter | None:
    """Set the foreword that lies beside the plan; None where there is none."""
    blocks = prose_blocks(m, "foreword")
    return Chapter(id="foreword", title=m.words(TITLE), blocks=blocks, kind="front") if blocks else None
