"""Time: registers become one state for each person and week, and states become events and outcomes.

`weeks` knows the calendar, `layers` and `state_map` declare what the registers mean, `painting`, `base`,
`layer_painting` and `build` paint the matrix, `matrix` holds it, `readings` read it in other ways, `runs` and `events`
find runs and returns, `outcomes` turns a rule of the plan into one number for each person.
"""

from nextwork_eval.histories.build import build_histories
from nextwork_eval.histories.matrix import UNOBSERVED, StateMatrix, Status
from nextwork_eval.histories.outcomes import DurationOutcome, apply_rule, apply_rules
from nextwork_eval.histories.state_map import StateMap, read_state_map

__all__ = [
    "UNOBSERVED",
    "DurationOutcome",
    "StateMap",
    "StateMatrix",
    "Status",
    "apply_rule",
    "apply_rules",
    "build_histories",
    "read_state_map",
]
