"""At the end you know how far curves and their difference may lie from the truth in any of their weeks at once.

A pointwise interval holds its own week. Here the limits are set as many standard errors apart, on the same scale, as
the furthest of all weeks strays by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.bands import FloatArray, band_critical_value
from nextwork_eval.durations.contrasts import log_log_limits, mover_limits
from nextwork_eval.durations.inputs import Arm
from nextwork_eval.effects.estimate import Curve, FloatVector, IntVector, Series, SeriesArm

FEWEST = 5
"""Events of an arm that must have happened before a band begins, and persons of it that must be at risk in its weeks.

Before that a curve is one of few steps: its standard error is unknown, and no normal distribution describes it.
"""
_SAME = 1 - 1e-9  # a correlation of weeks in which the curve stands still is 1 but for rounding
_LINES: tuple[SeriesArm, ...] = ("treated", "reference", "difference")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joint:
    """What a band must know of a line; K kinds of event, W weeks.

    Attributes
    ----------
    covariance
        Shape (K, W, W): of the shares over the weeks, where `within`.
    within
        Shape (K, W): the weeks that the band holds.
    df
        Degrees of freedom with which paths are drawn.
    single
        The quantile of the pointwise interval; of the difference, of the wider of the arms' two.
    """

    covariance: FloatArray
    within: NDArray[np.bool_]
    df: float
    single: float

    def beside(self, other: Joint) -> Joint:
        """Return that of the difference between two independent lines: the weeks of both."""
        return Joint(
            covariance=self.covariance + other.covariance,
            within=self.within & other.within,
            df=self.df + other.df,
            single=max(self.single, other.single),
        )


def weeks_within(
    share: FloatVector, std_error: FloatVector, at_risk: IntVector, events: IntVector
) -> NDArray[np.bool_]:
    """Return the weeks that a band can hold: five events until then, five persons at risk, a standard error."""
    with np.errstate(invalid="ignore"):
        known = (std_error > 0) & (share > 0) & (share < 1)
    return np.asarray(known & (np.cumsum(events) >= FEWEST) & (at_risk >= FEWEST))


def greenwood_covariance(survival: FloatVector, std_error: FloatVector) -> FloatArray:
    """Return the covariance of Kaplan-Meier's shares over the weeks, shape (1, W, W); 0 where there is no error.

    Notes
    -----
    S(s) S(t) v(min(s, t)), v(t) the sum of d / (n (n - d)) to week t: what is uncertain in a week stays so in later
    ones, and the steps of different weeks are uncorrelated. Without delayed entry it is the sum of the products of
    influence.
    """
    known = np.isfinite(std_error) & (survival > 0)
    relative = np.where(known, std_error / np.where(known, survival, 1.0), 0.0) ** 2
    shares = np.where(known, survival, 0.0)
    return np.asarray(np.outer(shares, shares) * np.minimum.outer(relative, relative))[np.newaxis]


def with_bands(
    curve: Curve,
    labels: Sequence[str],
    joints: dict[Arm, Joint],
    *,
    draws: int,
    generator: np.random.Generator,
) -> Curve:
    """Return the curve with limits of both arms and of their difference that hold all weeks of a line at once.

    Parameters
    ----------
    curve
        Lines of both arms and the difference for each label.
    labels
        In the order of the joints' kinds of event.
    joints
        Of each arm.
    draws, generator
        As in `band_critical_value`.

    Notes
    -----
    With c the critical value of a line, an arm has the limits share ** exp(± c se / (share log share)), as its
    pointwise ones with c in place of the quantile; the difference combines limits of the arms, at its own c, by MOVER.
    To first order that is the difference ± c standard errors. A line that moves in one week only has c equal to the
    quantile: the band is the pointwise interval. Each label has values of its own; those of the first are told.

    Paths are drawn with a t distribution of m - 1 degrees of freedom for the m persons of an arm, of both arms' sum for
    the difference, also for Kaplan-Meier, whose pointwise limits are normal: with Greenwood's error taken as known the
    bands of arms of 60 held all weeks in 93.8 % of simulated trials, so drawn in 94.8 %. To begin later, after eight or
    ten events, changed neither.
    """
    both: dict[SeriesArm, Joint] = {
        "treated": joints["treated"],
        "reference": joints["reference"],
        "difference": joints["treated"].beside(joints["reference"]),
    }
    values = {name: _critical(both[name], len(labels), curve.conf_level, draws, generator) for name in _LINES}
    critical = {name: found[0] for name, found in values.items()}
    series = []
    for line in curve.series:
        kind = labels.index(line.label)
        value = values[line.arm][kind]
        within = both[line.arm].within[kind]
        if line.arm == "difference":
            one, zero = (curve.pick(arm, line.label) for arm in ("treated", "reference"))
            limits = mover_limits(one.estimate, _limits(one, value), zero.estimate, _limits(zero, value))
        else:
            limits = _limits(line, value)
        low, high = (np.where(within, limit, np.nan) for limit in limits)
        series.append(replace(line, band_low=low, band_high=high))
    told = tuple(
        f"In no week have {FEWEST} persons of {_WHOSE[name][0]} had the event while {FEWEST} of it are at risk: "
        f"{_WHOSE[name][1]} has no band."
        for name, value in critical.items()
        if not value
    )
    if not any(critical.values()):
        return replace(curve, warnings=(*curve.warnings, *told))
    return replace(
        curve,
        series=tuple(series),
        critical_value=critical["difference"] or None,
        method=f"{curve.method}; bands for all weeks with five events of the arm behind them and five persons at risk, "
        f"of {critical['treated']:.3f} and {critical['reference']:.3f} standard errors for the arms and "
        f"{critical['difference']:.3f} for the difference, on the scale of the limits: {draws} draws by the Gaussian "
        "multiplier (sup-t)",
        warnings=(*curve.warnings, *told),
    )


_WHOSE: dict[SeriesArm, tuple[str, str]] = {
    "treated": ("the treated arm", "its curve"),
    "reference": ("the reference arm", "its curve"),
    "difference": ("each arm", "the difference"),
}


def _limits(line: Series, value: float) -> tuple[FloatVector, FloatVector]:
    return log_log_limits(line.estimate, line.std_error, value)


def _critical(joint: Joint, n_kinds: int, level: float, draws: int, generator: np.random.Generator) -> list[float]:
    """Return the critical value of a line for each kind of event, 0 where its band has no week."""
    found = []
    for kind in range(n_kinds):
        within = joint.within[kind]
        covariance = joint.covariance[kind][np.ix_(within, within)]
        if not within.any():
            found.append(0.0)
        elif _moves_often(covariance):
            drawn = band_critical_value(
                covariance[np.newaxis], df=joint.df, level=level, draws=draws, generator=generator
            )
            found.append(max(drawn, joint.single))
        else:
            found.append(joint.single)
    return found


def _moves_often(covariance: FloatArray) -> bool:
    """Tell whether the weeks of a band are more than one week over and over."""
    error = np.sqrt(np.diag(covariance))
    return bool((covariance / np.outer(error, error) < _SAME).any())
