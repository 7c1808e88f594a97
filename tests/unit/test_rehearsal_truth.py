"""The invented world: its moves have the declared probabilities, its true effect is what the rehearsal intends."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from nextwork_eval.histories import build_histories, read_state_map
from nextwork_eval.plan import AnalysisPlan, read_plan
from nextwork_eval.registers import read_schema
from nextwork_eval.rehearsal import SyntheticTruth, extract_files, true_effect
from nextwork_eval.rehearsal.pay import draw_pay
from nextwork_eval.rehearsal.population import draw_population
from nextwork_eval.rehearsal.transition_model import (
    Parameters,
    People,
    Situation,
    State,
    advance,
    chances_of,
    most_chances,
)
from nextwork_eval.rehearsal.weekly_codes import in_job_or_education, turns
from nextwork_eval.shipped import shipped_plan, shipped_schema

MANY = 200_000
PARAMETERS = Parameters(entry_hazard=0.02, entry_ratio=2.0, return_hazard=0.04, return_ratio=0.5)
SPRING = 17  # an ISO week in which few educations begin


@pytest.fixture(scope="module")
def plan() -> AnalysisPlan:
    return read_plan(shipped_plan("nextwork_2019"))


@pytest.fixture(scope="module")
def truth(plan: AnalysisPlan) -> SyntheticTruth:
    return true_effect(plan)


def _after_one_week(
    state: State, *, since_lottery: int | None, taker: bool, duration: int = 0, near: bool = True, adult: bool = True
) -> NDArray[np.float64]:
    """Return the share of very many men who are in each state a week later."""
    all_of = np.ones(MANY, dtype=np.bool_)
    people = People(birth=np.zeros(MANY, dtype=np.int64), woman=~all_of, near=all_of & near, job_ready=~all_of)
    situation = Situation(state=np.full(MANY, state, dtype=np.int8), duration=np.full(MANY, duration))
    later = advance(
        people,
        situation,
        adult=all_of & adult,
        iso_number=SPRING,
        since_lottery=since_lottery,
        taker=all_of & taker,
        parameters=PARAMETERS,
        generator=np.random.default_rng(20),
    )
    shares: NDArray[np.float64] = np.bincount(later.state, minlength=len(State)) / MANY
    return shares


def _close(share: float, expected: float) -> bool:
    """Within four standard errors of a share of so many people."""
    return abs(share - expected) < 4 * (expected * (1 - expected) / MANY) ** 0.5


@pytest.mark.parametrize(
    ("since_lottery", "taker", "near", "expected"),
    [
        (None, True, True, 0.02 * 1.7),  # before the lottery there is no programme
        (20, False, True, 0.02 * 1.7),
        (20, False, False, 0.02 * 0.55),
        (20, True, True, 0.02 * 1.7 * 2.0),
        (9, True, True, 0.02 * 1.7 * 0.35),  # the last week of the lock-in: it starts in week 2 and lasts 8 weeks
        (10, True, True, 0.02 * 1.7 * 2.0),
    ],
)
def test_entry_has_the_declared_hazard(since_lottery: int | None, taker: bool, near: bool, expected: float) -> None:
    """From support, the weekly chance of entry is hazard × class × programme; in spring 35 % of it is education."""
    later = _after_one_week(State.GUIDANCE, since_lottery=since_lottery, taker=taker, near=near)
    assert _close(later[State.JOB] + later[State.EDUCATION], expected)
    assert _close(later[State.EDUCATION], 0.35 * expected)


@pytest.mark.parametrize(
    ("duration", "taker", "expected"),
    [
        (0, False, 0.04 * 1.5),
        (0, True, 0.04 * 1.5 * 0.5),
        (26, False, 0.04 * 0.6353353),  # 0.5 + exp(-2)
    ],
)
def test_return_has_the_declared_hazard(duration: int, taker: bool, expected: float) -> None:
    """From a job, the weekly chance of support falls with the weeks in it, and is halved for those who took part."""
    later = _after_one_week(State.JOB, since_lottery=20, taker=taker, duration=duration)
    assert _close(later[State.PASSIVE], expected)


@pytest.mark.parametrize("state", [State.DEAD, State.EMIGRATED])
def test_nobody_comes_back_from_death_or_emigration(state: State) -> None:
    """Death and emigration are for good."""
    assert _after_one_week(state, since_lottery=20, taker=True)[state] == 1


@pytest.mark.parametrize("ratio", [0.0, 0.5, 2.0, 12.0])
@pytest.mark.parametrize("weeks", [0, 1, 5, 9, 10, 40])
@pytest.mark.parametrize("iso_number", [SPRING, 33])
def test_nobody_who_may_move_is_passed_over(ratio: float, weeks: int, iso_number: int) -> None:
    """Whoever draws above the most that her state allows is left where she is: it is never below her own chances."""
    every_way = product(State, (False, True), (False, True), (False, True), (0, 13, 200))
    states, women, nears, takers, weeks_since = zip(*every_way, strict=True)
    state, woman = np.array(states, dtype=np.int8), np.array(women)
    parameters = Parameters(entry_hazard=0.02, entry_ratio=ratio, return_hazard=0.04, return_ratio=ratio)
    chances = chances_of(
        People(birth=np.zeros(len(state), dtype=np.int64), woman=woman, near=np.array(nears), job_ready=woman),
        Situation(state=state, duration=np.array(weeks_since)),
        treated=np.array(takers),
        weeks=weeks,
        iso_number=iso_number,
        parameters=parameters,
    )
    assert (chances >= 0).all()
    assert (chances.sum(axis=1) < most_chances(parameters)[state]).all()
    assert (most_chances(parameters) <= 1).all()


@pytest.mark.parametrize(
    ("born", "years", "expected"),
    [
        (dt.date(1996, 2, 29), 30, dt.date(2026, 2, 28)),
        (dt.date(1996, 2, 29), 20, dt.date(2016, 2, 28)),  # kept on the 28th in a leap year too
        (dt.date(1996, 3, 1), 18, dt.date(2014, 3, 1)),
        (dt.date(1967, 12, 31), 30, dt.date(1997, 12, 31)),
        (dt.date(1970, 1, 1), 18, dt.date(1988, 1, 1)),
    ],
)
def test_birthdays(born: dt.date, years: int, expected: dt.date) -> None:
    """The day on which someone turns 18 or 30, before 1970 and on 29 February too."""
    no = np.zeros(1, dtype=np.bool_)
    people = People(birth=np.array([born.toordinal()]), woman=no, near=no, job_ready=no)
    assert turns(people, years).tolist() == [expected.toordinal()]


def test_children_stay_where_they_are() -> None:
    """Nobody is on support, in a job or in education in the registers' sense before the age of 18."""
    assert _after_one_week(State.OTHER, since_lottery=None, taker=False, adult=False)[State.OTHER] == 1


def test_about_a_third_of_controls_enter_and_half_of_those_offered(truth: SyntheticTruth) -> None:
    """The source says "about 33 %" without the programme; the rehearsal intends one half with the offer."""
    assert truth.people_per_arm == 20_000
    assert (truth.weeks_in_a_row, truth.by_week) == (4, 52)
    assert 0.30 <= truth.entry_control <= 0.37
    assert 0.47 <= truth.entry_offered <= 0.53
    assert truth.entry_difference == pytest.approx(truth.entry_offered - truth.entry_control)
    assert truth.weeks_difference > 0


def test_an_offer_that_nobody_takes_up_changes_nothing(plan: AnalysisPlan) -> None:
    """Without take-up, the two arms differ by chance alone."""
    assert plan.rehearsal is not None
    idle = replace(plan, rehearsal=replace(plan.rehearsal, take_up=0.0))
    truth = true_effect(idle, people_per_arm=8_000)
    assert abs(truth.entry_difference) < 4 * truth.simulation_error


def test_pay_shows_the_jobs_of_the_model(plan: AnalysisPlan) -> None:
    """Read with a threshold of 0.30 in the month of its Thursday, a blank week is a job when the model says so.

    So is a week of holiday benefit from employment (121 to 123). Every week in a job is found; at most one in a
    thousand of the other blank weeks is taken for one.
    """
    population = draw_population(plan)
    paid: dict[tuple[int, int], float] = {}
    for item in draw_pay(population):
        paid[item.row, item.month] = paid.get((item.row, item.month), 0.0) + item.share
    months = population.calendar.months
    found, missed, mistaken, others = 0, 0, 0, 0
    for row, column in zip(*np.nonzero(np.isin(population.codes, [0, 121, 122, 123])), strict=True):
        job = population.states[row, column] == State.JOB
        shown = paid.get((int(row), int(months[column])), 0.0) >= 0.30
        found += job and shown
        missed += job and not shown
        mistaken += shown and not job
        others += not job
    assert found > 10_000
    assert missed == 0
    assert mistaken <= others / 1000


def test_the_calendar_follows_the_lotteries(plan: AnalysisPlan) -> None:
    """The last lottery was on 4 October 2018, so that its week 52 lies before the cut-offs of a year later."""
    calendar = draw_population(plan).calendar
    assert calendar.dream == dt.date(2019, 11, 3)
    assert calendar.bfl == dt.date(2019, 10, 31)
    assert calendar.kotre == calendar.bef == dt.date(2019, 9, 30)


def test_the_histories_read_from_the_files_are_those_of_the_model(plan: AnalysisPlan, tmp_path: Path) -> None:
    """Read back by the schema's own state map, at most one week in ten thousand differs from the model."""
    population = draw_population(plan)
    for name, content in extract_files(plan).items():
        (tmp_path / name).write_bytes(content)
    schema = read_schema(shipped_schema(plan.plan.schema))
    matrix = build_histories(
        {name: _typed(tmp_path / f"{name}.csv") for name in ("dream", "bfl", "vnds", "dod")},
        read_state_map(schema.folder / "state_maps" / "dream_bfl.toml", schema.code_lists),
        person_key="PNR",
        persons=population.keys[:240],
        lottery_weeks=[population.lottery_column(row) + population.calendar.first for row in range(240)],
        cut_offs={"dream": population.calendar.dream, "bfl": population.calendar.bfl},
        history_weeks=156,
    )
    read = matrix.member(("job", "education"), -156, 52)
    drawn = in_job_or_education(population.codes, population.states)
    meant = np.stack([drawn[row, (week := population.lottery_column(row)) - 156 : week + 53] for row in range(240)])
    assert meant.sum() > 5_000
    assert (read != meant).mean() <= 1e-4


def _typed(path: Path) -> pl.DataFrame:
    """Read a file of the extract: whole numbers in the weeks, dates, shares with a decimal comma."""
    text = pl.read_csv(path, separator=";", infer_schema=False)
    return text.with_columns(
        pl.col("^y_.*$").cast(pl.Int64),
        pl.col("^(ajo_job_slut_dato|HAEND_DATO|DODDATO)$").str.to_date(),
        pl.col("^ajo_fuldtid_beskaeftiget$").str.replace(",", ".").cast(pl.Float64),
    )
