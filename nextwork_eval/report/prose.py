"""Text that people wrote beside the plan: read from its folder, checked, and set with every number looked up.

Beside `mine.toml` lies the folder `mine`, with `foreword.da.md`, `foreword.en.md`, `programme.da.md` and
`programme.en.md`; each text in both languages or in none. The text travels in `released.json`, so that a report can be
written again without the folder. It is no promise: it is not part of the plan, nor of its lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Block, Bullets, Heading, Link, Paragraph, Part, Parts, Words
from nextwork_eval.report.languages import LANGUAGES
from nextwork_eval.report.markdown import Passage, Piece, passages
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.sources import Form
from nextwork_eval.results import Prose

SECTIONS = ("foreword", "programme")
_LARGEST = 100_000
# What may stand behind the colon of a reference to a result row: the field of the row, and its form.
_RESULT_FORMS: dict[str, tuple[str, Form]] = {
    "": ("estimate", "full"),
    "bare": ("estimate", "bare"),
    "interval": ("estimate", "interval_words"),
    "level": ("conf_level", "full"),
    "p_value": ("p_value", "equation"),
    "n_arm": ("n_arm", "full"),
    "n_reference": ("n_reference", "full"),
}
_PLAN_FORMS = ("text", "date", "whole_percent", "count", "percentage_points", "weeks", "times")
_LOOKS = re.compile(r"[\w.-]+(:\w+)?")


def read_prose(folder: Path) -> tuple[Prose, ...]:
    """Read the texts that lie in the folder of a plan; none where there is no folder.

    Parameters
    ----------
    folder
        The folder named as the plan, beside its file.

    Returns
    -------
    tuple of Prose
        In the order of the report, Danish before English.

    Raises
    ------
    ReportError
        With every problem of every file, each with its file and line: a file of another name, a text in one language
        only, a bare numeral, HTML, or anything else of Markdown that is not read.
    """
    if not folder.is_dir():
        return ()
    wanted = {f"{section}.{language}.md": (section, language) for section in SECTIONS for language in LANGUAGES}
    present = {path.name for path in folder.iterdir() if path.suffix == ".md" and path.name != "README.md"}
    problems = [f"{name}: expected {', '.join(wanted)}" for name in sorted(present - wanted.keys())]
    found = []
    for name, (section, language) in wanted.items():
        other = next(f"{section}.{tongue}.md" for tongue in LANGUAGES if tongue != language)
        if name not in present:
            problems += [f"{name}: missing, though {other} is there"] if other in present else []
            continue
        path = folder / name
        if path.stat().st_size > _LARGEST:
            problems.append(f"{name}: larger than {_LARGEST:,} bytes")
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            problems.append(f"{name}: not UTF-8")
            continue
        said, wrong = passages(text)
        problems += [f"{name}, {problem}" for problem in wrong]
        problems += [] if said else [f"{name}: empty"]
        found.append(Prose(section=section, language=language, text=text))  # type: ignore[arg-type]
    if problems:
        raise ReportError(f"The texts beside the plan, in '{folder.name}', cannot be used.", problems)
    return tuple(found)


def prose_blocks(m: Materials, section: str) -> tuple[Block, ...]:
    """Return a text in the language of the report as blocks; empty where there is none.

    Raises
    ------
    ReportError
        With every reference that leads nowhere, each with its file and line.
    """
    text = next((one.text for one in m.released.prose if (one.section, one.language) == (section, m.language)), None)
    if text is None:
        return ()
    found, problems = passages(text)
    blocks: list[Block] = []
    items: list[Parts] = []
    for passage in found:
        parts = _parts(m, passage, problems)
        if passage.kind == "item":
            items.append(parts)
            continue
        if items:
            blocks.append(Bullets(items=tuple(items)))
            items = []
        blocks.append(Heading(parts=parts) if passage.kind == "heading" else Paragraph(parts=parts))
    if items:
        blocks.append(Bullets(items=tuple(items)))
    if problems:
        name = f"{section}.{m.language}.md"
        raise ReportError("A text beside the plan cannot be set.", [f"{name}, {problem}" for problem in problems])
    return tuple(blocks)


def _parts(m: Materials, passage: Passage, problems: list[str]) -> Parts:
    parts: list[Part] = []
    for piece in passage.pieces:
        try:
            parts.append(_part(m, piece))
        except ReportError as error:
            if piece.kind == "reference":  # the words themselves were checked when the text was taken apart
                problems.append(f"line {piece.line}: {{{piece.text}}}: {error.summary}")
    return tuple(parts)


def _part(m: Materials, piece: Piece) -> Part:
    match piece.kind:
        case "words":
            return Words(piece.text)
        case "emphasis":
            return Words(piece.text, emphasis=True)
        case "link":
            return Link(piece.text, piece.target.removeprefix("#"))
        case "reference":
            return _reference(m, piece.text)


def _reference(m: Materials, text: str) -> Part:
    if not _LOOKS.fullmatch(text):
        raise ReportError("Expected a name, such as {entry.difference} or {plan.plan.date:date}.")
    name, _, form = text.partition(":")
    room, *path = name.split(".")
    if room == "plan":
        _known(form, ("", *_PLAN_FORMS))
        return m.plan(*path, form=cast(Form, form or "text"))
    if room == "flow":
        _known(form, ("",))
        return m.persons(path[0] if path else "", ".".join(path[1:]) or None)
    _known(form, _RESULT_FORMS)
    field, how = _RESULT_FORMS[form]
    return m.number(name, field, how)


def _known(form: str, known: Iterable[str]) -> None:
    if form not in known:
        raise ReportError(f"':{form}' is no form here: expected one of {', '.join(name for name in known if name)}.")
