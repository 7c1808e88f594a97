"""At the end you know which share of each arm was lost, and in which class of attrition that puts the trial.

Lost is who was randomised and should be known at a horizon, but is not. Rounds whose data do not reach that far yet are
a narrower population, and no loss: the calendar leaves both arms of a round out alike. See decision 0006.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.effects.inputs import refuse

Class = Literal["low", "high"]

# Largest difference between the arms, in percentage points, at 0, 1, 2, … percent lost in all.
CAUTIOUS = (
    *(5.7, 5.8, 5.9, 5.9, 6.0, 6.1, 6.2, 6.3, 6.3, 6.3, 6.3, 6.2, 6.2, 6.1, 6.0, 5.9, 5.9, 5.8, 5.7, 5.5),
    *(5.4, 5.3, 5.2, 5.1, 4.9, 4.8, 4.7, 4.5, 4.4, 4.3, 4.1, 4.0, 3.8, 3.6, 3.5, 3.3, 3.2, 3.1, 2.9, 2.8),
    *(2.6, 2.5, 2.3, 2.1, 2.0, 1.8, 1.6, 1.5, 1.3, 1.2, 1.0, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2, 0.0),
)
OPTIMISTIC = (
    *(10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.7, 10.8, 10.9, 10.9, 10.9, 10.9, 10.9, 10.8, 10.8, 10.7, 10.6, 10.5),
    *(10.3, 10.2, 10.0, 9.9, 9.7, 9.5, 9.4, 9.2, 9.0, 8.8, 8.6, 8.4, 8.2, 8.0, 7.8, 7.6, 7.4, 7.2, 7.0, 6.7, 6.5),
    *(6.3, 6.0, 5.8, 5.6, 5.3, 5.1, 4.9, 4.6, 4.4, 4.2, 3.9, 3.7, 3.5, 3.2, 3.0, 2.8, 2.6, 2.3, 2.1, 1.9, 1.6, 1.4),
    *(1.1, 0.9, 0.7, 0.5, 0.3),
)
_ROUNDING = 1e-9  # shares such as 0.057 are not exact in binary; a boundary that is met counts as met


@dataclass(frozen=True, slots=True, kw_only=True)
class Attrition:
    """Who was lost, as shares of those who should be known.

    Attributes
    ----------
    overall
        Share lost of both arms together.
    treated, reference
        Share lost of each arm.
    differential
        Share lost of the treated arm minus that of the reference arm.
    cautious, optimistic
        Class under each boundary of the What Works Clearinghouse.
    """

    overall: float
    treated: float
    reference: float
    differential: float
    cautious: Class
    optimistic: Class


def describe_attrition(*, lost_treated: int, n_treated: int, lost_reference: int, n_reference: int) -> Attrition:
    """Describe the loss of people between the lottery and a horizon.

    Parameters
    ----------
    lost_treated, lost_reference
        Persons of each arm who should be known at the horizon, but are not.
    n_treated, n_reference
        Persons of each arm who should be known at the horizon.

    Raises
    ------
    EstimationError
        If an arm is empty or has lost more people than it has.

    Examples
    --------
    >>> found = describe_attrition(lost_treated=6, n_treated=60, lost_reference=3, n_reference=60)
    >>> found.overall, round(found.differential, 3), found.cautious
    (0.075, 0.05, 'low')
    """
    problems = [
        f"{name}: expected people, and between none and all of them lost."
        for name, lost, n in (
            ("treated arm", lost_treated, n_treated),
            ("reference arm", lost_reference, n_reference),
        )
        if n < 1 or not 0 <= lost <= n
    ]
    refuse("Attrition cannot be described.", problems)
    overall = (lost_treated + lost_reference) / (n_treated + n_reference)
    one, zero = lost_treated / n_treated, lost_reference / n_reference
    cautious, optimistic = what_works_class(overall, one - zero)
    return Attrition(
        overall=overall,
        treated=one,
        reference=zero,
        differential=one - zero,
        cautious=cautious,
        optimistic=optimistic,
    )


def what_works_class(overall: float, differential: float) -> tuple[Class, Class]:
    """Return the class of attrition under the cautious and under the optimistic boundary.

    Parameters
    ----------
    overall
        Share lost of both arms together, between 0 and 1.
    differential
        Difference between the shares lost of the arms, between -1 and 1; its sign does not matter.

    Returns
    -------
    tuple
        `low` or `high` under the cautious boundary (the programme may affect who is lost), and under the optimistic one
        (it hardly can).

    Raises
    ------
    EstimationError
        If a share lies outside its range.

    Notes
    -----
    Attrition is low where the differential is at most the boundary at the overall share. The boundaries are given for
    whole percents; between two of them the lower of the two neighbouring boundaries holds, so that the class is never
    kinder than the table.

    References
    ----------
    What Works Clearinghouse, Standards Handbook, version 4.1, table II.1. The boundaries were read from a package's
    table (`attrition_boundary` of the R package baselinr); the handbook itself was not reachable.

    Examples
    --------
    >>> what_works_class(0.10, 0.05), what_works_class(0.10, -0.08), what_works_class(0.60, 0.05)
    (('low', 'low'), ('high', 'low'), ('high', 'high'))
    """
    problems = []
    if not 0 <= overall <= 1:
        problems.append("`overall`: expected a share between 0 and 1.")
    if not -1 <= differential <= 1:
        problems.append("`differential`: expected a difference of shares between -1 and 1.")
    refuse("Attrition cannot be classed.", problems)
    return _under(CAUTIOUS, overall, differential), _under(OPTIMISTIC, overall, differential)


def _under(boundary: tuple[float, ...], overall: float, differential: float) -> Class:
    percent = 100 * overall
    below, above = math.floor(percent + _ROUNDING), math.ceil(percent - _ROUNDING)
    if above >= len(boundary):
        return "high"
    allowed = min(boundary[below], boundary[above])
    return "low" if 100 * abs(differential) <= allowed + _ROUNDING else "high"
