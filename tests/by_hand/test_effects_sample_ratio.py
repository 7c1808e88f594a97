"""Whether the arms are as large among those analysed as the lottery makes them, counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError


def test_two_of_six_are_not_analysed() -> None:
    """Three of six were drawn; of the four analysed three were: 3 of 15 ways, and no way gives more. Twice 0.2."""
    test = effects.sample_ratio_test([1, 1, 1, 0], randomised=6, offered=3)
    assert test.p_value == pytest.approx(0.4, rel=1e-14)
    assert (test.test_statistic, test.n_treated, test.n_reference, test.df) == (3, 3, 1, None)


def test_everyone_analysed_is_no_surprise() -> None:
    """With a fixed number of offers and nobody lost, the number of offers could not have been another."""
    assert effects.sample_ratio_test([1, 0, 0], randomised=3, offered=1).p_value == 1


def test_two_rounds() -> None:
    """In each round one of four is lost, 2 or 1 offers remain with chance 1/2: four offers have chance 1/4, doubled."""
    test = effects.sample_ratio_test(
        [1, 1, 0, 1, 1, 0], strata=list("aaabbb"), randomised={"a": 4, "b": 4}, offered={"a": 2, "b": 2}
    )
    assert test.p_value == pytest.approx(0.5, rel=1e-14)
    assert test.method == "exact sample-ratio test, hypergeometric within lottery rounds"


def test_drawn_one_by_one() -> None:
    """Three heads of three tosses: 1/8, doubled. With chances 1/2 and 1/4 in two rounds: 1/2 * 1/4, doubled."""
    assert effects.sample_ratio_test([1, 1, 1], probability=0.5).p_value == pytest.approx(0.25, rel=1e-12)
    test = effects.sample_ratio_test([1, 1], strata=["a", "b"], probability={"a": 0.5, "b": 0.25})
    assert test.p_value == pytest.approx(0.25, rel=1e-12)


@pytest.mark.parametrize(("lost", "share"), [(5, 0.5), (40, 0.3), (200, 0.5)])
def test_one_large_round_against_the_textbook_distributions(lost: int, share: float) -> None:
    """One round of 2000: the exact tails are those of the hypergeometric and the binomial distribution."""
    n, k, m = 2000, round(2000 * share), 2000 - lost
    x = round(m * share) - 3
    treated = np.repeat([1, 0], [x, m - x])
    expected = 2 * min(stats.hypergeom.cdf(x, n, k, m), stats.hypergeom.sf(x - 1, n, k, m))
    assert effects.sample_ratio_test(treated, randomised=n, offered=k).p_value == pytest.approx(min(1, expected))
    binomial = 2 * min(stats.binom.cdf(x, m, share), stats.binom.sf(x - 1, m, share))
    assert effects.sample_ratio_test(treated, probability=share).p_value == pytest.approx(min(1, binomial), rel=1e-9)


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({}, "either `randomised` with `offered`, or `probability`"),
        ({"randomised": 6}, "either `randomised` with `offered`, or `probability`"),
        ({"randomised": 6, "offered": 3, "probability": 0.5}, "either `randomised` with `offered`, or `probability`"),
        ({"randomised": 6, "offered": 2}, "In 1 rounds an arm holds more people"),
        ({"probability": 1.0}, "1 values of `probability` are not between 0 and 1"),
        ({"strata": ["a"] * 3, "probability": 0.5}, "differ in their number of persons"),
        ({"strata": ["a", "a", "b", "b"], "probability": 0.5}, "is one number, and there are 2 rounds"),
        ({"strata": ["a", "a", "b", "b"], "probability": {"a": 0.5}}, "says nothing of 1 rounds"),
    ],
)
def test_what_is_refused(keywords: dict[str, Any], expected: str) -> None:
    """A lottery declared twice, or not at all, or one that cannot have given this list, is refused in words."""
    with pytest.raises(EstimationError) as raised:
        effects.sample_ratio_test([1, 1, 1, 0], **keywords)
    assert any(expected in problem for problem in raised.value.problems)
