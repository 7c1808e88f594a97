"""The document before it is a web page or a PDF: chapters made of blocks, blocks made of lines, lines made of parts.

A part is either words, in which no digit can stand, or a text that names its source. Nothing else can be printed, so
no number can enter a report by being typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.errors import ReportError
from nextwork_eval.report.figures import Figure
from nextwork_eval.report.languages import Language
from nextwork_eval.report.sources import Source


@dataclass(frozen=True, slots=True)
class Words:
    """Text of the report's own. A digit, or any other sign that stands for a number, is refused.

    `emphasis` sets it in bold.

    Raises
    ------
    ReportError
        If the text holds a numeral.

    Examples
    --------
    >>> Words("half of them").text
    'half of them'
    """

    text: str
    emphasis: bool = False

    def __post_init__(self) -> None:
        if any(map(str.isnumeric, self.text)):
            raise ReportError(
                "A numeral stands in the report's own words.",
                [f"Give its source instead of typing it: “{self.text[:60]}”."],
            )


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is printed, and where it comes from.

    `strong` sets it in bold; `mark` is the sign that every format prints behind one that was not promised.
    """

    text: str
    source: Source
    strong: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text of the plan or of a row, which may hold digits. `code` sets it as an identifier."""

    text: str
    source: Source
    code: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a chapter of the document."""

    text: str
    target: str

    def __post_init__(self) -> None:
        Words(self.text)


Part = Words | Number | Quoted | Link
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; `lead` opens a chapter in larger type, `note` is small, `verdict` tells a result."""

    parts: Parts
    style: Literal["body", "lead", "note", "verdict"] = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside a chapter."""

    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list without order."""

    items: tuple[Parts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; `share` is its part of the width on paper."""

    heading: Parts
    align: Literal["left", "right"] = "left"
    share: float = 1.0
    mark: Literal["", "treated", "control"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell with an optional second, quieter line."""

    parts: Parts
    aside: Parts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row whose first cell is its heading; a row with one cell only is a heading across the table."""

    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `sources` are the result ids its numbers come from; `number` is given when the document is composed.

    `dense` sets it small; `stacks` lets a narrow screen set the cells of a row below each other instead of scrolling.
    """

    id: str
    caption: Parts
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Parts, ...] = ()
    sources: tuple[str, ...] = ()
    number: Number | None = None
    dense: bool = False
    stacks: bool = False

    def __post_init__(self) -> None:
        wrong = [index for index, row in enumerate(self.rows) if len(row.cells) not in (1, len(self.columns))]
        if wrong:
            raise ReportError(f"In the table '{self.id}', {len(wrong)} rows do not have {len(self.columns)} cells.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """A figure with its caption and, as a table, the rows it was drawn from."""

    figure: Figure
    caption: Parts
    alt: Quoted
    data: Table | None = None
    number: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One main result on page one. The two lengths, between 0 and 1, are drawn as bars and never printed."""

    label: Parts
    effect: Parts
    interval: Parts
    treated: Parts
    control: Parts
    treated_name: Parts
    control_name: Parts
    treated_length: float
    control_length: float
    reading: Parts
    sentence: Parts
    tone: Literal["good", "bad", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines:
    """The main results side by side."""

    cards: tuple[Headline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the result says about one target. The four numbers are drawn on a line from 0 to `top`."""

    label: Parts
    badge: Parts
    tone: Literal["good", "bad", "open"]
    sentence: Parts
    estimate: float | None
    low: float | None
    high: float | None
    threshold: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """The targets side by side."""

    cards: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and what they stand for, set as a box."""

    id: str
    items: tuple[tuple[Parts, Parts], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A box that must not be overlooked: `synthetic`, the plan's `status`, or something that was `not_estimated`."""

    kind: Literal["synthetic", "status", "not_estimated", "reference"]
    title: Parts
    parts: Parts


Block = Paragraph | Heading | Bullets | Table | FigureBlock | Headlines | Verdicts | Facts | Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter. `kind`: `brief` for page one, `front` for a foreword, `main` and `appendix` with a number or letter.

    `paper_only` chapters are left out of the web page, which shows the same tables under their figures.
    """

    id: str
    title: Parts
    blocks: tuple[Block, ...]
    kind: Literal["brief", "front", "main", "appendix"] = "main"
    paper_only: bool = False
    number: Number | Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report in one language.

    Attributes
    ----------
    title, subtitle, status, publisher, dated
        For the cover.
    synthetic
        The statement that stands on every page when the data were invented, otherwise None.
    standing
        What every page says when the plan is not locked: that, or that this is a rehearsal. Otherwise None.
    date
        ISO date of the plan: the only date a report knows.
    cover_facts
        Short lines for the cover.
    labels
        Words that the printers need: “Contents”, “Table”, “Figure”, ….
    """

    language: Language
    title: Parts
    subtitle: Parts
    status: Parts
    synthetic: Parts | None
    standing: Parts | None
    publisher: Parts
    date: str
    cover_facts: tuple[tuple[Parts, Parts], ...]
    chapters: tuple[Chapter, ...]
    labels: dict[str, str]

    @property
    def notices(self) -> tuple[Parts, ...]:
        """What stands on every page: that data are invented, and how the plan stands."""
        return tuple(parts for parts in (self.synthetic, self.standing) if parts is not None)
