"""The delivered files opened: cells of text files still as text, columns of other files as they were stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from nextwork_eval.registers.counting import of_year, whole_table
from nextwork_eval.registers.guarded import BinaryFile, read_binary
from nextwork_eval.registers.layout import TableLayout
from nextwork_eval.registers.places import Place, places_of
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.text_files import empty, read_text, too_large, too_long_cell, too_many_columns
from nextwork_eval.results.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeliveredFile:
    """What one file held: of a table, or of its part of a year. Columns as delivered, tagged missing values beside."""

    table: str
    year: int | None
    frame: pl.DataFrame

    def __repr__(self) -> str:
        """Say how large it is, and nothing of its content."""
        return f"DeliveredFile({self.table!r}, {self.year}, {self.frame.height}×{self.frame.width})"


def read_files(
    folder: Path, schema: RegisterSchema, layouts: Mapping[str, TableLayout], largest: int
) -> tuple[list[DeliveredFile], list[Finding]]:
    """Open the files of each table of a schema.

    Parameters
    ----------
    folder
        Folder of the extract.
    schema
        Which tables are expected, under which names.
    layouts
        Where the delivery differs from that.
    largest
        Bytes that a table may take in memory.

    Returns
    -------
    list[DeliveredFile]
        The files that could be opened, years in order. Nothing is typed or checked yet.
    list[Finding]
        Missing, doubled, empty and unreadable files, files that are too large or no files of their kind, and files that
        nobody claims.
    """
    places, findings = places_of(folder, schema, layouts)
    files: list[DeliveredFile] = []
    for place, (frame, problems) in zip(places, open_places(places, layouts, largest), strict=True):
        findings += [of_year(problem, place.year) for problem in problems]
        if frame is not None:
            files.append(DeliveredFile(table=place.table, year=place.year, frame=frame))
    return files, findings


def open_places(
    places: Sequence[Place], layouts: Mapping[str, TableLayout], largest: int
) -> list[tuple[pl.DataFrame | None, list[Finding]]]:
    """Open files, each as it was delivered; None and a finding where that cannot be done."""
    binary = [place for place in places if place.kind != "csv"]
    results = iter(read_binary([BinaryFile(path=place.path, kind=place.kind) for place in binary], largest))
    opened: list[tuple[pl.DataFrame | None, list[Finding]]] = []
    for place in places:
        if place.kind == "csv":
            opened.append(read_text(place.path, place.table, layouts[place.table].dialect, largest))
        else:
            result = next(results)
            opened.append((None, [unopened(result, place)]) if isinstance(result, str) else (result, []))
    return opened


def unopened(word: str, place: Place) -> Finding:
    """Return the finding for a binary file of which `guarded` said a word; no word of the library that read it."""
    match word:
        case "empty_file":
            return empty(place.table)
        case "too_large":
            return too_large(place.table)
        case "too_many_columns":
            return too_many_columns(place.table)
        case "cell_too_long":
            return too_long_cell(place.table)
        case "truncated":
            return whole_table("unreadable_file", place.table, kind="cut")
    return whole_table("unreadable_file", place.table, kind="format", format=_NAMES[place.kind])


_NAMES = {
    "parquet": "Parquet",
    "arrow": "Arrow (Feather version 2)",
    "sas7bdat": "SAS7BDAT",
    "xpt": "SAS transport",
    "dta": "Stata",
}
