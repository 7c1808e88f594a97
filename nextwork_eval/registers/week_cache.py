"""Tables of weeks that are no plain Parquet file become one, once, under the hash of their content, in bounded memory.

The cache is a folder that the user names. Each converted table is a folder in it, named by the sha256 of the delivered
files and by how they were read: a file that changed, another code list or another layout gets another name. A table is
there with all its parts or not at all. A part holds the keys and weeks of many people, in the form that is quickest to
decode; nothing else of the delivered files is kept.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
import rfc8785

from nextwork_eval.registers.counting import of_year, whole_table
from nextwork_eval.registers.layout import TableLayout
from nextwork_eval.registers.merging import merged, without_rows
from nextwork_eval.registers.partitions import Partitions, in_parts
from nextwork_eval.registers.places import Place
from nextwork_eval.registers.refusal import TableError, unreadable
from nextwork_eval.registers.schema import RegisterSchema
from nextwork_eval.registers.slices import iso_weeks, slices_of
from nextwork_eval.registers.week_codes import WeekCodes, numbered
from nextwork_eval.registers.week_runs import BLANK, UNKNOWN
from nextwork_eval.registers.years import one_table
from nextwork_eval.results.findings import Finding

_FORMAT = 4
"""Raised when the same files would be converted in another way, or refused: what was converted is not judged again."""

_CELLS = 160_000_000
"""Of a part, in 16 bits each. Smaller parts decode more slowly, since each column of each costs its own start."""


def weekly_files(
    places: Sequence[Place], schema: RegisterSchema, layout: TableLayout, codes: WeekCodes, *, cache: Path
) -> tuple[Path, ...]:
    """Return the Parquet files that a delivered table was converted to, and convert it if that was not done before.

    Parameters
    ----------
    places
        One file, or one for each year.
    schema, layout, codes
        What they hold, and how they are written.
    cache
        Folder that keeps converted tables; it is made where it does not exist.

    Raises
    ------
    TableError
        If a file cannot be read, or the years are no one table; with what was found in every year. Nothing is then left
        in the cache.
    ExtractError
        If a file holds civil registration numbers.
    """
    kept = cache / _name(places, schema, layout, codes)
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        half_written = Path(tempfile.mkdtemp(prefix=".half_written_", dir=cache))
        try:
            if len(places) == 1:
                _write(_numbered(places[0], schema, layout, codes), half_written, schema, places[0].table)
            else:
                years = _side_by_side(places, schema, layout, codes, half_written)
                _write(years, half_written, schema, places[0].table)
            shutil.rmtree(half_written / _YEARS, ignore_errors=True)
            if not kept.is_dir():  # another run may have been quicker
                half_written.rename(kept)
        finally:
            shutil.rmtree(half_written, ignore_errors=True)
    return tuple(sorted(kept.glob("part-*.parquet")))


_YEARS = "years"


def _name(places: Sequence[Place], schema: RegisterSchema, layout: TableLayout, codes: WeekCodes) -> str:
    table, content = schema.table(places[0].table), hashlib.sha256()
    try:
        for place in places:
            with place.path.open("rb") as file:
                content.update(f"{place.year} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    except OSError:
        raise unreadable(table.name, [whole_table("unreadable_file", table.name, kind="closed")]) from None
    declared = {name: dict(value) if hasattr(value, "keys") else value for name, value in _items(layout)}
    reading: dict[str, Any] = {
        "format": _FORMAT,
        "ending": places[0].path.suffix.lower(),
        "key": schema.person_key,
        "weeks": [family.pattern for family in table.wide],
        "codes": dict(codes.numbers),
        "blanks": list(codes.blanks),
        "trim": codes.trim,
        "layout": declared,
    }
    return f"{content.hexdigest()}-{hashlib.sha256(rfc8785.dumps(reading)).hexdigest()[:16]}"


def _items(layout: TableLayout) -> Iterator[tuple[str, Any]]:
    """Name what a layout says; where its files lie does not change what they hold."""
    for name in layout.__slots__:
        value = getattr(layout, name)
        if name == "dialect":
            yield name, asdict(value)
        elif name not in ("file", "files", "declared", "missing"):
            yield name, list(value) if isinstance(value, tuple) else value
    yield "missing", {name: list(values) for name, values in layout.missing.items()}


def _numbered(place: Place, schema: RegisterSchema, layout: TableLayout, codes: WeekCodes) -> Iterator[pl.DataFrame]:
    """Read a file with weeks as numbers in 16 bits, null where blank; other columns as they came."""
    table = schema.table(place.table)
    for piece in slices_of(place, schema, layout):
        weeks = iso_weeks(table, piece.frame.columns)
        yield piece.frame.with_columns(numbered(piece.frame.select(weeks), codes).get_columns())


def _side_by_side(
    places: Sequence[Place], schema: RegisterSchema, layout: TableLayout, codes: WeekCodes, folder: Path
) -> Iterator[pl.DataFrame]:
    """Bring the years together, some people at a time: everyone's rows of all years are in one part."""
    table = schema.table(places[0].table)
    parts = in_parts(folder / _YEARS, [(place.path, place.kind) for place in places])
    nobody: dict[int | None, pl.DataFrame] = {}
    findings: list[Finding] = []
    for place in places:
        try:
            nobody[place.year] = _laid(_numbered(place, schema, layout, codes), place, parts, schema)
        except TableError as refusal:
            findings += refusal.findings
    if findings:
        raise unreadable(table.name, findings)
    for number in range(parts.count):
        found = {place.year: parts.part(number, str(place.year)) for place in places}
        years = {year: nobody[year] if part is None else part for year, part in found.items()}
        whole, problems = one_table(years, table, layout)
        findings += problems
        if whole is not None and not findings:
            yield whole
    if findings:
        raise unreadable(table.name, without_rows(merged(findings)))


def _laid(frames: Iterator[pl.DataFrame], place: Place, parts: Partitions, schema: RegisterSchema) -> pl.DataFrame:
    """Lay a year into parts, and return it without rows; a year of nobody is no year of blank weeks, but a fault."""
    nobody, rows = None, 0
    for number, frame in enumerate(frames):
        if schema.person_key not in frame.columns:
            missing = whole_table("missing_column", place.table, name=schema.person_key)
            raise unreadable(place.table, [of_year(missing, place.year)])
        parts.add(str(place.year), frame, schema.person_key, number)
        nobody, rows = frame.clear() if nobody is None else nobody, rows + frame.height
    if nobody is None or not rows:
        raise unreadable(place.table, [of_year(whole_table("empty_file", place.table), place.year)])
    return nobody


def _write(frames: Iterator[pl.DataFrame], folder: Path, schema: RegisterSchema, table: str) -> None:
    """Write parts of one row group each: neither compressed nor with statistics, which nobody asks for."""
    parts = 0
    for frame in _gathered(_filled(frame, schema, table) for frame in frames):
        path = folder / f"part-{parts:06d}.parquet"
        frame.write_parquet(path, compression="uncompressed", statistics=False, row_group_size=frame.height)
        parts += 1
    if not parts:
        raise unreadable(table, [whole_table("empty_file", table)])


def _filled(frame: pl.DataFrame, schema: RegisterSchema, table: str) -> pl.DataFrame:
    """Return keys and weeks alone, `BLANK` in blank weeks; who delivered that number delivered no code."""
    weeks = iso_weeks(schema.table(table), frame.columns)
    kept = frame.select(*(name for name in frame.columns if name == schema.person_key), *weeks)
    disguised = [name for name in weeks if (kept[name] == BLANK).any()]
    return kept.with_columns(pl.col(disguised).replace(BLANK, UNKNOWN)).with_columns(pl.col(weeks).fill_null(BLANK))


def _gathered(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Put frames together until they are a part."""
    held: list[pl.DataFrame] = []
    for frame in frames:
        if not frame.height:
            continue
        if held and (frame.schema != held[0].schema or sum(map(len, held)) * frame.width >= _CELLS):
            part, held = pl.concat(held), []
            yield part
        held.append(frame)
    if held:
        yield pl.concat(held)
