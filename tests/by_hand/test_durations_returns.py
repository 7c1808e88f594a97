"""Returns among those who left, worked on paper, and the bounds against a search over all divisions into kinds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import linprog

from nextwork_eval import durations, effects
from nextwork_eval.durations.returns import Between, PanelNumbers
from nextwork_eval.durations.returns.always import Leavers
from nextwork_eval.durations.returns.always_moments import cells_of
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.errors import EstimationError

# Weeks 1 to 4. Treated: Ane out in 1, back in 3; Bo out in 2, stays; Carl out in 1, dies in 3; Dorte never.
# Reference: Eva out in 1, back in 2; Finn out in 2, back in 4; Gry out in 4 (too late); Hans never.
COURSE = [
    [1, 1, 2, 2],
    [0, 1, 1, 1],
    [1, 1, 4, 4],
    [0, 0, 0, 0],
    [1, 2, 2, 3],
    [0, 1, 1, 2],
    [0, 0, 0, 1],
    [0, 0, 0, 0],
]
TREATED = [1, 1, 1, 1, 0, 0, 0, 0]


def test_share_back_of_those_who_left() -> None:
    """Of three leavers one is back within two weeks, of two both: 1/3 against 1, and the death is no return."""
    found = durations.return_given_exit(COURSE, TREATED, last_observed=[4] * 8, exit_by=2, within=2)
    assert (found.level_treated, found.level_reference) == (pytest.approx(1 / 3), pytest.approx(1.0))
    assert found.estimate == pytest.approx(1 / 3)
    assert (found.events_treated, found.events_reference) == (1, 2)
    # Influence on log(1/3): (R - L/3) / (3/4) / (1/3) = 4 (R - L/3): Ane 8/3, Bo and Carl -4/3, Dorte 0; the reference
    # arm's is 0. Variance = sum of squares / (4 * 3) = (64 + 16 + 16) / 9 / 12 = 8/9; 3 degrees of freedom.
    half = 3.182446305 * (8 / 9) ** 0.5
    assert found.conf_low == pytest.approx(np.exp(-half) / 3, rel=1e-8)
    assert found.conf_high == pytest.approx(np.exp(half) / 3, rel=1e-8)
    assert found.df == pytest.approx(3.0)
    assert "Not protected by the lottery" in found.warnings[0]
    # Tested is a half: log(1/3) - log(1/2) over the standard error, t with 3 degrees of freedom in both tails.
    t = np.log(2 / 3) / (8 / 9) ** 0.5
    assert found.test_statistic == pytest.approx(t)
    assert found.p_value == pytest.approx(2 * stats.t.cdf(t, 3))


def test_an_arm_without_returns_has_levels_and_no_interval() -> None:
    """Within one week nobody of the treated is back: a documented result with a warning."""
    found = durations.return_given_exit(COURSE, TREATED, last_observed=[4] * 8, exit_by=2, within=1)
    assert found.level_treated == 0
    assert found.estimate == 0
    assert found.set_kind == "none"
    assert "Nobody who left came back in the treated arm" in found.warnings[1]


def test_a_horizon_that_is_too_short_is_refused_with_all_findings() -> None:
    """Follow-up must reach exit_by + within, of everyone; faults of several arguments are told at once."""
    with pytest.raises(EstimationError, match="ends before `horizon`"):
        durations.return_given_exit(COURSE, TREATED, last_observed=[4] * 8, exit_by=3, within=2)
    cut = [[*person[:3], -1] if person[0] else person for person in COURSE]
    last = [3 if person[0] else 4 for person in COURSE]
    with pytest.raises(EstimationError, match="3 of 8 persons are not followed to week 4"):
        durations.return_given_exit(cut, TREATED, last_observed=last, exit_by=2, within=2)
    with pytest.raises(EstimationError) as refused:
        durations.return_given_exit(COURSE, TREATED, last_observed=[4] * 8, exit_by=0, within=2.5, level=1.5)  # type: ignore[arg-type]
    assert len(refused.value.problems) == 3
    with pytest.raises(EstimationError, match="Nobody left in the treated arm"):
        durations.return_given_exit(
            [[0, 0], [0, 0], [1, 2], [1, 1]], [1, 1, 0, 0], last_observed=[2] * 4, exit_by=1, within=1
        )


def test_bounds_on_paper() -> None:
    """10 treated, 8 out, 4 back; 10 others, 6 out, 3 back: q = 3/4, m1 = m0 = 1/2.

    Monotone: treated share in [(1/2 - 1/4) / (3/4), (1/2) / (3/4)] = [1/3, 2/3]. Without: at least 8/10 + 6/10 - 1 =
    4/10 of everyone: q1 = 1/2, q0 = 2/3; treated share in [0, 1], reference share in [1/4, 3/4].
    """
    left = [1] * 8 + [0] * 2 + [1] * 6 + [0] * 4
    back = [1] * 4 + [0] * 6 + [1] * 3 + [0] * 7
    treated = [1] * 10 + [0] * 10
    found = durations.always_leaver_bounds(left, back, treated, monotone=True)
    assert (found.lower, found.upper) == (pytest.approx(-1 / 6), pytest.approx(1 / 6))
    assert (found.n_treated, found.n_known_treated, found.n_reference, found.n_known_reference) == (10, 8, 10, 6)
    free = durations.always_leaver_bounds(left, back, treated, monotone=False)
    assert (free.lower, free.upper) == (pytest.approx(-3 / 4), pytest.approx(3 / 4))
    half = durations.always_leaver_bounds(left, back, treated, monotone=True, reference_times=0.5)
    assert (half.lower, half.upper) == (pytest.approx(1 / 3 - 1 / 4), pytest.approx(2 / 3 - 1 / 4))
    # With the arms exchanged the arm that is trimmed changes too, and the ends their signs and places.
    other = durations.always_leaver_bounds(left, back, [1 - arm for arm in treated], monotone=True)
    assert (other.lower, other.upper) == (pytest.approx(-found.upper), pytest.approx(-found.lower))
    assert "More left in the treated arm" in found.warnings[0]
    assert "More left in the reference arm" in other.warnings[0]
    as_many = durations.always_leaver_bounds(left[:10] * 2, back[:10] + [1] * 2 + [0] * 8, treated, monotone=True)
    assert "As large a share left in both arms" in as_many.warnings[0]
    # Nobody is left out: 4/8 less 2/8.
    assert (as_many.lower, as_many.upper) == (pytest.approx(1 / 4), pytest.approx(1 / 4))


def test_where_nobody_need_leave_in_either_arm_the_scale_is_all_that_is_known() -> None:
    """Four and five of ten left: perhaps nobody would in either arm. A share lies in 0 to 1, weeks in 0 to 6."""
    left = [1] * 4 + [0] * 6 + [1] * 5 + [0] * 5
    back, treated = [1, 1, 0, 0] + [0] * 6 + [1, 1, 1, 0, 0] + [0] * 5, [1] * 10 + [0] * 10
    for times, ends in ((1.0, (-1, 1)), (0.5, (-0.5, 1))):
        found = durations.always_leaver_bounds(left, back, treated, monotone=False, reference_times=times)
        assert (found.lower, found.upper) == (found.conf_low, found.conf_high) == ends
        assert (found.std_error_lower, found.std_error_upper) == (None, None)
    weeks = [6, 2, 3, 1] + [0] * 6 + [5, 5, 1, 2, 6] + [0] * 5
    found = durations.always_leaver_weeks(left, weeks, treated, within=6, monotone=False)
    assert (found.lower, found.upper) == (found.conf_low, found.conf_high) == (-6, 6)


def by_search(left, outcome, treated, cells, *, monotone: bool) -> tuple[float, float]:
    """Sharp bounds by linear programmes over all divisions into kinds that agree with the data.

    Unknown, for each cell and each value of the outcome: how many of everyone are always-leavers and have this value
    with the offer (u), without it (v). They are among the leavers with this value of the arm, together r in both arms,
    and r is what the shares out allow. The mean of u less that of v is a ratio; with all shares divided by the sum of r
    (Charnes-Cooper) it is linear.
    """
    left, outcome, treated, cells = (np.asarray(column) for column in (left, outcome, treated, cells))
    values = np.unique(outcome[left == 1])
    k, codes = len(values), np.unique(cells)
    size = 2 * k * len(codes) + 1  # the last is the factor of the division
    cost = np.zeros(size)
    above, equal = [], []
    total = np.zeros(size)
    for number, code in enumerate(codes):
        share = (cells == code).mean()
        start = 2 * k * number
        p = {}
        for arm, at in ((1, start), (0, start + k)):
            own = (cells == code) & (treated == arm)
            p[arm] = left[own].mean()
            for position, value in enumerate(values):
                row = np.zeros(size)
                row[at + position] = 1
                row[-1] = -share * (left[own] * (outcome[own] == value)).mean()
                above.append(row)
            cost[at : at + k] = values if arm == 1 else -values
        same = np.zeros(size)
        same[start : start + k], same[start + k : start + 2 * k] = 1, -1
        equal.append(same)
        least = min(p.values()) if monotone else max(0.0, p[0] + p[1] - 1)
        row = np.zeros(size)
        row[start : start + k], row[-1] = -1, share * least
        above.append(row)
        total[start : start + k] = 1
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * cost,
            A_ub=np.array(above),
            b_ub=np.zeros(len(above)),
            A_eq=np.array([*equal, total]),
            b_eq=np.append(np.zeros(len(equal)), 1.0),
        )
        assert found.success
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@pytest.mark.parametrize("monotone", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_bounds_are_sharp(seed: int, monotone: bool) -> None:
    """In small trials with three cells a linear programme finds the same ends, of shares and of weeks."""
    generator = np.random.default_rng(seed)
    n = 90
    treated = generator.permuted(np.repeat([1, 0], n // 2))
    cells = generator.integers(0, 3, n)
    left = (generator.random(n) < 0.55 + 0.12 * cells + 0.1 * treated).astype(int)
    back = (generator.random(n) < 0.6 - 0.2 * cells).astype(int)
    weeks = generator.integers(1, 7, n)
    shares = durations.always_leaver_bounds(left, back, treated, monotone=monotone, cells=cells)
    assert (shares.lower, shares.upper) == pytest.approx(by_search(left, back, treated, cells, monotone=monotone))
    time = durations.always_leaver_weeks(left, weeks, treated, within=6, monotone=monotone, cells=cells)
    assert (time.lower, time.upper) == pytest.approx(by_search(left, weeks, treated, cells, monotone=monotone))
    everyone = np.zeros(n)
    one = durations.always_leaver_weeks(left, weeks, treated, within=6, monotone=monotone)
    assert (one.lower, one.upper) == pytest.approx(by_search(left, weeks, treated, everyone, monotone=monotone))
    if monotone:
        lee = effects.lee_bounds(np.where(left == 1, weeks, np.nan), treated)
        assert (one.lower, one.std_error_lower) == (pytest.approx(lee.lower), pytest.approx(lee.std_error_lower))
        assert (one.upper, one.std_error_upper) == (pytest.approx(lee.upper), pytest.approx(lee.std_error_upper))


def trial_of_shares(left: tuple[int, int], back: tuple[int, int]) -> tuple[list[int], list[int], list[int]]:
    """Return 1,000 and 1,000 people, treated first, of whom so many left and so many of those came back."""
    marks, returns = [], []
    for gone, again in zip(left, back, strict=True):
        marks += [1] * gone + [0] * (1000 - gone)
        returns += [1] * again + [0] * (1000 - again)
    return marks, returns, [1] * 1000 + [0] * 1000


def test_limit_without_monotonicity_is_fiellers_on_paper() -> None:
    """p1 = .8, p0 = .7, 200 and 350 back: at least .5 always leave; none of the treated of them, .7 of the others back.

    theta is at or above -.7 exactly where -a0 - theta (p1 + p0 - 1) <= 0, with a0 = .35. That mean is (1.645 standard
    errors)^2 above 0 at a root of a quadratic: a treated person counts -theta if she left, a reference person -theta if
    he left, and 1 less if he came back. The other ways of trimming are more than four standard errors lower.
    """
    left, back, treated = trial_of_shares((800, 700), (200, 350))
    found = durations.always_leaver_bounds(left, back, treated, monotone=False)
    assert found.lower == pytest.approx(-0.7)
    z2 = 1.6448536269514722**2 / 999
    # Coefficients of theta^2, theta and 1 in (.35 + .5 theta)^2 and in the variance times 999.
    square = np.array([0.25, 0.35, 0.1225])
    variance = np.array([0.16 + 0.7 - 0.49, 0.7 - 0.49, 0.35 - 0.1225])
    roots = np.roots(square - z2 * variance)
    assert found.conf_low == pytest.approx(min(roots.real), abs=1e-8)


def test_limit_where_two_ways_of_trimming_agree_on_paper() -> None:
    """300 of the treated back: p0 + a1 = 1, and whether one treated always-leaver must be back hangs on chance.

    Both ways give -.7, and they differ by p0 + a1 - 1, whose standard error is sqrt((.3 * .7 + .7 * .3) / 999). The
    mean of the larger of the two is that over sqrt(2 pi) above the mean of one; the noisier of them counts.
    """
    left, back, treated = trial_of_shares((800, 700), (300, 350))
    found = durations.always_leaver_bounds(left, back, treated, monotone=False)
    assert found.lower == pytest.approx(-0.7)
    excess = (0.42 / 999) ** 0.5 / (2 * np.pi) ** 0.5

    def left_over(theta: float) -> float:
        # Treated: -theta for who left, or 1 - theta for who left and 1 less for who was not back. Reference: as above,
        # or with 1 - theta for -theta.
        one = [theta**2 * 0.16, 0.3 * (1 - theta) ** 2 + 0.5 * theta**2 - (0.3 * (1 - theta) - 0.5 * theta) ** 2]
        zero = [0.35 * (a - 1) ** 2 + 0.35 * a**2 - (0.35 * (a - 1) + 0.35 * a) ** 2 for a in (-theta, 1 - theta)]
        spread = max((x + y) / 999 for x, y in zip(one, zero, strict=True)) ** 0.5
        return -0.35 - 0.5 * theta - excess - 1.6448536269514722 * spread

    assert left_over(found.conf_low) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_terms_of_the_limit_change_sign_at_the_end(seed: int) -> None:
    """In three cells the largest terms add up to more than 0 below the end of a linear programme, and to 0 at it."""
    generator = np.random.default_rng(seed)
    n = 120
    treated, cells = generator.permuted(np.repeat([1, 0], n // 2)), generator.integers(0, 3, n)
    left = (generator.random(n) < 0.55 + 0.12 * cells + 0.1 * treated).astype(float)
    weeks = generator.integers(1, 7, n) * left
    end, _ = by_search(left, weeks, treated, cells, monotone=False)
    arms = TwoArms(outcome=left, treated=treated.astype(float), strata=np.zeros(n, dtype=np.int64), yes_or_no=True)
    people = Leavers(
        outcome=weeks,
        left=left,
        treated=treated,
        weight=np.full(n, 2 / n),
        share=np.full(n, 1 / n),
        cells=cells,
    )
    found = [
        sum(cell.terms(theta).mean.max() for cell in cells_of(people, arms)) for theta in (end - 0.01, end, end + 0.01)
    ]
    assert found[0] > 1e-6
    assert found[1] == pytest.approx(0.0, abs=1e-9)
    assert found[2] < -1e-6


def test_bounds_refuse_all_faults_at_once() -> None:
    """Nobody left in an arm, and cells with one arm; values that are no shares."""
    with pytest.raises(EstimationError) as refused:
        durations.always_leaver_bounds(
            [0, 0, 1, 1], [0, 0, 1, 3], [1, 1, 0, 0], monotone=True, cells=["a", "a", "b", "b"]
        )
    assert len(refused.value.problems) == 3


def test_everyone_leaves() -> None:
    """All are always-leavers: the bounds are the difference itself, with and without the assumption."""
    back = [1, 0, 0, 0, 1, 1, 1, 0]
    for monotone in (True, False):
        found = durations.always_leaver_bounds([1] * 8, back, [1] * 4 + [0] * 4, monotone=monotone)
        assert (found.lower, found.upper) == (pytest.approx(-0.5), pytest.approx(-0.5))


def test_shadow_of_monotonicity_on_paper() -> None:
    """Three and three; the reference people leave in week 1, the treated never: 1 of 20 lotteries is as extreme.

    The standardised shortfall is (3 * 3 / 6 - 0) / sqrt(3 * 3 * 3 * 3 / (36 * 5)) = 1.5 / sqrt(0.45).
    """
    found = durations.monotonicity_shadow(
        [9, 9, 9, 1, 1, 1], [1, 1, 1, 0, 0, 0], exit_by=4, draws=4999, generator=np.random.default_rng(1)
    )
    assert found.test_statistic == pytest.approx(1.5 / 0.45**0.5)
    assert found.p_value == pytest.approx(0.05, abs=0.01)
    assert (found.events_treated, found.events_reference) == (0, 3)
    assert "does not show" in found.warnings[0]
    other = durations.monotonicity_shadow(
        [1, 1, 1, 9, 9, 9], [1, 1, 1, 0, 0, 0], exit_by=4, draws=999, generator=np.random.default_rng(1)
    )
    assert other.p_value == 1.0


def test_the_week_of_the_lottery_is_no_part_of_a_sustained_exit() -> None:
    """Of six offered four are off in weeks 1 to 3, and one in weeks 0 to 2, which is two weeks since the lottery.

    Of the six others one is off in all three weeks: 4/6 against 1/6, whether or not week 0 is handed over.
    Weeks off 3, 3, 3, 3, 1, 2 against 1, 1, 3, 0, 0, 0.
    """
    course = [[1, 1, 1]] * 4 + [[1, 2, 2], [0, 0, 0]] + [[1, 2, 2]] * 2 + [[1, 1, 1]] + [[0, 0, 0]] * 3
    off = [[int(place in (1, 3)) for place in person] for person in course]
    off[5] = [1, 1, 0]
    treated, before = [1] * 6 + [0] * 6, [0] * 5 + [1] + [0] * 6
    shared = {"last_observed": [3] * 12, "horizon": 3, "exit_by": 1, "within": 2, "sustained_weeks": 3, "draws": 99}
    without = durations.returns_panel(course, off, treated, generator=np.random.default_rng(1), **shared)
    with_it = durations.returns_panel(
        [[0, *person] for person in course],
        [[first, *person] for first, person in zip(before, off, strict=True)],
        treated,
        first_week=0,
        generator=np.random.default_rng(1),
        **shared,
    )
    for panel in (without, with_it):
        levels = panel.sustained.level_treated, panel.sustained.level_reference
        assert levels == pytest.approx((4 / 6, 1 / 6))
        assert panel.weeks_off.estimate == pytest.approx(15 / 6 - 5 / 6)


def test_where_monotonicity_is_contradicted_the_bounds_without_it_decide() -> None:
    """Of 1,000 offered 700 leave in week 1 and 560 are back in week 2; of 1,000 others 800 leave and 400 are back.

    More of the others leave, beyond chance. Supposing that the offer keeps nobody out, 7 of 8 of the others' leavers
    are always-leavers: (1/2 - 1/8) / (7/8) = 3/7 to 4/7 of them come back, against 4/5: more returns, fewer weeks off,
    fewer sustained exits, and so harmful. Without it half of everyone always leave: 5 of 7 and 5 of 8 of the leavers,
    of whom (4/5 - 2/7) / (5/7) = 18/25 to all come back, against (1/2 - 3/8) / (5/8) = 1/5 to 4/5. That holds 0;
    sustained exits are left, 140 against 400.
    """
    kinds = [(560, [1, 2, 2]), (140, [1, 1, 1]), (300, [0, 0, 0]), (400, [1, 2, 2]), (400, [1, 1, 1]), (200, [0, 0, 0])]
    course = np.repeat([places for _, places in kinds], [n for n, _ in kinds], axis=0)
    panel = durations.returns_panel(
        course,
        course == 1,
        [1] * 1000 + [0] * 1000,
        last_observed=[3] * 2000,
        horizon=3,
        exit_by=1,
        within=2,
        sustained_weeks=3,
        draws=199,
        generator=np.random.default_rng(1),
    )
    assert panel.shadow.p_value == 1 / 200
    assert not panel.monotone
    ends = {name: (found.lower, found.upper) for name, found in panel.bounds.items()}
    assert ends["returned"] == pytest.approx((4 / 5 - 4 / 7, 4 / 5 - 3 / 7))
    assert panel.bounds["returned"].conf_low > 0
    assert ends["returned_free"] == pytest.approx((18 / 25 - 4 / 5, 1 - 1 / 5))
    assert ends["against_half"] == pytest.approx((18 / 25 - 2 / 5, 1 - 1 / 10))
    assert (panel.sustained.estimate, panel.weeks_off.estimate) == pytest.approx((0.14 - 0.4, 0.98 - 1.6))
    assert panel.verdict == "sustained_fewer"


def numbers(**changes: object) -> PanelNumbers:
    """Exits alike, and nothing shown; what a case changes."""
    plain: dict[str, object] = {
        "exits": Between(estimate=0.0, low=-0.03, high=0.03),
        "ratio": Between(estimate=0.9, low=0.7, high=1.1),
        "ends": (-0.03, -0.01),
        "difference": (-0.1, 0.06),
        "against_half": (0.05, 0.2),
        "weeks_off": Between(estimate=1.0, low=-1.0, high=3.0),
        "sustained": Between(estimate=0.01, low=-0.05, high=0.07),
        "margin": 0.05,
    }
    return PanelNumbers(**(plain | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "open"),
        ({"ratio": Between(estimate=0.4, low=0.3, high=0.5)}, "halved_exits_alike"),
        ({"ratio": Between(estimate=0.6, low=0.4, high=0.9)}, "reduced_exits_alike"),
        # An interval that leaves the margin is not alike, whatever the estimate; nor are bounds far apart.
        (
            {
                "exits": Between(estimate=0.0, low=-0.06, high=0.06),
                "ratio": Between(estimate=0.4, low=0.3, high=0.5),
            },
            "open",
        ),
        ({"ends": (-0.3, -0.01), "ratio": Between(estimate=0.4, low=0.3, high=0.5)}, "open"),
        ({"against_half": (-0.2, -0.01), "difference": (-0.4, -0.2)}, "halved_by_bounds"),
        ({"difference": (-0.4, -0.01)}, "reduced_by_bounds"),
        # More returns, but more weeks off or more sustained exits: never harmful.
        ({"difference": (0.01, 0.2)}, "open"),
        (
            {
                "difference": (0.01, 0.2),
                "weeks_off": Between(estimate=-1.0, low=-3.0, high=1.0),
                "sustained": Between(estimate=-0.01, low=-0.1, high=0.1),
            },
            "harmful",
        ),
        ({"sustained": Between(estimate=0.1, low=0.01, high=0.2)}, "sustained_more"),
        ({"sustained": Between(estimate=-0.1, low=-0.2, high=-0.01)}, "sustained_fewer"),
        ({"ratio": Between(estimate=0.0, low=None, high=None)}, "open"),
    ],
)
def test_verdicts(changes: dict[str, object], verdict: str) -> None:
    """Each case changes a plain panel in what it is about."""
    assert durations.returns_verdict(numbers(**changes)) == verdict


HALVED = Between(estimate=0.4, low=0.3, high=0.5)
DOWN = {
    "weeks_off": Between(estimate=-1.0, low=-3.0, high=1.0),
    "sustained": Between(estimate=-0.01, low=-0.1, high=0.1),
}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        # An interval of exits that ends at the margin lies within it, on either side; a hair beyond it does not.
        ({"exits": Between(estimate=0.0, low=-0.05, high=0.05), "ratio": HALVED}, "halved_exits_alike"),
        ({"exits": Between(estimate=0.0, low=-0.03, high=0.0501), "ratio": HALVED}, "open"),
        ({"exits": Between(estimate=0.0, low=-0.0501, high=0.03), "ratio": HALVED}, "open"),
        ({"exits": Between(estimate=0.0, low=None, high=0.03), "ratio": HALVED}, "open"),
        # So do ends of the bounds that are the margin apart.
        ({"ends": (-0.05, 0.0), "ratio": HALVED}, "halved_exits_alike"),
        ({"ends": (-0.0501, 0.0), "ratio": HALVED}, "open"),
        # At most half is half; smaller is below 1, and not 1 itself.
        ({"ratio": Between(estimate=0.4, low=0.3, high=0.5001)}, "reduced_exits_alike"),
        ({"ratio": Between(estimate=0.9, low=0.8, high=1.0)}, "open"),
        # Bounds against half that end at 0 are at most half; those of the difference must end below 0, or begin above.
        ({"against_half": (-0.2, 0.0)}, "halved_by_bounds"),
        ({"against_half": (-0.2, 0.0001)}, "open"),
        ({"difference": (-0.4, 0.0)}, "open"),
        ({"difference": (0.0, 0.2)} | DOWN, "open"),
        ({"difference": (0.0001, 0.2)} | DOWN, "harmful"),
        # As many left: more by the ratio, which must lie above 1. Where other numbers left it says nothing.
        ({"ratio": Between(estimate=1.5, low=1.1, high=2.0)} | DOWN, "harmful"),
        ({"ratio": Between(estimate=1.5, low=1.0, high=2.0)} | DOWN, "open"),
        ({"ratio": Between(estimate=1.5, low=1.1, high=2.0), "ends": (-0.3, -0.01)} | DOWN, "open"),
        # One of the two that points up is enough: never harmful. Nought does not point up.
        ({"difference": (0.1, 0.2)} | DOWN | {"weeks_off": Between(estimate=0.1, low=-2.0, high=2.0)}, "open"),
        ({"difference": (0.1, 0.2)} | DOWN | {"sustained": Between(estimate=0.01, low=-0.1, high=0.1)}, "open"),
        ({"difference": (0.1, 0.2)} | DOWN | {"weeks_off": Between(estimate=0.0, low=-2.0, high=2.0)}, "harmful"),
        # Sustained exits speak by their interval, which must leave 0 out.
        ({"sustained": Between(estimate=0.1, low=0.0, high=0.2)}, "open"),
        ({"sustained": Between(estimate=-0.1, low=-0.2, high=0.0)}, "open"),
        ({"difference": (0.1, 0.2), "sustained": Between(estimate=0.1, low=0.01, high=0.2)}, "sustained_more"),
    ],
)
def test_verdicts_at_their_boundaries(changes: dict[str, object], verdict: str) -> None:
    """What the notes of `returns_verdict` say of limits that are met, and of each part of "never harmful"."""
    assert durations.returns_verdict(numbers(**changes)) == verdict
