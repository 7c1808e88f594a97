"""How often the intervals of adjusted differences and of treatment in groups hold the truth."""

import numpy as np
import pytest

from nextwork_eval import effects
from tests.operating.test_effects_coverage import REPLICATES, within_bounds


@pytest.mark.slow
def test_lin_with_three_covariates_at_sixty_and_sixty() -> None:
    """Covariates that matter more with the offer than without it; the true average effect is 1."""
    generator = np.random.default_rng(20190507)
    held = 0
    treated = np.repeat([1, 0], 60)
    for _ in range(REPLICATES):
        traits = generator.normal(size=(120, 3))
        noise = generator.normal(size=120)
        outcome = traits @ [1.0, 0.5, 0.0] + treated * (1 + 0.5 * traits[:, 0]) + noise
        found = effects.regression_adjusted(outcome, treated, covariates=traits, interactions="lin")
        held += found.conf_low <= 1 <= found.conf_high
    assert within_bounds(held / REPLICATES)


@pytest.mark.slow
def test_treatment_in_sixteen_groups_of_seven() -> None:
    """Intraclass correlation 0.05 in the treated arm alone: CR2 holds its level, independent people do not."""
    generator = np.random.default_rng(2752)
    treated = np.repeat([1, 0], 112)
    groups = np.where(treated == 1, np.arange(224) // 7, np.nan)
    held = independent = 0
    for _ in range(REPLICATES):
        shared = np.repeat(generator.normal(scale=0.05**0.5, size=16), 7)
        outcome = generator.normal(scale=0.95**0.5, size=224)
        outcome[:112] += shared
        found = effects.group_treatment(outcome, treated, groups=groups)
        held += found.conf_low <= 0 <= found.conf_high
        plain = effects.difference_in_means(outcome, treated)
        independent += plain.conf_low <= 0 <= plain.conf_high
    assert within_bounds(held / REPLICATES)
    assert independent < held
