"""One row for each person randomised: the lot, the history, and what was known before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.histories import StateMatrix
from nextwork_eval.trial.delivery import DeliveryRecord

FloatVector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnalysisSet:
    """Everyone who was randomised, and what can be analysed of them.

    Attributes
    ----------
    treated, rounds
        Lot (1 offered) and lottery round of everyone on the list, shape (n_randomised,).
    linked
        True for those who are found in at least one register.
    matrix
        Weekly states of the linked people, in the order of the list.
    covariates
        Values before the lottery of the linked people by covariate id; NaN where missing.
    take_up
        1 for linked people who took the offer up; None where the plan records no delivery.
    delivery
        What the linked people received beside; None where the plan records no delivery.
    later_draws
        Arm of each later draw of somebody who was drawn again; the person counts once, by the first draw. None where
        the plan refuses such a list.
    clusters
        Code of the cluster with which everyone on the list was drawn, shape (n_randomised,); None where people were.
    """

    treated: NDArray[np.int8]
    rounds: NDArray[np.str_]
    linked: NDArray[np.bool_]
    matrix: StateMatrix
    covariates: Mapping[str, FloatVector]
    take_up: FloatVector | None
    delivery: DeliveryRecord | None = None
    later_draws: NDArray[np.int8] | None = None
    clusters: NDArray[np.int64] | None = None

    @property
    def groups(self) -> NDArray[np.int64] | None:
        """Number of the peer group of each linked person, -1 without one; None where the plan records no groups."""
        return None if self.delivery is None else self.delivery.peer_group

    def __repr__(self) -> str:
        """Give counts, never rows."""
        return (
            f"AnalysisSet({len(self.treated)} randomised, {int(self.treated.sum())} offered, "
            f"{int((~self.linked).sum())} found in no register, {len(self.covariates)} covariates, {self.matrix!r})"
        )

    def rounds_reaching(self, week: int) -> tuple[str, ...]:
        """Return the rounds all of whose linked people are observed to a week."""
        rounds = self.rounds[self.linked]
        short = set(rounds[self.matrix.last_observed < week].tolist())
        return tuple(name for name in sorted(set(rounds.tolist())) if name not in short)

    def followed(self, week: int) -> NDArray[np.bool_]:
        """Say for everyone randomised whether the round can be followed to a week, shape (n_randomised,)."""
        return np.isin(self.rounds, self.rounds_reaching(week))

    def reaching(self, week: int) -> NDArray[np.bool_]:
        """Say for each linked person whether the round can be followed to a week, shape (n_linked,)."""
        return self.followed(week)[self.linked]
