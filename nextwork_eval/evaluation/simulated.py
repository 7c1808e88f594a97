"""The trial held again and again on paper: the plan's lottery, supposed shares, and the plan's own estimator."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.bindings import ESTIMATORS
from nextwork_eval.evaluation.request import Request
from nextwork_eval.evaluation.rows import RowMaker
from nextwork_eval.evaluation.verdicts import EffectCase, effect_case
from nextwork_eval.histories import StateMatrix
from nextwork_eval.plan.lottery import DesignSpec, trial_design
from nextwork_eval.plan.model import Analysis, AnalysisPlan, Target
from nextwork_eval.plan.outcomes import Outcome
from nextwork_eval.results import ResultRow

# Estimators that need nothing but the outcome, the lots, the rounds and the peer groups.
SIMULATED = frozenset(
    {
        "difference_in_means",
        "difference_in_means_stratified",
        "group_treatment",
        "mantel_haenszel",
        "risk_ratio",
        "two_proportions",
    }
)
_NOTHING = ResultRow(result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """What came of each simulated trial; vectors of shape (replicates,).

    Attributes
    ----------
    cases
        Whether a difference was shown, and in which direction: `good`, `bad`, `open`.
    events_treated, n_treated, events_reference, n_reference
        Counts in each arm.
    failed
        Trials in which the estimator gave no interval; their case is `open`.
    """

    cases: NDArray[np.str_]
    events_treated: NDArray[np.int64]
    n_treated: NDArray[np.int64]
    events_reference: NDArray[np.int64]
    n_reference: NDArray[np.int64]
    failed: int

    def verdicts(self, target: Target, better: Literal["more", "fewer"]) -> list[str]:
        """Return the verdict of each trial on a target."""
        found = np.full(len(self.cases), "undecided", dtype="<U15")
        for one, zero in sorted(set(zip(self.n_treated.tolist(), self.n_reference.tolist(), strict=True))):
            here = (self.n_treated == one) & (self.n_reference == zero)
            if min(one, zero) < 1:
                continue  # drawn one by one, an arm may stay empty; nothing can be said of the target then
            found[here] = effects.verdicts_of_counts(
                target.measure,
                target.threshold,
                self.events_treated[here],
                one,
                self.events_reference[here],
                zero,
                level=target.confidence,
                better=better,
            )
        return [str(verdict) for verdict in found]


def simulate(
    plan: AnalysisPlan, analysis: Analysis, outcome: Outcome, share_treated: float, share_reference: float, at: int
) -> Simulated:
    """Hold the trial as often as the plan's `[power]` says, with supposed shares.

    Parameters
    ----------
    plan
        Its lottery, its seed, and its peer groups.
    analysis, outcome
        What is estimated; one of `SIMULATED`, with a share as outcome.
    share_treated, share_reference
        Chance of the event in each arm. In peer groups the chance of a group is drawn from a beta distribution.
    at
        Number of the supposed share: each has a generator of its own, so that another share changes nothing here.
    """
    assert plan.power is not None
    generator = np.random.default_rng(np.random.SeedSequence([plan.power.seed, zlib.crc32(analysis.id.encode()), at]))
    design = trial_design(plan.design)
    labels = np.repeat([draw.id for draw in design.rounds], [draw.randomised for draw in design.rounds])
    size = plan.power.peer_group_size
    fixed = _first_are_offered(plan.design) if plan.design.allocation == "complete" else None
    met = None if fixed is None else _groups(labels, fixed, size)
    cases: list[EffectCase] = []
    counts = []
    failed = 0
    for _ in range(plan.power.replicates):
        # People are drawn alike, so that with a fixed number of offers it does not matter who gets them.
        treated = design.draw(labels.tolist(), generator) if fixed is None else fixed
        groups = met if fixed is not None else _groups(labels, treated, size)
        chance = _chances(groups, share_treated, plan.power.peer_group_correlation, generator)
        events = generator.random(len(labels)) < np.where(treated == 1, chance, share_reference)
        request = request_on_paper(plan, analysis, outcome, events.astype(np.float64), treated, labels, groups)
        counts.append([events[treated == 1].sum(), (treated == 1).sum(), events[treated == 0].sum()])
        try:
            rows = {row.result_id.rsplit(".", 1)[1]: row for row in ESTIMATORS[analysis.estimator.id](request)}
            cases.append(effect_case(rows.get("difference") or rows["ratio"], better_direction(outcome)))
        except EstimationError:
            failed += 1
            cases.append("open")
    x1, n1, x0 = np.array(counts, dtype=np.int64).T
    return Simulated(
        cases=np.array(cases),
        events_treated=x1,
        n_treated=n1,
        events_reference=x0,
        n_reference=len(labels) - n1,
        failed=failed,
    )


def sizes_of(design: DesignSpec) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the people of each round in the offered and in the control arm; expected numbers where chance decides."""
    offered = tuple(
        draw.offered if draw.offered is not None else round(draw.randomised * (draw.probability or 0.0))
        for draw in design.round
    )
    return offered, tuple(draw.randomised - here for draw, here in zip(design.round, offered, strict=True))


def better_direction(outcome: Outcome) -> Literal["more", "fewer"]:
    """Return the direction that helps; `more` where neither does."""
    return "fewer" if outcome.good == "fewer" else "more"


def _first_are_offered(design: DesignSpec) -> NDArray[np.int8]:
    parts = [np.repeat([1, 0], [one, zero]) for one, zero in zip(*sizes_of(design), strict=True)]
    return np.concatenate(parts).astype(np.int8)


def _groups(labels: NDArray[np.str_], treated: NDArray[np.int8], size: int | None) -> NDArray[np.int64] | None:
    """Return the peer group of each person, -1 without one; each round forms its groups, the last one may be small."""
    if size is None:
        return None
    groups = np.full(len(labels), -1, dtype=np.int64)
    formed = 0
    for label in dict.fromkeys(labels.tolist()):
        members = np.flatnonzero((labels == label) & (treated == 1))
        groups[members] = formed + np.arange(len(members)) // size
        formed += -(-len(members) // size)
    return groups


def _chances(
    groups: NDArray[np.int64] | None, share: float, correlation: float, generator: np.random.Generator
) -> NDArray[np.float64] | float:
    if groups is None or correlation == 0:
        return share
    spread = (1 - correlation) / correlation
    return generator.beta(share * spread, (1 - share) * spread, int(groups.max()) + 1)[groups]


def request_on_paper(
    plan: AnalysisPlan,
    analysis: Analysis,
    outcome: Outcome,
    values: NDArray[np.float64],
    treated: NDArray[np.int8],
    labels: NDArray[np.str_],
    groups: NDArray[np.int64] | None,
) -> Request:
    """Return what the estimator of an analysis is given in a trial that takes place on paper.

    `values`, `treated`, `labels` (the rounds) and `groups` have one entry for each person.
    """
    arms = {arm.treated: arm.id for arm in plan.design.arm}
    return Request(
        rows=RowMaker(
            analysis=analysis,
            outcome=outcome,
            population="design",
            week=0,
            treated_arm=arms[True],
            reference_arm=arms[False],
            template=_NOTHING,
        ),
        values=values,
        treated=treated,
        rounds=labels,
        matrix=StateMatrix(
            states=np.empty((len(labels), 0), dtype=np.int8),
            first_week=1,
            last_observed=np.zeros(len(labels), dtype=np.int64),
            statuses=(),
            fingerprint="",
        ),
        covariates={},
        sets={},
        groups=groups,
        design=trial_design(plan.design),
    )
