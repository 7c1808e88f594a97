"""A plan and its lock: locked, found beside the plan, held against what is run, and its first run written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nextwork_eval import __version__
from nextwork_eval.errors import LockError, UsageError
from nextwork_eval.evaluation.deviations import deviations_from
from nextwork_eval.plan.lock import PlanLock, find_lock, lock_path, read_index, write_lock
from nextwork_eval.plan.signature import sign, signature_path, signer
from nextwork_eval.plan.unblinding import Unblinding, append, is_logged, log_path, read_log
from nextwork_eval.registers import frozen_files, frozen_rows
from nextwork_eval.reproduction.plans import OpenedPlan, open_plan
from nextwork_eval.results import Deviation, LockFacts, ReleasedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The lock of an opened plan, its file, what a reader must know of it, and how the plan differs from it now."""

    lock: PlanLock
    path: Path
    facts: LockFacts
    deviations: tuple[Deviation, ...]


def lock_plan(name: str, *, on: dt.date, registration: str = "", key: Path | None = None) -> Path:
    """Lock a plan: write down all that it promises, beside it, once.

    Parameters
    ----------
    name
        Path of a plan, or the name of a shipped one.
    on
        Today's date; nothing in this package reads a clock.
    registration
        Where the plan is registered, if it does not say so itself.
    key
        A private SSH key to sign the lock with; None to leave it unsigned.

    Returns
    -------
    Path
        The lock's file.

    Raises
    ------
    PlanError, SchemaError
        If the plan has a fault; a plan is locked when nothing is left to mend.
    LockError
        If this version is locked already.
    UsageError
        If the key cannot be used. The plan is locked then, and not signed.
    """
    opened = open_plan(name)
    rows, meanings = frozen_rows(opened.schema)
    lock = PlanLock(
        plan_id=opened.plan.plan.id,
        plan_version=opened.plan.plan.version,
        date=on.isoformat(),
        registration=registration or opened.plan.plan.registration,
        content=opened.content,
        plan_sha256=opened.fingerprint,
        schema_id=opened.schema.id,
        schema_sha256=opened.schema.fingerprint,
        files=frozen_files(opened.schema),
        rows=rows,
        meanings=meanings,
        casebook_sha256="" if opened.casebook is None else opened.casebook.fingerprint,
        software_version=__version__,
    )
    path = write_lock(opened.folder, lock)
    if key is not None:
        sign(path, key)
    return path


def promise_of(opened: OpenedPlan) -> Promise | None:
    """Return the lock of an opened plan with every deviation from it; None where this version is not locked.

    Raises
    ------
    LockError
        If the lock was edited.
    PlanError
        If the plan explains a deviation that is none.
    """
    identity = opened.plan.plan
    lock = find_lock(opened.folder, identity.id, identity.version)
    if lock is None:
        return None
    path = lock_path(opened.folder, identity.id, identity.version)
    index = read_index(opened.folder)
    place = next(at for at, one in enumerate(index) if (one.id, one.version) == (identity.id, identity.version))
    facts = LockFacts(
        date=lock.date,
        registration=lock.registration,
        lock_sha256=index[place].sha256,
        plan_sha256=lock.plan_sha256,
        schema_id=lock.schema_id,
        schema_sha256=lock.schema_sha256,
        casebook_sha256=lock.casebook_sha256,
        software_version=lock.software_version,
        signed=signature_path(path).is_file(),
        earlier=tuple((one.version, one.date) for one in index[:place] if one.id == identity.id),
    )
    casebook = "" if opened.casebook is None else opened.casebook.fingerprint
    return Promise(
        lock=lock,
        path=path,
        facts=facts,
        deviations=deviations_from(lock, opened.content, opened.schema, casebook),
    )


def standing_lines(opened: OpenedPlan, *, allowed_signers: Path | None = None) -> tuple[str, ...]:
    """Say for the terminal whether a plan is locked, since when, by whom, and in what it differs from its lock."""
    promise = promise_of(opened)
    if promise is None:
        if allowed_signers is not None:
            raise LockError("The plan is not locked, so that nobody can have signed its lock.")
        return ("Not locked: a run on a delivered extract is a rehearsal.",)
    facts = promise.facts
    lines = [f"Locked on {facts.date}; lock sha256 {facts.lock_sha256}."]
    if allowed_signers is not None:
        lines.append(f"Signed by {signer(promise.path, allowed_signers)}.")
    elif facts.signed:
        lines.append("Signed; --allowed-signers says by whom.")
    if promise.deviations:
        lines.append(f"Not as it was locked, in {len(promise.deviations)} places:")
        lines += [f"  {deviation.sentence()}" for deviation in promise.deviations]
    else:
        lines.append("The plan, its schema and its casebook are as they were locked.")
    return tuple(lines)


def refuse_mixed_arms(former: Sequence[ReleasedResult], *, sealed: bool) -> None:
    """Refuse to hold true arms and drawn ones against each other: their counts say nothing of one another."""
    if sealed and former:
        raise UsageError("A rehearsal has no earlier releases.", ["Leave --earlier out until the plan is locked."])
    if any(one.facts.sealed for one in former):
        raise UsageError(
            "An earlier release is a rehearsal, whose arms are not those of the lottery.",
            ["Leave it out of --earlier."],
        )


def notices(released: ReleasedResult) -> tuple[str, ...]:
    """Say for the terminal what a reader must know first: not locked, a rehearsal, or every deviation."""
    if released.facts.sealed:
        return ("REHEARSAL: the plan is not locked; the arms were drawn again, and no number is about the trial.",)
    if released.lock is None:
        return ("The plan is not locked.",)
    found = released.deviations
    counted = "1 deviation" if len(found) == 1 else f"{len(found)} deviations"
    heading = (f"{counted} from the plan as it was locked on {released.lock.date}:",) if found else ()
    return (*heading, *(f"  {deviation.sentence()}" for deviation in found))


def log_first_run(
    promise: Promise, extract_sha256: str, *, on: dt.date | None, out: Path | None, tell: Callable[[str], None]
) -> None:
    """Write the first run of a locked plan on an extract in the log beside the lock; later runs leave it as it is.

    Parameters
    ----------
    promise
        The locked plan.
    extract_sha256
        Fingerprint of the extract.
    on
        Today's date; None if it was not given.
    out
        Where the log goes if the lock's folder cannot be written.
    tell
        Called with a sentence that says where it was written.

    Raises
    ------
    UsageError
        If this is the first run and no date was given.
    LockError
        If the log was edited.
    """
    beside = log_path(promise.path)
    fallback = None if out is None else out / beside.name
    seen = [entry for path in (beside, fallback) if path is not None for entry in read_log(path)]
    if is_logged(seen, lock_sha256=promise.facts.lock_sha256, extract_sha256=extract_sha256):
        return
    if on is None:
        raise UsageError(
            "This is the first run of the locked plan on this extract, and it is written in the log beside the lock.",
            ["Give today's date: --date YYYY-MM-DD. Later runs need none."],
        )
    entry = Unblinding(
        date=on.isoformat(),
        lock_sha256=promise.facts.lock_sha256,
        extract_sha256=extract_sha256,
        software_version=__version__,
    )
    try:
        append(beside, entry)
        tell(f"First run of the locked plan on this extract, written in {beside}.")
    except OSError:
        if fallback is None:
            raise UsageError(
                "The log beside the lock cannot be written.", [f"Make {beside.parent} writable, or give a folder."]
            ) from None
        fallback.parent.mkdir(parents=True, exist_ok=True)
        append(fallback, entry)
        tell(f"{beside.parent} cannot be written: the first run of the locked plan is logged in {fallback}.")
