"""One table of a population laid into parts by person, slice by slice, with everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from nextwork_eval.registers.columns import check_table
from nextwork_eval.registers.counting import of_year
from nextwork_eval.registers.delivery import Delivery
from nextwork_eval.registers.fingerprints import rows_of_text
from nextwork_eval.registers.merging import merged
from nextwork_eval.registers.partitions import Partitions
from nextwork_eval.registers.places import Place
from nextwork_eval.registers.refusal import TableError
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.slices import slices_of
from nextwork_eval.registers.week_frames import week_frames
from nextwork_eval.registers.week_spells import open_weekly_table
from nextwork_eval.results.findings import Finding

Checked = tuple[pl.DataFrame, list[Finding]]
"""Some rows of a table, typed, and what they break."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaidTable:
    """A table that lies in parts.

    Attributes
    ----------
    nobody
        The table without rows; None where it could not be read to its end, and is then not to be read from the parts.
    digest
        The sum of the digests of all rows, modulo 2**256.
    findings
        What its rows and columns break.
    """

    nobody: pl.DataFrame | None
    digest: int
    findings: list[Finding]


def laid(frames: Iterator[Checked], name: str, parts: Partitions, person_key: str) -> LaidTable:
    """Lay a table into parts."""
    nobody, digest, findings = None, 0, list[Finding]()
    try:
        for number, (frame, found) in enumerate(frames):
            findings = merged([*findings, *found])
            if person_key in frame.columns:  # otherwise that is a finding
                parts.add(name, frame, person_key, number)
                # A file of one year may have an optional column that the file of another lacks.
                nobody = frame.clear() if nobody is None else pl.concat([nobody, frame.clear()], how="diagonal_relaxed")
                rows = rows_of_text(frame)
                digest += sum(int.from_bytes(hashlib.sha256(row.encode()).digest(), "big") for row in rows)
    except TableError as refusal:
        return LaidTable(nobody=None, digest=0, findings=merged([*findings, *refusal.findings]))
    return LaidTable(nobody=nobody, digest=digest % 2**256, findings=findings)


def weeks_laid_out(
    folder: Path, schema: RegisterSchema, name: str, span: tuple[int, int], delivery: Delivery, cache: Path
) -> Iterator[Checked]:
    """Take weeks from the pass over the weekly table; of its other columns only the key is read.

    Parameters
    ----------
    folder, schema, delivery
        What was delivered, and what it must be.
    name, span
        The table, and the absolute weeks that are kept, the last not included. Codes are held against their list in all
        weeks up to the cut-off, and against the weeks in which they were in use in those that are kept.
    cache
        Where the table may be converted.
    """
    cut_off, layout = delivery.cut_offs.get(name), delivery.layouts[name]
    weekly = open_weekly_table(folder, schema, name, cut_off=cut_off, cache=cache, layout=layout)
    first_row = 0
    for frame, unknown in week_frames(weekly, *span):
        _, found = check_table(frame, weekly.table, schema.code_lists, schema.dialect.decimal, apart=True)
        kept = [one for one in found if one.column == schema.person_key or one.code == "code_not_in_use"]
        yield frame, [*_placed(kept, first_row), *unknown]
        first_row += frame.height


def rows_typed(places: Sequence[Place], schema: RegisterSchema, delivery: Delivery) -> Iterator[Checked]:
    """Type a table slice by slice. A file that cannot be read does not keep those of other years from being checked."""
    refused: list[Finding] = []
    for place in places:
        table, layout = schema.table(place.table), delivery.layouts[place.table]
        try:
            for piece in slices_of(place, schema, layout):
                typed, found = check_table(piece.frame, table, schema.code_lists, layout.dialect.decimal, apart=True)
                yield typed, [of_year(one, place.year) for one in _placed(found, piece.first_row)]
        except TableError as refusal:
            refused += refusal.findings
    if refused:
        raise TableError(f"'{places[0].table}' cannot be read.", refused)


def _placed(findings: list[Finding], first_row: int) -> list[Finding]:
    """Return findings with the row numbers of the delivered file."""
    return [replace(one, rows=tuple(row + first_row for row in one.rows)) for one in findings]
