"""At the end you know the largest of several weighted log-rank tests, and how large it becomes by chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import stats

from nextwork_eval.design.urns import Lots
from nextwork_eval.durations.equality.log_rank import (
    SUMMARY,
    nothing_to_compare,
    one_armed_strata,
    persons_and_events,
    weight_problems,
)
from nextwork_eval.durations.equality.repeated import Asked, repeatable
from nextwork_eval.durations.equality.risk_sets import FloatMatrix, Variance, risk_sets, scores, variance
from nextwork_eval.durations.inputs import ZeroLength, read_timed_arms
from nextwork_eval.durations.tables import event_warnings
from nextwork_eval.effects.estimate import FloatVector, Test
from nextwork_eval.effects.inputs import refuse
from nextwork_eval.effects.randomization.sums import fixed_point, sums_of_drawn

FOUR_WEIGHTS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
_DIRECTIONS = 14  # 2^14 points on the sphere
_NOTHING = 1e-9  # of the largest eigenvalue: a combination of the tests that is none


def max_combo(
    duration: object,
    event: object,
    treated: object,
    *,
    weights: Sequence[tuple[float, float]] = FOUR_WEIGHTS,
    strata: object | None = None,
    entry: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    draws: int | None = None,
    generator: np.random.Generator | None = None,
    rounds: object | None = None,
    clusters: object | None = None,
    threads: int = 1,
) -> Test:
    """Test that the event comes equally fast in both arms with the largest of several weighted log-rank tests.

    For a trial in which an effect may come early, late or in the middle, and nobody can say when. It belongs in the
    plan: chosen after the curves were seen, the largest of several tests is no test at all. A plan names it as the
    estimator of an analysis, and there is no other way to a row of results.

    Parameters
    ----------
    weights
        Pairs (rho, gamma), one or more; see `log_rank`.
    duration, event, treated, strata, entry, follow_up, zero_length, draws, generator, rounds, clusters, threads
        As in `log_rank`. Repetitions are ranked by the largest |U| / sqrt(V), each with its own variances.

    Returns
    -------
    Test
        `test_statistic` is the largest |z|; it has no degrees of freedom. Warnings as in `log_rank`.

    Raises
    ------
    EstimationError
        As `log_rank`; also for weights that are none.

    Notes
    -----
    z_k = U_k / sqrt(V_kk) with the covariances V_kl = sum of w_k w_l d (n1 / n) (1 - n1 / n) (n - d) / (n - 1). Without
    repetitions, p = P(max |Z_k| >= max |z_k|) for Z normal with the correlations of V. Z = R L u with R^2 chi-square on
    the rank of V (S + (1 - S) = 1: the four usual weights have rank three), u uniform on the sphere, L L' the
    correlations, so that p is the mean over u of the upper tail of chi-square at max |z|^2 / max |L u|^2; taken over
    2^14 points of a Sobol sequence that is always the same one.

    References
    ----------
    Lee (2007), Computational Statistics and Data Analysis 51, 6557-6564. Karrison (2016), Stata Journal 16, 678-690.

    Examples
    --------
    >>> weeks, event = [6, 9, 12, 12, 2, 3, 6, 12], [1, 1, 0, 0, 1, 1, 1, 1]
    >>> test = max_combo(weeks, event, [1, 1, 1, 1, 0, 0, 0, 0])
    >>> round(test.test_statistic, 3), round(test.p_value, 3)
    (1.625, 0.194)
    """
    asked = Asked(draws=draws, generator=generator, rounds=rounds, clusters=clusters, threads=threads)
    pairs, problems = _read_weights(weights)
    arms = read_timed_arms(
        SUMMARY,
        duration,
        event,
        treated,
        strata=strata,
        entry=entry,
        follow_up=follow_up,
        zero_length=zero_length,
        extra=asked.columns(),
        problems=[*problems, *asked.problems()],
    )
    refuse(SUMMARY, asked.crossing(arms))
    sets, people = risk_sets(arms), np.arange(len(arms.treated), dtype=np.int64)
    own = scores(sets, pairs, len(people))
    covariance = variance(sets, pairs, people, len(people)).of(arms.treated[None, :])[0].reshape(len(pairs), -1)
    if not covariance.diagonal().max() > 0:
        refuse(SUMMARY, [nothing_to_compare(stratified=strata is not None)])
    largest = float(_largest(own[arms.treated == 1].sum(axis=0)[None, :], covariance.reshape(1, -1))[0])
    warnings = event_warnings(arms, None) + one_armed_strata(arms)
    if draws is None:
        p_value, by = joint_tail(largest, covariance), "joint normal distribution"
    else:
        lottery = repeatable(asked, arms, own)
        columns = fixed_point(lottery.by_unit(own))
        spread: Variance = variance(sets, pairs, lottery.unit_of, lottery.n_units)

        def ranked(lots: Lots) -> FloatVector:
            return _largest(sums_of_drawn(lots, columns), spread.of(lots))

        p_value = lottery.p_value(ranked, lottery.n_units)
        by, warnings = f"re-randomisation over {lottery.words}", warnings + lottery.warnings
    named = ", ".join(f"({rho:g}, {gamma:g})" for rho, gamma in pairs)
    return Test(
        statistic="max_abs_z",
        null_hypothesis="The risk of the event is the same in both arms in every week"
        + (", within each stratum." if strata is not None else "."),
        test_statistic=largest,
        df=None,
        p_value=p_value,
        method=f"{'stratified ' if strata is not None else ''}MaxCombo of Fleming-Harrington tests {named}"
        + (", delayed entry" if arms.late else "")
        + f"; {by}",
        warnings=warnings,
        **persons_and_events(arms),
    )


def joint_tail(largest: float, covariance: FloatMatrix) -> float:
    """Return P(max |Z_k| >= largest) for Z normal with the correlations of `covariance`.

    Tests without variance fall out. Relative error about 1e-4 with four tests.
    """
    some = covariance.diagonal() > 0
    kept = covariance[np.ix_(some, some)]
    scale = np.sqrt(kept.diagonal())
    values, vectors = np.linalg.eigh(kept / np.outer(scale, scale))
    useful = values > _NOTHING * values.max()
    root = vectors[:, useful] * np.sqrt(values[useful])
    rank = int(useful.sum())
    if rank == 1:
        return float(stats.chi2.sf(largest**2, 1))
    points = stats.qmc.Sobol(rank, scramble=False).random_base2(_DIRECTIONS) + 2.0 ** -(_DIRECTIONS + 1)
    normal = stats.norm.ppf(points)
    reach = np.abs(normal @ root.T).max(axis=1) / np.sqrt((normal**2).sum(axis=1))
    return float(stats.chi2.sf((largest / reach) ** 2, rank).mean())


def _largest(sums: FloatMatrix, covariances: FloatMatrix) -> FloatVector:
    """Return max |U_k| / sqrt(V_kk) for each row; `covariances` has shape (n_rows, n_weights * n_weights)."""
    variances = covariances[:, :: sums.shape[1] + 1]
    z_squared = np.divide(sums**2, variances, out=np.zeros_like(sums), where=variances > 0)
    return np.asarray(np.sqrt(z_squared.max(axis=1)))


def _read_weights(weights: object) -> tuple[list[tuple[float, float]], list[str]]:
    wrong = ["`weights` are not pairs of rho and gamma: expected one pair or more, numbers of 0 or more, none twice."]
    if not isinstance(weights, Iterable):
        return [(0.0, 0.0)], wrong
    try:
        pairs = [(rho, gamma) for rho, gamma in weights]
    except (TypeError, ValueError):
        return [(0.0, 0.0)], wrong
    if not pairs or len(set(pairs)) < len(pairs) or any(weight_problems(*pair) for pair in pairs):
        return [(0.0, 0.0)], wrong
    return [(float(rho), float(gamma)) for rho, gamma in pairs], []
