"""What every command needs of the terminal: its plan, lists of words as options, and which step is running."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from nextwork_eval.errors import UsageError
from nextwork_eval.language import LANGUAGES, Language

PlanArgument = Annotated[
    str, typer.Argument(metavar="PLAN", help="A plan file (.toml), or the name of a shipped plan, such as life_1972.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option("--lang", help="Languages of the report, separated by commas: da, en. Left out: those of the plan."),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="What to write, separated by commas: html, pdf, docx; xlsx (the tables), note (two pages), slides (key "
        "figures), figures (each by itself). Left out: those of the plan.",
    ),
]
Languages = tuple[Language, ...]
Format = Literal["html", "pdf", "docx", "xlsx", "note", "slides", "figures"]
Formats = tuple[Format, ...]
KNOWN: Formats = ("html", "pdf", "docx", "xlsx", "note", "slides", "figures")

DateOption = Annotated[
    dt.datetime | None, typer.Option("--date", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Today's date.")
]


def languages_of(text: str | None) -> Languages | None:
    """Return the languages of an option such as `da,en`, None where it is left out; UsageError if one is unknown."""
    if text is None:
        return None
    return tuple(name for name in LANGUAGES if name in _words(text, LANGUAGES))


def formats_of(text: str | None) -> Formats | None:
    """Return the formats of an option such as `html,pdf`, None where it is left out; UsageError if one is unknown."""
    if text is None:
        return None
    return tuple(name for name in KNOWN if name in _words(text, KNOWN))


def date_of(text: str | None) -> str | None:
    """Return the day of an option as ISO text, None where it was left out; UsageError if it is no day."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError("The date cannot be read.", ["Expected a day that exists, written as YYYY-MM-DD."]) from None


def what_to_write(
    plan: Mapping[str, Any], languages: Languages | None, formats: Formats | None
) -> tuple[Languages, Formats]:
    """Return the languages and formats of a report: the options where they are given, otherwise the plan's own.

    Examples
    --------
    >>> what_to_write({"report": {"languages": ["en"]}}, None, ("pdf",))
    (('en',), ('pdf',))
    """
    own = plan.get("report", {})
    default = languages_of(",".join(own.get("languages", ("da", "en"))))
    forms = formats_of(",".join(own.get("formats", ("html", "pdf"))))
    return (default or ()) if languages is None else languages, (forms or ()) if formats is None else formats


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
