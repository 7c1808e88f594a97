"""What every command needs of the terminal: its plan, lists of words as options, and which step is running."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated, Any, Literal

import typer

from nextwork_eval.errors import UsageError

PlanArgument = Annotated[
    str, typer.Argument(metavar="PLAN", help="A plan file (.toml), or the name of a shipped plan, such as life_1972.")
]

DateOption = Annotated[
    dt.datetime | None, typer.Option("--date", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Today's date.")
]


def languages_of(text: str) -> tuple[Literal["da", "en"], ...]:
    """Return the languages of an option such as `da,en`; UsageError if one is unknown."""
    known: tuple[Literal["da", "en"], ...] = ("da", "en")
    return tuple(name for name in known if name in _words(text, known))


def formats_of(text: str) -> tuple[Literal["html", "pdf"], ...]:
    """Return the formats of an option such as `html,pdf`; UsageError if one is unknown."""
    known: tuple[Literal["html", "pdf"], ...] = ("html", "pdf")
    return tuple(name for name in known if name in _words(text, known))


def _words(text: str, known: tuple[str, ...]) -> list[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if unknown := [word for word in words if word not in known]:
        raise UsageError(f"Unknown: {', '.join(unknown)}.", [f"Expected one or more of {', '.join(known)}."])
    return words


class Progress:
    """A line on the terminal that says which step is running; silent where the output is not a terminal."""

    def __enter__(self) -> Progress:
        """Start."""
        self._status: Any = None
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status("…")
            self._status.start()
        return self

    def __call__(self, step: str) -> None:
        """Name the step that starts now."""
        if self._status is not None:
            self._status.update(step)

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        if self._status is not None:
            self._status.stop()
