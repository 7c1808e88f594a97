"""What stands in the place of a missing value does not matter once an indicator stands beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.trial import with_indicators

at_any_pace = settings(deadline=None, max_examples=50)
constants = st.floats(-50, 50, allow_nan=False)
seeds = st.integers(0, 2**32 - 1)


def trial(seed: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Invent 60 people: outcome, lot, and two covariates of which one is missing for about a fifth."""
    generator = np.random.default_rng(seed)
    marks = generator.normal(5, 3, 60)
    marks[generator.permutation(60)[:12]] = np.nan
    covariates = {"age": generator.normal(22, 2, 60), "marks": marks}
    treated = generator.permutation(np.repeat([1.0, 0.0], 30))
    return generator.normal(0, 1, 60) + treated + np.nan_to_num(marks) / 5, treated, covariates


def adjusted(seed: int, constant: float, *, interacted: bool) -> float:
    """Return the coefficient of the lot: least squares, with or without interactions with centred covariates (Lin)."""
    outcome, treated, covariates = trial(seed)
    complete, _ = with_indicators(covariates, constant=constant)
    centred = np.column_stack([values - values.mean() for values in complete.values()])
    columns = [np.ones(60), treated, *centred.T]
    if interacted:
        columns += list((centred * treated[:, None]).T)
    coefficients, *_ = np.linalg.lstsq(np.column_stack(columns), outcome, rcond=None)
    return float(coefficients[1])


@at_any_pace
@given(seeds, constants, constants, st.booleans())
def test_the_constant_does_not_move_the_effect(seed: int, one: float, other: float, interacted: bool) -> None:
    """Adjusted by regression, with and without interactions, the effect is the same for any constant."""
    assert adjusted(seed, one, interacted=interacted) == pytest.approx(
        adjusted(seed, other, interacted=interacted), abs=1e-6
    )


@at_any_pace
@given(seeds, constants)
def test_the_constant_does_not_move_the_balance_test(seed: int, constant: float) -> None:
    """The joint balance test is the same for any constant as for the mean."""
    _, treated, covariates = trial(seed)
    by_mean, _ = with_indicators(covariates)
    by_constant, filled = with_indicators(covariates, constant=constant)
    one, other = (effects.omnibus_balance(complete, treated) for complete in (by_mean, by_constant))
    assert filled == ("marks",)
    assert one.df == other.df == 3
    assert other.test_statistic == pytest.approx(one.test_statistic, rel=1e-6)


def test_nothing_is_added_where_nothing_is_missing() -> None:
    """Complete covariates come back as they are."""
    complete, filled = with_indicators({"age": np.array([20.0, 24.0])})
    assert (list(complete), filled) == (["age"], ())


def test_what_is_missing_for_the_same_people_shares_one_indicator() -> None:
    """Three years of history that are missing for one person together are one gap, not three."""
    gap = np.array([0.5, np.nan, 0.25])
    complete, filled = with_indicators({"first": gap, "second": 2 * gap, "marks": np.array([np.nan, 2.0, 4.0])})
    assert list(complete) == ["first", "first_missing", "second", "marks", "marks_missing"]
    assert filled == ("first", "second", "marks")
    assert complete["marks"].tolist() == [3.0, 2.0, 4.0]


def test_a_covariate_of_which_nothing_is_known_says_nothing() -> None:
    """It becomes a constant with a constant indicator, which no regression and no test counts."""
    complete, _ = with_indicators({"it": np.array([np.nan, np.nan])})
    assert complete["it"].tolist() == [0.0, 0.0]
    assert complete["it_missing"].tolist() == [1.0, 1.0]
