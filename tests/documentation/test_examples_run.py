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
