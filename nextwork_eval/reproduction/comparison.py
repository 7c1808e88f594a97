"""A release held against two fresh runs: every number, every input, and the place where they first part."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from nextwork_eval.report import write_report
from nextwork_eval.report.formats import MAIN_FORMATS
from nextwork_eval.report.languages import LANGUAGES
from nextwork_eval.reproduction.crate import file_digest
from nextwork_eval.reproduction.fresh_run import FreshRun
from nextwork_eval.reproduction.release_folder import ReleaseFolder
from nextwork_eval.reproduction.software import changed_libraries, code_fingerprint, installed_libraries
from nextwork_eval.reproduction.steps import first_analysis, first_difference
from nextwork_eval.results import TOLERANCES, ReleasedResult, ResultRow, RunFacts, compare, write_parquet

_PARTS = {
    "flow": ("flow", "the flow of participants"),
    "findings": ("extract", "what was noticed in the extract"),
    "timelines": ("outcomes", "what happens to the example people"),
    "deviations": ("door", "what differs from the locked plan"),
    "changes": ("door", "what disclosure control changed"),
    "profile": ("door", "the disclosure profile"),
    "floor": ("door", "the smallest permitted count"),
}
_COMPARED_ELSEWHERE = ("facts", "plan", "rows")
_FACTS = (
    ("plan", "plan_fingerprint"),
    ("schema", "schema_fingerprint"),
    ("casebook", "casebook_fingerprint"),
    ("extract", "extract_fingerprint"),
)
# The state map lies in the schema's folder, and is part of its fingerprint.
_INPUT_FACTS = frozenset({name for _, name in _FACTS} | {"state_map_fingerprint", "software_version"})
_LINE = ("extract", "outcomes", "flow", "estimates", "door", "facts")
_ORDER = ("plan", "schema", "casebook", "code", "libraries", "extract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between a release and two fresh runs.

    Attributes
    ----------
    differences
        Each in words.
    software
        Code and libraries that are not those of the release, in words; no difference by themselves.
    first_difference, first_difference_of_runs
        The step at which the release and the first run part; at which the two runs part. None where they do not.
    runs_identical
        Whether the runs gave the same bytes.
    """

    differences: tuple[str, ...]
    software: tuple[str, ...]
    first_difference: str | None
    first_difference_of_runs: str | None
    runs_identical: bool


def compare_runs(first: FreshRun, second: FreshRun) -> Comparison:
    """Hold two fresh runs against each other, where the data of the release are not at hand."""
    step = first_difference(first.steps, second.steps)
    identical = first.text == second.text
    differences = [] if step is None else [f"the two fresh runs part at the step '{step}'"]
    return Comparison(
        differences=tuple(differences),
        software=(),
        first_difference=None,
        first_difference_of_runs=step,
        runs_identical=identical,
    )


def compare_with_release(release: ReleaseFolder, first: FreshRun, second: FreshRun) -> Comparison:
    """Hold a release against two fresh runs on the same data.

    Values are quoted only where the data are public or invented: of two releases on almost the same people the
    difference would tell about those few.
    """
    released = release.released
    runs = compare_runs(first, second)
    rows = _comparable(released, first.released)
    moved = compare(released.rows, rows, tolerance=TOLERANCES)
    tell = all(one.facts.synthetic or one.floor == 0 for one in (released, first.released))
    inputs = {step: getattr(released.facts, name) == getattr(first.released.facts, name) for step, name in _FACTS}
    parts = _other_parts(released, first.released)
    inputs |= {
        "code": release.run["code"]["sha256"] == first.code,
        "libraries": release.run["environment"]["libraries"] == first.libraries,
    }
    differences = [f"{step}: is not that of the release" for step, _ in _FACTS if not inputs[step]]
    differences += [f"{words} is not that of the release" for _, words in parts]
    differences += [
        item.sentence() if tell else f"{item.result_id} {item.attribute}: is not that of the release" for item in moved
    ]
    differences += runs.differences
    analysis = first_analysis(released.rows, rows)
    return Comparison(
        differences=tuple(differences),
        software=_software(release.run, first, same_code=inputs["code"]),
        first_difference=_where(inputs, runs.first_difference_of_runs, parts, analysis),
        first_difference_of_runs=runs.first_difference_of_runs,
        runs_identical=runs.runs_identical,
    )


def files_not_from_results(release: ReleaseFolder) -> tuple[str, ...] | None:
    """Return the reports and tables of a release that its released.json does not give; None if that cannot be said.

    It can be said only by the code and the libraries that wrote them.
    """
    run = release.run
    if run["code"]["sha256"] != code_fingerprint() or run["environment"]["libraries"] != installed_libraries():
        return None
    wanted = {f"report.{language}.{form}": (language, form) for language in LANGUAGES for form in MAIN_FORMATS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in sorted(wanted.keys() & release.files.keys()):
            language, form = wanted[name]
            write_report(release.released, folder, (language,), (form,))
        if "results.parquet" in release.files:
            write_parquet(release.released, folder / "results.parquet")
        made = {path.name: file_digest(path) for path in folder.iterdir()}
    return tuple(sorted(name for name, digest in made.items() if release.files[name] != digest))


def _other_parts(released: ReleasedResult, fresh: ReleasedResult) -> list[tuple[str, str]]:
    """Return step and words of everything that differs and is no row and no input."""
    parts = [
        _PARTS.get(field.name, ("door", f"the part '{field.name}'"))
        for field in fields(ReleasedResult)
        if field.compare
        and field.name not in _COMPARED_ELSEWHERE
        and getattr(released, field.name) != getattr(fresh, field.name)
    ]
    facts = [
        field.name
        for field in fields(RunFacts)
        if field.name not in _INPUT_FACTS and getattr(released.facts, field.name) != getattr(fresh.facts, field.name)
    ]
    return [*parts, *(("facts", f"the fact '{name}'") for name in facts)]


def _comparable(released: ReleasedResult, fresh: ReleasedResult) -> tuple[ResultRow, ...]:
    """Return the rows of a run; without the known truth where the release was made on invented files as delivered."""
    if any(row.analysis_id == "truth" for row in released.rows):
        return fresh.rows
    return tuple(row for row in fresh.rows if row.analysis_id != "truth")


def _where(
    inputs: Mapping[str, bool], of_runs: str | None, parts: Sequence[tuple[str, str]], analysis: str | None
) -> str | None:
    changed = next((step for step in _ORDER if not inputs[step]), None)
    steps = [*(step for step, _ in parts), *([] if analysis is None else ["estimates"])]
    seen = min(steps, key=_LINE.index, default=None)
    seen = f"estimates: {analysis}" if seen == "estimates" else seen
    if changed is not None:
        # What is first seen in an analysis tells more about code than the fingerprint of all of it.
        return changed if seen is None else f"{changed} → {seen}"
    if of_runs is not None:
        return of_runs
    # Same inputs, same software, and the runs agree: then it is the file that does not hold what was computed.
    return None if seen is None else f"released file → {seen}"


def _software(run: Mapping[str, dict[str, dict[str, str]]], first: FreshRun, *, same_code: bool) -> tuple[str, ...]:
    libraries = changed_libraries(run["environment"]["libraries"], first.libraries)
    return libraries if same_code else ("the code is not that of the release", *libraries)
