"""Estimates and curves become result rows: named, with their arms, counts, horizon and fingerprints."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from nextwork_eval.effects import Bounds, Curve, Estimate, Series, Test
from nextwork_eval.plan.model import Analysis
from nextwork_eval.plan.outcomes import Outcome
from nextwork_eval.results import ResultRow

_FORMATS = {
    "share": "percent",
    "percentage_point": "percentage_points",
    "weeks": "weeks",
    "times": "times",
    "years": "years",
    "ratio": "ratio",
    "standard_deviation": "standard_deviations",
    "chi_square": "chi_square",
    "persons": "count",
    "firms": "firms",
    "internships": "internships",
    "events": "events",
    "per_person": "number",
    "groups": "groups",
    "share_of_internships": "percent",
    "share_of_meetings": "percent",
    "share_of_firms": "percent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMaker:
    """What all rows of one analysis share.

    Attributes
    ----------
    analysis, outcome
        The plan's entries.
    population
        Who is counted.
    week
        The outcome's horizon.
    treated_arm, reference_arm
        Names of the arms.
    template
        A row that carries the fingerprints and whether the data are synthetic.
    """

    analysis: Analysis
    outcome: Outcome
    population: str
    week: int
    treated_arm: str
    reference_arm: str
    template: ResultRow

    def effect(
        self, estimate: Estimate, *, unit: str, level_statistic: str | None, level_unit: str | None = None
    ) -> list[ResultRow]:
        """Return the level of each arm and the contrast between them.

        `unit` is the unit of the contrast; `level_statistic` is `share`, `mean` or `rate`, or None where an arm has no
        level of its own. `level_unit` is the unit of the levels; without it that of the contrast, or a share.
        """
        rows = []
        if level_statistic is not None:
            level_unit = level_unit or ("share" if level_statistic == "share" else unit)
            for arm, value, n, events in (
                (self.treated_arm, estimate.level_treated, estimate.n_treated, estimate.events_treated),
                (self.reference_arm, estimate.level_reference, estimate.n_reference, estimate.events_reference),
            ):
                rows.append(
                    self._row(
                        f"level.{arm}",
                        statistic=level_statistic,
                        unit=level_unit,
                        estimate=None if value is None else finite(value),
                        arm=arm,
                        n_arm=n,
                        events_arm=events,
                        smallest_cell=_smallest(n, events),
                        method=estimate.method,
                    )
                )
        return [*rows, self.contrast(estimate, unit=unit)]

    def contrast(self, estimate: Estimate, *, unit: str, name: str | None = None) -> ResultRow:
        """Return the contrast between the arms as one row, without the levels.

        `name` is the last part of its id; without it that is the estimate's statistic.
        """
        return self._row(
            name or estimate.statistic,
            statistic=estimate.statistic,
            unit=unit,
            estimate=finite(estimate.estimate),
            std_error=estimate.std_error,
            df=estimate.df,
            test_statistic=estimate.test_statistic,
            p_value=estimate.p_value,
            conf_low=finite(estimate.conf_low),
            conf_high=finite(estimate.conf_high),
            conf_level=estimate.conf_level,
            set_kind=estimate.set_kind,
            method=estimate.method,
            warnings=" | ".join(estimate.warnings),
            **self._both_arms(estimate),
        )

    def plain(self, name: str, *, statistic: str, unit: str, estimate: float, method: str) -> ResultRow:
        """Return a number that belongs to no arm and has no uncertainty of its own, such as a weight."""
        return self._row(name, statistic=statistic, unit=unit, estimate=estimate, method=method)

    def bounds(self, bounds: Bounds, *, unit: str, name: str) -> list[ResultRow]:
        """Return what an effect may be: its two ends in one row, its limits at the level in another."""
        n = {"n_arm": bounds.n_treated, "n_reference": bounds.n_reference}
        lost = (bounds.n_treated - bounds.n_known_treated, bounds.n_reference - bounds.n_known_reference)
        shared: dict[str, Any] = {
            "statistic": bounds.statistic,
            "unit": unit,
            "estimate": None,
            "arm": self.treated_arm,
            "reference_arm": self.reference_arm,
            "smallest_cell": min(
                [number for number in (*lost, bounds.n_known_treated, bounds.n_known_reference) if number > 0]
            ),
            "method": bounds.method,
            "warnings": " | ".join(bounds.warnings),
            **n,
        }
        return [
            self._row(f"{name}.ends", conf_low=bounds.lower, conf_high=bounds.upper, set_kind="bounds", **shared),
            self._row(
                f"{name}.limits",
                conf_low=bounds.conf_low,
                conf_high=bounds.conf_high,
                conf_level=bounds.conf_level,
                set_kind="interval",
                **shared,
            ),
        ]

    def test(self, test: Test, *, name: str = "test", unit: str = "chi_square") -> ResultRow:
        """Return a test as one row; a test without a statistic of its own shows its p-value."""
        return self._row(
            name,
            statistic=self.analysis.estimator.id,
            unit=unit if test.test_statistic is not None else "p_value",
            estimate=test.p_value if test.test_statistic is None else test.test_statistic,
            df=test.df,
            test_statistic=test.test_statistic,
            p_value=test.p_value,
            method=test.method,
            warnings=" | ".join(test.warnings),
            **self._both_arms(test),
        )

    def _both_arms(self, found: Estimate | Test) -> dict[str, Any]:
        return {
            "arm": self.treated_arm,
            "reference_arm": self.reference_arm,
            "n_arm": found.n_treated,
            "n_reference": found.n_reference,
            "events_arm": found.events_treated,
            "events_reference": found.events_reference,
            "smallest_cell": min(
                _smallest(found.n_treated, found.events_treated), _smallest(found.n_reference, found.events_reference)
            ),
        }

    def line(
        self, curve: Curve, series: Series, name: str, *, statistic: str, unit: str, state: str | None = None
    ) -> list[ResultRow]:
        """Return one line of a curve, one row for each week in which it has a value."""
        arm = {"treated": self.treated_arm, "reference": self.reference_arm, "difference": self.treated_arm}[series.arm]
        contrast = series.arm == "difference"
        counted = statistic in {"share", "survival", "cumulative_incidence"} and not contrast
        rows = []
        for position, week in enumerate(curve.weeks.tolist()):
            if math.isnan(series.estimate[position]):
                continue
            n, events = int(series.n[position]), int(series.events[position])
            rows.append(
                self._row(
                    f"{name}.w{week}",
                    statistic=statistic,
                    unit=unit,
                    state=state,
                    week=week,
                    estimate=float(series.estimate[position]),
                    std_error=_number(series.std_error[position]),
                    conf_low=_number(series.conf_low[position]),
                    conf_high=_number(series.conf_high[position]),
                    conf_level=curve.conf_level,
                    set_kind="none" if math.isnan(series.conf_low[position]) else "interval",
                    arm=arm,
                    reference_arm=self.reference_arm if contrast else None,
                    n_arm=None if contrast else n,
                    events_arm=events if counted else None,
                    smallest_cell=_smallest(n, events) if counted and statistic == "share" else None,
                    method=curve.method,
                    warnings=" | ".join(curve.warnings),
                )
            )
        return rows

    def _row(self, name: str, *, unit: str, **values: Any) -> ResultRow:
        """Fill the template in. `values` are attributes of `ResultRow`, which checks their names."""
        return replace(
            self.template,
            result_id=f"{self.analysis.id}.{name}",
            analysis_id=self.analysis.id,
            outcome=self.outcome.id,
            estimand=self.analysis.estimand,
            population=self.population,
            unit=unit,
            purpose=self.analysis.purpose,
            family=self.analysis.family,
            format=format_of(unit),
            **{"week": self.week, **values},
        )


def format_of(unit: str) -> str:
    """Return the name of the format in which a unit is shown."""
    return _FORMATS.get(unit, "number")


def _smallest(n: int, events: int | None) -> int:
    return n if events is None else min(events, n - events)


def finite(number: float) -> float | None:
    """Return None for a number that is not there; `set_kind` and the warnings say why."""
    return number + 0.0 if math.isfinite(number) else None  # no minus before a nought


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
