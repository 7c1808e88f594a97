"""A plan that is not locked, on a delivered extract: the output is the same bytes whatever the true arms were."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.errors import UsageError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.reproduction import open_plan
from nextwork_eval.results import read_released
from nextwork_eval.shipped import shipped_example, shipped_plan
from tests.journeys.locking import locked
from tests.journeys.test_clusters_in_a_plan import in_pairs


def plan_of_its_own(name: str, folder: Path) -> Path:
    """A shipped plan in a folder where nothing is locked."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(shipped_plan(name), folder))


def run(plan: Path | str, extract: Path, out: Path, *more: str) -> str:
    words = ["run", str(plan), "--extract", str(extract), "--out", str(out), *more]
    done = CliRunner().invoke(app, words)
    if done.exception is not None:
        raise done.exception
    return done.stdout


def redrawn(extract: Path, to: Path, *, delimiter: str, column: str, within: str, seed: int) -> Path:
    """Copy an extract with the lots of each round dealt again among its people: another valid draw of the lottery."""
    shutil.copytree(extract, to)
    path = to / "allocation.csv"
    table = pl.read_csv(path, separator=delimiter, infer_schema=False)
    generator = np.random.default_rng(seed)
    dealt = table.with_columns(
        pl.col(column).map_batches(lambda lots: pl.Series(generator.permutation(lots.to_numpy()))).over(within)
    )
    assert dealt[column].to_list() != table[column].to_list()
    dealt.write_csv(path, separator=delimiter)
    return to


def test_every_draw_of_the_real_lottery_gives_the_same_bytes(tmp_path: Path) -> None:
    """Results and page of LIFE are the same for the true arms and for two other draws; every page says rehearsal."""
    plan = plan_of_its_own("life_1972", tmp_path / "plans")
    source = shipped_example("life_1972")
    assert source is not None
    extracts = [source]
    extracts += [
        redrawn(source, tmp_path / f"draw{seed}", delimiter=";", column="arm", within="round", seed=seed)
        for seed in (1, 2)
    ]
    outs = []
    for number, extract in enumerate(extracts):
        out = tmp_path / f"out{number}"
        formats = "html,pdf" if number == 0 else "html"
        assert "REHEARSAL" in run(plan, extract, out, "--lang", "da,en", "--format", formats)
        outs.append(out / "life_1972")
    for name in ("released.json", "report.en.html", "report.da.html"):
        assert len({(out / name).read_bytes() for out in outs}) == 1, name
    released = read_released(outs[0] / "released.json")
    assert released.facts.sealed
    assert released.lock is None
    assert released.row("rearrest.difference").estimate != pytest.approx(-1 / 12)
    for language, word in (("da", "Generalprøve"), ("en", "Rehearsal")):
        pages = PdfReader(outs[0] / f"report.{language}.pdf").pages
        assert all(word in page.extract_text() for page in pages)
        assert f'<div class="synthetic" role="note">{word}: ' in (outs[0] / f"report.{language}.html").read_text(
            "utf-8"
        )
    assert not list((tmp_path / "plans").rglob("*.jsonl"))


def test_what_would_tell_the_true_arm_is_withheld(tmp_path: Path) -> None:
    """Of NExTWORK: no participation, no internships, no analysis by take-up or peer groups; the same bytes again."""
    plan = plan_of_its_own("nextwork_2019", tmp_path / "plans")
    extract = tmp_path / "extract"
    assert CliRunner().invoke(app, ["synthesize", str(plan), "--out", str(extract)]).exit_code == 0
    lottery = open_plan(str(plan)).schema.lottery
    other = redrawn(extract, tmp_path / "other", delimiter=";", column=lottery.arm, within=lottery.round, seed=3)
    first, second = tmp_path / "first", tmp_path / "second"
    run(plan, extract, first, "--format", "")
    run(plan, other, second, "--format", "")
    folders = [out / "nextwork_2019" for out in (first, second)]
    names = {path.name for path in folders[0].iterdir()}
    assert names == {path.name for path in folders[1].iterdir()}
    assert names >= {"released.json", "run.json", "README.md", "results.parquet"}
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
    assert "This is a rehearsal" in (folders[0] / "README.md").read_text(encoding="utf-8")
    released = read_released(folders[0] / "released.json")
    assert not [row for row in released.rows if row.analysis_id == "delivery"]
    assert not any(node.id in ("took_up", "not_taken_up") for node in released.flow.nodes)
    sealed = {row.analysis_id for row in released.rows if row.statistic == "not_estimated" and row.warnings == "sealed"}
    assert sealed >= {"entry", "weeks_in_groups", "entry_takers"}
    assert released.row("weeks.difference").estimate is not None
    shipped = str(folders[0] / "released.json")
    for mixed in (plan, "nextwork_2019"):  # drawn arms are never held against others, whichever way round
        with pytest.raises(UsageError, match="rehearsal"):
            run(mixed, extract, tmp_path / "mixed", "--format", "", "--earlier", shipped)


def test_a_locked_plan_sees_the_arms_and_its_first_run_is_logged(tmp_path: Path) -> None:
    """The first run asks for the date and is written beside the lock; the second changes no file."""
    plan = locked(plan_of_its_own("life_1972", tmp_path / "plans"))
    source = shipped_example("life_1972")
    assert source is not None
    printed = run(plan, source, tmp_path / "out", "--format", "", "--date", "2026-01-20")
    assert "difference -8.3 percentage points" in printed
    (log,) = (tmp_path / "plans" / "locked").glob("*.log.jsonl")
    once, results = log.read_bytes(), (tmp_path / "out" / "life_1972" / "released.json").read_bytes()
    run(plan, source, tmp_path / "out", "--format", "")
    assert log.read_bytes() == once
    assert (tmp_path / "out" / "life_1972" / "released.json").read_bytes() == results


def test_pairs_are_drawn_again_as_pairs() -> None:
    """A lottery among pairs: the result is the same, field by field, when every pair had the other arm."""
    plan, schema, extract = in_pairs()
    table = extract.tables["allocation"]
    turned = table.with_columns(pl.col("arm").replace_strict({"yes": "no", "no": "yes"}))
    other = replace(extract, tables={**extract.tables, "allocation": turned})
    state_map = open_plan("life_1972").state_map
    first, second = (
        evaluate(plan, schema, one, state_map, plan_fingerprint="ab" * 32, sealed=True) for one in (extract, other)
    )
    assert first == second
    assert first.facts.sealed
