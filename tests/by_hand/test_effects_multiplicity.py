"""Families worked out by hand: adjusted p-values, q-values, step-down over repetitions, intervals that agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.multiplicity.step_down import critical_value, single_p_values, step_down
from nextwork_eval.errors import EstimationError

ADJUSTMENTS = [effects.holm, effects.hochberg, effects.benjamini_hochberg, effects.sharpened_q]
WEEKS = [20, 31, 12, 40, 10, 22, 15, 9]
KRONER = [5, 9, 3, 9, 4, 8, 3, 2]
OFFERED = [1, 1, 1, 1, 0, 0, 0, 0]


def faults(call: Callable[[], object]) -> str:
    with pytest.raises(EstimationError) as caught:
        call()
    return "\n".join(caught.value.problems)


def test_three_p_values() -> None:
    """0.01, 0.03, 0.04, of three.

    Holm: 3 x 0.01; 2 x 0.03; the greater of 0.06 and 0.04. Hochberg, from the greatest down: 0.04; the smaller of 0.04
    and 0.06; the smaller of 0.04 and 0.03. Benjamini and Hochberg: 0.04; 3 x 0.03 / 2 = 0.045, so 0.04; 0.03.
    """
    p = [0.01, 0.04, 0.03]
    assert effects.holm(p) == pytest.approx((0.03, 0.06, 0.06))
    assert effects.hochberg(p) == pytest.approx((0.03, 0.04, 0.04))
    assert effects.benjamini_hochberg(p) == pytest.approx((0.03, 0.04, 0.04))


def test_sharpened_q_of_two() -> None:
    """0.01 and 0.2.

    First stage, at u: one is claimed from u = 0.02 on, both from 0.2 on. The smaller one: with none claimed before it
    needs 0.01 x 2 = 0.02 <= u; so u = 0.02, and q = 0.02 / 0.98. The greater one: with one claimed before it needs
    0.2 x 1 / 2 = 0.1 <= u; so u = 0.1, and q = 0.1 / 0.9, less than its p-value.
    """
    assert effects.sharpened_q([0.2, 0.01]) == pytest.approx((1 / 9, 1 / 49))


def test_sharpened_q_is_one_where_nothing_is_claimed() -> None:
    """A p-value of 1 alone would need u = 1; rates stop at u = 1/2, which is q = 1. One of 0 is claimed at once."""
    assert effects.sharpened_q([1.0]) == (1.0,)
    assert effects.sharpened_q([0.0, 1.0]) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
@pytest.mark.parametrize("p_values", [[], [0.2, 1.1], [-0.1], [0.1, float("nan")], ["a"], [[0.1, 0.2]], 0.3])
def test_what_is_no_family_of_p_values(adjust: Callable[[Sequence[float]], object], p_values: object) -> None:
    """None, outside 0 and 1, missing, text, a table."""
    assert "`p_values`" in faults(lambda: adjust(p_values))  # type: ignore[arg-type]


def test_step_down_over_four_lotteries() -> None:
    """Statistics 3 and 2; the greatest of each lottery is 3, 2.5, 1, 2.9, of the second outcome 2, 2.5, 1, 0.

    If those are all lotteries, 3 is reached in one of four, and 2 by the second outcome alone in two of four. If they
    are repetitions, the lottery that took place is one more: two of five and three of five.
    """
    observed = np.array([3.0, 2.0])
    drawn = np.array([[3.0, 2.0], [1.0, 2.5], [0.0, 1.0], [2.9, 0.0]])
    assert step_down(observed, drawn, True).tolist() == [0.25, 0.5]
    assert step_down(observed, drawn, False).tolist() == [0.4, 0.6]
    assert single_p_values(observed, drawn, True) == (0.25, 0.5)


def test_a_later_outcome_is_never_claimed_before_an_earlier_one() -> None:
    """2.1 is reached in two of four lotteries; 2, by the second outcome alone, in one: its adjusted p stays at two."""
    drawn = np.array([[2.1, 2.0], [2.5, 0.0], [0.0, 1.0], [0.1, 0.2]])
    assert step_down(np.array([2.1, 2.0]), drawn, True).tolist() == [0.5, 0.5]


def test_statistics_that_differ_by_rounding_are_tied() -> None:
    """0.1 + 0.2 is not 0.3 in floating point, and is reached all the same."""
    assert step_down(np.array([0.1 + 0.2]), np.array([[0.3], [0.0]]), True).tolist() == [0.5]


def test_critical_value_of_twenty_lotteries() -> None:
    """At 10 % two of 1, ..., 20 may be reached: 19 and 20. A statistic of 18 has a p-value of 3/20; one above it 2/20.

    Of nineteen repetitions the lottery that took place is one more, so that one alone may be reached.
    """
    assert critical_value(np.arange(1.0, 21.0), 0.1, True) == 18
    assert critical_value(np.arange(1.0, 20.0), 0.1, False) == 18
    assert critical_value(np.arange(1.0, 10.0), 0.05, False) == np.inf


def test_all_claimed_by_holm_in_each_direction() -> None:
    """Effects 2.5 and 2.0 with standard error 1, normal.

    One-sided p-values 0.00621 and 0.02275, against 0.0125 and 0.025: both are above 0. Their lower limits are those of
    a half error shared by two, 2.5 - 2.2414 = 0.2586, and 2.0 - 2.2414, which the claim replaces by 0. Nothing is
    claimed below 0: upper limits 4.7414 and 4.2414. Adjusted: 2 x 2 x 0.00621 = 0.0248 and 2 x 0.02275 = 0.0455; by
    Bonferroni the second would not be claimed.
    """
    found = effects.simultaneous_holm([2.5, 2.0], [1.0, 1.0])
    assert found.p_adjusted == pytest.approx((0.024839, 0.045500), abs=1e-6)
    assert found.p_value == pytest.approx((2 * 0.0062097, 2 * 0.0227501), abs=1e-6)
    assert found.conf_low == pytest.approx((0.258597, 0.0), abs=1e-6)
    assert found.conf_high == pytest.approx((4.741403, 4.241403), abs=1e-6)
    assert found.excludes_zero == (True, True)


def test_one_claimed_by_holm_in_each_direction() -> None:
    """Effects 2.5 and 1.9: the second has 0.02872, above 0.025.

    It alone is left, and has the whole half error: 1.9 - 1.9600 = -0.0600. The claimed one is above 0, and no more can
    be said of it.
    """
    found = effects.simultaneous_holm([2.5, 1.9], [1.0, 1.0])
    assert found.conf_low == pytest.approx((0.0, -0.059964), abs=1e-6)
    assert found.excludes_zero == (True, False)
    assert found.p_adjusted[1] == pytest.approx(2 * 0.028717, abs=1e-5)


def test_effects_on_both_sides_are_two_families() -> None:
    """2.5 and -2.0: the second is the only one below 0, but two could be: 2 x 0.02275 > 0.025.

    Two-sided Holm would claim it; it has no interval that could agree and hold.
    """
    found = effects.simultaneous_holm([2.5, -2.0], [1.0, 1.0])
    assert found.p_adjusted == pytest.approx((0.024839, 0.091001), abs=1e-6)
    assert found.excludes_zero == (True, False)
    assert found.conf_low == pytest.approx((0.0, -3.959964), abs=1e-6)
    assert found.conf_high == pytest.approx((4.741403, 0.241403), abs=1e-6)


def test_every_fault_of_simultaneous_holm_is_told() -> None:
    """No effects, missing numbers, errors of zero, other lengths, an odd level."""
    said = faults(lambda: effects.simultaneous_holm([1.0, np.nan], [1.0, 0.0], df=[0.0, 2.0], level=0.05))
    for fault in ("`level`", "`estimate` holds missing", "`std_error` holds numbers", "`df` holds numbers"):
        assert fault in said
    assert "differ in their number" in faults(lambda: effects.simultaneous_holm([1.0, 2.0], [1.0]))
    assert "`std_error` does not hold" in faults(lambda: effects.simultaneous_holm([1.0], ["a"]))
    assert "`estimate` holds missing or infinite" in faults(lambda: effects.simultaneous_holm([np.inf], [1.0]))
    assert "`estimate` is empty" in faults(lambda: effects.simultaneous_holm([], []))


@pytest.mark.parametrize("function", [effects.westfall_young, effects.simultaneous_westfall_young])
def test_every_fault_of_westfall_young_is_told(function: Any) -> None:
    """A constant outcome, one known for nobody, few draws, an arm of one; never a value."""
    generator = np.random.default_rng(1)
    nobody = [np.nan] * 8
    said = faults(lambda: function({"same": [3.7] * 8, "nobody": nobody}, [1] + [0] * 7, draws=98, generator=generator))
    for fault in ("`same` does not vary", "`nobody` is known for nobody", "`draws`", "treated arm has 1 person"):
        assert fault in said
    assert "3.7" not in said
    assert "empty" in faults(lambda: function({}, OFFERED, draws=99, generator=generator))
    text = {"weeks": ["a"] * 8, "kroner": KRONER}
    assert "`weeks`" in faults(lambda: function(text, OFFERED, draws=99, generator=generator))


def test_unknown_outcomes_that_a_repetition_could_gather_in_one_arm() -> None:
    """Three of eight unknown, four offered: they could all be among the offered, and leave one. Two would do."""
    generator = np.random.default_rng(1)
    few = [np.nan, 31, 12, 40, np.nan, 22, np.nan, 9]
    said = faults(
        lambda: effects.westfall_young({"few": few, "kroner": KRONER}, OFFERED, draws=99, generator=generator)
    )
    assert "`few` is unknown for so many in 1 of 1 strata" in said
    enough = [np.nan, 31, 12, 40, np.nan, 22, 15, 9]
    found = effects.westfall_young({"enough": enough, "kroner": KRONER}, OFFERED, draws=99, generator=generator)
    assert "for 2 of whom not every outcome is known" in found.method


def test_too_few_repetitions_for_the_level() -> None:
    """At 99.9 % a claim in one direction needs a p-value of 0.0005; 199 repetitions give 0.005 at best."""
    said = faults(
        lambda: effects.simultaneous_westfall_young(
            {"weeks": WEEKS * 2, "kroner": KRONER * 2},
            OFFERED * 2,
            level=0.999,
            draws=199,
            generator=np.random.default_rng(1),
        )
    )
    assert "too few for a claim at `level`" in said


def test_an_outcome_that_varies_in_neither_arm() -> None:
    """Everyone offered has a job, nobody else has: there is no standard error."""
    said = faults(
        lambda: effects.westfall_young(
            {"job": OFFERED, "weeks": WEEKS}, OFFERED, draws=99, generator=np.random.default_rng(1)
        )
    )
    assert "`job` varies in neither arm" in said


def test_records_are_frames_of_one_row_for_each_member() -> None:
    """For a researcher at the keyboard."""
    generator = np.random.default_rng(1)
    outcomes = {"weeks": WEEKS, "kroner": KRONER}
    tests = effects.westfall_young(outcomes, OFFERED, draws=99, generator=generator)
    assert tests.to_frame()["names"].tolist() == ["weeks", "kroner"]
    assert effects.simultaneous_holm([1.0, 2.0], [1.0, 1.0]).to_frame().shape[0] == 2
