"""Every table that durations are compared on says where it comes from, and stands once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "reference" / "durations"


def test_every_table_has_its_source_and_licence() -> None:
    """DATA_LICENCES.md names each CSV file of the folder, and none that is not there."""
    rows = [
        line for line in (FOLDER / "DATA_LICENCES.md").read_text(encoding="utf-8").splitlines() if line[:3] == "| `"
    ]
    named = [name for row in rows for name in re.findall(r"`([\w]+\.csv)`", row.split("|")[1])]
    assert sorted(named) == sorted(path.name for path in FOLDER.glob("*.csv"))
    for row in rows:
        assert re.search(r"MIT|GPL|the paper", row.split("|")[4]), row[:40]


def test_no_table_stands_twice() -> None:
    """No two files of the reference folders hold the same bytes."""
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.parent.rglob("*.csv"))]
    assert len(digests) == len(set(digests))
