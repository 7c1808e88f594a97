"""`spells` turns the weekly columns of a delivery into spells on the command line, of everyone or of a cohort."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from nextwork_eval import cli
from nextwork_eval.errors import NextworkError

DREAM = "PNR;y_1552;y_1553;y_1601\nannaannaanna;720;720;\nbobobobobobo;;651;651\ncarlcarlcarl;;;\n"
NOTE = "synthetic = true\n[cut_off]\ndream = 2016-01-10\n"


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """Deliver DREAM of three people as text."""
    folder = tmp_path / "delivered"
    folder.mkdir()
    (folder / "dream.csv").write_text(DREAM, encoding="utf-8")
    (folder / "extract.toml").write_text(NOTE, encoding="utf-8")
    return folder


def spells(delivered: Path, *words: str) -> tuple[int, str]:
    """Ask for spells; return the exit code and what was said."""
    below = delivered.parent
    asked = ["spells", "nextwork-3.0", "dream", "--extract", str(delivered), "--out", str(below / "spells"), *words]
    done = CliRunner().invoke(cli.app, asked)
    if isinstance(done.exception, NextworkError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def test_everyone(delivered: Path) -> None:
    """Anna's spell has two weeks, Bo's two over the new year, Carl's none."""
    code, told = spells(delivered, "--cache", str(delivered.parent / "cache"))
    assert code == 0
    assert "dream: 3 people, 2 spells, weeks from 2015-12-21 until 2016-01-11." in told
    assert "stay in the secure room" in told
    (file,) = (delivered.parent / "spells").glob("spells-*.parquet")
    days = pl.read_parquet(file).select("person", "code", pl.col("start", "end").dt.to_string())
    assert days.rows() == [
        ("annaannaanna", 720, "2015-12-21", "2016-01-04"),
        ("bobobobobobo", 651, "2015-12-28", "2016-01-11"),
    ]


def test_a_cohort(delivered: Path) -> None:
    """Bo stands in DREAM, Dora does not."""
    cohort = delivered.parent / "cohort.csv"
    cohort.write_text("PNR\nbobobobobobo\ndoradoradora\n", encoding="utf-8")
    code, told = spells(delivered, "--cache", str(delivered.parent / "cache"), "--cohort", str(cohort))
    assert code == 0
    assert "dream: 1 people, 1 spells" in told
    assert "Of the cohort, 1 people have no row in it." in told


def test_exit_codes(delivered: Path) -> None:
    """2 where no cache is named, 5 where a code is on no list: rows and no value, and nothing is written."""
    assert spells(delivered)[0] == 2
    text = DREAM.replace("651;651", "651;x77")
    (delivered / "dream.csv").write_text(text, encoding="utf-8")
    code, told = spells(delivered, "--cache", str(delivered.parent / "cache"))
    assert code == 5
    assert "[unknown_code] dream.^y_[0-9]{4}$: 1 (rows 2)" in told
    assert not any(value in told for value in ("x77", "bobo", "anna"))
    assert not (delivered.parent / "spells").exists()
