"""Pseudo-observations, weights for the lost and standardised curves, worked on paper, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from nextwork_eval.durations import (
    censoring_weighted_incidence,
    censoring_weighted_share,
    pseudo_observation_regression,
    standardized_contrast,
    standardized_survival,
)
from nextwork_eval.durations.inputs import TimedArms, from_the_lottery
from nextwork_eval.durations.standardized.pseudo_observations import pseudo_observations
from nextwork_eval.errors import EstimationError

# Treated: an event in week 1, one lost in week 1, events in weeks 2 and 3. Reference: followed throughout.
WEEKS = [1, 1, 2, 3, 2, 3, 3, 3]
FOUND = [1, 0, 1, 1, 1, 1, 0, 0]
OFFERED = [1, 1, 1, 1, 0, 0, 0, 0]


def arms() -> TimedArms:
    return from_the_lottery(
        duration=np.array(WEEKS),
        event=np.array(FOUND),
        treated=np.array(OFFERED),
        strata=np.zeros(8, dtype=np.int64),
    )


def test_pseudo_observations_of_a_share() -> None:
    """Share with the event by week 2. Treated: S = 3/4 * 1/2 = 3/8, hazards 1/4 and 1/2.

    y = F + m U, U = S * sum over weeks of ([event] - [at risk] h) / (n - d): with n - d = 3 and 1,
    person 1: 3/8 (3/4 / 3) = 3/32; person 2: 3/8 (-1/4 / 3) = -1/32; person 3: 3/8 (-1/12 + 1/2) = 5/32;
    person 4: 3/8 (-1/12 - 1/2) = -7/32. Times 4, plus 5/8: 1, 1/2, 5/4, -1/4; their mean is 5/8.
    """
    values = pseudo_observations(arms(), target="incidence", horizon=2)
    assert values.values == pytest.approx([1, 0.5, 1.25, -0.25, 1, 0, 0, 0])
    assert values.levels() == pytest.approx((5 / 8, 1 / 4))


def test_pseudo_observations_of_weeks() -> None:
    """Weeks without the event up to 2: S(0) + S(1) = 7/4; the lost person was seen in week 1 and not to have it."""
    values = pseudo_observations(arms(), target="restricted_mean", horizon=2)
    # m U = -S(1) ([event in 1] - 1/4) / 3 * 4: -3/4 * 3/4 * 4/3 = -3/4 for the first, 1/4 for the others.
    assert values.values[:4] == pytest.approx([1, 2, 2, 2])
    found = pseudo_observation_regression(WEEKS, FOUND, OFFERED, target="restricted_mean", horizon=2)
    assert (found.level_treated, found.level_reference) == pytest.approx((7 / 4, 2))
    # Variance 3 * (1/4)^2 + (3/4)^2 over 4 * 3 = 1/16; the reference arm has the event in week 2 at the earliest.
    assert found.std_error == pytest.approx(1 / 4)
    assert found.events_treated is None
    assert "reference arm" in found.warnings[0]


def test_one_lost_person_is_stood_in_for() -> None:
    """The chance of being followed beyond week 1 is 2/3: of three who could be lost, one was. Weights 1, 0, 3/2, 3/2.

    By week 2 the event is seen in persons 1 and 3: (1 + 3/2) / 4 = 5/8, which is 1 - Kaplan-Meier.
    """
    found = censoring_weighted_incidence(WEEKS, FOUND, OFFERED, horizon=2)
    assert (found.level_treated, found.level_reference) == pytest.approx((5 / 8, 1 / 4))
    assert (found.events_treated, found.events_reference) == (2, 1)


def test_the_gone_count_as_lost() -> None:
    """Four treated: two in work in week 2, one on support, one abroad from week 2. With the weight 4/3 each: 2/3."""
    states = [[0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 0, 2], [0, 1, 1], [0, 0, 0], [0, 0, 0]]
    arm, everyone = [1, 1, 1, 1, 0, 0, 0], [2] * 7
    found = censoring_weighted_share(states, arm, in_states=[1], gone=[2], last_observed=everyone, horizon=2)
    assert (found.level_treated, found.level_reference) == pytest.approx((2 / 3, 1 / 3))
    # Treated: (y - 2/3) / 3 for the three that are left and 0 for the one who went, squares (1 + 1 + 4) / 81 = 2/27,
    # times 4/3. Reference: (1/3)(2/3) / 2 = 1/9. Together 8/81 + 9/81, with three and two degrees of freedom.
    assert found.std_error == pytest.approx(17**0.5 / 9)
    assert found.df == pytest.approx(17**2 / (8**2 / 3 + 9**2 / 2))
    as_a_state = censoring_weighted_share(states, arm, in_states=[1], last_observed=everyone, horizon=2)
    assert as_a_state.level_treated == pytest.approx(1 / 2)
    assert "all weights are 1" in as_a_state.warnings[0]


def test_hazards_of_the_arms_alone() -> None:
    """Without covariates: exp(-(1/4 + 1/2)) by Breslow's ties, and exp(-Nelson-Aalen) of the reference arm."""
    curve = standardized_survival(
        WEEKS, FOUND, OFFERED, covariates=None, horizon=3, method="g_computation", ties="breslow"
    )
    assert curve.pick("treated", "without_event").estimate == pytest.approx(np.exp([0, -1 / 4, -3 / 4, -7 / 4]))
    assert curve.pick("reference", "without_event").estimate == pytest.approx(np.exp([0, 0, -1 / 4, -7 / 12]))
    # Two tied events of the same size: Efron's second denominator has half of both.
    tied = standardized_survival([1, 1, 2, 1, 2, 2], [1, 1, 0, 1, 0, 0], [1, 1, 1, 0, 0, 0], covariates=None,
        horizon=1, method="g_computation")  # fmt: skip
    assert tied.pick("treated", "without_event").estimate[1] == pytest.approx(np.exp(-(1 / 3 + 1 / 2)))


def test_the_augmented_curve_of_the_arms_alone_is_kaplan_meier() -> None:
    """3/4, 3/8 and 0 for the treated, whose last person has the event in week 3."""
    curve = standardized_survival(WEEKS, FOUND, OFFERED, covariates=None, horizon=3)
    assert curve.pick("treated", "without_event").estimate == pytest.approx([1, 3 / 4, 3 / 8, 0], abs=1e-12)
    assert curve.pick("reference", "without_event").n.tolist() == [4, 4, 4, 3]
    assert curve.pick("reference", "without_event").events.tolist() == [0, 0, 1, 1]


def test_shares_when_another_event_can_come_first() -> None:
    """Of four treated one works and one is arrested in week 1; hazards 1/4 and 1/4, of whose half exp(-1/2) wait on.

    Half of the 1 - exp(-1/2) who leave, leave for work. In week 2 one of the two left works, hazard 1/2: of the
    exp(-1/2) who wait the share 1 - exp(-1/2). Corrected by what was seen it is what was seen: 1/4, then 1/2.
    """
    weeks, kind = [1, 1, 2, 2, 1, 2, 2, 2], [1, 2, 1, 0, 0, 1, 0, 0]
    given = {"covariates": None, "ties": "breslow"}
    for horizon, share in ((1, (1 - np.exp(-0.5)) / 2), (2, (1 - np.exp(-0.5)) * (1 / 2 + np.exp(-0.5)))):
        found = standardized_contrast(weeks, kind, OFFERED, horizon=horizon, method="g_computation", **given)
        assert found.level_treated == pytest.approx(share)
        assert "for each kind of event" in found.method
    for horizon, share in ((1, 1 / 4), (2, 1 / 2)):
        found = standardized_contrast(weeks, kind, OFFERED, horizon=horizon, **given)
        assert found.level_treated == pytest.approx(share)
    # Of the reference arm one of four is lost after week 1; of the three left one works in week 2.
    assert found.level_reference == pytest.approx(1 / 3)


# -- what is refused, and what is told ---------------------------------------------------------------------------

GENERATOR = np.random.default_rng(3)
N = 60
ARM = np.arange(N) % 2
AGE = GENERATOR.normal(size=N)
WAIT = np.minimum(GENERATOR.geometric(0.05 * np.exp(0.4 * AGE)), 40)
SEEN = (WAIT < 40).astype(int)
ENTRIES = (pseudo_observation_regression, standardized_contrast, standardized_survival, censoring_weighted_incidence)


def call(function, duration=WAIT, event=SEEN, **options):
    needed = {"target": "incidence"} if function is pseudo_observation_regression else {}
    return function(duration, event, options.pop("treated", ARM), horizon=options.pop("horizon", 30),
        **{"covariates": {"age": AGE}, **needed, **options})  # fmt: skip


@pytest.mark.parametrize("function", ENTRIES)
def test_all_faults_are_told_at_once(function) -> None:
    """Half weeks, an event of no kind, a covariate that is missing for somebody, a level that is an error."""
    event = SEEN.copy()
    event[4] = 7
    options = {} if function is pseudo_observation_regression else {"covariates": {"age": np.where(ARM, np.nan, AGE)}}
    with pytest.raises(EstimationError) as refused:
        call(function, WAIT + 0.5, event, level=0.05, **options)
    told = str(refused.value)
    for fault in ("`duration` is out of range", "`event` is none of", "`level`"):
        assert fault in told
    assert not options or "`age` is missing" in told


@pytest.mark.parametrize("function", ENTRIES)
def test_a_horizon_past_follow_up(function) -> None:
    with pytest.raises(EstimationError, match="beyond the longest follow-up"):
        call(function, horizon=45)
    short = np.where((ARM == 1) & (np.arange(N) < 30), np.minimum(WAIT, 5), WAIT)
    with pytest.raises(EstimationError, match="treated arm in 1 of 2 strata"):
        call(function, short, np.where(short < WAIT, 0, SEEN), strata=np.arange(N) < 30)


def test_missing_covariate_of_pseudo_observations() -> None:
    with pytest.raises(EstimationError, match="`age` is missing"):
        call(pseudo_observation_regression, covariates={"age": np.where(ARM, np.nan, AGE)})


def test_nobody_has_the_event() -> None:
    for function in (pseudo_observation_regression, standardized_contrast, standardized_survival):
        with pytest.raises(EstimationError, match="Nobody has the event"):
            call(function, np.full(N, 40), np.zeros(N, int))
    with pytest.raises(EstimationError, match="varies in neither arm"):
        call(censoring_weighted_incidence, np.full(N, 40), np.zeros(N, int))


@pytest.mark.parametrize("function", [standardized_contrast, censoring_weighted_incidence])
def test_constant_and_repeated_covariates_are_left_out(function) -> None:
    """The estimate is that without them, and a warning names them."""
    wait = np.where(np.arange(N) % 7 == 0, np.minimum(WAIT, 20), WAIT)
    seen = np.where(wait < WAIT, 0, SEEN)
    found = call(function, wait, seen, covariates={"age": AGE, "twice": 2 * AGE, "one": np.ones(N)})
    alone = call(function, wait, seen)
    assert found.estimate == pytest.approx(alone.estimate, rel=1e-9)
    assert any("twice, one" in told for told in found.warnings)


def test_a_covariate_that_tells_apart_who_has_the_competing_event() -> None:
    """Only older people die first: their hazard is that of the arm. Other targets know no second event."""
    old = (np.median(AGE) < AGE).astype(int)
    dies = (old == 1) & (np.arange(N) % 5 == 0)
    kind, alone = np.where(dies, 2, SEEN), np.where(dies, 0, SEEN)
    weeks = np.where(dies, 3, WAIT)
    more = {"covariates": {"old": old}, "horizon": 20}
    found = standardized_contrast(weeks, kind, ARM, **more)
    assert any("tell apart who has the competing event" in told for told in found.warnings)
    assert found.level_treated < standardized_contrast(weeks, alone, ARM, **more).level_treated
    for target in ("survival", "restricted_mean"):
        with pytest.raises(EstimationError, match="`event` is none of 0, 1"):
            standardized_contrast(weeks, kind, ARM, target=target, **more)


def test_a_covariate_that_tells_apart_who_has_the_event() -> None:
    """No maximum: refused, with the way out named, by outcome models; regression of pseudo-observations goes on."""
    apart = SEEN * 1.0
    with pytest.raises(EstimationError, match="tell apart who has the event"):
        call(standardized_contrast, covariates={"apart": apart}, horizon=39)
    assert np.isfinite(call(pseudo_observation_regression, covariates={"apart": apart}, horizon=30).estimate)


def test_an_arm_without_events_and_one_hazard_ratio() -> None:
    """With one hazard ratio there is no maximum; with a baseline for each arm the share with the event is 0."""
    seen = np.where(ARM == 1, 0, SEEN)
    wait = np.where(ARM == 1, 40, WAIT)
    with pytest.raises(EstimationError, match="or the arm"):
        call(standardized_contrast, wait, seen, baseline="common")
    found = call(standardized_contrast, wait, seen, method="g_computation")
    assert found.level_treated == 0
    assert any("No one in the treated arm" in told for told in found.warnings)
    with pytest.raises(EstimationError, match="ratio would be 0 or infinite"):
        call(standardized_contrast, wait, seen, method="g_computation", measure="ratio")


def test_a_covariate_that_tells_apart_who_is_lost() -> None:
    """Every fifth person is lost in week 10, unless the event came first; nobody else is lost."""
    fifth = np.arange(N) % 5 == 0
    wait, seen = np.where(fifth, np.minimum(WAIT, 10), WAIT), np.where(fifth & (WAIT > 10), 0, SEEN)
    with pytest.raises(EstimationError, match="tell apart who is lost"):
        call(censoring_weighted_incidence, wait, seen, covariates={"fifth": fifth * 1.0})
    with pytest.raises(EstimationError, match="tell apart who is lost"):
        call(standardized_contrast, wait, seen, covariates={"fifth": fifth * 1.0}, censoring="cox")
    assert np.isfinite(call(standardized_contrast, wait, seen, covariates={"fifth": fifth * 1.0}).estimate)


def test_nobody_is_lost() -> None:
    """Weights of 1: the plain share, and a warning."""
    found = call(censoring_weighted_incidence)
    assert found.level_treated == pytest.approx(np.mean((WAIT <= 30)[ARM == 1]))
    assert found.warnings == ("Nobody is lost before the week: all weights are 1.",)
    assert any("no Cox model" in told for told in call(standardized_contrast, censoring="cox").warnings)


def test_a_covariate_value_that_nobody_has_who_is_followed() -> None:
    """All treated who were born abroad are lost by week 10: what became of them rests on the model, as is told."""
    born = (np.arange(N) % 9 == 1).astype(float)
    cut = (born == 1) & (ARM == 1) & (WAIT > 10)
    others = (np.arange(N) % 7 == 0) & (WAIT > 8)
    wait, seen = np.where(cut, 10, np.where(others, 8, WAIT)), np.where(cut | others, 0, SEEN)
    for function in (censoring_weighted_incidence, standardized_contrast):
        found = call(function, wait, seen, covariates={"age": AGE, "born": born})
        assert any("values of born" in told for told in found.warnings)


def test_large_weights_are_told() -> None:
    """Of twenty who wait, all but one are lost before the last week."""
    wait = np.concatenate([[30] * 20, [1, 2, 30, 30]])
    wait[1:20] = np.arange(1, 20)
    found = censoring_weighted_incidence(
        wait, np.concatenate([[0] * 20, [1, 1, 0, 0]]), np.repeat([1, 0], [20, 4]), horizon=25
    )
    assert any("weight above 10" in told for told in found.warnings)


def test_states_and_options_that_cannot_be() -> None:
    states = np.zeros((8, 3), int)
    with pytest.raises(EstimationError) as refused:
        censoring_weighted_share(
            states, OFFERED, in_states=[1], gone=[1, -3], last_observed=[2] * 8, horizon=2, covariates=np.ones((7, 1)),
            measure="odds",
        )  # fmt: skip
    told = str(refused.value)
    for fault in ("`gone` does not name states", "`measure`", "differ in their number of persons"):
        assert fault in told
    with pytest.raises(EstimationError, match="both in `in_states` and in `gone`"):
        censoring_weighted_share(states, OFFERED, in_states=[1], gone=[1], last_observed=[2] * 8, horizon=2)
    with pytest.raises(EstimationError) as refused:
        call(standardized_contrast, method="magic", baseline="none", ties="exact", censoring="weibull", target="x",
            measure="y")  # fmt: skip
    for option in ("method", "baseline", "ties", "censoring", "target", "measure"):
        assert f"`{option}`" in str(refused.value)
    with pytest.raises(EstimationError, match="exclude one another"):
        call(pseudo_observation_regression, groups=ARM, clusters=np.arange(N))
