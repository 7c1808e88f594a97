"""At the end you know the effect when each person who is known also stands for people like them who were lost.

It rests on more than the lottery: that of two people alike in the covariates, being known has nothing to do with the
outcome. Bounds do without that.
"""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from nextwork_eval.effects.attrition.covariates import FloatMatrix, left_out_warning, useful
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import level_problems, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import satterthwaite_df, t_quantile

_SUMMARY = "The effect cannot be weighted for response."
_HEAVY = 10  # somebody who stands for ten: known with a chance of one in ten
_FEW_PER_COLUMN = 5
_NEAR = 1e-5  # of a chance to 0 or 1
_NAMES = {1: "treated", 0: "reference"}


def weighted_for_response(outcome: object, treated: object, *, covariates: object, level: float = 0.95) -> Estimate:
    """Estimate the effect of the offer with those known weighted by how likely people like them are to be known.

    Parameters
    ----------
    outcome
        Shape (n_people,): the outcome in its own unit; NaN for persons of whom it is not known.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm; known for everyone.
    covariates
        Known before the lottery, for everyone, those who were lost too: an array of shape (n_people, n_covariates), a
        mapping from names to vectors, or a data frame. Lottery rounds stand in it as indicators.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `n_treated` and `n_reference` are all persons randomised, for whom the estimate speaks. Warnings name covariates
        that were left out, weights above 10, weights that leave less than half of the precision, and arms with fewer
        than five lost (or known) for each coefficient. Where everyone is known it is `difference_in_means`.

    Raises
    ------
    EstimationError
        With every fault: lengths or pandas indexes that differ, an arm that is not 0/1 or has fewer than two persons,
        covariates that are missing or infinite, fewer persons known in an arm than coefficients, covariates that
        separate those known from those lost, outcomes that do not vary.

    Notes
    -----
    In each arm a logit of response R on (1, x), which is the logit on arm, x and their products; p_i its chance and
    w_i = R_i / p_i. The level of an arm is m = sum w_i y_i / sum w_i. The variance is that of the estimating equations
    of m and of the logit together:

        f_i = w_i (y_i - m) + h'I^-1 x_i (R_i - p_i)
        h = -sum w_i (1 - p_i)(y_i - m) x_i,  I = sum p_i (1 - p_i) x_i x_i'
        V = sum f_i^2 / (sum w_i)^2 * r / (r - k),

    r persons known and k coefficients in the arm. Weights that are taken as known would give another, mostly larger
    one. The reference is t with the Bell-McCaffrey number for r_a persons and r_a - k_a degrees of freedom in each arm.
    Without covariates it is the difference in means of those known. Separation is found exactly, by a linear programme.

    References
    ----------
    Robins, Rotnitzky and Zhao (1994), Journal of the American Statistical Association 89, 846-866. Stefanski and Boos
    (2002), American Statistician 56, 29-38. Wooldridge (2007), Journal of Econometrics 141, 1281-1301. Albert and
    Anderson (1984), Biometrika 71, 1-10 (separation).

    Examples
    --------
    Whoever had marks below average is lost more often in both arms, and works less:

    >>> gone = float("nan")
    >>> weeks = [20, 30, 28, gone, 8, 12, gone, gone, 15, 25, 22, gone, 5, 9, gone, gone]
    >>> good_marks = [1, 1, 1, 1, 0, 0, 0, 0] * 2
    >>> estimate = weighted_for_response(weeks, [1] * 8 + [0] * 8, covariates={"marks": good_marks})
    >>> round(estimate.level_treated, 3), round(estimate.level_reference, 3), estimate.n_treated
    (18.0, 13.833, 8)
    """
    columns = read_covariates(covariates)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome, gaps=True),
        treated,
        beside=columns,
        problems=level_problems(level),
    )
    known = ~np.isnan(arms.outcome)
    x, left_out = useful(columns, arms.treated)
    fitted = {arm: _fit(_NAMES[arm], arms.outcome[arms.treated == arm], x[arms.treated == arm]) for arm in (1, 0)}
    refuse(_SUMMARY, [problem for fit in fitted.values() for problem in fit.problems])
    one, zero = (_level(fitted[arm]) for arm in (1, 0))
    variance = one.variance + zero.variance
    if variance <= 0:
        refuse(_SUMMARY, ["`outcome` varies in neither arm among those known: expected some variation."])
    difference, std_error = one.mean - zero.mean, variance**0.5
    df = satterthwaite_df(
        np.array([1 / one.known, 1 / zero.known]), np.array([one.room + 1, zero.room + 1], dtype=np.float64)
    )
    margin = t_quantile(level, df) * std_error
    yes_or_no = bool(np.isin(arms.outcome[known], [0, 1]).all())
    return Estimate(
        statistic="difference",
        estimate=difference,
        std_error=std_error,
        df=df,
        conf_low=difference - margin,
        conf_high=difference + margin,
        conf_level=level,
        test_statistic=difference / std_error,
        p_value=float(2 * stats.t.sf(abs(difference) / std_error, df)),
        level_treated=one.mean,
        level_reference=zero.mean,
        n_treated=one.known + one.lost,
        n_reference=zero.known + zero.lost,
        events_treated=int(np.nansum(fitted[1].outcome)) if yes_or_no else None,
        events_reference=int(np.nansum(fitted[0].outcome)) if yes_or_no else None,
        method=f"difference in means of those known, weighted by a logit of response on {x.shape[1]} "
        f"covariate{'' if x.shape[1] == 1 else 's'} in each arm; standard error of the stacked estimating equations; "
        "t distribution with Bell-McCaffrey degrees of freedom",
        warnings=(*left_out_warning(left_out), *_warnings({1: one, 0: zero}, bool(known.all()))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """The logit of response in one arm: chance of being known of each person; not to be used where it has problems."""

    outcome: FloatVector
    known: NDArray[np.bool_]
    design: FloatMatrix
    chance: FloatVector
    problems: tuple[str, ...] = ()


def _fit(name: str, outcome: FloatVector, x: FloatMatrix) -> _Fit:
    known = ~np.isnan(outcome)
    # Where everyone is known there is nothing to fit: the chance is 1.
    design = np.column_stack([np.ones(len(known)), *([] if known.all() else [x])])
    if int(known.sum()) <= design.shape[1]:
        problem = (
            f"In the {name} arm the outcome is known of {int(known.sum())} persons, for {design.shape[1]} coefficients "
            "of the logit: expected more persons, or fewer covariates."
        )
        return _Fit(outcome=outcome, known=known, design=design, chance=np.ones(len(known)), problems=(problem,))
    chance = np.ones(len(known)) if known.all() else _chance(known, design)
    problem = (
        f"In the {name} arm the covariates tell some of those known from those lost without fail (separation): nobody "
        "stands for the lost. Use fewer or coarser covariates, or bounds."
    )
    sound = known.all() or _is_at_its_maximum(known, design, chance) or not _separates(known, design)
    return _Fit(outcome=outcome, known=known, design=design, chance=chance, problems=() if sound else (problem,))


def _chance(known: NDArray[np.bool_], design: FloatMatrix) -> FloatVector:
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")  # of separation, which is found below without doubt
        fit = GLM(known.astype(np.float64), design, family=Binomial()).fit(tol=1e-14, maxiter=200)
    return np.asarray(fit.fittedvalues)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """The weighted mean of an arm.

    `known` and `lost` persons; `room` is `known` less the coefficients of the logit; `heaviest` the largest weight;
    `precise` the share of the precision of equal weights that is left (Kish 1965).
    """

    mean: float
    variance: float
    known: int
    lost: int
    room: int
    heaviest: float
    precise: float


def _level(fit: _Fit) -> _Level:
    known, design, chance = fit.known, fit.design, fit.chance
    weight = known / chance
    mean = float((weight * np.where(known, fit.outcome, 0.0)).sum() / weight.sum())
    away = np.where(known, fit.outcome - mean, 0.0)
    influence = weight * away
    if not known.all():
        steepness = -(design.T @ (weight * (1 - chance) * away))
        information = (design.T * (chance * (1 - chance))) @ design
        influence = influence + (design @ np.linalg.solve(information, steepness)) * (known - chance)
    n_known = int(known.sum())
    room = n_known - design.shape[1]
    flat = float(np.ptp(fit.outcome[known])) == 0  # rounding would leave a variance that is not quite zero
    return _Level(
        mean=mean,
        variance=0.0 if flat else float((influence**2).sum() / weight.sum() ** 2 * n_known / room),
        known=n_known,
        lost=len(known) - n_known,
        room=room,
        heaviest=float(weight.max()),
        precise=float(weight.sum() ** 2 / (weight**2).sum() / n_known),
    )


def _is_at_its_maximum(known: NDArray[np.bool_], design: FloatMatrix, chance: FloatVector) -> bool:
    """Say whether the logit has coefficients of greatest likelihood: no chance is near 0 or 1, and the slope is 0.

    Where covariates separate, the likelihood rises for ever and chances run to 0 and 1.
    """
    slope = np.abs(design.T @ (known - chance)).max()
    return bool(chance.min() > _NEAR and chance.max() < 1 - _NEAR and slope < _NEAR**2)


def _separates(known: NDArray[np.bool_], design: FloatMatrix) -> bool:
    """Say whether a combination of the columns is nowhere negative for the known and nowhere positive for the lost.

    One that is 0 for everyone does not count; the columns are independent, so that only the null combination is.
    """
    signed = np.where(known, 1.0, -1.0)[:, None] * design
    found = optimize.linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(known)), bounds=(-1, 1))
    return bool(-found.fun > 1e-7)


def _warnings(levels: dict[int, _Level], all_known: bool) -> tuple[str, ...]:
    if all_known:
        return ("Every outcome is known: all weights are 1.",)
    found = []
    for arm, level in levels.items():
        name = _NAMES[arm]
        if level.heaviest > _HEAVY:
            found.append(f"Somebody of the {name} arm stands for more than {_HEAVY} persons: read it with bounds.")
        if level.precise < 0.5:
            found.append(f"The weights of the {name} arm leave less than half of the precision of equal weights.")
        coefficients = level.known - level.room
        if level.lost and min(level.lost, level.known) < _FEW_PER_COLUMN * coefficients:
            found.append(
                f"In the {name} arm fewer than {_FEW_PER_COLUMN} persons are lost, or known, for each coefficient of "
                "the logit: the weights are uncertain."
            )
    return tuple(found)
