"""Indices of outcomes worked out by hand, and what cannot be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# Three offered, three not. The reference arm's work has mean 2 and standard deviation 1, its benefit mean 10 and 2.
WORK = [5.0, 3.0, 4.0, 1.0, 2.0, 3.0]
BENEFIT = [8.0, 10.0, 6.0, 12.0, 10.0, 8.0]
OFFERED = [1, 1, 1, 0, 0, 0]
GOOD = ["more", "fewer"]


def faults(call: Callable[[], object]) -> str:
    with pytest.raises(EstimationError) as caught:
        call()
    return "\n".join(caught.value.problems)


def index(outcomes: object = None, treated: object = OFFERED, **options: Any) -> effects.Index:
    given = {"work": WORK, "benefit": BENEFIT} if outcomes is None else outcomes
    return effects.index_of(given, treated, **({"good": GOOD} | options))


def test_mean_of_two_standardised_outcomes() -> None:
    """Work: 3, 1, 2, -1, 0, 1. Benefit, turned: 1, 0, 2, -1, 0, 1. Their means: 2, 0.5, 2, -1, 0, 1."""
    made = index()
    assert made.values.tolist() == [2.0, 0.5, 2.0, -1.0, 0.0, 1.0]
    assert made.weights == (0.5, 0.5)


def test_difference_in_the_index() -> None:
    """(2 + 0.5 + 2) / 3 - 0 = 1.5: the mean of the effects 2 and 1. Variances 0.75 and 1, of three each: 0.5833."""
    found = effects.index_difference({"work": WORK, "benefit": BENEFIT}, OFFERED, good=GOOD)  # type: ignore[arg-type]
    assert found.estimate == pytest.approx(1.5)
    assert found.std_error == pytest.approx((0.75 / 3 + 1 / 3) ** 0.5)
    assert found.level_reference == pytest.approx(0)
    assert "work 0.500, benefit 0.500" in found.method
    assert "taken as given" in found.method


def test_one_component_unknown() -> None:
    """The first person's benefit is not known: the index is work alone, 3; with equal weights nothing else moves."""
    made = index({"work": WORK, "benefit": [np.nan, *BENEFIT[1:]]})
    assert made.values.tolist() == [3.0, 0.5, 2.0, -1.0, 0.0, 1.0]
    assert made.incomplete == 1
    assert "Of 1 persons" in made.warnings[0]


def test_inverse_covariance_weights_of_two() -> None:
    """Reference arm a = -1, 0, 1 and b = 0, -1, 1: variances 1, covariance 1/2; the inverse treats them alike: 1/2.

    With everyone's covariances a counts less where it varies more: variances 4 and 1, covariance 0: weights 1/5, 4/5.
    """
    a, b = [-1.0, 0.0, 1.0, -1.0, 0.0, 1.0], [0.0, -1.0, 1.0, 0.0, -1.0, 1.0]
    made = index({"a": a, "b": b}, good=["more", "more"], weights="inverse_covariance")
    assert made.weights == pytest.approx((0.5, 0.5))
    assert np.std(made.values[3:], ddof=1) == pytest.approx(1)  # standardised once more
    # Four offered with a = -c, -c, c, c and b = -d, d, -d, d stand across from four with 1 in place of c and d.
    c = np.array([-1, -1, 1, 1])
    d = np.array([-1, 1, -1, 1])
    spread = {"a": [*(c * 7**0.5), *c], "b": [*d, *d]}  # mean squares of everyone 4 and 1
    everyone = index(
        spread, [1] * 4 + [0] * 4, good=["more", "more"], weights="inverse_covariance", covariance_of="everyone"
    )
    assert everyone.weights == pytest.approx((0.2, 0.8))


def test_a_negative_weight_is_told() -> None:
    """Four not offered have a and b of mean square 1 and mean product 0; the four offered 7 and 3, and product 4.5.

    Everyone's are 4, 2 and 2.25: a and b have more in common than b varies. The column sums of the inverse are
    proportional to 2 - 2.25 and 4 - 2.25, so that the weights are -1/6 and 7/6. A person of whom a alone is known has
    no index: her known components weigh less than nothing.
    """
    a, b = np.array([-1.0, -1, 1, 1]), np.array([-1.0, 1, -1, 1])
    offered_a, offered_b = 1.5 * 3**0.5 * b + 0.5 * a, 3**0.5 * b  # 6.75 + 0.25 = 7; 1.5 x 3 = 4.5
    options: dict[str, Any] = {"good": ["more"] * 2, "weights": "inverse_covariance", "covariance_of": "everyone"}
    made = index({"a": [*offered_a, *a], "b": [*offered_b, *b]}, [1] * 4 + [0] * 4, **options)
    assert made.weights == pytest.approx((-1 / 6, 7 / 6))
    assert "Negative weights: a." in made.warnings[0]
    holed = {"a": [*offered_a, *a, 0.5], "b": [*offered_b, *b, np.nan]}
    said = faults(lambda: index(holed, [1] * 4 + [0] * 5, **options))
    assert "The known components of 1 persons have no positive weight together" in said


def test_every_fault_is_told() -> None:
    """Directions, choices, a constant component, an arm of one, no number of the data."""
    said = faults(
        lambda: index(
            {"same": [4.25] * 6, "work": WORK},
            [1, 0, 0, 0, 0, 0],
            good=["more", "neither"],
            weights="some",
            standardize_by="x",
            covariance_of="y",
        )
    )
    wanted = ("`same` does not vary", "`good`", "`weights`", "`standardize_by`", "`covariance_of`", "arm has 1 person")
    for fault in wanted:
        assert fault in said
    assert "4.25" not in said
    assert "`good`" in faults(lambda: index(good=["more"]))
    assert "one component" in faults(lambda: index({"work": WORK}, good=["more"]))
    assert "infinite" in faults(lambda: index({"work": [np.inf, *WORK[1:]], "benefit": BENEFIT}))


def test_a_component_that_only_the_offered_have() -> None:
    """It cannot be standardised by an arm in which it does not vary."""
    said = faults(lambda: index({"work": WORK, "grant": [1.0, 2.0, 3.0, 0.0, 0.0, 0.0]}, good=["more", "more"]))
    assert "`grant` does not vary among those who standardise it" in said
    everyone = index(
        {"work": WORK, "grant": [1.0, 2.0, 3.0, 0, 0, 0]}, good=["more", "more"], standardize_by="everyone"
    )
    assert np.isfinite(everyone.values).all()


def test_a_person_of_whom_nothing_is_known() -> None:
    """Is not given an index, nor dropped."""
    unknown = {"work": [np.nan, *WORK[1:]], "benefit": [np.nan, *BENEFIT[1:]]}
    assert "No component is known of 1 persons" in faults(lambda: index(unknown))


def test_components_that_repeat_each_other() -> None:
    """Weeks and days are one outcome; their covariance matrix has no inverse. Equal weights may be taken."""
    twice = {"weeks": WORK, "days": [7 * weeks for weeks in WORK]}
    more = ["more", "more"]
    assert "singular" in faults(lambda: index(twice, good=more, weights="inverse_covariance"))
    assert index(twice, good=more).weights == (0.5, 0.5)


def test_too_few_complete_people_for_a_covariance_matrix() -> None:
    """Two complete people of the reference arm, for two components."""
    holed = {"work": [*WORK[:5], np.nan], "benefit": BENEFIT}
    assert "known of 2 persons only" in faults(lambda: index(holed, weights="inverse_covariance"))


def test_the_index_shows_nobody() -> None:
    """Its repr holds no person's value."""
    assert "values" not in repr(index())
