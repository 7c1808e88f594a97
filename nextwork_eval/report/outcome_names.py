"""What a result is called: at the end you know that a mean of waits never goes by the name of the wait alone.

Most people may still wait when follow-up ends. What is then estimated is the mean number of weeks without the event up
to the horizon; under the bare name of the outcome (“weeks to re-arrest”) it would read as how long it took.
"""

from __future__ import annotations

from typing import Any

from nextwork_eval.report.blocks import Parts
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase

MEAN_OF_WAITS = Phrase(
    "{outcome} (uger uden hændelsen, talt til og med uge {week})",
    "{outcome} (weeks without the event, counted up to week {week})",
)


def outcome_name(m: Materials, entry: dict[str, Any]) -> Parts:
    """Return the label of an analysis' outcome; of a mean of waits with what is counted, and how far.

    Parameters
    ----------
    m
        The released result in one language.
    entry
        The analysis, as the plan has it.
    """
    label = m.label("outcome", entry["outcome"])
    row = m.find(f"{entry['id']}.difference")
    rule = m.outcome(str(entry["id"]))["rule"]
    if (
        row is None
        or row.unit != "weeks"
        or row.week is None
        or rule["kind"] not in ("time_to_entry", "time_to_return")
    ):
        return (label,)
    return m.say(MEAN_OF_WAITS, outcome=label, week=m.number(row.result_id, "week"))
