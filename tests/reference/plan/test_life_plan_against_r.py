"""The whole line against R: what the plan makes of the shipped extract is what R makes of the same files, week by week.

`life_plan.R` reads the extract's CSV files with R alone and writes `life_plan.json`; `session_info.txt` says with which
versions.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.reproduction import carry_out
from nextwork_eval.results import ReleasedResult

R: dict[str, Any] = json.loads((Path(__file__).parent / "life_plan.json").read_text(encoding="utf-8"))
WEEKS = range(1, 53)
ARMS = {"aid": 1, "no_aid": 0}


@pytest.fixture(scope="module")
def life() -> ReleasedResult:
    return carry_out("life_1972")


def close(value: float | None, expected: float, rel: float = 1e-9) -> bool:
    """R writes fifteen digits, and a difference that is zero may be 1e-16 there."""
    return value is not None and math.isclose(value, expected, rel_tol=rel, abs_tol=1e-12)


def test_rearrest(life: ReleasedResult) -> None:
    """Levels, difference, HC2 standard error and the t interval with 430 degrees of freedom."""
    row, r = life.row("rearrest.difference"), R["rearrest"]
    assert close(row.estimate, r["estimate"])
    assert close(row.std_error, r["std_error"])
    assert close(row.conf_low, r["low"])
    assert close(row.conf_high, r["high"])
    for arm in ARMS:
        assert close(life.row(f"rearrest.level.{arm}").estimate, r[arm])


@pytest.mark.parametrize("name", ["free_weeks", "work_weeks", "work_weeks_with_aid", "work_weeks_after_aid"])
def test_weeks(life: ReleasedResult, name: str) -> None:
    """With everyone followed, restricted mean and expected weeks are plain means, with their HC2 standard error."""
    row, r = life.row(f"{name}.difference"), R[name]
    assert close(row.estimate, r["estimate"])
    assert close(row.std_error, r["std_error"])
    for arm in ARMS:
        assert close(life.row(f"{name}.level.{arm}").estimate, r[arm])


@pytest.mark.parametrize("name", ["work_path", "work_cumulated"])
def test_paths_in_every_week(life: ReleasedResult, name: str) -> None:
    """Share working and weeks worked: levels, difference and pointwise interval in each of 52 weeks."""
    for week, r in zip(WEEKS, R[name], strict=True):
        row = life.row(f"{name}.difference.w{week}")
        assert close(row.estimate, r["estimate"])
        assert close(row.std_error, r["std_error"])
        assert close(row.conf_low, r["low"])
        assert close(row.conf_high, r["high"])
        for arm in ARMS:
            assert close(life.row(f"{name}.level.{arm}.w{week}").estimate, r[arm])


def test_kaplan_meier_with_log_log_limits_in_every_week(life: ReleasedResult) -> None:
    """Survival and its limits; R prints limits of 1 before the first event, where no interval exists."""
    names = {code: arm for arm, code in ARMS.items()}
    assert len(R["free_curve"]) == 104
    for r in R["free_curve"]:
        row = life.row(f"free_curve.{names[r['aid']]}.w{r['week']}")
        assert close(row.estimate, r["survival"])
        if r["survival"] < 1:
            assert close(row.conf_low, r["low"])
            assert close(row.conf_high, r["high"])


def test_time_to_four_weeks_in_work_with_rearrest_competing(life: ReleasedResult) -> None:
    """Cumulative incidence in every week; R's standard error is ours without the factor m / (m - 1)."""
    names = {code: arm for arm, code in ARMS.items()}
    assert len(R["work_entry"]) == 104
    for r in R["work_entry"]:
        row = life.row(f"work_entry.{names[r['aid']]}.w{r['week']}")
        assert close(row.estimate, r["share"])
        if r["share"] > 0:
            assert row.std_error is not None
            assert close(row.std_error * math.sqrt(215 / 216), r["std_error"])


@pytest.mark.parametrize("state", ["working", "not_working", "rearrested"])
def test_state_occupation_in_every_week(life: ReleasedResult, state: str) -> None:
    """With everyone followed, occupation is the share in the state."""
    for position, week in enumerate(WEEKS):
        for arm, column in ARMS.items():
            assert close(life.row(f"states.{arm}.{state}.w{week}").estimate, R["states"][state][position][column])


def test_log_rank_and_cox(life: ReleasedResult) -> None:
    """The log-rank chi-square, and the hazard ratio of aid beside six covariates with Efron ties."""
    assert close(life.row("rearrest_test.test").estimate, R["log_rank"])
    row, r = life.row("rearrest_cox.hazard_ratio"), R["cox"]
    assert close(row.estimate, math.exp(r["log_hazard_ratio"]), rel=1e-8)
    assert close(row.conf_low, math.exp(r["low"]), rel=1e-8)
    assert close(row.conf_high, math.exp(r["high"]), rel=1e-8)
    assert close(row.p_value, r["p"], rel=1e-7)
