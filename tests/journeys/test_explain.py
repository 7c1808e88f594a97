"""Each released number can be traced: to its promise, its formula, the function and the line, and what it rests on."""

import ast
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import ReportError, UsageError
from nextwork_eval.evaluation.catalogue import FUNCTIONS
from nextwork_eval.report.security.rating import rate
from nextwork_eval.reproduction import explain, explain_row
from nextwork_eval.reproduction.notes import note_of
from nextwork_eval.results import read_released

ROOT = Path(__file__).parents[2]
LIFE = ROOT / "reports" / "life_1972"


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_every_number_of_the_committed_releases_can_be_explained(name: str) -> None:
    """Each row has functions whose file, opened at the line, defines what it is said to define."""
    released = read_released(ROOT / "reports" / name / "released.json")
    places = set()
    for row in released.rows:
        explained = explain_row(row.result_id, released)
        places |= {explained.computed_by, explained.written_by}
        assert explained.formula
        assert bool(explained.promised) == (row.analysis_id.split(".")[0] in _promising(released.plan))
        assert explained.fingerprints["plan_fingerprint"] == released.facts.plan_fingerprint
    for place in places:
        assert not Path(place.file).is_absolute()
        tree = ast.parse((ROOT / place.file).read_text(encoding="utf-8"))
        starts = {(node.name, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert (place.function.rsplit(".", 1)[1], place.line) in starts


def _promising(plan: dict) -> set[str]:
    return {entry["id"] for entry in plan["analysis"]} | {"sensitivity"}


def test_a_promised_number_names_its_promise_and_its_people() -> None:
    """Re-arrest in LIFE: 48 of 216 with aid, 66 of 216 without, by the HC2 difference in means."""
    explained = explain("rearrest.difference", release=LIFE)
    assert explained.promised["purpose"] == "primary"
    assert explained.promised["outcome"]["rule"]["by_week"] == 52
    assert explained.n == {"n_arm": 216, "events_arm": 48, "n_reference": 216, "events_reference": 66}
    assert explained.value["estimate"] == pytest.approx(-18 / 216)
    assert explained.computed_by.function.endswith("means.difference.difference_in_means")
    assert explained.written_by.file == "nextwork_eval/evaluation/bindings/means.py"
    assert explained.note == "docs/notes/means.md"
    assert explained.source


def test_the_security_rating_shows_its_working() -> None:
    """Each criterion with its boundaries, each threat with its risk, and what is left: the numbers of the appendix."""
    released = read_released(ROOT / "reports" / "nextwork_2019" / "released.json")
    rated = rate(released)
    told = CliRunner().invoke(app, ["explain", "rating", "--release", str(ROOT / "reports" / "nextwork_2019")])
    assert told.exit_code == 0
    for one in (*rated.criteria, *rated.threats):
        assert f"  {one.name}" in told.stdout
    assert f"left: {rated.padlocks} padlock" in told.stdout
    assert f"fewest of the criteria: {rated.initial} padlock" in told.stdout
    assert "4: below 0.3" in told.stdout
    assert "nextwork_eval/report/security/rating.py:" in told.stdout
    assert "not read" in told.stdout  # a rule that could not be read says so here too
    content = explain("rating", release=ROOT / "reports" / "nextwork_2019").to_dict()
    assert content["value"]["padlocks"] == rated.padlocks


def test_what_the_door_did_is_told() -> None:
    """The control arm's take-up was withheld because few took part; the number is not there, the reason is."""
    explained = explain("delivery.take_up.control", release=ROOT / "reports" / "nextwork_2019")
    assert "suppressed (small_cell)" in explained.door
    assert "estimate" not in explained.value
    assert explained.written_by.function == "nextwork_eval.evaluation.delivery.delivery_rows"


def test_rows_of_other_definitions_and_targets_lead_to_their_analysis() -> None:
    """A sensitivity row is made by the sensitivity chapter with the estimator of the analysis that it repeats."""
    release = ROOT / "reports" / "nextwork_2019"
    other = explain("sensitivity.one_week.entry.difference", release=release)
    assert other.promised["analysis"] == "entry"
    assert other.computed_by.function.endswith("group_treatment")
    assert other.written_by.function == "nextwork_eval.evaluation.sensitivity.sensitivity_rows"
    assert explain("target.halve_returns", release=release).computed_by.function.endswith("risk_ratio")
    assert explain("truth.entry.difference", release=release).computed_by.function.endswith("true_effect")


def test_an_unknown_name_offers_the_nearest() -> None:
    """A slip of the pen is answered with the name that was meant."""
    with pytest.raises(UsageError, match=r"rearrest\.difference"):
        explain("rearest.diference", release=LIFE)


def test_releases_are_found_below_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with reports, the name alone is enough; a name that two releases have must say which."""
    assert explain("rearrest.difference", where=ROOT).release == "life_1972"
    with pytest.raises(UsageError, match="life_1972, nextwork_2019"):
        explain("flow.sample_ratio", where=ROOT)
    promised = explain("rearrest.difference", where=tmp_path)
    assert promised.value == {}
    assert promised.plan.startswith("life_1972")
    with pytest.raises(ReportError, match="no release"):
        explain("nothing.known", where=tmp_path)
    monkeypatch.chdir(ROOT)
    printed = CliRunner().invoke(app, ["explain", "rearrest.difference"]).stdout
    assert "Computed by nextwork_eval.effects.means.difference.difference_in_means (nextwork_eval/effects/" in printed
    assert str(ROOT) not in printed
    data = json.loads(CliRunner().invoke(app, ["explain", "rearrest.difference", "--json"]).stdout)
    assert data["computed_by"]["file"] == "nextwork_eval/effects/means/difference.py"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_estimator_has_a_page_that_names_it(name: str) -> None:
    """The page that an explanation gives exists and states the formula of the function."""
    assert f"`{name}`" in (ROOT / note_of(name)).read_text(encoding="utf-8")
