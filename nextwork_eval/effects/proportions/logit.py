"""At the end you know the chance of the event as a logistic function of the offer and of what was known before it.

Which covariates can stand beside the arm, whether a maximum of the likelihood exists at all, and where it lies.
"""

from __future__ import annotations

import warnings as python_warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from scipy import optimize, special

from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import Column, TwoArms, read_two_arms, read_zero_one, refuse
from nextwork_eval.effects.means.sandwich import FloatMatrix, leverages, orthonormal

OFFER = 1  # the place of the offer among the columns; the intercept stands before it
# A person whose outcome the fit takes from nobody else; rounding leaves this much.
_WHOLE_LEVERAGE = 1 - 1e-8
# Chances of e^-15, 3 in 10 million, are not estimated from a trial: they mean that the coefficients run away.
_RUNAWAY = 15.0
_EVENTS_PER_COVARIATE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LogitDesign:
    """The people of a trial as rows of a logistic regression.

    Attributes
    ----------
    arms
        Outcome, arm and stratum of each person.
    columns
        Shape (n_people, n_columns), of full rank: 1, the offer, indicators of all strata but the first, and the
        covariates that stay, each with mean 0 and standard deviation 1.
    n_covariates
        How many covariates stay.
    warnings
        Which covariates have been left out, and whether there are many for the events.
    """

    arms: TwoArms
    columns: FloatMatrix
    n_covariates: int
    warnings: tuple[str, ...]


def read_logit_design(
    summary: str,
    outcome: object,
    treated: object,
    *,
    covariates: object,
    strata: object | None,
    problems: Sequence[str] = (),
) -> LogitDesign:
    """Lay the trial out for a logistic regression, or refuse with every fault.

    A covariate that is constant, repeats others, or marks a single person is left out by name; outcomes have no say in
    that.

    Raises
    ------
    EstimationError
        An outcome or an arm that is not 0/1, missing values, lengths or pandas indexes that differ, an arm (in a
        stratum) with fewer than two persons, an outcome that everybody shares.
    """
    given = [] if covariates is None else read_covariates(covariates)
    events = read_zero_one("outcome", outcome, meaning="persons with the event")
    arms = read_two_arms(summary, events, treated, strata=strata, beside=given, problems=problems)
    if np.ptp(arms.outcome) == 0:
        found = "Everybody" if arms.outcome[0] == 1 else "Nobody"
        refuse(summary, [f"{found} has the event, so covariates explain nothing: use `risk_difference`."])
    fixed = np.column_stack([np.ones(len(arms.outcome)), arms.treated, _stratum_columns(arms.strata)])
    columns, names = _with_covariates(fixed, given)
    return LogitDesign(
        arms=arms,
        columns=columns,
        n_covariates=len(names),
        warnings=_warnings(arms, [column.name for column in given], names),
    )


def fit_logit(outcome: FloatVector, columns: FloatMatrix, weights: FloatVector | None = None) -> FloatVector | None:
    """Return the coefficients of greatest likelihood; None where there are none, or none that can be reached.

    Shapes: outcome and weights (n_people,), columns (n_people, n_columns), result (n_columns,).
    """
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")  # it warns of separation in one of three ways, or not at all
        try:
            model = sm.GLM(outcome, columns, family=sm.families.Binomial(), var_weights=weights)
            coefficients = np.asarray(model.fit(tol=1e-14).params)
        except (ValueError, ZeroDivisionError, FloatingPointError, np.linalg.LinAlgError):
            coefficients = np.full(columns.shape[1], np.inf)
    if not np.isfinite(coefficients).all():
        return None
    # The likelihood is concave: where it is flat at a moderate place, that is its maximum. Where it is flat far out,
    # it may be flat for ever.
    linear = columns @ coefficients
    score = columns.T @ ((outcome - special.expit(linear)) * (1.0 if weights is None else weights))
    flat = np.abs(score).max() < 1e-6 * len(outcome)
    if flat and (np.abs(linear).max() < _RUNAWAY or not is_separated(outcome, columns)):
        return coefficients
    return None


def is_separated(outcome: FloatVector, columns: FloatMatrix) -> bool:
    """Tell whether some weighting of the columns sorts people with and without the event apart, ties allowed.

    Then the likelihood has no maximum. With s = 1 for the event and -1 without, it is a linear programme: make the sum
    of s x'b as large as possible with every s x'b >= 0 and -1 <= b <= 1; above 0, the outcome is separated.

    References
    ----------
    Albert and Anderson (1984), Biometrika 71, 1-10. Konis (2007), Linear programming algorithms for detecting separated
    data in binary logistic regression models, thesis, University of Oxford.
    """
    signed = (2 * outcome - 1)[:, None] * columns
    found = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs"
    )
    return bool(found.status == 0 and -found.fun > 1e-7)


def _with_covariates(fixed: FloatMatrix, given: Sequence[Column]) -> tuple[FloatMatrix, list[str]]:
    basis = orthonormal(fixed, beside=np.empty((len(fixed), 0)))
    assert basis is not None  # every stratum has both arms
    columns, names = fixed, []
    for column in given:
        if np.ptp(column.values) == 0:
            continue
        scaled = ((column.values - column.values.mean()) / column.values.std())[:, None]
        added = orthonormal(scaled, beside=basis)
        if added is None or leverages(np.column_stack([basis, added])).max() > _WHOLE_LEVERAGE:
            continue
        basis, columns = np.column_stack([basis, added]), np.column_stack([columns, scaled])
        names.append(column.name)
    return columns, names


def _stratum_columns(strata: IntVector) -> FloatMatrix:
    return np.asarray(strata[:, None] == np.arange(1, int(strata.max()) + 1), dtype=np.float64)


def _warnings(arms: TwoArms, given: list[str], kept: list[str]) -> tuple[str, ...]:
    found = []
    gone = [name for name in given if name not in kept]
    if gone:
        found.append(
            f"Left out of the adjustment: {', '.join(gone)} (constant, repeating others, or marking a single person)."
        )
    rarer = int(min(arms.outcome.sum(), (1 - arms.outcome).sum()))
    if len(kept) * _EVENTS_PER_COVARIATE > rarer:
        found.append(
            f"There are fewer than ten persons with the rarer result ({rarer}) for each covariate ({len(kept)}): the "
            "adjustment may be unstable, read the unadjusted comparison beside it."
        )
    return tuple(found)
