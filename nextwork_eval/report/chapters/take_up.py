"""What taking the offer up did to those whom the offer moved: a table of its own, after the effect of the offer."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Cell, Column, Paragraph, Table, TableRow
from nextwork_eval.report.contrasts import independent_note
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, INTERVAL, OUTCOME, P_VALUE
from nextwork_eval.report.wordings import PURPOSES

CAPTION = Phrase(
    "Virkning for dem, der tog imod tilbuddet, fordi de fik det",
    "Effect on those who took the offer up because it was made",
)
LEAD = Phrase(
    "Forskellene ovenfor tæller alle med, også dem, der ikke tog imod tilbuddet. Tabellen her deler dem med tilbuddets "
    "virkning på deltagelsen. Det giver virkningen for dem, tilbuddet flyttede, hvis tilbuddet alene virker gennem "
    "deltagelsen og ikke holder nogen væk. Det kan data ikke vise.",
    "The differences above count everyone, also those who did not take the offer up. The table here divides them by "
    "the effect of the offer on take-up. That is the effect on those whom the offer moved, if the offer works through "
    "take-up alone and keeps nobody away. Data cannot show that.",
)
MOVED = Phrase("Tilbuddet ændrede deltagelsen med", "The offer changed take-up by")
EFFECT = Phrase("Virkning", "Effect")
FOR_EACH_UNIT = Phrase("for hver enhed af deltagelse", "for each unit of take-up")
SET = Phrase(
    "Intervallet er Anderson og Rubins: det passer, hvor lidt tilbuddet end ændrede deltagelsen. Hvor tilbuddet "
    "ændrede den for lidt, kan det bestå af to dele eller være uden ende; det står i så fald med ord. P-værdien er den "
    "samme som for tilbuddets egen virkning på resultatet, regnet på samme måde.",
    "The interval is Anderson and Rubin's: it is right however little the offer changed take-up. Where the offer "
    "changed it too little, it may have two parts or no end; words then say so. The p-value is that of the effect of "
    "the offer itself on the outcome, computed in the same way.",
)


def take_up_blocks(m: Materials) -> list[Block]:
    """Return a lead and a table; nothing where the plan asks for no effect of taking the offer up."""
    chosen = [entry for entry in m.analyses("effect_of_take_up") if m.find(_main(entry)) is not None]
    if not chosen:
        return []
    level = m.number(_main(chosen[0]), "conf_level")
    table = Table(
        id="effect-of-take-up",
        caption=m.words(CAPTION),
        columns=(
            Column(heading=m.words(OUTCOME), share=2.6),
            Column(heading=m.words(MOVED), align="right", share=1.7),
            Column(heading=m.words(EFFECT), align="right", share=1.7),
            Column(heading=m.say(INTERVAL, level=level), align="right", share=1.8),
            Column(heading=m.words(P_VALUE), align="right", share=0.95),
        ),
        rows=tuple(_row(m, entry) for entry in chosen),
        notes=(join(m.words(SET), independent_note(m, chosen), m.words(DASH)),),
        sources=tuple(name for entry in chosen for name in (_first(entry), _main(entry))),
        stacks=True,
    )
    return [Paragraph(parts=m.words(LEAD)), table]


def _row(m: Materials, entry: dict[str, Any]) -> TableRow:
    amount = entry["estimator"]["take_up"] == "delivery.dose"
    purpose = m.words(PURPOSES[entry["purpose"]])
    return TableRow(
        cells=(
            Cell(parts=(m.label("outcome", m.outcome(entry["id"])["id"]),), aside=purpose),
            Cell(parts=(m.number(_first(entry)),)),
            Cell(
                parts=(m.number(_main(entry), strong=True),),
                aside=m.words(FOR_EACH_UNIT) if amount else (),
            ),
            Cell(parts=(m.number(_main(entry), form="interval"),)),
            Cell(parts=(m.number(_main(entry), "p_value"),)),
        )
    )


def _first(entry: dict[str, Any]) -> str:
    return f"{entry['id']}.effect_on_take_up"


def _main(entry: dict[str, Any]) -> str:
    return f"{entry['id']}.effect_of_take_up"
