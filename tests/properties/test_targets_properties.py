"""What must hold of targets and power whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.effects.proportions.scores import difference_limits, difference_score, ratio_score
from nextwork_eval.evaluation.verdicts import (
    beside_the_effect,
    effect_case,
    level_verdict,
    margin_verdict,
    ratio_verdict,
)
from nextwork_eval.report.sentences import effect_case as effect_case_of_the_report
from nextwork_eval.results import ResultRow

COUNTS = st.tuples(st.integers(2, 40), st.integers(2, 40)).flatmap(
    lambda sizes: st.tuples(st.just(sizes[0]), st.integers(0, sizes[0]), st.just(sizes[1]), st.integers(0, sizes[1]))
)
SHARE = st.floats(0.05, 0.95)


def arms(n1: int, x1: int, n0: int, x0: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1, 0, 1, 0], [x1, n1 - x1, x0, n0 - x0]), np.repeat([1, 0], [n1, n0])


@settings(max_examples=150, deadline=None)
@given(COUNTS, SHARE)
def test_verdicts_by_counts_are_verdicts_by_limits(counts: tuple[int, int, int, int], threshold: float) -> None:
    """The table of all results says of each what the estimators' limits say of it: four kinds of target."""
    n1, x1, n0, x0 = counts
    outcome, treated = arms(*counts)
    exact = effects.share_in_arm(outcome, treated, level=0.9, interval="clopper_pearson")
    expected = {"level": level_verdict(exact, threshold)}
    if x0 > 0:
        expected["ratio"] = ratio_verdict(effects.risk_ratio(outcome, treated, level=0.9), threshold)
    kept = effects.noninferiority(outcome, treated, margin=threshold)
    alike = effects.equivalence(outcome, treated, margin=threshold, test="score")
    expected["not_worse"] = margin_verdict(kept, threshold, high=False)
    expected["equivalent"] = margin_verdict(alike, threshold)
    for measure, verdict in expected.items():
        found = effects.verdicts_of_counts(measure, threshold, x1, n1, x0, n0)  # type: ignore[arg-type]
        assert str(found) == verdict, measure


@settings(max_examples=100, deadline=None)
@given(COUNTS, st.integers(-90, 90).map(lambda hundredths: hundredths / 100))
def test_swapped_arms_flip_the_sign_of_the_score(counts: tuple[int, int, int, int], margin: float) -> None:
    """What the treated arm has over the reference arm, the reference arm lacks; and no event is the opposite of one."""
    n1, x1, n0, x0 = counts
    there = float(difference_score(x1, n1, x0, n0, margin))
    assert float(difference_score(x0, n0, x1, n1, -margin)) == pytest.approx(-there, rel=1e-5, abs=1e-7)
    assert float(difference_score(n1 - x1, n1, n0 - x0, n0, -margin)) == pytest.approx(-there, rel=1e-5, abs=1e-7)
    ratio = 1 / (1 + margin) if margin > -0.9 else 0.5
    z = float(ratio_score(x1, n1, x0, n0, ratio))
    assert float(ratio_score(x0, n0, x1, n1, 1 / ratio)) == pytest.approx(-z, rel=1e-6, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_the_score_falls_as_the_margin_rises(counts: tuple[int, int, int, int]) -> None:
    """Therefore the limits invert it, and the estimate lies between them."""
    n1, x1, n0, x0 = counts
    margins = np.linspace(-0.95, 0.95, 39)
    scores = np.array([float(difference_score(x1, n1, x0, n0, margin)) for margin in margins])
    assert (np.diff(scores) <= 1e-6).all()
    low, high = difference_limits(x1, n1, x0, n0, 0.95)
    assert -1 <= low <= x1 / n1 - x0 / n0 <= high <= 1


@settings(max_examples=60, deadline=None)
@given(COUNTS, SHARE)
def test_p_below_5_percent_is_a_target_met(counts: tuple[int, int, int, int], threshold: float) -> None:
    """The test at the threshold and the limit say the same."""
    outcome, treated = arms(*counts)
    kept = effects.noninferiority(outcome, treated, margin=threshold)
    assert (kept.p_value < 0.05) == (kept.conf_low > -threshold)
    if counts[3] > 0:
        halved = effects.ratio_goal(outcome, treated, goal=threshold)
        assert (halved.p_value < 0.05) == (halved.conf_high < threshold)


def test_row_order_and_labels_change_nothing() -> None:
    """People in another order, strata under other names: the same numbers."""
    generator = np.random.default_rng(8)
    treated, rounds = np.tile([1, 0], 40), np.repeat(["a", "b"], 40)
    weeks, job = generator.normal(20, 6, 80), generator.integers(0, 2, 80)
    order = generator.permutation(80)
    renamed = np.where(rounds == "a", "Odense", "Vejle")
    for function in (effects.noninferiority, effects.equivalence):
        first = function(weeks, treated, margin=5, test="t", strata=rounds)
        again = function(weeks[order], treated[order], margin=5, test="t", strata=renamed[order])
        assert (first.test_statistic, first.conf_low) == pytest.approx((again.test_statistic, again.conf_low))
        plain = function(job, treated, margin=0.2, test="score")
        assert plain.p_value == function(job[order], treated[order], margin=0.2, test="score").p_value
    one = effects.noninferiority(weeks, treated, margin=5, test="t", strata=np.repeat("all", 80))
    without = effects.noninferiority(weeks, treated, margin=5, test="t")
    assert (one.estimate, one.std_error) == pytest.approx((without.estimate, without.std_error))


def test_power_rises_with_people_and_falls_with_rounds() -> None:
    """More people show more; the same people in more rounds have fewer degrees of freedom; groups cost."""
    powers = [effects.power_of_shares(0.7, 0.5, n_treated=n, n_reference=n).power for n in (20, 60, 120, 500)]
    assert powers == sorted(powers)
    one = effects.power_of_shares(0.7, 0.5, n_treated=120, n_reference=120)
    eight = effects.power_of_shares(0.7, 0.5, n_treated=[15] * 8, n_reference=[15] * 8)
    assert eight.std_error == pytest.approx(one.std_error)
    assert 0 < one.power - eight.power < 0.005
    mirrored = effects.power_of_shares(0.3, 0.5, n_treated=120, n_reference=120)
    assert (mirrored.power, mirrored.difference) == pytest.approx((one.power, -one.difference))


def test_verdict_and_effect_are_set_side_by_side() -> None:
    """Two questions: three answers to each, and a name for every pair."""
    for verdict, group in (
        ("met", "met"),
        ("not_met", "short"),
        ("reduced_not_met", "short"),
        ("not_reduced", "short"),
        ("undecided", "undecided"),
    ):
        assert beside_the_effect(verdict, "good") == f"{group}.shown"
        assert beside_the_effect(verdict, "open") == f"{group}.not_shown"
        assert beside_the_effect(verdict, "bad") == f"{group}.against"
        assert beside_the_effect(verdict, "shown") is None


@pytest.mark.parametrize("statistic", ["difference", "ratio"])
@pytest.mark.parametrize("good", ["more", "fewer", "neither"])
@pytest.mark.parametrize(
    "limits", [(-0.2, -0.1), (-0.1, 0.1), (0.0, 0.2), (0.2, 0.9), (0.9, 1.0), (0.9, 1.3), (1.1, 2)]
)
def test_the_evaluation_reads_a_contrast_as_the_report_does(
    statistic: str, good: str, limits: tuple[float, float]
) -> None:
    """A difference that the report calls shown is one that the verdict counts as shown."""
    row = ResultRow(
        result_id="a.x",
        analysis_id="a",
        outcome="o",
        statistic=statistic,
        unit="share",
        synthetic=True,
        estimate=sum(limits) / 2,
        conf_low=limits[0],
        conf_high=limits[1],
    )
    assert effect_case(row, good) == effect_case_of_the_report(row, good)
