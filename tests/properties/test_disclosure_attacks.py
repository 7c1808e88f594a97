"""An attack on the door that knows nothing of how the door thinks.

The attacker writes down every kind of person there can be, and asks for each count that is too small which whole
numbers of each kind agree with everything released. More than one answer must remain.
"""

import itertools
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from nextwork_eval.results import ResultRow
from tests.unit.test_disclosure_audit import RULES, N, flow, let_out, outcome

WHEN = ("by_26", "by_52", "never")


class Kind(NamedTuple):
    """When somebody enters, whether they come back, and their sex."""

    when: str
    back: bool
    sex: str


# Who never enters cannot come back.
KINDS = [
    kind
    for kind in itertools.starmap(Kind, itertools.product(WHEN, (True, False), ("woman", "man", "")))
    if kind.when != "never" or not kind.back
]
EVENTS = {
    "entry_26": lambda kind: kind.when == "by_26",
    "entry_52": lambda kind: kind.when != "never",
    "back": lambda kind: kind.back,
    "never_or_back": lambda kind: kind.when == "never" or kind.back,
}
SEXES = {"all": ("woman", "man", ""), "sex:woman": ("woman",), "sex:man": ("man",)}
# What nobody may find out where it is few: steps, complements, those who left and stayed away, the unknown.
SECRETS = {
    **EVENTS,
    **{f"not {name}": (lambda kind, event=event: not event(kind)) for name, event in EVENTS.items()},
    "between": lambda kind: kind.when == "by_52",
    "stayed away": lambda kind: kind.when != "never" and not kind.back,
    "sex unknown": lambda kind: kind.sex == "",
    "woman": lambda kind: kind.sex == "woman" and kind.when != "never",
    "man": lambda kind: kind.sex == "man" and kind.when != "never",
}


@st.composite
def trials(draw: st.DrawFn) -> np.ndarray:
    """How many of each kind there are in the offered arm; few kinds are frequent, so that small cells are."""
    weights = np.array(draw(st.lists(st.sampled_from([0, 0, 1, 2, 8]), min_size=len(KINDS), max_size=len(KINDS))))
    weights = weights + (weights.sum() == 0)
    return np.random.default_rng(draw(st.integers(0, 10**6))).multinomial(N, weights / weights.sum())


def count(people: np.ndarray, event: object, sexes: tuple[str, ...] = SEXES["all"]) -> int:
    chosen = [callable(event) and event(kind) and kind.sex in sexes for kind in KINDS]
    return int(people[np.array(chosen)].sum())


def secret_counts(people: np.ndarray) -> list[int]:
    """Every count that may be withheld, those without the event among each sex included."""
    stayed = [count(people, lambda kind: kind.when == "never", SEXES[level]) for level in ("sex:woman", "sex:man")]
    return [*(count(people, event) for event in SECRETS.values()), *stayed]


def rows_of(people: np.ndarray) -> list[ResultRow]:
    purposes = {"entry_52": "primary", "back": "exploratory"}
    rows = []
    for name, event in EVENTS.items():
        rows += outcome(name, count(people, event), 25, purpose=purposes.get(name, "secondary"))
    sizes = {level: count(people, bool, sexes) for level, sexes in SEXES.items()}
    parts = []
    for level in ("sex:woman", "sex:man"):
        n = sizes[level]
        event = count(people, EVENTS["entry_52"], SEXES[level])
        part = outcome("entry_52", event, 10, n=n) if n else []
        parts += [
            replace(item, result_id=f"{item.result_id}.{level}", subgroup=level, panel="subgroup.sex") for item in part
        ]
    smallest = min([item.smallest_cell for item in parts if item.smallest_cell is not None], default=0)
    return rows + [replace(item, smallest_cell=smallest) for item in parts]


@settings(max_examples=60, deadline=None)
@given(trials())
def test_no_small_count_has_a_single_value(people: np.ndarray) -> None:
    """Whatever the people are like."""
    told = []
    found = let_out(*rows_of(people))
    if all(count >= RULES.floor for count in secret_counts(people)):
        assert all(item.estimate is not None for item in found.rows)  # where nothing is secret, everything leaves
    for item in found.rows:
        if item.arm != "a" or item.n_arm is None or item.estimate is None:
            continue
        inside = np.array([kind.sex in SEXES[item.subgroup] for kind in KINDS])
        event = np.array([EVENTS[item.outcome](kind) for kind in KINDS])
        told += [(inside, item.n_arm), (inside & event, item.events_arm)]
    told.append((np.ones(len(KINDS), dtype=bool), N))
    constraint = LinearConstraint(
        np.array([mask for mask, _ in told], dtype=float), [value for _, value in told], [value for _, value in told]
    )
    for name, event in SECRETS.items():
        secret = np.array([bool(event(kind)) for kind in KINDS], dtype=float)
        true = int(secret @ people)
        if 0 < true < RULES.floor:
            ends = [
                milp(sign * secret, constraints=constraint, integrality=np.ones(len(KINDS)), bounds=Bounds(0, N))
                for sign in (1, -1)
            ]
            assert all(end.status == 0 for end in ends)
            low, high = round(ends[0].fun), round(-ends[1].fun)
            assert low <= true <= high
            assert high - low >= RULES.floor - 1, f"{name} is known to within {high - low}"


def newcombe(e1: np.ndarray, n1: int, e0: np.ndarray, n0: int) -> tuple[np.ndarray, np.ndarray]:
    """Newcombe's interval, written once more for the attacker."""
    z = 1.959963984540054

    def wilson(e: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
        root = z * np.sqrt(z**2 + 4 * e * (1 - e / n))
        return (2 * e + z**2 - root) / (2 * (n + z**2)), (2 * e + z**2 + root) / (2 * (n + z**2))

    (l1, u1), (l0, u0), d = wilson(e1, n1), wilson(e0, n0), e1 / n1 - e0 / n0
    return d - np.hypot(e1 / n1 - l1, u0 - e0 / n0), d + np.hypot(u1 - e1 / n1, e0 / n0 - l0)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.lists(st.tuples(st.integers(6, 49), st.integers(6, 49)), min_size=1, max_size=6))
def test_no_digits_say_how_many_were_lost(lost: int, events: list[tuple[int, int]]) -> None:
    """Of 60 a few are lost; shares, differences and Newcombe's limits of some outcomes leave. Several sizes fit."""
    known = N - lost
    rows = []
    for number, (offered, control) in enumerate(events):
        low, high = newcombe(np.array(float(offered)), known, np.array(float(control)), N)
        name = f"outcome_{number}"
        for item in outcome(name, offered, control, n=known):
            week = replace(item, week=52, analysis_id=name)
            if item.arm == "b":
                week = replace(week, n_arm=N, estimate=control / N)
            if item.reference_arm is not None:
                week = replace(
                    week,
                    n_reference=N,
                    estimate=offered / known - control / N,
                    conf_low=float(low),
                    conf_high=float(high),
                    conf_level=0.95,
                    set_kind="interval",
                )
            rows.append(week)
    released = let_out(*rows, boxes=flow(lost, known)).rows
    fits = set(range(N - 4, N))
    for number in range(len(events)):
        shown = {
            ("difference" if item.reference_arm else item.arm): item
            for item in released
            if item.outcome == f"outcome_{number}" and (item.estimate is not None or item.conf_low is not None)
        }
        for n in sorted(fits):
            e1, e0 = np.arange(n + 1.0)[:, None], np.arange(N + 1.0)[None, :]
            possible = np.ones((n + 1, N + 1), dtype=bool)
            low, high = newcombe(e1, n, e0, N)
            for key, made in (("a", e1 / n), ("b", e0 / N), ("difference", e1 / n - e0 / N)):
                if key in shown:
                    possible &= np.abs(made - shown[key].estimate) <= _grid(released) / 2 + 1e-9
            if "difference" in shown:
                possible &= (low >= shown["difference"].conf_low - 1e-6) & (
                    high <= shown["difference"].conf_high + 1e-6
                )
                possible &= low < shown["difference"].conf_low + _grid(released) + 1e-6
                possible &= high > shown["difference"].conf_high - _grid(released) - 1e-6
            if not possible.any():
                fits.discard(n)
    assert known in fits
    assert len(fits) > 1
    assert any(item.estimate is not None for item in released)


def _grid(released: tuple[ResultRow, ...]) -> float:
    """Return the widest step on which everything lies; the true one may be finer, which the attacker cannot know."""
    values = [
        value
        for item in released
        for value in (item.estimate, item.conf_low, item.conf_high)
        if value is not None and item.unit in ("share", "percentage_point")
    ]
    return next(step for step in (0.1, 0.05, 0.02, 0.01) if all(abs(v / step - round(v / step)) < 1e-6 for v in values))
