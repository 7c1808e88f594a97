"""What must hold for proportional hazards whatever the data: identities, not numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import minimize

from nextwork_eval.durations import cox, cox_rows, log_rank, proportional_hazards_test
from nextwork_eval.durations.proportional_hazards.exact import exact_likelihood
from nextwork_eval.durations.proportional_hazards.fitting import AllTies, dfbeta, fit
from nextwork_eval.durations.proportional_hazards.partial_likelihood import Ties, likelihood, score_residuals
from nextwork_eval.durations.proportional_hazards.penalised import penalised_fit
from nextwork_eval.durations.proportional_hazards.proportionality import schoenfeld_sums, week_information
from nextwork_eval.durations.proportional_hazards.residuals import martingale, schoenfeld
from nextwork_eval.durations.proportional_hazards.rows import CoxRows, risk_sets

SEEDS = [1, 2, 3, 4, 5]
ALL_TIES: tuple[AllTies, ...] = ("efron", "breslow", "exact")
TWO_TIES: tuple[Ties, ...] = ("efron", "breslow")


def invented(
    seed: int, *, n: int = 90, p: int = 2, strata: int = 3, late: bool = True, weighted: bool = False
) -> CoxRows:
    """Heavy weekly ties, people who come in late, strata, weights."""
    generator = np.random.default_rng(seed)
    design = np.column_stack([np.arange(n) % 2, generator.normal(size=(n, p - 1))])
    leave = generator.integers(2, 15, n)
    return CoxRows(
        enter=generator.integers(0, leave) * (generator.random(n) < 0.4) if late else np.zeros(n, dtype=np.int64),
        exit=leave,
        event=(generator.random(n) < 0.7).astype(np.int64),
        design=design.astype(np.float64),
        strata=generator.integers(0, strata, n),
        weights=generator.integers(1, 4, n).astype(np.float64) if weighted else np.ones(n),
    )


def by_loops(rows: CoxRows, coefficients: np.ndarray, ties: AllTies) -> float:
    """The log partial likelihood, week by week and subset by subset."""
    predictor = rows.design @ coefficients
    risk, value = rows.weights * np.exp(predictor), 0.0
    for stratum in np.unique(rows.strata):
        own = rows.strata == stratum
        for week in np.unique(rows.exit[own & (rows.event == 1)]):
            at_risk = own & (rows.enter < week) & (week <= rows.exit)
            events = np.flatnonzero(own & (rows.exit == week) & (rows.event == 1))
            value += float(rows.weights[events] @ predictor[events])
            if ties == "exact":
                subsets = combinations(np.exp(predictor[at_risk]), len(events))
                value -= float(np.log(sum(np.prod(subset) for subset in subsets)))
                continue
            for k in range(len(events)):
                share = k / len(events) if ties == "efron" else 0.0
                left = risk[at_risk].sum() - share * risk[events].sum()
                value -= float(rows.weights[events].mean() * np.log(left))
    return value


def picked(rows: CoxRows, which: np.ndarray) -> CoxRows:
    return CoxRows(
        enter=rows.enter[which],
        exit=rows.exit[which],
        event=rows.event[which],
        design=rows.design[which],
        strata=rows.strata[which],
        weights=rows.weights[which],
    )


@pytest.mark.parametrize("ties", TWO_TIES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_likelihood_is_the_one_of_plain_loops_and_its_derivatives_are_its_own(seed: int, ties: Ties) -> None:
    """Value week by week; score and information by central differences."""
    rows, at = invented(seed, weighted=True), np.array([0.3, -0.2])
    sets = risk_sets(rows)
    found = likelihood(rows, sets, at, ties=ties)
    assert found.value == pytest.approx(by_loops(rows, at, ties), rel=1e-12)
    for column in range(2):
        step = 1e-5 * np.eye(2)[column]
        up, down = (likelihood(rows, sets, at + sign * step, ties=ties) for sign in (1, -1))
        assert found.score[column] == pytest.approx((up.value - down.value) / 2e-5, rel=1e-6, abs=1e-7)
        assert found.information[column] == pytest.approx(-(up.score - down.score) / 2e-5, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("ties", TWO_TIES)
@pytest.mark.parametrize("strata", [1, 3, 20])
def test_the_likelihood_of_many_people_is_a_sum_over_weeks(strata: int, ties: Ties) -> None:
    """Many more people than are worked on at once, who leave together in large, middling and small numbers."""
    rows, at = invented(strata, n=80_000, strata=strata, weighted=True), np.array([0.3, -0.2])
    risk = rows.weights * np.exp(rows.design @ at)
    value, score, information = 0.0, np.zeros(2), np.zeros((2, 2))
    for stratum in range(strata):
        for week in range(1, 15):
            at_risk = np.flatnonzero((rows.strata == stratum) & (rows.enter < week) & (week <= rows.exit))
            events = at_risk[(rows.exit[at_risk] == week) & (rows.event[at_risk] == 1)]
            if not len(events):
                continue
            value += float(rows.weights[events] @ rows.design[events] @ at)
            score += rows.weights[events] @ rows.design[events]
            share = np.arange(len(events)) / len(events) if ties == "efron" else np.zeros(len(events))
            moments = []
            for people in (at_risk, events):
                x = np.column_stack([np.ones(len(people)), rows.design[people]])
                moments.append((x * risk[people, np.newaxis]).T @ x)
            left = moments[0] - share[:, np.newaxis, np.newaxis] * moments[1]
            mean, weight = left[:, 0, 1:] / left[:, :1, 0], rows.weights[events].mean()
            value -= weight * float(np.log(left[:, 0, 0]).sum())
            score -= weight * mean.sum(axis=0)
            information += weight * (left[:, 1:, 1:] / left[:, :1, :1]).sum(axis=0) - weight * mean.T @ mean
    found = likelihood(rows, risk_sets(rows), at, ties=ties)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.score == pytest.approx(score, abs=1e-7)
    assert found.information == pytest.approx(information, rel=1e-10)
    assert np.exp(rows.design @ at) == pytest.approx(found.risk, rel=1e-14)


@pytest.mark.parametrize("seed", SEEDS)
def test_exact_ties_count_every_subset(seed: int) -> None:
    """The recursion against all subsets of those at risk, and its derivatives against differences."""
    rows, at = invented(seed, n=24, strata=2), np.array([0.4, -0.3])
    sets = risk_sets(rows)
    value, score, information = exact_likelihood(rows, sets, at)
    assert value == pytest.approx(by_loops(rows, at, "exact"), rel=1e-12)
    for column in range(2):
        step = 1e-5 * np.eye(2)[column]
        up, down = (exact_likelihood(rows, sets, at + sign * step) for sign in (1, -1))
        assert score[column] == pytest.approx((up[0] - down[0]) / 2e-5, rel=1e-6, abs=1e-7)
        assert information[column] == pytest.approx(-(up[1] - down[1]) / 2e-5, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_score_test_with_exact_ties_is_the_log_rank_test(seed: int) -> None:
    """To the last digits, within strata and with late entries."""
    rows = invented(seed, p=1)
    test = log_rank(rows.exit, rows.event, rows.design[:, 0], strata=rows.strata, entry=rows.enter)
    assert fit(rows, ties="exact").score_test == pytest.approx(test.test_statistic, rel=1e-12)


@pytest.mark.parametrize("ties", TWO_TIES)
@pytest.mark.parametrize("seed", SEEDS)
def test_residuals_add_up(seed: int, ties: Ties) -> None:
    """Martingale residuals to 0 in each stratum, score residuals to the score, Schoenfeld's and dfbeta to 0."""
    rows = invented(seed, weighted=True)
    sets, at = risk_sets(rows), np.array([0.3, -0.2])
    there = likelihood(rows, sets, at, ties=ties)
    assert rows.weights @ score_residuals(rows, sets, there) == pytest.approx(there.score, abs=1e-10)
    found = fit(rows, ties=ties)
    for stratum in range(3):
        own = rows.strata == stratum
        assert rows.weights[own] @ martingale(found)[own] == pytest.approx(0, abs=1e-10)
    assert dfbeta(found).sum(axis=0) == pytest.approx(0, abs=1e-9)
    assert schoenfeld_sums(found).sum(axis=0) == pytest.approx(0, abs=1e-7)
    assert week_information(found).sum(axis=0) == pytest.approx(found.at.information)
    equal = fit(replace(rows, weights=np.ones(len(rows.weights))), ties=ties)
    assert schoenfeld(equal).sum(axis=0) == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_weight_is_so_many_persons_with_breslows_ties_only(seed: int) -> None:
    """Efron's ties break the ties between copies of a person as well."""
    rows = invented(seed, weighted=True)
    copies = np.repeat(np.arange(len(rows.exit)), rows.weights.astype(np.int64))
    each = replace(picked(rows, copies), weights=np.ones(len(copies)))
    weighted, copied = fit(rows, ties="breslow"), fit(each, ties="breslow")
    assert weighted.coefficients == pytest.approx(copied.coefficients, rel=1e-9)
    assert weighted.variance == pytest.approx(copied.variance, rel=1e-9)
    assert weighted.log_likelihood == pytest.approx(copied.log_likelihood, rel=1e-10)
    apart = abs(fit(rows).coefficients - fit(each).coefficients).max()
    assert apart > 1e-6


@pytest.mark.parametrize("ties", ALL_TIES)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_changes_nothing(seed: int, ties: AllTies) -> None:
    """A row cut in two, weeks of another length, other numbers for strata, another order, other units."""
    rows = invented(seed, n=40)
    found = fit(rows, ties=ties)
    cut = (rows.enter + rows.exit) // 2
    long = np.flatnonzero((cut > rows.enter) & (cut < rows.exit))
    both = np.concatenate([np.arange(40), long])
    split = picked(rows, both)
    enter, leave, event = split.enter.copy(), split.exit.copy(), split.event.copy()
    leave[long], event[long], enter[40:] = cut[long], 0, cut[long]
    order = np.random.default_rng(seed).permutation(40)
    stretched = (3 * rows.enter + 11, 3 * rows.exit + 11)
    for other in (
        replace(split, enter=enter, exit=leave, event=event),
        replace(rows, enter=stretched[0], exit=stretched[1]),
        replace(rows, strata=(rows.strata * 7 + 2) % 5),
        picked(rows, order),
        replace(rows, weights=rows.weights * (1 if ties == "exact" else 1e-7)),
    ):
        again = fit(other, ties=ties)
        assert again.coefficients == pytest.approx(found.coefficients, rel=1e-8)
        assert again.converged
    scaled = fit(replace(rows, design=rows.design * [1, 1e6] + [0, 1e7]), ties=ties)
    assert scaled.coefficients * [1, 1e6] == pytest.approx(found.coefficients, rel=1e-6)
    if ties != "exact":
        cut_up = fit(replace(split, enter=enter, exit=leave, event=event), ties=ties)
        summed = dfbeta(cut_up)[:40]
        summed[long] += dfbeta(cut_up)[40:]
        assert summed == pytest.approx(dfbeta(found), abs=1e-9)
        assert martingale(cut_up)[:40][long] + martingale(cut_up)[40:] == pytest.approx(martingale(found)[long])


@pytest.mark.parametrize("seed", SEEDS)
def test_dfbeta_is_close_to_leaving_the_person_out(seed: int) -> None:
    """To the first order; the robust variance is that of an infinitesimal jackknife."""
    rows = invented(seed, n=200, p=1, strata=1)
    found = fit(rows)
    without = np.array([fit(picked(rows, np.arange(200) != person)).coefficients[0] for person in range(200)])
    jackknife = ((without - without.mean()) ** 2).sum() * 199 / 200
    robust = (dfbeta(found)[:, 0] ** 2).sum() * 200 / 199
    assert robust == pytest.approx(jackknife, rel=0.1)
    assert np.corrcoef(found.coefficients[0] - without, dfbeta(found)[:, 0])[0, 1] > 0.99


@pytest.mark.parametrize("firth", ["never", "always"])
@pytest.mark.parametrize("seed", SEEDS)
def test_swapping_the_arms_flips_the_sign(seed: int, firth: str) -> None:
    """The ratio is turned over, with its limits; the check of one ratio stays."""
    rows = invented(seed)
    arm, others = rows.design[:, 0], {"age": rows.design[:, 1]}
    shared = {"entry": rows.enter, "covariates": others, "strata": rows.strata}
    there, back = (cox(rows.exit, rows.event, code, firth=firth, **shared) for code in (arm, 1 - arm))  # type: ignore[arg-type]
    assert there.estimate == pytest.approx(-back.estimate, rel=1e-7)
    assert there.conf_low == pytest.approx(-back.conf_high, rel=1e-6)
    assert there.p_value == pytest.approx(back.p_value, rel=1e-6)
    one, other = (proportional_hazards_test(rows.exit, rows.event, code, **shared) for code in (arm, 1 - arm))  # type: ignore[arg-type]
    assert one.test_statistic == pytest.approx(other.test_statistic, rel=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_stratum_one_person_a_cluster_and_equal_weights_are_none(seed: int) -> None:
    """And rows of one person each are `cox` with the robust variance."""
    rows = invented(seed, n=120)
    arm, data = rows.design[:, 0], {"entry": rows.enter, "firth": "never"}
    plain = cox(rows.exit, rows.event, arm, **data)  # type: ignore[arg-type]
    assert cox(rows.exit, rows.event, arm, strata=np.full(120, 7), **data).to_dict() == plain.to_dict()  # type: ignore[arg-type]
    robust = cox(rows.exit, rows.event, arm, variance="robust", **data)  # type: ignore[arg-type]
    for other in (
        cox(rows.exit, rows.event, arm, clusters=np.arange(120)[::-1], **data),  # type: ignore[arg-type]
        cox(rows.exit, rows.event, arm, weights=np.full(120, 2.5), **data),  # type: ignore[arg-type]
        cox_rows(rows.enter, rows.exit, rows.event, arm, person=np.arange(120)),
    ):
        assert other.estimate == pytest.approx(robust.estimate, rel=1e-9)
        assert other.std_error == pytest.approx(robust.std_error, rel=1e-9)
        assert other.conf_low == pytest.approx(robust.conf_low, rel=1e-8)


@pytest.mark.parametrize("ties", TWO_TIES)
@pytest.mark.parametrize("seed", SEEDS)
def test_firth_is_the_top_of_the_penalised_likelihood(seed: int, ties: Ties) -> None:
    """Against a simplex over plain loops, and limits where twice its profile has fallen by 3.84."""
    generator = np.random.default_rng(seed)
    rows = invented(seed, n=30, strata=1)
    rows = replace(rows, event=rows.event * (generator.random(30) < 0.3))
    rows.event[:2] = 1

    def penalised(at: np.ndarray) -> float:
        found = likelihood(rows, risk_sets(rows), at, ties=ties)
        return by_loops(rows, at, ties) + 0.5 * float(np.linalg.slogdet(found.information)[1])

    tight = {"xatol": 1e-9, "fatol": 1e-13, "maxiter": 4_000, "maxfev": 4_000}
    top = minimize(lambda at: -penalised(at), np.zeros(2), method="Nelder-Mead", options=tight)
    found = penalised_fit(rows, ties=ties, level=0.95)
    assert found.converged
    assert found.estimate == pytest.approx(top.x[0], abs=1e-6)
    for limit in (found.low, found.high):
        profile = minimize(
            lambda other, limit=limit: -penalised(np.array([limit, other[0]])),
            top.x[1:],
            method="Nelder-Mead",
            options=tight,
        )
        assert 2 * (profile.fun - top.fun) == pytest.approx(3.841458820694124, abs=1e-6)
