"""Seven young people, three weeks: shares in work and expected weeks in work, worked out with pencil and paper.

    week        0 1 2 3
    Amal   1    s w w w
    Bo     1    s s w w
    Cem    1    s s s .     the register ends for Cem after week 2
    Dina   1    s s s w
    Eva    0    s w s s
    Finn   0    s s s w
    Gry    0    s w w s

(s support, w work; 1 offered the programme.) Offered arm: the share in work is 1/4 in week 1 and 1/2 in week 2. Of the
half on support in week 2 only Dina is followed to week 3, and she enters work, so all of that half counts as in work:
1. Expected weeks: 1/4 + 1/2 + 1 = 7/4. Reference arm, everyone followed: own weeks 1, 1 and 2, mean 4/3.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import expected_weeks, state_occupation
from nextwork_eval.durations.occupation import expected_time_influence, influence_by_week, occupation

STATES = np.array(
    [
        [0, 1, 1, 1],  # Amal
        [0, 0, 1, 1],  # Bo
        [0, 0, 0, -1],  # Cem
        [0, 0, 0, 1],  # Dina
        [0, 1, 0, 0],  # Eva
        [0, 0, 0, 1],  # Finn
        [0, 1, 1, 0],  # Gry
    ]
)
OFFERED = np.array([1, 1, 1, 1, 0, 0, 0])
LAST = np.array([3, 3, 2, 3, 3, 3, 3])


def test_the_share_in_work_carries_the_unseen_person_with_those_like_him():
    """Cem's last week counts as if he had done what people on support then did: the share in work reaches 1."""
    curve = state_occupation(STATES, OFFERED, labels=["support", "work"], last_observed=LAST, horizon=3)
    work = curve.pick("treated", "work")
    assert curve.weeks.tolist() == [0, 1, 2, 3]
    assert work.estimate.tolist() == [0, 0.25, 0.5, 1]
    assert work.n.tolist() == [4, 4, 4, 3]
    assert work.events.tolist() == [0, 1, 2, 3]
    assert curve.pick("difference", "work").estimate == pytest.approx([0, 1 / 4 - 2 / 3, 1 / 2 - 1 / 3, 1 - 1 / 3])


def test_the_interval_of_a_share_is_that_of_a_proportion_while_everyone_is_followed():
    """In week 2 each of four contributes plus or minus 1/8; sum of squares 1/16, times 4/3: std. error sqrt(1/12)."""
    curve = state_occupation(STATES, OFFERED, labels=["support", "work"], last_observed=LAST, horizon=3, level=0.5)
    work = curve.pick("treated", "work")
    assert work.std_error[2] == pytest.approx(sqrt(1 / 12))
    assert work.conf_high[2] == pytest.approx(0.5 + stats.t.ppf(0.75, 3) * sqrt(1 / 12))
    # Reference arm in week 2: one of three, variance (1/3)(2/3)/3 times 3/2 = 1/9.
    difference = curve.pick("difference", "work")
    assert difference.std_error[2] == pytest.approx(sqrt(7 / 36))
    df = (7 / 36) ** 2 / ((1 / 12) ** 2 / 3 + (1 / 9) ** 2 / 2)
    assert difference.conf_low[2] == pytest.approx(1 / 6 - stats.t.ppf(0.75, df) * sqrt(7 / 36))


def test_a_share_of_nought_or_one_has_no_limits():
    """Nobody works in week 0 and all of the offered arm in week 3: the width of such an interval would be zero."""
    work = state_occupation(STATES, OFFERED, labels=["support", "work"], last_observed=LAST, horizon=3).pick(
        "treated", "work"
    )
    assert work.std_error[[0, 3]].tolist() == [0, 0]
    assert np.isnan(work.conf_low[[0, 3]]).all()
    assert np.isnan(work.conf_high[[0, 3]]).all()


def test_the_influence_of_each_person_by_hand():
    """Week 1: Amal 3/16, the others -1/16. Week 2: 1/8, 1/8, -1/8, -1/8. Week 3: 0, as everyone who was followed works.

    Week 2 from week 1: of three on support one leaves, so that U(1) H(2) is 2/3 of U(1) for work; to it comes
    p/Y = (3/4)/3 times (1 - 1/3) for Bo, times -1/3 for Cem and Dina.
    """
    estimated = occupation(STATES[:4], n_states=2)
    in_work = np.stack([influence[:, 1] for influence in influence_by_week(STATES[:4], estimated)])
    assert in_work * 16 == pytest.approx(np.array([[0, 0, 0, 0], [3, -1, -1, -1], [2, 2, -2, -2], [0, 0, 0, 0]]))
    weights = np.outer([0, 1, 1, 1], [0, 1])
    assert expected_time_influence(STATES[:4], estimated, weights=weights) * 16 == pytest.approx([5, 1, -3, -3])


def test_expected_weeks_by_hand():
    """7/4 against 4/3. Variances 4/3 (25 + 1 + 9 + 9)/256 = 33/144 and 1/9 = 16/144: the standard error is 7/12.

    Degrees of freedom: 49^2 / (33^2/3 + 16^2/2) = 2401/491.
    """
    estimate = expected_weeks(STATES, OFFERED, in_states={1}, last_observed=LAST, horizon=3)
    assert estimate.level_treated == pytest.approx(7 / 4)
    assert estimate.level_reference == pytest.approx(4 / 3)
    assert estimate.estimate == pytest.approx(5 / 12)
    assert estimate.std_error == pytest.approx(7 / 12)
    assert estimate.df == pytest.approx(2401 / 491)
    assert estimate.test_statistic == pytest.approx(5 / 7)
    assert estimate.conf_high - estimate.estimate == pytest.approx(stats.t.ppf(0.975, 2401 / 491) * 7 / 12)
    assert (estimate.n_treated, estimate.n_reference) == (4, 3)
    assert estimate.warnings == ()


def test_weeks_from_the_second_on_by_hand():
    """Weeks 2 and 3: 1/2 + 1 against (0 + 1 + 1)/3.

    Influence of the offered (2, 2, -2, -2)/16, variance 4/3 * 16/256 = 1/12; of the others own weeks 0, 1, 1, variance
    1/9. The standard error is the root of 7/36. Degrees of freedom: 7^2 / (3^2/3 + 4^2/2) = 49/11.
    """
    estimate = expected_weeks(STATES, OFFERED, in_states={1}, last_observed=LAST, horizon=3, from_week=2)
    assert estimate.level_treated == pytest.approx(3 / 2)
    assert estimate.level_reference == pytest.approx(2 / 3)
    assert estimate.std_error == pytest.approx(sqrt(7 / 36))
    assert estimate.df == pytest.approx(49 / 11)


def test_an_arm_that_was_there_only_before_the_weeks_that_count_is_told():
    """Nobody of the reference arm works in weeks 2 and 3, although Eva and Gry did before: the warning says so."""
    states = np.where((np.arange(4) >= 2) & (OFFERED == 0)[:, np.newaxis], 0, STATES)
    found = expected_weeks(states, OFFERED, in_states={1}, last_observed=LAST, horizon=3, from_week=2)
    assert found.level_reference == 0
    assert "No one in the reference arm was ever seen" in " ".join(found.warnings)
    assert expected_weeks(states, OFFERED, in_states={1}, last_observed=LAST, horizon=3).warnings == ()


def test_week_zero_is_never_counted():
    """A trial that saw the week of the lottery and one that did not give the same weeks."""
    with_baseline = expected_weeks(STATES, OFFERED, in_states=[0], last_observed=LAST, horizon=3)
    without = expected_weeks(STATES[:, 1:], OFFERED, in_states=[0], last_observed=LAST, horizon=3, first_week=1)
    assert with_baseline.level_treated == pytest.approx(3 / 4 + 1 / 2 + 0)
    assert without.estimate == pytest.approx(with_baseline.estimate)
    assert without.std_error == pytest.approx(with_baseline.std_error)


def test_weeks_after_the_horizon_are_not_looked_at():
    """The result to week 2 is the same whether or not week 3 has arrived."""
    early = expected_weeks(STATES[:, :3], OFFERED, in_states=[1], last_observed=np.full(7, 2), horizon=2)
    late = expected_weeks(STATES, OFFERED, in_states=[1], last_observed=LAST, horizon=2)
    assert early == late


def test_two_lottery_rounds_are_weighted_by_their_size():
    """Round A (8 people): 2 - 1 weeks; round B (4 people): 3 - 0. Together 8/12 * 1 + 4/12 * 3 = 5/3.

    Own weeks, round A: offered 1, 3, 2, 2 (variance 2/3), not offered 0, 2, 1, 1 (2/3); round B: offered 2, 4
    (2), not offered 0, 0 (0). Variance (2/3)^2 (1/6 + 1/6) + (1/3)^2 (1 + 0) = 4/27 + 3/27 = 7/27.
    """
    weeks = [1, 3, 2, 2, 0, 2, 1, 1, 2, 4, 0, 0]
    states = (np.arange(1, 5) <= np.array(weeks)[:, np.newaxis]).astype(int)
    estimate = expected_weeks(
        states,
        [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0],
        in_states=[1],
        last_observed=[4] * 12,
        horizon=4,
        first_week=1,
        strata=["A"] * 8 + ["B"] * 4,
    )
    assert estimate.estimate == pytest.approx(5 / 3)
    assert estimate.level_treated == pytest.approx(2 / 3 * 2 + 1 / 3 * 3)
    assert estimate.std_error == pytest.approx(sqrt(7 / 27))
    # The terms, in 27ths: 2 and 2 with 3 degrees of freedom, 3 and 0 with 1.
    assert estimate.df == pytest.approx(49 / (4 / 3 + 4 / 3 + 9))


def test_a_state_in_which_nobody_is_followed_on_is_held_and_told():
    """When the register ends for both who are on support, their share stays where it was, and the record says so."""
    states = [[0, 1, 1], [0, 0, -1], [0, 0, -1], [0, 1, 1], [0, 0, 0]]
    estimate = expected_weeks(states, [1, 1, 1, 0, 0], in_states=[1], last_observed=[2, 1, 1, 2, 2], horizon=2)
    assert estimate.level_treated == pytest.approx(2 / 3)
    assert any("held unchanged" in warning and "treated" in warning for warning in estimate.warnings)


def test_an_arm_that_never_works_is_told():
    """Zero weeks in work are a result, and the reader is told that they rest on nobody."""
    states = [[0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 0, 0]]
    estimate = expected_weeks(states, [1, 1, 0, 0], in_states=[1], last_observed=[2] * 4, horizon=2)
    assert estimate.level_reference == 0
    assert any("ever seen" in warning and "reference" in warning for warning in estimate.warnings)
    assert any("does not vary within the reference arm" in warning for warning in estimate.warnings)


def test_shares_within_rounds_with_other_odds_of_an_offer():
    """Round 1 offers to two of six, round 2 to four of six; in week 1 some of them work.

    Offered 1/2 and 3/4, others 1/4 and 1/2: half of each, 5/8 against 3/8, a difference of 1/4, where the rounds mixed
    give 2/3 - 1/3. Variances of the cells p (1 - p) / (m - 1): 1/4, 1/16, 1/16, 1/4, times 1/4 each.
    """
    working = np.array([1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0])
    offered = np.array([1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0])
    rounds = np.repeat(["spring", "autumn"], 6)
    given = {"labels": ["support", "work"], "last_observed": np.ones(12), "horizon": 1}
    states = np.column_stack([np.zeros(12, dtype=int), working])
    curve = state_occupation(states, offered, strata=rounds, **given)
    treated, reference, difference = (curve.pick(arm, "work") for arm in ("treated", "reference", "difference"))
    assert (treated.estimate[1], reference.estimate[1]) == (0.625, 0.375)
    assert (treated.n[1], treated.events[1]) == (6, 4)
    assert difference.estimate[1] == 0.25
    assert difference.std_error[1] == pytest.approx(sqrt(5 / 32))
    df = (5 / 32) ** 2 / (2 * (1 / 16) ** 2 / 1 + 2 * (1 / 64) ** 2 / 3)
    assert difference.conf_high[1] == pytest.approx(min(0.25 + stats.t.ppf(0.975, df) * sqrt(5 / 32), 1))
    assert treated.std_error[1] == pytest.approx(sqrt(5 / 64))
    mixed = state_occupation(states, offered, **given).pick("difference", "work").estimate[1]
    assert mixed == pytest.approx(2 / 3 - 1 / 3)
    assert "within 2 strata, averaged with the strata's shares of all persons" in curve.method
