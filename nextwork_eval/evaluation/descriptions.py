"""Rows that describe who was randomised, and how alike the arms were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.design import Arm
from nextwork_eval.evaluation.contributors import behind_sum
from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet, with_indicators

_LARGE = 400
"""From so many people on, the chi-square distribution serves the joint test."""


def baseline_rows(plan: AnalysisPlan, people: AnalysisSet, template: ResultRow) -> list[ResultRow]:
    """Describe each covariate of the plan by arm, with its standardised difference and one test of them all.

    Where a covariate is not known for everyone, rows count the missing of each arm. A count below the floor then
    withholds the covariate whole: the mean of those who are known would give the number of the others back.
    """
    if not plan.covariate:
        return []
    treated = people.treated[people.linked]
    rows: list[ResultRow] = []
    units = {item.id: item.unit for item in plan.covariate}
    known = {name: values for name, values in people.covariates.items() if _known(values, treated)}
    for balance in effects.standardized_differences(known, treated) if known else ():
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
        values = known[balance.covariate]
        levels = [
            _level_row(balance, arm, common, values[treated == (1 if arm.treated else 0)]) for arm in plan.design.arm
        ]
        rows += levels
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
                smallest_cell=min(row.smallest_cell for row in levels if row.smallest_cell is not None),
                top_two_share=max((row.top_two_share for row in levels if row.top_two_share is not None), default=None),
                method="difference of the means over the root of the mean of the two variances",
            )
        )
        if balance.missing_treated or balance.missing_reference:
            rows += [_missing_row(balance, arm, common) for arm in plan.design.arm]
    return rows + _omnibus_rows(plan, people, template)


def _level_row(balance: effects.BalanceRow, arm: Arm, common: ResultRow, values: NDArray[np.float64]) -> ResultRow:
    n = balance.n_treated if arm.treated else balance.n_reference
    mean = balance.mean_treated if arm.treated else balance.mean_reference
    events = round(mean * n) if balance.yes_or_no else None
    # The number of people with any of it counts only where nothing is a number that somebody has.
    few, most = behind_sum(values, 1.0 if common.unit == "share" else None)
    return replace(
        common,
        result_id=f"baseline.{balance.covariate}.{arm.id}",
        arm=arm.id,
        estimate=mean,
        std_error=balance.sd_treated if arm.treated else balance.sd_reference,
        n_arm=n,
        events_arm=events,
        smallest_cell=min(n, few) if events is None else min(events, n - events),
        top_two_share=None if balance.yes_or_no else most,
    )


def _missing_row(balance: effects.BalanceRow, arm: Arm, common: ResultRow) -> ResultRow:
    n = balance.n_treated if arm.treated else balance.n_reference
    missing = balance.missing_treated if arm.treated else balance.missing_reference
    return replace(
        common,
        result_id=f"baseline.{balance.covariate}.missing.{arm.id}",
        arm=arm.id,
        statistic="missing",
        unit="persons",
        format=format_of("persons"),
        estimate=float(missing),
        n_arm=n + missing,
        events_arm=missing,
        smallest_cell=min(missing, n) if missing else n,  # that nobody is missing says nothing about anybody
        method="persons whose value is not known",
    )


def _omnibus_rows(plan: AnalysisPlan, people: AnalysisSet, template: ResultRow) -> list[ResultRow]:
    """Test all covariates at once, with the plan's rule for missing values.

    Rounds of which one arm is lost whole can compare nobody and are left out, with a warning. There is no row where no
    covariate varies within rounds, or where there are as many covariates as people to compare.
    There is none either where clusters were drawn: the test is of people who were.
    """
    if plan.design.unit == "cluster":
        return []
    whole = _both_arms(people.treated[people.linked], _rounds(people))
    treated, rounds = people.treated[people.linked][whole], _rounds(people)[whole]
    complete, filled = with_indicators({name: values[whole] for name, values in people.covariates.items()})
    varying = {name: values for name, values in complete.items() if _varies(values, rounds)}
    if not varying or len(varying) >= len(treated) - len(np.unique(rounds)):
        return []
    # A small trial is not left to the distribution of large arms where the plan declares repetitions.
    rule = plan.balance if len(treated) < _LARGE else None
    test = effects.omnibus_balance(
        varying,
        treated,
        strata=rounds if len(plan.design.round) > 1 else None,
        draws=None if rule is None else rule.draws,
        generator=None if rule is None else np.random.default_rng(rule.seed),
    )
    indicators = (f"missing values by indicator in: {', '.join(filled)}",) if filled else ()
    return [
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
            method="; ".join([test.method, *indicators]),
            warnings=" | ".join([*test.warnings, *_left_out(whole)]),
            seed=None if rule is None else rule.seed,
        )
    ]


def _known(values: NDArray[np.float64], treated: NDArray[np.int8]) -> bool:
    """Say whether a covariate is known for at least two people in each arm: fewer cannot be described."""
    return all((~np.isnan(values[treated == arm])).sum() >= 2 for arm in (0, 1))


def _both_arms(treated: NDArray[np.int8], rounds: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Say of each person whether the lottery round has people in both arms."""
    both = set(rounds[treated == 1].tolist()) & set(rounds[treated == 0].tolist())
    return np.isin(rounds, sorted(both))


def _left_out(whole: NDArray[np.bool_]) -> tuple[str, ...]:
    return () if whole.all() else ("lottery rounds of which one arm is lost are left out",)


def _varies(values: NDArray[np.float64], rounds: NDArray[np.str_]) -> bool:
    """Say whether a covariate differs within a lottery round: between rounds the lottery balances nothing."""
    known = ~np.isnan(values)
    return any(len(np.unique(values[known & (rounds == name)])) > 1 for name in np.unique(rounds))


def _rounds(people: AnalysisSet) -> NDArray[np.str_]:
    return people.rounds[people.linked]
