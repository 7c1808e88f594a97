"""At the end you know the limits that hold an effect of which only a lower and an upper end can be estimated."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special, stats

from nextwork_eval.effects.estimate import Bounds
from nextwork_eval.effects.inputs import TwoArms, refuse
from nextwork_eval.effects.means.neyman import StandardisedMean

# A standard error below this share of the largest outcome is rounding.
_ROUNDING = 1e-12


def imbens_manski(
    lower: float, upper: float, std_error_lower: float, std_error_upper: float, level: float
) -> tuple[float, float]:
    """Return the limits that hold an effect between two estimated ends at the level, wherever between them it lies.

    The effect can lie near one end only, so that each limit may be closer to its end than that of an interval that
    held both: at 95 % it lies 1.645 standard errors away where the ends are far apart, and 1.960 where they meet.

    Parameters
    ----------
    lower, upper
        The two ends.
    std_error_lower, std_error_upper
        Their standard errors; one of them is above 0.
    level
        Level of the limits.

    Notes
    -----
    lower - c s_l and upper + c s_u with Phi(c + (upper - lower) / max(s_l, s_u)) - Phi(-c) = level.

    References
    ----------
    Imbens and Manski (2004), Econometrica 72, 1845-1857. Stoye (2009), Econometrica 77, 1299-1315, shows when it holds:
    among others where the ends are in order by construction, as here.

    Examples
    --------
    >>> low, high = imbens_manski(0.0, 0.0, 1.0, 1.0, 0.95)
    >>> round(low, 2), round(high, 2)
    (-1.96, 1.96)
    >>> low, high = imbens_manski(0.0, 100.0, 1.0, 1.0, 0.95)
    >>> round(low, 3), round(high, 3)
    (-1.645, 101.645)
    """
    critical = errors_allowed_for(upper - lower, max(std_error_lower, std_error_upper), level)
    return lower - critical * std_error_lower, upper + critical * std_error_upper


def errors_allowed_for(width: float, std_error: float, level: float) -> float:
    """Return c with Phi(c + width / std_error) - Phi(-c) = level: standard errors beyond an end; `std_error` above 0.

    Examples
    --------
    >>> round(errors_allowed_for(0.0, 1.0, 0.95), 3), round(errors_allowed_for(100.0, 1.0, 0.95), 3)
    (1.96, 1.645)
    """
    both = float(stats.norm.isf((1 - level) / 2))
    apart = width / std_error
    return float(
        optimize.brentq(lambda c: special.ndtr(c + apart) - special.ndtr(-c) - level, 0.0, both + 1, xtol=1e-14)
    )


def as_bounds(
    summary: str,
    arms: TwoArms,
    *,
    ends: tuple[float, float],
    variances: tuple[float, float],
    level: float,
    method: str,
    warnings: tuple[str, ...],
) -> Bounds:
    """Give two ends of a difference their limits and counts; refuse with `summary` where neither end can vary."""
    lower, upper = ends
    known = ~np.isnan(arms.outcome)
    size = float(np.abs(arms.outcome[known]).max())
    if max(variances) <= (_ROUNDING * size) ** 2:
        refuse(summary, ["Nothing varies among the outcomes that are known: expected some variation within an arm."])
    std_error_lower, std_error_upper = (variance**0.5 for variance in variances)
    low, high = imbens_manski(lower, upper, std_error_lower, std_error_upper, level)
    return Bounds(
        statistic="difference",
        lower=lower,
        upper=upper,
        std_error_lower=std_error_lower,
        std_error_upper=std_error_upper,
        conf_low=low,
        conf_high=high,
        conf_level=level,
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        n_known_treated=int(known[arms.treated == 1].sum()),
        n_known_reference=int(known[arms.treated == 0].sum()),
        method=method,
        warnings=warnings,
    )


def variance_of_difference(means: tuple[StandardisedMean, StandardisedMean]) -> float:
    """Return the variance of the difference between the standardised means of the arms."""
    return float(means[0].variance[0] + means[1].variance[0])


def in_words(n_strata: int) -> str:
    """Say in a method line that means were taken within strata; nothing where there is one."""
    return f" within {n_strata} strata, averaged with the strata's shares of all persons" if n_strata > 1 else ""
