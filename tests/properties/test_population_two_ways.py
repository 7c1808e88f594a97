"""The population counted from one pass over files and from tables in memory: the same, whatever is delivered."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import polars as pl
import polars_readstat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextwork_eval.histories import read_state_map
from nextwork_eval.histories.population import PopulationCounts, count_population, weeks_read
from nextwork_eval.plan.benchmark import PopulationBenchmark
from nextwork_eval.registers import partitions, read_schema, slices
from nextwork_eval.registers.population import DeliveredPopulation, Wanted, read_population
from nextwork_eval.shipped import shipped_schema
from tests.casebook.test_population_benchmark import ASKED, CUT_OFFS, SETS, WEEKS

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
MAP = read_state_map(SCHEMA.folder / "state_maps" / "dream_bfl.toml", SCHEMA.code_lists)
CUTS = {"dream": "2018-05-06", "bfl": "2018-05-31", "bef": "2018-04-01", "dod": "2018-05-31", "vnds": "2018-05-31"}
NOTE = "synthetic = true\n[cut_off]\n" + "".join(f"{name} = {day}\n" for name, day in CUTS.items())
TABLES = frozenset({"bef", "bfl", "dod", "vnds"})


@st.composite
def registers(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Draw up to six people: who is in DREAM, with which weeks; who is born when; who is paid in which months."""
    keys = [f"person{number:06d}" for number in range(draw(st.integers(1, 6)))]
    codes = st.sampled_from([None, None, 720, 720, 651, 111, 997])
    there = [key for key in keys if draw(st.booleans())] or keys[:1]
    weekly = {week: [draw(codes) for _ in there] for week in WEEKS}
    born = [dt.date(draw(st.integers(1984, 2002)), draw(st.integers(1, 12)), 15) for _ in keys]
    paid = [(key, month) for key in keys for month in (1, 2, 3, 4) if draw(st.booleans())] or [(keys[0], 2)]
    return {
        "dream": pl.DataFrame({"PNR": there, **weekly}, schema={"PNR": pl.String, **dict.fromkeys(WEEKS, pl.Int16)}),
        "bef": pl.DataFrame({"PNR": keys, "REFERENCETID": dt.date(2018, 1, 1), "FOED_DAG": born}),
        "bfl": pl.DataFrame(
            {
                "PNR": [key for key, _ in paid],
                "ajo_job_slut_dato": [dt.date(2018, month, 28) for _, month in paid],
                "ajo_fuldtid_beskaeftiget": [1.0] * len(paid),
            },
            schema={"PNR": pl.String, "ajo_job_slut_dato": pl.Date, "ajo_fuldtid_beskaeftiget": pl.Float64},
        ),
        "dod": pl.DataFrame(schema={"PNR": pl.String, "DODDATO": pl.Date}),
        "vnds": pl.DataFrame(schema={"PNR": pl.String, "HAEND_DATO": pl.Date, "INDUD_KODE": pl.String}),
    }


def delivered(folder: Path, tables: dict[str, pl.DataFrame], ending: str, years: bool) -> None:
    """Write the delivery with what the schema wants besides."""
    folder.mkdir()
    full = {
        **tables,
        "dream": tables["dream"],
        "bef": tables["bef"].with_columns(KOEN=pl.lit("1"), KOM=pl.lit("265"), IE_TYPE=pl.lit("1"), CIVST=pl.lit("U")),
        "bfl": tables["bfl"].with_columns(ajo_smalt_loenbeloeb=pl.lit(1000.0)),
    }
    known = {name: {field.name for field in SCHEMA.table(name).fields} for name in full}
    note = NOTE
    for name, table in full.items():
        columns = [one for one in table.columns if one in known[name] or one.startswith("y_")]
        if name == "dream" and years:
            note += '[layout.dream]\nweeks = "y_{week}"\nabsent = "blank"\nyears = [2017, 2018]\n'
            note += f'files = "dream{{year}}.{ending}"\n'
            for year in (17, 18):
                weeks = {one: f"y_{one[4:]}" for one in columns if one.startswith(f"y_{year}")}
                written(table.select("PNR", *weeks).rename(weeks), folder / f"dream20{year}.{ending}")
        else:
            written(table.select(columns), folder / f"{name}.{ending if name == 'dream' else 'csv'}")
    (folder / "extract.toml").write_text(note, encoding="utf-8")


def written(table: pl.DataFrame, path: Path) -> None:
    """Write a table in a format by its ending."""
    if path.suffix == ".csv":
        numbers = [name for name, kind in table.schema.items() if kind == pl.Float64]
        text = table.with_columns(pl.col(numbers).cast(pl.String).str.replace(".", ",", literal=True))
        text.write_csv(path, separator=";")
    elif path.suffix == ".parquet":
        table.write_parquet(path, row_group_size=2)
    else:
        polars_readstat.write_readstat(table, str(path))


def read(folder: Path, scratch: Path, asked: PopulationBenchmark) -> DeliveredPopulation:
    """Read what the benchmark asks for."""
    first, end = weeks_read(asked, MAP)
    wanted = Wanted(weekly="dream", first_week=first, end_week=end, tables=TABLES)
    return read_population(folder, SCHEMA, wanted, scratch)


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(
    registers(),
    st.integers(1, 4),
    st.sampled_from(["csv", "csv", "parquet", "dta"]),
    st.booleans(),
    st.sampled_from([None, dt.date(2018, 2, 20)]),
)
def test_one_pass_counts_as_tables_in_memory_do(
    tables: dict[str, pl.DataFrame], parts: int, ending: str, years: bool, until: dt.date | None
) -> None:
    """Formats, files of years, the number of parts and the size of slices change neither counts nor fingerprint."""
    asked = replace(ASKED, until=until)
    expected = count_population(asked, SETS, [tables["dream"]], tables, MAP, person_key="PNR", cut_offs=CUT_OFFS)
    with tempfile.TemporaryDirectory() as name, patch.object(partitions, "how_many", lambda _: parts):
        folder = Path(name)
        delivered(folder / "in", tables, ending, years)
        with patch.dict(slices.slices_of.__kwdefaults__, cells=120):
            population = read(folder / "in", folder / "scratch", asked)
        counted = PopulationCounts()
        for part in population.each_part():
            counted = counted.plus(
                count_population(
                    asked, SETS, [part["dream"]], part, MAP, person_key="PNR", cut_offs=population.cut_offs
                )
            )
        delivered(folder / "again", {key: table.reverse() for key, table in tables.items()}, "csv", False)
        assert read(folder / "again", folder / "other", asked).fingerprint == population.fingerprint
    assert counted == expected
