"""Where the plan looks for unintended effects, what it found, and what no register could have shown."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Chapter, Heading, Notice, Paragraph
from nextwork_eval.report.contrasts import contrast_table
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.outcome_names import outcome_name
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.sentences import contrast_id, effect_sentence
from nextwork_eval.report.tables import effect_table

TITLE = Phrase("Utilsigtede virkninger", "Unintended effects")
LEAD = Phrase(
    "En indsats kan gøre skade, også når den hjælper. Planen peger ud, hvor rapporten skal lede: på "
    "resultater, der ville være en skade, hvis de gik den forkerte vej.",
    "A programme can do harm even where it helps. The plan points out where the report must look: at "
    "results that would be a harm if they went the wrong way.",
)
CAPTION = Phrase("Resultater, der kunne vise skade", "Results that could show harm")
OTHER_CAPTION = Phrase(
    "Resultater, der kunne vise skade: forhold og tests", "Results that could show harm: ratios and tests"
)
RARE = Phrase(
    "Et forsøg, der er stort nok til sit primære resultat, er sjældent stort nok til at vise skader. At ingen er vist, "
    "betyder derfor ikke, at der ingen er: se efter, hvor langt intervallerne rækker i den forkerte retning.",
    "A trial that is large enough for its primary result is seldom large enough to show harms. That none is shown does "
    "therefore not mean that there are none: look how far the intervals reach in the wrong direction.",
)
MORE_AT_RISK = Phrase(
    "Hvor hverken mere eller mindre i sig selv er bedst, skal tallet læses sammen med, hvor mange der nåede så langt: "
    "kommer flere i gang, kan flere også falde fra.",
    "Where neither more nor less is better in itself, the number must be read beside how many came so far: if more "
    "begin, more can drop out as well.",
)
NOT_MEASURED = Phrase("Hvad der ikke kunne måles", "What could not be measured")
NONE_TITLE = Phrase("Planen leder ikke efter skade", "The plan looks for no harm")
NONE = Phrase(
    "Planen peger ikke på noget resultat, der ville være en skade, hvis det gik den forkerte vej. Rapporten kan derfor "
    "ikke sige, om tilbuddet skadede nogen. Det betyder ikke, at det ikke gjorde.",
    "The plan names no result that would be a harm if it went the wrong way. The report can therefore not say whether "
    "the offer harmed anyone. That does not mean that it did not.",
)
NOT_GIVEN = Phrase(
    "{outcome}: planen lover dette resultat, men der er intet tal.",
    "{outcome}: the plan promises this result, but there is no number.",
)


def harms(m: Materials) -> Chapter:
    """Compose the harms that the plan names: a table, one sentence each, and what could not be measured."""
    entries = harm_entries(m)
    if not entries:
        notice = Notice(kind="not_estimated", title=m.words(NONE_TITLE), parts=m.words(NONE))
        return Chapter(id="harms", title=m.words(TITLE), blocks=(notice,))
    blocks: list[Block] = [Paragraph(parts=m.words(LEAD), style="lead")]
    tables = (
        effect_table(m, "harms", CAPTION, entries),
        contrast_table(m, "harms-other", OTHER_CAPTION, entries),
    )
    blocks += [table for table in tables if table is not None]
    for entry in entries:
        label = outcome_name(m, entry)
        told = bool(contrast_id(m, str(entry["id"])))
        parts = join(label, effect_sentence(m, entry), between=": ") if told else m.say(NOT_GIVEN, outcome=label)
        blocks.append(Paragraph(parts=parts))
    neither = any(m.outcome(str(entry["id"]))["good"] == "neither" for entry in entries)
    blocks.append(Paragraph(parts=join(m.words(RARE), m.words(MORE_AT_RISK) if neither else ())))
    blocks += _not_measured(m)
    return Chapter(id="harms", title=m.words(TITLE), blocks=tuple(blocks))


def harm_entries(m: Materials) -> list[dict[str, Any]]:
    """Return the analyses that the plan names as harms, in its order; empty where it names none."""
    declared = m.released.plan.get("harms") or {}
    by_id = {str(entry["id"]): entry for entry in m.entries("analysis")}
    return [by_id[str(name)] for name in declared.get("analyses", ()) if str(name) in by_id]


def _not_measured(m: Materials) -> list[Block]:
    key = f"not_measured_{m.language}"
    if not (m.released.plan.get("harms") or {}).get(key):
        return []
    return [Heading(parts=m.words(NOT_MEASURED)), Paragraph(parts=(m.plan("harms", key),))]
