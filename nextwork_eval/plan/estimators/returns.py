"""The one way in which a plan can ask for the share back of those who left: with all that has to stand beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

_FEWEST_DRAWS = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsPanel:
    """Share back within so many weeks of those who left by a week, with what the lottery protects beside it.

    Weeks off support and exits of `sustained_weeks` weeks in a row are counted to the outcome's last week. The arms
    count as leaving alike within `margin`. `cells` names subgroups of the plan within which people who would leave in
    either arm are compared. `seed` and `draws` are for the test that the offer keeps nobody from leaving.
    """

    __pydantic_config__ = FORBID

    id: Literal["returns_panel"]
    exit_by: int
    within: int
    sustained_weeks: int
    seed: int
    margin: float = 0.05
    cells: tuple[str, ...] = ()
    draws: int = 1999
    level: float = 0.95


def returns_problems(options: object, *, last: int | None, subgroups: frozenset[str]) -> list[str]:
    """List what the options of a returns panel contradict; nothing for other estimators.

    `last` is the last week of the outcome's course; None where it has none.
    """
    if not isinstance(options, ReturnsPanel):
        return []
    weeks = {"exit_by": options.exit_by, "within": options.within, "sustained_weeks": options.sustained_weeks}
    problems = [f"{name}: at least 1 week" for name, value in weeks.items() if value < 1]
    if last is not None and options.exit_by + options.within > last:
        problems.append(f"exit_by and within reach week {options.exit_by + options.within}, the course week {last}")
    if last is not None and options.sustained_weeks > last:
        problems.append(f"sustained_weeks: at most {last}, the weeks of the course")
    problems += [] if 0 < options.margin < 1 else ["margin: a difference in shares, above 0 and below 1"]
    problems += [f"subgroup '{name}' is not defined" for name in options.cells if name not in subgroups]
    problems += [] if options.draws >= _FEWEST_DRAWS else [f"draws: at least {_FEWEST_DRAWS}"]
    return problems if options.seed >= 0 else [*problems, "seed: a seed is not negative"]
