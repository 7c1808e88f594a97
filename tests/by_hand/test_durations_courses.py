"""Seven young people, four weeks of leaving and coming back, worked out with pencil and paper.

    week        1 2 3 4
    Amal   1    0 1 2 2     out in week 2, back in week 3
    Bo     1    1 2 3 2     back twice
    Cem    1    0 0 4 4     emigrates in week 3
    Dina   1    0 1 1 .     followed to week 3
    Eva    0    0 0 0 0
    Finn   0    0 1 1 2
    Gry    0    0 0 1 1

(0 never left, 1 out, 2 back, 3 out again, 4 gone.) Offered arm: week 2, one of four comes back (Bo). Week 3, one of
four (Amal), and one of four is gone. Week 4, at risk are Amal and Bo: one of two comes back; S(3) = 3/4.
mu(4) = 1/4 + 1/4 + 3/4 * 1/2 = 7/8. Reference arm, everyone followed: 1/3.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    course_occupation,
    expected_weeks,
    incidence_difference,
    mean_returns,
    mean_returns_by_week,
    returns_per_week_off,
    while_alive_rate,
    win_ratio,
)
from nextwork_eval.durations.course.mean_returns import ghosh_lin
from nextwork_eval.errors import EstimationError

COURSE = np.array(
    [
        [0, 1, 2, 2],  # Amal
        [1, 2, 3, 2],  # Bo
        [0, 0, 4, 4],  # Cem
        [0, 1, 1, -1],  # Dina
        [0, 0, 0, 0],  # Eva
        [0, 1, 1, 2],  # Finn
        [0, 0, 1, 1],  # Gry
    ]
)
OFFERED = np.array([1, 1, 1, 1, 0, 0, 0])
LAST = np.array([4, 4, 4, 3, 4, 4, 4])
FOLLOWED = {"last_observed": LAST, "horizon": 4}


def test_mean_number_of_returns():
    """7/8 against 1/3; three of seven ever come back."""
    found = mean_returns(COURSE, OFFERED, **FOLLOWED)
    assert (found.level_treated, found.level_reference) == (pytest.approx(7 / 8), pytest.approx(1 / 3))
    assert found.estimate == pytest.approx(7 / 8 - 1 / 3)
    assert (found.events_treated, found.events_reference) == (2, 1)


def test_mean_number_of_returns_by_week():
    """Offered: 0, 1/4, 1/2, 7/8; not offered: 0, 0, 0, 1/3. To week 2 all are followed: variances 1/16 and 0.

    Numbers of own returns in week 2 are 0, 1, 0, 0: variance 1/4 over 4.
    """
    curve = mean_returns_by_week(COURSE, OFFERED, **FOLLOWED)
    offered, other = curve.pick("treated", "returns"), curve.pick("reference", "returns")
    assert curve.weeks.tolist() == [1, 2, 3, 4]
    assert offered.estimate == pytest.approx([0, 1 / 4, 1 / 2, 7 / 8])
    assert other.estimate == pytest.approx([0, 0, 0, 1 / 3])
    assert offered.std_error[1] == pytest.approx(1 / 4)
    assert (offered.n.tolist(), offered.events.tolist()) == ([4, 4, 4, 3], [0, 1, 2, 2])
    difference = curve.pick("difference", "returns")
    assert difference.std_error[:2] == pytest.approx([0, 1 / 4])
    # One term with three degrees of freedom: t is 3.182. A level cannot be below 0; nobody back in week 1: no limits.
    assert difference.conf_low[1] == pytest.approx(1 / 4 - 3.1824463 / 4)
    assert offered.conf_low[1] == 0
    assert np.isnan([offered.conf_low[0], offered.conf_high[0], difference.conf_low[0]]).all()


def test_influence_on_the_mean_number():
    """To week 2 everyone is followed and nobody gone: (1 - 1/4)/4 for Bo, -1/16 for the others."""
    mean, influence = ghosh_lin(COURSE[:4, :2])
    assert mean == pytest.approx(1 / 4)
    assert influence == pytest.approx([-1 / 16, 3 / 16, -1 / 16, -1 / 16])


def test_influence_when_somebody_is_gone_and_one_not_followed():
    """Week 4 adds S dn: S(3) = 3/4, influence of Cem on it -(1 - 1/4)/4, of others (1/4)/4; rate 1/2 of Amal and Bo.

    Bo: weeks 2 and 3 give 3/16 - 1/16; week 4 gives (1/16)(1/2) + (3/4)(1/2)/2 = 1/32 + 3/16. Cem: -1/16 - 1/16 and
    -(3/16)(1/2) = -3/32. Amal: -1/16 + 3/16, then 1/32 - 3/16. Dina: -1/8, then 1/32.
    """
    mean, influence = ghosh_lin(COURSE[:4])
    assert mean == pytest.approx(7 / 8)
    assert influence == pytest.approx(
        [1 / 8 + 1 / 32 - 3 / 16, 1 / 8 + 1 / 32 + 3 / 16, -1 / 8 - 3 / 32, -1 / 8 + 1 / 32]
    )
    assert influence.sum() == pytest.approx(0)


def test_influence_when_somebody_is_gone_from_the_start():
    """All are followed: the mean is that of the own numbers 0, 1, 0, 0, and a person's influence (own - 1/4)/4."""
    mean, influence = ghosh_lin(np.array([[4, 4], [1, 2], [1, 1], [0, 0]]))
    assert mean == pytest.approx(1 / 4)
    assert influence == pytest.approx([-1 / 16, 3 / 16, -1 / 16, -1 / 16])


def test_rates():
    """Reference arm: one return in four weeks out, and in twelve weeks alive. Offered arm to week 3: 2/4 over 5/4."""
    off = returns_per_week_off(COURSE, OFFERED, **FOLLOWED)
    assert off.level_reference == pytest.approx(1 / 4)
    assert while_alive_rate(COURSE, OFFERED, **FOLLOWED).level_reference == pytest.approx(1 / 12)
    # To week 3 the reference arm has no return: swap Finn's last two weeks.
    earlier = COURSE.copy()
    earlier[5] = [0, 1, 2, 2]
    to_three = returns_per_week_off(earlier, OFFERED, last_observed=LAST, horizon=3)
    # Weeks out to week 3: Amal 1, Bo 2, Cem 0, Dina 2.
    assert to_three.level_treated == pytest.approx((2 / 4) / (5 / 4))
    assert to_three.level_reference == pytest.approx((1 / 3) / (2 / 3))
    assert to_three.estimate == pytest.approx(0.4 / 0.5)


def test_places_by_week():
    """In week 3 one of four is back, one out again, one out, one gone."""
    curve = course_occupation(COURSE, OFFERED, **FOLLOWED)
    found = [curve.pick("treated", name).estimate[2] for name in ("never_left", "out", "back", "out_again", "gone")]
    assert found == pytest.approx([0, 1 / 4, 1 / 4, 1 / 4, 1 / 4])


def test_share_with_an_event_by_the_horizon():
    """Offered: event in week 2, other event in week 3, end of follow-up in weeks 2 and 4.

    S(1) = 1; week 2: one of four. The one whose follow-up ends in week 2 is not at risk in week 3: of two, one has the
    other event. F(4) = 1/4, and the reference arm has one of two by week 4.
    """
    found = incidence_difference([2, 3, 2, 4, 4, 4], [1, 2, 0, 0, 1, 0], [1, 1, 1, 1, 0, 0], horizon=4)
    assert (found.level_treated, found.level_reference) == (pytest.approx(1 / 4), pytest.approx(1 / 2))
    assert (found.events_treated, found.events_reference) == (1, 1)


WEEKS = np.array([[0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 2, 2], [0, 0, 1], [0, 1, 1]])
WINS = {"in_states": {1}, "gone": {2}, "last_observed": [3] * 6, "horizon": 3, "first_week": 1}


def test_pairs_won_and_lost():
    """Weeks 2, 1, 3 against gone, 1, 2: wins 2, 1 and 3 of three, losses 0, 1, 0, ties 1, 1, 0."""
    found = win_ratio(WEEKS, [1, 1, 1, 0, 0, 0], **WINS)
    assert (found.level_treated, found.level_reference) == (pytest.approx(6 / 9), pytest.approx(1 / 9))
    assert found.estimate == pytest.approx(6)
    odds = win_ratio(WEEKS, [1, 1, 1, 0, 0, 0], measure="win_odds", **WINS)
    assert odds.estimate == pytest.approx((6 + 1) / (1 + 1))
    benefit = win_ratio(WEEKS, [1, 1, 1, 0, 0, 0], measure="net_benefit", **WINS)
    assert benefit.estimate == pytest.approx(5 / 9)
    # Treated: (2 - 0, 1 - 1, 3 - 0) / 3, variance 7/27; reference: (3, 2, 0) / 3, variance 7/27; both over 3.
    assert benefit.std_error == pytest.approx((2 * 7 / 27 / 3) ** 0.5)


def test_adjustment_keeps_the_levels_apart_and_groups_widen():
    """Covariates that say nothing of the outcome leave the difference of complete data as it is."""
    states = np.array([[1, 1], [1, 0], [0, 0], [0, 1], [0, 0], [1, 0], [0, 0], [0, 1]])
    arm = [1, 1, 1, 1, 0, 0, 0, 0]
    plain = expected_weeks(states, arm, in_states={1}, last_observed=[2] * 8, horizon=2, first_week=1)
    # Weeks 2, 1, 0, 1 and 0, 1, 0, 1; the covariate is balanced and uncorrelated with them within both arms.
    covariate = [[0.0], [1.0], [0.0], [-1.0], [1.0], [1.0], [-1.0], [-1.0]]
    adjusted = expected_weeks(
        states, arm, in_states={1}, last_observed=[2] * 8, horizon=2, first_week=1, covariates=covariate
    )
    assert plain.estimate == pytest.approx(1 - 0.5)
    assert adjusted.estimate == pytest.approx(plain.estimate)


REFUSED = {
    "a return of one who never left": ({"course": [[0, 2, 2, 2], *COURSE[1:].tolist()]}, "take a step that no course"),
    "back in the first week": ({"course": [[2, 2, 2, 2], *COURSE[1:].tolist()]}, "back in the first week"),
    "a code that is no place": ({"course": [[0, 5, 5, 5], *COURSE[1:].tolist()]}, "codes below 5"),
    "a horizon past the data": ({"horizon": 9}, "ends before `horizon`"),
    "everybody gone at once": (
        {"course": np.full((7, 4), 4), "last_observed": np.full(7, 4)},
        "Nobody comes back in either arm",
    ),
    "two designs at once": ({"covariates": np.ones((7, 1)), "clusters": OFFERED}, "exclude one another"),
    "an unknown measure": ({"measure": "odds"}, "`measure`"),
    "a level of 2": ({"level": 2}, "`level`"),
}


@pytest.mark.parametrize(("change", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused(change: dict[str, object], told: str) -> None:
    """One error that says what was expected."""
    given: dict[str, object] = {"course": COURSE, "treated": OFFERED, **FOLLOWED, **change}
    with pytest.raises(EstimationError, match=told):
        mean_returns(given.pop("course"), given.pop("treated"), **given)  # type: ignore[arg-type]


def test_courses_without_returns_are_a_course_of_noughts():
    """By week 2 nobody of the reference arm is back, and by week 1 nobody at all: no fault of a curve."""
    curve = mean_returns_by_week(COURSE, OFFERED, last_observed=LAST, horizon=1)
    assert curve.pick("difference", "returns").estimate.tolist() == [0]
    with pytest.raises(EstimationError) as refused:
        mean_returns_by_week([[0, 2, 2, 2], *COURSE[1:].tolist()], OFFERED, last_observed=LAST, horizon=9, level=2)
    assert len(refused.value.problems) == 2
    with pytest.raises(EstimationError, match="take a step that no course"):
        mean_returns_by_week([[0, 2, 2, 2], *COURSE[1:].tolist()], OFFERED, **FOLLOWED)


def test_a_ratio_needs_returns_in_both_arms():
    """Nobody of the reference arm comes back by week 3."""
    with pytest.raises(EstimationError, match="reference arm comes back: the ratio would be 0 or infinite"):
        mean_returns(COURSE, OFFERED, last_observed=LAST, horizon=3, measure="ratio")
    with pytest.raises(EstimationError, match="reference arm comes back"):
        returns_per_week_off(COURSE, OFFERED, last_observed=LAST, horizon=3)


def test_shares_that_cannot_be_compared():
    """No event, a stratum without an arm of two, a horizon past the follow-up, an event in week 0: told together."""
    with pytest.raises(EstimationError, match="Nobody has the event"):
        incidence_difference([4, 4, 4, 4], [0, 0, 0, 0], [1, 1, 0, 0], horizon=4)
    with pytest.raises(EstimationError) as refused:
        incidence_difference(
            [4, 4, 2, 4, 4], [1, 0, 0, 0, 1], [1, 1, 0, 0, 0], horizon=4, strata=["a", "a", "b", "b", "b"]
        )
    assert "fewer than two persons" in str(refused.value)
    with pytest.raises(EstimationError, match="exclude one another"):
        incidence_difference([4, 4, 4, 4], [1, 0, 1, 0], [1, 1, 0, 0], horizon=4, covariates=[1], groups=[1])


def test_wins_that_cannot_be_counted():
    """People who are not followed, who come back from the dead, and pairs that are all won."""
    short, risen = WEEKS.copy(), WEEKS.copy()
    short[0, 2], risen[3, 2] = -1, 1
    with pytest.raises(EstimationError, match="not followed to `horizon`"):
        win_ratio(short, [1, 1, 1, 0, 0, 0], **{**WINS, "last_observed": [2, 3, 3, 3, 3, 3]})
    with pytest.raises(EstimationError, match="come back from being gone"):
        win_ratio(risen, [1, 1, 1, 0, 0, 0], **WINS)
    with pytest.raises(EstimationError, match="No pair is lost"):
        win_ratio(WEEKS, [0, 0, 1, 0, 0, 1], **{**WINS, "gone": ()})
    with pytest.raises(EstimationError, match="codes in common"):
        win_ratio(WEEKS, [1, 1, 1, 0, 0, 0], **{**WINS, "gone": {1, 2}})
