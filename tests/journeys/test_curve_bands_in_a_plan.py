"""Bands of curves asked for by a plan: their rows, what leaves beside the steps, and what the report makes of them."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan
from nextwork_eval.report.figures.survival_curves import survival_curves
from nextwork_eval.report.remarks.reading import ONLY_ENGLISH, in_language
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import EvaluationResult
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import plain_content

BAND = {"band": "sup_t", "draws": 999, "seed": 5}
CURVES = ("kaplan_meier", "cumulative_incidence")


def content(band: dict[str, Any]) -> dict[str, Any]:
    """The first analysis of the straight line, and both curves."""
    found = plain_content()
    for part in ("target", "reference_band", "sensitivity", "harms"):
        found.pop(part, None)
    first = found["analysis"][0]
    common = {"outcome": "time_to_entry", "estimand": first["estimand"], "purpose": "exploratory"}
    found["analysis"] = [first] + [{"id": name, **common, "estimator": {"id": name, **band}} for name in CURVES]
    return found


@cache
def run(*, banded: bool) -> EvaluationResult:
    opened = open_plan("nextwork_2019")
    plan = parse_plan(content(BAND if banded else {}), name="plan.toml")
    return evaluate(plan, opened.schema, invented_extract(), opened.state_map, plan_fingerprint="")


@pytest.mark.parametrize("name", CURVES)
def test_bands_stand_beside_points_and_the_difference_is_theirs(name: str) -> None:
    """Wider than the interval, marked as simultaneous; the difference is that of the two points, interval by MOVER."""
    result = run(banded=True)
    one, zero = (result.row(f"{name}.{arm}.w40") for arm in ("programme", "control"))
    apart = result.row(f"{name}.difference.w40")
    assert None not in (one.estimate, zero.estimate, apart.conf_low)
    assert apart.estimate == pytest.approx(one.estimate - zero.estimate)  # type: ignore[operator]
    assert (apart.statistic, apart.unit, apart.interval_kind, apart.seed) == (
        "difference",
        "percentage_point",
        "pointwise",
        5,
    )
    for single, called in ((one, "programme"), (zero, "control"), (apart, "difference")):
        whole = result.row(f"{name}.{called}.band.w40")
        assert whole.interval_kind == "simultaneous"
        assert whole.estimate == single.estimate
        assert (whole.n_arm, whole.events_arm, whole.smallest_cell) == (None, None, None)
        assert whole.conf_low < single.conf_low  # type: ignore[operator]
        assert whole.conf_high > single.conf_high  # type: ignore[operator]
        danish = in_language(whole.method, "da")
        assert ONLY_ENGLISH not in danish
        assert "bånd for alle uger med fem hændelser i gruppen bag sig" in danish
    assert not any(row.result_id.startswith(f"{name}.programme.band.w0") for row in result.rows)


def test_without_a_band_nothing_is_added_or_moved() -> None:
    """The points are the same; a plan that asks for no band has no rows of differences of curves."""
    banded, plain = run(banded=True), run(banded=False)
    kept = [
        row
        for row in banded.rows
        if not (row.analysis_id in CURVES and (".band." in row.result_id or ".difference." in row.result_id))
    ]
    assert [row.result_id for row in kept] == [row.result_id for row in plain.rows]
    assert [(row.estimate, row.conf_low, row.n_arm) for row in kept] == [
        (row.estimate, row.conf_low, row.n_arm) for row in plain.rows
    ]
    assert len(banded.rows) > len(plain.rows)


@pytest.mark.parametrize("name", CURVES)
def test_nothing_leaves_in_a_week_whose_step_was_held_back(name: str) -> None:
    """Bands leave with the point of their arm, differences where both arms have one; the points are as without them."""
    rules = Rules(profile="dst", floor=5, open_data=False, release_weeks=(26, 52))
    with_bands = release(run(banded=True), rules, content(BAND))
    without = release(run(banded=False), rules, content({}))
    weeks: dict[str, set[int | None]] = {}
    for row in with_bands.rows:
        if row.analysis_id == name:
            weeks.setdefault(row.result_id.rpartition(".w")[0], set()).add(row.week)
    for arm in ("programme", "control"):
        assert weeks[f"{name}.{arm}.band"]
        assert weeks[f"{name}.{arm}.band"] <= weeks[f"{name}.{arm}"]
    both = weeks[f"{name}.programme"] & weeks[f"{name}.control"]
    assert weeks[f"{name}.difference"] <= both
    assert weeks.get(f"{name}.difference.band", set()) <= weeks[f"{name}.difference"]
    # Otherwise a step that was held back could be read from them: there are such weeks here.
    assert len(both) < len([row for row in run(banded=True).rows if row.result_id.startswith(f"{name}.difference.w")])
    assert any(change.result_id == f"{name}.difference" and change.action == "delayed" for change in with_bands.changes)
    points = [row.result_id for row in with_bands.rows if row.result_id.startswith((f"{name}.prog", f"{name}.con"))]
    assert [one for one in points if ".band." not in one] == [
        row.result_id for row in without.rows if row.analysis_id == name
    ]


@pytest.mark.parametrize("name", CURVES)
def test_the_figure_draws_the_bands_that_left_as_dashed_lines(name: str) -> None:
    """Around the fields of one week at a time, which stay; without a band the figure says nothing of one."""
    rules = Rules(profile="", floor=0, open_data=True, release_weeks=())
    drawn = [
        survival_curves(release(run(banded=banded), rules, content(BAND if banded else {})), name, "en")
        for banded in (True, False)
    ]
    assert drawn[0] is not None
    assert drawn[1] is not None
    said = "Between the dashed lines in the colour of a group lies its 95 % band for all weeks at once."
    captions = [figure.caption.replace("\u00a0", " ") for figure in drawn if figure is not None]
    assert [said in caption for caption in captions] == [True, False]
    assert "The bands are 95 % intervals for one time at a time." in captions[0]
    bands = {row for row in drawn[0].rows if ".band." in row}
    assert [row for row in drawn[0].rows if row not in bands] == list(drawn[1].rows)
    assert {row.split(".")[1] for row in bands} == {"programme", "control"}


@pytest.mark.parametrize(
    ("band", "told"),
    [
        ({"band": "sup_t"}, "draws: at least 999"),
        ({"band": "sup_t", "draws": 999, "seed": -1}, "seed: a number that is not negative"),
        ({"draws": 999}, "draws and seed belong to a band by 'sup_t'"),
    ],
)
def test_a_band_must_be_whole(band: dict[str, Any], told: str) -> None:
    """Draws and seed go with a band, and with nothing else; both analyses are told."""
    with pytest.raises(PlanError) as refused:
        parse_plan(content(band), name="plan.toml")
    assert str(refused.value).count(told) == 2
