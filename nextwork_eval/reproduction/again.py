"""The same numbers again: a release is checked, its plan is run twice in fresh processes, a certificate says all."""

from __future__ import annotations

import hashlib
import platform
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from nextwork_eval.errors import UsageError
from nextwork_eval.reproduction.certificate import Certificate, Said, Verdict, write_certificate
from nextwork_eval.reproduction.certificate_page import certificate_page
from nextwork_eval.reproduction.comparison import (
    Comparison,
    compare_runs,
    compare_with_release,
    files_not_from_results,
)
from nextwork_eval.reproduction.fresh_run import CONDITIONS, FreshRun, fresh_run
from nextwork_eval.reproduction.plans import open_plan
from nextwork_eval.reproduction.rebuilt import Environment, Runner, rebuild
from nextwork_eval.reproduction.release_folder import ReleaseFolder, open_release
from nextwork_eval.reproduction.statements import Checked, not_verified_statements, verified_statements
from nextwork_eval.results import TOLERANCES, read_released, released_text
from nextwork_eval.shipped import shipped_example

ENVIRONMENTS = {
    "installed": Said("ikke genopbygget: de installerede biblioteker", "not rebuilt: the libraries that are installed"),
    "lock": Said("genopbygget fra requirements.lock, med hash", "rebuilt from requirements.lock, by hash"),
    "wheelhouse": Said(
        "genopbygget fra en mappe med pakker, i udgivelsens versioner",
        "rebuilt from a folder of wheels, in the versions of the release",
    ),
}
_RUNS = Said(
    "nye processer med hver sit frø for hash ({seeds}), hver sit antal tråde ({threads}) og rækkerne i hver sin orden",
    "fresh processes with different hash seeds ({seeds}), numbers of threads ({threads}) and orders of the rows",
)


def reproduce(
    folder: Path,
    *,
    plan: str | None = None,
    extract: Path | None = None,
    earlier: Sequence[Path] = (),
    environment: Environment = "installed",
    lock: Path | None = None,
    wheelhouse: Path | None = None,
    date: str = "",
    progress: Callable[[str], None] = lambda _: None,
    runner: Runner | None = None,
) -> Certificate:
    """Check a release, run its plan twice, and compare every number.

    Parameters
    ----------
    folder
        A release, as `run` wrote it. certificate.json and certificate.html are written into it.
    plan
        Path or name of the plan; None for the shipped plan that the release names.
    extract
        Folder of the extract. None: as in `carry_out`; where the release was made on data that are not shipped, on an
        invented extract, and the certificate says that the numbers were not verified.
    earlier
        released.json of each earlier release that this one took into account.
    environment, lock, wheelhouse, runner
        See `rebuild`.
    date
        Day of the check, for the certificate.
    progress
        Called with the name of each step before it starts.

    Raises
    ------
    ReportError, ReleaseFolderError
        If the release cannot be read, or is not as it was written.
    PlanError, SchemaError, ExtractError, AllocationError, EstimationError
        If the plan cannot be opened or run.
    UsageError, ReproductionError
        If other earlier releases are given than the release took into account; if the environment cannot be rebuilt,
        or a run fails otherwise.
    """
    progress("release")
    release = open_release(folder)
    size = release.run["extract"]["size"]
    _same_earlier(release, earlier)
    name = plan or release.released.facts.plan_id.removesuffix("_large" if size == "large" else "")
    opened = open_plan(name)
    at_hand = (
        extract is not None or release.released.facts.synthetic or shipped_example(opened.plan.plan.id) is not None
    )
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        progress("environment")
        built = rebuild(
            environment,
            scratch,
            libraries=release.run["environment"]["libraries"],
            lock=lock,
            wheelhouse=wheelhouse,
            runner=runner,
        )
        runs: list[FreshRun] = []
        for number, conditions in enumerate(CONDITIONS, start=1):
            progress(f"run {number} of {len(CONDITIONS)}")
            place = scratch / f"run {number}"
            place.mkdir()
            runs.append(
                fresh_run(
                    name,
                    extract=extract,
                    size=size,
                    earlier=earlier,
                    conditions=conditions,
                    scratch=place,
                    python=built.python,
                    code=built.code,
                )
            )
    progress("comparison")
    found = compare_with_release(release, *runs) if at_hand else compare_runs(*runs)
    certificate = _certificate(
        release,
        found,
        Checked(
            files=len(release.files),
            rows=len(release.released.rows) if at_hand else 0,
            at_hand=at_hand,
            given=extract is not None,
            synthetic=release.released.facts.synthetic,
            environment=environment,
            same_software=not found.software,
            in_order=sum(run.in_order for run in runs),
            reports=files_not_from_results(release),
        ),
        date=date,
        text=(folder / "released.json").read_bytes(),
    )
    write_certificate(certificate, folder, certificate_page(certificate))
    return certificate


def _same_earlier(release: ReleaseFolder, earlier: Sequence[Path]) -> None:
    """Refuse other earlier releases than those that the release took into account."""
    wanted = set(release.released.earlier)
    given = {hashlib.sha256(released_text(read_released(path)).encode()).hexdigest() for path in earlier}
    if wanted != given:
        raise UsageError(
            "The release took other earlier releases into account than are given.",
            [f"It took {len(wanted)}: give released.json of each with --earlier."],
        )


def _certificate(release: ReleaseFolder, found: Comparison, checked: Checked, *, date: str, text: bytes) -> Certificate:
    facts = release.released.facts
    reports = [f"{name}: is not what released.json gives" for name in checked.reports or ()]
    differences = (*found.differences, *reports)
    where = found.first_difference or ("report" if reports else None)
    seeds = " / ".join(str(conditions.hash_seed) for conditions in CONDITIONS)
    threads = " / ".join(str(conditions.threads) for conditions in CONDITIONS)
    return Certificate(
        plan_id=facts.plan_id,
        plan_version=facts.plan_version,
        plan_fingerprint=facts.plan_fingerprint,
        release_sha256=hashlib.sha256(text).hexdigest(),
        verdict=_verdict(found, checked, differs=bool(differences)),
        date=date,
        environment=ENVIRONMENTS[checked.environment],
        machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        conditions=Said(_RUNS.da.format(seeds=seeds, threads=threads), _RUNS.en.format(seeds=seeds, threads=threads)),
        rows=checked.rows,
        runs_identical=found.runs_identical,
        first_difference=where,
        first_difference_of_runs=found.first_difference_of_runs,
        differences=differences,
        software=found.software,
        verified=verified_statements(found, checked),
        not_verified=not_verified_statements(checked),
        tolerances={str(kind): value for kind, value in TOLERANCES.items()},
    )


def _verdict(found: Comparison, checked: Checked, *, differs: bool) -> Verdict:
    if differs:
        return "not_reproduced"
    if not checked.at_hand:
        return "not_verified"
    return "reproduced_with_other_software" if found.software else "reproduced"
