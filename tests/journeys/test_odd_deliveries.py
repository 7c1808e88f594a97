"""Deliveries that are odd in ways seen in practice: each gives what it should, or a finding, and never a wrong value.

The five invented people are those of `test_bad_input_extract`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import Inspection, inspect_extract, read_schema
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import ANE, BO, CILLA, DAN, DELIVERY, EVA, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-3.0"))
PEOPLE = [ANE, BO, CILLA, DAN, EVA]
CPR = "0101" + "901234"


def inspected(folder: Path, *, without: tuple[str, ...] = (), more: str = "", **tables: str) -> Inspection:
    """Write the delivery with some tables in its place, and look at it."""
    for name, text in {**DELIVERY, **tables}.items():
        if name not in without:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "extract.toml").write_text(f"{NOTE}{more}", encoding="utf-8")
    return inspect_extract(folder, SCHEMA)


def errors(arrived: Inspection) -> list[tuple[str, str, int]]:
    return [(one.code, one.table, one.count) for one in arrived.findings if one.severity == "error"]


@pytest.mark.parametrize("table", ["dream", "bfl", "bef", "dod", "vnds"])
def test_a_cut_off_with_an_hour_does_not_stop_the_checks(tmp_path: Path, table: str) -> None:
    """2016-01-10T00:00:00 is no day; everything else is still said."""
    lines = [f"{line}T00:00:00" if line.startswith(f"{table} =") else line for line in NOTE.splitlines()]
    for name, text in DELIVERY.items():
        (tmp_path / f"{name}.csv").write_text(text.replace("265;U", "ABC;U"), encoding="utf-8")
    (tmp_path / "extract.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert errors(inspect_extract(tmp_path, SCHEMA)) == [
        ("wrong_delivery_note", "extract.toml", 1),
        ("wrong_pattern", "bef", 3),
    ]


def test_a_part_of_a_table_that_lacks_a_column_is_a_finding(tmp_path: Path) -> None:
    """Emigrations without their days, beside immigrations: one finding, and the other tables are still checked."""
    parts = {"vnds_ind": f"PNR;HAEND_DATO\n{ANE};2016-01-02\n", "vnds_ud": f"PNR\n{BO}\n"}
    cuts = "vnds_ind = 2016-12-31\nvnds_ud = 2016-12-31\n"
    arrived = inspected(tmp_path, without=("vnds",), more=cuts, **parts)
    assert errors(arrived) == [("missing_column", "vnds_ud", 1)]
    assert arrived.tables["vnds"].select("PNR", "INDUD_KODE", "HAEND_DATO").rows() == [
        (ANE, "I", dt.date(2016, 1, 2)),
        (BO, "U", None),
    ]


def test_a_year_of_dream_without_people_is_no_year_without_benefits(tmp_path: Path) -> None:
    """With `absent = "blank"` everyone would have supported themselves in it."""
    declared = '[layout.dream]\nfiles = "dream{year}.csv"\nyears = [2015, 2016]\nweeks = "y_{week}"\nabsent = "blank"\n'
    whole = "PNR;y_52;y_53\n" + "".join(f"{key};720;720\n" for key in PEOPLE)
    arrived = inspected(tmp_path, without=("dream",), more=declared, dream2015=whole, dream2016="PNR;y_01\n")
    assert errors(arrived) == [("empty_file", "dream (2016)", 1)]


def test_a_year_of_pay_without_rows_is_a_finding(tmp_path: Path) -> None:
    """A header alone; a year without deaths is none."""
    declared = "".join(
        f'[layout.{name}]\nfiles = "{name}{{year}}.csv"\nyears = [2015, 2016]\n' for name in ("bfl", "dod")
    )
    header = DELIVERY["bfl"].splitlines()[0] + "\n"
    years = {"bfl2015": header, "bfl2016": DELIVERY["bfl"], "dod2015": f"PNR;DODDATO\n{EVA};2015-01-01\n"}
    arrived = inspected(tmp_path, without=("bfl", "dod"), more=declared, **years, dod2016="PNR;DODDATO\n")
    assert errors(arrived) == [("empty_file", "bfl (2015)", 1)]


def test_a_stored_day_that_means_none_is_read_as_none(tmp_path: Path) -> None:
    """Where a day is stored as one, it is declared as YYYY-MM-DD; numbers may have decimals."""
    born = [dt.date(1996, 2, 29), dt.date(1994, 7, 1), dt.date(1997, 1, 15), dt.date(1995, 5, 5), dt.date(1948, 3, 3)]
    bef = pl.read_csv(DELIVERY["bef"].encode(), separator=";", infer_schema=False)
    bef = bef.with_columns(pl.col("REFERENCETID").str.to_date(), pl.Series("FOED_DAG", born))
    bef.with_columns(UDLED=pl.lit("x")).write_parquet(tmp_path / "bef.parquet")
    kotre = f"PNR;ELEV3_VFRA;ELEV3_VTIL;UDD;AUDD;UDEL;TILG_ART;AFG_ART;INSTNR\n{DAN};2015-08-10;;1199;0;0;1;1;280001\n"
    spells = pl.read_csv(kotre.encode(), separator=";", infer_schema=False)
    spells = spells.with_columns(ELEV3_VFRA=pl.date(2015, 8, 10), ELEV3_VTIL=pl.datetime(2200, 12, 31))
    spells.write_parquet(tmp_path / "kotre.parquet")
    pay = pl.DataFrame(
        {
            "PNR": [BO, EVA],
            "ajo_job_slut_dato": [dt.date(2016, 1, 31)] * 2,
            "ajo_smalt_loenbeloeb": [17250.5, 99999.5],
            "ajo_fuldtid_beskaeftiget": [0.85, 0.05],
        }
    )
    pay.write_parquet(tmp_path / "bfl.parquet")
    declared = (
        '[layout.bef]\nignore = ["UDLED"]\n'
        '[layout.kotre.missing]\nELEV3_VTIL = ["2200-12-31"]\n'
        '[layout.bfl.missing]\najo_smalt_loenbeloeb = ["99999,5"]\n'
    )
    arrived = inspected(tmp_path, without=("bef", "kotre", "bfl"), more=declared)
    assert errors(arrived) == []
    assert arrived.tables["kotre"]["ELEV3_VTIL"].to_list() == [None]
    assert arrived.tables["bfl"]["ajo_smalt_loenbeloeb"].to_list() == [17250.5, None]


def test_the_other_of_two_columns_can_be_left_out(tmp_path: Path) -> None:
    """The municipality of today under the name of the schema, and that of the day under another: as the note says."""
    bef = DELIVERY["bef"].replace("KOM;", "KOM;KOM_DAG;").replace(";265;", ";265;101;").replace(";751;", ";751;751;")
    declared = '[layout.bef]\nignore = ["KOM"]\n[layout.bef.columns]\nKOM = "KOM_DAG"\n'
    arrived = inspected(tmp_path, more=declared, bef=bef)
    assert errors(arrived) == []
    assert arrived.tables["bef"]["KOM"].to_list() == ["101", "101", "101", "101", "751"]


@pytest.mark.parametrize(
    "cells",
    [
        pl.Series([Decimal(CPR)] * 5, dtype=pl.Decimal(12, 0)),
        pl.Series([[CPR]] * 5),
        pl.Series([[1_010_901_234]] * 5),
        pl.Series([{"id": CPR, "n": 1}] * 5),
        pl.Series([{"ids": [CPR]}] * 5),
        pl.Series([CPR.encode()] * 5),
        pl.Series([CPR] * 5, dtype=pl.Categorical),
    ],
)
def test_a_person_number_of_any_type_is_refused(tmp_path: Path, cells: pl.Series) -> None:
    """Also in a column that is not read: as a decimal number, in a list, in a record, as bytes, as a category."""
    bef = pl.read_csv(DELIVERY["bef"].encode(), separator=";", infer_schema=False)
    bef.with_columns(cells.alias("note")).write_parquet(tmp_path / "bef.parquet")
    with pytest.raises(ExtractError, match="civil registration numbers") as refused:
        inspected(tmp_path, without=("bef",), more='[layout.bef]\nignore = ["note"]\n')
    assert "901234" not in str(refused.value)
    assert "5 (rows 1, 2, 3, 4, 5)" in str(refused.value)


def test_weeks_of_another_century_are_no_weeks(tmp_path: Path) -> None:
    """Two digits cannot say 1916: the column is unknown, and not read as one of 2016."""
    declared = '[layout.dream]\nweeks = "uge{year}_{week}"\n'
    dream = "PNR;uge2015_52;uge2015_53;uge1916_01\n" + "".join(f"{key};720;720;\n" for key in PEOPLE)
    arrived = inspected(tmp_path, more=declared, dream=dream)
    assert errors(arrived) == [("unknown_column", "dream", 1)]
    assert "y_1601" not in arrived.tables["dream"].columns


def test_hundreds_of_unknown_columns_are_one_finding(tmp_path: Path) -> None:
    """Weeks under another name, which nobody declared: they do not bury what else is wrong."""
    names = ";".join(f"uge{number:03d}" for number in range(300))
    dream = f"PNR;{names}\n" + "".join(f"{key};{';' * 299}\n" for key in PEOPLE)
    arrived = inspected(tmp_path, dream=dream)
    assert errors(arrived) == [("unknown_column", "dream", 300), ("missing_column", "dream", 1)]
    (unknown,) = [one for one in arrived.findings if one.code == "unknown_column"]
    assert unknown.place() == "dream.uge000 and 299 more columns"


def test_what_was_written_into_blank_weeks_is_declared_once(tmp_path: Path) -> None:
    """Nought in every blank week, that of a week 53 of 2016 too: all are blank, and nothing else is taken for one."""
    rows = [line.split(";") for line in DELIVERY["dream"].splitlines()]
    weeks = "\n".join(
        ";".join([row[0], *(cell or "0" for cell in row[1:4]), "y_1653" if place == 0 else "0", *row[4:]])
        for place, row in enumerate(rows)
    )
    arrived = inspected(tmp_path, dream=weeks + "\n")
    assert ("unknown_code", "dream", 3) in errors(arrived)  # two of Bo's weeks and one of Dan's
    declared = '[layout.dream.missing]\n"^y_[0-9]{4}$" = ["0"]\n'
    arrived = inspected(tmp_path, dream=weeks + "\n", more=declared)
    assert errors(arrived) == []
    assert ("empty_week_53", "y_1653") in {(one.code, one.column) for one in arrived.findings}
    assert arrived.tables["dream"]["y_1553"].to_list() == [720, None, 140, 651, 998]
    assert arrived.tables["dream"]["grad_2016_01"].to_list() == [None, 0.85, None, None, None]
    for line in ("columns]\n'^y_[0-9]{4}$' = 'uge'", "digits]\n'^y_[0-9]{4}$' = 3"):
        refused = inspected(tmp_path, more=f"[layout.dream.{line}\n")
        assert ("wrong_layout", "extract.toml", 1) in errors(refused)


def test_a_column_without_a_name_is_said_by_its_place(tmp_path: Path) -> None:
    """A delimiter at the end of every row."""
    arrived = inspected(tmp_path, bfl=DELIVERY["bfl"].replace("\n", ";\n"))
    assert [(one.code, one.column) for one in arrived.findings if one.severity == "error"] == [
        ("unknown_column", "column 5")
    ]


@pytest.mark.parametrize("length", [32_768, 200_000])
def test_a_cell_that_is_too_long_is_said_to_be(tmp_path: Path, length: int) -> None:
    """Longer than any text of SAS, and longer than a reader of text allows."""
    firms = DELIVERY["firms"].replace("N1", "x" * length)
    assert errors(inspected(tmp_path, firms=firms)) == [("cell_too_long", "firms", 1)]


def test_lines_that_end_as_on_an_old_macintosh_are_no_lines(tmp_path: Path) -> None:
    """A return without a line feed, in a short file and in one that is longer than any header may be."""
    for copies in (1, 20_000):
        (tmp_path / str(copies)).mkdir()
        header, *rows = DELIVERY["bef"].splitlines()
        arrived = inspected(tmp_path / str(copies), without=("bef",))
        (tmp_path / str(copies) / "bef.csv").write_bytes("\r".join([header, *rows * copies]).encode())
        arrived = inspect_extract(tmp_path / str(copies), SCHEMA)
        assert errors(arrived) == [("unreadable_file", "bef", 1)]
