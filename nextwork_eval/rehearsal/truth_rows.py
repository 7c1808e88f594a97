"""The known truth as result rows.

So that a report on invented data can say beside each estimate what it should have found.
"""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.rehearsal.truth import SyntheticTruth
from nextwork_eval.results import ResultRow


def truth_rows(truth: SyntheticTruth, plan: AnalysisPlan, template: ResultRow) -> tuple[ResultRow, ...]:
    """Return the true level of each arm and the true effect of the offer, for entry and for weeks in job or education.

    Parameters
    ----------
    truth
        What `synthesize` returned.
    plan
        Names of the arms.
    template
        Any row of the run; its fingerprints are kept.

    Returns
    -------
    tuple of ResultRow
        With the analysis id `truth`. They rest on simulated people only and are no estimates.
    """
    arms = {arm.treated: arm.id for arm in plan.design.arm}
    method = "mean of simulated people; no estimate"
    rows = []
    for outcome, unit, contrast, offered, control in (
        ("entry", "share", "percentage_point", truth.entry_offered, truth.entry_control),
        ("weeks", "weeks", "weeks", truth.weeks_offered, truth.weeks_control),
    ):
        common = replace(
            _bare(template), analysis_id="truth", outcome=f"truth.{outcome}", week=truth.by_week, method=method
        )
        formats = {"share": "percent", "percentage_point": "percentage_points", "weeks": "weeks"}
        rows += [
            replace(
                common,
                result_id=f"truth.{outcome}.{arms[treated]}",
                arm=arms[treated],
                statistic="share" if unit == "share" else "mean",
                unit=unit,
                format=formats[unit],
                estimate=value,
                n_arm=truth.people_per_arm,
            )
            for treated, value in ((True, offered), (False, control))
        ]
        rows.append(
            replace(
                common,
                result_id=f"truth.{outcome}.difference",
                arm=arms[True],
                reference_arm=arms[False],
                statistic="difference",
                unit=contrast,
                format=formats[contrast],
                estimate=offered - control,
                n_arm=truth.people_per_arm,
                n_reference=truth.people_per_arm,
            )
        )
    return tuple(rows)


def _bare(template: ResultRow) -> ResultRow:
    """Return a row with nothing but the fingerprints of the run."""
    return ResultRow(
        result_id="",
        analysis_id="",
        outcome="",
        statistic="",
        unit="",
        estimate=None,
        population="simulated",
        synthetic=True,
        plan_fingerprint=template.plan_fingerprint,
        schema_fingerprint=template.schema_fingerprint,
        extract_fingerprint=template.extract_fingerprint,
    )
