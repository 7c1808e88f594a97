"""What an estimator is given: the outcome of those who can be followed to its horizon, with their lots and rounds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.evaluation.request import Everyone, Request
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.histories import DurationOutcome, apply_rules
from nextwork_eval.histories.outcomes import Values
from nextwork_eval.plan.estimators import ABOUT_THE_LOST, BesideOthers, IncidenceDifference, IndexDifference
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import Analysis, AnalysisPlan
from nextwork_eval.plan.outcomes import Duration, IndexOfOutcomes, Outcome, horizon
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet, participant_flow


def outcome_values(plan: AnalysisPlan, people: AnalysisSet) -> dict[str, Values]:
    """Apply every outcome of the plan to everybody linked; the number of one who is not followed so far is not used.

    An index is made of other outcomes, and has no values here.
    """
    rules = {item.id: item.rule for item in plan.outcome if not isinstance(item.rule, IndexOfOutcomes)}
    return apply_rules(rules, people.matrix, sets_of(plan))


def request_for(
    plan: AnalysisPlan, analysis: Analysis, people: AnalysisSet, values: Mapping[str, Values], template: ResultRow
) -> Request:
    """Bring together what an analysis is computed from.

    Durations are censored where a round's data end, unless the share by a horizon is asked for; every other outcome is
    read where the whole round can be followed.
    """
    outcome = outcome_of(plan, analysis)
    last = horizon(outcome.rule)
    reach = (
        np.ones(int(people.linked.sum()), dtype=np.bool_)
        if isinstance(outcome.rule, Duration) and not isinstance(analysis.estimator, IncidenceDifference | BesideOthers)
        else people.reaching(last)
    )
    arms = {arm.treated: arm.id for arm in plan.design.arm}
    return Request(
        rows=RowMaker(
            analysis=analysis,
            outcome=outcome,
            population="all_analysed" if reach.all() else f"rounds_reaching_w{last}",
            week=last,
            treated_arm=arms[True],
            reference_arm=arms[False],
            template=template,
        ),
        values=np.empty((int(reach.sum()), 0))
        if isinstance(outcome.rule, IndexOfOutcomes)
        else _restricted(values[outcome.id], reach),
        treated=people.treated[people.linked][reach],
        rounds=people.rounds[people.linked][reach],
        matrix=people.matrix.take(reach),
        covariates={name: known[reach] for name, known in people.covariates.items()},
        sets=sets_of(plan),
        design=trial_design(plan.design),
        groups=None if people.groups is None else people.groups[reach],
        subgroups={item.id: item for item in plan.subgroup},
        components={name: _numbers(values[name])[reach] for name in components_of(analysis)},
        good={item.id: item.good for item in plan.outcome},
        taken_up=None if people.take_up is None else people.take_up[reach],
        dose=None if people.delivery is None else people.delivery.dose[reach],
        everyone=_everyone(plan, people, last, _numbers(values[outcome.id]))
        if isinstance(analysis.estimator, ABOUT_THE_LOST)
        else None,
        clusters=None if people.clusters is None else people.clusters[people.linked][reach],
    )


def _everyone(plan: AnalysisPlan, people: AnalysisSet, last: int, found: NDArray[np.float64]) -> Everyone:
    """Bring together all who are due at a horizon, as decision 0006 counts them."""
    due = people.followed(last)
    numbers = np.full(len(people.treated), np.nan)
    numbers[people.linked] = found
    flow = participant_flow(plan, people, sorted({horizon(item.rule) for item in plan.outcome}))
    losses = [loss for arm in plan.design.arm if (loss := flow.smallest_loss(arm.id)) is not None]
    return Everyone(
        population="all_randomised" if due.all() else f"all_in_rounds_reaching_w{last}",
        numbers=numbers[due],
        treated=people.treated[due],
        rounds=people.rounds[due],
        least_loss=min(losses, default=None),
    )


def numbers_of_everyone(
    plan: AnalysisPlan, analysis: Analysis, people: AnalysisSet, values: Mapping[str, Values]
) -> NDArray[np.float64]:
    """Return an analysis' outcome of everybody linked: NaN for those who cannot be followed to its horizon."""
    outcome = outcome_of(plan, analysis)
    return np.where(people.reaching(horizon(outcome.rule)), _numbers(values[outcome.id]), np.nan)


def components_of(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of the other outcomes that an analysis is made of."""
    return analysis.estimator.components if isinstance(analysis.estimator, IndexDifference) else ()


def _restricted(found: Values, reach: NDArray[np.bool_]) -> Values:
    return found.take(reach) if isinstance(found, DurationOutcome) else found[reach]


def _numbers(found: Values) -> NDArray[np.float64]:
    assert not isinstance(found, DurationOutcome)
    return found


def outcome_of(plan: AnalysisPlan, analysis: Analysis) -> Outcome:
    """Return the outcome that an analysis is about."""
    return next(item for item in plan.outcome if item.id == analysis.outcome)


def sets_of(plan: AnalysisPlan) -> dict[str, tuple[str, ...]]:
    """Return the plan's state sets: name to the names of states."""
    return {item.id: item.states for item in plan.state_set}
