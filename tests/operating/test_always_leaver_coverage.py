"""How often the limits for those who would leave anyway hold the truth, at an end of the bounds and between the ends.

Of those who would leave in either arm 30 % come back with the offer and 60 % without it: the truth is -0.3. Others
leave only with the offer, or only without it, and lie among the leavers of that arm. Where the first all come back and
the second never do, the truth is the lower end; where it is the other way round, the upper; where both do as others do,
it lies between. `NEXTWORK_REPLICATES` gives another number of simulated trials; the bounds then widen with the Monte
Carlo error.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import always_leaver_bounds, always_leaver_weeks
from tests.operating.test_bounds_coverage import FEWER, held_at_level
from tests.operating.test_effects_coverage import REPLICATES

TRUTH = -0.3
BACK_WITH, BACK_WITHOUT = 0.3, 0.6
LOWER, UPPER, BETWEEN = (1.0, 0.0), (0.0, 1.0), (0.45, 0.45)


def held(
    n: int,
    *,
    kinds: tuple[float, float, float],
    others: tuple[float, float],
    monotone: bool,
    back: tuple[float, float] = (BACK_WITH, BACK_WITHOUT),
) -> int:
    """Count trials whose limits hold the truth; `kinds` leave always, only with the offer, only without it.

    Of those who always leave the shares `back` come back, with and without the offer; of the others, the shares
    `others`.
    """
    generator = np.random.default_rng(2716)
    treated, count = np.repeat([1, 0], n // 2), 0
    for _ in range(REPLICATES):
        kind = generator.choice(4, n, p=[*kinds, 1 - sum(kinds)])
        left = (kind == 0) | ((kind == 1) & (treated == 1)) | ((kind == 2) & (treated == 0))
        always = np.where(treated == 1, *back)
        chance = np.where(kind == 0, always, np.where(kind == 1, *others))
        returned = np.where(left, generator.random(n) < chance, np.nan)
        found = always_leaver_bounds(left.astype(float), returned, treated, monotone=monotone)
        count += found.conf_low <= back[0] - back[1] <= found.conf_high
    return count


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
@pytest.mark.parametrize("others", [LOWER, UPPER], ids=["lower end", "upper end"])
def test_the_truth_at_an_end_where_the_offer_makes_some_leave(n: int, others: tuple[float, float]) -> None:
    """40 % leave in either arm and 20 % with the offer alone: the limits hold it to a point."""
    assert held_at_level(held(n, kinds=(0.4, 0.2, 0.0), others=others, monotone=True))


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
def test_the_truth_between_the_ends(n: int) -> None:
    """Those who leave with the offer alone come back like others, or there are none of them: held too often."""
    assert held_at_level(held(n, kinds=(0.4, 0.2, 0.0), others=BETWEEN, monotone=True), above=0.05)
    assert held_at_level(held(n, kinds=(0.4, 0.0, 0.0), others=BETWEEN, monotone=True), above=0.05)


# Of everyone: who always leaves, with the offer alone, without it alone. Nobody never leaves, so that as few always
# leave as can be, and the truth is at the end. Where the returns of those who always leave are rarer, two ways of
# trimming give nearly the same end.
FREE = {
    "few always leave": ((0.3, 0.4, 0.3), (0.3, 0.6)),
    "most always leave": ((0.6, 0.25, 0.15), (0.2, 0.4)),
    "two ends in one": ((0.3, 0.4, 0.3), (0.0, 0.3)),
}


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 240, 1000])
@pytest.mark.parametrize("others", [LOWER, UPPER], ids=["lower end", "upper end"])
@pytest.mark.parametrize("case", FREE)
def test_the_truth_at_an_end_without_monotonicity(case: str, others: tuple[float, float], n: int) -> None:
    """Held at the level or more often, however small the share of those who always leave and its error."""
    kinds, back = FREE[case]
    assert held_at_level(held(n, kinds=kinds, back=back, others=others, monotone=False), below=0.0, above=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
def test_the_truth_between_the_ends_without_monotonicity(n: int) -> None:
    """All kinds that leave come back like others."""
    assert held_at_level(held(n, kinds=(0.3, 0.4, 0.3), others=BETWEEN, monotone=False), below=0.0, above=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("n", [120, 1000])
def test_weeks_and_cells_without_monotonicity(n: int) -> None:
    """Weeks off, 10.4 of 26 with the offer and 15.6 without it; in two cells of which one has fewer always-leavers."""
    generator = np.random.default_rng(2717)
    treated, cells = np.repeat([1, 0], n // 2), np.arange(n) % 2
    held_weeks = held_shares = 0
    for _ in range(FEWER):
        kind = np.where(generator.random(n) < 0.4 + 0.2 * cells, 0, generator.integers(1, 3, n))
        left = (kind == 0) | ((kind == 1) & (treated == 1)) | ((kind == 2) & (treated == 0))
        own = generator.binomial(26, np.where(treated == 1, 0.4, 0.6))
        weeks = np.where(left, np.where(kind == 0, own, np.where(kind == 1, 26, 0)), np.nan)
        found = always_leaver_weeks(left.astype(float), weeks, treated, within=26, monotone=False)
        held_weeks += found.conf_low <= 26 * (0.4 - 0.6) <= found.conf_high
        always = generator.random(n) < np.where(treated == 1, BACK_WITH, BACK_WITHOUT)
        back = np.where(left, np.where(kind == 0, always, kind == 1), np.nan)
        found = always_leaver_bounds(left.astype(float), back, treated, cells=cells, monotone=False)
        held_shares += found.conf_low <= TRUTH <= found.conf_high
    assert held_at_level(held_weeks, trials=FEWER, below=0.0, above=0.05)
    assert held_at_level(held_shares, trials=FEWER, below=0.0, above=0.05)
