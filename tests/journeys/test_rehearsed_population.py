"""The registers of a whole country invented beside the trial: written, read and counted before there is a delivery."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextwork_eval import cli
from nextwork_eval.errors import UsageError
from nextwork_eval.plan import read_plan
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.reproduction import open_plan
from nextwork_eval.reproduction.arrival import arrived
from nextwork_eval.shipped import shipped_plan
from tests.journeys.test_population_delivered import evaluated
from tests.journeys.test_population_in_a_plan import DAY, written

OTHERS = 1_000
WEEK = "y_1805"  # of the day, Thursday 1 February 2018
SUNDAY = dt.date(2018, 2, 4)


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A plan with a benchmark, and the folder that the command line writes for it."""
    folder = tmp_path_factory.mktemp("rehearsed")
    plan = written(folder)
    done = CliRunner().invoke(
        cli.app, ["synthesize", plan, "--out", str(folder / "extract"), "--population", str(OTHERS)]
    )
    assert done.exit_code == 0, done.output
    return plan, folder / "extract"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_trial_is_the_same_and_stands_in_the_country(rehearsed: tuple[str, Path], tmp_path: Path) -> None:
    """Its files are those without a country, but for the line that names the folder; its people are in the country."""
    plan, folder = rehearsed
    synthesize(read_plan(Path(plan)), tmp_path / "alone")
    for path in (tmp_path / "alone").iterdir():
        here = (folder / path.name).read_text(encoding="utf-8")
        assert here.replace('population = "population"\n', "") == path.read_text(encoding="utf-8")
    for name in ("bef", "dream", "bfl", "kotre", "dod", "vnds"):
        of_trial, of_country = (
            [tuple(row.values()) for row in rows(below / f"{name}.csv")] for below in (folder, folder / "population")
        )
        assert set(of_trial) <= set(of_country)
        assert of_country == sorted(of_country)  # where somebody stands tells nothing
    people = {row["PNR"] for row in rows(folder / "population" / "bef.csv")}
    assert len(people) > len({row["PNR"] for row in rows(folder / "bef.csv")}) + 0.9 * OTHERS
    assert people - {row["PNR"] for row in rows(folder / "population" / "dream.csv")}  # who never had a benefit


def test_it_is_accepted_and_the_benchmark_is_counted(rehearsed: tuple[str, Path], tmp_path: Path) -> None:
    """Nothing is wrong; the people of the second share are those of the ages in BEF who have neither died nor left.

    Those on assistance have its code in the week; a few of them are left out, whose education had just begun.
    """
    plan, folder = rehearsed
    loaded, _ = arrived(open_plan(plan), folder, "plan", tmp_path, lambda _: None)
    assert {(found.code, found.severity) for found in loaded.findings} == {
        ("table_not_delivered", "note"),
        ("table_not_read", "note"),  # education, which the shares do not read
        ("provisional", "warning"),
    }
    assert [one.table for one in loaded.findings if one.code == "table_not_read"] == ["population: kotre"]
    found = {row.result_id: row for row in evaluated(plan, loaded).rows if row.population == "population_benchmark"}
    busy, neither = found["population_benchmark.busy"], found["population_benchmark.neither"]

    country = folder / "population"
    born = {
        row["PNR"]: dt.date.fromisoformat(row["FOED_DAG"])
        for row in rows(country / "bef.csv")
        if dt.date.fromisoformat(row["REFERENCETID"]) <= DAY
    }
    age = {who: DAY.year - day.year - ((day.month, day.day) > (DAY.month, DAY.day)) for who, day in born.items()}
    gone = {row["PNR"] for row in rows(country / "dod.csv") if dt.date.fromisoformat(row["DODDATO"]) <= SUNDAY}
    gone |= {row["PNR"] for row in rows(country / "vnds.csv") if dt.date.fromisoformat(row["HAEND_DATO"]) <= SUNDAY}
    young = {who for who, years in age.items() if 18 <= years <= 29} - gone
    assert neither.n_arm == len(young) > 300

    schema = open_plan(plan).schema
    states = {code.code: code.state for code in schema.code_lists["dream"].codes}
    weeks = rows(country / "dream.csv")
    on_it = [row for row in weeks if states.get(row[WEEK]) == "education_assistance"]
    columns = [name for name in weeks[0] if name.startswith("y_")]
    before = columns[columns.index(WEEK) - 8 : columns.index(WEEK)]
    long_on_it = [row for row in on_it if not any(states.get(row[name]) == "education" for name in before)]
    assert busy.n_arm is not None
    assert 0 < len(long_on_it) <= busy.n_arm <= len(on_it)
    assert busy.estimate is not None
    assert 0 < busy.estimate < 1


@pytest.mark.parametrize("number", [999, 50_001])
def test_a_country_of_no_size_is_refused(number: int, tmp_path: Path) -> None:
    """Too few are no country, too many do not fit; nothing is written."""
    with pytest.raises(UsageError, match="So many people are not invented"):
        synthesize(read_plan(shipped_plan("nextwork_2019")), tmp_path / "extract", population=number)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_asks_for_no_population_is_given_none(tmp_path: Path) -> None:
    """Without [benchmark] nobody would read it."""
    text = shipped_plan("nextwork_2019").read_text(encoding="utf-8")
    start = text.index("[benchmark]")
    (tmp_path / "plan.toml").write_text(text[:start] + text[text.index("\n\n", start) :], encoding="utf-8")
    with pytest.raises(UsageError, match="asks for nothing of a population"):
        synthesize(read_plan(tmp_path / "plan.toml"), tmp_path / "extract", population=5_000)
