"""At the end you know whether a share was brought down to the part of the reference arm's that a goal asks for."""

from __future__ import annotations

from dataclasses import replace

from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import read_two_arms, read_zero_one, refuse
from nextwork_eval.effects.proportions.ratios import risk_ratio
from nextwork_eval.effects.proportions.scores import ratio_score

_SUMMARY = "Whether the ratio reaches the goal cannot be estimated."


def ratio_goal(outcome: object, treated: object, *, goal: float = 0.5, level: float = 0.95) -> Estimate:
    """Ask whether the treated arm's share is at most `goal` times the reference arm's: halved, with a goal of 0.5.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event that should become rarer, otherwise 0. It must be known of
        everyone randomised: the share of those who come back among those who left compares people whom the programme
        itself selected.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    goal
        The ratio to be reached, between 0 and 1.
    level
        One-sided level; the interval is two such limits, and `conf_level` is 2 level - 1.

    Returns
    -------
    Estimate
        As `risk_ratio`, but `test_statistic` (z) and `p_value` belong to the null hypothesis that the ratio is `goal`
        or more: p < 1 - level exactly when the upper limit is below the goal.

    Raises
    ------
    EstimationError
        With every fault of the arguments, when nobody in the reference arm has the event, and when the goal does not
        lie between 0 and 1 or the level is below 0.75.

    Notes
    -----
    z is the signed root of the score statistic of `risk_ratio` at r = `goal`. Lottery rounds are pooled.

    References
    ----------
    Koopman (1984), Biometrics 40, 513-517. Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    13 of 60 came back, 22 of 60 in the reference arm: fewer, but is it half as many?

    >>> import numpy as np
    >>> came_back = np.repeat([1, 0, 1, 0], [13, 47, 22, 38])
    >>> offered = np.repeat([1, 0], [60, 60])
    >>> estimate = ratio_goal(came_back, offered)
    >>> round(estimate.estimate, 2), round(estimate.test_statistic, 4), round(estimate.p_value, 2)
    (0.59, 0.555, 0.71)
    """
    column = read_zero_one("outcome", outcome, meaning="persons with the event")
    problems = [] if 0 < goal < 1 else ["`goal` is not a ratio between 0 and 1: half as many is 0.5."]
    if not 0.75 <= level < 1:
        problems.append(
            "`level` is not a one-sided level: expected a share of at least 0.75 and below 1, such as 0.95."
        )
    arms = read_two_arms(
        _SUMMARY,
        column,
        treated,
        problems=problems,
    )
    if not arms.outcome[arms.treated == 0].any():
        refuse(_SUMMARY, ["Nobody in the reference arm has the event: a ratio to it is not defined."])
    found = risk_ratio(arms.outcome, arms.treated, level=2 * level - 1)
    z = float(
        ratio_score(found.events_treated or 0, found.n_treated, found.events_reference or 0, found.n_reference, goal)
    )
    return replace(
        found,
        test_statistic=z,
        p_value=float(stats.norm.cdf(z)),
        method=f"{found.method}; null hypothesis: a ratio of {goal:g} or more",
    )
