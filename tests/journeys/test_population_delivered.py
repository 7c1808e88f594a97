"""A population delivered in a folder of its own beside the trial: read in one pass, counted, fingerprinted, refused."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError, PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.registers import Extract, load_extract
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import carry_out, check_data, check_delivery, open_plan, write_quality
from nextwork_eval.reproduction.arrival import arrived
from nextwork_eval.results import EvaluationResult
from nextwork_eval.shipped import shipped_example
from tests.journeys.test_population_in_a_plan import with_population, written

REGISTERS = ("dream", "bef", "bfl", "dod", "vnds")
ON_ASSISTANCE, NOT_BUSY = 400, 300


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A plan with a benchmark, and an invented trial with a country beside it.

    The country holds everyone in the trial's registers, and 400 people on assistance of whom 300 are still on it.
    """
    folder = tmp_path_factory.mktemp("population")
    plan = written(folder)
    opened = open_plan(plan)
    synthesize(opened.plan, folder / "extract")
    country = folder / "extract" / "country"
    country.mkdir()
    extract = load_extract(folder / "extract", opened.schema)
    around = with_population(extract, on_assistance=ON_ASSISTANCE, not_busy=NOT_BUSY)
    for name in ("dream", "bef"):
        table = around.tables[name]
        known = {"KOEN": "1", "KOM": "265", "CIVST": "U", "IE_TYPE": "1"}
        filled = table.with_columns(
            pl.col(column).fill_null(value) for column, value in known.items() if column in table.columns
        )
        filled.write_parquet(country / f"{name}.parquet", row_group_size=200)
    for name in ("bfl", "dod", "vnds"):
        shutil.copy(folder / "extract" / f"{name}.csv", country)
    note = (folder / "extract" / "extract.toml").read_text(encoding="utf-8")
    (country / "extract.toml").write_text(note, encoding="utf-8")
    (folder / "extract" / "extract.toml").write_text(f'population = "country"\n{note}', encoding="utf-8")
    return plan, folder / "extract"


def evaluated(plan: str, extract: Extract) -> EvaluationResult:
    """Carry out the primary analysis and the benchmark."""
    opened = open_plan(plan)
    short = replace(
        opened.plan,
        analysis=tuple(one for one in opened.plan.analysis if one.id == "entry"),
        sensitivity=(),
        target=(),
        family=(),
        subgroup=(),
        power=None,
        reference_band=(),
    )
    return evaluate(short, opened.schema, extract, opened.state_map, plan_fingerprint="")


def test_the_folder_gives_the_numbers_of_the_tables(trial: tuple[str, Path], tmp_path: Path) -> None:
    """Counted in one pass over the folder, and from the same tables in memory: the same rows."""
    plan, folder = trial
    opened = open_plan(plan)
    steps: list[str] = []
    loaded, truth = arrived(opened, folder, "plan", tmp_path, steps.append)
    assert truth is None
    assert steps == ["extract", "population"]
    assert repr(loaded.population) == "DeliveredPopulation(5 tables in 1 parts)"
    plain = load_extract(folder, opened.schema)
    in_memory = with_population(plain, on_assistance=ON_ASSISTANCE, not_busy=NOT_BUSY)
    by_pass, by_tables = evaluated(plan, loaded), evaluated(plan, in_memory)
    names = ("population_benchmark.busy", "population_benchmark.neither")
    for name in names:
        row, other = by_pass.row(name), by_tables.row(name)
        assert (row.n_arm, row.events_arm, row.estimate) == (other.n_arm, other.events_arm, other.estimate)
    assert by_pass.row(names[0]).n_arm is not None
    assert by_pass.row("entry.difference").estimate == by_tables.row("entry.difference").estimate
    assert loaded.fingerprint != plain.fingerprint


def test_a_population_that_changes_changes_the_fingerprint(trial: tuple[str, Path], tmp_path: Path) -> None:
    """One month of pay of one person, and nothing else, is seen."""
    plan, folder = trial
    changed = tmp_path / "extract"
    shutil.copytree(folder, changed)
    lines = (changed / "country" / "bfl.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (changed / "country" / "bfl.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    opened = open_plan(plan)
    prints = []
    for number, place in enumerate((folder, changed)):
        (tmp_path / str(number)).mkdir()
        prints.append(arrived(opened, place, "plan", tmp_path / str(number), lambda _: None)[0].fingerprint)
    assert prints[0] != prints[1]


def test_validate_reads_the_population_too(trial: tuple[str, Path], tmp_path: Path) -> None:
    """Its findings stand among those of the trial, which it does not hide; a run refuses it, and a wrong folder too."""
    plan, folder = trial

    def found() -> set[tuple[str, str, str | None, int, tuple[int, ...]]]:
        check = check_delivery(plan, extract=broken)
        assert (check.exit_code, check.fingerprint) == (5, None)
        assert "extra" in {one.column for one in check.findings if one.code == "unknown_column"}
        return {(one.code, one.table, one.column, one.count, one.rows) for one in check.findings}

    check = check_delivery(plan, extract=folder)
    assert check.exit_code == 0
    broken = tmp_path / "extract"
    shutil.copytree(folder, broken)
    bef = pl.read_csv(broken / "bef.csv", separator=";", infer_schema=False)
    bef.with_columns(extra=pl.lit("")).write_csv(broken / "bef.csv", separator=";")  # a fault of the trial's own
    dream = pl.read_parquet(broken / "country" / "dream.parquet")
    pl.concat([dream, dream.tail(2)]).write_parquet(broken / "country" / "dream.parquet")
    assert ("duplicate_key", "population: dream", "PNR", 4, ()) in found()
    with pytest.raises(ExtractError, match=r"unknown_column"):
        arrived(open_plan(plan), broken, "plan", tmp_path / "scratch", lambda _: None)
    dream.with_columns(PNR=pl.when(pl.int_range(pl.len()) < 201).then("PNR").otherwise(None)).write_parquet(
        broken / "country" / "dream.parquet", row_group_size=200
    )
    rows = (202, 203, 204, 205, 206)
    assert ("required_missing", "population: dream", "PNR", dream.height - 201, rows) in found()
    dream.write_parquet(broken / "country" / "dream.parquet")
    (broken / "country" / "bfl.csv").unlink()
    assert ("missing_table", "population: bfl", None, 1, ()) in found()
    note = (broken / "extract.toml").read_text(encoding="utf-8")
    (broken / "extract.toml").write_text(note.replace('"country"', '"land"'), encoding="utf-8")
    assert ("missing_population", "extract.toml", None, 1, ()) in found()
    (tmp_path / "land").mkdir()
    (broken / "land").symlink_to(tmp_path / "land", target_is_directory=True)
    assert ("outside_the_folder", "extract.toml", None, 1, ()) in found()
    (broken / "extract.toml").write_text(note, encoding="utf-8")
    bef.write_csv(broken / "bef.csv", separator=";")
    (tmp_path / "scratch").mkdir()
    with pytest.raises(ExtractError, match=r"\[missing_table\] population: bfl"):
        arrived(open_plan(plan), broken, "plan", tmp_path / "scratch", lambda _: None)
    (broken / "extract.toml").write_text(note.replace('"country"', '"../country"'), encoding="utf-8")
    codes = {finding.code for finding in check_delivery(plan, extract=broken).findings}
    assert "wrong_delivery_note" in codes


def test_invented_people_are_not_counted_among_real_ones(trial: tuple[str, Path], tmp_path: Path) -> None:
    """Both are invented, or neither is."""
    plan, folder = trial
    mixed = tmp_path / "extract"
    shutil.copytree(folder, mixed)
    note = (mixed / "country" / "extract.toml").read_text(encoding="utf-8")
    (mixed / "country" / "extract.toml").write_text(note.replace("= true", "= false"), encoding="utf-8")
    (tmp_path / "scratch").mkdir()
    with pytest.raises(ExtractError, match="not of one kind"):
        arrived(open_plan(plan), mixed, "plan", tmp_path / "scratch", lambda _: None)
    check = check_delivery(plan, extract=mixed)
    assert [(one.code, one.table) for one in check.findings if one.severity == "error"] == [
        ("population_of_another_kind", "extract.toml")
    ]
    assert (check.fingerprint, check.exit_code) == (None, 5)
    (mixed / "country" / "extract.toml").unlink()
    check = check_delivery(plan, extract=mixed)
    assert [(one.code, one.table) for one in check.findings if one.severity == "error"] == [
        ("missing_delivery_note", "population: extract.toml")
    ]


def test_the_quality_report_says_how_complete_the_population_is(trial: tuple[str, Path], tmp_path: Path) -> None:
    """Rows, people, people of the trial, missing cells and weeks, counted here from the files themselves."""
    plan, folder = trial
    check = check_delivery(plan, extract=folder)
    html, data = write_quality(check, tmp_path)
    content = json.loads(data.read_text(encoding="utf-8"))["population"]
    assert (content["accepted"], content["synthetic"]) == (True, True)
    tables = {one["name"]: one for one in content["tables"]}
    assert list(tables) == ["dream", "bfl", "bef", "dod", "vnds"]
    listed = set(pl.read_csv(folder / "allocation.csv", separator=";", infer_schema=False)["PNR"])
    dream = pl.read_parquet(folder / "country" / "dream.parquet")
    with (folder / "country" / "bfl.csv").open(encoding="utf-8", newline="") as file:
        pay = list(csv.DictReader(file, delimiter=";"))
    assert (tables["dream"]["rows"], tables["dream"]["persons"]) == (dream.height, dream.height)
    assert tables["dream"]["lottery_found"] == len(listed & set(dream["PNR"]))
    assert (tables["bfl"]["rows"], tables["bfl"]["persons"]) == (len(pay), len({row["PNR"] for row in pay}))
    assert tables["bfl"]["lottery_found"] == len(listed & {row["PNR"] for row in pay})
    assert tables["bfl"]["months"]["2018-01"] == sum(row["ajo_job_slut_dato"].startswith("2018-01") for row in pay)
    first, last = (dt.date.fromisoformat(content[name]) for name in ("weeks_from", "weeks_to"))
    read = [name for name in dream.columns if name.startswith("y_") and first <= thursday(name) <= last]
    (weeks,) = [one for one in tables["dream"]["columns"] if one["name"].startswith("^y_")]
    assert (weeks["cells"], weeks["missing"]) == (
        dream.height * len(read),
        sum(dream[name].null_count() for name in read),
    )
    page = " ".join(html.read_text(encoding="utf-8").split())
    for words in ("Befolkningen ved siden af forsøget", "The population beside the trial", "Not for release"):
        assert words in page
    assert f"{content['weeks_from']} til {content['weeks_to']}" in page
    of_the_population = page.partition("The population beside the trial")[2]
    assert f'<td class="n">{dream.height}</td>' in of_the_population
    assert [person for person in listed if person in page] == []
    assert json.loads(json.dumps(check_data(check_delivery("life_1972"))))["population"] is None


def thursday(name: str) -> dt.date:
    """Return the Thursday of a week of DREAM."""
    return dt.date.fromisocalendar(2000 + int(name[2:4]), int(name[4:]), 4)


def test_a_population_that_nobody_asks_for_is_said_not_to_be_read(tmp_path: Path) -> None:
    """Of LIFE, whose plan has no benchmark; it would otherwise pass for checked."""
    life = shipped_example("life_1972")
    assert life is not None
    folder = Path(shutil.copytree(life, tmp_path / "life"))
    note = (folder / "extract.toml").read_text(encoding="utf-8")
    (folder / "extract.toml").write_text(f'population = "country"\n{note}', encoding="utf-8")
    check = check_delivery("life_1972", extract=folder)
    assert [(one.code, one.severity, one.table) for one in check.findings] == [
        ("population_not_read", "warning", "extract.toml")
    ]
    assert (check.exit_code, check.population) == (0, None)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("until = 2018-01-01", "benchmark.until"),
        ("weeks_out = 0", "benchmark.weeks_out"),
        ("quoted_busy = 0.3", "benchmark.source_busy"),
        ('quoted_busy = 33.0\nsource_busy = "x"', "benchmark.quoted_busy"),
    ],
)
def test_a_period_or_a_quotation_that_cannot_be(tmp_path: Path, line: str, problem: str) -> None:
    """Each is refused with the path to its key."""
    path = Path(written(tmp_path))
    text = path.read_text(encoding="utf-8").replace("[benchmark]\n", f"[benchmark]\n{line}\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        parse_plan(plan_content(path), name="mine.toml")
    assert [one for one in refused.value.problems if one.startswith(problem)]


def test_the_report_says_whom_it_counted(tmp_path: Path) -> None:
    """Those who came in a period, what the control group's number is about, and both quotations; in both languages."""
    path = Path(written(tmp_path))
    line = 'until = 2018-03-01\nquoted_busy = 0.33\nsource_busy = "en anden opdigtet kilde"'
    text = path.read_text(encoding="utf-8").replace("[benchmark]\n", f"[benchmark]\n{line}\n")
    path.write_text(text.replace("fewest_people = 300", "fewest_people = 1"), encoding="utf-8")
    released = carry_out(str(path))
    assert released.row("population_benchmark.busy").method.startswith("share of those who came to")
    write_report(released, tmp_path, languages=("da", "en"), formats=("html",))
    for language, words in (
        ("da", ("der mellem 1. februar 2018 og 1. marts 2018 kom", "en anden opdigtet kilde", "inden for et år“")),
        ("en", ("from 1 February 2018 to 1 March 2018", "count for the outcome", "within a year”")),
    ):
        page = re.sub("<[^>]+>", "", (tmp_path / f"report.{language}.html").read_text(encoding="utf-8"))
        page = " ".join(page.replace("\u00a0", " ").split())
        assert [word for word in words if word not in page] == []
