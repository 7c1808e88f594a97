"""At the end you know the exact partial likelihood of events that share a week: which d of those at risk had it.

Weeks are taken as the moments in which events happen, so that ties are real and not rounding: the discrete logistic
model of Cox. Its score test at zero is the log-rank test.
"""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.proportional_hazards.rows import CoxRows, FloatMatrix, RiskSets
from nextwork_eval.effects.estimate import FloatVector


def exact_likelihood(
    rows: CoxRows, sets: RiskSets, coefficients: FloatVector
) -> tuple[float, FloatVector, FloatMatrix]:
    """Return value, score and information; weights must be 1.

    Notes
    -----
    log L = sum over event weeks of sum over events of x'b, minus the logarithm of the elementary symmetric sum of order
    d of exp(x'b) over those at risk. That sum and its first two derivatives come from one walk through the people at
    risk, order by order (Gail, Lubin and Rubinstein), so that a week costs n d p^2.

    References
    ----------
    Cox (1972), Journal of the Royal Statistical Society B 34, 187-220. Gail, Lubin and Rubinstein (1981), Biometrika
    68, 703-707.
    """
    p = rows.design.shape[1]
    predictor = rows.design @ coefficients
    value, score, information = 0.0, np.zeros(p), np.zeros((p, p))
    for week in range(sets.size):
        at_risk = np.flatnonzero((sets.first <= week) & (week < sets.last))
        events = sets.deaths[sets.at == week]
        shift = predictor[at_risk].max()
        log_sum, mean, second = _symmetric(np.exp(predictor[at_risk] - shift), rows.design[at_risk], len(events))
        value += float(predictor[events].sum() - len(events) * shift) - log_sum
        score += rows.design[events].sum(axis=0) - mean
        information += second - np.outer(mean, mean)
    return value, score, information


def _symmetric(risk: FloatVector, design: FloatMatrix, d: int) -> tuple[float, FloatVector, FloatMatrix]:
    """Return the logarithm of the symmetric sum of order d, and mean and second moment of the sum of x over sets."""
    p = design.shape[1]
    total, first, second = np.zeros(d + 1), np.zeros((d + 1, p)), np.zeros((d + 1, p, p))
    total[0], logged = 1.0, 0.0
    for r, x in zip(risk, design, strict=True):
        crossed = x[:, np.newaxis] * first[:-1, np.newaxis, :]
        second[1:] += r * (
            second[:-1] + crossed + crossed.transpose(0, 2, 1) + np.outer(x, x) * total[:-1, np.newaxis, np.newaxis]
        )
        first[1:] += r * (first[:-1] + x * total[:-1, np.newaxis])
        total[1:] += r * total[:-1]
        largest = total.max()
        if largest > 1e100:  # the sums of thousands of people leave the range of floats
            total, first, second, logged = total / largest, first / largest, second / largest, logged + np.log(largest)
    return float(np.log(total[d]) + logged), first[d] / total[d], second[d] / total[d]
