"""How someone else gets the same numbers."""

from __future__ import annotations

from nextwork_eval.report.blocks import Bullets, Chapter, Paragraph
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase

TITLE = Phrase("Sådan kan tallene genskabes", "How to reproduce the numbers")
TEXT = Phrase(
    "Rapporten er skrevet af et program ud fra planen og data. Samme plan, samme skema, samme data og samme version "
    "af programmet giver de samme filer, "
    "byte for byte.",
    "The report was written by a program from the plan and the data. The same plan, schema, data and version of the "
    "program give the same files, "
    "byte for byte.",
)
COMMAND = Phrase(
    "Kommandoen nextwork-eval reproduce gør det selv: den kører planen to gange fra ny, sammenligner hvert tal med "
    "det udgivne og skriver en attest.",
    "The command nextwork-eval reproduce does this by itself: it runs the plan twice afresh, compares every number "
    "with the published one, and writes a certificate.",
)
STEPS = (
    Phrase(
        "Hent nextwork_eval i version {version}, og installér de låste afhængigheder.",
        "Get nextwork_eval in version {version} and install the locked dependencies.",
    ),
    Phrase(
        "Kontrollér, at planen {plan} har fingeraftrykket {plan_fingerprint}, og at skemaet {schema} har "
        "{schema_fingerprint}.",
        "Check that the plan {plan} has the fingerprint {plan_fingerprint}, and that the schema {schema} has "
        "{schema_fingerprint}.",
    ),
    Phrase(
        "Kør planen på et dataudtræk med fingeraftrykket {extract_fingerprint}, og sammenlign resultatfilerne.",
        "Run the plan on an extract with the fingerprint {extract_fingerprint}, and compare the results files.",
    ),
)


def reproduce(m: Materials) -> Chapter:
    """Compose the steps."""
    available = {
        "version": m.fact("software_version"),
        "plan": m.plan("plan", "id", code=True),
        "schema": m.plan("plan", "schema", code=True),
        "plan_fingerprint": m.fact("plan_fingerprint", form="short", code=True),
        "schema_fingerprint": m.fact("schema_fingerprint", form="short", code=True),
        "extract_fingerprint": m.fact("extract_fingerprint", form="short", code=True),
    }
    items = tuple(m.say(step, **{slot: available[slot] for slot in step.slots(m.language)}) for step in STEPS)
    blocks = (Paragraph(parts=m.words(TEXT)), Bullets(items=items), Paragraph(parts=m.words(COMMAND)))
    return Chapter(id="reproduce", title=m.words(TITLE), blocks=blocks, kind="appendix")
