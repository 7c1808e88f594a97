"""The casebook: people named by what should happen to them, a letter for each week, week 1 first.

S support · J job · E education · O other self-support · L parental leave · D dead · . not observed yet
"""

import numpy as np
import pytest

from nextwork_eval.histories import UNOBSERVED, DurationOutcome, StateMatrix, Status, apply_rule
from nextwork_eval.plan.outcomes import EntryBy, InStateAt, InStateByWeek, ReturnBy, TimeToEntry, WeeksIn

LETTERS = "SJEOLD"
NAMES = ("support", "job", "education", "self_support", "leave", "dead")
SETS = {
    "job_or_education": ("job", "education"),
    "support": ("support",),
    "off": ("job", "education", "self_support", "leave"),
    "dead": ("dead",),
}


def history(weeks: str) -> StateMatrix:
    """One person's weeks, from week 1 on."""
    letters = weeks.replace(" ", "")
    states = np.array([[UNOBSERVED if letter == "." else LETTERS.index(letter) for letter in letters]], dtype=np.int8)
    statuses = tuple(
        Status(code=code, name=name, label_da=name, label_en=name, role=name, absorbing=name == "dead")
        for code, name in enumerate(NAMES)
    )
    return StateMatrix(
        states=states,
        first_week=1,
        last_observed=np.array([len(letters.rstrip("."))]),
        statuses=statuses,
        fingerprint="",
    )


def entry(by_week: int = 12, run: int = 4) -> EntryBy:
    return EntryBy(kind="entry_by", states="job_or_education", weeks_in_a_row=run, by_week=by_week)


ENTERS = {
    "enters job in week five": ("SSSS JJJJ SSSS", 1.0),
    "four weeks, two in job and two in education": ("SSSS JJEE SSSS", 1.0),
    "three weeks in job are not an entry": ("SSSS JJJS SSSS", 0.0),
    "one week off between two spells of three": ("JJJS JJJS JJJS", 0.0),
    "self-support is not job": ("OOOO OOOO OOOO", 0.0),
    "the fourth week is the last that counts": ("SSSS SSSS JJJJ", 1.0),
    "the fourth week comes one week too late": ("SSSS SSSS SJJJ", 0.0),
    "parental leave is not job": ("SSSS LLLL LLLL", 0.0),
    "dies after entering": ("JJJJ DDDD DDDD", 1.0),
    "dies before entering": ("SSJJ DDDD DDDD", 0.0),
}


@pytest.mark.parametrize(("weeks", "expected"), ENTERS.values(), ids=ENTERS.keys())
def test_entry_is_four_weeks_in_a_row_inside_the_horizon(weeks: str, expected: float) -> None:
    """Entry means four weeks in a row in job or education, all of them by the horizon."""
    assert apply_rule(entry(), history(weeks), SETS).tolist() == [expected]


def test_a_longer_run_is_asked_for_by_number() -> None:
    """Half a year off support is the same rule with a longer run."""
    stays = EntryBy(kind="entry_by", states="off", weeks_in_a_row=8, by_week=12)
    assert apply_rule(stays, history("SSSS JJEE OOLL"), SETS).tolist() == [1.0]
    assert apply_rule(stays, history("SSSS JJEE OOLS"), SETS).tolist() == [0.0]


RETURNS = {
    # weeks: (left and back, never left or back)
    "never leaves": ("SSSS SSSS SSSS", (0.0, 1.0)),
    "leaves and stays out": ("SSSS JJJJ JJJJ", (0.0, 0.0)),
    "leaves and comes back": ("JJJJ SSSS SSSS", (1.0, 1.0)),
    "a short week on support is not a return": ("JJJJ SSJJ JJJJ", (0.0, 0.0)),
    "three weeks off are not a departure": ("SJJJ SSSS SSSS", (0.0, 1.0)),
    "support before leaving is not a return": ("SSSS SSSS JJJJ", (0.0, 0.0)),
    "leaves for parental leave, comes back": ("LLLL SSSS JJJJ", (1.0, 1.0)),
    "dies on support: has not left": ("SSSS DDDD DDDD", (0.0, 1.0)),
    "dies after leaving: has not come back": ("JJJJ DDDD DDDD", (0.0, 0.0)),
}


@pytest.mark.parametrize(("weeks", "expected"), RETURNS.values(), ids=RETURNS.keys())
def test_leaving_and_coming_back(weeks: str, expected: tuple[float, float]) -> None:
    """A gengænger has left support for four weeks in a row and is back on it for four weeks in a row."""
    found = tuple(
        float(
            apply_rule(
                ReturnBy(
                    kind="return_by", support="support", off="off", weeks_off=4, weeks_on=4, by_week=12, count=count
                ),
                history(weeks),
                SETS,
            )[0]
        )
        for count in ("left_and_back", "never_left_or_back")
    )
    assert found == expected


DURATIONS = {
    # weeks: (duration, event); 1 entered, 2 died first, 0 the data end
    "entry is dated when it is confirmed": ("SSJJ JJSS SSSS", (6, 1)),
    "never enters: followed to the horizon": ("SSSS SSSS SSSS", (12, 0)),
    "dies first": ("SSSS SDDD DDDD", (6, 2)),
    "enters, then dies": ("JJJJ DDDD DDDD", (4, 1)),
    "data end in week seven": ("SSSS SSS. ....", (7, 0)),
    "data end before the entry is confirmed": ("SSSS JJJ. ....", (7, 0)),
    "the last observed week confirms the entry": ("SSSJ JJJ. ....", (7, 1)),
    "dies in the last week that counts": ("SSSS SSSS SSSD", (12, 2)),
    "dies in the last week that the data hold": ("SSSS SSD. ....", (7, 2)),
    "enters in the last week that counts": ("SSSS SSSS JJJJ", (12, 1)),
    "dies a week after the last that counts": ("SSSS SSSS SSSS D", (12, 0)),
    "enters a week after the last that counts": ("SSSS SSSS SJJJ J", (12, 0)),
}


@pytest.mark.parametrize(("weeks", "expected"), DURATIONS.values(), ids=DURATIONS.keys())
def test_weeks_to_entry(weeks: str, expected: tuple[int, int]) -> None:
    """Time to entry ends with the entry, with death, or with the data, whichever comes first."""
    rule = TimeToEntry(kind="time_to_entry", states="job_or_education", weeks_in_a_row=4, horizon=12, competing="dead")
    found = apply_rule(rule, history(weeks), SETS)
    assert isinstance(found, DurationOutcome)
    assert (int(found.duration[0]), int(found.event[0])) == expected


def test_weeks_are_counted_from_week_one() -> None:
    """Weeks in a state are weeks 1 to the horizon; the week of the lottery and everything before it is baseline."""
    person = history("JJSS JJJJ")
    assert apply_rule(WeeksIn(kind="weeks_in", states="job_or_education", to_week=6), person, SETS).tolist() == [4.0]
    assert apply_rule(InStateAt(kind="in_state_at", states="support", week=3), person, SETS).tolist() == [1.0]


SECOND_YEARS = {
    # weeks: (weeks 1 to 6, weeks 7 to 12)
    "works in the first half alone": ("JJJJ JJSS SSSS", (6.0, 0.0)),
    "works in the second half alone": ("SSSS SSJJ JJJJ", (0.0, 6.0)),
    "a spell over the turn is shared out": ("SSSS JJJJ SSSS", (2.0, 2.0)),
    "the first week of the second half counts in it": ("SSSS SSJS SSSS", (0.0, 1.0)),
    "the last week of the first half does not": ("SSSS SJSS SSSS", (1.0, 0.0)),
    "dead in the second half: no weeks, and still counted": ("JJJJ JJDD DDDD", (6.0, 0.0)),
}


@pytest.mark.parametrize(("weeks", "expected"), SECOND_YEARS.values(), ids=SECOND_YEARS.keys())
def test_weeks_are_counted_from_the_first_to_the_last_that_counts(weeks: str, expected: tuple[float, float]) -> None:
    """Both ends are counted, and nothing before or after them."""
    for (first, last), value in zip(((1, 6), (7, 12)), expected, strict=True):
        rule = WeeksIn(kind="weeks_in", states="job_or_education", from_week=first, to_week=last)
        assert apply_rule(rule, history(weeks), SETS).tolist() == [value]


def test_cumulated_weeks_end_at_the_number_of_weeks() -> None:
    """Weeks so far, week by week, end at the weeks in all."""
    rule = InStateByWeek(kind="in_state_by_week", states="job_or_education", to_week=4, cumulative=True)
    assert apply_rule(rule, history("SJSJ"), SETS).tolist() == [[0.0, 1.0, 1.0, 2.0]]
