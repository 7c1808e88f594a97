"""How a plan's returns panel is called, and how its members become rows that are released together or not at all."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import durations
from nextwork_eval.effects import Estimate
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.bindings.subgroups import subgroup_labels
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import ReturnsPanel
from nextwork_eval.plan.outcomes import CourseByWeek
from nextwork_eval.results import ResultRow

EITHER_WAY = "would_leave_either_way"


def returns_panel(request: Request) -> list[ResultRow]:
    """All members at once; the row on the verdict says what may be claimed."""
    options = options_of(request, ReturnsPanel)
    rule = request.rows.outcome.rule
    assert isinstance(rule, CourseByWeek)
    cells = _cells(request, options.cells)
    found = durations.returns_panel(
        request.numbers,
        request.matrix.member(request.sets[rule.off], 1, rule.to_week).astype(np.int64),
        request.treated,
        last_observed=np.full(len(request.treated), rule.to_week),
        horizon=rule.to_week,
        exit_by=options.exit_by,
        within=options.within,
        sustained_weeks=options.sustained_weeks,
        margin=options.margin,
        cells=cells,
        strata=request.strata,
        draws=options.draws,
        generator=np.random.default_rng(options.seed),
        level=options.level,
    )
    rows = [
        *_effect(request, "weeks_off", found.weeks_off, "weeks", "mean"),
        *_effect(request, "sustained", found.sustained, "percentage_point", "share"),
        *_effect(request, "exits", found.exits, "percentage_point", "share"),
        *_effect(request, "returned", found.given_exit, "ratio", "share"),
    ]
    for name, bounds in found.bounds.items():
        unit = "weeks" if name.startswith("weeks") else "percentage_point"
        rows += [
            replace(row, population=EITHER_WAY) for row in request.rows.bounds(bounds, unit=unit, name=f"bounds.{name}")
        ]
    rows.append(
        replace(request.rows.test(found.shadow, name="shadow", unit="z"), statistic="shadow", seed=options.seed)
    )
    verdict = request.rows.plain(
        "verdict",
        statistic="verdict",
        unit="ratio",
        estimate=found.given_exit.estimate if math.isfinite(found.given_exit.estimate) else 0.0,
        method=f"what the panel allows to be said; margin {options.margin:g}; bounds under monotonicity, and "
        "without it where the test contradicts it",
    )
    rows.append(replace(verdict, verdict=found.verdict))
    smallest = _smallest(request, found, cells)
    return [replace(row, panel=request.rows.analysis.id, smallest_cell=smallest) for row in rows]


def _effect(request: Request, name: str, estimate: Estimate, unit: str, level_statistic: str) -> list[ResultRow]:
    own = request.rows.analysis.id
    rows = request.rows.effect(estimate, unit=unit, level_statistic=level_statistic)
    return [replace(row, result_id=row.result_id.replace(f"{own}.", f"{own}.{name}.", 1)) for row in rows]


def _cells(request: Request, names: tuple[str, ...]) -> NDArray[np.str_] | None:
    """Return one label for each combination of the subgroups; None where the plan names none."""
    if not names:
        return None
    columns = []
    for name in names:
        split = request.subgroups[name]
        labels = subgroup_labels(split, request.covariates[split.covariate])
        unknown = sum(label is None for label in labels)
        if unknown:
            raise EstimationError(
                "The returns panel cannot be made.",
                [f"subgroup '{name}': {unknown} of {len(labels)} persons are in no level; cells need everyone."],
            )
        columns.append(labels)
    return np.array(["·".join(person) for person in zip(*columns, strict=True)])


def _smallest(request: Request, found: durations.ReturnsPanel, cells: NDArray[np.str_] | None) -> int:
    """Return the smallest count that the members let a reader derive; all of them share it."""
    counts = []
    for estimate in (found.exits, found.sustained):
        counts += _sides(estimate.n_treated, estimate.level_treated)
        counts += _sides(estimate.n_reference, estimate.level_reference)
    bounds = found.bounds["returned"]
    left = (bounds.n_known_treated, bounds.n_known_reference)
    back = (found.given_exit.events_treated or 0, found.given_exit.events_reference or 0)
    counts += [*left, *back, left[0] - back[0], left[1] - back[1]]
    if cells is not None:
        counts += [
            int(((cells == cell) & (request.treated == arm)).sum()) for cell in np.unique(cells) for arm in (0, 1)
        ]
    return min(counts)


def _sides(n: int, share: float | None) -> list[int]:
    """Return persons with and without, from the arm's size; rounding is towards the smaller side."""
    count = math.floor((share or 0.0) * n + 1e-6)
    return [count, n - math.ceil((share or 0.0) * n - 1e-6)]
