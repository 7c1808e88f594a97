"""At the end you know how often a treated person fares better than one of the reference arm, by declared priority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from nextwork_eval.durations.contrasts import welch_satterthwaite
from nextwork_eval.durations.contributions import design_problems
from nextwork_eval.durations.expected_weeks import read_in_states
from nextwork_eval.durations.independent_parts import IndependentParts, independent_parts
from nextwork_eval.durations.state_inputs import UNOBSERVED, WeeklyArms, read_weekly_arms
from nextwork_eval.effects.estimate import Estimate, FloatVector
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse

Measure = Literal["win_ratio", "win_odds", "net_benefit"]

_SUMMARY = "The win ratio cannot be estimated."
_ROUNDING = 1e-12
_IN_WORDS = {
    "win_ratio": "win ratio: pairs won over pairs lost",
    "win_odds": "win odds: pairs won and half of those tied, over pairs lost and half of those tied",
    "net_benefit": "net benefit: share of pairs won minus share of pairs lost",
}


def win_ratio(
    states: object,
    treated: object,
    *,
    in_states: Iterable[int],
    gone: Iterable[int] = (),
    last_observed: object,
    horizon: int,
    first_week: int = 0,
    strata: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    measure: Measure = "win_ratio",
    level: float = 0.95,
) -> Estimate:
    """Estimate how often a treated person does better than one of the reference arm, over how often worse.

    Each treated person is set against each person of the reference arm, both seen to the same week. The one who is gone
    later (not at all, best) wins; where that does not decide, the one with more weeks in the good states does. What
    matters more is asked first, and one number needs no scale on which death and weeks in work would be added up.

    Parameters
    ----------
    states, treated, last_observed, first_week
        As in `expected_weeks`; but everybody is followed to the horizon. Who is gone stays gone.
    in_states
        The codes of the good states, whose weeks are compared.
    gone
        The codes of the states that count as being gone; none where nobody can be.
    horizon
        Weeks 1 to `horizon` are compared.
    strata
        Shape (n_people,): pairs are formed within the lottery rounds or sites; None for one lottery.
    groups, clusters
        At most one of them: the peer groups of the treated arm; clusters that were drawn. As in `expected_weeks`.
    measure
        `win_ratio`: won over lost; `win_odds`: ties count half for each; `net_benefit`: won minus lost, as shares.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `statistic` is `measure`; the levels are the shares of pairs that the treated person won, and lost.

    Raises
    ------
    EstimationError
        As `expected_weeks`; also for persons not followed to the horizon or who come back from being gone, codes that
        are good and gone at once, and when no pair is won, or lost. Then groups or clusters that cannot show how much
        they differ, in any arm of any stratum.

    Notes
    -----
    With W and L the shares of pairs won and lost, of strata averaged with the strata's shares of everyone, the interval
    of log(W / L) rests on the projections of the two U-statistics on each person, m / (m - 1) in each arm (of each
    stratum), and a t distribution with Welch-Satterthwaite degrees of freedom; in the same way for the others. Its
    value depends on how long people are followed, so all are followed equally long. With groups or clusters the
    projections are summed within them, with CR2 and Satterthwaite's degrees of freedom as in `group_treatment`; those
    of the reference arm say how the treated fare against each, and enter with the sign that they have in W and L.

    References
    ----------
    Pocock, Ariti, Collier and Wang (2012), European Heart Journal 33, 176-182. Bebu and Lachin (2016), Biostatistics
    17, 178-187. Dong, Hoaglin, Qiu et al. (2020), Statistics in Biopharmaceutical Research 12, 99-106. Buyse (2010),
    Statistics in Medicine 29, 3245-3257.

    Examples
    --------
    Weeks 1 to 3, 1 in work, 2 gone. Of the nine pairs seven are won and one is lost:

    >>> estimate = win_ratio(
    ...     [[0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 2, 2], [0, 0, 1], [0, 1, 1]],
    ...     [1, 1, 1, 0, 0, 0],
    ...     in_states={1},
    ...     gone={2},
    ...     last_observed=[3] * 6,
    ...     horizon=3,
    ...     first_week=1,
    ... )
    >>> round(estimate.estimate, 3)
    6.0
    """
    good, problems = read_in_states(in_states)
    ended = frozenset(gone)
    if good & ended:
        problems.append("`in_states` and `gone` have codes in common: expected none.")
    arms = read_weekly_arms(
        _SUMMARY,
        states,
        treated,
        last_observed=last_observed,
        horizon=horizon,
        first_week=first_week,
        strata=strata,
        problems=[
            *level_problems(level),
            *problems,
            *choice_problems("measure", measure, list(_IN_WORDS)),
            *design_problems(covariates=None, groups=groups, clusters=clusters),
        ],
        inspect=lambda cut: _state_problems(cut, ended),
    )
    parts = independent_parts(_SUMMARY, arms, groups=groups, clusters=clusters)
    pairs = _compare(arms, standing(arms, good, ended))
    if measure != "net_benefit":
        refuse(
            _SUMMARY,
            [
                f"No pair is {told}: the {measure.replace('_', ' ')} would be 0 or infinite."
                for told, share in (("won", pairs.won), ("lost", pairs.lost))
                if share == 0
            ],
        )
    return _estimate(arms, pairs, measure, level, parts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Shares of pairs won and lost, and each person's part in them; shape (n_people,)."""

    won: float
    lost: float
    won_by: FloatVector
    lost_by: FloatVector


def standing(arms: WeeklyArms, good: frozenset[int], gone: frozenset[int]) -> NDArray[np.int64]:
    """Rank everybody by priority, the best highest, shape (n_people,); equal persons have equal ranks."""
    compared = arms.states[:, arms.weeks >= 1]
    away = np.isin(compared, list(gone))
    week = np.where(away.any(axis=1), away.argmax(axis=1), compared.shape[1])
    weeks = np.isin(compared, list(good)).sum(axis=1)
    _, ranks = np.unique(np.stack([week, weeks], axis=1), axis=0, return_inverse=True)
    return np.asarray(ranks, dtype=np.int64).reshape(-1)


def _state_problems(states: NDArray[np.int64], gone: frozenset[int]) -> list[str]:
    found = []
    short = int((states == UNOBSERVED).any(axis=1).sum())
    if short:
        found.append(f"{short} of {len(states)} persons are not followed to `horizon`: choose an earlier week.")
    away = np.isin(states, list(gone))
    returned = int((away[:, :-1] & ~away[:, 1:]).any(axis=1).sum())
    if returned:
        found.append(f"{returned} of {len(states)} persons come back from being gone: expected none.")
    return found


def _compare(arms: WeeklyArms, ranks: NDArray[np.int64]) -> _Pairs:
    """Count pairs by sorting; nobody is compared with anybody one by one."""
    won_by, lost_by = np.zeros(len(ranks)), np.zeros(len(ranks))
    shares = np.bincount(arms.strata) / len(arms.strata)
    won = lost = 0.0
    for stratum, share in enumerate(shares):
        one = np.flatnonzero((arms.treated == 1) & (arms.strata == stratum))
        zero = np.flatnonzero((arms.treated == 0) & (arms.strata == stratum))
        for people, others, sign in ((one, zero, 1), (zero, one, -1)):
            ordered = np.sort(ranks[others])
            below = np.searchsorted(ordered, ranks[people], side="left") / len(others)
            above = 1 - np.searchsorted(ordered, ranks[people], side="right") / len(others)
            won_by[people], lost_by[people] = (below, above) if sign == 1 else (above, below)
        won += share * won_by[one].mean()
        lost += share * lost_by[one].mean()
    return _Pairs(won=won, lost=lost, won_by=won_by, lost_by=lost_by)


def _estimate(
    arms: WeeklyArms, pairs: _Pairs, measure: Measure, level: float, parts: IndependentParts | None
) -> Estimate:
    won, lost = pairs.won, pairs.lost
    match measure:
        case "win_ratio":
            value, slopes = np.log(won / lost), (1 / won, -1 / lost)
        case "win_odds":
            up, down = (1 + won - lost) / 2, (1 - won + lost) / 2
            slope = (1 / up + 1 / down) / 2
            value, slopes = np.log(up / down), (slope, -slope)
        case "net_benefit":
            value, slopes = won - lost, (1.0, -1.0)
    values = slopes[0] * pairs.won_by + slopes[1] * pairs.lost_by
    shares = np.bincount(arms.strata) / len(arms.strata)
    std_error, df = _spread(arms, values, shares) if parts is None else _spread_over(parts, arms, values)
    if not std_error > 0:
        refuse(_SUMMARY, ["Everybody of an arm fares alike against the other: expected variation."])
    spread_in_words = (
        "projections of the U-statistics with m/(m-1); t distribution with Welch-Satterthwaite degrees of freedom"
        if parts is None
        else f"{parts.words}, on the projections of the U-statistics; t distribution with Satterthwaite degrees of "
        "freedom"
    )
    margin = float(stats.t.isf((1 - level) / 2, df)) * std_error
    return Estimate(
        statistic=measure,
        estimate=_on_scale(value, measure),
        std_error=std_error if measure == "net_benefit" else None,
        df=df,
        conf_low=_on_scale(value - margin, measure),
        conf_high=_on_scale(value + margin, measure),
        conf_level=level,
        test_statistic=float(value / std_error),
        p_value=float(2 * stats.t.sf(abs(value / std_error), df)),
        level_treated=won,
        level_reference=lost,
        n_treated=int((arms.treated == 1).sum()),
        n_reference=int((arms.treated == 0).sum()),
        events_treated=None,
        events_reference=None,
        method=f"{_IN_WORDS[measure]}; gone later first, weeks in the good states next"
        + (f"; within {len(shares)} strata" if len(shares) > 1 else "")
        + f"; {spread_in_words}",
        warnings=() if parts is None else parts.warnings,
    )


def _spread(arms: WeeklyArms, values: FloatVector, shares: FloatVector) -> tuple[float, float]:
    """Return the standard error and the degrees of freedom with everyone alone."""
    variances, dfs = [], []
    for arm in (1, 0):
        for stratum, share in enumerate(shares):
            cell = values[(arms.treated == arm) & (arms.strata == stratum)]
            variances.append(share**2 * cell.var(ddof=1) / len(cell))
            dfs.append(len(cell) - 1.0)
    std_error = float(np.sqrt(sum(variances)))
    return std_error, float(welch_satterthwaite(np.array(variances), np.array(dfs))) if std_error > 0 else 0.0


def _spread_over(parts: IndependentParts, arms: WeeklyArms, values: FloatVector) -> tuple[float, float]:
    """Return the same with groups or clusters as the independent parts."""
    cells = arms.treated + 2 * arms.strata
    residuals = values - (np.bincount(cells, values) / np.bincount(cells))[cells]
    # The contrast takes the reference arm with a minus, and what is estimated is a sum over both arms.
    signed = np.where(arms.treated == 1, residuals, -residuals)[:, np.newaxis]
    # Equal projections differ by rounding alone.
    still = np.abs(residuals).max() <= _ROUNDING * np.abs(values).max()
    variance = 0.0 if still else float(np.square(parts.lines["difference"].scores(signed)).sum())
    return float(np.sqrt(variance)), parts.lines["difference"].df


def _on_scale(value: float, measure: Measure) -> float:
    return float(value) if measure == "net_benefit" else float(np.exp(value))
