"""What the estimators accept and refuse: every fault is named at once, and no value of a person is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.inputs import read_labels, read_numbers
from nextwork_eval.errors import EstimationError

OUTCOME = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0]
TREATED = [1, 1, 1, 0, 0, 0]
EXPECTED = (8 / 3, 5.0)


def problems_of(*args: Any, **options: Any) -> tuple[str, ...]:
    estimator = options.pop("estimator", effects.difference_in_means)
    with pytest.raises(EstimationError) as raised:
        estimator(*args, **options)
    return raised.value.problems


@pytest.mark.parametrize(
    ("outcome", "treated"),
    [
        (np.array(OUTCOME), np.array(TREATED)),
        (OUTCOME, [bool(arm) for arm in TREATED]),
        (tuple(OUTCOME), np.array(TREATED, dtype=np.int8)),
        (pd.Series(OUTCOME), pd.Series(TREATED)),
        (pd.Series(OUTCOME, index=list("abcdef")), pd.Series(TREATED, index=list("abcdef"), dtype="boolean")),
        (pd.Series(OUTCOME, dtype="Float64"), pd.Series(TREATED, dtype="Int64")),
        (np.array(OUTCOME, dtype=np.float32), np.array(TREATED, dtype=float)),
        (np.ma.masked_array(OUTCOME, mask=[False] * 6), np.array(TREATED)),
    ],
)
def test_what_is_accepted(outcome: Any, treated: Any) -> None:
    """Arrays, lists, and pandas columns of any numeric type give the same numbers."""
    estimate = effects.difference_in_means(outcome, treated)
    assert (estimate.level_treated, estimate.level_reference) == pytest.approx(EXPECTED)


def test_every_fault_is_listed_at_once() -> None:
    """A missing outcome, an arm coded 2, a missing stratum and a level of 5 % are four problems of one error."""
    problems = problems_of(
        [3.0, np.nan, 4.0, 1.0, 5.0, np.inf],
        [1, 1, 2, 0, 0, 0],
        strata=["a", "a", None, "a", "a", "a"],
        level=0.05,
        estimator=effects.difference_in_means_stratified,
    )
    assert len(problems) == 5
    text = "\n".join(problems)
    assert "`outcome` is missing for 1 of 6 persons (rows 1, counted from 0)" in text
    assert "`outcome` is infinite for 1 of 6 persons (rows 5, counted from 0)" in text
    assert "`treated` is neither 0 nor 1 for 1 of 6 persons (rows 2, counted from 0)" in text
    assert "`strata` is missing for 1 of 6 persons (rows 2, counted from 0)" in text
    assert "`level` is not a confidence level" in text


@pytest.mark.parametrize(
    ("outcome", "treated", "expected"),
    [
        (OUTCOME[:5], TREATED, "differ in their number of persons"),
        (OUTCOME, [1, 1, 1, 1, 1, 1], "The reference arm has 0 persons"),
        (OUTCOME, [0, 0, 0, 0, 0, 1], "The treated arm has 1 person:"),
        (OUTCOME, [1, 1, 1, 0, 0, None], "`treated` does not hold numbers"),
        (OUTCOME, [1, 1, 1, 0, 0, np.nan], "`treated` is missing for 1 of 6"),
        (OUTCOME, [1, 1, 1, -1, -1, -1], "`treated` is neither 0 nor 1 for 3 of 6"),
        (OUTCOME, ["yes", "yes", "yes", "no", "no", "no"], "`treated` does not hold numbers"),
        ([str(value) for value in OUTCOME], TREATED, "`outcome` does not hold numbers"),
        (pd.Series(OUTCOME, dtype=object), TREATED, "`outcome` does not hold numbers"),
        (pd.Series([1, 2, 3, 4, 5, None], dtype="Int64"), TREATED, "`outcome` is missing for 1 of 6"),
        (np.ma.masked_array(OUTCOME, mask=[True] + [False] * 5), TREATED, "`outcome` is missing for 1 of 6"),
        (np.array(OUTCOME) + 1j, TREATED, "`outcome` does not hold numbers"),
        (pd.Series(pd.to_timedelta(OUTCOME, unit="D")), TREATED, "`outcome` does not hold numbers"),
        (np.array(OUTCOME)[:, None], TREATED, "`outcome` has 2 dimensions"),
        (3.0, TREATED, "`outcome` has 0 dimensions"),
        ([], [], "The treated arm has 0 persons"),
    ],
)
def test_what_is_refused(outcome: Any, treated: Any, expected: str) -> None:
    """Lengths, arms, missing values, text, complex numbers, durations and wrong shapes are refused in words."""
    assert any(expected in problem for problem in problems_of(outcome, treated))


def test_pandas_columns_of_other_people_are_refused() -> None:
    """Columns whose indexes differ are refused, also when they hold the same people in another order."""
    outcome = pd.Series(OUTCOME, index=list("abcdef"))
    treated = pd.Series(TREATED, index=list("fedcba"))
    assert problems_of(outcome, treated) == (
        "`treated` and `outcome` have different pandas indexes: align them on the person first.",
    )
    strata = pd.Series(["x"] * 6)
    found = problems_of(outcome, TREATED, strata=strata, estimator=effects.difference_in_means_stratified)
    assert found == ("`strata` and `outcome` have different pandas indexes: align them on the person first.",)


def test_a_stratum_without_an_arm_is_refused() -> None:
    """The error says in how many strata, and where their first persons stand, but not the stratum's name."""
    found = problems_of(
        range(10),
        [1, 1, 0, 0, 0, 0, 0, 1, 1, 1],
        strata=["Aarhus"] * 4 + ["Skive"] * 3 + ["Lemvig"] * 3,
        estimator=effects.difference_in_means_stratified,
    )
    assert len(found) == 1
    assert "In 2 of 3 strata an arm has nobody" in found[0]
    assert "rows 4, 7, counted from 0" in found[0]
    assert "Skive" not in found[0]


def test_no_value_of_a_person_is_in_an_error() -> None:
    """An outcome of 987654321 and an arm coded 777 are in the data, and nowhere in the message."""
    with pytest.raises(EstimationError) as raised:
        effects.difference_in_means([987654321.0, np.nan, 987654321.0, 2], [777, 777, 0, 1])
    assert "987654321" not in str(raised.value)
    assert "777" not in str(raised.value)


def test_only_the_first_rows_are_named() -> None:
    """Of eight missing values, five rows are named."""
    found = problems_of([np.nan] * 8, [1, 0] * 4)
    assert "rows 0, 1, 2, 3, 4, …, counted from 0" in found[0]


@pytest.mark.parametrize("level", [0.05, 1.0, 95, float("nan"), "0.95", -0.95])
def test_levels_that_are_none(level: Any) -> None:
    """A risk of error, a percentage or a text in place of a level is refused."""
    assert any("`level`" in problem for problem in problems_of(OUTCOME, TREATED, level=level))


def test_options_that_do_not_exist() -> None:
    """A misspelt option is refused with those that exist."""
    (found,) = problems_of(OUTCOME, TREATED, degrees_of_freedom="satterthwaite")
    assert "'bell_mccaffrey', 'welch'" in found


def test_labels_keep_their_kind() -> None:
    """The labels 1 and "1" are two strata; numbers, texts, categories and tuples may all be labels."""
    assert read_labels("strata", [1, "1", 1]).values.tolist() == [0, 1, 0]
    assert read_labels("strata", [("Vejle", 1), ("Vejle", 2)]).values.tolist() == [0, 1]
    assert read_labels("strata", pd.Categorical(["b", "a", "b"])).values.tolist() == [0, 1, 0]
    assert read_labels("strata", np.array([2019, 2020, 2019])).values.tolist() == [0, 1, 0]
    assert "2 dimensions" in read_labels("strata", np.zeros((2, 2))).problems[0]
    assert "missing" in read_labels("strata", np.ma.masked_array(["a", "b"], mask=[True, False])).problems[0]


def test_matrices_by_person() -> None:
    """In a matrix a person with several missing weeks is one person."""
    column = read_numbers("outcomes", np.array([[1, np.nan, np.nan], [1, 1, 1]]), dimensions=2)
    assert column.problems[0].startswith("`outcomes` is missing for 1 of 2 persons (rows 0,")
    frame = pd.DataFrame({"w1": [1, 0], "w2": [True, False]})
    assert read_numbers("outcomes", frame, dimensions=2).values.tolist() == [[1, 1], [0, 0]]
    assert read_numbers("outcomes", pd.DataFrame({"w1": ["a"]}), dimensions=2).problems
