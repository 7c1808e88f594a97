"""The rows that say how alike the arms were: who is left out, what is missing, and when there is no joint test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextwork_eval.evaluation.contributors import behind_sum
from nextwork_eval.evaluation.descriptions import baseline_rows
from nextwork_eval.histories import StateMatrix, Status
from nextwork_eval.plan import read_plan
from nextwork_eval.plan.model import BalanceRule
from nextwork_eval.results import ResultRow
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import AnalysisSet

NEXTWORK = read_plan(shipped_plan("nextwork_2019"))
PLAN = replace(
    NEXTWORK,
    covariate=tuple(item for item in NEXTWORK.covariate if item.id in ("age", "marks")),
    balance=BalanceRule(draws=9999, seed=1),
)
TEMPLATE = ResultRow(result_id="", analysis_id="", outcome="", statistic="", unit="", estimate=None, synthetic=True)
STATUS = Status(code=0, name="any", label_da="", label_en="", role="other", absorbing=False)
AGES = [20.0, 24.0, 28.0, 21.0, 23.0, 25.0]


def people(rounds: list[str], treated: list[int], **covariates: list[float]) -> AnalysisSet:
    n = len(rounds)
    return AnalysisSet(
        treated=np.array(treated, dtype=np.int8),
        rounds=np.array(rounds),
        linked=np.ones(n, dtype=np.bool_),
        matrix=StateMatrix(
            states=np.zeros((n, 1), dtype=np.int8),
            first_week=1,
            last_observed=np.full(n, 1),
            statuses=(STATUS,),
            fingerprint="",
        ),
        covariates={name: np.array(values) for name, values in covariates.items()},
        take_up=None,
    )


def rows(found: AnalysisSet) -> dict[str, ResultRow]:
    return {row.result_id: row for row in baseline_rows(PLAN, found, TEMPLATE)}


def test_the_joint_test_of_six_people_goes_through_all_lotteries() -> None:
    """The 20 lotteries of three among six: 18 are as uneven as the ages 20, 24, 28 against 21, 23, 25."""
    omnibus = rows(people(["a"] * 6, [1, 1, 1, 0, 0, 0], age=AGES))["baseline.omnibus"]
    assert omnibus.p_value == 0.9
    assert omnibus.seed == 1
    assert omnibus.warnings == ""


def test_a_round_without_controls_is_left_out_and_said() -> None:
    """The seventh person stands alone in a round: she compares nobody, and the test is that of the other six."""
    found = rows(people(["a"] * 6 + ["b"], [1, 1, 1, 0, 0, 0, 1], age=[*AGES, 29.0]))["baseline.omnibus"]
    assert found.p_value == 0.9
    assert found.warnings == "lottery rounds of which one arm is lost are left out"
    assert (found.n_arm, found.n_reference) == (3, 3)


def test_missing_marks_are_counted_by_arm() -> None:
    """One mark is missing among those offered, none among the others; the mean is that of the two who have one."""
    found = rows(people(["a"] * 6, [1, 1, 1, 0, 0, 0], marks=[4.0, np.nan, 7.0, 2.0, 4.0, 12.0]))
    missing = found["baseline.marks.missing.programme"]
    assert (missing.estimate, missing.n_arm, missing.smallest_cell) == (1, 3, 1)
    assert found["baseline.marks.missing.control"].estimate == 0
    assert (found["baseline.marks.programme"].estimate, found["baseline.marks.programme"].n_arm) == (5.5, 2)
    assert "by indicator in: marks" in found["baseline.omnibus"].method


def test_a_covariate_that_is_known_of_one_person_in_an_arm_has_no_row() -> None:
    """One value is no distribution, and would be that person's."""
    found = rows(people(["a"] * 6, [1, 1, 1, 0, 0, 0], marks=[4.0, np.nan, np.nan, 2.0, 4.0, 12.0]))
    assert not any(name.startswith("baseline.marks.") for name in found)


def test_as_many_covariates_as_people_have_no_joint_test() -> None:
    """Of three people two covariates leave nothing to compare: there is no row, and the run goes on."""
    found = rows(people(["a"] * 4, [1, 1, 0, 0], age=AGES[:4], marks=[2.0, 4.0, np.nan, 12.0]))
    assert "baseline.omnibus" not in found
    assert "baseline.age.programme" in found


def test_one_large_number_below_zero_dominates_a_sum_as_well() -> None:
    """One of -1000 and a hundred of 20: what two people hold of it is taken from the distances from zero."""
    few, most = behind_sum(np.array([-1000.0, *[20.0] * 100]), None)
    assert (few, round(most, 2)) == (101, 0.34)  # (1000 + 20) / 3000
