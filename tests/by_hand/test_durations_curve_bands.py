"""Bands that hold all weeks of a curve: weeks that are one, two weeks worked out by hand, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from nextwork_eval.durations import cumulative_incidence, kaplan_meier
from nextwork_eval.durations.curves.all_weeks import greenwood_covariance
from nextwork_eval.durations.curves.late_incidence import late_incidence_table
from nextwork_eval.durations.tables import incidence_table, survival_table
from nextwork_eval.errors import EstimationError

# Ten persons in either arm: in week 2 five of the offered and six of the others are in work; all others wait to week 4.
ONCE = np.array([2] * 5 + [4] * 5 + [2] * 5 + [4] * 5)
WORK = np.array([1] * 5 + [0] * 5 + [1] * 5 + [0] * 5)
OFFERED = np.array([1] * 10 + [0] * 10)
# Twenty and twenty: five in work in week 2, five more in week 3, the same in both arms.
TWICE = np.tile([2] * 5 + [3] * 5 + [4] * 10, 2)
FOUND = np.tile([1] * 10 + [0] * 10, 2)
HALVES = np.repeat([1, 0], 20)


def drawn(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("estimator", [kaplan_meier, cumulative_incidence])
def test_a_curve_with_one_step_has_the_pointwise_interval_as_its_band(estimator):
    """All weeks from the step on are one week: nothing is drawn, and the band is the interval, to the last digit."""
    curve = estimator(ONCE, WORK, OFFERED, horizon=4, band="sup_t", generator=drawn())
    label = "without_event" if estimator is kaplan_meier else "event"
    for arm in ("treated", "reference", "difference"):
        line = curve.pick(arm, label)
        assert np.isnan(line.band_low[:2]).all()
        np.testing.assert_array_equal(line.band_low[2:], line.conf_low[2:])
        np.testing.assert_array_equal(line.band_high[2:], line.conf_high[2:])
    assert curve.critical_value == pytest.approx(
        stats.norm.isf(0.025) if estimator is kaplan_meier else stats.t.isf(0.025, 9)
    )


def two_weeks(df):
    """Integrate over the chi-square: paths are normal ones over the root of a chi-square divided by df."""
    joint = stats.multivariate_normal(cov=[[1, 3**-0.5], [3**-0.5, 1]])
    chance = (np.arange(400) + 0.5) / 400
    radius = np.sqrt(stats.chi2.ppf(chance, df) / df)

    def outside(c):
        return 0.95 - np.mean([joint.cdf([c * r] * 2, lower_limit=[-c * r] * 2) for r in radius])

    return optimize.brentq(outside, 1.9, 2.8, xtol=1e-4)


def test_two_steps_by_hand():
    """Sums of d/(n(n-d)): 5/(20*15) = 1/60, and with 5/(15*10) = 1/30 they are 1/20; the correlation is sqrt(1/3).

    The critical value c has P(|T1| < c, |T2| < c) = 0.95, with 19 degrees of freedom for an arm and 38 for both. In
    week 3 half are left: 0.5 ** exp(± c se/(0.5 log 2)), se = 0.5 sqrt(1/20).
    """
    value, wide = (two_weeks(df) for df in (19, 38))
    assert 1.96 < wide < value < 2.5
    curve = kaplan_meier(TWICE, FOUND, HALVES, horizon=4, band="sup_t", draws=200_000, generator=drawn())
    line, apart = curve.pick("treated", "without_event"), curve.pick("difference", "without_event")
    spread = np.exp(value * 0.05**0.5 / np.log(2))
    assert line.band_low[3] == pytest.approx(0.5**spread, abs=0.002)
    assert line.band_high[3] == pytest.approx(0.5 ** (1 / spread), abs=0.002)
    # Both arms are alike: the difference has the same correlation, and MOVER the same distances on either side.
    assert curve.critical_value == pytest.approx(wide, abs=0.015)
    spread = np.exp(wide * 0.05**0.5 / np.log(2))
    reach = np.hypot(0.5 - 0.5**spread, 0.5 ** (1 / spread) - 0.5)
    assert apart.band_high[3] == pytest.approx(reach, abs=0.003)
    assert apart.band_low[3] == pytest.approx(-reach, abs=0.003)
    assert "for all weeks with five events of the arm behind them" in curve.method


def test_first_weeks_with_few_events_are_out():
    """One in work in each of weeks 1 to 12: the band begins in week 5, and ends where fewer than five are at risk."""
    weeks, offered = np.tile(np.arange(1, 13), 2), np.repeat([1, 0], 12)
    curve = kaplan_meier(weeks, np.ones(24), offered, horizon=12, band="sup_t", generator=drawn())
    for line in curve.series:
        # At risk at the start of week t are 13 - t: five in week 8.
        assert np.flatnonzero(~np.isnan(line.band_low)).tolist() == [5, 6, 7, 8]
        inside = slice(5, 9)
        assert (line.band_low[inside] < line.conf_low[inside]).all()
        assert (line.band_high[inside] > line.conf_high[inside]).all()


def test_a_band_changes_nothing_else():
    """Points, intervals and warnings are those without a band; the same seed gives the same band."""
    plain = kaplan_meier(TWICE, FOUND, HALVES, horizon=4)
    one, two = (kaplan_meier(TWICE, FOUND, HALVES, horizon=4, band="sup_t", generator=drawn(3)) for _ in range(2))
    assert (plain.critical_value, plain.warnings) == (None, one.warnings)
    assert one.method.startswith(plain.method)
    for bare, line, again in zip(plain.series, one.series, two.series, strict=True):
        assert bare.band_low is None
        for name in ("estimate", "std_error", "conf_low", "conf_high", "n", "events"):
            np.testing.assert_array_equal(getattr(bare, name), getattr(line, name))
        np.testing.assert_array_equal(line.band_low, again.band_low)


def test_too_few_events_have_no_band_and_the_record_says_so():
    """Four of ten in work in the offered arm: the other arm has a band, the difference has none."""
    event = WORK.copy()
    event[0] = 0
    curve = kaplan_meier(ONCE, event, OFFERED, horizon=4, band="sup_t", generator=drawn())
    known = {line.arm: bool((~np.isnan(line.band_low)).any()) for line in curve.series}
    assert known == {"treated": False, "reference": True, "difference": False}
    assert curve.critical_value is None
    told = "persons of the treated arm had the event while 5 of it are at risk: its curve has no band."
    assert any(told in warning for warning in curve.warnings)
    assert any("the difference has no band" in warning for warning in curve.warnings)
    none = kaplan_meier(ONCE, event * OFFERED, OFFERED, horizon=4, band="sup_t", generator=drawn())
    assert all(line.band_low is None for line in none.series)
    assert "bands" not in none.method


def test_what_a_band_cannot_be_made_of():
    """No generator, too few draws, a name that is none, weights: each told."""
    for estimator in (kaplan_meier, cumulative_incidence):
        with pytest.raises(EstimationError) as caught:
            estimator(ONCE, WORK, OFFERED, horizon=4, band="sup_t", draws=10)
        assert len(caught.value.problems) == 2
        with pytest.raises(EstimationError, match="`band`"):
            estimator(ONCE, WORK, OFFERED, horizon=4, band="nair")
    with pytest.raises(EstimationError, match="expected no `weights`"):
        kaplan_meier(ONCE, WORK, OFFERED, horizon=4, weights=np.ones(20), band="sup_t", generator=drawn())


def shares(weeks, event, weights, horizon):
    """Return Kaplan-Meier of weighted persons, the product written out."""
    left, found = 1.0, [1.0]
    for week in range(1, horizon + 1):
        left *= 1 - weights[(weeks == week) & (event == 1)].sum() / weights[weeks >= week].sum()
        found.append(left)
    return np.array(found)


@pytest.mark.parametrize("seed", range(3))
def test_the_covariance_is_that_of_everybodys_influence(seed):
    """Each person's influence by a small change of her weight: the sums of products are Greenwood's form."""
    chance = drawn(seed)
    weeks, event = chance.integers(1, 12, 40), chance.integers(0, 2, 40)
    weeks[:3] = 12
    event[:3] = 0
    small, one = 1e-5, np.ones(40)
    influence = np.array(
        [
            (shares(weeks, event, one + small * own, 11) - shares(weeks, event, one - small * own, 11)) / (2 * small)
            for own in np.eye(40)
        ]
    )
    table = survival_table(weeks, event, horizon=11)
    found = greenwood_covariance(table.survival, table.std_error)[0]
    np.testing.assert_allclose(found, influence.T @ influence, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_delayed_entry_has_the_same_covariance_where_nobody_is_late(seed):
    """Two ways to it: the weekly engine, and influence week by week; the diagonal is the squared standard error."""
    chance = drawn(seed)
    weeks, event = chance.integers(1, 12, 40), chance.integers(0, 3, 40)
    engine = incidence_table(weeks, event, horizon=10, joint=True)
    late = late_incidence_table(weeks, event, np.zeros(40, dtype=np.int64), horizon=10, joint=True)
    np.testing.assert_allclose(engine.covariance, late.covariance, atol=1e-12)
    np.testing.assert_allclose(np.diagonal(engine.covariance, axis1=1, axis2=2).T, engine.std_error**2, atol=1e-12)
    assert incidence_table(weeks, event, horizon=10).covariance is None


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("late", [False, True])
def test_no_band_is_narrower_than_the_interval(seed, late):
    """In every week, arm and kind of event, with arms of unequal size, whoever is drawn."""
    chance = drawn(seed)
    weeks, event = chance.integers(1, 30, 110), chance.integers(0, 3, 110)
    offered = np.repeat([1, 0], [40, 70])
    weeks[[0, 109]], event[[0, 109]] = 30, 0
    # A third are looked at from week 1 or 2 on, none of them before.
    entry = np.where(np.arange(110) % 3 == 1, np.minimum(weeks - 1, 2), 0) if late else None
    more = {"horizon": 30, "entry": entry, "band": "sup_t", "draws": 999, "generator": chance}
    for curve in (
        cumulative_incidence(weeks, event, offered, **more),
        kaplan_meier(weeks, event == 1, offered, **more),
    ):
        for line in curve.series:
            inside = ~np.isnan(line.band_low)
            assert inside.any()
            assert (line.band_low <= line.conf_low + 1e-12)[inside].all()
            assert (line.band_high >= line.conf_high - 1e-12)[inside].all()
