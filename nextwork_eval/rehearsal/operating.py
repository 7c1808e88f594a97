"""What the locked plan can show, asked before any data are there."""

from __future__ import annotations

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation.power import power_rows
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import ResultRow


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
        See `evaluation.power.power_rows`; the same plan gives the same rows, with or without data.

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
