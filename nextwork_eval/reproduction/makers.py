"""Which function computed a number, and which one wrote it down as a row, told from the row's name and the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nextwork_eval import effects
from nextwork_eval.errors import UsageError
from nextwork_eval.evaluation import (
    delivery,
    descriptions,
    families,
    firms,
    flow_rows,
    participation,
    placements,
    population_rows,
    power,
    sensitivity,
    simulated,
    target_rows,
)
from nextwork_eval.evaluation.bindings import ESTIMATORS
from nextwork_eval.evaluation.catalogue import FUNCTIONS
from nextwork_eval.histories.population import count_population
from nextwork_eval.rehearsal import true_effect, truth_rows

Function = Callable[..., Any]

_PLACEMENTS = (
    "any_internship",
    "internships",
    "internship_firms",
    "internship_weeks",
    "switched",
    "number_of_internships",
    "chosen_by",
)
_DELIVERY: dict[str, Function] = {
    "in_programme": participation.participation_rows,
    **dict.fromkeys(_PLACEMENTS, placements.placement_rows),
    **dict.fromkeys(("match_events", "met_firm", "firm_chosen", "began_where_chosen"), placements.matching_rows),
    **dict.fromkeys(("firms_in_network", "firms_with_intern", "hired"), firms.firm_rows),
}
_TARGETS: dict[str, Function] = {
    "level": effects.share_in_arm,
    "ratio": effects.risk_ratio,
    "not_worse": effects.noninferiority,
    "equivalent": effects.equivalence,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """Where a number comes from.

    Attributes
    ----------
    computed_by
        The function with the formula.
    written_by
        The function that made the row of it; the same where a description is counted and written in one place.
    estimator
        Its id in the plan; None for rows that no estimator makes.
    analysis
        Id of the entry `[[analysis]]` that promised it; None where the line describes every plan.
    """

    computed_by: Function
    written_by: Function
    estimator: str | None = None
    analysis: str | None = None


def makers_of(result_id: str, plan: Mapping[str, Any]) -> Makers:
    """Find the functions behind a row.

    Parameters
    ----------
    result_id
        Name of the row.
    plan
        The plan's content, as it travels with a release.

    Raises
    ------
    UsageError
        If no part of the line makes rows of such a name.

    Examples
    --------
    >>> makers_of("attrition.w52.overall", {}).computed_by.__name__
    'describe_attrition'
    """
    parts = result_id.split(".")
    match parts[0]:
        case "target" if len(parts) > 1:
            return _target(parts, plan)
        case "sensitivity" if len(parts) > 2:
            analysis = _analysis(parts[2], plan)
            if analysis is not None:
                return _estimated(analysis, sensitivity.sensitivity_rows)
        case "flow":
            return Makers(computed_by=effects.sample_ratio_test, written_by=flow_rows.sample_ratio_rows)
        case "attrition":
            return Makers(computed_by=effects.describe_attrition, written_by=flow_rows.attrition_rows)
        case "baseline":
            omnibus = parts[1:] == ["omnibus"]
            return Makers(
                computed_by=effects.omnibus_balance if omnibus else effects.standardized_differences,
                written_by=descriptions.baseline_rows,
            )
        case "delivery" if len(parts) > 1:
            counted = _DELIVERY.get(parts[1], delivery.delivery_rows)
            return Makers(computed_by=counted, written_by=counted)
        case population_rows.POPULATION:
            return Makers(computed_by=count_population, written_by=population_rows.population_rows)
        case "power":
            return Makers(computed_by=_power(parts), written_by=power.power_rows)
        case "truth":
            return Makers(computed_by=true_effect, written_by=truth_rows)
    analysis = _analysis(parts[0], plan)
    if analysis is not None:
        return _of_analysis(analysis, parts, plan)
    raise UsageError(
        f"No part of the line makes a number called '{result_id}'.",
        [f"Analyses of the plan: {', '.join(entry['id'] for entry in plan.get('analysis', ()))}."],
    )


def _analysis(name: str, plan: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((entry for entry in plan.get("analysis", ()) if entry["id"] == name), None)


def _estimated(analysis: Mapping[str, Any], written_by: Function | None = None) -> Makers:
    estimator = analysis["estimator"]["id"]
    return Makers(
        computed_by=FUNCTIONS[estimator],
        written_by=written_by or ESTIMATORS[estimator],
        estimator=estimator,
        analysis=analysis["id"],
    )


def _of_analysis(analysis: Mapping[str, Any], parts: list[str], plan: Mapping[str, Any]) -> Makers:
    estimator = analysis["estimator"]["id"]
    if parts[-1] == "simultaneous":
        methods = {entry["id"]: entry["method"] for entry in plan.get("family", ())}
        holm = methods.get(analysis.get("family")) == "holm"
        computed = effects.simultaneous_holm if holm else effects.simultaneous_westfall_young
        return Makers(
            computed_by=computed,
            written_by=families.adjust_families,
            estimator=estimator,
            analysis=analysis["id"],
        )
    if parts[-1] == "independent":
        return Makers(
            computed_by=effects.difference_in_means_stratified,
            written_by=ESTIMATORS[estimator],
            estimator=estimator,
            analysis=analysis["id"],
        )
    return _estimated(analysis)


def _target(parts: list[str], plan: Mapping[str, Any]) -> Makers:
    target = next((entry for entry in plan.get("target", ()) if entry["id"] == parts[1]), None)
    if target is None:
        raise UsageError(f"The plan has no target '{parts[1]}'.")
    analysis = _analysis(target["analysis"], plan)
    estimator = None if analysis is None else analysis["estimator"]["id"]
    beside = parts[-1] == "with_effect" and estimator is not None
    return Makers(
        computed_by=FUNCTIONS[estimator] if beside and estimator else _TARGETS[target["measure"]],
        written_by=target_rows.target_rows,
        estimator=estimator if beside else None,
        analysis=target["analysis"],
    )


def _power(parts: list[str]) -> Function:
    last = parts[-1]
    if last == "detectable":
        return effects.detectable_share
    if last == "power":
        return effects.power_of_shares
    if last in ("shown", "not_shown", "against") or "with_effect" in parts:
        return simulated.simulate
    if parts[1] == "target" and last != "level":
        return effects.chances_of_verdicts
    return power.power_rows
