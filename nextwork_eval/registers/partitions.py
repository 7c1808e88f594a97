"""Tables of any length parted by person: every row of a person in the same part, and a part small enough to hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

_BYTES = 256 << 20
"""Of delivered files in a part, as they lie on disk."""

_PACKED = 16  # how many times smaller a file that is compressed may be than the same as text
_PACKED_KINDS = ("parquet", "arrow")
_MOST = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitions:
    """A folder in which tables lie in parts.

    Attributes
    ----------
    folder
        It holds data about persons, and belongs to whoever made it.
    count
        How many parts there are.
    """

    folder: Path
    count: int

    def add(self, name: str, frame: pl.DataFrame, person_key: str, piece: int) -> None:
        """Lay a piece of a table into the parts; pieces are numbered, and come back in that order."""
        part_of = frame[person_key].cast(pl.String).fill_null("").hash(seed=0) % self.count
        for part, rows in frame.with_columns(part_of.alias(_PART)).partition_by(_PART, as_dict=True).items():
            below = self.folder / f"{part[0]:04d}" / name
            below.mkdir(parents=True, exist_ok=True)
            rows.drop(_PART).write_parquet(below / f"{piece:06d}.parquet", compression="lz4", statistics=False)

    def part(self, number: int, name: str) -> pl.DataFrame | None:
        """Return the rows of a table in a part, pieces in order; None if it has none there."""
        pieces = sorted((self.folder / f"{number:04d}" / name).glob("*.parquet"))
        if not pieces:
            return None
        return pl.concat([pl.read_parquet(piece) for piece in pieces], how="diagonal_relaxed")


_PART = "\x01part"


def how_many(files: Iterable[tuple[Path, str]]) -> int:
    """Return how many parts files of some kinds need; what an estimate of their size by their bytes says.

    A part then takes about the same memory whatever the number of people.
    """
    size = sum(path.stat().st_size * (_PACKED if kind in _PACKED_KINDS else 1) for path, kind in files)
    return min(_MOST, 1 + size // _BYTES)


def in_parts(folder: Path, files: Sequence[tuple[Path, str]]) -> Partitions:
    """Return parts in a folder, as many as the files need."""
    return Partitions(folder=folder, count=how_many(files))
