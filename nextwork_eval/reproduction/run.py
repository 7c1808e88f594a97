"""The whole line in one call: extract, estimates, the door, and the files that anyone may read."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.evaluation import evaluate
from nextwork_eval.evaluation.reasons import unplanned, with_reasons
from nextwork_eval.language import Language
from nextwork_eval.rehearsal import truth_rows
from nextwork_eval.report import write_report
from nextwork_eval.report.formats import MAIN_FORMATS, Format
from nextwork_eval.report.languages import SETS
from nextwork_eval.report.prose import read_prose
from nextwork_eval.reproduction.arrival import Size, Step, arrived, enlarged_plan
from nextwork_eval.reproduction.locks import Promise, log_first_run, promise_of, refuse_mixed_arms
from nextwork_eval.reproduction.plans import OpenedPlan, open_plan
from nextwork_eval.reproduction.provenance import write_provenance
from nextwork_eval.reproduction.release_folder import files_of_former_release
from nextwork_eval.reproduction.run_record import ThisRun
from nextwork_eval.results import (
    EvaluationResult,
    ReleasedResult,
    ResultRow,
    read_released,
    released_text,
    write_parquet,
)

_MOST_DIGITS = 6


def carry_out(
    name: str,
    *,
    extract: Path | None = None,
    size: Size = "plan",
    on: dt.date | None = None,
    out: Path | None = None,
    log: bool = True,
    earlier: Sequence[Path] = (),
    progress: Step = lambda _: None,
    tell: Step = lambda _: None,
    witness: Callable[[str, object], None] = lambda _step, _made: None,
    delivered: Callable[[Path], Path] = lambda folder: folder,
) -> ReleasedResult:
    """Carry a plan out, from the extract through the door.

    Parameters
    ----------
    name
        Path of a plan, or the name of a shipped one. Texts in the folder of its name beside it are set in the report.
    extract
        Folder of the register extract; None for the example shipped with the plan or, where there is none, a synthetic
        extract.
    size
        Of a synthetic extract: `plan` or `large`.
    on
        Today's date, for the log of the first run of a locked plan on an extract; later runs need none.
    out
        Where that log goes if the folder of the plan cannot be written.
    log
        False for a reproduction: the release is there, so that this run is not the first.
    earlier
        released.json of each earlier release of the plan: what has left already is taken into account.
    progress, tell
        Called with the name of each step before it starts, and with what the terminal should say.
    witness
        See `evaluate`; it also sees the extract, all that was found, and what was released.
    delivered
        Called with the folder of the extract, whichever it is; returns the one that is read.

    Returns
    -------
    ReleasedResult
        What may leave the secure room. Where the plan is not locked and the extract was delivered, that is a rehearsal:
        the arms are drawn again, and what would tell the true ones is withheld.

    Raises
    ------
    NextworkError
        Of the kind that says where it went wrong; nothing has been written then.
    """
    opened, former = open_plan(name), [read_released(path) for path in earlier]
    prose = read_prose(opened.folder / Path(name).stem)
    with tempfile.TemporaryDirectory() as scratch:  # a population lies there in parts until it is counted
        loaded, truth = arrived(opened, extract, size, Path(scratch), progress, delivered)
        witness("extract", loaded)
        if size == "large" and truth is not None:
            opened = enlarged_plan(opened)
        promise = promise_of(opened)
        sealed = promise is None and truth is None
        refuse_mixed_arms(former, sealed=sealed)
        result = evaluate(
            opened.plan,
            opened.schema,
            loaded,
            opened.state_map,
            plan_fingerprint=opened.fingerprint,
            other_maps=opened.other_maps,
            casebook=opened.casebook,
            sealed=sealed,
            progress=progress,
            witness=witness,
        )
    if promise is not None:
        result = _held_against(promise, opened, result)
    if promise is not None and log and not loaded.synthetic:  # invented data have nothing to be blind about
        log_first_run(promise, loaded.fingerprint, on=on, out=out, tell=tell)
    if truth is not None:
        result = replace(result, rows=(*result.rows, *truth_rows(truth, opened.plan, result.rows[0])))
    witness("found", result)
    progress("disclosure control")
    released = replace(release(result, rules_of(opened), opened.content, earlier=former), prose=prose)
    witness("released", released)
    return released


def _held_against(promise: Promise, opened: OpenedPlan, result: EvaluationResult) -> EvaluationResult:
    """Put the lock and every deviation beside the results, and mark the numbers that were not promised."""
    changed = unplanned(
        promise.deviations, opened.content, promise.lock, opened.schema, opened.state_map, opened.other_maps
    )
    return replace(
        result, rows=tuple(with_reasons(result.rows, changed)), deviations=promise.deviations, lock=promise.facts
    )


def rules_of(opened: OpenedPlan) -> Rules:
    """Return the disclosure rules that the plan chose from its schema."""
    profile = opened.schema.disclosure[opened.plan.disclosure.profile]
    declared = {
        name: value
        for name in ("fewest_firms", "largest_two", "fewest_df", "decimals", "file_types")
        if (value := getattr(profile, name)) is not None
    }
    if opened.plan.design.unit == "cluster":
        declared["fewest_df"] = 0  # degrees of freedom count clusters there, not people
    return Rules(
        profile=profile.name,
        floor=profile.floor,
        open_data=opened.schema.open_data,
        release_weeks=opened.plan.disclosure.release_weeks,
        **declared,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a release was written, and which files it holds."""

    folder: Path
    files: tuple[Path, ...]


def write_evaluation(
    released: ReleasedResult,
    out: Path,
    *,
    languages: Sequence[Language] = ("da", "en"),
    formats: Sequence[Format] = MAIN_FORMATS,
    progress: Step = lambda _: None,
    plan: str | None = None,
    size: Size = "plan",
    this_run: Callable[[], ThisRun] | None = None,
) -> Written:
    """Write the results, the reports and their provenance into a folder named after the plan: all of them, or none.

    The files are made beside the folder first and moved in when every one of them is complete. Files of a former
    release that this one does not have are taken away, so that the folder holds one release and nothing else.

    Parameters
    ----------
    released
        What may leave.
    out
        The folder in which the release gets a folder.
    languages, formats
        Of the report.
    progress
        Called with the name of each step before it starts.
    plan, size, this_run
        See `write_provenance`; `this_run` is called when everything else is written.
    """
    folder = out / released.facts.plan_id
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".writing-") as scratch:
        draft = Path(scratch)
        (draft / "released.json").write_text(released_text(released), encoding="utf-8", newline="\n")
        write_parquet(released, draft / "results.parquet")
        progress("report")
        write_report(released, draft, languages=tuple(languages), formats=tuple(formats))
        write_provenance(released, draft, plan=plan, size=size, this_run=this_run() if this_run else None)
        former = files_of_former_release(folder)
        names = sorted(path.name for path in draft.iterdir())
        _put_in_place(draft, folder, former)
    return Written(folder=folder, files=tuple(folder / name for name in names))


def _put_in_place(draft: Path, folder: Path, former: Iterable[Path]) -> None:
    """Move the files of a draft into the folder of a release, and take away what is left of the former one."""
    written = sorted(path.relative_to(draft) for path in draft.rglob("*") if path.is_file())
    for path in written:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(draft / path, folder / path)
    for path in sorted(set(former) - {folder / name for name in written}):
        path.unlink(missing_ok=True)
        if path.parent != folder and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()  # it held a format that is no longer asked for


def headline_lines(released: ReleasedResult) -> tuple[str, ...]:
    """Say the headline in at most three lines for the terminal: the primary result first, then secondary ones."""
    ranked = [
        row
        for purpose in ("primary", "secondary")
        for row in released.rows
        if row.purpose == purpose
        and row.statistic in ("difference", "ratio")
        and row.interval_kind == "pointwise"
        and not row.result_id.endswith((".bounds.ends", ".bounds.limits"))
        and row.panel is None  # neither a split into subgroups nor a chain is a headline
        and not row.result_id.endswith(f".w{row.week}")
    ]
    notice = ("SYNTHETIC DATA: the numbers are invented.",) if released.facts.synthetic else ()
    return (*notice, *(_line(row, released) for row in ranked[:3]))


def _line(row: ResultRow, released: ReleasedResult) -> str:
    label = next(item["label_en"] for item in released.plan["outcome"] if item["id"] == row.outcome)
    if row.estimate is None or (row.set_kind in ("interval", "none") and row.conf_low is None):
        return f"{label}: withheld by disclosure control"
    factor, unit = {"percentage_point": (100, " percentage points"), "weeks": (1, " weeks")}.get(row.unit, (1, ""))
    neutral, digits = (1.0, 2) if row.unit == "ratio" else (0.0, 1)
    estimate, low, high = (
        "" if value is None else _digits(value * factor, neutral, digits)
        for value in (row.estimate, row.conf_low, row.conf_high)
    )
    words = SETS[row.set_kind]["en"] if row.set_kind in SETS else "{low} to {high}"
    shape = words.format(low=low, high=high)
    level = "" if row.conf_level is None else f"{_percent(row.conf_level)} % "
    return f"{label}: {row.statistic} {estimate}{unit} ({level}interval {shape})"


def _percent(level: float) -> str:
    return f"{100 * level:.4f}".rstrip("0").rstrip(".")


def _digits(value: float, neutral: float, digits: int) -> str:
    """Write a number, with more digits where rounding would hide on which side of the neutral value it lies."""
    while round(value, digits) == neutral and value != neutral and digits < _MOST_DIGITS:
        digits += 1
    return f"{value:.{digits}f}" if neutral else f"{value:+.{digits}f}"
