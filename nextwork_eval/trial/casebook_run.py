"""The casebook carried out: the plan's own code paints the example people and applies its outcomes to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from nextwork_eval.errors import PlanError
from nextwork_eval.histories import DurationOutcome, StateMap, apply_rules, build_histories
from nextwork_eval.histories.outcomes import Values
from nextwork_eval.histories.weeks import week_of
from nextwork_eval.plan.covariates import ShareOfTime
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import CourseByWeek, IndexOfOutcomes, InStateByWeek, Rule, StateByWeek, horizon
from nextwork_eval.registers import RegisterSchema
from nextwork_eval.results import Timeline
from nextwork_eval.trial.baseline import share_of_time
from nextwork_eval.trial.casebook import Answer, Casebook, CasePerson, Expected
from nextwork_eval.trial.casebook_tables import casebook_tables, keys_of

SHOWN_WEEKS = 104
"""How many weeks after the lottery are compared and shown at most."""
_UNOBSERVED = "."
_CLOSE = 1e-9  # shares of whole weeks are exact up to rounding errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What became of one example person by one state map.

    Attributes
    ----------
    person
        The example person.
    linked
        Whether the person was found in any register.
    first_week, states
        The names of the states of the shown weeks; None for a week that is not observed.
    answers
        What each outcome of the plan gives; None where the data do not reach so far.
    baseline
        Shares of time before the lottery.
    """

    person: CasePerson
    linked: bool
    first_week: int
    states: tuple[str | None, ...]
    answers: Mapping[str, Answer | None]
    baseline: Mapping[str, float]


def run_casebook(book: Casebook, plan: AnalysisPlan, schema: RegisterSchema, state_map: StateMap) -> tuple[Case, ...]:
    """Send every example person through the plan's definitions.

    Parameters
    ----------
    book, plan, schema, state_map
        The example people, whose rules are applied, which tables there are, and how they are read.

    Returns
    -------
    tuple of Case
        In the order of the casebook.

    Raises
    ------
    PlanError
        If the rows of the example people do not fit their tables.
    """
    tables = casebook_tables(book, schema, state_map)
    known = {key for table in tables.values() for key in table[schema.person_key].to_list()}
    found = [(key, person) for key, person in zip(keys_of(book), book.people, strict=True) if key in known]
    shares = [item.source for item in plan.covariate if isinstance(item.source, ShareOfTime)]
    needed = [-source.from_week for source in shares]
    shown = [-person.weekly.first_week for _, person in found if person.weekly is not None]
    matrix = build_histories(
        tables,
        state_map,
        person_key=schema.person_key,
        persons=[key for key, _ in found],
        lottery_weeks=None
        if state_map.weekly.calendar == "relative"
        else [week_of(person.draws[0]) for _, person in found],
        cut_offs=book.cut_offs,
        history_weeks=max([0, *needed, *shown]),
    )
    sets = {item.id: item.states for item in plan.state_set}
    rules = {
        item.id: item.rule
        for item in plan.outcome
        if not isinstance(item.rule, CourseByWeek | InStateByWeek | StateByWeek | IndexOfOutcomes)
    }
    values = apply_rules(rules, matrix, sets)
    before = {
        item.id: share_of_time(matrix, sets[item.source.states], item.source.from_week, item.source.to_week)
        for item in plan.covariate
        if isinstance(item.source, ShareOfTime)
    }
    names = {status.code: status.name for status in state_map.statuses}
    shown_to = min(SHOWN_WEEKS, matrix.first_week + matrix.states.shape[1] - 1)
    place_of = {person.id: place for place, (_, person) in enumerate(found)}
    cases = []
    for person in book.people:
        if person.id not in place_of:
            cases.append(Case(person=person, linked=False, first_week=1, states=(), answers={}, baseline={}))
            continue
        place = place_of[person.id]
        first = person.weekly.first_week if person.weekly is not None else 1
        last = int(matrix.last_observed[place])
        cases.append(
            Case(
                person=person,
                linked=True,
                first_week=first,
                states=tuple(names.get(code) for code in matrix.window(first, shown_to)[place].tolist()),
                answers={name: _answer(rules[name], found, place, last) for name, found in values.items()},
                baseline={name: float(share[place]) for name, share in before.items()},
            )
        )
    return tuple(cases)


def disagreements(book: Casebook, cases: tuple[Case, ...], state_map: StateMap) -> list[str]:
    """List where a state map or a rule does something else to an example person than the casebook says."""
    letters = {state: letter for letter, state in book.letters.items()} | {None: _UNOBSERVED}
    problems = []
    for case in cases:
        expected = case.person.expected.get(state_map.id)
        if expected is None:
            continue
        where = f"'{case.person.id}' by '{state_map.id}'"
        told = [] if expected.states is None else _weeks(case, expected, letters)
        told += _answers(case, expected)
        told += _shares(case) if expected.states is not None else []
        problems += [f"{where}: {problem}" for problem in told]
    return problems


def check_casebook(book: Casebook, plan: AnalysisPlan, schema: RegisterSchema, maps: Mapping[str, StateMap]) -> None:
    """Refuse a plan whose definitions do not do to its example people what the casebook says.

    Raises
    ------
    PlanError
        With every disagreement, for each state map that the casebook speaks of.
    """
    unknown = sorted({name for person in book.people for name in person.expected} - maps.keys())
    problems = [f"the plan uses no state map '{name}'" for name in unknown]
    for state_map in maps.values():
        states = {status.name for status in state_map.statuses}
        problems += [
            f"letters: the state map '{state_map.id}' has no state '{state}'"
            for state in book.letters.values()
            if state not in states
        ]
        problems += [
            f"letters: the state '{state}' has no letter" for state in sorted(states - {*book.letters.values()})
        ]
    if not problems:
        for state_map in maps.values():
            problems += disagreements(book, run_casebook(book, plan, schema, state_map), state_map)
    if problems:
        raise PlanError("The plan's definitions and its casebook do not agree.", problems)


def timelines(book: Casebook, cases: tuple[Case, ...]) -> tuple[Timeline, ...]:
    """Return the example people as a report shows them: states as runs, and the answers that the casebook speaks of."""
    labels = {name: (label_da, label_en) for name, label_da, label_en in book.groups}
    lines = []
    for case in cases:
        person = case.person
        spoken = next(iter(person.expected.values())).outcomes
        observed = [state for state in case.states if state is not None]
        lines.append(
            Timeline(
                id=person.id,
                group=person.group,
                group_da=labels[person.group][0],
                group_en=labels[person.group][1],
                name_da=person.name_da,
                name_en=person.name_en,
                story_da=person.story_da,
                story_en=person.story_en,
                first_week=case.first_week,
                runs=tuple((state, len(list(weeks))) for state, weeks in groupby(observed)),
                linked=case.linked,
                answers=tuple((name, value) for name in spoken if isinstance(value := case.answers.get(name), float)),
            )
        )
    return tuple(lines)


def _answer(rule: Rule, values: Values, place: int, last: int) -> Answer | None:
    if isinstance(values, DurationOutcome):
        return int(values.duration[place]), int(values.event[place])
    return float(values[place]) if last >= horizon(rule) else None


def _weeks(case: Case, expected: Expected, letters: Mapping[str | None, str]) -> list[str]:
    assert expected.states is not None, "asked only where the casebook speaks of weeks"
    if not case.linked:
        return ["it stands in no register, and the casebook speaks of its weeks"]
    told = (*expected.states.before, *expected.states.after)
    if expected.states.first_week != case.first_week:
        return [f"its states begin in week {expected.states.first_week}, its codes in week {case.first_week}"]
    problems = []
    for place, state in enumerate(case.states):
        wanted = told[min(place, len(told) - 1)]
        if letters[state] != wanted:
            week = case.first_week + place
            problems.append(f"week {week} is {letters[state]} ({state}), the casebook says {wanted}")
    return problems[:3]


def _answers(case: Case, expected: Expected) -> list[str]:
    return [
        f"the outcome '{name}' is {_said(case.answers.get(name))}, the casebook says {_said(value)}"
        for name, value in expected.outcomes.items()
        if name not in case.answers or case.answers[name] != value
    ]


def _shares(case: Case) -> list[str]:
    return [
        f"the covariate '{name}' is {case.baseline.get(name)}, the casebook says {value:g}"
        for name, value in case.person.baseline.items()
        if name not in case.baseline or abs(case.baseline[name] - value) > _CLOSE
    ]


def _said(value: Answer | None) -> str:
    if isinstance(value, tuple):
        return f"week {value[0]}, event {value[1]}"
    return "not known" if value is None else f"{value:g}"
