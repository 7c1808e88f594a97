"""The house: rooms of the README are the folders, chapters stay short, and nobody imports what is not theirs."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "nextwork_eval"


def test_the_readme_lists_the_rooms_that_exist() -> None:
    """The README's table and the folder listing are the same rooms."""
    table = re.findall(r"^\| `([a-z]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set(table) == rooms


def test_every_chapter_opens_with_what_a_reader_will_know() -> None:
    """Each module has a docstring."""
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_chapter_has_outgrown_its_subject() -> None:
    """No module is longer than 300 lines, and none is a drawer."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert [path.name for path, length in lengths.items() if length > 300] == []
    assert not {path.stem for path in lengths} & {"utils", "helpers", "common", "misc"}


def test_memos_stand_in_their_decision() -> None:
    """Decision 0020 lists every module that keeps a memo, and no other."""
    decision = (ROOT / "docs" / "decisions" / "0020-memos.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`((?:effects|report)/[\w/]+\.py)`", decision))
    memo = re.compile(r"^@(?:functools\.)?(?:lru_)?cache\b|^ +@(?:functools\.)?cached_property\b", flags=re.MULTILINE)
    keep = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if memo.search(path.read_text(encoding="utf-8"))
    }
    assert keep == listed


def test_the_citation_is_of_this_version() -> None:
    """CITATION.cff names the version and the licence of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert f"version: {project['version']}" in lines
    assert f"license: {project['license']}" in lines


def test_import_contracts_hold() -> None:
    """Who may import whom is checked by import-linter, in `make check` and here."""
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_no_global_randomness_and_no_clock() -> None:
    """No module draws from the global generator or reads the clock."""
    chance = r"np\.random\.(seed|rand|randn|random|choice|normal|shuffle|permutation)\b"
    forbidden = re.compile(rf"{chance}|\bdatetime\.now\(|\bdate\.today\(|\btime\.time\(")
    guilty = [path.name for path in PACKAGE.rglob("*.py") if forbidden.search(path.read_text(encoding="utf-8"))]
    assert guilty == []
