"""Weeks become spells and weeks again, cell by cell, whatever stands in them and however the file was cut."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval.registers import read_schema
from nextwork_eval.registers.week_blocks import BlockSize, week_blocks
from nextwork_eval.registers.week_runs import BLANK, cells_of, runs_of
from nextwork_eval.registers.week_spells import open_weekly_table, spells_of_cohort
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
MONDAYS = [dt.date(2014, 12, 1) + dt.timedelta(weeks=week) for week in range(70)]  # over week 53 of 2015
NAMES = [f"y_{day.isocalendar().year % 100:02d}{day.isocalendar().week:02d}" for day in MONDAYS]


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Draw people × weeks of a few codes and blanks, with stretches that last; nobody and one person included."""
    people, weeks = draw(st.integers(0, 7)), draw(st.integers(1, len(NAMES)))
    rows = []
    for _ in range(people):
        spells = draw(st.lists(st.tuples(st.sampled_from([BLANK, 111, 651, 720, 999]), st.integers(1, 30)), min_size=1))
        row = np.concatenate([np.full(length, code) for code, length in spells])
        rows.append(np.resize(row, weeks))
    return np.array(rows, dtype=np.int16).reshape(people, weeks)


@given(tables())
def test_spells_back_to_the_wide_table(cells: np.ndarray) -> None:
    """Every cell is what it was, and every spell is as long as it can be."""
    people, weeks = cells.shape
    runs = runs_of(cells.T, people)
    assert (cells_of(runs, people, weeks) == cells).all()
    assert (runs.start < runs.end).all()
    touching = (runs.person[1:] == runs.person[:-1]) & (runs.start[1:] == runs.end[:-1])
    assert (runs.code[1:] != runs.code[:-1])[touching].all()
    assert (np.diff(runs.person.astype(np.int64) * 100 + runs.start) > 0).all()


@given(st.integers(0, 70), st.integers(1, 5), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.02, 0.5, 1.0]))
def test_whoever_changes_is_found(people: int, weeks: int, seed: int, share: float) -> None:
    """Changes are looked for eight people at a time: wherever they stand, few or many, none is missed."""
    generator = np.random.default_rng(seed)
    cells = np.full((people, weeks), 651, dtype=np.int16)
    changed = generator.random(cells.shape) < share
    cells[changed] = generator.choice(np.array([BLANK, 111, 720], dtype=np.int16), int(changed.sum()))
    assert (cells_of(runs_of(cells.T, people), people, weeks) == cells).all()


@settings(deadline=None)
@given(tables(), st.integers(1, 8), st.integers(1, 300), st.integers(0, 75), st.sampled_from([pl.Int16, pl.String]))
def test_files_back_to_the_wide_table(
    cells: np.ndarray, group: int, at_once: int, after: int, kind: type[pl.DataType]
) -> None:
    """Row groups, the size of a block and the type of the cells change nothing; weeks after the cut-off are not read.

    The cut-off is the Sunday of a week, or a day before the first week has ended.
    """
    people, weeks = cells.shape
    cut_off = MONDAYS[0] + dt.timedelta(days=6, weeks=after)
    observed = min(weeks, after + 1)
    size = BlockSize(people=at_once % 5 + 1, cells=at_once, cells_of_text=at_once)
    keys = [f"person{person:06d}" for person in range(people)]
    columns = {
        name: pl.Series(cells[:, week], dtype=pl.Int16).replace(BLANK, None).cast(kind)
        for week, name in enumerate(NAMES[:weeks])
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dream.parquet"
        pl.DataFrame({"PNR": pl.Series(keys, dtype=pl.String), **columns}).write_parquet(path, row_group_size=group)
        weekly = open_weekly_table(path, SCHEMA, "dream", cut_off=cut_off)
        assert weekly.weeks.columns == tuple(NAMES[:observed])
        everyone = spells_of_cohort(weekly, keys, size=size)
        assert everyone.keys.to_list() == keys
        assert (everyone.to_wide() == cells[:, :observed]).all()
        blocks = list(week_blocks(weekly, size=size))
        assert [row for block in blocks for row in block.rows.tolist()] == list(range(people))
        wide = [cells_of(block.runs, len(block.rows), observed) for block in blocks]
        assert (np.concatenate([np.empty((0, observed)), *wide]) == cells[:, :observed]).all()
        assert sum(block.unknown for block in blocks) == 0


@settings(deadline=None)
@given(tables(), st.sets(st.integers(0, 8)))
def test_a_cohort_is_the_same_people(cells: np.ndarray, chosen: set[int]) -> None:
    """Their rows are those of the whole table; people of the cohort whom the table lacks have none."""
    people, weeks = cells.shape
    columns = {
        name: pl.Series(cells[:, week], dtype=pl.Int16).replace(BLANK, None) for week, name in enumerate(NAMES[:weeks])
    }
    keys = pl.Series([f"person{person:06d}" for person in range(people)], dtype=pl.String)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dream.parquet"
        pl.DataFrame({"PNR": keys, **columns}).write_parquet(path, row_group_size=2)
        weekly = open_weekly_table(path, SCHEMA, "dream", cut_off=None)
        found = spells_of_cohort(
            weekly, {f"person{person:06d}" for person in chosen}, size=BlockSize(people=3, cells=100)
        )
    there = sorted(person for person in chosen if person < people)
    assert found.keys.to_list() == [f"person{person:06d}" for person in there]
    assert (found.to_wide() == cells[there]).all()
