"""At the end you know whether a guess at who gains, made from what was known before the lottery, says anything.

The guess is made from one half of the people and held against the other half, many times over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.regression.linear_model import WLS

from nextwork_eval.effects.covariates import read_covariates, usable_covariates
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import Column, TwoArms, level_problems, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.neyman import t_quantile

FloatMatrix = NDArray[np.float64]

FEWEST_PERSONS = 500
FEWEST_SPLITS = 100
_PERSONS_PER_COVARIATE = 10
_SUMMARY = "Who gains cannot be estimated along a proxy."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyEffects:
    """What a proxy of the effect says, as medians over splits of the people.

    Attributes
    ----------
    average
        The average effect.
    heterogeneity
        The slope of the effect on its proxy: 1 if the proxy is right, 0 if it says nothing or all gain alike.
    parts
        The average effect in each part of the people, cut by the proxy, lowest first (GATES).
    spread
        The effect in the highest part minus the effect in the lowest.
    """

    average: Estimate
    heterogeneity: Estimate
    parts: tuple[Estimate, ...]
    spread: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain dictionaries."""
        return {
            field.name: [part.to_dict() for part in value] if isinstance(value, tuple) else value.to_dict()
            for field in fields(self)
            for value in (getattr(self, field.name),)
        }


def blp_gates(
    outcome: object,
    treated: object,
    *,
    covariates: object,
    generator: np.random.Generator,
    strata: object | None = None,
    splits: int = 100,
    parts: int = 3,
    level: float = 0.95,
) -> ProxyEffects:
    """Estimate whether the effect varies with a proxy of it, and the effect where the proxy is low and high.

    In each split, one half of the people gives the proxy: the outcome is regressed on the covariates in each arm, and
    the two predictions are subtracted. In the other half the effect is estimated along the proxy. The proxy may be
    poor; what is said of it stays valid, because the lottery is the same in both halves. It is exploratory, whatever it
    says: it names no trait beforehand.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`, for 500 persons or more.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame.
    generator
        Source of chance, for the splits.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata. The
        probability of an offer is the share of offers in the stratum.
    splits
        Number of splits, 100 or more.
    parts
        Number of parts of equal size into which the proxy cuts people, from 2 to 5.
    level
        Level of the two-sided intervals.

    Returns
    -------
    ProxyEffects
        Estimates are medians over splits, and so are the limits, each at the level 1 - (1 - level) / 2, which pays for
        the splits; p-values are twice their median. There are no standard errors.

    Raises
    ------
    EstimationError
        With every fault: those of `difference_in_means_stratified`, fewer than 500 persons, fewer than 100 splits,
        covariates that are missing for somebody or of which none can be used, fewer than 10 persons for each covariate
        in an arm of a half, covariates that foretell the same in both arms.

    Notes
    -----
    With p the probability of an offer, B the prediction without the offer, S the proxy and weights 1 / (p (1 - p)):

        Y = a + b'(B, S) + beta1 (Z - p) + beta2 (Z - p)(S - mean S) + e,
        Y = a + b'(B, S) + sum_k gamma_k (Z - p) 1(S in part k) + e,

    by weighted least squares with HC2 and t(n - k). Halves are drawn within arms and strata. The proxies are plain
    least squares in each arm of the other half. Ties of the proxy are cut in an order that is drawn.

    References
    ----------
    Chernozhukov, Demirer, Duflo and Fernández-Val (2025), Econometrica 93, 1121-1164 (Generic machine learning
    inference on heterogeneous treatment effects in randomized experiments; NBER working paper 24678).

    Examples
    --------
    Those with little work before gain more:

    >>> chance = np.random.default_rng(1)
    >>> before, offered = chance.random(600), np.tile([1, 0], 300)
    >>> weeks = 20 * before + offered * (6 - 6 * before) + chance.normal(size=600)
    >>> found = blp_gates(weeks, offered, covariates={"before": before}, generator=chance)
    >>> [round(part.estimate) for part in found.parts], round(found.heterogeneity.estimate, 1)
    ([1, 3, 5], 1.0)
    """
    columns = read_covariates(covariates)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        beside=columns,
        problems=[*level_problems(level), *_option_problems(splits, parts, generator)],
    )
    used = _used(arms, columns)
    offered = np.bincount(arms.strata, weights=arms.treated) / np.bincount(arms.strata)
    probability = np.asarray(offered[arms.strata])
    rows = [_split(arms, used, probability, parts, 1 - (1 - level) / 2, generator) for _ in range(splits)]
    middle = np.median(np.array(rows), axis=0)
    names = ["average_effect", "effect_on_proxy", *["difference"] * parts, "difference_of_effects"]
    found = [_estimate(name, values, arms, level, splits) for name, values in zip(names, middle, strict=True)]
    return ProxyEffects(average=found[0], heterogeneity=found[1], parts=tuple(found[2:-1]), spread=found[-1])


def best_linear_predictor(
    outcome: FloatVector,
    treated: FloatVector,
    *,
    proxy: FloatVector,
    controls: FloatMatrix,
    probability: FloatVector,
    level: float = 0.95,
) -> FloatMatrix:
    """Return the average effect and the slope on the proxy, each with limits and p-value; see `blp_gates`.

    Parameters
    ----------
    outcome, treated, proxy, probability
        Shape (n_people,).
    controls
        Shape (n_people, n_controls): what stands beside the constant, of full rank.
    level
        Level of the limits.

    Returns
    -------
    array
        Shape (2, 5): estimate, standard error, lower limit, upper limit, p-value.
    """
    offer = treated - probability
    return _weighted(outcome, np.column_stack([offer, offer * (proxy - proxy.mean())]), controls, probability, level)


def _option_problems(splits: object, parts: object, generator: object) -> list[str]:
    problems = []
    if not isinstance(splits, int) or splits < FEWEST_SPLITS:
        problems.append(f"`splits` is no number of splits: expected a whole number, {FEWEST_SPLITS} or more.")
    if not isinstance(parts, int) or not 2 <= parts <= 5:
        problems.append("`parts` is no number of parts: expected a whole number from 2 to 5.")
    if not isinstance(generator, np.random.Generator):
        problems.append("`generator` is missing: splits need a numpy random Generator.")
    return problems


def _used(arms: TwoArms, columns: Sequence[Column]) -> FloatMatrix:
    n = len(arms.treated)
    problems = [] if n >= FEWEST_PERSONS else [f"The trial has {n} persons: expected {FEWEST_PERSONS} or more."]
    if not np.ptp(arms.outcome) > 0:
        problems.append("`outcome` is the same for everyone: expected some variation.")
    used, _ = usable_covariates(columns, np.ones((n, 1)))
    smallest = min(int((arms.treated == arm).sum()) for arm in (0, 1)) // 2
    if used.shape[1] == 0:
        problems.append("`covariates` hold nothing that varies: expected at least one.")
    elif smallest < _PERSONS_PER_COVARIATE * used.shape[1]:
        problems.append(
            f"An arm of a half has {smallest} persons for {used.shape[1]} covariates: expected "
            f"{_PERSONS_PER_COVARIATE} for each, name fewer."
        )
    refuse(_SUMMARY, problems)
    return used


def _split(
    arms: TwoArms, used: FloatMatrix, probability: FloatVector, parts: int, level: float, generator: np.random.Generator
) -> FloatMatrix:
    """Return a row for each number: estimate, standard error, lower limit, upper limit, p-value."""
    first = _half(arms, generator)
    design = np.column_stack([np.ones(len(used)), used])
    without, offered = (
        design @ np.linalg.lstsq(design[first & (arms.treated == arm)], arms.outcome[first & (arms.treated == arm)])[0]
        for arm in (0, 1)
    )
    here = ~first
    proxy, y, z, p = (offered - without)[here], arms.outcome[here], arms.treated[here], probability[here]
    if not np.ptp(proxy) > 1e-9 * np.ptp(arms.outcome):
        refuse(_SUMMARY, ["The covariates foretell the same in both arms: there is no proxy."])
    beside = [
        Column(name=name, values=values, index=None, problems=())
        for name, values in (("proxy", proxy), ("without", without[here]))
    ]
    controls, _ = usable_covariates(beside, np.ones((len(y), 1)))
    line = best_linear_predictor(y, z, proxy=proxy, controls=controls, probability=p, level=level)
    order = np.lexsort([generator.random(len(proxy)), proxy])
    part = np.empty(len(proxy), dtype=np.int64)
    part[order] = np.arange(len(proxy)) * parts // len(proxy)
    terms = (z - p)[:, None] * (part[:, None] == np.arange(parts))
    return np.vstack([line, _weighted(y, terms, controls, p, level, ends=True)])


def _half(arms: TwoArms, generator: np.random.Generator) -> NDArray[np.bool_]:
    first = np.zeros(len(arms.treated), dtype=np.bool_)
    cells = arms.strata * 2 + arms.treated.astype(np.int64)
    for cell in np.unique(cells):
        members = generator.permutation(np.flatnonzero(cells == cell))
        first[members[: (len(members) + int(generator.integers(2))) // 2]] = True
    return first


def _weighted(
    outcome: FloatVector,
    terms: FloatMatrix,
    controls: FloatMatrix,
    probability: FloatVector,
    level: float,
    *,
    ends: bool = False,
) -> FloatMatrix:
    design = np.column_stack([terms, np.ones(len(outcome)), controls])
    fit = WLS(outcome, design, weights=1 / (probability * (1 - probability))).fit(cov_type="HC2", use_t=True)
    chosen = np.eye(design.shape[1])[: terms.shape[1]]
    if ends:
        chosen = np.vstack([chosen, chosen[-1] - chosen[0]])
    test = fit.t_test(chosen)
    margin = t_quantile(level, fit.df_resid) * test.sd
    effect = np.asarray(test.effect)
    return np.column_stack([effect, test.sd, effect - margin, effect + margin, test.pvalue])


def _estimate(name: str, values: FloatVector, arms: TwoArms, level: float, splits: int) -> Estimate:
    inside = {arm: arms.treated == place for arm, place in (("treated", 1), ("reference", 0))}
    return Estimate(
        statistic=name,
        estimate=float(values[0]),
        std_error=None,
        df=None,
        conf_low=float(values[2]),
        conf_high=float(values[3]),
        conf_level=level,
        test_statistic=None,
        p_value=min(1.0, 2 * float(values[4])),
        level_treated=None,
        level_reference=None,
        n_treated=int(inside["treated"].sum()),
        n_reference=int(inside["reference"].sum()),
        events_treated=int(arms.outcome[inside["treated"]].sum()) if arms.yes_or_no else None,
        events_reference=int(arms.outcome[inside["reference"]].sum()) if arms.yes_or_no else None,
        method=f"medians over {splits} splits into halves: the proxy of the effect by least squares in each arm of one "
        "half, effects along it in the other, weighted by the known probability of an offer; HC2; limits at half the "
        "risk of error",
    )
