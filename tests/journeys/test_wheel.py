"""The wheel carries plans, schemas, examples, fonts and templates, and runs the real trial from anywhere."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_runs_life_outside_the_checkout(tmp_path: Path) -> None:
    """Unpacked into an empty folder and run from another one, it writes the whole evaluation."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    away = tmp_path / "away"
    away.mkdir()
    program = "import nextwork_eval, sys; print(nextwork_eval.__file__); from nextwork_eval.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "run", "life_1972", "--out", "reports"],
        cwd=away,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path / "installed") in done.stdout.splitlines()[0]
    assert "difference -8.3 percentage points" in done.stdout
    assert {path.name for path in (away / "reports" / "life_1972").iterdir()} == {
        "released.json",
        "results.parquet",
        "run.json",
        "README.md",
        "ro-crate-metadata.json",
        *(f"report.{language}.{kind}" for language in ("da", "en") for kind in ("html", "pdf")),
    }
