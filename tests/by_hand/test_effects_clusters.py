"""Offers to whole clusters, declared chances, and tests for few clusters, worked out by hand."""

import math

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# Six classes of two; means 21, 32, 25 with the offer, 11, 20, 11 without.
WEEKS = [20, 22, 30, 34, 26, 24, 10, 12, 21, 19, 9, 13]
OFFERED, CLASSES = [1] * 6 + [0] * 6, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


def test_six_classes() -> None:
    """As six people with the means of the classes: (25 + 36 + 1) / 6 + (9 + 36 + 9) / 6, four degrees of freedom."""
    found = effects.difference_in_means_clustered(WEEKS, OFFERED, clusters=CLASSES)
    assert found.estimate == pytest.approx(12)
    assert found.std_error == pytest.approx(math.sqrt(62 / 6 + 54 / 6))
    assert found.df == pytest.approx(4)
    assert "3 clusters of the treated and 3 of the reference arm" in found.method


def test_two_classes_against_three() -> None:
    """Classes of two with means 21, 32 against 11, 20, 11: 26.5 - 14, variances 60.5 of two and 27 of three.

    Were outcomes of classes alike, the variances of 1/2 and 1/3 would have one and two degrees of freedom.
    """
    found = effects.difference_in_means_clustered(
        WEEKS[:4] + WEEKS[6:], OFFERED[:4] + OFFERED[6:], clusters=CLASSES[:4] + CLASSES[6:]
    )
    assert found.estimate == pytest.approx(12.5)
    assert found.std_error == pytest.approx(math.sqrt(60.5 / 2 + 27 / 3))
    assert found.df == pytest.approx((1 / 2 + 1 / 3) ** 2 / (1 / 4 / 1 + 1 / 9 / 2))
    assert "2 clusters of the treated and 3 of the reference arm" in found.method


def test_pairs_of_clusters() -> None:
    """Three pairs of classes, of four people each: differences 10, 12 and 14, variance (4 + 0 + 4) / 6."""
    found = effects.difference_in_means_clustered(WEEKS, OFFERED, clusters=CLASSES, strata=[1, 1, 2, 2, 3, 3] * 2)
    assert found.estimate == pytest.approx(12)
    assert found.std_error == pytest.approx(math.sqrt(8 / 6))
    assert found.df == pytest.approx(2)
    assert "(nearly) one cluster" in found.warnings[0]


def test_clusters_that_were_not_drawn_whole_are_refused() -> None:
    """A class in both arms, a class in two strata, one class in an arm."""
    with pytest.raises(EstimationError, match="cannot be estimated") as raised:
        effects.difference_in_means_clustered(
            WEEKS, [1] * 5 + [0] * 7, clusters=[1, 1, 1, 1, 1, 1, *[2] * 6], strata=[1, 2] * 6
        )
    text = "\n".join(raised.value.problems)
    assert "1 of 2 clusters hold people of both arms" in text
    assert "2 of 2 clusters hold people of several strata" in text
    assert "The treated arm has 1 cluster: expected at least 2" in text
    with pytest.raises(EstimationError) as raised:
        effects.difference_in_means_clustered(WEEKS, OFFERED, clusters=[1] * 5 + [2] + [3] * 5 + [4])
    assert raised.value.problems == (
        "An arm is (nearly) one cluster, and there are no strata that could be compared instead.",
    )


def test_chances_of_their_own() -> None:
    """Sums 2 + 2 + 4 = 8 and 4 / 3 over six people; variance (4 + 4 + 16 + 16 / 9) / 36."""
    found = effects.horvitz_thompson(
        [1, 0, 1, 1, 0, 1], [1, 0, 1, 1, 0, 0], probabilities=[0.5] * 3 + [0.25] * 3, allocation="independent"
    )
    assert found.estimate == pytest.approx(10 / 9)
    assert found.std_error == pytest.approx(math.sqrt((24 + 16 / 9) / 36))
    assert "outside 0 and 1" in found.warnings[0]


def test_two_of_four_under_declared_chances() -> None:
    """4, 6 against 1, 3: difference 3, Neyman's variance 2, and 2 + (9 - 2) / 4 with the chances."""
    found = effects.horvitz_thompson([4, 6, 1, 3], [1, 1, 0, 0], probabilities=0.5, allocation="complete")
    assert (found.estimate, found.std_error) == (pytest.approx(3), pytest.approx(math.sqrt(3.75)))
    assert (found.level_treated, found.level_reference) == (pytest.approx(5), pytest.approx(2))
    assert found.df == pytest.approx(2)


def test_a_round_of_which_one_person_is_at_hand() -> None:
    """Beside two of four (4, 6 against 1, 3) one control of another such round: (4 + 6 - 1 - 3 - 6) / 0.5 over five."""
    found = effects.horvitz_thompson(
        [4, 6, 1, 3, 6],
        [1, 1, 0, 0, 0],
        probabilities=0.5,
        allocation="complete",
        strata=["spring"] * 4 + ["autumn"],
        randomised=4,
    )
    assert found.estimate == pytest.approx(0)
    # n^2 V: 16 (2 + 7 / 4) of spring, and 12^2 of the one person of autumn.
    assert found.std_error == pytest.approx(math.sqrt(60 + 144) / 5)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"probabilities": 0.4, "allocation": "complete"}, "not a whole number"),
        ({"probabilities": 1.0, "allocation": "complete"}, "not above 0 and below 1"),
        ({"probabilities": 0.25, "allocation": "complete"}, "fewer than two persons are drawn"),
        ({"probabilities": [0.5, 0.5, 0.5, 0.25], "allocation": "complete"}, "differ within a stratum"),
        ({"probabilities": 0.5, "allocation": "simple"}, "'complete', 'independent'"),
        ({"probabilities": 0.5, "allocation": "independent", "strata": [1, 1, 2, 2]}, "leave them out"),
        ({"probabilities": 1 / 3, "allocation": "complete", "randomised": 6}, None),
        ({"probabilities": 0.2, "allocation": "complete", "randomised": 5}, "fewer than two persons are drawn"),
        ({"probabilities": [0.5, 0.5, np.nan, 0.5], "allocation": "independent"}, "`probabilities` is missing"),
    ],
)
def test_lotteries_that_cannot_have_been(options: dict[str, object], expected: str | None) -> None:
    """Chances are held against the people in the lottery."""
    call = lambda: effects.horvitz_thompson([4, 6, 1, 3], [1, 1, 0, 0], **options)  # type: ignore[arg-type] # noqa: E731
    if expected is None:
        assert call().estimate == pytest.approx((10 * 3 - 4 * 1.5) / 4)
        return
    with pytest.raises(EstimationError) as raised:
        call()
    assert any(expected in problem for problem in raised.value.problems)


def test_more_offers_than_were_drawn_are_refused() -> None:
    """Three of five with an offer, where the lottery drew two."""
    with pytest.raises(EstimationError, match="cannot be estimated") as raised:
        effects.horvitz_thompson([1, 2, 3, 4, 5], [1, 1, 1, 0, 0], probabilities=0.4, allocation="complete")
    assert "holds more people than the declared lottery drew" in raised.value.problems[0]


def test_four_clusters_of_one_by_hand() -> None:
    """5, 3 against 1, -1: t = 4; of the sixteen vectors of signs only all + and all - reach it.

    The restricted residuals are 3, 1, -1, -3; t(w) is 8 / 2, 6 / sqrt 10, 4 / 4, 2 / sqrt 10 or 0.
    """
    found = effects.wild_cluster_test(
        [5, 3, 1, -1], [1, 1, 0, 0], clusters=[1, 2, 3, 4], generator=np.random.default_rng(1)
    )
    assert found.test_statistic == pytest.approx(4)
    assert found.p_value == 2 / 16
    assert "no p-value below 0.125" in found.warnings[0]
    other = effects.wild_cluster_test(
        [5, 3, 1, -1], [1, 1, 0, 0], clusters=[1, 2, 3, 4], null=4, generator=np.random.default_rng(1)
    )
    assert (other.test_statistic, other.p_value) == (pytest.approx(0), 1)


def test_draws_count_the_data_themselves() -> None:
    """With 14 clusters there are more vectors than draws: p is at least 1 / (1 + draws), and repeats with the seed."""
    offered = np.repeat([1, 0], 28)
    clusters = np.arange(56) // 4
    outcome = 50.0 * offered + np.tile([1, 2, 3, 5], 14) + clusters % 3
    found = [
        effects.wild_cluster_test(
            outcome, offered, clusters=clusters, draws=999, generator=np.random.default_rng(seed)
        ).p_value
        for seed in (4, 4)
    ]
    assert found[0] == found[1] >= 1 / 1000
    assert found[0] * 1000 == pytest.approx(round(found[0] * 1000))


def test_faults_of_the_wild_bootstrap() -> None:
    """One cluster in an arm, no error, too few draws, a null that is none."""
    generator = np.random.default_rng(1)
    with pytest.raises(EstimationError) as raised:
        effects.wild_cluster_test([1, 2, 3, 4], [1, 1, 0, 0], clusters=[1, 1, 2, 3], generator=generator)
    assert "The treated arm has 1 cluster" in raised.value.problems[0]
    with pytest.raises(EstimationError) as raised:
        effects.wild_cluster_test([0.1] * 4, [1, 1, 0, 0], clusters=[1, 2, 3, 4], generator=generator)
    assert "without error" in raised.value.problems[0]
    with pytest.raises(EstimationError) as raised:
        effects.wild_cluster_test(
            [1, 2, 3, 4],
            [1, 1, 0, 0],
            clusters=[1, 2, 3, 4],
            draws=10,
            null=math.nan,
            generator=None,  # type: ignore[arg-type]
        )
    assert len(raised.value.problems) == 3


BEFORE = [0, 1, 2, 5, 1, 2, 3, 4]


def test_one_tested_coefficient_is_a_squared_t() -> None:
    """Three of one arm on a slope of 2.5, three of the other on 1: residuals 1/2, -1, 1/2 and 0, 0, 0.

    HC2 of the slope of the first arm: leverages 5/6, 1/3, 5/6 and weights -1/2, 0, 1/2, so that the variance is
    2 * (1/4) (1/4) / (1/6) = 3/4; the slope of the others has none. F = 1.5^2 / 0.75 = 3.
    """
    found = effects.joint_test(
        [2, 3, 7, 1, 2, 3], [1, 1, 1, 0, 0, 0], covariates={"before": [0, 1, 2, 1, 2, 3]}, tested="moderation"
    )
    assert found.test_statistic == pytest.approx(3)
    assert (found.df, found.df_denominator) == (1, pytest.approx(2))  # one from either arm, alike
    assert found.p_value == pytest.approx(1 - math.sqrt(3) / math.sqrt(5))  # as a t of 2 degrees of freedom


def test_faults_of_a_joint_test() -> None:
    """Unknown names, nothing left to test, more coefficients than clusters can tell, a fit without error."""
    outcome, offered = [2, 3, 7, 5, 1, 2, 3, 6], [1] * 4 + [0] * 4
    for tested in (["shoes"], "before", []):
        with pytest.raises(EstimationError, match="cannot be made") as raised:
            effects.joint_test(outcome, offered, covariates={"before": BEFORE}, tested=tested)  # type: ignore[arg-type]
        assert "`tested`" in raised.value.problems[0]
    with pytest.raises(EstimationError) as raised:
        effects.joint_test(outcome, offered, covariates={"same": [1] * 8}, tested=["same"])
    assert "None of the tested covariates" in raised.value.problems[0]
    two = {"before": BEFORE, "after": [3, 1, 4, 1, 5, 9, 2, 6]}
    with pytest.raises(EstimationError) as raised:
        effects.joint_test(outcome, offered, covariates=two, tested=list(two), clusters=[1, 1, 2, 2, 1, 1, 2, 2])
    assert "too few" in raised.value.problems[0]
    with pytest.raises(EstimationError) as raised:
        effects.joint_test(np.array(BEFORE) * 2, offered, covariates=two, tested=list(two))
    assert "without error" in raised.value.problems[0]
