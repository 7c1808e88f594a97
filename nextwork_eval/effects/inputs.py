"""At the end you know what an estimator accepts as outcome, arm or stratum, and how all faults are reported at once.

Each reader turns one array-like into a `Column` and never raises; the faults that it found travel with the column. The
estimator gathers the faults of its columns, adds those that show only when columns lie side by side, and refuses once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.label_codes import codes_of
from nextwork_eval.errors import EstimationError

_SHOWN = 5  # row numbers named in one problem: enough to find the fault, few enough to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One argument after reading.

    Attributes
    ----------
    name
        The argument, as the caller spells it.
    values
        Numbers (`float64`) or codes of labels (`int64`, 0, 1, … in order of appearance); first axis: persons.
    index
        The pandas index, where the argument had one.
    problems
        What is wrong with it; where this is not empty, `values` may not be used.
    """

    name: str
    values: NDArray[Any]
    index: pd.Index[Any] | None
    problems: tuple[str, ...]


def read_numbers(name: str, values: object, *, dimensions: int = 1, gaps: bool = False) -> Column:
    """Read an outcome or a covariate: one finite number for each person (and week).

    Parameters
    ----------
    name
        The argument as the caller spells it, for the problems.
    values
        Array, list, pandas Series or, with two dimensions, data frame. Numbers or booleans; text is refused, not
        converted.
    dimensions
        1 for (n_people,), 2 for (n_people, n_weeks).
    gaps
        Missing values are allowed, and stay NaN.

    Returns
    -------
    Column
        With `float64` values.
    """
    index = values.index if isinstance(values, (pd.Series, pd.DataFrame)) else None
    nothing = np.empty((0,) * dimensions, dtype=np.float64)
    try:
        numbers = _as_float(values)
    except (TypeError, ValueError):
        problem = f"`{name}` does not hold numbers throughout: expected numbers or booleans, convert it first."
        return Column(name=name, values=nothing, index=index, problems=(problem,))
    if numbers.ndim != dimensions:
        shape = "one number for each person" if dimensions == 1 else "a row for each person, a column for each week"
        problem = f"`{name}` has {numbers.ndim} dimensions: expected {dimensions}, {shape}."
        return Column(name=name, values=nothing, index=index, problems=(problem,))
    if np.isfinite(numbers).all():
        return Column(name=name, values=numbers, index=index, problems=())
    by_person = numbers.reshape(numbers.shape[0], -1) if numbers.size else numbers.reshape(numbers.shape[0], 0)
    missing = np.asarray(np.isnan(by_person).any(axis=1))
    infinite = np.asarray(np.isinf(by_person).any(axis=1))
    problems = []
    if missing.any() and not gaps:
        problems.append(f"`{name}` is missing for {_rows(missing)}: decide who is dropped, and count them, beforehand.")
    if infinite.any():
        problems.append(f"`{name}` is infinite for {_rows(infinite)}: expected finite numbers.")
    return Column(name=name, values=numbers, index=index, problems=tuple(problems))


def read_zero_one(name: str, values: object, *, meaning: str) -> Column:
    """Read an arm or an event: 0 or 1 (or a boolean) for each person; `meaning` says what 1 stands for."""
    column = read_numbers(name, values)
    if column.problems:
        return column
    other = (column.values != 0) & (column.values != 1)
    if not other.any():
        return column
    problem = f"`{name}` is neither 0 nor 1 for {_rows(other)}: expected 1 for {meaning}, 0 otherwise."
    return Column(name=name, values=column.values, index=column.index, problems=(problem,))


def read_treated(treated: object) -> Column:
    """Read the arm of each person: 1 for those offered the programme, 0 for the reference arm."""
    return read_zero_one("treated", treated, meaning="those offered the programme")


def read_labels(name: str, values: object, *, gaps: bool = False) -> Column:
    """Read strata or groups: one label for each person, as codes 0, 1, … in order of appearance.

    With `gaps`, a person may be without a label, and has the code -1.
    """
    index = values.index if isinstance(values, pd.Series) else None
    labels = _as_labels(values)
    if labels.ndim != 1:
        problem = f"`{name}` has {labels.ndim} dimensions: expected 1, one label for each person."
        return Column(name=name, values=np.empty(0, dtype=np.int64), index=index, problems=(problem,))
    codes = codes_of(labels)
    missing = codes < 0
    faulty = missing.any() and not gaps
    problems = (f"`{name}` is missing for {_rows(missing)}: expected a label for everyone.",) if faulty else ()
    return Column(name=name, values=codes, index=index, problems=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoArms:
    """What most estimators need, checked and aligned; first axis: persons.

    Attributes
    ----------
    outcome
        (n_people,) or (n_people, n_weeks).
    treated
        1 for those offered the programme, otherwise 0.
    strata
        Codes 0, 1, …; all 0 in a trial without strata.
    yes_or_no
        The outcome holds nothing but 0 and 1.
    """

    outcome: NDArray[np.float64]
    treated: FloatVector
    strata: IntVector
    yes_or_no: bool


def read_two_arms(
    summary: str,
    outcome: Column,
    treated: object,
    *,
    strata: object | None = None,
    at_least: int = 2,
    beside: Sequence[Column] = (),
    problems: Sequence[str] = (),
) -> TwoArms:
    """Lay an outcome beside the arms and the strata, and refuse with every fault, or return them checked.

    Parameters
    ----------
    summary
        What could not be estimated; the first line of the error.
    outcome
        The outcome as read by `read_numbers` or `read_zero_one`.
    treated, strata
        As the caller gave them; `strata` None for a trial without strata.
    at_least
        Persons that each arm needs, in each stratum.
    beside
        Further columns of the estimator, as read: covariates or groups.
    problems
        Faults that the estimator found by itself, in its options for instance.

    Raises
    ------
    EstimationError
        With all faults of all arguments.
    """
    columns = [outcome, read_treated(treated)]
    if strata is not None:
        columns.append(read_labels("strata", strata))
    found = [
        *problems,
        *(problem for column in (*columns, *beside) for problem in column.problems),
        *side_by_side_problems([*columns, *beside]),
    ]
    if not any(column.problems for column in columns[1:]) and len({len(column.values) for column in columns[1:]}) == 1:
        found += arm_problems(columns[1].values, columns[2].values if strata is not None else None, at_least=at_least)
    refuse(summary, found)
    values = outcome.values
    return TwoArms(
        outcome=values,
        treated=columns[1].values,
        strata=columns[2].values if strata is not None else np.zeros(len(values), dtype=np.int64),
        yes_or_no=bool(((values == 0) | (values == 1)).all()),
    )


def side_by_side_problems(columns: Sequence[Column]) -> list[str]:
    """List what is wrong between columns: numbers of persons that differ, pandas indexes that differ."""
    lengths = {column.name: len(column.values) for column in columns if not column.problems or len(column.values)}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"`{name}` {length}" for name, length in lengths.items())
        return [f"The arguments differ in their number of persons ({found}): expected the same persons in all."]
    first = next((column for column in columns if column.index is not None), None)
    return [
        f"`{column.name}` and `{first.name}` have different pandas indexes: align them on the person first."
        for column in columns
        if first is not None and column.index is not None and not column.index.equals(first.index)
    ]


def arm_problems(treated: FloatVector, strata: IntVector | None = None, *, at_least: int = 2) -> list[str]:
    """List arms, or arms within strata, with fewer than `at_least` persons; the columns must be readable."""
    if strata is None:
        sizes = {"treated": int((treated == 1).sum()), "reference": int((treated == 0).sum())}
        return [
            f"The {arm} arm has {size} person{'' if size == 1 else 's'}: expected at least {at_least}."
            for arm, size in sizes.items()
            if size < at_least
        ]
    n_strata = int(strata.max(initial=-1)) + 1
    if n_strata == 0:
        return arm_problems(treated, at_least=at_least)
    sizes_by_arm = [np.bincount(strata[treated == arm], minlength=n_strata) for arm in (0, 1)]
    thin = np.minimum(*sizes_by_arm) < at_least
    if not thin.any():
        return []
    first = [int(np.flatnonzero(strata == stratum)[0]) for stratum in np.flatnonzero(thin)[:_SHOWN]]
    few = "nobody" if at_least == 1 else f"fewer than {at_least} persons"
    return [
        f"In {int(thin.sum())} of {n_strata} strata an arm has {few} "
        f"(their first persons stand in rows {_listing(first, int(thin.sum()))}, counted from 0): "
        "merge strata by a rule that does not look at outcomes."
    ]


def level_problems(level: float) -> list[str]:
    """List what is wrong with a confidence level: a share from 0.5 up to, but not, 1."""
    # Below one half, the caller has almost certainly given the risk of error (0.05) in place of the level (0.95).
    if isinstance(level, (int, float, np.floating)) and 0.5 <= level < 1:
        return []
    return ["`level` is not a confidence level: expected a share of at least 0.5 and below 1, such as 0.95."]


def choice_problems(name: str, value: object, choices: Sequence[object]) -> list[str]:
    """List an option that is none of its choices."""
    if any(value is choice or value == choice for choice in choices):
        return []
    return [f"`{name}` is not an option that exists: expected one of {', '.join(repr(choice) for choice in choices)}."]


def refuse(summary: str, problems: Sequence[str]) -> None:
    """Raise one EstimationError with all problems; do nothing where there are none."""
    if problems:
        raise EstimationError(summary, problems)


def _as_float(values: object) -> FloatVector:
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.filled(values.astype(np.float64), np.nan)  # asarray would bring the masked values back
    if isinstance(values, pd.DataFrame):
        columns = [_as_float(values.iloc[:, position]) for position in range(values.shape[1])]
        return np.stack(columns, axis=1) if columns else np.empty((len(values), 0))
    if isinstance(values, pd.Series):
        if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)):
            raise TypeError
        array = values.to_numpy(dtype=np.float64, na_value=np.nan) if values.dtype.kind != "c" else values.to_numpy()
    else:
        array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError
    return array.astype(np.float64, copy=False)


def _as_labels(values: object) -> Any:
    if isinstance(values, (pd.Series, pd.Index, pd.Categorical)):
        return values
    if isinstance(values, np.ma.MaskedArray):
        return pd.Series(values.data).mask(np.ma.getmaskarray(values))  # filled() would invent a label for them
    if isinstance(values, (list, tuple)):
        return pd.Series(values, dtype=object)  # asarray would read 1 and "1" as the same stratum
    return np.asarray(values)


def _rows(marked: NDArray[np.bool_]) -> str:
    found = np.flatnonzero(marked)
    shown = _listing(found[:_SHOWN].tolist(), len(found))
    return f"{len(found)} of {len(marked)} persons (rows {shown}, counted from 0)"


def _listing(shown: Sequence[int], total: int) -> str:
    return ", ".join(str(row) for row in shown) + (", …" if total > len(shown) else "")
