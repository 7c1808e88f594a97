"""The same released result gives the same bytes, whoever makes the files, where, and when."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from nextwork_eval.plan import plan_fingerprint
from nextwork_eval.results import released_text
from tests.unit.report_fixture import nextwork_like

# Another day, five years on, is set before anything is loaded that could ask for it.
_AT_ANOTHER_TIME = """
import datetime, sys, time
seconds = float(sys.argv.pop(1))
now = time.time
class Day(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(now() + seconds, tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(now() + seconds, datetime.timezone.utc).replace(tzinfo=None)
datetime.datetime = Day
time.time = lambda: now() + seconds
local, greenwich = time.localtime, time.gmtime
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: greenwich(time.time() if at is None else at)
from nextwork_eval.cli import main
main()
"""
_FORMATS = "html,pdf,docx,xlsx,note,slides,figures"


def made(released: Path, out: Path, *, seconds: float, **environment: str) -> dict[str, str]:
    """The checksums of all files of all formats in both languages, made by a process of its own."""
    wanted = ["--out", str(out), "--lang", "da,en", "--format", _FORMATS]
    done = subprocess.run(
        [sys.executable, "-c", _AT_ANOTHER_TIME, str(seconds), "report", str(released), *wanted],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(out).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file()
    }


def test_every_format_has_the_same_bytes_in_another_process_place_and_year(tmp_path: Path) -> None:
    """Another hash seed, time zone, locale, home and folder, and five years later: not a byte differs in any file."""
    released = tmp_path / "released.json"
    made_up = nextwork_like()
    facts = replace(made_up.facts, plan_fingerprint=plan_fingerprint(made_up.plan))
    released.write_text(released_text(replace(made_up, facts=facts)), encoding="utf-8")
    first = made(released, tmp_path / "first", seconds=0, PYTHONHASHSEED="1", TZ="Europe/Copenhagen")
    elsewhere = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "HOME": str(tmp_path)}
    later = made(released, tmp_path / "an other", seconds=5 * 366 * 86400.0, PYTHONHASHSEED="77", **elsewhere)
    assert {name.rpartition(".")[2] for name in first} == {"html", "pdf", "docx", "xlsx", "png", "svg"}
    assert {name for name in first if "/" not in name} == {
        f"{stem}.{language}.{ending}"
        for language in ("da", "en")
        for stem, ending in (
            ("report", "html"),
            ("report", "pdf"),
            ("report", "docx"),
            ("tables", "xlsx"),
            ("note", "pdf"),
            ("slides", "pdf"),
        )
    }
    assert first == later
