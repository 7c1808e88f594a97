"""What the offer did: every promised difference with both levels beside it, the primary one first."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Block, Chapter, Notice, Paragraph, Parts
from nextwork_eval.report.chapters.other_methods import ELSEWHERE, is_beside, not_estimated
from nextwork_eval.report.chapters.take_up import take_up_blocks
from nextwork_eval.report.contrasts import contrast_table
from nextwork_eval.report.figures import headline_differences, icon_array
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.outcome_names import outcome_name
from nextwork_eval.report.phrases import Phrase, join, link
from nextwork_eval.report.sentences import contrast_id, effect_sentence
from nextwork_eval.report.tables import effect_table, figure_block

TITLE = Phrase("Hovedresultater", "Main results")
TABLE = Phrase("Niveauer og forskelle", "Levels and differences")
RATIOS = Phrase("Forhold og test", "Ratios and tests")
NAMED = Phrase("{outcome}.", "{outcome}.")
FAMILY = Phrase(
    "De sekundære analyser, der i planen hører til samme familie, læses sammen. P-værdierne er ikke justeret for, at "
    "der er flere af dem.",
    "Secondary analyses that belong to the same family in the plan are read together. The p-values are not adjusted "
    "for their number.",
)
FAMILY_ADJUSTED = Phrase(
    "De sekundære analyser, der i planen hører til samme familie, er justeret for, at der er flere af dem; den "
    "justerede p-værdi står i tabellen.",
    "Secondary analyses that belong to the same family in the plan are adjusted for their number; the adjusted "
    "p-value stands in the table.",
)
EXPLORATORY = Phrase(
    "Eksplorative analyser er ikke justeret. De peger på, hvad der bør undersøges, og afgør ikke noget.",
    "Exploratory analyses are not adjusted. They point to what should be studied, and settle nothing.",
)
SECONDARY_ALONE = Phrase(
    "De sekundære analyser er heller ikke justeret for, at der er flere af dem.",
    "Nor are the secondary analyses adjusted for their number.",
)
SEE_RETURN = Phrase("Resultater om at vende tilbage står i {chapter}.", "Results on coming back stand in {chapter}.")
RETURN_CHAPTER = Phrase("kapitlet om tilbagevenden", "the chapter on return")
NOTHING = Phrase("Ingen forskelle er frigivet.", "No differences were released.")
NOTHING_TITLE = Phrase("Ingen tal", "No numbers")
TRUTH_TITLE = Phrase("Hvad de opdigtede data indeholder", "What the invented data hold")
TRUTH = Phrase(
    "Data er trukket fra en model, hvis sande effekt er kendt. Blandt {people} opdigtede personer i hver gruppe kommer "
    "{offered} i job eller uddannelse med tilbuddet og {control} uden, begge inden for det primære resultats frist: en "
    "sand forskel på {difference}. Den sande forskel i uger er {weeks}. Forskellene i tabellen ovenfor er skøn over "
    "disse tal fra ét lille forsøg.",
    "The data are drawn from a model whose true effect is known. Among {people} invented people in each group, "
    "{offered} enter job or education with the offer and {control} without, both by the horizon of the primary "
    "outcome: a true difference of {difference}. The true difference in weeks is {weeks}. The differences in the table "
    "above are estimates of these numbers from one small trial.",
)


def main_results(m: Materials) -> Chapter:
    """Compose the main results."""
    chosen = [entry for entry in m.analyses() if not is_about_return(m, entry) and not _only_beside(m, entry)]
    blocks: list[Block] = []
    for entry in chosen:
        if entry["purpose"] == "primary" and contrast_id(m, entry["id"]):
            outcome = m.say(NAMED, outcome=outcome_name(m, entry))
            blocks.append(Paragraph(parts=join(outcome, effect_sentence(m, entry)), style="verdict"))
            people = icon_array(m.released, entry["id"], m.language)
            if people is not None:
                blocks.append(figure_block(m, people))
    figure = headline_differences(m.released, m.language)
    if figure is not None:
        blocks.append(figure_block(m, figure))
    table = effect_table(m, "differences", TABLE, chosen)
    if table is not None:
        blocks.append(table)
    blocks += _truth(m)
    ratios = contrast_table(m, "ratios", RATIOS, [entry for entry in chosen if entry["estimator"]["id"] in _RATIOS])
    if ratios is not None:
        blocks.append(ratios)
    blocks += take_up_blocks(m)
    blocks += not_estimated(m)
    if table is not None or ratios is not None:
        blocks.append(_reading(m, chosen))
    else:
        blocks.append(Notice(kind="not_estimated", title=m.words(NOTHING_TITLE), parts=m.words(NOTHING)))
    return Chapter(id="main", title=m.words(TITLE), blocks=tuple(blocks))


def _only_beside(m: Materials, entry: dict[str, Any]) -> bool:
    """Say whether an analysis stands in the chapter on robustness: another way to an outcome that is already here."""
    return entry["estimator"]["id"] not in ELSEWHERE and is_beside(m, entry)


_RATIOS = ("risk_ratio", "expected_weeks", "incidence_difference", "win_ratio")
_RETURNS = ("return_by", "number_of_returns", "time_to_return", "course_by_week")


def is_about_return(m: Materials, entry: dict[str, Any]) -> bool:
    """Say whether an analysis belongs to the chapter on return: its outcome is a return, and it is not primary."""
    return m.outcome(entry["id"])["rule"]["kind"] in _RETURNS and entry["purpose"] != "primary"


def _reading(m: Materials, chosen: list[dict[str, Any]]) -> Paragraph:
    adjusted = any(row.p_adjusted is not None for row in m.released.rows)
    parts: Parts = ()
    if any(entry.get("family") for entry in chosen):
        parts = m.words(FAMILY_ADJUSTED if adjusted else FAMILY)
    if any(entry["purpose"] == "exploratory" for entry in chosen):
        parts = join(parts, m.words(EXPLORATORY))
    secondary = [entry for entry in m.analyses() if entry["purpose"] == "secondary"]
    if len(secondary) > 1 and not any(entry.get("family") for entry in secondary):
        parts = join(parts, m.words(SECONDARY_ALONE))
    if any(is_about_return(m, entry) and contrast_id(m, entry["id"]) for entry in m.analyses()):
        parts = join(parts, m.say(SEE_RETURN, chapter=link(RETURN_CHAPTER, m.language, "returns")))
    return Paragraph(parts=parts)


def _truth(m: Materials) -> list[Block]:
    """Say the effect that a rehearsal's model has, where the run invented its own data."""
    if not m.given("truth.entry.difference"):
        return []
    parts = m.say(
        TRUTH,
        people=m.number("truth.entry.difference", "n_arm"),
        offered=m.number(f"truth.entry.{m.treated_arm()}"),
        control=m.number(f"truth.entry.{m.control_arm()}"),
        difference=m.number("truth.entry.difference"),
        weeks=m.number("truth.weeks.difference"),
    )
    return [Notice(kind="synthetic", title=m.words(TRUTH_TITLE), parts=parts)]
