"""One step for journeys that run a plan of their own on a delivered extract: without a lock, that is a rehearsal."""

import datetime as dt
from pathlib import Path

from nextwork_eval.reproduction import lock_plan

DAY = dt.date(2026, 1, 15)


def locked(plan: Path) -> Path:
    """Lock a plan beside itself, and return the plan."""
    lock_plan(str(plan), on=DAY)
    return plan
