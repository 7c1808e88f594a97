"""What a PDF says once, without what paper adds: running heads, page numbers, heads of tables that are repeated.

The report is tagged, and all that stands on a page for the sake of the page is marked as an artifact (ISO 32000-1,
14.8.2.2). What is left is the text that a screen reader reads.
"""

from __future__ import annotations

import io
import re
from collections import Counter

from pypdf import PdfReader
from pypdf.generic import DecodedStreamObject, NameObject

_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)"  # a string
    rb"|<<[^<>]*(?:<[0-9A-Fa-f]*>[^<>]*)*>>|<[0-9A-Fa-f\s]*>"  # properties, a string in hexadecimal
    rb"|/[^\s()<>\[\]/]*|[^\s()<>\[\]/]+|[\[\]()<>]|\s+",  # a name, an operator or a number, a bracket, white space
    re.DOTALL,
)
_SHOWS = (b"Tj", b"TJ", b"'", b'"')


def own_text(paper: bytes) -> str:
    """Return the text of a PDF without its artifacts."""
    pages = []
    for page in PdfReader(io.BytesIO(paper)).pages:
        contents = page.get_contents()
        assert contents is not None, "no page is empty"
        own = DecodedStreamObject()
        own.set_data(without_artifacts(contents.get_data()))
        page[NameObject("/Contents")] = own
        pages.append(page.extract_text())
    return "\n".join(pages)


def without_artifacts(stream: bytes) -> bytes:
    """Return a content stream without the operators that show the text of an artifact."""
    kept: list[tuple[bytes, bool]] = []  # a token, and whether it waits for its operator
    marks: list[bool] = []
    first = b""
    for token in (found[0] for found in _TOKEN.finditer(stream)):
        operator = token in _SHOWS or (token[:1].isalpha() and token not in (b"true", b"false", b"null"))
        if token in (b"BDC", b"BMC"):
            marks.append(first == b"/Artifact")
        elif token == b"EMC":
            marks.pop()
        if token in _SHOWS and any(marks):
            while kept and kept[-1][1]:
                kept.pop()
        else:
            kept.append((token, not operator))
        first = b"" if operator else first or token.strip()
    assert not marks, "every mark is closed"
    return b"".join(token for token, _ in kept)


def pages_in_the_contents(paper: bytes) -> Counter[str]:
    """Return the page numbers that the table of contents gives, one for each chapter; a screen has none."""
    reader = PdfReader(io.BytesIO(paper))
    chapters = [entry for entry in reader.outline if not isinstance(entry, list)]
    return Counter(str((reader.get_destination_page_number(chapter) or 0) + 1) for chapter in chapters)
