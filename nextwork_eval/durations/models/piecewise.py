"""At the end you know the effect on the rate of the event when the rate is constant between given weeks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nextwork_eval.durations.inputs import ZeroLength
from nextwork_eval.durations.models.cells import count_cells
from nextwork_eval.durations.models.ratios import beside, log_ratio
from nextwork_eval.durations.models.reading import read_model_rows
from nextwork_eval.durations.models.weekly_risk import fit_weekly_risk
from nextwork_eval.effects.estimate import Estimate

_SUMMARY = "The rates cannot be compared."


def piecewise_exponential(
    duration: object,
    event: object,
    treated: object,
    *,
    entry: object | None = None,
    horizon: int,
    cuts: Sequence[int],
    covariates: object | None = None,
    strata: object | None = None,
    clusters: object | None = None,
    follow_up: object | None = None,
    zero_length: ZeroLength = "refuse",
    level: float = 0.95,
) -> Estimate:
    """Estimate the log ratio of the event's rate, treated against reference, with a constant rate between `cuts`.

    Never the headline, for the reasons given at `discrete_time_hazard`.

    Parameters
    ----------
    duration, event, treated, entry, horizon, covariates, strata, clusters, follow_up, zero_length, level
        As in `discrete_time_hazard`. A row with the event in week t was at risk for the whole of that week.
    cuts
        Weeks in increasing order, within 1 to the horizon - 1, at whose end the rate may change; empty for one rate.

    Returns
    -------
    Estimate
        `statistic` is `log_hazard_ratio`. Intervals in which nobody has the event tell nothing of the arms and are
        dropped, with a warning.

    Raises
    ------
    EstimationError
        With every fault, as `discrete_time_hazard`; also cuts that are not whole weeks in increasing order.

    Notes
    -----
    d ~ Poisson(exposure * exp(a_k + b treated + c'x)) over the cells of interval k and pattern x has the likelihood of
    the piecewise exponential model (Holford 1980); exposure is in weeks. Variances as in `discrete_time_hazard`.

    References
    ----------
    Holford (1980), Biometrics 36, 299-305. Laird and Olivier (1981), Journal of the American Statistical Association
    76, 231-240.

    Examples
    --------
    Four events in 40 weeks at risk against two in 50: log((4 / 40) / (2 / 50)).

    >>> found = piecewise_exponential(
    ...     [4, 6, 10, 20, 5, 5, 20, 20], [1, 1, 1, 1, 1, 1, 0, 0], [1] * 4 + [0] * 4, horizon=20, cuts=()
    ... )
    >>> round(found.estimate, 4)
    0.9163
    """
    rows = read_model_rows(
        _SUMMARY,
        duration,
        event,
        treated,
        entry=entry,
        horizon=horizon,
        covariates=covariates,
        strata=strata,
        clusters=clusters,
        follow_up=follow_up,
        zero_length=zero_length,
        level=level,
        problems=cut_problems(cuts, horizon),
    )
    last = int(rows.duration.max())
    edges = np.array([0, *(cut for cut in cuts if cut < last), last])
    cells = count_cells(rows, edges)
    empty = np.flatnonzero(cells.events.sum(axis=0) == 0)
    cells = cells.without(empty)
    n_intervals = cells.exposure.shape[1]
    found = fit_weekly_risk(_SUMMARY, rows, cells, np.eye(n_intervals), "log")
    m = found.n_clusters
    return log_ratio(
        "log_hazard_ratio",
        found.estimate,
        found.variance if found.robust is None else found.robust * m / (m - 1),
        df=None if found.robust is None else float(m - 1),
        level=level,
        rows=rows,
        method=f"piecewise exponential with {n_intervals} rates{beside(rows)}; "
        + (
            "model standard error; normal interval on the log scale"
            if found.robust is None
            else f"sandwich standard error over {m} clusters with m/(m-1); t interval on the log scale"
        ),
        warnings=(f"{len(empty)} intervals without events are dropped: they tell nothing of the arms.",)
        if len(empty)
        else (),
    )


def cut_problems(cuts: object, horizon: object) -> list[str]:
    """List what is wrong with the weeks at which a rate may change."""
    given: list[object] = list(cuts) if isinstance(cuts, (Sequence, np.ndarray)) else [None]
    weeks = [int(cut) for cut in given if isinstance(cut, (int, np.integer)) and not isinstance(cut, bool)]
    if len(weeks) == len(given):
        inside = not isinstance(horizon, (int, np.integer)) or all(1 <= cut < horizon for cut in weeks)
        if inside and weeks == sorted(set(weeks)):
            return []
    return ["`cuts` are not weeks in increasing order: expected whole numbers from 1 to the week before the horizon."]
