"""What is asked of somebody who writes a new plan, what the answers may be, and what holds where nothing is answered.

The same questions are asked on a terminal and read from a file of answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nextwork_eval.errors import PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of the state map: its name, what readers call it, and its role."""

    name: str
    label_da: str
    label_en: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a schema and one of its state maps leave to choose from. `dated`: lottery rounds need a date."""

    schema: str
    state_map: str
    states: tuple[State, ...]
    profiles: tuple[str, ...]
    dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Without a `default` it must be answered."""

    key: str
    words: str
    default: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """One lottery round of a new plan."""

    id: str
    randomised: int
    offered: int
    date: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything that was answered, each of its kind."""

    texts: Mapping[str, str]
    date: dt.date
    weeks: int
    weeks_in_a_row: int
    goal: tuple[str, ...]
    rounds: tuple[NewRound, ...]


FIRST_QUESTIONS = ("schema", "state_map")
_NUMBERS = ("weeks", "weeks_in_a_row")


def questions(choices: Choices) -> tuple[Question, ...]:
    """Return the questions that follow when schema and state map are chosen, in their order."""
    goal = [state.name for state in choices.states if state.role in ("job", "education")] or [choices.states[0].name]
    states = ", ".join(state.name for state in choices.states)
    return (
        Question(key="id", words="Name of the plan, in small letters, digits and _", default="my_trial"),
        Question(key="date", words="Day of the plan, as 2026-01-31", default=None),
        Question(
            key="status",
            words="How the plan came about: prospective, reconstructed (from public sources) or after_outcome",
            default="prospective",
        ),
        Question(
            key="written",
            words="What its authors had seen of the outcomes: before_data, before_access, before_analysis (they could "
            "read them) or after_analysis",
            default=None,
        ),
        Question(key="title_da", words="Danish title of the report", default="Et forsøg"),
        Question(key="title_en", words="English title of the report", default="A trial"),
        Question(key="publisher", words="Who answers for the report", default="not said"),
        Question(key="registration", words="Number in a registry of trials; empty if there is none", default=""),
        Question(key="programme_da", words="Danish name of the arm that is offered the programme", default="Tilbud"),
        Question(key="programme_en", words="English name of that arm", default="Offer"),
        Question(key="programme_code", words="What the lottery list writes for that arm", default="1"),
        Question(key="control_da", words="Danish name of the other arm", default="Kontrol"),
        Question(key="control_en", words="English name of the other arm", default="Control"),
        Question(key="control_code", words="What the lottery list writes for the other arm", default="0"),
        Question(key="goal", words=f"States that are hoped for, of {states}", default=", ".join(goal)),
        Question(key="goal_da", words="Danish words for being in one of them", default="i job eller uddannelse"),
        Question(key="goal_en", words="English words for being in one of them", default="in job or education"),
        Question(key="weeks", words="Weeks of follow-up", default="52"),
        Question(key="weeks_in_a_row", words="Weeks in a row in such a state that make an entry", default="4"),
        Question(
            key="profile",
            words=f"Disclosure profile of the data owner, of {', '.join(choices.profiles)}",
            default=choices.profiles[0],
        ),
    )


def answers_of(given: Mapping[str, Any], choices: Choices) -> Answers:
    """Turn what was answered into a plan's beginnings; what was not answered has its default.

    Parameters
    ----------
    given
        Key of a question to its answer; `round` to a list of tables with id, randomised, offered and date.
    choices
        What the schema leaves to choose from.

    Raises
    ------
    PlanError
        With every answer that cannot be used, and every key that asks for nothing.
    """
    asked = questions(choices)
    known = {*FIRST_QUESTIONS, "round", *(question.key for question in asked)}
    problems = [
        f"{key}: there is no such question; known are {', '.join(sorted(known))}" for key in given if key not in known
    ]
    texts: dict[str, str] = {}
    for question in asked:
        answer = given.get(question.key, question.default)
        if answer is None:
            problems.append(f"{question.key}: expected an answer. {question.words}")
        else:
            texts[question.key] = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer).strip()
    goal = tuple(name.strip() for name in texts.get("goal", "").split(",") if name.strip())
    names = {state.name for state in choices.states}
    problems += [
        f"goal: the state map '{choices.state_map}' has no state '{name}'" for name in goal if name not in names
    ]
    if not goal:
        problems.append("goal: expected at least one state")
    if texts.get("profile") not in choices.profiles:
        problems.append(f"profile: expected one of {', '.join(choices.profiles)}")
    numbers = {key: _number(texts.get(key, ""), key, problems) for key in _NUMBERS}
    date = _date(texts["date"], "date", problems) if "date" in texts else None
    rounds = _rounds(given.get("round", [{}]), choices, problems)
    if problems or date is None:
        raise PlanError("No plan can be written from these answers.", problems)
    return Answers(texts=texts, date=date, goal=goal, rounds=rounds, **numbers)


def round_questions(number: int, *, dated: bool) -> tuple[Question, ...]:
    """Return the questions about one lottery round."""
    date = (Question(key="date", words="Its day, as 2026-01-31", default=None),) if dated else ()
    return (
        Question(key="id", words=f"What the lottery list writes for round {number}", default=str(number)),
        *date,
        Question(key="randomised", words="How many people were in it", default="100"),
        Question(key="offered", words="How many of them were drawn", default="50"),
    )


def _rounds(given: Any, choices: Choices, problems: list[str]) -> tuple[NewRound, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(entry, Mapping) for entry in given):
        problems.append("round: expected one [[round]] or more")
        return ()
    rounds = []
    for number, entry in enumerate(given, start=1):
        where, asked = f"round[{number}]", round_questions(number, dated=choices.dated)
        keys = {question.key for question in asked}
        problems += [f"{where}.{key}: expected {', '.join(sorted(keys))} only" for key in entry if key not in keys]
        values = {question.key: entry.get(question.key, question.default) for question in asked}
        date = None
        if choices.dated and values["date"] is None:
            problems.append(f"{where}.date: expected a day; the state map counts calendar weeks")
        elif choices.dated:
            date = _date(str(values["date"]), f"{where}.date", problems)
        counts = [_number(str(values[key]), f"{where}.{key}", problems) for key in ("randomised", "offered")]
        rounds.append(NewRound(id=str(values["id"]), randomised=counts[0], offered=counts[1], date=date))
    return tuple(rounds)


def _number(text: str, where: str, problems: list[str]) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        problems.append(f"{where}: expected a whole number of at least 1")
        return 0
    return int(text)


def _date(text: str, where: str, problems: list[str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.append(f"{where}: expected a day as 2026-01-31")
        return None
