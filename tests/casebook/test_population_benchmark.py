"""The casebook of the population benchmark: ten people, counted by hand, in memory and in one pass of a file.

The day is Thursday 1 February 2018, in ISO week 5; the horizon is eight weeks later, week 13.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.histories import StateMap, read_state_map
from nextwork_eval.histories.population import PopulationCounts, count_population, look_back
from nextwork_eval.histories.weeks import iso_week
from nextwork_eval.plan.benchmark import PopulationBenchmark
from nextwork_eval.registers import read_schema
from nextwork_eval.registers.week_blocks import BlockSize
from nextwork_eval.registers.week_frames import week_frames
from nextwork_eval.registers.week_spells import open_weekly_table
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
CUT_OFFS = {"dream": dt.date(2018, 5, 6), "bfl": dt.date(2018, 5, 31)}
WEEKS = [f"y_17{number:02d}" for number in range(40, 53)] + [f"y_18{number:02d}" for number in range(1, 19)]
SETS = {"assistance": ("education_assistance",), "busy": ("job", "education"), "gone": ("emigrated", "dead", "pension")}
ASKED = PopulationBenchmark(
    analysis="entry",
    date=dt.date(2018, 2, 1),
    weeks=8,
    support="assistance",
    busy="busy",
    gone="gone",
    table="bef",
    born="FOED_DAG",
    dated_by="REFERENCETID",
    age_from=18,
    age_to=29,
    fewest_people=1,
    label_da="Hele landet",
    label_en="The country",
    source="an invented source",
)
# Age on the day, DREAM codes of weeks 1 to 9 and 10 to 18 of 2018 (None: not in DREAM), and months with pay.
PEOPLE: dict[str, tuple[int, tuple[int | None, int | None] | None, tuple[int, ...]]] = {
    "anna": (20, (720, None), (3,)),  # on assistance, in job in March: counted as busy later
    "bo": (25, (720, 720), (2, 3)),  # paid beside his assistance, and on it all the time
    "carl": (22, (651, 651), ()),  # on the state education grant
    "dorte": (24, None, (1, 2)),  # never had a benefit, and is paid
    "erik": (19, None, ()),  # in the population, and in no other register
    "frida": (28, (997, 997), ()),  # not resident
    "gerda": (45, (720, 651), ()),  # on assistance and later in education; too old for the second share
    "hans": (17, None, ()),  # too young
    "ida": (29, (None, 720), ()),  # not yet on assistance on the day
    "jens": (21, (None, None), (2,)),  # in DREAM for something long ago, and paid
}
ON_SUPPORT, BUSY_LATER = {"anna", "bo", "gerda"}, {"anna", "gerda"}
YOUNG, NEITHER = {"anna", "bo", "carl", "dorte", "erik", "ida", "jens"}, {"anna", "bo", "erik", "ida"}


@pytest.fixture(scope="module")
def state_map() -> StateMap:
    """The strict reading of the registers."""
    return read_state_map(SCHEMA.folder / "state_maps" / "dream_bfl.toml", SCHEMA.code_lists)


def dream() -> pl.DataFrame:
    """Who is in DREAM; blank in 2017."""
    codes = {name: codes for name, (_, codes, _) in PEOPLE.items() if codes is not None}
    weeks = {
        week: [None if week < "y_18" else early if week < "y_1810" else late for early, late in codes.values()]
        for week in WEEKS
    }
    return pl.DataFrame({"PNR": list(codes), **weeks}, schema={"PNR": pl.String, **dict.fromkeys(WEEKS, pl.Int16)})


def tables() -> dict[str, pl.DataFrame]:
    """The other registers; the population has two snapshots, of which the later one is after the day."""
    births = {name: dt.date(2018 - age, 1, 31) for name, (age, _, _) in PEOPLE.items()}
    known, later = dt.date(2018, 1, 1), dt.date(2018, 4, 1)
    unknown_then = ("kaj", later, dt.date(1995, 1, 1))  # came after the day
    snapshots = [(name, day, born) for name, born in births.items() for day in (known, later)]
    pay = [(name, dt.date(2018, month, 28), 1.0) for name, (_, _, paid) in PEOPLE.items() for month in paid]
    return {
        "bef": pl.DataFrame([*snapshots, unknown_then], schema=["PNR", "REFERENCETID", "FOED_DAG"], orient="row"),
        "bfl": pl.DataFrame(pay, schema=["PNR", "ajo_job_slut_dato", "ajo_fuldtid_beskaeftiget"], orient="row"),
        "vnds": pl.DataFrame(schema={"PNR": pl.String, "HAEND_DATO": pl.Date, "INDUD_KODE": pl.String}),
        "dod": pl.DataFrame(schema={"PNR": pl.String, "DODDATO": pl.Date}),
    }


def counted(
    weekly: Iterable[pl.DataFrame], state_map: StateMap, cut_offs: dict[str, dt.date] = CUT_OFFS
) -> PopulationCounts:
    """Count the ten people."""
    return count_population(ASKED, SETS, weekly, tables(), state_map, person_key="PNR", cut_offs=cut_offs)


def by_hand() -> PopulationCounts:
    """Return what the names above say."""
    return PopulationCounts(
        on_support=len(ON_SUPPORT),
        busy_later=len(BUSY_LATER),
        young=len(YOUNG),
        neither=len(NEITHER),
        of_the_ages=len(YOUNG | {"frida"}),
    )


def test_ten_people_by_hand(state_map: StateMap) -> None:
    """Two of three on assistance are in job or education eight weeks later; four of seven young are in neither."""
    assert counted([dream()], state_map) == by_hand()


def test_blocks_change_nothing(state_map: StateMap) -> None:
    """One person at a time gives the same counts."""
    assert counted(dream().iter_slices(1), state_map) == by_hand()


def test_the_same_from_one_pass_of_a_file(state_map: StateMap, tmp_path: Path) -> None:
    """Weeks that come back from spells are those of the table."""
    path = tmp_path / "dream.parquet"
    dream().write_parquet(path, row_group_size=2)
    weekly = open_weekly_table(path, SCHEMA, "dream", cut_off=CUT_OFFS["dream"])
    start = iso_week(2018, 5)
    read = list(week_frames(weekly, start - look_back(state_map), start + 9, size=BlockSize(people=2)))
    frames = [frame for frame, _ in read]
    assert [unknown for _, unknown in read if unknown] == []
    assert [frame.height for frame in frames] == [2, 2, 2, 1]
    assert pl.concat(frames).equals(dream().select(frames[0].columns))
    assert counted(frames, state_map) == by_hand()


# Weeks of 2018 on assistance and on the education grant; the period is weeks 4 to 9, the horizon nine weeks.
CAME: dict[str, tuple[set[int], set[int]]] = {
    "karen": ({-1, 0, 1, 2, 3, 4, 5}, set()),  # came before the period, and stayed
    "lea": ({1, 2, 4, 5}, set()),  # out for one week, and came again in week 4
    "mia": ({9, 10}, {18}),  # came in the last week of the period; in education nine weeks later
    "noa": ({5, 9}, {14}),  # came twice: counted once, from week 5, and in education nine weeks after that
    "ole": ({10, 11}, {19}),  # came after the period
}


def period() -> pl.DataFrame:
    """The five people in DREAM; weeks -1 and 0 are weeks 51 and 52 of 2017."""
    names = {number: f"y_18{number:02d}" for number in range(1, 20)} | {-1: "y_1751", 0: "y_1752", -2: "y_1750"}
    weeks = {
        names[number]: [
            720 if number in there else 651 if number in learning else None for there, learning in CAME.values()
        ]
        for number in sorted(names)
    }
    return pl.DataFrame({"PNR": list(CAME), **weeks}, schema={"PNR": pl.String, **dict.fromkeys(weeks, pl.Int16)})


@pytest.mark.parametrize(("weeks_out", "came"), [(1, {"lea", "mia", "noa"}), (2, {"mia", "noa"})])
def test_those_who_came_in_a_period(state_map: StateMap, weeks_out: int, came: set[str]) -> None:
    """Each is followed from the week in which they came; a shorter gap than was declared is no way out."""
    asked = replace(ASKED, date=dt.date(2018, 1, 25), until=dt.date(2018, 3, 1), weeks=9, weeks_out=weeks_out)
    late = {"dream": dt.date(2018, 5, 13), "bfl": dt.date(2018, 5, 31)}
    found = count_population(asked, SETS, [period()], tables(), state_map, person_key="PNR", cut_offs=late)
    assert (found.on_support, found.busy_later, found.reached) == (len(came), len(came & {"mia", "noa"}), True)


def test_a_weekly_table_that_begins_too_late(state_map: StateMap) -> None:
    """A week before the first that was delivered is not one without assistance."""
    begun = dream().select("PNR", *[name for name in WEEKS if name >= "y_1805"])
    assert counted([begun], state_map) == by_hand()
    assert not counted([begun.drop("y_1805")], state_map).reached
    assert not counted([begun.select("PNR")], state_map).reached
    assert not counted([dream().select("PNR", "y_1740")], state_map).reached
    asked = replace(ASKED, until=dt.date(2018, 2, 8))
    found = count_population(asked, SETS, [begun], tables(), state_map, person_key="PNR", cut_offs=CUT_OFFS)
    assert not found.reached


def test_registers_that_end_before_the_horizon(state_map: StateMap) -> None:
    """Nothing is said of a week that nobody has observed."""
    assert not counted([dream()], state_map, CUT_OFFS | {"bfl": dt.date(2018, 2, 28)}).reached
