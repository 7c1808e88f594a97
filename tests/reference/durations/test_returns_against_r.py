"""The returns panel against R, on the simulated weekly trial dreamsim: what is not protected, and the bounds.

R's blocks: `dream_sace_bounds`, `dream_lee_duration`, `dream_return_naive`; see `dreamsim_blocks.json`.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    always_leaver_bounds,
    always_leaver_weeks,
    monotonicity_shadow,
    return_given_exit,
    returns_panel,
)
from tests.reference.durations.test_courses_against_r import COURSE, LAST, TREATED, value
from tests.reference.durations.test_durations_against_r import dreamsim

digits = pytest.approx
ZHANG_RUBIN = value("dream_sace_bounds")
LEE = value("dream_lee_duration")
OFF = ((COURSE == 1) | (COURSE == 3)).astype(int)


@pytest.fixture(scope="module")
def panel():
    """Exits by week 52, returns within 26 weeks, the time index of the simulated trial as weeks from 0."""
    return returns_panel(
        COURSE[:, :79],
        OFF[:, :79],
        TREATED,
        last_observed=np.minimum(LAST, 78),
        horizon=78,
        exit_by=52,
        within=26,
        sustained_weeks=26,
        first_week=0,
        draws=199,
        generator=np.random.default_rng(1),
    )


def test_share_back_of_leavers(panel):
    """0.403 and 0.573 of those who left by week 52, and the naive difference -0.16917155 of the panel's levels."""
    found = return_given_exit(
        COURSE[:, :79], TREATED, last_observed=np.minimum(LAST, 78), exit_by=52, within=26, first_week=0
    )
    assert found == panel.given_exit
    assert found.level_treated == digits(ZHANG_RUBIN["m1"], abs=1e-11)
    assert found.level_reference == digits(ZHANG_RUBIN["m0"], abs=1e-11)
    assert found.level_treated - found.level_reference == digits(ZHANG_RUBIN["naive"], abs=1e-11)
    # Kaplan-Meier from the exit counts everyone who ever left, here 362 people: another number, and not the goal's.
    naive = value("dream_return_naive")
    assert naive["ret1_26"] == digits(found.level_treated, abs=0.01)


def test_exits_and_weeks(panel):
    """Shares out by week 52 are 0.62 and 0.88; weeks off differ by R's 15.75 in the weeks that R counts.

    The simulated trial's state at time t holds in the week after it, and R counts times 0 to 77; the panel, which names
    weeks by their end, counts 1 to 78.
    """
    assert panel.exits.level_treated == digits(ZHANG_RUBIN["p1"])
    assert panel.exits.level_reference == digits(ZHANG_RUBIN["p0"])
    by_r, here = (
        weeks[TREATED == 1].mean() - weeks[TREATED == 0].mean()
        for weeks in (OFF[:, :78].sum(axis=1), OFF[:, 1:79].sum(axis=1))
    )
    assert by_r == digits(15.75)
    assert panel.weeks_off.estimate == digits(here)


def test_zhang_rubin_bounds(panel):
    """[-0.41935484, 0] if the offer keeps nobody in, [-0.71, 0.24] without that."""
    monotone, free = panel.bounds["returned"], panel.bounds["returned_free"]
    assert monotone.lower == digits(ZHANG_RUBIN["mono_lo"], abs=1e-11)
    assert monotone.upper == digits(ZHANG_RUBIN["mono_hi"], abs=1e-11)
    assert free.lower == digits(ZHANG_RUBIN["nomono_lo"], abs=1e-11)
    assert free.upper == digits(ZHANG_RUBIN["nomono_hi"], abs=1e-11)
    # Less half the reference arm's share, in place of the whole.
    half = panel.bounds["against_half"]
    ends = [ZHANG_RUBIN[end] + ZHANG_RUBIN["m0"] / 2 for end in ("mono_lo", "mono_hi")]
    assert (half.lower, half.upper) == digits(tuple(ends), abs=1e-11)


def test_lee_bounds_of_weeks(panel):
    """[0.58870968, 7.1774194] weeks."""
    assert panel.bounds["weeks"].lower == digits(LEE["lo"], abs=1e-10)
    assert panel.bounds["weeks"].upper == digits(LEE["hi"], abs=1e-10)


def test_the_verdict_moves_to_sustained_exits(panel):
    """Far more left with the offer and the bounds reach 0: nothing on leavers, more sustained exits of everyone."""
    assert panel.verdict == "sustained_more"
    assert panel.monotone
    known = value("dream_sustained")
    assert (panel.sustained.level_reference, panel.sustained.level_treated) == digits((known["F0_78"], known["F1_78"]))


def test_members_have_the_symmetries_of_a_trial():
    """Exchanged arms change the signs; the order of people and the names of strata and cells change nothing."""
    _, _, _, site = dreamsim()
    left = ((COURSE[:, :53] == 1).any(axis=1)).astype(int)
    week = np.where(left == 1, (COURSE == 1).argmax(axis=1), 53)
    back_week = np.where((COURSE == 2).any(axis=1), (COURSE == 2).argmax(axis=1), 999)
    back = (back_week - week <= 26).astype(int)
    off = np.clip(back_week - week, 1, 26)
    order = np.random.default_rng(3).permutation(len(left))
    for monotone in (True, False):
        found = always_leaver_bounds(left, back, TREATED, monotone=monotone, cells=site, strata=site)
        again = always_leaver_bounds(
            left[order],
            back[order],
            TREATED[order],
            monotone=monotone,
            cells=[f"cell {9 - name}" for name in site[order]],
            strata=[f"site {name}" for name in site[order]],
        )
        assert (found.lower, found.conf_low, found.conf_high) == digits((again.lower, again.conf_low, again.conf_high))
        other = always_leaver_weeks(left, off, 1 - TREATED, within=26, monotone=monotone, cells=site)
        weeks = always_leaver_weeks(left, off, TREATED, within=26, monotone=monotone, cells=site)
        assert (weeks.lower, weeks.upper) == digits((-other.upper, -other.lower))
        assert (weeks.conf_low, weeks.conf_high) == digits((-other.conf_high, -other.conf_low))
        one = always_leaver_bounds(left, back, TREATED, monotone=monotone)
        alone = always_leaver_bounds(left, back, TREATED, monotone=monotone, strata=["all"] * len(left))
        assert (one.lower, one.conf_low) == digits((alone.lower, alone.conf_low))


def test_the_shadow_does_not_contradict_monotonicity_here():
    """Many more left with the offer by every week: p is large, and with the arms exchanged as small as can be."""
    left = (COURSE[:, :53] == 1).any(axis=1)
    week = np.where(left, (COURSE == 1).argmax(axis=1), 53)
    options = {"exit_by": 52, "draws": 199}
    assert monotonicity_shadow(week, TREATED, **options, generator=np.random.default_rng(1)).p_value > 0.5
    assert monotonicity_shadow(week, 1 - TREATED, **options, generator=np.random.default_rng(1)).p_value == digits(
        1 / 200
    )
