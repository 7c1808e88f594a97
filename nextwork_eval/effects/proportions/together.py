"""At the end you know two shares in every way they are compared: in percentage points, as a ratio, and as odds."""

from __future__ import annotations

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import choice_problems, refuse
from nextwork_eval.effects.proportions.differences import DifferenceInterval, risk_difference
from nextwork_eval.effects.proportions.mantel_haenszel import MEASURES, ShareMeasure
from nextwork_eval.effects.proportions.ratios import odds_ratio, risk_ratio


def two_proportions(
    outcome: object,
    treated: object,
    *,
    measure: ShareMeasure = "difference",
    interval: DifferenceInterval = "newcombe",
    level: float = 0.95,
) -> Estimate:
    """Compare two shares by their difference, ratio or odds ratio; a plan that asks for it is given them together.

    An effect on a share is not understood from one of them: twice as many may be two in a hundred instead of one.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    measure
        `difference` is `risk_difference`, `ratio` is `risk_ratio`, `odds_ratio` is the function of that name.
    interval
        Of the difference.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        Of the function that the measure names. Levels, persons and events are the same for each.

    Raises
    ------
    EstimationError
        Of the function that the measure names.

    Notes
    -----
    The tests of no difference, of a ratio of 1 and of an odds ratio of 1 are one and the same: Pearson's chi-square
    times (N - 1) / N. Three rows of one analysis are one hypothesis.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890. Miettinen and Nurminen (1985), Statistics in Medicine 4,
    213-226. Hopewell and others (2025), CONSORT 2025 statement: both absolute and relative effect sizes.

    Examples
    --------
    >>> found_job, offered = [1] * 6 + [0] * 2 + [1] * 3 + [0] * 5, [1] * 8 + [0] * 8
    >>> [two_proportions(found_job, offered, measure=measure).estimate for measure in ("difference", "ratio")]
    [0.375, 2.0]
    """
    refuse("The two shares cannot be compared.", choice_problems("measure", measure, MEASURES))
    match measure:
        case "difference":
            return risk_difference(outcome, treated, interval=interval, level=level)
        case "ratio":
            return risk_ratio(outcome, treated, level=level)
        case _:
            return odds_ratio(outcome, treated, level=level)
