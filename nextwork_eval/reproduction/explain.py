"""One number explained: its promise, the formula and its source, the function and its line, and what it rests on."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nextwork_eval.errors import ReportError, UsageError
from nextwork_eval.plan.files import plan_content
from nextwork_eval.report.security.rating import rate
from nextwork_eval.reproduction.makers import makers_of
from nextwork_eval.reproduction.notes import note_of
from nextwork_eval.reproduction.places import Place, place_of, section_of, summary_of
from nextwork_eval.reproduction.rating_explained import NOTE, RATING, rating_values, rating_working
from nextwork_eval.results import ReleasedResult, read_released
from nextwork_eval.shipped import shipped_plan, shipped_plans

_NEAREST = 5
_N = ("n_arm", "events_arm", "n_reference", "events_reference", "n_firms")
_VALUE = (
    "estimate",
    "std_error",
    "df",
    "test_statistic",
    "p_value",
    "p_adjusted",
    "conf_low",
    "conf_high",
    "conf_level",
    "verdict",
)
_READING = ("population", "arm", "reference_arm", "subgroup", "state", "week", "period", "statistic", "unit", "reason")
_FINGERPRINTS = ("plan_fingerprint", "schema_fingerprint", "extract_fingerprint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything a reader needs to trust or doubt one number.

    Attributes
    ----------
    result_id, plan, release
        The number, the plan it belongs to, and the folder of the release it was read from; `release` is empty where
        the plan is known and no release of it is at hand.
    promised
        The entry of the plan: analysis with estimator and options, outcome with its rule, estimand, purpose, family.
        Empty for rows with which the line describes every plan.
    reading
        What the number is: population, arms, week, statistic, unit, and whether it was planned.
    n
        Persons, events and firms behind it, as released.
    value
        The released numbers; empty where there is no release.
    door
        What disclosure control changed, as `action (rule)`, and the profile under which it was released.
    format
        Name of the format in which texts and tables round it for print.
    method, warnings, seed
        As the row has them.
    formula, source, note
        From the function's own documentation, and the page of the mathematical notes.
    computed_by, written_by
        The function with the formula, and the one that wrote the row.
    fingerprints
        sha256 of plan, schema and extract.
    """

    result_id: str
    plan: str
    release: str
    promised: dict[str, Any]
    reading: dict[str, Any]
    n: dict[str, int]
    value: dict[str, Any]
    door: tuple[str, ...]
    format: str
    method: str
    warnings: str
    seed: int | None
    formula: str
    source: str
    note: str
    computed_by: Place
    written_by: Place
    fingerprints: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def explain(result_id: str, *, release: Path | None = None, where: Path = Path()) -> Explanation:
    """Explain one number of a release.

    Parameters
    ----------
    result_id
        Its name, as `released.json` and the report's table of all numbers have it; or `rating`, the security rating.
    release
        Folder of a release, or its name among those in `reports/` of `where`. None: all of them; then, without a value,
        the shipped plans.
    where
        The folder in which to look.

    Raises
    ------
    UsageError
        If no release has such a number, with the nearest names; or if several releases have it.
    ReportError
        If released.json cannot be read.
    """
    folders = sorted(path.parent for path in where.glob("reports/*/released.json"))
    if release is not None:
        named = where / "reports" / release
        folders = [release if release.is_dir() or not named.is_dir() else named]
    read = {folder.name or folder.resolve().name: read_released(folder / "released.json") for folder in folders}
    holding = {
        name: found
        for name, found in read.items()
        if result_id == RATING or any(row.result_id == result_id for row in found.rows)
    }
    if len(holding) > 1:
        raise UsageError(
            f"Several releases have a number called '{result_id}'.",
            [f"Say which one: --release FOLDER. Found in {', '.join(holding)}."],
        )
    for name, found in holding.items():
        return (
            explain_rating(found, release=name) if result_id == RATING else explain_row(result_id, found, release=name)
        )
    if release is None and (promised := _promised(result_id, [found.facts.plan_id for found in read.values()])):
        return promised
    raise _unknown(result_id, [row.result_id for found in read.values() for row in found.rows])


def explain_row(result_id: str, released: ReleasedResult, *, release: str = "") -> Explanation:
    """Explain one number of a released result; KeyError if there is none of that name."""
    row = released.row(result_id)
    changes = [
        f"{change.action} ({change.rule})"
        for change in released.changes
        if change.result_id in (result_id, row.analysis_id) or result_id.startswith(f"{change.result_id}.")
    ]
    profile = f"released under the profile '{released.profile}', smallest permitted count {released.floor}"
    return _explanation(
        result_id,
        released.plan,
        plan=f"{released.facts.plan_id} {released.facts.plan_version}",
        release=release,
        reading={name: value for name in _READING if (value := getattr(row, name)) is not None},
        n={name: value for name in _N if (value := getattr(row, name)) is not None},
        value={name: value for name in _VALUE if (value := getattr(row, name)) is not None},
        door=(*(dict.fromkeys(changes) or ("nothing was changed",)), profile),
        format=row.format,
        method=row.method,
        warnings=row.warnings,
        seed=row.seed,
        fingerprints={name: getattr(row, name) for name in _FINGERPRINTS},
    )


def explain_rating(released: ReleasedResult, *, release: str = "") -> Explanation:
    """Explain the security rating of a released result: its working, by which rules, and where they stand."""
    facts = released.facts
    return Explanation(
        result_id=RATING,
        plan=f"{facts.plan_id} {facts.plan_version}",
        release=release,
        promised={},
        reading={"about": next(entry["id"] for entry in released.plan["analysis"] if entry["purpose"] == "primary")},
        n={},
        value=rating_values(rate(released)),
        door=("worked out from what was released; no number that was withheld enters it",),
        format="",
        method="published rules, held against released numbers",
        warnings="",
        seed=None,
        formula=f"{section_of(rate, 'Notes')}\n\n{rating_working(released)}",
        source=" ".join(section_of(rate, "References").split()),
        note=NOTE,
        computed_by=place_of(rate),
        written_by=place_of(rate),
        fingerprints={name: getattr(facts, name) for name in _FINGERPRINTS},
    )


def _explanation(result_id: str, content: Mapping[str, Any], **known: Any) -> Explanation:
    makers = makers_of(result_id, content)
    return Explanation(
        result_id=result_id,
        promised=_entry(makers.analysis, content),
        formula=section_of(makers.computed_by, "Notes") or summary_of(makers.computed_by),
        source=" ".join(section_of(makers.computed_by, "References").split()),
        note=note_of(makers.computed_by.__name__),
        computed_by=place_of(makers.computed_by),
        written_by=place_of(makers.written_by),
        **known,
    )


def _entry(analysis: str | None, content: Mapping[str, Any]) -> dict[str, Any]:
    if analysis is None:
        return {}
    entry = next(item for item in content["analysis"] if item["id"] == analysis)
    outcome = next(item for item in content["outcome"] if item["id"] == entry["outcome"])
    return {
        "analysis": entry["id"],
        "purpose": entry["purpose"],
        "estimand": entry["estimand"],
        "family": entry.get("family"),
        "estimator": entry["estimator"],
        "outcome": {name: outcome[name] for name in ("id", "label_en", "label_da", "rule")},
    }


def _promised(result_id: str, released: Sequence[str]) -> Explanation | None:
    """Explain a number that a shipped plan promises and of which there is no release here."""
    for name in shipped_plans():
        content = plan_content(shipped_plan(name))
        analyses = {entry["id"] for entry in content["analysis"]}
        if name not in released and result_id.split(".")[0] in analyses:
            return _explanation(
                result_id,
                content,
                plan=f"{name} {content['plan']['version']}",
                release="",
                reading={},
                n={},
                value={},
                door=("there is no release of this plan here, so that the name of the number was not checked",),
                format="",
                method="",
                warnings="",
                seed=None,
                fingerprints={},
            )
    return None


def _unknown(result_id: str, known: Sequence[str]) -> UsageError | ReportError:
    if not known:
        return ReportError(
            "There is no release to look in.", ["Give its folder: --release FOLDER; or run a plan first."]
        )
    near = difflib.get_close_matches(result_id, known, n=_NEAREST, cutoff=0.3)
    told = [f"Nearest: {', '.join(near)}."] if near else []
    return UsageError(
        f"No release has a number called '{result_id}'.",
        [*told, "The report's table of all numbers lists every name; weeks stand at the end, as in `.w26`."],
    )


def explanation_text(explanation: Explanation) -> str:
    """Write an explanation for the terminal."""
    promised, unplanned = explanation.promised, explanation.reading.get("reason") == "data_driven"
    lines = [f"{explanation.result_id}  [{explanation.release or 'no release'}, plan {explanation.plan}]", ""]
    if promised:
        family = f", family {promised['family']}" if promised["family"] else ""
        purpose = f"{promised['purpose']}, estimand {promised['estimand']}{family}"
        lines += [
            f"{'Not promised' if unplanned else 'Promised   '} analysis {promised['analysis']}: {purpose}",
            f"Estimator   {_options(promised['estimator'])}",
            f"Outcome     {promised['outcome']['id']}: {promised['outcome']['label_en']}",
            f"Rule        {_options(promised['outcome']['rule'])}",
        ]
    else:
        lines.append("Promised    by the line itself, which describes every plan in this way")
    lines += [
        f"Number      {_options(explanation.value) or 'withheld, or not released'}",
        f"Reading     {_options(explanation.reading)}",
        f"Persons     {_options(explanation.n) or 'none given'}",
        f"Format      {explanation.format or '-'}",
        f"Door        {'; '.join(explanation.door)}",
        f"Method      {explanation.method or '-'}",
    ]
    lines += [f"Warnings    {explanation.warnings}"] if explanation.warnings else []
    lines += [f"Seed        {explanation.seed}"] if explanation.seed is not None else []
    lines += [
        f"Computed by {explanation.computed_by.sentence()}",
        f"Written by  {explanation.written_by.sentence()}",
        f"Note        {explanation.note or 'none; the formula is below'}",
        f"Source      {explanation.source or 'the formula is elementary'}",
        *(f"{name.replace('_fingerprint', ''):<11} sha256 {value}" for name, value in explanation.fingerprints.items()),
        "",
        "Formula",
        *(f"    {line}".rstrip() for line in explanation.formula.splitlines()),
    ]
    return "\n".join(lines)


def _options(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)
