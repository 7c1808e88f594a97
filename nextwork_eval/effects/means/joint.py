"""At the end you know whether several coefficients of an adjusted regression can all be zero, tested for small samples.

The usual Wald test with robust variances rejects too often when people, or clusters, are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy import stats

from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, IntVector, Test
from nextwork_eval.effects.inputs import Column, read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.covariates import adding, terms, varying_covariates
from nextwork_eval.effects.means.sandwich import FloatMatrix, cell_columns, inverse_root, residuals_beside
from nextwork_eval.errors import EstimationError

_SUMMARY = "The joint test cannot be made."
# Of a covariance that is singular only rounding is left, relative to its largest eigenvalue.
_SINGULAR = 1e-10


def joint_test(
    outcome: object,
    treated: object,
    *,
    covariates: object,
    tested: Literal["moderation"] | Sequence[str],
    clusters: object | None = None,
    strata: object | None = None,
) -> Test:
    """Test that several coefficients of an adjusted regression are zero together.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    covariates
        As in `regression_adjusted`.
    tested
        `moderation`: that each covariate matters alike in the two arms, so that the effect is the same for all their
        values (the regression is Lin's). Names of covariates: that these do not matter, in the regression that holds
        all covariates alike in both arms (ANCOVA).
    clusters
        Shape (n_people,): the cluster of each person, if people were drawn, or otherwise hang together, in clusters;
        None where everyone is alone.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.

    Returns
    -------
    Test
        `test_statistic` is F with `df` and `df_denominator` degrees of freedom. Warnings name covariates that were left
        out, as in `regression_adjusted`, and are not tested.

    Raises
    ------
    EstimationError
        With every fault: as `regression_adjusted`, names that are no covariate, no covariate left to be tested, and
        people or clusters too few for the test to exist.

    Notes
    -----
    For the q tested combinations C b with CR2 covariance C V C' (HC2 without clusters) and its expectation W if
    outcomes vary alike and independently, Q = (C b)' (C V C')^-1 (C b). W^(-1/2) C V C' W^(-1/2) is treated as
    Wishart with

        eta = q (q + 1) / sum_st var[(W^(-1/2) C V C' W^(-1/2))_st]

    degrees of freedom, so that (eta - q + 1) Q / (eta q) has an F distribution with q and eta - q + 1 (the approximate
    Hotelling test, HTZ). With q = 1 it is the square of the t test with Satterthwaite's degrees of freedom.

    References
    ----------
    Tipton and Pustejovsky (2015), Journal of Educational and Behavioral Statistics 40, 604-634. Pustejovsky and Tipton
    (2018), Journal of Business and Economic Statistics 36, 672-683.

    Examples
    --------
    Do weeks in work of the year before matter alike in both arms?

    >>> weeks, before = [20, 31, 12, 40, 10, 22, 15, 9], [10, 21, 5, 28, 8, 20, 9, 3]
    >>> test = joint_test(weeks, [1, 1, 1, 1, 0, 0, 0, 0], covariates={"before": before}, tested="moderation")
    >>> round(test.test_statistic, 2), round(test.df_denominator, 2), round(test.p_value, 2)
    (22.86, 2.04, 0.04)
    """
    columns = read_covariates(covariates)
    labels = None if clusters is None else read_labels("clusters", clusters)
    names = [column.name for column in columns]
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        beside=[*columns, *([] if labels is None else [labels])],
        problems=_tested_problems(tested, columns),
    )
    form = "lin" if tested == "moderation" else "ancova"
    wanted = set(names) if tested == "moderation" else set(tested)
    cells = cell_columns(arms.treated, arms.strata)
    kept = adding(varying_covariates(columns), arms, form, cells, sparing=True)
    blocks = [terms(covariate, arms, form) for covariate in kept]
    design = np.column_stack([cells, *blocks])
    of_each = [
        row
        for row, covariate in zip(_combinations(cells.shape[1], len(kept), form), kept, strict=True)
        if covariate.name in wanted
    ]
    problems = [] if of_each else ["None of the tested covariates adds anything to the regression."]
    if len(arms.outcome) <= design.shape[1]:
        problems.append(
            f"The trial has {len(arms.outcome)} persons for {design.shape[1]} columns of the regression: expected more "
            "persons than columns."
        )
    refuse(_SUMMARY, problems)
    groups = np.arange(len(arms.outcome)) if labels is None else labels.values
    statistic, eta = hotelling(arms.outcome, design, np.stack(of_each), groups)
    q = len(of_each)
    left_out = [name for name in names if name not in {covariate.name for covariate in kept}]
    several = f"{q} covariate{'' if q == 1 else 's'}"
    return Test(
        statistic="f",
        null_hypothesis=f"The effect is the same whatever the values of {several}."
        if tested == "moderation"
        else f"The coefficients of {several} are zero.",
        test_statistic=statistic,
        df=q,
        df_denominator=eta - q + 1,
        p_value=float(stats.f.sf(statistic, q, eta - q + 1)),
        n_treated=int(arms.treated.sum()),
        n_reference=int((1 - arms.treated).sum()),
        events_treated=None,
        events_reference=None,
        method=f"approximate Hotelling test (HTZ) of {q} coefficient{'' if q == 1 else 's'}; "
        + ("HC2" if labels is None else f"CR2 over {int(groups.max()) + 1} clusters")
        + f"; F distribution with {q} and {eta - q + 1:.1f} degrees of freedom",
        warnings=(f"Left out, and not tested: {', '.join(left_out)}.",) if left_out else (),
    )


def hotelling(
    outcome: FloatVector, design: FloatMatrix, combinations: FloatMatrix, groups: IntVector
) -> tuple[float, float]:
    """Return F and eta of combinations of coefficients, shape (q, n_columns); `groups` has a code for each person.

    Raises
    ------
    EstimationError
        Where the covariance is singular, or eta leaves the denominator less than one degree of freedom.
    """
    basis, triangle = np.linalg.qr(design)
    weights = basis @ np.linalg.solve(triangle.T, combinations.T)  # (n_people, q)
    residuals = residuals_beside(outcome, basis)
    scores, own, shadows = [], [], []
    for members in _members(groups):
        held = basis[members]
        stretched = weights[members].T @ inverse_root(np.eye(len(held)) - held @ held.T)
        scores.append(stretched @ residuals[members])
        own.append(stretched @ stretched.T)
        shadows.append(stretched @ held)
    score, size, shadow = np.stack(scores), np.stack(own), np.stack(shadows)
    expected = size.sum(axis=0) - np.einsum("gik,gjk->ij", shadow, shadow)
    root = _whole_inverse_root(expected)
    found = score.T @ score
    q = len(combinations)
    eta = q * (q + 1) / _total_variance(root @ size @ root, root @ shadow) if root is not None else 0.0
    covariance_root = _whole_inverse_root(found)
    if root is None or covariance_root is None or not eta - q + 1 >= 1:
        raise EstimationError(
            _SUMMARY,
            [
                f"People or clusters are too few to test {q} coefficients together (less than one degree of freedom is "
                "left), or the fit is without error: test fewer covariates."
            ],
        )
    wald = float(((covariance_root @ (weights.T @ outcome)) ** 2).sum())
    return wald * (eta - q + 1) / (eta * q), eta


def _total_variance(size: FloatMatrix, shadow: FloatMatrix) -> float:
    """Sum the variances of all elements of a sum of outer products of scores with the given covariances."""
    total = 0.0
    for g in range(len(size)):
        with_others = -np.einsum("ik,hjk->hij", shadow[g], shadow)
        with_others[g] += size[g]
        traces = np.einsum("hii->h", with_others)
        total += float((traces**2).sum() + np.einsum("hij,hji->", with_others, with_others))
    return total


def _whole_inverse_root(matrix: FloatMatrix) -> FloatMatrix | None:
    values, vectors = np.linalg.eigh(matrix)
    if not values[0] > _SINGULAR * values[-1]:
        return None
    return np.asarray(vectors / np.sqrt(values) @ vectors.T)


def _members(groups: IntVector) -> list[IntVector]:
    in_order = np.argsort(groups, kind="stable")
    return np.split(in_order, np.flatnonzero(np.diff(groups[in_order])) + 1)


def _combinations(n_cells: int, n_covariates: int, form: str) -> list[FloatVector]:
    """Return, for each covariate, its coefficient (ANCOVA) or how its coefficients differ between the arms (Lin)."""
    step = 2 if form == "lin" else 1
    rows = []
    for k in range(n_covariates):
        row = np.zeros(n_cells + step * n_covariates)
        row[n_cells + step * k + step - 1] = 1
        if form == "lin":
            row[n_cells + step * k] = -1
        rows.append(row)
    return rows


def _tested_problems(tested: object, columns: list[Column]) -> list[str]:
    if tested == "moderation":
        return []
    names = {column.name for column in columns}
    if isinstance(tested, str) or not isinstance(tested, Sequence) or not tested:
        return ["`tested` is neither 'moderation' nor a list of names of covariates."]
    unknown = sum(name not in names for name in tested)
    return [f"`tested` names {unknown} that are no covariates: expected names of `covariates`."] if unknown else []
