"""At the end you know what the returns panel refuses."""

from __future__ import annotations

import numpy as np

from nextwork_eval.durations.inputs import horizon_problems
from nextwork_eval.durations.returns.exits import Exits, nobody_left, week_problems
from nextwork_eval.durations.state_inputs import UNOBSERVED
from nextwork_eval.effects.inputs import Column


def option_problems(margin: float, horizon: int, exit_by: int, within: int, sustained: int) -> list[str]:
    """List what is wrong with the weeks and the margin that were asked for."""
    found = []
    if not isinstance(margin, (int, float, np.floating)) or isinstance(margin, bool) or not 0 < margin < 1:
        found.append("`margin` is not a difference in shares: expected a number above 0 and below 1.")
    if horizon_problems(horizon) or week_problems(exit_by=exit_by, within=within, sustained=sustained):
        return found
    if int(exit_by) + int(within) > int(horizon):
        found.append("`exit_by` and `within` reach beyond `horizon`: expected their sum to be at most the horizon.")
    if int(sustained) > int(horizon):
        found.append("`sustained_weeks` is longer than `horizon`: expected at most as many weeks.")
    return found


def data_problems(exits: Exits, off: Column, labels: list[Column], n_weeks: int) -> list[str]:
    """List what is wrong with the weeks off support, and with labels of other persons than the course has."""
    n_people = len(exits.treated)
    found = [
        f"`{column.name}` has {len(column.values)} persons and `treated` {n_people}: expected the same persons."
        for column in (off, *labels)
        if len(column.values) != n_people
    ]
    if off.values.shape[1] < n_weeks:
        found.append("`off` ends before `horizon`: expected a column for each week up to and including it.")
    window = off.values[:, :n_weeks]
    short = int((window == UNOBSERVED).any(axis=1).sum())
    if short:
        found.append(f"{short} of {n_people} persons are not followed to `horizon`: expected everyone; choose earlier.")
    other = int((~np.isin(window, [0, 1, UNOBSERVED])).any(axis=1).sum())
    if other:
        found.append(f"`off` is neither 0 nor 1 for {other} of {n_people} persons.")
    return found


def returns_problems(exits: Exits) -> list[str]:
    """List what keeps leavers from being compared: nobody left in an arm, or all leavers have the same fate."""
    nobody = nobody_left(exits.left, exits.treated)
    back = exits.returned[exits.left == 1]
    if nobody or np.ptp(back) > 0:
        return nobody
    return [f"{'All' if back.all() else 'None'} of those who left came back, in both arms: expected some of each."]
