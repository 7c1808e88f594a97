"""At the end you know how the coefficient of the arm becomes a record with interval and test.

All models of time report the logarithm of a ratio. It is never a headline: risk sets after the first events are no
longer what the lottery made them, and the ratio changes with what else is in the model.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from nextwork_eval.durations.models.reading import ModelRows
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import Estimate, IntVector


def log_ratio(
    statistic: str,
    estimate: float,
    variance: float,
    *,
    df: float | None,
    level: float,
    rows: ModelRows,
    method: str,
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Return the record; the reference is t with `df` degrees of freedom, normal where there are none."""
    std_error = float(np.sqrt(variance))
    reference = stats.norm if df is None else stats.t(df)
    margin = float(reference.isf((1 - level) / 2)) * std_error
    return Estimate(
        statistic=statistic,
        estimate=estimate,
        std_error=std_error,
        df=df,
        conf_low=estimate - margin,
        conf_high=estimate + margin,
        conf_level=level,
        test_statistic=estimate / std_error,
        p_value=float(2 * reference.sf(abs(estimate / std_error))),
        level_treated=None,
        level_reference=None,
        n_treated=rows.sizes["treated"],
        n_reference=rows.sizes["reference"],
        events_treated=rows.counts["treated"],
        events_reference=rows.counts["reference"],
        method=method,
        warnings=rows.warnings + warnings,
    )


def sandwich(bread: FloatMatrix, scores: FloatMatrix, clusters: IntVector | None) -> tuple[FloatMatrix, int]:
    """Return the variance bread (sum of squared scores of clusters) bread without correction, and how many clusters.

    `bread` is the inverse information, shape (p, p); `scores` has shape (n_rows, p), its columns sum to 0.
    """
    if clusters is not None:
        summed = np.zeros((int(clusters.max()) + 1, scores.shape[1]))
        np.add.at(summed, clusters, scores)
        scores = summed
    influence = scores @ bread
    return influence.T @ influence, len(scores)


def beside(rows: ModelRows) -> str:
    """Say what the model holds beside the arm."""
    parts = []
    if rows.n_strata > 1:
        parts.append(f"a level for each of {rows.n_strata} strata")
    if rows.n_covariates:
        parts.append(f"{rows.n_covariates} covariates")
    return f", with {' and '.join(parts)}" if parts else ""
