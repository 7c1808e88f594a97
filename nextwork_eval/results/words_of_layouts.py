"""Findings about the delivery note and the layouts that it declares, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_NOTE_DA = "Ret extract.toml, som følger med leverancen."
_NOTE_EN = "Correct extract.toml, which accompanies the delivery."


def _note(danish: str, english: str) -> Wording:
    return Wording(danish, english, _NOTE_DA, _NOTE_EN)


_DIALECT = {
    "encoding": _note(
        "[{section}] encoding skal være en tegnkodning for tekst: en af {known}.",
        "[{section}] encoding must name an encoding of text: one of {known}.",
    ),
    "delimiter": _note(
        "[{section}] delimiter skal være semikolon, komma, tabulator eller lodret streg.",
        "[{section}] delimiter must be a semicolon, a comma, a tabulator or a bar.",
    ),
    "decimal": _note(
        "[{section}] decimal skal være komma eller punktum.",
        "[{section}] decimal must be a comma or a point.",
    ),
}

_OF_NOTE = {
    "truth": _note("'{name}' skal være true eller false.", "'{name}' must be true or false."),
    "day": _note("'{name}' skal være en dato.", "'{name}' must be a date."),
    "text": _note("'{name}' skal være en tekst.", "'{name}' must be a text."),
    "number": _note("'{name}' skal være et helt tal.", "'{name}' must be a whole number."),
    "section": _note("'{name}' skal være et afsnit med nøgler.", "'{name}' must be a table."),
    "path": _note(
        "'{name}' skal være en mappe inde i leverancens mappe, delt af '/'.",
        "'{name}' must be a folder inside that of the extract, parted by '/'.",
    ),
    "unknown_key": _note("'{name}' er ingen nøgle i den.", "'{name}' is not a key of it."),
    "unknown_table": _note(
        "[cut_off] nævner '{name}', som ikke er en tabel i skemaet.",
        "[cut_off] names '{name}', which is not a table of the schema.",
    ),
    "cut_off_day": _note("[cut_off] skal give en dato for '{name}'.", "[cut_off] must give a date for '{name}'."),
    "dialect_keys": _note(
        "[dialect] kender encoding, delimiter og decimal.", "[dialect] knows encoding, delimiter and decimal."
    ),
    **_DIALECT,
}

_OF_LAYOUT = {
    "unknown_table": _note(
        "[layout] har et afsnit for en tabel, som skemaet ikke har.",
        "[layout] has a section for a table that the schema does not have.",
    ),
    "section": _note("[{section}] skal være et afsnit med nøgler.", "[{section}] must be a table."),
    "unknown_key": _note(
        "[{section}] har en nøgle, som ikke hører til et layout: {known}.",
        "[{section}] has a key that is none of a layout: {known}.",
    ),
    "text": _note("[{section}] {key} skal være en tekst.", "[{section}] {key} must be a text."),
    "years_type": _note(
        "[{section}] {key} skal være en tekst eller en liste.", "[{section}] {key} must be a text or a list."
    ),
    "truth": _note("[{section}] {key} skal være true eller false.", "[{section}] {key} must be true or false."),
    "list": _note("[{section}] {key} skal være en liste.", "[{section}] {key} must be a list."),
    "pairs": _note("[{section}] {key} skal være et afsnit med nøgler.", "[{section}] {key} must be a table."),
    "file_and_files": _note(
        "[{section}] har både file og files; en tabel er én fil eller en for hvert år.",
        "[{section}] has file and files; a table is one file, or one for each year.",
    ),
    "path": _note(
        "[{section}] {key} skal være en sti inde i leverancens mappe, delt af '/': intet drev, intet netværkssted, "
        "ingen adresse på internettet, intet '..' og intet jokertegn.",
        "[{section}] {key} must be a path inside the folder of the extract, parted by '/': no drive, no network place, "
        "no address on the internet, no '..', no wildcard.",
    ),
    "ending": _note(
        "[{section}] {key} skal slutte med en af {endings}.", "[{section}] {key} must end with one of {endings}."
    ),
    "file_is_one": _note(
        "[{section}] file er én fil; skriv files for en til hvert år.",
        "[{section}] file is one file; say files for one of each year.",
    ),
    "files_year": _note(
        "[{section}] files skal indeholde {{year}} én gang, hvor årets fire cifre står.",
        "[{section}] files must hold {{year}} once, where the four digits of the year stand.",
    ),
    "files_and_years": _note(
        "[{section}] skal have files og years sammen: de år, som der skal være en fil for.",
        "[{section}] must have files and years together: the years for which there must be a file.",
    ),
    "years": _note(
        '[{section}] years skal være en liste af år, eller det første og det sidste, som "2008-2019".',
        '[{section}] years must be a list of years, or the first and the last, as "2008-2019".',
    ),
    "weeks_of_none": _note(
        "[{section}] weeks er til tabeller, hvis kolonner er ISO-uger.",
        "[{section}] weeks is for tables whose columns are ISO weeks.",
    ),
    "weeks": _note(
        "[{section}] weeks skal indeholde {{week}} én gang, og {{yy}} eller {{year}} én gang, medmindre året står i "
        "filens navn.",
        "[{section}] weeks must hold {{week}} once, and {{yy}} or {{year}} once unless the year stands in the name "
        "of the file.",
    ),
    "absent": _note(
        '[{section}] absent kan kun være "blank": personer uden en række i et år havde ingen kode i det.',
        '[{section}] absent can only be "blank": people without a row in a year had no code in it.',
    ),
    "unknown_column": _note(
        "[{section}] {key} nævner en kolonne, som skemaet ikke har.",
        "[{section}] {key} names a column that the schema does not have.",
    ),
    "column_type": _note(
        "[{section}] {key} nævner '{name}', hvis type i skemaet er {type}.",
        "[{section}] {key} names '{name}', whose type in the schema is {type}.",
    ),
    "columns": _note(
        "[{section}] columns giver hver kolonne i skemaet ét navn i leverancen, intet af dem to gange.",
        "[{section}] columns gives each column of the schema one name in the delivery, none of them twice.",
    ),
    "ignore": _note(
        "[{section}] ignore er en liste over navne på leverede kolonner.",
        "[{section}] ignore lists names of delivered columns.",
    ),
    "date_form": _note(
        "[{section}] dates, '{name}': en dato skrives med %d, %m (eller %b, en engelsk måned på tre bogstaver) og %Y, "
        'hver én gang, eller er "sas_days".',
        "[{section}] dates, '{name}': a date is written with %d, %m (or %b, an English month of three letters) and %Y, "
        'each once, or is "sas_days".',
    ),
    "digits": _note(
        "[{section}] digits giver antallet af cifre i en kode, fra 1 til 18.",
        "[{section}] digits gives the number of digits of a code, from 1 to 18.",
    ),
    "missing": _note(
        '[{section}] missing giver en liste af tekster for hver kolonne, såsom ["9", ".A"].',
        '[{section}] missing gives a list of texts for each column, such as ["9", ".A"].',
    ),
    **_DIALECT,
}

LAYOUTS: dict[str, Wording] = {
    "missing_delivery_note": _note(
        "der skulle ligge en fil, som siger, om data er opdigtede.",
        "expected a file that says whether the data are synthetic.",
    ),
    "unreadable_file.note": _note(
        "der skulle ligge en TOML-fil i UTF-8 på højst en megabyte.",
        "expected a TOML file in UTF-8, of at most a megabyte.",
    ),
    "missing_cut_off": _note(
        "[cut_off] skal give den sidste dag, til hvilken '{name}' er komplet.",
        "[cut_off] must give the last day for which '{name}' is complete.",
    ),
    "wrong_delivery_note": _note(
        "en oplysning mangler, er ukendt eller er af forkert art.",
        "an entry is missing, unknown, or of the wrong kind.",
    ),
    **{f"wrong_delivery_note.{kind}": wording for kind, wording in _OF_NOTE.items()},
    "wrong_layout": _note(
        "et afsnit under [layout] er ikke skrevet, som det skal være.",
        "a section under [layout] is not written as it must be.",
    ),
    **{f"wrong_layout.{kind}": wording for kind, wording in _OF_LAYOUT.items()},
}
