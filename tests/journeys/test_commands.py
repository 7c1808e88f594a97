"""Every command of the command line, as a newcomer would call it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import UsageError
from nextwork_eval.results import compare, read_released


def call(*words: str | Path) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None:
        raise result.exception
    return result.stdout


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic trial, carried out without an extract of its own."""
    out = tmp_path_factory.mktemp("reports")
    call("run", "nextwork_2019", "--out", out, "--lang", "en", "--format", "html")
    return out / "nextwork_2019"


def test_synthetic_and_delivered_files_go_through_the_same_command(evaluation: Path, tmp_path: Path) -> None:
    """An extract that is written out and delivered back gives the numbers of the run that invented its own."""
    call("synthesize", "nextwork_2019", "--out", tmp_path / "extract")
    call("run", "nextwork_2019", "--extract", tmp_path / "extract", "--out", tmp_path / "again", "--format", "")
    before = [row for row in read_released(evaluation / "released.json").rows if row.analysis_id != "truth"]
    after = read_released(tmp_path / "again" / "nextwork_2019" / "released.json").rows
    assert compare(before, after) == ()


def test_the_estimate_covers_the_known_truth(evaluation: Path) -> None:
    """The interval for the primary effect of this one invented trial holds the effect that the model has."""
    released = read_released(evaluation / "released.json")
    found, truth = released.row("entry.difference"), released.row("truth.entry.difference")
    assert found.conf_low is not None
    assert found.conf_low < truth.estimate < found.conf_high


def test_every_row_and_page_of_invented_data_says_so(evaluation: Path) -> None:
    """Synthetic is a field of every row, and the report carries the plan's statement."""
    released = read_released(evaluation / "released.json")
    assert released.facts.synthetic
    assert all(row.synthetic for row in released.rows)
    text = (evaluation / "report.en.html").read_text(encoding="utf-8")
    assert "The data are invented." in text
    foreword = text[text.index('<section id="foreword"') :].split("</section>")[0]  # it lies beside the shipped plan
    assert 'data-result="entry.difference"' in foreword


def test_long_horizons_rest_on_the_rounds_that_reach_them(evaluation: Path) -> None:
    """At week 104 five of eight rounds remain, whole: 75 people in each arm."""
    released = read_released(evaluation / "released.json")
    row = released.row("entry_two_years.difference")
    assert row.population == "rounds_reaching_w104"
    assert (row.n_arm, row.n_reference) == (75, 75)
    assert dict(released.facts.rounds_reaching)[104] == ("2016-11", "2017-02", "2017-05", "2017-08", "2017-11")
    short = [released.flow.count(f"short_of_w{week}", "control") for week in (52, 78, 104)]
    assert short == [0, 15, 30]  # the round of October 2018 ends in week 56, those of February and May in 91 and 78


def test_the_report_can_be_written_again_without_data(evaluation: Path, tmp_path: Path) -> None:
    """From released.json alone comes the same page, byte for byte."""
    printed = call("report", evaluation / "released.json", "--out", tmp_path, "--lang", "en", "--format", "html")
    assert "Numerals by source (en): results " in printed
    assert (tmp_path / "report.en.html").read_bytes() == (evaluation / "report.en.html").read_bytes()


def test_compare_says_that_nothing_moved(evaluation: Path) -> None:
    """A release agrees with itself."""
    assert "0 differences." in call("compare", evaluation / "released.json", evaluation / "released.json")


def test_plans_and_estimators_can_be_looked_at() -> None:
    """`plan list`, `plan check` and `estimators` say what there is; `--json` gives all of it."""
    assert call("plan", "list").split() == ["life_1972", "nextwork_2019"]
    assert "no contradictions" in call("plan", "check", "nextwork_2019")
    described = json.loads(call("estimators", "--json"))
    assert {entry["id"] for entry in described} >= {"difference_in_means", "expected_weeks", "cox"}
    assert "difference_in_means:" in call("estimators")


def test_the_casebook_is_shown_and_exported(tmp_path: Path) -> None:
    """In words, week by week, in both languages, by another state map, as data, and as the registers it is made of."""
    text = call("casebook", "nextwork_2019")
    assert "One shift in March  [one_shift_in_march]" in text
    assert "  week    1 …   52  SSSS SSSS SSSS OOOO OOOO" in text
    assert "JJJJ JOOO" in call("casebook", "nextwork_2019", "--map", "jobindsats", "--lang", "da")
    data = {entry["id"]: entry for entry in json.loads(call("casebook", "nextwork_2019", "--json"))}
    assert data["pauses"]["outcomes"]["entry_ended_78"] == 1
    assert data["in_no_register"]["found"] is False
    call("casebook", "nextwork_2019", "--out", tmp_path / "casebook")
    names = {path.name for path in (tmp_path / "casebook").iterdir()}
    assert names >= {"casebook.da.txt", "casebook.en.txt", "casebook.json", "dream.csv", "bfl.csv", "kotre.csv"}
    with pytest.raises(UsageError, match="already holds something"):
        call("casebook", "nextwork_2019", "--out", tmp_path / "casebook")
    assert "Works and is arrested  [arrested_after_work]" in call("casebook", "life_1972")
    with pytest.raises(UsageError, match="no state map 'dreams'"):
        call("casebook", "nextwork_2019", "--map", "dreams")


def test_validate_accepts_the_real_trial() -> None:
    """The shipped extract has nothing to note."""
    assert "Accepted: 432 people randomised" in call("validate", "life_1972")
    assert json.loads(call("validate", "life_1972", "--json"))["found_in_registers"] == 432


def test_the_larger_trial_runs(tmp_path: Path) -> None:
    """The second size has 1,920 people in several municipalities, and a name of its own."""
    call("run", "nextwork_2019", "--size", "large", "--out", tmp_path, "--format", "")
    released = read_released(tmp_path / "nextwork_2019_large" / "released.json")
    assert released.flow.count("randomised") == 1920
