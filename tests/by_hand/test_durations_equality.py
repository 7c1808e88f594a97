"""Eight young people: curves with late entries, weighted tests and repeated lotteries, worked out on paper.

    week        1 2 3 4 5 6
    Amal   1    . . e           event in week 3
    Bo     1    . e             event in week 2
    Cem    1    . . . . . |     followed to week 6
    Dina   1    . . . . e       event in week 5
    Eva    0    e               event in week 1
    Finn   0    . e             event in week 2
    Gry    0    . . |           followed to week 3
    Hugo   0    e               event in week 1

(1 offered the programme.) At risk by week, treated and all: week 1 4 of 8, week 2 4 of 6, week 3 3 of 4, week 5 2 of 2.
Log-rank U: week 1, 0 - 2 * 4/8 = -1; week 2, 1 - 2 * 4/6 = -1/3; week 3, 1 - 3/4 = 1/4; week 5, 1 - 1 = 0.
U = -13/12. V: week 1, 2 (1/2)(1/2)(6/7) = 3/7; week 2, 2 (2/3)(1/3)(4/5) = 16/45; week 3, (3/4)(1/4) = 3/16; week 5, 0.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from nextwork_eval.durations import (
    adjusted_log_rank,
    cumulative_incidence,
    gray_test,
    kaplan_meier,
    log_rank,
    max_combo,
    nelson_aalen,
    restricted_mean,
)
from nextwork_eval.errors import EstimationError

WEEKS = np.array([3, 2, 6, 5, 1, 2, 3, 1])
EVENT = np.array([1, 1, 0, 1, 1, 1, 0, 1])
OFFERED = np.array([1, 1, 1, 1, 0, 0, 0, 0])
U, V = -13 / 12, 3 / 7 + 16 / 45 + 3 / 16


def test_log_rank():
    """U squared over V."""
    assert log_rank(WEEKS, EVENT, OFFERED).test_statistic == pytest.approx(U**2 / V)


def test_early_and_late_weights():
    """Pooled survival before the weeks 1, 2, 3 and 5: 1, 3/4, 1/2 and 3/8."""
    u, v = np.array([-1, -1 / 3, 1 / 4]), np.array([3 / 7, 16 / 45, 3 / 16])
    before = np.array([1, 3 / 4, 1 / 2])
    for rho, gamma in ((1, 0), (0, 1), (1, 1)):
        weight = before**rho * (1 - before) ** gamma
        expected = (weight @ u) ** 2 / (weight**2 @ v)
        assert log_rank(WEEKS, EVENT, OFFERED, rho=rho, gamma=gamma).test_statistic == pytest.approx(expected)


@pytest.mark.parametrize("entry", [None, [0, 0, 2, 4, 0, 1, 0, 0]])
def test_the_largest_of_weighted_tests(entry: list[int] | None) -> None:
    """|Z| of the early, plain and late test is largest for the plain or the early one; also where some come in late."""
    parts = [
        log_rank(WEEKS, EVENT, OFFERED, rho=rho, gamma=gamma, entry=entry).test_statistic
        for rho, gamma in ((0, 0), (1, 0), (0, 1), (1, 1))
    ]
    assert None not in parts
    assert max_combo(WEEKS, EVENT, OFFERED, entry=entry).test_statistic == pytest.approx(max(parts) ** 0.5)
    adjusted = adjusted_log_rank(WEEKS, EVENT, OFFERED, covariates=None, entry=entry)
    assert adjusted.test_statistic == pytest.approx(parts[0])


@pytest.mark.parametrize("entry", [None, [0, 0, 2, 4, 0, 1, 0, 0]])
def test_every_lottery_of_eight(entry: list[int] | None) -> None:
    """The 70 ways to draw four of eight, each with its own U and V, those that tie counted.

    Also where some come in late: who enters in week 2 is at risk from week 3 on.
    """
    came = np.zeros(8, dtype=int) if entry is None else np.array(entry)

    def statistic(drawn: tuple[int, ...]) -> float:
        arm = np.isin(np.arange(8), drawn).astype(int)
        u = v = 0.0
        for week in (1, 2, 3, 5):
            risk = (came < week) & (week <= WEEKS)
            n, n1, d = risk.sum(), (risk & (arm == 1)).sum(), ((week == WEEKS) & (EVENT == 1)).sum()
            u += ((week == WEEKS) & (EVENT == 1) & (arm == 1)).sum() - d * n1 / n
            v += 0 if n == 1 else d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1)
        return u**2 / v if v > 0 else 0.0

    found = log_rank(WEEKS, EVENT, OFFERED, entry=entry, draws=999, generator=np.random.default_rng(1))
    every, own = np.array([statistic(drawn) for drawn in combinations(range(8), 4)]), statistic((0, 1, 2, 3))
    assert entry is not None or own == pytest.approx(U**2 / V)
    assert found.test_statistic == pytest.approx(own)
    assert found.p_value == pytest.approx((every >= own - 1e-9).mean())


def test_late_entry():
    """Cem enters after week 2 and Dina after week 4: at risk are Amal and Bo in weeks 1 and 2, then Amal and Cem."""
    entry = np.array([0, 0, 2, 4, 0, 0, 0, 0])
    curve = kaplan_meier(WEEKS, EVENT, OFFERED, entry=entry, horizon=3)
    treated = curve.pick("treated", "without_event")
    assert treated.n[1:].tolist() == [2, 2, 2]
    # 1 - 1/2 in week 2 and in week 3.
    assert treated.estimate.tolist() == [1, 1, 1 / 2, 1 / 4]


def test_cumulative_hazard_in_both_tie_forms():
    """Reference arm: two of four in week 1, one of two in week 2: 1/2 + 1/2, or 1/4 + 1/3 + 1/2."""
    plain = nelson_aalen(WEEKS, EVENT, OFFERED, horizon=3).pick("reference", "event")
    assert plain.estimate.tolist() == [0, 1 / 2, 1, 1]
    assert plain.std_error[2] == pytest.approx((2 / 16 + 1 / 4) ** 0.5)
    # Limits on the logarithmic scale about a hazard of 1; of the difference 1/4 - 1 in week 2 on the plain scale.
    z, error = 1.959963984540054, (3 / 8) ** 0.5
    assert (plain.conf_low[2], plain.conf_high[2]) == pytest.approx((np.exp(-z * error), np.exp(z * error)))
    apart = nelson_aalen(WEEKS, EVENT, OFFERED, horizon=3).pick("difference", "event")
    margin = z * (3 / 8 + 1 / 16) ** 0.5
    assert (apart.conf_low[2], apart.conf_high[2]) == pytest.approx((-3 / 4 - margin, -3 / 4 + margin))
    ties = nelson_aalen(WEEKS, EVENT, OFFERED, horizon=3, ties="fleming_harrington").pick("reference", "event")
    assert ties.estimate[1] == pytest.approx(1 / 4 + 1 / 3)


def test_ratio_of_restricted_means():
    """To week 3: treated (3 + 2 + 3 + 3)/4, reference (1 + 2 + 3 + 1)/4."""
    found = restricted_mean(WEEKS, EVENT, OFFERED, horizon=3, measure="ratio")
    assert found.estimate == pytest.approx(11 / 7)


def refused(told: str, call, *given, **more) -> None:
    with pytest.raises(EstimationError) as caught:
        call(*given, **more)
    assert told in str(caught.value)


def test_what_cannot_be_is_refused():
    """Leaving before entering, an event in the week of entry, after the follow-up, and everyone censored at once."""
    entry = np.array([4, 0, 0, 0, 0, 0, 0, 0])
    refused("leave before they enter", kaplan_meier, WEEKS, EVENT, OFFERED, entry=entry, horizon=3)
    entry[0] = 3
    refused("have the event in the week in which they enter", log_rank, WEEKS, EVENT, OFFERED, entry=entry)
    refused("after the end of follow-up", kaplan_meier, WEEKS, EVENT, OFFERED, follow_up=WEEKS - 1, horizon=3)
    refused("In no week", log_rank, [4] * 8, [0] * 8, OFFERED)
    refused("week of the lottery", kaplan_meier, [0] * 8, [0] * 8, OFFERED, horizon=1)
    refused("`horizon` lies beyond", restricted_mean, WEEKS, [0] * 8, OFFERED, horizon=9)
    refused("`draws`", log_rank, WEEKS, EVENT, OFFERED, draws=3, generator=np.random.default_rng(1))
    refused("`rho`", log_rank, WEEKS, EVENT, OFFERED, rho=-1)
    refused("In no week", gray_test, [4] * 8, [0] * 8, OFFERED)


def test_a_spell_of_no_length_is_kept_where_the_rule_says_so():
    """The event in the week of entry counts in that week alone, and the curve says for how many."""
    entry = np.array([3, 0, 0, 0, 0, 0, 0, 0])
    curve = kaplan_meier(WEEKS, EVENT, OFFERED, entry=entry, horizon=3, zero_length="keep")
    # Amal is at risk in week 3 alone: 3 in weeks 1 and 2, and again in week 3.
    treated = curve.pick("treated", "without_event")
    assert treated.n[1:].tolist() == [3, 3, 3]
    assert treated.estimate[3] == pytest.approx(2 / 3 * 2 / 3)
    assert any("1 person" in told or "1 of 8 persons" in told for told in curve.warnings)


def test_an_arm_without_the_event_is_a_result_with_a_warning():
    """A curve at 1, an incidence at 0."""
    event = EVENT * (OFFERED == 0)
    curve = kaplan_meier(WEEKS, event, OFFERED, horizon=3)
    assert "No one in the treated arm has the event by the horizon." in curve.warnings
    shares = cumulative_incidence(WEEKS, event, OFFERED, horizon=3)
    assert shares.pick("treated", "event").estimate.tolist() == [0, 0, 0, 0]
