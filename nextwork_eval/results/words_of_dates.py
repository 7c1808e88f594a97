"""Findings about days, lives, spells and the end of the registers, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_AS_IT_STANDS_DA = "De er læst, som de står. Spørg dataejeren."
_AS_IT_STANDS_EN = "They are read as they stand. Ask the data owner."

DATES: dict[str, Wording] = {
    "stand_in_date": Wording(
        "dage, som programmer skriver i stedet for en ukendt dag, såsom 1. januar 1900 eller 1960.",
        "days that programs write in place of an unknown day, such as 1 January 1900 or 1960.",
        "De er læst som dage. Spørg dataejeren, og lad ukendte dage stå tomme.",
        "They were read as days. Ask the data owner, and leave unknown days empty.",
    ),
    "after_delivery": Wording(
        "dage efter den dag, data blev leveret ({day}).",
        "days after the day on which the data were delivered ({day}).",
        "Ret dem, eller ret leveringsdagen i extract.toml.",
        "Correct them, or correct the day of delivery in extract.toml.",
    ),
    "after_cut_off": Wording(
        "dage efter den sidste dag, til hvilken registeret er komplet ({day}).",
        "days after the last day for which the register is complete ({day}).",
        "Opfølgningen slutter før dem. Se slutdatoen i extract.toml efter.",
        "Follow-up ends before them. Check the cut-off in extract.toml.",
    ),
    "after_cut_off.columns": Wording(
        "udfyldte celler i uger eller måneder efter den sidste dag, til hvilken registeret er komplet ({day}).",
        "filled cells in weeks or months after the last day for which the register is complete ({day}).",
        "Opfølgningen slutter før dem. Se slutdatoen i extract.toml efter.",
        "Follow-up ends before them. Check the cut-off in extract.toml.",
    ),
    "provisional": Wording(
        "indberetninger fra de nyeste {months} måneder før slutdatoen {day} er foreløbige og kan blive flere.",
        "reports of the newest {months} months before the cut-off {day} are provisional and may become more.",
        "Læs den seneste del af forløbet med forbehold, eller vælg en tidligere slutdato.",
        "Read the latest part of the course with caution, or choose an earlier cut-off.",
    ),
    "provisional.one": Wording(
        "indberetninger fra den nyeste måned før slutdatoen {day} er foreløbige og kan blive flere.",
        "reports of the newest month before the cut-off {day} are provisional and may become more.",
        "Læs den seneste del af forløbet med forbehold, eller vælg en tidligere slutdato.",
        "Read the latest part of the course with caution, or choose an earlier cut-off.",
    ),
    "before_birth": Wording(
        "dage, før personen er født.",
        "days before the person was born.",
        "Spørg dataejeren: enten er dagen forkert, eller også hører rækken til en anden person.",
        "Ask the data owner: either the day is wrong, or the row belongs to another person.",
    ),
    "after_death": Wording(
        "dage, efter at personen er død.",
        "days after the person died.",
        _AS_IT_STANDS_DA,
        _AS_IT_STANDS_EN,
    ),
    "several_births": Wording(
        "rækker for personer, der har flere fødselsdage.",
        "rows of people who have several days of birth.",
        "Et pseudonym dækker måske to personer. Spørg dataejeren.",
        "A pseudonym may stand for two people. Ask the data owner.",
    ),
    "ends_before_start": Wording(
        "forløb, der slutter, før de begynder.",
        "spells end before they start.",
        "Ret datoerne.",
        "Correct the dates.",
    ),
    "ends_before_start.internships": Wording(
        "praktikker, der slutter, før de begynder.",
        "internships end before they start.",
        "De tæller ikke med. Ret datoerne.",
        "They are not counted. Correct the dates.",
    ),
    "ends_before_start.stays": Wording(
        "ophold i indsatsen, der slutter, før de begynder.",
        "stays in the programme end before they start.",
        "De er ikke med i deltagelsen uge for uge. Ret datoerne.",
        "They are left out of participation week by week. Correct the dates.",
    ),
    "spells_overlap": Wording(
        "forløb, der begynder, før et tidligere forløb for den samme person er slut.",
        "spells that begin before an earlier spell of the same person has ended.",
        "De er læst, som de står; en uge tælles kun én gang. Spørg dataejeren, om det ene er rettet af det andet.",
        "They are read as they stand; a week counts once. Ask the data owner whether one corrects the other.",
    ),
}
