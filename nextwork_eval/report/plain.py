"""The document as plain data: the one form both printers read, so that page and paper cannot say different things."""

from __future__ import annotations

from typing import Any

from nextwork_eval.report import blocks
from nextwork_eval.report.languages import Language
from nextwork_eval.report.origins import origin_of
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.sources import ResultRef, find_row
from nextwork_eval.results import ReleasedResult

Plain = dict[str, Any]


def as_plain(document: blocks.Document, released: ReleasedResult) -> Plain:
    """Turn a document into dictionaries, lists and strings.

    Parameters
    ----------
    document
        The composed report.
    released
        What it was composed from; each number must have its row in it.

    Returns
    -------
    dict
        `title`, `chapters`, …; each line is a list of parts, each part a text with its kind and its origin.
    """
    printer = _Plain(released, document.language)
    return {
        "language": document.language,
        "title": printer.line(document.title),
        "title_text": plain_text(document.title),
        "subtitle": printer.line(document.subtitle),
        "subtitle_text": plain_text(document.subtitle),
        "notices": [printer.line(parts) for parts in document.notices],
        "publisher": printer.line(document.publisher),
        "publisher_text": plain_text(document.publisher),
        "date": document.date,
        "cover_facts": [[printer.line(name), printer.line(value)] for name, value in document.cover_facts],
        "labels": document.labels,
        "chapters": [printer.chapter(chapter) for chapter in document.chapters],
    }


class _Plain:
    """The conversion, with what every part of it needs."""

    def __init__(self, released: ReleasedResult, language: Language) -> None:
        self.released = released
        self.language = language

    def chapter(self, chapter: blocks.Chapter) -> Plain:
        return {
            "id": chapter.id,
            "kind": chapter.kind,
            "paper_only": chapter.paper_only,
            "number": "" if chapter.number is None else chapter.number.text,
            "title": self.line(chapter.title),
            "title_text": plain_text(chapter.title),
            "blocks": [self.block(block) for block in chapter.blocks],
        }

    def block(self, block: blocks.Block) -> Plain:
        match block:
            case blocks.Paragraph():
                return {"type": "paragraph", "style": block.style, "parts": self.line(block.parts)}
            case blocks.Heading():
                return {"type": "heading", "parts": self.line(block.parts), "text": plain_text(block.parts)}
            case blocks.Bullets():
                return {"type": "bullets", "items": [self.line(item) for item in block.items]}
            case blocks.Table():
                return self.table(block)
            case blocks.FigureBlock():
                return {
                    "type": "figure",
                    "id": block.figure.id,
                    "svg": block.figure.svg,
                    "width_mm": block.figure.width_mm,
                    "alt": block.alt.text,
                    "caption": self.line(block.caption),
                    "number": "" if block.number is None else block.number.text,
                    "data": None if block.data is None else self.table(block.data),
                }
            case blocks.Headlines():
                return {"type": "headlines", "cards": [self.headline(card) for card in block.cards]}
            case blocks.Verdicts():
                return {"type": "verdicts", "cards": [self.verdict(card) for card in block.cards]}
            case blocks.Facts():
                items = [[self.line(name), self.line(value)] for name, value in block.items]
                return {"type": "facts", "id": block.id, "items": items}
            case blocks.Notice():
                return {
                    "type": "notice",
                    "kind": block.kind,
                    "title": self.line(block.title),
                    "parts": self.line(block.parts),
                }

    def table(self, table: blocks.Table) -> Plain:
        columns = [
            {
                "heading": self.line(column.heading),
                "heading_text": plain_text(column.heading),
                "align": column.align,
                "share": column.share,
                "mark": column.mark,
            }
            for column in table.columns
        ]
        rows = [
            {
                "strong": row.strong,
                "across": len(row.cells) == 1 and len(table.columns) > 1,
                "cells": [{"parts": self.line(cell.parts), "aside": self.line(cell.aside)} for cell in row.cells],
            }
            for row in table.rows
        ]
        return {
            "type": "table",
            "id": table.id,
            "number": "" if table.number is None else table.number.text,
            "caption": self.line(table.caption),
            "caption_text": plain_text(table.caption),
            "columns": columns,
            "rows": rows,
            "notes": [self.line(note) for note in table.notes],
            "dense": table.dense,
            "stacks": table.stacks or all(column.align == "left" for column in table.columns),
        }

    def headline(self, card: blocks.Headline) -> Plain:
        lines = (
            "label",
            "effect",
            "interval",
            "treated",
            "control",
            "treated_name",
            "control_name",
            "reading",
            "sentence",
        )
        return {
            **{name: self.line(getattr(card, name)) for name in lines},
            "treated_length": round(card.treated_length, 4),
            "control_length": round(card.control_length, 4),
            "tone": card.tone,
        }

    def verdict(self, card: blocks.Verdict) -> Plain:
        def place(value: float | None) -> float | None:
            return None if value is None else round(min(1.0, max(0.0, value / card.top)), 4)

        return {
            "label": self.line(card.label),
            "badge": self.line(card.badge),
            "sentence": self.line(card.sentence),
            "tone": card.tone,
            **{name: place(getattr(card, name)) for name in ("estimate", "low", "high", "threshold")},
        }

    def line(self, parts: blocks.Parts) -> list[Plain]:
        return [self.part(part) for part in parts]

    def part(self, part: blocks.Part) -> Plain:
        match part:
            case blocks.Words():
                return {"kind": "emphasis" if part.emphasis else "words", "text": part.text}
            case blocks.Link():
                return {"kind": "link", "text": part.text, "target": part.target}
            case blocks.Number():
                result = part.source.result_id if isinstance(part.source, ResultRef) else ""
                if result:
                    find_row(self.released, result)
                origin = origin_of(part.source, self.language)
                text = {"text": part.text, "strong": part.strong, "mark": part.mark}
                return {"kind": "number", **text, "result": result, "origin": origin}
            case blocks.Quoted():
                origin = origin_of(part.source, self.language)
                return {"kind": "code" if part.code else "quoted", "text": part.text, "origin": origin}
