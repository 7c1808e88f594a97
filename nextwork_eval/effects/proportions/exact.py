"""At the end you know whether two shares differ beyond chance by tests that hold their level in any sample."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from nextwork_eval.effects.estimate import FloatVector, Test
from nextwork_eval.effects.inputs import choice_problems, refuse
from nextwork_eval.effects.proportions.conditional import TIE
from nextwork_eval.effects.proportions.tables import TwoByTwo, read_two_by_two

ExactKind = Literal["boschloo", "fisher"]

_KIND_IN_WORDS = {
    "boschloo": "Boschloo's unconditional exact test; two-sided, ordered by Fisher's two-sided p-value",
    "fisher": "Fisher's exact test; two-sided by the likelihood of the results",
}
_MOST_PERSONS = 2000
_PEAKS = 12  # local maxima over the common share that are searched closer


def exact_test(outcome: object, treated: object, *, kind: ExactKind = "boschloo") -> Test:
    """Test whether the two arms have the same share with the event, by a test that is exact in any sample.

    All persons are pooled: with several lottery rounds use `exact_cmh`.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    kind
        `boschloo` lets the number of events vary as it would in another trial, and has more power; `fisher` holds it
        fixed, as a lottery among the same people does if the offer changes nothing for anybody.

    Returns
    -------
    Test
        Two-sided. `test_statistic` is None: the p-value is the test.

    Raises
    ------
    EstimationError
        As `risk_difference`, and for `boschloo` with more than 2,000 persons. Where nobody or everybody has the event
        the p-value is 1.

    Notes
    -----
    Fisher's p-value is the chance, given all events, of tables no likelier than the one found. Boschloo's p-value is

        max over s of P(F(X1, X0) <= F(x1, x0)),  X1 ~ binomial(n1, s), X0 ~ binomial(n0, s),

    F Fisher's two-sided p-value: the most that a share s common to both arms can make of it. This is the two-sided test
    of Boschloo, as in R; scipy's `boschloo_exact` gives twice the smaller of two one-sided tests, which is the same
    where the arms are of one size, and otherwise another test. The maximum is sought on a grid of at least 1,000
    shares, and around its twelve highest peaks.

    References
    ----------
    Boschloo (1970), Statistica Neerlandica 24, 1-35. Fisher (1935), Journal of the Royal Statistical Society 98, 39-82.

    Examples
    --------
    Seven of twelve against one of twelve:

    >>> found_job = [1] * 7 + [0] * 5 + [1] + [0] * 11
    >>> offered = [1] * 12 + [0] * 12
    >>> [round(exact_test(found_job, offered, kind=kind).p_value, 4) for kind in ("boschloo", "fisher")]
    [0.0103, 0.0272]
    """
    summary = "The two shares cannot be tested."
    problems = choice_problems("kind", kind, list(_KIND_IN_WORDS))
    table = read_two_by_two(summary, outcome, treated, problems=problems)
    if kind == "boschloo" and table.n > _MOST_PERSONS:
        refuse(summary, [f"Boschloo's test goes through all tables; above {_MOST_PERSONS} persons use kind 'fisher'."])
    return Test(
        statistic="exact_test",
        null_hypothesis="both arms have the same share with the event",
        test_statistic=None,
        df=None,
        p_value=_fisher(table) if kind == "fisher" else _boschloo(table),
        n_treated=table.n1,
        n_reference=table.n0,
        events_treated=table.x1,
        events_reference=table.x0,
        method=_KIND_IN_WORDS[kind],
    )


def _fisher(table: TwoByTwo) -> float:
    cells = [[table.x1, table.x0], [table.n1 - table.x1, table.n0 - table.x0]]
    return min(1.0, float(stats.fisher_exact(cells).pvalue))


def _boschloo(table: TwoByTwo) -> float:
    fisher = _fisher_of_all_tables(table.n1, table.n0)
    region = (fisher <= fisher[table.x1, table.x0] * TIE).astype(np.float64)
    if region.all():
        return 1.0

    def chance(shares: FloatVector) -> FloatVector:
        one = stats.binom.pmf(np.arange(table.n1 + 1)[:, None], table.n1, shares)
        zero = stats.binom.pmf(np.arange(table.n0 + 1)[:, None], table.n0, shares)
        return np.asarray((one * (region @ zero)).sum(axis=0))

    # Even steps of the angle: chances change fastest near 0 and 1.
    shares = np.sin(np.linspace(0, np.pi / 2, max(1000, 4 * table.n) + 1)) ** 2
    found = chance(shares)
    inner = np.flatnonzero((found[1:-1] >= found[:-2]) & (found[1:-1] >= found[2:])) + 1
    best = float(found.max())
    for peak in inner[np.argsort(-found[inner])][:_PEAKS]:
        closer = optimize.minimize_scalar(
            lambda share: -float(chance(np.array([share]))[0]),
            bounds=(shares[peak - 1], shares[peak + 1]),
            method="bounded",
            options={"xatol": 1e-12},
        )
        best = max(best, -float(closer.fun))
    return min(1.0, best)


def _fisher_of_all_tables(n1: int, n0: int) -> NDArray[np.float64]:
    """Return Fisher's two-sided p-value of every table with these arms, shape (n1 + 1, n0 + 1)."""
    p_values = np.empty((n1 + 1, n0 + 1))
    for events in range(n1 + n0 + 1):
        of_treated = np.arange(max(0, events - n0), min(events, n1) + 1)
        chances = stats.hypergeom.pmf(of_treated, n1 + n0, n1, events)
        ordered = np.sort(chances)
        no_likelier = np.searchsorted(ordered, chances * TIE, side="right")
        p_values[of_treated, events - of_treated] = np.cumsum(ordered)[no_likelier - 1]
    return p_values
