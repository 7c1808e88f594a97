"""Curves with groups or clusters agree with the estimators of one number, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nextwork_eval.durations import (
    course_occupation,
    expected_weeks,
    mean_returns,
    mean_returns_by_week,
    state_occupation,
)
from nextwork_eval.effects import difference_in_means_clustered, group_treatment

LABELS = ["support", "work", "gone"]
WEEKS = 12


def people(seed: int, *, followed: bool) -> dict[str, Any]:
    """96 people of two sites, in eight clusters of each arm and site; some treated in six groups that cross sites."""
    generator = np.random.default_rng([20261129, seed])
    n = 96
    treated, site = np.repeat([1, 0], n // 2), np.tile([0, 1], n // 2)
    order = np.arange(n) // 2 % 24
    cluster = (
        treated * 100
        + site * 10
        + np.array([0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7])[order]
    )
    bent = generator.normal(0, 0.8, cluster.max() + 1)[cluster]
    states, course = np.zeros((n, WEEKS + 1), dtype=int), np.zeros((n, WEEKS + 1), dtype=int)
    for week in range(1, WEEKS + 1):
        before, place = states[:, week - 1], course[:, week - 1]
        moves = generator.random(n) < 1 / (1 + np.exp(1.5 - bent))
        now = np.where(before == 2, 2, np.where(moves, 1 - before, before))
        now = np.where(generator.random(n) < 0.01, 2, now)
        states[:, week] = now
        stepped = np.select([(place == 0) & moves, (place == 1) & moves, (place > 1) & moves], [1, 2, 5 - place], place)
        course[:, week] = np.where(now == 2, 4, stepped)
    last = np.full(n, WEEKS) if followed else generator.integers(5, WEEKS + 6, n)
    hidden = np.arange(WEEKS + 1) > last[:, np.newaxis]
    states[hidden] = course[hidden] = -1
    groups = np.where((treated == 1) & (order < 20), order % 6, np.nan)
    if seed == 2:  # some of the reference arm came along
        groups = np.where((treated == 0) & (order < 3), order, groups)
    return {
        "treated": treated,
        "site": site,
        "cluster": cluster,
        "groups": groups,
        "states": states,
        "course": course,
        "last": last,
    }


def together(given: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"groups": given["groups"]} if kind == "groups" else {"clusters": given["cluster"]}


@pytest.mark.parametrize("stratified", [False, True], ids=["one lottery", "two sites"])
@pytest.mark.parametrize("kind", ["groups", "clusters"])
@pytest.mark.parametrize("seed", range(3))
def test_complete_follow_up_is_the_difference_of_means(seed: int, kind: str, stratified: bool) -> None:
    """Week by week and state by state: the persons' own 0 and 1, and their own numbers of returns."""
    given = people(seed, followed=True)
    strata = given["site"] if stratified else None
    how = {"last_observed": given["last"], "horizon": WEEKS, "strata": strata, **together(given, kind)}
    curves = (
        (state_occupation(given["states"], given["treated"], labels=LABELS, **how), "work", given["states"] == 1),
        (course_occupation(given["course"], given["treated"], first_week=0, **how), "back", given["course"] == 2),
        (
            mean_returns_by_week(given["course"], given["treated"], first_week=0, **how),
            "returns",
            np.cumsum((given["course"] == 2) & (np.roll(given["course"], 1, axis=1) != 2), axis=1),
        ),
    )
    effect = group_treatment if kind == "groups" else difference_in_means_clustered
    compared = 0
    for curve, label, outcome in curves:
        line = curve.pick("difference", label)
        for week in range(1, WEEKS + 1):
            if not outcome[:, week].any():
                assert line.std_error[week] == 0
                continue
            expected = effect(outcome[:, week].astype(float), given["treated"], strata=strata, **together(given, kind))
            assert line.estimate[week] == pytest.approx(expected.estimate, abs=1e-12)
            assert line.std_error[week] == pytest.approx(expected.std_error, rel=1e-9)
            assert line.conf_low[week] == pytest.approx(expected.conf_low, rel=1e-8, abs=1e-12)
            assert line.conf_high[week] == pytest.approx(expected.conf_high, rel=1e-8, abs=1e-12)
            compared += 1
    assert compared > 2 * WEEKS


@pytest.mark.parametrize("kind", ["groups", "clusters"])
@pytest.mark.parametrize("seed", range(3))
def test_censored_curves_agree_with_one_number(seed: int, kind: str) -> None:
    """A week of the curve is `expected_weeks` of that week alone, and the last number of returns is `mean_returns`."""
    given = people(seed, followed=False)
    how = {"last_observed": given["last"], "horizon": WEEKS, "strata": given["site"], **together(given, kind)}
    curve = state_occupation(given["states"], given["treated"], labels=LABELS, **how)
    line = curve.pick("difference", "work")
    for week in (3, 8, WEEKS):
        one = expected_weeks(
            given["states"], given["treated"], in_states={1}, **{**how, "horizon": week}, from_week=week
        )
        assert line.estimate[week] == pytest.approx(one.estimate, rel=1e-9)
        assert line.std_error[week] == pytest.approx(one.std_error, rel=1e-8)
        assert line.conf_low[week] == pytest.approx(one.conf_low, rel=1e-7)
    returns = mean_returns_by_week(given["course"], given["treated"], first_week=0, **how)
    whole = mean_returns(given["course"], given["treated"], first_week=0, **how)
    last = returns.pick("difference", "returns")
    assert last.estimate[-1] == pytest.approx(whole.estimate, rel=1e-9)
    assert last.std_error[-1] == pytest.approx(whole.std_error, rel=1e-8)
    assert last.conf_high[-1] == pytest.approx(whole.conf_high, rel=1e-7)


@pytest.mark.parametrize("seed", range(3))
def test_clusters_of_one_are_nobody(seed: int) -> None:
    """Levels, differences and standard errors are those without clusters; the degrees of freedom may differ."""
    given = people(seed, followed=False)
    alone = np.arange(len(given["treated"]))
    how = {"last_observed": given["last"], "horizon": WEEKS, "strata": given["site"]}
    pairs = [
        [
            state_occupation(given["states"], given["treated"], labels=LABELS, **how, **more),
            mean_returns_by_week(given["course"], given["treated"], first_week=0, **how, **more),
        ]
        for more in ({"clusters": alone}, {})
    ]
    for one, two in zip(*pairs, strict=True):
        for ours, theirs in zip(one.series, two.series, strict=True):
            assert ours.estimate.tolist() == theirs.estimate.tolist()
            assert ours.std_error == pytest.approx(theirs.std_error, rel=1e-10)
    # Of an arm without strata both have m - 1 degrees of freedom, so that its limits are the same too.
    plain = {"labels": LABELS, "last_observed": given["last"], "horizon": WEEKS}
    one, two = (
        state_occupation(given["states"], given["treated"], **plain, **more).pick("treated", "work")
        for more in ({"clusters": alone}, {})
    )
    assert one.conf_low == pytest.approx(two.conf_low, rel=1e-9, nan_ok=True)
