"""When a difference appears, whether it lasts, and where people are week by week."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Chapter, Heading, Notice, Paragraph
from nextwork_eval.report.chapters.by_year import year_blocks
from nextwork_eval.report.figures import effect_path, stacked_states
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.tables import figure_block

TITLE = Phrase("Forløb", "Over time")
LEAD = Phrase(
    "Et tal på en bestemt dag kan skjule, at en forskel kom sent, eller at den ikke varede. Her vises hele forløbet.",
    "A number on a certain day can hide that a difference came late, or that it did not last. Here the whole course "
    "is shown.",
)
POINTWISE = Phrase(
    "Båndet om forskellen gælder én uge ad gangen. Blandt mange uger vil enkelte bånd ligge ved siden af nul ved et "
    "tilfælde; det er hele "
    "forløbet, der skal læses, ikke den enkelte uge.",
    "The band about the difference holds for one week at a time. Among many weeks a few bands will miss zero by "
    "chance; the whole course "
    "should be read, not the single week.",
)
WHOLE = Phrase(
    "Stiplede linjer, hvor en figur har dem, er et bånd for alle uger på én gang: gjorde tilbuddet ingen forskel i "
    "nogen uge, ville nul kun "
    "sjældent falde uden for det i blot én af dem. Det er det bånd, der svarer på, om forløbene er forskellige.",
    "Dashed lines, where a figure has them, are a band for all weeks at once: if the offer made no difference in any "
    "week, zero would only rarely fall outside it in even one of them. It is this band that answers whether the "
    "courses differ.",
)
STATES = Phrase("Hvor alle er, uge for uge", "Where everyone is, week by week")
NOTHING_TITLE = Phrase("Ingen forløb", "No courses")
NOTHING = Phrase("Ingen ugetal er frigivet.", "No weekly numbers were released.")


def over_time(m: Materials) -> Chapter:
    """Compose the weekly paths, the weeks year by year, and the stacked situations."""
    weekly = m.analyses("difference_by_week", "linear_probability_by_week")
    paths = [effect_path(m.released, entry["id"], m.language) for entry in weekly]
    drawn = {entry["id"] for entry in weekly}
    banded = any(row.interval_kind == "simultaneous" and row.analysis_id in drawn for row in m.released.rows)
    stacks = [stacked_states(m.released, entry["id"], m.language) for entry in m.analyses("state_occupation")]
    blocks: list[Block] = []
    if any(paths):
        blocks.append(Paragraph(parts=m.words(LEAD)))
    blocks += [figure_block(m, figure) for figure in paths if figure is not None]
    if any(paths):
        blocks.append(Paragraph(parts=m.words(POINTWISE)))
    if banded:
        blocks.append(Paragraph(parts=m.words(WHOLE)))
    blocks += year_blocks(m)
    if any(stacks):
        blocks.append(Heading(parts=m.words(STATES)))
    blocks += [figure_block(m, figure) for figure in stacks if figure is not None]
    if not blocks:
        blocks.append(Notice(kind="not_estimated", title=m.words(NOTHING_TITLE), parts=m.words(NOTHING)))
    return Chapter(id="time", title=m.words(TITLE), blocks=tuple(blocks))
