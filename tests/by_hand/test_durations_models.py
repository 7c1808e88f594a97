"""Models of time on small numbers worked on paper, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import (
    accelerated_failure_time,
    andersen_gill,
    cause_specific_risks,
    discrete_time_hazard,
    fine_gray,
    piecewise_exponential,
    rate_ratio_of_returns,
    return_intensity_models,
)
from nextwork_eval.errors import EstimationError

ARM = [1] * 10 + [0] * 10
ONE_EVENT = {
    "discrete": lambda t, e, z, **o: discrete_time_hazard(t, e, z, **({"horizon": 9, "baseline": "log_time"} | o)),
    "piecewise": lambda t, e, z, **o: piecewise_exponential(t, e, z, **({"horizon": 9, "cuts": (4,)} | o)),
    "accelerated": lambda t, e, z, **o: accelerated_failure_time(t, e, z, **({"horizon": 9} | o)),
    "fine_gray": lambda t, e, z, **o: fine_gray(t, e, z, **({"horizon": 9} | o)),
    "cause_specific": lambda t, e, z, **o: cause_specific_risks(t, e, z, **({"horizon": 9} | o)),
}
WEEKS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 2, 3, 3, 5, 6, 7, 8, 8, 9, 9]
EVENT = [1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1]
COURSE = [[0, 1, 2, 2], [1, 2, 3, 3], [0, 0, 1, 1], [0, 1, 1, 2], [0, 0, 0, 0], [0, 0, 0, 1]]


def refused(call):
    with pytest.raises(EstimationError) as caught:
        call()
    return "\n".join(caught.value.problems)


def test_one_week_in_both_links():
    """5 of 10 against 2 of 10: log(log 0.5/log 0.8) = 1.1334, variance sum of p/(n (1-p) log²(1-p)).

    (1/2)/(10 · 1/2 · log² 2) + (1/5)/(10 · 4/5 · log² 1.25) = 0.1/log² 2 + 0.025/log² 1.25. Odds: log 4 = 1.3863,
    variance 1/5 + 1/5 + 1/2 + 1/8 = 1.025.
    """
    event = [1] * 5 + [0] * 5 + [1] * 2 + [0] * 8
    found = discrete_time_hazard([1] * 20, event, ARM, horizon=1, baseline="weeks")
    assert found.estimate == pytest.approx(math.log(math.log(0.5) / math.log(0.8)), rel=1e-9)
    assert found.std_error**2 == pytest.approx(0.1 / math.log(2) ** 2 + 0.025 / math.log(1.25) ** 2, rel=1e-6)
    odds = discrete_time_hazard([1] * 20, event, ARM, horizon=1, baseline="weeks", link="logit")
    assert odds.estimate == pytest.approx(math.log(4), rel=1e-9)
    assert odds.std_error**2 == pytest.approx(1.025, rel=1e-6)
    z, error = math.log(4) / 1.025**0.5, 1.025**0.5
    assert odds.test_statistic == pytest.approx(z, rel=1e-6)
    assert odds.p_value == pytest.approx(math.erfc(z / 2**0.5), rel=1e-5)  # both tails of a normal distribution
    limits = (math.log(4) - 1.959963984540054 * error, math.log(4) + 1.959963984540054 * error)
    assert (odds.conf_low, odds.conf_high) == pytest.approx(limits, rel=1e-6)
    assert (odds.statistic, odds.events_treated, odds.events_reference) == ("log_odds_ratio_by_week", 5, 2)


def test_one_rate():
    """4 events in 40 weeks against 2 in 50: log 2.5, variance 1/4 + 1/2."""
    found = piecewise_exponential(
        [4, 6, 10, 20, 5, 5, 20, 20], [1, 1, 1, 1, 1, 1, 0, 0], [1] * 4 + [0] * 4, horizon=20, cuts=()
    )
    assert (found.estimate, found.std_error**2) == pytest.approx((math.log(2.5), 0.75), rel=1e-7)


def test_an_empty_interval_drops_out():
    """Nobody has the event in weeks 11 to 15: the two other rates decide, and a warning says so."""
    weeks, event, arm = [5, 8, 20, 20, 6, 9, 18, 20], [1, 1, 0, 0, 1, 1, 1, 0], [1] * 4 + [0] * 4
    found = piecewise_exponential(weeks, event, arm, horizon=20, cuts=(10, 15))
    assert "1 intervals without events are dropped" in found.warnings[-1]
    assert "with 2 rates" in found.method


def test_times_twice_as_long():
    """Every time doubled: a time ratio of 2, in both distributions, whatever their shape."""
    weeks, event = [1, 2, 3, 6, 7, 9], [1, 1, 1, 0, 1, 1]
    for distribution in ("weibull", "log_logistic"):
        found = accelerated_failure_time(
            [2 * week for week in weeks] + weeks,
            event * 2,
            [1] * 6 + [0] * 6,
            horizon=18,
            distribution=distribution,
        )
        assert math.exp(found.estimate) == pytest.approx(2, rel=1e-9)


def test_fine_gray_in_one_week():
    """All events in week 1, so that no weight matters: Breslow's ratio of shares, (3/5)/(1/5) = 3."""
    found = fine_gray([1] * 10, [1, 1, 1, 2, 0, 1, 2, 2, 0, 0], [1] * 5 + [0] * 5, horizon=1)
    assert found.estimate == pytest.approx(math.log(3), rel=1e-9)
    # Influence of the log of a share: (1 - p)/(n p) in each arm, 2/15 + 4/5, times 10/9.
    assert found.std_error**2 == pytest.approx((2 / 15 + 4 / 5) * 10 / 9, rel=1e-9)


def test_absolute_risk_in_one_week():
    """One week: the shares themselves, 3/5 and 1/5, with variance (0.6 · 0.4 + 0.2 · 0.8)/5 · 10/9."""
    found = cause_specific_risks([1] * 10, [1, 1, 1, 2, 0, 1, 2, 2, 0, 0], [1] * 5 + [0] * 5, horizon=1)
    assert (found.level_treated, found.level_reference) == pytest.approx((0.6, 0.2), rel=1e-9)
    assert found.std_error**2 == pytest.approx(0.08 * 10 / 9, rel=1e-9)
    # t with nine degrees of freedom, for which tables give 2.262; both tails. No difference of shares is above 1.
    error = (0.08 * 10 / 9) ** 0.5
    assert (found.conf_low, found.conf_high) == pytest.approx((0.4 - 2.262157 * error, 1), rel=1e-6)
    assert found.p_value == pytest.approx(2 * stats.t.sf(0.4 / error, 9), rel=1e-9)


def test_an_arm_without_the_competing_event():
    """Its hazard is 0 there: the share is that without the competitor, 1 - 1/2 · 2/3 · 1/2."""
    weeks, kind = [1, 1, 2, 2, 3, 3, 1, 2, 2, 3, 3, 3], [1, 1, 1, 0, 1, 0, 1, 2, 1, 2, 1, 0]
    found = cause_specific_risks(weeks, kind, [1] * 6 + [0] * 6, horizon=3)
    assert "Nobody in the treated arm has the competing event" in found.warnings[-1]
    assert 0 < found.level_reference < found.level_treated < 1
    alone = cause_specific_risks(weeks, [k % 2 for k in kind], [1] * 6 + [0] * 6, horizon=3)
    assert alone.level_treated == pytest.approx(found.level_treated, rel=1e-9)
    assert alone.level_reference > found.level_reference


def test_returns_of_six_people():
    """Two returns among three against one among three: the ratio 2; counts are persons with a return."""
    found = rate_ratio_of_returns(COURSE, [1, 1, 1, 0, 0, 0], last_observed=[4] * 6, horizon=4)
    assert found.estimate == pytest.approx(math.log(2), rel=1e-9)
    assert (found.events_treated, found.events_reference) == (2, 1)
    assert "Those who never leave cannot come back" in found.warnings[-1]


def test_gap_time_is_labelled():
    """Both the method and a warning say what the lottery does not protect; the marginal model is another matter."""
    course = [[0, 1, 1, 2], [1, 1, 1, 1], [0, 0, 1, 1], [0, 1, 2, 2], [1, 1, 2, 3], [0, 0, 0, 1]]
    shared = {"last_observed": [4] * 6, "horizon": 4}
    for model in ("gap_time", "total_time"):
        found = return_intensity_models(course, [1, 1, 1, 0, 0, 0], model=model, **shared)
        assert "NOT PROTECTED BY THE LOTTERY" in found.method
        assert found.warnings[-1].startswith("Not protected by the lottery")
    found = return_intensity_models(course, [1, 1, 1, 0, 0, 0], model="marginal", **shared)
    assert "NOT PROTECTED" not in found.method


@pytest.mark.parametrize("name", ONE_EVENT)
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"event": [0] * 20}, "Nobody in the treated arm has the event"),
        ({"event": [0] * 20}, "Nobody in the reference arm has the event"),
        ({"event": EVENT[:10] + [0] * 10}, "Nobody in the reference arm has the event"),
        ({"weeks": [9] * 20, "event": [0] * 20}, "Nobody in the treated arm has the event"),
        ({"weeks": [-1, *WEEKS[1:]]}, "out of range"),
        ({"weeks": [1.5, *WEEKS[1:]]}, "whole weeks"),
        ({"event": [7, *EVENT[1:]]}, "`event` is none of"),
        ({"arm": [1] * 20}, "reference arm"),
        ({"weeks": [0, *WEEKS[1:]]}, "week 0"),
        ({"horizon": 0}, "`horizon` is not a week"),
        ({"horizon": 2.5}, "`horizon` is not a week"),
        ({"level": 0.05}, "`level` is not a confidence level"),
        ({"clusters": [1] * 20}, "one cluster only"),
        ({"clusters": [1] * 19}, "differ in their number of persons"),
        ({"covariates": {"age": [np.nan] * 20}}, "`age` is missing"),
        ({"strata": [1] * 10 + [2] * 10}, "No stratum with an event holds both arms"),
    ],
)
def test_bad_input(name, change, word):
    """Every model refuses with the same words."""
    given = {"weeks": WEEKS, "event": EVENT, "arm": ARM} | change
    data = [given.pop(key) for key in ("weeks", "event", "arm")]
    assert word in refused(lambda: ONE_EVENT[name](*data, **given))


def test_all_faults_at_once():
    """One error for everything that is wrong."""
    text = refused(
        lambda: discrete_time_hazard([-1, 2], [0, 5], [1, 3], entry=[0.5, 0], horizon=0, link="probit", level=5)
    )
    for word in ("`link`", "`horizon`", "`level`", "`duration`", "`event`", "`treated`", "`entry`"):
        assert word in text


def test_only_the_competing_event():
    """Neither Fine-Gray nor the risks have anything to say."""
    for function in (fine_gray, cause_specific_risks):
        assert "Nobody in the treated arm" in refused(
            lambda f=function: f(WEEKS, [2 * e for e in EVENT], ARM, horizon=9)
        )


def test_all_in_one_week():
    """A level for each week and one rate can live with it; a spline, a slope in time and a distribution cannot."""
    weeks, event = [5] * 20, [1] * 6 + [0] * 4 + [1] * 3 + [0] * 7
    assert discrete_time_hazard(weeks, event, ARM, horizon=9, baseline="weeks").estimate > 0
    assert "too few weeks for a spline" in refused(lambda: discrete_time_hazard(weeks, event, ARM, horizon=9))
    for call in (
        lambda: discrete_time_hazard(weeks, event, ARM, horizon=9, baseline="log_time"),
        lambda: accelerated_failure_time(weeks, event, ARM, horizon=9),
    ):
        assert "no maximum" in refused(call)
    everyone = refused(lambda: discrete_time_hazard(weeks, [1] * 20, ARM, horizon=9, baseline="weeks"))
    assert "some, but not all" in everyone


@pytest.mark.parametrize("name", ONE_EVENT)
def test_a_covariate_that_tells_who_has_the_event(name):
    """The likelihood rises for ever: an error, not a number."""
    with pytest.raises(EstimationError) as caught:
        ONE_EVENT[name](WEEKS, EVENT, ARM, covariates={"told": EVENT})
    assert "no maximum" in "\n".join(caught.value.problems)


@pytest.mark.parametrize("name", ONE_EVENT)
def test_what_is_left_out_is_said(name):
    """A covariate that is constant, a stratum without events, weeks of follow-up that end at once."""
    strata = [1, 2] * 10 + [3] * 6
    found = ONE_EVENT[name](
        [*WEEKS, 9, 9, 9, 9, 9, 0],
        [*EVENT, 0, 0, 0, 0, 0, 0],
        [*ARM, 1, 0, 1, 0, 1, 0],
        covariates={"same": [1.0] * 26},
        strata=strata,
    )
    said = " ".join(found.warnings)
    assert "Left out of the model: same" in said
    assert "Nobody has the event in 1 of 3 strata: their 6 rows are left out" in said
    assert "The follow-up of 1 rows ends in the week of the lottery" in said
    assert "Only 6 events in the treated arm" in said
    assert (found.n_treated, found.n_reference) == (13, 13)


def test_clusters_of_one_are_persons():
    """The sandwich over rows: finite, and near the model's own."""
    own = discrete_time_hazard(WEEKS, EVENT, ARM, horizon=9, baseline="log_time")
    each = discrete_time_hazard(WEEKS, EVENT, ARM, horizon=9, baseline="log_time", clusters=range(20))
    assert each.estimate == own.estimate
    assert each.std_error == pytest.approx(own.std_error, rel=0.25)
    assert (own.df, each.df) == (None, 19)
    # Between persons: t with 19 degrees of freedom, for which tables give 2.093.
    t = each.estimate / each.std_error
    assert each.p_value == pytest.approx(2 * stats.t.sf(abs(t), 19), rel=1e-12)
    assert (each.conf_high - each.conf_low) / (2 * each.std_error) == pytest.approx(2.093024, rel=1e-6)


def test_late_entry_before_the_event():
    """Who enters in the week of the event was not at risk of it."""
    text = refused(lambda: discrete_time_hazard(WEEKS, EVENT, ARM, entry=WEEKS, horizon=9, baseline="log_time"))
    assert "`entry` is not before `duration` in 20 of 20 rows" in text


def test_cuts_that_are_none():
    """Weeks in order, inside."""
    for cuts in ((4, 4), (5, 3), (0,), (9,), (2.5,), "4", None, (True,)):
        assert "`cuts`" in refused(lambda c=cuts: piecewise_exponential(WEEKS, EVENT, ARM, horizon=9, cuts=c))


def test_rows_of_a_person_that_overlap():
    """No week of a person is in two rows."""
    text = refused(
        lambda: andersen_gill(
            [4, 6, 6, 4, 6], [1, 1, 0, 1, 0], [1, 1, 1, 0, 0], entry=[0, 2, 0, 0, 4], persons=[1, 1, 2, 3, 3], horizon=6
        )
    )
    assert "Rows of 1 persons overlap" in text


@pytest.mark.parametrize("function", [rate_ratio_of_returns, return_intensity_models])
@pytest.mark.parametrize(
    ("course", "options", "word"),
    [
        ([[0, 2, 2, 2], *COURSE[1:]], {}, "step"),
        ([[0, 1, 0, 0], *COURSE[1:]], {}, "step"),
        ([[0, 0, 0, 0]] * 6, {}, "Nobody in the treated arm has the event"),
        ([*COURSE[:3], *[[0, 0, 0, 1]] * 3], {}, "Nobody in the reference arm has the event"),
        (COURSE, {"horizon": 5}, "ends before `horizon`"),
        (COURSE, {"last_observed": [3] * 6}, "after `last_observed`"),
        (COURSE, {"clusters": ["one"] * 6}, "one cluster only"),
    ],
)
def test_courses_that_cannot_be(function, course, options, word):
    """Steps that nobody can take, no returns, follow-up that ends too soon."""
    given = {"last_observed": [4] * 6, "horizon": 4} | options
    assert word in refused(lambda: function(course, [1, 1, 1, 0, 0, 0], **given))


def test_options_that_do_not_exist():
    """Named, with what does."""
    shared = {"last_observed": [4] * 6, "horizon": 4}
    arm = [1, 1, 1, 0, 0, 0]
    assert "`after_gone`" in refused(lambda: rate_ratio_of_returns(COURSE, arm, after_gone="fly", **shared))
    text = refused(lambda: return_intensity_models(COURSE, arm, model="cox", pooled_from=0, ties="exact", **shared))
    for word in ("`model`", "`pooled_from`", "`ties`"):
        assert word in text
    assert "`end_of_follow_up`" in refused(lambda: fine_gray(WEEKS, EVENT, ARM, horizon=9, end_of_follow_up="before"))
    assert "`distribution`" in refused(
        lambda: accelerated_failure_time(WEEKS, EVENT, ARM, horizon=9, distribution="gamma")
    )
