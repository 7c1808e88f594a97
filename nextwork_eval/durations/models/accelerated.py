"""At the end you know by which factor the programme stretches the time to the event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from nextwork_eval.durations.inputs import ZeroLength
from nextwork_eval.durations.models.ratios import beside, log_ratio, sandwich
from nextwork_eval.durations.models.reading import ModelRows, read_model_rows
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector
from nextwork_eval.effects.inputs import choice_problems, refuse

Distribution = Literal["weibull", "log_logistic"]

_SUMMARY = "The time ratio cannot be estimated."
_STEPS = 200
_SMALL = 1e-12  # half the squared Newton step in standard errors at which the fit stops
_LONGEST = 15.0  # of a coefficient: times e^15 as long as another's are not estimated from a trial
_TREATED = 1  # the place of the arm, after the intercept


def accelerated_failure_time(
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object | None = None,
    horizon: int,
    distribution: Distribution = "weibull",
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log time ratio: by which factor the weeks to the event are stretched, treated against reference.

    Unlike a hazard ratio a time ratio says how much later the event comes, for all who wait; it rests on the shape
    that is assumed for the times, and on those beyond the horizon as if the shape held there.

    Parameters
    ----------
    duration, event, treated, entry, horizon, covariates, strata, clusters, follow_up, zero_length, level
        As in `discrete_time_hazard`.
    distribution
        `weibull` (which has proportional hazards as well) or `log_logistic` (whose hazard can rise and then fall).

    Returns
    -------
    Estimate
        `statistic` is `log_time_ratio`; `exp` gives the time ratio. Above 0 the event comes later in the treated arm.

    Raises
    ------
    EstimationError
        With every fault, as `discrete_time_hazard`; and when all events fall into one week, or the covariates tell
        apart who has the event, so that the likelihood has no maximum.

    Notes
    -----
    log T = a + b treated + c'x + s e, with e of the standard extreme value or logistic distribution. The log likelihood
    is concave in (a, b, c) / s and 1 / s (Burridge 1981), in which Newton's steps are taken; the variance is the
    inverse observed information, with clusters the sandwich times m / (m - 1) and t with m - 1 degrees of freedom. An
    event in week t counts as one at time t, as in R's `survreg`. lifelines stops its search after three to five digits,
    so the likelihood is climbed here.

    References
    ----------
    Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, second edition, chapter 3. Burridge
    (1981), Journal of the Royal Statistical Society B 43, 41-45.

    Examples
    --------
    Everyone waits twice as long with the offer:

    >>> found = accelerated_failure_time(
    ...     [2, 4, 6, 12, 1, 2, 3, 6], [1, 1, 1, 0, 1, 1, 1, 0], [1] * 4 + [0] * 4, horizon=12
    ... )
    >>> round(float(np.exp(found.estimate)), 6)
    2.0
    """
    rows = read_model_rows(
        _SUMMARY,
        duration,
        event,
        treated,
        entry=entry,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        problems=choice_problems("distribution", distribution, ("weibull", "log_logistic")),
    )
    found = fit_failure_times(rows, distribution)
    m = found.n_clusters
    return log_ratio(
        "log_time_ratio",
        float(found.coefficients[_TREATED]),
        found.variance * (m / (m - 1) if m else 1.0),
        df=float(m - 1) if m else None,
        level=level,
        rows=rows,
        method=f"accelerated failure time, {distribution.replace('_', '-')}{beside(rows)}; "
        + (
            f"sandwich standard error over {m} clusters with m/(m-1); t interval on the log scale"
            if m
            else "standard error from the observed information; normal interval on the log scale"
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FailureTimes:
    """A fitted distribution of times.

    Attributes
    ----------
    coefficients
        Intercept, arm, strata, covariates: of the logarithm of time.
    scale, log_likelihood
        As R's `survreg` gives them.
    variance
        Of the arm's coefficient, without correction.
    n_clusters
        Clusters of the sandwich; 0 where the variance is the inverse information.
    """

    coefficients: FloatVector
    scale: float
    log_likelihood: float
    variance: float
    n_clusters: int


def fit_failure_times(rows: ModelRows, distribution: Distribution) -> FailureTimes:
    """Climb the log likelihood; rows that are never at risk say nothing and are left aside."""
    used = rows.duration > 0
    event = (rows.event[used] == 1).astype(np.float64)
    columns = np.column_stack([np.ones(int(used.sum())), rows.design[used]])
    if len(np.unique(rows.duration[rows.event == 1])) == 1 and not (rows.duration[rows.event != 1] > 0).any():
        refuse(_SUMMARY, ["All times are the same week: expected times that vary."])
    times = _Times(
        log_time=np.log(rows.duration[used]),
        log_entry=np.log(np.maximum(rows.entry[used], 1)),
        late=rows.entry[used] > 0,
        event=event,
        columns=columns,
        distribution=distribution,
    )
    precise = _climb(times)
    value, _, hessian = times.derivatives(precise)
    slopes, inverse_scale = precise[:-1], precise[-1]
    # From (coefficients / scale, 1 / scale) to the coefficients: the delta method is exact at the maximum.
    jacobian = np.column_stack([np.eye(len(slopes)), -slopes / inverse_scale]) / inverse_scale
    bread: FloatMatrix = np.linalg.inv(-hessian).astype(np.float64)
    m = 0
    if rows.clusters is not None:
        bread, m = sandwich(bread, times.scores(precise), _codes(rows.clusters[used]))
    covariance = jacobian @ bread @ jacobian.T
    return FailureTimes(
        coefficients=slopes / inverse_scale,
        scale=float(1 / inverse_scale),
        log_likelihood=value,
        variance=float(covariance[_TREATED, _TREATED]),
        n_clusters=m,
    )


def _codes(clusters: IntVector) -> IntVector:
    return np.unique(clusters, return_inverse=True)[1].reshape(-1).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Times:
    """The log likelihood of rows, in (coefficients / scale, 1 / scale)."""

    log_time: FloatVector
    log_entry: FloatVector
    late: NDArray[np.bool_]
    event: FloatVector
    columns: FloatMatrix
    distribution: Distribution

    def _parts(self, point: FloatVector) -> tuple[FloatVector, FloatVector]:
        shift = self.columns @ point[:-1]
        return point[-1] * self.log_time - shift, point[-1] * self.log_entry - shift

    def value(self, point: FloatVector) -> float:
        if point[-1] <= 0:
            return -np.inf
        z, before = self._parts(point)
        density, hazard = _log_density(z, self.distribution), _log_survival(z, self.distribution)
        with np.errstate(over="ignore"):
            rows = np.where(self.event == 1, density[0] + np.log(point[-1]) - self.log_time, hazard[0])
            return float((rows - np.where(self.late, _log_survival(before, self.distribution)[0], 0.0)).sum())

    def scores(self, point: FloatVector) -> FloatMatrix:
        """Return each row's derivative, shape (n_rows, n_columns + 1)."""
        z, before = self._parts(point)
        first = np.where(self.event == 1, _log_density(z, self.distribution)[1], _log_survival(z, self.distribution)[1])
        entered = np.where(self.late, _log_survival(before, self.distribution)[1], 0.0)
        by_scale = first * self.log_time - entered * self.log_entry + self.event / point[-1]
        return np.column_stack([-(first - entered)[:, np.newaxis] * self.columns, by_scale])

    def derivatives(self, point: FloatVector) -> tuple[float, FloatVector, FloatMatrix]:
        z, before = self._parts(point)
        second = np.where(
            self.event == 1, _log_density(z, self.distribution)[2], _log_survival(z, self.distribution)[2]
        )
        entered = np.where(self.late, _log_survival(before, self.distribution)[2], 0.0)
        at_exit = np.column_stack([-self.columns, self.log_time])
        at_entry = np.column_stack([-self.columns, self.log_entry])
        hessian = (at_exit * second[:, np.newaxis]).T @ at_exit - (at_entry * entered[:, np.newaxis]).T @ at_entry
        hessian[-1, -1] -= self.event.sum() / point[-1] ** 2
        return self.value(point), self.scores(point).sum(axis=0), hessian


def _log_density(z: FloatVector, distribution: Distribution) -> tuple[FloatVector, FloatVector, FloatVector]:
    """Return the log density of the error and its first two derivatives."""
    if distribution == "weibull":
        with np.errstate(over="ignore"):
            power = np.exp(z)
        return z - power, 1 - power, -power
    chance = special.expit(z)
    return z - 2 * np.logaddexp(0, z), 1 - 2 * chance, -2 * chance * (1 - chance)


def _log_survival(z: FloatVector, distribution: Distribution) -> tuple[FloatVector, FloatVector, FloatVector]:
    if distribution == "weibull":
        with np.errstate(over="ignore"):
            power = np.exp(z)
        return -power, -power, -power
    chance = special.expit(z)
    return -np.logaddexp(0, z), -chance, -chance * (1 - chance)


def _climb(times: _Times) -> FloatVector:
    """Return the point of greatest likelihood by Newton's steps, halved where they overshoot; refuse without one."""
    centre = float(times.log_time.mean())
    spread = max(float(times.log_time.std()), 0.5)
    point = np.zeros(times.columns.shape[1] + 1)
    point[0], point[-1] = (centre + spread) / spread, 1 / spread
    value = times.value(point)
    for _ in range(_STEPS):
        _, gradient, hessian = times.derivatives(point)
        try:
            step = np.linalg.solve(-hessian, gradient)
        except np.linalg.LinAlgError:
            break
        gain = float(gradient @ step)
        if not np.isfinite(gain) or gain < 0:
            break
        if gain < _SMALL**2:
            if np.abs(point[:-1] / point[-1]).max() > _LONGEST + abs(centre):
                break
            return point
        size = 1.0
        while times.value(point + size * step) < value - 1e-9 * abs(value) and size > 1e-10:
            size /= 2
        point = point + size * step
        value = times.value(point)
        if not np.isfinite(value):
            break
    refuse(
        _SUMMARY,
        [
            "The likelihood has no maximum that could be reached: expected events in more than one week, and "
            "covariates that do not tell apart who has the event."
        ],
    )
    raise AssertionError
