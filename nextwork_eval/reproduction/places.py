"""Where a function stands: its file inside the package and its line, and what its docstring says it computes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nextwork_eval

PACKAGE = Path(nextwork_eval.__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A function of the package and where it begins.

    Attributes
    ----------
    function
        As it is written in code, with the module in which it stands.
    file
        Path from the folder that holds the package; never a path of the machine.
    line
        First line of its definition.
    """

    function: str
    file: str
    line: int

    def sentence(self) -> str:
        """Write the place in one line."""
        return f"{self.function} ({self.file}:{self.line})"


def place_of(function: Callable[..., Any]) -> Place:
    """Find a function of this package.

    Examples
    --------
    >>> from nextwork_eval.effects import difference_in_means
    >>> place = place_of(difference_in_means)
    >>> place.function, place.file
    ('nextwork_eval.effects.means.difference.difference_in_means', 'nextwork_eval/effects/means/difference.py')
    """
    plain = inspect.unwrap(function)
    source = Path(inspect.getsourcefile(plain) or "").resolve()
    return Place(
        function=f"{plain.__module__}.{plain.__qualname__}",
        file=source.relative_to(PACKAGE.parent).as_posix(),
        line=inspect.getsourcelines(plain)[1],
    )


def section_of(function: Callable[..., Any], heading: str) -> str:
    """Return one section of a function's docstring, line by line; empty where it has none.

    Examples
    --------
    >>> section_of(section_of, "Examples").splitlines()[0][:3]
    '>>>'
    """
    lines = (inspect.getdoc(function) or "").splitlines()
    starts = [at for at in range(len(lines) - 1) if lines[at + 1] and set(lines[at + 1]) == {"-"}]
    for number, at in enumerate(starts):
        if lines[at] == heading:
            end = starts[number + 1] if number + 1 < len(starts) else len(lines)
            return "\n".join(lines[at + 2 : end]).strip()
    return ""


def summary_of(function: Callable[..., Any]) -> str:
    """Return the first line of a function's docstring."""
    return (inspect.getdoc(function) or "").split("\n", 1)[0]
