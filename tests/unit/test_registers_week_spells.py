"""Weekly codes to spells: named people, real dates, what is refused and what is never said."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

import polars as pl
import polars_readstat
import pytest

from nextwork_eval.errors import ExtractError, UsageError
from nextwork_eval.histories.weeks import iso_week, monday
from nextwork_eval.registers import read_schema, week_cache
from nextwork_eval.registers.layout import plain_layout
from nextwork_eval.registers.schema import Dialect
from nextwork_eval.registers.slices import slices_of
from nextwork_eval.registers.spell_files import write_spells
from nextwork_eval.registers.week_blocks import BlockSize, WeeklyTable
from nextwork_eval.registers.week_spells import open_weekly_table, spells_of_cohort
from nextwork_eval.shipped import shipped_schema
from tests.unit.three_in_dream import ANNA, BO, CARL, ROWS, SPELLS

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
LONG_YEARS = (1992, 1998, 2004, 2009, 2015, 2020, 2026)
SEMICOLONS = plain_layout(Dialect(encoding="cp1252", delimiter=";", decimal=","))


def opened(path: Path, cache: Path | None = None, cut_off: dt.date | None = None) -> WeeklyTable:
    """Open a table of DREAM."""
    return open_weekly_table(path, SCHEMA, "dream", cut_off=cut_off, cache=cache, layout=SEMICOLONS)


def spells(weekly: WeeklyTable) -> list[tuple[object, ...]]:
    """Return person, code, first day, and the day after the last of every spell of the three."""
    return spells_of_cohort(weekly, [ANNA, BO, CARL]).to_frame().select("person", "code", "start", "end").rows()


def test_spells_of_three_people(tmp_path: Path) -> None:
    """Anna has two spells with a blank week between them, Bo's runs over the new year, Carl has none."""
    path = tmp_path / "dream.parquet"
    pl.DataFrame(ROWS).write_parquet(path)
    assert spells(opened(path)) == SPELLS
    found = spells_of_cohort(opened(path), [CARL])
    assert (found.keys.to_list(), len(found.runs)) == ([CARL], 0)


def test_weeks_after_the_cut_off_are_not_read(tmp_path: Path) -> None:
    """Data are complete to Saturday 9 January: the week of 4 January had not ended."""
    path = tmp_path / "dream.parquet"
    pl.DataFrame(ROWS).write_parquet(path)
    assert spells(opened(path, cut_off=dt.date(2016, 1, 9))) == [
        SPELLS[0],
        (BO, 651, dt.date(2015, 12, 28), dt.date(2016, 1, 4)),
    ]
    assert spells(opened(path, cut_off=dt.date(2016, 1, 10)))[1] == (
        BO,
        651,
        dt.date(2015, 12, 28),
        dt.date(2016, 1, 11),
    )
    with pytest.raises(ExtractError, match="no week had ended"):
        opened(path, cut_off=dt.date(2015, 12, 26))


@pytest.mark.parametrize("year", LONG_YEARS)
def test_a_spell_over_week_53(tmp_path: Path, year: int) -> None:
    """A spell from week 52 to week 1 lasts three weeks, where the calendar has a week 53."""
    assert dt.date(year, 12, 28).isocalendar().week == 53
    names = [
        f"y_{year % 100:02d}52",
        f"y_{year % 100:02d}53",
        f"y_{(year + 1) % 100:02d}01",
        f"y_{(year + 1) % 100:02d}02",
    ]
    path = tmp_path / "dream.parquet"
    pl.DataFrame({"PNR": [ANNA], **dict(zip(names, [[720], [720], [720], [None]], strict=True))}).write_parquet(path)
    (row,) = spells_of_cohort(opened(path), [ANNA]).to_frame().rows(named=True)
    assert row["start"] == dt.date.fromisocalendar(year, 52, 1)
    assert row["end"] == dt.date.fromisocalendar(year + 1, 2, 1)
    assert (row["end"] - row["start"]).days == 21
    assert (row["start_week"], row["end_week"]) == (iso_week(year, 52), iso_week(year + 1, 2))
    assert monday(row["start_week"]) == row["start"]


def test_only_seven_years_of_dream_have_a_week_53() -> None:
    """From 1991 to 2026, by the calendar itself."""
    assert tuple(year for year in range(1991, 2027) if dt.date(year, 12, 28).isocalendar().week == 53) == LONG_YEARS


def test_a_week_53_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """2016 has 52 weeks, and the columns then skip none."""
    path = tmp_path / "dream.parquet"
    pl.DataFrame({"PNR": [ANNA], "y_1652": ["720"], "y_1653": ["720"], "y_1702": ["720"]}).write_parquet(path)
    with pytest.raises(ExtractError) as refused:
        opened(path)
    assert len(refused.value.problems) == 2
    assert "[impossible_week] dream.y_1653: 1:" in str(refused.value)
    assert "[skipped_week] dream: 1:" in str(refused.value)


@pytest.mark.parametrize("ending", ["csv", "dta", "xpt"])
def test_other_formats_are_converted_once(tmp_path: Path, ending: str) -> None:
    """A text, a Stata and a SAS transport file give the same spells, and are read a second time from the cache."""
    path, cache = tmp_path / f"dream.{ending}", tmp_path / "cache"
    if ending == "csv":
        pl.DataFrame(ROWS).write_csv(path, separator=";", line_terminator="\r\n")
    else:
        polars_readstat.write_readstat(pl.DataFrame(ROWS), str(path))
    assert spells(opened(path, cache)) == SPELLS
    (kept,) = cache.iterdir()
    part = next(kept.glob("part-*.parquet"))
    written = part.stat().st_mtime_ns
    assert spells(opened(path, cache)) == SPELLS
    assert part.stat().st_mtime_ns == written
    assert pl.read_parquet_schema(part)["y_1553"] == pl.Int16


def test_a_changed_file_gets_another_name(tmp_path: Path) -> None:
    """The cache never answers for another content."""
    path, cache = tmp_path / "dream.csv", tmp_path / "cache"
    pl.DataFrame(ROWS).write_csv(path, separator=";")
    before = spells(opened(path, cache))
    pl.DataFrame(ROWS | {"y_1602": ["", "651", ""]}).write_csv(path, separator=";")
    assert spells(opened(path, cache)) == [row for row in before if row[1] != 111]
    assert len(list(cache.iterdir())) == 2


def test_the_number_of_a_blank_week_is_no_code_where_it_was_delivered(tmp_path: Path) -> None:
    """The converted table has it in blank weeks: Bo's, who was delivered with it, is refused and not read as blank."""
    path, cache = tmp_path / "dream.arrow", tmp_path / "cache"
    weeks = {"y_1552": [720, -32768, None], "y_1553": [720, 651, None]}
    pl.DataFrame({"PNR": [ANNA, BO, CARL], **weeks}, schema_overrides=dict.fromkeys(weeks, pl.Int16)).write_ipc(path)
    with pytest.raises(ExtractError) as refused:
        spells(opened(path, cache))
    assert "[unknown_code] dream.^y_[0-9]{4}$: 1 (rows 2)" in str(refused.value)


def test_of_a_converted_file_keys_and_weeks_are_kept(tmp_path: Path) -> None:
    """What else was delivered is not read again, and lies in no cache."""
    path, cache = tmp_path / "dream.csv", tmp_path / "cache"
    pl.DataFrame(ROWS | {"town": ["461", "461", "101"]}).write_csv(path, separator=";")
    assert spells(opened(path, cache)) == SPELLS
    (part,) = cache.glob("*/part-*.parquet")
    kept = pl.read_parquet(part)
    assert kept.columns == list(ROWS)
    assert kept.select(pl.exclude("PNR").null_count()).row(0) == (0, 0, 0, 0)


@pytest.mark.parametrize(("cells", "parts"), [(1, 3), (10, 2), (100, 1)])
def test_pieces_of_a_file_are_put_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: int, parts: int
) -> None:
    """Three pieces of one person each, five cells wide, are parts of at least so many cells: the same spells."""
    monkeypatch.setattr(week_cache, "_CELLS", cells)
    monkeypatch.setattr(week_cache, "slices_of", partial(slices_of, cells=5))
    path, cache = tmp_path / "dream.arrow", tmp_path / "cache"
    pl.DataFrame(ROWS).write_ipc(path)
    weekly = opened(path, cache)
    assert len(weekly.paths) == parts
    assert spells(weekly) == SPELLS


def test_what_an_older_version_converted_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same file in another form has another name."""
    path, cache = tmp_path / "dream.csv", tmp_path / "cache"
    pl.DataFrame(ROWS).write_csv(path, separator=";")
    with monkeypatch.context() as older:
        older.setattr(week_cache, "_FORMAT", 2)
        (before,) = opened(path, cache).paths
    before.write_bytes(b"of another form")
    assert spells(opened(path, cache)) == SPELLS
    assert len(list(cache.iterdir())) == 2


def test_nothing_is_cached_silently(tmp_path: Path) -> None:
    """Without a named folder a text file is not converted."""
    path = tmp_path / "dream.csv"
    pl.DataFrame(ROWS).write_csv(path, separator=";")
    with pytest.raises(UsageError, match="must be converted"):
        opened(path)
    assert [file.name for file in tmp_path.iterdir()] == ["dream.csv"]


@pytest.mark.parametrize(
    ("weeks", "count", "rows"),
    [
        ({"y_1552": ["720", "x77", ""], "y_1553": ["", "x77", ""]}, 2, (2,)),
        ({"y_1552": [" 720", "7.2e2", "0720"], "y_1553": ["720", "", ""]}, 3, (1, 2, 3)),
        ({"y_1552": [720, 0, None], "y_1553": [720, 100000, None]}, 2, (2,)),
        ({"y_1552": [720.5, 720.0, None], "y_1553": [float("nan"), None, None]}, 2, (1,)),
        ({"y_1552": pl.Series([720, -1, None], dtype=pl.Int16), "y_1553": [None, None, -3]}, 2, (2, 3)),
        ({"y_1552": pl.Series([720, -32768, None], dtype=pl.Int16)}, 1, ()),
        ({"y_1552": [True, False, None]}, 2, (1, 2)),
        ({"y_1552": [720.0, 720.5, None], "y_1553": ["720", "", "x77"]}, 2, (2, 3)),
    ],
)
def test_unknown_codes_are_counted_and_not_shown(
    tmp_path: Path, weeks: dict[str, object], count: int, rows: tuple[int, ...]
) -> None:
    """Whatever is no code of the list is refused: text that would parse as one, a nought, a code of another list."""
    path = tmp_path / "dream.parquet"
    pl.DataFrame({"PNR": [ANNA, BO, CARL], **weeks}).write_parquet(path)
    shown = f" (rows {', '.join(map(str, rows))}{', …' if count > len(rows) else ''})" if rows else ""
    with pytest.raises(ExtractError) as refused:
        spells(opened(path))
    (problem,) = refused.value.problems
    assert problem.startswith(f"[unknown_code] dream.^y_[0-9]{{4}}$: {count}{shown}: expected codes of the list dream")
    with pytest.raises(ExtractError):
        write_spells(opened(path), tmp_path / "spells")
    assert [file.name for file in tmp_path.iterdir()] == ["dream.parquet"]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_civil_registration_numbers_are_refused_first(tmp_path: Path, ending: str) -> None:
    """In a key of the last block, though nothing else is wrong; not a digit is shown, and nothing is kept."""
    path, cache = tmp_path / f"dream.{ending}", tmp_path / "cache"
    number = "0101" + "70" + "-" + "1234"
    frame = pl.DataFrame(ROWS | {"PNR": [ANNA, BO, number]})
    if ending == "csv":
        frame.write_csv(path, separator=";")
    else:
        frame.write_parquet(path, row_group_size=1)
    with pytest.raises(ExtractError, match="civil registration numbers") as refused:
        write_spells(opened(path, cache), tmp_path / "spells", size=BlockSize(people=1))
    assert "(rows 3)" in str(refused.value)
    assert "1234" not in str(refused.value)
    assert not (tmp_path / "spells").exists()
    assert not cache.exists() or list(cache.iterdir()) == []


def test_everyone_is_written_in_blocks(tmp_path: Path) -> None:
    """One file for each row group, the same spells, and a folder that is there whole."""
    path = tmp_path / "dream.parquet"
    pl.DataFrame(ROWS).write_parquet(path, row_group_size=1)
    assert write_spells(opened(path), tmp_path / "spells", size=BlockSize(people=1)).spells == 3
    files = sorted((tmp_path / "spells").glob("spells-*.parquet"))
    assert [file.name for file in files] == [f"spells-{number:06d}.parquet" for number in range(3)]
    whole = pl.concat(pl.read_parquet(file) for file in files)
    assert whole.select("person", "code", "start", "end").rows() == SPELLS
    with pytest.raises(UsageError, match="exists"):
        write_spells(opened(path), tmp_path / "spells")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("PNR;y_1552\nannaannaanna;720;9\n", "2 cells in every row"),
        ("PNR;y_1552;y_1553\nannaannaanna;720\n", "3 cells in every row"),
        ("PNR;PNR;y_1552\nannaannaanna;720;720\n", "every column once"),
        ('PNR;y_1552\n"annaannaanna;720\n', "quotation marks in pairs"),
        ("", "a header and rows"),
        ("PNR;y_1552\n", "rows below the header"),
        ("PNR;y_1552\nannaannaanna;72\x000\n", "zero bytes"),
        (";".join(f"c{place}" for place in range(20_001)) + "\n", "at most 20000 columns"),
        ("\n\n", "a header and rows"),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """Nothing of it is kept, and no cell is quoted."""
    path, cache = tmp_path / "dream.csv", tmp_path / "cache"
    path.write_text(text, encoding="cp1252")
    with pytest.raises(ExtractError, match=why) as refused:
        opened(path, cache)
    assert "anna" not in str(refused.value)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("ending", ["parquet", "sas7bdat", "xpt", "dta", "xlsx"])
def test_files_that_are_not_what_they_say(tmp_path: Path, ending: str) -> None:
    """A text with another ending is refused by the toolkit's own error."""
    path, cache = tmp_path / f"dream.{ending}", tmp_path / "cache"
    path.write_text("annaannaanna;720\n" * 100, encoding="utf-8")
    with pytest.raises(ExtractError) as refused:
        spells(opened(path, cache))
    assert "anna" not in str(refused.value)


def test_a_person_in_two_rows_is_refused(tmp_path: Path) -> None:
    """One person has one row."""
    path = tmp_path / "dream.parquet"
    pl.DataFrame(ROWS).with_columns(PNR=pl.lit(ANNA)).write_parquet(path, row_group_size=1)
    with pytest.raises(ExtractError, match="2 rows are of people with another row"):
        spells(opened(path))


def test_large_text_is_read_in_pieces(tmp_path: Path) -> None:
    """Three hundred thousand people in four weeks: several pieces, every row in its place, and blanks kept."""
    people = 300_000
    keys = [f"{person:060d}" for person in range(people)]
    codes = ["720" if person % 3 else "" for person in range(people)]
    path, cache = tmp_path / "dream.csv", tmp_path / "cache"
    frame = pl.DataFrame({"PNR": keys, "y_1552": codes, "y_1553": codes, "y_1601": "", "y_1602": "651"})
    frame.write_csv(path, separator=";", quote_style="always")
    assert path.stat().st_size > 16 * 2**20
    found = spells_of_cohort(opened(path, cache), keys)
    assert found.keys.to_list() == keys
    table = found.to_frame()
    assert table.filter(pl.col("code") == 720)["person"].to_list() == [key for at, key in enumerate(keys) if at % 3]
    assert table.filter(pl.col("code") == 651).height == people
