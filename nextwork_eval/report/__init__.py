"""What is read: released rows, composed once and printed as web page and as PDF, in Danish and in English.

The room, in the order in which a number walks through it:

`sources`      where a numeral may come from, and how each kind of source is turned into text
`languages`    numbers, intervals, p-values and dates as each language writes them
`phrases`      sentences in both languages side by side, which refuse a digit and a claim that no trial can carry
`blocks`       the document: chapters, paragraphs, tables, figures, and the parts of a line
`materials`    what a chapter may look at: the released result, in one language
`sentences`    the approved words for an effect, by case
`tables`       the tables that several chapters share
`chapters/`    one module for each chapter, in the order of the report
`figures/`     the drawings, each with its words and its rows
`build`        compose, check that every numeral says what its source says, write all files or none
`formats`      what a report can be written as, each format made of the one document
`origins`      what the page tells of a number that a reader points at
`note`         the brief by itself, on two pages; `key_figures`: the main results as slides
`html`, `pdf`  the two printers; both print the same plain form (`plain`) of the same document
`palette`      the colours and what they mean

The room imports results and errors, and nothing from the secure room.
"""

from nextwork_eval.report.blocks import Document
from nextwork_eval.report.build import compose, write_documents, write_report
from nextwork_eval.report.checks import numeral_counts

__all__ = ["Document", "compose", "numeral_counts", "write_documents", "write_report"]
