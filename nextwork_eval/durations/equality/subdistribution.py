"""At the end you know Gray's score and its variance for one stratum, for thousands of lotteries at once.

Axes: lotteries, arms (treated, reference), weeks with an event of either kind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """Persons at risk, with the event, and with the competing event; each of shape (n_lotteries, 2, n_weeks)."""

    at_risk: FloatArray
    events: FloatArray
    competing: FloatArray


def score_and_variance(counts: Counts, rho: float) -> tuple[FloatVector, FloatVector]:
    """Return the score of the treated arm and its variance, each of shape (n_lotteries,).

    Notes
    -----
    For arm i let n_i be those at risk, d_i and e_i those with the event and with the competing event, S_i and F_i the
    shares without either and with the event; "before" is before the week. With m_i = n_i / S_i before, m their sum and
    d the events of both arms, the incidence under the null rises by f = d / m. The score is

        sum over weeks of (1 - F before)^rho (d_1 - d R_1 / (R_1 + R_0)),  R_i = m_i (1 - F_i before).

    With a_1 = w m_1 (1 - m_1 / m), a_0 = -w m_1 m_0 / m, w = (1 - F before)^rho, and c_i the running sum of a_i f /
    (1 - F before), its variance is the sum over weeks and arms of

        (a_i + t (c_i at the end - c_i))^2 g S_i(before) f / n_i,          t = 1 - (1 - F) / S_i, and
        (t (c_i at the end - c_i))^2 h S_i(before)^2 e_i / n_i^2,          t = (1 - F) / S_i,

    g = 1 - (d - 1) / (m S_i(before) - 1) and h = 1 - (e_i - 1) / (n_i - 1) where several have an event in a week.
    """
    n, d, e = counts.at_risk, counts.events, counts.competing
    there = n > 0
    size = np.where(there, n, 1.0)
    after: FloatArray = np.cumprod(np.where(there, (n - d - e) / size, 1.0), axis=2, dtype=np.float64)
    before = _shifted(after, 1.0)
    safe = np.where(before > 0, before, 1.0)
    incidence = np.cumsum(before * d / size, axis=2)
    m = np.where(there, n / safe, 0.0)
    all_m = m.sum(axis=1)
    all_d = d.sum(axis=1)
    rise = np.divide(all_d, all_m, out=np.zeros_like(all_d), where=all_m > 0)
    null = np.cumsum(rise, axis=1)
    null_before = _shifted(null, 0.0)
    left = np.maximum(1 - null_before, 0.0)
    weight = left**rho
    r = m * (1 - _shifted(incidence, 0.0))
    share = np.divide(r[:, 0], r.sum(axis=1), out=np.zeros_like(all_d), where=r.sum(axis=1) > 0)
    score = (weight * (d[:, 0] - all_d * share)).sum(axis=1)

    inner = weight * np.divide(m[:, 0] * m[:, 1], all_m, out=np.zeros_like(all_d), where=all_m > 0)
    a = np.stack([inner, -inner], axis=1)
    c = np.cumsum(a * np.divide(rise, left, out=np.zeros_like(rise), where=left > 0)[:, None], axis=2)
    to_come = c[:, :, -1:] - c
    stay = np.where(after > 0, (1 - null)[:, None] / np.where(after > 0, after, 1.0), 0.0)
    effective = all_m[:, None] * before
    several = (all_d > 1)[:, None] & (effective > 1)
    g = np.where(several, 1 - (all_d[:, None] - 1) / np.where(several, effective - 1, 1.0), 1.0)
    first = (a + (1 - stay) * to_come) ** 2 * g * before * rise[:, None] / size
    many = e > 1
    h = np.where(many, 1 - (e - 1) / np.where(many, n - 1, 1.0), 1.0)
    second = (stay * to_come) ** 2 * h * before**2 * e / size**2
    variance = (np.where(there, first, 0.0) + np.where(there & (after > 0), second, 0.0)).sum(axis=(1, 2))
    return score, variance


def _shifted(values: FloatArray, start: float) -> FloatArray:
    """Return the values before each week; the last axis is weeks."""
    return np.concatenate([np.full((*values.shape[:-1], 1), start), values[..., :-1]], axis=-1)
