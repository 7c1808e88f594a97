"""Faults planted one at a time: each is found, and the certificate names the step at which it enters the line."""

import importlib.metadata
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import ReleaseFolderError, SchemaError
from nextwork_eval.registers import manifest_text
from nextwork_eval.reproduction import carry_out, reproduce, write_evaluation, write_provenance
from nextwork_eval.results import read_released
from nextwork_eval.shipped import shipped_schema
from tests.journeys.locking import locked
from tests.journeys.small_life import command, life_extract, small_plan, spoilt_program

NUMBERS_DIFFER = 10


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with its release, made by the program as it is."""
    home = tmp_path_factory.mktemp("made")
    path = locked(small_plan(home))  # otherwise it would be rehearsed, with arms that are drawn again
    write_evaluation(carry_out(str(path), log=False), home / "reports", formats=())
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def release(home: Path) -> Path:
    return home / "reports" / "life_1972"


def plan(home: Path) -> Path:
    return home / "analysis_plans" / "small.toml"


def certificate(home: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((release(home) / "certificate.json").read_text(encoding="utf-8"))
    return content


def test_without_a_fault_nothing_is_found(home: Path) -> None:
    """The control: the same journey, and a certificate that agrees."""
    assert reproduce(release(home), plan=str(plan(home))).agrees
    found = certificate(home)
    assert (found["verdict"], found["first_difference"], found["differences"]) == ("reproduced", None, [])
    assert found["runs_identical"]


def test_an_unstable_sort_is_found_where_people_are_put_in_order(home: Path, tmp_path: Path) -> None:
    """People sorted by a key that they share: with the rows in another order, the histories stand in another order."""
    code = spoilt_program(tmp_path, "trial/lottery_list.py", ".sort(columns.person, _PLACE)", ".sort(_PLACE)")
    done = command("run", plan(home), "--out", home / "reports", "--format", "", "--no-log", code=code)
    assert done.returncode == 0, done.stderr
    done = command("reproduce", release(home), "--plan", plan(home), code=code)
    assert done.returncode == NUMBERS_DIFFER, done.stderr
    found = certificate(home)
    assert found["first_difference_of_runs"] == found["first_difference"] == "histories"
    assert found["software"] == []


def test_another_seed_in_the_code_is_found_in_its_analysis(home: Path, tmp_path: Path) -> None:
    """The code is not that of the release, and only the repeated lottery has another p-value."""
    code = spoilt_program(
        tmp_path, "evaluation/bindings/randomization.py", "default_rng(options.seed)", "default_rng(options.seed + 1)"
    )
    done = command("reproduce", release(home), "--plan", plan(home), code=code)
    assert done.returncode == NUMBERS_DIFFER, done.stderr
    found = certificate(home)
    assert found["first_difference"] == "code → estimates: rearrest_lottery"
    assert {line.split()[0] for line in found["differences"]} == {"rearrest_lottery.difference"}
    assert found["first_difference_of_runs"] is None


def test_chance_without_a_seed_parts_the_two_runs(home: Path, tmp_path: Path) -> None:
    """No two runs agree, and the analysis is named."""
    code = spoilt_program(
        tmp_path, "evaluation/bindings/randomization.py", "default_rng(options.seed)", "default_rng(None)"
    )
    assert command("reproduce", release(home), "--plan", plan(home), code=code).returncode == NUMBERS_DIFFER
    assert certificate(home)["first_difference_of_runs"] == "estimates: rearrest_lottery"


def test_another_seed_in_the_plan_is_another_plan(home: Path) -> None:
    """The plan's fingerprint says so before any number does."""
    path = plan(home)
    path.write_text(path.read_text(encoding="utf-8").replace("seed = 1972", "seed = 1973"), encoding="utf-8")
    found = reproduce(release(home), plan=str(path))
    assert found.first_difference == "plan → estimates: rearrest_lottery"
    assert "plan: is not that of the release" in found.differences


def test_another_version_of_a_library_is_told_even_if_no_number_moves(home: Path, tmp_path: Path) -> None:
    """The numbers are the same: reproduced, with other software, which is named with both versions."""
    _pretend(tmp_path / "libraries", "scipy", "99.9.9")
    done = command("reproduce", release(home), "--plan", plan(home), before=tmp_path / "libraries")
    assert done.returncode == 0, done.stderr
    found = certificate(home)
    installed = importlib.metadata.version("scipy")
    assert found["verdict"] == "reproduced_with_other_software"
    assert found["first_difference"] == "libraries"
    assert found["software"] == [f"scipy: {installed} → 99.9.9"]


def test_a_library_that_computes_otherwise_is_found_and_named(home: Path, tmp_path: Path) -> None:
    """A version whose tails are a little heavier moves p-values; the library stands at the head of what differs."""
    folder = tmp_path / "libraries"
    _pretend(folder, "scipy", "99.9.9")
    (folder / "sitecustomize.py").write_text(
        "from scipy import stats\nplain = stats.t.sf\nstats.t.sf = lambda x, *shape: plain(x, *shape) * 1.01\n",
        encoding="utf-8",
    )
    done = command("reproduce", release(home), "--plan", plan(home), before=folder)
    assert done.returncode == NUMBERS_DIFFER, done.stderr
    found = certificate(home)
    assert found["first_difference"] == "libraries → estimates: rearrest"
    assert any(line.startswith("rearrest.difference p_value") for line in found["differences"])


def test_an_edited_schema_is_refused_and_a_new_one_is_located(home: Path) -> None:
    """Edited after it was frozen: refused. Frozen anew under the same name: the schema is what differs."""
    schema = home / "data_schema" / "life-1.0"
    shutil.copytree(shipped_schema("life-1.0"), schema)
    path = schema / "state_maps" / "weekly.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# another map\n", encoding="utf-8")
    with pytest.raises(SchemaError, match=r"state_maps/weekly\.toml: edited after it was frozen"):
        reproduce(release(home), plan=str(plan(home)))
    assert not (release(home) / "certificate.json").exists()
    (schema / "MANIFEST.toml").write_text(manifest_text(schema), encoding="utf-8")
    found = reproduce(release(home), plan=str(plan(home)))
    assert found.verdict == "not_reproduced"
    assert (found.first_difference or "").startswith("schema")


def test_a_missing_schema_is_refused_with_its_exit_code(home: Path) -> None:
    """A plan that names a schema which nobody has is refused before anything runs."""
    path = plan(home)
    path.write_text(path.read_text(encoding="utf-8").replace('"life-1.0"', '"life-9.9"'), encoding="utf-8")
    refused = CliRunner().invoke(app, ["reproduce", str(release(home)), "--plan", str(path)]).exception
    assert isinstance(refused, SchemaError)
    assert "no shipped schema 'life-9.9'" in str(refused)


def test_one_edited_result_is_refused_and_a_forged_release_is_located(home: Path) -> None:
    """Edited alone, the file has another sha256. With every fingerprint made anew, the number itself gives way."""
    path = release(home) / "released.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    row = next(row for row in content["rows"] if row["result_id"] == "rearrest.difference")
    row["estimate"] -= 0.001
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    with pytest.raises(ReleaseFolderError, match=r"released\.json: edited after it was written"):
        reproduce(release(home), plan=str(plan(home)))
    write_provenance(read_released(path), release(home), plan=str(plan(home)))
    found = reproduce(release(home), plan=str(plan(home)))
    assert found.first_difference == "released file → estimates: rearrest"
    assert [line.split(":")[0] for line in found.differences] == [
        "rearrest.difference estimate",
        "results.parquet",
    ]
    assert found.runs_identical


def test_one_changed_record_of_life_is_found_in_the_extract(home: Path, tmp_path: Path) -> None:
    """One man's first week of no work becomes a week of work: the extract differs, then the weeks in work."""
    extract = life_extract(tmp_path)
    assert reproduce(release(home), plan=str(plan(home)), extract=extract).verdict == "reproduced"
    path = extract / "weekly.csv"
    header, first, *others = path.read_text(encoding="utf-8").split("\n")
    assert ";2;" in first
    path.write_text("\n".join([header, first.replace(";2;", ";1;", 1), *others]), encoding="utf-8")
    found = reproduce(release(home), plan=str(plan(home)), extract=extract)
    assert found.first_difference == "extract → estimates: work_weeks"
    assert "extract: is not that of the release" in found.differences
    assert {line.split(".")[0] for line in found.differences if line.startswith("work")} == {"work_weeks"}


def _pretend(folder: Path, name: str, version: str) -> None:
    """Let Python believe that another version of a library is installed."""
    told = folder / f"{name}-{version}.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
