"""What a binding is given: one analysis, with the numbers of everyone whom it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design import TrialDesign
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.histories import DurationOutcome, StateMatrix
from nextwork_eval.plan.subgroups import Subgroup

FloatArray = NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Everyone:
    """All who were randomised in the rounds that reach the horizon, also those who are found in no register.

    Attributes
    ----------
    population
        What a row calls them.
    numbers
        The outcome; NaN for those who are not known.
    treated, rounds
        Lot and lottery round.
    least_loss
        The smallest number of people lost that the flow tells, or lets a reader work out; None where nobody was lost.
    """

    population: str
    numbers: FloatArray
    treated: NDArray[np.int8]
    rounds: NDArray[np.str_]
    least_loss: int | None

    @property
    def strata(self) -> NDArray[np.str_] | None:
        """The lottery rounds where there is more than one."""
        return self.rounds if len(set(self.rounds.tolist())) > 1 else None


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
    design
        The lottery as declared.
    groups
        Number of the peer group, -1 without one; None where the plan records no groups.
    subgroups
        Splits of the plan by a covariate.
    components
        Values of other outcomes that the analysis names.
    good
        For each of them, which direction helps.
    taken_up, dose
        Whether (1 or 0), and how much of it, each person took the offer up; None where the plan records no delivery.
    everyone
        Those who are not known as well, for analyses that are about them; otherwise None.
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
    design: TrialDesign | None = None
    subgroups: Mapping[str, Subgroup] = field(default_factory=dict)
    components: Mapping[str, FloatArray] = field(default_factory=dict)
    good: Mapping[str, Literal["more", "fewer", "neither"]] = field(default_factory=dict)
    taken_up: FloatArray | None = None
    dose: FloatArray | None = None
    everyone: Everyone | None = None
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
