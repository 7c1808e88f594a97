"""At the end you know how often the lottery alone, repeated among the same people, gives as large a test statistic."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.assignments import Repetitions, lottery_as_it_came_out, repetitions, split_clusters
from nextwork_eval.design.urns import Lots, Urns
from nextwork_eval.durations.inputs import TimedArms
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import Column, read_labels
from nextwork_eval.effects.randomization.law import chance_as_far
from nextwork_eval.effects.randomization.sums import fixed_point, over_repetitions, portions, sums_of_drawn

FloatMatrix = NDArray[np.float64]

_FEWEST_DRAWS = 99
_EQUAL = 1e-9  # relative: the same sum in another order
_LISTED = 10_000  # so many assignments, or fewer, are gone through where an exact p-value is asked for

Draws = int | Literal["exact"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the lottery is to be repeated, as the caller gave it.

    `draws` is None where it is not, and `exact` where the law of a sum of scores is wanted without draws: only
    `log_rank` knows what to do with that.
    """

    draws: Draws
    generator: np.random.Generator | None
    rounds: object | None
    clusters: object | None
    threads: int

    def problems(self, *, exact: bool = False) -> list[str]:
        """List what is wrong: too few draws, no generator, clusters that nothing is done with.

        `exact`: whether the test has a p-value without draws.
        """
        if exact and self.draws == "exact":
            return self._thread_problems()
        found = []
        if self.draws is None:
            if self.clusters is not None:
                found.append(
                    "`clusters` were drawn, which nothing but repeated lotteries takes into account: expected `draws`."
                )
            return found
        whole = isinstance(self.draws, (int, np.integer)) and not isinstance(self.draws, bool)
        if not whole or int(self.draws) < _FEWEST_DRAWS:
            other = ", or 'exact'" if exact else ""
            found.append(f"`draws`: expected a whole number of at least {_FEWEST_DRAWS}{other}.")
        if not isinstance(self.generator, np.random.Generator):
            found.append("`generator`: expected a numpy Generator with `draws`.")
        return found + self._thread_problems()

    def _thread_problems(self) -> list[str]:
        if isinstance(self.threads, bool) or not isinstance(self.threads, (int, np.integer)) or self.threads < 1:
            return ["`threads`: expected a whole number of at least 1."]
        return []

    def columns(self) -> list[Column]:
        """Read rounds and clusters."""
        given = (("rounds", self.rounds), ("clusters", self.clusters))
        return [read_labels(name, values) for name, values in given if values is not None]

    def crossing(self, arms: TimedArms) -> list[str]:
        """List what is wrong between clusters, rounds and arms once each can be read."""
        if self.clusters is None:
            return []
        columns = {column.name: column.values for column in self.columns()}
        clusters, rounds = columns["clusters"], columns.get("rounds", arms.strata)
        found = []
        if count := split_clusters(clusters, rounds):
            found.append(f"{count} clusters lie in more than one round: expected each to be drawn in one.")
        if count := split_clusters(clusters, arms.treated):
            found.append(f"{count} clusters have people in both arms: expected that a cluster is drawn as a whole.")
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repeatable:
    """The lottery among these people, ready to be repeated.

    Attributes
    ----------
    repeated
        The repetitions; they draw units.
    unit_of
        Place of each person's unit among the columns of the lots, shape (n_people,).
    n_units
        Number of units.
    observed
        The lots that were drawn, shape (1, n_units).
    threads
        How many threads share the work.
    """

    repeated: Repetitions
    unit_of: IntVector
    n_units: int
    observed: Lots
    threads: int

    def by_unit(self, values: FloatMatrix) -> FloatMatrix:
        """Add the rows of each unit up; shape (n_people, n_columns) becomes (n_units, n_columns)."""
        found = np.zeros((self.n_units, values.shape[1]))
        np.add.at(found, self.unit_of, values)
        return found

    def p_value(self, statistic: Callable[[Lots], FloatVector], cells: int) -> float:
        """Return the share of lotteries with a statistic as large as the observed; `cells`: numbers held for each draw.

        Drawn: (1 + #{T* >= T}) / (1 + draws). All assignments: their share. Equal up to a relative 1e-9 is equal; a
        lottery that leaves nothing to compare (NaN) counts as one with a statistic of 0.
        """

        def block(lots: Lots) -> FloatMatrix:
            parts = [np.nan_to_num(statistic(lots[rows]), nan=0.0) for rows in portions(len(lots), cells)]
            return np.concatenate(parts)[:, None]

        observed = float(np.nan_to_num(statistic(self.observed), nan=0.0)[0])
        drawn = over_repetitions(self.repeated, block, width=1, threads=self.threads)
        as_large = int((drawn >= observed - _EQUAL * abs(observed)).sum())
        if self.repeated.every:
            return as_large / self.repeated.total
        return (1 + as_large) / (1 + self.repeated.total)

    @property
    def words(self) -> str:
        """How often, in the words of `method`."""
        count = f"{self.repeated.total:,}"
        return f"all {count} assignments" if self.repeated.every else f"{count} repetitions of the lottery"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Tell of a lottery that could have come out in so few ways that no p-value can be small."""
        if self.repeated.every and self.repeated.total < 20:
            least = f"{1 / self.repeated.total:.3f}"
            return (f"There are {self.repeated.total} assignments: the p-value cannot be below {least}.",)
        return ()


def repeatable(asked: Asked, arms: TimedArms, scores: FloatMatrix) -> Repeatable:
    """Prepare the repetitions; every round keeps its number of offers.

    People stand in an order that follows from what is known of them (`scores` last), not from their rows: with the same
    generator the p-value is then the same whatever the order of the rows and the names of rounds.
    """
    assert isinstance(asked.draws, (int, np.integer))
    assert asked.generator is not None
    labels = {column.name: column.values for column in asked.columns()}
    rounds, clusters = labels.get("rounds", arms.strata), labels.get("clusters")
    keys = [*np.round(scores, 9).T, arms.treated, arms.event, arms.duration, arms.entry]
    content = np.empty(len(arms.treated), dtype=np.int64)
    content[np.lexsort(keys)] = _places(np.column_stack(keys), np.lexsort(keys))
    ranks = _ranks(rounds, content)
    within = np.zeros_like(ranks) if clusters is None else _ranks(clusters, content)
    order = np.lexsort((content, within, ranks))
    sorted_clusters = None if clusters is None else _in_order(clusters[order])
    lottery = lottery_as_it_came_out(arms.treated[order], _in_order(rounds[order]), sorted_clusters)
    repeated = repetitions(lottery, asked.draws, asked.generator)
    place = np.empty(len(repeated.order), dtype=np.int64)
    place[repeated.order] = np.arange(len(place))
    unit_of = np.empty(len(order), dtype=np.int64)
    unit_of[order] = place[lottery.unit_of]
    observed = np.zeros((1, len(place)), dtype=np.uint8)
    observed[0, unit_of[arms.treated == 1]] = 1
    return Repeatable(repeated=repeated, unit_of=unit_of, n_units=len(place), observed=observed, threads=asked.threads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """A p-value without draws, what it rests on in the words of `method`, and what must be known of it."""

    p_value: float
    words: str
    warnings: tuple[str, ...]


def without_draws(asked: Asked, arms: TimedArms, scores: FloatVector, groups: IntVector | None = None) -> Exact:
    """Return how likely the lottery is to give a sum of scores as far from nothing, shape (n_people,), with no chance.

    Up to 10,000 assignments are gone through. Of more, the p-value is the upper of two bounds, see `chance_as_far`;
    `groups` are of its kind within the strata of the test, and left aside where other rounds or clusters were drawn.
    """
    labels = {column.name: column.values for column in asked.columns()}
    strata, treated, by_unit = labels.get("rounds", arms.strata), arms.treated, scores
    if "clusters" in labels:
        first = np.unique(labels["clusters"], return_index=True)[1]
        strata, treated = strata[first], treated[first]
        by_unit = np.bincount(labels["clusters"], weights=scores).astype(np.float64)
    offers = np.bincount(strata, weights=treated).astype(np.int64)
    if Urns(sizes=tuple(np.bincount(strata).tolist()), offers=tuple(offers.tolist())).are_at_most(_LISTED):
        # Every assignment is listed once: the generator, which must be there, is never asked.
        listed = repeatable(
            replace(asked, draws=_LISTED, generator=np.random.default_rng(0)), arms, scores[:, np.newaxis]
        )
        return Exact(
            p_value=listed.p_value(absolute_sum(listed, scores[:, np.newaxis]), 1),
            words=f"re-randomisation over {listed.words}",
            warnings=listed.warnings,
        )
    chance = chance_as_far(by_unit, strata, treated, groups=None if labels else groups)
    apart = math.ceil((chance.high - chance.low) * 1e6) / 1e6
    return Exact(
        p_value=chance.high,
        words=f"law of the sum of scores under re-randomisation, the p-value at most {apart:.6f} too large",
        warnings=(),
    )


def absolute_sum(lottery: Repeatable, scores: FloatMatrix) -> Callable[[Lots], FloatVector]:
    """Return |sum of the scores of those drawn|, for one column of scores."""
    columns = fixed_point(lottery.by_unit(scores))
    return lambda lots: np.abs(sums_of_drawn(lots, columns)[:, 0])


def _places(values: FloatMatrix, order: IntVector) -> IntVector:
    """Return the numbers 0, 1, … of the rows in order; rows that are alike have the same number."""
    ordered = values[order]
    new = np.concatenate([[False], (ordered[1:] != ordered[:-1]).any(axis=1)])
    return np.cumsum(new).astype(np.int64)


def _ranks(labels: IntVector, content: IntVector) -> IntVector:
    """Return for each person how the label ranks by what its people are like."""
    codes = np.unique(labels)
    inside = [tuple(np.sort(content[labels == code]).tolist()) for code in codes]
    rank = np.empty(int(codes.max()) + 1, dtype=np.int64)
    rank[codes[sorted(range(len(codes)), key=lambda k: (len(inside[k]), inside[k]))]] = np.arange(len(codes))
    return rank[labels]


def _in_order(labels: IntVector) -> IntVector:
    """Return codes 0, 1, … in order of appearance."""
    _, first, codes = np.unique(labels, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[codes]
