"""Time: registers become one state for each person and week, and states become events and outcomes.

`weeks` knows the calendar, `state_map` declares what the registers mean, `build` paints the matrix, `matrix` holds it,
`events` finds runs and returns, `outcomes` turns a rule of the plan into one number for each person.
"""

from nextwork_eval.histories.build import build_histories
from nextwork_eval.histories.matrix import UNOBSERVED, StateMatrix, Status
from nextwork_eval.histories.outcomes import DurationOutcome, apply_rule
from nextwork_eval.histories.state_map import StateMap, read_state_map

__all__ = [
    "UNOBSERVED",
    "DurationOutcome",
    "StateMap",
    "StateMatrix",
    "Status",
    "apply_rule",
    "build_histories",
    "read_state_map",
]
