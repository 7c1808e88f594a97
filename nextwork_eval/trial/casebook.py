"""The casebook: example people named by what should happen to them, as a file beside the plan.

Each person has the weekly codes and register rows of a short life, and says which state every week should have and
what the plan's outcomes should make of it. Weeks are written as `720*12 0*40`, states as letters, `S*12 J*40`; a bar
parts the weeks up to the lottery from those after it, and the last entry lasts until the data end.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from nextwork_eval.errors import PlanError

Answer = float | tuple[int, int]
_MONTHS = re.compile(r"^(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})$")
_PERSON = {"id", "group", "name_da", "name_en", "story_da", "story_en"}
_MAY = {"draws", "weekly", "rows", "states", "outcomes", "baseline", "other"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Codes or letters of weeks in order: those up to the week of the lottery, and those after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def first_week(self) -> int:
        """The relative week of the first entry."""
        return 1 - len(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a state map and the plan's rules should make of a person.

    `states` is None where nothing is said of the weeks. `outcomes` holds a number, or weeks and the kind of event.
    """

    states: Weeks | None
    outcomes: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePerson:
    """One example person.

    Attributes
    ----------
    id, group
        Name in messages, and the group it is shown in.
    name_da, name_en, story_da, story_en
        What should happen to the person, as a title and in a sentence or two.
    draws
        Days on which the person was in a lottery; empty where weeks are counted without a calendar.
    weekly
        Codes of the weekly table; None for a person who stands in no register.
    rows
        Rows of other tables, in the order of the casebook's columns.
    expected
        By state map; the plan's own first.
    baseline
        Covariates before the lottery (shares of time).
    """

    id: str
    group: str
    name_da: str
    name_en: str
    story_da: str
    story_en: str
    draws: tuple[dt.date, ...]
    weekly: Weeks | None
    rows: Mapping[str, tuple[tuple[Any, ...], ...]]
    expected: Mapping[str, Expected]
    baseline: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Casebook:
    """All example people of a plan.

    Attributes
    ----------
    letters
        Letter to the name of its state.
    columns
        Table to the columns in which its rows are written.
    groups
        Id and label of each group, in Danish and English.
    cut_offs
        Last complete day of each register.
    people
        In the order of the file.
    fingerprint
        sha256 of the content.
    """

    letters: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    groups: tuple[tuple[str, str, str], ...]
    cut_offs: Mapping[str, dt.date]
    people: tuple[CasePerson, ...]
    fingerprint: str


def read_casebook(path: Path, state_map: str) -> Casebook:
    """Read a casebook.

    Parameters
    ----------
    path
        The TOML file.
    state_map
        Name of the plan's own state map, whose weeks a person's `states` are.

    Raises
    ------
    PlanError
        If the file is missing, is not TOML, or a person lacks an entry or has an unknown one; all problems at once.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanError(
            f"There is no casebook '{path.name}'.", ["Write it into `casebooks` beside the plan, or name none."]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"The casebook '{path.name}' is not TOML.", [str(error)]) from None
    problems: list[str] = []
    people = []
    try:
        day, groups = (
            content.get("lottery"),
            [(item["id"], item["label_da"], item["label_en"]) for item in content["group"]],
        )
        for number, entry in enumerate(content["person"], start=1):
            where = f"person {number} ('{entry.get('id', '')}')"
            wrong = [f"{where}: no entry '{name}'" for name in sorted(_PERSON - entry.keys())]
            wrong += [f"{where}: unknown entry '{name}'" for name in sorted(entry.keys() - _PERSON - _MAY)]
            if not wrong and entry["group"] not in {name for name, _, _ in groups}:
                wrong.append(f"{where}: the group '{entry['group']}' is not declared")
            problems += wrong
            if not wrong:
                people.append(_person(entry, day, state_map))
        book = Casebook(
            letters=dict(content["letters"]),
            columns={table: tuple(names) for table, names in content.get("columns", {}).items()},
            groups=tuple(groups),
            cut_offs=dict(content.get("cut_off", {})),
            people=tuple(people),
            fingerprint=hashlib.sha256(rfc8785.dumps(_plain(content))).hexdigest(),
        )
    except KeyError as error:
        raise PlanError(f"The casebook '{path.name}' is incomplete.", [f"Expected an entry {error}."]) from None
    except (TypeError, ValueError, AttributeError) as error:
        raise PlanError(f"The casebook '{path.name}' cannot be understood.", [str(error)]) from None
    ids = [person.id for person in people]
    problems += [f"the id '{name}' is used twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    if problems:
        raise PlanError(f"The casebook '{path.name}' cannot be used.", problems)
    return book


def weeks_of(text: str, *, letters: bool) -> Weeks:
    """Read weeks: `720*4 | 720*12 0`, or with letters, each of which is a week, `SSSS | S*12 JJ`.

    Examples
    --------
    >>> weeks_of("720*2 | 720 0*3", letters=False).after
    ('720', '0', '0', '0')
    >>> weeks_of("| SSJ*3", letters=True).after
    ('S', 'S', 'J', 'J', 'J')
    """
    before, bar, after = text.partition("|")
    if not bar:
        raise ValueError(f"weeks need a bar after the week of the lottery: “{text[:40]}”")
    return Weeks(before=_entries(before, letters), after=_entries(after, letters))


def _entries(text: str, letters: bool) -> tuple[str, ...]:
    found: list[str] = []
    for token in text.split():
        word, _, times = token.partition("*")
        parts = list(word) if letters else [word]
        found += [*parts[:-1], *([parts[-1]] * int(times or 1))]
    return tuple(found)


def _person(entry: Mapping[str, Any], day: dt.date | None, state_map: str) -> CasePerson:
    others = {
        name: _expected(told.get("states"), told.get("outcomes", {})) for name, told in entry.get("other", {}).items()
    }
    return CasePerson(
        **{name: " ".join(str(entry[name]).split()) for name in sorted(_PERSON)},
        draws=tuple(sorted(entry.get("draws", [] if day is None else [day]))),
        weekly=weeks_of(entry["weekly"], letters=False) if "weekly" in entry else None,
        rows={
            table: tuple(row for line in lines for row in _by_month(line))
            for table, lines in entry.get("rows", {}).items()
        },
        expected={state_map: _expected(entry.get("states"), entry.get("outcomes", {})), **others},
        baseline={name: float(value) for name, value in entry.get("baseline", {}).items()},
    )


def _expected(states: str | None, outcomes: Mapping[str, Any]) -> Expected:
    answers: dict[str, Answer] = {
        name: (int(value[0]), int(value[1])) if isinstance(value, list) else float(value)
        for name, value in outcomes.items()
    }
    return Expected(states=None if states is None else weeks_of(states, letters=True), outcomes=answers)


def _by_month(line: list[Any]) -> list[tuple[Any, ...]]:
    """Write `2018-01..2018-03` as one row for each month, dated on its last day."""
    months = next((match for cell in line if isinstance(cell, str) and (match := _MONTHS.match(cell))), None)
    if months is None:
        return [tuple(line)]
    first, last = int(months[1]) * 12 + int(months[2]) - 1, int(months[3]) * 12 + int(months[4]) - 1
    days = []
    for month in range(first, last + 1):
        year, number = divmod(month, 12)
        days.append(dt.date(year, number + 1, calendar.monthrange(year, number + 1)[1]))
    return [tuple(day if cell == months[0] else cell for cell in line) for day in days]


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_plain(value) for value in content]
    return content.isoformat() if isinstance(content, dt.date) else content
