"""A locked plan: what is frozen, that it is written once, and how an edited lock, log or signature is recognised."""

import datetime as dt
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rfc8785

from nextwork_eval.errors import LockError, PlanError, UsageError
from nextwork_eval.plan.lock import find_lock, lock_path, read_index
from nextwork_eval.plan.signature import signer
from nextwork_eval.plan.unblinding import Unblinding, append, is_logged, read_log
from nextwork_eval.reproduction import lock_plan, open_plan, standing_lines
from nextwork_eval.reproduction.locks import log_first_run, promise_of
from nextwork_eval.shipped import shipped_plan, shipped_plans, shipped_schema

DAY = dt.date(2026, 1, 15)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The LIFE plan in a folder of its own, with nothing locked."""
    folder = tmp_path / "analysis_plans"
    folder.mkdir()
    return Path(shutil.copy(shipped_plan("life_1972"), folder / "life_1972.toml"))


def version_of(plan: Path) -> str:
    return open_plan(str(plan)).plan.plan.version


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("name", shipped_plans())
def test_the_shipped_plans_are_their_locks(name: str) -> None:
    """Whoever changes a shipped plan, its schema or its casebook raises its version and locks it again."""
    opened = open_plan(name)
    promise = promise_of(opened)
    assert promise is not None, "not locked: nextwork-eval plan lock " + name
    assert promise.deviations == ()
    assert promise.lock.content == opened.content


def test_a_lock_holds_the_sha256_of_everything_promised(plan: Path) -> None:
    """Each fingerprint is that of the bytes themselves: the plan's canonical JSON, the files, the lock's own file."""
    path = lock_plan(str(plan), on=DAY, registration="AEARCTR-0000000")
    lock = json.loads(path.read_text(encoding="utf-8"))
    assert lock["plan_sha256"] == hashlib.sha256(rfc8785.dumps(open_plan(str(plan)).content)).hexdigest()
    weekly = shipped_schema("life-1.0") / "codelists" / "weekly.csv"
    assert lock["files"]["codelists/weekly.csv"] == hashlib.sha256(weekly.read_bytes()).hexdigest()
    assert list(lock["rows"]["codelists/weekly.csv"]) == ["1", "2", "3"]
    (entry,) = read_index(plan.parent)
    assert entry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry.id, entry.version, entry.date) == ("life_1972", version_of(plan), "2026-01-15")
    assert entry.registration == lock["registration"] == "AEARCTR-0000000"


def test_a_locked_version_is_never_written_again(plan: Path) -> None:
    """A second lock is refused and changes no byte; a raised version is locked beside the first, which is named."""
    path = lock_plan(str(plan), on=DAY)
    index = plan.parent / "LOCKED.toml"
    before, bytes_before = index.read_text(encoding="utf-8"), path.read_bytes()
    with pytest.raises(LockError, match="is locked already"):
        lock_plan(str(plan), on=DAY)
    assert (index.read_text(encoding="utf-8"), path.read_bytes()) == (before, bytes_before)
    first = version_of(plan)
    edit(plan, f'version = "{first}"', 'version = "99.0.0"')
    assert "Not locked" in standing_lines(open_plan(str(plan)))[0]
    lock_plan(str(plan), on=dt.date(2026, 2, 1))
    assert index.read_text(encoding="utf-8").startswith(before)
    promise = promise_of(open_plan(str(plan)))
    assert promise is not None
    assert promise.facts.earlier == ((first, "2026-01-15"),)


def index_of(lock: Path) -> Path:
    return lock.parent.parent / "LOCKED.toml"


def spoil_content(lock: Path) -> None:
    edit(lock, '"offered": 216', '"offered": 215')


def spoil_both(lock: Path) -> None:
    """Edit the lock and give the index the new sha256: the content still has another fingerprint than it says."""
    old = hashlib.sha256(lock.read_bytes()).hexdigest()
    spoil_content(lock)
    edit(index_of(lock), old, hashlib.sha256(lock.read_bytes()).hexdigest())


def spoil_index(lock: Path) -> None:
    edit(index_of(lock), 'sha256 = "', 'sha256 = "0')


def repeat_index(lock: Path) -> None:
    index = index_of(lock)
    index.write_text(index.read_text(encoding="utf-8") * 2, encoding="utf-8")


SPOILT = {
    "the promise in the lock": spoil_content,
    "the promise, and its sha256 in the index": spoil_both,
    "the sha256 in the index": spoil_index,
    "a version twice": repeat_index,
    "an index that is no TOML": lambda lock: index_of(lock).write_text("locked", encoding="utf-8"),
    "no lock any more": lambda lock: lock.unlink(),
}


@pytest.mark.parametrize("name", SPOILT)
def test_an_edited_lock_is_refused(name: str, plan: Path) -> None:
    """Whatever was edited: the lock is refused, with an exit code of its own, and nothing is run by it."""
    lock = lock_plan(str(plan), on=DAY)
    SPOILT[name](lock)
    with pytest.raises(LockError) as caught:
        find_lock(plan.parent, "life_1972", version_of(plan))
    assert caught.value.exit_code == 12


def test_a_version_that_cannot_name_a_file_is_refused(plan: Path) -> None:
    """The lock would land elsewhere: the plan is refused, and so is a lock of that name."""
    with pytest.raises(LockError, match="cannot be locked under this name"):
        lock_path(plan.parent, "life_1972", "../../1")
    edit(plan, f'version = "{version_of(plan)}"', 'version = "../../1"')
    with pytest.raises(PlanError, match="contradicts itself"):
        lock_plan(str(plan), on=DAY)


def entry(extract: str) -> Unblinding:
    return Unblinding(date="2026-01-15", lock_sha256="aa", extract_sha256=extract, software_version="1")


def test_each_line_of_the_log_carries_the_sha256_of_the_line_before(tmp_path: Path) -> None:
    """Three lines are a chain; a changed line, or one taken out between others, breaks it."""
    log = tmp_path / "plan.log.jsonl"
    for name in ("x", "y", "z"):
        append(log, entry(name))
    lines = log.read_text(encoding="utf-8").splitlines()
    found = read_log(log)
    assert [one.previous_sha256 for one in found] == [
        "",
        *(hashlib.sha256(line.encode()).hexdigest() for line in lines[:2]),
    ]
    assert is_logged(found, lock_sha256="aa", extract_sha256="y")
    assert not is_logged(found, lock_sha256="bb", extract_sha256="y")
    for spoilt in ([lines[0], lines[1].replace("2026-01-15", "2025-01-15"), lines[2]], [lines[0], lines[2]], ["{}"]):
        log.write_text("\n".join(spoilt) + "\n", encoding="utf-8")
        with pytest.raises(LockError, match="cannot be trusted") as caught:
            append(log, entry("w"))
        assert caught.value.exit_code == 12


def test_only_the_first_run_on_an_extract_is_logged_and_it_needs_a_date(plan: Path, tmp_path: Path) -> None:
    """Without a date the first run is refused; the second leaves the log as it is; another extract is a first run."""
    lock = lock_plan(str(plan), on=DAY)
    promise = promise_of(open_plan(str(plan)))
    assert promise is not None
    said: list[str] = []
    with pytest.raises(UsageError, match="first run"):
        log_first_run(promise, "x", on=None, out=tmp_path, tell=said.append)
    log_first_run(promise, "x", on=DAY, out=tmp_path, tell=said.append)
    log = lock.with_suffix(".log.jsonl")
    once = log.read_bytes()
    log_first_run(promise, "x", on=None, out=tmp_path, tell=said.append)
    assert log.read_bytes() == once
    log_first_run(promise, "y", on=DAY, out=tmp_path, tell=said.append)
    assert [one.extract_sha256 for one in read_log(log)] == ["x", "y"]
    assert len(said) == 2


def test_where_the_folder_cannot_be_written_the_log_goes_with_the_results(plan: Path, tmp_path: Path) -> None:
    """A folder in the log's place stands for a file system that refuses; the terminal says where the log went."""
    lock = lock_plan(str(plan), on=DAY)
    lock.with_suffix(".log.jsonl").mkdir()
    promise = promise_of(open_plan(str(plan)))
    assert promise is not None
    said: list[str] = []
    out = tmp_path / "reports"
    for _ in range(2):
        log_first_run(promise, "x", on=DAY, out=out, tell=said.append)
    assert [one.extract_sha256 for one in read_log(out / lock.with_suffix(".log.jsonl").name)] == ["x"]
    assert len(said) == 1
    assert "cannot be written" in said[0]


def keygen(path: Path) -> Path:
    """Make a key without a passphrase. The test needs OpenSSH (8.1 or later), as every runner of the project has."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path


def allowed(path: Path, **keys: Path) -> Path:
    lines = [
        f"{name}@trial.example {key.with_suffix('.pub').read_text(encoding='utf-8')}" for name, key in keys.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_a_signature_says_whose_key_locked_the_plan(plan: Path, tmp_path: Path) -> None:
    """Anna signs. A reader who trusts her key reads her name; one who trusts Bo's alone is refused; so is any edit."""
    anna, bo = keygen(tmp_path / "anna"), keygen(tmp_path / "bo")
    lock = lock_plan(str(plan), on=DAY, key=anna)
    both = allowed(tmp_path / "both", bo=bo, anna=anna)
    assert signer(lock, both) == "anna@trial.example"
    lines = standing_lines(open_plan(str(plan)), allowed_signers=both)
    assert "Signed by anna@trial.example." in lines
    with pytest.raises(LockError, match="does not hold"):
        signer(lock, allowed(tmp_path / "one", bo=bo))
    edit(lock, "216", "217")
    with pytest.raises(LockError, match="does not hold"):
        signer(lock, both)


def test_an_unsigned_lock_and_a_useless_key(plan: Path, tmp_path: Path) -> None:
    """Asked for a signature, an unsigned lock is refused; a file that is no key does not sign."""
    lock = lock_plan(str(plan), on=DAY)
    anna = keygen(tmp_path / "anna")
    with pytest.raises(LockError, match="is not signed"):
        signer(lock, allowed(tmp_path / "allowed", anna=anna))
    edit(plan, f'version = "{version_of(plan)}"', 'version = "99.0.0"')
    with pytest.raises(UsageError, match="was not signed"):
        lock_plan(str(plan), on=DAY, key=plan)
