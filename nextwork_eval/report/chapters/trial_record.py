"""What is on record of the trial beside its design: a table of what the plan says, and a line on what it does not."""

from __future__ import annotations

from nextwork_eval.plan.trial_record import PARTS
from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Paragraph, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join

TITLE = Phrase("Hvad der ellers er oplyst om forsøget", "What else is on record of the trial")
CAPTION = Phrase("Oplyst om forsøget", "On record of the trial")
ABOUT = Phrase("Emne", "Subject")
SAID = Phrase("Hvad der er oplyst", "What is on record")
SOURCE = Phrase("Kilde: {source}", "Source: {source}")
MISSING = Phrase(
    "Intet er oplyst om: {parts}. Det siger ikke, at der intet var at oplyse.",
    "Nothing is on record of: {parts}. That does not say that there was nothing to tell.",
)
NAMES = {
    "funding": Phrase("finansiering", "funding"),
    "interests": Phrase("interesser", "interests"),
    "involvement": Phrase("inddragelse", "involvement"),
    "sites": Phrase("krav til steder og udførere", "demands on sites and providers"),
    "interim": Phrase("analyser undervejs", "interim analyses"),
    "lottery": Phrase("hvem der trak lod", "who drew the lots"),
    "concealment": Phrase("hvordan loddet blev holdt skjult", "how the lot was kept hidden"),
    "enrolment": Phrase("om de, der optog deltagere, kunne se listen", "whether those who enrolled could see the list"),
    "blinded": Phrase("hvem der ikke kendte loddet bagefter", "who did not know the lot afterwards"),
    "blinding": Phrase("hvordan blinding blev opnået", "how blinding was achieved"),
    "ending": Phrase("hvorfor forsøget sluttede", "why the trial ended"),
    "consent": Phrase("samtykke", "consent"),
    "legal_basis": Phrase("hjemmel til at bruge data", "ground for using the data"),
    "materials": Phrase("materialer om indsatsen", "materials on the programme"),
    "providers": Phrase("hvordan udførere blev fordelt", "how providers were assigned"),
    "developer": Phrase("hvem der udviklede indsatsen", "who developed the programme"),
    "stakeholders": Phrase("andre, der var med til at forme forsøget", "others who helped to shape the trial"),
    "incentives": Phrase("belønning for at være med", "rewards for taking part"),
}


def record_blocks(m: Materials) -> list[Block]:
    """Return the table and the line on what is missing; nothing where the plan has no record of the trial."""
    record = m.released.plan.get("trial_record") or {}
    given = [name for name in PARTS if record.get(name)]
    if not given:
        return []
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=m.words(_capitalised(NAMES[name]))),
                Cell(
                    parts=(m.plan("trial_record", name, f"words_{m.language}"),),
                    aside=m.say(SOURCE, source=m.plan("trial_record", name, "source"))
                    if record[name].get("source")
                    else (),
                ),
            )
        )
        for name in given
    )
    table = Table(
        id="trial-record",
        caption=m.words(CAPTION),
        columns=(Column(heading=m.words(ABOUT), share=1.4), Column(heading=m.words(SAID), share=3.6)),
        rows=rows,
        stacks=True,
    )
    missing = [m.words(NAMES[name]) for name in PARTS if name not in given]
    told = [Paragraph(parts=m.say(MISSING, parts=join(*missing, between="; ")))] if missing else []
    return [Heading(parts=m.words(TITLE)), table, *told]


def _capitalised(phrase: Phrase) -> Phrase:
    return Phrase(*(text[:1].upper() + text[1:] for text in (phrase.da, phrase.en)))
