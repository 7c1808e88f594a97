"""What differs from the lock, and which numbers then are data driven: one edit at a time, on the shipped plans."""

import copy
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation.deviations import deviations_from
from nextwork_eval.evaluation.reasons import unplanned, with_reasons
from nextwork_eval.registers import manifest_text, read_schema
from nextwork_eval.reproduction import OpenedPlan, lock_plan, open_plan
from nextwork_eval.reproduction.locks import promise_of
from nextwork_eval.results import Deviation, ResultRow
from nextwork_eval.shipped import shipped_schema

Content = dict[str, Any]


@pytest.fixture(scope="module")
def nextwork() -> OpenedPlan:
    return open_plan("nextwork_2019")


def entry(content: Content, section: str, name: str) -> Content:
    found: Content = next(one for one in content[section] if one["id"] == name)
    return found


def edited(opened: OpenedPlan, change: Callable[[Content], object]) -> tuple[Content, tuple[Deviation, ...]]:
    content = copy.deepcopy(opened.content)
    change(content)
    promise = promise_of(opened)
    assert promise is not None
    assert opened.casebook is not None
    return content, deviations_from(promise.lock, content, opened.schema, opened.casebook.fingerprint)


def add_analysis(content: Content) -> None:
    extra = {**entry(content, "analysis", "entry_half_year"), "id": "entry_half_year_ratio"}
    content["analysis"].append({**extra, "estimator": {"id": "risk_ratio"}})


EDITS: dict[str, tuple[Callable[[Content], object], tuple[str, str, str]]] = {
    "an analysis is added": (add_analysis, ("analysis", "added", "analysis.entry_half_year_ratio")),
    "an analysis is left out": (
        lambda c: c["analysis"].remove(entry(c, "analysis", "entry_exact")),
        ("analysis", "missing", "analysis.entry_exact"),
    ),
    "an estimator has another seed": (
        lambda c: entry(c, "analysis", "path")["estimator"].update(seed=1),
        ("analysis", "altered", "analysis.path.estimator.seed"),
    ),
    "an exploratory analysis becomes primary": (
        lambda c: entry(c, "analysis", "entry_half_year").update(purpose="primary"),
        ("analysis", "altered", "analysis.entry_half_year.purpose"),
    ),
    "an outcome is read one week later": (
        lambda c: entry(c, "outcome", "entry_52")["rule"].update(by_week=53),
        ("outcome", "altered", "outcome.entry_52.rule.by_week"),
    ),
    "a round has one person more": (
        lambda c: entry(c["design"], "round", "2017-02").update(randomised=31),
        ("population", "altered", "design.round.2017-02.randomised"),
    ),
    "a round is new": (
        lambda c: c["design"]["round"].append({"id": "2018-12", "randomised": 30, "offered": 15}),
        ("population", "added", "design.round.2018-12"),
    ),
    "a target is easier": (
        lambda c: entry(c, "target", "job_or_education").update(threshold=0.5),
        ("plan", "altered", "target.job_or_education.threshold"),
    ),
    "another schema": (
        lambda c: c["plan"].update(schema="nextwork-1.2"),
        ("schema", "altered", "plan.schema"),
    ),
    "the order of the analyses": (
        lambda c: c["analysis"].reverse(),
        ("analysis", "altered", "analysis.order"),
    ),
    "a word of the report": (
        lambda c: c["text"]["en"].update(limits="Other words."),
        ("plan", "altered", "text.en.limits"),
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_one_edit_is_exactly_one_deviation(name: str, nextwork: OpenedPlan) -> None:
    """It says what kind it is, and the path to the key."""
    change, expected = EDITS[name]
    _, found = edited(nextwork, change)
    assert [(one.kind, one.change, one.subject) for one in found] == [expected]


def test_both_sides_are_told_in_the_words_of_the_plan(nextwork: OpenedPlan) -> None:
    """A leaf as it stands; something new or gone by what it is; long texts cut short."""
    _, (seed,) = edited(nextwork, EDITS["an estimator has another seed"][0])
    assert (seed.as_locked, seed.as_run) == ("2752", "1")
    _, (new,) = edited(nextwork, add_analysis)
    assert new.as_locked is None
    assert new.as_run is not None
    assert "risk_ratio" in new.as_run
    _, (words,) = edited(nextwork, lambda c: c["text"]["en"].update(limits="word " * 200))
    assert words.as_run is not None
    assert len(words.as_run) == 120


def row(analysis_id: str, **values: Any) -> ResultRow:
    return ResultRow(
        **{
            "result_id": f"{analysis_id}.difference",
            "analysis_id": analysis_id,
            "outcome": "",
            "statistic": "difference",
            "unit": "share",
            "estimate": 0.1,
            "synthetic": True,
            **values,
        }
    )


ROWS = (
    row("entry"),
    row("path"),
    row("weeks"),
    row("entry_by_sex"),
    row("entry_half_year"),
    row("sensitivity.one_week.entry"),
    row("entry", result_id="target.job_or_education"),
    row("baseline", outcome="baseline.woman", result_id="baseline.woman.programme"),
    row("baseline", outcome="baseline.age", result_id="baseline.age.programme"),
    row("delivery", result_id="delivery.take_up.programme"),
    row("ratio_en"),
    row("note"),
    row("power", result_id="power.effect.entry.detectable"),
    row("power", result_id="power.target.job_or_education.at_2.met"),
)
DRIVEN: dict[str, tuple[Callable[[Content], object], set[str]]] = {
    "another seed touches that path alone": (EDITS["an estimator has another seed"][0], {"path.difference"}),
    "an outcome takes all its analyses along, their other definitions and targets": (
        EDITS["an outcome is read one week later"][0],
        {
            "entry.difference",
            "entry_by_sex.difference",
            "sensitivity.one_week.entry.difference",
            "target.job_or_education",
            "power.effect.entry.detectable",
            "power.target.job_or_education.at_2.met",
        },
    ),
    "a covariate takes its subgroups along": (
        lambda c: entry(c, "covariate", "woman")["source"].update(column="CIVST"),
        {"baseline.woman.programme", "entry_by_sex.difference"},
    ),
    "another question takes its analyses along": (
        lambda c: entry(c, "estimand", "offer").update(event=[]),
        {one.result_id for one in ROWS if one.analysis_id not in ("baseline", "delivery", "ratio_en", "note")},
    ),
    "a target is its own, and that of its chances": (
        EDITS["a target is easier"][0],
        {"target.job_or_education", "power.target.job_or_education.at_2.met"},
    ),
    "the lottery is everything": (EDITS["a round has one person more"][0], {one.result_id for one in ROWS}),
    "words are nothing": (
        lambda c: [entry(c, "outcome", "entry_52").update(label_en="x"), c["text"]["en"].update(limits="x")],
        set(),
    ),
    "delivery takes those along who read it": (
        lambda c: c["delivery"].update(threshold=9),
        {
            "delivery.take_up.programme",
            "entry.difference",
            "sensitivity.one_week.entry.difference",
            "target.job_or_education",
            "power.effect.entry.detectable",
            "power.target.job_or_education.at_2.met",
        },
    ),
    "words of the delivery are nothing": (lambda c: c["delivery"]["network"].update(note_en="x"), set()),
    "an entry whose id ends like a word is an entry": (
        lambda c: c["analysis"].extend(
            {**entry(c, "analysis", "entry_half_year"), "id": name} for name in ("ratio_en", "note")
        ),
        {"ratio_en.difference", "note.difference"},
    ),
}


@pytest.mark.parametrize("name", DRIVEN)
def test_what_rests_on_a_change_is_data_driven(name: str, nextwork: OpenedPlan) -> None:
    """Everything that rests on it, and nothing else."""
    change, expected = DRIVEN[name]
    content, found = edited(nextwork, change)
    promise = promise_of(nextwork)
    assert promise is not None
    changed = unplanned(found, content, promise.lock, nextwork.schema, nextwork.state_map, nextwork.other_maps)
    rows = with_reasons(ROWS, changed)
    assert {one.result_id for one in rows if one.reason == "data_driven"} == expected


def test_who_joins_a_family_changes_its_adjusted_numbers(nextwork: OpenedPlan) -> None:
    """The secondary analyses are adjusted together: a third member gives the two others another p-value."""
    family = entry(nextwork.content, "analysis", "weeks")["family"]
    content, found = edited(nextwork, lambda c: entry(c, "analysis", "entry_half_year").update(family=family))
    promise = promise_of(nextwork)
    assert promise is not None
    changed = unplanned(found, content, promise.lock, nextwork.schema, nextwork.state_map, nextwork.other_maps)
    driven = {one.result_id for one in with_reasons(ROWS, changed) if one.reason == "data_driven"}
    assert driven == {"weeks.difference", "entry_half_year.difference"}


def test_authors_explain_a_deviation_and_only_a_deviation(nextwork: OpenedPlan) -> None:
    """Their reason stands beside it and is no deviation itself; a reason for what did not change is refused."""
    why = {"subject": "analysis.path.estimator.seed", "why_da": "Fejl.", "why_en": "A slip."}

    def explained(content: Content) -> None:
        EDITS["an estimator has another seed"][0](content)
        content["deviation"] = [why]

    _, (found,) = edited(nextwork, explained)
    assert (found.why_da, found.why_en) == ("Fejl.", "A slip.")
    with pytest.raises(PlanError, match="explains deviations that are none"):
        edited(nextwork, lambda c: c.update(deviation=[why]))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The LIFE plan, locked, with its schema beside it."""
    (tmp_path / "analysis_plans").mkdir()
    plan = shutil.copy(open_plan("life_1972").folder / "life_1972.toml", tmp_path / "analysis_plans")
    shutil.copytree(shipped_schema("life-1.0"), tmp_path / "data_schema" / "life-1.0")
    lock_plan(str(plan), on=dt.date(2026, 1, 15))
    return tmp_path


def edit_schema(
    home: Path, file: str, before: str, after: str, *, plan: str = "life_1972", schema_id: str = "life-1.0"
) -> tuple[Deviation, ...]:
    schema = home / "data_schema" / schema_id
    text = (schema / file).read_text(encoding="utf-8")
    assert before in text
    (schema / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    (schema / "MANIFEST.toml").write_text(manifest_text(schema), encoding="utf-8")
    read_schema(schema)
    promise = promise_of(open_plan(str(home / "analysis_plans" / f"{plan}.toml")))
    assert promise is not None
    return promise.deviations


@pytest.mark.parametrize(
    ("file", "before", "after", "kind", "subject"),
    [
        ("codelists/weekly.csv", "2,Ikke", "2,Slet ikke", "code_list", "codelists/weekly.csv: 2"),
        (
            "state_maps/weekly.toml",
            'label_en = "Working"',
            'label_en = "At work"',
            "state_map",
            "state_maps/weekly.toml: state.working",
        ),
        ("disclosure.toml", "floor = 0", "floor = 3", "schema", "disclosure.toml"),
        ("tables/baseline.json", '"minimum": 14', '"minimum": 13', "schema", "tables/baseline.json"),
    ],
)
def test_an_edited_schema_is_named_by_its_file_and_row(
    home: Path, file: str, before: str, after: str, kind: str, subject: str
) -> None:
    """Of a code list the row by its code, of a state map the entry by its name, of any other file the file."""
    found = edit_schema(home, file, before, after)
    assert [(one.kind, one.change, one.subject) for one in found] == [(kind, "altered", subject)]


def test_a_row_added_to_a_code_list(home: Path) -> None:
    """A fourth code is one deviation; the others are as they were."""
    found = edit_schema(home, "codelists/weekly.csv", "3,", "4,Ukendt,Unknown,not_working,,,Invented\n3,")
    assert [(one.change, one.subject) for one in found] == [("added", "codelists/weekly.csv: 4")]


@pytest.mark.parametrize(
    ("before", "after", "driven"),
    [("2,Ikke", "2,Slet ikke", False), ("not_working,,,", "not_working,1900-01-01,,", True)],
)
def test_another_label_drives_no_number_and_another_meaning_drives_them_all(
    home: Path, before: str, after: str, driven: bool
) -> None:
    """What a weekly code means is behind every outcome; what it is called is behind none."""
    found = edit_schema(home, "codelists/weekly.csv", before, after)
    opened = open_plan(str(home / "analysis_plans" / "life_1972.toml"))
    promise = promise_of(opened)
    assert promise is not None
    changed = unplanned(found, opened.content, promise.lock, opened.schema, opened.state_map, opened.other_maps)
    assert changed.everything is driven


@pytest.mark.parametrize(
    ("file", "before", "after", "driven"),
    [
        # Another reading of pay is behind the definitions under that state map, and behind no other number.
        (
            "state_maps/jobindsats.toml",
            "at_least = 1.0",
            "at_least = 2.0",
            {"sensitivity.like_jobindsats.entry.difference"},
        ),
        ("state_maps/jobindsats.toml", 'label_en = "Pension or early retirement"', 'label_en = "Retired"', set()),
        # Who chose the firm is counted among the internships, and read by the analyses that read the delivery.
        (
            "codelists/chosen_by.csv",
            "firm,Virksomheden,The firm,,,,",
            "firm,Virksomheden,The firm,,2017-01-01,,",
            {"delivery.take_up.programme", "entry.difference", "sensitivity.like_jobindsats.entry.difference"},
        ),
        ("codelists/chosen_by.csv", "firm,Virksomheden,The firm", "firm,Firmaet,The company", set()),
        (
            "codelists/end_reason.csv",
            "completed,Gennemført,Completed,,,,",
            "completed,Gennemført,Completed,,2017-01-01,,",
            set(),
        ),
    ],
)
def test_another_state_map_and_who_chose_drive_what_reads_them(
    tmp_path: Path, file: str, before: str, after: str, driven: set[str]
) -> None:
    """A change of the second state map, or of the list of choosers, is followed to its rows; one of words is not."""
    folder = tmp_path / "analysis_plans"
    folder.mkdir()
    shipped = open_plan("nextwork_2019")
    plan = shutil.copy(shipped.folder / "nextwork_2019.toml", folder)
    shutil.copytree(shipped.folder / "casebooks", folder / "casebooks")
    schema_id = shipped.schema.id
    shutil.copytree(shipped_schema(schema_id), tmp_path / "data_schema" / schema_id)
    lock_plan(str(plan), on=dt.date(2026, 1, 15))
    found = edit_schema(tmp_path, file, before, after, plan="nextwork_2019", schema_id=schema_id)
    assert found
    opened = open_plan(str(plan))
    promise = promise_of(opened)
    assert promise is not None
    changed = unplanned(found, opened.content, promise.lock, opened.schema, opened.state_map, opened.other_maps)
    rows = (
        row("weeks"),
        row("path"),
        row("entry"),
        row("sensitivity.one_week.weeks"),
        row("sensitivity.like_jobindsats.entry"),
        row("delivery", result_id="delivery.take_up.programme"),
    )
    assert {one.result_id for one in with_reasons(rows, changed) if one.reason == "data_driven"} == driven
