"""At the end you know how shares in states vary when people are drawn anew, thousands of times, without walking them.

A person who is drawn twice counts twice in every step she takes. Steps are counted once, as a sparse table of who takes
which; a redrawn trial is that table times the number of times each person was drawn, and a walk through the weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nextwork_eval.durations.inputs import is_whole
from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import refuse

FloatArray = NDArray[np.float64]
_AT_A_TIME = 256  # replicates whose counts are held together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """Who takes which step; n persons, W weeks, S states.

    Attributes
    ----------
    start
        Shape (S, n): ones for the state in the first week.
    moves
        Shape (n_steps, n): ones for those who take the step; only steps that change something occur.
    week, origin, target
        Shape (n_steps,): the step leads from week `week` to the next, out of `origin`, into `target`; S for the end of
        follow-up.
    n_weeks, n_states
        W and S.
    """

    start: sparse.csr_array
    moves: sparse.csr_array
    week: IntVector
    origin: IntVector
    target: IntVector
    n_weeks: int
    n_states: int


def steps_of(states: NDArray[np.int64], *, n_states: int) -> Steps:
    """Count the steps of one group; `states` as in `occupation`. Weeks in which a person stays put cost nothing."""
    n_people, n_weeks = states.shape
    before, after = states[:, :-1], states[:, 1:]
    person, week = np.nonzero((before != after) & (before != UNOBSERVED))
    origin, target = before[person, week].astype(np.int64), after[person, week].astype(np.int64)
    target = np.where(target == UNOBSERVED, n_states, target)
    keys, place = np.unique((week * n_states + origin) * (n_states + 1) + target, return_inverse=True)
    ones = np.ones(len(person))
    return Steps(
        start=sparse.csr_array((np.ones(n_people), (states[:, 0], np.arange(n_people))), shape=(n_states, n_people)),
        moves=sparse.csr_array((ones, (place, person)), shape=(len(keys), n_people)),
        week=keys // (n_states + 1) // n_states,
        origin=keys // (n_states + 1) % n_states,
        target=keys % (n_states + 1),
        n_weeks=n_weeks,
        n_states=n_states,
    )


def weighted_occupation(steps: Steps, starting: FloatArray, counted: FloatArray) -> FloatArray:
    """Estimate state occupation from weighted numbers of persons.

    Parameters
    ----------
    steps
        See `steps_of`.
    starting
        Shape (S, n_replicates): `steps.start` times the persons' weights, a column for each replicate.
    counted
        Shape (n_steps, n_replicates): `steps.moves` times the weights.

    Returns
    -------
    FloatArray
        Shape (n_replicates, W, S). With whole weights it is `occupation` of the repeated rows.
    """
    n_states, n_replicates = starting.shape
    at_hand, shares = starting, starting / starting.sum(axis=0)
    found = np.empty((steps.n_weeks, n_states, n_replicates))
    found[0] = shares
    bounds = np.searchsorted(steps.week, np.arange(steps.n_weeks))
    for week in range(steps.n_weeks - 1):
        own = slice(bounds[week], bounds[week + 1])
        moving = np.zeros((n_states, n_states + 1, n_replicates))
        moving[steps.origin[own], steps.target[own]] = counted[own]
        followed = at_hand - moving[:, n_states]
        # Nobody followed on: the share is held, as in `occupation`.
        rate = moving[:, :n_states] / np.where(followed > 0, followed, 1.0)[:, np.newaxis]
        shares = shares * (1 - rate.sum(axis=1)) + np.einsum("jb,jkb->kb", shares, rate)
        at_hand = followed - moving[:, :n_states].sum(axis=1) + moving[:, :n_states].sum(axis=0)
        found[week + 1] = shares
    return found.transpose(2, 0, 1)


def bootstrap_occupation(
    states: NDArray[np.int64],
    *,
    n_states: int,
    replicates: int,
    generator: np.random.Generator,
    clusters: IntVector | None = None,
) -> FloatArray:
    """Redraw the people of one group (an arm of a stratum) with replacement, and estimate state occupation each time.

    Parameters
    ----------
    states
        Shape (n, W): codes 0 to `n_states` - 1; `UNOBSERVED` after follow-up, never in the first column.
    n_states
        S.
    replicates
        Number of redrawn groups.
    generator
        The source of chance: the same generator gives the same groups.
    clusters
        Shape (n,): codes 0, 1, … of what is redrawn in place of persons, for peer groups and drawn clusters.

    Returns
    -------
    FloatArray
        Shape (replicates, W, S).

    Notes
    -----
    Each step costs the number of moves of all people and W S numbers for each replicate; weeks in which nobody moves
    cost nothing more. It serves functions of the shares whose influence is not at hand, and checks those that are.

    Raises
    ------
    EstimationError
        With every fault: states that are not whole numbers below `n_states`, unobserved in the first column or observed
        after the end of follow-up, no replicates, no generator, clusters that are not one code from 0 for each person.

    References
    ----------
    Efron (1981), Journal of the American Statistical Association 76, 312-319. Field and Welsh (2007), Journal of the
    Royal Statistical Society B 69, 369-390.

    Examples
    --------
    >>> states = np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 1, 0]])
    >>> drawn = bootstrap_occupation(states, n_states=2, replicates=1000, generator=np.random.default_rng(1))
    >>> drawn.shape, round(float(drawn[:, 1, 1].mean()), 1)
    ((1000, 3, 2), 0.5)
    """
    refuse(
        "The group cannot be redrawn.",
        [
            *_state_problems(np.asarray(states), n_states),
            *_drawing_problems(replicates, generator),
            *([] if clusters is None else _cluster_problems(np.asarray(clusters), len(np.asarray(states)))),
        ],
    )
    steps = steps_of(states, n_states=n_states)
    n_drawn = len(states) if clusters is None else int(clusters.max()) + 1
    found = np.empty((replicates, steps.n_weeks, n_states))
    for begin in range(0, replicates, _AT_A_TIME):
        size = min(_AT_A_TIME, replicates - begin)
        starting, counted = np.empty((n_states, size)), np.empty((len(steps.week), size))
        for replicate in range(size):
            weights = _times_drawn(n_drawn, generator)
            weights = weights if clusters is None else weights[clusters]
            starting[:, replicate], counted[:, replicate] = steps.start @ weights, steps.moves @ weights
        found[begin : begin + size] = weighted_occupation(steps, starting, counted)
    return found


def _state_problems(states: NDArray[np.int64], n_states: int) -> list[str]:
    if states.ndim != 2 or states.size == 0 or not np.issubdtype(states.dtype, np.integer):
        return ["`states` is no matrix of whole numbers: expected a row for each person and a column for each week."]
    unknown = int(((states < UNOBSERVED) | (states >= n_states)).any(axis=1).sum())
    never = int((states[:, 0] == UNOBSERVED).sum())
    again = int(((states[:, :-1] == UNOBSERVED) & (states[:, 1:] != UNOBSERVED)).any(axis=1).sum())
    told = f"of {len(states)} persons"
    return [
        *([f"{unknown} {told} have a code that is no state: expected 0 to `n_states` - 1, or -1."] if unknown else []),
        *([f"{never} {told} are not observed in the first week."] if never else []),
        *([f"{again} {told} are observed after an unobserved week: expected none."] if again else []),
    ]


def _drawing_problems(replicates: object, generator: object) -> list[str]:
    whole = is_whole(replicates, at_least=1)
    drawn = isinstance(generator, np.random.Generator)
    return [
        *([] if whole else ["`replicates` is no number of groups: expected 1 or more."]),
        *([] if drawn else ["`generator` is missing: redrawing needs a numpy random Generator."]),
    ]


def _cluster_problems(clusters: IntVector, n_people: int) -> list[str]:
    if clusters.shape != (n_people,) or not np.issubdtype(clusters.dtype, np.integer):
        return ["`clusters` is not one whole number for each person."]
    # A code that nobody has would be drawn, and count for nobody.
    if n_people and (clusters.min() < 0 or len(np.unique(clusters)) != clusters.max() + 1):
        return ["`clusters` has codes that nobody has: expected 0, 1, … without a gap."]
    return []


def _times_drawn(n: int, generator: np.random.Generator) -> FloatVector:
    return np.bincount(generator.integers(0, n, n), minlength=n).astype(np.float64)
