"""What fuzzing throws bytes at: the readers and the plan parser, each accepting an error of the toolkit's own only."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from nextwork_eval.errors import ExtractError, PlanError
from nextwork_eval.plan import read_plan
from nextwork_eval.registers import load_extract, read_schema
from nextwork_eval.registers.headers import fault_of
from nextwork_eval.registers.transport import begin_of_rows, letters
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-2.0"))
KINDS = ("sas7bdat", "xpt", "dta", "parquet", "arrow")
BESIDE = ("allocation", "bef")  # what keys, births and the lottery are held against; other tables only cost time
COLUMNS = ({"name": "a", "type": "Numeric", "storage_width": 8}, {"name": "b", "type": "Character", "storage_width": 3})


def plan(folder: Path, content: bytes) -> None:
    """Read the bytes as a plan."""
    (folder / "plan.toml").write_bytes(content)
    with contextlib.suppress(PlanError):
        read_plan(folder / "plan.toml")


def note(folder: Path, content: bytes) -> None:
    """Load a good delivery whose note the bytes are."""
    deliver(folder, "dream", DELIVERY["dream"].encode(), content)


def text(folder: Path, content: bytes) -> None:
    """Load a delivery of which one table, chosen by the first byte, is the rest of the bytes."""
    names = sorted(DELIVERY)
    for name in names:
        (folder / f"{name}.csv").unlink(missing_ok=True)
    deliver(folder, names[content[0] % len(names)] if content else "bef", content[1:], NOTE.encode())


def headers(folder: Path, content: bytes) -> None:
    """Judge the bytes as each kind of binary file, before any library sees them."""
    path = folder / "file"
    path.write_bytes(content)
    if content:
        for kind in KINDS:
            fault_of(path, kind)
    begin_of_rows(content)
    letters(content, COLUMNS, len(content) // 11)


def deliver(folder: Path, table: str, content: bytes, delivery_note: bytes) -> None:
    """Write a delivery, and accept an extract or an ExtractError; tables that are not there are findings."""
    for name in {*BESIDE, table}:
        (folder / f"{name}.csv").write_bytes(DELIVERY[name].encode() if name != table else content)
    (folder / "extract.toml").write_bytes(delivery_note)
    with contextlib.suppress(ExtractError):
        load_extract(folder, SCHEMA)


TARGETS: dict[str, Callable[[Path, bytes], None]] = {"plan": plan, "note": note, "text": text, "headers": headers}
