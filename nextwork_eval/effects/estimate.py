"""What every estimator returns: one estimate, one test, or one curve, each a frozen record without people in it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatVector = NDArray[np.float64]
IntVector = NDArray[np.int64]

SeriesArm = Literal["treated", "reference", "difference"]
SetKind = Literal["interval", "ray_above", "ray_below", "two_rays", "empty", "whole_line", "none"]
"""The shape of a confidence set; `none` where none can be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number with its uncertainty.

    Attributes
    ----------
    statistic
        What is estimated: `difference`, `ratio`, `share`, `mean`, `log_hazard_ratio`, …
    estimate, std_error
        The point estimate and its standard error, on the scale of `statistic`.
    df
        Degrees of freedom of the reference t distribution; None where the reference is normal or exact.
    conf_low, conf_high, conf_level
        The two-sided interval and its level. Where the set has another shape, see `set_kind`.
    test_statistic, p_value
        Of the null hypothesis of no effect; None where no null is tested.
    level_treated, level_reference
        The level of the outcome in each arm on the outcome's own scale; None where an arm has no level (a hazard
        ratio).
    n_treated, n_reference
        Persons in each arm.
    events_treated, events_reference
        Persons with the event in each arm where the outcome is a yes or no; otherwise None.
    method
        The estimator, its variance and its reference distribution in one line.
    warnings
        What a reader must know before using the number.
    set_kind
        `interval`: from `conf_low` to `conf_high`. `ray_above`: all from `conf_low` on (`conf_high` is inf);
        `ray_below`: all up to `conf_high` (`conf_low` is -inf). `two_rays`: all up to `conf_low`, and all from
        `conf_high` on. `empty`, `whole_line`, `none`: both limits are NaN.
    """

    statistic: str
    estimate: float
    std_error: float | None
    df: float | None
    conf_low: float
    conf_high: float
    conf_level: float
    test_statistic: float | None
    p_value: float | None
    level_treated: float | None
    level_reference: float | None
    n_treated: int
    n_reference: int
    events_treated: int | None
    events_reference: int | None
    method: str
    warnings: tuple[str, ...] = ()
    set_kind: SetKind = "interval"

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return the record as a data frame with one row."""
        return pd.DataFrame([self.to_dict()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the data allow an effect to be where some outcomes are not known: an interval of effects, and its limits.

    Attributes
    ----------
    statistic
        What is bounded: `difference`, `ratio`, …
    lower, upper
        The least and the greatest effect that agree with the data.
    std_error_lower, std_error_upper
        Of the two ends; None where they have none.
    conf_low, conf_high, conf_level
        Limits that hold the effect at the level (Imbens and Manski 2004).
    n_treated, n_reference
        Persons in each arm.
    n_known_treated, n_known_reference
        Persons in each arm whose outcome is known.
    method
        The assumption, the estimator and the reference distribution in one line.
    warnings
        What a reader must know before using the numbers.
    """

    statistic: str
    lower: float
    upper: float
    std_error_lower: float | None
    std_error_upper: float | None
    conf_low: float
    conf_high: float
    conf_level: float
    n_treated: int
    n_reference: int
    n_known_treated: int
    n_known_reference: int
    method: str
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return the record as a data frame with one row."""
        return pd.DataFrame([self.to_dict()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test of one null hypothesis, which it states in words; an exact test may have no statistic but its p-value.

    An F test has two numbers of degrees of freedom: `df`, how many things it tests together, and `df_denominator`, how
    surely the variance is known.
    """

    __test__ = False  # not a test class, whatever pytest makes of the name

    statistic: str
    null_hypothesis: str
    test_statistic: float | None
    df: float | None
    p_value: float
    n_treated: int
    n_reference: int
    events_treated: int | None
    events_reference: int | None
    method: str
    warnings: tuple[str, ...] = ()
    df_denominator: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return the record as a data frame with one row."""
        return pd.DataFrame([self.to_dict()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line of a curve: an arm, or the difference between the arms.

    All vectors have the length of the curve's `weeks`.

    Attributes
    ----------
    arm
        `treated`, `reference` or `difference`.
    label
        The state or outcome the line is about.
    estimate, std_error, conf_low, conf_high
        Pointwise values; NaN where the week has no one at risk.
    n
        Persons behind the value in that week (at risk at the start of the week for survival curves). Zero for
        differences.
    events
        Persons with the event in that week (survival), or in the state in that week (shares). Zero for differences.
    band_low, band_high
        Simultaneous limits: at the curve's level they hold all weeks at once. None where the line has no band.
    """

    arm: SeriesArm
    label: str
    estimate: FloatVector
    std_error: FloatVector
    conf_low: FloatVector
    conf_high: FloatVector
    n: IntVector
    events: IntVector
    band_low: FloatVector | None = None
    band_high: FloatVector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An estimate for each of a row of weeks, by arm, with pointwise intervals.

    `critical_value` is the half width of the simultaneous band in standard errors, None where there is no band.
    """

    statistic: str
    weeks: IntVector
    series: tuple[Series, ...]
    conf_level: float
    method: str
    warnings: tuple[str, ...] = ()
    critical_value: float | None = None

    def pick(self, arm: SeriesArm, label: str) -> Series:
        """Return the line of one arm and one label; KeyError if the curve has none."""
        for series in self.series:
            if series.arm == arm and series.label == label:
                return series
        raise KeyError((arm, label))

    def to_dict(self) -> dict[str, Any]:
        """Return the curve as plain lists."""
        return {
            "statistic": self.statistic,
            "weeks": self.weeks.tolist(),
            "conf_level": self.conf_level,
            "method": self.method,
            "warnings": list(self.warnings),
            "critical_value": self.critical_value,
            "series": [
                {
                    name: value.tolist() if isinstance(value := getattr(series, name), np.ndarray) else value
                    for name in (field.name for field in fields(Series))
                }
                for series in self.series
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each line and week."""
        frames = [
            pd.DataFrame(
                {
                    "arm": series.arm,
                    "label": series.label,
                    "week": self.weeks,
                    "estimate": series.estimate,
                    "std_error": series.std_error,
                    "conf_low": series.conf_low,
                    "conf_high": series.conf_high,
                    "n": series.n,
                    "events": series.events,
                }
                | {
                    name: np.nan if (limits := getattr(series, name)) is None else limits
                    for name in ("band_low", "band_high")
                    if self.critical_value is not None
                }
            )
            for series in self.series
        ]
        return pd.concat(frames, ignore_index=True)
