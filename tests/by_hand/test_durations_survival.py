"""Seven young people and the weeks until work: survival, competing events and tests, worked out with pencil and paper.

    Amal  1  work in week 2
    Bo    1  work in week 4
    Cem   1  followed to week 4, without work until then
    Dina  1  work in week 6
    Eva   1  followed to week 8, without work until then
    Finn  0  work in week 1
    Gry   0  work in week 3

(1 offered the programme.) Offered arm: 4/5 from week 2; in week 4 Bo, Cem, Dina and Eva are at risk, 4/5 * 3/4 =
3/5; in week 6 Dina and Eva, 3/5 * 1/2 = 3/10.
"""

from __future__ import annotations

from math import acos, cos, exp, log, sqrt

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import cox, cumulative_incidence, kaplan_meier, log_rank, restricted_mean

WEEKS = [2, 4, 4, 6, 8, 1, 3]
WORK = [1, 1, 0, 1, 0, 1, 1]
OFFERED = [1, 1, 1, 1, 1, 0, 0]


def test_the_share_without_work_week_by_week():
    """Weeks 0 to 8 by hand, with those at risk at the start of each week."""
    line = kaplan_meier(WEEKS, WORK, OFFERED, horizon=8).pick("treated", "without_event")
    assert line.estimate == pytest.approx([1, 1, 0.8, 0.8, 0.6, 0.6, 0.3, 0.3, 0.3])
    assert line.n.tolist() == [5, 5, 5, 4, 4, 2, 2, 1, 1]
    assert line.events.tolist() == [0, 0, 1, 0, 1, 0, 1, 0, 0]


def test_greenwood_and_log_log_limits():
    """Week 6: 0.3 sqrt(1/20 + 1/12 + 1/2); limits 0.3 ** exp(± 1.96 se / (0.3 |log 0.3|))."""
    line = kaplan_meier(WEEKS, WORK, OFFERED, horizon=8).pick("treated", "without_event")
    std_error = 0.3 * sqrt(1 / 20 + 1 / 12 + 1 / 2)
    spread = stats.norm.ppf(0.975) * std_error / (0.3 * abs(log(0.3)))
    assert line.std_error[6] == pytest.approx(std_error)
    assert line.conf_low[6] == pytest.approx(0.3 ** exp(spread))
    assert line.conf_high[6] == pytest.approx(0.3 ** exp(-spread))


def test_a_weight_of_two_is_the_same_share_but_not_a_second_person():
    """Amal and Cem count twice: 5/7 from week 2 and 5/7 * 4/5 from week 4, as if there were two of each.

    At the end of week 2 Amal moves the share by (1/7) (-1 + 2/7) for each unit of weight, the others by (1/7) (2/7):
    sqrt(4 * 25 + 3 * 4 + 4 * 4) / 49. Two persons each with Greenwood would have sqrt(5/7 * 2/7 / 7).
    """
    curve = kaplan_meier(WEEKS, WORK, OFFERED, horizon=8, weights=[2, 1, 2, 1, 1, 1, 1])
    twice = kaplan_meier([2, 4, *WEEKS], [1, 0, *WORK], [1, 1, *OFFERED], horizon=8)
    line, two = curve.pick("treated", "without_event"), twice.pick("treated", "without_event")
    assert line.estimate == pytest.approx([1, 1, 5 / 7, 5 / 7, 4 / 7, 4 / 7, 2 / 7, 2 / 7, 2 / 7])
    assert line.estimate == pytest.approx(two.estimate)
    assert line.n.tolist() == [5, 5, 5, 4, 4, 2, 2, 1, 1]
    assert line.std_error[2] == pytest.approx(sqrt(4 * 25 + 3 * 4 + 4 * 4) / 49)
    assert two.std_error[2] == pytest.approx(sqrt(5 / 7 * 2 / 7 / 7))
    assert "weighted; infinitesimal jackknife" in curve.method


def test_week_zero_is_known_and_weeks_before_the_first_event_have_no_limits():
    """Everyone starts without work: 1, exactly. In week 1 nothing has happened yet, and no limits are given."""
    line = kaplan_meier(WEEKS, WORK, OFFERED, horizon=8).pick("treated", "without_event")
    assert (line.conf_low[0], line.conf_high[0]) == (1, 1)
    assert np.isnan(line.conf_low[1])


def test_when_all_have_entered_the_curve_is_zero_and_greenwood_is_silent():
    """Finn and Gry are both in work from week 3: share 0, no standard error, also beyond their longest wait."""
    line = kaplan_meier(WEEKS, WORK, OFFERED, horizon=8).pick("reference", "without_event")
    assert line.estimate == pytest.approx([1, 0.5, 0.5, 0, 0, 0, 0, 0, 0])
    assert np.isnan(line.std_error[3:]).all()
    assert np.isnan(line.conf_low[3:]).all()


def test_the_difference_combines_the_limits_of_the_arms():
    """Week 2: 0.8 - 0.5; lower limit 0.3 - sqrt((0.8 - its lower)^2 + (the other's upper - 0.5)^2)."""
    curve = kaplan_meier(WEEKS, WORK, OFFERED, horizon=8)
    one, zero, difference = (curve.pick(arm, "without_event") for arm in ("treated", "reference", "difference"))
    assert difference.estimate[2] == pytest.approx(0.3)
    assert difference.std_error[2] == pytest.approx(sqrt(0.8 * 0.2 / 5 + 0.5 * 0.5 / 2))
    low = 0.3 - sqrt((0.8 - one.conf_low[2]) ** 2 + (zero.conf_high[2] - 0.5) ** 2)
    assert difference.conf_low[2] == pytest.approx(low)


def test_the_restricted_mean_by_hand():
    """To week 8: 1 + 1 + .8 + .8 + .6 + .6 + .3 + .3 = 5.4 weeks; Finn and Gry (1 + 3)/2 = 2.

    Areas still to come 3.4, 1.8 and 0.6: variance 3.4^2/20 + 1.8^2/12 + 0.6^2/2 = 1.028, times 5/4. Finn
    and Gry: 1/2, times 2.
    """
    estimate = restricted_mean(WEEKS, WORK, OFFERED, horizon=8)
    assert estimate.level_treated == pytest.approx(5.4)
    assert estimate.level_reference == pytest.approx(2)
    assert estimate.std_error == pytest.approx(sqrt(1.028 * 5 / 4 + 1))
    assert estimate.df == pytest.approx((1.285 + 1) ** 2 / (1.285**2 / 4 + 1))
    assert (estimate.events_treated, estimate.events_reference) == (3, 2)


def test_the_restricted_mean_looks_no_further_than_its_horizon():
    """To week 5: 1 + 1 + .8 + .8 + .6 = 4.2 weeks, and only two entries into work count.

    To week 4 it is 3.6 weeks, and the entry of week 4, which costs no week before it, is one by then; to week 3 it is
    not.
    """
    for horizon, weeks, entries in ((5, 4.2, 2), (4, 3.6, 2), (3, 2.8, 1)):
        estimate = restricted_mean(WEEKS, WORK, OFFERED, horizon=horizon)
        assert estimate.level_treated == pytest.approx(weeks)
        assert estimate.events_treated == entries
        ratio = restricted_mean(WEEKS, WORK, OFFERED, horizon=horizon, measure="ratio")
        assert (ratio.level_treated, ratio.events_treated) == (pytest.approx(weeks), entries)


def test_re_arrest_first_means_never_work():
    """Amal works in week 2, Bo is arrested in 3, Cem is followed to 3, Dina works in 4, Eva waits to 5.

    Work 1/5 from week 2; of the 4/5 left, one in four is arrested in week 3: 1/5; of the 3/5 left, one in two works
    in week 4: 1/5 + 3/10 = 1/2.
    """
    curve = cumulative_incidence(
        [2, 3, 3, 4, 5, 1, 5, 5], [1, 2, 0, 1, 0, 1, 0, 0], [1, 1, 1, 1, 1, 0, 0, 0], horizon=5
    )
    work, arrest = curve.pick("treated", "event"), curve.pick("treated", "competing")
    assert work.estimate == pytest.approx([0, 0, 0.2, 0.2, 0.5, 0.5])
    assert arrest.estimate == pytest.approx([0, 0, 0, 0.2, 0.2, 0.2])
    assert work.n.tolist() == [5, 5, 5, 4, 2, 1]
    assert work.events.tolist() == [0, 0, 1, 0, 1, 0]
    # An event in the week of the horizon is one by then.
    to_four = cumulative_incidence(
        [2, 3, 3, 4, 5, 1, 5, 5], [1, 2, 0, 1, 0, 1, 0, 0], [1, 1, 1, 1, 1, 0, 0, 0], horizon=4
    )
    assert to_four.pick("treated", "event").events.tolist() == [0, 0, 1, 0, 1]
    # Week 2: everyone followed so far, one of five: the binomial standard error with 4, not 5, below it.
    assert work.std_error[2] == pytest.approx(sqrt(0.2 * 0.8 / 4))
    spread = stats.t.ppf(0.975, 4) * sqrt(0.2 * 0.8 / 4) / (0.2 * abs(log(0.2)))
    assert work.conf_high[2] == pytest.approx(0.2 ** exp(-spread))


def test_log_rank_by_hand():
    """Weeks 2, 3, 6, 9 and 12; two of four offered have the event, 1/2 + 4/7 + 4/3 + 3/4 + 2/3 were to be expected.

    Variances 1/4, 12/49, 2 (2/3)(1/3)(4/5), 3/16 and 2/9.
    """
    test = log_rank([6, 9, 12, 12, 2, 3, 6, 12], [1, 1, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0, 0, 0])
    expected = 1 / 2 + 4 / 7 + 4 / 3 + 3 / 4 + 2 / 3
    variance = 1 / 4 + 12 / 49 + 2 * (2 / 3) * (1 / 3) * (4 / 5) + 3 / 16 + 2 / 9
    assert test.test_statistic == pytest.approx((2 - expected) ** 2 / variance)
    assert test.p_value == pytest.approx(2 * stats.norm.sf((expected - 2) / sqrt(variance)))
    assert (test.events_treated, test.events_reference) == (2, 4)


def test_cox_with_efron_ties_has_a_closed_form():
    """Therneau's six-person example: the hazard ratio is 2 sqrt(23/3) cos(arccos((45/23) sqrt(3/23)) / 3)."""
    estimate = cox([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1], [1, 1, 1, 0, 0, 0], firth="never")
    ratio = 2 * sqrt(23 / 3) * cos(acos(45 / 23 * sqrt(3 / 23)) / 3)
    assert estimate.estimate == pytest.approx(log(ratio), abs=1e-10)
    assert len([warning for warning in estimate.warnings if "10 or more" in warning]) == 2
