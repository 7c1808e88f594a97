"""One figure of the report: a clean drawing as SVG text, its words, and the rows it was drawn from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.dom.minidom import Element, Node, parseString

from nextwork_eval.errors import ReportError

FONT_FAMILY = "'IBM Plex Sans', sans-serif"
# The semi-bold file has a family name of its own, by which typst finds it; browsers go by the weight.
STRONG_FAMILY = f"'IBM Plex Sans SmBld', {FONT_FAMILY}"
_DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"(?<=#)[\w.-]+")
_NUMERIC = ("d", "x", "y", "transform", "stroke-width", "font-size", "stroke-dasharray", "stroke-dashoffset")
_IDLE = {"stroke-linecap": "butt", "stroke-linejoin": "miter", "opacity": "1", "stroke-dashoffset": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure ready for HTML and PDF. Both show the same bytes.

    Attributes
    ----------
    id
        Name of the figure, unique in a report.
    svg
        The drawing: one `svg` element without prolog, text as text, with `title` and `desc`; its ids begin with
        `svg-<id>`.
    width_mm
        The width at which its text has the intended size.
    alt
        What a reader who cannot see the figure must know, with the numbers.
    caption
        What the figure shows and how to read it.
    rows
        The result ids that were drawn, for the table under the figure; a box of the flow is `flow.<box>` or
        `flow.<box>.<arm>`.
    """

    id: str
    svg: str
    width_mm: float
    alt: str
    caption: str
    rows: tuple[str, ...]


def inline_svg(drawing: str, *, figure_id: str, title: str, alt: str, width_mm: float, height_mm: float) -> str:
    """Turn a drawing as matplotlib writes it into SVG that can stand beside others in one HTML page.

    Parameters
    ----------
    drawing
        An SVG document. A group with the id `role-<name>` becomes a group of the class `<name>`.
    figure_id
        Begins every id that remains, so that two figures on one page never share one.
    title, alt
        Content of `title` and `desc`.
    width_mm, height_mm
        Size on paper, millimetres. A page may scale the drawing down as far as it likes, and up a little.

    Returns
    -------
    str
        One `svg` element: no prolog, no style sheet that would reach the rest of the page, no metadata, coordinates to
        a hundredth of a point, which is below what print or screen can show.

    Raises
    ------
    ReportError
        If the drawing refers to an id that it does not hold.

    Examples
    --------
    >>> raw = '<svg viewBox="0 0 9 9"><g id="role-value"><text x="1.00004">7</text></g></svg>'
    >>> print(inline_svg(raw, figure_id="a", title="T", alt="A", width_mm=10, height_mm=10).splitlines()[4])
    <text x="1">7</text>
    """
    document = parseString(drawing)
    raw = document.documentElement
    assert raw is not None, "an SVG document has a root element"
    prefix = f"svg-{figure_id}"
    referred = {
        name
        for element in raw.getElementsByTagName("*")
        for attribute, value in element.attributes.items()
        if attribute == "xlink:href" or "url(#" in value
        for name in _REFERENCE.findall(value)
    }
    root = document.createElement("svg")
    for name, value in {
        "xmlns": "http://www.w3.org/2000/svg",
        "id": prefix,
        "class": "figure",
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
        "width": f"{width_mm:g}mm",
        "height": f"{height_mm:g}mm",
        "viewBox": raw.getAttribute("viewBox"),
        "font-family": FONT_FAMILY,
        "stroke-linejoin": "round",
        # A page may stretch a figure to its column, but not until its text is larger than the text around it.
        "style": f"max-width:{1.15 * width_mm:.0f}mm;height:auto",
    }.items():
        root.setAttribute(name, _rounded(value) if name == "viewBox" else value)
    for tag, words in (("title", title), ("desc", alt)):
        element = document.createElement(tag)
        element.setAttribute("id", f"{prefix}-{tag}")
        element.appendChild(document.createTextNode(words))
        root.appendChild(element)
    for child in list(raw.childNodes):
        for kept in _cleaned(child, prefix, referred):
            root.appendChild(kept)
    missing = referred - {
        element.getAttribute("id").removeprefix(f"{prefix}-") for element in root.getElementsByTagName("*")
    }
    if missing:
        raise ReportError(f"The figure '{figure_id}' refers to {len(missing)} parts that it does not hold.")
    return root.toprettyxml(indent="", newl="\n").strip() + "\n"


def _cleaned(node: Node, prefix: str, referred: set[str]) -> list[Element]:
    """Return what is to be kept of a node: itself, its children where it is an empty wrapping, or nothing."""
    if not isinstance(node, Element) or node.tagName in ("metadata", "style"):
        return []
    kept = [clean for child in list(node.childNodes) for clean in _cleaned(child, prefix, referred)]
    if node.tagName != "text":
        while node.firstChild is not None:
            node.removeChild(node.firstChild)
        for child in kept:
            node.appendChild(child)
    _tidy_attributes(node, prefix, referred)
    if node.tagName in ("g", "defs") and (not kept or (node.tagName == "g" and not node.attributes.length)):
        return kept
    return [node]


def _tidy_attributes(element: Element, prefix: str, referred: set[str]) -> None:
    name = element.getAttribute("id")
    if name:
        element.removeAttribute("id")
        if name.startswith("role-"):
            element.setAttribute("class", name.removeprefix("role-"))
        elif name in referred:
            element.setAttribute("id", f"{prefix}-{name}")
    if element.hasAttribute("style"):
        # Presentation attributes instead of a style: a page may forbid inline styles and still show the figure.
        declarations = dict(
            part.strip().split(": ", 1) for part in element.getAttribute("style").split(";") if part.strip()
        )
        element.removeAttribute("style")
        for key, value in declarations.items():
            if key != "font-family":
                element.setAttribute(key, value.removesuffix("px") if key == "font-size" else value)
        if declarations.get("font-weight") == "600":
            element.setAttribute("font-family", STRONG_FAMILY)
    if element.hasAttribute("xlink:href"):
        element.setAttribute("href", "#" + f"{prefix}-" + element.getAttribute("xlink:href").removeprefix("#"))
        element.removeAttribute("xlink:href")
    for key, value in list(element.attributes.items()):
        if _IDLE.get(key) == value or (key == "transform" and value.startswith(("rotate(-0", "rotate(0"))):
            element.removeAttribute(key)
        elif "url(#" in value:
            element.setAttribute(key, value.replace("url(#", f"url(#{prefix}-"))
        elif key in _NUMERIC:
            element.setAttribute(key, " ".join(_rounded(value).split()))


def _rounded(text: str) -> str:
    """Round every decimal number in the text to two places, so that no platform's last bit reaches the file."""
    return _DECIMAL.sub(
        lambda found: f"{round(float(found[0]), 2) + 0.0:g}" if abs(float(found[0])) < 1e4 else found[0], text
    )
