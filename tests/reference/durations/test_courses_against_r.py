"""Leaving and coming back against R, on the simulated weekly trial dreamsim, and where R is not exact against counting.

`dreamsim_blocks.json` names the R call of each number. R's standard errors are without m / (m - 1); arms have 200.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nextwork_eval.durations import (
    course_occupation,
    expected_weeks,
    incidence_difference,
    mean_returns,
    mean_returns_by_week,
    returns_per_week_off,
    while_alive_rate,
    win_ratio,
)
from nextwork_eval.durations.contributions import contributions, difference, logarithm, quotient
from nextwork_eval.effects.estimate import FloatVector
from tests.reference.durations.test_durations_against_r import dreamsim, dreamsim_exits

BLOCKS = json.loads((Path(__file__).parent / "dreamsim_blocks.json").read_text())["blocks"]
ARM = 200
digits = pytest.approx


def value(block: str) -> dict[str, float]:
    return BLOCKS[block]["value"]


def states_to_the_end():
    """States at times 0 to 104; who is gone is followed on."""
    states, arm, last, _ = dreamsim()
    gone = (states == 2).any(axis=1)
    week = (states == 2).argmax(axis=1)
    states = np.where(gone[:, np.newaxis] & (np.arange(105) >= week[:, np.newaxis]), 2, states)
    return states, arm, np.where(gone, 104, last)


def courses():
    """The course of each person at times 0 to 104, found person by person."""
    states, arm, last = states_to_the_end()
    step = {(0, 0): 0, (0, 1): 1, (1, 1): 1, (1, 0): 2, (2, 0): 2, (2, 1): 3, (3, 1): 3, (3, 0): 2}
    course = np.full(states.shape, -1)
    for person, weeks in enumerate(states):
        place = 0
        for week, state in enumerate(weeks):
            if state == -1:
                break
            place = 4 if state == 2 or place == 4 else step[place, state]
            course[person, week] = place
    return course, arm, last


COURSE, TREATED, LAST = courses()


def test_mean_returns_is_the_plain_mean_while_all_are_followed():
    """To week 78: 0.705 and 0.72, which neither WA (S(u)) nor mets (broken ties) gives."""
    found = mean_returns(COURSE, TREATED, last_observed=LAST, horizon=78, first_week=0)
    exact = value("dream_ghoshlin_exact")
    assert (found.level_reference, found.level_treated) == (digits(exact["mu0"]), digits(exact["mu1"]))
    assert (found.level_reference, found.level_treated) == (digits(exact["plain0"]), digits(exact["plain1"]))
    assert abs(found.level_reference - value("dream_ghoshlin")["mu0"]) > 1e-4
    assert abs(found.level_reference - value("dream_ghoshlin_mets")["mu0"]) > 1e-3


def test_mean_returns_with_censoring():
    """To week 104 by the recursion written out in R."""
    found = mean_returns(COURSE, TREATED, last_observed=LAST, horizon=104, first_week=0)
    exact = value("dream_ghoshlin_exact")
    assert (found.level_reference, found.level_treated) == (digits(exact["mu0_104"]), digits(exact["mu1_104"]))


def test_mean_returns_by_week():
    """At weeks 78 and 104 the recursion written out in R; while all are followed, in each week the plain mean."""
    curve = mean_returns_by_week(COURSE, TREATED, last_observed=LAST, horizon=104, first_week=0)
    exact = value("dream_ghoshlin_exact")
    own = np.cumsum((COURSE[:, 1:79] == 2) & (COURSE[:, :78] != 2), axis=1)
    for arm, code in (("reference", 0), ("treated", 1)):
        line = curve.pick(arm, "returns")
        assert (line.estimate[78], line.estimate[104]) == (digits(exact[f"mu{code}"]), digits(exact[f"mu{code}_104"]))
        counts = own[code == TREATED]
        assert line.estimate[1:79] == digits(counts.mean(axis=0))
        assert line.std_error[1:79] == digits(counts.std(axis=0, ddof=1) / np.sqrt(ARM))
        assert line.events[78] == (counts[:, -1] > 0).sum()


def test_standard_error_of_mean_returns():
    """With all followed it is that of a mean; WA's, of a slightly different estimate, differs in the third digit."""
    found = mean_returns(COURSE, TREATED, last_observed=LAST, horizon=78, first_week=0, measure="ratio")
    counts = ((COURSE[:, 1:79] == 2) & (COURSE[:, :78] != 2)).sum(axis=1)
    parts = [counts[arm == TREATED].var(ddof=1) / ARM / counts[arm == TREATED].mean() ** 2 for arm in (1, 0)]
    assert np.log(found.estimate) / found.test_statistic == digits(np.sqrt(sum(parts)))
    theirs = np.hypot(value("dream_ghoshlin")["se_logmu0"], value("dream_ghoshlin")["se_logmu1"])
    assert np.sqrt(sum(parts)) == digits(theirs, rel=0.01)


def test_ever_returned():
    """The share who came back at least once: weeks to the first return, being gone as the other event."""
    back = (COURSE == 2).any(axis=1)
    gone = (COURSE == 4).any(axis=1)
    week = np.where(back, (COURSE == 2).argmax(axis=1), np.where(gone, (COURSE == 4).argmax(axis=1), LAST))
    event = np.where(back, 1, np.where(gone, 2, 0))
    known = value("dream_return_risk")
    for horizon in (52, 78):
        found = incidence_difference(week, event, TREATED, horizon=horizon)
        assert found.level_reference == digits(known[f"F0_{horizon}"])
        assert found.level_treated == digits(known[f"F1_{horizon}"])
    expected = np.hypot(known["se0_78"], known["se1_78"]) * np.sqrt(ARM / (ARM - 1))
    assert found.std_error == digits(expected)


def test_sustained_exit_and_first_exit():
    """Half a year in a row off support, confirmed at its end; and the first exit."""
    runs = np.lib.stride_tricks.sliding_window_view(states_to_the_end()[0] == 1, 26, axis=1).all(axis=2)
    gone = (COURSE == 4).any(axis=1)
    # A run of times t … t + 25 is complete when time t + 26 is reached.
    confirmed = np.where(runs.any(axis=1), runs.argmax(axis=1) + 26, 999)
    left = np.where(gone, (COURSE == 4).argmax(axis=1), 999)
    event = np.where(confirmed <= np.minimum(left, LAST), 1, np.where(left <= LAST, 2, 0))
    found = incidence_difference(np.minimum(np.minimum(confirmed, left), LAST), event, TREATED, horizon=78)
    known = value("dream_sustained")
    assert (found.level_reference, found.level_treated) == (digits(known["F0_78"]), digits(known["F1_78"]))
    assert found.std_error == digits(np.hypot(known["se0_78"], known["se1_78"]) * np.sqrt(ARM / (ARM - 1)))
    week, event, arm = dreamsim_exits()
    exits, first = value("dream_exit_cif"), incidence_difference(week, event, arm, horizon=52, measure="ratio")
    assert (first.level_reference, first.level_treated) == (digits(exits["F2"]), digits(exits["F5"]))


def test_rate_per_week_off_support():
    """R's delta method for the ratio of two means, and the estimator on weeks that are counted alike."""
    states, arm, _ = states_to_the_end()
    weeks = (states[:, :78] == 1).sum(axis=1).astype(float)
    returns = ((COURSE[:, 1:79] == 2) & (COURSE[:, :78] != 2)).sum(axis=1).astype(float)

    def mean_of(numbers: FloatVector):
        return lambda people: (
            numbers[people].mean(),
            (numbers[people] - numbers[people].mean()) / len(people),
        )

    one_stratum = np.zeros(len(arm), dtype=np.int64)
    rate = quotient(*(contributions(arm, one_stratum, mean_of(numbers)) for numbers in (returns, weeks)))
    known = value("dream_rate_per_offweek")
    assert rate.levels() == (digits(known["rate1"]), digits(known["rate0"]))
    found = difference("", logarithm(rate), stratified=False, level=0.95, largest=1.0, method="")
    assert found.estimate == digits(known["logRR"])
    assert found.std_error == digits(known["se"] * np.sqrt(ARM / (ARM - 1)))
    # The estimator counts the weeks 1 to 78 in the places out and out again.
    own = returns_per_week_off(COURSE, TREATED, last_observed=LAST, horizon=78, first_week=0)
    off = np.isin(COURSE[:, 1:79], [1, 3]).sum(axis=1)
    assert own.level_reference == digits(returns[arm == 0].sum() / off[arm == 0].sum())
    assert own.level_treated == digits(returns[arm == 1].sum() / off[arm == 1].sum())


def test_rate_while_alive():
    """Returns over weeks alive, counted; WA's rate, which uses S(u), differs in the fourth digit."""
    found = while_alive_rate(COURSE, TREATED, last_observed=LAST, horizon=78, first_week=0)
    returns = ((COURSE[:, 1:79] == 2) & (COURSE[:, :78] != 2)).sum(axis=1)
    alive = (COURSE[:, 1:79] != 4).sum(axis=1)
    for arm, level in ((0, found.level_reference), (1, found.level_treated)):
        assert level == digits(returns[arm == TREATED].sum() / alive[arm == TREATED].sum())
        assert np.log(level) == digits(value("dream_ghoshlin")[f"log_while_alive_rate{arm}"], abs=5e-3)


def test_win_ratio():
    """Gone later, then fewer weeks on support to week 78, for all 40,000 pairs."""
    states, arm, _ = states_to_the_end()
    weeks = states[:, :78].copy()
    # Who is gone at time u is gone in the week that ends then.
    gone = np.where((states[:, :79] == 2).any(axis=1), (states[:, :79] == 2).argmax(axis=1), 999)
    weeks[np.arange(1, 79) >= gone[:, np.newaxis]] = 2
    found = win_ratio(weeks, arm, in_states={1}, gone={2}, last_observed=np.full(400, 78), horizon=78, first_week=1)
    known = value("dream_winratio")
    assert (found.level_treated, found.level_reference) == (digits(known["win"]), digits(known["loss"]))
    assert np.log(found.estimate) == digits(known["log_wr"])
    assert found.test_statistic == digits(known["log_wr"] / known["se"] * np.sqrt((ARM - 1) / ARM), rel=1e-9)
    benefit = win_ratio(
        weeks,
        arm,
        in_states={1},
        gone={2},
        last_observed=np.full(400, 78),
        horizon=78,
        first_week=1,
        measure="net_benefit",
    )
    assert benefit.estimate == digits(known["net_benefit"])


def test_places_of_the_course_are_those_of_the_states():
    """Off support is out or out again; on support is never left or back: R's occupation at weeks 26, 52 and 78."""
    curve = course_occupation(COURSE, TREATED, last_observed=LAST, horizon=78, first_week=0)
    known = value("dream_occupation")
    place = 0
    for arm in ("reference", "treated"):
        lines = {name: curve.pick(arm, name).estimate for name in ("never_left", "out", "back", "out_again", "gone")}
        for week in (26, 52, 78):
            on = lines["never_left"][week] + lines["back"][week]
            off = lines["out"][week] + lines["out_again"][week]
            found = (on, off, lines["gone"][week])
            assert found == digits(tuple(known[f"p{place + k}"] for k in (1, 2, 3)))
            place += 3


def test_ratio_of_expected_weeks_by_the_delta_method():
    """R's weeks and standard errors of the two arms to week 78, put together on paper."""
    states, arm, last = states_to_the_end()
    # Weeks in R are the times 0 to 77; columns 1 to 78 here.
    shifted = np.concatenate([states[:, :1], states[:, :104]], axis=1)
    found = expected_weeks(
        shifted, arm, in_states={1}, last_observed=np.minimum(last + 1, 104), horizon=78, measure="ratio"
    )
    known = value("dream_rmtis")
    one, zero = known["arm1_wk_selfsup"], known["arm0_wk_selfsup"]
    assert found.estimate == digits(one / zero)
    error = np.hypot(known["arm1_se_selfsup"] / one, known["arm0_se_selfsup"] / zero) * np.sqrt(ARM / (ARM - 1))
    assert found.test_statistic == digits(np.log(one / zero) / error)
