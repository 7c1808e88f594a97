"""How often families of four outcomes of 120 people make a false claim, and how often their intervals all hold.

Outcomes share much of what makes people differ (correlation 0.6); the fourth is a yes or no.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval import effects
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.effects.means.neyman import bell_mccaffrey_df, standardised_means
from nextwork_eval.effects.multiplicity.simultaneous import _drawn_direction, _joined
from nextwork_eval.effects.multiplicity.step_down import step_down
from nextwork_eval.effects.randomization.draws import Draws
from tests.operating.test_effects_coverage import MONTE_CARLO_ERRORS, REPLICATES, within_bounds

TREATED = np.repeat([1.0, 0.0], 60)
REPETITIONS = 199  # so that 5 %, and 2.5 % in each direction, are whole numbers of 200
NONE = (0.0, 0.0, 0.0, 0.0)
# Two of four: what every false claim of a step-down method then rests on.
SOME = (0.7, 0.0, 0.6, 0.0)
BOTH_WAYS = (0.7, -0.6, 0.3, 0.0)
Matrix = NDArray[np.float64]


def family(generator: np.random.Generator, effect: tuple[float, ...]) -> Matrix:
    """Shape (120, 4): three normal outcomes with standard deviation 1, and whether somebody is above the middle."""
    shared = generator.normal(scale=0.6**0.5, size=(120, 1))
    outcomes = shared + generator.normal(scale=0.4**0.5, size=(120, 4)) + TREATED[:, None] * effect
    outcomes[:, 3] = outcomes[:, 3] > 0
    return np.asarray(outcomes)


def studentized(outcomes: Matrix) -> tuple[Matrix, Matrix, float]:
    arms = TwoArms(outcome=outcomes, treated=TREATED, strata=np.zeros(120, dtype=np.int64), yes_or_no=False)
    one, zero = standardised_means(arms)
    return one.mean - zero.mean, np.sqrt(one.variance + zero.variance), bell_mccaffrey_df(one, zero)


def repeated(outcomes: Matrix, generator: np.random.Generator) -> Draws:
    """The repetitions of `studentized_draws`, by two products of matrices."""
    lots = generator.permuted(np.tile(TREATED, (REPETITIONS, 1)), axis=1)
    sums, squares = (lots @ numbers for numbers in (outcomes, outcomes**2))
    rest, rest_squares = outcomes.sum(axis=0) - sums, (outcomes**2).sum(axis=0) - squares
    variance = (squares - sums**2 / 60 + rest_squares - rest**2 / 60) / 59 / 60
    difference, error, _ = studentized(outcomes)
    return Draws(observed=difference / error, drawn=(sums - rest) / 60 / np.sqrt(variance), every=False)


def error_rate(false: int, name: str) -> float:
    rate = false / REPLICATES
    print(f"{name}: {rate:.4f}, Monte Carlo error {(0.05 * 0.95 / REPLICATES) ** 0.5:.4f}, {REPLICATES} replicates")
    return rate


def at_most_five_percent(rate: float) -> bool:
    return rate <= 0.05 + MONTE_CARLO_ERRORS * (0.05 * 0.95 / REPLICATES) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize("effect", [NONE, SOME], ids=["no effects", "two effects"])
def test_familywise_error(effect: tuple[float, ...]) -> None:
    """Holm and Westfall-Young make a false claim in at most 5 % of trials; under no effects the latter in about 5 %.

    So do the directional methods behind simultaneous intervals. What outcomes have in common is worth something:
    Westfall-Young claims more true effects than Holm.
    """
    generator = np.random.default_rng(19)
    null = np.array(effect) == 0
    false = dict.fromkeys(["Holm", "Westfall-Young", "Holm in each direction"], 0)
    found = dict.fromkeys(false, 0)
    for _ in range(REPLICATES):
        outcomes = family(generator, effect)
        difference, error, df = studentized(outcomes)
        draws = repeated(outcomes, generator)
        both_ways = effects.simultaneous_holm(difference, error, df=np.full(4, df))
        claims = {
            "Holm": np.array(effects.holm(both_ways.p_value)) <= 0.05,
            "Westfall-Young": step_down(np.abs(draws.observed), np.abs(draws.drawn), False) <= 0.05,
            "Holm in each direction": np.array(both_ways.excludes_zero),
        }
        for name, claimed in claims.items():
            false[name] += bool(claimed[null].any())
            found[name] += int(claimed[~null].sum())
    rates = {name: error_rate(count, name) for name, count in false.items()}
    print({name: count / REPLICATES for name, count in found.items()}, "true claims in a trial")
    assert all(at_most_five_percent(rate) for rate in rates.values())
    if null.all():
        assert rates["Westfall-Young"] >= 0.05 - MONTE_CARLO_ERRORS * (0.05 * 0.95 / REPLICATES) ** 0.5
    else:
        assert found["Westfall-Young"] >= found["Holm"]


def test_the_repetitions_are_those_of_the_lottery() -> None:
    """The two products give what `westfall_young` does: the same statistics, p-values as close as repetitions are."""
    generator = np.random.default_rng(7)
    outcomes = family(generator, (0.3, 0.0, 0.2, 0.0))
    found = effects.westfall_young(outcomes, TREATED, draws=1999, generator=generator)
    quick = repeated(outcomes, generator)
    assert quick.observed == pytest.approx(found.test_statistic)
    p = step_down(np.abs(quick.observed), np.abs(quick.drawn), False)
    # Of 199 repetitions a p-value has an error of at most (1/4 / 200)^(1/2) = 0.035: four of them.
    assert p == pytest.approx(found.p_adjusted, abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("effect", [NONE, SOME, BOTH_WAYS], ids=["no effects", "two effects", "both ways"])
def test_simultaneous_intervals(effect: tuple[float, ...]) -> None:
    """All four intervals hold their effects in at least 95 % of trials, by Holm and by Westfall-Young."""
    generator = np.random.default_rng(21)
    truth = np.array(effect)
    held = dict.fromkeys(["Holm", "Westfall-Young"], 0)
    for _ in range(REPLICATES):
        outcomes = family(generator, effect)
        difference, error, df = studentized(outcomes)
        draws = repeated(outcomes, generator)
        found = {
            "Holm": effects.simultaneous_holm(difference, error, df=np.full(4, df)),
            "Westfall-Young": _joined(
                ("",) * 4,
                difference,
                error,
                difference,
                _drawn_direction(difference, error, draws, 0.025, sign=1),
                _drawn_direction(-difference, error, draws, 0.025, sign=-1),
                level=0.95,
                method="",
            ),
        }
        for name, intervals in found.items():
            low, high = np.array(intervals.conf_low), np.array(intervals.conf_high)
            # A limit of 0 that comes of a claim is itself outside.
            outside = (truth == 0) & np.array(intervals.excludes_zero)
            held[name] += bool(((low <= truth) & (truth <= high) & ~outside).all())
    for name, count in held.items():
        print(name, end=": ")
        assert within_bounds(count / REPLICATES, below=0.0, above=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("shared", [0.0, 0.3], ids=["independent", "correlated"])
def test_false_claims_among_the_claims(shared: float) -> None:
    """Ten analyses, four of them of true effects: of those with a sharpened q of at most 5 %, 5 % are false at most."""
    generator = np.random.default_rng(6)
    truth = np.array([3.0, 3.0, 2.5, 2.5, 0, 0, 0, 0, 0, 0])
    z = (
        truth
        + shared**0.5 * generator.normal(size=(REPLICATES, 1))
        + (1 - shared) ** 0.5 * generator.normal(size=(REPLICATES, 10))
    )
    p = 2 * stats.norm.sf(np.abs(z))
    claimed = np.array([effects.sharpened_q(row.tolist()) for row in p]) <= 0.05
    share = claimed[:, 4:].sum(axis=1) / np.maximum(claimed.sum(axis=1), 1)
    error = float(share.std() / REPLICATES**0.5)
    print(f"false among claims {share.mean():.4f}, Monte Carlo error {error:.4f}, {REPLICATES} replicates")
    print(f"true claims in a trial {claimed[:, :4].sum(axis=1).mean():.3f}")
    assert share.mean() <= 0.05 + MONTE_CARLO_ERRORS * error


@pytest.mark.slow
@pytest.mark.parametrize(
    ("weights", "effect"),
    [("equal", 0.0), ("equal", 0.3), ("inverse_covariance", 0.0)],
    ids=["equal-no effect", "equal-effect 0.3", "inverse_covariance-no effect"],
)
def test_difference_in_an_index(weights: str, effect: float) -> None:
    """Three outcomes of 120 people: at 5 % the test claims 4 to 6 % without an effect.

    With one, the interval of equal weights holds it in 94 to 96 %. With weights that were estimated what it should hold
    moves with them, so that only the size of the test is looked at.
    """
    generator = np.random.default_rng(22)
    held = 0
    for _ in range(REPLICATES):
        outcomes = family(generator, (effect,) * 3 + (0.0,))[:, :3]
        found = effects.index_difference(outcomes, TREATED, good=["more"] * 3, weights=weights)  # type: ignore[arg-type]
        held += found.conf_low <= effect <= found.conf_high
    assert within_bounds(held / REPLICATES)
