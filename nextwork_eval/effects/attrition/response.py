"""At the end you know whether the offer moved who is known: as a share, or for some people more than for others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from nextwork_eval.effects.attrition.covariates import FloatMatrix, left_out_warning, useful
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, Test
from nextwork_eval.effects.inputs import TwoArms, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import bell_mccaffrey_df, standardised_means
from nextwork_eval.effects.means.sandwich import arm_levels, cell_columns, leverages

_SUMMARY = "It cannot be tested whether the offer moved who is known."
_NULL = "the offer moved nobody's response"
_WHOLE_LEVERAGE = 1 - 1e-8


def attrition_test(
    outcome: object, treated: object, *, covariates: object | None = None, strata: object | None = None
) -> Test:
    """Test whether being known has anything to do with the offer.

    Without covariates it compares the share known of the two arms. With covariates it also asks whether other people
    are known in one arm than in the other: as many may be lost of both arms, and still be of another kind.

    Parameters
    ----------
    outcome
        Shape (n_people,): NaN for persons of whom the outcome is not known. Only that is used, not the outcome.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm; known for everyone.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.

    Returns
    -------
    Test
        `events` are the persons known. Where everyone is known the p-value is 1, without a statistic, and a warning
        says so. A large p-value is no proof that attrition does no harm; see `manski_bounds`.

    Raises
    ------
    EstimationError
        With every fault: lengths or pandas indexes that differ, an arm that is not 0/1 or has fewer than two persons
        (in a stratum), covariates that are missing or infinite, nobody known, one arm wholly known and the other not at
        all, no more persons than columns, covariates that mark a single person.

    Notes
    -----
    Without covariates: the (stratified) difference in the shares known over its HC2 standard error, t with
    Bell-McCaffrey degrees of freedom. With k covariates x, centred over everyone: the regression of response on arm,
    x and their products (and on the strata of each arm); F = b'V^-1 b / (k + 1) of the k + 1 coefficients b that the
    arms do not share, V their HC2 covariance, on k + 1 and n minus the number of columns degrees of freedom.
    Covariates that are constant or repeat others within an arm are left out, by name.

    References
    ----------
    MacKinnon and White (1985), Journal of Econometrics 29, 305-325 (HC2). Bell and McCaffrey (2002), Survey Methodology
    28, 169-181. Lin, Green and Coppock (2016), Standard operating procedures for Don Green's lab at Columbia.

    Examples
    --------
    Of six offered the programme one is not known, of six in the reference arm three:

    >>> gone = float("nan")
    >>> weeks = [5, 3, 8, 2, 9, gone, 4, 1, 6, gone, gone, gone]
    >>> test = attrition_test(weeks, [1] * 6 + [0] * 6)
    >>> round(test.test_statistic, 3), test.df, round(test.p_value, 3)
    (1.195, 10.0, 0.26)
    """
    columns = [] if covariates is None else read_covariates(covariates)
    arms = read_two_arms(_SUMMARY, read_numbers("outcome", outcome, gaps=True), treated, strata=strata, beside=columns)
    known = ~np.isnan(arms.outcome)
    if not known.any():
        refuse(_SUMMARY, ["Nobody's outcome is known: expected some."])
    response = replace(arms, outcome=known.astype(np.float64))
    x, left_out = useful(columns, arms.treated)
    warnings = left_out_warning(left_out)
    if known.all():
        nothing = "Every outcome is known: there is nothing to test."
        return _test(response, None, None, 1.0, "nobody was lost", (*warnings, nothing))
    if x.shape[1] == 0:
        return _of_shares(response, warnings)
    return _joint(response, x, warnings)


def _of_shares(response: TwoArms, warnings: tuple[str, ...]) -> Test:
    one, zero = standardised_means(response)
    variance = float(one.variance[0] + zero.variance[0])
    if variance == 0:
        refuse(_SUMMARY, ["Of one arm everyone is known, of the other nobody: there is nothing to compare."])
    statistic = float(one.mean[0] - zero.mean[0]) / variance**0.5
    df = bell_mccaffrey_df(one, zero)
    method = (
        "difference between the shares known of the arms"
        + (" within strata" if response.strata.any() else "")
        + "; HC2 standard error; t distribution with Bell-McCaffrey degrees of freedom"
    )
    return _test(response, statistic, df, float(2 * stats.t.sf(abs(statistic), df)), method, warnings)


def _joint(response: TwoArms, x: FloatMatrix, warnings: tuple[str, ...]) -> Test:
    centred = x - x.mean(axis=0)
    by_arm = [centred * (response.treated == arm)[:, None] for arm in (1, 0)]
    cells = cell_columns(response.treated, response.strata)
    design = np.column_stack([cells, *by_arm])
    n, columns = design.shape
    if n <= columns:
        refuse(_SUMMARY, [f"The trial has {n} persons for {columns} columns of the regression: name fewer covariates."])
    k = x.shape[1]
    one, zero = arm_levels(response.strata, columns)
    combinations = np.zeros((k + 1, columns))
    combinations[0] = one - zero
    for position in range(k):
        combinations[position + 1, cells.shape[1] + position] = 1
        combinations[position + 1, cells.shape[1] + k + position] = -1
    found, covariance = _fitted(response.outcome, design, combinations)
    if np.linalg.cond(covariance) > 1e12:
        refuse(_SUMMARY, ["Too few are lost, or known, for as many covariates: name fewer."])
    statistic = float(found @ np.linalg.solve(covariance, found)) / (k + 1)
    method = (
        f"response on arm, {k} covariate{'' if k == 1 else 's'} and their products with the arm"
        + (" within strata" if response.strata.any() else "")
        + f"; joint test of the {k + 1} coefficients in which the arms differ; HC2 covariance; "
        f"F distribution on {k + 1} and {n - columns} degrees of freedom"
    )
    p_value = float(stats.f.sf(statistic, k + 1, n - columns))
    return _test(response, statistic, float(n - columns), p_value, method, warnings)


def _fitted(outcome: FloatVector, design: FloatMatrix, combinations: FloatMatrix) -> tuple[FloatVector, FloatMatrix]:
    """Return combinations of coefficients of a least squares fit, and their HC2 covariance."""
    basis, triangle = np.linalg.qr(design)
    room = 1 - leverages(basis)
    if (room < 1 - _WHOLE_LEVERAGE).any():
        refuse(_SUMMARY, ["A covariate marks a single person (in a stratum): leave it out, or merge strata."])
    weights = basis @ np.linalg.solve(triangle.T, combinations.T)
    residuals = outcome - basis @ (basis.T @ outcome)
    scores = weights * (residuals / room**0.5)[:, None]
    return np.asarray(weights.T @ outcome), np.asarray(scores.T @ scores)


def _test(
    response: TwoArms,
    statistic: float | None,
    df: float | None,
    p_value: float,
    method: str,
    warnings: tuple[str, ...],
) -> Test:
    treated = response.treated == 1
    return Test(
        statistic="attrition_test",
        null_hypothesis=_NULL,
        test_statistic=statistic,
        df=df,
        p_value=p_value,
        n_treated=int(treated.sum()),
        n_reference=int((~treated).sum()),
        events_treated=int(response.outcome[treated].sum()),
        events_reference=int(response.outcome[~treated].sum()),
        method=method,
        warnings=warnings,
    )
