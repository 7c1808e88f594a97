"""At the end you know the chance of still being followed, by arm or given covariates, and the weights made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextwork_eval.durations.inputs import TimedArms
from nextwork_eval.durations.proportional_hazards.rows import FloatMatrix
from nextwork_eval.durations.standardized.hazard_model import HazardModel, hazard_model, influence_on
from nextwork_eval.effects.estimate import FloatVector, IntVector

Censoring = Literal["kaplan_meier", "cox"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Followed:
    """Who can be lost when; all vectors have shape (n_people,).

    A person who is lost in week u was still seen in it, and those who have the event in week u cannot be lost in it any
    more: within a week, the event comes first. Weighting with these risk sets gives back Kaplan-Meier and
    Aalen-Johansen exactly; R's usual risk sets, which keep those with the event in, do not where weeks are tied.

    Attributes
    ----------
    last
        The last week in which the person could be lost; -1 if never.
    lost
        1 if that happened.
    cells
        Codes of arms within strata, with a baseline each.
    """

    last: IntVector
    lost: IntVector
    cells: IntVector


def followed_to(arms: TimedArms, horizon: int) -> Followed:
    """Say who could be lost when before the horizon; competing events end that as the event does."""
    happened = (arms.event > 0) & (arms.duration <= horizon)
    lost = (arms.event == 0) & (arms.duration < horizon)
    return Followed(
        last=np.where(lost, arms.duration, np.where(happened, arms.duration, horizon) - 1),
        lost=lost.astype(np.int64),
        cells=arms.strata * 2 + arms.treated,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CensoringModel:
    """The chance of being lost; W weeks.

    Attributes
    ----------
    hazard
        Shape (n_people, W): the chance of being lost in a week for who is followed to it.
    followed
        Who could be lost when.
    model, columns
        The Cox model and its columns, shape (n_people, p); None for Kaplan-Meier in each cell.
    converged
        False where the covariates tell apart who is lost.
    """

    hazard: FloatMatrix
    followed: Followed
    model: HazardModel | None
    columns: FloatMatrix
    converged: bool

    def still_followed(self) -> FloatMatrix:
        """Return the chance of being followed beyond each week, shape (n_people, W)."""
        return np.asarray(np.cumprod(1 - self.hazard, axis=1))

    def followed_to_the_week(self) -> FloatMatrix:
        """Return the chance of being followed to each week, G(u - 1), shape (n_people, W); 1 in week 0."""
        return np.column_stack([np.ones(len(self.hazard)), self.still_followed()[:, :-1]])

    def surprises(self) -> FloatMatrix:
        """Return dM(u) / G(u), shape (n_people, W), with dM(u) = [lost in u] - [could be lost in u] h(u).

        Where nobody is followed beyond a week, nothing later rests on it, and 0 stands.
        """
        weeks = np.arange(self.hazard.shape[1])
        last = self.followed.last[:, np.newaxis]
        went = (self.followed.lost == 1)[:, np.newaxis] & (last == weeks)
        unforeseen = went - (last >= weeks) * self.hazard
        beyond = self.still_followed()
        return np.asarray(np.divide(unforeseen, beyond, out=np.zeros_like(beyond), where=beyond > 0))

    def weights(self) -> FloatVector:
        """Return 1 over the chance of being followed as long as the person had to be; 0 for those who are lost."""
        return np.where(self.followed.lost == 1, 0.0, 1 / self._chance())

    def influence(self, slopes: FloatVector) -> FloatVector:
        """Return each person's influence, through the model, on a sum of `slopes` times the persons' weights.

        Parameters
        ----------
        slopes
            Shape (n_people,), 0 for those who are lost. The derivative of a weight w is -w d log G, with G the chance.
        """
        pull = slopes * self.weights()
        return self._from_cells(pull) if self.model is None else self._from_model(self.model, pull)

    def _chance(self) -> FloatVector:
        beyond = np.column_stack([np.ones(len(self.hazard)), self.still_followed()])
        return np.asarray(np.take_along_axis(beyond, (self.followed.last + 1)[:, np.newaxis], axis=1)[:, 0])

    def _from_cells(self, pull: FloatVector) -> FloatVector:
        influence = np.zeros(len(pull))
        weeks = np.arange(self.hazard.shape[1])
        for cell in np.unique(self.followed.cells):
            people = np.flatnonzero(self.followed.cells == cell)
            last, lost = self.followed.last[people], self.followed.lost[people] == 1
            here = last[:, np.newaxis] >= weeks
            hazard = self.hazard[people[0]]
            spare = here.sum(axis=0) * (1 - hazard)
            slope = np.divide(pull[people] @ here, spare, out=np.zeros(len(weeks)), where=spare > 0)
            influence[people] = -(here * hazard) @ slope
            influence[people[lost]] += slope[last[lost]]
        return influence

    def _from_model(self, model: HazardModel, pull: FloatVector) -> FloatVector:
        cells, last = self.followed.cells, self.followed.last
        risk = model.relative_risk(self.columns)
        weeks = np.arange(self.hazard.shape[1])
        by_increment = np.zeros((*model.increments.shape, 1))
        for cell in np.unique(cells):
            people = cells == cell
            by_increment[cell, :, 0] = (pull * risk)[people] @ (last[people, np.newaxis] >= weeks)
        spent = risk * ((last[:, np.newaxis] >= weeks) * model.increments[cells]).sum(axis=1)
        by_coefficient = (model.standardised(self.columns).T @ (pull * spent))[:, np.newaxis]
        return influence_on(model, by_increment=by_increment, by_coefficient=by_coefficient)[:, 0]


def censoring_model(followed: Followed, columns: FloatMatrix, *, weeks: int) -> CensoringModel:
    """Fit the chance of being lost in weeks 0 to `weeks` - 1.

    Kaplan-Meier in each cell where `columns` has no column or nobody is lost; otherwise a Cox model with a baseline
    for each cell and the chance 1 - exp(-hazard) for each week. Efron's ties: with many lost in one week, as at the end
    of the registers, the product of these chances then stays close to Kaplan-Meier's, which Breslow's would not.
    """
    if columns.shape[1] == 0 or not followed.lost.any():
        return CensoringModel(
            hazard=_by_cell(followed, weeks), followed=followed, model=None, columns=columns, converged=True
        )
    model = hazard_model(
        np.maximum(followed.last, 0),
        followed.lost,
        columns,
        # Those who could never be lost stand apart, at risk of nothing.
        np.where(followed.last < 0, followed.cells.max() + 1, followed.cells),
        weeks=weeks,
        ties="efron",
    )
    rates = model.increments[followed.cells] * model.relative_risk(columns)[:, np.newaxis]
    return CensoringModel(
        hazard=-np.expm1(-rates),
        followed=followed,
        model=model,
        columns=columns,
        converged=model.has_maximum,
    )


def _by_cell(followed: Followed, weeks: int) -> FloatMatrix:
    hazard = np.zeros((len(followed.last), weeks))
    for cell in np.unique(followed.cells):
        people = followed.cells == cell
        last = followed.last[people]
        at_risk = (last[:, np.newaxis] >= np.arange(weeks)).sum(axis=0)
        lost = np.bincount(last[followed.lost[people] == 1], minlength=weeks)
        hazard[people] = np.divide(lost, at_risk, out=np.zeros(weeks), where=at_risk > 0)
    return hazard
