"""Whatever the waits: identities of curves and tests of times to an event."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    adjusted_log_rank,
    gray_test,
    kaplan_meier,
    log_rank,
    max_combo,
    nelson_aalen,
    restricted_mean,
)
from nextwork_eval.durations.proportional_hazards.exact import exact_likelihood
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, risk_sets


def trial(seed: int, n: int = 60):
    """Waits with weekly ties, two causes, censoring, two strata, a covariate."""
    generator = np.random.default_rng(seed)
    covariate = generator.normal(size=n)
    event_week = generator.geometric(0.06 * np.exp(0.3 * covariate.clip(-2, 2)))
    other, end = generator.geometric(0.02, n), generator.integers(10, 31, n)
    weeks = np.minimum(np.minimum(event_week, other), end)
    event = np.where(event_week <= np.minimum(other, end), 1, np.where(other <= end, 2, 0))
    return weeks, event, np.arange(n) % 2, np.arange(n) // 2 % 2, covariate


def every_test(weeks, event, arm, strata, covariate):
    alone = (event == 1).astype(int)
    return {
        "log_rank": log_rank(weeks, alone, arm, strata=strata),
        "late": log_rank(weeks, alone, arm, strata=strata, gamma=1),
        "gray": gray_test(weeks, event, arm, strata=strata),
        "combo": max_combo(weeks, alone, arm, strata=strata),
        "adjusted": adjusted_log_rank(weeks, alone, arm, strata=strata, covariates={"x": covariate}),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_swapped_arms_other_orders_and_labels_change_no_test(seed):
    """Statistics are squares or largest sizes: who is called treated does not matter, nor do order and labels."""
    weeks, event, arm, strata, covariate = trial(seed)
    found = every_test(weeks, event, arm, strata, covariate)
    order = np.random.default_rng(seed).permutation(len(weeks))
    changed = {
        "swapped": every_test(weeks, event, 1 - arm, strata, covariate),
        "order": every_test(weeks[order], event[order], arm[order], strata[order], covariate[order]),
        "labels": every_test(weeks, event, arm, np.where(strata == 0, "b", "a"), covariate),
        "units": every_test(3 * weeks, event, arm, strata, 10 * covariate + 4),
    }
    for how, tests in changed.items():
        for name, test in tests.items():
            assert test.p_value == pytest.approx(found[name].p_value), (how, name)
    alone = every_test(weeks, event, arm, None, covariate)
    together = every_test(weeks, event, arm, np.zeros(len(weeks)), covariate)
    for name, test in together.items():
        assert test.p_value == pytest.approx(alone[name].p_value), name


@pytest.mark.parametrize("seed", [4, 5])
def test_log_rank_is_the_exact_score_test(seed):
    """The discrete partial likelihood's score at zero: the same statistic, to the last digit, within strata too."""
    weeks, event, arm, strata, _ = trial(seed)
    alone = (event == 1).astype(np.int64)
    for labels in (np.zeros(len(weeks), dtype=np.int64), strata):
        rows = CoxRows(
            enter=np.zeros(len(weeks), dtype=np.int64),
            exit=weeks.astype(np.int64),
            event=alone,
            design=arm.reshape(-1, 1).astype(float),
            strata=labels.astype(np.int64),
            weights=np.ones(len(weeks)),
        )
        _, score, information = exact_likelihood(rows, risk_sets(rows), np.zeros(1))
        assert log_rank(weeks, alone, arm, strata=labels).test_statistic == pytest.approx(
            score[0] ** 2 / information[0, 0]
        )


@pytest.mark.parametrize("seed", [6, 7])
def test_people_written_down_twice(seed):
    """Survival and hazard stay, Greenwood's error shrinks by the root of two, and late entry may be cut in two rows."""
    weeks, event, arm, _, _ = trial(seed)
    alone = (event == 1).astype(int)
    twice = (np.tile(weeks, 2), np.tile(alone, 2), np.tile(arm, 2))
    once_curve, twice_curve = kaplan_meier(weeks, alone, arm, horizon=9), kaplan_meier(*twice, horizon=9)
    for name in ("treated", "reference"):
        one, two = once_curve.pick(name, "without_event"), twice_curve.pick(name, "without_event")
        assert one.estimate == pytest.approx(two.estimate)
        assert one.std_error == pytest.approx(two.std_error * 2**0.5)
    # The first five weeks of everybody in one row, the others in another: the same people are at risk in each week.
    long = weeks > 5
    cut = (
        np.concatenate([np.minimum(weeks, 5), weeks[long]]),
        np.concatenate([np.where(long, 0, alone), alone[long]]),
        np.concatenate([arm, arm[long]]),
    )
    entry = np.concatenate([np.zeros(len(weeks)), np.full(long.sum(), 5)])
    for estimate in (kaplan_meier, nelson_aalen):
        whole, parts = estimate(weeks, alone, arm, horizon=9), estimate(*cut, entry=entry, horizon=9)
        assert whole.series[0].estimate == pytest.approx(parts.series[0].estimate)
    whole, parts = log_rank(weeks, alone, arm), log_rank(*cut, entry=entry)
    assert whole.test_statistic == pytest.approx(parts.test_statistic)


@pytest.mark.parametrize("seed", [8, 9])
def test_repetitions_are_the_generators_and_not_the_threads(seed):
    """The same seed gives the same p-value whatever the number of threads; it lies near the asymptotic one."""
    weeks, event, arm, strata, _ = trial(seed, n=120)
    alone = (event == 1).astype(int)

    def p_value(threads: int) -> float:
        return log_rank(
            weeks, alone, arm, strata=strata, draws=4_999, generator=np.random.default_rng(3), threads=threads
        ).p_value

    assert p_value(1) == p_value(2)
    assert p_value(1) == pytest.approx(log_rank(weeks, alone, arm, strata=strata).p_value, abs=0.04)


@pytest.mark.parametrize("seed", [10, 11])
def test_restricted_means_turn_over_with_the_arms(seed):
    """Difference changes sign, ratio turns over, and adjustment keeps the levels' difference near the plain one."""
    weeks, event, arm, strata, covariate = trial(seed)
    alone = (event == 1).astype(int)
    for more in ({}, {"strata": strata}, {"covariates": {"x": covariate}}):
        found = restricted_mean(weeks, alone, arm, horizon=9, **more)
        assert restricted_mean(weeks, alone, 1 - arm, horizon=9, **more).estimate == pytest.approx(-found.estimate)
        ratio = restricted_mean(weeks, alone, arm, horizon=9, measure="ratio", **more)
        swapped = restricted_mean(weeks, alone, 1 - arm, horizon=9, measure="ratio", **more)
        assert swapped.estimate == pytest.approx(1 / ratio.estimate)
        assert swapped.conf_low == pytest.approx(1 / ratio.conf_high)
