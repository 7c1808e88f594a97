"""The plan as an entry of the AEA RCT Registry, and held against one: by the names of its form and of its table."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.plan.registry import Registry
from nextwork_eval.plan.registry_files import entry_differences, entry_text, read_entry
from nextwork_eval.plan.registry_form import FORM, registry_entry, registry_notes
from nextwork_eval.shipped import shipped_plan

# The headings of the table of all trials that the registry lets everybody download.
TABLE = [
    "Title",
    "Url",
    "Last update date",
    "Published at",
    "First registered on",
    "RCT_ID",
    "Primary Investigator",
    "Status",
    "Start date",
    "End date",
    "Keywords",
    "Country names",
    "Primary outcome end points",
    "Sample size number observations",
    "Experimental design",
    "Randomization unit",
]


def entry(name: str = "nextwork_2019", **registry: Any) -> dict[str, str]:
    return registry_entry(parse_plan(content(name, **registry), name="plan.toml"))


def content(name: str = "nextwork_2019", **registry: Any) -> dict[str, Any]:
    plan = plan_content(shipped_plan(name))
    plan["registry"].update(registry)
    return plan


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TABLE)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_field_of_a_plans_registry_has_its_place_in_the_form() -> None:
    """Nothing that a plan can say is lost, and no field of the form asks for what a plan cannot say."""
    keys = [field.key for field in FORM]
    assert len(set(keys)) == len(keys)
    assert set(keys) == {*Registry.__dataclass_fields__, "plan.registration"} - {"source"}


def test_an_entry_says_what_is_declared_and_what_the_design_fixes() -> None:
    """Eight rounds of 30 with 15 drawn are 240 people, 120 in each arm; nothing is said of what is not known."""
    said = entry()
    assert said["RCT ID"] == "AEARCTR-2752"
    assert said["Initial registration date"] == "2019-05-07"
    assert said["Planned Number of Observations"] == "240"
    assert said["Sample size (or number of clusters) by treatment arms"] == "120 NExTWORK, 120 Control"
    assert said["Primary Outcomes (end points)"] == "Entered job or education within a year"
    assert said["Was the treatment clustered?"] == "No"
    assert not {"Abstract", "Trial Start Date", "IRB Name", "Minimum detectable effect size for main outcomes"} & set(
        said
    )


def test_what_is_declared_goes_before_what_follows() -> None:
    """A registry may say another number than the design; the check says so."""
    assert entry(planned_observations=1200)["Planned Number of Observations"] == "1200"
    plan = parse_plan(content(planned_observations=1200), name="plan.toml")
    assert "registry.planned_observations: the entry says 1200, the design 240" in registry_notes(plan)


def test_required_fields_that_are_missing_are_noted() -> None:
    """What follows from a reconstruction is not known of the registry; a completed trial is not asked for approval."""
    notes = registry_notes(parse_plan(content(), name="plan.toml"))
    assert "registry.abstract: the AEA form requires 'Abstract', and the plan does not say it" in notes
    assert any(note.startswith("registry.planned_observations: what the registry says") for note in notes)
    assert any(note.startswith("registry.irb_name") for note in notes)
    life = registry_notes(parse_plan(content("life_1972"), name="plan.toml"))
    assert "plan.registration: no number; the trial is not registered, or not yet" in life
    assert not any(note.startswith(("registry.irb", "registry.planned_observations")) for note in life)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_entry_that_is_written_and_read_again_is_the_same(kind: Any, tmp_path: Path) -> None:
    """With commas, quotation marks and Danish letters in it."""
    said = entry(abstract='Unge "vælger", og\nfirmaer, i Næstved')
    path = tmp_path / f"entry.{kind}"
    path.write_text(entry_text(said, kind), encoding="utf-8")
    read = read_entry(path, "AEARCTR-2752")
    assert {name: value for name, value in read.items() if value} == said
    assert entry_differences(said, read_entry(path, "")) == ()


def test_the_registrys_own_table_is_read_by_its_headings(tmp_path: Path) -> None:
    """The trial is found by its number among others, and differences of writing are none."""
    mine = {
        "Title": "Nextwork",
        "Last update date": "March 23, 2020",
        "Published at": "2019-05-13 09:02:17 -0400",
        "First registered on": "May 07, 2019",
        "RCT_ID": "AEARCTR-0002752",
        "Primary Investigator": "Sonya Krutikova (hidden) Institute",
        "Status": "on_going",
        "Country names": "Denmark",
        "Sample size number observations": "300",
        "Experimental design": "A lottery.",
    }
    other = {"Title": "Another", "RCT_ID": "AEARCTR-0012752"}
    found = entry_differences(entry(), read_entry(table(tmp_path / "trials.csv", other, mine), "AEARCTR-2752"))
    differ = {one.field: (one.plan, one.registry) for one in found if one.registry is not None}
    assert differ == {
        "Planned Number of Observations": ("240", "300"),
        "Experimental Design": (None, "A lottery."),
    }
    sentences = {one.field: one.sentence() for one in found}
    assert sentences["Experimental Design"] == "Experimental Design: in the registry only: A lottery."
    assert sentences["Randomization Unit"] == "Randomization Unit: in the plan only: individual"
    assert "Affiliation" not in sentences  # of which the table has no column


def test_keywords_are_a_set_and_days_are_days() -> None:
    """Another order is the same; another day is not."""
    mine = {"Keywords": "work, education", "Trial Start Date": "2016-11-03", "Study Status": "on_going"}
    same = {"Keywords": "Education; Work", "Trial Start Date": "November 03, 2016", "Study Status": "On going"}
    assert entry_differences(mine, same) == ()
    later = {**same, "Trial Start Date": "November 13, 2016"}
    assert [one.field for one in entry_differences(mine, later)] == ["Trial Start Date"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("entry.csv", ""),
        ("entry.csv", "colour,size\nred,3\n"),
        ("entry.csv", "RCT_ID,Title\nAEARCTR-0000001,One\nAEARCTR-0000002,Two\n"),
        ("entry.json", "[1, 2]"),
        ("entry.json", "{"),
    ],
)
def test_a_file_without_the_trial_is_refused(name: str, text: str, tmp_path: Path) -> None:
    """An empty file, other columns, other trials, no JSON: each is a mistake with a reason."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match="registry file"):
        read_entry(tmp_path / name, "AEARCTR-2752")
    with pytest.raises(PlanError, match="no registry file"):
        read_entry(tmp_path / "nothing.csv", "")


def test_json_of_the_form_is_plain() -> None:
    """An object of field names and texts."""
    assert json.loads(entry_text({"Trial Title": "Æ"}, "json")) == {"Trial Title": "Æ"}
