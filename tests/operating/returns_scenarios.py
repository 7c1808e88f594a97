"""Invented trials in which what the offer does is known: five stories of leaving and coming back.

Weeks are drawn one by one: who is on support leaves with a chance, who is off comes back with a chance, again and
again. In stories A to D half the people are of a strong kind (leave fast, seldom back), half of a weak kind; in E all
are alike. The chances were solved on paper from the shares that each story is to have (in brackets): of the strong
85 % out by week 52 and 20.8 % of those back within 26 weeks, of the weak 36 % and 75 %; with more exits 93 % and
71.2 %; halved means half the weekly chance to come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEEKS, EXIT_BY, WITHIN, SUSTAINED = 78, 52, 26, 26


def _weekly(share: float, weeks: int) -> float:
    return float(1 - (1 - share) ** (1 / weeks))


_EXIT = (_weekly(0.85, EXIT_BY), _weekly(0.36, EXIT_BY))
_MORE = (_weekly(0.93, EXIT_BY), _weekly(0.712, EXIT_BY))
_BACK = (_weekly(0.208, WITHIN), _weekly(0.75, WITHIN))
_ALIKE, _ALIKE_MORE, _ALIKE_BACK = _weekly(0.648, EXIT_BY), _weekly(0.84, EXIT_BY), _weekly(0.517, WITHIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Weekly chances to leave and to come back of both kinds, without and with the offer."""

    leave: tuple[tuple[float, float], tuple[float, float]]
    back: tuple[tuple[float, float], tuple[float, float]]


def _half(chances: tuple[float, float]) -> tuple[float, float]:
    return chances[0] / 2, chances[1] / 2


STORIES = {
    "A": Story(leave=(_EXIT, _EXIT), back=(_BACK, _BACK)),
    "B": Story(leave=(_EXIT, _MORE), back=(_BACK, _BACK)),
    "C": Story(leave=(_EXIT, _EXIT), back=(_BACK, _half(_BACK))),
    "D": Story(leave=(_EXIT, _MORE), back=(_BACK, _half(_BACK))),
    "E": Story(
        leave=((_ALIKE, _ALIKE), (_ALIKE_MORE, _ALIKE_MORE)),
        back=((_ALIKE_BACK, _ALIKE_BACK), _half((_ALIKE_BACK, _ALIKE_BACK))),
    ),
}


def trial(story: Story, n: int, generator: np.random.Generator) -> dict[str, Any]:
    """Draw a trial with two equal arms: the course, weeks off support, arms and last weeks, as `returns_panel` asks."""
    treated = np.repeat([1, 0], n // 2)
    weak = (generator.random(n) < 0.5).astype(np.int64)
    leave = np.array(story.leave)[treated, weak]
    back = np.array(story.back)[treated, weak]
    place: NDArray[np.int8] = np.zeros(n, dtype=np.int8)
    course = np.empty((n, WEEKS), dtype=np.int8)
    for week in range(WEEKS):
        drawn = generator.random(n)
        off = (place == 1) | (place == 3)
        step = np.where(off, drawn < back, drawn < leave)
        place = np.where(step, np.array([1, 2, 3, 2], dtype=np.int8)[place], place)
        course[:, week] = place
    off_support = ((course == 1) | (course == 3)).astype(np.int8)
    return {"course": course, "off": off_support, "treated": treated, "last_observed": np.full(n, WEEKS)}
