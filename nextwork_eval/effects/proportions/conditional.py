"""At the end you know what can be said of the odds ratio exactly, given how many had the event in each stratum.

Given the margins of its table, the events of the treated in a stratum follow the noncentral hypergeometric
distribution, which depends on nothing but the odds ratio; over strata they are convolved.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from nextwork_eval.effects.estimate import Estimate, FloatVector, Test
from nextwork_eval.effects.inputs import level_problems
from nextwork_eval.effects.proportions.strata import StratifiedTables, read_stratified
from nextwork_eval.effects.proportions.tables import NOT_SHOWN

# Results that are equally likely differ in the last digits only; R counts ties in the same way.
TIE = 1 + 1e-7
_WIDEST = 700.0  # the logarithm of the largest odds ratio that a float can hold, about


def exact_cmh(outcome: object, treated: object, *, strata: object) -> Test:
    """Test within strata whether the offer changed anybody's chance of the event, by counting every lottery result.

    Parameters
    ----------
    outcome, treated
        0/1, shape (n_people,), as in `mantel_haenszel`.
    strata
        Shape (n_people,): the stratum in which each person was drawn; sparse ones are welcome.

    Returns
    -------
    Test
        Two-sided; `test_statistic` is None, the p-value is the test. With one stratum it is Fisher's exact test.

    Raises
    ------
    EstimationError
        As `mantel_haenszel`. Where nobody or everybody has the event the p-value is 1.

    Notes
    -----
    If the offer changes nothing, the events of the treated in a stratum are hypergeometric given its margins; their sum
    over strata is the convolution. The p-value is the chance of all sums that are no likelier than the one found. It is
    exact for a lottery with a fixed number of offers in each stratum.

    References
    ----------
    Gart (1970), Biometrika 57, 471-475. Mehta, Patel and Gray (1985), Journal of the American Statistical Association
    80, 969-973.

    Examples
    --------
    Three of three against none of three: one of 20 lotteries, and its mirror image:

    >>> test = exact_cmh([1, 1, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0], strata=["spring"] * 6)
    >>> round(test.p_value, 6)
    0.1
    """
    tables = read_stratified("The strata cannot be tested.", outcome, treated, strata)
    given = _given_margins(tables)
    chances = given.chances(0.0)
    return Test(
        statistic="exact_cmh",
        null_hypothesis="in no stratum does the offer change the chance of the event",
        test_statistic=None,
        df=None,
        p_value=min(1.0, float(chances[chances <= chances[given.observed] * TIE].sum())),
        n_treated=tables.everyone.n1,
        n_reference=tables.everyone.n0,
        events_treated=tables.everyone.x1,
        events_reference=tables.everyone.x0,
        method=f"exact conditional test over {_strata(tables)}; two-sided by the likelihood of the results",
        warnings=tables.warnings,
    )


def conditional_odds_ratio(
    outcome: object, treated: object, *, strata: object | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the common odds ratio given the margins, with limits that hold exactly in any sample.

    Parameters
    ----------
    outcome, treated
        0/1, shape (n_people,), as in `odds_ratio`.
    strata
        Shape (n_people,), as in `exact_cmh`; None for a lottery without strata.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `odds_ratio`; the p-value is that of `exact_cmh`, and may disagree with the interval, which has
        equal tails. With all events that could be on one side, the estimate is inf (or 0) and the set a `ray_above` (or
        begins at 0); with nobody or everybody having the event it is the `whole_line`.

    Raises
    ------
    EstimationError
        As `exact_cmh`.

    Notes
    -----
    With c_s the chance of s events of the treated if the odds ratio is 1, P_r(s) = c_s r^s / sum_t c_t r^t. The
    estimate has the expectation sum_s s P_r(s) equal to what was found, x; the limits have P_r(X >= x) and
    P_r(X <= x) equal to half the risk of error.

    References
    ----------
    Cornfield (1956), Proceedings of the Third Berkeley Symposium 4, 135-148. Gart (1970), Biometrika 57, 471-475.

    Examples
    --------
    >>> estimate = conditional_odds_ratio([1] * 7 + [0] * 5 + [1] + [0] * 11, [1] * 12 + [0] * 12)
    >>> round(estimate.estimate, 4), round(estimate.conf_low, 4), round(estimate.conf_high, 2)
    (13.557, 1.2329, 755.19)
    """
    labels = strata if strata is not None else np.zeros(np.shape(np.asarray(treated))[:1], dtype=np.int64)
    tables = read_stratified(
        "The odds ratio cannot be estimated.", outcome, treated, labels, problems=level_problems(level)
    )
    given = _given_margins(tables)
    x, last, tail = given.observed, len(given.weights) - 1, (1 - level) / 2
    steps = np.arange(last + 1)
    if last == 0:
        found, low, high = NOT_SHOWN, NOT_SHOWN, NOT_SHOWN
    else:
        found = 0.0 if x == 0 else math.inf if x == last else _solve(lambda t: float(steps @ given.chances(t)) - x)
        low = 0.0 if x == 0 else _solve(lambda t: float(given.chances(t)[x:].sum()) - tail)
        high = math.inf if x == last else _solve(lambda t: tail - float(given.chances(t)[: x + 1].sum()))
    pooled = tables.everyone
    chances = given.chances(0.0)
    return Estimate(
        statistic="odds_ratio",
        estimate=found,
        std_error=None,
        df=None,
        conf_low=low,
        conf_high=high,
        conf_level=level,
        test_statistic=None,
        p_value=min(1.0, float(chances[chances <= chances[x] * TIE].sum())),
        level_treated=pooled.p1,
        level_reference=pooled.p0,
        n_treated=pooled.n1,
        n_reference=pooled.n0,
        events_treated=pooled.x1,
        events_reference=pooled.x0,
        method=f"conditional maximum likelihood odds ratio over {_strata(tables)}; exact limits (Cornfield)",
        warnings=(*tables.warnings, *_end_of_range(x, last)),
        set_kind="whole_line" if last == 0 else "ray_above" if x == last else "interval",
    )


@dataclass(frozen=True, slots=True)
class _GivenMargins:
    """Logarithms of the chances of the possible numbers of events of the treated, and the place of the one found."""

    weights: FloatVector
    observed: int

    def chances(self, log_odds_ratio: float) -> FloatVector:
        """Return the chance of each number under a common odds ratio."""
        tilted = self.weights + log_odds_ratio * np.arange(len(self.weights))
        chances = np.exp(tilted - tilted.max())
        return np.asarray(chances / chances.sum())


def _given_margins(tables: StratifiedTables) -> _GivenMargins:
    weights, least = np.zeros(1), 0
    for x1, n1, x0, n0 in zip(tables.x1, tables.n1, tables.x0, tables.n0, strict=True):
        events = x1 + x0
        low, high = max(0, int(events - n0)), int(min(events, n1))
        own = stats.hypergeom.logpmf(np.arange(low, high + 1), int(n1 + n0), int(n1), int(events))
        weights, least = _convolved(weights, np.asarray(own)), least + low
    return _GivenMargins(weights, int(tables.x1.sum()) - least)


def _convolved(one: FloatVector, other: FloatVector) -> FloatVector:
    # In logarithms: the far ends, which decide large odds ratios, are smaller than a float can be.
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    total = np.full(len(one) + len(other) - 1, -np.inf)
    for shift, weight in enumerate(shorter):
        place = slice(shift, shift + len(longer))
        total[place] = np.logaddexp(total[place], longer + weight)
    return total


def _solve(rising: Callable[[float], float]) -> float:
    return math.exp(optimize.brentq(rising, -_WIDEST, _WIDEST, xtol=1e-14, rtol=1e-14))


def _strata(tables: StratifiedTables) -> str:
    return f"{len(tables.n)} strat{'um' if len(tables.n) == 1 else 'a'}"


def _end_of_range(x: int, last: int) -> tuple[str, ...]:
    if last == 0:
        return ("The data say nothing on the odds ratio: in every stratum nobody, or everybody, has the event.",)
    if x == last:
        return ("The treated have all the events that they could have: the odds ratio has no upper limit.",)
    return ()
