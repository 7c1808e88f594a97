"""The LIFE extract: real data that load clean, and whose fingerprint rests on content alone."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.plan import read_plan
from nextwork_eval.registers import load_extract, read_schema
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.reproduction.reordered import reordered_copy
from nextwork_eval.shipped import shipped_example, shipped_plan, shipped_schema

LIFE = read_schema(shipped_schema("life-1.0"))
FOLDER = shipped_example("life_1972")
assert FOLDER is not None
EXTRACT = load_extract(FOLDER, LIFE)
TABLES = ("allocation", "baseline", "weekly")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the extract that may be changed."""
    assert FOLDER is not None
    return Path(shutil.copytree(FOLDER, tmp_path / "life"))


def read(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_csv(folder / f"{table}.csv", separator=";", infer_schema=False)


def test_every_man_is_there_once_in_every_table() -> None:
    """432 men, 216 with aid; nothing to remark."""
    assert {name: EXTRACT.tables[name].height for name in TABLES} == {"allocation": 432, "baseline": 432, "weekly": 432}
    assert EXTRACT.tables["allocation"]["arm"].value_counts(sort=True, name="men")["men"].to_list() == [216, 216]
    assert EXTRACT.findings == ()
    assert not EXTRACT.synthetic


def test_rearrests_are_the_published_ones() -> None:
    """48 of 216 with aid and 66 of 216 without were arrested within the year (Rossi, Berk and Lenihan 1980)."""
    joined = EXTRACT.tables["allocation"].join(EXTRACT.tables["weekly"], on="id", validate="1:1")
    arrested = joined.group_by("arm").agg((pl.col("week_52") == 3).sum().alias("men")).sort("arm")
    assert arrested.rows() == [("no", 66), ("yes", 48)]


def test_rearrest_is_never_left() -> None:
    """Code 3 stands from the week of the arrest to the end of the year."""
    weeks = EXTRACT.tables["weekly"].drop("id").to_numpy() == 3
    assert (weeks[:, 1:] >= weeks[:, :-1]).all()


def test_columns_have_their_declared_types() -> None:
    """Weeks are small integers in the order of the calendar, ages are whole numbers, keys are text."""
    weekly, baseline = EXTRACT.tables["weekly"], EXTRACT.tables["baseline"]
    assert weekly.columns == ["id", *(f"week_{week:02d}" for week in range(1, 53))]
    assert set(weekly.dtypes[1:]) == {pl.Int16}
    assert (baseline["age"].dtype, baseline["race"].dtype) == (pl.Int64, pl.String)


def test_the_order_of_rows_and_columns_changes_nothing(copy: Path) -> None:
    """The same men in another order are the same extract."""
    for table in TABLES:
        shuffled = read(copy, table).sample(fraction=1.0, shuffle=True, seed=7)
        shuffled.select(reversed(shuffled.columns)).write_csv(copy / f"{table}.csv", separator=";")
    assert load_extract(copy, LIFE).fingerprint == EXTRACT.fingerprint


def test_the_format_of_files_changes_nothing(copy: Path) -> None:
    """Parquet, or CSV with commas, a byte-order mark and Windows line ends: the same extract."""
    for table in TABLES:
        EXTRACT.tables[table].write_parquet(copy / f"{table}.parquet")
        (copy / f"{table}.csv").unlink()
    assert load_extract(copy, LIFE).fingerprint == EXTRACT.fingerprint
    for table in TABLES:
        (copy / f"{table}.parquet").unlink()
        text = EXTRACT.tables[table].write_csv(separator=",", line_terminator="\r\n", include_bom=True)
        (copy / f"{table}.csv").write_bytes(text.encode())
    with (copy / "extract.toml").open("a", encoding="utf-8") as note:
        note.write('\n[dialect]\ndelimiter = ","\n')
    assert load_extract(copy, LIFE).fingerprint == EXTRACT.fingerprint


def test_one_changed_week_is_another_extract(copy: Path) -> None:
    """One cell of 22,464 changes the fingerprint."""
    weekly = read(copy, "weekly").with_columns(
        week_01=pl.when(pl.col("id") == "L001").then(pl.lit("1")).otherwise(pl.col("week_01"))
    )
    weekly.write_csv(copy / "weekly.csv", separator=";")
    assert load_extract(copy, LIFE).fingerprint != EXTRACT.fingerprint


def test_invented_data_are_another_extract(copy: Path) -> None:
    """The same tables declared synthetic carry another fingerprint."""
    (copy / "extract.toml").write_text("synthetic = true\n", encoding="utf-8")
    loaded = load_extract(copy, LIFE)
    assert loaded.synthetic
    assert loaded.fingerprint != EXTRACT.fingerprint


def test_a_repr_shows_no_row() -> None:
    """An extract in a log says how large its tables are."""
    assert repr(EXTRACT) == "Extract('life-1.0', allocation 432×3, baseline 432×8, weekly 432×53, 0 findings)"


def test_nothing_can_be_put_into_an_extract() -> None:
    """Accepted tables are not replaced afterwards."""
    with pytest.raises(TypeError):
        EXTRACT.tables["allocation"] = pl.DataFrame()  # type: ignore[index]


def test_an_extract_with_dates_and_decimal_commas_is_the_same_in_any_order_and_format(tmp_path: Path) -> None:
    """All registers of NExTWORK as typed Parquet files, and as CSV with their rows in another order."""
    plan = read_plan(shipped_plan("nextwork_2019"))
    schema = read_schema(shipped_schema(plan.plan.schema))
    synthesize(plan, tmp_path / "csv")
    loaded = load_extract(tmp_path / "csv", schema)
    (tmp_path / "parquet").mkdir()
    shutil.copy(tmp_path / "csv" / "extract.toml", tmp_path / "parquet")
    delivered = [table for table in schema.tables if table.name in loaded.tables]
    assert {table.file for table in delivered} == {path.stem for path in (tmp_path / "csv").glob("*.csv")}
    for table in delivered:
        loaded.tables[table.name].reverse().write_parquet(tmp_path / "parquet" / f"{table.file}.parquet")
    assert load_extract(tmp_path / "parquet", schema).fingerprint == loaded.fingerprint
    for source in ("csv", "parquet"):
        turned = reordered_copy(tmp_path / source, tmp_path / f"turned {source}", seed=1)
        assert load_extract(turned, schema).fingerprint == loaded.fingerprint
