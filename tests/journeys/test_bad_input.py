"""Bad input: each mistake ends with an error of its own kind that lists every finding, and nothing is written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextwork_eval import cli
from nextwork_eval.errors import NextworkError
from nextwork_eval.shipped import shipped_example, shipped_plan


def life(tmp_path: Path) -> Path:
    """A copy of the LIFE extract that may be spoilt."""
    source = shipped_example("life_1972")
    assert source is not None
    folder = tmp_path / "extract"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.py", "*.md"))
    return folder


def edit(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")


SPOILT = {
    "a missing table": (lambda f: (f / "weekly.csv").unlink(), 5, ["missing_table", "weekly"]),
    "an empty file": (lambda f: (f / "baseline.csv").write_text("", encoding="utf-8"), 5, ["empty_file", "baseline"]),
    "an unknown column": (
        lambda f: edit(f / "baseline.csv", lambda rows: [rows[0] + ";shoe", *(row + ";1" for row in rows[1:])]),
        5,
        ["unknown_column", "baseline.shoe"],
    ),
    "a wrong type": (
        lambda f: edit(
            f / "baseline.csv", lambda rows: [rows[0], *(row.replace(";27;", ";27.5;") for row in rows[1:])]
        ),
        5,
        ["wrong_type", "baseline.age"],
    ),
    "a duplicate person": (
        lambda f: edit(f / "baseline.csv", lambda rows: [*rows, rows[1]]),
        5,
        ["baseline", "rows 1, 433"],
    ),
    "an unknown code": (
        lambda f: edit(f / "weekly.csv", lambda rows: [rows[0], rows[1].replace(";2;", ";9;", 1), *rows[2:]]),
        5,
        ["unknown_code", "weekly.week_01", "rows 1"],
    ),
    "a list that breaks the design": (
        lambda f: edit(f / "allocation.csv", lambda rows: [rows[0], rows[1].replace(";no", ";yes"), *rows[2:]]),
        6,
        ["declared with 216 offers and the list holds 217"],
    ),
    "people found in no register": (
        lambda f: edit(f / "weekly.csv", lambda rows: rows[:-3]),
        5,
        ["3 of 432 people"],
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_each_mistake_has_its_error_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    """The error names table, column, count and rows; the output folder is not made."""
    spoil, code, words = SPOILT[name]
    folder = life(tmp_path)
    spoil(folder)
    result = CliRunner().invoke(cli.app, ["run", "life_1972", "--extract", str(folder), "--out", str(tmp_path / "out")])
    assert isinstance(result.exception, NextworkError)
    assert result.exception.exit_code == code
    for word in words:
        assert word in str(result.exception), str(result.exception)
    assert not (tmp_path / "out").exists()


def test_all_findings_come_at_once_and_none_holds_a_value(tmp_path: Path) -> None:
    """Three faults in two tables are one error with three findings; the person key appears in none."""
    folder = life(tmp_path)
    edit(folder / "baseline.csv", lambda rows: [rows[0] + ";shoe", *(row + ";1" for row in rows[1:]), rows[1] + ";1"])
    edit(folder / "weekly.csv", lambda rows: [rows[0], rows[1].replace(";2;", ";9;", 1), *rows[2:]])
    result = CliRunner().invoke(cli.app, ["validate", "life_1972", "--extract", str(folder)])
    assert result.exit_code == 5
    text = result.output
    for word in ("unknown_column", "unknown_code", "baseline.shoe", "weekly.week_01", "duplicate_key"):
        assert word in text
    assert "L001" not in text


def test_an_unknown_key_in_the_plan(tmp_path: Path) -> None:
    """The plan is refused before any data are read."""
    text = shipped_plan("life_1972").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("[linkage]", "[linkage]\ncolour = 'red'"), encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["run", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "out")])
    assert isinstance(result.exception, NextworkError)
    assert result.exception.exit_code == 3
    assert "linkage.colour" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_an_unforeseen_error_prints_no_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A library's message may quote a cell, so only the kind of the error and its places are printed."""

    def break_down() -> None:
        raise RuntimeError("0101901234")

    monkeypatch.setattr(cli, "app", break_down)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == cli.UNFORESEEN
    printed = capsys.readouterr().err
    assert "RuntimeError" in printed
    assert "0101901234" not in printed
