"""The benchmarks compare equal results: what they time is checked against a plain loop first."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks import (
    cox,
    histories,
    large_registers,
    log_rank,
    randomization,
    report_build,
    sas_readers,
    sections,
    week_forms,
    weekly_engine,
    wide_to_spells,
)
from nextwork_eval.registers.week_runs import BLANK
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import FigureBlock
from nextwork_eval.results import released_text
from tests.unit.report_fixture import life_like


def test_ten_events_agree_with_a_plain_loop() -> None:
    """On a few hundred invented people over three years."""
    spells, states, months = histories.invented(400, 156)
    matrix = histories.paint(spells, states, months, 400, 156)
    assert matrix.states.shape == (400, 156)
    histories.agree(matrix, 156, sample=400)


def test_repeated_lotteries_agree_with_plain_loops() -> None:
    """One hundred and twenty people; R, where it is measured, is compared in `make bench`."""
    randomization.agree(randomization.invented(120), {}, draws=2_000)


def test_the_weekly_engine_agrees_with_repeated_people() -> None:
    """Weighted shares are those of people written down as often; R is compared in `make bench`."""
    weekly_engine.agree(weekly_engine.invented(200, 30))


def test_repeated_log_rank_tests_agree_with_a_plain_loop() -> None:
    """Shuffled arms, one test each; coin is compared in `make bench`."""
    log_rank.agree(log_rank.invented(100))


def test_the_law_of_the_log_rank_test_agrees_with_repeated_lotteries() -> None:
    """Twenty thousand of them among three hundred people."""
    log_rank.law_agrees(log_rank.invented(300), 20_000)


def test_proportional_hazards_agree_with_lifelines() -> None:
    """Five hundred people, ten columns; R is compared in `make bench`."""
    cox.agree(cox.invented(500))


def test_spells_agree_with_a_plain_loop(tmp_path: Path) -> None:
    """Fifty people in the layout of DREAM, week by week, delivered as a Parquet file and as text that is converted.

    data.table is compared in `make bench`.
    """
    wide_to_spells.deliver(tmp_path, 50)
    delivered = pl.read_parquet(tmp_path / "dream.parquet")
    expected = []
    for person, *codes in delivered.select("PNR", *wide_to_spells.week_names()).rows():
        for week, code in enumerate(codes, start=1):
            if code is None:
                continue
            if week > 1 and codes[week - 2] == code:
                expected[-1][-1] = week + 1
            else:
                expected.append([int(person), code, week, week + 1])
    for name in ("dream.parquet", "dream.csv"):
        weekly = wide_to_spells.opened(tmp_path / name)
        assert weekly.converted == (name == "dream.csv")
        assert wide_to_spells.decode(weekly) == 50
        assert wide_to_spells.spells(weekly, tmp_path / "ours.parquet") == len(expected)
        assert pl.read_parquet(tmp_path / "ours.parquet").rows() == [tuple(spell) for spell in expected]


def test_forms_of_a_weekly_table_hold_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty people, with blank weeks null and as a number, packed in three ways."""
    monkeypatch.setattr(week_forms, "PEOPLE", 50)
    week_forms.write_forms(tmp_path)
    read = [pl.read_parquet(path) for path in sorted(tmp_path.iterdir())]
    assert len(read) == len(week_forms.FORMS)
    assert all(frame.fill_null(BLANK).equals(read[0].fill_null(BLANK)) for frame in read)
    assert {frame.select(pl.all().null_count()).sum_horizontal().item() > 0 for frame in read} == {True, False}


def test_the_report_is_measured_beside_as_many_plain_figures_as_it_shows(tmp_path: Path) -> None:
    """LIFE in both languages: each figure of its two pages counts once, and each measured part takes time."""
    path = tmp_path / "released.json"
    path.write_text(released_text(life_like()), encoding="utf-8")
    told = report_build.build(path, tmp_path / "out")
    drawn = [block for chapter in compose(life_like(), "en").chapters for block in chapter.blocks]
    assert told["figures"] == 2 * sum(isinstance(block, FigureBlock) for block in drawn)
    assert 0 < told["drawing"] < told["whole"] > told["loading"]
    assert report_build.plain_figure().count("<path") > report_build.LINES


def test_both_sas_readers_read_the_same() -> None:
    """A file that SAS wrote, with dates and decimals; larger ones, which haven writes, are compared in `make bench`."""
    sas_readers.agree(str(Path(__file__).parents[1] / "reference/registers/sas7bdat_converter/file1.sas7bdat"))


def test_a_section_of_the_results_is_replaced_in_place() -> None:
    """The other sections stay as they are, in their order."""
    text = sections.with_section(sections.with_section("", "One", ["a"]), "Two", ["b"])
    changed = sections.with_section(text, "One", ["c", "d"])
    assert changed == text.replace("\na\n", "\nc\nd\n")
    assert changed.count("## ") == 2


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_large_registers_find_what_was_put_in(tmp_path: Path, kind: str) -> None:
    """Ten thousand rows of pay, a thousand of which stand twice; millions are read in `make bench`."""
    large_registers.deliver(tmp_path / kind, 10_000, kind)
    large_registers.checked(tmp_path / kind)
