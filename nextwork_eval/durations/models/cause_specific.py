"""At the end you know the share with the event by the horizon when the hazards of both events are modelled."""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.inputs import ARMS, ZeroLength
from nextwork_eval.durations.models.absolute_risk import Cause, fit_cause, standardized_risk
from nextwork_eval.durations.models.ratios import beside
from nextwork_eval.durations.models.reading import TREATED, ModelRows, read_model_rows
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import refuse

_SUMMARY = "The shares with the event cannot be modelled."


def cause_specific_risks(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the difference in the share with the event by the horizon, from hazards of the event and its competitor.

    Unlike a hazard ratio it is a difference of shares of everyone randomised, and says how many. Unlike
    `cumulative_incidence` it believes that hazards are proportional, and can hold covariates.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the first event or to the end of follow-up.
    event
        Shape (n_people,): 1 for the event, 2 for the competing event, 0 where follow-up ended first.
    treated, covariates, strata, level
        As in `discrete_time_hazard`; each person has one row. Both hazards depend on them.
    horizon
        The last week; in each arm somebody must be followed to it, or all have had an event before.
    clusters
        Shape (n_people,): the unit that was drawn, where people were not.
    follow_up, zero_length
        As in `kaplan_meier`.

    Returns
    -------
    Estimate
        `statistic` is `difference`; `level_treated` and `level_reference` are the shares with the event, had everyone
        been in that arm, averaged over all persons' covariates. Warnings tell of an arm without the competing event
        (its hazard there is then 0), and of covariates that could not stand in the hazard of the competing event.

    Raises
    ------
    EstimationError
        With every fault, as `fine_gray`; also a horizon beyond the follow-up of an arm.

    Notes
    -----
    See `absolute_risk.standardized_risk` for formula and influence function. Hazards are per week, in Breslow's form:
    with the product-limit survival this is a model of weekly chances, coherent where many have the event in the same
    week. R's `riskRegression` fits Efron's form by default, so that ties move the third digit. The variance is the sum
    of squared influence times m / (m - 1) for m persons (or clusters); the reference is t with m - 1 degrees of
    freedom; limits are cut at -1 and 1.

    References
    ----------
    Benichou and Gail (1990), Biometrics 46, 813-826. Ozenne, Scheike, Stærk and Gerds (2020), Biometrical Journal 62,
    751-763.

    Examples
    --------
    >>> found = cause_specific_risks(
    ...     [2, 3, 4, 6, 6, 3, 4, 5, 6, 6], [1, 1, 2, 1, 0, 2, 1, 2, 0, 0], [1] * 5 + [0] * 5, horizon=6
    ... )
    >>> round(found.level_treated, 2), round(found.level_reference, 2)
    (0.59, 0.2)
    """
    rows = read_model_rows(
        _SUMMARY,
        duration,
        event,
        treated,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        event_codes=(0, 1, 2),
        followed_to_horizon=True,
    )
    main, other, warnings = _both_causes(rows, horizon)
    one, zero = (standardized_risk((main, other), rows.design, arm=arm, horizon=horizon) for arm in (1, 0))
    influence = one.influence - zero.influence
    if rows.clusters is not None:
        influence = np.bincount(rows.clusters, influence).astype(np.float64)
    m = len(influence)
    difference = one.risk - zero.risk
    std_error = float(np.sqrt((influence**2).sum() * m / (m - 1)))
    margin = float(stats.t.isf((1 - level) / 2, m - 1)) * std_error
    return Estimate(
        statistic="difference",
        estimate=difference,
        std_error=std_error,
        df=float(m - 1),
        conf_low=max(difference - margin, -1.0),
        conf_high=min(difference + margin, 1.0),
        conf_level=level,
        test_statistic=difference / std_error,
        p_value=float(2 * stats.t.sf(abs(difference / std_error), m - 1)),
        level_treated=one.risk,
        level_reference=zero.risk,
        n_treated=rows.sizes["treated"],
        n_reference=rows.sizes["reference"],
        events_treated=rows.counts["treated"],
        events_reference=rows.counts["reference"],
        method=f"absolute risk from cause-specific proportional hazards by the week, Breslow ties{beside(rows)}, "
        "standardised over everyone; influence function standard error over "
        f"{m} {'persons' if rows.clusters is None else 'clusters'} with m/(m-1); t interval",
        warnings=rows.warnings
        + warnings
        + (("In some week the model gives somebody a chance above 1, which is cut.",) if one.cut or zero.cut else ()),
    )


def _both_causes(rows: ModelRows, horizon: int) -> tuple[Cause, Cause, tuple[str, ...]]:
    every = np.arange(rows.design.shape[1])
    main = fit_cause(rows.duration, rows.event, rows.design, kind=1, horizon=horizon, columns=every)
    if main is None:
        refuse(
            _SUMMARY,
            ["The likelihood has no maximum that could be reached: expected arms and covariates that overlap in time."],
        )
    assert main is not None
    without = [name for name, code in ARMS if not ((rows.event == 2) & (rows.treated == code)).any()]
    if len(without) == 2:
        nothing = ("Nobody has the competing event: the share is one minus that without the event.",)
        return main, Cause(columns=every, fitted=None), nothing
    if without:
        only = fit_cause(
            rows.duration,
            rows.event,
            rows.design,
            kind=2,
            horizon=horizon,
            columns=np.array([], dtype=np.int64),
            only_arm=0 if without[0] == "treated" else 1,
        )
        assert only is not None  # without columns there is nothing to search for
        return (
            main,
            only,
            (
                f"Nobody in the {without[0]} arm has the competing event: its hazard is 0 there, and depends on no "
                "covariate in the other arm.",
            ),
        )
    other = fit_cause(rows.duration, rows.event, rows.design, kind=2, horizon=horizon, columns=every)
    if other is not None:
        return main, other, ()
    alone = fit_cause(
        rows.duration, rows.event, rows.design, kind=2, horizon=horizon, columns=np.array([TREATED], dtype=np.int64)
    )
    if alone is None:
        refuse(_SUMMARY, ["The hazard of the competing event cannot be fitted: expected arms that overlap in time."])
    assert alone is not None
    return (
        main,
        alone,
        ("Covariates or strata tell apart who has the competing event: its hazard depends on the arm alone.",),
    )
