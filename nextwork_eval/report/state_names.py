"""At the end you know how the state in a row is named: as a state set of the plan, or as a place of a course."""

from __future__ import annotations

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.figures.participation import ANALYSIS
from nextwork_eval.report.figures.words import word
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.results import ResultRow

TAKES_PART = Phrase("med i indsatsen", "in the programme")
TAKES_NO_PART = Phrase("ikke med i indsatsen", "not in the programme")


def state_name(m: Materials, row: ResultRow) -> Parts:
    """Return the name of the row's state; nothing where it has none.

    The places of a course are the same in every plan and have the words of the figure; so have those who take part in
    the programme and those who do not. Other states are the plan's own.
    """
    if not row.state:
        return ()
    if row.analysis_id == ANALYSIS:
        return m.words(TAKES_PART if row.state == "in" else TAKES_NO_PART)
    if m.outcome(row.analysis_id)["rule"]["kind"] == "course_by_week":
        return m.words(Phrase(*(word(f"course_{row.state}", language) for language in ("da", "en"))))
    return (m.label("state_set", row.state),)
