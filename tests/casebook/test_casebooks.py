"""The casebooks: each example person by each state map, and what happens when a definition is changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.plan.outcomes import EntryBy
from nextwork_eval.reproduction import OpenedPlan, open_plan
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial.casebook import Casebook, read_casebook, weeks_of
from nextwork_eval.trial.casebook_run import check_casebook, disagreements, run_casebook

OPENED = open_plan("nextwork_2019")
assert OPENED.casebook is not None
BOOK: Casebook = OPENED.casebook
MAPS = {OPENED.state_map.id: OPENED.state_map, **OPENED.other_maps}
CASES = {name: run_casebook(BOOK, OPENED.plan, OPENED.schema, state_map) for name, state_map in MAPS.items()}
FILE = shipped_plan("nextwork_2019").parent / "casebooks" / "nextwork_2019.toml"


def test_there_are_at_least_forty_people() -> None:
    """Every entry has a name of its own, and the plan's own state map has something to say of all but one of them."""
    assert len(BOOK.people) >= 40
    unspoken = [person.id for person in BOOK.people if person.expected["dream_bfl"].states is None]
    assert unspoken == ["in_no_register"]


@pytest.mark.parametrize("state_map", MAPS)
@pytest.mark.parametrize("place", range(len(BOOK.people)), ids=[person.id for person in BOOK.people])
def test_each_person_becomes_what_the_casebook_says(place: int, state_map: str) -> None:
    """Weeks, outcomes and shares of time before the lottery are those written by hand."""
    alone = replace(BOOK, people=(BOOK.people[place],))
    assert disagreements(alone, (CASES[state_map][place],), MAPS[state_map]) == []


def test_a_plan_without_a_calendar_has_a_casebook_too() -> None:
    """The men of LIFE become what theirs says; a code before their first week is refused."""
    opened = open_plan("life_1972")
    assert opened.casebook is not None
    cases = run_casebook(opened.casebook, opened.plan, opened.schema, opened.state_map)
    assert disagreements(opened.casebook, cases, opened.state_map) == []
    early = replace(opened.casebook.people[0], weekly=weeks_of("1 | 1*52", letters=False))
    with pytest.raises(PlanError, match="no week before the lottery"):
        run_casebook(replace(opened.casebook, people=(early,)), opened.plan, opened.schema, opened.state_map)


def test_calendar_weeks_need_a_lottery() -> None:
    """Where the weekly codes are of the calendar, every person has a day of the lottery."""
    undated = replace(BOOK, people=(replace(BOOK.people[0], draws=()),))
    with pytest.raises(PlanError, match="counts calendar weeks"):
        run_casebook(undated, OPENED.plan, OPENED.schema, OPENED.state_map)


def change_run(opened: OpenedPlan) -> OpenedPlan:
    """Ask for three weeks in a row instead of four."""
    outcomes = tuple(
        replace(item, rule=replace(item.rule, weeks_in_a_row=3))
        if isinstance(item.rule, EntryBy) and item.rule.weeks_in_a_row == 4
        else item
        for item in opened.plan.outcome
    )
    return replace(opened, plan=replace(opened.plan, outcome=outcomes))


def change_returns(opened: OpenedPlan) -> OpenedPlan:
    """Let the weeks of assistance at the start of an education count as a return."""
    sets = tuple(
        replace(item, states=(*item.states, "assistance_at_education_start"))
        if item.id == "job_centre_benefit"
        else item
        for item in opened.plan.state_set
    )
    return replace(opened, plan=replace(opened.plan, state_set=sets))


def change_threshold(opened: OpenedPlan) -> OpenedPlan:
    """Drop the pay threshold, so that one shift makes five weeks of job."""
    layers = tuple(
        replace(layer, at_least=0.01) if layer.kind == "monthly_work" else layer for layer in opened.state_map.layers
    )
    return replace(opened, state_map=replace(opened.state_map, layers=layers))


def change_codes(opened: OpenedPlan) -> OpenedPlan:
    """Forget that 720-729 is education assistance too."""
    codes = {**opened.state_map.code_states, "720": "other_self_support"}
    return replace(opened, state_map=replace(opened.state_map, code_states=codes))


@pytest.mark.parametrize(
    ("change", "person"),
    [
        (change_run, "three_weeks_of_job"),
        (change_returns, "assistance_after_the_start"),
        (change_threshold, "one_shift_in_march"),
        (change_codes, "stays_on_support"),
    ],
)
def test_a_changed_definition_is_refused_by_name(change: Callable[[OpenedPlan], OpenedPlan], person: str) -> None:
    """The plan is refused before any data are read, and the message names the person to whom it matters."""
    changed = change(OPENED)
    with pytest.raises(PlanError) as caught:
        check_casebook(BOOK, changed.plan, changed.schema, {**MAPS, changed.state_map.id: changed.state_map})
    assert any(f"'{person}'" in problem for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace('story_en = "Receives', 'tale_en = "Receives'), "no entry 'story_en'"),
        (lambda text: text.replace('group = "entry"', 'group = "entries"', 1), "the group 'entries' is not declared"),
        (lambda text: text.replace('id = "enters_job"', 'id = "stays_on_support"'), "is used twice"),
        (lambda text: text.replace("720*4 | 720", "720*4, 720", 1), "need a bar"),
        (lambda text: text.replace("[letters]", "[letter]"), "'letters'"),
        (lambda text: text.replace("[letters]", "[letters"), "not TOML"),
    ],
)
def test_a_faulty_casebook_is_refused(change: Callable[[str], str], expected: str, tmp_path: Path) -> None:
    """Each fault is named."""
    (tmp_path / "mine.toml").write_text(change(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_casebook(tmp_path / "mine.toml", "dream_bfl")
    assert expected in str(caught.value)


def test_rows_that_do_not_fit_their_table_are_refused(tmp_path: Path) -> None:
    """A pay row with two cells, and a column that the schema does not have."""
    text = FILE.read_text(encoding="utf-8").replace("[[2018-03-15, 0.03, 750.0]]", "[[2018-03-15, 0.03]]")
    text = text.replace('dod = ["DODDATO"]', 'dod = ["DODDAG"]')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    book = read_casebook(tmp_path / "mine.toml", "dream_bfl")
    with pytest.raises(PlanError) as caught:
        run_casebook(book, OPENED.plan, OPENED.schema, OPENED.state_map)
    assert len(caught.value.problems) == 2


def test_how_weeks_are_written() -> None:
    """Letters are a week each, codes are repeated by a star, and the bar stands after the week of the lottery."""
    weeks = weeks_of("S*2 J | SSJ*2", letters=True)
    assert (weeks.before, weeks.after) == (("S", "S", "J"), ("S", "S", "J", "J"))
    assert weeks.first_week == -2
