"""Results as files: what is written is read back unchanged, and a file made by hand is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.results import TOLERANCES, compare, kind_of, read_released, released_text, write_parquet
from tests.unit.test_disclosure import released, row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    result = released(row("work.level.a", smallest_cell=20), row("work.difference", reference_arm="b", p_value=0.04))
    (tmp_path / "released.json").write_text(released_text(result), encoding="utf-8")
    return tmp_path / "released.json"


def test_a_release_is_read_back_as_it_was(path: Path) -> None:
    """Writing what was read gives the same bytes."""
    assert released_text(read_released(path)) == path.read_text(encoding="utf-8")


def test_parquet_holds_the_same_rows(path: Path) -> None:
    """One row for each number, with the same values."""
    write_parquet(read_released(path), path.with_suffix(".parquet"))
    frame = pl.read_parquet(path.with_suffix(".parquet"))
    assert frame["result_id"].to_list() == ["work.level.a", "work.difference"]
    assert frame["p_value"].to_list() == [None, 0.04]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda content: content["rows"][0].update(colour="red"), "rows[1]: unknown 'colour'"),
        (lambda content: content["rows"][0].pop("estimate"), "rows[1]: missing 'estimate'"),
        (lambda content: content["rows"][0].update(estimate="much"), "rows[1].estimate: not of the expected type"),
        (lambda content: content["rows"].append(content["rows"][0]), "stand for several rows"),
        (lambda content: content["facts"].pop("synthetic"), "facts[1]: missing 'synthetic'"),
        (lambda content: content["rows"][1].pop("n_firms"), "rows[2]: missing 'n_firms'"),
    ],
)
def test_a_release_made_by_hand_is_refused(
    path: Path, change: Callable[[dict[str, Any]], object], expected: str
) -> None:
    """Each fault is named by its part and its number."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        read_released(path)
    assert any(expected in problem for problem in caught.value.problems)


def test_another_json_file_is_no_release(path: Path) -> None:
    """So is a file that is not there, and one that is not JSON."""
    for text in ("{}", "[1]", "not json"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ReportError):
            read_released(path)
    with pytest.raises(ReportError, match="no file"):
        read_released(path.parent / "nothing.json")


def test_compare_finds_what_moved_what_is_new_and_what_is_gone() -> None:
    """Estimates may differ in the last digits, counts may not differ at all."""
    before = [row("a", estimate=0.5, n_arm=60), row("b"), row("c")]
    after = [row("a", estimate=0.5 + 1e-13, n_arm=61), row("b", estimate=0.26), row("d")]
    found = [(item.result_id, item.attribute) for item in compare(before, after)]
    assert found == [("a", "n_arm"), ("b", "estimate"), ("c", "row"), ("d", "row")]


def test_each_kind_of_number_has_its_own_tolerance() -> None:
    """A p-value may move by a millionth of itself, an estimate by less, a count of people by nothing."""
    before = row("a", estimate=0.5, p_value=0.04, n_arm=60)
    assert compare([before], [replace(before, p_value=0.04 * (1 + 5e-7))], tolerance=TOLERANCES) == ()
    assert compare([before], [replace(before, estimate=0.5 * (1 + 5e-9))], tolerance=TOLERANCES) == ()
    for moved in ({"p_value": 0.04 * (1 + 5e-6)}, {"estimate": 0.5 * (1 + 5e-8)}, {"n_arm": 61}):
        assert len(compare([before], [replace(before, **moved)], tolerance=TOLERANCES)) == 1
    counted = replace(before, statistic="count", unit="persons", estimate=60.0)
    assert len(compare([counted], [replace(counted, estimate=60.0 + 1e-13)], tolerance=TOLERANCES)) == 1
    drawn = replace(before, seed=7, conf_low=0.1)
    assert (kind_of(drawn, "conf_low"), kind_of(before, "conf_low")) == ("simulated", "limit")


def test_what_a_number_is_counts_as_much_as_its_value() -> None:
    """Another purpose, arm or seed is a difference; fingerprints are not."""
    before = row("a", estimate=0.5)
    for moved in ({"purpose": "primary"}, {"arm": "control"}, {"seed": 1}, {"conf_level": 0.9}):
        assert len(compare([before], [replace(before, **moved)])) == 1
    assert compare([before], [replace(before, extract_fingerprint="0")]) == ()
