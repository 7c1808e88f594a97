"""At the end you know what the offer may have done for those who would have left support with it and without it."""

from __future__ import annotations

from nextwork_eval.durations.returns.always_ends import bounds_of_always_leavers
from nextwork_eval.effects.estimate import Bounds


def always_leaver_bounds(
    left: object,
    returned: object,
    treated: object,
    *,
    monotone: bool,
    cells: object | None = None,
    strata: object | None = None,
    reference_times: float = 1.0,
    level: float = 0.95,
) -> Bounds:
    """Bound the effect on returning among those who would leave support whether or not they were offered the programme.

    Leavers of the two arms are different people when the offer moves leaving. Among those who would leave anyway the
    lottery does compare like with like, but nobody can be pointed out as one of them: the data give a range.

    Parameters
    ----------
    left
        Shape (n_people,): 1 for those who left by the week asked about, 0 for the others.
    returned
        Shape (n_people,): 1 for leavers who were back within the weeks asked about, 0 for other leavers; whatever
        stands beside people who did not leave, NaN too, is not read.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    monotone
        True if the offer moves leaving one way only: keeps nobody from leaving where more leave with it, makes nobody
        leave where fewer do. False to assume nothing of the kind.
    cells
        Shape (n_people,): a label known before the lottery, within which people are compared. It narrows the bounds
        where the cells foretell returning or leaving; a few large cells are better than many.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    reference_times
        What the reference arm's share is multiplied with: 1 for the difference, 0.5 to ask whether returning is
        halved, which it is where the treated share less half the reference share is below 0.
    level
        Level of the limits.

    Returns
    -------
    Bounds
        Of the difference between shares of always-leavers. A warning says from which arm people were left out.

    Raises
    ------
    EstimationError
        With every fault: lengths or pandas indexes that differ, values other than 0 and 1, an arm with fewer than two
        persons (in a stratum, or none in a cell), an arm in which nobody left, returns that do not vary.

    Notes
    -----
    With p_1 >= p_0 the shares that left, m_1 and m_0 the shares of them that were back, q = p_0 / p_1, under
    monotonicity the treated share of always-leavers is in [max(0, (m_1 - (1 - q)) / q), min(1, m_1 / q)] and the
    reference share is m_0; with p_1 < p_0 the arms change places. Without monotonicity always-leavers are at least
    p_0 + p_1 - 1 of everyone; both arms are trimmed to that. See `low_end` for cells, in which the direction is that of
    the cell, and for why without monotonicity the cells' bounds may not just be averaged.

    Standard errors of the ends by influence values, the trimming points held fixed, with the cells' shares of everyone;
    HC2 within strata. Where as many left in both arms, the larger of the standard errors to either side. Under
    monotonicity Imbens-Manski limits with normal quantiles. Without it the differences that a test does not contradict,
    which divides by no estimated share and allows for several ways of trimming with nearly the same end: see
    `low_limit` and docs/notes/returns.md. Where nobody need be an always-leaver ends and limits are those of the scale,
    and there is no standard error.

    In simulated trials (`tests/operating/test_always_leaver_coverage.py`) limits of 95 % held a truth at an end of the
    bounds in 94 to 95 % under monotonicity, without it in 94 to 97 %, of 120 persons and of 1,000.

    References
    ----------
    Zhang and Rubin (2003), Journal of Educational and Behavioral Statistics 28, 353-368. Lee (2009), Review of Economic
    Studies 76, 1071-1102. Imbens and Manski (2004), Econometrica 72, 1845-1857. Dinkelbach (1967), Management Science
    13, 492-498. Fieller (1954), Journal of the Royal Statistical Society B 16, 175-185. Chernozhukov, Lee and Rosen
    (2013), Econometrica 81, 667-737.

    Examples
    --------
    All five of the treated left, two came back; four of five in the reference arm left, two came back.

    >>> bounds = always_leaver_bounds(
    ...     [1, 1, 1, 1, 1, 1, 1, 1, 1, 0], [1, 1, 0, 0, 0, 1, 1, 0, 0, 0], [1] * 5 + [0] * 5, monotone=True
    ... )
    >>> round(bounds.lower, 9), round(bounds.upper, 9)
    (-0.25, 0.0)
    """
    return bounds_of_always_leavers(
        left,
        returned,
        treated,
        limits=(0.0, 1.0),
        name="returned",
        monotone=monotone,
        cells=cells,
        strata=strata,
        reference_times=reference_times,
        level=level,
        what="share back of those who would leave in either arm (Zhang-Rubin)",
    )


def always_leaver_weeks(
    left: object,
    weeks_off: object,
    treated: object,
    *,
    within: int,
    monotone: bool,
    cells: object | None = None,
    strata: object | None = None,
    level: float = 0.95,
) -> Bounds:
    """Bound the effect on weeks off support after leaving, among those who would leave in either arm.

    Parameters
    ----------
    left, treated, monotone, cells, strata, level
        As in `always_leaver_bounds`.
    weeks_off
        Shape (n_people,): weeks from the exit until the person was back, at most `within`; not read for people who did
        not leave.
    within
        Weeks after the exit that are looked at: the most that `weeks_off` can be.

    Returns
    -------
    Bounds
        Of the difference in weeks.

    Raises
    ------
    EstimationError
        As `always_leaver_bounds`; weeks outside 0 to `within` too.

    Notes
    -----
    As `always_leaver_bounds`; the trimmed means take a person on the margin in part, so that the share left out is
    exact.

    References
    ----------
    Lee (2009), Review of Economic Studies 76, 1071-1102. Blanco, Chen, Flores and Flores-Lagunes (2020), Journal of
    Business and Economic Statistics.

    Examples
    --------
    >>> bounds = always_leaver_weeks(
    ...     [1, 1, 1, 1, 1, 1, 1, 1, 1, 0], [2, 4, 6, 8, 10, 3, 5, 5, 7, 0], [1] * 5 + [0] * 5, within=26, monotone=True
    ... )
    >>> round(bounds.lower, 9), round(bounds.upper, 9)
    (0.0, 2.0)
    """
    return bounds_of_always_leavers(
        left,
        weeks_off,
        treated,
        limits=(0.0, float(within)),
        name="weeks_off",
        monotone=monotone,
        cells=cells,
        strata=strata,
        reference_times=1.0,
        level=level,
        what="weeks off of those who would leave in either arm (Lee, trimmed to the exact share)",
    )
