"""Days, codes and months: what a schema declares of them is checked, at the edges too."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from nextwork_eval.registers import read_schema
from nextwork_eval.registers.columns import check_table
from nextwork_eval.registers.days import check_dates
from nextwork_eval.registers.schema import Code, CodeList, SpellColumns
from nextwork_eval.registers.spells import check_spells
from nextwork_eval.report.sources import FactRef, resolve
from nextwork_eval.results import Finding
from nextwork_eval.shipped import shipped_schema
from tests.unit.report_fixture import nextwork_like

SCHEMA = read_schema(shipped_schema("nextwork-2.0"))
DAY = dt.date


def found(frame: pl.DataFrame, table: str, *, cut_off: dt.date | None = None, **lists: CodeList) -> list[Finding]:
    """Check a table of a delivery of 31 January 2020."""
    known = {**SCHEMA.code_lists, **lists}
    return check_dates(frame, SCHEMA.table(table), known, delivered=DAY(2020, 1, 31), cut_off=cut_off)


def code(name: str, first: dt.date | None, last: dt.date | None) -> Code:
    return Code(code=name, label_da="", label_en="", state=None, valid_from=first, valid_to=last, source="")


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (DAY(1989, 9, 30), 1),  # the day before
        (DAY(1989, 10, 1), 0),  # the first day is one of use
        (DAY(2012, 6, 14), 0),  # and so is the last
        (DAY(2012, 6, 15), 1),
    ],
)
def test_a_code_counts_on_the_day_of_its_row(day: dt.date, count: int) -> None:
    """A status that existed from October 1989 to June 2012 is noticed in a snapshot of another day, and only there."""
    status = CodeList(name="civst", codes=(code("P", DAY(1989, 10, 1), DAY(2012, 6, 14)), code("U", None, None)))
    frame = pl.DataFrame({"REFERENCETID": [day, day, None], "CIVST": ["P", "U", "P"]})
    findings = found(frame, "bef", civst=status)
    assert [(one.code, one.count, one.rows) for one in findings] == [("code_not_in_use", 1, (1,))] * count


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY(2019, 9, 30), []),  # a month before the last day of October
        (DAY(2019, 10, 1), ["provisional"]),
        (DAY(2019, 10, 31), ["provisional"]),
        (DAY(2019, 11, 1), ["after_cut_off"]),
        (DAY(2020, 6, 30), ["after_cut_off"]),  # the end of a pay period may lie ahead of a delivery
    ],
)
def test_the_newest_month_and_what_lies_past_the_cut_off(day: dt.date, expected: list[str]) -> None:
    """With pay complete to 31 October, October is provisional and November is past the end."""
    frame = pl.DataFrame({"ajo_job_slut_dato": [day, DAY(2016, 1, 1)]})
    findings = found(frame, "bfl", cut_off=DAY(2019, 10, 31))
    assert [one.code for one in findings] == expected


def test_day_zero_of_a_program_is_a_day_to_be_born_on() -> None:
    """1 January 1960 stands for an unknown death, and is nobody's fault as a birth; 1900 is suspect in either."""
    days = [DAY(1960, 1, 1), DAY(1900, 1, 1)]
    births = found(pl.DataFrame({"FOED_DAG": days}), "bef")
    deaths = found(pl.DataFrame({"DODDATO": days}), "dod")
    assert [(one.code, one.count) for one in births] == [("stand_in_date", 1)]
    assert [(one.code, one.count) for one in deaths] == [("stand_in_date", 2)]


def test_years_of_membership_have_a_place_on_the_calendar() -> None:
    """`ak15` is 2015 and `ak98` is 1998: a year that is missing between two others is noticed."""
    frame = pl.DataFrame({"PNR": ["P00000000001"], "y_1501": ["720"], "ak98": ["01"], "ak00": ["01"]})
    typed, findings = check_table(frame, SCHEMA.table("dream"), SCHEMA.code_lists, ",")
    assert [(one.code, one.count) for one in findings] == [("skipped_week", 1)]
    assert typed.columns == ["PNR", "y_1501", "ak98", "ak00"]


def test_a_long_spell_is_not_forgotten_behind_a_short_one() -> None:
    """A year that holds a week: a third spell within the year overlaps, though the week before it is over."""
    spells = [
        (DAY(2016, 1, 1), DAY(2016, 12, 31)),
        (DAY(2016, 2, 1), DAY(2016, 2, 7)),
        (DAY(2016, 5, 1), DAY(2016, 5, 31)),
        (DAY(2017, 1, 1), None),
    ]
    frame = pl.DataFrame([("Bo", *spell) for spell in spells], schema=["PNR", "first", "last"], orient="row")
    table = replace(SCHEMA.table("kotre"), spell=SpellColumns(start="first", end="last", overlap="error"))
    (found,) = check_spells(frame, table, "PNR")
    assert (found.code, found.severity, found.rows) == ("spells_overlap", "error", (2, 3))


def test_a_report_says_a_finding_in_its_own_language() -> None:
    """The Danish report has Danish words, made from the same code and facts."""
    released = nextwork_like()
    da, en = (
        resolve(FactRef(("findings", 0, f"expected_{language}"), "text"), released, language)
        for language in ("da", "en")
    )
    assert da == "der skulle stå koder fra listen dream; en ukendt kode bliver aldrig gættet."
    assert en == "expected codes of the list dream; an unknown code is never guessed."
