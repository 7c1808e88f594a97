"""Five young people of whom two are looked at late, worked out with pencil and paper; and what is refused.

    Amal   week 1 to 2    work in week 2
    Bo     week 1 to 3    re-arrest in week 3
    Cem    week 2 to 4    work in week 4
    Dina   week 3 to 5    neither
    Eva    week 1 to 5    neither

At risk in weeks 1 to 5: 3, 4, 4, 3 and 2. Work 1/4 in week 2; of the 3/4 left one in four is arrested in week 3: 3/16;
of the 9/16 left one in three works in week 4: 1/4 + 3/16 = 7/16.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from nextwork_eval.durations import cumulative_incidence, kaplan_meier, restricted_mean
from nextwork_eval.errors import EstimationError

WEEKS = [2, 3, 4, 5, 5, 2, 5, 5]
KIND = [1, 2, 1, 0, 0, 1, 0, 0]
OFFERED = [1, 1, 1, 1, 1, 0, 0, 0]
ENTRY = [0, 0, 1, 2, 0, 0, 0, 0]


def test_shares_of_work_and_arrest():
    """A person counts from the week after entry on, for both events."""
    curve = cumulative_incidence(WEEKS, KIND, OFFERED, horizon=5, entry=ENTRY)
    work, arrest = curve.pick("treated", "event"), curve.pick("treated", "competing")
    assert work.n.tolist()[1:] == [3, 4, 4, 3, 2]
    assert work.estimate == pytest.approx([0, 0, 1 / 4, 1 / 4, 7 / 16, 7 / 16])
    assert arrest.estimate == pytest.approx([0, 0, 0, 3 / 16, 3 / 16, 3 / 16])
    assert curve.method.startswith("Aalen-Johansen cumulative incidence by arm with delayed entry")


def test_what_each_adds_to_the_share_in_work():
    """Week 2: Amal 3/16, Bo, Cem and Eva -1/16, Dina, who is not there yet, 0: 12/256, times 5/4.

    On the share still waiting after week 3, in 64ths: Amal -9, Bo -6, Cem 6, Dina 3, Eva 6. A third of that, and 9/16
    of (1 - 1/3)/3 for Cem and of -1/9 for Dina and Eva, come to it in week 4: 9, -6, 6, -3, -6 in 64ths.
    """
    work = cumulative_incidence(WEEKS, KIND, OFFERED, horizon=5, entry=ENTRY).pick("treated", "event")
    assert work.std_error[2] == pytest.approx(sqrt(12 / 256 * 5 / 4))
    assert work.std_error[4] == pytest.approx(sqrt((81 + 36 + 36 + 9 + 36) / 64**2 * 5 / 4))


def test_the_mean_weeks_without_work():
    """Arrest ends the wait: 1 + 1 + 3/4 + 3/4 + 1/2 = 4 weeks; to come after week 2: 2, after week 4: 1/2.

    Added by Amal -1/2, Bo 1/6, Cem 1/6 - 1/6, Dina 1/12, Eva 1/4: squares 25/72, times 5/4. The others wait 2, 5 and 5:
    variance of a mean of three, 1.
    """
    event = [int(kind == 1) for kind in KIND]
    found = restricted_mean(WEEKS, event, OFFERED, horizon=5, entry=ENTRY)
    assert (found.level_treated, found.level_reference) == (4, 4)
    assert found.std_error == pytest.approx(sqrt(25 / 72 * 5 / 4 + 1))
    assert "with delayed entry" in found.method
    assert any("carry the whole mean" in warning for warning in found.warnings)


def test_a_week_without_people_is_refused_or_told():
    """All of the offered enter after week 1: nothing is known of it. A curve may start later; Kaplan-Meier says it."""
    entry = [max(week, 1) for week in ENTRY[:5]] + [0, 0, 0]
    event = [int(kind == 1) for kind in KIND]
    told = "In 1 weeks nobody of the treated arm is at risk"
    with pytest.raises(EstimationError, match=told):
        cumulative_incidence(WEEKS, KIND, OFFERED, horizon=5, entry=entry)
    with pytest.raises(EstimationError, match=told):
        restricted_mean(WEEKS, event, OFFERED, horizon=5, entry=entry)
    curve = cumulative_incidence(WEEKS, KIND, OFFERED, horizon=5, entry=entry, smallest_risk_set=3)
    work = curve.pick("treated", "event")
    assert np.isnan(work.estimate[0])
    assert work.estimate[1:] == pytest.approx([0, 1 / 4, 1 / 4, 7 / 16, 7 / 16])
    assert any(warning.startswith("The curve starts in week 2") for warning in curve.warnings)
    silent = kaplan_meier(WEEKS, event, OFFERED, horizon=5, entry=entry)
    assert any(warning.startswith(told) for warning in silent.warnings)


def test_a_curve_that_falls_to_nought_before_others_enter_is_refused():
    """Amal alone is at risk in week 1 and has the event; the others come later, and wait."""
    weeks, entry = [1, 3, 4, 5, 5, 2, 5, 5], [0, 1, 1, 2, 1, 0, 0, 0]
    told = "In the treated arm everyone at risk has the event in a week before others enter"
    with pytest.raises(EstimationError, match=told):
        cumulative_incidence(weeks, KIND, OFFERED, horizon=5, entry=entry)
    with pytest.raises(EstimationError, match=told):
        restricted_mean(weeks, [int(kind == 1) for kind in KIND], OFFERED, horizon=5, entry=entry)
    with pytest.raises(EstimationError, match=r"in 1 of 2 strata .* Choose an earlier horizon"):
        restricted_mean(
            weeks * 2,
            [int(kind == 1) for kind in KIND] * 2,
            OFFERED * 2,
            horizon=5,
            entry=[*entry, *[0] * 8],
            strata=np.repeat([1, 2], 8),
        )
