"""A population with faults in many tables: each is named in one go, with its exact count, and none hides another.

Six invented people; the registers go to Sunday 6 May 2018. Of DREAM the weeks from 1 January 2018 are read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.histories.weeks import iso_week
from nextwork_eval.registers import (
    inspect_extract,
    partitions,
    read_schema,
    slices,
    summed,
    table_quality,
    week_frames,
)
from nextwork_eval.registers.population import (
    DeliveredPopulation,
    PopulationError,
    Wanted,
    inspect_population,
    read_population,
)
from nextwork_eval.registers.week_blocks import BlockSize
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-3.0"))
KEYS = tuple(f"{name:0<12}" for name in ("ANE", "BO", "CARL", "DORA", "EMIL", "FIE"))
ANE, BO, CARL, DORA, EMIL, FIE = KEYS
WEEKS = tuple(f"y_18{week:02d}" for week in range(1, 19))
WANTED = Wanted(
    weekly="dream",
    first_week=iso_week(2018, 1),
    end_week=iso_week(2018, 19),
    tables=frozenset({"bef", "bfl", "dod", "vnds"}),
)
CUTS = {"dream": "2018-05-06", "bfl": "2018-05-31", "bef": "2018-04-01", "dod": "2018-05-31"}
NOTE = "synthetic = true\n[cut_off]\n" + "".join(f"{name} = {day}\n" for name, day in CUTS.items())
TEXTS = {
    "bef": "PNR;REFERENCETID;KOEN;FOED_DAG;KOM;CIVST;IE_TYPE\n"
    + "".join(f"{key};2018-01-01;1;1990-05-0{place};265;U;1\n" for place, key in enumerate(KEYS, start=1)),
    "bfl": "PNR;ajo_job_slut_dato;ajo_smalt_loenbeloeb;ajo_fuldtid_beskaeftiget\n"
    f"{ANE};2018-01-31;1000,00;1\n{BO};2018-02-28;1000,00;1\n{BO};2018-03-31;1000,00;1\n",
    "dod": "PNR;DODDATO\n",
    "vnds": "PNR;INDUD_KODE;HAEND_DATO\n",
}
Found = set[tuple[str, str, str | None, int, tuple[int, ...]]]


def dream(**weeks: list[int | None]) -> pl.DataFrame:
    """DREAM of the six people: 720 in every week but those that are given."""
    columns = {name: weeks.get(name, [720] * len(KEYS)) for name in (*sorted(weeks.keys() - set(WEEKS)), *WEEKS)}
    return pl.DataFrame({"PNR": KEYS, **columns}, schema_overrides=dict.fromkeys(columns, pl.Int16))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound population, which a test may spoil."""
    place = tmp_path / "country"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    dream().write_parquet(place / "dream.parquet")
    cuts = f"{NOTE}vnds = 2018-05-31\n"
    (place / "extract.toml").write_text(cuts, encoding="utf-8")
    return place


def inspected(folder: Path) -> DeliveredPopulation:
    return inspect_population(folder, SCHEMA, WANTED, folder.parent / "scratch")


def found(population: DeliveredPopulation) -> Found:
    """Return every finding but that the newest month is provisional, as it always is."""
    named = {(one.code, one.table, one.column, one.count, one.rows) for one in population.findings}
    return {one for one in named if one[0] != "provisional"}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_population_is_accepted(folder: Path) -> None:
    """Nothing is found but the newest month, of four weeks for six people."""
    population = read_population(folder, SCHEMA, WANTED, folder.parent / "scratch")
    assert found(population) == set()
    (newest,) = population.findings
    assert (newest.code, newest.place(), newest.count) == (
        "provisional",
        "population: dream.y_1815 and 3 more columns",
        4 * 6,
    )


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda place: (place / "dream.parquet").write_bytes(b"PAR1" + bytes(40)), ("unreadable_file", None, 1)),
        (lambda place: dream().drop("PNR").write_parquet(place / "dream.parquet"), ("missing_column", None, 1)),
        (lambda place: dream().drop("y_1807").write_parquet(place / "dream.parquet"), ("skipped_week", None, 1)),
        (
            lambda place: dream().select("PNR", uge=1).write_parquet(place / "dream.parquet"),
            ("missing_column", None, 1),
        ),
        (lambda place: (place / "dream.parquet").unlink(), ("missing_table", None, 1)),
        (
            lambda place: dream(y_1802=[720, 1, 2, 720, 720, 3]).write_parquet(place / "dream.parquet"),
            ("unknown_code", "^y_[0-9]{4}$", 3),
        ),
    ],
)
def test_what_is_wrong_with_the_weeks_does_not_hide_the_rest(
    folder: Path, spoil: Callable[[Path], object], what: tuple[str, str | None, int]
) -> None:
    """DREAM in six ways; besides, a pay that is no number, a row too long, and a person who stands in BEF twice."""
    spoil(folder)
    edit(folder, "bfl", "1000,00", "1.000,00")
    edit(folder, "dod", "DODDATO\n", f"DODDATO\n{ANE};2018-04-01\n{BO};2018-04-01;\n")
    (folder / "bef.csv").write_text(TEXTS["bef"] + TEXTS["bef"].splitlines()[1] + "\n", encoding="utf-8")
    population = inspected(folder)
    code, column, count = what
    known = {(one.code, one.table, one.column, one.count) for one in population.findings}
    assert (code, "population: dream", column, count) in known
    assert {
        ("wrong_type", "population: bfl", "ajo_smalt_loenbeloeb", 1, (1,)),
        ("ragged_rows", "population: dod", None, 1, (2,)),
        ("duplicate_key", "population: bef", "PNR + REFERENCETID", 2, ()),
    } <= found(population)
    assert "dod" not in population.tables
    for one in population.findings:
        assert [one.words(language)[0] for language in ("da", "en") if "…" in one.words(language)[0]] == []
    with pytest.raises(PopulationError) as refused:
        read_population(folder, SCHEMA, WANTED, folder.parent / "again")
    assert len(refused.value.findings) == sum(one.severity == "error" for one in population.findings)


def test_unknown_codes_of_all_blocks_are_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ane and Emil have one each, and are read in blocks of one person."""
    monkeypatch.setitem(week_frames.week_frames.__kwdefaults__, "size", BlockSize(people=1))
    table = dream(y_1803=[5, 720, 720, 720, 6, 720])
    table.write_parquet(folder / "dream.parquet", row_group_size=1)
    assert found(inspected(folder)) == {("unknown_code", "population: dream", "^y_[0-9]{4}$", 2, (1, 5))}


def test_counts_of_the_newest_weeks_are_those_of_all_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ane has four of the newest weeks, Bo the last alone, the others none: five cells, in whatever part each lies."""
    monkeypatch.setattr(partitions, "how_many", lambda _: 7)
    newest = {name: [720, None, None, None, None, None] for name in WEEKS[14:17]}
    dream(**newest, y_1818=[720, 720, None, None, None, None]).write_parquet(folder / "dream.parquet")
    (only,) = inspected(folder).findings
    assert (only.code, only.place(), only.count) == ("provisional", "population: dream.y_1815 and 3 more columns", 5)


def test_codes_out_of_use_are_found_in_the_weeks_that_are_read(folder: Path) -> None:
    """Education assistance began in 2014: two cells of 2013, in slices of one person."""
    columns = {"y_1351": [720, None, None], "y_1352": [None, None, 723], "y_1401": [720, 720, 720]}
    keys = {"PNR": list(KEYS[:3])}
    pl.DataFrame({**keys, **columns}, schema_overrides=dict.fromkeys(columns, pl.Int16)).write_parquet(
        folder / "dream.parquet", row_group_size=1
    )
    wanted = Wanted(weekly="dream", first_week=iso_week(2013, 51), end_week=iso_week(2014, 2), tables=WANTED.tables)
    population = inspect_population(folder, SCHEMA, wanted, folder.parent / "scratch")
    (out_of_use,) = [one for one in population.findings if one.code == "code_not_in_use"]
    assert (out_of_use.place(), out_of_use.count, out_of_use.rows) == (
        "population: dream.y_1351 and 1 more columns",
        2,
        (1, 3),
    )


def years_of_pay(folder: Path, second: str) -> None:
    """Deliver pay in two files, the second as given."""
    lines = TEXTS["bfl"].splitlines(keepends=True)
    (folder / "bfl.csv").unlink()
    (folder / "bfl2017.csv").write_text("".join(lines[:2]), encoding="utf-8")
    (folder / "bfl2018.csv").write_text(lines[0] + second, encoding="utf-8")
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    declared = '[layout.bfl]\nfiles = "bfl{year}.csv"\nyears = "2017-2018"\n'
    (folder / "extract.toml").write_text(note + declared, encoding="utf-8")


def test_rows_are_those_of_the_file_of_a_year(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The third row of 2018 is wrong, and read in slices of one row."""
    monkeypatch.setitem(slices.slices_of.__kwdefaults__, "cells", 4)
    years_of_pay(folder, f"{BO};2018-02-28;1,00;1\n{BO};2018-03-31;2,00;1\n{BO};2018-04-30;2,00;one\n")
    assert found(inspected(folder)) == {
        ("wrong_type", "population: bfl (2018)", "ajo_fuldtid_beskaeftiget", 1, (3,)),
    }


def test_a_year_of_nobody_is_no_year_without_pay(folder: Path) -> None:
    """A header alone."""
    years_of_pay(folder, "")
    assert found(inspected(folder)) == {("empty_file", "population: bfl (2018)", None, 1, ())}


def test_a_year_of_dream_of_nobody_is_no_year_of_blank_weeks(folder: Path) -> None:
    """Otherwise everyone would have supported themselves in it."""
    (folder / "dream.parquet").unlink()
    (folder / "dream2018.csv").write_text(f"PNR;y_01;y_02\n{ANE};720;720\n", encoding="utf-8")
    (folder / "dream2017.csv").write_text("PNR;y_51;y_52\n", encoding="utf-8")
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    declared = 'files = "dream{year}.csv"\nyears = "2017-2018"\nweeks = "y_{week}"\nabsent = "blank"\n'
    (folder / "extract.toml").write_text(f"{note}[layout.dream]\n{declared}", encoding="utf-8")
    assert found(inspected(folder)) == {("empty_file", "population: dream (2017)", None, 1, ())}


def test_what_is_wrong_in_the_files_of_two_years_is_said_of_both(folder: Path) -> None:
    """One of DREAM is no text in its encoding, in the other the key is missing."""
    (folder / "dream.parquet").unlink()
    (folder / "dream2018.csv").write_bytes("PNR;y_01;y_02\nÆ;720;720\n".encode("cp1252"))
    (folder / "dream2017.csv").write_text("NR;y_51;y_52\nx;720;720\n", encoding="utf-8")
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    declared = 'files = "dream{year}.csv"\nyears = "2017-2018"\nweeks = "y_{week}"\nabsent = "blank"\n'
    (folder / "extract.toml").write_text(f"{note}[layout.dream]\n{declared}", encoding="utf-8")
    assert found(inspected(folder)) == {
        ("missing_column", "population: dream (2017)", None, 1, ()),
        ("wrong_encoding", "population: dream (2018)", None, 1, ()),
    }


def test_a_blank_week_53_of_a_year_that_has_none_is_left_out(folder: Path) -> None:
    """As in an extract that is read whole; a week 53 with something in it is no week."""
    dream(y_1753=[None] * 6).write_parquet(folder / "dream.parquet")
    assert found(inspected(folder)) == set()
    dream(y_1753=[720] * 6).write_parquet(folder / "dream.parquet")
    (folder.parent / "scratch").rename(folder.parent / "earlier")
    assert found(inspected(folder)) == {("impossible_week", "population: dream", "y_1753", 1, ())}


def test_a_civil_registration_number_stops_everything(folder: Path) -> None:
    """In BEF, although DREAM is broken as well; nothing else is said, and no digit."""
    (folder / "dream.parquet").write_bytes(b"PAR1")
    edit(folder, "bef", "U;1", "U;0101" + "90-1234")
    with pytest.raises(ExtractError, match=r"The population: .*civil registration numbers") as refused:
        inspected(folder)
    assert not isinstance(refused.value, PopulationError)
    assert "1234" not in str(refused.value)


def test_a_civil_registration_number_beside_the_weeks_is_seen(folder: Path) -> None:
    """Although nobody asked for the column, and it is not read for anything else."""
    number = "0101" + "90-1234"
    dream().with_columns(note=pl.Series([None, None, None, number, None, None])).write_parquet(folder / "dream.parquet")
    with pytest.raises(ExtractError, match=r"civil registration numbers(.|\n)*\(rows 4\)") as refused:
        inspected(folder)
    assert "1234" not in str(refused.value)


def test_a_day_with_an_hour_is_a_finding(folder: Path) -> None:
    """A cut-off is a day."""
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    (folder / "extract.toml").write_text(note.replace("2018-05-06", "2018-05-06T00:00:00"), encoding="utf-8")
    assert found(inspected(folder)) == {("wrong_delivery_note", "population: extract.toml", None, 1, ())}


def test_files_that_nobody_claims_are_counted(folder: Path) -> None:
    """A misspelt table, a packed one, and a table of the schema that is not asked for, and so not opened."""
    (folder / "bfll.csv").write_text("x\n", encoding="utf-8")
    (folder / "bef.zip").write_bytes(b"PK")
    (folder / "udfk.csv").write_text("PNR\n", encoding="utf-8")
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    (folder / "extract.toml").write_text(f"{note}udfk = 2018-01-01\n", encoding="utf-8")
    assert found(inspected(folder)) == {
        ("unexpected_file", "population: the folder", None, 1, ()),
        ("packed_file", "population: the folder", None, 1, ()),
        ("table_not_read", "population: udfk", None, 1, ()),
    }


@pytest.mark.parametrize("parts", [1, 4])
def test_how_complete_the_tables_are(folder: Path, parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people with three months of pay; one week of Bo is blank; Ane and Fie are of the trial, Gro is not here."""
    monkeypatch.setattr(partitions, "how_many", lambda _: parts)
    dream(y_1801=[720, None, 720, 720, 720, 720]).write_parquet(folder / "dream.parquet")
    edit(folder, "bef", "265;U;1", ";U;1")
    population = inspected(folder)
    people = pl.Series([ANE, FIE, "GRO000000000"])
    counted = summed(table_quality(part, SCHEMA, population.cut_offs, people=people) for part in population.each_part())
    by_name = {table.name: table for table in counted}
    assert [table.name for table in counted] == ["dream", "bfl", "bef", "dod", "vnds"]
    weekly, pay, people_known = by_name["dream"], by_name["bfl"], by_name["bef"]
    assert (weekly.rows, weekly.persons, weekly.lottery_found) == (6, 6, 2)
    # By their Thursdays weeks 1-4 are of January, 5-8 of February, 9-13 of March, 14-17 of April, 18 of May.
    months = {"2018-01": 4 * 6 - 1, "2018-02": 4 * 6, "2018-03": 5 * 6, "2018-04": 4 * 6, "2018-05": 6}
    assert dict(weekly.months) == months
    assert [(one.cells, one.missing) for one in weekly.columns] == [(6, 0), (18 * 6, 1)]
    assert (pay.rows, pay.persons, pay.lottery_found) == (3, 2, 1)
    assert pay.months == (("2018-01", 1), ("2018-02", 1), ("2018-03", 1))
    assert {one.name: one.missing for one in people_known.columns if one.missing} == {"KOM": 1}
    assert (by_name["dod"].rows, by_name["dod"].persons) == (0, 0)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_was_written_into_blank_weeks_is_declared_for_a_population_too(folder: Path, ending: str) -> None:
    """Nought in the weeks of Bo and in one of Ane: 18 and 1 cells."""
    (folder / "dream.parquet").unlink()
    table = dream(**{name: [720, 0, 720, 720, 720, 720] for name in WEEKS}).with_columns(
        y_1801=pl.Series([0, 0, 720, 720, 720, 720], dtype=pl.Int16)
    )
    if ending == "csv":
        table.write_csv(folder / "dream.csv", separator=";")
    else:
        table.write_parquet(folder / "dream.parquet")
    assert ("unknown_code", "population: dream", "^y_[0-9]{4}$", 19, (1, 2)) in found(inspected(folder))
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    declared = '[layout.dream.missing]\n"^y_[0-9]{4}$" = ["0"]\n'
    (folder / "extract.toml").write_text(note + declared, encoding="utf-8")
    (folder.parent / "scratch").rename(folder.parent / "earlier")
    population = inspected(folder)
    assert found(population) == set()
    (part,) = population.each_part()
    assert sum(part["dream"][name].null_count() for name in WEEKS) == 19


@pytest.mark.parametrize("length", [32_768, 200_000])
def test_a_cell_that_is_too_long_is_said_to_be(folder: Path, length: int) -> None:
    """In a table that is read in slices as in one that is read whole."""
    edit(folder, "bef", ";U;1", f";{'U' * length};1")
    assert found(inspected(folder)) == {("cell_too_long", "population: bef", None, 1, ())}


@pytest.mark.parametrize("name", ["bef", "dream"])
def test_lines_that_end_as_on_an_old_macintosh_are_no_lines(folder: Path, name: str) -> None:
    """A return without a line feed: the file is one line, and no error but the toolkit's own comes of it."""
    if name == "dream":
        (folder / "dream.parquet").unlink()
        dream().write_csv(folder / "dream.csv", separator=";")
    path = folder / f"{name}.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert found(inspected(folder)) == {("unreadable_file", f"population: {name}", None, 1, ())}


@pytest.mark.parametrize(
    ("old", "new", "code", "count"),
    [
        (";265;U;1", ";265\r;U;1", "ragged_rows", 2),
        ("PNR;REFERENCETID", 'PNR;"REFERENCETID', "unreadable_file", 1),
        ("PNR;REFERENCETID", "PNR;REFERENCE\x1aTID", "unreadable_file", 1),
    ],
)
def test_what_two_readers_understand_differently_is_refused(
    folder: Path, old: str, new: str, code: str, count: int
) -> None:
    """A return within a row, a quotation mark without its pair and a sign of control in the header.

    The file is refused as the same file of a trial is; a return in a cell would otherwise be dropped from it.
    """
    text = TEXTS["bef"].replace(old, new, 1)
    (folder / "bef.csv").write_bytes(text.encode())
    assert found(inspected(folder)) >= {(code, "population: bef", None, count, (1, 2) if count == 2 else ())}
    whole = [one for one in inspect_extract(folder, SCHEMA).findings if one.table == "bef"]
    assert [(one.code, one.count) for one in whole] == [(code, count)]
