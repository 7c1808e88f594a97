"""What is known of named people before the lottery, and what comes too late to count.

The lottery of Ane, Bo and Cilla is on Thursday 3 November 2016; its week, week 0, begins on Monday 31 October.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from nextwork_eval.histories import StateMatrix, Status
from nextwork_eval.plan import read_plan
from nextwork_eval.plan.covariates import AgeAtLottery, Codes, Covariate, CovariateSource, FromColumn, MeanOf, OfParents
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import LotteryList
from nextwork_eval.trial.baseline import baseline_covariates

PLAN = read_plan(shipped_plan("nextwork_2019"))
PEOPLE = ("Ane", "Bo", "Cilla")
LOTTERY = LotteryList(
    persons=PEOPLE,
    rounds=("2016-11",) * 3,
    dates=(dt.date(2016, 11, 3),) * 3,
    treated=np.array([1, 0, 0], dtype=np.int8),
    later_draws=np.zeros(0, dtype=np.int8),
)
NOTHING = StateMatrix(
    states=np.zeros((3, 1), dtype=np.int8),
    first_week=1,
    last_observed=np.array([1, 1, 1]),
    statuses=(Status(code=0, name="any", label_da="", label_en="", role="other", absorbing=False),),
    fingerprint="",
)
SUNDAY, MONDAY = dt.date(2016, 10, 30), dt.date(2016, 10, 31)
YEAR = dt.date(2015, 12, 31)


def value(source: CovariateSource, **tables: pl.DataFrame) -> list[float | None]:
    covariate = Covariate(id="it", label_da="Det", label_en="It", unit="share", source=source)
    plan = replace(PLAN, covariate=(covariate,))
    found = baseline_covariates(plan, tables, "who", LOTTERY, np.array([True] * 3), NOTHING)["it"]
    return [None if np.isnan(number) else float(number) for number in found]


def table(columns: list[str], *rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=columns, orient="row")


def test_the_monday_of_week_0_is_too_late() -> None:
    """Bo's snapshot of the Sunday counts; Ane's of the Monday does not, and she falls back on the year before."""
    bef = table(
        ["who", "day", "kom"],
        ("Ane", YEAR, "265"),
        ("Ane", MONDAY, "751"),
        ("Bo", YEAR, "751"),
        ("Bo", SUNDAY, "265"),
        ("Cilla", MONDAY, "265"),
    )
    lives = FromColumn(kind="column", table="bef", column="kom", yes="265", dated_by="day")
    assert value(lives, bef=bef) == [1.0, 1.0, None]


def test_age_is_that_on_the_day_of_the_lottery() -> None:
    """Ane was born 7305 days before 3 November 2016: 20 years. Cilla stands in no snapshot from before the lottery."""
    bef = table(
        ["who", "day", "born"],
        ("Ane", YEAR, dt.date(1996, 11, 3)),
        ("Bo", YEAR, None),
        ("Cilla", MONDAY, dt.date(1996, 11, 3)),
    )
    ages = value(AgeAtLottery(kind="age_at_lottery", table="bef", column="born", dated_by="day"), bef=bef)
    assert ages == [7305 / 365.25, None, None]


def test_the_mean_of_marks_leaves_later_marks_out() -> None:
    """Ane has 2 and 7 from school and 12 from the week of the lottery: 4.5. Bo's only mark is of the Monday."""
    marks = table(
        ["who", "day", "mark"],
        ("Ane", dt.date(2012, 6, 20), 2),
        ("Ane", dt.date(2012, 6, 20), 7),
        ("Ane", MONDAY, 12),
        ("Bo", MONDAY, 10),
        ("Eva", YEAR, 4),
    )
    assert value(MeanOf(kind="mean_of", table="udfk", column="mark", dated_by="day"), udfk=marks) == [4.5, None, None]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (Codes(yes=("3042", "2010")), [1.0, 1.0, 0.0]),
        (Codes(yes_prefix=("30", "40")), [1.0, 0.0, 0.0]),
        (Codes(yes_prefix=("30",), yes=("2010",), unknown_prefix=("90",)), [1.0, 1.0, None]),
    ],
)
def test_several_codes_and_the_beginnings_of_codes(codes: Codes, expected: list[float | None]) -> None:
    """Ane is a smith, Bo has the gymnasium, of Cilla nothing is known: that counts as no unless the plan says so."""
    udda = table(["who", "code"], ("Ane", "3042"), ("Bo", "2010"), ("Cilla", "9000"))
    assert value(FromColumn(kind="column", table="udda", column="code", codes=codes), udda=udda) == expected


PARENT = OfParents(
    kind="parent",
    parent_table="bef",
    parent_columns=("mother", "father"),
    parent_dated_by="day",
    table="udda",
    column="code",
    dated_by="day",
    codes=Codes(yes_prefix=("30",), unknown_prefix=("90",)),
)


def test_one_parent_with_an_education_is_enough() -> None:
    """Ane and Bo are siblings: their mother is a smith, the father unskilled. Cilla's parents are not known."""
    bef = table(
        ["who", "day", "mother", "father"],
        ("Ane", YEAR, "Inge", "Jens"),
        ("Bo", YEAR, "Inge", "Jens"),
        ("Cilla", YEAR, None, None),
    )
    udda = table(["who", "day", "code"], ("Inge", YEAR, "3042"), ("Jens", YEAR, "1023"), ("Ane", YEAR, "1023"))
    assert value(PARENT, bef=bef, udda=udda) == [1.0, 1.0, None]


def test_what_is_known_of_one_parent_decides() -> None:
    """Ane's mother is unskilled, her father not known: no. Bo's mother has a code that says nothing: missing.

    Cilla's mother became a smith in the week of the lottery; before it she was unskilled: no.
    """
    bef = table(
        ["who", "day", "mother", "father"],
        ("Ane", YEAR, "Inge", None),
        ("Bo", YEAR, "Karen", None),
        ("Cilla", YEAR, "Lone", "Mads"),
    )
    udda = table(
        ["who", "day", "code"],
        ("Inge", YEAR, "1023"),
        ("Karen", YEAR, "9000"),
        ("Lone", YEAR, "1023"),
        ("Lone", MONDAY, "3042"),
    )
    assert value(PARENT, bef=bef, udda=udda) == [0.0, None, 0.0]
