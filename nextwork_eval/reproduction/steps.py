"""The steps of the line, each with a digest of what it made, so that two runs can be parted where they first differ.

Digests of steps before the door are made from data about persons: of a small group they could be guessed. They are kept
in a folder that is deleted, and only the name of a step is ever told.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from nextwork_eval.registers import Extract
from nextwork_eval.results import (
    TOLERANCES,
    EvaluationResult,
    Finding,
    ReleasedResult,
    ResultRow,
    compare,
    released_text,
)
from nextwork_eval.trial import AnalysisSet

_DIGITS = 10  # a number that differs in its last digits by the order of a sum is the same number


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What one run left behind: the digests of its steps in the order of the line, and its rows before the door."""

    digests: Mapping[str, str]
    rows: tuple[ResultRow, ...]


def first_difference(one: Steps, other: Steps) -> str | None:
    """Return the name of the first step at which two runs differ; None where they do not.

    Rows may differ within the tolerances; every other step must be the same.
    """
    for step in [*one.digests, *(step for step in other.digests if step not in one.digests)]:
        if step == "estimates":
            analyses = first_analysis(one.rows, other.rows)
            if analyses is not None:
                return f"estimates: {analyses}"
        elif one.digests.get(step) != other.digests.get(step):
            return step
    return None


def first_analysis(one: Iterable[ResultRow], other: Iterable[ResultRow]) -> str | None:
    """Return the first analysis, in the order of the rows, of which two runs give another number."""
    before, after = list(one), list(other)
    moved = {difference.result_id for difference in compare(before, after, tolerance=TOLERANCES)}
    return next((row.analysis_id for row in [*before, *after] if row.result_id in moved), None)


def watching(digests: dict[str, str], rows: list[ResultRow]) -> Callable[[str, object], None]:
    """Return a witness for `carry_out` that fills in the digest of each step, and the rows before the door."""

    def witness(step: str, made: object) -> None:
        if isinstance(made, Extract):
            digests["extract"] = made.fingerprint
        elif isinstance(made, AnalysisSet):
            digests["histories"] = digest_of(made.matrix)
            parts = {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
            digests["people"] = digest_of({name: value for name, value in parts.items() if name != "matrix"})
        elif isinstance(made, EvaluationResult):
            digests["flow"] = digest_of((made.flow, _in_any_order(made.findings), made.timelines))
            digests["estimates"] = ""
            rows.extend(made.rows)
        elif isinstance(made, ReleasedResult):
            told = dataclasses.replace(made, findings=_in_any_order(made.findings))
            digests["door"] = digest_of((told.flow, told.findings, told.changes, told.profile, told.floor))
            digests["released file"] = hashlib.sha256(released_text(told).encode()).hexdigest()
        else:
            digests[step] = digest_of(made)

    return witness


def _in_any_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without the places of their rows, which are others where the same rows come in another order."""
    return tuple(dataclasses.replace(found, rows=()) for found in findings)


def digest_of(thing: object) -> str:
    """Return a sha256 of plain data, arrays and dataclasses: the same for the same content, in any process.

    Examples
    --------
    >>> digest_of({"weeks": np.array([1.0, 2.0])}) == digest_of({"weeks": np.array([1.0, 2.0 + 1e-15])})
    True
    >>> digest_of(np.array([1, 2])) == digest_of(np.array([2, 1]))
    False
    """
    digest = hashlib.sha256()
    _feed(digest.update, thing)
    return digest.hexdigest()


def _feed(update: Callable[[bytes], None], thing: Any) -> None:
    if isinstance(thing, np.ndarray):
        update(f"<{thing.dtype.kind}{thing.shape}>".encode())
        if thing.dtype.kind == "f":
            update("\n".join(f"{value + 0.0:.{_DIGITS}g}" for value in thing.ravel().tolist()).encode())
        elif thing.dtype.kind in "USO":
            update("\n".join(map(str, thing.ravel().tolist())).encode())
        else:
            update(np.ascontiguousarray(thing).tobytes())
    elif isinstance(thing, pl.DataFrame):
        for name in thing.columns:
            _feed(update, (name, thing[name].to_numpy()))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            _feed(update, (field.name, getattr(thing, field.name)))
    elif isinstance(thing, Mapping):
        for name, value in thing.items():
            _feed(update, (name, value))
    elif isinstance(thing, tuple | list):
        update(f"<{len(thing)}>".encode())
        for item in thing:
            _feed(update, item)
    elif isinstance(thing, float | np.floating):
        update(f"<{float(thing) + 0.0:.{_DIGITS}g}>".encode())
    elif isinstance(thing, str | int | dt.date | np.generic) or thing is None:
        update(f"<{type(thing).__name__} {thing}>".encode())
    else:
        raise TypeError(f"a step made something that has no digest: {type(thing).__name__}")
