"""What the trial can show, worked out from the plan alone: at the end you know it before there is a result.

From the lottery and the shares that the plan's `[power]` supposes follow the smallest difference that is likely to be
shown, the chance of each verdict on each target, and, by repeating the whole trial, how often the plan's own estimator
shows a difference. No data of the trial are used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError, PlanError
from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.evaluation.simulated import SIMULATED, Simulated, better_direction, simulate, sizes_of
from nextwork_eval.evaluation.verdicts import beside_the_effect
from nextwork_eval.plan.model import Analysis, AnalysisPlan, Target
from nextwork_eval.plan.outcomes import Outcome
from nextwork_eval.plan.power import PowerSpec, Supposed, supposed_shares
from nextwork_eval.results import ResultRow

# The noncentral t distribution is that of these; a ratio is simulated only.
_DIFFERENCES = frozenset(
    {"difference_in_means", "difference_in_means_stratified", "regression_adjusted", "group_treatment"}
)
JOINT = tuple(f"{verdict}.{effect}" for verdict in ("met", "short", "undecided") for effect in ("shown", "not_shown"))


def power_rows(plan: AnalysisPlan, template: ResultRow) -> list[ResultRow]:
    """Return what the plan's `[power]` asks for; nothing where the plan has none.

    Parameters
    ----------
    plan
        The promise. Its targets, its primary analyses and the analyses of its targets are looked at, where the outcome
        is a share about which the plan supposes something.
    template
        A row that carries the fingerprints.

    Returns
    -------
    list of ResultRow
        `power.effect.<analysis>.control` and `.detectable`; for each supposed share, counted from 0, `.at_<k>.level`,
        `.at_<k>.power` (noncentral t) and `.at_<k>.shown`, `.not_shown`, `.against` (simulated with the plan's
        estimator). `power.target.<id>.at_<k>.level`, `.at_<k>.<verdict>` (exact) and `.at_<k>.with_effect.<name>`
        (simulated). `power.wanted`, the chance of `.detectable`; `power.replicates`; `power.monte_carlo_error`, the
        largest standard error of a simulated chance.

    Examples
    --------
    >>> from nextwork_eval.plan import read_plan
    >>> from nextwork_eval.shipped import shipped_plan
    >>> power_rows(read_plan(shipped_plan("life_1972")), ResultRow(result_id="", analysis_id="", outcome="",
    ...            statistic="", unit="", estimate=None, synthetic=False))
    []
    """
    spec = plan.power
    if spec is None:
        return []
    maker = _Maker(template=template, plan=plan, spec=spec)
    supposed = supposed_shares(plan)
    outcomes = {outcome.id: outcome for outcome in plan.outcome}
    read = {target.analysis for target in plan.target}
    rows: list[ResultRow] = []
    for analysis in plan.analysis:
        shares = supposed.get(analysis.outcome)
        if shares is None or not (analysis.purpose == "primary" or analysis.id in read):
            continue
        outcome = outcomes[analysis.outcome]
        drawn = [
            simulate(plan, analysis, outcome, share, shares.control_level, at)
            for at, share in enumerate(shares.treated_levels if analysis.estimator.id in SIMULATED else ())
        ]
        rows += maker.effect(analysis, outcome, shares, drawn)
        for target in plan.target:
            if target.analysis == analysis.id:
                rows += maker.target(target, outcome, shares, drawn)
    return [*maker.simulation(), *rows]


def operating_characteristics(plan: AnalysisPlan, *, plan_fingerprint: str = "") -> tuple[ResultRow, ...]:
    """Return the chances that follow from the plan alone: the rows that a run of it will print before its results.

    Parameters
    ----------
    plan
        A plan with a `[power]` section.
    plan_fingerprint
        sha256 of the plan's content.

    Returns
    -------
    tuple of ResultRow
        See `power_rows`; the same plan gives the same rows, with or without data.

    Raises
    ------
    PlanError
        If the plan supposes nothing.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from nextwork_eval.plan import read_plan
    >>> from nextwork_eval.plan.power import PowerSpec
    >>> from nextwork_eval.shipped import shipped_plan
    >>> supposed = PowerSpec(control_level=0.5, treated_levels=(0.6,), seed=1, replicates=100)
    >>> rows = operating_characteristics(replace(read_plan(shipped_plan("life_1972")), power=supposed))
    >>> round(next(row.estimate for row in rows if row.result_id == "power.effect.rearrest.detectable"), 3)
    -0.133
    """
    if plan.power is None:
        raise PlanError(
            f"The plan '{plan.plan.id}' supposes nothing of which chances could be computed.",
            ["Add a [power] section with control_level, treated_levels and seed."],
        )
    blank = ResultRow(
        result_id="",
        analysis_id="",
        outcome="",
        statistic="",
        unit="",
        estimate=None,
        synthetic=False,
        plan_fingerprint=plan_fingerprint,
    )
    return tuple(power_rows(plan, blank))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    template: ResultRow
    plan: AnalysisPlan
    spec: PowerSpec

    def simulation(self) -> list[ResultRow]:
        error = (0.25 / self.spec.replicates) ** 0.5
        return [
            self._row("wanted", "power", "power", "share", self.spec.power, method="wanted in the plan"),
            self._row("replicates", "power", "count", "persons", float(self.spec.replicates), seed=self.spec.seed),
            self._row(
                "monte_carlo_error", "power", "monte_carlo_error", "percentage_point", error, seed=self.spec.seed
            ),
        ]

    def effect(
        self, analysis: Analysis, outcome: Outcome, shares: Supposed, drawn: Sequence[Simulated]
    ) -> list[ResultRow]:
        name = f"effect.{analysis.id}"
        rows = [self._row(f"{name}.control", outcome.id, "share", "share", shares.control_level)]
        if analysis.estimator.id in _DIFFERENCES:
            rows.append(self._detectable(name, analysis, outcome, shares))
        for at, share in enumerate(shares.treated_levels):
            rows.append(self._row(f"{name}.at_{at}.level", outcome.id, "share", "share", share))
            if analysis.estimator.id in _DIFFERENCES:
                rows.append(self._power(f"{name}.at_{at}.power", analysis, outcome, shares, share))
            if drawn:
                rows += [
                    self._chance(f"{name}.at_{at}.{word}", outcome.id, drawn[at].cases == case, drawn[at])
                    for word, case in (("shown", "good"), ("not_shown", "open"), ("against", "bad"))
                ]
        return rows

    def target(self, target: Target, outcome: Outcome, shares: Supposed, drawn: Sequence[Simulated]) -> list[ResultRow]:
        name, better = f"target.{target.id}", better_direction(outcome)
        if target.measure in ("not_worse", "equivalent") and not self._same_chances():
            return []  # they are then read within rounds, and not from two counts
        one, zero = (sum(sizes) for sizes in sizes_of(self.plan.design))
        rows = []
        for at, share in enumerate(shares.treated_levels):
            chances = effects.chances_of_verdicts(
                target.measure,
                target.threshold,
                share_treated=share,
                share_reference=shares.control_level,
                n_treated=one,
                n_reference=zero,
                level=target.confidence,
                better=better,
                groups=self._groups(),
                intraclass_correlation=self.spec.peer_group_correlation,
            )
            rows.append(self._row(f"{name}.at_{at}.level", outcome.id, "share", "share", share))
            rows += [
                self._row(
                    f"{name}.at_{at}.{verdict}", outcome.id, "chance", "share", chance, method="every result counted"
                )
                for verdict, chance in chances.items()
            ]
            if drawn:
                rows += self._beside(f"{name}.at_{at}.with_effect", target, outcome, drawn[at])
        return rows

    def _beside(self, name: str, target: Target, outcome: Outcome, drawn: Simulated) -> list[ResultRow]:
        verdicts = drawn.verdicts(target, better_direction(outcome))
        beside = np.array([beside_the_effect(*pair) or "" for pair in zip(verdicts, drawn.cases, strict=True)])
        against = np.char.endswith(beside, ".against")
        return [
            *(self._chance(f"{name}.{joint}", outcome.id, beside == joint, drawn) for joint in JOINT),
            self._chance(f"{name}.against", outcome.id, against, drawn),
        ]

    def _detectable(self, name: str, analysis: Analysis, outcome: Outcome, shares: Supposed) -> ResultRow:
        one, zero = sizes_of(self.plan.design)
        row = self._row(
            f"{name}.detectable",
            outcome.id,
            "detectable_difference",
            "percentage_point",
            None,
            n_arm=sum(one),
            n_reference=sum(zero),
        )
        try:
            found = effects.detectable_share(
                shares.control_level,
                better=better_direction(outcome),
                power=self.spec.power,
                **self._design(analysis),
            )
        except EstimationError as error:
            return replace(row, method="cannot be computed", warnings=" | ".join(error.problems))
        return replace(row, estimate=found.difference, df=found.df, method=found.method)

    def _power(self, name: str, analysis: Analysis, outcome: Outcome, shares: Supposed, share: float) -> ResultRow:
        row = self._row(name, outcome.id, "power", "share", None)
        try:
            found = effects.power_of_shares(share, shares.control_level, **self._design(analysis))
        except EstimationError as error:
            return replace(row, method="cannot be computed", warnings=" | ".join(error.problems))
        helps = (share >= shares.control_level) == (outcome.good != "fewer") or share == shares.control_level
        return replace(row, estimate=found.power if helps else found.wrong_side, df=found.df, method=found.method)

    def _design(self, analysis: Analysis) -> dict[str, Any]:
        one, zero = sizes_of(self.plan.design)
        return {
            "n_treated": one,
            "n_reference": zero,
            "group_size": self.spec.peer_group_size,
            "intraclass_correlation": self.spec.peer_group_correlation,
            "level": getattr(analysis.estimator, "level", 0.95),
        }

    def _same_chances(self) -> bool:
        one, zero = (np.array(sizes) for sizes in sizes_of(self.plan.design))
        return bool(np.ptp(one / (one + zero)) < 1e-9)

    def _groups(self) -> tuple[int, ...]:
        if self.spec.peer_group_size is None:
            return ()
        size = self.spec.peer_group_size
        return tuple(
            min(size, offered - start) for offered in sizes_of(self.plan.design)[0] for start in range(0, offered, size)
        )

    def _chance(self, name: str, outcome: str, holds: Any, drawn: Simulated) -> ResultRow:
        share = float(np.mean(holds))
        return self._row(
            name,
            outcome,
            "chance",
            "share",
            share,
            std_error=(share * (1 - share) / len(drawn.cases)) ** 0.5,
            method=f"{len(drawn.cases)} simulated trials, each with the plan's estimator",
            warnings=f"in {drawn.failed} of them it gave no interval" if drawn.failed else "",
            seed=self.spec.seed,
        )

    def _row(
        self, name: str, outcome: str, statistic: str, unit: str, estimate: float | None, **values: Any
    ) -> ResultRow:
        return replace(
            self.template,
            result_id=f"power.{name}",
            analysis_id="power",
            outcome=f"power.{outcome}" if outcome != "power" else outcome,
            population="design",
            statistic=statistic,
            unit=unit,
            format=format_of(unit),
            estimate=estimate,
            **{"method": "supposed in the plan" if name.endswith((".control", ".level")) else "", **values},
        )
