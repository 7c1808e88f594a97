"""The same weekly codes, delivered as a column for each week or as spells, make the same matrix."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextwork_eval.errors import ExtractError
from nextwork_eval.histories import StateMatrix, build_histories
from nextwork_eval.histories.layers import WeeklySource
from nextwork_eval.histories.weeks import iso_week, monday
from nextwork_eval.reproduction import open_plan
from nextwork_eval.trial.casebook_run import run_casebook

OPENED = open_plan("nextwork_2019")
FIRST, WEEKS = iso_week(2015, 40), 30  # over a week 53
WIDE = OPENED.state_map
SPELLS = replace(
    WIDE,
    weekly=WeeklySource(
        table="dream",
        codelist="dream",
        blank="other_self_support",
        calendar="spells",
        code="code",
        start="first",
        end="last",
    ),
)
CUT_OFFS = {"dream": monday(FIRST + WEEKS) - dt.timedelta(days=1), "bfl": dt.date(2016, 12, 31)}


def column(week: int) -> str:
    year, number, _ = monday(week).isocalendar()
    return f"y_{year % 100:02d}{number:02d}"


def painted(dream: pl.DataFrame, people: list[str], lottery: list[int], by: object) -> StateMatrix:
    kinds = {"bfl": ["ajo_job_slut_dato", "ajo_fuldtid_beskaeftiget"], "vnds": ["HAEND_DATO", "INDUD_KODE"]}
    types = {"ajo_job_slut_dato": pl.Date, "ajo_fuldtid_beskaeftiget": pl.Float64, "HAEND_DATO": pl.Date}
    tables = {
        name: pl.DataFrame(schema={"PNR": pl.String, **{field: types.get(field, pl.String) for field in fields}})
        for name, fields in kinds.items()
    }
    tables |= {"dream": dream, "dod": pl.DataFrame(schema={"PNR": pl.String, "DODDATO": pl.Date})}
    return build_histories(
        tables,
        by,  # type: ignore[arg-type]
        person_key="PNR",
        persons=people,
        lottery_weeks=lottery,
        cut_offs=CUT_OFFS,
        history_weeks=5,
    )


@given(
    st.lists(st.lists(st.sampled_from([0, 0, 720, 651, 890]), min_size=WEEKS, max_size=WEEKS), min_size=1, max_size=4)
)
def test_columns_and_spells_make_the_same_weeks(codes: list[list[int]]) -> None:
    """Spells from a Monday to a Sunday, the last of them without an end."""
    people = [f"person{number:06d}" for number in range(len(codes))]
    wide = pl.DataFrame(
        {"PNR": people, **{column(FIRST + week): [person[week] or None for person in codes] for week in range(WEEKS)}},
        schema={"PNR": pl.String, **{column(FIRST + week): pl.Int64 for week in range(WEEKS)}},
    )
    rows = []
    for person, weeks in zip(people, codes, strict=True):
        for week, code in enumerate(weeks):
            if code and (week == 0 or weeks[week - 1] != code):
                after = next((later for later in range(week, WEEKS) if weeks[later] != code), None)
                last = None if after is None else monday(FIRST + after) - dt.timedelta(days=1)
                rows.append((person, str(code), monday(FIRST + week), last))
    kinds = {"PNR": pl.String, "code": pl.String, "first": pl.Date, "last": pl.Date}
    spells = pl.DataFrame(rows[::-1], schema=kinds, orient="row")
    lottery = [FIRST + 8 + 3 * number for number in range(len(codes))]
    one, other = painted(wide, people, lottery, WIDE), painted(spells, people, lottery, SPELLS)
    assert one.first_week == other.first_week
    assert np.array_equal(one.states, other.states)
    assert one.last_observed.tolist() == other.last_observed.tolist()


def test_overlapping_spells_of_the_base_stop_the_run() -> None:
    """Two codes in one week: which of them counts is for the data owner or a layer to say."""
    rows = [("a", "720", dt.date(2015, 10, 5), dt.date(2015, 11, 1)), ("a", "651", dt.date(2015, 10, 26), None)]
    kinds = {"PNR": pl.String, "code": pl.String, "first": pl.Date, "last": pl.Date}
    with pytest.raises(ExtractError, match="overlap"):
        painted(pl.DataFrame(rows, schema=kinds, orient="row"), ["a"], [FIRST + 8], SPELLS)


def test_the_casebook_is_the_same_from_spells() -> None:
    """Every example person becomes the same, whether the weekly codes come in columns or in spells."""
    assert OPENED.casebook is not None
    one, other = (run_casebook(OPENED.casebook, OPENED.plan, OPENED.schema, by) for by in (WIDE, SPELLS))
    assert [case.states for case in one] == [case.states for case in other]
    assert [case.answers for case in one] == [case.answers for case in other]
