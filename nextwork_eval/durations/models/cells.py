"""At the end you know how rows of durations become counts: weeks at risk and events by interval and kind of row.

Rows that agree in arm, stratum and covariates are one pattern; a model of weekly risks needs of them only how many were
at risk and how many had the event. A trial of thousands thus has no more cells than its patterns have weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.models.reading import ModelRows
from nextwork_eval.effects.covariates import FloatMatrix
from nextwork_eval.effects.estimate import FloatVector, IntVector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Counts by pattern and interval.

    Attributes
    ----------
    patterns
        Shape (n_patterns, n_columns): the distinct rows of the design.
    of_row
        Shape (n_rows,): the pattern of each row.
    exposure, events
        Shape (n_patterns, n_intervals): weeks at risk, and events.
    own_exposure
        Shape (n_rows, n_intervals): the weeks at risk of each row.
    own_interval
        Shape (n_rows,): the interval in which the row's event falls, -1 without one.
    """

    patterns: FloatMatrix
    of_row: IntVector
    exposure: FloatMatrix
    events: FloatMatrix
    own_exposure: FloatMatrix
    own_interval: IntVector

    def without(self, dropped: IntVector) -> Cells:
        """Return the cells without some intervals."""
        kept = np.setdiff1d(np.arange(self.exposure.shape[1]), dropped)
        place = np.full(self.exposure.shape[1] + 1, -1, dtype=np.int64)  # the last place is read by the -1 of no event
        place[kept] = np.arange(len(kept))
        return Cells(
            patterns=self.patterns,
            of_row=self.of_row,
            exposure=self.exposure[:, kept],
            events=self.events[:, kept],
            own_exposure=self.own_exposure[:, kept],
            own_interval=place[self.own_interval],
        )


def count_cells(rows: ModelRows, edges: IntVector) -> Cells:
    """Count weeks at risk and events in the intervals (edges[k], edges[k + 1]]; `edges` runs from 0 to the horizon."""
    patterns, of_row = np.unique(rows.design, axis=0, return_inverse=True)
    of_row = of_row.reshape(-1)
    first = np.maximum(rows.entry[:, np.newaxis], edges[:-1])
    last = np.minimum(rows.duration[:, np.newaxis], edges[1:])
    own = np.maximum(last - first, 0).astype(np.float64)
    interval = np.where(rows.event == 1, np.searchsorted(edges, rows.duration, side="left") - 1, -1)
    exposure = np.zeros((len(patterns), len(edges) - 1))
    np.add.at(exposure, of_row, own)
    events = np.zeros_like(exposure)
    happened = interval >= 0
    np.add.at(events, (of_row[happened], interval[happened]), 1.0)
    return Cells(
        patterns=patterns,
        of_row=of_row,
        exposure=exposure,
        events=events,
        own_exposure=own,
        own_interval=interval.astype(np.int64),
    )


def scores_of_rows(
    rows: ModelRows, cells: Cells, baseline: FloatMatrix, without_event: FloatMatrix, with_event: FloatMatrix
) -> FloatMatrix:
    """Return each row's score, shape (n_rows, n_baseline + n_columns).

    Parameters
    ----------
    baseline
        Shape (n_intervals, n_baseline): the baseline columns of each interval.
    without_event, with_event
        Shape (n_patterns, n_intervals): the derivative of the log likelihood by the linear predictor, for each week at
        risk without the event, and what the event adds to it.
    """
    residuals = cells.own_exposure * without_event[cells.of_row]
    happened = np.flatnonzero(cells.own_interval >= 0)
    where = cells.own_interval[happened]
    residuals[happened, where] += with_event[cells.of_row[happened], where]
    total: FloatVector = residuals.sum(axis=1)
    return np.column_stack([residuals @ baseline, rows.design * total[:, np.newaxis]])
