"""What is known about people before the lottery, and the named sets of states that outcomes and covariates use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSet:
    """A named set of states, used by outcomes."""

    __pydantic_config__ = FORBID

    id: str
    states: tuple[str, ...]
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromColumn:
    """A covariate that stands in a table. `yes` names the code that counts as 1 for a yes-or-no covariate.

    `dated_by` names the date column of a table with several snapshots of a person; the latest one before the lottery is
    read.
    """

    __pydantic_config__ = FORBID

    kind: Literal["column"]
    table: str
    column: str
    yes: str | None = None
    dated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeAtLottery:
    """Age in years on the day of the lottery, from a date of birth."""

    __pydantic_config__ = FORBID

    kind: Literal["age_at_lottery"]
    table: str
    column: str
    dated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfTime:
    """Share of the weeks `from_week` to `to_week` (both negative: before the lottery) spent in `states`."""

    __pydantic_config__ = FORBID

    kind: Literal["share_of_time"]
    states: str
    from_week: int
    to_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariate:
    """Something known about a person before the lottery."""

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    unit: Literal["share", "years", "count", "code"]
    source: FromColumn | AgeAtLottery | ShareOfTime
