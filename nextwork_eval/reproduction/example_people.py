"""The casebook for people: each example person in words, week by week, with what the plan's outcomes make of it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nextwork_eval.errors import UsageError
from nextwork_eval.histories import StateMap
from nextwork_eval.language import Language
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.reproduction.plans import OpenedPlan
from nextwork_eval.spreadsheet_cells import harmless
from nextwork_eval.trial.casebook import Answer, Casebook
from nextwork_eval.trial.casebook_run import Case, run_casebook
from nextwork_eval.trial.casebook_tables import casebook_tables

_LINE, _GROUP = 52, 4
_MOST_ROWS = 2
_WORDS = {
    "weeks": {"da": "uge", "en": "week"},
    "codes": {"da": "koder", "en": "codes"},
    "blank": {"da": "blank", "en": "blank"},
    "yes": {"da": "ja", "en": "yes"},
    "no": {"da": "nej", "en": "no"},
    "unknown": {"da": "kan ikke læses, data slutter før", "en": "cannot be read, the data end before"},
    "absent": {"da": "findes i intet register", "en": "found in no register"},
    "letters": {"da": "Bogstaver", "en": "Letters"},
    "end": {"da": "data slutter", "en": "data end"},
    "people": {"da": "eksempelpersoner, alle opdigtede", "en": "example people, all invented"},
    "reading": {"da": "læst efter", "en": "read by"},
    "happened": {"da": "sker i uge", "en": "happens in week"},
    "other": {"da": "noget andet sker først, i uge", "en": "something else happens first, in week"},
    "followed": {"da": "fulgt uden hændelsen til uge", "en": "followed without the event to week"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplePeople:
    """The example people of a plan as one of its state maps reads them."""

    book: Casebook
    cases: tuple[Case, ...]
    state_map: StateMap


def example_people(opened: OpenedPlan, state_map: str | None = None) -> ExamplePeople:
    """Send the casebook of a plan through its definitions.

    Parameters
    ----------
    opened
        The plan with everything it names.
    state_map
        Name of the state map; None for the plan's own.

    Raises
    ------
    UsageError
        If the plan has no casebook, or does not use the state map.
    """
    if opened.casebook is None:
        raise UsageError(f"The plan '{opened.plan.plan.id}' has no casebook.", ["Name one under [plan] casebook."])
    maps = {opened.state_map.id: opened.state_map, **opened.other_maps}
    if state_map is not None and state_map not in maps:
        raise UsageError(f"The plan uses no state map '{state_map}'.", [f"State maps: {', '.join(maps)}."])
    chosen = opened.state_map if state_map is None else maps[state_map]
    cases = run_casebook(opened.casebook, opened.plan, opened.schema, chosen)
    return ExamplePeople(book=opened.casebook, cases=cases, state_map=chosen)


def casebook_text(opened: OpenedPlan, people: ExamplePeople, language: Language) -> str:
    """Return the casebook as text for a terminal or a file."""
    lines = [
        f"{opened.plan.plan.id}: {len(people.cases)} {_WORDS['people'][language]}, "
        f"{_WORDS['reading'][language]} {people.state_map.id}",
        "",
        f"{_WORDS['letters'][language]}:",
    ]
    labels = {status.name: (status.label_da, status.label_en) for status in people.state_map.statuses}
    at = 0 if language == "da" else 1
    lines += [f"  {letter}  {labels[state][at]}" for letter, state in people.book.letters.items()]
    lines.append(f"  .  {_WORDS['end'][language]}")
    for group, label_da, label_en in people.book.groups:
        lines += ["", "", (label_da if language == "da" else label_en).upper()]
        for case in people.cases:
            if case.person.group == group:
                lines += ["", *_person(opened, people, case, language)]
    return "\n".join(lines) + "\n"


def casebook_data(people: ExamplePeople) -> list[dict[str, Any]]:
    """Return the casebook as plain data: who, which weeks, and every outcome of the plan."""
    letters = _letters(people.book)
    return [
        {
            "id": case.person.id,
            "group": case.person.group,
            "name_da": case.person.name_da,
            "name_en": case.person.name_en,
            "story_da": case.person.story_da,
            "story_en": case.person.story_en,
            "lottery": case.person.draws[0].isoformat() if case.person.draws else None,
            "found": case.linked,
            "first_week": case.first_week,
            "weeks": "".join(letters[state] for state in case.states),
            "outcomes": dict(case.answers),
        }
        for case in people.cases
    ]


def export_casebook(opened: OpenedPlan, people: ExamplePeople, folder: Path) -> tuple[Path, ...]:
    """Write the casebook in both languages, as data, and as the register tables it consists of: all files, or none.

    Raises
    ------
    UsageError
        If the folder already holds something, or the folder above it does not exist.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"The folder '{folder.name}' already holds something.", ["Give a folder that is new or empty."]
        )
    if not folder.parent.is_dir():
        raise UsageError(f"There is no folder above '{folder.name}'.", ["Create it, or give another folder."])
    contents = {
        "casebook.da.txt": casebook_text(opened, people, "da"),
        "casebook.en.txt": casebook_text(opened, people, "en"),
        "casebook.json": json.dumps(casebook_data(people), ensure_ascii=False, indent=1) + "\n",
    }
    tables = casebook_tables(people.book, opened.schema, people.state_map)
    contents |= {f"{name}.csv": _harmless(table).write_csv(separator=";") for name, table in sorted(tables.items())}
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".writing-") as scratch:
        for name, content in contents.items():
            (Path(scratch) / name).write_text(content, encoding="utf-8", newline="\n")
        folder.mkdir(exist_ok=True)
        for name in contents:
            shutil.move(Path(scratch) / name, folder / name)
    return tuple(folder / name for name in contents)


def _person(opened: OpenedPlan, people: ExamplePeople, case: Case, language: Language) -> list[str]:
    person = case.person
    name, story = (person.name_da, person.story_da) if language == "da" else (person.name_en, person.story_en)
    lines = [f"{name}  [{person.id}]", f"  {story}"]
    if not case.linked:
        return [*lines, f"  {_WORDS['absent'][language]}"]
    if person.weekly is not None:
        before, after = (_codes(part, language) for part in (person.weekly.before, person.weekly.after))
        lines.append(f"  {people.state_map.weekly.table}: {before} | {after} …")
    for table, rows in person.rows.items():
        told = ", ".join("; ".join(str(cell) for cell in row if cell != "") for row in rows[:_MOST_ROWS])
        lines.append(f"  {table}: {told}{f', … ({len(rows)})' if len(rows) > _MOST_ROWS else ''}")
    letters = _letters(people.book)
    text = "".join(letters[state] for state in case.states)
    lines += _weeks(text, case.first_week, language)
    labels = {item.id: item for item in opened.plan.outcome}
    for outcome in person.expected[opened.state_map.id].outcomes:
        item = labels[outcome]
        label = item.label_da if language == "da" else item.label_en
        lines.append(f"  {label}: {_answer(case.answers[outcome], unit_of(item.rule), language)}")
    return lines


def _codes(codes: Sequence[str], language: Language) -> str:
    runs: list[tuple[str, int]] = []
    for code in codes:
        shown = _WORDS["blank"][language] if code == "0" else code
        if runs and runs[-1][0] == shown:
            runs[-1] = (shown, runs[-1][1] + 1)
        else:
            runs.append((shown, 1))
    return " ".join(f"{code}×{times}" if times > 1 else code for code, times in runs)


def _weeks(text: str, first_week: int, language: Language) -> list[str]:
    """Write the letters in lines of a year and groups of four; week 0 ends the first line."""
    before = text[: 1 - first_week] if first_week < 1 else ""
    lines = []
    for start in range(0, len(before), _LINE):
        part = before[start : start + _LINE]
        lines.append(_line(part, first_week + start, language))
    after = text[len(before) :]
    lines += [_line(after[start : start + _LINE], 1 + start, language) for start in range(0, len(after), _LINE)]
    return lines


def _line(part: str, week: int, language: Language) -> str:
    groups = " ".join(part[at : at + _GROUP] for at in range(0, len(part), _GROUP))
    return f"  {_WORDS['weeks'][language]} {week:>4} … {week + len(part) - 1:>4}  {groups}"


def _answer(value: Answer | None, unit: str, language: Language) -> str:
    if value is None:
        return _WORDS["unknown"][language]
    if isinstance(value, tuple):
        return f"{_WORDS[('followed', 'happened', 'other')[value[1]]][language]} {value[0]}"
    if unit == "share":
        return _WORDS["yes" if value == 1 else "no"][language]
    return f"{value:g}"


def _letters(book: Casebook) -> dict[str | None, str]:
    return {**{state: letter for letter, state in book.letters.items()}, None: "."}


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    texts = pl.col(pl.String).map_elements(harmless, return_dtype=pl.String)
    return table.with_columns(texts) if pl.String in table.dtypes else table
