"""What was done otherwise than promised, and the lock that says what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DeviationKind = Literal["analysis", "outcome", "population", "plan", "code_list", "state_map", "schema", "casebook"]
Change = Literal["missing", "added", "altered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One thing that is not as the locked plan has it.

    Everything in it is a fact of the plan or the schema; never a value from a register.

    Attributes
    ----------
    kind
        What it is about. `population`: how many the plan says were in the lottery.
    change
        Promised and not there any more, there and not promised, or there in another way.
    subject
        Where: the path to a key of the plan (`analysis.entry.estimator.seed`), the file and row of a code list
        (`codelists/dream.csv: 412`) or state map, a file of the schema, or `casebook`.
    as_locked, as_run
        What the plan says there, shortened where it is long; the first digits of a sha256 where it is a row or file.
        None where there is nothing.
    why_da, why_en
        The authors' reason, where they gave one in the plan.
    """

    kind: DeviationKind
    change: Change
    subject: str
    as_locked: str | None
    as_run: str | None
    why_da: str = ""
    why_en: str = ""

    def sentence(self) -> str:
        """Say the deviation in one line."""
        before, after = (text if text is not None else "nothing" for text in (self.as_locked, self.as_run))
        return f"{self.subject} ({self.change}): locked {before}, run {after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFacts:
    """What a reader must know about the lock of the plan.

    Attributes
    ----------
    date, registration
        When it was locked, and where it is registered; empty where it is not.
    lock_sha256
        Of the lock's file, as LOCKED.toml lists it.
    plan_sha256, schema_id, schema_sha256, casebook_sha256
        What was locked.
    software_version
        With which version of this package.
    signed
        Whether a signature lies beside the lock. Whose it is, `plan check --allowed-signers` says.
    earlier
        Version and date of each earlier lock of the same plan.
    """

    date: str
    registration: str
    lock_sha256: str
    plan_sha256: str
    schema_id: str
    schema_sha256: str
    casebook_sha256: str
    software_version: str
    signed: bool = False
    earlier: tuple[tuple[str, str], ...] = ()
