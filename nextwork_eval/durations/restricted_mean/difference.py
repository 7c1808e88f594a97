"""At the end you know the mean weeks without the event up to a horizon, in each arm, as a difference or a ratio."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.contrasts import t_difference
from nextwork_eval.durations.contributions import contributions, design_problems, logarithm, ratio_of
from nextwork_eval.durations.contributions import difference as difference_of
from nextwork_eval.durations.inputs import ARMS, TimedArms, ZeroLength, horizon_problems, read_timed_arms
from nextwork_eval.durations.restricted_mean.area import area_and_influence, restricted_mean_in_group
from nextwork_eval.durations.risk_sets_by_week import FEW, few_at_risk, late_problems
from nextwork_eval.durations.tables import event_warnings, horizon_warnings
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import Estimate
from nextwork_eval.effects.inputs import arm_problems, choice_problems, level_problems, refuse

_SUMMARY = "The restricted mean cannot be estimated."


def restricted_mean(
    duration: object,
    event: object,
    treated: object,
    *,
    horizon: int,
    measure: Literal["difference", "ratio"] = "difference",
    strata: object | None = None,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    entry: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the difference between the arms in mean weeks without the event, up to a horizon.

    Parameters
    ----------
    duration
        Shape (n_people,): whole weeks from the lottery to the event or, without one, to the last week of follow-up.
    event
        Shape (n_people,): 1 if the event happened in week `duration`, 0 if follow-up ended there.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    horizon
        Weeks after the horizon are not counted, and events in them not looked at.
    measure
        `difference`, in weeks: treated minus reference; or `ratio`: treated over reference, with an interval made on
        the scale of logarithms.
    strata
        Shape (n_people,): the lottery round of each; arms are compared within strata and averaged with the strata's
        shares of all persons. None for one lottery.
    covariates
        Known before the lottery, for everyone: an array of shape (n_people, n_covariates), a mapping from names to
        vectors, or a data frame. None: not adjusted.
    groups, clusters
        In place of covariates: the peer groups of the treated arm, as in `group_treatment`; clusters that were drawn,
        as in `difference_in_means_clustered`.
    entry
        Shape (n_people,): the last week before a person is looked at (delayed entry); at risk in week t if entry < t <=
        duration. None: everyone from week 1.
    follow_up, zero_length
        As in `kaplan_meier`.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `difference` or `ratio` (which has no standard error of its own). The event counts are persons
        with the event by the horizon. Warnings tell of an arm without events, of persons without follow-up or with less
        of it than the horizon, and of what the adjustment left out.

    Raises
    ------
    EstimationError
        As `kaplan_meier`; also with fewer than two persons in an arm (of a stratum), with a horizon beyond the longest
        follow-up in an arm of a stratum, and when nobody in either arm has the event. With delayed entry also when, in
        an arm (of a stratum), a week has nobody at risk while some of it still wait, or everyone at risk has the event
        before others enter: a mean from the lottery needs all weeks.

    Notes
    -----
    The mean of min(duration, horizon), estimated as the area under the Kaplan-Meier curve, sum over t = 0 … horizon - 1
    of S(t). The variance of an arm of m persons is

        m / (m - 1) * sum over weeks u of A_u^2 d_u / (n_u (n_u - d_u)),  A_u = sum over t = u … horizon - 1 of S(t),

    Klein and Moeschberger's with a correction for small arms; the interval uses t with Welch-Satterthwaite degrees of
    freedom. With complete follow-up this is the difference in means of min(duration, horizon), HC2 standard error
    included.

    With strata, covariates, groups or clusters, or as a ratio, each person gets the value area + m times influence
    (`area.py`), both of the person's arm (and stratum), whose mean is the area and whose variance is the one above; the
    estimators of `effects` then do the rest: differences within strata, regression on covariates with HC2, groups and
    clusters with CR2, and for the ratio the same with log(area) + m influence / area. Influence is computed within the
    arm because follow-up may end otherwise there.

    With delayed entry n_u are those with entry < u <= duration, and the variance is always that of the influence:
    Klein and Moeschberger's takes the weeks as independent, which they are not when people enter between them.

    References
    ----------
    Klein and Moeschberger (2003), Survival Analysis, second edition, section 4.5. Royston and Parmar (2013), BMC
    Medical Research Methodology 13, 152. Andersen, Hansen and Klein (2004), Lifetime Data Analysis 10, 335-350.

    Examples
    --------
    >>> estimate = restricted_mean([4, 9, 10, 10, 2, 3, 8, 10], [1, 1, 0, 0, 1, 1, 1, 0], [1] * 4 + [0] * 4, horizon=10)
    >>> round(estimate.level_treated, 2), round(estimate.level_reference, 2), round(estimate.estimate, 2)
    (8.25, 5.75, 2.5)
    """
    traits = [] if covariates is None else read_covariates(covariates)
    arms = read_timed_arms(
        _SUMMARY,
        duration,
        event,
        treated,
        horizon=horizon,
        strata=strata,
        extra=traits,
        at_least=2,
        problems=[
            *level_problems(level),
            *horizon_problems(horizon),
            *choice_problems("measure", measure, ["difference", "ratio"]),
            *design_problems(covariates=covariates, groups=groups, clusters=clusters),
        ],
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
    )
    plain = strata is None and covariates is None and groups is None and clusters is None
    if measure == "difference" and plain and not arms.late:
        return _plain(arms, horizon, level)
    if strata is not None:
        refuse(_SUMMARY, _stratum_problems(arms, horizon))
    refuse(_SUMMARY, late_problems(arms, horizon, remedy="Choose an earlier horizon, or people looked at from week 1."))
    values = contributions(
        arms.treated,
        arms.strata,
        lambda people: area_and_influence(
            arms.duration[people], arms.event[people], horizon=horizon, entry=arms.entry[people]
        ),
    )
    ratio = measure == "ratio"
    found = difference_of(
        _SUMMARY,
        logarithm(values) if ratio else values,
        stratified=strata is not None,
        level=level,
        largest=1.0 if ratio else float(horizon),
        method=f"{'ratio of' if ratio else 'difference in'} restricted means (area under Kaplan-Meier)"
        + (" with delayed entry" if arms.late else "")
        + (", interval on the scale of logarithms" if ratio else ""),
        covariates=covariates,
        groups=groups,
        clusters=clusters,
        events=_events(arms, horizon),
        warnings=event_warnings(arms, horizon) + horizon_warnings(arms, horizon) + _thin(arms, horizon),
    )
    return ratio_of(found) if ratio else found


def _plain(arms: TimedArms, horizon: int, level: float) -> Estimate:
    by_arm = [arms.treated == code for _, code in ARMS]
    one, zero = (restricted_mean_in_group(arms.duration[own], arms.event[own], horizon=horizon) for own in by_arm)
    return t_difference(
        _SUMMARY,
        levels=(one.mean, zero.mean),
        variances=(
            np.array([one.std_error**2 * one.n / (one.n - 1)]),
            np.array([zero.std_error**2 * zero.n / (zero.n - 1)]),
        ),
        dfs=(np.array([one.n - 1.0]), np.array([zero.n - 1.0])),
        sizes=(one.n, zero.n),
        events=_events(arms, horizon),
        largest=float(horizon),
        level=level,
        method="difference in restricted means (area under Kaplan-Meier); Klein-Moeschberger standard error with "
        "m/(m-1); t distribution with Welch-Satterthwaite degrees of freedom",
        warnings=event_warnings(arms, horizon) + horizon_warnings(arms, horizon),
    )


def _events(arms: TimedArms, horizon: int) -> tuple[int, int]:
    seen = (arms.event == 1) & (arms.duration <= horizon)
    return int(seen[arms.treated == 1].sum()), int(seen[arms.treated == 0].sum())


def _thin(arms: TimedArms, horizon: int) -> tuple[str, ...]:
    return tuple(
        f"In {weeks} weeks with events fewer than {FEW} persons of the {name} arm are at risk: with delayed entry such "
        "weeks can carry the whole mean."
        for name, weeks in few_at_risk(arms, horizon)
    )


def _stratum_problems(arms: TimedArms, horizon: int) -> list[str]:
    """List strata in which an arm is too small, or is not followed to the horizon."""
    if thin := arm_problems(arms.treated.astype(np.float64), arms.strata, at_least=2):
        return thin
    n_strata = int(arms.strata.max()) + 1
    short = 0
    for stratum in range(n_strata):
        cells = [(arms.strata == stratum) & (arms.treated == code) for _, code in ARMS]
        short += any(_open_before(arms, cell, horizon) for cell in cells)
    if not short:
        return []
    return [
        f"`horizon` lies beyond the longest follow-up of an arm in {short} of {n_strata} strata: choose an earlier "
        "week."
    ]


def _open_before(arms: TimedArms, cell: NDArray[np.bool_], horizon: int) -> bool:
    longest = int(arms.duration[cell].max())
    return longest < horizon and bool((arms.event[cell & (arms.duration == longest)] == 0).any())
