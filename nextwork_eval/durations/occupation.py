"""At the end you know the weekly engine: state shares of a group when follow-up differs between persons.

`occupation` gives the shares, `influence_by_week` what each person contributes to them; every variance of a weekly
history is a sum of squares of the latter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.effects.estimate import FloatVector

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_PEOPLE_AT_A_TIME = 4096  # so that a week of one block stays in the processor's cache
ROUNDING = 1e-10  # shares this close to 0 or 1 differ from them by the rounding of sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """State occupation in one group; W weeks, S states.

    Attributes
    ----------
    n_people
        Persons in the group.
    probabilities
        Shape (W, S): the estimated share of the group in each state.
    counts
        Shape (W, S): persons observed in the state in that week.
    at_risk
        Shape (W - 1, S): persons in the state in week t who are followed to week t + 1.
    transitions
        Shape (W - 1, S, S): the share of `at_risk` that goes from the one state to the other, the unit matrix's row
        where nobody is at risk.
    held
        Shape (W - 1, S): True where a share above 0 is kept unchanged because nobody is at risk.
    """

    n_people: int
    probabilities: FloatArray
    counts: IntArray
    at_risk: IntArray
    transitions: FloatArray
    held: NDArray[np.bool_]


def occupation(states: IntArray, *, n_states: int) -> Occupation:
    """Estimate state occupation within one group.

    Parameters
    ----------
    states
        Shape (n_people, W): codes 0 to `n_states` - 1; `UNOBSERVED` from the end of follow-up on, never in the first
        column.
    n_states
        S, the number of states.
    """
    n_people, n_weeks = states.shape
    observed = states != UNOBSERVED
    week = np.broadcast_to(np.arange(n_weeks), states.shape)
    counts = np.bincount((week * n_states + states)[observed], minlength=n_weeks * n_states)
    followed = observed[:, 1:]
    moves = ((week[:, :-1] * n_states + states[:, :-1]) * n_states + states[:, 1:])[followed]
    counted = np.bincount(moves, minlength=(n_weeks - 1) * n_states**2).reshape(n_weeks - 1, n_states, n_states)
    at_risk = counted.sum(axis=2)
    transitions = np.where(
        at_risk[..., np.newaxis] > 0, counted / np.maximum(at_risk, 1)[..., np.newaxis], np.eye(n_states)
    )
    probabilities = np.empty((n_weeks, n_states))
    probabilities[0] = np.bincount(states[:, 0], minlength=n_states) / n_people
    for t in range(1, n_weeks):
        probabilities[t] = probabilities[t - 1] @ transitions[t - 1]
    return Occupation(
        n_people=n_people,
        probabilities=probabilities,
        counts=counts.reshape(n_weeks, n_states),
        at_risk=at_risk,
        transitions=transitions,
        held=(at_risk == 0) & (probabilities[:-1] > ROUNDING),
    )


def influence_by_week(states: IntArray, estimated: Occupation) -> Iterator[FloatArray]:
    """Yield, for each week, the influence of each person on the share in each state; shape (n_people, S).

    Parameters
    ----------
    states
        The matrix that was given to `occupation`, or some of its rows.
    estimated
        What it returned.

    Notes
    -----
    With s_i(t) the state of person i, e_k the unit vectors, n persons and Y_j(t) at risk in j:

        U_i(0) = (e_{s_i(0)} - p(0)) / n
        U_i(t) = U_i(t-1) H(t) + p_j(t-1) / Y_j(t) (e_{s_i(t)} - H_j(t)),  j = s_i(t-1), if i is followed to t.

    The sum over persons is 0 in every week and state, and the sum of squares estimates the variance, that of the
    distribution over states in the first week included.
    """
    n_states = estimated.probabilities.shape[1]
    unit = np.eye(n_states)
    influence = (unit[states[:, 0]] - estimated.probabilities[0]) / estimated.n_people
    yield influence
    for t in range(1, states.shape[1]):
        transition = estimated.transitions[t - 1]
        weight = estimated.probabilities[t - 1] / np.maximum(estimated.at_risk[t - 1], 1)
        # One row for each step from state to state, and a row of noughts for those who are followed no longer.
        surprise = np.zeros((n_states**2 + 1, n_states))
        told = weight[:, np.newaxis, np.newaxis] * (unit - transition[:, np.newaxis, :])
        surprise[:-1] = told.reshape(-1, n_states)
        step = np.where(states[:, t] == UNOBSERVED, n_states**2, states[:, t - 1] * n_states + states[:, t])
        influence = influence @ transition + surprise[step]
        yield influence


def occupation_variance(states: IntArray, estimated: Occupation) -> FloatArray:
    """Return the infinitesimal jackknife variance of each share, without m / (m - 1); shape (W, S)."""
    return np.stack([np.square(influence).sum(axis=0) for influence in influence_by_week(states, estimated)])


def influence_array(states: IntArray, estimated: Occupation) -> FloatArray:
    """Return the influence of each person on every share, shape (W, n_people, S), all held at once."""
    n_people, n_weeks = states.shape
    found = np.empty((n_weeks, n_people, estimated.probabilities.shape[1]))
    for start, block in influence_in_blocks(states, estimated):
        found[:, start : start + block.shape[1]] = block
    return found


def influence_in_blocks(states: IntArray, estimated: Occupation) -> Iterator[tuple[int, FloatArray]]:
    """Yield the influence of some persons at a time on all shares: the first person, and an array (W, n_block, S).

    The recursion of `influence_by_week`, one block after the other in the same memory: a block must be used before the
    next is asked for. Blocks of 4,096 persons, 105 weeks and 6 states hold 21 MB, whatever the number of persons.
    """
    n_weeks, n_states = estimated.probabilities.shape
    unit, ended = np.eye(n_states), n_states**2
    first = (unit - estimated.probabilities[0]) / estimated.n_people
    weight = estimated.probabilities[:-1] / np.maximum(estimated.at_risk, 1)
    # For each week one row for each step from state to state, and one of noughts for the end of follow-up.
    surprise = np.zeros((n_weeks - 1, ended + 1, n_states))
    told = weight[:, :, np.newaxis, np.newaxis] * (unit - estimated.transitions[:, :, np.newaxis, :])
    surprise[:, :ended] = told.reshape(n_weeks - 1, ended, n_states)
    room = np.empty((n_weeks, min(_PEOPLE_AT_A_TIME, len(states)), n_states))
    for start in range(0, len(states), _PEOPLE_AT_A_TIME):
        own = np.ascontiguousarray(states[start : start + _PEOPLE_AT_A_TIME].T)
        step = own[:-1] * n_states + own[1:]
        step[own[1:] == UNOBSERVED] = ended
        block = room[:, : own.shape[1]]
        block[0] = first[own[0]]
        for week in range(1, n_weeks):
            np.matmul(block[week - 1], estimated.transitions[week - 1], out=block[week])
            block[week] += surprise[week - 1].take(step[week - 1], axis=0, mode="clip")
        yield start, block


def week_covariance(states: IntArray, estimated: Occupation) -> FloatArray:
    """Return the covariance of each state's shares over the weeks, without m / (m - 1); shape (S, W, W)."""
    n_weeks, n_states = estimated.probabilities.shape
    total = np.zeros((n_states, n_weeks, n_weeks))
    for _, block in influence_in_blocks(states, estimated):
        by_state = block.transpose(2, 0, 1)
        total += by_state @ by_state.transpose(0, 2, 1)
    return total


def expected_time_influence(states: IntArray, estimated: Occupation, *, weights: FloatArray) -> FloatVector:
    """Return the influence of each person on the sum of `weights` times shares; shape (n_people,).

    Parameters
    ----------
    states, estimated
        As in `influence_by_week`.
    weights
        Shape (W, S): 1 for the weeks and states that count, otherwise 0.
    """
    total = np.zeros(len(states))
    for influence, weight in zip(influence_by_week(states, estimated), weights, strict=True):
        total += influence @ weight
    return total


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpectedTime:
    """Weeks expected in a set of states in one group.

    Attributes
    ----------
    weeks
        The sum of the shares in the states, over the weeks that count.
    influence
        Shape (n_people,): what each person adds to it; sum 0, sum of squares the variance without m / (m - 1).
    estimated
        The shares.
    """

    weeks: float
    influence: FloatVector
    estimated: Occupation


def expected_time(states: IntArray, *, in_states: frozenset[int], counted: NDArray[np.bool_]) -> ExpectedTime:
    """Estimate the weeks that a group spends in a set of states.

    Parameters
    ----------
    states
        Shape (n_people, W), as in `occupation`; any codes from 0.
    in_states
        The codes that count.
    counted
        Shape (W,): the weeks that count.
    """
    # Only states that occur are carried through the recursion; codes of a register can be many and far apart.
    codes = np.unique(states[states != UNOBSERVED])
    renumbered = np.where(states == UNOBSERVED, UNOBSERVED, np.searchsorted(codes, states))
    estimated = occupation(renumbered, n_states=len(codes))
    weights = np.outer(counted, np.isin(codes, list(in_states))).astype(np.float64)
    return ExpectedTime(
        weeks=float((estimated.probabilities * weights).sum()),
        influence=expected_time_influence(renumbered, estimated, weights=weights),
        estimated=estimated,
    )


def held_warnings(name: str, estimated: Occupation, *, where: str = "") -> tuple[str, ...]:
    """Say in how many weeks a share was held unchanged for want of people who were followed on."""
    weeks = int(estimated.held.any(axis=1).sum())
    if weeks == 0:
        return ()
    return (
        f"In {weeks} weeks nobody in a state that is estimated to be occupied was followed on in the {name} arm{where}"
        ": the share in that state is held unchanged there. Carry states that nobody leaves to the end of follow-up, "
        "or choose an earlier horizon.",
    )
