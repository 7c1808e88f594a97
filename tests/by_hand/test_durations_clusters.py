"""Curves and win ratios when people met in groups or clusters were drawn: worked out by hand, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nextwork_eval.durations import course_occupation, mean_returns_by_week, state_occupation, win_ratio
from nextwork_eval.effects import difference_in_means_clustered, group_treatment
from nextwork_eval.errors import EstimationError

# Four offices of two, two of them offered. Week 1: both of the first work, one of the second, nobody of the others.
STATES = np.array([[0, 1], [0, 1], [0, 1], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]])
OFFERED = np.array([1, 1, 1, 1, 0, 0, 0, 0])
OFFICES = ["north", "north", "south", "south", "east", "east", "west", "west"]
GIVEN = {"labels": ["support", "work"], "last_observed": np.ones(8), "horizon": 1}


def test_four_offices() -> None:
    """3/4 of the offered work; the offices' 1 and 1/2 differ, standard error |1 - 1/2| / 2, one degree of freedom.

    The difference has the two degrees of freedom of four offices less two arms. Week 0, and the other arm, do not vary.
    """
    curve = state_occupation(STATES, OFFERED, clusters=OFFICES, level=0.6, **GIVEN)
    arm, difference = curve.pick("treated", "work"), curve.pick("difference", "work")
    assert arm.estimate.tolist() == [0, 0.75]
    assert arm.std_error == pytest.approx([0, 1 / 4])
    assert (arm.conf_high - arm.estimate)[1] == pytest.approx(min(stats.t.isf(0.2, 1) / 4, 0.25))
    assert difference.std_error == pytest.approx([0, 1 / 4])
    assert (difference.estimate - difference.conf_low)[1] == pytest.approx(stats.t.isf(0.2, 2) / 4)
    assert curve.pick("reference", "work").std_error.tolist() == [0, 0]
    assert np.isnan(curve.pick("reference", "work").conf_low).all()
    assert "CR2 standard error over 2 clusters of the treated and 2 of the reference arm" in curve.method
    # As people drawn one by one: 3/16 over three.
    alone = state_occupation(STATES, OFFERED, **GIVEN).pick("treated", "work")
    assert alone.std_error[1] == pytest.approx(1 / 4)


def test_two_offices_that_are_of_one_mind() -> None:
    """In one office both work, in the other nobody: the standard error is a half, alone it would be sqrt(1/4/3)."""
    states = STATES.copy()
    states[2] = [0, 0]
    curve = state_occupation(states, OFFERED, clusters=OFFICES, **GIVEN)
    assert curve.pick("treated", "work").std_error[1] == pytest.approx(1 / 2)
    alone = state_occupation(states, OFFERED, **GIVEN)
    assert alone.pick("treated", "work").std_error[1] == pytest.approx((1 / 12) ** 0.5)


def test_peer_groups_and_a_reference_arm_alone() -> None:
    """The treated in two groups, 1/2 as above; of the others one in four works, (3/16) / 3: the sum of both."""
    states = STATES.copy()
    states[2], states[7] = [0, 0], [0, 1]
    met = ["Monday", "Monday", "Friday", "Friday", None, None, None, None]
    curve = state_occupation(states, OFFERED, groups=met, **GIVEN)
    assert curve.pick("reference", "work").std_error[1] == pytest.approx(1 / 4)
    assert curve.pick("difference", "work").std_error[1] == pytest.approx((1 / 4 + 1 / 16) ** 0.5)


def test_returns_of_four_offices() -> None:
    """Both of the first office come back in week 3, one of them again in week 5; nobody else: means 3/2 and 0."""
    course = [[0, 1, 2, 3, 2], [0, 1, 2, 2, 2], *[[0, 1, 1, 1, 1]] * 2, *[[0, 0, 0, 0, 0]] * 4]
    curve = mean_returns_by_week(course, OFFERED, clusters=OFFICES, last_observed=[5] * 8, horizon=5)
    arm = curve.pick("treated", "returns")
    assert arm.estimate == pytest.approx([0, 0, 0.5, 0.5, 0.75])
    assert arm.std_error == pytest.approx([0, 0, 1 / 2, 1 / 2, 3 / 4])
    assert curve.pick("difference", "returns").std_error == pytest.approx([0, 0, 1 / 2, 1 / 2, 3 / 4])
    places = course_occupation(course, OFFERED, clusters=OFFICES, last_observed=[5] * 8, horizon=5)
    assert places.pick("treated", "back").std_error == pytest.approx([0, 0, 1 / 2, 1 / 4, 1 / 2])


@pytest.mark.parametrize("crossing", [False, True], ids=["treated alone", "a group with people of both arms"])
def test_net_benefit_of_one_week_is_a_difference_of_shares(crossing: bool) -> None:
    """Who works wins against who does not: W - L = p1 - p0, and the projections are the outcomes less the other share.

    So the estimate, its standard error and its degrees of freedom are those of the effects, which are R-checked.
    """
    generator = np.random.default_rng(11)
    works, offered = generator.integers(0, 2, 40), np.repeat([1, 0], 20)
    met = np.where(offered == 1, generator.integers(0, 6, 40).astype(float), np.nan)
    if crossing:
        met[30:35] = 2
    given = {"in_states": {1}, "last_observed": np.ones(40), "horizon": 1, "first_week": 1, "measure": "net_benefit"}
    found = win_ratio(works[:, np.newaxis], offered, groups=met, **given)
    expected = group_treatment(works, offered, groups=met)
    clusters = offered * 10 + np.arange(40) % 7
    drawn = win_ratio(works[:, np.newaxis], offered, clusters=clusters, **given)
    of_clusters = difference_in_means_clustered(works, offered, clusters=clusters)
    for ours, theirs in ((found, expected), (drawn, of_clusters)):
        for name in ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-10), name
    assert ("met in groups (5)" in " ".join(found.warnings)) is crossing


def test_a_band_of_one_week_is_its_interval() -> None:
    """A single week moves: the width is the quantile of t, with the one degree of freedom of an arm's two offices."""
    curve = state_occupation(
        STATES, OFFERED, clusters=OFFICES, band="sup_t", draws=99_999, generator=np.random.default_rng(1), **GIVEN
    )
    assert curve.critical_value == pytest.approx(stats.t.isf(0.025, 1), rel=0.03)
    assert "t with 1.0 degrees of freedom" in curve.method


def estimators():
    """Each of the four with an arm, groups and clusters still open."""
    course, ones = np.where(STATES == 1, 1, 0), np.ones(8)
    in_weeks = {"last_observed": ones, "horizon": 1, "first_week": 0}
    return {
        "states": lambda **given: state_occupation(STATES, OFFERED, labels=["support", "work"], **in_weeks, **given),
        "course": lambda **given: course_occupation(course, OFFERED, **in_weeks, **given),
        "returns": lambda **given: mean_returns_by_week(course, OFFERED, **in_weeks, **given),
        "pairs": lambda **given: win_ratio(STATES, OFFERED, in_states={1}, measure="net_benefit", **in_weeks, **given),
    }


@pytest.mark.parametrize("name", ["states", "course", "returns", "pairs"])
def test_what_cannot_show_how_much_groups_differ_is_refused(name: str) -> None:
    """Both at once, one group, a cluster of both arms, a wrong length, one cluster in an arm and site."""

    def refused(**given: object) -> str:
        with pytest.raises(EstimationError) as caught:
            estimators()[name](**given)
        return "\n".join(caught.value.problems)

    assert "exclude one another" in refused(groups=OFFICES, clusters=OFFICES)
    assert "met in 1 group: expected at least 2" in refused(groups=["Monday"] * 4 + [None] * 4)
    assert "1 of 3 clusters hold people of both arms" in refused(clusters=[1, 1, 2, 2, 2, 2, 3, 3])
    assert "The reference arm has 1 cluster" in refused(clusters=[1, 1, 2, 2, 3, 3, 3, 3])
    assert "differ in their number of persons" in refused(clusters=[1, 2, 3])
    assert "`clusters` is missing for 1 of 8 persons" in refused(clusters=[*OFFICES[:7], None])
    sites = [1, 1, 2, 2, 1, 1, 2, 2]
    told = refused(clusters=OFFICES, strata=sites)
    assert told.startswith("In 2 of 2 strata an arm is (nearly) one cluster: how much they differ cannot be seen")


def test_nearly_one_group_is_refused() -> None:
    """Nine of ten treated in one group, one in another: CR2 would see (0.162 + 0.018) / 0.82 of what groups add."""
    states = np.zeros((20, 2), dtype=int)
    states[::3, 1] = 1
    met, given = ["Monday"] * 9 + ["Friday"] + [None] * 10, {**GIVEN, "last_observed": np.ones(20)}
    with pytest.raises(EstimationError) as caught:
        state_occupation(states, np.repeat([1, 0], 10), groups=met, **given)
    assert caught.value.problems == (
        "An arm is one person or (nearly) one group, and there are no strata that could be compared instead.",
    )
