"""What was done otherwise than promised."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Bullets, Chapter, Notice, Paragraph, Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase

TITLE = Phrase("Afvigelser fra planen", "Changes from the plan")
NOT_COMPUTED_TITLE = Phrase("Ikke beregnet endnu", "Not computed yet")
NOT_COMPUTED = Phrase(
    "Afvigelser skal beregnes ved at holde den låste plan op mod det, der blev kørt. Programmet kan endnu ikke det. "
    "Rapporten påstår derfor ikke, "
    "at der ingen afvigelser er.",
    "Changes are to be computed by comparing the locked plan with what was run. The software cannot do that yet. The "
    "report therefore does not claim "
    "that there are none.",
)
MISSING = Phrase(
    "Følgende analyser i planen har ikke et eneste tal i rapporten:",
    "The following analyses of the plan have no number in this report:",
)
NONE_MISSING = Phrase(
    "Hver analyse i planen har mindst ét tal i rapporten.",
    "Every analysis of the plan has at least one number in this report.",
)
DATA_DRIVEN = Phrase(
    "Følgende analyser er ikke lovet i planen:", "The following analyses were not promised in the plan:"
)


def deviations(m: Materials) -> Chapter:
    """Say that changes are not computed; list promises without a number, and numbers without a promise."""
    blocks: list[Block] = [Notice(kind="not_estimated", title=m.words(NOT_COMPUTED_TITLE), parts=m.words(NOT_COMPUTED))]
    missing: tuple[Parts, ...] = tuple(
        (m.plan("analysis", entry["id"], "id", code=True),)
        for entry in m.entries("analysis")
        if not any(row.estimate is not None or row.set_kind == "bounds" for row in m.rows_of(entry["id"]))
    )
    if missing:
        blocks += [Paragraph(parts=m.words(MISSING)), Bullets(items=missing)]
    else:
        blocks.append(Paragraph(parts=m.words(NONE_MISSING)))
    added = tuple(
        (m.row_text(row.result_id, "result_id", code=True),) for row in m.single_rows() if row.reason == "data_driven"
    )
    if added:
        blocks += [Paragraph(parts=m.words(DATA_DRIVEN)), Bullets(items=added)]
    return Chapter(id="deviations", title=m.words(TITLE), blocks=tuple(blocks))
