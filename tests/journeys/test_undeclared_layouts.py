"""A delivery that differs from its schema is refused until `extract.toml` says how, and the refusal says what to write.

The five invented people are those of `test_bad_input_extract`; what follows when it is declared stands in
`tests/unit/test_registers_formats.py`.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import load_extract, read_schema
from nextwork_eval.reproduction.reordered import reordered_copy
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import BO, DELIVERY, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
ROWS = {name: text.splitlines() for name, text in DELIVERY.items()}


def said(folder: Path, texts: dict[str, str], layout: str = "") -> str:
    for name, text in texts.items():
        path = folder / (name if "." in name else f"{name}.csv")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "extract.toml").write_text(f"{NOTE}\n{layout}", encoding="utf-8")
    with pytest.raises(ExtractError) as refusal:
        load_extract(folder, SCHEMA)
    return str(refusal.value)


def changed(**tables: str) -> dict[str, str]:
    return {**DELIVERY, **tables}


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def two_years(table: str, first: int) -> dict[str, str]:
    """The rows of a table parted into two files of years."""
    rows = ROWS[table]
    others = {name: text for name, text in DELIVERY.items() if name != table}
    return {**others, f"{table}2015": lines(*rows[: first + 1]), f"{table}2016": lines(rows[0], *rows[first + 1 :])}


def weeks_of_two_years() -> dict[str, str]:
    """DREAM in two files, Bo in the first only."""
    first = lines("PNR;y_52;y_53", *(";".join(row.split(";")[:3]) for row in ROWS["dream"][1:]))
    second = lines(
        "PNR;y_01;branche_2016_01;grad_2016_01",
        *(";".join([row.split(";")[0], *row.split(";")[3:]]) for row in ROWS["dream"][1:] if BO not in row),
    )
    others = {name: text for name, text in DELIVERY.items() if name != "dream"}
    return {**others, "dream2015": first, "dream2016": second}


WEEKLY = '[layout.dream]\nfiles = "dream{year}.csv"\nyears = [2015, 2016]\n'
BEF = '[layout.bef]\nfiles = "bef{year}.csv"\nyears = [2015, 2016]\n'

UNDECLARED: dict[str, tuple[Callable[[], dict[str, str]], str, str, str]] = {
    "names in small letters": (
        lambda: changed(bef=DELIVERY["bef"].replace("PNR;REFERENCETID", "pnr;referencetid")),
        "",
        "[other_case] bef: 2",
        "any_case = true under [layout.bef]",
    ),
    "weeks in capitals": (
        lambda: changed(dream=DELIVERY["dream"].replace("y_1552", "Y_1552")),
        "",
        "[other_case] dream: 1",
        "any_case = true under [layout.dream]",
    ),
    "files of years": (
        lambda: two_years("bef", 2),
        "",
        "[undeclared_years] bef: 2",
        'files = "bef{year}.csv" and years under [layout.bef]',
    ),
    "a year that is missing": (
        lambda: two_years("bef", 2),
        BEF.replace("2016]", "2016, 2017]"),
        "[missing_year] bef: 1",
        "take the years out of [layout.bef]",
    ),
    "a year too many": (
        lambda: {**two_years("bef", 2), "vnds": ""},
        BEF.replace("2015, 2016]", "2015]"),
        "[unexpected_file] the folder: 1",
        "years of the layout",
    ),
    "dates in another form": (
        lambda: changed(bef=DELIVERY["bef"].replace("1996-02-29", "29-02-1996")),
        "",
        "[wrong_type] bef.FOED_DAG: 1 (rows 1)",
        "in the form that extract.toml declares",
    ),
    "dates that are not of the declared form": (
        lambda: changed(dod=lines("PNR;DODDATO", f"{BO};03021996", f"{BO};1996-02-03", f"{BO};30021996")),
        '[layout.dod.dates]\nDODDATO = "%d%m%Y"\n',
        "[wrong_type] dod.DODDATO: 2 (rows 2, 3)",
        "",
    ),
    "an alias that is not there": (
        lambda: changed(bef=DELIVERY["bef"].replace("KOM;", "KOMM;")),
        '[layout.bef.columns]\nPNR = "V_CPR"\nKOM = "KOMMUNE"\n',
        "[alias_not_found] bef: 1",
        "",
    ),
    "two columns that would be one": (
        lambda: changed(bef=DELIVERY["bef"].replace("CIVST", "kom")),
        "[layout.bef]\nany_case = true\n",
        "[doubled_column] bef: 1",
        "under ignore",
    ),
    "a column that only some years have": (
        lambda: {
            **two_years("udda", 1),
            "udda2016": "PNR;REFERENCETID\nEVA000000005;2015-09-30\n",
        },
        '[layout.udda]\nfiles = "udda{year}.csv"\nyears = "2015-2016"\n',
        "[missing_column] udda: 1",
        "those years",
    ),
    "people who are missing in a year": (
        weeks_of_two_years,
        f'{WEEKLY}weeks = "y_{{week}}"\n',
        "[absent_in_a_year] dream: 1",
        'absent = "blank" under [layout.dream]',
    ),
    "weeks without their year": (weeks_of_two_years, WEEKLY, "[unknown_column] dream.y_52", ""),
    "a week 53 that is not empty": (
        lambda: {
            name: text.replace("y_01;", "y_53;") if name == "dream2016" else text
            for name, text in weeks_of_two_years().items()
        },
        f'{WEEKLY}weeks = "y_{{week}}"\nabsent = "blank"\n',
        "[impossible_week] dream.y_1653: 1",
        "",
    ),
    "a person twice in a year": (
        lambda: {
            name: text + text.splitlines()[1] + "\n" if name == "dream2016" else text
            for name, text in weeks_of_two_years().items()
        },
        f'{WEEKLY}weeks = "y_{{week}}"\nabsent = "blank"\n',
        "[duplicate_key] dream (2016).PNR: 2 (rows 1, 5)",
        "",
    ),
    "a layout of no table": (lambda: DELIVERY, "[layout.bfll]\nfile = 'bfl.csv'\n", "[wrong_layout] extract.toml", ""),
    "an unknown key": (lambda: DELIVERY, "[layout.bfl]\nfiel = 'x.csv'\n", "[layout.bfl] has a key that is none", ""),
    "a column that is not in the schema": (
        lambda: DELIVERY,
        '[layout.bfl.dates]\najo_job_start_dato = "sas_days"\n',
        "[layout.bfl] dates names a column that the schema does not have",
        "",
    ),
    "a date form for a number": (
        lambda: DELIVERY,
        '[layout.bfl.dates]\najo_smalt_loenbeloeb = "sas_days"\n',
        "'ajo_smalt_loenbeloeb', whose type in the schema is number",
        "",
    ),
    "a year of two digits": (
        lambda: DELIVERY,
        '[layout.bef.dates]\nFOED_DAG = "%d%m%y"\n',
        "a date is written with %d, %m",
        "",
    ),
    "a file and files": (
        lambda: DELIVERY,
        f'{BEF}file = "bef.csv"\n',
        "has file and files",
        "",
    ),
    "years without files": (lambda: DELIVERY, "[layout.bef]\nyears = [2015]\n", "must have files and years", ""),
    "files without their year": (
        lambda: DELIVERY,
        BEF.replace("{year}", ""),
        "files must hold {year} once",
        "",
    ),
}


@pytest.mark.parametrize("name", UNDECLARED)
def test_what_is_not_declared_is_a_finding(name: str, tmp_path: Path) -> None:
    """The finding has the right count, and says what to write where."""
    texts, layout, finding, advice = UNDECLARED[name]
    text = said(tmp_path, texts(), layout)
    (sentence,) = [line for line in text.splitlines() if finding in line]
    assert advice in sentence, sentence


def test_a_type_that_differs_between_years(tmp_path: Path) -> None:
    """A municipality that is a text in one year and a number in the next is not guessed; with its digits it is one."""
    for name, text in DELIVERY.items():
        if name != "bef":
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "whole").mkdir()
    frame = pl.read_csv((DELIVERY["bef"]).encode(), separator=";", infer_schema=False)
    frame[:2].write_parquet(tmp_path / "bef2015.parquet")
    frame[2:].with_columns(pl.col("KOM").cast(pl.Int64)).write_parquet(tmp_path / "bef2016.parquet")
    layout = BEF.replace(".csv", ".parquet")
    (tmp_path / "extract.toml").write_text(f"{NOTE}\n{layout}", encoding="utf-8")
    with pytest.raises(ExtractError, match=r"\[type_differs_between_years\] bef: 1: .*layout\.bef\.digits"):
        load_extract(tmp_path, SCHEMA)
    (tmp_path / "extract.toml").write_text(f"{NOTE}\n{layout}digits = {{ KOM = 3 }}\n", encoding="utf-8")
    loaded = load_extract(tmp_path, SCHEMA)
    assert loaded.tables["bef"]["KOM"].to_list() == ["265", "265", "265", "265", "751"]


def test_a_copy_in_another_order_keeps_folders_of_years(tmp_path: Path) -> None:
    """A reproduction reads the same extract with its rows shuffled, wherever its files lie."""
    texts = two_years("bef", 2)
    texts = {f"grunddata/{name}.csv" if name.startswith("bef") else name: text for name, text in texts.items()}
    (tmp_path / "extract" / "grunddata").mkdir(parents=True)
    for name, text in texts.items():
        (tmp_path / "extract" / (name if "." in name else f"{name}.csv")).write_text(text, encoding="utf-8")
    note = f"{NOTE}\n{BEF}".replace("bef{year}", "grunddata/bef{year}")
    (tmp_path / "extract" / "extract.toml").write_text(note, encoding="utf-8")
    turned = reordered_copy(tmp_path / "extract", tmp_path / "turned", seed=1)
    assert load_extract(turned, SCHEMA).fingerprint == load_extract(tmp_path / "extract", SCHEMA).fingerprint
