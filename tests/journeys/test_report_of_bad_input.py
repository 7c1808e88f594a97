"""A released.json made by hand, cut or mixed up: the build stops and says why, or the chapter says what is missing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Document, FigureBlock, Table
from nextwork_eval.results import ReleasedResult, read_released

REPORTS = Path(__file__).parents[2] / "reports"
Change = Callable[[dict[str, Any]], object]


@cache
def life_text() -> str:
    return (REPORTS / "life_1972" / "released.json").read_text(encoding="utf-8")


@cache
def shipped(name: str) -> ReleasedResult:
    return read_released(REPORTS / name / "released.json")


def called(text: str, folder: Path) -> tuple[int, str]:
    """The command on a file of this text: its exit code, and what it said."""
    path = folder / "released.json"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(
        app, ["report", str(path), "--lang", "en", "--format", "html", "--out", str(folder / "x")]
    )
    if isinstance(done.exception, ReportError):  # `main` prints it and returns its code
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def row(content: dict[str, Any], name: str = "rearrest.difference") -> dict[str, Any]:
    return next(entry for entry in content["rows"] if entry["result_id"] == name)  # type: ignore[no-any-return]


CHANGES: list[tuple[str, Change, str]] = [
    ("another version", lambda c: c.update(format="nextwork_eval released result, version 2"), "of another version"),
    ("no format", lambda c: c.pop("format"), "is not a released result"),
    ("a part is missing", lambda c: c.pop("changes"), "the part 'changes' is missing"),
    ("a part too many", lambda c: c.update(extra=1), "the part 'extra' is unknown"),
    ("rows are no list", lambda c: c.update(rows={"a": 1}), "rows: expected a list"),
    ("a row is a number", lambda c: c["rows"].append(7), "expected an object"),
    ("facts are a list", lambda c: c.update(facts=[]), "facts[1]: expected an object"),
    ("a flag that is a word", lambda c: c.update(flow_adds_up="yes"), "flow_adds_up: not of the expected type"),
    ("a word for a number", lambda c: row(c).update(estimate="8.3 %"), "estimate: not of the expected type"),
    ("a row without its unit", lambda c: row(c).pop("unit"), "missing 'unit'"),
    ("a row with a note", lambda c: row(c).update(note="x"), "unknown 'note'"),
    ("the same row twice", lambda c: c["rows"].append(dict(row(c))), "stand for several rows: rearrest.difference"),
    ("a p-value of 1.2", lambda c: row(c).update(p_value=1.2), "p_value: expected a number from 0 to 1"),
    ("a negative count", lambda c: row(c).update(n_arm=-1), "n_arm: a count below 0"),
    ("limits reversed", lambda c: row(c).update(conf_low=0.5), "conf_low lies above conf_high"),
    ("a format of one's own", lambda c: row(c).update(format="money"), "no number format 'money'"),
    ("a flow that does not add up", lambda c: c["flow"][0].update(count=433), "flow: the boxes below 'randomised'"),
    ("rounds that are numbers", lambda c: c["facts"].update(rounds=[1]), "rounds: not of the expected type"),
    ("a plan that is empty", lambda c: c.update(plan={}), "cannot be understood"),
    (
        "a plan that was edited",
        lambda c: c["plan"]["outcome"][0].update(label_en="A better name"),
        "not the one that its numbers were computed by",
    ),
    ("no flow", lambda c: c.update(flow=[]), "The flow has no box 'randomised'"),
    (
        "a row missing in a table",
        lambda c: c["rows"].remove(row(c, "rearrest.level.no_aid")),
        "no row 'rearrest.level.no_aid'",
    ),
]


@pytest.mark.parametrize(("change", "said"), [entry[1:] for entry in CHANGES], ids=[entry[0] for entry in CHANGES])
def test_a_file_made_by_hand_is_refused_with_the_reason(change: Change, said: str, tmp_path: Path) -> None:
    """Exit code 9, one of its own; the reason names the place; nothing is written."""
    content = json.loads(life_text())
    change(content)
    code, output = called(json.dumps(content), tmp_path)
    assert code == 9, output
    assert said in " ".join(output.split())
    assert "Traceback" not in output
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[1, 2", "is not JSON"),
        ("[]", "is not a released result"),
        ('"a"', "is not a released result"),
        ('{"format": 1, "format": 2}', "the key 'format' twice"),
        ("[" * 5000, "is not JSON"),
    ],
)
def test_what_is_no_released_result_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """Cut files, other JSON, and JSON that says a thing twice."""
    code, output = called(text, tmp_path)
    assert code == 9
    assert said in " ".join(output.split())


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(number: str, tmp_path: Path) -> None:
    """A number that is none never reaches a page: what could not be estimated is null."""
    estimate = json.dumps(row(json.loads(life_text()))["estimate"])
    text = life_text().replace(f'"estimate": {estimate}', f'"estimate": {number}')
    assert text != life_text()
    code, output = called(text, tmp_path)
    assert code == 9
    assert "no number" in output or "not of the expected type" in output


def test_a_number_that_is_null_is_a_dash(tmp_path: Path) -> None:
    """What was withheld is no mistake: the page shows a dash and says what it means."""
    content = json.loads(life_text())
    row(content).update(estimate=None, conf_low=None, conf_high=None, p_value=None, std_error=None)
    code, output = called(json.dumps(content), tmp_path)
    assert code == 0, output
    page = (tmp_path / "x" / "report.en.html").read_text(encoding="utf-8")
    assert "A dash means" in page
    assert not any(word in page for word in (">nan", ">NaN", ">None<", ">inf"))


def composed(released: ReleasedResult) -> Document | None:
    """The report, or None where the toolkit refused to build it; any other error fails the test."""
    try:
        return compose(released, "en")
    except ReportError:
        return None


def told(document: Document) -> None:
    """Nothing empty, and nothing on a page that is no number."""
    for chapter in document.chapters:
        assert chapter.blocks, chapter.id
        for block in chapter.blocks:
            table = block.data if isinstance(block, FigureBlock) else block
            if isinstance(table, Table):
                assert any(len(line.cells) == len(table.columns) for line in table.rows), table.id
            if isinstance(block, FigureBlock):
                assert "nan" not in block.alt.text.lower().split()
    said = str(document).lower()
    assert "text='nan" not in said
    assert "text='inf" not in said
    assert "text='none'" not in said


def without(name: str, gone: Callable[[Any], bool]) -> ReleasedResult:
    released = shipped(name)
    return replace(released, rows=tuple(one for one in released.rows if not gone(one)))


def analyses(name: str) -> list[str]:
    return sorted({one.analysis_id for one in shipped(name).rows})


@pytest.mark.parametrize("analysis", analyses("life_1972"))
def test_an_analysis_without_rows_leaves_no_hole(analysis: str) -> None:
    """Each analysis of the real trial in turn: the report is built without it, or says why it cannot be."""
    document = composed(without("life_1972", lambda one: one.analysis_id == analysis))
    assert document is not None  # a whole analysis may be missing: the chapter says so
    told(document)


@pytest.mark.parametrize("analysis", analyses("nextwork_2019")[::9])
def test_nor_does_one_of_the_other_trial(analysis: str) -> None:
    """Every ninth; all of them in the slow test."""
    document = composed(without("nextwork_2019", lambda one: one.analysis_id == analysis))
    assert document is not None
    told(document)


@pytest.mark.parametrize("at", range(0, 958, 53))
def test_a_single_row_that_is_missing_leaves_no_hole(at: int) -> None:
    """Every fifty-third row in turn; all of them in the slow test."""
    document = composed(without("life_1972", lambda one: one is shipped("life_1972").rows[at]))
    if document is not None:
        told(document)


def test_without_any_row_every_chapter_says_so() -> None:
    """No number at all: no table, and no figure, pretends."""
    document = composed(without("life_1972", lambda _: True))
    assert document is not None
    told(document)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_each_row_in_turn(name: str) -> None:
    """Every row of both shipped results; with `NEXTWORK_REPLICATES`, a twentieth as many rows as trials asked for."""
    rows = shipped(name).rows
    asked = os.environ.get("NEXTWORK_REPLICATES")
    for gone in rows if asked is None else rows[:: max(1, 20 * len(rows) // int(asked))]:
        document = composed(without(name, lambda one, gone=gone: one is gone))  # type: ignore[misc]
        if document is not None:
            told(document)
