"""Findings about what becomes of delivered columns and yearly files, in words: each says what to declare."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

ARRANGING: dict[str, Wording] = {
    "other_case": Wording(
        "kolonner hedder som i skemaet, bortset fra store og små bogstaver.",
        "columns are named as in the schema, but for capital and small letters.",
        "Skriv any_case = true under [{section}] i extract.toml.",
        "Declare any_case = true under [{section}] in extract.toml.",
    ),
    "alias_not_found": Wording(
        "[{section}] giver kolonner et navn, som ingen leveret kolonne har.",
        "[{section}] gives columns a name that no delivered column has.",
        "Ret extract.toml, eller fjern navnet.",
        "Correct extract.toml, or take the name out.",
    ),
    "doubled_column.names": Wording(
        "flere leverede kolonner ville være den samme kolonne i skemaet.",
        "several delivered columns would be the same column of the schema.",
        "Angiv den, der skal læses, under [{section}.columns], og de andre under ignore.",
        "Name the one to be read under [{section}.columns], and the others under ignore.",
    ),
    "tagged_missing": Wording(
        "celler har en manglende værdi med et bogstav (.A til .Z), og intet siger, hvad bogstavet betyder.",
        "cells hold a missing value with a letter (.A to .Z), and nothing says what the letter means.",
        "Skal de læses som manglende, så skriv bogstaverne under [{section}.missing].",
        "If they are to be read as missing, declare the letters under [{section}.missing].",
    ),
    "empty_week_53": Wording(
        "året har ingen uge 53, og kolonnen er tom.",
        "the year has no week 53, and the column is empty.",
        "Intet går tabt ved at udelade den.",
        "Nothing is lost by leaving it out.",
    ),
    "missing_year": Wording(
        "der skulle være en fil for hvert år, der er angivet.",
        "expected a file for each declared year.",
        "Levér dem, eller fjern årene fra [{section}].",
        "Deliver them, or take the years out of [{section}].",
    ),
    "undeclared_years": Wording(
        "der er filer med tabellens navn og et årstal, og intet siger, hvilke år der hører til den.",
        "there are files with the name of the table and a year, and nothing says which years belong to it.",
        'Skriv files = "{files}" og years under [{section}].',
        'Declare files = "{files}" and years under [{section}].',
    ),
    "missing_column.years": Wording(
        "hvert år skulle have de samme kolonner; nogle filer mangler '{name}'.",
        "expected the same columns in every year; some files have no '{name}'.",
        "Se efter, hvad der er bestilt og leveret for de år.",
        "Check what was ordered and delivered for those years.",
    ),
    "missing_column.key": Wording(
        "tabellens nøgle skulle stå i hvert års fil.",
        "expected the key of the table in the file of every year.",
        "Levér den.",
        "Deliver it.",
    ),
    "duplicate_key.year": Wording(
        "hver nøgle måtte stå én gang i et år.",
        "expected every key once in a year.",
        "Spørg dataejeren, hvilken række der er den rigtige.",
        "Ask the data owner which row is right.",
    ),
    "type_differs_between_years": Wording(
        "kolonner er gemt som tekst i nogle år og som tal eller datoer i andre.",
        "columns are stored as text in some years and as numbers or dates in others.",
        "Angiv dem under [{section}.digits] eller [{section}.dates] i extract.toml.",
        "Declare them under [{section}.digits] or [{section}.dates] in extract.toml.",
    ),
    "type_differs_between_years.key": Wording(
        "nøglen er gemt som en anden type end i det første år.",
        "the key is stored in another type than in the first year.",
        "Angiv den under [{section}.digits] i extract.toml.",
        "Declare it under [{section}.digits] in extract.toml.",
    ),
    "column_in_several_years": Wording(
        "kolonner ud over nøglen står i flere års filer.",
        "columns beside the key stand in the files of several years.",
        "Nævn dem under ignore i [{section}]: hvilket år der gælder, bliver ikke gættet.",
        "Name them under ignore in [{section}]: which year holds is not guessed.",
    ),
    "absent_in_a_year": Wording(
        "personer står i et års fil og ikke i et andet års.",
        "people stand in the file of one year and not in that of another.",
        'Havde de ingen kode i det, så skriv absent = "blank" under [{section}] i extract.toml.',
        'If they had no code in it, declare absent = "blank" under [{section}] in extract.toml.',
    ),
}
