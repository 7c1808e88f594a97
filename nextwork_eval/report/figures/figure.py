"""One figure of the report: a clean drawing as SVG text, its words, and the rows it was drawn from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

from nextwork_eval.errors import ReportError

FONT_FAMILY = "'IBM Plex Sans', sans-serif"
# The semi-bold file has a family name of its own, by which typst finds it; browsers go by the weight.
STRONG_FAMILY = f"'IBM Plex Sans SmBld', {FONT_FAMILY}"
_LINK = "{http://www.w3.org/1999/xlink}href"
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
    raw = fromstring(drawing)
    prefix = f"svg-{figure_id}"
    referred = {
        name
        for element in raw.iter()
        for attribute, value in element.attrib.items()
        if attribute == _LINK or "url(#" in value
        for name in _REFERENCE.findall(value)
    }
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "id": prefix,
            "class": "figure",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "width": f"{width_mm:g}mm",
            "height": f"{height_mm:g}mm",
            "viewBox": _rounded(raw.get("viewBox", "")),
            "font-family": FONT_FAMILY,
            "stroke-linejoin": "round",
            # A page may stretch a figure to its column, but not until its text is larger than the text around it.
            "style": f"max-width:{1.15 * width_mm:.0f}mm;height:auto",
        },
    )
    for tag, words in (("title", title), ("desc", alt)):
        element = Element(tag, {"id": f"{prefix}-{tag}"})
        element.text = words
        root.append(element)
    root.extend(kept for child in raw for kept in _cleaned(child, prefix, referred))
    if missing := referred - {element.get("id", "").removeprefix(f"{prefix}-") for element in root.iter()}:
        raise ReportError(f"The figure '{figure_id}' refers to {len(missing)} parts that it does not hold.")
    return _written(root)


def _cleaned(node: Element, prefix: str, referred: set[str]) -> list[Element]:
    """Return what is to be kept of a node: itself, its children where it is an empty wrapping, or nothing."""
    tag = node.tag.rpartition("}")[2]
    if tag in ("metadata", "style"):
        return []
    kept = [clean for child in node for clean in _cleaned(child, prefix, referred)]
    attributes = _tidied(node.attrib, prefix, referred)
    if tag in ("g", "defs") and (not kept or (tag == "g" and not attributes)):
        return kept
    element = Element(tag, attributes)
    element.text = node.text if tag == "text" else None
    element.extend(kept)
    return [element]


def _tidied(given: dict[str, str], prefix: str, referred: set[str]) -> dict[str, str]:
    attributes = {key: value for key, value in given.items() if key not in ("id", "style", _LINK)}
    name = given.get("id", "")
    if name.startswith("role-"):
        attributes["class"] = name.removeprefix("role-")
    elif name in referred:
        attributes["id"] = f"{prefix}-{name}"
    # Presentation attributes instead of a style: a page may forbid inline styles and still show the figure.
    for part in filter(None, map(str.strip, given.get("style", "").split(";"))):
        key, _, value = part.partition(": ")
        if key != "font-family":
            attributes[key] = value.removesuffix("px") if key == "font-size" else value
    if attributes.get("font-weight") == "600":
        attributes["font-family"] = STRONG_FAMILY
    if _LINK in given:
        attributes["href"] = f"#{prefix}-{given[_LINK].removeprefix('#')}"
    return {
        key: _shown(key, value, prefix)
        for key, value in attributes.items()
        if _IDLE.get(key) != value and not (key == "transform" and value.startswith(("rotate(-0", "rotate(0")))
    }


def _shown(key: str, value: str, prefix: str) -> str:
    if "url(#" in value:
        return value.replace("url(#", f"url(#{prefix}-")
    return " ".join(_rounded(value).split()) if key in _NUMERIC else value


def _written(element: Element) -> str:
    """Write an element and what is in it, each on a line of its own; the same signs are escaped everywhere."""
    opened = " ".join([element.tag, *(f'{key}="{_escaped(value)}"' for key, value in element.attrib.items())])
    if len(element):
        return f"<{opened}>\n{''.join(map(_written, element))}</{element.tag}>\n"
    return f"<{opened}/>\n" if element.text is None else f"<{opened}>{_escaped(element.text)}</{element.tag}>\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace(">", "&gt;")


def _rounded(text: str) -> str:
    """Round every decimal number in the text to two places, so that no platform's last bit reaches the file."""
    return _DECIMAL.sub(
        lambda found: f"{round(float(found[0]), 2) + 0.0:g}" if abs(float(found[0])) < 1e4 else found[0], text
    )
