"""The door for numbers that rest on firms, and attacks on it: what was withheld cannot be had by subtraction."""

from itertools import pairwise, product

import pytest

from nextwork_eval.disclosure import Rules
from nextwork_eval.results import ReleasedResult, ResultRow
from tests.unit.test_disclosure import RULES, released, row

FLOOR = RULES.floor
NAMES = ("young", "firm", "caseworker")


def firms(result_id: str, **values: object) -> ResultRow:
    return row(result_id, **{"analysis_id": "delivery", "n_arm": None, "top_two_share": 0.5, **values})


def hired(share: float, of: int, **values: object) -> ResultRow:
    return firms("delivery.hired", unit="share_of_firms", estimate=share, n_firms=of, **values)


def by_chooser(persons: tuple[int, ...], **other: dict[str, object]) -> list[ResultRow]:
    """Internships by who chose the firm, one for each person, each at a firm of its own."""
    total = sum(persons)
    return [
        firms(
            f"delivery.chosen_by.{name}.a",
            outcome="delivery.chosen_by",
            arm="a",
            subgroup=name,
            unit="share_of_internships",
            estimate=count / total,
            n_arm=total,
            events_arm=count,
            smallest_cell=count,
            **{"n_firms": count, **other.get(name, {})},
        )
        for name, count in zip(NAMES, persons, strict=True)
    ]


def running(counts: tuple[int, ...]) -> list[ResultRow]:
    return [
        firms(
            f"delivery.firms_in_network.2017-{month:02d}",
            outcome="delivery.firms_in_network",
            statistic="running_count",
            unit="firms",
            period=f"2017-{month:02d}",
            estimate=count,
            n_firms=count,
            top_two_share=None,
        )
        for month, count in enumerate(counts, start=1)
    ]


def rules_of(result: ReleasedResult) -> dict[str, str]:
    return {change.result_id: change.rule for change in result.changes}


@pytest.mark.parametrize(
    ("share", "of", "rule"),
    [
        (2 / 40, 40, "few_firms"),  # two firms hired
        (38 / 40, 40, "few_firms"),  # two firms did not
        (0.0, 40, "few_firms"),  # none says something about each
        (1 / 2, 2, "few_firms"),
    ],
)
def test_fewer_than_three_firms_on_either_side_do_not_leave(share: float, of: int, rule: str) -> None:
    """The share, and how many firms it is of, stay behind."""
    result = released(hired(share, of, smallest_cell=30))
    assert (result.rows[0].estimate, result.rows[0].n_firms) == (None, None)
    assert rules_of(result) == {"delivery.hired": rule}


def test_three_firms_on_each_side_leave_however_low_the_floor_for_persons() -> None:
    """Three of forty leave under a floor of three persons and of five; two of forty under neither."""
    low = Rules(profile="low", floor=3, open_data=False, release_weeks=())
    for rules in (low, RULES):
        assert released(hired(3 / 40, 40, smallest_cell=30), rules=rules).rows[0].estimate == 3 / 40
        assert released(hired(2 / 40, 40, smallest_cell=30), rules=rules).rows[0].estimate is None


def test_people_behind_firms_are_people() -> None:
    """Four firms hired four people: few firms are no trouble, four people are."""
    assert rules_of(released(hired(4 / 40, 40, smallest_cell=4))) == {"delivery.hired": "small_cell"}


@pytest.mark.parametrize(("held", "leaves"), [(0.85, True), (0.86, False)])
def test_two_firms_may_hold_85_per_cent_of_a_cell_and_no_more(held: float, *, leaves: bool) -> None:
    """The rule for business data; how much they hold stays behind in any case."""
    result = released(hired(0.5, 40, smallest_cell=30, top_two_share=held))
    assert (result.rows[0].estimate is not None) is leaves
    assert result.rows[0].top_two_share is None


def test_what_two_firms_hold_never_leaves_even_where_all_is_public() -> None:
    """It describes two firms; only the door has a use for it."""
    public = Rules(profile="public", floor=0, open_data=True, release_weeks=())
    result = released(hired(0.5, 40, smallest_cell=1, top_two_share=0.9), rules=public)
    assert (result.rows[0].estimate, result.rows[0].top_two_share) == (0.5, None)


def test_no_small_part_of_a_whole_can_be_had_by_subtraction() -> None:
    """Every way in which up to 27 people can be divided by who chose: an attacker adds up what is shown.

    What is left to one is the withheld parts together. They are never a single part, and never fewer people or firms
    than may be shown, unless nobody is in any part.
    """
    for persons in product(range(10), repeat=3):
        if sum(persons) == 0:
            continue
        result = released(*by_chooser(persons))
        hidden = [count for count, item in zip(persons, result.rows, strict=True) if item.estimate is None]
        assert all(
            count >= FLOOR for count, item in zip(persons, result.rows, strict=True) if item.estimate is not None
        )
        assert len(hidden) != 1
        assert not hidden or sum(hidden) >= FLOOR or len(hidden) == len(persons)
        assert all(item.n_arm is None for item in result.rows if item.estimate is None)


def test_a_dominated_part_takes_the_whole_distribution_along() -> None:
    """Two firms hold nearly all internships that the young chose.

    Together with the ten of the caseworker they hold up to (0.95 · 60 + 0.5 · 10) / 70 = 89 %: no part leaves.
    """
    result = released(*by_chooser((60, 30, 10), young={"top_two_share": 0.95}))
    assert [item.estimate for item in result.rows] == [None, None, None]


def test_two_firms_in_a_small_part_need_one_other_part_beside_them() -> None:
    """Twenty of a hundred internships are at two firms: with twenty others they hold at most 75 %, and sixty leave."""
    result = released(*by_chooser((20, 60, 20), young={"n_firms": 2, "top_two_share": 1.0}))
    assert [item.estimate for item in result.rows] == [None, 0.6, None]
    assert sorted(rules_of(result).values()) == ["complement", "few_firms"]


def test_how_many_firms_are_behind_a_number_does_not_leave_where_it_could_be_subtracted() -> None:
    """Forty firms had interns, thirty-nine of them someone who chose: the fortieth is one firm."""
    number = firms(
        "delivery.number_of_internships.a", unit="internships", estimate=90, n_arm=60, smallest_cell=30, n_firms=40
    )
    parts = by_chooser((60, 30, 10), young={"n_firms": 39})
    result = released(number, *parts, hired(0.5, 40, smallest_cell=30))
    assert [item.n_firms for item in result.rows] == [None, None, None, None, 40]
    assert all(item.estimate is not None for item in result.rows)


def test_the_network_grows_by_three_firms_or_not_at_all() -> None:
    """Two firms, then 3, 4, 7, 8, 8, 12.

    Two are withheld; the fourth waits for the seventh, and the eighth for the twelfth.
    """
    result = released(*running((2, 3, 4, 7, 8, 8, 12)))
    shown = [item.estimate for item in result.rows]
    assert shown == [None, 3, 3, 7, 7, 7, 12]
    assert [item.n_firms for item in result.rows] == shown
    assert all(now - before == 0 or now - before >= 3 for before, now in pairwise(shown[1:]) if before and now)
    assert rules_of(result) == {"delivery.firms_in_network": "steps_of_firms"}


@pytest.mark.parametrize(
    ("active", "persons", "held", "leaves"),
    [
        (10, 12, 0.3, True),
        (2, 12, 1.0, False),  # two firms
        (18, 40, 0.3, False),  # two of the twenty firms had no intern
        (4, 4, 0.5, False),  # four interns
        (5, 30, 0.9, False),  # two firms had nearly all interns
    ],
)
def test_firms_with_an_intern_leave_month_by_month(active: int, persons: int, held: float, *, leaves: bool) -> None:
    """The number in the network that month would undo the network's own steps: it does not leave beside it."""
    result = released(
        firms(
            "delivery.firms_with_intern.2017-01",
            statistic="count",
            unit="firms",
            period="2017-01",
            estimate=active,
            n_firms=20,
            n_arm=persons,
            smallest_cell=persons,
            top_two_share=held,
        )
    )
    assert (result.rows[0].estimate is not None) is leaves
    assert result.rows[0].n_firms is None


def test_a_panel_leaves_together_or_not_at_all() -> None:
    """117 of 120 took the offer up. The mean over all and the mean over takers would give 117 back, as would its n."""
    common = {"analysis_id": "delivery", "panel": "delivery.take_up.a", "arm": "a"}
    result = released(
        row("delivery.take_up.a", outcome="take_up", n_arm=120, events_arm=117, smallest_cell=3, **common),
        row("delivery.dose.a", outcome="dose", n_arm=120, smallest_cell=60, **common),
        row("delivery.dose_takers.a", outcome="dose_takers", n_arm=117, smallest_cell=60, **common),
        row("delivery.take_up.b", **{**common, "panel": "delivery.take_up.b", "arm": "b"}, smallest_cell=60),
    )
    assert [(item.estimate, item.n_arm) for item in result.rows] == [(None, None)] * 3 + [(0.25, 60)]
    assert [change.rule for change in result.changes] == ["small_cell", "panel", "panel"]


def chain(met: int, chose: int, began: int) -> list[ResultRow]:
    common = {"analysis_id": "delivery", "panel": "chain.matching.a", "arm": "a"}
    return [
        row(
            "delivery.met.a", n_arm=120, events_arm=met, estimate=met / 120, smallest_cell=min(met, 120 - met), **common
        ),
        row(
            "delivery.chosen.a", n_arm=met, unit="share_of_meetings", estimate=131 / 848, smallest_cell=chose, **common
        ),
        row(
            "delivery.began.a",
            n_arm=chose,
            events_arm=began,
            estimate=began / chose,
            smallest_cell=min(began, chose - began),
            **common,
        ),
    ]


def test_steps_of_a_chain_cannot_be_subtracted() -> None:
    """107 met a firm, 106 chose one, 66 began there: the one who met and did not choose is not to be found."""
    result = released(*chain(107, 106, 66))
    assert [(item.n_arm, item.events_arm) for item in result.rows] == [(120, 105), (105, None), (105, 65)]
    assert [item.estimate for item in result.rows] == [0.875, 0.15, 0.619]  # 65 / 105, to four places
    assert {change.action for change in result.changes} == {"rounded"}


@pytest.mark.parametrize("counts", [(118, 100, 60), (107, 106, 3), (107, 106, 104)])
def test_a_chain_with_a_small_step_stays_behind(counts: tuple[int, int, int]) -> None:
    """Two who met no firm; three who began where they chose; two who chose and did not."""
    result = released(*chain(*counts))
    assert all(item.estimate is None and item.n_arm is None and item.events_arm is None for item in result.rows)
