"""Rows that describe one arm: a share or a mean, with the counts of people that stand behind it and beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.evaluation.rows import format_of
from nextwork_eval.results import ResultRow


def described(template: ResultRow, name: str, *, arm: str | None = None, unit: str, **values: Any) -> ResultRow:
    """Fill the template in for `delivery.<name>`, with the arm at the end of the id where there is one.

    `values` are attributes of `ResultRow`, which checks their names.
    """
    standard = {
        "result_id": f"delivery.{name}" if arm is None else f"delivery.{name}.{arm}",
        "analysis_id": "delivery",
        "outcome": f"delivery.{name}",
        "arm": arm,
        "unit": unit,
        "format": format_of(unit),
    }
    return replace(template, **{**standard, **values})


def share_of_arm(
    template: ResultRow, name: str, arm: str, yes: NDArray[np.bool_], *, cells: Iterable[int] = (), **values: Any
) -> list[ResultRow]:
    """Return the share of an arm for whom something is so; none where the arm has nobody.

    `yes` has one entry for each person of the arm. `cells` are further counts of persons that can be derived from this
    row and others, such as those who had an internship and did not switch.
    """
    n, events = len(yes), int(yes.sum())
    if n == 0:
        return []
    counts = {"n_arm": n, "events_arm": events, "smallest_cell": min(events, n - events, *cells)}
    words = {"statistic": "share", "method": "share of those randomised to the arm"}
    return [described(template, name, arm=arm, unit="share", estimate=events / n, **{**counts, **words, **values})]


def mean_of_arm(
    template: ResultRow,
    name: str,
    arm: str,
    amount: NDArray[np.float64] | NDArray[np.int64],
    *,
    unit: str,
    cells: Iterable[int] = (),
    **values: Any,
) -> list[ResultRow]:
    """Return the mean of an amount over an arm, people with nothing included; none where the arm has nobody.

    The people with something stand in `events_arm`. They, and those with nothing, are the cells behind the mean: a mean
    times its n is a total, and the total of a few is a fact about them.
    """
    n, some = len(amount), int((amount > 0).sum())
    if n == 0:
        return []
    counts = {"n_arm": n, "events_arm": some, "smallest_cell": min(some, n - some, *cells)}
    words = {"statistic": "mean", "method": "mean over those randomised to the arm; nothing counts as 0"}
    mean = float(amount.mean())
    return [described(template, name, arm=arm, unit=unit, estimate=mean, **{**counts, **words, **values})]
