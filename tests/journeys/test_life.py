"""The real trial from its extract to released rows; tests/reference/plan holds every curve of it against R."""

import pytest

from nextwork_eval.reproduction import carry_out
from nextwork_eval.results import ReleasedResult


@pytest.fixture(scope="module")
def life() -> ReleasedResult:
    return carry_out("life_1972")


def test_rearrest_within_a_year(life: ReleasedResult) -> None:
    """48 of 216 with aid against 66 of 216 without.

    -8.3 percentage points, HC2 t interval with 430 degrees of freedom.
    """
    row = life.row("rearrest.difference")
    assert (row.events_arm, row.n_arm, row.events_reference, row.n_reference) == (48, 216, 66, 216)
    assert row.estimate == pytest.approx(-1 / 12, rel=1e-12)
    # By hand: s^2 = p (1 - p) 216 / 215 in each arm, HC2 variance the sum of s^2 / 216.
    p1, p0 = 48 / 216, 66 / 216
    assert row.std_error == pytest.approx(((p1 * (1 - p1) + p0 * (1 - p0)) / 215) ** 0.5, rel=1e-12)
    assert row.df == pytest.approx(430)


def test_nothing_is_withheld_of_public_data(life: ReleasedResult) -> None:
    """The profile is public, and the data are said to be real."""
    assert (life.profile, life.floor, life.changes) == ("public", 0, ())
    assert not life.facts.synthetic
    assert not any(row.synthetic for row in life.rows)


def test_every_promised_analysis_has_rows(life: ReleasedResult) -> None:
    """What the plan promised is there, under its own id."""
    promised = {analysis["id"] for analysis in life.plan["analysis"]}
    assert promised <= {row.analysis_id for row in life.rows}
