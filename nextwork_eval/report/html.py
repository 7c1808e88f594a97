"""The report as one web page: at the end you know how a document becomes a file that needs no other file."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nextwork_eval.report import palette
from nextwork_eval.report.blocks import Document
from nextwork_eval.report.origins import CLOSE, HINT, behind_the_numbers
from nextwork_eval.report.plain import as_plain
from nextwork_eval.results import ReleasedResult

_ROOM = Path(__file__).parent
# Family, style, weight, file. The signs (arrows, mathematics) are a font file of their own.
_FACES = (
    ("IBM Plex Sans", "normal", 400, "IBMPlexSans-Regular"),
    ("IBM Plex Sans", "italic", 400, "IBMPlexSans-Italic"),
    ("IBM Plex Sans", "normal", 600, "IBMPlexSans-SemiBold"),
    ("IBM Plex Serif", "normal", 400, "IBMPlexSerif-Regular"),
    ("IBM Plex Serif", "normal", 600, "IBMPlexSerif-SemiBold"),
)
_SIGNS = "U+2190-2211,U+2213-22FF"


def html_report(document: Document, released: ReleasedResult) -> bytes:
    """Print a document as HTML.

    Parameters
    ----------
    document
        The composed report.
    released
        What it was composed from.

    Returns
    -------
    bytes
        One self-contained page in UTF-8: style, typeface, figures and what stands behind each number are inside it. No
        network is needed, and no script to read it. The same document gives the same bytes.
    """
    environment = Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["drawing"] = _drawing
    environment.filters["style_text"] = _style_text
    colours = {
        name.lower(): value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)
    }
    style = environment.get_template("report.css.j2").render(colours)
    templates = _ROOM / "templates"
    page = environment.get_template("report.html.j2").render(
        document=as_plain(document, released),
        style=Markup(style + (templates / "behind.css").read_text(encoding="utf-8")),
        faces=Markup(_faces()),
        script=Markup("".join((templates / name).read_text(encoding="utf-8") for name in ("behind.js", "follow.js"))),
        behind=_data(behind_the_numbers(document, released)),
        hint=HINT.text(document.language),
        close=CLOSE.text(document.language),
    )
    return page.encode("utf-8")


def _data(content: dict[str, Any]) -> Markup:
    """Write data into a script element, which no text of a plan may end."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _drawing(svg: str) -> Markup:
    """Set a figure's own SVG into the page; this package drew it, and escaped what it took from the plan."""
    return Markup(svg)


def _style_text(lines: list[list[dict[str, Any]]]) -> Markup:
    """Write lines as one string of a style sheet, each sign by its number, so that none can end the string."""
    text = " ".join("".join(part["text"] for part in line) for line in lines)
    return Markup('"' + "".join(f"\\{ord(sign):06x}" for sign in text) + '"')


def _faces() -> str:
    rules = []
    for family, style, weight, name in _FACES:
        for part, extent in (("Latin1", ""), ("Pi", f"unicode-range:{_SIGNS};")):
            data = base64.b64encode((_ROOM / "fonts" / f"{name}-{part}.woff2").read_bytes()).decode("ascii")
            rules.append(
                f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weight};{extent}'
                f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
            )
    return "\n".join(rules)
