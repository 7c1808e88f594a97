"""What must hold for any weeks: runs found as bits are those of a plain loop, and no event looks forwards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nextwork_eval.histories import UNOBSERVED, StateMatrix, Status
from nextwork_eval.histories.events import course, first_run, left_and_back, number_of_returns
from nextwork_eval.histories.layer_painting import after_start, carry_forward
from nextwork_eval.histories.layers import AfterStart, CarryForward
from nextwork_eval.histories.painting import cover, lay, spells_of, stretches
from nextwork_eval.histories.runs import first_marked, pack, run_ends

LETTERS = "OSJ"  # neither, on support, off it


@st.composite
def weeks(draw: st.DrawFn, most: int = 150) -> NDArray[np.str_]:
    """A few people with some weeks each, in runs long enough to matter."""
    people, columns = draw(st.integers(1, 4)), draw(st.integers(1, most))
    rows = []
    for _ in range(people):
        runs = draw(st.lists(st.tuples(st.sampled_from(LETTERS), st.integers(1, 30)), min_size=1, max_size=12))
        text = "".join(letter * length for letter, length in runs)
        rows.append(list((text * columns)[:columns]))
    return np.array(rows)


def plain_first_run(inside: list[bool], length: int) -> int:
    run = 0
    for week, here in enumerate(inside, start=1):
        run = run + 1 if here else 0
        if run == length:
            return week
    return 0


def plain_returns(letters: list[str], weeks_off: int, weeks_on: int) -> list[int]:
    """Weeks of leaving and coming back in turn, by a loop over one person's weeks."""
    found: list[int] = []
    run = 0
    for week, letter in enumerate(letters, start=1):
        out = len(found) % 2 == 1
        run = run + 1 if letter == ("S" if out else "J") else 0
        if run == (weeks_on if out else weeks_off):
            found.append(week)
            run = 0
    return found


@given(weeks(), st.integers(1, 80))
def test_the_first_run_is_that_of_a_plain_loop(letters: NDArray[np.str_], length: int) -> None:
    """Also for runs longer than a word of 64 weeks."""
    inside = letters == "J"
    assert first_run(inside, length).tolist() == [plain_first_run(row, length) for row in inside.tolist()]


@given(weeks(), st.integers(1, 9), st.integers(1, 9))
def test_leaving_and_coming_back_are_those_of_a_plain_loop(
    letters: NDArray[np.str_], weeks_off: int, weeks_on: int
) -> None:
    """The first return, and the number of returns."""
    rows = course(pack(letters == "J"), pack(letters == "S"), weeks_off, weeks_on)
    left, back = left_and_back(rows)
    for person, row in enumerate(letters.tolist()):
        events = plain_returns(row, weeks_off, weeks_on)
        assert left[person] == (events[0] if events else 0)
        assert back[person] == (events[1] if len(events) > 1 else 0)
        assert number_of_returns(rows)[person] == len(events) // 2


@given(weeks(), st.integers(1, 9), st.data())
def test_an_event_never_looks_forwards(letters: NDArray[np.str_], length: int, data: st.DataObject) -> None:
    """What is known at the end of a week does not change when later weeks arrive, whatever they are."""
    week = data.draw(st.integers(1, letters.shape[1]))
    for inside in (letters == "J", letters == "S"):
        whole, cut = first_run(inside, length), first_run(inside[:, :week], length)
        assert np.where(whole > week, 0, whole).tolist() == cut.tolist()
    rows = [course(pack(part == "J"), pack(part == "S"), length, length) for part in (letters, letters[:, :week])]
    whole_back, cut_back = (left_and_back(row)[1] for row in rows)
    assert np.where(whole_back > week, 0, whole_back).tolist() == cut_back.tolist()
    assert number_of_returns(rows[0], by_week=week).tolist() == number_of_returns(rows[1]).tolist()


@given(weeks(), st.integers(1, 6), st.data())
def test_a_gap_is_closed_forwards_only(letters: NDArray[np.str_], length: int, data: st.DataObject) -> None:
    """The state of a week is the same whether or not later weeks are known."""
    week = data.draw(st.integers(1, letters.shape[1]))
    codes = np.vectorize(LETTERS.index)(letters).astype(np.int8)
    layer = CarryForward(kind="carry_forward", of=("J",), weeks=length, over=("O",))
    whole = carry_forward(layer, codes, letters == "J", letters == "O")
    cut = carry_forward(layer, codes[:, :week], letters[:, :week] == "J", letters[:, :week] == "O")
    assert whole[:, :week].tolist() == cut.tolist()
    for row, before in zip(whole.tolist(), letters.tolist(), strict=True):
        for column, state in enumerate(row):
            since = next((gap for gap in range(column + 1) if before[column - gap] != "O"), None)
            carried = since is not None and 0 < since <= length and before[column - since] == "J"
            assert state == (LETTERS.index("J") if carried else LETTERS.index(before[column]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("JOOS", "JJJS"),
        ("JOSO", "JJSO"),  # what ends a gap is not painted over, and nothing is carried beyond it
        ("JSOO", "JSOO"),
        ("SOOJ", "SOOJ"),
        ("JOOOOOJ", "JJJJOOJ"),
        ("OJOSJOO", "OJJSJJJ"),
    ],
)
def test_three_weeks_of_a_gap_are_closed(before: str, after: str) -> None:
    """A state lasts up to three weeks more while nothing but O follows."""
    letters = np.array([list(before)])
    codes = np.vectorize(LETTERS.index)(letters).astype(np.int8)
    layer = CarryForward(kind="carry_forward", of=("J",), weeks=3, over=("O",))
    found = carry_forward(layer, codes, letters == "J", letters == "O")
    assert "".join(LETTERS[code] for code in found[0]) == after


def test_weeks_after_a_start() -> None:
    """The three weeks after a stay begins, not the stay that was under way when the data begin."""
    inside = np.array([[letter == "E" for letter in "ESSESSSSS"]])
    layer = AfterStart(kind="after_start", of=("E",), weeks=3, over=("S",), becomes="A")
    assert after_start(layer, inside)[0].tolist() == [False] * 4 + [True] * 3 + [False] * 2


def test_a_run_of_no_weeks_is_refused() -> None:
    """A run has at least one week."""
    with pytest.raises(ValueError, match="at least one week"):
        run_ends(pack(np.ones((1, 3), dtype=np.bool_)), 0)


def test_a_week_cannot_be_on_both_sides() -> None:
    """It would be a departure and a return at once."""
    both = pack(np.ones((1, 3), dtype=np.bool_))
    with pytest.raises(ValueError, match="both off and on"):
        course(both, both, 1, 1)


def test_the_first_mark_after_a_week_that_ends_a_word() -> None:
    """Weeks 64 and 65 lie in two words."""
    inside = np.zeros((1, 130), dtype=np.bool_)
    inside[0, [63, 64, 127, 128]] = True
    marked = pack(inside)
    after = [first_marked(marked, np.array([week]))[0] for week in (0, 63, 64, 65, 128, 129)]
    assert after == [64, 64, 65, 128, 129, 0]


@given(weeks(most=60), st.integers(-5, 3))
def test_spells_make_the_same_weeks_again(letters: NDArray[np.str_], first_week: int) -> None:
    """From weeks to spells and back, equal cell by cell; a week not observed is a spell like any other."""
    codes = np.vectorize(LETTERS.index)(letters).astype(np.int8)
    codes[:, -1] = UNOBSERVED
    matrix = StateMatrix(
        states=codes,
        first_week=first_week,
        last_observed=np.full(len(codes), first_week),
        statuses=tuple(
            Status(code=code, name=name, label_da=name, label_en=name, role=name, absorbing=False)
            for code, name in enumerate(LETTERS)
        ),
        fingerprint="",
    )
    row, start, stop, state = spells_of(matrix)
    parts = stretches(row, start - first_week, stop - first_week, codes.shape[1])
    assert lay(parts, state, 0, *codes.shape).tolist() == codes.tolist()
    assert (np.diff(state)[np.diff(row) == 0] != 0).all()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 30), st.integers(0, 40)), max_size=20),
    st.sampled_from([1, 10]),
)
def test_cover_is_the_union(spells: list[tuple[int, int, int]], stretch: int) -> None:
    """Overlapping, touching, empty and overhanging spells, long and short, cover what any of them covers."""
    row, start = (np.array([spell[at] for spell in spells], dtype=np.int64) for at in (0, 1))
    stop = start + np.array([spell[2] for spell in spells], dtype=np.int64) // stretch
    expected = np.zeros((4, 25), dtype=np.bool_)
    for person, first, after in zip(row.tolist(), start.tolist(), stop.tolist(), strict=True):
        expected[person, max(first, 0) : max(after, 0)] = True
    assert cover(stretches(row, start, stop, 25), 4, 25).tolist() == expected.tolist()


def test_overlapping_states_are_refused() -> None:
    """Which of two codes of a week counts must be declared, not left to their order."""
    parts = stretches(np.array([0, 0]), np.array([0, 2]), np.array([3, 4]), 5)
    with pytest.raises(ValueError, match="1 stretches overlap"):
        lay(parts, np.array([1, 2], dtype=np.int8), 0, 1, 5)
