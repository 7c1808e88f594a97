"""Coming back among those who left: what may be said of it, and what has to stand beside it.

| question | function | file |
|---|---|---|
| Which share of those who left was back? (no effect) | `return_given_exit` | `given_exit.py` |
| What of those who would leave anyway? | `always_leaver_bounds`, `always_leaver_weeks` | `always_leavers.py` |
| Do the data contradict that it keeps nobody from leaving? | `monotonicity_shadow` | `monotonicity.py` |
| What may be said? | `returns_verdict` | `verdict.py` |
| All of it together, as a plan gets it | `returns_panel` | `panel.py` |

`exits.py` reads courses, `always.py` finds the ends of the bounds.
"""

from nextwork_eval.durations.returns.always_leavers import always_leaver_bounds, always_leaver_weeks
from nextwork_eval.durations.returns.given_exit import return_given_exit
from nextwork_eval.durations.returns.members import ReturnsPanel
from nextwork_eval.durations.returns.monotonicity import monotonicity_shadow
from nextwork_eval.durations.returns.panel import returns_panel
from nextwork_eval.durations.returns.verdict import (
    Between,
    PanelNumbers,
    ReturnsVerdict,
    exits_alike,
    returns_verdict,
)

__all__ = [
    "Between",
    "PanelNumbers",
    "ReturnsPanel",
    "ReturnsVerdict",
    "always_leaver_bounds",
    "always_leaver_weeks",
    "exits_alike",
    "monotonicity_shadow",
    "return_given_exit",
    "returns_panel",
    "returns_verdict",
]
