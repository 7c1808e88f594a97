"""Findings about how a delivery is laid out, and about files that are not opened, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_DECLARE_DA = "Angiv det i tabellens afsnit under [layout] i extract.toml."
_DECLARE_EN = "Declare it in the table's section under [layout] in extract.toml."
_COPY_DA, _COPY_EN = "Læg filerne i mappen.", "Copy the files into the folder."

DELIVERIES: dict[str, Wording] = {
    "other_case": Wording(
        "kolonner hedder som i skemaet, bortset fra store og små bogstaver.",
        "columns are named as in the schema, but for capital and small letters.",
        "Angiv any_case = true i tabellens afsnit under [layout] i extract.toml.",
        "Declare any_case = true in the table's section under [layout] in extract.toml.",
    ),
    "alias_not_found": Wording(
        "extract.toml giver kolonner et navn, som ingen leveret kolonne har.",
        "extract.toml gives columns a name that no delivered column has.",
        "Ret extract.toml, eller tag navnet ud.",
        "Correct extract.toml, or take the name out.",
    ),
    "undeclared_years": Wording(
        "der er filer med tabellens navn og et årstal, og intet siger, hvilke år der hører til den.",
        "there are files with the name of the table and a year, and nothing says which years belong to it.",
        "Angiv files og years i tabellens afsnit under [layout] i extract.toml.",
        "Declare files and years in the table's section under [layout] in extract.toml.",
    ),
    "missing_year": Wording(
        "der skulle være en fil til hvert af de angivne år.",
        "expected a file for each declared year.",
        "Levér dem, eller tag årene ud af extract.toml.",
        "Deliver them, or take the years out of extract.toml.",
    ),
    "outside_the_folder": Wording(
        "filerne skulle ligge i mappen; disse fører ud af den gennem en henvisning.",
        "expected files inside the folder of the extract; these lead out of it through a link.",
        _COPY_DA,
        _COPY_EN,
    ),
    "packed_file": Wording(
        "pakkede filer og regneark læses ikke: ingen ved, hvor store de er, før de er åbnet.",
        "compressed files and workbooks are not read: nobody knows how large they are before they are open.",
        "Pak dem ud i mappen.",
        "Unpack them into the folder.",
    ),
    "zero_bytes": Wording(
        "filen skulle være tekst; den indeholder nulbytes, som UTF-16 og binære filer gør.",
        "expected text; the file holds zero bytes, as UTF-16 and binary files do.",
        "Levér den som tekst i UTF-8 eller cp1252.",
        "Deliver it as text in UTF-8 or cp1252.",
    ),
    "too_large": Wording(
        "tabellen fylder mere i hukommelsen, end en tabel må, så længe intet andet er angivet.",
        "the table takes more memory than a table may, as long as nothing else is declared.",
        "Skal den være så stor, så angiv largest_table_gb øverst i extract.toml.",
        "If it is meant to be so large, set largest_table_gb at the top of extract.toml.",
    ),
    "too_many_columns": Wording(
        "der er flere kolonner, end noget register har.",
        "there are more columns than any register has.",
        "Se filen efter: DREAM, det bredeste register, har omkring 1.700.",
        "Check the file: DREAM, the widest register, has about 1,700.",
    ),
    "cell_too_long": Wording(
        "der er længere celler, end SAS kan gemme.",
        "there are longer cells than SAS can store.",
        "Se anførselstegnene efter, eller udelad kolonnen.",
        "Check quotation marks, or leave the column out.",
    ),
    "tagged_missing": Wording(
        "celler rummer en manglende værdi med et bogstav (.A til .Z), og intet siger, hvad bogstavet betyder.",
        "cells hold a missing value with a letter (.A to .Z), and nothing says what the letter means.",
        "Skal de læses som manglende, så angiv bogstaverne under missing i tabellens afsnit af extract.toml.",
        "If they are to be read as missing, declare the letters under missing in the table's section of extract.toml.",
    ),
    "type_differs_between_years": Wording(
        "kolonner er gemt som tekst i nogle år og som tal eller datoer i andre.",
        "columns are stored as text in some years and as numbers or dates in others.",
        "Angiv dem under digits eller dates i tabellens afsnit af extract.toml.",
        "Declare them under digits or dates in the table's section of extract.toml.",
    ),
    "column_in_several_years": Wording(
        "kolonner ud over nøglen står i flere års filer.",
        "columns beside the key stand in the files of several years.",
        "Nævn dem under ignore i tabellens afsnit af extract.toml: hvilket år der gælder, gættes ikke.",
        "Name them under ignore in the table's section of extract.toml: which year holds is not guessed.",
    ),
    "absent_in_a_year": Wording(
        "personer står i ét års fil og ikke i et andets.",
        "people stand in the file of one year and not in that of another.",
        'Havde de ingen kode i det år, så angiv absent = "blank" i tabellens afsnit af extract.toml.',
        'If they had no code in it, declare absent = "blank" in the table\'s section of extract.toml.',
    ),
    "empty_week_53": Wording(
        "året har ingen uge 53, og kolonnen er tom.",
        "the year has no week 53, and the column is empty.",
        "Intet går tabt ved at udelade den.",
        "Nothing is lost by leaving it out.",
    ),
    "wrong_layout": Wording(
        "et afsnit under [layout] er forkert; den engelske udgave siger hvordan.",
        "a section under [layout] is wrong.",
        _DECLARE_DA,
        _DECLARE_EN,
    ),
}
