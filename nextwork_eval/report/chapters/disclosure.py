"""What was done to protect the people behind the numbers."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Chapter, Column, Paragraph, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.wordings import name_of

TITLE = Phrase("Fortrolighed", "Disclosure control")
TEXT = Phrase(
    "Alle tal er gået gennem en kontrol, før de forlod det sikre miljø. Profilen er {profile}; det mindste antal "
    "personer, den tillader bag et tal, "
    "er {floor}.",
    "All numbers went through a check before they left the secure room. The profile is {profile}; the smallest "
    "number of persons that it permits "
    "behind a number is {floor}.",
)
NO_FLOOR = Phrase(
    "Alle tal er gået gennem en kontrol, før de forlod det sikre miljø. Profilen er {profile}, som gælder for data, "
    "der allerede er offentlige; den sætter ingen grænse for, hvor få personer et tal må hvile på.",
    "All numbers went through a check before they left the secure room. The profile is {profile}, for data that are "
    "public already; it sets no limit to how few persons a number may rest on.",
)
CHANGES = Phrase("Kontrollen ændrede {count} tal.", "The check changed {count} numbers.")
NO_CHANGES = Phrase("Kontrollen ændrede ingen tal.", "The check changed no number.")
CAPTION = Phrase("Ændringer efter regel", "Changes by rule")
RULE = Phrase("Regel", "Rule")
ACTION = Phrase("Handling", "Action")
COUNT = Phrase("Antal", "Count")
ACTIONS = {
    "suppressed": Phrase("holdt tilbage", "withheld"),
    "rounded": Phrase("afrundet", "rounded"),
    "pooled": Phrase("lagt sammen", "pooled"),
    "delayed": Phrase("forsinket", "delayed"),
    "masked": Phrase("taget ud af teksten", "taken out of the words"),
}
RULES = {
    "small_cell": Phrase(
        "For få personer i en gruppe, eller for få uden for den", "Too few persons in a cell, or outside it"
    ),
    "differencing": Phrase(
        "Et beskyttet antal kunne regnes ud af flere tal tilsammen",
        "A protected count could be worked out from several numbers together",
    ),
    "dominance": Phrase(
        "To personer fylder for meget i en sum, eller i det, der mangler til den største",
        "Two persons make up too much of a sum, or of what it lacks to the largest",
    ),
    "extreme": Phrase("Den laveste eller højeste værdi er en persons", "The lowest or highest value is somebody's"),
    "few_degrees_of_freedom": Phrase(
        "En model har næsten lige så mange led som personer", "A model has nearly as many terms as persons"
    ),
    "panel": Phrase(
        "Tallet kan regnes ud af et, der er holdt tilbage, eller omvendt",
        "The number could be computed from one that was withheld, or give it back",
    ),
    "steps_from_rounded_counts": Phrase(
        "Andele af dem, der nåede et trin, er regnet af afrundede antal",
        "Shares of those who came to a step are made of rounded counts",
    ),
    "few_firms": Phrase(
        "For få virksomheder bag et tal, eller for få uden for det", "Too few firms behind a number, or outside it"
    ),
    "dominant_firms": Phrase(
        "De to største virksomheder fylder for meget i et tal", "The two largest firms make up too much of a number"
    ),
    "complement": Phrase(
        "Dele af en helhed: én kan regnes ud af resten", "Parts of a whole: one could be computed from the rest"
    ),
    "steps_of_firms": Phrase(
        "Antallet af virksomheder i netværket går først et trin, når nok er kommet til",
        "The number of firms in the network takes a step only when enough have come",
    ),
    "small_box": Phrase("For få personer i en boks af forløbet", "Too few persons in a box of the flow"),
    "other_definition": Phrase(
        "To nøjagtige tal efter to definitioner ville tælle de få, definitionerne er uenige om",
        "Two exact numbers under two definitions would count the few about whom they disagree",
    ),
    "number_in_words": Phrase(
        "Et tal i en bemærkning om et resultat kan tælle få personer",
        "A number in a remark on a result may count few people",
    ),
    "small_count": Phrase("For få rækker i en bemærkning om data", "Too few rows in a remark on the data"),
    "release_weeks": Phrase(
        "Kun planens frigivelsesuger forlader det sikre miljø", "Only the plan's release weeks leave the secure room"
    ),
    "steps_of_floor": Phrase(
        "En kurve går først et trin, når nok personer har haft hændelsen",
        "A curve takes a step only when enough persons have had the event",
    ),
    "states_from_rounded_counts": Phrase(
        "Andele i hver situation er regnet af afrundede antal", "Shares in each situation are made of rounded counts"
    ),
}
CURVES = Phrase(
    "Kurver og ugetal vises kun for de uger, kontrollen tillader, og mellem dem er intet regnet ud.",
    "Curves and weekly numbers are shown only for the weeks that the check permits, and nothing is computed between "
    "them.",
)


def disclosure_statement(m: Materials) -> Chapter:
    """Compose the disclosure statement."""
    counted = m.released.changes
    changes = m.say(CHANGES, count=m.fact("number_of_changes", form="count")) if counted else m.words(NO_CHANGES)
    profile = m.fact("profile", code=True)
    if m.released.floor > 1:
        text = join(m.say(TEXT, profile=profile, floor=m.fact("floor", form="count")), changes, m.words(CURVES))
    else:
        text = join(m.say(NO_FLOOR, profile=profile), changes)
    blocks: list[Block] = [Paragraph(parts=text)]
    tally = sorted({(change.rule, change.action) for change in counted})
    if tally:
        blocks.append(
            Table(
                id="changes",
                caption=m.words(CAPTION),
                columns=(
                    Column(heading=m.words(RULE), share=3),
                    Column(heading=m.words(ACTION)),
                    Column(heading=m.words(COUNT), align="right", share=0.6),
                ),
                rows=tuple(
                    TableRow(
                        cells=(
                            Cell(parts=m.words(name_of(RULES, rule))),
                            Cell(parts=m.words(name_of(ACTIONS, action))),
                            Cell(parts=(m.fact("changes", rule, action, form="count"),)),
                        )
                    )
                    for rule, action in tally
                ),
            )
        )
    return Chapter(id="disclosure", title=m.words(TITLE), blocks=tuple(blocks), kind="appendix")
