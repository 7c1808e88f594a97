"""Findings about files, headers and the delivery note, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_NOTE_DA = "Ret extract.toml, som følger med leverancen."
_NOTE_EN = "Correct extract.toml, which accompanies the delivery."
_ORDER_DA = "Se efter, hvad der er bestilt og leveret."
_ORDER_EN = "Check what was ordered and delivered."
_AGAIN_DA = "Levér den igen fra det system, der skrev den."
_AGAIN_EN = "Deliver it again, from the system that made it."

FILES: dict[str, Wording] = {
    "missing_table": Wording(
        "der skulle ligge en fil til tabellen.",
        "expected a file for the table.",
        "Filens navn skal være tabellens, også med store og små bogstaver.",
        "Names must agree in capital and small letters.",
    ),
    "table_not_delivered": Wording(
        "tabellen er ikke leveret.",
        "the table was not delivered.",
        "Den kan undværes; intet hviler på den.",
        "It is optional; nothing rests on it.",
    ),
    "doubled_file": Wording(
        "der skulle ligge én fil til tabellen.",
        "expected one file.",
        "Levér den i ét format, ikke i flere.",
        "Deliver it in one format, not in several.",
    ),
    "unexpected_file": Wording(
        "filer, som skemaet ikke kender, er ikke læst.",
        "files that the schema does not name were not read.",
        "Se filnavnenes stavning efter.",
        "Check the spelling of the file names.",
    ),
    "unreadable_file": Wording(
        "filen skulle være hel og af den art, som dens navn siger.",
        "expected a complete file of the kind that its name says.",
        _AGAIN_DA,
        _AGAIN_EN,
    ),
    "wrong_encoding": Wording(
        "teksten er ikke i den tegnkodning, der er angivet.",
        "the text is not in the encoding that is declared.",
        "Angiv en anden under [dialect] i extract.toml.",
        "Declare another under [dialect] in extract.toml.",
    ),
    "empty_file": Wording(
        "der skulle være rækker under overskriften.",
        "expected rows below the header.",
        "Levér den igen.",
        "Deliver it again.",
    ),
    "doubled_column": Wording(
        "hver kolonne måtte stå én gang; nogle navne står flere gange i overskriften.",
        "expected every column once; some names stand in the header several times.",
        "Fjern de overtallige kolonner.",
        "Remove the surplus columns.",
    ),
    "ragged_rows": Wording(
        "hver række skulle have lige så mange celler som overskriften.",
        "expected as many cells in every row as in the header.",
        "Resten af tabellen er ikke kontrolleret. Se skilletegnet efter, og sæt celler med det i anførselstegn.",
        "Nothing else in this table was checked. Check the delimiter, and quote cells that hold it.",
    ),
    "missing_header": Wording(
        "der skulle være en overskrift med kolonnerne {columns}; ingen af dem er der.",
        "expected a header with the columns {columns}; none of them is there.",
        "Navnene skrives som i skemaet. Se efter, om filen har en overskrift, og hvilket skilletegn den bruger.",
        "Names are written as in the schema. Check that the file has a header, and the delimiter.",
    ),
    "missing_column": Wording(
        "der skulle være en kolonne '{name}'.", "expected a column '{name}'.", _ORDER_DA, _ORDER_EN
    ),
    "missing_column.wide": Wording(
        "der skulle være kolonner med navne som {name}.",
        "expected columns named like {name}.",
        _ORDER_DA,
        _ORDER_EN,
    ),
    "unknown_column": Wording(
        "skemaet har ingen sådan kolonne.",
        "the schema has no such column.",
        "Fjern den fra leverancen: hvad der ikke er erklæret, læses ikke.",
        "Remove it from the delivery: what is not declared is not read.",
    ),
    "impossible_week": Wording(
        "kalenderen har ingen sådan uge.",
        "the calendar has no such week or month.",
        "Spørg dataejeren, hvad kolonnen indeholder; den er ikke læst.",
        "Ask the data owner what the column holds; it was not read.",
    ),
    "impossible_month": Wording(
        "kalenderen har ingen sådan måned.",
        "the calendar has no such week or month.",
        "Spørg dataejeren, hvad kolonnen indeholder; den er ikke læst.",
        "Ask the data owner what the column holds; it was not read.",
    ),
    "skipped_week": Wording(
        "kolonner med navne som {name} mangler mellem den første og den sidste.",
        "columns named like {name} are missing between the first and the last.",
        "Levér dem.",
        "Deliver them.",
    ),
    "missing_delivery_note": Wording(
        "der skulle ligge en fil, som siger, om data er opdigtede.",
        "expected a file that says whether the data are synthetic.",
        _NOTE_DA,
        _NOTE_EN,
    ),
    "wrong_delivery_note": Wording(
        "en oplysning mangler, er ukendt eller er af forkert art; den engelske udgave siger hvilken.",
        "an entry is missing, unknown, or of the wrong kind.",
        _NOTE_DA,
        _NOTE_EN,
    ),
    "missing_cut_off": Wording(
        "[cut_off] skal give den sidste dag, til hvilken registeret er komplet.",
        "[cut_off] must give the last day for which the register is complete.",
        _NOTE_DA,
        _NOTE_EN,
    ),
    "civil_registration_number": Wording(
        "celler ligner CPR-numre.",
        "cells look like civil registration numbers (CPR).",
        "Intet andet er kontrolleret. En leverance rummer pseudonymer: bed afsenderen om en kode for hvert nummer, "
        "den samme for personen i alle tabeller, og om at beholde listen over numre og koder. Slet så disse filer.",
        "Nothing else was checked. A delivery holds pseudonyms: ask whoever sent it to replace each number by a code, "
        "the same for a person in all tables, and to keep the list of numbers and codes. Then delete these files.",
    ),
}
