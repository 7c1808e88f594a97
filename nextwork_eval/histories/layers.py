"""What a state map is made of: the weekly base, and the kinds of layer that can be painted over it.

Each layer says which table it reads, over which states it may paint, and what the weeks become. No layer says something
of a week by what stands in a later one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nextwork_eval.errors import SchemaError


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklySource:
    """The table with one code a week, one a month, or one for each spell.

    `blank` is the state of a week without a code; None where every week must have one. With the calendar `month`, whose
    columns are `<prefix>_YYYY_MM`, a week has the code of the month that holds its Thursday. With the calendar `spells`
    the table has a row for each, with the columns `code`, `start` and `end`, and weeks outside them are blank.
    """

    table: str
    codelist: str
    blank: str | None
    calendar: Literal["iso_week", "relative", "month", "spells"]
    prefix: str = ""
    code: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyWork:
    """Weeks of months in which the sum of a column reaches a threshold. The month of a week is that of its Thursday.

    The sum counts to nine decimals, so that the order of the rows is of no matter.
    """

    kind: Literal["monthly_work"]
    table: str
    month_from: str
    sum_of: str
    at_least: float
    over: tuple[str, ...]
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromDate:
    """Every week from the one that holds the date."""

    kind: Literal["from_date"]
    table: str
    date: str
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Every week from the one that holds a departure to the one before a return, and all before a first arrival."""

    kind: Literal["away"]
    table: str
    date: str
    code: str
    out: str
    back: str
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spells:
    """Every week whose Thursday lies in a spell from a first to a last day; without a last day it has not ended.

    `part` may narrow this to the `first_weeks` of each spell, or move it to the `weeks_after` its end; `weeks` then
    says how many. With `column` and `codes` only the spells count that carry one of the codes.
    """

    kind: Literal["spells"]
    table: str
    start: str
    end: str
    over: tuple[str, ...]
    becomes: str
    part: Literal["whole", "first_weeks", "weeks_after"] = "whole"
    weeks: int = 0
    column: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterStart:
    """The `weeks` weeks that follow the first week of a stay in the states `of`.

    It reads no table, but what has been painted so far: assistance that is paid until the state grant begins.
    """

    kind: Literal["after_start"]
    of: tuple[str, ...]
    weeks: int
    over: tuple[str, ...]
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryForward:
    """A state in `of` lasts for up to `weeks` weeks more while nothing but `over` follows it.

    A gap is closed forwards only: when it begins, nobody knows whether it will end, so each is carried for as long.
    """

    kind: Literal["carry_forward"]
    of: tuple[str, ...]
    weeks: int
    over: tuple[str, ...]


Layer = MonthlyWork | Spells | FromDate | Away | AfterStart | CarryForward


def weekly_source(content: Mapping[str, Any]) -> WeeklySource:
    """Read the `[weekly]` table of a state map; an empty `blank` means that every week has a code.

    Raises
    ------
    SchemaError
        If the calendar is unknown, or a register by the month does not say how its columns begin.
    """
    source = WeeklySource(**{**content, "blank": content["blank"] or None})
    if source.calendar not in ("iso_week", "relative", "month", "spells"):
        raise SchemaError(
            f"The calendar '{source.calendar}' is unknown.", ["Expected iso_week, relative, month or spells."]
        )
    if (source.calendar == "month") != bool(source.prefix):
        raise SchemaError("The calendar 'month', and no other, needs the `prefix` of the columns.")
    if (source.calendar == "spells") != all((source.code, source.start, source.end)):
        raise SchemaError("The calendar 'spells', and no other, needs the columns `code`, `start` and `end`.")
    if source.calendar == "spells" and source.blank is None:
        raise SchemaError("A base of spells needs the state of a `blank` week.")
    return source


def layer_of(content: Mapping[str, Any]) -> Layer:
    """Read one `[[layer]]` of a state map.

    Raises
    ------
    SchemaError
        If its kind is unknown, or a number of weeks is missing or has no use.
    """
    entries: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in content.items()
    }
    match content["kind"]:
        case "monthly_work":
            return MonthlyWork(**entries)
        case "spells":
            return _checked_spells(Spells(**entries))
        case "from_date":
            return FromDate(**entries)
        case "away":
            return Away(**entries)
        case "after_start":
            return _with_weeks(AfterStart(**entries))
        case "carry_forward":
            return _with_weeks(CarryForward(**entries))
        case _:
            raise SchemaError(f"A layer of a state map has the unknown kind '{content['kind']}'.")


def layer_states(layer: Layer) -> tuple[str, ...]:
    """Return the states that a layer names."""
    match layer:
        case MonthlyWork() | Spells():
            return (*layer.over, layer.becomes)
        case AfterStart():
            return (*layer.of, *layer.over, layer.becomes)
        case CarryForward():
            return (*layer.of, *layer.over)
        case FromDate() | Away():
            return (layer.becomes,)


def layer_columns(layer: Layer) -> tuple[tuple[str, str], ...]:
    """Return the columns that a layer reads, as (table, column)."""
    match layer:
        case MonthlyWork():
            names: tuple[str, ...] = (layer.month_from, layer.sum_of)
        case Spells():
            names = (layer.start, layer.end) if layer.column is None else (layer.start, layer.end, layer.column)
        case FromDate():
            names = (layer.date,)
        case Away():
            names = (layer.date, layer.code)
        case AfterStart() | CarryForward():
            return ()
    return tuple((layer.table, name) for name in names)


def _checked_spells(layer: Spells) -> Spells:
    if layer.part not in ("whole", "first_weeks", "weeks_after"):
        raise SchemaError(f"A layer of spells has the unknown part '{layer.part}'.")
    if (layer.part == "whole") != (layer.weeks == 0):
        raise SchemaError("A layer of spells gives `weeks` where its part is not the whole spell, and only there.")
    if (layer.column is None) != (layer.codes == ()):
        raise SchemaError("A layer of spells gives `column` and `codes` together, or neither.")
    return layer


def _with_weeks(layer: AfterStart | CarryForward) -> AfterStart | CarryForward:
    if layer.weeks < 1:
        raise SchemaError(f"A layer of the kind '{layer.kind}' must reach at least one week.")
    return layer
