"""Strata that cannot show how much an arm varies: one person, or one group, in it. Worked out by hand."""

import math

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# Odense as in the means: variance 25 + 1 of 8. Skive and Lemvig offered one of three: differences 6 and 7.
PLACES = ["Odense"] * 4 + ["Skive"] * 3 + ["Lemvig"] * 3
WEEKS, OFFERED = [10, 20, 8, 6, 12, 5, 7, 9, 1, 3], [1, 1, 0, 0, 1, 0, 0, 1, 0, 0]


def test_two_small_strata_beside_a_larger_one() -> None:
    """Estimate 0.4 * 8 + 0.3 * 6 + 0.3 * 7 = 7.1; variance 0.16 * 26 + 0.36 * 1 / 4 = 4.25.

    The two of equal size differ by 1: variance of their mean 1 / 4. If people vary alike (variance 1), Odense's part is
    0.16 (1/2 + 1/2) on average and 0.0128 in squares, that of the two 0.36 (3/2 + 3/2) / 4 = 0.27 and 0.27^2, with one
    degree of freedom: together 0.43^2 / (0.0128 + 0.0729).
    """
    found = effects.difference_in_means_stratified(WEEKS, OFFERED, strata=PLACES)
    assert found.estimate == pytest.approx(7.1)
    assert found.std_error == pytest.approx(math.sqrt(4.25))
    assert found.df == pytest.approx(0.1849 / 0.0857)
    assert found.level_treated == pytest.approx(0.4 * 15 + 0.3 * 12 + 0.3 * 9)
    assert found.warnings[0].startswith("In 2 of 3 strata an arm has one person: their part")


def test_small_strata_week_by_week() -> None:
    """Each week has the difference, error and limits of that week alone, worked out above for the first.

    In the second week nobody of the small strata differs, so that only Odense counts: its cells are 1, 3 and
    2, 2; 0.16 (2 / 2 + 0). In the third nobody works at all.
    """
    flat = [1, 3, 2, 2, 5, 5, 5, 5, 5, 5]
    weeks = np.column_stack([WEEKS, flat, np.zeros(10)])
    curve = effects.difference_by_week(weeks, OFFERED, weeks=[1, 2, 3], strata=PLACES, band="sup_t")
    line = curve.pick("difference", "outcome")
    assert line.estimate[0] == pytest.approx(7.1)
    assert line.std_error[:2] == pytest.approx([math.sqrt(4.25), math.sqrt(0.16)])
    assert np.isnan(line.std_error[2])
    for week, values in enumerate((WEEKS, flat)):
        alone = effects.difference_in_means_stratified(values, OFFERED, strata=PLACES)
        assert (line.conf_low[week], line.conf_high[week]) == pytest.approx((alone.conf_low, alone.conf_high))
    treated = curve.pick("treated", "outcome")
    assert treated.estimate[0] == pytest.approx(0.4 * 15 + 0.3 * 12 + 0.3 * 9)
    assert np.isnan(treated.std_error).all()
    assert "In 2 of 3 strata an arm has one person" in " ".join(curve.warnings)
    assert "Pashley-Miratrix" in curve.method
    # The band is wider than the single intervals, df 2.16.
    assert curve.critical_value is not None
    assert curve.critical_value >= (line.conf_high[0] - line.estimate[0]) / line.std_error[0] - 1e-6


def test_small_strata_of_shares_and_without_comparison() -> None:
    """Shares keep Wilson limits; a small stratum beside one of another size, and lotteries, are refused."""
    worked = np.array([[1, 0, 0, 1, 1, 0, 1, 0, 0, 1]]).T
    curve = effects.difference_by_week(worked, OFFERED, weeks=[1], strata=PLACES)
    # Kish's numbers: 1 / (0.16 / 2 + 0.09 + 0.09) of the treated.
    z2, n, p = 3.841458820694124, 1 / 0.26, 0.4 * 0.5 + 0.3 + 0.0
    centre, half = (p + z2 / (2 * n)) / (1 + z2 / n), math.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    treated = curve.pick("treated", "outcome")
    assert treated.estimate[0] == pytest.approx(p)
    assert treated.conf_high[0] == pytest.approx(centre + half)
    for band, strata in (("none", [1] * 3 + [2] * 7), ("randomization", PLACES)):
        with pytest.raises(EstimationError, match=r"one person|fewer than 2"):
            effects.difference_by_week(
                worked,
                [1, 0, 0, 1, 1, 0, 0, 0, 0, 0] if band == "none" else OFFERED,
                weeks=[1],
                strata=strata,
                band=band,  # type: ignore[arg-type]
                draws=999,
                generator=np.random.default_rng(1),
            )


def test_small_strata_of_unequal_sizes() -> None:
    """Strata of 3, 3 and 2 with differences 6, 7, 3: mean 45 / 8 = 5.625, deviations 0.375, 1.375, -2.625.

    n^2 / (N - 2 n) is 4.5, 4.5 and 1, sum 10: weights 4.5 / 18, 4.5 / 18, 1 / 18.
    """
    found = effects.difference_in_means_stratified(
        [12, 5, 7, 9, 1, 3, 8, 5], [1, 0, 0, 1, 0, 0, 1, 0], strata=[1, 1, 1, 2, 2, 2, 3, 3]
    )
    assert found.estimate == pytest.approx(5.625)
    assert found.std_error == pytest.approx(math.sqrt((0.140625 + 1.890625) / 4 + 6.890625 / 18))
    assert 1 < found.df < 2


def test_one_small_stratum_is_compared_with_the_next_larger_ones() -> None:
    """Strata of 2, 4 and 4: the pair alone has nothing beside it, so that all three are compared."""
    found = effects.difference_in_means_stratified(
        [9, 4, 10, 20, 8, 6, 7, 8, 2, 1], [1, 0, 1, 1, 0, 0, 1, 1, 0, 0], strata=[1] * 2 + [2] * 4 + [3] * 4
    )
    # Differences 5, 8, 6 of 2, 4 and 4: mean 6.6; n^2 / (N - 2 n) is 4 / 6, 16 / 2, 16 / 2, and with N 10 + 50 / 3.
    weights = np.array([4 / 6, 8, 8]) / (80 / 3)
    assert found.estimate == pytest.approx(6.6)
    assert found.std_error == pytest.approx(math.sqrt(weights @ np.array([1.6, 1.4, 0.6]) ** 2))
    assert "with 2 more" in found.warnings[0]
    assert "between 3 of them" in found.method


@pytest.mark.parametrize("larger", [4, 6, 60])
def test_strata_that_cannot_be_compared_are_refused(larger: int) -> None:
    """One small stratum beside one of another size: each half or more, whatever is done."""
    outcome = [5, 1, 2, *range(larger)]
    offered = [1, 0, 0, *([1, 0] * (larger // 2))]
    with pytest.raises(EstimationError) as raised:
        effects.difference_in_means_stratified(outcome, offered, strata=[1] * 3 + [2] * larger)
    (problem,) = raised.value.problems
    assert "In 1 of 2 strata an arm has one person" in problem
    assert "half of all people" in problem
    assert "Merge strata" in problem


def test_parts_that_do_not_vary_are_said() -> None:
    """Equal differences of the small strata, or cells of the larger one in which nobody differs."""
    equal = [10, 20, 8, 6, 12, 5, 7, 9, 2, 4]
    found = effects.difference_in_means_stratified(equal, OFFERED, strata=PLACES)
    assert found.std_error == pytest.approx(math.sqrt(4.16))
    assert "rests on the other strata alone" in found.warnings[1]
    still = [9, 9, 2, 2, 12, 5, 7, 9, 1, 3]
    found = effects.difference_in_means_stratified(still, OFFERED, strata=PLACES)
    assert found.std_error == pytest.approx(math.sqrt(0.09))
    assert "rests on these alone" in found.warnings[1]
    for constant in ([0.1] * 10, [9, 9, 2, 2, 12, 5, 5, 9, 2, 2]):
        with pytest.raises(EstimationError, match="no standard error"):
            effects.difference_in_means_stratified(constant, OFFERED, strata=PLACES)


def test_three_pairs() -> None:
    """Differences 5, 9, 2: mean 16 / 3, squares of deviations 1 + 121 + 100 ninths, over 3 * 2; df 2."""
    pairs = ["a", "a", "b", "b", "c", "c"]
    found = effects.matched_pairs([20, 15, 31, 22, 12, 10], [1, 0, 1, 0, 1, 0], pairs=pairs)
    assert found.estimate == pytest.approx(16 / 3)
    assert found.std_error == pytest.approx(math.sqrt(222 / 54))
    assert found.df == pytest.approx(2)
    assert found.warnings == ()


def test_pairs_that_are_none() -> None:
    """A person without a partner, a pair with two offers, one pair alone, and pairs that all differ alike."""
    with pytest.raises(EstimationError, match="2 of 3 pairs"):
        effects.matched_pairs([1, 2, 3, 4, 5], [1, 0, 1, 1, 0], pairs=["a", "a", "b", "b", "c"])
    with pytest.raises(EstimationError):
        effects.matched_pairs([1, 2], [1, 0], pairs=["a", "a"])
    with pytest.raises(EstimationError, match="no standard error"):
        effects.matched_pairs([0.3, 0.1, 0.7, 0.5, 0.5, 0.3], [1, 0] * 3, pairs=["a", "a", "b", "b", "c", "c"])


# Spring's two with an offer are one group; autumn's are two groups of one. Differences 1.5 - 3.5 and 5.5 - 3.
ROUND_WEEKS, ROUND_OFFERED = [1, 2, 3, 4, 5, 6, 2, 4], [1, 1, 0, 0, 1, 1, 0, 0]
ROUNDS = ["spring"] * 4 + ["autumn"] * 4


def test_a_round_whose_treated_are_one_group_is_compared() -> None:
    """The rounds differ by 4.5: variance 4.5^2 / 4, one degree of freedom; autumn is lent."""
    found = effects.group_treatment(
        ROUND_WEEKS, ROUND_OFFERED, groups=["a", "a", None, None, "b", "c", None, None], strata=ROUNDS
    )
    assert found.estimate == pytest.approx(0.25)
    assert found.std_error == pytest.approx(2.25)
    assert found.df == pytest.approx(1)
    assert found.warnings[0].startswith("In 1 of 2 strata an arm is one person or (nearly) one group: with 1 more,")


def test_three_rounds_of_one_group() -> None:
    """Rounds of four with differences -2, 2.5 and 2: mean 5 / 6, variance of it by the rounds alone, df 2."""
    weeks = [*ROUND_WEEKS, 7, 5, 3, 5]
    found = effects.group_treatment(
        weeks,
        [*ROUND_OFFERED, 1, 1, 0, 0],
        groups=[1, 1, None, None, 2, 2, None, None, 3, 3, None, None],
        strata=[*ROUNDS, *["winter"] * 4],
    )
    deviations = np.array([-2, 2.5, 2]) - 2.5 / 3
    assert found.estimate == pytest.approx(2.5 / 3)
    assert found.std_error == pytest.approx(math.sqrt((deviations**2).sum() / 6))
    assert found.df == pytest.approx(2)
    assert "between 3 of them" in found.method


def test_rounds_that_share_a_group_count_as_one() -> None:
    """Spring and autumn met together: two units of 8 and 4 people, one of which holds more than half."""
    with pytest.raises(EstimationError, match="with those that share a group with it"):
        effects.group_treatment(
            [*ROUND_WEEKS, 7, 5, 3, 5],
            [*ROUND_OFFERED, 1, 1, 0, 0],
            groups=[1, 1, None, None, 1, 2, None, None, 3, 3, None, None],
            strata=[*ROUNDS, *["winter"] * 4],
        )


def test_nearly_one_group_is_one_group() -> None:
    """Of eight with an offer seven met: CR2 sees 1 / 7 of what groups add. Of eight, four met: it sees 4 / 7."""
    generator = np.random.default_rng(5)
    offered, rounds = np.tile([1] * 8 + [0] * 8, 4), np.repeat(np.arange(4), 16)
    for met, said in ((7, "between 4 of them"), (4, "CR2 standard error")):
        groups = np.where((np.tile(np.arange(16), 4) < met), rounds * 1.0, np.nan)
        found = effects.group_treatment(generator.normal(size=64), offered, groups=groups, strata=rounds)
        assert said in found.method
