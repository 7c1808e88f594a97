"""At the end you know how the p-values of a family of promised analyses are adjusted for their number.

`holm` and `hochberg` bound the chance of any false claim in the family; `benjamini_hochberg` and `sharpened_q` bound
the expected share of false claims among the claims, which is less, and their results are not p-values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from statsmodels.stats.multitest import multipletests

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import refuse
from nextwork_eval.effects.multiplicity.outcomes import read_members


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust the p-values of one family by Holm's step-down method.

    Parameters
    ----------
    p_values
        One for each analysis of the family, each between 0 and 1.

    Returns
    -------
    tuple of float
        Adjusted p-values in the same order. An analysis is claimed at a level if its adjusted p-value does not exceed
        it; then the chance of any false claim in the family is at most that level, however the analyses depend on each
        other.

    Raises
    ------
    EstimationError
        If the family is empty or a p-value is missing or not between 0 and 1.

    Notes
    -----
    With p_(1) <= ... <= p_(m), the adjusted p_(i) is the largest of min(1, (m - j + 1) p_(j)) over j <= i. For
    intervals that agree see `simultaneous_holm`.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    return tuple(np.minimum(holm_steps(_read(p_values)), 1.0).tolist())


def hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust the p-values of one family by Hochberg's step-up method.

    It claims at least as much as `holm`, and asks for more: the chance of any false claim stays at the level where the
    analyses are independent, or positively dependent as Simes' inequality needs it; not however they depend.

    Parameters
    ----------
    p_values
        As in `holm`.

    Returns
    -------
    tuple of float
        Adjusted p-values in the same order.

    Raises
    ------
    EstimationError
        As `holm`.

    Notes
    -----
    With p_(1) <= ... <= p_(m), the adjusted p_(i) is the smallest of (m - j + 1) p_(j) over j >= i.

    References
    ----------
    Hochberg (1988), Biometrika 75, 800-802. Sarkar (1998), Annals of Statistics 26, 494-504.

    Examples
    --------
    >>> hochberg([0.01, 0.04, 0.03])
    (0.03, 0.04, 0.04)
    """
    return _adjusted(p_values, "simes-hochberg")


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Turn the p-values of one family into q-values by Benjamini and Hochberg's method.

    Parameters
    ----------
    p_values
        As in `holm`.

    Returns
    -------
    tuple of float
        In the same order. If all analyses with a q-value of at most 0.05 are claimed, at most 5 % of the claims are
        false on average, where the analyses are independent or positively dependent. A q-value is not a p-value: it
        says nothing of the chance that this one claim is false, or that any is.

    Raises
    ------
    EstimationError
        As `holm`.

    Notes
    -----
    With p_(1) <= ... <= p_(m), q_(i) is the smallest of m p_(j) / j over j >= i.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> [round(q, 3) for q in benjamini_hochberg([0.01, 0.5, 0.03])]
    [0.03, 0.5, 0.045]
    """
    return _adjusted(p_values, "fdr_bh")


def sharpened_q(p_values: Sequence[float]) -> tuple[float, ...]:
    """Turn the p-values of one family into sharpened q-values: the two-stage method that estimates how many are true.

    Parameters
    ----------
    p_values
        As in `holm`.

    Returns
    -------
    tuple of float
        In the same order: the smallest rate q at which the two-stage method claims the analysis; 1 if it does at no
        rate up to 1. Where much is claimed a sharpened q-value can be smaller than the p-value. It bounds the expected
        share of false claims among the claims, as `benjamini_hochberg` does, where the analyses are independent.

    Raises
    ------
    EstimationError
        As `holm`.

    Notes
    -----
    The method at rate q: with u = q / (1 + q), let k be the number claimed by Benjamini and Hochberg's method at u, and
    m0 = m - k; claim by the same method at u m / m0, and everything if m0 = 0. With s_k the smallest u at which k are
    claimed at the first stage (s_0 = 0), the i-th smallest p-value is claimed from

        u_i = min over k of max{s_k, min over j >= i of p_(j) (m - k) / j}

    on, and q_i = u_i / (1 - u_i). This is the exact solution of what Anderson finds on a grid of 0.001. The two-stage
    adjustment of other packages fixes the first stage at one rate, and is another number.

    References
    ----------
    Benjamini, Krieger and Yekutieli (2006), Biometrika 93, 491-507. Anderson (2008), Journal of the American
    Statistical Association 103, 1481-1495.

    Examples
    --------
    >>> [round(q, 3) for q in sharpened_q([0.01, 0.04, 0.03])]
    [0.031, 0.031, 0.031]
    """
    p = _read(p_values)
    order = np.argsort(p, kind="stable")
    m = len(p)
    rank = np.arange(1, m + 1)
    least = np.minimum.accumulate((p[order] / rank)[::-1])[::-1]  # min over j >= i of p_(j) / j
    begins = np.concatenate([[0.0], m * least])  # s_0, ..., s_m
    left = m - np.arange(m + 1)
    u = np.maximum(begins[None, :], least[:, None] * left[None, :]).min(axis=1)
    q = np.empty(m)
    q[order] = np.where(u >= 0.5, 1.0, u / (1 - np.minimum(u, 0.5)))
    return tuple(q.tolist())


def holm_steps(p_values: FloatVector) -> FloatVector:
    """Return Holm's adjusted p-values, not cut off at 1, shape (n_analyses,).

    The model library collects garbage in each call of its own function, which costs more than everything else here.
    """
    order = np.argsort(p_values, kind="stable")
    steps = np.empty(len(order))
    steps[order] = np.maximum.accumulate(np.arange(len(order), 0, -1) * p_values[order])
    return steps


def _adjusted(p_values: Sequence[float], method: str) -> tuple[float, ...]:
    return tuple(float(value) for value in multipletests(_read(p_values), method=method)[1])


def _read(p_values: object) -> FloatVector:
    values, problems = read_members("p_values", p_values)
    if not problems and bool(((values < 0) | (values > 1)).any()):
        problems = ["`p_values` holds numbers outside 0 and 1: expected p-values."]
    refuse("The family cannot be adjusted.", problems)
    return values
