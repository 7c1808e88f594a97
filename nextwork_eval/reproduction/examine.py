"""An extract and its lottery list, held against the plan without estimating anything."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nextwork_eval.reproduction.plans import open_plan
from nextwork_eval.reproduction.run import arrived
from nextwork_eval.trial import assemble, linkage_findings


def examine(
    name: str, *, extract: Path | None = None, progress: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Check an extract against its schema and its lottery list against the design.

    Returns
    -------
    dict
        The schema, the number of people randomised and found, and the findings that do not stop a run, as sentences
        without values.

    Raises
    ------
    ExtractError, AllocationError
        With every finding that stops a run.
    """
    opened = open_plan(name)
    with tempfile.TemporaryDirectory() as scratch:
        loaded, _ = arrived(opened, extract, "plan", Path(scratch), progress)
    people = assemble(opened.plan, opened.schema, loaded, opened.state_map)
    return {
        "plan": opened.plan.plan.id,
        "schema": opened.schema.id,
        "people": len(people.treated),
        "found_in_registers": int(people.linked.sum()),
        "synthetic": loaded.synthetic,
        "extract_fingerprint": loaded.fingerprint,
        "findings": [finding.sentence() for finding in (*loaded.findings, *linkage_findings(people, opened.schema))],
    }
