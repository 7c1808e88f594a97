"""Weekly tables as a layout declares them, in one file or one for each year: the same spells, or a finding."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import polars_readstat
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import partitions, read_schema
from nextwork_eval.registers.layout import TableLayout, read_layouts
from nextwork_eval.registers.week_blocks import WeeklyTable
from nextwork_eval.registers.week_spells import open_weekly_table, spells_of_cohort
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
ANNA, BO, CARL, DORA = "annaannaanna", "bobobobobobo", "carlcarlcarl", "doradoradora"
YEARS = {
    2015: {"PNR": [ANNA, BO, CARL], "y_52": ["720", "", ""], "y_53": ["720", "651", ""]},
    2016: {"PNR": [DORA, BO, ANNA], "y_01": ["720", "651", ""], "y_02": ["", "651", "111"]},
}
SPELLS = [
    (ANNA, 111, dt.date(2016, 1, 11), dt.date(2016, 1, 18)),
    (ANNA, 720, dt.date(2015, 12, 21), dt.date(2016, 1, 4)),
    (BO, 651, dt.date(2015, 12, 28), dt.date(2016, 1, 18)),
    (DORA, 720, dt.date(2016, 1, 4), dt.date(2016, 1, 11)),
]
BY_YEAR = {"years": [2015, 2016], "weeks": "y_{week}", "absent": "blank"}


def layout(**declared: Any) -> TableLayout:
    """Read what the note of a delivery says of DREAM."""
    layouts, problems = read_layouts({"dream": declared}, SCHEMA, SCHEMA.dialect)
    assert problems == []
    return layouts["dream"]


def opened(path: Path, cache: Path, **declared: Any) -> WeeklyTable:
    """Open DREAM as declared."""
    return open_weekly_table(path, SCHEMA, "dream", cut_off=None, cache=cache, layout=layout(**declared))


def spells(weekly: WeeklyTable) -> list[tuple[object, ...]]:
    """Return person, code and days of every spell, sorted."""
    found = spells_of_cohort(weekly, [ANNA, BO, CARL, DORA]).to_frame()
    return sorted(found.select("person", "code", "start", "end").rows())


def written(folder: Path, ending: str, years: Mapping[int, Mapping[str, list[Any]]] = YEARS) -> Path:
    """Write a file for each year."""
    folder.mkdir(exist_ok=True)
    for year, columns in years.items():
        path, frame = folder / f"dream{year}.{ending}", pl.DataFrame(columns)
        if ending == "csv":
            frame.write_csv(path, separator=";")
        elif ending == "parquet":
            frame.write_parquet(path)
        else:
            polars_readstat.write_readstat(frame, str(path))
    return folder


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("ending", ["csv", "parquet", "dta", "xpt"])
def test_files_of_years_are_one_table(tmp_path: Path, ending: str, parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bo's spell runs over the new year; Carl and Dora have a row in one year only. However the people are parted."""
    monkeypatch.setattr(partitions, "how_many", lambda _: parts)
    folder, cache = written(tmp_path / "in", ending), tmp_path / "cache"
    weekly = opened(folder, cache, files=f"dream{{year}}.{ending}", **BY_YEAR)
    assert weekly.weeks.columns == ("y_1552", "y_1553", "y_1601", "y_1602")
    assert spells(weekly) == SPELLS
    (kept,) = cache.iterdir()
    assert {file.suffix for file in kept.iterdir()} == {".parquet"}


def test_a_year_without_somebody_must_be_declared(tmp_path: Path) -> None:
    """Carl lacks 2016 and Dora 2015: two, in whatever part they are."""
    folder = written(tmp_path / "in", "csv")
    with pytest.raises(ExtractError) as refused:
        opened(folder, tmp_path / "cache", files="dream{year}.csv", years=[2015, 2016], weeks="y_{week}")
    (problem,) = refused.value.problems
    assert problem.startswith("[absent_in_a_year] dream: 2:")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("year", "change", "problem"),
    [
        (2015, {"PNR": [ANNA, ANNA, CARL]}, "[duplicate_key] dream (2015).PNR: 2:"),
        (2016, {"y_53": ["720", "", ""]}, "[impossible_week] dream (2016).y_1653: 1:"),
        (2015, {"PNR": ["010170-1234", BO, CARL]}, "[civil_registration_number] dream.PNR: 1 (rows 1):"),
        (2016, {"uge": ["", "", ""], "UGE": ["", "", ""], "pnr": [DORA, BO, ANNA]}, "[other_case] dream (2016): 1:"),
    ],
)
def test_what_is_wrong_in_one_year(tmp_path: Path, year: int, change: dict[str, list[Any]], problem: str) -> None:
    """Each is said with its year, without a value, and nothing is kept."""
    folder = written(tmp_path / "in", "csv", {**YEARS, year: {**YEARS[year], **change}})
    with pytest.raises(ExtractError) as refused:
        opened(folder, tmp_path / "cache", files="dream{year}.csv", **BY_YEAR)
    assert [one for one in refused.value.problems if one.startswith(problem)], refused.value.problems
    assert "010170" not in str(refused.value)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_blank_week_53_is_no_week(tmp_path: Path) -> None:
    """2016 has 52 weeks; a blank column for a 53rd is left out, as in an extract that is read whole."""
    folder = written(tmp_path / "in", "csv", {**YEARS, 2016: {**YEARS[2016], "y_53": ["", "", ""]}})
    assert spells(opened(folder, tmp_path / "cache", files="dream{year}.csv", **BY_YEAR)) == SPELLS


def test_a_missing_year_is_said(tmp_path: Path) -> None:
    """A gap in the files is no gap in a life."""
    folder = written(tmp_path / "in", "csv", {2015: YEARS[2015]})
    with pytest.raises(ExtractError, match="missing_year"):
        opened(folder, tmp_path / "cache", files="dream{year}.csv", **BY_YEAR)


def test_unknown_codes_in_files_of_years_have_no_row(tmp_path: Path) -> None:
    """The joined table has no rows of a delivered file; the count is right."""
    folder = written(tmp_path / "in", "csv", {**YEARS, 2015: {**YEARS[2015], "y_52": ["x", "x", "720"]}})
    with pytest.raises(ExtractError) as refused:
        spells(opened(folder, tmp_path / "cache", files="dream{year}.csv", **BY_YEAR))
    assert "[unknown_code] dream.^y_[0-9]{4}$: 2: expected" in str(refused.value)


@pytest.mark.parametrize("ending", ["parquet", "dta"])
def test_declared_names_are_read(tmp_path: Path, ending: str) -> None:
    """A key of another name, weeks of another name, and a column that is not read, in one file."""
    columns = {"V_CPR": [ANNA, BO], "uge1552": ["720", ""], "uge1553": ["720", "651"], "navn": ["x", "y"]}
    folder = written(tmp_path / "in", ending, {1: columns})
    weekly = opened(
        folder,
        tmp_path / "cache",
        file=f"dream1.{ending}",
        weeks="uge{yy}{week}",
        ignore=["navn"],
        columns={"PNR": "V_CPR"},
    )
    assert [row[:2] for row in spells(weekly)] == [(ANNA, 720), (BO, 651)]


def test_another_layout_is_another_table_in_the_cache(tmp_path: Path) -> None:
    """The same bytes, read in another way, never meet what was converted before."""
    columns = {"PNR": [ANNA], "y_1552": ["720"], "y_1553": ["999"]}
    folder, cache = written(tmp_path / "in", "dta", {1: columns}), tmp_path / "cache"
    assert len(spells(opened(folder, cache, file="dream1.dta"))) == 2
    assert len(spells(opened(folder, cache, file="dream1.dta", missing={"y_1553": ["999"]}))) == 1
    assert len(list(cache.iterdir())) == 2


def test_files_of_statistical_packages_are_opened_by_the_guarded_process(tmp_path: Path) -> None:
    """The library that may end a process is never loaded by the one that evaluates."""
    folder = written(tmp_path / "in", "dta")
    program = (
        "import sys; from pathlib import Path\n"
        "from nextwork_eval.registers import read_schema\n"
        "from nextwork_eval.registers.layout import read_layouts\n"
        "from nextwork_eval.registers.week_spells import open_weekly_table\n"
        "schema = read_schema(Path(sys.argv[1]))\n"
        "layouts, _ = read_layouts({'dream': {'files': 'dream{year}.dta', 'years': [2015, 2016],"
        " 'weeks': 'y_{week}', 'absent': 'blank'}}, schema, schema.dialect)\n"
        "weekly = open_weekly_table(Path(sys.argv[2]), schema, 'dream', cut_off=None, cache=Path(sys.argv[3]),"
        " layout=layouts['dream'])\n"
        "print(len(weekly.weeks.columns), 'polars_readstat' in sys.modules)\n"
    )
    arguments = [str(SCHEMA.folder), str(folder), str(tmp_path / "cache")]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["4", "False"]


def test_a_file_that_was_cut_is_a_finding(tmp_path: Path) -> None:
    """In the words of every other reader."""
    folder = written(tmp_path / "in", "dta")
    whole = (folder / "dream2016.dta").read_bytes()
    (folder / "dream2016.dta").write_bytes(whole[:-40])
    with pytest.raises(ExtractError) as refused:
        opened(folder, tmp_path / "cache", files="dream{year}.dta", **BY_YEAR)
    (problem,) = refused.value.problems
    assert problem.startswith("[unreadable_file] dream (2016): 1:")
