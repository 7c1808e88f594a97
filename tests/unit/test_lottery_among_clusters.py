"""A lottery among clusters: it draws families as wholes, and refuses a list in which they were not."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nextwork_eval.design import Arm, Round, TrialDesign
from nextwork_eval.registers.schema import LotteryColumns
from nextwork_eval.trial import lottery_findings

ARMS = (
    Arm(id="programme", code="1", treated=True, label_da="Indsats", label_en="Programme"),
    Arm(id="control", code="0", treated=False, label_da="Kontrol", label_en="Control"),
)
DESIGN = TrialDesign(
    unit="cluster",
    arms=ARMS,
    rounds=(
        Round(id="spring", randomised=5, clusters=3, clusters_offered=1),
        Round(id="autumn", randomised=4, clusters=2, clusters_offered=1),
    ),
)
ROUNDS = ["spring"] * 5 + ["autumn"] * 4
FAMILIES = ["Ahm", "Ahm", "Bech", "Bech", "Carl", "Dahl", "Dahl", "Eg", "Eg"]
OFFERED = [1, 1, 0, 0, 0, 0, 0, 1, 1]
NO_DATES = [None] * 9


def test_families_are_drawn_as_wholes_and_the_list_accepts_them() -> None:
    """Three families with one offer, and two with one: six assignments, each as likely, each accepted."""
    codes = np.array([0, 0, 1, 1, 2, 3, 3, 4, 4])
    lottery = DESIGN.lottery(ROUNDS, codes)
    assert lottery.possible == 6
    for lots in lottery.every()[0]:
        assert DESIGN.list_problems(ROUNDS, lots.tolist(), NO_DATES, FAMILIES) == []
    shares = lottery.draw(6_000, np.random.default_rng(1)).mean(axis=0)
    np.testing.assert_allclose(shares, [1 / 3] * 5 + [1 / 2] * 4, atol=0.03)


@pytest.mark.parametrize(
    ("offered", "families", "said"),
    [
        ([1, 0, *OFFERED[2:]], FAMILIES, "1 clusters have people in both arms"),
        (OFFERED, [*FAMILIES[:5], "Carl", "Dahl", "Eg", "Eg"], "1 clusters have people in more than one round"),
        (OFFERED, [*FAMILIES[:4], None, *FAMILIES[5:]], "1 people stand without a cluster"),
        ([1, 1, 0, 0, 1, 0, 0, 1, 1], FAMILIES, "declared with 1 clusters offered and the list holds 2"),
        (OFFERED, ["Ahm", "Ahm", *["Bech"] * 3, *FAMILIES[5:]], "declared with 3 clusters and holds 2"),
    ],
)
def test_a_list_that_was_not_drawn_is_refused(offered: list[int], families: list[str | None], said: str) -> None:
    """Each fault is named with its count."""
    assert any(said in problem for problem in DESIGN.list_problems(ROUNDS, offered, NO_DATES, families))


def test_a_declaration_that_contradicts_itself_is_refused() -> None:
    """Numbers of people where clusters are drawn, clusters where people are, and numbers that cannot be."""
    for unit, allocation, draw, said in (
        ("cluster", "complete", Round(id="a", randomised=4, offered=2), "needs a number of `clusters`"),
        ("cluster", "complete", Round(id="a", randomised=4, clusters=3, clusters_offered=3), "some and not all"),
        ("cluster", "independent", Round(id="a", randomised=4, clusters=3), "a probability"),
        ("person", "complete", Round(id="a", randomised=4, offered=2, clusters=2), "clusters must be left out"),
        ("village", "complete", Round(id="a", randomised=4, offered=2), "'person' or 'cluster'"),
    ):
        with pytest.raises(ValueError, match=said):
            TrialDesign(unit=unit, allocation=allocation, arms=ARMS, rounds=(draw,))
    with pytest.raises(ValueError, match="the unit drawn is a cluster"):
        DESIGN.lottery(ROUNDS)


def test_families_drawn_one_by_one() -> None:
    """Forty families with a chance of one half: twenty offers are accepted, none are not."""
    design = TrialDesign(
        unit="cluster",
        allocation="independent",
        arms=ARMS,
        rounds=(Round(id="a", randomised=80, clusters=40, probability=0.5),),
    )
    families = [f"family {number // 2}" for number in range(80)]
    assert design.list_problems(["a"] * 80, [1] * 40 + [0] * 40, [None] * 80, families) == []
    said = design.list_problems(["a"] * 80, [0] * 80, [None] * 80, families)
    assert "0 clusters offered where about 20 are expected" in said[0]
    lots = design.lottery(["a"] * 80, np.arange(80) // 2).draw(500, np.random.default_rng(2))
    assert (lots[:, ::2] == lots[:, 1::2]).all()
    assert lots.mean() == pytest.approx(0.5, abs=0.02)


COLUMNS = LotteryColumns(table="list", person="who", round="round", date=None, arm="arm")


@pytest.mark.parametrize(
    ("offered", "families", "count", "danish"),
    [
        ([1, 0, *OFFERED[2:]], FAMILIES, 1, "klynger har personer i begge grupper; en klynge trækkes som en helhed."),
        (OFFERED, [*FAMILIES[:5], "Carl", "Dahl", "Eg", "Eg"], 1, "klynger har personer på mere end ét hold."),
        (
            OFFERED,
            [*FAMILIES[:4], None, *FAMILIES[5:]],
            1,
            "personer står uden klynge, og det er klynger, der trækkes lod om.",
        ),
        ([1, 1, 0, 0, 1, 0, 0, 1, 1], FAMILIES, 2, "holdet spring skulle have 1 klynger med tilbud."),
        (OFFERED, ["Ahm", "Ahm", *["Bech"] * 3, *FAMILIES[5:]], 2, "holdet spring skulle have 3 klynger."),
    ],
)
def test_a_finding_about_clusters_says_in_danish_what_it_is(
    offered: list[int], families: list[str | None], count: int, danish: str
) -> None:
    """The same five faults as above, each counted, each in both languages; no name of a family stands in any."""
    table = pl.DataFrame(
        {"who": [f"P{n}" for n in range(9)], "round": ROUNDS, "arm": list(map(str, offered)), "family": families}
    )
    (found,) = lottery_findings(table, COLUMNS, DESIGN, cluster="family")
    assert (found.code, found.severity, found.column, found.count) == (
        "lottery_not_as_declared",
        "error",
        "family",
        count,
    )
    assert found.words("da")[0] == danish
    said = " ".join((*found.words("da"), *found.words("en"), found.sentence()))
    assert "…" not in said
    assert not any(name in said for name in FAMILIES)


def test_an_unlikely_number_of_clusters_offered_is_said_in_danish() -> None:
    """Forty families with a chance of one half, and none of them offered."""
    design = TrialDesign(
        unit="cluster",
        allocation="independent",
        arms=ARMS,
        rounds=(Round(id="a", randomised=80, clusters=40, probability=0.5),),
    )
    families = [f"family {number // 2}" for number in range(80)]
    table = pl.DataFrame({"who": families, "round": ["a"] * 80, "arm": ["0"] * 80, "family": families})
    table = table.with_columns(who=pl.int_range(80).cast(pl.String))
    (found,) = lottery_findings(table, COLUMNS, design, cluster="family")
    assert (found.code, found.count) == ("lottery_not_as_declared", 0)
    assert found.words("da")[0].startswith("klynger har fået tilbud: så langt fra det ventede")
