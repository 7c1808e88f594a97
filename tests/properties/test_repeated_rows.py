"""Rows that stand more than once are those that Polars finds by comparing every row with every other."""

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nextwork_eval.registers.keys import repeated

ROW = st.tuples(
    st.sampled_from(["Ane", "Bo", "", None]),
    st.sampled_from([0.0, -0.0, 1.5, float("nan"), None]),
    st.sampled_from([dt.date(2016, 1, 31), None]),
    st.sampled_from([720, -1, None]),
)
SCHEMA = {"who": pl.String, "pay": pl.Float64, "day": pl.Date, "code": pl.Int16}


@given(st.lists(ROW, max_size=40))
def test_rows_are_repeated_as_polars_says(
    rows: list[tuple[str | None, float | None, dt.date | None, int | None]],
) -> None:
    """Missing cells are equal to each other, and so are the two zeros."""
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    assert repeated(frame).to_list() == frame.is_duplicated().to_list()
