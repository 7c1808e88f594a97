"""How often the Anderson-Rubin set and the t interval of the effect of taking the offer up hold the truth, 60 and 60.

The sets come from the same function as those of `effect_of_take_up`, without its checks and its point estimate, which
take most of its time and no part in the sets.
"""

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.instrument.ratio import ConfidenceSet, anderson_rubin_set, t_interval, two_effects
from nextwork_eval.effects.means.sandwich import cell_columns
from tests.operating.test_effects_coverage import REPLICATES, within_bounds

TRUTH = 6.0
TREATED = np.repeat([1.0, 0.0], 60)
DESIGN = cell_columns(TREATED, np.zeros(120, dtype=np.int64))
CONTRAST = np.array([-1.0, 1.0])


def holds(found: ConfidenceSet, value: float) -> bool:
    match found.kind:
        case "interval":
            return bool(found.low <= value <= found.high)
        case "two_rays":
            return bool(value <= found.low or value >= found.high)
        case kind:
            return kind == "whole_line"


def draw(generator: np.random.Generator, take_up: float, without: float) -> tuple[np.ndarray, np.ndarray]:
    """Weeks in work: people who take part do worse than others without it, and gain six weeks on average by it."""
    kinds = generator.random(120)
    always, moved = kinds < without, (kinds >= without) & (kinds < take_up)
    taken_up = (always | (moved & (TREATED == 1))).astype(float)
    weeks = 20 - 5 * (always | moved) + 10 * generator.standard_gamma(1.5, 120) - 15
    return weeks + taken_up * (TRUTH + 4 * generator.normal(size=120)), taken_up


@pytest.mark.slow
@pytest.mark.parametrize(
    ("take_up", "without"), [(0.7, 0.0), (0.3, 0.0), (0.3, 0.15)], ids=["0.7", "0.3", "0.3 against 0.15"]
)
def test_anderson_rubin_holds_its_level(take_up: float, without: float) -> None:
    """Exactly where the offer hardly changes take-up, where the t interval need not; both are printed."""
    generator = np.random.default_rng(20261)
    held, t_held, open_ended = 0, 0, 0
    for replicate in range(REPLICATES):
        outcome, taken_up = draw(generator, take_up, without)
        found = two_effects(outcome, taken_up, DESIGN, CONTRAST, variance="HC2", clusters=None, residual_df=False)
        both = anderson_rubin_set(found, 0.95), t_interval(found, 0.95)
        held += holds(both[0], TRUTH)
        t_held += holds(both[1], TRUTH)
        open_ended += both[0].kind != "interval"
        if replicate < 5:
            public = effects.effect_of_take_up(outcome, TREATED, taken_up)
            assert (public.conf_low, public.conf_high) == pytest.approx((both[0].low, both[0].high), nan_ok=True)
    print(
        f"take-up {take_up} against {without}: t interval {t_held / REPLICATES:.4f}, "
        f"not an interval {open_ended / REPLICATES:.4f}"
    )
    assert within_bounds(held / REPLICATES)
