"""The casebook of registers: what DREAM, BFL, VNDS and DOD together make of a week, by the shipped state map.

Weeks are counted from the lottery in week 5 of 2018 (Thursday 1 February), so that week 1 is 2018-W06.
"""

import datetime as dt

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.histories import StateMap, StateMatrix, build_histories, read_state_map
from nextwork_eval.histories.weeks import iso_week
from nextwork_eval.registers import read_schema
from nextwork_eval.shipped import shipped_schema

FIRST, LAST = iso_week(2018, 3), iso_week(2018, 18)
LOTTERY = iso_week(2018, 5)
FULL_TIME_PAY = 25_000.0
COLUMNS = [f"y_18{number:02d}" for number in range(3, 19)]


def shipped_map(name: str) -> StateMap:
    schema = read_schema(shipped_schema("nextwork-1.1"))
    return read_state_map(schema.folder / "state_maps" / f"{name}.toml", schema.code_lists)


@pytest.fixture(scope="module")
def state_map() -> StateMap:
    return shipped_map("dream_bfl")


def paint(
    state_map: StateMap,
    codes: dict[str, dict[int, int]],
    *,
    pay: list[tuple[str, dt.date, float]] = (),
    moves: list[tuple[str, dt.date, str]] = (),
    deaths: list[tuple[str, dt.date]] = (),
    spells: list[tuple[str, dt.date, dt.date | None]] = (),
    left_as: str = "1",
    cut_offs: dict[str, dt.date] | None = None,
) -> StateMatrix:
    """Paint people whose DREAM codes are given by ISO week of 2018; weeks without a code are blank."""
    dream = pl.DataFrame(
        {"PNR": list(codes), **{name: [weeks.get(int(name[4:])) for weeks in codes.values()] for name in COLUMNS}},
        schema={"PNR": pl.String, **dict.fromkeys(COLUMNS, pl.Int64)},
    )
    tables = {
        "dream": dream,
        "bfl": pl.DataFrame(
            [(person, day, share, share * FULL_TIME_PAY) for person, day, share in pay],
            schema={
                "PNR": pl.String,
                "ajo_job_slut_dato": pl.Date,
                "ajo_fuldtid_beskaeftiget": pl.Float64,
                "ajo_smalt_loenbeloeb": pl.Float64,
            },
            orient="row",
        ),
        "vnds": pl.DataFrame(
            list(moves), schema={"PNR": pl.String, "HAEND_DATO": pl.Date, "INDUD_KODE": pl.String}, orient="row"
        ),
        "kotre": pl.DataFrame(
            [(*spell, left_as) for spell in spells],
            schema={"PNR": pl.String, "ELEV3_VFRA": pl.Date, "ELEV3_VTIL": pl.Date, "AFG_ART": pl.String},
            orient="row",
        ),
        "dod": pl.DataFrame(list(deaths), schema={"PNR": pl.String, "DODDATO": pl.Date}, orient="row"),
    }
    people = list(codes)
    return build_histories(
        tables,
        state_map,
        person_key="PNR",
        persons=people,
        lottery_weeks=[LOTTERY] * len(people),
        cut_offs=cut_offs or {"dream": dt.date(2018, 5, 6), "bfl": dt.date(2018, 5, 31), "kotre": dt.date(2018, 9, 30)},
        history_weeks=2,
    )


def weeks(matrix: StateMatrix, first: int, last: int) -> list[str]:
    """Names of the states of the only person, for relative weeks first to last."""
    names = {status.code: status.name for status in matrix.statuses} | {-1: "unobserved"}
    return [names[code] for code in matrix.window(first, last)[0].tolist()]


def test_one_shift_in_march_is_not_a_job(state_map: StateMap) -> None:
    """A blank month with one shift (three per cent of full time) is self-support.

    Without a threshold it would be an entry of five weeks.
    """
    matrix = paint(state_map, {"shift": {}}, pay=[("shift", dt.date(2018, 3, 15), 0.03)])
    assert set(weeks(matrix, 1, 12)) == {"other_self_support"}


def test_a_month_of_half_time_pay_is_a_job_in_its_thursdays(state_map: StateMap) -> None:
    """March 2018 has the Thursdays of weeks 9 to 13, which are weeks 4 to 8 after the lottery."""
    matrix = paint(state_map, {"half": {}}, pay=[("half", dt.date(2018, 3, 31), 0.5)])
    assert weeks(matrix, 3, 9) == ["other_self_support", *["job"] * 5, "other_self_support"]


@pytest.mark.parametrize(("month", "worked"), [(1, [-2, -1]), (2, [0, 1, 2, 3]), (3, [4, 5, 6, 7, 8])])
def test_a_month_that_begins_on_a_thursday_begins_with_its_week(
    state_map: StateMap, month: int, worked: list[int]
) -> None:
    """1 February and 1 March 2018 are Thursdays: their weeks, 0 and 4, are those of the new month and of no other."""
    found = weeks(paint(state_map, {"one": {}}, pay=[("one", dt.date(2018, month, 28), 1.0)]), -2, 9)
    assert [week for week, state in zip(range(-2, 10), found, strict=True) if state == "job"] == worked


def test_two_small_jobs_add_up(state_map: StateMap) -> None:
    """The threshold is on the month's sum: two jobs of 20 % are 40 %."""
    pay = [("two", dt.date(2018, 3, 31), 0.2), ("two", dt.date(2018, 3, 10), 0.2)]
    assert weeks(paint(state_map, {"two": {}}, pay=pay), 5, 5) == ["job"]


def test_a_month_at_the_threshold_is_a_job(state_map: StateMap) -> None:
    """Thirty per cent of full time are enough, however many small jobs they are in and whichever comes first.

    Added up in binary, 0.21 + 0.02 + 0.04 + 0.03 falls short of 0.3 in this order and not in others; so does 0.7 with a
    correction of -0.4.
    """
    for parts in ([0.3], [0.21, 0.02, 0.04, 0.03], [0.03, 0.04, 0.02, 0.21], [0.7, -0.4]):
        pay = [("edge", dt.date(2018, 3, 31), part) for part in parts]
        assert weeks(paint(state_map, {"edge": {}}, pay=pay), 5, 5) == ["job"], parts
    pay = [("edge", dt.date(2018, 3, 31), 0.2999)]
    assert weeks(paint(state_map, {"edge": {}}, pay=pay), 5, 5) == ["other_self_support"]


def test_pay_beside_a_benefit_is_support(state_map: StateMap) -> None:
    """A week with a benefit code is support, whatever the pay of the month."""
    codes = {"both": dict.fromkeys(range(3, 19), 720)}
    assert set(weeks(paint(state_map, codes, pay=[("both", dt.date(2018, 3, 31), 1.0)]), 1, 12)) == {
        "education_assistance"
    }


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (140, "education_assistance"),
        (723, "education_assistance"),
        (727, "internship_on_support"),
        (725, "wage_subsidy_on_support"),
        (724, "education_on_support"),
        (651, "education"),
        (521, "education"),
        (881, "parental_leave"),
        (783, "pension"),
        (890, "other_benefit"),
    ],
)
def test_what_a_code_means(state_map: StateMap, code: int, state: str) -> None:
    """Internship, subsidy and ordinary education on benefit are support.

    SU and adult apprentices are education; 521 is not maternity.
    """
    assert weeks(paint(state_map, {"person": {8: code}}), 3, 3) == [state]


def test_a_blank_week_after_a_death_is_not_self_support(state_map: StateMap) -> None:
    """Death lasts: from the week that holds the date, also where DREAM's own code 999 is followed by blanks."""
    register = paint(state_map, {"dies": {6: 720}}, deaths=[("dies", dt.date(2018, 2, 14))])
    assert weeks(register, 1, 4) == ["education_assistance", "dead", "dead", "dead"]
    by_code = paint(state_map, {"dies": {7: 999}})
    assert weeks(by_code, 1, 4) == ["other_self_support", "dead", "dead", "dead"]


def test_emigration_ends_with_the_return(state_map: StateMap) -> None:
    """A person who moves abroad in week 7 and home in week 10 is away for three weeks, and not in job there."""
    moves = [("away", dt.date(2018, 2, 14), "U"), ("away", dt.date(2018, 3, 7), "I")]
    assert weeks(paint(state_map, {"away": {}}, moves=moves), 1, 6) == [
        "other_self_support",
        "emigrated",
        "emigrated",
        "emigrated",
        "other_self_support",
        "other_self_support",
    ]


def test_follow_up_ends_with_the_first_register(state_map: StateMap) -> None:
    """DREAM reaches 6 May, but pay only the end of March: week 8 is the last that can be called job or not."""
    cut_offs = {"dream": dt.date(2018, 5, 6), "bfl": dt.date(2018, 3, 31)}
    matrix = paint(state_map, {"person": {}}, cut_offs=cut_offs)
    assert matrix.last_observed.tolist() == [8]
    assert weeks(matrix, 8, 9) == ["other_self_support", "unobserved"]


def test_weeks_before_the_register_starts_are_unobserved(state_map: StateMap) -> None:
    """History that the delivery does not hold is not self-support."""
    assert weeks(paint(state_map, {"person": {}}), -2, 0) == ["other_self_support"] * 3
    assert weeks(paint(state_map, {"person": {}}), -4, -3) == ["unobserved"] * 2


def test_a_skipped_week_stops_the_run(state_map: StateMap) -> None:
    """A weekly table without week 8 would shift everybody's later weeks; it is refused."""
    tables = {"dream": pl.DataFrame({"PNR": ["a"], "y_1807": [720], "y_1809": [720]})}
    with pytest.raises(ExtractError, match="skips weeks"):
        build_histories(
            tables,
            state_map,
            person_key="PNR",
            persons=["a"],
            lottery_weeks=[LOTTERY],
            cut_offs={"dream": dt.date(2018, 3, 4), "bfl": dt.date(2018, 3, 31)},
            history_weeks=0,
        )


def test_by_the_map_of_jobindsats_one_shift_is_a_job() -> None:
    """Any pay in March makes its five blank weeks a job; by the strict map it makes none."""
    pay = [("shift", dt.date(2018, 3, 15), 0.03)]
    assert weeks(paint(shipped_map("jobindsats"), {"shift": {}}, pay=pay), 3, 9).count("job") == 5
    assert weeks(paint(shipped_map("dream_bfl"), {"shift": {}}, pay=pay), 3, 9).count("job") == 0


def test_a_student_with_a_side_job_is_in_education_where_kotre_is_read() -> None:
    """From Friday of week 6 to Wednesday of week 10, the weeks whose Thursday lies in the spell are 7, 8 and 9.

    Job or not.
    """
    kotre = shipped_map("dream_bfl_kotre")
    spells = [("student", dt.date(2018, 2, 9), dt.date(2018, 3, 7))]
    pay = [("student", dt.date(2018, 2, 28), 0.5)]
    found = weeks(paint(kotre, {"student": {}}, pay=pay, spells=spells), 1, 5)
    assert found == ["job", "education", "education", "education", "other_self_support"]
    assert "education" not in weeks(paint(shipped_map("dream_bfl"), {"student": {}}, pay=pay, spells=spells), 1, 5)


@pytest.mark.parametrize(
    ("start", "end", "studied"),
    [
        (8, 8, [1]),  # a Thursday alone
        (1, 7, [0]),  # to the Wednesday before the next
        (2, 7, []),  # from a Friday to a Wednesday
        (2, 8, [1]),
        (8, 15, [1, 2]),
        (9, 21, [2]),
        (9, 22, [2, 3]),
    ],
)
def test_a_week_is_studied_if_its_thursday_is(start: int, end: int, studied: list[int]) -> None:
    """Thursdays in February 2018 are the 1st, 8th, 15th and 22nd, in weeks 0 to 3; both ends of a spell count."""
    spells = [("student", dt.date(2018, 2, start), dt.date(2018, 2, end))]
    found = weeks(paint(shipped_map("dream_bfl_kotre"), {"student": {}}, spells=spells), 0, 4)
    assert [week for week, state in enumerate(found) if state == "education"] == studied


@pytest.mark.parametrize(("end", "studied"), [(7, [0]), (8, [0, 1]), (14, [0, 1])])
def test_a_pause_follows_the_last_week_of_education(end: int, studied: list[int]) -> None:
    """A spell that ends as a pause (2): from the week after its last Thursday on; one that ends as an exit has none."""
    spells = [("student", dt.date(2018, 1, 1), dt.date(2018, 2, end))]
    for left_as, then in (("2", "education_pause"), ("1", "other_self_support")):
        matrix = paint(shipped_map("dream_bfl_kotre"), {"student": {}}, spells=spells, left_as=left_as)
        found = weeks(matrix, 0, 12)
        assert [week for week, state in enumerate(found) if state == "education"] == studied
        assert found[len(studied) :] == [then] * (13 - len(studied))


def test_education_on_benefit_stays_support_where_kotre_is_read() -> None:
    """Code 724 is support by default, also in a week that KOTRE calls education."""
    spells = [("both", dt.date(2018, 1, 1), None)]
    codes = {"both": dict.fromkeys(range(3, 19), 724)}
    assert set(weeks(paint(shipped_map("dream_bfl_kotre"), codes, spells=spells), 1, 12)) == {"education_on_support"}


@pytest.mark.parametrize(("end", "weeks_at_start"), [(dt.date(2018, 2, 14), [1]), (None, list(range(1, 9)))])
def test_assistance_at_the_start_of_an_education_ends_with_the_education(
    end: dt.date | None, weeks_at_start: list[int]
) -> None:
    """From Thursday of week 1: at most eight weeks, and no longer than the spell, which ends on Wednesday of week 2."""
    spells = [("beginner", dt.date(2018, 2, 8), end)]
    codes = {"beginner": dict.fromkeys(range(3, 19), 140)}
    found = weeks(paint(shipped_map("dream_bfl_kotre"), codes, spells=spells), 0, 12)
    assert [week for week, state in enumerate(found) if state == "assistance_at_education_start"] == weeks_at_start
    assert set(found) == {"assistance_at_education_start", "education_assistance"}


def test_follow_up_ends_with_kotre_where_it_is_read() -> None:
    """KOTRE to the end of March ends follow-up in week 12 of the year, seven weeks after the lottery."""
    cut_offs = {"dream": dt.date(2018, 5, 6), "bfl": dt.date(2018, 5, 31), "kotre": dt.date(2018, 3, 31)}
    matrix = paint(shipped_map("dream_bfl_kotre"), {"person": {}}, cut_offs=cut_offs)
    assert matrix.last_observed.tolist() == [7]
