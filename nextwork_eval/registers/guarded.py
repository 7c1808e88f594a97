"""Binary files read in a process of their own, so that none of them can take the memory, the time or the run."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from nextwork_eval.registers.headers import fault_of
from nextwork_eval.registers.limits import WORKING_MEMORY, seconds_for
from nextwork_eval.registers.opening import read_exactly

_PACKAGE_HOME = Path(__file__).parents[2]
_BYTES_OF_A_CELL = 256  # a number with its tag, or a short text; twice, as a table and as its stream


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryFile:
    """A file and its kind: `sas7bdat`, `xpt`, `dta`, `parquet` or `arrow`."""

    path: Path
    kind: str


def read_binary(files: Sequence[BinaryFile], largest: int) -> list[pl.DataFrame | str]:
    """Read files in the order given.

    Parameters
    ----------
    files
        Each exists.
    largest
        Bytes that a table may take in memory.

    Returns
    -------
    list
        A table for each file, or the word for what is wrong with it: `empty_file`, `wrong_format`, `truncated`,
        `too_many_columns`, `too_large`, `cell_too_long`, `unreadable`. Columns whose names end with `TAG_SUFFIX` hold
        tagged missing values.
    """
    found: list[pl.DataFrame | str | None] = [_before(file) for file in files]
    waiting = [place for place, known in enumerate(found) if known is None]
    while waiting:
        # A file that ends the process ends it for itself only: the rest is read by the next.
        for place, result in zip(
            list(waiting), _one_process([files[place] for place in waiting], largest), strict=False
        ):
            found[place] = result
            waiting.remove(place)
    return [result if result is not None else "unreadable" for result in found]


def _before(file: BinaryFile) -> str | None:
    try:
        return "empty_file" if file.path.stat().st_size == 0 else fault_of(file.path, file.kind)
    except OSError:
        return "unreadable"


def _one_process(files: Sequence[BinaryFile], largest: int) -> list[pl.DataFrame | str]:
    """Return the results of as many files as one process lived to read, at least one."""
    orders = {
        "memory": WORKING_MEMORY + 4 * largest,  # the table, its stream, and what a library holds in between
        "largest": largest,
        "jobs": [{"path": str(file.path.absolute()), "kind": file.kind} for file in files],
    }
    results: list[pl.DataFrame | str] = []
    with _reading(orders) as process:
        for file in files:
            status, content = _answer(process, seconds_for(file.path.stat().st_size))
            results.append(_table(content) if status == b"T" else content.decode())
            if not status:
                break
    return results


def binary_pieces(file: BinaryFile, cells: int) -> Iterator[pl.DataFrame | str]:
    """Read a file of any length in pieces of about `cells` cells.

    Yields
    ------
    DataFrame or str
        One piece of rows after the other, as in `read_binary`; where a piece cannot be read, the word for why, and
        nothing after it.
    """
    fault = _before(file)
    if fault is not None:
        yield fault
        return
    orders = {
        "memory": WORKING_MEMORY + cells * _BYTES_OF_A_CELL,
        "cells": cells,
        "path": str(file.path.absolute()),
        "kind": file.kind,
    }
    seconds = seconds_for(file.path.stat().st_size)
    with _reading(orders) as process:
        while True:
            status, content = _answer(process, seconds)
            if status == b"Z":
                return
            if status != b"T":
                yield content.decode()
                return
            yield _table(content)


@contextmanager
def _reading(orders: Mapping[str, object]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the reading process on its orders, and end it."""
    home = os.pathsep.join(part for part in (str(_PACKAGE_HOME), os.environ.get("PYTHONPATH", "")) if part)
    process = subprocess.Popen(
        [sys.executable, "-c", "from nextwork_eval.registers.opening import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library that fails there may quote a cell
        env={**os.environ, "PYTHONPATH": home},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with suppress(OSError):  # the process was gone before it had its orders, and will not answer
            process.stdin.write(json.dumps(orders).encode())
            process.stdin.close()
        yield process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _answer(process: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bytes]:
    """Return the next status and content; no status and `unreadable` where the process ended or took too long."""
    assert process.stdout is not None
    clock = threading.Timer(seconds, process.kill)
    clock.start()
    head = read_exactly(process.stdout, 9)
    length = int.from_bytes(head[1:], "big")
    content = read_exactly(process.stdout, length)
    clock.cancel()
    return (b"", b"unreadable") if len(head) < 9 or len(content) < length else (head[:1], content)


def _table(content: bytes) -> pl.DataFrame:
    return pl.read_ipc_stream(io.BytesIO(content))
