"""The invented world: how a person moves each week between support, job and education, and what the programme changes.

A Markov chain in weeks with the states of `State`. Each week a person either stays or makes one move, with the
probabilities below.

* From support to job or education: `entry_hazard` × class × programme. There are two latent classes of people, unseen
  in any register, with multipliers `NEAR` and `FAR`. The share of entries that are education depends on the season
  only.
* From job or education back to support: `return_hazard` × decline(d) × programme, where d is the number of weeks
  since the person entered and decline(d) = 0.5 + exp(-d / 13): the first quarter of a year is the hardest.
* The programme changes both, for those who take the offer up: entry is multiplied by `LOCK_IN` up to `LOCK_IN_WEEKS`
  after the start of the programme, and by `entry_ratio` after; return by `return_ratio` from the lottery on. An offer
  that is not taken up changes nothing.
* All other moves have the fixed weekly probabilities of `MOVES`.

Nobody moves directly between job and self-support without pay. Pay is recorded by the month, and a month could not
tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
StateArray = NDArray[np.int8]


class State(IntEnum):
    """Where a person is in a week; the first five are kinds of support, in the order of `KINDS`."""

    PASSIVE = 0
    GUIDANCE = 1
    INTERNSHIP = 2
    WAGE_SUBSIDY = 3
    COURSE = 4
    SICK = 5
    JOB = 6
    EDUCATION = 7
    LEAVE = 8
    OTHER = 9
    EMIGRATED = 10
    DEAD = 11


KINDS = (State.PASSIVE, State.GUIDANCE, State.INTERNSHIP, State.WAGE_SUBSIDY, State.COURSE)
USUAL_MIX = (0.46, 0.30, 0.14, 0.04, 0.06)  # what the municipality usually offers, in the order of KINDS
PROGRAMME_MIX = (0.05, 0.50, 0.40, 0.02, 0.03)
MIX_BEFORE_FIRST_EVENT = (0.05, 0.90, 0.00, 0.02, 0.03)  # the young have not met the firms yet
KIND_CHANGE = 0.12

NEAR, FAR = 1.7, 0.55
SHARE_NEAR = 0.5

PROGRAMME_START = 2  # weeks after the lottery
PROGRAMME_WEEKS = 26
FIRST_EVENT = 3  # weeks from the start of the programme to the first match event
LOCK_IN = 0.35
LOCK_IN_WEEKS = 8

EDUCATION_SHARE = 0.35
EDUCATION_SHARE_AT_INTAKE = 0.75
INTAKE_WEEKS = frozenset({3, 4, 5, 32, 33, 34, 35})  # ISO weeks in which most educations begin

MOST_DECLINE = 1.5  # decline(0)

_SUPPORT_MOVES = {State.OTHER: 0.0015, State.EMIGRATED: 0.00008, State.DEAD: 0.00003}
MOVES: dict[State, dict[State, float]] = {
    **dict.fromkeys(KINDS, _SUPPORT_MOVES),
    State.SICK: {State.JOB: 0.09, State.PASSIVE: 0.02, State.DEAD: 0.0002},
    State.JOB: {State.EDUCATION: 0.002, State.SICK: 0.0025, State.EMIGRATED: 0.0001, State.DEAD: 0.00002},
    State.EDUCATION: {State.JOB: 0.003, State.OTHER: 0.0005, State.EMIGRATED: 0.0001, State.DEAD: 0.00002},
    State.LEAVE: {State.PASSIVE: 0.020, State.JOB: 0.006, State.EDUCATION: 0.004},
    State.OTHER: {State.PASSIVE: 0.018, State.EDUCATION: 0.004, State.EMIGRATED: 0.0005, State.DEAD: 0.00003},
    State.EMIGRATED: {},
    State.DEAD: {},
}
_A_WEEK = 0.03  # in years, with a day or two to spare
LEAVE_FOR_WOMEN = 0.0010  # from support, job and education; the register shows the parent who is paid

_START = {State.PASSIVE: 0.40, State.GUIDANCE: 0.10, State.JOB: 0.15, State.EDUCATION: 0.25, State.OTHER: 0.10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What the plan's rehearsal decides: hazards per week, and what the programme multiplies them by."""

    entry_hazard: float
    entry_ratio: float
    return_hazard: float
    return_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """What the model knows of people; all fields have the shape (n_people,). `birth` is a proleptic ordinal day."""

    birth: IntArray
    woman: BoolArray
    near: BoolArray
    job_ready: BoolArray

    def __len__(self) -> int:
        return len(self.birth)

    def take(self, rows: IntArray) -> People:
        """Return the people in the given rows, in that order."""
        return People(
            birth=self.birth[rows], woman=self.woman[rows], near=self.near[rows], job_ready=self.job_ready[rows]
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """The state of each person, and the weeks since she entered job or education; shapes (n_people,)."""

    state: StateArray
    duration: IntArray

    def take(self, rows: IntArray) -> Situation:
        """Return the situation of the people in the given rows, in that order."""
        return Situation(state=self.state[rows], duration=self.duration[rows])


def draw_people(number: int, *, day: int, ages: tuple[int, int], generator: np.random.Generator) -> People:
    """Draw people who in the week after a day are at least `ages[0]` and below `ages[1]` years old."""
    lowest, highest = ages[0] + _A_WEEK, ages[1] - _A_WEEK
    years = lowest + (highest - lowest) * generator.beta(1.0, 1.4, number)
    near = generator.random(number) < SHARE_NEAR
    return People(
        birth=day - np.floor(years * 365.25).astype(np.int64),
        woman=generator.random(number) < 0.47,
        near=near,
        job_ready=generator.random(number) < np.where(near, 0.2, 0.05),
    )


def join_people(groups: Sequence[People]) -> People:
    """Return all people of several groups, one group after the other."""
    return People(
        birth=np.concatenate([group.birth for group in groups]),
        woman=np.concatenate([group.woman for group in groups]),
        near=np.concatenate([group.near for group in groups]),
        job_ready=np.concatenate([group.job_ready for group in groups]),
    )


def draw_start(people: People, adult: BoolArray, generator: np.random.Generator) -> Situation:
    """Draw where people are in the first week; those who are not yet adult are supported by their parents."""
    states = np.array(list(_START), dtype=np.int8)
    drawn = states[generator.choice(len(states), size=len(people), p=list(_START.values()))]
    state = np.where(adult, drawn, np.int8(State.OTHER)).astype(np.int8)
    return Situation(state=state, duration=generator.integers(0, 40, len(people)))


def advance(
    people: People,
    situation: Situation,
    *,
    adult: BoolArray,
    iso_number: int,
    since_lottery: int | None,
    taker: BoolArray,
    parameters: Parameters,
    generator: np.random.Generator,
) -> Situation:
    """Move everybody one week on.

    Parameters
    ----------
    people, situation
        Who, and where they were last week.
    adult
        Whether each person is 18 in this week; before that she stays where she is.
    iso_number
        Number of this week in its ISO year, for the season.
    since_lottery
        Weeks since the lottery; None before it.
    taker
        Who takes the offer up; ignored before the lottery.
    parameters
        The plan's parameters.
    generator
        Source of chance.
    """
    treated = taker if since_lottery is not None else np.zeros_like(taker)
    weeks = since_lottery or 0
    position = generator.random(len(people))
    drawn = situation.state.copy()
    # In most weeks nothing happens to most people: chances are worked out for those alone who may move.
    may_move = np.flatnonzero(position < most_chances(parameters)[situation.state])
    drawn[may_move] = _drawn(
        chances_of(
            people.take(may_move),
            situation.take(may_move),
            treated=treated[may_move],
            weeks=weeks,
            iso_number=iso_number,
            parameters=parameters,
        ),
        situation.state[may_move],
        position[may_move],
    )
    if since_lottery == PROGRAMME_START:
        drawn = np.where(treated & (drawn <= State.COURSE), np.int8(State.GUIDANCE), drawn)
    state = np.where(adult, drawn, situation.state).astype(np.int8)
    stays = _entered(situation.state) & _entered(state)
    return Situation(state=state, duration=np.where(stays, situation.duration + 1, 0))


def chances_of(
    people: People,
    situation: Situation,
    *,
    treated: BoolArray,
    weeks: int,
    iso_number: int,
    parameters: Parameters,
) -> FloatArray:
    """Return the chance of each move in a week, shape (n_people, n_states); `weeks` is 0 before the lottery."""
    chances = np.take(_TABLE[0], situation.state, axis=0)
    chances[people.woman] = np.take(_TABLE[1], situation.state[people.woman], axis=0)
    on_support = situation.state <= State.COURSE

    in_programme = treated & (PROGRAMME_START <= weeks < PROGRAMME_START + PROGRAMME_WEEKS)
    programme_mix = MIX_BEFORE_FIRST_EVENT if weeks <= PROGRAMME_START + FIRST_EVENT else PROGRAMME_MIX
    mix = np.where(in_programme[:, None], programme_mix, USUAL_MIX)
    chances[:, : len(KINDS)] += np.where(on_support[:, None], KIND_CHANGE * mix, 0.0)

    effect = LOCK_IN if weeks < PROGRAMME_START + LOCK_IN_WEEKS else parameters.entry_ratio
    entry = parameters.entry_hazard * np.where(people.near, NEAR, FAR) * np.where(treated, effect, 1.0) * on_support
    education = EDUCATION_SHARE_AT_INTAKE if iso_number in INTAKE_WEEKS else EDUCATION_SHARE
    chances[:, State.EDUCATION] += education * entry
    chances[:, State.JOB] += (1 - education) * entry

    decline = 0.5 + np.exp(-situation.duration / 13.0)
    back = parameters.return_hazard * decline * np.where(treated, parameters.return_ratio, 1.0)
    chances[:, State.PASSIVE] += np.where(_entered(situation.state), back, 0.0)
    return chances


def _entered(state: StateArray) -> BoolArray:
    return np.asarray((state == State.JOB) | (state == State.EDUCATION))


def most_chances(parameters: Parameters) -> FloatArray:
    """Return what the chance of any move is at most in each state, with room for rounding, shape (n_states,)."""
    most: FloatArray = _TABLE[1].sum(axis=1) + 1e-9
    most[list(KINDS)] += KIND_CHANGE + parameters.entry_hazard * NEAR * max(1.0, parameters.entry_ratio)
    most[[State.JOB, State.EDUCATION]] += parameters.return_hazard * MOST_DECLINE * max(1.0, parameters.return_ratio)
    return most


def _drawn(chances: FloatArray, state: StateArray, position: FloatArray) -> StateArray:
    """Return the next state; what is left of each row's probability is the chance to stay."""
    limits = np.cumsum(chances, axis=1)
    moves = (position[:, None] >= limits).sum(axis=1)
    return np.where(moves < len(State), moves, state).astype(np.int8)


def _moves(woman: bool) -> FloatArray:
    table = np.zeros((len(State), len(State)))
    for start, moves in MOVES.items():
        for end, chance in moves.items():
            table[start, end] = chance
        if woman and (start in KINDS or start in (State.JOB, State.EDUCATION)):
            table[start, State.LEAVE] = LEAVE_FOR_WOMEN
    return table


_TABLE = (_moves(False), _moves(True))
