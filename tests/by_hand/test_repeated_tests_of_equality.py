"""Repeated lotteries of tests of times to an event, against every assignment gone through in a plain loop."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import survdiff

from nextwork_eval.durations import adjusted_log_rank, gray_test, kaplan_meier, log_rank, max_combo
from nextwork_eval.errors import EstimationError

WEEKS = np.array([3, 2, 6, 5, 1, 2, 3, 1, 4, 4])
EVENT = np.array([1, 1, 0, 1, 1, 1, 0, 1, 1, 0])
OFFERED = np.array([1, 0, 1, 0, 0, 1, 0, 1, 1, 0])
ROUNDS = np.array(["a"] * 6 + ["b"] * 4)
SITES = np.array([1, 2, 1, 3, 3, 4, 5, 6, 7, 8])
AGE = np.array([20, 31, 25, 29, 19, 25, 22, 26, 33, 28])


def numerator_and_variance(weeks, event, arm, weight=lambda _: 1.0):
    """Sum the weeks of one stratum up, one after the other."""
    u = v = 0.0
    before = 1.0
    for week in np.unique(weeks[event == 1]):
        risk, now = weeks >= week, (weeks == week) & (event == 1)
        n, n1, d = risk.sum(), (risk & (arm == 1)).sum(), now.sum()
        u += weight(before) * ((now & (arm == 1)).sum() - d * n1 / n)
        v += 0.0 if n == 1 else weight(before) ** 2 * d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1)
        before *= 1 - d / n
    return u, v


def chi_square(arm, strata=None, weight=lambda _: 1.0):
    strata = np.zeros(len(arm)) if strata is None else strata
    parts = [
        numerator_and_variance(WEEKS[strata == s], EVENT[strata == s], arm[strata == s], weight)
        for s in np.unique(strata)
    ]
    u, v = np.sum(parts, axis=0)
    return u**2 / v if v > 0 else 0.0


def within_rounds():
    """List all lotteries that draw three of the six in round a and two of the four in round b."""
    for first, second in product(combinations(range(6), 3), combinations(range(6, 10), 2)):
        arm = np.zeros(10, dtype=int)
        arm[[*first, *second]] = 1
        yield arm


def share(statistic, lotteries, observed=OFFERED):
    own = statistic(observed)
    return np.mean([statistic(arm) >= own - 1e-9 for arm in lotteries])


def repeated(**more):
    return {"draws": 2_000, "generator": np.random.default_rng(1), **more}


def test_within_rounds():
    """120 lotteries: the test within rounds, and the unstratified test whose lottery had rounds all the same."""
    lots = list(within_rounds())
    assert len(lots) == 120
    stratified = log_rank(WEEKS, EVENT, OFFERED, strata=ROUNDS, **repeated())
    assert stratified.p_value == pytest.approx(share(lambda arm: chi_square(arm, ROUNDS), lots))
    together = log_rank(WEEKS, EVENT, OFFERED, **repeated(rounds=ROUNDS))
    assert together.p_value == pytest.approx(share(chi_square, lots))
    assert "all 120 assignments" in together.method
    assert together.test_statistic == pytest.approx(chi_square(OFFERED))


def test_clusters_are_drawn_as_a_whole():
    """Sites 1 and 3 hold two people; of eight sites 1, 4, 6 and 7 were drawn, one of 70 ways."""
    lots = [np.isin(SITES, sites).astype(int) for sites in combinations(range(1, 9), 4)]
    found = log_rank(WEEKS, EVENT, OFFERED, **repeated(clusters=SITES))
    assert found.p_value == pytest.approx(share(chi_square, lots))
    largest = max_combo(WEEKS, EVENT, OFFERED, **repeated(clusters=SITES))

    def top(arm):
        pairs = ((0, 0), (1, 0), (0, 1), (1, 1))
        return max(chi_square(arm, None, lambda s, r=r, g=g: s**r * (1 - s) ** g) for r, g in pairs)

    assert largest.p_value == pytest.approx(share(top, lots))


def test_gray_among_clusters_and_without():
    """Each lottery's own test, computed alone, ranks as the repetitions do."""
    cause = np.where((EVENT == 1) & (AGE % 3 == 1), 2, EVENT)

    def statistic(arm):
        try:
            return gray_test(WEEKS, cause, arm, strata=ROUNDS).test_statistic
        except EstimationError:
            return 0.0

    found = gray_test(WEEKS, cause, OFFERED, strata=ROUNDS, **repeated())
    assert found.p_value == pytest.approx(share(statistic, within_rounds()))


def test_adjusted_by_residuals_that_no_lot_changes():
    """Scores by hand, one regression on age within rounds, and the sums of what remains in all 120 lotteries."""
    score = np.zeros(10)
    for name in ("a", "b"):
        own = np.flatnonzero(name == ROUNDS)
        for i in own:
            hazards = [
                ((WEEKS[own] == week) & (EVENT[own] == 1)).sum() / (WEEKS[own] >= week).sum()
                for week in np.unique(WEEKS[own][EVENT[own] == 1])
                if week <= WEEKS[i]
            ]
            score[i] = EVENT[i] - sum(hazards)
    age = AGE - pd.Series(AGE).groupby(ROUNDS).transform("mean").to_numpy()
    remains = score - age * (age @ score) / (age @ age)
    found = adjusted_log_rank(WEEKS, EVENT, OFFERED, strata=ROUNDS, covariates={"age": AGE}, **repeated())
    assert found.p_value == pytest.approx(share(lambda arm: abs(remains @ arm), within_rounds()))


def test_rounds_of_one_arm_add_nothing_and_are_told():
    """Three offered in a round of their own, two others in another: the test of the ten, and two rounds are named."""
    weeks, event = np.append(WEEKS, [1, 2, 9, 1, 9]), np.append(EVENT, [1, 1, 1, 1, 0])
    arm, rounds = np.append(OFFERED, [1, 1, 1, 0, 0]), np.append(ROUNDS, ["c"] * 3 + ["d"] * 2)
    found = log_rank(weeks, event, arm, strata=rounds)
    assert found.test_statistic == pytest.approx(chi_square(OFFERED, ROUNDS))
    assert found.warnings == ("2 strata hold persons of one arm only and add nothing to the test.",)
    assert log_rank(WEEKS, EVENT, OFFERED, strata=ROUNDS).warnings == ()


def test_no_covariates_is_the_log_rank_test():
    """Also where every covariate falls out, which is told."""
    plain = log_rank(WEEKS, EVENT, OFFERED, strata=ROUNDS)
    assert adjusted_log_rank(WEEKS, EVENT, OFFERED, strata=ROUNDS, covariates=None).test_statistic == pytest.approx(
        plain.test_statistic
    )
    constant = adjusted_log_rank(WEEKS, EVENT, OFFERED, strata=ROUNDS, covariates={"one": np.ones(10)})
    assert constant.test_statistic == pytest.approx(plain.test_statistic)
    assert any("one" in told for told in constant.warnings)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_survdiff_of_statsmodels_agrees(seed):
    """Plain and within strata, for a data set with ties: the library is right here, and is the cross-check."""
    generator = np.random.default_rng(seed)
    weeks, event = generator.integers(1, 12, 80), generator.integers(0, 2, 80)
    arm, strata = np.arange(80) % 2, np.arange(80) // 20
    assert log_rank(weeks, event, arm).test_statistic == pytest.approx(survdiff(weeks, event, arm)[0])
    within = survdiff(weeks, event, arm, strata=strata)[0]
    assert log_rank(weeks, event, arm, strata=strata).test_statistic == pytest.approx(within)


def test_drawn_p_values_follow_people_and_not_rows():
    """With the same generator, rows in another order and rounds by other names give the same repetitions."""
    generator = np.random.default_rng(5)
    n = 90
    weeks, event = generator.integers(1, 20, n), generator.integers(0, 3, n)
    arm, rounds, age = np.arange(n) % 2, np.arange(n) // 30, generator.normal(size=n)
    order = generator.permutation(n)
    other = np.array(["z", "m", "b"])[rounds]
    alone = (event == 1).astype(int)
    for test, about in (
        (lambda k, r: log_rank(weeks[k], alone[k], arm[k], strata=r[k], **repeated()), "log_rank"),
        (lambda k, r: log_rank(weeks[k], alone[k], arm[k], gamma=1, **repeated(rounds=r[k])), "late"),
        (lambda k, r: max_combo(weeks[k], alone[k], arm[k], strata=r[k], **repeated()), "combo"),
        (lambda k, r: gray_test(weeks[k], event[k], arm[k], strata=r[k], **repeated()), "gray"),
        (
            lambda k, r: adjusted_log_rank(
                weeks[k], alone[k], arm[k], strata=r[k], covariates={"age": age[k]}, **repeated()
            ),
            "adjusted",
        ),
    ):
        assert test(np.arange(n), rounds).p_value == test(order, other).p_value, about


def test_drawn_lotteries_count_the_one_that_took_place():
    """All thirty offered before all thirty others: none of 199 repetitions is as far out, and p is 1/200, not 0.

    Of a trial in which nothing differs every repetition is; p-values are whole two-hundredths.
    """
    weeks, event, arm = np.arange(1, 61), np.ones(60, dtype=int), np.repeat([1, 0], 30)
    far = {"draws": 199, "generator": np.random.default_rng(2)}
    assert log_rank(weeks, event, arm, **far).p_value == 1 / 200
    assert max_combo(weeks, event, arm, **far).p_value == 1 / 200
    assert gray_test(weeks, event, arm, **far).p_value == 1 / 200
    alike = log_rank(np.tile(np.arange(1, 31), 2), event, arm, **far)
    assert (alike.test_statistic, alike.p_value) == (pytest.approx(0), 1)
    mixed = log_rank(weeks, event, np.tile([1, 1, 0], 20), **far).p_value
    assert mixed * 200 == pytest.approx(round(mixed * 200))


def test_a_lottery_that_could_not_have_come_out_otherwise():
    """One person in each round: the p-value is 1, and the reader is told why."""
    found = log_rank(WEEKS, EVENT, OFFERED, **repeated(rounds=np.arange(10)))
    assert found.p_value == 1
    assert any("There are 1 assignments" in told for told in found.warnings)


def test_clusters_without_repetitions_are_refused():
    """A chi-square would take people who share a lot for people drawn apart; clusters in both arms are no clusters."""
    with pytest.raises(EstimationError, match="expected `draws`"):
        log_rank(WEEKS, EVENT, OFFERED, clusters=SITES)
    with pytest.raises(EstimationError, match="both arms"):
        log_rank(WEEKS, EVENT, OFFERED, **repeated(clusters=[1] * 5 + [2] * 5))


def test_a_curve_that_starts_when_enough_are_at_risk():
    """Entries in weeks 0, 0, 2, 2, 2: two at risk until week 2, then more; events before the start are left out."""
    weeks, event = [1, 4, 5, 6, 6, 4, 5, 6], [1, 1, 0, 1, 0, 1, 0, 0]
    entry, arm = [0, 0, 2, 2, 2, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0, 0]
    curve = kaplan_meier(weeks, event, arm, horizon=6, entry=entry, smallest_risk_set=3)
    line = curve.pick("treated", "without_event")
    # In week 3 four of the treated are at risk: the second person and those who entered after week 2.
    assert np.isnan(line.estimate[:2]).all()
    assert line.estimate[2:].tolist() == pytest.approx([1, 1, 3 / 4, 3 / 4, 3 / 8])
    assert any("starts in week 3" in told and "1 events" in told for told in curve.warnings)
    with pytest.raises(EstimationError, match="smallest_risk_set"):
        kaplan_meier(weeks, event, arm, horizon=6, entry=entry, smallest_risk_set=5)
