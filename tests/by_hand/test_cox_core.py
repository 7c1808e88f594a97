"""The partial likelihood on data small enough for paper: Therneau's validation document for coxph."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import cox
from nextwork_eval.durations.proportional_hazards.fitting import dfbeta, fit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import likelihood, score_residuals
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, risk_sets


def rows(
    exit_week: list[int], event: list[int], x: list[float], *, enter: list[int] | None = None, weights: object = 1.0
) -> CoxRows:
    n = len(exit_week)
    return CoxRows(
        enter=np.zeros(n, dtype=np.int64) if enter is None else np.array(enter),
        exit=np.array(exit_week),
        event=np.array(event),
        design=np.array(x, dtype=np.float64).reshape(n, 1),
        strata=np.zeros(n, dtype=np.int64),
        weights=np.broadcast_to(np.asarray(weights, dtype=np.float64), (n,)),
    )


TEST1 = rows([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0])
TEST2 = rows(
    [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
    [1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
    [1, 0, 0, 1, 0, 1, 1, 1, 0, 0],
    enter=[1, 2, 5, 2, 1, 7, 3, 4, 8, 8],
)
TEST3 = rows(
    [1, 1, 2, 2, 2, 2, 3, 4, 5],
    [1, 0, 1, 1, 1, 0, 0, 1, 0],
    [2, 0, 1, 1, 0, 1, 0, 1, 0],
    weights=[1, 2, 3, 4, 3, 2, 1, 2, 1],
)


def test_breslow_in_closed_form() -> None:
    """With r = e^b the score is zero where r^2 - 3 r - 6 = 0: b = log((3 + sqrt 33) / 2)."""
    assert fit(TEST1, ties="breslow").coefficients[0] == pytest.approx(np.log((3 + 33**0.5) / 2), abs=1e-8)


def test_efron_in_closed_form() -> None:
    """The cubic r^3 - 23 r - 30 = 0 has the positive root r = 2 sqrt(23/3) cos(arccos(45/23 sqrt(3/23)) / 3)."""
    root = 2 * (23 / 3) ** 0.5 * np.cos(np.arccos(45 / 23 * (3 / 23) ** 0.5) / 3)
    assert fit(TEST1).coefficients[0] == pytest.approx(np.log(root), abs=1e-8)


def test_score_residuals_with_efrons_ties() -> None:
    """At b = 0, in twelfths and hundred-and-forty-fourths."""
    sets = risk_sets(TEST1)
    at_zero = likelihood(TEST1, sets, np.zeros(1), ties="efron")
    expected = [5 / 12, -1 / 12, 55 / 144, -5 / 144, 29 / 144, 29 / 144]
    assert score_residuals(TEST1, sets, at_zero)[:, 0] == pytest.approx(expected)


@pytest.mark.parametrize(("fewer", "penalised"), [(10, False), (9, True)])
def test_ten_events_in_an_arm_are_enough(fewer: int, penalised: bool) -> None:
    """With fewer in either arm the estimate is Firth's; its statistic has the sign of the estimate either way round."""
    weeks = np.tile(np.arange(1, 21), 2)
    event = np.concatenate([np.arange(20) < fewer, np.ones(20)]).astype(int)
    arm = np.repeat([1, 0], 20)
    for treated, sign in ((arm, -1), (1 - arm, 1)):
        found = cox(weeks, event, treated)
        assert ("Firth" in found.method) == penalised
        assert np.sign(found.estimate) == np.sign(found.test_statistic) == sign
    one, other = cox(weeks, event, arm), cox(weeks, event, 1 - arm)
    assert one.test_statistic == pytest.approx(-other.test_statistic, rel=1e-6)  # type: ignore[operator]
    # The statistic is normal, and the p-value that of both tails.
    assert one.p_value == pytest.approx(2 * stats.norm.cdf(one.test_statistic), rel=1e-6)


def test_people_who_come_in_late() -> None:
    """(enter, exit]: R's coxph on the second example of the document."""
    assert fit(TEST2, ties="breslow").coefficients[0] == pytest.approx(-0.0845260809, abs=1e-8)
    assert fit(TEST2, ties="efron").coefficients[0] == pytest.approx(-0.0211052098, abs=1e-8)


def test_weights_and_the_robust_variance() -> None:
    """R's coxph on the third example: coefficient, naive and robust variance with Efron's residuals."""
    found = fit(TEST3)
    assert found.coefficients[0] == pytest.approx(0.87260425, abs=1e-7)
    assert found.variance[0, 0] == pytest.approx(0.50775663, abs=1e-7)
    assert float((dfbeta(found) ** 2).sum()) == pytest.approx(1.2522845, abs=1e-6)
