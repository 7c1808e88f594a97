"""Whether a plan agrees with itself: every name that it uses is defined, once, and every estimator fits its outcome."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from nextwork_eval.plan.analysis_consistency import analysis_contradictions
from nextwork_eval.plan.benchmark import benchmark_contradictions
from nextwork_eval.plan.cluster_consistency import cluster_contradictions
from nextwork_eval.plan.covariates import Codes, Covariate, FromColumn, OfParents, ShareOfTime
from nextwork_eval.plan.delivery import delivery_contradictions, named_columns
from nextwork_eval.plan.economics import economics_contradictions
from nextwork_eval.plan.estimand_consistency import estimand_contradictions
from nextwork_eval.plan.estimators import (
    ABOUT_THE_LOST,
    ACCEPTS,
)
from nextwork_eval.plan.estimators.indices import index_contradictions
from nextwork_eval.plan.families import family_contradictions
from nextwork_eval.plan.harms import harm_contradictions
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.model_consistency import model_contradictions
from nextwork_eval.plan.outcomes import (
    CourseByWeek,
    EntryBy,
    IndexOfOutcomes,
    NumberOfReturns,
    ReturnBy,
    Rule,
    TimeToEntry,
    TimeToReturn,
    WeeksIn,
    horizon,
    state_sets,
    unit_of,
)
from nextwork_eval.plan.power import power_contradictions
from nextwork_eval.plan.prior_knowledge import knowledge_contradictions
from nextwork_eval.plan.proportion_consistency import proportion_contradictions
from nextwork_eval.plan.randomization_consistency import randomization_contradictions
from nextwork_eval.plan.registry import registry_contradictions
from nextwork_eval.plan.report_options import report_contradictions
from nextwork_eval.plan.returns_consistency import returns_contradictions
from nextwork_eval.plan.subgroups import subgroup_contradictions
from nextwork_eval.plan.survival_consistency import survival_contradictions
from nextwork_eval.plan.targets import target_contradictions
from nextwork_eval.plan.theory import theory_contradictions
from nextwork_eval.plan.trial_record import record_contradictions

_FILE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_FOLDER_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")  # of a version there may be a point, as in nextwork-1.1


def contradictions(plan: AnalysisPlan) -> list[str]:
    """List every contradiction that can be seen without the schema or data, each with the path to its key."""
    return [
        *_design(plan),
        *_names_of_files(plan),
        *_twice("state_set", (item.id for item in plan.state_set)),
        *_twice("covariate", (item.id for item in plan.covariate)),
        *_twice("estimand", (item.id for item in plan.estimand)),
        *_twice("outcome", (item.id for item in plan.outcome)),
        *_twice("analysis", (item.id for item in plan.analysis)),
        *_twice("target", (item.id for item in plan.target)),
        *_twice("sensitivity", (item.id for item in plan.sensitivity)),
        *_twice("subgroup", (item.id for item in plan.subgroup)),
        *_twice("theory", (item.id for item in plan.theory)),
        *_twice("comparison", (item.id for item in plan.comparison)),
        *_outcomes(plan),
        *_covariates(plan),
        *analysis_contradictions(plan),
        *index_contradictions(plan, ACCEPTS["difference_in_means"]),
        *family_contradictions(plan),
        *proportion_contradictions(plan),
        *target_contradictions(plan),
        *power_contradictions(plan),
        *model_contradictions(plan),
        *_reference_bands(plan),
        *benchmark_contradictions(
            plan.benchmark, {one.id for one in plan.analysis}, {one.id for one in plan.state_set}
        ),
        *_sensitivity(plan),
        *_release_weeks(plan),
        *_balance(plan),
        *randomization_contradictions(plan),
        *survival_contradictions(plan),
        *cluster_contradictions(plan),
        *returns_contradictions(plan),
        *delivery_contradictions(plan.delivery, plan.state_set),
        *subgroup_contradictions(plan.subgroup, plan.covariate, _later(plan)),
        *estimand_contradictions(plan),
        *economics_contradictions(plan.economics, frozenset(arm.id for arm in plan.design.arm)),
        *harm_contradictions(plan.harms, {one.id: one.purpose for one in plan.analysis}),
        *knowledge_contradictions(plan.prior_knowledge, plan.plan.status),
        *registry_contradictions(plan.registry),
        *record_contradictions(plan.trial_record),
        *theory_contradictions(plan.theory, {one.id for one in plan.outcome}, delivery=plan.delivery is not None),
        *_names_of_numbers(plan),
        *report_contradictions(plan.report),
    ]


def _design(plan: AnalysisPlan) -> list[str]:
    try:
        trial_design(plan.design)
    except ValueError as error:
        return [f"design: {error}"]
    return []


def _names_of_numbers(plan: AnalysisPlan) -> list[str]:
    """List ids that would part the names of the numbers made from them, which parts of names are told apart by."""
    sections = (
        "state_set",
        "covariate",
        "estimand",
        "outcome",
        "analysis",
        "target",
        "subgroup",
        "family",
        "sensitivity",
    )
    return [
        f"{section}.{place}.id: expected letters, digits, - and _ only, since the id becomes a part of names"
        for section in sections
        for place, item in enumerate(getattr(plan, section))
        if not _FILE_NAME.fullmatch(item.id)
    ]


def _names_of_files(plan: AnalysisPlan) -> list[str]:
    """List names that would lead a reader or a writer of files out of the folder it works in."""
    problems = []
    casebook = plan.plan.casebook
    if casebook and not _FILE_NAME.fullmatch(casebook):
        problems.append(f"plan.casebook: '{casebook}' is not the name of a file; letters, digits, - and _ only")
    named = {
        "plan.id": plan.plan.id,
        "plan.version": plan.plan.version,
        "plan.schema": plan.plan.schema,
        "plan.state_map": plan.plan.state_map,
        **{f"sensitivity.{place}.state_map": item.state_map for place, item in enumerate(plan.sensitivity)},
    }
    problems += [
        f"{key}: expected the name of a file or folder: letters, digits, -, _ and points, and no point in front"
        for key, name in named.items()
        if name is not None and not _FOLDER_NAME.fullmatch(name)
    ]
    return problems


def _twice(kind: str, names: Iterable[str]) -> list[str]:
    return [f"{kind}: the id '{name}' is used {count} times" for name, count in Counter(names).items() if count > 1]


def _outcomes(plan: AnalysisPlan) -> list[str]:
    sets = {item.id for item in plan.state_set}
    problems = []
    for outcome in plan.outcome:
        where = f"outcome '{outcome.id}'"
        problems += [
            f"{where}: state_set '{name}' is not defined" for name in state_sets(outcome.rule) if name not in sets
        ]
        last = horizon(outcome.rule)
        if last < 1:
            problems.append(f"{where}: the horizon must be week 1 or later")
        if isinstance(outcome.rule, WeeksIn) and not 1 <= outcome.rule.from_week <= max(last, 1):
            problems.append(f"{where}: from_week must lie between week 1 and to_week, {last}")
        needed = _weeks_needed(outcome.rule)
        if not 1 <= needed <= last:
            problems.append(f"{where}: a run of {needed} weeks cannot be seen by week {last}")
        if isinstance(outcome.rule, ReturnBy | NumberOfReturns | TimeToReturn | CourseByWeek):
            problems += [f"{where}: {problem}" for problem in _return_problems(outcome.rule, plan)]
        most = 1 if unit_of(outcome.rule) == "share" else float("inf")
        if outcome.smallest_of_interest is not None and not 0 < outcome.smallest_of_interest < most:
            problems.append(f"{where}: smallest_of_interest must be above 0, and below 1 for a share: five is 0.05")
    return problems


def _return_problems(rule: ReturnBy | NumberOfReturns | TimeToReturn | CourseByWeek, plan: AnalysisPlan) -> list[str]:
    """Refuse a week on both sides, which would be a departure and a return at once, and runs that cannot be."""
    sets = {item.id: set(item.states) for item in plan.state_set}
    both = sorted(sets.get(rule.off, set()) & sets.get(rule.support, set()))
    problems = [f"the state '{name}' is in both '{rule.off}' and '{rule.support}'" for name in both]
    if min(rule.weeks_off, rule.weeks_on) < 1:
        problems.append("weeks_off and weeks_on must be at least 1")
    if isinstance(rule, ReturnBy) and rule.within is not None and rule.within < rule.weeks_on:
        problems.append(f"within must be at least weeks_on, {rule.weeks_on}")
    return problems


def _weeks_needed(rule: Rule | IndexOfOutcomes) -> int:
    """Return how many weeks a yes takes at least."""
    match rule:
        case EntryBy() | TimeToEntry():
            return rule.weeks_in_a_row
        case ReturnBy():
            return rule.weeks_off if rule.count == "never_left_or_back" else rule.weeks_off + rule.weeks_on
        case NumberOfReturns() | TimeToReturn() | CourseByWeek():
            return rule.weeks_off + rule.weeks_on
        case _:
            return 1


def _covariates(plan: AnalysisPlan) -> list[str]:
    sets = {item.id for item in plan.state_set}
    problems = []
    for covariate in plan.covariate:
        if isinstance(source := covariate.source, ShareOfTime):
            if source.states not in sets:
                problems.append(f"covariate '{covariate.id}': state_set '{source.states}' is not defined")
            if not source.from_week <= source.to_week < 0:
                problems.append(
                    f"covariate '{covariate.id}': weeks must lie before the lottery (from_week <= to_week < 0)"
                )
        problems += _codes(covariate)
    return problems


def _codes(covariate: Covariate) -> list[str]:
    where, source = f"covariate '{covariate.id}'", covariate.source
    problems = []
    codes: Codes | None = source.codes if isinstance(source, FromColumn | OfParents) else None
    if isinstance(source, FromColumn) and source.yes is not None and codes is not None:
        problems.append(f"{where}: give `yes` or `codes`, not both")
    if isinstance(source, OfParents) and not source.parent_columns:
        problems.append(f"{where}: parent_columns names no column")
    if codes is not None:
        if not codes.yes and not codes.yes_prefix:
            problems.append(f"{where}: codes name nothing that counts as yes")
        if "" in (*codes.yes_prefix, *codes.unknown_prefix):
            problems.append(f"{where}: an empty beginning of a code fits every code")
        if any(code.startswith(codes.unknown_prefix) for code in (*codes.yes, *codes.yes_prefix)):
            problems.append(f"{where}: a code counts as yes and as not known")
    return problems


def _later(plan: AnalysisPlan) -> frozenset[str]:
    """Return the tables that record what people got after the lottery."""
    return frozenset() if plan.delivery is None else frozenset(table for _, table, _ in named_columns(plan.delivery))


def _reference_bands(plan: AnalysisPlan) -> list[str]:
    analyses = {analysis.id for analysis in plan.analysis}
    return [
        f"reference_band: analysis '{band.analysis}' is not defined"
        for band in plan.reference_band
        if band.analysis not in analyses
    ]


def _balance(plan: AnalysisPlan) -> list[str]:
    if plan.balance is None:
        return []
    problems = [] if plan.balance.draws >= 999 else ["balance.draws: at least 999, or the p-value is too coarse"]
    return problems if plan.balance.seed >= 0 else [*problems, "balance.seed: a seed is not negative"]


def _sensitivity(plan: AnalysisPlan) -> list[str]:
    analyses = {analysis.id: analysis for analysis in plan.analysis}
    outcomes = {outcome.id: outcome for outcome in plan.outcome}
    problems = []
    for item in plan.sensitivity:
        where = f"sensitivity '{item.id}'"
        if not item.changes:
            problems.append(f"{where}: it changes nothing; give a state_map, recode, carry_forward or weeks_in_a_row")
        if not item.analyses:
            problems.append(f"{where}: it repeats no analysis")
        problems += [f"{where}: analysis '{name}' is not defined" for name in item.analyses if name not in analyses]
        problems += [
            f"{where}: analysis '{name}' is about those who are not known, whom no definition makes known"
            for name in item.analyses
            if name in analyses and isinstance(analyses[name].estimator, ABOUT_THE_LOST)
        ]
        if item.state_map == plan.plan.state_map:
            problems.append(f"{where}: '{item.state_map}' is the plan's own state map")
        if item.carry_forward is not None and item.carry_forward.weeks < 1:
            problems.append(f"{where}: carry_forward.weeks must be at least 1")
        if item.weeks_in_a_row is None:
            continue
        for name in item.analyses:
            outcome = outcomes.get(analyses[name].outcome) if name in analyses else None
            if outcome is None:
                continue
            if not isinstance(
                outcome.rule, EntryBy | TimeToEntry | ReturnBy | NumberOfReturns | TimeToReturn | CourseByWeek
            ):
                problems.append(f"{where}: the outcome of analysis '{name}' counts no weeks in a row")
            elif not 1 <= item.weeks_in_a_row <= horizon(outcome.rule):
                problems.append(f"{where}: weeks_in_a_row must lie between 1 and the horizon of analysis '{name}'")
    return problems


def _release_weeks(plan: AnalysisPlan) -> list[str]:
    weeks = plan.disclosure.release_weeks
    return [] if list(weeks) == sorted(set(weeks)) else ["disclosure.release_weeks: weeks must rise, each named once"]
