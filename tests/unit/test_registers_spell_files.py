"""Spells as files: three people by hand, whom a cohort names, and what is refused before anything is written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError, UsageError
from nextwork_eval.registers import open_weekly_table, read_schema, spells_of_delivery, write_spells
from nextwork_eval.registers.week_blocks import BlockSize, WeeklyTable
from nextwork_eval.shipped import shipped_schema
from tests.unit.three_in_dream import ANNA, BO, CARL, ROWS, SPELLS

SCHEMA = read_schema(shipped_schema("nextwork-3.0"))
DORA = "doradoradora"
ONE = BlockSize(people=1)
NOTE = "synthetic = true\n[cut_off]\ndream = 2016-01-17\n"


def opened(folder: Path, rows: Mapping[str, Sequence[str | None]]) -> WeeklyTable:
    """Open DREAM, a row group for each person."""
    pl.DataFrame(rows).write_parquet(folder / "dream.parquet", row_group_size=1)
    return open_weekly_table(folder / "dream.parquet", SCHEMA, "dream", cut_off=None)


def delivery(folder: Path, note: str = NOTE, rows: dict[str, list[str]] = ROWS) -> Path:
    """Deliver DREAM as text, with a note."""
    folder.mkdir()
    pl.DataFrame(rows).write_csv(folder / "dream.csv", separator=";")
    (folder / "extract.toml").write_text(note, encoding="utf-8")
    return folder


def written(folder: Path) -> tuple[list[tuple[object, ...]], list[str]]:
    """Return the spells in a folder, and the people."""
    spells = pl.concat([pl.read_parquet(file) for file in sorted(folder.glob("spells-*.parquet"))])
    people = pl.concat([pl.read_parquet(file) for file in sorted(folder.glob("people-*.parquet"))])
    return spells.select("person", "code", "start", "end").rows(), people["person"].to_list()


def test_everyone_with_and_without_a_spell(tmp_path: Path) -> None:
    """Carl has no spell and is named among the people; four weeks end on the Monday of week 3 of 2016."""
    found = write_spells(opened(tmp_path, ROWS), tmp_path / "spells", size=ONE)
    assert (found.people, found.spells, found.absent) == (3, 3, None)
    assert (found.start, found.end) == (dt.date(2015, 12, 21), dt.date(2016, 1, 18))
    assert written(tmp_path / "spells") == (SPELLS, [ANNA, BO, CARL])
    assert sorted(path.suffix for path in (tmp_path / "spells").iterdir()) == [".json"] + [".parquet"] * 6


def test_a_cohort_and_who_of_it_is_absent(tmp_path: Path) -> None:
    """Of Bo, Carl and Dora two stand in the table; nobody else is written."""
    found = write_spells(opened(tmp_path, ROWS), tmp_path / "spells", cohort=[BO, CARL, DORA, BO], size=ONE)
    assert (found.people, found.spells, found.absent) == (2, 1, 1)
    assert written(tmp_path / "spells") == (SPELLS[2:], [BO, CARL])


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Two rows of Anna in blocks of their own, a blank key, a short key, and two cells with a code that is none."""
    rows: dict[str, list[str | None]] = {
        "PNR": [ANNA, None, "bo", CARL, ANNA],
        "y_1552": ["720", "720", "720", "x77", ""],
        "y_1553": ["", "", "", "x77", "720"],
    }
    with pytest.raises(ExtractError) as refused:
        write_spells(opened(tmp_path, rows), tmp_path / "spells", size=ONE)
    assert [problem.split(": expected")[0] for problem in refused.value.problems] == [
        "[unknown_code] dream.^y_[0-9]{4}$: 2 (rows 4, …)",
        "[required_missing] dream.PNR: 1 (rows 2)",
        "[wrong_pattern] dream.PNR: 1 (rows 3)",
        "[duplicate_key] dream.PNR: 2 (rows 1, 5)",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["dream.parquet"]


def test_a_person_in_two_rows_of_a_cohort_is_refused(tmp_path: Path) -> None:
    """Neither row is chosen; without the person in the cohort, the table is read."""
    rows = {"PNR": [ANNA, BO, ANNA], "y_1552": ["720", "651", "651"]}
    with pytest.raises(ExtractError, match=r"\[duplicate_key\] dream.PNR: 2 \(rows 1, 3\)"):
        write_spells(opened(tmp_path, rows), tmp_path / "spells", cohort=[ANNA], size=ONE)
    assert write_spells(opened(tmp_path, rows), tmp_path / "spells", cohort=[BO], size=ONE).spells == 1


def test_a_delivery_says_its_layout_and_cut_off(tmp_path: Path) -> None:
    """The register is complete to Sunday of week 1: week 2 is not read, and Anna's second spell is not known."""
    note = NOTE.replace("2016-01-17", "2016-01-10") + '[layout.dream]\ncolumns = { PNR = "V_CPR" }\n'
    rows = {"V_CPR" if name == "PNR" else name: cells for name, cells in ROWS.items()}
    folder = delivery(tmp_path / "delivered", note, rows)
    found = spells_of_delivery(folder, SCHEMA, "dream", tmp_path / "spells", cache=tmp_path / "cache")
    assert (found.people, found.spells, found.end) == (3, 2, dt.date(2016, 1, 11))
    assert written(tmp_path / "spells")[0] == [SPELLS[0], (BO, 651, dt.date(2015, 12, 28), dt.date(2016, 1, 11))]
    assert json.loads((tmp_path / "spells" / "spells.json").read_text(encoding="utf-8")) == {
        "table": "dream",
        "schema": "nextwork-3.0",
        "schema_sha256": SCHEMA.fingerprint,
        "synthetic": True,
        "cut_off": "2016-01-10",
        "first_monday": "2015-12-21",
        "monday_after_the_last_week": "2016-01-11",
        "people": 3,
        "spells": 2,
        "of_the_cohort_without_a_row": None,
    }


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_cohort_is_a_file_of_persons(tmp_path: Path, ending: str) -> None:
    """Other columns are not looked at, and who was drawn twice is one person."""
    folder, cohort = delivery(tmp_path / "delivered"), tmp_path / f"cohort.{ending}"
    frame = pl.DataFrame({"PNR": [DORA, BO, BO], "round": [1, 1, 2]})
    if ending == "csv":
        frame.write_csv(cohort, separator=";")
    else:
        frame.write_parquet(cohort)
    found = spells_of_delivery(folder, SCHEMA, "dream", tmp_path / "spells", cohort=cohort, cache=tmp_path / "cache")
    assert (found.people, found.spells, found.absent) == (1, 1, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("pnr;round\nbobobobobobo;1\n", "expected a column 'PNR'"),
        ("PNR;round\nbobobobobobo;1;2\n", "cohort"),
        ("PNR;round\n;1\n", r"\[required_missing\] cohort.PNR: 1 \(rows 1\)"),
        ("PNR;round\nbobobobobobo;1\nbobo;2\n", r"\[wrong_pattern\] cohort.PNR: 1 \(rows 2\)"),
        ("PNR;round\n010170-" + "1234;1\n", r"\[civil_registration_number\] cohort.PNR: 1 \(rows 1\)"),
        ("", r"\[empty_file\] cohort"),
    ],
)
def test_a_cohort_that_is_wrong_is_refused(tmp_path: Path, content: str, why: str) -> None:
    """With its own name, before the table is read, and without a value of it."""
    folder, cohort = delivery(tmp_path / "delivered"), tmp_path / "cohort.csv"
    cohort.write_text(content, encoding="utf-8")
    with pytest.raises(ExtractError, match=why) as refused:
        spells_of_delivery(folder, SCHEMA, "dream", tmp_path / "spells", cohort=cohort, cache=tmp_path / "cache")
    assert not any(value in str(refused.value) for value in ("bobo", "1234", "010170"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cohort.csv", "delivered"]


def test_what_cannot_be_asked_is_said_before_anything_is_read(tmp_path: Path) -> None:
    """An unknown table, a folder that exists, a text without a cache, no delivery, a note without a cut-off."""
    folder = delivery(tmp_path / "delivered")
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match="no table of that name"):
        spells_of_delivery(folder, SCHEMA, "dreams", tmp_path / "spells")
    with pytest.raises(UsageError, match="exists"):
        spells_of_delivery(folder, SCHEMA, "dream", tmp_path / "there", cache=tmp_path / "cache")
    with pytest.raises(UsageError, match="must be converted"):
        spells_of_delivery(folder, SCHEMA, "dream", tmp_path / "spells")
    with pytest.raises(ExtractError, match="There is no delivery"):
        spells_of_delivery(tmp_path / "nowhere", SCHEMA, "dream", tmp_path / "spells")
    with pytest.raises(ExtractError, match="missing_cut_off"):
        spells_of_delivery(delivery(tmp_path / "other", "synthetic = true\n"), SCHEMA, "dream", tmp_path / "spells")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["delivered", "other", "there"]
