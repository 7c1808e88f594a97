"""What was foreseen of the size of the trial, beside what came: people, the control group, and the uncertainty."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import EMPTY

CAPTION = Phrase("{outcome}: forudsat og fundet", "{outcome}: foreseen and found")
WHAT = Phrase("Hvad", "What")
FORESEEN = Phrase("Forudsat", "Foreseen")
FOUND = Phrase("Fundet", "Found")
PEOPLE = Phrase("Personer i sammenligningen, {treated} + {control}", "People compared, {treated} + {control}")
CONTROL = Phrase("Andel i gruppen {control}", "Share in the group {control}")
SMALLEST = Phrase(
    "Mindste forskel, der ventes vist med en sandsynlighed på {power}",
    "Smallest difference expected to be shown with a chance of {power}",
)
ERROR = Phrase("Standardfejl på forskellen", "Standard error of the difference")
INTERVAL = Phrase("Forskel med {level}-interval", "Difference with its {level} interval")
NOTE = Phrase(
    "Det fundne står ud for det forudsatte, fordi et forsøg, der blev mindre eller fik en anden kontrolgruppe end "
    "ventet, viser mindre. Den forskel, der faktisk kom, siger intet om, hvor stor en forskel forsøget kunne vise; det "
    "gør standardfejlen.",
    "What was found stands beside what was foreseen, because a trial that became smaller, or whose control group is "
    "another than expected, shows less. The difference that came does not say how large a difference the trial could "
    "show; the standard error does.",
)


def planned_and_found(m: Materials) -> list[Block]:
    """Compose one table for each analysis whose smallest difference was computed in advance and that has a result."""
    return [
        _table(m, entry)
        for entry in m.analyses()
        if m.given(f"power.effect.{entry['id']}.detectable") and m.given(f"{entry['id']}.difference")
    ]


def _table(m: Materials, entry: dict[str, Any]) -> Table:
    name, supposed = str(entry["id"]), f"power.effect.{entry['id']}"
    found, level = f"{name}.difference", f"{name}.level.{m.control_arm()}"
    arms = {"treated": m.arm(m.treated_arm()), "control": m.arm(m.control_arm())}
    shown = join(m.number(found), m.number(found, form="interval"))
    lines: tuple[tuple[Parts, Parts, Parts], ...] = (
        (m.say(PEOPLE, **arms), _people(m, f"{supposed}.detectable"), _people(m, found)),
        (
            m.say(CONTROL, control=arms["control"]),
            (m.number(f"{supposed}.control"),),
            (m.number(level),) if m.given(level) else EMPTY,
        ),
        (m.say(SMALLEST, power=m.number("power.wanted")), (m.number(f"{supposed}.detectable"),), EMPTY),
        (m.words(ERROR), EMPTY, (m.number(found, "std_error"),)),
        (m.say(INTERVAL, level=m.number(found, "conf_level")), EMPTY, shown),
    )
    columns = (
        Column(heading=m.words(WHAT), share=2.2),
        Column(heading=m.words(FORESEEN), align="right", share=1.2),
        Column(heading=m.words(FOUND), align="right", share=1.6),
    )
    return Table(
        id=f"foreseen-{name}",
        caption=m.say(CAPTION, outcome=m.label("outcome", entry["outcome"])),
        columns=columns,
        rows=tuple(TableRow(cells=tuple(Cell(parts=parts) for parts in line)) for line in lines),
        notes=(m.words(NOTE),),
        sources=(f"{supposed}.detectable", f"{supposed}.control", found, *([level] if m.given(level) else [])),
        stacks=True,
    )


def _people(m: Materials, row: str) -> Parts:
    return join(m.number(row, "n_arm"), m.number(row, "n_reference"), between=" + ")
