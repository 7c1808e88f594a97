"""RESULTS.md holds a section for each module of benchmarks; each module writes its own and leaves the others alone."""

from __future__ import annotations

import re
from pathlib import Path

PATH = Path(__file__).parent / "RESULTS.md"
HEAD = "# Measured ratios\n\nWritten by `make bench`, each section in one run on one machine; ratios, never times.\n"


def with_section(text: str, title: str, lines: list[str]) -> str:
    """Return the text of RESULTS.md with the lines under `## title` replaced, or added at the end."""
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    bodies = {section.splitlines()[0].removeprefix("## "): section.rstrip("\n") + "\n" for section in sections}
    bodies[title] = "\n".join([f"## {title}", "", *lines]).rstrip("\n") + "\n"
    return "\n".join([HEAD, *bodies.values()])


def write_section(title: str, lines: list[str]) -> None:
    """Put a section in its place in RESULTS.md, and print it."""
    text = PATH.read_text(encoding="utf-8") if PATH.exists() else ""
    PATH.write_text(with_section(text, title, lines), encoding="utf-8", newline="\n")
    print("\n".join(lines))
