"""At the end you know how much the offer changed take-up: the first stage, and the share of people whom it moved."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import level_problems, read_numbers
from nextwork_eval.effects.instrument.take_up import read_offer
from nextwork_eval.effects.means.neyman import t_quantile
from nextwork_eval.effects.means.sandwich import arm_levels, bias_reduced


def effect_on_take_up(
    taken_up: object,
    treated: object,
    *,
    strata: object | None = None,
    covariates: object | None = None,
    clusters: object | None = None,
    level: float = 0.95,
) -> Estimate:
    """Estimate how much the offer changed take-up: the first stage, and the share of people whom the offer moved.

    Parameters
    ----------
    taken_up, treated, strata, covariates, clusters, level
        As in `effect_of_take_up`.

    Returns
    -------
    Estimate
        The difference in take-up between the arms, with the level of each. The F statistic of the first stage is the
        square of `test_statistic`. Where take-up varies in neither arm there is neither standard error nor interval.

    Raises
    ------
    EstimationError
        As `effect_of_take_up`.

    Notes
    -----
    As `difference_in_means_stratified` (with covariates: ANCOVA) of take-up; HC2, or CR2 with clusters, and
    Bell-McCaffrey degrees of freedom. A small F is no reason to withhold the effect of taking the offer up: choosing by
    it makes things worse (Angrist and Kolesár 2024), and the Anderson-Rubin set is right at any F.

    References
    ----------
    Angrist and Kolesár (2024), Journal of Econometrics 240, 105398.

    Examples
    --------
    >>> found = effect_on_take_up([1, 1, 1, 0, 0, 0, 1, 0], [1, 1, 1, 1, 0, 0, 0, 0])
    >>> found.estimate, found.level_treated, found.level_reference
    (0.5, 0.75, 0.25)
    """
    summary = "The effect of the offer on take-up cannot be estimated."
    offer = read_offer(
        summary,
        read_numbers("taken_up", taken_up),
        treated,
        taken_up,
        strata=strata,
        covariates=covariates,
        clusters=clusters,
        problems=level_problems(level),
    )
    one, zero = arm_levels(offer.arms.strata, offer.design.shape[1])
    jump, *levels = (
        bias_reduced(offer.taken_up, offer.design, combination, offer.clusters)
        for combination in (one - zero, one, zero)
    )
    varies = jump.variance > 0
    std_error = jump.variance**0.5
    margin = t_quantile(level, jump.df) * std_error
    statistic = jump.estimate / std_error if varies else None
    return Estimate(
        statistic="effect_on_take_up",
        estimate=jump.estimate,
        std_error=std_error if varies else None,
        df=jump.df if varies else None,
        conf_low=jump.estimate - margin if varies else np.nan,
        conf_high=jump.estimate + margin if varies else np.nan,
        conf_level=level,
        test_statistic=statistic,
        p_value=None if statistic is None else float(2 * stats.t.sf(abs(statistic), jump.df)),
        level_treated=levels[0].estimate,
        level_reference=levels[1].estimate,
        **offer.counts(offer.taken_up),
        method="effect of the offer on take-up (first stage)"
        + offer.in_words
        + f"; {'HC2' if offer.clusters is None else 'CR2'} standard error; t distribution with Bell-McCaffrey degrees "
        "of freedom",
        warnings=offer.warnings if varies else (*offer.warnings, "Take-up varies in neither arm: it has no interval."),
        set_kind="interval" if varies else "none",
    )
