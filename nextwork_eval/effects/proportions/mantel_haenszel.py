"""At the end you know the effect on a share within strata however sparse they are: Mantel and Haenszel's weights."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from nextwork_eval.effects.estimate import Estimate, Test
from nextwork_eval.effects.inputs import choice_problems, level_problems, refuse
from nextwork_eval.effects.proportions.ratios import quotient
from nextwork_eval.effects.proportions.strata import StratifiedTables, read_stratified
from nextwork_eval.effects.proportions.tables import NOT_SHOWN

ShareMeasure = Literal["difference", "ratio", "odds_ratio"]
MEASURES: tuple[ShareMeasure, ...] = ("difference", "ratio", "odds_ratio")

_VARIANCE_IN_WORDS = {
    "difference": "difference between shares, Mantel-Haenszel weights within strata; Sato's variance",
    "ratio": "ratio of shares, Mantel-Haenszel weights within strata; Greenland-Robins variance of its logarithm",
    "odds_ratio": "odds ratio, Mantel-Haenszel weights within strata; "
    "Robins-Breslow-Greenland variance of its logarithm",
}


def mantel_haenszel(
    outcome: object, treated: object, *, strata: object, measure: ShareMeasure = "difference", level: float = 0.95
) -> Estimate:
    """Estimate the effect on a share within strata, weighted so that sparse strata do no harm.

    A stratum counts by n1 n0 / N of its persons, which favours strata with even arms: where the effect differs between
    strata, that is another average than `difference_in_means_stratified` gives, which counts each by its persons.

    Parameters
    ----------
    outcome
        Shape (n_people,): 1 for persons with the event, otherwise 0.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    strata
        Shape (n_people,): the stratum in which each person was drawn; any labels. One person in each arm is enough.
    measure
        `difference` between the shares, their `ratio`, or the `odds_ratio`.
    level
        Level of the two-sided interval.

    Returns
    -------
    Estimate
        `std_error` is that of the difference, or of the logarithm of the ratio or odds ratio. The levels are the
        strata's shares with the same weights: their difference is the difference, their quotient the ratio. Strata with
        an empty arm are left out, and counted in a warning. Where the events leave no variance (nobody or everybody has
        the event, or a ratio divides by 0) there is neither interval nor test: `set_kind` is `none`, and a warning says
        why.

    Raises
    ------
    EstimationError
        With every fault: an outcome or an arm that is not 0/1, missing values or labels, lengths or pandas indexes that
        differ, an arm with fewer than two persons, no stratum with both arms, an option or a level that does not exist.

    Notes
    -----
    Over strata with w = n1 n0 / N: difference sum w (p1 - p0) / sum w, ratio sum w p1 / sum w p0, odds ratio
    sum x1 (n0 - x0) / N over sum x0 (n1 - x1) / N. With d the difference, Sato's variance is (d P + Q) / (sum w)^2,

        P = sum [n1^2 x0 - n0^2 x1 + n1 n0 (n0 - n1) / 2] / N^2,  Q = sum [x1 (n0 - x0) + x0 (n1 - x1)] / (2 N).

    That of the logarithm of the ratio is sum [n1 n0 (x1 + x0) - x1 x0 N] / N^2 over (sum x1 n0 / N)(sum x0 n1 / N).
    Each holds for few large and for many sparse strata. The reference is normal.

    References
    ----------
    Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719-748. Sato (1989), Biometrics 45,
    1323-1324. Greenland and Robins (1985), Biometrics 41, 55-68. Robins, Breslow and Greenland (1986), Biometrics 42,
    311-323.

    Examples
    --------
    Two lottery rounds, of six and of eight:

    >>> found_job = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0]
    >>> offered = [1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    >>> rounds = ["spring"] * 6 + ["autumn"] * 8
    >>> estimate = mantel_haenszel(found_job, offered, strata=rounds)
    >>> round(estimate.estimate, 4), round(estimate.std_error, 4)
    (0.4286, 0.2425)
    """
    tables = read_stratified(
        "The Mantel-Haenszel estimate cannot be made.",
        outcome,
        treated,
        strata,
        problems=[*level_problems(level), *choice_problems("measure", measure, MEASURES)],
    )
    match measure:
        case "difference":
            estimate, variance = _difference(tables)
        case "ratio":
            estimate, variance = _ratio(tables)
        case _:
            estimate, variance = _odds_ratio(tables)
    return _wald(tables, measure, estimate, variance, level)


def cochran_mantel_haenszel(outcome: object, treated: object, *, strata: object) -> Test:
    """Test within strata whether the offer changed anybody's chance of the event, by the large-sample chi-square.

    Use `exact_cmh` where events are few.

    Parameters
    ----------
    outcome, treated, strata
        As in `mantel_haenszel`.

    Returns
    -------
    Test
        Chi-square on one degree of freedom, without continuity correction.

    Raises
    ------
    EstimationError
        As `mantel_haenszel`, and where no stratum has both persons with and persons without the event.

    Notes
    -----
    Given the margins of each stratum the events of the treated are hypergeometric with mean n1 m / N and variance
    n1 n0 m (N - m) / (N^2 (N - 1)), m events in all; chi-square is (sum x1 - sum of means)^2 over the sum of variances.

    References
    ----------
    Cochran (1954), Biometrics 10, 417-451. Mantel and Haenszel (1959), Journal of the National Cancer Institute 22,
    719-748.

    Examples
    --------
    >>> test = cochran_mantel_haenszel([1, 1, 0, 0, 1, 1, 0, 0], [1, 1, 0, 0, 1, 0, 1, 0], strata=[1] * 4 + [2] * 4)
    >>> round(test.test_statistic, 4)
    1.5
    """
    summary = "The strata cannot be tested."
    tables = read_stratified(summary, outcome, treated, strata)
    events = tables.x1 + tables.x0
    if not ((events > 0) & (events < tables.n)).any():
        refuse(summary, ["In no stratum are there both people with and people without the event: use `exact_cmh`."])
    found = StratifiedTable(_cells(tables)).test_null_odds(correction=False)
    return Test(
        statistic="chi_square",
        null_hypothesis="in no stratum does the offer change the chance of the event",
        test_statistic=float(found.statistic),
        df=1,
        p_value=float(stats.chi2.sf(found.statistic, 1)),
        n_treated=tables.everyone.n1,
        n_reference=tables.everyone.n0,
        events_treated=tables.everyone.x1,
        events_reference=tables.everyone.x0,
        method=f"Cochran-Mantel-Haenszel test over {len(tables.n)} strata, without continuity correction",
        warnings=tables.warnings,
    )


def _difference(t: StratifiedTables) -> tuple[float, float]:
    weights = (t.n1 * t.n0 / t.n).sum()
    estimate = float(((t.x1 * t.n0 - t.x0 * t.n1) / t.n).sum() / weights)
    p = ((t.n1**2 * t.x0 - t.n0**2 * t.x1 + t.n1 * t.n0 * (t.n0 - t.n1) / 2) / t.n**2).sum()
    q = ((t.x1 * (t.n0 - t.x0) + t.x0 * (t.n1 - t.x1)) / (2 * t.n)).sum()
    return estimate, float((estimate * p + q) / weights**2)


def _ratio(t: StratifiedTables) -> tuple[float, float]:
    above, below = float((t.x1 * t.n0 / t.n).sum()), float((t.x0 * t.n1 / t.n).sum())
    parts = float(((t.n1 * t.n0 * (t.x1 + t.x0) - t.x1 * t.x0 * t.n) / t.n**2).sum())
    return quotient(above, below), parts / (above * below) if above * below > 0 else 0.0


def _odds_ratio(t: StratifiedTables) -> tuple[float, float]:
    above, below = float((t.x1 * (t.n0 - t.x0) / t.n).sum()), float((t.x0 * (t.n1 - t.x1) / t.n).sum())
    if above * below == 0:
        return quotient(above, below), 0.0
    table = StratifiedTable(_cells(t))
    return float(table.oddsratio_pooled), float(table.logodds_pooled_se) ** 2


def _cells(t: StratifiedTables) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    return [np.array([[x1, n1 - x1], [x0, n0 - x0]]) for x1, n1, x0, n0 in zip(t.x1, t.n1, t.x0, t.n0, strict=True)]


def _wald(t: StratifiedTables, measure: ShareMeasure, estimate: float, variance: float, level: float) -> Estimate:
    weights = t.n1 * t.n0 / t.n
    everyone = t.everyone
    logarithmic = measure != "difference"
    # Rounding of P and Q may leave a variance of the size of 1e-17 where nobody differs.
    known = variance > 1e-14 and 0 < (estimate if logarithmic else 1.0) < math.inf
    std_error = math.sqrt(variance) if known else None
    z = (math.log(estimate) if logarithmic else estimate) / std_error if std_error is not None else None
    limits = (NOT_SHOWN, NOT_SHOWN)
    if std_error is not None:
        margin = float(stats.norm.isf((1 - level) / 2)) * std_error
        limits = (
            (estimate * math.exp(-margin), estimate * math.exp(margin))
            if logarithmic
            else (estimate - margin, estimate + margin)
        )
    return Estimate(
        statistic=measure,
        estimate=estimate,
        std_error=std_error,
        df=None,
        conf_low=limits[0],
        conf_high=limits[1],
        conf_level=level,
        test_statistic=z,
        p_value=float(2 * stats.norm.sf(abs(z))) if z is not None else None,
        level_treated=float((weights * t.x1 / t.n1).sum() / weights.sum()),
        level_reference=float((weights * t.x0 / t.n0).sum() / weights.sum()),
        n_treated=everyone.n1,
        n_reference=everyone.n0,
        events_treated=everyone.x1,
        events_reference=everyone.x0,
        method=f"{_VARIANCE_IN_WORDS[measure]}; {len(t.n)} strata; normal distribution",
        warnings=(*t.warnings, *(() if known else (_NO_VARIANCE,))),
        set_kind="interval" if known else "none",
    )


_NO_VARIANCE = (
    "The events leave no variance to build an interval on (an arm where nobody, or everybody, has the event): use "
    "`risk_difference` or `exact_cmh`."
)
