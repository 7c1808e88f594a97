"""What is asked of somebody who writes a new plan, what the answers may be, and what holds where nothing is answered.

The same questions are asked on a terminal and read from a file of answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.identity import Status
from nextwork_eval.plan.prior_knowledge import Stage


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
    """One question. Without a `default` it must be answered.

    Attributes
    ----------
    kind
        Of the answer: any `text`, a `day`, a `number` of at least 1, `one` of the allowed words, or `some` of them with
        commas between them.
    allowed
        The words that may be chosen.
    """

    key: str
    words: str
    default: str | None
    kind: Literal["text", "day", "number", "one", "some"] = "text"
    allowed: tuple[str, ...] = ()


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
STATUSES: tuple[str, ...] = get_args(Status)
STAGES: tuple[str, ...] = get_args(Stage)


def questions(choices: Choices) -> tuple[Question, ...]:
    """Return the questions that follow when schema and state map are chosen, in their order."""
    goal = [state.name for state in choices.states if state.role in ("job", "education")] or [choices.states[0].name]
    states = tuple(state.name for state in choices.states)
    return (
        Question(key="id", words="Name of the plan, in small letters, digits and _", default="my_trial"),
        Question(key="date", words="Day of the plan, as 2026-01-31", default=None, kind="day"),
        Question(
            key="status",
            words="How the plan came about: prospective, reconstructed (from public sources) or after_outcome",
            default="prospective",
            kind="one",
            allowed=STATUSES,
        ),
        Question(
            key="written",
            words="What its authors had seen of the outcomes: before_data, before_access, before_analysis (they could "
            "read them) or after_analysis",
            default=None,
            kind="one",
            allowed=STAGES,
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
        Question(
            key="goal",
            words=f"States that are hoped for, of {', '.join(states)}",
            default=", ".join(goal),
            kind="some",
            allowed=states,
        ),
        Question(key="goal_da", words="Danish words for being in one of them", default="i job eller uddannelse"),
        Question(key="goal_en", words="English words for being in one of them", default="in job or education"),
        Question(key="weeks", words="Weeks of follow-up", default="52", kind="number"),
        Question(
            key="weeks_in_a_row",
            words="Weeks in a row in such a state that make an entry",
            default="4",
            kind="number",
        ),
        Question(
            key="profile",
            words=f"Disclosure profile of the data owner, of {', '.join(choices.profiles)}",
            default=choices.profiles[0],
            kind="one",
            allowed=choices.profiles,
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
    texts = {question.key: _answer(question, given, question.key, problems) for question in asked}
    rounds = given.get("round")
    if not isinstance(rounds, list) or not rounds or not all(isinstance(entry, Mapping) for entry in rounds):
        problems.append("round: expected one [[round]] or more, each with id, randomised and offered")
        rounds = []
    drawn = [_round(number, entry, choices, problems) for number, entry in enumerate(rounds, start=1)]
    if problems:
        raise PlanError("No plan can be written from these answers.", problems)
    return Answers(
        texts=texts,
        date=dt.date.fromisoformat(texts["date"]),
        weeks=int(texts["weeks"]),
        weeks_in_a_row=int(texts["weeks_in_a_row"]),
        goal=tuple(_words(texts["goal"])),
        rounds=tuple(
            NewRound(
                id=draw["id"],
                randomised=int(draw["randomised"]),
                offered=int(draw["offered"]),
                date=dt.date.fromisoformat(draw["date"]) if choices.dated else None,
            )
            for draw in drawn
        ),
    )


def round_questions(number: int, *, dated: bool) -> tuple[Question, ...]:
    """Return the questions about one lottery round. How many took part is never supposed."""
    date = (Question(key="date", words="Its day, as 2026-01-31", default=None, kind="day"),) if dated else ()
    return (
        Question(key="id", words=f"What the lottery list writes for round {number}", default=str(number)),
        *date,
        Question(key="randomised", words="How many people were in it", default=None, kind="number"),
        Question(key="offered", words="How many of them were drawn", default=None, kind="number"),
    )


def unfit(question: Question, answer: str) -> str:
    """Say what is wrong with an answer; nothing if it can be used.

    Examples
    --------
    >>> weeks = Question(key="weeks", words="Weeks", default="52", kind="number")
    >>> unfit(weeks, "52")
    ''
    >>> unfit(weeks, "a year")
    'expected a whole number of at least 1'
    """
    match question.kind:
        case "number" if not (answer.isdecimal() and int(answer) > 0):
            return "expected a whole number of at least 1"
        case "day" if not _is_day(answer):
            return "expected a day as 2026-01-31"
        case "one" if answer not in question.allowed:
            return f"expected one of {', '.join(question.allowed)}"
        case "some" if not _words(answer) or not set(_words(answer)) <= set(question.allowed):
            return f"expected one or more of {', '.join(question.allowed)}"
        case _:
            return ""


def _round(number: int, entry: Mapping[str, Any], choices: Choices, problems: list[str]) -> dict[str, str]:
    asked = round_questions(number, dated=choices.dated)
    keys = {question.key for question in asked}
    where = f"round[{number}]"
    problems += [f"{where}.{key}: expected {', '.join(sorted(keys))} only" for key in entry if key not in keys]
    return {question.key: _answer(question, entry, f"{where}.{question.key}", problems) for question in asked}


def _answer(question: Question, given: Mapping[str, Any], where: str, problems: list[str]) -> str:
    """Return an answer as text, and add to the problems if it cannot be used."""
    answer = given.get(question.key, question.default)
    if answer is None:
        problems.append(f"{where}: expected an answer. {question.words}")
        return ""
    text = ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer).strip()
    if problem := unfit(question, text):
        problems.append(f"{where}: {problem}")
    return text


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
