"""Effects in subgroups, worked out with pencil and paper: strata that become thin, people not known, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.effects.subgroups.interaction import shrunken
from nextwork_eval.errors import EstimationError

# Six women, then six men; of each, the first three were offered the programme.
WEEKS = [20, 24, 28, 10, 12, 14, 16, 20, 24, 15, 17, 19]
OFFERED = [1, 1, 1, 0, 0, 0] * 2
SEX = ["woman"] * 6 + ["man"] * 6


def test_two_subgroups() -> None:
    """Women 24 - 12 = 12, men 20 - 17 = 3. Variances 16 and 4 in each: each effect has 16/3 + 4/3 = 20/3, 4 degrees.

    Their difference is 9 with variance 40/3 and 8 degrees of freedom: t = 9 / sqrt(40/3), F = 81 * 3 / 40.
    """
    found = effects.difference_by_subgroup(WEEKS, OFFERED, subgroups=SEX)
    woman, man = found.pick("woman").estimate, found.pick("man").estimate
    assert woman is not None
    assert man is not None
    assert (woman.estimate, man.estimate) == (12, 3)
    assert woman.std_error == pytest.approx((20 / 3) ** 0.5, rel=1e-12)
    assert woman.df == pytest.approx(4)
    assert woman.p_value is None
    assert woman.test_statistic is None
    assert found.contrast is not None
    assert found.contrast.estimate == 9
    assert found.contrast.df == pytest.approx(8)
    assert found.interaction.test_statistic == pytest.approx(81 * 3 / 40, rel=1e-12)
    assert found.interaction.p_value == pytest.approx(found.contrast.p_value, rel=1e-12)
    assert found.overall.estimate == pytest.approx(7.5)


def test_two_shrunken_effects() -> None:
    """Effects 12 and 3 of variance 20/3: half the squared difference is 40.5, so the spread squared is 40.5 - 20/3.

    Each keeps the share 1 - (20/3)/40.5 of its distance 4.5 from the common effect 7.5.
    """
    found = effects.difference_by_subgroup(WEEKS, OFFERED, subgroups=SEX)
    assert found.spread == pytest.approx((40.5 - 20 / 3) ** 0.5, rel=1e-9)
    drawn = found.pick("woman").shrunken
    assert drawn is not None
    kept = 1 - 20 / 3 / 40.5
    assert drawn.estimate == pytest.approx(7.5 + 4.5 * kept, rel=1e-9)
    assert drawn.std_error == pytest.approx((kept * 20 / 3 + (1 - kept) ** 2 * 40.5 / 2) ** 0.5, rel=1e-9)


def test_effects_that_differ_by_less_than_chance_become_one() -> None:
    """Effects 1 and 2 with variances 1 and 3: the difference 1 is smaller than its error 2, and both are 1.25."""
    drawn = shrunken(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    assert drawn.spread == 0
    np.testing.assert_allclose(drawn.estimate, 1.25)
    np.testing.assert_allclose(drawn.std_error, (1 / (1 + 1 / 3)) ** 0.5)


def test_strata_weigh_by_their_shares_of_the_subgroup() -> None:
    """Of eight women, four in each of two rounds: effects 2 and 4 weigh one half each; men are in the second alone."""
    outcome = [4, 6, 2, 4, 9, 11, 5, 7, 1, 3, 0, 2]
    offered = [1, 1, 0, 0] * 3
    rounds = ["a"] * 4 + ["b"] * 8
    sex = ["woman"] * 8 + ["man"] * 4
    found = effects.difference_by_subgroup(outcome, offered, subgroups=sex, strata=rounds)
    woman, man = found.pick("woman").estimate, found.pick("man").estimate
    assert woman is not None
    assert man is not None
    assert woman.estimate == pytest.approx(3)
    assert "within 2 strata" in woman.method
    assert man.estimate == pytest.approx(1)
    assert "strata" not in man.method


def test_thin_strata_are_put_together_by_their_share_of_offers() -> None:
    """One offered woman in each of two rounds of equal shares: the rounds are one, and the warning says so.

    Women: 10 and 14 offered, 6 and 8 not: 12 - 7 = 5, variances 8/2 + 2/2 = 5.
    """
    outcome = [10, 6, 3, 5, 1, 2, 14, 8, 4, 6, 2, 3]
    offered = [1, 0, 1, 1, 0, 0] * 2
    rounds = ["a"] * 6 + ["b"] * 6
    sex = ["woman", "woman", "man", "man", "man", "man"] * 2
    found = effects.difference_by_subgroup(outcome, offered, subgroups=sex, strata=rounds)
    woman = found.pick("woman").estimate
    assert woman is not None
    assert woman.estimate == pytest.approx(5)
    assert woman.std_error == pytest.approx(5**0.5)
    assert woman.warnings == (
        "2 strata were put together as 1 of equal shares, because an arm had too few persons in some",
    )
    assert any("In subgroup 'woman' 2 strata" in warning for warning in found.warnings)


def test_unequal_shares_are_told() -> None:
    """Rounds with offers to 2 of 4 and to 2 of 6 lie 16.7 points apart; men are thin in the second."""
    outcome = [5, 7, 1, 2, 6, 9, 3, 4, 1, 0, 8, 2, 3, 4]
    offered = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0]
    rounds = ["a"] * 4 + ["b"] * 6 + ["a"] * 2 + ["b"] * 2
    sex = ["woman"] * 10 + ["man"] * 4
    man = effects.difference_by_subgroup(outcome, offered, subgroups=sex, strata=rounds).pick("man").estimate
    assert man is not None
    # Offers in the whole trial: 3 of 6 in a, 3 of 8 in b.
    assert "12.5 points apart" in man.warnings[0]


def test_people_of_whom_it_is_not_known() -> None:
    """They are a group of their own that is neither tested nor shrunken, or excluded and counted."""
    weeks, offered = [*WEEKS, 1, 2, 3, 4], [*OFFERED, 1, 1, 0, 0]
    sex = [*SEX, None, None, np.nan, None]
    own = effects.difference_by_subgroup(weeks, offered, subgroups=sex, missing="own_group")
    assert [group.name for group in own.groups] == ["man", "woman", "not_known"]
    unknown = own.pick("not_known")
    assert unknown.estimate is not None
    assert unknown.estimate.estimate == -2
    assert unknown.shrunken is None
    known = effects.difference_by_subgroup(WEEKS, OFFERED, subgroups=SEX)
    assert own.interaction.p_value == pytest.approx(known.interaction.p_value)
    out = effects.difference_by_subgroup(weeks, offered, subgroups=sex, missing="excluded")
    assert [group.name for group in out.groups] == ["man", "woman"]
    assert out.excluded is not None
    assert (out.excluded.n_treated, out.excluded.n_reference) == (2, 2)
    assert any("4 persons are in no subgroup" in warning for warning in out.warnings)
    assert out.overall.n_treated == 8


def test_a_subgroup_without_an_effect_says_why() -> None:
    """One arm of one person, nobody, no variation: no number, a reason, and the others are estimated all the same."""
    weeks, offered = [*WEEKS, 1, 5, 5, 5, 5], [*OFFERED, 1, 1, 1, 0, 0]
    sex = [*SEX, "single", "still", "still", "still", "still"]
    found = effects.difference_by_subgroup(
        weeks, offered, subgroups=sex, levels=["woman", "man", "single", "still", "nobody"]
    )
    reasons = {group.name: group.reason for group in found.groups if group.estimate is None}
    assert reasons == {
        "single": "fewer than 2 persons in an arm",
        "still": "the outcome varies in neither arm",
        "nobody": "fewer than 2 persons in an arm",
    }
    assert found.contrast is not None
    assert found.contrast.estimate == -9  # the last that has an effect minus the first: men minus women
    assert sum("is not estimated" in warning for warning in found.warnings) == 3
    assert len(found.to_frame()) == 6
    assert found.to_dict()["contrast"]["estimate"] == -9


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"subgroups": [None, *SEX[1:]]}, "`subgroups` is missing for 1 of 12 persons"),
        ({"subgroups": ["all"] * 12}, "1 of 1 subgroups can be estimated"),
        ({"subgroups": list("abcdefghijkl")}, "0 of 12 subgroups can be estimated"),
        ({"levels": ["woman"]}, "`subgroups` of 6 persons are none of `levels`"),
        ({"levels": ["woman", "man", "man"]}, "name a subgroup twice"),
        ({"subgroups": ["not_known"] * 6 + ["man"] * 6}, "A subgroup is called 'not_known'"),
        ({"outcome": [5.0] * 12}, "varies in neither arm"),
        ({"outcome": [np.nan, *WEEKS[1:]]}, "`outcome` is missing for 1 of 12 persons"),
        ({"treated": [1] * 12}, "The reference arm has 0 persons"),
        ({"missing": "drop"}, "`missing` is not an option"),
        ({"level": 1.5}, "`level` is not a confidence level"),
        ({"subgroups": SEX[:-1]}, "differ in their number of persons"),
    ],
)
def test_what_subgroups_refuse(changes: dict[str, Any], expected: str) -> None:
    """Missing labels, fewer than two subgroups, labels that were not named, and the faults of every estimator."""
    arguments: dict[str, Any] = {"outcome": WEEKS, "treated": OFFERED, "subgroups": SEX} | changes
    with pytest.raises(EstimationError) as raised:
        effects.difference_by_subgroup(arguments.pop("outcome"), arguments.pop("treated"), **arguments)
    assert any(expected in problem for problem in raised.value.problems), raised.value.problems


def people(n: int) -> dict[str, Any]:
    chance = np.random.default_rng(3)
    return {
        "outcome": chance.normal(size=n),
        "treated": np.tile([1, 0], n // 2),
        "covariates": {"age": chance.normal(size=n), "marks": chance.normal(size=n)},
        "generator": np.random.default_rng(4),
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (people(498), "The trial has 498 persons: expected 500 or more"),
        ({"splits": 10}, "100 or more"),
        ({"parts": 9}, "a whole number from 2 to 5"),
        ({"generator": 7}, "`generator` is missing"),
        ({"covariates": {"age": np.ones(600)}}, "hold nothing that varies"),
        ({"covariates": np.random.default_rng(1).normal(size=(600, 20))}, "150 persons for 20 covariates"),
        ({"covariates": {"age": np.full(600, np.nan)}}, "`age` is missing for 600 of 600"),
        ({"outcome": np.ones(600)}, "`outcome` is the same for everyone"),
    ],
)
def test_what_a_proxy_refuses(changes: dict[str, Any], expected: str) -> None:
    """Fewer than 500 people first of all."""
    arguments = people(600) | changes
    with pytest.raises(EstimationError) as raised:
        effects.blp_gates(arguments.pop("outcome"), arguments.pop("treated"), **arguments)
    assert any(expected in problem for problem in raised.value.problems), raised.value.problems


def test_the_same_seed_gives_the_same_splits() -> None:
    """Two runs with generators of one seed agree in every number; an outcome that is 0 or 1 has its events counted."""
    arguments = people(500)
    outcome, treated = (arguments.pop("outcome") > 0).astype(int), arguments.pop("treated")
    arguments.pop("generator")
    first, second = (
        effects.blp_gates(outcome, treated, generator=np.random.default_rng(9), strata=[0, 1, 1, 0] * 125, **arguments)
        for _ in range(2)
    )
    assert first.to_dict() == second.to_dict()
    assert first.average.events_treated == outcome[treated == 1].sum()
    assert first.average.p_value is not None
    assert first.average.p_value <= 1
