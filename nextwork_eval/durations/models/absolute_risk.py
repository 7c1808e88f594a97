"""At the end you know how two cause-specific hazards become the share with the event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.models.reading import TREATED
from nextwork_eval.durations.models.weekly_hazard import WeeklyHazard, fit_weekly_hazard
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector, IntVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cause:
    """The hazard of one kind of event in the weeks 1 to the horizon.

    Attributes
    ----------
    columns
        Places among the design's columns that this hazard depends on.
    fitted
        The hazard; None where nobody has this event.
    only_arm
        The arm outside which the hazard is 0; None where both arms have it.
    """

    columns: IntVector
    fitted: WeeklyHazard | None
    only_arm: int | None = None

    def in_arm(self, arm: int) -> WeeklyHazard | None:
        """Return the hazard of people in an arm; None where it is 0."""
        return self.fitted if self.only_arm in (None, arm) else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StandardizedRisk:
    """The share with the event by the horizon, had everyone been in one arm.

    Attributes
    ----------
    risk
        The share.
    influence
        Shape (n_people,): what each person adds to it; sums to 0.
    cut
        The model gave somebody a chance above 1 in some week, which was cut.
    """

    risk: float
    influence: FloatVector
    cut: bool


def fit_cause(
    duration: IntVector,
    event: IntVector,
    design: FloatMatrix,
    *,
    kind: int,
    horizon: int,
    columns: IntVector,
    only_arm: int | None = None,
) -> Cause | None:
    """Fit the hazard of event `kind`, all other events ending the time at risk; None where that cannot be done.

    With `only_arm` it is fitted among that arm's people.
    """
    weeks = np.arange(1, horizon + 1)
    at_risk = duration[:, np.newaxis] >= weeks
    if only_arm is not None:
        at_risk &= design[:, [TREATED]] == only_arm
    weights = at_risk.astype(np.float64)
    happened = ((event == kind)[:, np.newaxis] & (duration[:, np.newaxis] == weeks)).astype(np.float64)
    fitted = fit_weekly_hazard(weights, happened, design[:, columns])
    return None if fitted is None else Cause(columns=columns, fitted=fitted, only_arm=only_arm)


def standardized_risk(causes: tuple[Cause, Cause], design: FloatMatrix, *, arm: int, horizon: int) -> StandardizedRisk:
    """Average the predicted share with event 1 over everyone's covariates, all in one arm.

    Notes
    -----
    With the chances h_k(t | x) = min(1, dL_k(t) exp(x'b_k)) of the two events in week t, S(t | x) is the product of
    1 - h_1 - h_2 and F(t | x) the sum of S(u - 1 | x) h_1(u | x) (Benichou and Gail 1990). By h_1(t) it has the
    derivative S(t - 1) - R(t), by h_2(t) it has -R(t), with R(t) = (F(horizon) - F(t)) / (1 - h_1(t) - h_2(t)). A
    person's influence is (F(horizon | x_i) - mean) / n, plus these derivatives times the person's influence on dL_k
    and b_k, which is that of the fitted hazards.
    """
    n = len(design)
    as_arm = design.copy()
    as_arm[:, TREATED] = arm
    patterns, of_row, counts = np.unique(as_arm, axis=0, return_inverse=True, return_counts=True)
    chances = np.zeros((2, len(patterns), horizon))
    for k, cause in enumerate(causes):
        fitted = cause.in_arm(arm)
        if fitted is not None:
            ratio = np.exp(patterns[:, cause.columns] @ fitted.coefficients)
            chances[k] = ratio[:, np.newaxis] * fitted.increments
    total = chances.sum(axis=0)
    over = total > 1
    chances = np.where(over, chances / np.where(over, total, 1.0), chances)
    staying = np.where(over, 0.0, 1 - total)
    before = np.concatenate([np.ones((len(patterns), 1)), np.cumprod(staying, axis=1)[:, :-1]], axis=1)
    risk = np.cumsum(before * chances[0], axis=1)
    rest = (risk[:, -1:] - risk) / np.where(staying > 0, staying, 1.0)
    shares = counts / n
    level = float(shares @ risk[:, -1])
    influence = (risk[of_row.reshape(-1), -1] - level) / n
    for slopes, chance, cause in zip((before - rest, -rest), chances, causes, strict=True):
        fitted = cause.in_arm(arm)
        if fitted is not None:
            influence = influence + _through(fitted, patterns[:, cause.columns], shares, slopes, chance)
    return StandardizedRisk(risk=level, influence=influence, cut=bool(over.any()))


def _through(
    fitted: WeeklyHazard, columns: FloatMatrix, shares: FloatVector, slopes: FloatMatrix, chance: FloatMatrix
) -> FloatVector:
    """Return each person's influence on the level through one hazard.

    `slopes` and `chance` have shape (n_patterns, n_weeks).
    """
    by_pattern = slopes * chance
    own = fitted.influence()
    # dL(t) is events over the total: a person moves it by the martingale over the total, and by moving b.
    by_increment = shares @ (slopes * np.exp(columns @ fitted.coefficients)[:, np.newaxis])
    at_weeks = fitted.martingale @ (by_increment / np.where(fitted.total > 0, fitted.total, 1.0))
    by_coefficients = (shares * by_pattern.sum(axis=1)) @ columns - (by_increment * fitted.increments) @ fitted.mean
    return np.asarray(at_weeks + own @ by_coefficients, dtype=np.float64)
