"""LIFE with three analyses, and a copy of the program that may be spoilt: for journeys about reproduction."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from nextwork_eval.shipped import shipped_example, shipped_plan

ROOT = Path(__file__).parents[2]
KEPT = ("rearrest", "rearrest_lottery", "work_weeks")


def small_plan(folder: Path) -> Path:
    """Write the plan with three analyses and without subgroups; the lottery is repeated 999 times."""
    blocks = re.split(r"\n(?=\[)", shipped_plan("life_1972").read_text(encoding="utf-8"))
    kept = [
        block
        for block in blocks
        if not block.startswith(("[[analysis]]", "[[subgroup]]", "[[subgroup.level]]"))
        or any(f'[[analysis]]\nid = "{name}"\n' in block for name in KEPT)
    ]
    text = "\n".join(kept).replace("draws = 10000", "draws = 999")
    path = folder / "analysis_plans" / "small.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def life_extract(folder: Path) -> Path:
    """Copy the extract of LIFE."""
    source = shipped_example("life_1972")
    assert source is not None
    shutil.copytree(source, folder / "extract", ignore=shutil.ignore_patterns("*.py", "*.md"))
    return folder / "extract"


def spoilt_program(folder: Path, file: str, before: str, after: str) -> Path:
    """Copy the package with one passage changed; return what PYTHONPATH must say."""
    code = folder / "code"
    shutil.copytree(ROOT / "nextwork_eval", code / "nextwork_eval", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("analysis_plans", "data_schema", "examples"):
        (code / name).symlink_to(ROOT / name, target_is_directory=True)
    path = code / "nextwork_eval" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    return code


def command(*words: str | Path, code: Path = ROOT, before: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call the command line of a copy of the program; `before` stands before everything else that Python finds."""
    paths = [str(path) for path in (before, code) if path is not None]
    return subprocess.run(
        [sys.executable, "-P", "-m", "nextwork_eval.cli", *map(str, words)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
