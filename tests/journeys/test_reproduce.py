"""A release is reproduced in fresh processes; a folder that is not as it was written is refused, with the reason."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import ExtractError, ReleaseFolderError, ReproductionError, UsageError
from nextwork_eval.reproduction import carry_out, reproduce, write_evaluation
from nextwork_eval.reproduction.rebuilt import commands, rebuild
from nextwork_eval.reproduction.reordered import kept_in_order, reordered_copy
from nextwork_eval.reproduction.steps import digest_of
from tests.journeys.locking import locked
from tests.journeys.small_life import life_extract, small_plan
from tests.journeys.small_nextwork import confidential_release

TEXT = "certificate.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan of LIFE, with its release and its English page."""
    home = tmp_path_factory.mktemp("made")
    released = carry_out(str(locked(small_plan(home))), log=False)
    write_evaluation(released, home / "reports", languages=("en",), formats=("html",))
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def release(home: Path) -> Path:
    return home / "reports" / "life_1972"


def plan(home: Path) -> str:
    return str(home / "analysis_plans" / "small.toml")


def call(*words: str | Path) -> tuple[int, str]:
    """Call the command line as a shell would see it: its exit code and what it says."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    refused = getattr(result.exception, "exit_code", None)
    return (result.exit_code, result.stdout) if refused is None else (refused, str(result.exception))


def test_a_release_is_reproduced_and_the_certificate_says_what_was_verified(home: Path) -> None:
    """Two runs with other hash seeds, thread counts and orders of the rows give the same bytes and the same numbers."""
    code, said = call("reproduce", release(home), "--plan", plan(home), "--date", "2026-03-02")
    assert code == 0
    assert said.startswith("Reproduced: two fresh runs agree with the release in all ")
    found = json.loads((release(home) / TEXT).read_text(encoding="utf-8"))
    assert (found["verdict"], found["date"], found["runs_identical"]) == ("reproduced", "2026-03-02", True)
    assert found["environment"]["en"].startswith("not rebuilt")
    page = (release(home) / "certificate.html").read_text(encoding="utf-8")
    for part in ("verified", "not_verified"):
        for sentence in found[part]:
            assert sentence["da"] in page
            assert sentence["en"] in page
    assert "<script" not in page
    assert not re.search(r"https?://", page)
    # Once more, with the certificate in the folder: it belongs to the release and is replaced.
    assert call("reproduce", release(home), "--plan", plan(home))[0] == 0
    assert json.loads((release(home) / TEXT).read_text(encoding="utf-8"))["date"] == ""


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a file too many": (lambda folder: (folder / "more.csv").write_text("1", encoding="utf-8"), "more.csv: not in the"),
    "a file too few": (lambda folder: (folder / "results.parquet").unlink(), "results.parquet: in the crate, but miss"),
    "an edited page": (
        lambda folder: (folder / "report.en.html").write_text("<p>", encoding="utf-8"),
        "report.en.html: edited after it was written",
    ),
    "a certificate of another plan": (
        lambda folder: (folder / TEXT).write_text(
            json.dumps({"plan_id": "nextwork_2019", "plan_fingerprint": "0" * 64}), encoding="utf-8"
        ),
        "certificate.json: certifies another plan than that of the release",
    ),
    "a certificate that is none": (
        lambda folder: (folder / TEXT).write_text("[]", encoding="utf-8"),
        "certificate.json: cannot be read as a certificate",
    ),
    "no crate": (lambda folder: (folder / "ro-crate-metadata.json").unlink(), "has no ro-crate-metadata.json"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_folder_that_is_not_as_it_was_written_is_refused(home: Path, fault: str) -> None:
    """The exit code is that of a release folder, the reason names the file, and nothing is certified."""
    spoil, reason = SPOILT[fault]
    spoil(release(home))
    before = (release(home) / TEXT).read_bytes() if (release(home) / TEXT).exists() else None
    code, said = call("reproduce", release(home), "--plan", plan(home))
    assert code == ReleaseFolderError.exit_code == 13
    assert reason in said
    assert not (release(home) / "certificate.html").exists()
    assert ((release(home) / TEXT).read_bytes() if (release(home) / TEXT).exists() else None) == before


def test_all_faults_of_a_folder_are_told_at_once(home: Path) -> None:
    """One too many and one too few are two problems of one refusal."""
    (release(home) / "README.md").unlink()
    (release(home) / "more.csv").write_text("1", encoding="utf-8")
    with pytest.raises(ReleaseFolderError) as refused:
        reproduce(release(home), plan=plan(home))
    assert len(refused.value.problems) == 2


def test_files_of_two_runs_do_not_make_a_release(home: Path) -> None:
    """Results of another plan, with a crate that lists them, do not agree with run.json beside them."""
    folder = release(home)
    content = json.loads((folder / "released.json").read_text(encoding="utf-8"))
    content["facts"]["plan_fingerprint"] = "0" * 64
    (folder / "released.json").write_text(json.dumps(content), encoding="utf-8")
    crate = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    for entry in crate["@graph"]:
        if entry["@id"] == "released.json":
            entry["sha256"] = sha256((folder / "released.json").read_bytes()).hexdigest()
    (folder / "ro-crate-metadata.json").write_text(json.dumps(crate), encoding="utf-8")
    with pytest.raises(ReleaseFolderError, match="do not belong together"):
        reproduce(folder, plan=plan(home))


def test_an_extract_that_is_refused_keeps_its_exit_code(home: Path, tmp_path: Path) -> None:
    """What a fresh run refuses is told as the run itself would tell it."""
    extract = life_extract(tmp_path)
    (extract / "weekly.csv").unlink()
    with pytest.raises(ExtractError, match="missing_table"):
        reproduce(release(home), plan=plan(home), extract=extract)


def test_without_the_data_the_numbers_are_not_verified(tmp_path: Path) -> None:
    """A release on data that are said to be real, reproduced where they are not: the runs are on invented people.

    Of the release itself only its folder is verified, and the certificate, the exit code and the page say so.
    """
    folder, path = confidential_release(tmp_path)
    code, said = call("reproduce", folder, "--plan", path)
    assert code == 14
    assert said.startswith("Not verified: the data were not at hand.")
    found = json.loads((folder / TEXT).read_text(encoding="utf-8"))
    assert (found["verdict"], found["agrees"], found["rows"]) == ("not_verified", False, 0)
    assert found["not_verified"][0]["en"].startswith("The numbers of the release were NOT verified")
    assert not any("Each of the" in sentence["en"] for sentence in found["verified"])
    assert found["runs_identical"]


def test_the_commands_that_rebuild_an_environment(tmp_path: Path) -> None:
    """From the lock every file by hash; from a wheelhouse no index, and the very versions of the release."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("", encoding="utf-8")
    make, install = commands("lock", tmp_path / "venv", libraries={}, lock=lock)
    assert make[1:3] == ("-m", "venv")
    assert install[-3:] == ("--require-hashes", "-r", str(lock))
    _, install = commands(
        "wheelhouse", tmp_path / "venv", libraries={"numpy": "2.4.6", "babel": "2.18.0"}, wheelhouse=tmp_path
    )
    assert install[-5:] == ("--no-index", "--find-links", str(tmp_path), "babel==2.18.0", "numpy==2.4.6")
    with pytest.raises(UsageError, match="--wheelhouse"):
        commands("wheelhouse", tmp_path / "venv", libraries={}, wheelhouse=tmp_path / "nowhere")
    with pytest.raises(UsageError, match="--lock"):
        commands("lock", tmp_path / "venv", libraries={}, lock=tmp_path / "nowhere.lock")


def test_an_environment_is_rebuilt_from_wheels_without_a_network(tmp_path: Path) -> None:
    """A small wheel, installed by name and version: the rebuilt Python knows it, and this one does not."""
    wheelhouse = tmp_path / "wheels"
    wheelhouse.mkdir()
    _wheel(wheelhouse, "little_library", "1.2.3")
    built = rebuild("wheelhouse", tmp_path, libraries={"little-library": "1.2.3"}, wheelhouse=wheelhouse)
    program = "import little_library, importlib.metadata as m; print(m.version('little-library'))"
    done = subprocess.run([built.python, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1.2.3"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode != 0
    assert built.code is not None
    assert (built.code / "nextwork_eval" / "cli.py").is_file()
    with pytest.raises(ReproductionError, match="could not be rebuilt"):
        rebuild("wheelhouse", tmp_path / "again", libraries={"little-library": "9"}, wheelhouse=wheelhouse)


def test_the_certificate_says_which_environment_ran(home: Path, tmp_path: Path) -> None:
    """With a runner that only pretends to build: the runs use the Python that it left."""
    asked: list[Sequence[str]] = []

    def pretend(command: Sequence[str]) -> int:
        asked.append(command)
        if command[2] == "venv":
            python = Path(command[3]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            # A Python that has the libraries of this one: started through a script, it keeps its own folders.
            python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
            python.chmod(0o755)
        return 0

    found = reproduce(release(home), plan=plan(home), environment="wheelhouse", wheelhouse=tmp_path, runner=pretend)
    assert found.environment.en == "rebuilt from a folder of wheels, in the versions of the release"
    assert found.agrees
    assert not any("not put together anew" in sentence.en for sentence in found.not_verified)
    assert any(word.startswith("polars==") for word in asked[1])


def test_rows_in_another_order_are_the_same_rows(tmp_path: Path) -> None:
    """Header and records stay whole, also where a quoted cell holds a line end; only their order is another."""
    source = tmp_path / "source"
    source.mkdir()
    content = b'id;note\r\n1;"two\r\nlines"\r\n' + b"".join(b"%d;plain\r\n" % number for number in range(2, 30))
    (source / "table.csv").write_bytes(content)
    (source / "extract.toml").write_text("synthetic = true\n", encoding="utf-8")
    out = reordered_copy(source, tmp_path / "out", seed=1)
    shuffled = (out / "table.csv").read_bytes()
    assert shuffled != content
    assert shuffled.startswith(b"id;note\r\n")
    assert b'\r\n1;"two\r\nlines"\r\n' in shuffled
    assert sorted(shuffled.split(b"\r\n")) == sorted(content.split(b"\r\n"))
    assert (out / "extract.toml").read_text(encoding="utf-8") == "synthetic = true\n"
    assert reordered_copy(source, tmp_path / "twice", seed=1).joinpath("table.csv").read_bytes() == shuffled


def test_tables_in_folders_and_of_other_kinds_are_copied_too(tmp_path: Path) -> None:
    """Parquet and Arrow are shuffled wherever they lie; a file of a statistics package stays, and is counted."""
    source = tmp_path / "source"
    (source / "year").mkdir(parents=True)
    table = pl.DataFrame({"id": list(range(40)), "code": ["a", None] * 20})
    table.write_parquet(source / "year" / "one.parquet")
    table.write_ipc(source / "two.arrow")
    (source / "three.dta").write_bytes(b"as it is")
    out = reordered_copy(source, tmp_path / "out", seed=1)
    for shuffled in (pl.read_parquet(out / "year" / "one.parquet"), pl.read_ipc(out / "two.arrow")):
        assert not shuffled.equals(table)
        assert shuffled.sort("id").equals(table)
    assert (out / "three.dta").read_bytes() == b"as it is"
    assert kept_in_order(source) == 1


def test_a_step_has_the_same_digest_in_every_process() -> None:
    """Hashes of Python have a seed of their own; the digest of a step must not."""
    program = (
        "from nextwork_eval.reproduction.steps import digest_of; import numpy as np;"
        "print(digest_of({'a': np.array([1.5, np.nan]), 'b': ('x', None, 3)}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest_of({"a": np.array([1.5, np.nan]), "b": ("x", None, 3)})


def _wheel(folder: Path, name: str, version: str) -> None:
    """Write a wheel that holds an empty module."""
    told = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "",
        f"{told}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n",
        f"{told}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{told}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{told}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
