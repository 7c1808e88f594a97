"""Whether the plan does about an intercurrent event what it says: strategies held against rules and estimators.

What can be seen without data is checked here; what needs the state map (whether an event is final) is checked when the
plan is opened, in `evaluation.estimand_checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from nextwork_eval.plan.estimands import Estimand, IntercurrentEvent
from nextwork_eval.plan.estimators import (
    AcceleratedFailureTime,
    AdjustedLogRank,
    CensoringWeightedIncidence,
    Cox,
    DiscreteTimeHazard,
    EffectOfTakeUp,
    KaplanMeier,
    LeeBounds,
    LogRank,
    MaxCombo,
    NelsonAalen,
    PiecewiseExponential,
    ProportionalHazardsTest,
    PseudoObservationRegression,
    RestrictedMean,
    ReturnsPanel,
    StandardizedContrast,
    StandardizedSurvival,
)
from nextwork_eval.plan.model import Analysis, AnalysisPlan
from nextwork_eval.plan.outcomes import (
    CourseByWeek,
    EntryBy,
    InStateAt,
    InStateByWeek,
    Outcome,
    TimeToEntry,
    TimeToReturn,
    WeeksIn,
)

OF_A_STRATUM = (EffectOfTakeUp, LeeBounds, ReturnsPanel)
"""Estimators of an effect on those who would act alike in either arm: by an instrument, or by bounds."""
CENSORS_OTHER_EVENTS = (
    KaplanMeier,
    NelsonAalen,
    RestrictedMean,
    LogRank,
    AdjustedLogRank,
    MaxCombo,
    Cox,
    ProportionalHazardsTest,
    DiscreteTimeHazard,
    PiecewiseExponential,
    AcceleratedFailureTime,
    StandardizedSurvival,
)
"""Estimators that follow a person only to an event of another kind, as if it could have been kept away."""

States = frozenset[str]


def estimand_contradictions(plan: AnalysisPlan) -> list[str]:
    """List where an estimand says one thing about an event and the analyses of the plan do another."""
    outcomes = {item.id: item for item in plan.outcome}
    sets = {item.id: frozenset(item.states) for item in plan.state_set}
    problems = []
    for estimand in plan.estimand:
        problems += _twice(estimand)
        pairs = [
            (analysis, outcomes[analysis.outcome])
            for analysis in plan.analysis
            if analysis.estimand == estimand.id and analysis.outcome in outcomes
        ]
        for event in estimand.event:
            where = f"estimand '{estimand.id}'.event '{event.id}'.strategy"
            found = [
                f"analysis '{analysis.id}' {_clash(event, analysis, outcome, sets)}"
                for analysis, outcome in pairs
                if _clash(event, analysis, outcome, sets)
            ]
            problems += [f"{where}: '{event.strategy}', but {text}" for text in found]
    return problems


def estimand_notes(plan: AnalysisPlan) -> list[str]:
    """List what a reader of the plan should know of its estimands, though nothing contradicts itself."""
    used = {analysis.estimand for analysis in plan.analysis}
    outcomes = {item.id: item for item in plan.outcome}
    sets = {item.id: frozenset(item.states) for item in plan.state_set}
    notes = []
    for estimand in plan.estimand:
        if estimand.id not in used:
            notes.append(f"estimand '{estimand.id}': no analysis estimates it")
        if not estimand.event:
            notes.append(f"estimand '{estimand.id}': no [[estimand.event]]; say what is done about each single event")
            continue
        stratum = any(event.strategy == "principal_stratum" for event in estimand.event)
        for analysis in plan.analysis:
            if analysis.estimand != estimand.id:
                continue
            if isinstance(analysis.estimator, EffectOfTakeUp) and not stratum:
                notes.append(
                    f"analysis '{analysis.id}': it is about those whom the offer moved, and estimand '{estimand.id}' "
                    "names no principal stratum"
                )
            outcome = outcomes.get(analysis.outcome)
            notes += [] if outcome is None else _flattering(estimand, analysis, outcome, sets)
    return notes


def states_that_end(outcome: Outcome, sets: Mapping[str, States]) -> States | None:
    """Return the states that end the waiting or the course of an outcome; None for a rule that nothing ends."""
    match outcome.rule:
        case TimeToEntry(competing=name) | TimeToReturn(competing=name) | CourseByWeek(gone=name):
            return frozenset() if name is None else sets.get(name, frozenset())
        case _:
            return None


def _twice(estimand: Estimand) -> list[str]:
    ids = Counter(event.id for event in estimand.event)
    states = Counter(state for event in estimand.event for state in event.states)
    where = f"estimand '{estimand.id}'.event"
    return [
        *(f"{where}: the id '{name}' is used {count} times" for name, count in ids.items() if count > 1),
        *(f"{where}: the state '{name}' is in several events" for name, count in states.items() if count > 1),
    ]


def _clash(event: IntercurrentEvent, analysis: Analysis, outcome: Outcome, sets: Mapping[str, States]) -> str:
    """Say in what an analysis does something else than the strategy; empty where nothing can be seen."""
    states, ends = frozenset(event.states), states_that_end(outcome, sets)
    estimator = f"'{analysis.estimator.id}'"
    match event.strategy:
        case "principal_stratum" if not isinstance(analysis.estimator, OF_A_STRATUM):
            return f"compares everyone by {estimator}; a stratum needs an instrument or bounds"
        case "treatment_policy" if ends is not None and (stops := sorted(states & ends)):
            return f"follows nobody past '{stops[0]}' (outcome '{outcome.id}')"
        case "while_alive" if states and ends is not None and (goes_on := sorted(states - ends)):
            return f"goes on after '{goes_on[0]}'; name it in `competing` or `gone` of the outcome '{outcome.id}'"
        case "while_alive" if states and isinstance(outcome.rule, InStateAt):
            return f"reads a week that can lie after the event (outcome '{outcome.id}')"
        case "hypothetical" if not (
            _takes_other_events_away(analysis.estimator) and states and ends is not None and states <= ends
        ):
            return f"by {estimator} does not take the event away: it must censor the states of the event"
        case "composite" if outcome.good == "more" and (praised := sorted(states & _counted(outcome, sets))):
            return f"counts '{praised[0]}' as a good outcome (outcome '{outcome.id}')"
        case _:
            return ""


def _takes_other_events_away(estimator: object) -> bool:
    """Say whether an analysis ends the wait where another event comes first; those by target do, but for the share."""
    match estimator:
        case StandardizedContrast(target=target) | PseudoObservationRegression(target=target):
            return target != "incidence"
        case CensoringWeightedIncidence(competing=competing):
            return competing == "lost"
        case _:
            return isinstance(estimator, CENSORS_OTHER_EVENTS)


def _counted(outcome: Outcome, sets: Mapping[str, States]) -> States:
    """Return the states that count as a yes, or as weeks, of an outcome."""
    match outcome.rule:
        case EntryBy() | InStateAt() | WeeksIn() | InStateByWeek() | TimeToEntry():
            return sets.get(outcome.rule.states, frozenset())
        case _:
            return frozenset()


def _flattering(estimand: Estimand, analysis: Analysis, outcome: Outcome, sets: Mapping[str, States]) -> list[str]:
    """Name events that make an outcome look good by being none of the weeks it counts and hopes to see fewer of."""
    if outcome.good != "fewer" or not isinstance(outcome.rule, WeeksIn | InStateAt | InStateByWeek):
        return []
    named = [
        event.id
        for event in estimand.event
        if event.strategy == "composite" and event.states and not set(event.states) & _counted(outcome, sets)
    ]
    if not named:
        return []
    return [
        f"analysis '{analysis.id}': fewer is better, and these events add nothing to what is counted: "
        f"{', '.join(named)}; read it beside an outcome that they make worse"
    ]
