"""What the documentation shows, runs."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import nextwork_eval

ROOT = Path(__file__).parents[2]
MODULES = [module.name for module in pkgutil.walk_packages(nextwork_eval.__path__, "nextwork_eval.")]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str) -> None:
    """The examples in a module's docstrings give what they show."""
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_readme_example(capsys: pytest.CaptureFixture[str]) -> None:
    """The README's Python example runs as it stands and prints the published effect of aid on re-arrest."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(blocks) == 1
    assert len(blocks[0].strip().splitlines()) <= 25
    exec(compile(blocks[0], "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("-0.083 (-0.167 to -0.000)")


def test_dream_example(capsys: pytest.CaptureFixture[str]) -> None:
    """The page on DREAM shows Anna's spell of weeks 52 and 53 of 2015, and Bo's of week 53 and week 1."""
    page = (ROOT / "docs" / "how-to" / "dream-to-spells.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    exec(compile(block, "dream-to-spells.md", "exec"), {})
    told = [re.findall(r"[\w-]+", line) for line in capsys.readouterr().out.splitlines()]
    assert ["annaannaanna", "720", "2015-12-21", "2016-01-04"] in told
    assert ["bobobobobobo", "651", "2015-12-28", "2016-01-11"] in told
