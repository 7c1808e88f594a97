"""At the end you know whether an effect can be zero when there are few clusters, from signs given to them by chance.

If there is no effect, the residuals of a whole cluster could as well have had the other sign.
"""

from __future__ import annotations

import numpy as np

from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, IntVector, Test
from nextwork_eval.effects.inputs import read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.means.covariates import adding, terms, varying_covariates
from nextwork_eval.effects.means.sandwich import FloatMatrix, arm_levels, cell_columns, residuals_beside
from nextwork_eval.errors import EstimationError

_SUMMARY = "The wild cluster bootstrap cannot be made."
# Sums in another order differ in the last digits: a tie is a tie within this share, and a t of 0 within this much.
_TIE = 1e-9
_FEW = 6  # clusters with an offer, or without, below which the test may reject too rarely
_AT_ONCE = 4096


def wild_cluster_test(
    outcome: object,
    treated: object,
    *,
    clusters: object,
    covariates: object | None = None,
    strata: object | None = None,
    null: float = 0.0,
    draws: int = 9999,
    generator: np.random.Generator,
) -> Test:
    """Test that the effect of the offer is `null` when outcomes hang together within few clusters.

    Parameters
    ----------
    outcome, treated
        As in `difference_in_means`.
    clusters
        Shape (n_people,): the cluster of each person; any labels. The offer may differ within a cluster.
    covariates
        Known before the lottery, alike in both arms (ANCOVA), as in `regression_adjusted`; None for none.
    strata
        Shape (n_people,): the stratum in which each person, or cluster, was drawn; None for a lottery without strata.
    null
        The effect that is tested, on the scale of the outcome.
    draws
        At least 999. Where there are no more than so many vectors of signs, all are gone through.
    generator
        Source of chance; not used where all vectors of signs are gone through.

    Returns
    -------
    Test
        `test_statistic` is t, the difference (from `null`) over its CR0 standard error. Warnings say when the smallest
        p-value that can come out is above 0.05, when few clusters have the offer, or are without it, and which
        covariates were left out.

    Raises
    ------
    EstimationError
        With every fault: as `difference_in_means_stratified`, fewer than two clusters in an arm, fewer persons than
        columns of the regression, an outcome without error, `draws` below 999, `null` that is not a number.

    Notes
    -----
    The regression holds the arms (of the strata) and the covariates; the tested contrast is l'y. Its restricted
    residuals are r = e + l (l'y - null) / l'l. For signs w_g = 1 or -1, equally likely and the same for everyone of
    cluster g, outcomes w_g r_i around the restricted fit give

        t(w) = sum_g w_g l_g'r_g / sqrt(sum_g (l_g'e_g(w))^2),   e(w) = (I - H)(w r),

    and p is the share of vectors w with |t(w)| at least |t|. All signs + (and all -) give t itself and count, so that p
    is at least 2 / 2^G with G clusters; from draws, p = (1 + number) / (1 + draws). The factors of CR1 change every t
    alike, and p not at all.

    References
    ----------
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414-427. MacKinnon and Webb (2017),
    Journal of Applied Econometrics 32, 233-254, on few treated clusters.

    Examples
    --------
    Eight classes, of which four were drawn:

    >>> weeks = [20, 22, 30, 34, 26, 24, 25, 31, 10, 12, 21, 19, 9, 13, 14, 20]
    >>> classes = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
    >>> test = wild_cluster_test(
    ...     weeks, [1] * 8 + [0] * 8, clusters=classes, generator=np.random.default_rng(1)
    ... )
    >>> round(test.test_statistic, 2), test.p_value
    (4.19, 0.0078125)
    """
    columns = [] if covariates is None else read_covariates(covariates)
    labels = read_labels("clusters", clusters)
    arms = read_two_arms(
        _SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        strata=strata,
        at_least=1,
        beside=[labels, *columns],
        problems=_option_problems(null, draws, generator),
    )
    with_offer = [len(np.unique(labels.values[arms.treated == arm])) for arm in (1, 0)]
    problems = [
        f"The {name} arm has {count} cluster{'' if count == 1 else 's'}: expected at least 2."
        for name, count in zip(("treated", "reference"), with_offer, strict=True)
        if count < 2
    ]
    cells = cell_columns(arms.treated, arms.strata)
    kept = adding(varying_covariates(columns), arms, "ancova", cells, sparing=True)
    design = np.column_stack([cells, *(terms(covariate, arms, "ancova") for covariate in kept)])
    if len(arms.outcome) <= design.shape[1]:
        problems.append(f"Expected more persons than the {design.shape[1]} columns of the regression.")
    refuse(_SUMMARY, problems)
    one, zero = arm_levels(arms.strata, design.shape[1])
    numerators, scores = _pieces(arms.outcome, design, one - zero, labels.values, null)
    n_clusters = len(numerators)
    enumerated = 2**n_clusters <= draws
    found = float(_statistics(np.ones((1, n_clusters)), numerators, scores)[0])
    if not np.isfinite(found):
        raise EstimationError(_SUMMARY, ["The fit is without error in every cluster: expected some variation."])
    p_value = _p_value(abs(found), numerators, scores, draws, None if enumerated else generator)
    left_out = [column.name for column in columns if column.name not in {covariate.name for covariate in kept}]
    return Test(
        statistic="t",
        null_hypothesis=f"The effect of the offer is {null:g}.",
        test_statistic=found,
        df=None,
        p_value=p_value,
        n_treated=int(arms.treated.sum()),
        n_reference=int((1 - arms.treated).sum()),
        events_treated=int(arms.outcome[arms.treated == 1].sum()) if arms.yes_or_no else None,
        events_reference=int(arms.outcome[arms.treated == 0].sum()) if arms.yes_or_no else None,
        method=f"wild cluster bootstrap of t, restricted, Rademacher signs for {n_clusters} clusters; "
        + (f"all {2**n_clusters} vectors of signs" if enumerated else f"{draws} draws"),
        warnings=_warnings(n_clusters, min(with_offer), left_out),
    )


def _pieces(
    outcome: FloatVector, design: FloatMatrix, combination: FloatVector, clusters: IntVector, null: float
) -> tuple[FloatVector, FloatMatrix]:
    """Return l_g'r_g, shape (G,), and the matrix that turns signs into the scores l_g'e_g(w), shape (G, G)."""
    basis, triangle = np.linalg.qr(design)
    weights = basis @ np.linalg.solve(triangle.T, combination)
    residuals = residuals_beside(outcome, basis)
    restricted = residuals + weights * (float(weights @ outcome) - null) / float(weights @ weights)
    members = (clusters[:, None] == np.arange(int(clusters.max()) + 1)).astype(np.float64)
    own = members.T @ (weights * restricted)
    held = members.T @ (weights[:, None] * basis)  # l_g'Q_g
    moved = basis.T @ (members * restricted[:, None])  # Q_h'r_h
    return own, np.diag(own) - held @ moved


def _p_value(
    found: float, numerators: FloatVector, scores: FloatMatrix, draws: int, generator: np.random.Generator | None
) -> float:
    n_clusters = len(numerators)
    total = 2**n_clusters if generator is None else draws
    as_large = 0
    for start in range(0, total, _AT_ONCE):
        number = np.arange(start, min(start + _AT_ONCE, total))
        if generator is None:
            signs = np.where((number[:, None] >> np.arange(n_clusters)) & 1, -1.0, 1.0)
        else:
            signs = np.where(generator.integers(0, 2, size=(len(number), n_clusters)), -1.0, 1.0)
        as_large += int((np.abs(_statistics(signs, numerators, scores)) >= found - _TIE * max(1.0, found)).sum())
    return as_large / total if generator is None else (1 + as_large) / (1 + total)


def _statistics(signs: FloatMatrix, numerators: FloatVector, scores: FloatMatrix) -> FloatVector:
    # Signs that leave no error give an infinite t, which is as large as any.
    squares = ((signs @ scores.T) ** 2).sum(axis=1)
    still = squares <= 1e-24 * float((scores**2).sum())
    return np.asarray(np.where(still, np.inf, (signs @ numerators) / np.sqrt(np.where(still, 1.0, squares))))


def _warnings(n_clusters: int, fewest: int, left_out: list[str]) -> tuple[str, ...]:
    found = []
    smallest = 2 / 2**n_clusters
    if smallest > 0.05:
        found.append(f"With {n_clusters} clusters no p-value below {smallest:.4g} can come out.")
    if fewest < _FEW:
        found.append(f"One arm has {fewest} clusters: with so few the test may reject too rarely.")
    if left_out:
        found.append(f"Left out of the adjustment: {', '.join(left_out)}.")
    return tuple(found)


def _option_problems(null: float, draws: int, generator: object) -> list[str]:
    problems = []
    if not isinstance(generator, np.random.Generator):
        problems.append("`generator` is not a numpy generator: expected a source of chance.")
    if not isinstance(null, (int, float, np.floating)) or not np.isfinite(null):
        problems.append("`null` is not a finite number: expected an effect on the scale of the outcome.")
    if not isinstance(draws, (int, np.integer)) or draws < 999:
        problems.append("`draws` is too small: expected a whole number of at least 999.")
    return problems
