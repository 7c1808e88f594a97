"""The table of methods: the plan's own number has its own method, and no way of reckoning is left out."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Table
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import changed, nextwork_like
from tests.unit.test_report_document import chapter, printed

IN_GROUPS, ALONE = "CR2 standard error over groups", "HC2 (Neyman) standard error"


def _both_ways() -> ReleasedResult:
    """The primary result in groups, and beside it the row as if people were independent: 6 to 30 against 4 to 32."""
    released = changed(
        nextwork_like(), "entry.difference", method=IN_GROUPS, estimate=0.18, conf_low=0.06, conf_high=0.30
    )
    own = next(row for row in released.rows if row.result_id == "entry.difference")
    beside = replace(
        own,
        result_id="entry.difference.independent",
        method=ALONE,
        conf_low=0.04,
        conf_high=0.32,
        purpose="exploratory",
    )
    at = released.rows.index(own) + 1
    return replace(released, rows=(*released.rows[:at], beside, *released.rows[at:]))


def _methods(released: ReleasedResult) -> list[tuple[str, ...]]:
    table = next(block for block in chapter(compose(released, "en"), "methods").blocks if isinstance(block, Table))
    return [tuple(plain_text(cell.parts) for cell in row.cells) for row in table.rows]


def test_the_plans_own_number_has_its_own_method() -> None:
    """What stands beside the primary result has another standard error, and a line of its own."""
    released = changed(_both_ways(), "entry.level.programme", method=IN_GROUPS)
    released = changed(released, "entry.level.control", method=IN_GROUPS)
    lines = _methods(released)
    at = next(index for index, line in enumerate(lines) if line[0] == "entry")
    assert lines[at][2] == IN_GROUPS
    assert lines[at + 1] == ("entry.difference.independent", "Difference", ALONE)
    assert lines[at + 2][0] == "weeks"


def test_no_method_of_any_analysis_is_left_out() -> None:
    """Each method of the released rows of an analysis stands in the lines of that analysis, once."""
    released = _both_ways()
    lines = _methods(released)
    analyses = [entry["id"] for entry in released.plan["analysis"]]
    told: dict[str, list[str]] = {}
    for line in lines:
        owner = line[0] if line[0] in analyses else line[0].split(".")[0]
        told.setdefault(owner, []).append(line[2])
    for name in analyses:
        own = list(
            dict.fromkeys(row.method for row in released.rows if row.result_id.startswith(f"{name}.") and row.method)
        )
        assert told[name] == (own or ["no number"]), name


def test_an_interval_that_groups_made_narrower_is_spoken_of() -> None:
    """24 points wide with groups, 28 without: the reader is told, with the ends of the wide one."""
    told = printed(chapter(compose(_both_ways(), "en"), "robustness"))
    assert "Here that made it narrower; without it, it goes from 4.0 to 32.0 percentage points." in told


def test_an_interval_that_groups_made_wider_is_not() -> None:
    """That is what a reader expects, and the row stands in the table."""
    released = changed(_both_ways(), "entry.difference.independent", conf_low=0.08, conf_high=0.28)
    assert "made it narrower" not in printed(chapter(compose(released, "en"), "robustness"))
