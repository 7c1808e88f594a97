"""What must hold of the estimators of `effects` whatever the trial's data are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nextwork_eval import effects
from nextwork_eval.effects import Estimate

# No deadline: how fast the machine is says nothing about the estimator.
at_any_pace = settings(deadline=None)


@dataclass(frozen=True)
class Trial:
    outcome: np.ndarray
    treated: np.ndarray
    strata: np.ndarray


@st.composite
def trials(draw: st.DrawFn, *, yes_or_no: bool = False) -> Trial:
    """Draw up to four strata with two to six persons in each arm, and an outcome that varies in some cell."""
    outcome, treated, strata = [], [], []
    for stratum in range(draw(st.integers(1, 4))):
        for arm in (0, 1):
            n = draw(st.integers(2, 6))
            highest = 1 if yes_or_no else 60
            outcome += draw(st.lists(st.integers(0, highest), min_size=n, max_size=n))
            treated += [arm] * n
            strata += [stratum] * n
    trial = Trial(np.array(outcome, dtype=float), np.array(treated), np.array(strata))
    cells = 2 * trial.strata + trial.treated
    assume(any(np.ptp(trial.outcome[cells == cell]) > 0 for cell in np.unique(cells)))
    return trial


def same(one: Estimate, other: Estimate, *, sign: float = 1, scale: float = 1) -> None:
    """Check that one estimate is the other, after its sign or its unit was changed."""
    close = {"rel": 1e-9, "abs": 1e-9 * scale}
    factor = sign * scale
    assert one.estimate == pytest.approx(factor * other.estimate, **close)
    assert one.std_error == pytest.approx(scale * (other.std_error or 0), **close)
    assert one.df == pytest.approx(other.df, rel=1e-9)
    assert one.p_value == pytest.approx(other.p_value, rel=1e-6, abs=1e-12)
    limits = sorted([factor * other.conf_low, factor * other.conf_high])
    assert [one.conf_low, one.conf_high] == pytest.approx(limits, **close)


def stratified(trial: Trial) -> Estimate:
    return effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata)


@at_any_pace
@given(trials())
def test_exchanging_the_arms_mirrors_the_effect(trial: Trial) -> None:
    """Calling the treated the reference changes the sign of the effect, and mirrors its interval, and nothing else."""
    exchanged = Trial(trial.outcome, 1 - trial.treated, trial.strata)
    same(stratified(exchanged), stratified(trial), sign=-1)


@at_any_pace
@given(trials(), st.randoms(use_true_random=False))
def test_the_order_of_persons_says_nothing(trial: Trial, random: object) -> None:
    """The rows of the extract may come in any order."""
    order = np.arange(len(trial.outcome))
    random.shuffle(order)  # type: ignore[attr-defined]
    same(stratified(Trial(trial.outcome[order], trial.treated[order], trial.strata[order])), stratified(trial))


@at_any_pace
@given(trials(), st.permutations(["Aarhus", "Odense", "Vejle", "Skive"]))
def test_the_names_of_strata_say_nothing(trial: Trial, names: list[str]) -> None:
    """Strata may be called anything."""
    same(stratified(Trial(trial.outcome, trial.treated, np.array(names)[trial.strata])), stratified(trial))


@at_any_pace
@given(trials())
def test_one_stratum_is_no_stratum(trial: Trial) -> None:
    """A trial with one stratum is a trial without strata."""
    assume(any(np.ptp(trial.outcome[trial.treated == arm]) > 0 for arm in (0, 1)))
    whole = Trial(trial.outcome, trial.treated, np.zeros_like(trial.strata))
    same(stratified(whole), effects.difference_in_means(trial.outcome, trial.treated))


@at_any_pace
@given(trials(), st.integers(-1000, 1000))
def test_a_bonus_for_everyone_is_no_effect(trial: Trial, bonus: int) -> None:
    """Adding the same number of weeks to everyone's outcome changes no effect."""
    same(stratified(Trial(trial.outcome + bonus, trial.treated, trial.strata)), stratified(trial))


@at_any_pace
@given(trials(), st.sampled_from([1 / 52, 7.0, 1e6]))
def test_the_unit_only_scales(trial: Trial, unit: float) -> None:
    """In days or in years instead of weeks, effect, error and limits are scaled; p-value and df stay."""
    same(stratified(Trial(trial.outcome * unit, trial.treated, trial.strata)), stratified(trial), scale=unit)


@at_any_pace
@given(trials())
def test_levels_explain_the_effect(trial: Trial) -> None:
    """The effect is the difference between the levels that are printed beside it."""
    estimate = stratified(trial)
    assert estimate.estimate == pytest.approx((estimate.level_treated or 0) - (estimate.level_reference or 0), abs=1e-9)


@at_any_pace
@given(trials())
def test_degrees_of_freedom_have_their_bounds(trial: Trial) -> None:
    """They lie between those of the smallest cell and those of all cells together."""
    cells = np.bincount(2 * trial.strata + trial.treated)
    df = stratified(trial).df
    assert df is not None
    assert cells.min() - 1 - 1e-9 <= df <= (cells - 1).sum() + 1e-9


@at_any_pace
@given(trials(yes_or_no=True))
def test_success_and_failure_are_mirror_images(trial: Trial) -> None:
    """The effect on not having a job is minus the effect on having one, and the shares of one arm add up to 1."""
    failure = Trial(1 - trial.outcome, trial.treated, trial.strata)
    same(stratified(failure), stratified(trial), sign=-1)
    for interval in ("wilson", "clopper_pearson"):
        one = effects.share_in_arm(trial.outcome, trial.treated, interval=interval, goal=0.75)  # type: ignore[arg-type]
        other = effects.share_in_arm(failure.outcome, trial.treated, interval=interval, goal=0.25)  # type: ignore[arg-type]
        assert other.estimate == pytest.approx(1 - one.estimate)
        assert [other.conf_low, other.conf_high] == pytest.approx([1 - one.conf_high, 1 - one.conf_low], abs=1e-9)
        assert other.p_value == pytest.approx(one.p_value, rel=1e-9)


@at_any_pace
@given(st.integers(1, 12), st.integers(0, 12), st.integers(1, 12), st.integers(0, 12))
def test_the_ratio_of_exchanged_arms_is_the_inverse(x1: int, others1: int, x0: int, others0: int) -> None:
    """Exchanging the arms inverts the ratio and its limits, and the limits exclude 1 when p < 5 % and only then."""
    assume(x1 + others1 >= 2 and x0 + others0 >= 2)
    outcome = np.repeat([1, 0, 1, 0], [x1, others1, x0, others0])
    treated = np.repeat([1, 0], [x1 + others1, x0 + others0])
    one, other = effects.risk_ratio(outcome, treated), effects.risk_ratio(outcome, 1 - treated)
    assert other.estimate == pytest.approx(1 / one.estimate)
    assert [other.conf_low, other.conf_high] == pytest.approx([1 / one.conf_high, 1 / one.conf_low], rel=1e-8)
    assert other.p_value == pytest.approx(one.p_value, rel=1e-9)
    assert one.conf_low < one.estimate < one.conf_high
    assert one.p_value is not None
    if abs(one.p_value - 0.05) > 1e-9:
        assert (one.conf_low > 1 or one.conf_high < 1) == (one.p_value < 0.05)


@at_any_pace
@given(trials(yes_or_no=True), st.sampled_from([0.6, 0.9, 0.99]))
def test_a_higher_level_has_a_wider_interval(trial: Trial, level: float) -> None:
    """Limits at a higher level enclose those at a lower one."""
    narrow = effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata, level=0.5)
    wide = effects.difference_in_means_stratified(trial.outcome, trial.treated, strata=trial.strata, level=level)
    assert wide.conf_low < narrow.conf_low < narrow.conf_high < wide.conf_high


@at_any_pace
@given(trials(yes_or_no=True))
def test_weekly_levels_stay_shares(trial: Trial) -> None:
    """Limits of a share lie between 0 and 1, also after standardising to the strata."""
    curve = effects.difference_by_week(trial.outcome[:, None], trial.treated, weeks=[0], strata=trial.strata)
    for arm in ("treated", "reference"):
        line = curve.pick(arm, "outcome")  # type: ignore[arg-type]
        assert 0 <= line.conf_low[0] <= line.estimate[0] <= line.conf_high[0] <= 1


@settings(deadline=None, max_examples=50)
@given(trials(), st.integers(0, 2**32 - 1))
def test_the_joint_balance_forgets_units(trial: Trial, seed: int) -> None:
    """The joint test is the same for traits in other units, in another basis, and with the arms exchanged."""
    traits = np.column_stack([trial.outcome, np.random.default_rng(seed).normal(size=len(trial.outcome))])
    assume(len(trial.outcome) - trial.strata.max() - 1 > 2)
    one = effects.omnibus_balance(traits, trial.treated, strata=trial.strata)
    mixed = traits @ np.array([[3.0, 1.0], [0.0, 1e-3]]) + 5
    for other in (
        effects.omnibus_balance(mixed, trial.treated, strata=trial.strata),
        effects.omnibus_balance(traits, 1 - trial.treated, strata=trial.strata),
    ):
        assert other.df == one.df
        assert other.test_statistic == pytest.approx(one.test_statistic, rel=1e-6, abs=1e-8)
