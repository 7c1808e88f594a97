"""One change between two versions of a schema."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """Where something changed, what, and whether it breaks a delivery or a plan that fitted the older version."""

    where: str
    what: str
    breaking: bool
