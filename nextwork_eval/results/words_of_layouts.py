"""Findings about how files are laid out: yearly files, declared names, and files out of bounds, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_LAYOUT_DA = "Erklær det under [layout] i extract.toml."
_LAYOUT_EN = "Declare it under [layout] in extract.toml."

LAYOUTS: dict[str, Wording] = {
    "wrong_layout": Wording(
        "en oplysning under [layout] er ukendt eller af forkert art; den engelske udgave siger hvilken.",
        "an entry under [layout] is unknown or of the wrong kind.",
        "Ret extract.toml, som følger med leverancen.",
        "Correct extract.toml, which accompanies the delivery.",
    ),
    "other_case": Wording(
        "kolonner hedder som i skemaet, bortset fra store og små bogstaver.",
        "columns are named as in the schema, but for capital and small letters.",
        "Erklær any_case = true under [layout] i extract.toml.",
        "Declare any_case = true under [layout] in extract.toml.",
    ),
    "alias_not_found": Wording(
        "[layout] giver kolonner et navn, som ingen leveret kolonne har.",
        "[layout] gives columns a name that no delivered column has.",
        "Ret extract.toml, eller tag navnet ud.",
        "Correct extract.toml, or take the name out.",
    ),
    "absent_in_a_year": Wording(
        "personer står i filen for ét år og ikke i filen for et andet.",
        "people stand in the file of one year and not in that of another.",
        'Havde de ingen kode i året, så erklær absent = "blank" under [layout] i extract.toml.',
        'If they had no code in it, declare absent = "blank" under [layout] in extract.toml.',
    ),
    "column_in_several_years": Wording(
        "kolonner ud over nøglen står i flere års filer.",
        "columns beside the key stand in the files of several years.",
        "Nævn dem under ignore i [layout]: hvilket år der gælder, bliver ikke gættet.",
        "Name them under ignore in [layout]: which year holds is not guessed.",
    ),
    "type_differs_between_years": Wording(
        "kolonner er gemt som tekst i nogle år og som tal eller datoer i andre.",
        "columns are stored as text in some years and as numbers or dates in others.",
        _LAYOUT_DA,
        _LAYOUT_EN,
    ),
    "missing_year": Wording(
        "der skulle ligge en fil for hvert erklæret år.",
        "expected a file for each declared year.",
        "Levér dem, eller tag årene ud af [layout].",
        "Deliver them, or take the years out of [layout].",
    ),
    "undeclared_years": Wording(
        "der er filer med tabellens navn og et årstal, og intet siger, hvilke år der hører til.",
        "there are files with the name of the table and a year, and nothing says which years belong to it.",
        "Erklær files og years under [layout] i extract.toml.",
        "Declare files and years under [layout] in extract.toml.",
    ),
    "tagged_missing": Wording(
        "celler har en manglende værdi med et bogstav (.A til .Z), og intet siger, hvad bogstavet betyder.",
        "cells hold a missing value with a letter (.A to .Z), and nothing says what the letter means.",
        "Skal de læses som manglende, så erklær bogstaverne under [layout] i extract.toml.",
        "If they are to be read as missing, declare the letters under [layout] in extract.toml.",
    ),
    "packed_file": Wording(
        "pakkede filer og regneark bliver ikke læst: ingen ved, hvor store de er, før de er åbnet.",
        "compressed files and workbooks are not read: nobody knows how large they are before they are open.",
        "Pak dem ud i mappen.",
        "Unpack them into the folder.",
    ),
    "outside_the_folder": Wording(
        "filer, der gennem en henvisning ligger uden for leverancens mappe.",
        "files that lead out of the folder of the extract through a link.",
        "Kopiér filerne ind i mappen.",
        "Copy the files into the folder.",
    ),
    "too_large": Wording(
        "filen fylder mere, end der må læses på én gang.",
        "the file is larger than may be read at once.",
        "Del den efter år, eller levér den som Parquet.",
        "Split it by year, or deliver it as Parquet.",
    ),
    "too_many_columns": Wording(
        "filen har flere kolonner, end en leverance kan have.",
        "the file has more columns than a delivery can have.",
        "Se skilletegnet efter, og levér den igen.",
        "Check the delimiter, and deliver it again.",
    ),
    "cell_too_long": Wording(
        "en celle er længere, end en registerværdi kan være.",
        "a cell is longer than a value of a register can be.",
        "Se anførselstegnene efter, og levér den igen.",
        "Check the quotation marks, and deliver it again.",
    ),
    "zero_bytes": Wording(
        "der skulle stå tekst; filen har nulbytes, som UTF-16 og binære filer har.",
        "expected text; the file holds zero bytes, as UTF-16 and binary files do.",
        "Levér den som tekst i UTF-8 eller cp1252.",
        "Deliver it as text in UTF-8 or cp1252.",
    ),
}
