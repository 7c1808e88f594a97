"""What the duration estimators refuse, and that they say everything at once and no value from a register."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nextwork_eval.durations import (
    bootstrap_occupation,
    cox,
    cumulative_incidence,
    expected_weeks,
    incidence_difference,
    kaplan_meier,
    log_rank,
    restricted_mean,
    state_occupation,
)
from nextwork_eval.errors import EstimationError

WEEKS = [3, 7, 9, 2, 8, 9]
EVENT = [1, 1, 0, 1, 1, 0]
OFFERED = [1, 1, 1, 0, 0, 0]
STATES = [[0, 1, 1], [0, 0, 1], [0, 1, 0], [0, 0, 0]]
ARM = [1, 1, 0, 0]
LAST = [2, 2, 2, 2]


def refused(call, *words):
    with pytest.raises(EstimationError) as caught:
        call()
    for word in words:
        assert any(word in problem for problem in caught.value.problems), (word, caught.value.problems)
    return caught.value


@pytest.mark.parametrize(
    ("weeks", "event", "offered", "horizon", "word"),
    [
        ([-3, 7, 9, 2, 8, 9], EVENT, OFFERED, 9, "`duration` is out of range for 1 of 6 persons"),
        ([3.5, 7, 9, 2, 8, 9], EVENT, OFFERED, 9, "whole weeks"),
        ([3, np.nan, 9, 2, 8, 9], EVENT, OFFERED, 9, "`duration` is missing"),
        (WEEKS, [1, 2, 0, 1, 1, 0], OFFERED, 9, "`event` is none of 0, 1"),
        (WEEKS, EVENT, [1, 1, 3, 0, 0, 0], 9, "`treated` is neither 0 nor 1"),
        (WEEKS, EVENT, [1] * 6, 9, "reference arm"),
        (WEEKS, EVENT[:5], OFFERED, 9, "differ in their number of persons"),
        (WEEKS, EVENT, OFFERED, 10, "beyond the longest follow-up in the treated arm"),
        (WEEKS, EVENT, OFFERED, 0, "`horizon` is not a week"),
        (WEEKS, EVENT, OFFERED, 8.5, "`horizon` is not a week"),
        (WEEKS, EVENT, OFFERED, None, "`horizon` is not a week"),
        ([], [], [], 9, "reference arm"),
        ([0, 7, 9, 2, 8, 9], EVENT, OFFERED, 9, "week 0"),
        ([0, 0, 0, 2, 8, 9], [0, 0, 0, 1, 1, 0], OFFERED, 9, "nobody at risk in week 1"),
    ],
)
def test_durations_that_would_not_mean_anything(weeks, event, offered, horizon, word):
    """Each fault is refused by name, in curves and in the restricted mean alike."""
    refused(lambda: kaplan_meier(weeks, event, offered, horizon=horizon), word)
    refused(lambda: restricted_mean(weeks, event, offered, horizon=horizon), word)


def test_every_fault_is_told_at_once():
    """One error, and the analyst mends the call in one go."""
    error = refused(lambda: kaplan_meier([-1, 2, 3], [0, 1, 7], [1, 0, 2], horizon=0, level=5))
    assert len(error.problems) == 5


def test_weights_that_stand_for_nobody_are_refused():
    """Two of six persons have a weight of nothing or less; five weights are those of other persons."""
    refused(lambda: kaplan_meier(WEEKS, EVENT, OFFERED, horizon=9, weights=[1, 0, 1, -2, 1, 1]), "for 2 of 6 persons")
    refused(lambda: kaplan_meier(WEEKS, EVENT, OFFERED, horizon=9, weights=[1] * 5), "differ in their number of")


def test_pandas_columns_of_different_persons_are_refused():
    """Two columns whose indexes differ are two populations."""
    event = pd.Series(EVENT, index=[f"p{k}" for k in range(6)])
    refused(lambda: kaplan_meier(pd.Series(WEEKS), event, OFFERED, horizon=9), "different pandas indexes")


def test_competing_events_have_three_codes():
    """A fourth kind of event is a fault of the extract, not a reason to guess."""
    refused(lambda: cumulative_incidence(WEEKS, [1, 2, 3, 1, 0, 0], OFFERED, horizon=9), "none of 0, 1, 2")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"states": [[0, -1, 1], *STATES[1:]]}, "unobserved weeks inside their follow-up"),
        ({"last_observed": [1, 2, 2, 2]}, "a state after `last_observed`"),
        ({"last_observed": [-1, 2, 2, 2], "states": [[-1, -1, -1], *STATES[1:]]}, "not observed in week 0"),
        ({"states": [[0, -2, 1], *STATES[1:]]}, "`states` is out of range for 1 of 4 persons"),
        ({"states": [0, 1, 1, 0]}, "`states` has 1 dimensions"),
        ({"horizon": 3}, "`states` ends before `horizon`"),
        ({"states": [[0, 1, -1], [0, 0, -1], *STATES[2:]], "last_observed": [1, 1, 2, 2]}, "in the treated arm"),
        ({"first_week": 2}, "`first_week`"),
        ({"horizon": None}, "`horizon` is not a week"),
        ({"treated": [1, 0, 0, 0]}, "treated arm"),
        ({"level": 95}, "`level`"),
    ],
)
def test_weekly_states_that_would_not_mean_anything(change, word):
    """Each fault is refused by name, for the shares and for the expected weeks."""
    given = {"states": STATES, "treated": ARM, "last_observed": LAST, "horizon": 2} | change
    refused(lambda: expected_weeks(in_states=[1], **given), word)
    refused(lambda: state_occupation(labels=["support", "work"], **given), word)


@pytest.mark.parametrize(
    ("from_week", "word"),
    [(0, "`from_week` is not a whole week"), (1.5, "`from_week` is not a whole week"), (3, "lies after `horizon`")],
)
def test_a_first_week_that_cannot_be_counted_from_is_refused(from_week, word):
    """The week of the lottery is not counted, half weeks are none, and nothing is left after the horizon."""
    refused(
        lambda: expected_weeks(STATES, ARM, in_states=[1], last_observed=LAST, horizon=2, from_week=from_week), word
    )


def test_a_code_without_a_label_is_refused():
    """A state that the report could not name."""
    refused(
        lambda: state_occupation(STATES, ARM, labels=["support"], last_observed=LAST, horizon=2),
        "without a label",
    )


def test_a_wrong_option_hides_nothing_that_is_wrong_with_the_data():
    """Level, measure and two designs at once, a horizon past the matrix: told together, each once."""
    error = refused(
        lambda: expected_weeks(
            STATES,
            ARM,
            in_states=[-1],
            last_observed=LAST,
            horizon=9,
            level=5,
            measure="odds",
            covariates=np.ones((4, 1)),
            clusters=ARM,
        )
    )
    assert len(error.problems) == len(set(error.problems)) == 5
    # An arm without persons is told as that, and not as an arm whose follow-up is too short.
    empty = refused(lambda: expected_weeks(STATES, [1, 1, 1, 1], in_states=[1], last_observed=LAST, horizon=2))
    assert not any("follow-up" in problem for problem in empty.problems)


REDRAWN = {"n_states": 2, "replicates": 3, "generator": np.random.default_rng(1)}


@pytest.mark.parametrize(
    ("states", "change", "words"),
    [
        ([[0, 1], [0, 2]], {}, ["1 of 2 persons have a code that is no state"]),
        ([[-1, -1], [0, 1]], {}, ["not observed in the first week"]),
        ([[0, -1, 1], [0, 1, 1]], {}, ["observed after an unobserved week"]),
        ([[0.0, 1.0]], {}, ["no matrix of whole numbers"]),
        ([0, 1], {}, ["no matrix of whole numbers"]),
        ([[0, 1], [0, 5]], {"replicates": 0, "generator": None}, ["no state", "`replicates`", "`generator`"]),
        ([[0, 1], [0, 1]], {"clusters": np.array([0])}, ["one whole number for each person"]),
        ([[0, 1], [0, 1]], {"clusters": np.array([0, 2])}, ["codes that nobody has"]),
    ],
)
def test_groups_that_cannot_be_redrawn(states, change, words):
    """Every fault at once, before anything is drawn."""
    error = refused(lambda: bootstrap_occupation(np.array(states), **{**REDRAWN, **change}))
    assert len(error.problems) == len(words)
    for word, problem in zip(words, error.problems, strict=True):
        assert word in problem


@pytest.mark.parametrize("labels", [None, "support", [], ["work", "work"]])
def test_states_must_have_names_of_their_own(labels):
    """One label for each code; a word is not a list of labels."""
    refused(
        lambda: state_occupation(STATES, ARM, labels=labels, last_observed=LAST, horizon=2), "does not name the states"
    )


@pytest.mark.parametrize("in_states", [[], [-1], ["work"], 1, [0.5]])
def test_states_to_count_must_be_codes(in_states):
    """An empty set, the mark for unobserved and a name are no states."""
    refused(lambda: expected_weeks(STATES, ARM, in_states=in_states, last_observed=LAST, horizon=2), "`in_states`")


def test_weeks_that_vary_in_neither_arm_are_refused():
    """If nobody ever works in either arm, a standard error of zero would promise certainty."""
    refused(
        lambda: expected_weeks(np.zeros((4, 3)), ARM, in_states=[1], last_observed=LAST, horizon=2),
        "varies in neither arm",
    )
    refused(
        lambda: expected_weeks(STATES, ARM, in_states=[0, 1], last_observed=LAST, horizon=2), "varies in neither arm"
    )


def test_a_round_with_one_person_in_an_arm_is_refused():
    """Two persons in each arm of each round, or rounds are merged by a rule that looks at no outcome."""
    refused(
        lambda: expected_weeks(STATES, ARM, in_states=[1], last_observed=LAST, horizon=2, strata=["a", "b", "a", "b"]),
        "strata",
    )


def test_a_log_rank_test_needs_weeks_in_which_the_arms_can_be_compared():
    """No events at all, or everyone of an arm gone before the other's first event."""
    refused(lambda: log_rank(WEEKS, [0] * 6, OFFERED), "In no week")
    refused(lambda: log_rank([5, 5, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0]), "In no week")
    refused(lambda: log_rank(WEEKS, EVENT, OFFERED, strata=["a", "a", "a", "b", "b", "b"]), "the same stratum")


def test_an_infinite_hazard_ratio_is_refused():
    """Without an event in one arm the likelihood has no maximum; with the penalty it has, and a remark says so."""
    event = [1, 1, 0, 0, 0, 0]
    refused(lambda: cox(WEEKS, event, OFFERED, firth="never"), "Nobody in the reference arm has the event")
    refused(lambda: cox(WEEKS, event, OFFERED, variance="robust"), "Nobody in the reference arm has the event")
    estimate = cox(WEEKS, event, OFFERED)
    assert np.isfinite([estimate.estimate, estimate.conf_low, estimate.conf_high]).all()
    assert any("fewer than 10 persons have the event" in warning for warning in estimate.warnings)
    refused(lambda: cox(WEEKS, [0] * 6, OFFERED), "Nobody has the event in either arm")


def test_covariates_that_cannot_be_separated_are_refused():
    """A constant, a copy of the arm, a missing value, another number of persons."""
    refused(lambda: cox(WEEKS, EVENT, OFFERED, covariates={"site": [1] * 6}), "`site` is the same for everyone")
    refused(lambda: cox(WEEKS, EVENT, OFFERED, covariates={"site": OFFERED}), "combination")
    refused(lambda: cox(WEEKS, EVENT, OFFERED, covariates={"age": [20, 21, np.nan, 20, 22, 25]}), "missing")
    refused(lambda: cox(WEEKS, EVENT, OFFERED, covariates=np.ones((5, 2))), "number of persons")
    refused(lambda: cox(WEEKS, EVENT, OFFERED, covariates=["a", "b"]), "does not hold numbers")


def test_covariates_that_tell_apart_who_has_the_event_are_refused():
    """The likelihood then has no maximum, and what a fit stops at means nothing; with the penalty a remark says so."""
    weeks, event, offered = np.arange(1, 41), np.tile([1, 1, 0, 0], 10), np.tile([1, 0], 20)
    for risk in (-weeks, event):
        refused(
            lambda risk=risk: cox(weeks, event, offered, covariates={"risk": risk}, firth="never"), "did not converge"
        )
        estimate = cox(weeks, event, offered, covariates={"risk": risk})
        assert any("The likelihood has no top" in warning for warning in estimate.warnings)
    # The whole treated arm has the event before anybody else: the arm itself has no finite ratio.
    early, everyone, arm = [*range(1, 16), *range(20, 35)], np.ones(30), np.repeat([1, 0], 15)
    refused(lambda: cox(early, everyone, arm, firth="never"), "did not converge")
    assert any("The likelihood has no top" in warning for warning in cox(early, everyone, arm).warnings)


def test_the_units_of_a_covariate_do_not_matter():
    """Income in kroner or in thousand millions gives the same hazard ratio."""
    weeks, event, offered = np.tile([3, 9, 4, 7, 2], 8), np.tile([1, 1, 0, 1], 10), np.tile([1, 0], 20)
    income = np.arange(40) * 7 % 11
    first, second = (cox(weeks, event, offered, covariates={"income": income * k}) for k in (1.0, 1e-9))
    assert first.estimate == pytest.approx(second.estimate, rel=1e-9)
    assert second.warnings == ()


def test_an_arm_without_events_is_told_on_the_record():
    """A curve at 1 is a result; the reader learns that no one in the arm had the event."""
    event = [1, 1, 0, 0, 0, 0]
    for record in (
        kaplan_meier(WEEKS, event, OFFERED, horizon=9),
        cumulative_incidence(WEEKS, event, OFFERED, horizon=9),
        restricted_mean(WEEKS, event, OFFERED, horizon=9),
        log_rank(WEEKS, event, OFFERED),
    ):
        assert any("No one in the reference arm has the event" in warning for warning in record.warnings)


def test_no_message_holds_a_value():
    """Durations, codes and ages of persons never reach an error message."""
    secret = 4711
    for call in (
        lambda: kaplan_meier([secret + 0.5, 2, 3, 4], [1, secret, 0, 1], [1, secret, 0, 0], horizon=3),
        lambda: expected_weeks(
            [[0, secret + 0.5], [0, 1]], [1, 0], in_states=[1], last_observed=[secret + 0.5, 1], horizon=1
        ),
        lambda: state_occupation([[0, secret]] * 4, [1, 1, 0, 0], labels=["a"], last_observed=[1] * 4, horizon=1),
    ):
        assert str(secret) not in str(refused(call))


def test_shares_with_an_event_know_spells_of_length_zero_and_ends_of_follow_up():
    """An event in week 0 is refused, or counted in week 1 and told; one after the end of follow-up is refused."""
    given = ([0, 2, 3, 3, 2, 3, 3, 3], [1, 2, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0])
    kept = "1 persons have the event in the week in which they enter: each is at risk in one week."
    for estimate in (cumulative_incidence, incidence_difference):
        with pytest.raises(EstimationError, match="1 of 8 persons have an event in week 0"):
            estimate(*given, horizon=3)
        found = estimate(*given, horizon=3, zero_length="keep")
        assert kept in found.warnings
        with pytest.raises(EstimationError, match="after the end of follow-up for 6 of 8 persons"):
            estimate(*given, horizon=3, zero_length="keep", follow_up=[1, 2, 2, 2, 1, 2, 2, 2])
    curve = cumulative_incidence(*given, horizon=3, zero_length="keep").pick("treated", "event")
    assert curve.estimate == pytest.approx([0, 1 / 4, 1 / 4, 1 / 2])
