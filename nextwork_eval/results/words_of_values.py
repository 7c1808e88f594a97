"""Findings about cells, codes and keys, in words."""

from __future__ import annotations

from nextwork_eval.results.wording import Wording

_CORRECT_DA = "Ret den leverede fil, eller spørg dataejeren."
_CORRECT_EN = "Correct the delivered file, or ask the data owner."
_ASK_LIST_DA = "De er læst, som de står. Spørg dataejeren, hvilken kodeliste leverancen følger."
_ASK_LIST_EN = "They are read as they stand. Ask the data owner which list the delivery follows."

VALUES: dict[str, Wording] = {
    "wrong_type.string": Wording(
        "der skulle stå tekst; tal, der er gemt som tal, kan have mistet foranstillede nuller.",
        "expected text; numbers stored as such may have lost leading zeros.",
        _CORRECT_DA,
        _CORRECT_EN,
    ),
    "wrong_type.integer": Wording("der skulle stå et helt tal.", "expected a whole number.", _CORRECT_DA, _CORRECT_EN),
    "wrong_type.number": Wording(
        "der skulle stå et tal med '{decimal}' som decimaltegn og uden tusindtalstegn.",
        "expected a number with '{decimal}' as decimal sign and no sign for thousands.",
        _CORRECT_DA,
        _CORRECT_EN,
    ),
    "wrong_type.date": Wording(
        "der skulle stå en dag, der findes, skrevet som ÅÅÅÅ-MM-DD eller på den måde, extract.toml angiver.",
        "expected a day that exists, written as YYYY-MM-DD or in the form that extract.toml declares.",
        _CORRECT_DA,
        _CORRECT_EN,
    ),
    "required_missing": Wording(
        "der skulle stå en værdi i hver række.", "expected a value in every row.", _CORRECT_DA, _CORRECT_EN
    ),
    "value_not_allowed": Wording(
        "der skulle stå en af {allowed}.", "expected one of {allowed}.", _CORRECT_DA, _CORRECT_EN
    ),
    "wrong_pattern": Wording(
        "der skulle stå tekst som {pattern}.", "expected text like {pattern}.", _CORRECT_DA, _CORRECT_EN
    ),
    "out_of_range.minimum": Wording(
        "der skulle stå mindst {bound}.", "expected at least {bound}.", _CORRECT_DA, _CORRECT_EN
    ),
    "out_of_range.maximum": Wording(
        "der skulle stå højst {bound}.", "expected at most {bound}.", _CORRECT_DA, _CORRECT_EN
    ),
    "not_unique": Wording("hver værdi måtte stå én gang.", "expected every value once.", _CORRECT_DA, _CORRECT_EN),
    "undeclared_missing": Wording(
        "celler med tegn, som programmer skriver for en manglende værdi, og som skemaet ikke har aftalt.",
        "cells with signs that programs write for a missing value, and that the schema has not agreed on.",
        "Aftalt er: {agreed}. Få de andre erstattet; de er ikke læst som manglende.",
        "Agreed are: {agreed}. Have the others replaced; they were not read as missing.",
    ),
    "unknown_code": Wording(
        "der skulle stå koder fra listen {list}; en ukendt kode bliver aldrig gættet.",
        "expected codes of the list {list}; an unknown code is never guessed.",
        _CORRECT_DA,
        _CORRECT_EN,
    ),
    "code_not_in_use.week": Wording(
        "koder, som listen {list} ikke kender i den uge.",
        "codes that the list {list} does not know for that week.",
        _ASK_LIST_DA,
        _ASK_LIST_EN,
    ),
    "code_not_in_use.day": Wording(
        "koder, som listen {list} ikke kender på dagen i {date}.",
        "codes that the list {list} does not know on the day in {date}.",
        _ASK_LIST_DA,
        _ASK_LIST_EN,
    ),
    "repeated_rows": Wording(
        "rækker, der står flere gange i tabellen, ens i alle kolonner.",
        "rows that stand in the table several times, alike in every column.",
        "De er læst, som de står. Se efter, om en fil er koblet med sig selv.",
        "They are read as they stand. Check that no file was joined to itself.",
    ),
    "duplicate_key": Wording(
        "hver nøgle måtte stå én gang; disse rækker deler deres med en anden række.",
        "expected every key once; these rows share theirs with another row.",
        "Spørg dataejeren, hvilken række der er den rigtige; her vælges ingen.",
        "Ask the data owner which row is right; none is chosen here.",
    ),
    "foreign_key": Wording(
        "der skulle stå nøgler, som findes i '{other}'.",
        "expected keys that stand in '{other}'.",
        "Se efter, om begge tabeller er pseudonymiseret på samme måde og leveret for de samme personer.",
        "Check that both tables were pseudonymised in the same way and delivered for the same people.",
    ),
    "key_not_checked": Wording(
        "{where} kunne ikke holdes op mod '{other}', som ikke kunne læses.",
        "{where} could not be held against '{other}', which could not be read.",
        "Levér '{other}'.",
        "Deliver '{other}'.",
    ),
    "differs_from_other_table": Wording(
        "der skulle stå det samme som i '{other}' for den samme person.",
        "expected the same as in '{other}' for the same person.",
        "Spørg dataejeren, hvilken tabel der har ret; her vælges ingen.",
        "Ask the data owner which table is right; none is chosen here.",
    ),
}
