"""`validate` says in one go whether a delivery can be trusted, as a table, JSON and a page; never with a value."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nextwork_eval import cli
from nextwork_eval.errors import ExtractError
from nextwork_eval.reproduction import check_delivery
from nextwork_eval.shipped import shipped_example
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE


@pytest.fixture
def life(tmp_path: Path) -> Path:
    """A copy of the LIFE extract that may be spoilt."""
    folder = shipped_example("life_1972")
    assert folder is not None
    return Path(shutil.copytree(folder, tmp_path / "life"))


def validate(*words: object) -> Result:
    return CliRunner().invoke(cli.app, ["validate", "life_1972", *map(str, words)])


def edit(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def first_person(folder: Path) -> str:
    return (folder / "allocation.csv").read_text(encoding="utf-8").splitlines()[1]


def test_a_sound_delivery_is_accepted_with_its_counts(life: Path, tmp_path: Path) -> None:
    """432 men in three tables, all found; the report says in both languages that it stays where it is."""
    done = validate("--extract", life, "--report", tmp_path / "quality")
    assert done.exit_code == 0
    assert done.output.startswith("Accepted: 432 people randomised, schema life-1.0.\n")
    content = json.loads((tmp_path / "quality" / "data-quality.json").read_text(encoding="utf-8"))
    assert content["accepted"] is True
    assert (content["people"], content["found_in_registers"]) == (432, 432)
    weekly = next(table for table in content["tables"] if table["name"] == "weekly")
    assert (weekly["rows"], weekly["persons"], weekly["lottery_found"]) == (432, 432, 432)
    assert weekly["columns"][1] == {"name": weekly["columns"][1]["name"], "cells": 432 * 52, "missing": 0}
    page = (tmp_path / "quality" / "data-quality.html").read_text(encoding="utf-8")
    assert "Må ikke udleveres" in page
    assert "Not for release" in page
    assert content["not_for_release_da"] in page
    assert "<script" not in page
    assert "http" not in page


def test_every_fault_of_every_room_comes_at_once(life: Path, tmp_path: Path) -> None:
    """A wrong code, a repeated man and an arm of no plan: schema and lottery, each with its count."""
    person = first_person(life)
    edit(life, "weekly", ";2;", ";9;")
    edit(life, "allocation", person, person.rsplit(";", 1)[0] + ";perhaps")
    text = (life / "baseline.csv").read_text(encoding="utf-8")
    (life / "baseline.csv").write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    done = validate("--extract", life, "--report", tmp_path / "quality", "--lang", "da")
    assert done.exit_code == 5
    assert done.output.startswith("Afvist: ")
    content = json.loads((tmp_path / "quality" / "data-quality.json").read_text(encoding="utf-8"))
    found = {one["code"]: one for one in content["findings"]}
    assert {"unknown_code", "duplicate_key", "unknown_arm"} <= found.keys()
    assert (found["unknown_code"]["count"], found["duplicate_key"]["count"], found["unknown_arm"]["count"]) == (1, 2, 1)
    assert found["unknown_arm"]["expected_da"] != found["unknown_arm"]["expected_en"]
    page = (tmp_path / "quality" / "data-quality.html").read_text(encoding="utf-8")
    for text in (done.output, page, json.dumps(content)):
        assert person.split(";")[0] not in text
        assert "perhaps" not in text


def test_a_lottery_list_alone_has_its_own_exit_code(life: Path) -> None:
    """The tables are as the schema says, and the arms are not as the plan says: exit code 6."""
    lines = (life / "allocation.csv").read_text(encoding="utf-8").splitlines()
    arms = {line.rsplit(";", 1)[1] for line in lines[1:]}
    own = lines[1].rsplit(";", 1)[1]
    other = next(iter(arms - {own}))
    edit(life, "allocation", lines[1], lines[1].rsplit(";", 1)[0] + f";{other}")
    done = validate("--extract", life)
    assert done.exit_code == 6
    assert "round_offers" in done.output


def test_a_person_number_stops_everything_and_nothing_is_written(life: Path, tmp_path: Path) -> None:
    """Then no count is made, and there is no report."""
    person = first_person(life).split(";")[0]
    edit(life, "baseline", f"{person};", "010190-1234;")
    done = validate("--extract", life, "--report", tmp_path / "quality")
    assert isinstance(done.exception, ExtractError)
    assert "010190" not in str(done.exception)
    assert not (tmp_path / "quality").exists()


def test_a_table_that_the_plan_reads_is_missing(life: Path) -> None:
    """It is said once, as the table that is not there; nothing else is repeated about it."""
    (life / "weekly.csv").unlink()
    check = check_delivery("life_1972", extract=life)
    assert [(one.code, one.table) for one in check.findings if one.severity == "error"] == [
        ("missing_table", "weekly")
    ] + [(one.code, one.table) for one in check.findings if one.code == "too_many_unlinked"]


@pytest.mark.parametrize("spoilt", ["without the key", "the key alone", "another delimiter", "another encoding"])
def test_no_table_that_lacks_something_keeps_the_others_from_being_checked(spoilt: str, tmp_path: Path) -> None:
    """Each table of NExTWORK in turn: what is wrong is a finding of that table, and everything else is still said.

    A table that was delivered and could not be read is not also said to be missing.
    """
    for name, text in DELIVERY.items():
        lines = [line.split(";") for line in text.splitlines()]
        changed = {
            "without the key": "\n".join(";".join(cells[1:]) for cells in lines) + "\n",
            "the key alone": "\n".join(cells[0] for cells in lines) + "\n",
            "another delimiter": text.replace(";", "\t"),
            "another encoding": f"{text}Æblegård\n",
        }[spoilt]
        folder = tmp_path / name
        folder.mkdir()
        for other, sound in DELIVERY.items():
            (folder / f"{other}.csv").write_bytes(changed.encode("cp1252") if other == name else sound.encode())
        (folder / "extract.toml").write_text(NOTE, encoding="utf-8")
        check = check_delivery("nextwork_2019", extract=folder)
        assert check.exit_code == 5
        about = [one.code for one in check.findings if one.table == name and one.severity == "error"]
        assert about
        assert "plan_reads_table" not in about
        assert "round_size" in {one.code for one in check.findings} or name == "allocation"  # of four people only


def test_a_cut_off_that_the_plan_needs_is_said_once(tmp_path: Path) -> None:
    """DREAM without the last day for which it is complete: one finding, and not a second one for the plan."""
    for name, text in DELIVERY.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "extract.toml").write_text(NOTE.replace("dream = 2016-01-10\n", ""), encoding="utf-8")
    found = {one.code for one in check_delivery("nextwork_2019", extract=tmp_path).findings}
    assert "missing_cut_off" in found
    assert "plan_needs_cut_off" not in found
