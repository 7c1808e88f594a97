"""An example person of the casebook as a report shows it; invented, and therefore free to leave the secure room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One example person.

    Attributes
    ----------
    id, group, group_da, group_en
        Name, and the group it is shown in.
    name_da, name_en, story_da, story_en
        What should happen, as a title and in words.
    first_week
        The relative week in which the first run begins.
    runs
        Name of the state and number of weeks, in order; the last run ends where the data or the shown weeks end.
    linked
        Whether the person was found in any register.
    answers
        Outcome of the plan and what it gives: 1 or 0, or a number of weeks or times.
    """

    id: str
    group: str
    group_da: str
    group_en: str
    name_da: str
    name_en: str
    story_da: str
    story_en: str
    first_week: int
    runs: tuple[tuple[str, int], ...]
    linked: bool
    answers: tuple[tuple[str, float], ...]
