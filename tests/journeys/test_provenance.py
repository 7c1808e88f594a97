"""A release says what it was made from: run.json, a README for replicators, a crate that a foreign reader accepts."""

import hashlib
import importlib.metadata
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import ReleaseFolderError
from nextwork_eval.reproduction import open_release, write_evaluation
from nextwork_eval.reproduction.exhibits import exhibits
from nextwork_eval.reproduction.software import LIBRARIES, code_fingerprint
from nextwork_eval.results import read_released

ROOT = Path(__file__).parents[2]
RELEASED = read_released(ROOT / "reports" / "life_1972" / "released.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LIFE, written with its English page."""
    return write_evaluation(RELEASED, tmp_path_factory.mktemp("out"), languages=("en",), formats=("html",)).folder


def test_a_foreign_reader_finds_action_instrument_objects_and_results(folder: Path) -> None:
    """The rocrate package reads the crate: one action, by this program, from three inputs, to every file."""
    crate = ROCrate(folder)
    action = crate.root_dataset["mentions"]
    assert action.type == "CreateAction"
    assert action["instrument"].type == "SoftwareApplication"
    assert action["instrument"]["softwareVersion"] == "0.1.0"
    assert {entity["identifier"] for entity in action["object"]} == {
        f"sha256:{getattr(RELEASED.facts, name)}"
        for name in ("plan_fingerprint", "schema_fingerprint", "extract_fingerprint")
    }
    results = {entity.id: entity for entity in action["result"]}
    assert set(results) == {path.name for path in folder.iterdir()} - {"ro-crate-metadata.json"}
    assert set(results) == {entity.id for entity in crate.root_dataset["hasPart"]}
    for name, entity in results.items():
        content = (folder / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert int(entity["contentSize"]) == len(content)
    assert crate.root_dataset["conformsTo"].id == "https://w3id.org/ro/wfrun/process/0.5"
    assert str(crate.root_dataset["datePublished"]).startswith("2026-11-23")


def test_a_folder_that_is_written_again_holds_the_formats_of_the_last_time_and_no_others(tmp_path: Path) -> None:
    """Slides and their pictures lie in folders: written twice they lie there once, and are gone when not asked for."""
    for _ in range(2):
        written = write_evaluation(RELEASED, tmp_path, languages=("en",), formats=("slides",)).folder
    pictures = [path for path in written.rglob("*") if path.is_file() and path.parent != written]
    assert pictures
    assert {path.parent for path in pictures} == {written / "slides"}
    assert set(open_release(written).files) > {path.relative_to(written).as_posix() for path in pictures}
    write_evaluation(RELEASED, tmp_path, languages=("en",), formats=())
    assert not (written / "slides").exists()
    assert open_release(written).released == RELEASED


def test_the_same_release_is_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Neither clock nor machine enters what is written without being asked for."""
    again = write_evaluation(RELEASED, tmp_path, languages=("en",), formats=("html",))
    for path in again.files:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_the_readme_has_the_headings_of_the_template(folder: Path) -> None:
    """What a data editor looks for stands under the heading where it is looked for."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert headings == [
        "Overview",
        "Data Availability and Provenance Statements",
        "Computational requirements",
        "Description of programs/code",
        "Instructions to Replicators",
        "List of tables and programs",
        "References",
    ]
    for heading in ("Statement about Rights", "Dataset list", "Software Requirements", "Controlled Randomness"):
        assert f"\n### {heading}\n" in text
    assert "\n| `allocation` | The lottery list | `id`, `round`, `arm` |" in text
    assert str(ROOT) not in text


def test_every_exhibit_leads_to_a_function(folder: Path) -> None:
    """Each table and figure of the page stands in the list, with a file in which that line opens a function."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (Table|Figure) (\d+) \|.*\| `(\w+)`, `([\w/.]+):(\d+)` \|", text, flags=re.MULTILINE)
    page = (folder / "report.en.html").read_text(encoding="utf-8")
    for kind in ("Table", "Figure"):
        numbers = [int(number) for found, number, *_ in rows if found == kind]
        assert numbers == list(range(1, len(numbers) + 1))
        assert f"{kind} {numbers[-1]}" in page
        assert f"{kind} {numbers[-1] + 1}" not in page
    for _, _, function, file, line in rows:
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert lines[int(line) - 1].startswith(f"def {function}(")


@pytest.mark.parametrize(
    ("plan", "caption", "file"),
    [
        ("nextwork_2019", "The outcomes and their rules", "data"),
        ("nextwork_2019", "The two groups before the lottery", "participants"),
        ("nextwork_2019", "Everyone from lottery to follow-up", "participants"),
        ("nextwork_2019", "CONSORT 2025: each item and where it stands", "checklists"),
        ("life_1972", "The two groups before the lottery", "participants"),
        ("life_1972", "CONSORT 2025: each item and where it stands", "checklists"),
    ],
)
def test_an_exhibit_is_of_its_own_chapter(plan: str, caption: str, file: str) -> None:
    """A foreword before the chapters and a checklist after them move no table to another chapter's file."""
    released = read_released(ROOT / "reports" / plan / "released.json")
    found = [one for one in exhibits(released) if one.caption == caption]
    assert [one.place.file for one in found] == [f"nextwork_eval/report/chapters/{file}.py"]


def test_confidential_data_are_not_offered(tmp_path: Path) -> None:
    """Without invented or open data the README says that access is given by the owner, and names the fingerprint."""
    facts = replace(RELEASED.facts, plan_id="my_trial", schema_id="nextwork-1.1")
    folder = write_evaluation(replace(RELEASED, facts=facts), tmp_path, formats=()).folder
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "confidential information on individuals" in text
    assert facts.extract_fingerprint in text
    assert "| no, confidential |" in text
    assert "--extract FOLDER" in text
    assert "No report was written with this release." in text


def test_run_json_names_code_and_libraries(folder: Path) -> None:
    """Versions are those that are installed, and the package's own list is that of pyproject.toml."""
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["code"]["sha256"] == code_fingerprint()
    assert run["environment"]["libraries"]["polars"] == importlib.metadata.version("polars")
    assert "rocrate" not in run["environment"]["libraries"]
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert [re.split(r"[<>=]", item)[0] for item in asked] == list(LIBRARIES)
    assert run["released"]["sha256"] == hashlib.sha256((folder / "released.json").read_bytes()).hexdigest()


def test_code_has_the_same_fingerprint_wherever_it_lies(tmp_path: Path) -> None:
    """Line ends, caches and the plans inside a wheel change nothing; a letter of code or another name does."""
    for name, end in (("unix", b"\n"), ("windows", b"\r\n")):
        (tmp_path / name / "room").mkdir(parents=True)
        (tmp_path / name / "room" / "chapter.py").write_bytes(b"x = 1" + end + b"y = 2" + end)
    (tmp_path / "windows" / "__pycache__").mkdir()
    (tmp_path / "windows" / "__pycache__" / "chapter.pyc").write_bytes(b"0")
    (tmp_path / "windows" / "shipped_files").mkdir()
    (tmp_path / "windows" / "shipped_files" / "plan.toml").write_bytes(b"0")
    assert code_fingerprint(tmp_path / "unix") == code_fingerprint(tmp_path / "windows")
    (tmp_path / "windows" / "room" / "chapter.py").write_bytes(b"x = 1\ny = 3\n")
    assert code_fingerprint(tmp_path / "unix") != code_fingerprint(tmp_path / "windows")


def test_a_recorded_run_adds_machine_and_time(tmp_path: Path) -> None:
    """Only where it is asked for, with the date that was given; the crate lists it like any other file."""
    words = ["run", "life_1972", "--out", str(tmp_path), "--format", "", "--record-run", "2026-03-02"]
    assert CliRunner().invoke(app, words).exit_code == 0
    facts = json.loads((tmp_path / "life_1972" / "this_run.json").read_text(encoding="utf-8"))
    assert facts["date"] == "2026-03-02"
    assert facts["processors"] >= 1
    text = (tmp_path / "life_1972" / "README.md").read_text(encoding="utf-8")
    assert f"Last run on 2026-03-02: {facts['seconds']} seconds of wall time" in text
    assert "this_run.json" in open_release(tmp_path / "life_1972").files


def test_a_smaller_release_takes_the_place_of_a_larger_one(tmp_path: Path) -> None:
    """What the former release had and the new one does not is gone; what somebody else put there stays, and is told."""
    write_evaluation(RELEASED, tmp_path, languages=("en",), formats=("html",))
    folder = write_evaluation(RELEASED, tmp_path, formats=()).folder
    assert not (folder / "report.en.html").exists()
    open_release(folder)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    write_evaluation(RELEASED, tmp_path, formats=())
    assert (folder / "notes.txt").exists()
    with pytest.raises(ReleaseFolderError, match=r"notes\.txt: not in the crate"):
        open_release(folder)
