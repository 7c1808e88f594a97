"""Standard errors from influence against brute force: every person is left out once and all is computed anew.

R's `survfit` takes the shares at the start as known, and its `pseudo` and `residuals` do not average to the estimate
when people can re-enter a state; leaving people out needs neither formula nor software to be right.
"""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    expected_weeks,
    incidence_difference,
    mean_returns,
    returns_per_week_off,
    while_alive_rate,
    win_ratio,
)
from nextwork_eval.durations.contributions import contributions
from nextwork_eval.durations.course.mean_returns import ghosh_lin
from nextwork_eval.durations.occupation import influence_array, occupation, week_covariance
from tests.properties.test_courses_properties import WEEKS, first_exit, trial

N_PLACES = 5
N = 160
HORIZON = 30  # about two in three are still followed; with few, leaving one out is no small step any more


def by_course(estimator, **options):
    return lambda course, treated, last: estimator(
        course, treated, last_observed=last, horizon=HORIZON, first_week=0, **options
    )


def pairs(measure):
    return lambda course, treated, last: win_ratio(
        course, treated, in_states={1, 3}, gone={4}, last_observed=last, horizon=HORIZON, measure=measure
    )


# Each with what turns its estimate into the scale of its standard error, and whether all must be followed to the end.
ESTIMATORS = {
    "weeks": (by_course(expected_weeks, in_states={1, 3}), float, True),
    "ratio of weeks": (by_course(expected_weeks, in_states={1, 3}, measure="ratio"), np.log, True),
    "returns": (by_course(mean_returns), float, True),
    "ratio of returns": (by_course(mean_returns, measure="ratio"), np.log, True),
    "returns per week off": (by_course(returns_per_week_off), np.log, True),
    "returns per week alive": (by_course(while_alive_rate), np.log, True),
    "exit": (lambda c, z, last: incidence_difference(*first_exit(c, last), z, horizon=12), float, True),
    "ratio of exits": (
        lambda c, z, last: incidence_difference(*first_exit(c, last), z, horizon=12, measure="ratio"),
        np.log,
        True,
    ),
    "win ratio": (pairs("win_ratio"), np.log, False),
    "win odds": (pairs("win_odds"), np.log, False),
    "net benefit": (pairs("net_benefit"), float, False),
}


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("seed", [21, 22])
def test_the_standard_error_is_that_of_leaving_each_person_out(name: str, seed: int) -> None:
    """Within 4 % for 80 persons an arm: squared moves of the number, summed within arms, times (m - 1) / m."""
    estimate, scale, censored = ESTIMATORS[name]
    course, treated, last, _ = trial(seed, n=N, censored=censored)
    found = estimate(course, treated, last)
    std_error = scale(found.estimate) / found.test_statistic
    variance = 0.0
    for arm in (0, 1):
        persons = np.flatnonzero(treated == arm)
        moved = np.array(
            [
                scale(estimate(*(np.delete(column, person, axis=0) for column in (course, treated, last))).estimate)
                for person in persons
            ]
        )
        variance += (len(persons) - 1) / len(persons) * np.square(moved - moved.mean()).sum()
    assert std_error == pytest.approx(np.sqrt(variance), rel=0.04)


@pytest.mark.parametrize("seed", [21, 22])
def test_a_small_step_in_a_persons_weight_moves_the_mean_number_by_her_influence(seed: int) -> None:
    """With everyone copied 500 times and one person once more, the number moves by a 500th of the influence."""
    course, treated, _, _ = trial(seed, n=N)
    own = course[treated == 1]
    level, influence = ghosh_lin(own)
    for person in range(0, len(own), 8):
        moved = ghosh_lin(np.vstack([np.repeat(own, 500, axis=0), own[person]]))[0] - level
        assert 500 * moved == pytest.approx(influence[person], rel=1e-2, abs=5e-5)


@pytest.mark.parametrize("seed", [23, 24])
def test_every_share_and_every_pair_of_weeks(seed: int) -> None:
    """Variances of all shares and the correlations of a share's weeks, the distribution at the start included."""
    course, _, _, _ = trial(seed, n=N)
    # People who are not all in the same state at the start: the course from week 6 on.
    states = course[:, 6:31]
    states = states[states[:, 0] != -1]
    n = len(states)
    estimated = occupation(states, n_states=N_PLACES)
    moved = np.stack(
        [occupation(np.delete(states, person, axis=0), n_states=N_PLACES).probabilities for person in range(n)]
    )
    moved -= moved.mean(axis=0)
    brute = (n - 1) / n * np.einsum("iws,ivs->swv", moved, moved)
    ours = n / (n - 1) * week_covariance(states, estimated)
    for state in range(N_PLACES):
        share = estimated.probabilities[:, state]
        weeks = np.flatnonzero((share > 0.05) & (share < 0.95))
        theirs, own = (np.sqrt(np.diagonal(matrix[state])) for matrix in (brute, ours))
        assert own[weeks] == pytest.approx(theirs[weeks], rel=0.04), state
        pair = np.ix_(weeks, weeks)
        correlation = [
            matrix[state][pair] / np.outer(error[weeks], error[weeks])
            for matrix, error in ((brute, theirs), (ours, own))
        ]
        assert correlation[1] == pytest.approx(correlation[0], abs=0.04), state


@pytest.mark.parametrize("seed", [25, 26])
def test_values_average_to_the_share_though_people_come_back(seed: int) -> None:
    """In every week and place the mean of the persons' values is the share, and values of the places sum to one."""
    course, treated, _, strata = trial(seed, n=N)
    cells = (strata == "b").astype(np.int64)
    for week in (10, 25, WEEKS):
        every = []
        for place in range(N_PLACES):

            def share(people, place=place, week=week):
                estimated = occupation(course[people], n_states=N_PLACES)
                influence = influence_array(course[people], estimated)
                return float(estimated.probabilities[week, place]), influence[week, :, place]

            values = contributions(treated, cells, share)
            for arm in (0, 1):
                for cell in (0, 1):
                    own = (treated == arm) & (cells == cell)
                    expected = occupation(course[own], n_states=N_PLACES).probabilities[week, place]
                    assert values.values[own].mean() == pytest.approx(expected, abs=1e-12)
            every.append(values.values)
        assert np.sum(every, axis=0) == pytest.approx(np.ones(N))
