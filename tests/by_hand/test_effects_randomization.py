"""Randomisation tests worked out by hand on trials of four to eight people, and what is refused or said."""

import math

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.randomization.draws import studentized_draws
from nextwork_eval.errors import EstimationError


def repeat(outcome: object, treated: object, **keywords: object) -> effects.Estimate:
    return effects.randomization_test(outcome, treated, generator=np.random.default_rng(1), **keywords)


def test_six_assignments_by_hand() -> None:
    """Weeks 7, 5 (offered), 3, 1: differences of the six pairs are 4, 2, 0, 0, -2, -4; 2 of 6 are as far as 4."""
    found = repeat([7, 5, 3, 1], [1, 1, 0, 0], statistic="difference")
    assert (found.estimate, found.p_value) == (4, pytest.approx(2 / 6))
    assert repeat([7, 5, 3, 1], [1, 1, 0, 0], statistic="difference", sides="greater").p_value == pytest.approx(1 / 6)
    assert repeat([7, 5, 3, 1], [1, 1, 0, 0], statistic="difference", sides="less").p_value == 1
    doubled = repeat([7, 5, 3, 1], [1, 1, 0, 0], statistic="difference", sides="twice_smaller")
    assert doubled.p_value == pytest.approx(2 / 6)


def test_studentised_by_hand() -> None:
    """V = 2/2 + 2/2 = 2, t = 4 / √2 = 2.83; {7, 3}: 2 / √8; {7, 1}: 0; so that 2 of 6 are as far."""
    found = repeat([7, 5, 3, 1], [1, 1, 0, 0])
    assert found.std_error == pytest.approx(2**0.5)
    assert found.test_statistic == pytest.approx(4 / 2**0.5)
    assert found.p_value == pytest.approx(2 / 6)


def test_too_few_assignments_to_reject_are_said() -> None:
    """Six assignments: no p-value below 1/6; no effect can be rejected, so that the interval is the whole line."""
    found = repeat([7, 5, 3, 1], [1, 1, 0, 0])
    assert "6 assignments" in found.warnings[0]
    assert "0.167" in found.warnings[0]
    assert (found.set_kind, math.isnan(found.conf_low)) == ("whole_line", True)


def test_a_whole_line_is_said() -> None:
    """Five pairs: each of the 32 assignments is as far as its mirror, so that no p-value is below 2/32 = 0.0625."""
    found = repeat([1, 3, 2, 5, 4, 9, 3, 11, 1, 7], [0, 1] * 5, strata=np.arange(10) // 2)
    assert found.set_kind == "whole_line"
    assert "no size of effect out" in found.warnings[0]


def test_the_interval_of_an_effect_by_hand() -> None:
    """At level 0.5 an effect e stays while more than half of the six assignments lie as far as the observed one.

    Without the effect the weeks are 7 - e, 5 - e, 3, 1. The six differences are 4 - e, the observed one, e - 4,
    and 2, 0, 0, -2, in which e is shared evenly between the arms. Four of six are as far while |4 - e| <= 2, two
    beyond: the effects from 2 to 6 stay.
    """
    found = repeat([7, 5, 3, 1], [1, 1, 0, 0], statistic="difference", level=0.5)
    assert (found.conf_low, found.conf_high) == (pytest.approx(2), pytest.approx(6))
    assert found.set_kind == "interval"


def test_a_limit_at_no_effect_is_exactly_no_effect() -> None:
    """One of two treated has the event, and nobody else; level 0.6, so that an effect stays while p is above 0.4.

    Without an effect e below 0 the outcomes are 1 - e, -e, 0, 0: the observed difference, 0.5 - e, is reached by itself
    and its mirror alone, and p is 2/6. At e = 0 all six differences are 0.5 or -0.5, and p is 1. The lower limit is 0.
    """
    found = repeat([1, 0, 0, 0], [1, 1, 0, 0], statistic="difference", level=0.6)
    assert found.conf_low == 0.0
    assert found.conf_high == pytest.approx(1)


def test_two_rounds_by_hand() -> None:
    """Rounds of two: 3 - 1 and 6 - 2 average to 3; the four assignments give ±1 ± 2, so that 2 of 4 are as far."""
    found = repeat([3, 1, 6, 2], [1, 0, 1, 0], strata=["a", "a", "b", "b"], statistic="difference")
    assert (found.estimate, found.p_value) == (3, 0.5)


def test_clusters_by_hand() -> None:
    """Two of four families: 2 assignments of 6 lie as far as the one that took place; people alone would give 2 of 70.

    Families' weeks: (8, 8) and (6, 6) offered, (3, 3) and (1, 1) not: differences of families 5, 0, … in all of six.
    """
    weeks, offered = [8, 8, 6, 6, 3, 3, 1, 1], [1, 1, 1, 1, 0, 0, 0, 0]
    family = ["a", "a", "b", "b", "c", "c", "d", "d"]
    assert repeat(weeks, offered, clusters=family, statistic="difference").p_value == pytest.approx(2 / 6)
    assert repeat(weeks, offered, statistic="difference").p_value == pytest.approx(2 / 70)


def test_families_of_equal_size_are_people() -> None:
    """With two alike in each family the standard error is that of four families, of their own means."""
    family = ["a", "a", "b", "b", "c", "c", "d", "d"]
    found = repeat([8, 8, 6, 6, 3, 3, 1, 1], [1, 1, 1, 1, 0, 0, 0, 0], clusters=family)
    assert found.std_error == pytest.approx(repeat([8, 6, 3, 1], [1, 1, 0, 0]).std_error)


def test_one_assignment_only() -> None:
    """A round all offered and a round all not: p = 1, and it says why."""
    found = repeat([1, 2, 3, 4], [1, 1, 0, 0], strata=["a", "a", "b", "b"])
    assert (found.p_value, found.set_kind) == (1.0, "whole_line")
    assert "one way only" in found.warnings[0]


def test_drawn_lotteries_count_the_one_that_took_place() -> None:
    """Thirty offered above thirty others: none of 999 repetitions is as far out, and p is 1/1000, not 0.

    In the other direction every repetition is as extreme, and both tails together are twice the smaller.
    """
    weeks, offered = [*range(30, 60), *range(30)], [1] * 30 + [0] * 30
    found = {
        sides: repeat(weeks, offered, draws=999, interval=False, sides=sides).p_value
        for sides in ("two_sided", "greater", "less", "twice_smaller")
    }
    assert found == {"two_sided": 1 / 1000, "greater": 1 / 1000, "less": 1, "twice_smaller": 2 / 1000}


def test_a_round_with_one_arm_is_left_out_and_said() -> None:
    """Round c was offered to all two of its people: nothing could have been drawn there."""
    weeks, offered = [7, 5, 3, 1, 50, 60], [1, 1, 0, 0, 1, 1]
    found = repeat(weeks, offered, strata=["a"] * 4 + ["c"] * 2)
    without = repeat(weeks[:4], offered[:4])
    assert (found.estimate, found.p_value) == (without.estimate, without.p_value)
    assert "1 of 2 strata" in found.warnings[0]
    assert "2 people are left out" in found.warnings[0]
    assert (found.n_treated, found.n_reference) == (2, 2)


def test_what_cannot_be_tested_is_refused() -> None:
    """A constant outcome, an empty arm, a missing outcome, one pair, arms that do not vary."""
    for outcome, treated, said in (
        ([2, 2, 2, 2], [1, 1, 0, 0], "the same for everybody"),
        ([1, 2, 3, 4], [1, 1, 1, 1], "reference arm has 0 persons"),
        ([1, float("nan"), 3, 4], [1, 1, 0, 0], "missing for 1 of 4"),
        ([1, 2], [1, 0], "no variance"),
        ([3, 3, 1, 1], [1, 1, 0, 0], "no variance"),
    ):
        with pytest.raises(EstimationError, match=said):
            repeat(outcome, treated)
    assert repeat([3, 3, 1, 1], [1, 1, 0, 0], statistic="difference").p_value == pytest.approx(2 / 6)


def test_all_faults_are_listed_together() -> None:
    """Seven options that do not exist or do not fit."""
    with pytest.raises(EstimationError) as caught:
        effects.randomization_test(
            [1, 2, 3, 4],
            [1, 1, 0, 0],
            covariates={"age": [1, 2, 3, None]},
            statistic="t",  # type: ignore[arg-type]
            adjustment="best",  # type: ignore[arg-type]
            sides="both",  # type: ignore[arg-type]
            draws=50,
            threads=0,
            level=0.05,
            generator=1,  # type: ignore[arg-type]
        )
    assert len(caught.value.problems) == 8


def test_clusters_that_were_not_drawn_as_a_whole_are_refused() -> None:
    """In two rounds, or in both arms; covariates of people do not go with clusters."""
    keywords = {"clusters": ["k", "k", "l", "l", "m", "m"], "strata": ["a", "a", "a", "b", "b", "b"]}
    with pytest.raises(EstimationError, match="1 clusters lie in more than one stratum"):
        repeat([1, 2, 3, 4, 5, 6], [1, 1, 0, 0, 1, 1], **keywords)
    with pytest.raises(EstimationError, match="1 clusters have people in both arms"):
        repeat([1, 2, 3, 4, 5, 6], [1, 0, 0, 0, 1, 1], clusters=keywords["clusters"])
    with pytest.raises(EstimationError, match="covariates of people"):
        repeat([1, 2, 3, 4], [1, 1, 0, 0], clusters=list("aabb"), covariates={"x": [1, 2, 3, 5]}, adjustment="lin")


def test_a_regression_without_residuals_is_refused() -> None:
    """Six people, three in an arm: two covariates and a mean take all they have."""
    traits = np.array([[1, 5], [2, 3], [4, 1], [2, 2], [7, 1], [3, 9]])
    with pytest.raises(EstimationError, match="more persons than columns"):
        repeat([1, 2, 4, 3, 6, 5], [1, 1, 1, 0, 0, 0], covariates=traits, adjustment="lin")


def test_covariates_that_add_nothing_are_named() -> None:
    """A constant, and one that repeats another."""
    before = [1, 2, 4, 3, 6, 5, 9, 2]
    given = {"before": before, "same": [1] * 8, "twice": [2 * value for value in before]}
    found = repeat([3, 4, 9, 2, 6, 5, 8, 1], [1, 1, 1, 1, 0, 0, 0, 0], covariates=given, adjustment="ancova")
    alone = repeat(
        [3, 4, 9, 2, 6, 5, 8, 1], [1, 1, 1, 1, 0, 0, 0, 0], covariates=[[x] for x in before], adjustment="ancova"
    )
    assert "same, twice" in found.warnings[0]
    assert found.p_value == alone.p_value


def test_a_family_of_outcomes_that_cannot_be_compared_is_refused() -> None:
    """Known for one of the offered only, and the same for everybody."""
    outcomes = np.array([[1, 2], [np.nan, 2], [3, 2], [4, 2.0]])
    with pytest.raises(EstimationError) as caught:
        studentized_draws(
            outcomes, np.array([1.0, 1, 0, 0]), np.zeros(4, int), draws=99, generator=np.random.default_rng(1)
        )
    assert len(caught.value.problems) == 2
