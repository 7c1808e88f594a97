"""Leaving support and coming back, counted for everyone: where people stand, how often they return, at what rate.

| question | function | file |
|---|---|---|
| Which share has never left, is out, is back, is out again? | `course_occupation` | `standing.py` |
| How often does a person come back? | `mean_returns` | `mean_returns.py` |
| How often by each week? | `mean_returns_by_week` | `returns_by_week.py` |
| How often, for each week off support, or alive? | `returns_per_week_off`, `while_alive_rate` | `rates.py` |

`reading.py` says what a course is.
"""

from nextwork_eval.durations.course.mean_returns import mean_returns
from nextwork_eval.durations.course.rates import returns_per_week_off, while_alive_rate
from nextwork_eval.durations.course.returns_by_week import mean_returns_by_week
from nextwork_eval.durations.course.standing import course_occupation

__all__ = ["course_occupation", "mean_returns", "mean_returns_by_week", "returns_per_week_off", "while_alive_rate"]
