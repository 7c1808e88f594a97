"""The education register as of its last reference day: a spell for each stay in education, and how it ended."""

from __future__ import annotations

import datetime as dt

import numpy as np

from nextwork_eval.histories.weeks import monday
from nextwork_eval.rehearsal.population import Population
from nextwork_eval.rehearsal.tables import Table, sorted_table, spells
from nextwork_eval.rehearsal.transition_model import State

COLUMNS = ("PNR", "ELEV3_VFRA", "ELEV3_VTIL", "UDD", "AUDD", "UDEL", "TILG_ART", "AFG_ART", "INSTNR")
PROGRAMMES = (
    "1199",
    "1895",
    "4101",
    "4340",
    "5071",
    "5238",
    "5410",
    "5963",
)  # invented four-digit codes of ongoing education
UNDIVIDED = "0"
ENTERED, CAME_BACK = "1", "2"
LEFT, PAUSED, ONGOING = "1", "2", "4"
DROPPED_OUT, STILL_ENROLLED = "0", "9999"
INSTITUTIONS = 12
LONGEST_BEFORE = 60  # weeks that an education may have lasted before the first week of the extract


def education_table(population: Population) -> Table:
    """Write KOTRE: one row for each stay in education that had begun by the register's last day.

    A stay that ended in a job was completed, one that ended in parental leave was paused, any other was broken off. A
    stay that lasts on the register's last day is ongoing, and its end is that day.
    """
    generator = population.generator("education")
    calendar = population.calendar
    row, first, last = spells(population.states == State.EDUCATION)
    programme = generator.integers(0, len(PROGRAMMES), len(population.keys))
    institution = generator.integers(1, INSTITUTIONS + 1, len(population.keys))
    before = generator.integers(0, LONGEST_BEFORE, len(row))
    rows = []
    paused = np.zeros(len(population.keys), dtype=np.bool_)
    for place, (who, start, end) in enumerate(zip(row.tolist(), first.tolist(), last.tolist(), strict=True)):
        begins = monday(calendar.first + start - (int(before[place]) if start == 0 else 0))
        ends = monday(calendar.first + end) + dt.timedelta(days=6)
        came_back, paused[who] = bool(paused[who]), False
        if begins > calendar.kotre or not population.linked[who]:
            continue
        code = PROGRAMMES[programme[who]]
        if ends > calendar.kotre:
            ends, completed, left = calendar.kotre, STILL_ENROLLED, ONGOING
        else:
            after = int(population.states[who, end + 1])
            paused[who] = after == State.LEAVE
            completed = code if after == State.JOB else DROPPED_OUT
            left = PAUSED if paused[who] else LEFT
        rows.append(
            (
                population.keys[who],
                begins.isoformat(),
                ends.isoformat(),
                code,
                completed,
                UNDIVIDED,
                CAME_BACK if came_back else ENTERED,
                left,
                f"{280000 + institution[who]}",
            )
        )
    return sorted_table("kotre", COLUMNS, rows)
