"""How a plan's effects for whom are called: in its subgroups, and along a proxy of the effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.request import Request, options_of
from nextwork_eval.plan.estimators import BlpGates, DifferenceBySubgroup
from nextwork_eval.plan.outcomes import unit_of
from nextwork_eval.plan.subgroups import Subgroup, SubgroupLevel
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import with_indicators


def difference_by_subgroup(request: Request) -> list[ResultRow]:
    """In each group of a split: both levels, the difference as it is and shrunken; then the test that they differ.

    The rows of a split are one panel: a small group is the whole less its complement, so that all leave or none.
    """
    options = options_of(request, DifferenceBySubgroup)
    split = request.subgroups[options.subgroup]
    found = effects.difference_by_subgroup(
        request.numbers,
        request.treated,
        subgroups=subgroup_labels(split, request.covariates[split.covariate]),
        levels=[level.id for level in split.level],
        strata=request.strata,
        missing=split.missing,
        level=options.level,
    )
    unit = unit_of(request.rows.outcome.rule)
    contrast, statistic = ("percentage_point", "share") if unit == "share" else (unit, "mean")
    rows: list[ResultRow] = []
    for group in found.groups:
        rows += _group_rows(request, split, group, contrast=contrast, statistic=statistic)
    rows += _level_rows(request, found.overall, "all", contrast=contrast, statistic=statistic)
    rows.append(request.rows.contrast(found.overall, unit=contrast, name="difference.all"))
    test = request.rows.test(found.interaction, name="interaction", unit="f")
    rows.append(replace(test, statistic="interaction"))
    if found.contrast is not None:
        rows.append(request.rows.contrast(found.contrast, unit=contrast, name="contrast"))
    told = " | ".join(found.warnings)
    smallest = _smallest(found)
    panel = f"subgroup.{request.rows.analysis.id}"
    return [
        replace(
            row,
            panel=panel,
            smallest_cell=smallest,
            warnings=told if row.result_id.endswith(".interaction") else row.warnings,
        )
        for row in rows
    ]


def blp_gates(request: Request) -> list[ResultRow]:
    """Along a proxy of the effect, made of covariates; indicators beside those not known for everyone."""
    options = options_of(request, BlpGates)
    covariates, _ = with_indicators({name: request.covariates[name] for name in options.covariates})
    found = effects.blp_gates(
        request.numbers,
        request.treated,
        covariates=covariates,
        generator=np.random.default_rng(options.seed),
        strata=request.strata,
        splits=options.splits,
        parts=options.parts,
        level=options.level,
    )
    unit = unit_of(request.rows.outcome.rule)
    contrast = "percentage_point" if unit == "share" else unit
    rows = [
        request.rows.contrast(found.average, unit=contrast, name="average"),
        request.rows.contrast(found.heterogeneity, unit="per_unit_of_proxy", name="heterogeneity"),
        *(
            request.rows.contrast(part, unit=contrast, name=f"part.{number}")
            for number, part in enumerate(found.parts, start=1)
        ),
        request.rows.contrast(found.spread, unit=contrast, name="spread"),
    ]
    return [replace(row, seed=options.seed) for row in rows]


def subgroup_labels(split: Subgroup, values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the level of each person, None where the covariate is not known.

    Raises
    ------
    EstimationError
        If somebody's covariate is in no level.
    """
    labels = np.full(len(values), None, dtype=object)
    known = ~np.isnan(values)
    found = np.zeros(len(values), dtype=np.bool_)
    for level in split.level:
        members = known & _inside(level, values)
        labels[members] = level.id
        found |= members
    outside = int((known & ~found).sum())
    if outside:
        raise EstimationError(
            f"The subgroup '{split.id}' cannot be formed.",
            [f"The covariate of {outside} persons is in none of its levels: name every value in the plan."],
        )
    return labels


def _inside(level: SubgroupLevel, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    if level.values:
        return np.isin(values, level.values)
    low = -np.inf if level.at_least is None else level.at_least
    high = np.inf if level.below is None else level.below
    return (values >= low) & (values < high)


def _group_rows(
    request: Request, split: Subgroup, group: effects.SubgroupEffect, *, contrast: str, statistic: str
) -> list[ResultRow]:
    if group.estimate is None:
        return []
    rows = _level_rows(request, group.estimate, group.name, contrast=contrast, statistic=statistic)
    rows.append(request.rows.contrast(group.estimate, unit=contrast, name=f"difference.{group.name}"))
    if group.shrunken is not None:
        drawn = request.rows.contrast(group.shrunken, unit=contrast, name=f"shrunken.{group.name}")
        # Their limits take the variance between subgroups as known and hold too seldom to be shown to readers.
        bare: dict[str, Any] = dict.fromkeys(("std_error", "conf_low", "conf_high", "conf_level")) | {
            "set_kind": "none"
        }
        rows.append(replace(drawn, statistic="shrunken_difference", **bare))
    return [replace(row, subgroup=f"{split.id}:{group.name}") for row in rows]


def _level_rows(
    request: Request, estimate: effects.Estimate, name: str, *, contrast: str, statistic: str
) -> list[ResultRow]:
    """Return the level of each arm of a group, with the group in its id before the arm."""
    levels = request.rows.effect(estimate, unit=contrast, level_statistic=statistic)[:2]
    return [replace(row, result_id=f"{row.result_id.rsplit('.', 1)[0]}.{name}.{row.arm}") for row in levels]


def _smallest(found: effects.SubgroupEffects) -> int:
    """Return the smallest count of persons in any group, left out or not, that the rows show or let a reader derive.

    A group whose arm is empty is nobody: the others together are then everyone, and no count of that arm is hidden.
    """
    groups = [*found.groups, *([] if found.excluded is None else [found.excluded])]
    return min(_cells(groups))


def _cells(groups: Iterable[effects.SubgroupEffect]) -> Iterable[int]:
    for group in groups:
        for n, events in (
            (group.n_treated, group.events_treated),
            (group.n_reference, group.events_reference),
        ):
            if n > 0:
                yield n if events is None else min(events, n - events)
