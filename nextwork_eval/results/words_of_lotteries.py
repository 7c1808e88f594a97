"""Findings about the lottery list, the programme, and the plan that reads them, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_LIST_DA = "Spørg den, der førte lodtrækningslisten; listen rettes aldrig efter data."
_LIST_EN = "Ask whoever kept the lottery list; a list is never corrected after the data."

LOTTERIES: dict[str, Wording] = {
    "found_in_no_register": Wording(
        "personer fra lodtrækningen findes ikke i noget register.",
        "people of the lottery were found in no register.",
        "De står i diagrammet over deltagere og er ikke analyseret. Se efter, hvordan nøglerne er pseudonymiseret.",
        "They stand in the flow and are not analysed. Check how their keys were pseudonymised.",
    ),
    "too_many_unlinked": Wording(
        "personer fra lodtrækningen findes ikke i noget register; planen tåler en andel på {tolerance}.",
        "people of the lottery were found in no register; the plan tolerates a share of {tolerance}.",
        "Se efter, om listens og registrenes nøgler er pseudonymiseret på samme måde.",
        "Check that the person keys of the lottery list and of the registers are pseudonymised in the same way.",
    ),
    "began_before_lottery": Wording(
        "praktikker begyndte før lodtrækningen.",
        "internships began before the lottery.",
        "De regnes ikke som leveret: lodtrækningen kan ikke have ført til dem.",
        "They are not counted as delivered: the lottery cannot have led to them.",
    ),
    "began_after_follow_up": Wording(
        "praktikker begyndte, efter at registrene slutter.",
        "internships began after the registers end.",
        "De tæller ikke med.",
        "They are not counted.",
    ),
    "met_before_lottery": Wording(
        "møder blev holdt før personens lodtrækning.",
        "meetings were held before the lottery of the person.",
        "De tæller ikke med.",
        "They are not counted.",
    ),
    "unknown_arm": Wording(
        "der skulle stå en gruppe, som planen har: {allowed}.",
        "expected an arm that the plan has: {allowed}.",
        _LIST_DA,
        _LIST_EN,
    ),
    "unknown_round": Wording(
        "der skulle stå et hold, som planen har.",
        "expected a round that the plan has.",
        _LIST_DA,
        _LIST_EN,
    ),
    "wrong_lottery_date": Wording(
        "holdet {round} blev trukket {day}; disse rækker har en anden dag.",
        "the round {round} was drawn on {day}; these rows have another day.",
        _LIST_DA,
        _LIST_EN,
    ),
    "drawn_twice_in_round": Wording(
        "rækker for personer, der står flere gange i det samme hold.",
        "rows of people who stand in the same round several times.",
        _LIST_DA,
        _LIST_EN,
    ),
    "changed_arm": Wording(
        "rækker for personer, der har flere grupper i det samme hold: en gruppe er ændret efter lodtrækningen.",
        "rows of people with several arms in the same round: an arm was changed after the lottery.",
        "Personen hører til den gruppe, loddet gav, uanset hvad der skete siden. " + _LIST_DA,
        "People belong to the arm that the lot gave, whatever happened later. " + _LIST_EN,
    ),
    "changed_arm.other_table": Wording(
        "rækker, hvor gruppen er en anden end på lodtrækningslisten ('{other}').",
        "rows whose arm is another than on the lottery list ('{other}').",
        "Personen hører til den gruppe, loddet gav, uanset hvad der skete siden. " + _LIST_DA,
        "People belong to the arm that the lot gave, whatever happened later. " + _LIST_EN,
    ),
    "drawn_again": Wording(
        "rækker, der nævner en person, som allerede er trukket i et tidligere hold; planen afviser det.",
        "rows that name a person who was already drawn in an earlier round; the plan refuses that.",
        "Planen kan i stedet tælle den første lodtrækning: drawn_again under [design].",
        "The plan may count the first draw instead: drawn_again under [design].",
    ),
    "drawn_again.first_draw": Wording(
        "rækker, der nævner en person, som allerede er trukket i et tidligere hold.",
        "rows that name a person who was already drawn in an earlier round.",
        "Planen tæller personen i det første hold.",
        "The plan counts the person in the first round.",
    ),
    "round_size": Wording(
        "holdet {round} skulle have {expected_number} personer.",
        "the round {round} was declared with {expected_number} people.",
        _LIST_DA,
        _LIST_EN,
    ),
    "round_offers": Wording(
        "holdet {round} skulle have {expected_number} tilbud.",
        "the round {round} was declared with {expected_number} offers.",
        _LIST_DA,
        _LIST_EN,
    ),
    "sample_ratio": Wording(
        "med de erklærede sandsynligheder ventes omkring {expected_number} tilbud; så langt fra kommer færre end 1 af "
        "{one_in} lister.",
        "with the declared chances about {expected_number} offers are expected; fewer than 1 of {one_in} lists is "
        "so far off.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared": Wording(
        "listen er ikke den erklærede lodtrækning af klynger.",
        "the list is not the declared lottery of clusters.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared.without": Wording(
        "personer står uden klynge, og det er klynger, der trækkes lod om.",
        "people stand without a cluster, and clusters are drawn.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared.several_rounds": Wording(
        "klynger har personer på mere end ét hold.",
        "clusters have people in more than one round.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared.both_arms": Wording(
        "klynger har personer i begge grupper; en klynge trækkes som en helhed.",
        "clusters have people in both arms; a cluster is drawn as a whole.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared.number": Wording(
        "holdet {round} skulle have {expected_number} klynger.",
        "the round {round} was declared with {expected_number} clusters.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared.offers": Wording(
        "holdet {round} skulle have {expected_number} klynger med tilbud.",
        "the round {round} was declared with {expected_number} clusters offered.",
        _LIST_DA,
        _LIST_EN,
    ),
    "lottery_not_as_declared.chance": Wording(
        "klynger har fået tilbud: så langt fra det ventede, at de erklærede sandsynligheder næsten aldrig giver det.",
        "clusters were offered: so far from the expected number that the declared chances hardly ever give it.",
        _LIST_DA,
        _LIST_EN,
    ),
    "plan_reads_table": Wording(
        "planen læser tabellen, som ikke er leveret.",
        "the plan reads the table, which was not delivered.",
        "Levér den, eller brug en anden plan.",
        "Deliver it, or use another plan.",
    ),
    "plan_reads_column": Wording(
        "planen læser kolonnen, som ikke er leveret.",
        "the plan reads the column, which was not delivered.",
        "Levér den, eller brug en anden plan.",
        "Deliver it, or use another plan.",
    ),
    "plan_needs_cut_off": Wording(
        "planens opfølgning slutter med registeret, og leverancen siger ikke, hvor langt det når.",
        "follow-up ends with the register, and the delivery does not say how far it reaches.",
        "Angiv den sidste komplette dag under [cut_off] i extract.toml.",
        "Give the last complete day under [cut_off] in extract.toml.",
    ),
}
