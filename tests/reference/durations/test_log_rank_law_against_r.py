"""The law of the sum of log-rank scores against coin: its exact laws of one stratum, and millions of its lotteries.

`log_rank_law.R` made `log_rank_law.json` in this folder; the session is in `log_rank_law_session.txt`. coin has no
exact law within strata.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nextwork_eval.durations import log_rank
from nextwork_eval.durations.equality.counted import counted
from nextwork_eval.durations.inputs import read_timed_arms
from nextwork_eval.effects.randomization.law import chance_as_far

HERE = Path(__file__).parent
R: dict[str, Any] = json.loads((HERE / "log_rank_law.json").read_text())
WAITS, LIFE = pd.read_csv(HERE / "log_rank_law.csv"), pd.read_csv(HERE / "life.csv")


def law(weeks, event, treated, strata=None) -> float:
    return log_rank(weeks, event, treated, strata=strata, draws="exact", studentized=False).p_value


def simulation_error(known: dict[str, Any]) -> float:
    return float((known["p"] * (1 - known["p"]) / known["draws"]) ** 0.5)


def test_scores_within_rounds_are_the_same():
    """The first ten of the thousand."""
    arms = read_timed_arms("", WAITS["week"], WAITS["event"], WAITS["z"], strata=WAITS["s"])
    assert counted(arms, 0.0, 0.0).scores[:10] == pytest.approx(R["rounds"]["first_scores"], abs=1e-12)


@pytest.mark.parametrize("name", ["rounds", "two_rounds", "life"])
def test_two_million_lotteries_of_coin(name):
    """Within four errors of the simulation and the room that the bounds leave, of 0.1 % of the p-value and 0.0001."""
    half = WAITS[WAITS["s"] < 2]
    found = {
        "rounds": lambda: law(WAITS["week"], WAITS["event"], WAITS["z"], WAITS["s"]),
        "two_rounds": lambda: law(half["week"], half["event"], half["z"], half["s"]),
        "life": lambda: law(LIFE["week"], LIFE["arrest"], LIFE["treated"]),
    }[name]()
    known = R[name]
    room = 4 * simulation_error(known)
    assert known["p"] - room <= found <= known["p"] + room + 0.004 * known["p"] + 1e-4


def test_forty_people_by_the_split_up_algorithm():
    """More lotteries than can be listed; the exact share is not above ours, and not far below."""
    few = LIFE[:40]
    found = law(few["week"], few["arrest"], few["treated"])
    assert R["forty"]["p"] - 1e-9 <= found <= R["forty"]["p"] * 1.02


def test_whole_scores_by_the_shift_algorithm():
    """The scores of all 432 in thousandths: a lattice, and an exact law of it."""
    arms = read_timed_arms("", LIFE["week"], LIFE["arrest"], LIFE["treated"])
    whole = np.round(counted(arms, 0.0, 0.0).scores * 1000)
    chance = chance_as_far(whole, arms.strata, arms.treated)
    assert chance.low <= R["life_whole"]["p"] <= chance.high
    assert chance.high - chance.low < 0.01 * R["life_whole"]["p"] + 1e-4
