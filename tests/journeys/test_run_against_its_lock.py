"""A locked plan that is run otherwise than promised: each deviation computed, marked in every format, and told."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from nextwork_eval.cli import app
from nextwork_eval.errors import LockError, SchemaError
from nextwork_eval.registers import manifest_text
from nextwork_eval.reproduction.explain import explain_row, explanation_text
from nextwork_eval.results import ReleasedResult, read_released
from nextwork_eval.shipped import shipped_plan, shipped_schema
from tests.journeys.locking import locked

ADDED = """
[[analysis]]
id = "rearrest_welch"
outcome = "rearrest_52"
estimand = "offer"
purpose = "secondary"
estimator = { id = "two_proportions" }

[[deviation]]
subject = "analysis.rearrest_welch"
why_da = "En kollega bad om den."
why_en = "A colleague asked for it."
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The LIFE plan, locked, with its schema beside it."""
    (tmp_path / "analysis_plans").mkdir()
    plan = Path(shutil.copy(shipped_plan("life_1972"), tmp_path / "analysis_plans"))
    shutil.copytree(shipped_schema("life-1.0"), tmp_path / "data_schema" / "life-1.0")
    locked(plan)
    return tmp_path


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")


def run(home: Path, *more: str) -> Result:
    plan = home / "analysis_plans" / "life_1972.toml"
    return CliRunner().invoke(app, ["run", str(plan), "--out", str(home / "out"), "--date", "2026-01-20", *more])


def released(home: Path) -> ReleasedResult:
    return read_released(home / "out" / "life_1972" / "released.json")


def test_one_row_of_a_code_list_is_exactly_that_deviation(home: Path) -> None:
    """With the manifest mended, one deviation names the code, and the exit code is 11; without, the run is refused."""
    schema = home / "data_schema" / "life-1.0"
    edit(schema / "codelists" / "weekly.csv", lambda text: text.replace("Not working full time", "Not at work"))
    refused = run(home, "--format", "")
    assert isinstance(refused.exception, SchemaError)
    assert not (home / "out").exists()
    (schema / "MANIFEST.toml").write_text(manifest_text(schema), encoding="utf-8")
    done = run(home, "--format", "")
    assert done.exit_code == 11
    assert "1 deviation from the plan as it was locked on 2026-01-15" in done.stdout
    found = released(home).deviations
    assert [(one.kind, one.change, one.subject) for one in found] == [
        ("code_list", "altered", "codelists/weekly.csv: 2")
    ]
    assert {row.reason for row in released(home).rows} == {"planned"}  # another label moves no number


def test_an_analysis_added_after_the_lock_is_marked_wherever_it_stands(home: Path) -> None:
    """In the results, on the page, and on paper; the table of changes says why, and planned numbers carry no mark."""
    edit(home / "analysis_plans" / "life_1972.toml", lambda text: text + ADDED)
    done = run(home)
    assert done.exit_code == 11, done.output
    result = released(home)
    (found,) = result.deviations
    assert (found.kind, found.change, found.subject) == ("analysis", "added", "analysis.rearrest_welch")
    driven = {row.analysis_id for row in result.rows if row.reason == "data_driven"}
    assert driven == {"rearrest_welch"}
    told = explanation_text(explain_row("rearrest_welch.difference", result))
    assert "Not promised analysis rearrest_welch" in told
    assert "Promised    analysis rearrest:" in explanation_text(explain_row("rearrest.difference", result))
    for language, reason in (("da", "En kollega bad om den."), ("en", "A colleague asked for it.")):
        html = (home / "out" / "life_1972" / f"report.{language}.html").read_text(encoding="utf-8")
        numbers = re.findall(r'<(?:span|strong) class="n" data-result="([^"]*)"[^>]*>([^<]*)</', html)
        marked = {name for name, text in numbers if text.endswith("†")}
        assert marked
        assert all(name.startswith("rearrest_welch.") for name in marked)
        others = [(name, text) for name, text in numbers if name.startswith("rearrest_welch.") and text != "–"]
        assert {text for _, text in others if "†" not in text} <= {"52", "95\xa0%", "95\xa0pct."}  # week and level
        assert reason in html
        paper = "\n".join(
            page.extract_text() for page in PdfReader(home / "out/life_1972" / f"report.{language}.pdf").pages
        )
        assert paper.count("†") >= len(others)
        assert reason in " ".join(paper.split())


def test_a_run_as_promised_has_none_and_says_so(home: Path) -> None:
    """Exit code 0; the report says none, with the date and the fingerprint of the lock."""
    done = run(home, "--lang", "en", "--format", "html")
    assert done.exit_code == 0, done.output
    result = released(home)
    assert result.deviations == ()
    assert result.lock is not None
    html = (home / "out" / "life_1972" / "report.en.html").read_text(encoding="utf-8")
    assert "†" not in html
    assert result.lock.lock_sha256[:12] in html
    chapter = html[html.index('<section id="deviations"') :]
    assert "None. The plan, the data schema" in chapter[:900]
    assert "15 January 2026" in chapter[:900].replace("\xa0", " ")


def test_an_edited_lock_runs_nothing(home: Path) -> None:
    """The promise in the lock was changed: exit code 12, and no file."""
    (lock,) = (home / "analysis_plans" / "locked").glob("*.json")
    edit(lock, lambda text: text.replace('"offered": 216', '"offered": 217'))
    done = run(home, "--format", "")
    assert isinstance(done.exception, LockError)
    assert done.exception.exit_code == 12
    assert not (home / "out").exists()
