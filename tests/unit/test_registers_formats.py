"""The same five invented people through every format and layout: one extract, with one fingerprint.

The people and their registers are those of `tests.journeys.test_bad_input_extract`; the network group of one firm has
the Danish letters in its name. The expected table is written here as text, by hand; every format must give it.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyreadstat
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import Extract, load_extract, read_schema
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
TEXTS = {**DELIVERY, "firms": DELIVERY["firms"].replace("N1", "Æblegård")}
Write = Callable[[pl.DataFrame, Path], object]


def load(folder: Path, texts: dict[str, str], more: str = "", encoding: str = "utf-8") -> Extract:
    """Write what is text, and load what then lies in the folder."""
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    (folder / "extract.toml").write_text(NOTE.replace("[cut_off]", f"{more}\n[cut_off]", 1), encoding="utf-8")
    return load_extract(folder, SCHEMA)


def without(*names: str) -> dict[str, str]:
    return {name: text for name, text in TEXTS.items() if name not in names}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    return load(tmp_path_factory.mktemp("plain"), TEXTS)


def test_the_extract_that_all_formats_must_give(plain: Extract) -> None:
    """Cells that a format could spoil: Danish letters, a missing week, a decimal, a day, a code with a zero."""
    assert plain.findings == ()
    assert plain.tables["firms"]["network_group"].to_list() == ["Æblegård", None]
    assert plain.tables["dream"]["y_1553"].to_list() == [720, None, 140, 651, 998]
    assert plain.tables["bfl"]["ajo_smalt_loenbeloeb"].to_list() == [17250.5, 900.0]
    assert plain.tables["bef"]["FOED_DAG"][0] == dt.date(1996, 2, 29)
    assert plain.tables["udfk"]["GRUNDSKOLEFAG"].to_list() == ["01"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("decimal", [",", "."])
def test_every_way_to_write_text(plain: Extract, tmp_path: Path, encoding: str, delimiter: str, decimal: str) -> None:
    """Encodings, delimiters and decimal signs; a cell that holds the delimiter is quoted."""
    marked = {
        name: text.replace("17250,50", "17250#50").replace("900,00", "900#00").replace("0,05", "0#05")
        for name, text in TEXTS.items()
    }
    texts = {}
    for name, text in marked.items():
        whole = text.replace("0,85", "0#85").replace(";", delimiter).replace("#", decimal)
        if delimiter == decimal == ",":
            for number in ("17250,50", "900,00", "0,05", "0,85"):
                whole = whole.replace(number, f'"{number}"')
        texts[name] = whole
    note = f"[dialect]\nencoding = '{encoding}'\ndelimiter = \"{delimiter}\"\ndecimal = '{decimal}'\n".replace(
        "\t", "\\t"
    )
    assert load(tmp_path, texts, note, encoding).fingerprint == plain.fingerprint


def test_one_table_written_in_another_way_than_the_others(plain: Extract, tmp_path: Path) -> None:
    """The layout of a table overrides the dialect of the delivery."""
    (tmp_path / "virksomheder.txt").write_bytes(TEXTS["firms"].replace(";", "|").encode("cp1252"))
    note = '[layout.firms]\nfile = "virksomheder.txt"\nencoding = "windows-1252"\ndelimiter = "|"\n'
    assert load(tmp_path, without("firms"), note).fingerprint == plain.fingerprint


def stored(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers as SAS and Stata hold them: all of them doubles."""
    return frame.with_columns(pl.col(pl.Int64, pl.Int16).cast(pl.Float64))


def to_dta(frame: pl.DataFrame, path: Path) -> None:
    pyreadstat.write_dta(stored(frame), str(path))


def to_xpt(frame: pl.DataFrame, path: Path) -> None:
    pyreadstat.write_xport(stored(frame), str(path), table_name="T", file_format_version=8)


FORMATS: dict[str, Write] = {
    "parquet": lambda frame, path: frame.write_parquet(path),
    "arrow": lambda frame, path: frame.write_ipc(path),
    "feather": lambda frame, path: frame.write_ipc(path, compression="zstd"),
    "ipc": lambda frame, path: frame.write_ipc(path, compression="lz4"),
    "dta": to_dta,
    "xpt": to_xpt,
}


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_that_stores_types(plain: Extract, tmp_path: Path, ending: str) -> None:
    """All tables with rows in the format, as another library wrote it; tables without rows stay text."""
    full = [name for name, table in plain.tables.items() if table.height]
    for name in full:
        FORMATS[ending](plain.tables[name], tmp_path / f"{name}.{ending}")
    loaded = load(tmp_path, without(*full))
    assert loaded.findings == ()
    assert loaded.fingerprint == plain.fingerprint


def test_formats_beside_each_other(plain: Extract, tmp_path: Path) -> None:
    """A delivery may mix them."""
    mixed = dict(zip(("dream", "bfl", "bef", "kotre", "udda", "programme"), FORMATS, strict=True))
    for name, ending in mixed.items():
        FORMATS[ending](plain.tables[name], tmp_path / f"{name}.{ending}")
    assert load(tmp_path, without(*mixed)).fingerprint == plain.fingerprint


@pytest.mark.parametrize("ending", ["csv", *FORMATS])
def test_names_in_any_case_and_a_declared_alias(plain: Extract, tmp_path: Path, ending: str) -> None:
    """The person key of BFL is called V_CPR, and its other columns are in capitals; BFL lies in a folder of its own."""
    frame = plain.tables["bfl"].rename({"PNR": "v_cpr"}).rename(lambda name: name.upper())
    (tmp_path / "Grunddata").mkdir()
    path = tmp_path / "Grunddata" / f"BFL.{ending}"
    if ending == "csv":
        header, _, rows = TEXTS["bfl"].partition("\n")
        path.write_text(header.replace("PNR", "v_cpr").upper() + "\n" + rows, encoding="utf-8")
    else:
        FORMATS[ending](frame, path)
    note = f'[layout.bfl]\nfile = "Grunddata/BFL.{ending}"\nany_case = true\n[layout.bfl.columns]\nPNR = "v_cpr"\n'
    assert load(tmp_path, without("bfl"), note).fingerprint == plain.fingerprint


@pytest.mark.parametrize("ending", FORMATS)
def test_yearly_files_below_each_other(plain: Extract, tmp_path: Path, ending: str) -> None:
    """KOTRE and BEF of two years: Bo and Cilla's rows are in the file of another year than the rest."""
    bef = plain.tables["bef"]
    (tmp_path / "bef").mkdir()
    FORMATS[ending](bef[[0, 3, 4]], tmp_path / "bef" / f"bef2015.{ending}")
    FORMATS[ending](bef[[1, 2]], tmp_path / "bef" / f"bef2016.{ending}")
    note = f'[layout.bef]\nfiles = "bef/bef{{year}}.{ending}"\nyears = "2015-2016"\n'
    assert load(tmp_path, without("bef"), note).fingerprint == plain.fingerprint


@pytest.mark.parametrize("ending", ["csv", *FORMATS])
def test_dream_in_yearly_files_of_numbered_weeks(plain: Extract, tmp_path: Path, ending: str) -> None:
    """`dream2015` has y_52 and y_53, `dream2016` y_01 and an empty y_53; Bo, who had no week in 2016, is not in it."""
    dream = plain.tables["dream"]
    months = [name for name in dream.columns if not name.startswith(("PNR", "y_"))]
    first = dream.select("PNR", y_52="y_1552", y_53="y_1553")
    second = dream.select("PNR", *months, y_01="y_1601").with_columns(y_53=pl.lit(None, dtype=pl.Int16))
    kept = second.filter(pl.col("y_01").is_not_null() | pl.col("branche_2016_01").is_not_null())
    for year, frame in ((2015, first), (2016, kept)):
        path = tmp_path / f"dream{year}.{ending}"
        if ending == "csv":
            frame.write_csv(path, separator=";", decimal_comma=True)
        else:
            FORMATS[ending](frame, path)
    note = (
        f'[layout.dream]\nfiles = "dream{{year}}.{ending}"\nyears = [2015, 2016]\nweeks = "y_{{week}}"\n'
        'absent = "blank"\n'
    )
    loaded = load(tmp_path, without("dream"), note)
    assert loaded.fingerprint == plain.fingerprint
    assert [(finding.code, finding.table, finding.severity) for finding in loaded.findings] == [
        ("empty_week_53", "dream (2016)", "note")
    ]


def test_weeks_named_in_another_way(plain: Extract, tmp_path: Path) -> None:
    """Uge2015_52 is y_1552."""
    dream = TEXTS["dream"].replace("y_1552;y_1553;y_1601", "Uge2015_52;Uge2015_53;Uge2016_01")
    note = '[layout.dream]\nweeks = "Uge{year}_{week}"\n'
    assert load(tmp_path, {**TEXTS, "dream": dream}, note).fingerprint == plain.fingerprint


def test_weeks_with_their_year_in_yearly_files(plain: Extract, tmp_path: Path) -> None:
    """Each file has the weeks of its year under their own names."""
    dream = plain.tables["dream"]
    dream.select("PNR", "y_1552", "y_1553").write_parquet(tmp_path / "dream2015.parquet")
    dream.drop("y_1552", "y_1553").write_parquet(tmp_path / "dream2016.parquet")
    note = '[layout.dream]\nfiles = "dream{year}.parquet"\nyears = [2015, 2016]\nweeks = "y_{yy}{week}"\n'
    assert load(tmp_path, without("dream"), note).fingerprint == plain.fingerprint


DATES: dict[str, tuple[str, Callable[[dt.date], str]]] = {
    "Danish days": ("%d-%m-%Y", lambda day: day.strftime("%d-%m-%Y")),
    "days without signs": ("%Y%m%d", lambda day: day.strftime("%Y%m%d")),
    "days as SAS prints them": ("%d%b%Y", lambda day: day.strftime("%d%b%Y").upper()),
    "SAS day numbers": ("sas_days", lambda day: str((day - dt.date(1960, 1, 1)).days)),
}


@pytest.mark.parametrize("name", DATES)
def test_dates_as_text(plain: Extract, tmp_path: Path, name: str) -> None:
    """Births and snapshots as text in a declared form, births before 1960 among them."""
    form, write = DATES[name]
    rows = [line.split(";") for line in TEXTS["bef"].splitlines()]
    for row in rows[1:]:
        row[1], row[3] = write(dt.date.fromisoformat(row[1])), write(dt.date.fromisoformat(row[3]))
    text = "".join(";".join(row) + "\n" for row in rows)
    note = f'[layout.bef.dates]\nREFERENCETID = "{form}"\nFOED_DAG = "{form}"\n'
    assert load(tmp_path, {**TEXTS, "bef": text}, note).fingerprint == plain.fingerprint


@pytest.mark.parametrize("ending", FORMATS)
def test_dates_as_sas_day_numbers_and_codes_that_lost_their_zeros(plain: Extract, tmp_path: Path, ending: str) -> None:
    """Days since 1 January 1960 without a format; the subject 01 stored as the number 1, a mark as text."""
    days = (pl.col("REFERENCETID") - pl.lit(dt.date(1960, 1, 1))).dt.total_days().cast(pl.Float64)
    frame = plain.tables["udfk"].with_columns(REFERENCETID=days, GRUNDSKOLEFAG=pl.lit(1.0))
    FORMATS[ending](frame, tmp_path / f"udfk.{ending}")
    note = '[layout.udfk]\ndates = { REFERENCETID = "sas_days" }\ndigits = { GRUNDSKOLEFAG = 2 }\n'
    assert load(tmp_path, without("udfk"), note).fingerprint == plain.fingerprint


def test_declared_missing_values_and_ignored_columns(plain: Extract, tmp_path: Path) -> None:
    """A firm without a number of employees is written 9999, one outside the network has the group 'ingen'."""
    firms = "firm_id;industry;employees;joined_date;network_group;adresse\n"
    firms += "F1;561010;12;2016-10-20;Æblegård;Algade 1\nF2;471110;9999;;ingen;Algade 2\n"
    note = '[layout.firms]\nignore = ["adresse"]\nmissing = { employees = ["9999"], network_group = ["ingen"] }\n'
    assert load(tmp_path, {**TEXTS, "firms": firms}, note).fingerprint == plain.fingerprint


@pytest.mark.parametrize("ending", ["dta", "xpt"])
def test_tagged_missing_values(plain: Extract, tmp_path: Path, ending: str) -> None:
    """A number of employees that is .A: refused until the letter is declared, and missing then."""
    firms = plain.tables["firms"]
    if ending == "dta":
        columns = firms.with_columns(pl.Series("employees", [12, "a"], dtype=pl.Object))
        pyreadstat.write_dta(columns, str(tmp_path / "firms.dta"), missing_user_values={"employees": ["a"]})
    else:
        to_xpt(firms, tmp_path / "firms.xpt")
        raw = (tmp_path / "firms.xpt").read_bytes()
        begin = raw.index(b"F2471110") + len(b"F2471110")
        assert raw[begin : begin + 8] == b"." + b"\0" * 7  # as SAS writes a missing number
        (tmp_path / "firms.xpt").write_bytes(raw[:begin] + b"A" + raw[begin + 1 :])
    with pytest.raises(ExtractError) as refusal:
        load(tmp_path, without("firms"))
    (problem,) = refusal.value.problems
    assert problem.startswith("[tagged_missing] firms.employees: 1 (rows 2)")
    note = '[layout.firms.missing]\nemployees = [".A"]\n'
    assert load(tmp_path, without("firms"), note).fingerprint == plain.fingerprint


@pytest.mark.parametrize("ending", FORMATS)
def test_every_week_since_1991(tmp_path: Path, ending: str) -> None:
    """Thirty invented people in every week of DREAM, some 1,700 columns; half of the cells are blank."""
    monday, names = dt.date(1991, 8, 5), []
    while monday < dt.date(2024, 3, 4):
        year, week, _ = monday.isocalendar()
        names.append(f"y_{year % 100:02d}{week:02d}")
        monday += dt.timedelta(weeks=1)
    generator = np.random.default_rng(8)
    codes = generator.choice([None, 720, 730, 651], (len(names), 30), p=[0.5, 0.2, 0.2, 0.1])
    people = [f"P{number:011d}" for number in range(30)]
    dream = pl.DataFrame(
        [
            pl.Series("PNR", people),
            *(pl.Series(name, list(row), dtype=pl.Int16) for name, row in zip(names, codes, strict=True)),
        ]
    )
    assert dream.width == 1701
    for folder in ("text", "stored"):
        (tmp_path / folder).mkdir()
    expected = load(tmp_path / "text", {**TEXTS, "dream": dream.write_csv(separator=";")})
    FORMATS[ending](dream, tmp_path / "stored" / f"dream.{ending}")
    assert load(tmp_path / "stored", without("dream")).fingerprint == expected.fingerprint
