"""Another reading of the same weeks: states that count as others, and gaps that are closed forwards.

Each function returns a new matrix; the fingerprint stays that of the map, and the plan says what was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nextwork_eval.histories.layer_painting import carry_forward
from nextwork_eval.histories.layers import CarryForward
from nextwork_eval.histories.matrix import StateMatrix, is_one_of


def recoded(matrix: StateMatrix, states: Sequence[str], becomes: str) -> StateMatrix:
    """Read weeks in `states` as weeks in `becomes`; KeyError if the map has no such state."""
    (code,) = matrix.codes([becomes])
    among = is_one_of(matrix.states, matrix.codes(states))
    return replace(matrix, states=np.where(among, np.int8(code), matrix.states))


def carried(matrix: StateMatrix, of: Sequence[str], weeks: int, over: Sequence[str]) -> StateMatrix:
    """Let states in `of` last for up to `weeks` weeks more while nothing but `over` follows; see `CarryForward`."""
    layer = CarryForward(kind="carry_forward", of=tuple(of), weeks=weeks, over=tuple(over))
    inside, open_weeks = (is_one_of(matrix.states, matrix.codes(names)) for names in (of, over))
    return replace(matrix, states=carry_forward(layer, matrix.states, inside, open_weeks))
