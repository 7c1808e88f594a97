"""At the end you know whether the data contradict that the offer keeps nobody from leaving."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.durations.inputs import stratum_codes, whole_numbers
from nextwork_eval.durations.returns.exits import week_problems
from nextwork_eval.effects.estimate import FloatVector, IntVector, Test
from nextwork_eval.effects.inputs import (
    arm_problems,
    read_labels,
    read_numbers,
    read_treated,
    refuse,
    side_by_side_problems,
)

_SUMMARY = "Whether the offer keeps people from leaving cannot be tested."
PROVES_NOTHING = (
    "A large p-value does not show that the offer keeps nobody from leaving: whom it helps out may outnumber whom it "
    "keeps."
)
# Two draws with the same people have the same statistic, but for rounding.
_ROUNDING = 1e-9


def monotonicity_shadow(
    exit_week: object,
    treated: object,
    *,
    exit_by: int,
    cells: object | None = None,
    strata: object | None = None,
    draws: int = 1999,
    generator: np.random.Generator,
) -> Test:
    """Test the shadow of monotonicity: by no week have fewer left with the offer than without, overall or in a cell.

    If the offer keeps nobody from leaving, the share that has left is at least as large with the offer by every week
    and among all kinds of people. That can be tested, and a small p-value contradicts monotonicity, as when a course
    locks people in at first. A large one proves nothing: the shares can rise while some are kept.

    Parameters
    ----------
    exit_week
        Shape (n_people,): the week of the first exit; any week after `exit_by` for those who had not left by then.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    exit_by
        The last week that is looked at.
    cells
        Shape (n_people,): a label known before the lottery; the shares are compared in each cell as well.
    strata
        Shape (n_people,): the stratum in which each person was drawn; None for a lottery without strata.
    draws
        How often the lottery is drawn again, within strata.
    generator
        Draws the lotteries.

    Returns
    -------
    Test
        One-sided; `test_statistic` is the largest standardised shortfall of the treated, -inf where nobody left.

    Raises
    ------
    EstimationError
        With every fault: lengths or pandas indexes that differ, weeks that are not whole or below 0, an arm with fewer
        than two persons (in a stratum), fewer than 99 draws.

    Notes
    -----
    For each week t and for all persons and each cell, with N persons of whom n are treated in a stratum, D of them out
    by t and d of these treated: Z = sum (n D / N - d) / sqrt(sum n (N - n) D (N - D) / (N^2 (N - 1))), summed over
    strata. The statistic is max Z. The p-value is (1 + draws with a statistic at least as large) / (1 + draws): exact
    when the offer moves nobody's week of exit, the case within the null hypothesis that is hardest to tell apart.

    References
    ----------
    Zhang and Rubin (2003), Journal of Educational and Behavioral Statistics 28, 353-368, for the assumption. Westfall
    and Young (1993), Resampling-Based Multiple Testing, Wiley, for the largest statistic.

    Examples
    --------
    >>> weeks = [9, 9, 9, 9, 3, 4, 5, 6]
    >>> found = monotonicity_shadow(weeks, [1] * 4 + [0] * 4, exit_by=8, generator=np.random.default_rng(1))
    >>> found.p_value < 0.05
    True
    """
    weeks = whole_numbers(read_numbers("exit_week", exit_week), at_least=0, expected="whole weeks, 0 or more")
    arms = read_treated(treated)
    labels = () if strata is None else (read_labels("strata", strata),)
    groups = () if cells is None else (read_labels("cells", cells),)
    columns = [weeks, arms, *labels, *groups]
    found = [
        *week_problems(exit_by=exit_by),
        *([] if draws >= 99 else ["`draws` is too small: expected 99 or more."]),
        *([] if isinstance(generator, np.random.Generator) else ["`generator` is no numpy random generator."]),
        *(problem for column in columns for problem in column.problems),
        *side_by_side_problems(columns),
    ]
    if not any(column.problems for column in columns[1:]) and len({len(column.values) for column in columns[1:]}) == 1:
        found += arm_problems(arms.values, labels[0].values if labels else None)
    refuse(_SUMMARY, found)
    by_stratum = stratum_codes(labels, len(arms.values))
    by_cell = stratum_codes(groups, len(arms.values))
    drawn = _lotteries(arms.values, by_stratum, draws, generator)
    largest = _largest_shortfall(weeks.values.astype(np.int64), drawn, by_stratum, by_cell, exit_by)
    at_least = int((largest[1:] >= largest[0] - _ROUNDING).sum())
    left = weeks.values <= exit_by
    return Test(
        statistic="largest_shortfall",
        null_hypothesis="By every week at least as large a share has left with the offer as without it, in every cell.",
        test_statistic=float(largest[0]),
        df=None,
        p_value=(1 + at_least) / (1 + draws),
        n_treated=int((arms.values == 1).sum()),
        n_reference=int((arms.values == 0).sum()),
        events_treated=int(left[arms.values == 1].sum()),
        events_reference=int(left[arms.values == 0].sum()),
        method=f"largest standardised shortfall of the treated in the share that has left, weeks to {exit_by}"
        + (f" and {int(by_cell.max()) + 1} cells" if groups else "")
        + f"; one-sided, p-value from {draws} lotteries drawn again"
        + (" within strata" if labels else ""),
        warnings=(PROVES_NOTHING,),
    )


def _lotteries(treated: FloatVector, strata: IntVector, draws: int, generator: np.random.Generator) -> FloatVector:
    """Return the lottery as it fell, and drawn again within strata: shape (1 + draws, n_people)."""
    found = np.tile(treated, (1 + draws, 1))
    for stratum in range(int(strata.max()) + 1):
        own = np.flatnonzero(strata == stratum)
        found[1:, own] = generator.permuted(found[1:, own], axis=1)
    return found


def _largest_shortfall(
    weeks: IntVector, drawn: FloatVector, strata: IntVector, cells: IntVector, last: int
) -> FloatVector:
    """Return the largest standardised shortfall of each lottery; -inf where nothing can be compared."""
    out = (weeks[:, np.newaxis] <= np.arange(last + 1)).astype(np.float64)
    out = out[:, np.append(True, np.diff(out.sum(axis=0)) > 0)]  # weeks in which nobody leaves repeat the one before
    n_cells = int(cells.max()) + 1
    groups: list[NDArray[np.bool_]] = [np.ones(len(weeks), dtype=np.bool_)]
    groups += [cells == cell for cell in range(n_cells)] if n_cells > 1 else []
    largest = np.full(len(drawn), -np.inf)
    for group in groups:
        shortfall = np.zeros((len(drawn), out.shape[1]))
        variance = np.zeros_like(shortfall)
        for stratum in range(int(strata.max()) + 1):
            own = np.flatnonzero(group & (strata == stratum))
            if len(own) < 2:
                continue
            total = len(own)
            treated = drawn[:, own].sum(axis=1, keepdims=True)
            ever = out[own].sum(axis=0)
            shortfall += treated * ever / total - drawn[:, own] @ out[own]
            variance += treated * (total - treated) * ever * (total - ever) / (total**2 * (total - 1))
        z = np.divide(shortfall, np.sqrt(variance), out=np.full_like(shortfall, -np.inf), where=variance > 0)
        largest = np.maximum(largest, z.max(axis=1))
    return largest
