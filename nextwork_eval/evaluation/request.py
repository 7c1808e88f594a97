"""What a binding is given: one analysis, with the numbers of everyone whom it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.histories import DurationOutcome, StateMatrix

FloatArray = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Request:
    """Everything an estimator may be given; all vectors have one entry for each person of the population.

    Attributes
    ----------
    rows
        Makes the result rows.
    values
        The outcome: numbers for each person (and week), or a duration.
    treated, rounds
        Lot and lottery round.
    matrix
        Weekly states.
    covariates
        Values before the lottery.
    sets
        State sets of the plan.
    groups
        Number of the peer group, -1 without one; None where the plan records no groups.
    clusters
        Code of the cluster that was drawn; None where people were drawn.
    """

    rows: RowMaker
    values: FloatArray | DurationOutcome
    treated: NDArray[np.int8]
    rounds: NDArray[np.str_]
    matrix: StateMatrix
    covariates: Mapping[str, FloatArray]
    sets: Mapping[str, tuple[str, ...]]
    groups: NDArray[np.int64] | None = None
    clusters: NDArray[np.int64] | None = None

    @property
    def numbers(self) -> FloatArray:
        """The outcome where it is numbers."""
        assert not isinstance(self.values, DurationOutcome)
        return self.values

    @property
    def time(self) -> DurationOutcome:
        """The outcome where it is a duration."""
        assert isinstance(self.values, DurationOutcome)
        return self.values

    @property
    def strata(self) -> NDArray[np.str_] | None:
        """The lottery rounds where there is more than one."""
        return self.rounds if len(set(self.rounds.tolist())) > 1 else None


def options_of(request: Request, kind: type[T]) -> T:
    """Return the options of the analysis, of the type that its binding expects."""
    options = request.rows.analysis.estimator
    assert isinstance(options, kind)
    return options
