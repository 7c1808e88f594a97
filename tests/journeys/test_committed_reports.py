"""The committed releases are what a fresh run gives, row by row, so that a number that moves is seen in review."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.reproduction import carry_out, open_release
from nextwork_eval.results import compare, read_released

ROOT = Path(__file__).parents[2]
# Another machine's linear algebra may differ in the last digits of a fitted model.
TOLERANCE = 1e-7


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_a_fresh_run_gives_the_committed_numbers(name: str) -> None:
    """`nextwork-eval compare` finds nothing.

    If it does, the commit must say which number moved, why and by how much.
    """
    committed = read_released(ROOT / "reports" / name / "released.json")
    fresh = carry_out(name)
    assert [item.sentence() for item in compare(committed.rows, fresh.rows, tolerance=TOLERANCE)] == []
    assert committed.facts == fresh.facts
    assert committed.flow == fresh.flow


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_the_committed_reports_are_complete(name: str) -> None:
    """Each evaluation has both languages in both formats, the released rows, and the same rows in Parquet."""
    files = {path.name for path in (ROOT / "reports" / name).iterdir()}
    assert {f"report.{language}.{kind}" for language in ("da", "en") for kind in ("html", "pdf")} <= files
    assert {"released.json", "results.parquet", "run.json", "README.md", "ro-crate-metadata.json"} <= files


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_the_committed_paper_says_which_standards_it_keeps(name: str, language: str) -> None:
    """The XMP packet names PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2, level A)."""
    root: Any = PdfReader(ROOT / "reports" / name / f"report.{language}.pdf").trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert re.findall(r"<pdfuaid:part>(\w+)<", xmp) == ["1"]
    assert re.findall(r"<pdfaid:(part|conformance)>(\w+)<", xmp) == [("part", "2"), ("conformance", "A")]


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_the_committed_releases_are_as_they_were_written(name: str) -> None:
    """Their crates list what is there, and nobody edited a file; `nextwork-eval reproduce` would accept them."""
    assert open_release(ROOT / "reports" / name).released.facts.plan_id == name


def test_the_whole_committed_life_release_is_reproduced_from_the_command_line(tmp_path: Path) -> None:
    """`nextwork-eval reproduce`: two fresh runs of the real trial agree with the release in every number."""
    folder = tmp_path / "life_1972"
    shutil.copytree(ROOT / "reports" / "life_1972", folder)
    result = CliRunner().invoke(app, ["reproduce", str(folder)])
    assert result.exit_code == 0, result.stdout
    assert result.stdout.startswith("Reproduced: two fresh runs agree with the release in all ")
    certificate = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    assert (certificate["agrees"], certificate["verdict"], certificate["runs_identical"]) == (True, "reproduced", True)
