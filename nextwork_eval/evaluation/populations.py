"""What an estimator is given: the outcome of those who can be followed to its horizon, with their lots and rounds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nextwork_eval.evaluation.request import Request
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.histories import DurationOutcome, apply_rules
from nextwork_eval.histories.outcomes import Values
from nextwork_eval.plan.model import Analysis, AnalysisPlan
from nextwork_eval.plan.outcomes import Duration, Outcome, horizon
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet


def outcome_values(plan: AnalysisPlan, people: AnalysisSet) -> dict[str, Values]:
    """Apply every outcome of the plan to everybody linked; the number of one who is not followed so far is not used."""
    return apply_rules({item.id: item.rule for item in plan.outcome}, people.matrix, sets_of(plan))


def request_for(
    plan: AnalysisPlan, analysis: Analysis, people: AnalysisSet, values: Mapping[str, Values], template: ResultRow
) -> Request:
    """Bring together what an analysis is computed from.

    Durations are censored where a round's data end; every other outcome is read where the whole round can be followed.
    """
    outcome = outcome_of(plan, analysis)
    last = horizon(outcome.rule)
    reach = (
        np.ones(int(people.linked.sum()), dtype=np.bool_)
        if isinstance(outcome.rule, Duration)
        else people.reaching(last)
    )
    arms = {arm.treated: arm.id for arm in plan.design.arm}
    found = values[outcome.id]
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
        values=found.take(reach) if isinstance(found, DurationOutcome) else found[reach],
        treated=people.treated[people.linked][reach],
        rounds=people.rounds[people.linked][reach],
        matrix=people.matrix.take(reach),
        covariates={name: known[reach] for name, known in people.covariates.items()},
        sets=sets_of(plan),
        groups=None if people.groups is None else people.groups[reach],
        clusters=None if people.clusters is None else people.clusters[people.linked][reach],
    )


def outcome_of(plan: AnalysisPlan, analysis: Analysis) -> Outcome:
    """Return the outcome that an analysis is about."""
    return next(item for item in plan.outcome if item.id == analysis.outcome)


def sets_of(plan: AnalysisPlan) -> dict[str, tuple[str, ...]]:
    """Return the plan's state sets: name to the names of states."""
    return {item.id: item.states for item in plan.state_set}
