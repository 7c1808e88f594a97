"""Tests and ratios in a table of their own, and what a ratio below one means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nextwork_eval.directions import counts_the_wait
from nextwork_eval.report.blocks import Cell, Column, Parts, Table, TableRow
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, INTERVAL, OUTCOME, P_VALUE, VALUE, row_name
from nextwork_eval.report.wordings import CONTRASTS, PURPOSES, RATIOS, REFERENCES, name_of

ADJUSTED = Phrase("justeret for det, man vidste før lodtrækningen", "adjusted for what was known before the lottery")
BELOW_ONE = Phrase(
    "Et forhold mellem andele, hazarder eller hyppigheder under én betyder, at hændelsen er sjældnere (eller kommer "
    "langsommere) i gruppen med tilbuddet.",
    "A ratio of shares, hazards or rates below one means that the event is rarer (or comes more slowly) in the group "
    "with the offer.",
)
INDEPENDENT = Phrase(
    "Alle er her regnet som uafhængige af hinanden. Planens eget resultat tager højde for, at deltagerne mødtes i "
    "grupper; derfor er dets interval og p-værdi andre.",
    "Everyone is here taken to be independent of the others. The plan's own result takes it into account that "
    "participants met in groups; its interval and p-value are therefore others.",
)
BELOW_ONE_WEEKS = Phrase(
    "Et forhold mellem uger under én betyder, at ugerne er færre i gruppen med tilbuddet.",
    "A ratio of weeks below one means that the weeks are fewer in the group with the offer.",
)


def contrast_table(m: Materials, table_id: str, caption: Phrase, analyses: Sequence[dict[str, Any]]) -> Table | None:
    """Build the table of ratios, hazard ratios and tests; None if none of the analyses has one that was released."""
    rows: list[TableRow] = []
    sources: list[str] = []
    for entry in analyses:
        for ending in CONTRASTS:
            name = f"{entry['id']}.{ending}"
            row = m.find(name)
            if row is None:
                continue
            sources.append(name)
            rows.append(
                TableRow(
                    cells=(
                        Cell(
                            parts=row_name(m, entry),
                            aside=m.words(PURPOSES[entry["purpose"]]),
                        ),
                        Cell(
                            parts=m.words(name_of(ESTIMATORS, entry["estimator"]["id"])),
                            aside=join(
                                m.words(REFERENCES[ending]) if ending in REFERENCES else (),
                                m.words(ADJUSTED) if entry["estimator"].get("covariates") else (),
                                between="; ",
                            ),
                        ),
                        Cell(parts=(m.number(name, form="bare", strong=True),)),
                        Cell(parts=(m.number(name, form="interval"),)),
                        Cell(parts=(m.number(name, "p_value"),)),
                    )
                )
            )
    if not rows:
        return None
    leveled = next((name for name in sources if getattr(m.find(name), "conf_level", None) is not None), None)
    interval = (
        m.say(INTERVAL, level=m.number(leveled, "conf_level")) if leveled else m.words(Phrase("Interval", "Interval"))
    )
    columns = (
        Column(heading=m.words(OUTCOME), share=2.6),
        Column(heading=m.words(Phrase("Mål", "Measure")), share=2.2),
        Column(heading=m.words(VALUE), align="right"),
        Column(heading=interval, align="right", share=1.4),
        Column(heading=m.words(P_VALUE), align="right", share=0.95),
    )
    return Table(
        id=table_id,
        caption=m.words(caption),
        columns=columns,
        rows=tuple(rows),
        notes=(join(*_how_to_read(m, analyses), independent_note(m, analyses), m.words(DASH)),),
        sources=tuple(sources),
        stacks=True,
    )


def independent_note(m: Materials, analyses: Sequence[dict[str, Any]]) -> Parts:
    """Say so where the plan's own result takes groups into account, and an analysis of the same outcome does not.

    The two then have different p-values for one and the same difference, and a reader must know why.
    """
    grouped = {
        entry["outcome"] for entry in m.analyses() if m.find(f"{entry['id']}.difference.independent") is not None
    }
    alone = [
        entry
        for entry in analyses
        if entry["outcome"] in grouped and not {"groups", "peer_groups"} & {*entry["estimator"]}
    ]
    return m.words(INDEPENDENT) if alone else ()


def _how_to_read(m: Materials, analyses: Sequence[dict[str, Any]]) -> tuple[Parts, ...]:
    """Say what a ratio below one means: of events that they are rarer, of weeks that they are fewer."""
    ratios = [entry for entry in analyses if any(m.find(f"{entry['id']}.{ending}") for ending in RATIOS)]
    weeks = [entry for entry in ratios if _of_weeks(m, entry)]
    said = [(BELOW_ONE, len(weeks) < len(ratios)), (BELOW_ONE_WEEKS, bool(weeks))]
    return tuple(m.words(phrase) for phrase, needed in said if needed)


def _of_weeks(m: Materials, analysis: dict[str, Any]) -> bool:
    estimator, rule = analysis["estimator"], m.outcome(analysis["id"])["rule"]
    return rule["kind"] == "weeks_in" or counts_the_wait(estimator["id"], estimator.get("target"))
