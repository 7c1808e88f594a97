"""Adjusted differences and treatment in groups, worked out by hand on small trials."""

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.errors import EstimationError

# Three people with the offer (x 0, 1, 2; y 2, 3, 7) and three without (x 1, 2, 3; y 1, 2, 3).
BEFORE, WEEKS, OFFERED = [0, 1, 2, 1, 2, 3], [2, 3, 7, 1, 2, 3], [1, 1, 1, 0, 0, 0]


def test_ancova_by_hand() -> None:
    """Slope within the arms (5 + 2) / (2 + 2) = 1.75; difference 2 - 1.75 (1 - 2) = 3.75; levels at x = 1.5."""
    found = effects.regression_adjusted(WEEKS, OFFERED, covariates={"before": BEFORE}, interactions="ancova")
    assert found.estimate == pytest.approx(3.75)
    assert (found.level_treated, found.level_reference) == (pytest.approx(4.875), pytest.approx(1.125))


def test_lin_by_hand() -> None:
    """Slopes 2.5 and 1: at x = 1.5 the arms stand at 4 + 2.5 / 2 = 5.25 and 2 - 1 / 2 = 1.5."""
    found = effects.regression_adjusted(WEEKS, OFFERED, covariates={"before": BEFORE}, interactions="lin")
    assert (found.level_treated, found.level_reference) == (pytest.approx(5.25), pytest.approx(1.5))
    assert found.estimate == pytest.approx(3.75)


@pytest.mark.parametrize(("smaller", "form"), [(60, "(Lin)"), (59, "(ANCOVA)")])
def test_three_covariates_need_sixty_people_in_the_smaller_arm(smaller: int, form: str) -> None:
    """One covariate for every twenty people of the smaller arm, or the covariates matter alike in both arms."""
    generator = np.random.default_rng(4)
    offered = [1] * smaller + [0] * 80
    traits = generator.normal(size=(smaller + 80, 3))
    found = effects.regression_adjusted(generator.normal(size=smaller + 80), offered, covariates=traits)
    assert form in found.method


def test_covariates_that_add_nothing_are_left_out_by_name() -> None:
    """A constant, and one that repeats another: the estimate is that without them, and a warning names them."""
    given = {"before": BEFORE, "same": [1] * 6, "twice": [2 * value for value in BEFORE]}
    found = effects.regression_adjusted(WEEKS, OFFERED, covariates=given, interactions="ancova")
    assert found.estimate == pytest.approx(3.75)
    assert "same, twice" in found.warnings[0]


def test_faults_of_an_adjustment_are_listed_together() -> None:
    """A missing covariate, an unknown form and a level outside 0.5 to 1."""
    with pytest.raises(EstimationError) as caught:
        effects.regression_adjusted(
            WEEKS,
            OFFERED,
            covariates={"before": [*BEFORE[:5], float("nan")]},
            interactions="best",  # type: ignore[arg-type]
            level=2,
        )
    assert len(caught.value.problems) == 3


def test_more_columns_than_people_are_refused() -> None:
    """Six people cannot tell five covariates from the arms."""
    traits = np.eye(6)[:, :5] + np.arange(30).reshape(6, 5) / 7
    with pytest.raises(EstimationError, match="cannot be estimated"):
        effects.regression_adjusted(WEEKS, OFFERED, covariates=traits, interactions="ancova")


IN_GROUPS = [20, 22, 24, 30, 32, 34, 10, 22, 15, 9]
MET = ["Monday"] * 3 + ["Friday"] * 3 + [None] * 4


def test_two_groups_by_hand() -> None:
    """V = (15² + 15²) / (36 · ½) + 106 / (16 · ¾) = 25 + 8.8333; df = (5/12)² / (7/144) = 25/7.

    Residuals of the groups sum to -15 and 15, those of the four others are -4, 8, 1 and -5.
    """
    found = effects.group_treatment(IN_GROUPS, [1] * 6 + [0] * 4, groups=MET)
    assert found.estimate == 13
    assert found.std_error == pytest.approx((25 + 106 / 12) ** 0.5)
    assert found.df == pytest.approx(25 / 7)
    assert "2 groups" in found.method


def test_groups_of_one_are_people() -> None:
    """With everyone alone the interval is that of independent people: HC2 with Bell-McCaffrey degrees of freedom."""
    offered = [1] * 6 + [0] * 4
    alone = effects.group_treatment(IN_GROUPS, offered, groups=[*map(str, range(6)), None, None, None, None])
    people = effects.difference_in_means(IN_GROUPS, offered)
    for name in ("estimate", "std_error", "df", "conf_low", "conf_high", "p_value"):
        assert getattr(alone, name) == pytest.approx(getattr(people, name))


def test_one_group_cannot_show_how_groups_differ() -> None:
    """All six in one group, or in none."""
    for groups in (["Monday"] * 6 + [None] * 4, [None] * 10):
        with pytest.raises(EstimationError, match="at least 2"):
            effects.group_treatment(IN_GROUPS, [1] * 6 + [0] * 4, groups=groups)


@pytest.mark.parametrize("interactions", ["auto", "lin", "ancova"])
def test_what_covariates_explain_without_error_is_refused(interactions: str) -> None:
    """A constant outcome, one that is the arm, and one that is the arm and a covariate."""
    before, offered = np.array(BEFORE), np.array(OFFERED)
    for outcome in ([3] * 6, [0.1] * 6, 5 * offered, 2 * before + 7 * offered + 0.1):
        with pytest.raises(EstimationError, match="without error"):
            effects.regression_adjusted(outcome, OFFERED, covariates={"before": BEFORE}, interactions=interactions)  # type: ignore[arg-type]


@pytest.mark.parametrize("interactions", ["lin", "ancova"])
def test_a_covariate_that_marks_one_person_is_left_out_by_name(interactions: str) -> None:
    """Its coefficient would be that person's residual, which HC2 divides by nothing."""
    weeks, offered = [2, 3, 7, 5, 1, 2, 3, 6], [1] * 4 + [0] * 4
    marks = {"parent": [0, 0, 1, 0, 0, 0, 0, 0]}
    found = effects.regression_adjusted(weeks, offered, covariates=marks, interactions=interactions)  # type: ignore[arg-type]
    plain = effects.difference_in_means(weeks, offered)
    assert (found.estimate, found.std_error, found.df) == pytest.approx((plain.estimate, plain.std_error, plain.df))
    assert "parent" in found.warnings[0]


def test_covariates_that_mark_one_person_together_are_left_out() -> None:
    """Neither of the two does alone; the second would take the only person in whom they differ."""
    generator = np.random.default_rng(8)
    weeks, offered = generator.normal(size=12), [1, 0] * 6
    first = generator.normal(size=12)
    second = np.where(np.arange(12) == 3, first + 1, first)
    found = effects.regression_adjusted(
        weeks, offered, covariates={"first": first, "second": second}, interactions="ancova"
    )
    assert "second" in found.warnings[0]
    assert "1 covariate " in found.method
