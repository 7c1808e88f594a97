"""At the end you know how alike the lottery made the arms before the programme began, one trait at a time and jointly.

A lottery makes every difference before the offer a matter of chance. The table therefore describes, without a test for
each row; the joint test asks once whether the list was drawn as the design says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.effects.balance.permuted_balance import permuted_balance
from nextwork_eval.effects.estimate import FloatVector, IntVector, Test
from nextwork_eval.effects.inputs import (
    Column,
    arm_problems,
    read_labels,
    read_numbers,
    read_treated,
    refuse,
    side_by_side_problems,
)
from nextwork_eval.errors import EstimationError


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One trait measured before the lottery, by arm.

    Attributes
    ----------
    covariate
        Its name.
    yes_or_no
        It holds nothing but 0 and 1: the means are shares.
    mean_treated, mean_reference, sd_treated, sd_reference
        Over the persons whose value is known; standard deviations with n - 1.
    standardized_difference
        The difference of the means over the root of the mean of the two variances; NaN where neither arm varies.
    n_treated, n_reference
        Persons whose value is known.
    missing_treated, missing_reference
        Persons whose value is not known.
    """

    covariate: str
    yes_or_no: bool
    mean_treated: float
    mean_reference: float
    sd_treated: float
    sd_reference: float
    standardized_difference: float
    n_treated: int
    n_reference: int
    missing_treated: int
    missing_reference: int

    def to_dict(self) -> dict[str, Any]:
        """Return the row as a plain dictionary, in the order of the attributes."""
        return asdict(self)


def standardized_differences(covariates: object, treated: object) -> tuple[BalanceRow, ...]:
    """Describe each trait by arm, with the difference between the arms in standard deviations.

    Parameters
    ----------
    covariates
        A mapping from names to arrays of shape (n_people,), a data frame, or an array (n_people, n_covariates). Numbers
        or 0/1; a trait with several categories enters as one column for each. NaN where a value is not known.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.

    Returns
    -------
    tuple of BalanceRow
        In the order of `covariates`. No p-values: with a drawn list each null hypothesis is known to be true.

    Raises
    ------
    EstimationError
        With every fault: text, infinite values, lengths or pandas indexes that differ, an arm that is not 0/1, fewer
        than two persons with a known value in an arm.

    Notes
    -----
    (mean_1 - mean_0) / sqrt((s_1^2 + s_0^2) / 2). It does not grow with the number of persons, as a t statistic does.

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107. Imbens and Rubin (2015), Causal Inference for Statistics,
    Social, and Biomedical Sciences, section 14.2.

    Examples
    --------
    >>> (row,) = standardized_differences({"age": [20, 24, 28, 21, 23, 25]}, [1, 1, 1, 0, 0, 0])
    >>> row.mean_treated, row.mean_reference, round(row.standardized_difference, 3)
    (24.0, 23.0, 0.316)
    """
    arm = read_treated(treated)
    named = named_columns(covariates)
    columns = [read_numbers(f"covariates[{name!r}]", values, gaps=True) for name, values in named]
    problems = _problems(columns, arm)
    if not problems:
        problems = [
            f"`{column.name}` is known for fewer than two persons in an arm: expected at least two in each."
            for column in columns
            if arm_problems(arm.values[~np.isnan(column.values)])
        ]
    refuse("The arms cannot be compared.", problems)
    return tuple(_row(column, name, arm.values) for (name, _), column in zip(named, columns, strict=True))


def omnibus_balance(
    covariates: object,
    treated: object,
    *,
    strata: object | None = None,
    draws: int | None = None,
    generator: np.random.Generator | None = None,
) -> Test:
    """Test once, for all traits together, that the list was drawn without regard to them.

    Parameters
    ----------
    covariates
        As in `standardized_differences`, without missing values. Traits that repeat others are counted once.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    draws, generator
        With both, the p-value comes from repeating the lottery `draws` times instead of from the chi-square
        distribution; where there are no more possible lotteries than that, from all of them, without chance.

    Returns
    -------
    Test
        `statistic` is `chi_square`; `df` is the number of traits that vary (within strata) and repeat no other. A
        warning says how many were left out for that reason.

    Raises
    ------
    EstimationError
        With every fault: as `standardized_differences`, missing values, an arm without anyone in a stratum,
        no trait that varies, as many traits as the strata leave persons to compare, draws without a generator.

    Notes
    -----
    With d the sum over strata of h_b (mean_b1 - mean_b0), h_b = n_b1 n_b0 / n_b, and V the sum of h_b S_b, where S_b
    is the covariance of the traits among all persons of the stratum, the statistic is d' V^-1 d. V is the exact
    covariance of d over repeated draws. Without strata the statistic equals (n - 1) R^2 of the regression of the arm
    on the traits. The chi-square distribution is that of large arms; with many traits for the number of persons the
    test finds too little. Repeated lotteries keep the number of offers of each stratum; p = (1 + #{chi2* >= chi2}) /
    (1 + draws), and for all lotteries the plain share. See `permuted_balance`.

    References
    ----------
    Hansen and Bowers (2008), Statistical Science 23, 219-236. Phipson and Smyth (2010), Statistical Applications in
    Genetics and Molecular Biology 9, article 39, on adding one.

    Examples
    --------
    >>> test = omnibus_balance({"age": [20, 24, 28, 21, 23, 25]}, [1, 1, 1, 0, 0, 0])
    >>> round(test.test_statistic, 4), test.df
    (0.1807, 1.0)
    """
    summary = "The joint balance of the arms cannot be tested."
    arm = read_treated(treated)
    columns = [read_numbers(f"covariates[{name!r}]", values) for name, values in named_columns(covariates)]
    blocks = [] if strata is None else [read_labels("strata", strata)]
    problems = _problems(columns, arm, *blocks)
    if (draws is None) != (generator is None) or (draws is not None and draws < 1):
        problems.append("Expected `draws` (at least 1) and `generator` together, or neither.")
    codes = blocks[0].values if blocks else np.zeros(len(arm.values), dtype=np.int64)
    refuse(summary, problems or arm_problems(arm.values, codes, at_least=1))
    matrix = np.stack([column.values for column in columns], axis=1)
    white = _white(_root(matrix, arm.values, codes))
    rank = white.shape[1]
    if rank == 0:
        refuse(summary, ["No covariate varies within strata: expected at least one that does."])
    if rank >= len(arm.values) - (codes.max() + 1):
        refuse(summary, ["There are as many covariates as persons to compare: expected far fewer covariates."])
    scores = _scores(white, arm.values, codes)
    distance = arm.values @ scores
    statistic = float(distance @ distance)
    p_value, reference = float(stats.chi2.sf(statistic, rank)), "Hansen-Bowers chi-square, randomisation covariance"
    if draws is not None and generator is not None:
        p_value, lotteries, every = permuted_balance(scores, arm.values, codes, draws=draws, generator=generator)
        reference = f"Hansen-Bowers statistic, p-value over {'all ' if every else ''}{lotteries} repeated lotteries"
    left_out = matrix.shape[1] - rank
    return Test(
        statistic="chi_square",
        null_hypothesis="the offer was drawn without regard to the covariates",
        test_statistic=statistic,
        df=float(rank),
        p_value=p_value,
        n_treated=int((arm.values == 1).sum()),
        n_reference=int((arm.values == 0).sum()),
        events_treated=None,
        events_reference=None,
        method=f"{reference}{' within strata' if strata is not None else ''}",
        warnings=(f"{left_out} of {matrix.shape[1]} covariates do not vary or repeat others.",) if left_out else (),
    )


def named_columns(covariates: object) -> list[tuple[str, object]]:
    """Name each covariate: by its key, its column, or its position in an array (n_people, n_covariates)."""
    if isinstance(covariates, (Mapping, pd.DataFrame)):
        return [(str(name), values) for name, values in covariates.items()]
    matrix = np.asarray(covariates)
    if matrix.ndim == 2:
        return [(str(position), matrix[:, position]) for position in range(matrix.shape[1])]
    problem = "`covariates` is neither a mapping, a data frame nor an array with two dimensions (persons, covariates)."
    raise EstimationError("The covariates cannot be read.", [problem])


def _problems(columns: Sequence[Column], arm: Column, *others: Column) -> list[str]:
    everything = [*columns, arm, *others]
    problems = [problem for column in everything for problem in column.problems]
    if not columns:
        problems.append("`covariates` is empty: expected at least one.")
    problems += side_by_side_problems(everything)
    return problems + ([] if arm.problems else arm_problems(arm.values))


def _row(column: Column, name: str, treated: FloatVector) -> BalanceRow:
    values = column.values
    known = ~np.isnan(values)
    one, zero = values[known & (treated == 1)], values[known & (treated == 0)]
    sd_one, sd_zero = _standard_deviation(one), _standard_deviation(zero)
    pooled = ((sd_one**2 + sd_zero**2) / 2) ** 0.5
    return BalanceRow(
        covariate=name,
        yes_or_no=bool(np.isin(values[known], (0, 1)).all()),
        mean_treated=float(one.mean()),
        mean_reference=float(zero.mean()),
        sd_treated=sd_one,
        sd_reference=sd_zero,
        standardized_difference=float(one.mean() - zero.mean()) / pooled if pooled > 0 else float("nan"),
        n_treated=len(one),
        n_reference=len(zero),
        missing_treated=int((treated == 1).sum()) - len(one),
        missing_reference=int((treated == 0).sum()) - len(zero),
    )


def _standard_deviation(values: FloatVector) -> float:
    # The mean of equal decimal fractions is rounded, which would leave a deviation that is not quite zero.
    return float(values.std(ddof=1)) if np.ptp(values) > 0 else 0.0


def _root(matrix: NDArray[np.float64], treated: FloatVector, strata: IntVector) -> NDArray[np.float64]:
    """Return a root R, shape (n_people, k), of the covariance of d over draws: V = R' R."""
    root = np.zeros_like(matrix)
    for stratum in range(strata.max() + 1):
        members = strata == stratum
        rows, arm = matrix[members], treated[members]
        centred = np.where(np.ptp(rows, axis=0) > 0, rows - rows.mean(axis=0), 0.0)
        root[members] = centred * (arm.sum() * (1 - arm).sum() / len(arm) / (len(arm) - 1)) ** 0.5
    return root


def _white(root: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an orthonormal basis of the columns of R, shape (n_people, rank).

    Traits are first brought to one scale, so that kroner and 0/1 count alike.
    """
    scale = np.sqrt((root**2).sum(axis=0))
    varies = scale > 0
    if not varies.any():
        return np.empty((len(root), 0))
    basis, size, _ = np.linalg.svd(root[:, varies] / scale[varies], full_matrices=False)
    # Repeated traits leave singular values of the size of rounding errors, 1e-16; R's regressions cut at 1e-7 too.
    return np.asarray(basis[:, size > 1e-7 * size[0]], dtype=np.float64)


def _scores(white: NDArray[np.float64], treated: FloatVector, strata: IntVector) -> NDArray[np.float64]:
    """Return what each person adds, when offered the programme, to V^-1/2 d: shape (n_people, rank).

    R is the centred traits times a factor that depends on the stratum alone; dividing by it gives them back.
    """
    scores = np.empty_like(white)
    for stratum in range(strata.max() + 1):
        members = strata == stratum
        arm = treated[members]
        scores[members] = white[members] / (arm.sum() * (1 - arm).sum() / len(arm) / (len(arm) - 1)) ** 0.5
    return scores
