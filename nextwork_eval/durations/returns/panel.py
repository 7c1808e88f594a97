"""At the end you know the share of leavers who came back together with everything without which it misleads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.durations.expected_weeks import expected_weeks
from nextwork_eval.durations.inputs import horizon_problems
from nextwork_eval.durations.returns.always_leavers import always_leaver_bounds, always_leaver_weeks
from nextwork_eval.durations.returns.exits import Exits, read_exits, week_problems
from nextwork_eval.durations.returns.given_exit import HALF, ratio_of_exits
from nextwork_eval.durations.returns.members import ReturnsPanel
from nextwork_eval.durations.returns.monotonicity import monotonicity_shadow
from nextwork_eval.durations.returns.panel_inputs import data_problems, option_problems, returns_problems
from nextwork_eval.durations.returns.verdict import Between, PanelNumbers, returns_verdict
from nextwork_eval.effects.estimate import Bounds, Estimate, FloatVector
from nextwork_eval.effects.inputs import level_problems, read_labels, read_numbers, refuse

_SUMMARY = "The returns panel cannot be made."
_NO_CHANGE = "Nothing varies: {what}. The difference is 0 and has no interval."


def returns_panel(
    course: object,
    off: object,
    treated: object,
    *,
    last_observed: object,
    horizon: int,
    exit_by: int,
    within: int,
    sustained_weeks: int,
    margin: float = 0.05,
    cells: object | None = None,
    strata: object | None = None,
    first_week: int = 1,
    draws: int = 1999,
    generator: np.random.Generator,
    level: float = 0.95,
) -> ReturnsPanel:
    """Estimate the share back of those who left, with what the lottery protects beside it, and say what may be claimed.

    The share back of those who left can rise because an offer works. It is therefore made here only, together with the
    difference in leaving, the weeks off support and the sustained exits of everyone randomised, and what the offer may
    have done for those who would leave anyway.

    Parameters
    ----------
    course
        Shape (n_people, n_weeks): 0 never left, 1 left and still out, 2 back, 3 out again, 4 gone for good.
    off
        Shape (n_people, n_weeks): 1 in weeks off support, 0 in other weeks.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    last_observed
        Shape (n_people,): the last week in which each person is known; everyone is, to `horizon`.
    horizon
        Last week for weeks off support and sustained exits.
    exit_by, within
        The last week in which an exit counts; weeks after the exit in which a return counts; by `horizon`.
    sustained_weeks
        Weeks in a row off support that make an exit sustained, counted by the horizon.
    margin
        Largest difference in the share that left at which the arms count as alike.
    cells
        Shape (n_people,): a label known before the lottery, which narrows the bounds; None for none.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    first_week
        The week of the first column: 0 or 1.
    draws, generator
        For the test of monotonicity's shadow.
    level
        Level of every interval, and one less the level of the test.

    Returns
    -------
    ReturnsPanel

    Raises
    ------
    EstimationError
        With every fault: of the course and the weeks, follow-up that ends before the horizon, an arm in which nobody
        left, leavers of whom none, or all, came back.

    Notes
    -----
    `return_given_exit`; differences in means of the shares; `expected_weeks`; `always_leaver_bounds`,
    `always_leaver_weeks`; `monotonicity_shadow`; `returns_verdict`. The verdict rests on the bounds under monotonicity,
    within the cells where they are given, and on those without it when the test contradicts it at the level.

    References
    ----------
    Ham and LaLonde (1996), Econometrica 64, 175-205. Zhang and Rubin (2003), Journal of Educational and Behavioral
    Statistics 28, 353-368. Lee (2009), Review of Economic Studies 76, 1071-1102.

    Examples
    --------
    Of six offered the programme five leave and one comes back, of six others three leave and two come back.

    >>> course = [[1, 1, 1]] * 4 + [[1, 2, 2], [0, 0, 0]] + [[1, 2, 2]] * 2 + [[1, 1, 1]] + [[0, 0, 0]] * 3
    >>> off = [[int(place in (1, 3)) for place in person] for person in course]
    >>> panel = returns_panel(
    ...     course,
    ...     off,
    ...     [1] * 6 + [0] * 6,
    ...     last_observed=[3] * 12,
    ...     horizon=3,
    ...     exit_by=1,
    ...     within=2,
    ...     sustained_weeks=3,
    ...     generator=np.random.default_rng(1),
    ... )
    >>> round(panel.given_exit.estimate, 3), round(panel.exits.estimate, 3), panel.verdict
    (0.3, 0.333, 'open')
    """
    weeks_off = read_numbers("off", off, dimensions=2)
    labels = [] if cells is None else [read_labels("cells", cells)]
    found = [
        *level_problems(level),
        *horizon_problems(horizon),
        *week_problems(sustained_weeks=sustained_weeks),
        *option_problems(margin, horizon, exit_by, within, sustained_weeks),
        *weeks_off.problems,
        *(problem for column in labels for problem in column.problems),
    ]
    exits = read_exits(
        _SUMMARY,
        course,
        treated,
        last_observed=last_observed,
        exit_by=exit_by,
        within=within,
        first_week=first_week,
        strata=strata,
        problems=found,
    )
    refuse(_SUMMARY, data_problems(exits, weeks_off, labels, horizon - first_week + 1))
    inside = weeks_off.values[:, : horizon - first_week + 1].astype(np.int64)
    refuse(_SUMMARY, returns_problems(exits))
    codes = None if not labels else labels[0].values.astype(np.int64)
    plain_strata = None if strata is None else exits.strata
    ratio = ratio_of_exits(exits, stratified=strata is not None, level=level)
    leaving = _difference(exits.left.astype(np.float64), exits, plain_strata, level, "the share that left")
    lasting = _sustained(inside[:, 1 - first_week :], sustained_weeks)
    sustained = _difference(lasting, exits, plain_strata, level, "sustained exits")
    weeks = expected_weeks(
        inside,
        exits.treated,
        in_states=[1],
        last_observed=np.full(len(inside), horizon),
        horizon=horizon,
        first_week=first_week,
        strata=plain_strata,
        level=level,
    )
    shadow = monotonicity_shadow(
        exits.week, exits.treated, exit_by=exit_by, cells=codes, strata=plain_strata, draws=draws, generator=generator
    )
    monotone = shadow.p_value >= 1 - level
    bounds = _bounds(exits, codes, plain_strata, within, monotone=monotone, level=level)
    chosen = bounds[("returned" if monotone else "returned_free") + ("_in_cells" if labels else "")]
    against_half = bounds["against_half"]
    verdict = returns_verdict(
        PanelNumbers(
            exits=_between(leaving),
            ratio=_between(ratio),
            ends=(chosen.lower, chosen.upper),
            difference=(chosen.conf_low, chosen.conf_high),
            against_half=(against_half.conf_low, against_half.conf_high),
            weeks_off=_between(weeks),
            sustained=_between(sustained),
            margin=margin,
        )
    )
    return ReturnsPanel(
        given_exit=ratio,
        exits=leaving,
        weeks_off=weeks,
        sustained=sustained,
        bounds=bounds,
        shadow=shadow,
        monotone=monotone,
        verdict=verdict,
    )


def _bounds(
    exits: Exits, cells: object | None, strata: object | None, within: int, *, monotone: bool, level: float
) -> dict[str, Bounds]:
    found = {}
    for where, labels in (("", None), ("_in_cells", cells)):
        if where and labels is None:
            continue
        for free, assumed in (("", True), ("_free", False)):
            found[f"returned{free}{where}"] = always_leaver_bounds(
                exits.left, exits.returned, exits.treated, monotone=assumed, cells=labels, strata=strata, level=level
            )
            found[f"weeks{free}{where}"] = always_leaver_weeks(
                exits.left,
                exits.weeks_off,
                exits.treated,
                within=within,
                monotone=assumed,
                cells=labels,
                strata=strata,
                level=level,
            )
    found["against_half"] = always_leaver_bounds(
        exits.left,
        exits.returned,
        exits.treated,
        monotone=monotone,
        cells=cells,
        strata=strata,
        reference_times=HALF,
        level=level,
    )
    return found


def _difference(values: FloatVector, exits: Exits, strata: object | None, level: float, what: str) -> Estimate:
    """Return a difference in shares; without an interval where the share is the same for everyone."""
    if np.ptp(values) > 0:
        if strata is None:
            return effects.difference_in_means(values, exits.treated, level=level)
        return effects.difference_in_means_stratified(values, exits.treated, strata=strata, level=level)
    counts = [int(values[exits.treated == arm].sum()) for arm in (1, 0)]
    return Estimate(
        statistic="difference",
        estimate=0.0,
        std_error=None,
        df=None,
        conf_low=float("nan"),
        conf_high=float("nan"),
        conf_level=level,
        test_statistic=None,
        p_value=None,
        level_treated=float(values[0]),
        level_reference=float(values[0]),
        n_treated=int((exits.treated == 1).sum()),
        n_reference=int((exits.treated == 0).sum()),
        events_treated=counts[0],
        events_reference=counts[1],
        method="difference in means",
        warnings=(_NO_CHANGE.format(what=what),),
        set_kind="none",
    )


def _sustained(off: NDArray[np.int64], weeks: int) -> FloatVector:
    """Mark those with so many weeks in a row off support."""
    run = np.zeros(len(off), dtype=np.int64)
    longest = run
    for week in off.T:
        run = np.where(week == 1, run + 1, 0)
        longest = np.maximum(longest, run)
    return (longest >= weeks).astype(np.float64)


def _between(found: Estimate) -> Between:
    if found.set_kind != "interval":
        return Between(estimate=None if np.isnan(found.estimate) else found.estimate, low=None, high=None)
    return Between(estimate=found.estimate, low=found.conf_low, high=found.conf_high)
