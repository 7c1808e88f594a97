"""Rows that describe who was randomised, and how alike the arms were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet


def baseline_rows(plan: AnalysisPlan, people: AnalysisSet, template: ResultRow) -> list[ResultRow]:
    """Describe each covariate of the plan by arm, with its standardised difference and one test of them all.

    The omnibus test uses the people without a missing value. It is left out where no covariate varies within a lottery
    round.
    """
    if not plan.covariate:
        return []
    treated = people.treated[people.linked]
    rows: list[ResultRow] = []
    units = {item.id: item.unit for item in plan.covariate}
    varying = {name: values for name, values in people.covariates.items() if _varies(values, _rounds(people))}
    for balance in effects.standardized_differences(people.covariates, treated):
        unit = units[balance.covariate]
        common = replace(
            template,
            analysis_id="baseline",
            outcome=f"baseline.{balance.covariate}",
            statistic="share" if unit == "share" else "mean",
            unit=unit,
            format=format_of(unit),
            method="mean over those whose value is known",
        )
        for arm in plan.design.arm:
            n = balance.n_treated if arm.treated else balance.n_reference
            mean = balance.mean_treated if arm.treated else balance.mean_reference
            events = round(mean * n) if balance.yes_or_no else None
            rows.append(
                replace(
                    common,
                    result_id=f"baseline.{balance.covariate}.{arm.id}",
                    arm=arm.id,
                    estimate=mean,
                    std_error=balance.sd_treated if arm.treated else balance.sd_reference,
                    n_arm=n,
                    events_arm=events,
                    smallest_cell=n if events is None else min(events, n - events),
                )
            )
        rows.append(
            replace(
                common,
                result_id=f"baseline.{balance.covariate}.standardized_difference",
                statistic="standardized_difference",
                unit="standard_deviations",
                format="number",
                estimate=None if np.isnan(balance.standardized_difference) else balance.standardized_difference,
                n_arm=balance.n_treated,
                n_reference=balance.n_reference,
                smallest_cell=min(row.smallest_cell for row in rows[-2:] if row.smallest_cell is not None),
                method="difference of the means over the root of the mean of the two variances",
            )
        )
    if not varying:
        return rows
    complete = ~np.isnan(np.column_stack(list(varying.values()))).any(axis=1)
    test = effects.omnibus_balance(
        {name: values[complete] for name, values in varying.items()},
        treated[complete],
        strata=_rounds(people)[complete] if len(plan.design.round) > 1 else None,
    )
    rows.append(
        replace(
            template,
            result_id="baseline.omnibus",
            analysis_id="baseline",
            outcome="baseline",
            statistic="omnibus_balance",
            unit="chi_square",
            format="chi_square",
            estimate=test.test_statistic,
            test_statistic=test.test_statistic,
            df=test.df,
            p_value=test.p_value,
            n_arm=test.n_treated,
            n_reference=test.n_reference,
            smallest_cell=min(test.n_treated, test.n_reference),
            method=test.method,
            warnings=" | ".join(test.warnings),
        )
    )
    return rows


def _varies(values: NDArray[np.float64], rounds: NDArray[np.str_]) -> bool:
    """Say whether a covariate differs within a lottery round: between rounds the lottery balances nothing."""
    known = ~np.isnan(values)
    return any(len(np.unique(values[known & (rounds == name)])) > 1 for name in np.unique(rounds))


def _rounds(people: AnalysisSet) -> NDArray[np.str_]:
    return people.rounds[people.linked]
