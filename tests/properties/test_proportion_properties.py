"""What must hold of comparisons of shares whatever the numbers: arms, labels, order, strata."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.effects.proportions.logit import is_separated
from nextwork_eval.effects.proportions.scores import (
    difference_score,
    likely_shares,
    odds_ratio_score,
    ratio_score,
)
from nextwork_eval.effects.proportions.tables import TwoByTwo

MEASURES: list[Any] = ["difference", "ratio", "odds_ratio"]
FINITE = ("estimate", "conf_low", "conf_high")


def people(x1: int, n1: int, x0: int, n0: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


@st.composite
def tables(draw: st.DrawFn, most: int = 90) -> TwoByTwo:
    n1, n0 = draw(st.integers(2, most)), draw(st.integers(2, most))
    return TwoByTwo(x1=draw(st.integers(0, n1)), n1=n1, x0=draw(st.integers(0, n0)), n0=n0)


def of(table: TwoByTwo) -> tuple[np.ndarray, np.ndarray]:
    return people(table.x1, table.n1, table.x0, table.n0)


@given(tables(), st.sampled_from(["newcombe", "miettinen_nurminen"]))
@settings(max_examples=60, deadline=None)
def test_difference_changes_sign_with_the_arms(table: TwoByTwo, interval: Any) -> None:
    """And holds the estimate, within -1 and 1."""
    one = effects.risk_difference(*of(table), interval=interval)
    other = effects.risk_difference(*of(table.swapped()), interval=interval)
    assert other.conf_low == pytest.approx(-one.conf_high, abs=1e-12)
    assert other.p_value == pytest.approx(one.p_value)
    assert -1 <= one.conf_low <= one.estimate <= one.conf_high <= 1


@given(tables())
@settings(max_examples=60, deadline=None)
def test_ratios_are_inverted_with_the_arms(table: TwoByTwo) -> None:
    """A ray on one side is an interval from 0 on the other."""
    for function in (effects.risk_ratio, effects.odds_ratio, effects.conditional_odds_ratio):
        one, other = function(*of(table)), function(*of(table.swapped()))
        if "whole_line" in (one.set_kind, other.set_kind):
            assert one.set_kind == other.set_kind
            continue
        for value, inverse in zip(
            (one.estimate, one.conf_low, one.conf_high), (other.estimate, other.conf_high, other.conf_low), strict=True
        ):
            if value == 0 or math.isinf(value):
                assert inverse == (math.inf if value == 0 else 0)
            else:
                assert inverse == pytest.approx(1 / value, rel=1e-9)
        assert one.conf_low <= one.estimate <= one.conf_high


@given(tables())
@settings(max_examples=40, deadline=None)
def test_odds_of_the_opposite_event_are_inverted(table: TwoByTwo) -> None:
    """Having no job is the opposite of having one."""
    outcome, treated = of(table)
    one, other = effects.odds_ratio(outcome, treated), effects.odds_ratio(1 - outcome, treated)
    assert one.p_value == pytest.approx(other.p_value)
    if one.set_kind == "interval" and other.set_kind == "interval":
        assert other.conf_low == pytest.approx(1 / one.conf_high, rel=1e-9)


@given(tables(), st.floats(-0.99, 0.99))
@settings(max_examples=200, deadline=None)
def test_no_other_shares_with_the_difference_are_likelier(table: TwoByTwo, difference: float) -> None:
    """The restricted maximum, against 2,000 pairs of shares."""

    def likelihood(q1: Any, q0: Any) -> Any:
        return stats.binom.logpmf(table.x1, table.n1, q1) + stats.binom.logpmf(table.x0, table.n0, q0)

    q1, q0 = (float(q) for q in likely_shares(table.x1, table.n1, table.x0, table.n0, difference))
    assert q1 - q0 == pytest.approx(difference, abs=1e-12)
    grid = np.linspace(max(0.0, -difference), min(1.0, 1 - difference), 2001)[1:-1]
    assert likelihood(q1, q0) >= likelihood(grid + difference, grid).max() - 1e-9


def squared_ratio_score(table: TwoByTwo, ratio: float) -> float:
    return float(ratio_score(table.x1, table.n1, table.x0, table.n0, ratio)) ** 2


@given(tables(most=40))
@settings(max_examples=60, deadline=None)
def test_score_sets_have_no_gaps(table: TwoByTwo) -> None:
    """What is accepted is one interval: walking away from the estimate the statistic never comes back."""
    differences = np.linspace(-0.995, 0.995, 200)
    scores = np.array(
        [float(difference_score(table.x1, table.n1, table.x0, table.n0, difference)) for difference in differences]
    )
    assert (np.diff(scores) <= 1e-9).all()
    ratios = np.exp(np.linspace(-6, 6, 121))
    for score, defined in ((squared_ratio_score, table.x0 > 0 and table.x1 > 0), (odds_ratio_score, True)):
        values = np.array([score(table, ratio) for ratio in ratios])
        accepted = np.flatnonzero(values < stats.chi2.isf(0.05, 1))
        if defined and len(accepted):
            assert len(accepted) == accepted[-1] - accepted[0] + 1


@given(tables(most=25))
@settings(max_examples=40, deadline=None)
def test_one_stratum_is_no_stratum(table: TwoByTwo) -> None:
    """Mantel-Haenszel, the exact and the conditional analyses of one stratum are the plain ones."""
    outcome, treated = of(table)
    one = np.zeros(len(outcome))
    difference = effects.mantel_haenszel(outcome, treated, strata=one)
    assert difference.estimate == pytest.approx(table.p1 - table.p0, abs=1e-14)
    assert effects.exact_cmh(outcome, treated, strata=one).p_value == pytest.approx(
        effects.exact_test(outcome, treated, kind="fisher").p_value, rel=1e-9
    )
    if min(table.x0, table.x1) > 0:
        ratio = effects.mantel_haenszel(outcome, treated, strata=one, measure="ratio")
        assert ratio.estimate == pytest.approx(table.p1 / table.p0)
    if 0 < table.x1 + table.x0 < table.n:
        chi_square = effects.cochran_mantel_haenszel(outcome, treated, strata=one).test_statistic
        assert chi_square == pytest.approx(odds_ratio_score(table, 1.0))


@given(st.integers(2, 18), st.data())
@settings(max_examples=40, deadline=None)
def test_boschloo_of_even_arms_is_scipys(n: int, data: st.DataObject) -> None:
    """With even arms the two definitions are one (where Fisher's p is not near 1); scipy may stop below the maximum."""
    x1, x0 = data.draw(st.integers(0, n)), data.draw(st.integers(0, n))
    ours = effects.exact_test(*people(x1, n, x0, n)).p_value
    fisher = effects.exact_test(*people(x1, n, x0, n), kind="fisher").p_value
    assert ours <= fisher * (1 + 1e-9)
    if fisher < 0.6:
        scipys = stats.boschloo_exact([[x1, x0], [n - x1, n - x0]]).pvalue
        assert scipys * (1 - 1e-9) <= ours <= scipys * 1.001


@pytest.fixture(scope="module")
def trial() -> dict[str, np.ndarray]:
    generator = np.random.default_rng(3)
    n = 90
    rounds = np.repeat([0, 1, 2], [30, 40, 20])
    treated = np.concatenate(
        [generator.permutation(np.repeat([1, 0], sizes)) for sizes in ((15, 15), (13, 27), (8, 12))]
    )
    traits = generator.normal(size=(n, 2))
    outcome = (generator.random(n) < 1 / (1 + np.exp(-traits[:, 0] - 0.5 * treated))).astype(int)
    return {"outcome": outcome, "treated": treated, "rounds": rounds, "traits": traits}


def standardized(trial: dict[str, np.ndarray], measure: Any, **changed: Any) -> effects.Estimate:
    given_ = {**trial, **changed}
    return effects.standardized_risks(
        given_["outcome"], given_["treated"], covariates=given_["traits"], strata=given_["rounds"], measure=measure
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_order_labels_and_scales_change_nothing(trial: dict[str, np.ndarray], measure: Any) -> None:
    """Rows in another order, rounds under other names, covariates in other units."""
    order = np.random.default_rng(5).permutation(90)
    found = standardized(trial, measure)
    for other in (
        standardized({name: values[order] for name, values in trial.items()}, measure),
        standardized(trial, measure, rounds=np.array(["b", "c", "a"])[trial["rounds"]]),
        standardized(trial, measure, traits=trial["traits"] @ np.array([[100.0, 1.0], [0.0, 7.0]]) - 40),
    ):
        for field in (*FINITE, "std_error", "p_value"):
            assert getattr(other, field) == pytest.approx(getattr(found, field), rel=1e-8)
    for function in (effects.mantel_haenszel, effects.exact_cmh):
        one = function(trial["outcome"], trial["treated"], strata=trial["rounds"])
        other_one = function(trial["outcome"][order], trial["treated"][order], strata=2 - trial["rounds"][order])
        assert one.p_value == pytest.approx(other_one.p_value)


def test_arms_exchanged(trial: dict[str, np.ndarray]) -> None:
    """The difference changes its sign, ratios are inverted, the odds of the opposite event too."""
    for function in (
        lambda m, t, y: standardized(trial, m, treated=t, outcome=y),
        lambda m, t, y: effects.mantel_haenszel(y, t, strata=trial["rounds"], measure=m),
    ):
        y, z = trial["outcome"], trial["treated"]
        one, other = function("difference", z, y), function("difference", 1 - z, y)
        assert [other.conf_low, other.conf_high] == pytest.approx([-one.conf_high, -one.conf_low], rel=1e-9)
        for measure in ("ratio", "odds_ratio"):
            one, other = function(measure, z, y), function(measure, 1 - z, y)
            assert [other.conf_low, other.conf_high] == pytest.approx([1 / one.conf_high, 1 / one.conf_low], rel=1e-9)
        opposite = function("odds_ratio", z, 1 - y)
        assert opposite.estimate * function("odds_ratio", z, y).estimate == pytest.approx(1)
    firth = effects.firth_logit(trial["outcome"], trial["treated"], covariates=trial["traits"])
    exchanged = effects.firth_logit(trial["outcome"], 1 - trial["treated"], covariates=trial["traits"])
    assert exchanged.conf_low == pytest.approx(1 / firth.conf_high, rel=1e-7)


def test_without_covariates_the_strata_give_the_weighted_shares(trial: dict[str, np.ndarray]) -> None:
    """With one round and nothing to adjust for, the standardised shares are the shares."""
    found = effects.standardized_risks(trial["outcome"], trial["treated"], covariates=None)
    plain = effects.risk_difference(trial["outcome"], trial["treated"])
    assert found.estimate == pytest.approx(plain.estimate, rel=1e-10)
    assert (found.level_treated, found.level_reference) == pytest.approx((plain.level_treated, plain.level_reference))


def test_arguments_are_not_changed(trial: dict[str, np.ndarray]) -> None:
    before = {name: values.copy() for name, values in trial.items()}
    standardized(trial, "difference")
    effects.firth_logit(trial["outcome"], trial["treated"], covariates=trial["traits"])
    for name, values in trial.items():
        np.testing.assert_array_equal(values, before[name])


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_separation_of_one_trait_is_a_gap_between_the_groups(seed: int) -> None:
    """By one trait, people with and without the event are sorted apart if the largest of one is not above the least."""
    generator = np.random.default_rng(seed)
    trait = generator.integers(0, 6, 8).astype(float)
    outcome = generator.integers(0, 2, 8).astype(float)
    outcome[:2] = [0, 1]
    if np.ptp(trait) == 0:
        return
    yes, no = trait[outcome == 1], trait[outcome == 0]
    apart = yes.min() >= no.max() or no.min() >= yes.max()
    assert is_separated(outcome, np.column_stack([np.ones(8), trait])) == apart
