"""The returns panel: the share back of those who left, never without what the lottery protects and what bounds allow.

One table with one caption, and above it the sentence that says what may be claimed. If the verdict was withheld at the
door the whole panel was.
"""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Notice, Paragraph, Parts, Quoted, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, EMPTY, INTERVAL, P_VALUE, arm_columns

HEADING = Phrase("Tilbage blandt dem, der kom ud", "Back among those who left")
CAPTION = Phrase(
    "Panelet om tilbagevenden. Linjerne om alle i lodtrækningen er beskyttet af den; linjerne om dem, der kom ud, er "
    "ikke; grænserne er det, lodtrækningen kan sige om dem, der ville komme ud i begge grupper",
    "The returns panel. The lines on everyone in the lottery are protected by it; the lines on those who left are not; "
    "the bounds are what the lottery can say of those who would leave in either group",
)
EVERYONE = Phrase("Alle i lodtrækningen (beskyttet)", "Everyone in the lottery (protected)")
LEAVERS = Phrase("Kun dem, der kom ud (ikke beskyttet)", "Only those who left (not protected)")
EITHER_WAY = Phrase(
    "Dem, der ville komme ud i begge grupper (grænser)", "Those who would leave in either group (bounds)"
)
CHECK = Phrase("Prøve af forudsætningen", "Test of the assumption")
WHAT = Phrase("Mål", "Measure")
CONTRAST = Phrase("Forskel, forhold eller grænser", "Difference, ratio or bounds")
MEASURES = {
    "weeks_off": Phrase("Uger ude til og med uge {horizon}", "Weeks off, up to and including week {horizon}"),
    "sustained": Phrase(
        "Ude {weeks} uger i træk senest i uge {horizon}", "Off {weeks} weeks in a row by week {horizon}"
    ),
    "exits": Phrase("Ude senest i uge {exit_by}", "Out by week {exit_by}"),
    "returned": Phrase(
        "Af dem, der var ude senest i uge {exit_by}: tilbage inden for {within} uger",
        "Of those out by week {exit_by}: back within {within} weeks",
    ),
}
BOUNDS = {
    "returned": Phrase("Tilbage, hvis tilbuddet ikke holder nogen inde", "Back, if the offer keeps nobody in"),
    "returned_in_cells": Phrase(
        "Tilbage, hvis tilbuddet ikke holder nogen inde; inden for undergrupper",
        "Back, if the offer keeps nobody in; within subgroups",
    ),
    "returned_free": Phrase("Tilbage, uden den forudsætning", "Back, without that assumption"),
    "returned_free_in_cells": Phrase(
        "Tilbage, uden den forudsætning; inden for undergrupper", "Back, without that assumption; within subgroups"
    ),
    "against_half": Phrase("Tilbage, i forhold til det halve af kontrolgruppens andel", "Back, against half the share"),
    "weeks": Phrase("Uger ude, hvis tilbuddet ikke holder nogen inde", "Weeks off, if the offer keeps nobody in"),
    "weeks_in_cells": Phrase(
        "Uger ude, hvis tilbuddet ikke holder nogen inde; inden for undergrupper",
        "Weeks off, if the offer keeps nobody in; within subgroups",
    ),
    "weeks_free": Phrase("Uger ude, uden den forudsætning", "Weeks off, without that assumption"),
    "weeks_free_in_cells": Phrase(
        "Uger ude, uden den forudsætning; inden for undergrupper",
        "Weeks off, without that assumption; within subgroups",
    ),
}
SHADOW = Phrase("Tilbuddet holder ingen inde", "The offer keeps nobody in")
POINTS = Phrase("procentpoint", "percentage points")
WEEKS = Phrase("uger", "weeks")
NOTE = Phrase(
    "Forholdet prøves mod det halve. Grænserne står i kolonnen for forskellen, med usikkerheden lagt til ved siden af. "
    "Uger ude i grænserne er talt fra den uge, personen kom ud, i {within} uger. En lav p-værdi i prøven af "
    "forudsætningen modsiger den; en høj viser ikke, at den holder.",
    "The ratio is tested against one half. The bounds stand in the column of the difference, with the uncertainty "
    "added beside it. Weeks off in the bounds are counted from the week a person got off, for {within} weeks. A low "
    "p-value in the test of the assumption contradicts it; a high one does not show that it holds.",
)
CONTRADICTED = Phrase(
    "Data modsiger, at tilbuddet ikke holder nogen inde (p {p}): i nogle uger var færre kommet ud med tilbuddet end "
    "uden. De grænser, der forudsætter det, kan derfor ikke bruges.",
    "The data contradict that the offer keeps nobody in (p {p}): by some weeks fewer had left with the offer than "
    "without. The bounds that assume it can therefore not be used.",
)
NOT_CONTRADICTED = Phrase(
    "Data modsiger ikke, at tilbuddet ikke holder nogen inde (p {p}). Det viser ikke, at det er sådan.",
    "The data do not contradict that the offer keeps nobody in (p {p}). That does not show that it is so.",
)
VERDICTS = {
    "halved_exits_alike": Phrase(
        "Lige mange kom ud i de to grupper, så de kan sammenlignes: andelen, der vender tilbage, er mindst halveret.",
        "As many left in both groups, so that they can be compared: the share who come back is at least halved.",
    ),
    "reduced_exits_alike": Phrase(
        "Lige mange kom ud i de to grupper, så de kan sammenlignes: andelen, der vender tilbage, er mindre med "
        "tilbuddet. At den er halveret, er ikke vist.",
        "As many left in both groups, so that they can be compared: the share who come back is smaller with the offer. "
        "That it is halved is not shown.",
    ),
    "halved_by_bounds": Phrase(
        "Blandt dem, der ville komme ud i begge grupper, er andelen, der vender tilbage, mindst halveret, hvor i "
        "grænserne den end ligger.",
        "Among those who would leave in either group the share who come back is at least halved, wherever in the "
        "bounds it lies.",
    ),
    "reduced_by_bounds": Phrase(
        "Blandt dem, der ville komme ud i begge grupper, er andelen, der vender tilbage, mindre med tilbuddet. At den "
        "er halveret, er ikke vist.",
        "Among those who would leave in either group the share who come back is smaller with the offer. That it is "
        "halved is not shown.",
    ),
    "harmful": Phrase(
        "Blandt dem, der ville komme ud i begge grupper, er andelen, der vender tilbage, større med tilbuddet, og "
        "hverken uger ude eller varige afgange peger den anden vej.",
        "Among those who would leave in either group the share who come back is larger with the offer, and neither "
        "weeks off support nor sustained exits point the other way.",
    ),
    "sustained_more": Phrase(
        "Om tilbagevenden blandt dem, der kom ud, kan der intet siges om virkningen. Af alle i lodtrækningen kom flere "
        "ud og blev ude med tilbuddet.",
        "Of return among those who left nothing can be said about the effect. Of everyone in the lottery more left and "
        "stayed out with the offer.",
    ),
    "sustained_fewer": Phrase(
        "Om tilbagevenden blandt dem, der kom ud, kan der intet siges om virkningen. Af alle i lodtrækningen kom færre "
        "ud og blev ude med tilbuddet.",
        "Of return among those who left nothing can be said about the effect. Of everyone in the lottery fewer left "
        "and stayed out with the offer.",
    ),
    "open": Phrase(
        "Om tilbagevenden blandt dem, der kom ud, kan der intet siges om virkningen, og om flere eller færre kom ud og "
        "blev ude, kan tallene ikke afgøre.",
        "Of return among those who left nothing can be said about the effect, and whether more or fewer left and "
        "stayed out the numbers cannot decide.",
    ),
}
WITHHELD_TITLE = Phrase("Panelet er holdt tilbage", "The panel was withheld")
WITHHELD = Phrase(
    "Et af tallene i panelet hviler på for få personer. Så frigives ingen af dem, for de må ikke læses uden hinanden.",
    "One of the numbers of the panel rests on too few persons. Then none of them is released, for they must not "
    "be read without one another.",
)


def returns_panel(m: Materials) -> list[Block]:
    """Build the panel of each analysis that asks for one; a panel that was withheld is said to be."""
    blocks: list[Block] = []
    for entry in m.analyses("returns_panel"):
        row = m.find(f"{entry['id']}.verdict")
        if row is None:
            continue
        blocks.append(Heading(parts=m.words(HEADING)))
        if row.verdict is None:
            blocks.append(Notice(kind="not_estimated", title=m.words(WITHHELD_TITLE), parts=m.words(WITHHELD)))
            continue
        blocks += [Paragraph(parts=m.words(VERDICTS[row.verdict]), style="verdict"), _table(m, entry["id"])]
        blocks += _assumption(m, entry["id"])
    return blocks


def _assumption(m: Materials, name: str) -> list[Block]:
    """Say whether the data contradict the assumption of half the bounds, at the level at which the panel asks it."""
    test, level = m.find(f"{name}.shadow"), m.find(f"{name}.weeks_off.difference")
    if test is None or test.p_value is None or level is None or level.conf_level is None:
        return []
    told = CONTRADICTED if test.p_value < 1 - level.conf_level else NOT_CONTRADICTED
    return [Paragraph(parts=m.say(told, p=m.number(test.result_id, "p_value", "equation")))]


def _table(m: Materials, name: str) -> Table:
    rows = [_group(m, EVERYONE)]
    rows += [_measure(m, name, what) for what in ("weeks_off", "sustained", "exits")]
    rows += [_group(m, LEAVERS), _measure(m, name, "returned"), _group(m, EITHER_WAY)]
    shown = [what for what in BOUNDS if m.find(f"{name}.bounds.{what}.ends") is not None]
    rows += [_bounds(m, name, what) for what in shown]
    shadow = f"{name}.shadow"
    rows += [
        _group(m, CHECK),
        TableRow(
            cells=(
                Cell(parts=m.words(SHADOW)),
                *(Cell(parts=EMPTY) for _ in m.arms()),
                Cell(parts=EMPTY),
                Cell(parts=EMPTY),
                Cell(parts=(m.number(shadow, "p_value"),)),
            )
        ),
    ]
    level = m.number(f"{name}.weeks_off.difference", "conf_level")
    return Table(
        id=f"returns-panel-{name}",
        caption=m.words(CAPTION),
        columns=(
            Column(heading=m.words(WHAT), share=3.1),
            *arm_columns(m, 1.15),
            Column(heading=m.words(CONTRAST), align="right", share=1.9),
            Column(heading=m.say(INTERVAL, level=level), align="right", share=1.9),
            Column(heading=m.words(P_VALUE), align="right", share=0.95),
        ),
        rows=tuple(rows),
        notes=(join(m.say(NOTE, within=_weeks(m, name, "within")), m.words(DASH)),),
        sources=tuple(row.result_id for row in m.rows_of(name)),
        stacks=True,
    )


def _group(m: Materials, words: Phrase) -> TableRow:
    return TableRow(cells=(Cell(parts=m.words(words)),))


def _measure(m: Materials, name: str, what: str) -> TableRow:
    weeks = {
        "weeks": _weeks(m, name, "sustained_weeks"),
        "exit_by": _weeks(m, name, "exit_by"),
        "within": _weeks(m, name, "within"),
        "horizon": m.plan("outcome", m.outcome(name)["id"], "rule", "to_week", form="count"),
    }
    slots: dict[str, Any] = {key: value for key, value in weeks.items() if key in MEASURES[what].slots("en")}
    contrast = f"{name}.{what}.{'ratio' if what == 'returned' else 'difference'}"
    return TableRow(
        cells=(
            Cell(parts=m.say(MEASURES[what], **slots)),
            *(Cell(parts=(m.number(f"{name}.{what}.level.{arm}"),)) for arm in m.arms()),
            Cell(parts=(m.number(contrast, strong=what != "returned"),)),
            Cell(parts=(m.number(contrast, form="interval"),)),
            Cell(parts=(m.number(contrast, "p_value"),)),
        )
    )


def _weeks(m: Materials, name: str, option: str) -> Quoted:
    return m.plan("analysis", name, "estimator", option, form="count")


def _bounds(m: Materials, name: str, what: str) -> TableRow:
    return TableRow(
        cells=(
            Cell(parts=m.words(BOUNDS[what]), aside=m.words(WEEKS if what.startswith("weeks") else POINTS)),
            *(Cell(parts=EMPTY) for _ in m.arms()),
            Cell(parts=_set(m, f"{name}.bounds.{what}.ends")),
            Cell(parts=_set(m, f"{name}.bounds.{what}.limits")),
            Cell(parts=EMPTY),
        )
    )


def _set(m: Materials, name: str) -> Parts:
    return (m.number(name, form="interval"),)
