"""What journeys share that run plans of their own on the people invented for NExTWORK."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from nextwork_eval.registers import Extract, load_extract
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.reproduction import open_plan


@cache
def invented_extract() -> Extract:
    """The accepted extract of the shipped plan, written and read once for all journeys of a process: it is frozen.

    Who is in it, and what happens to them, follows from the plan's lottery and rehearsal; a plan with other outcomes or
    analyses has the same extract.
    """
    opened = open_plan("nextwork_2019")
    with TemporaryDirectory() as folder:
        synthesize(opened.plan, Path(folder) / "extract")
        return load_extract(Path(folder) / "extract", opened.schema)
