"""P-values of a family of promised analyses.

Adjusted so that the chance of one false claim in the family stays at the level.
"""

from __future__ import annotations

from collections.abc import Sequence

from statsmodels.stats.multitest import multipletests

from nextwork_eval.errors import EstimationError


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
        If the family is empty or a p-value is not between 0 and 1.

    Notes
    -----
    With p_(1) <= ... <= p_(m), the adjusted p_(i) is the largest of min(1, (m - j + 1) p_(j)) over j <= i.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    if not p_values or any(not 0 <= value <= 1 for value in p_values):
        raise EstimationError(
            "The family cannot be adjusted.", ["Expected at least one p-value, each between 0 and 1."]
        )
    return tuple(float(value) for value in multipletests(list(p_values), method="holm")[1])
