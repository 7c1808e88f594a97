"""A plan asks for the population beside the trial: counted where it was delivered, quoted where it was not."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.evaluation.checks import check_plan
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.registers import Extract
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import carry_out, open_plan
from nextwork_eval.reproduction.makers import makers_of
from nextwork_eval.results import EvaluationResult
from nextwork_eval.shipped import shipped_plan
from tests.journeys.invented import invented_extract
from tests.journeys.plain_plan import without_power

DAY = dt.date(2018, 2, 1)
BENCHMARK = f"""
[benchmark]
analysis = "entry"
date = {DAY.isoformat()}
weeks = 52
support = "this_support"
busy = "job_or_education"
gone = "gone"
table = "bef"
born = "FOED_DAG"
dated_by = "REFERENCETID"
age_from = 18
age_to = 29
fewest_people = 300
label_da = "alle på uddannelseshjælp"
label_en = "all on education assistance"
source = "en opdigtet kilde"
quoted_neither = 0.08

[[state_set]]
id = "this_support"
states = ["education_assistance"]
label_da = "på uddannelseshjælp"
label_en = "on education assistance"
"""
OTHER_SUPPORT = 511  # a code of DREAM that nobody of the invented trial has
FLOOR = Rules(profile="dst", floor=5, open_data=False, release_weeks=())


def written(
    folder: Path, fewest: int = 300, ages: tuple[int, int] = (18, 29), support: str = "education_assistance"
) -> str:
    """The shipped plan with another benchmark and without what takes long."""
    text = without_power(shipped_plan("nextwork_2019").read_text(encoding="utf-8"))
    text = text.replace('casebook = "nextwork_2019"\n', "")
    text, replaced = re.subn(r"\n\[benchmark\]\n.*?\n\n", "\n\n", text, flags=re.DOTALL)
    assert replaced == 1
    path = folder / "mine.toml"
    asked = BENCHMARK.replace("fewest_people = 300", f"fewest_people = {fewest}")
    asked = asked.replace("age_from = 18\nage_to = 29", f"age_from = {ages[0]}\nage_to = {ages[1]}")
    asked = asked.replace('states = ["education_assistance"]', f'states = ["{support}"]')
    path.write_text(text + asked, encoding="utf-8")
    return str(path)


def with_population(extract: Extract, *, on_assistance: int, not_busy: int, age: int = 24, code: int = 720) -> Extract:
    """Add people of one age who never took part: all on assistance on the day, some of them a year later too."""
    keys = [f"pop{person:09d}" for person in range(on_assistance)]
    tables = dict(extract.tables)
    dream = tables["dream"]
    weeks = [name for name in dream.columns if name.startswith("y_")]
    later = {name for name in weeks if name >= "y_1810"}
    codes = {
        name: [code if name not in later or person < not_busy else 651 for person in range(on_assistance)]
        for name in weeks
    }
    added = pl.DataFrame({"PNR": keys, **codes}).cast({name: dream.schema[name] for name in weeks})
    tables["dream"] = pl.concat([dream, added], how="diagonal")
    bef = tables["bef"]
    births = pl.DataFrame(
        {"PNR": keys, "REFERENCETID": dt.date(2017, 12, 31), "FOED_DAG": dt.date(DAY.year - age, 1, 1)}
    )
    tables["bef"] = pl.concat([bef, births], how="diagonal")
    return replace(extract, tables=MappingProxyType(tables))


def evaluated(
    folder: Path,
    *,
    on_assistance: int,
    not_busy: int,
    fewest: int = 300,
    age: int = 24,
    ages: tuple[int, int] = (18, 29),
    support: str = "education_assistance",
    code: int = 720,
) -> EvaluationResult:
    """Carry the plan out on an extract that holds other people too."""
    opened = open_plan(written(folder, fewest, ages, support))
    kept = tuple(one for one in opened.plan.analysis if one.id == "entry")
    plan = replace(
        opened.plan, analysis=kept, sensitivity=(), target=(), family=(), subgroup=(), power=None, reference_band=()
    )
    extract = invented_extract()
    around = with_population(extract, on_assistance=on_assistance, not_busy=not_busy, age=age, code=code)
    return evaluate(plan, opened.schema, around, opened.state_map, plan_fingerprint="")


def test_a_delivered_population_is_counted(tmp_path: Path) -> None:
    """The trial's people are among it; what is added is known: 400 on assistance, of whom 300 are still a year later.

    The same evaluation with 200 more, all still on assistance, has 200 more people in each share and as many without
    job and education.
    """
    result = evaluated(
        tmp_path / "a" if (tmp_path / "a").mkdir() is None else tmp_path, on_assistance=400, not_busy=300
    )
    more = evaluated(tmp_path / "b" if (tmp_path / "b").mkdir() is None else tmp_path, on_assistance=600, not_busy=500)
    busy, busier = result.row("population_benchmark.busy"), more.row("population_benchmark.busy")
    assert (busy.population, busy.arm, busy.week) == ("population_benchmark", None, 52)
    assert busy.n_arm is not None
    assert busy.events_arm is not None
    assert (busier.n_arm, busier.events_arm) == (busy.n_arm + 200, busy.events_arm)
    assert busy.events_arm >= 100
    assert busy.estimate == busy.events_arm / busy.n_arm
    neither, neithers = result.row("population_benchmark.neither"), more.row("population_benchmark.neither")
    assert neither.n_arm is not None
    assert neither.events_arm is not None
    assert (neithers.n_arm, neithers.events_arm) == (neither.n_arm + 200, neither.events_arm + 200)
    assert not [finding for finding in result.findings if finding.code == "population_not_delivered"]
    let_out = release(result, FLOOR, {})
    assert let_out.row("population_benchmark.busy").estimate is not None
    high = release(result, replace(FLOOR, floor=busy.events_arm + 1), {})
    assert high.row("population_benchmark.busy").estimate is None
    assert high.row("population_benchmark.busy").events_arm is None


def test_the_level_of_a_population_by_hand(tmp_path: Path) -> None:
    """Asked for a support that nobody of the trial has, and for those of 60 to 64, the 400 who were added are all.

    A year later 300 still have it and 100 study: 100 / 400 are busy. On the day, nobody works or studies.
    """
    extra = {"age": 61, "ages": (60, 64), "support": "other_support", "code": OTHER_SUPPORT}
    result = evaluated(tmp_path, on_assistance=400, not_busy=300, **extra)  # type: ignore[arg-type]
    busy, neither = (result.row(f"population_benchmark.{name}") for name in ("busy", "neither"))
    assert (busy.n_arm, busy.events_arm, busy.estimate) == (400, 100, 0.25)
    assert (neither.n_arm, neither.events_arm, neither.estimate) == (400, 400, 1.0)


def test_a_population_that_is_not_there_or_not_long_enough(tmp_path: Path) -> None:
    """Fewer people than the plan says the population has give no number, and the run notes why."""
    result = evaluated(tmp_path, on_assistance=10, not_busy=5, fewest=100_000)
    assert not [row for row in result.rows if row.analysis_id == "population_benchmark"]
    (note,) = [finding for finding in result.findings if finding.code == "population_not_delivered"]
    assert (note.severity, note.table) == ("note", "bef")


def test_the_trial_alone_is_quoted(tmp_path: Path) -> None:
    """Then there is no number, and the report quotes the source in both languages."""
    released = carry_out(written(tmp_path, fewest=100_000))
    assert not [row for row in released.rows if row.result_id.startswith("population_benchmark")]
    write_report(released, tmp_path, languages=("da", "en"), formats=("html",))
    for language, words in (
        ("da", ("alle på uddannelseshjælp", "Befolkningen er ikke talt", "en opdigtet kilde")),
        ("en", ("all on education assistance", "was not counted in this extract", "is quoted")),
    ):
        page = (tmp_path / f"report.{language}.html").read_text(encoding="utf-8")
        assert all(word in page for word in words)


def test_the_number_can_be_explained() -> None:
    """Who counted it is known by its name."""
    assert makers_of("population_benchmark.busy", {}).computed_by.__name__ == "count_population"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"this_support"', '"nobody"', "benchmark.support: the set of states 'nobody'"),
        ('analysis = "entry"', 'analysis = "exit"', "benchmark.analysis: analysis 'exit'"),
        ("weeks = 52", "weeks = 0", "benchmark.weeks"),
        ("age_from = 18", "age_from = 40", "benchmark.age_from"),
        ("fewest_people = 300", "fewest_people = 0", "benchmark.fewest_people"),
        ("= 0.08", "= 8.0", "benchmark.quoted_neither"),
    ],
)
def test_a_benchmark_that_contradicts_the_plan(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """Each is refused with the path to its key."""
    path = Path(written(tmp_path))
    text = path.read_text(encoding="utf-8")
    start = text.index("[benchmark]")
    path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        parse_plan(plan_content(path), name="mine.toml")
    assert [one for one in refused.value.problems if one.startswith(problem)]


def test_columns_that_the_schema_lacks(tmp_path: Path) -> None:
    """Before data are read."""
    opened = open_plan(written(tmp_path))
    assert opened.plan.benchmark is not None
    plan = replace(opened.plan, benchmark=replace(opened.plan.benchmark, born="BORN"), sensitivity=())
    with pytest.raises(PlanError, match=r"no column 'bef\.BORN'"):
        check_plan(plan, opened.schema, opened.state_map)
