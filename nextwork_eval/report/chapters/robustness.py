"""What other reasonable choices would have given: the plan's own result first, each other one beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.chapters.specifications import Specification, curve, specifications
from nextwork_eval.report.estimator_names import ESTIMATORS
from nextwork_eval.report.figures import survival_curves
from nextwork_eval.report.figures.specification_curve import Choice
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import (
    DASH,
    EMPTY,
    INTERVAL,
    P_VALUE,
    PERSONS,
    VALUE,
    figure_block,
    persons,
    statistic_name,
)
from nextwork_eval.report.wordings import name_of
from nextwork_eval.results import ResultRow

TITLE = Phrase("Robusthed", "Robustness")
NOT_ESTIMATED = Phrase("Ikke beregnet", "Not estimated")
WHY = Phrase(
    "Planen har ingen analyse af, hvad andre definitioner, anden usikkerhedsberegning eller grænser for manglende "
    "oplysninger ville give. Resultaterne står, som planen definerer dem, og læseren bør regne med, at andre rimelige "
    "valg kan flytte dem noget.",
    "The plan has no analysis of what other definitions, other ways to reckon uncertainty, or bounds for missing "
    "information would give. The results stand as the plan defines them, and a reader should expect that other "
    "reasonable choices can move them somewhat.",
)
LEAD = Phrase(
    "Et resultat kan regnes på flere rimelige måder. Planen valgte én på forhånd og lovede at vise, hvad andre valg "
    "ville give. De er ikke flere resultater at vælge imellem: de viser, om konklusionen hænger på valget.",
    "A result can be computed in several reasonable ways. The plan chose one in advance and promised to show what "
    "other choices would give. They are not more results to choose from: they show whether the conclusion hangs on "
    "the choice.",
)
ONLY_DEFINITIONS = Phrase(
    "Andre måder at regne usikkerheden ud på og grænser for manglende oplysninger er ikke beregnet i denne udgave.",
    "Other ways to reckon the uncertainty, and bounds for missing information, are not estimated in this edition.",
)
STANDARDISED = Phrase(
    "Kurverne her gælder alle i forsøget, som om de alle havde fået tilbuddet, og som om ingen havde. De bygger på en "
    "model af, hvad man vidste før lodtrækningen, og står her for at vise, om billedet hænger på den.",
    "The curves here hold for everyone in the trial, as if all had been given the offer, and as if none had. They rest "
    "on a model of what was known before the lottery, and stand here to show whether the picture hangs on it.",
)
CAPTIONS = {
    "percentage_points": Phrase(
        "{outcome}: forskel i procentpoint ved planens valg og ved andre",
        "{outcome}: difference in percentage points by the plan's choices and by others",
    ),
    "weeks": Phrase(
        "{outcome}: forskel i uger ved planens valg og ved andre",
        "{outcome}: difference in weeks by the plan's choices and by others",
    ),
}
CAPTION = Phrase("{outcome}: ved planens valg og ved andre", "{outcome}: by the plan's choices and by others")
CHOICE = Phrase("Valg", "Choice")
GROUPS: dict[Choice, Phrase] = {
    "method": Phrase("Med en anden metode", "By another method"),
    "definition": Phrase("Med en anden definition", "Under another definition"),
    "horizon": Phrase("Med en anden frist", "By another horizon"),
}
METHODS = Phrase(
    "Metoder, der ikke måler det samme, kan give andre tal uden at modsige hinanden.",
    "Methods that do not measure the same thing can give other numbers without contradicting one another.",
)
ROUNDED = Phrase(
    "Tal efter andre definitioner er afrundet af hensyn til fortroligheden.",
    "Numbers under other definitions are rounded for confidentiality.",
)
NARROWER = Phrase(
    "Planens eget interval tager højde for, at deltagerne mødtes i grupper. Her blev det smallere af det; uden "
    "dem går det fra {low} til {high}. Så få grupper kan ligne hinanden ved et tilfælde. Det brede interval er det "
    "forsigtige.",
    "The plan's own interval takes it into account that participants met in groups. Here that made it narrower; "
    "without it, it goes from {low} to {high}. So few groups can be alike by chance. The wide interval is the careful "
    "one.",
)


def robustness(m: Materials) -> Chapter:
    """Compose the specification curve of each primary outcome, and one table for each outcome with other choices."""
    found = [(entry, listed) for entry in m.analyses() if (listed := specifications(m, entry))]
    standardised = [
        figure
        for entry in m.analyses("standardized_survival")
        if (figure := survival_curves(m.released, entry["id"], m.language)) is not None
    ]
    if not found and not standardised:
        notice = Notice(kind="not_estimated", title=m.words(NOT_ESTIMATED), parts=m.words(WHY))
        return Chapter(id="robustness", title=m.words(TITLE), blocks=(notice,))
    blocks: list[Block] = [Paragraph(style="lead", parts=m.words(LEAD))] if found else []
    for entry, listed in found:
        figure = curve(m, entry) if entry["purpose"] == "primary" else None
        if figure is not None:
            blocks.append(figure_block(m, figure))
        blocks.append(_table(m, entry, listed))
        blocks += _narrower_by_groups(m, listed[0].row)
    if standardised:
        blocks.append(Paragraph(parts=m.words(STANDARDISED)))
        blocks += [figure_block(m, figure) for figure in standardised]
    if not any(one.choice == "method" for _, listed in found for one in listed):
        blocks.append(Paragraph(style="note", parts=m.words(ONLY_DEFINITIONS)))
    return Chapter(id="robustness", title=m.words(TITLE), blocks=tuple(blocks))


def _narrower_by_groups(m: Materials, own: ResultRow) -> list[Block]:
    """Say so where taking groups into account narrowed the interval, which a reader expects to be widened by it."""
    alone = m.find(f"{own.result_id}.independent")
    if alone is None or None in (limits := (own.conf_low, own.conf_high, alone.conf_low, alone.conf_high)):
        return []
    low, high, low_alone, high_alone = (limit for limit in limits if limit is not None)
    if high - low >= high_alone - low_alone:
        return []
    ends = {
        "low": m.number(alone.result_id, "conf_low", form="bare"),
        "high": m.number(alone.result_id, "conf_high", form="full"),
    }
    return [Paragraph(parts=m.say(NARROWER, **ends))]


def _table(m: Materials, entry: dict[str, Any], listed: Sequence[Specification]) -> Table:
    own = listed[0].row
    method = m.words(name_of(ESTIMATORS, entry["estimator"]["id"]))
    rows = [_line(m, listed[0], own, aside=method)]
    for choice, heading in GROUPS.items():
        lines = [_line(m, one, own) for one in listed if one.choice == choice]
        if lines:
            rows += [TableRow(cells=(Cell(parts=m.words(heading)),)), *lines]
    columns = (
        Column(heading=m.words(CHOICE), share=3.4),
        Column(heading=m.words(VALUE), align="right", share=1.1),
        Column(heading=m.say(INTERVAL, level=m.number(own.result_id, "conf_level")), align="right", share=1.6),
        Column(heading=m.words(P_VALUE), align="right", share=0.95),
        Column(heading=m.words(PERSONS), align="right", share=1.1),
    )
    there = {one.choice for one in listed}
    rounded = "definition" in there and m.released.floor > 1
    return Table(
        id=f"choices-{entry['id']}",
        caption=m.say(CAPTIONS.get(own.format, CAPTION), outcome=m.label("outcome", entry["outcome"])),
        columns=columns,
        rows=tuple(rows),
        notes=(
            join(m.words(METHODS) if "method" in there else (), m.words(ROUNDED) if rounded else (), m.words(DASH)),
        ),
        sources=tuple(one.row.result_id for one in listed),
        stacks=True,
    )


def _line(m: Materials, one: Specification, own: ResultRow, aside: Parts = ()) -> TableRow:
    row, name = one.row, one.row.result_id
    same = row.format == own.format and row.statistic == own.statistic
    cells = (
        Cell(parts=one.name, aside=aside if same else statistic_name(m, row.statistic)),
        Cell(parts=_value(m, row, same=same, strong=row is own)),
        Cell(parts=EMPTY if row.set_kind == "bounds" else (m.number(name, form="interval"),)),
        Cell(parts=(m.number(name, "p_value"),)),
        Cell(parts=persons(m, name)),
    )
    return TableRow(cells=cells, strong=row is own)


def _value(m: Materials, row: ResultRow, *, same: bool, strong: bool) -> Parts:
    """Return the number; a range where the data allow no more, and none where the p-value is all there is."""
    if row.unit == "p_value":
        return EMPTY
    if row.set_kind == "bounds":
        return (m.number(row.result_id, form="interval"),)
    return (m.number(row.result_id, form="bare" if same else "full", strong=strong),)
