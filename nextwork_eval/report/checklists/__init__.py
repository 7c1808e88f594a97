"""What guidelines for reports of trials ask for, as data: at the end you know each item, and where a report answers it.

The items are told in words of our own; the wording of a guideline is its authors'. An item names the places of the
report that answer it, and what the plan must hold for them to do so. Whether they are there is seen in the finished
document, never assumed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from nextwork_eval.errors import ReportError

Standing = Literal["read", "second_hand", "not_read"]
NAMES = ("consort_2025", "consort_spi_2018", "consort_routine_2021")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a guideline.

    Attributes
    ----------
    item
        Its number in the guideline: `12a`, `ROUTINE-3`.
    topic_da, topic_en, asks_da, asks_en
        What it is about and what it asks for, in words of our own.
    standing
        `read`: the item was read where the guideline is published. `second_hand`: in a copy of it. `not_read`: neither;
        number and content are from general knowledge and unverified.
    anchors
        Places of the report that must all be there for the item to be answered: the id of a chapter, `table-<id>` or
        `figure-<id>`. Empty where no report of this package answers it.
    also
        Further places, named where they are there.
    needs
        What must be given besides: `lock`, or a path of keys into the plan, which in a list of tables every entry must
        have.
    why_da, why_en
        Why it is not answered, where there is a reason to give.
    """

    item: str
    topic_da: str
    topic_en: str
    asks_da: str
    asks_en: str
    standing: Standing
    anchors: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    why_da: str = ""
    why_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A guideline: its name, where it was published, and its items in order."""

    id: str
    title: str
    source: str
    address: str
    items: tuple[Item, ...]

    def item(self, number: str) -> Item:
        """Return the item of a number; ReportError if there is none."""
        found = next((item for item in self.items if item.item == number), None)
        if found is None:
            raise ReportError(f"The checklist '{self.id}' has no item '{number}'.")
        return found


@cache
def checklists() -> tuple[Checklist, ...]:
    """Return the guidelines, in the order in which the report prints them."""
    folder = Path(__file__).parent
    return tuple(read_checklist((folder / f"{name}.json").read_text(encoding="utf-8")) for name in NAMES)


def checklist(name: str) -> Checklist:
    """Return one guideline; ReportError if there is none of that id."""
    found = next((one for one in checklists() if one.id == name), None)
    if found is None:
        raise ReportError(f"There is no checklist '{name}'.")
    return found


def read_checklist(text: str) -> Checklist:
    """Read a guideline.

    Raises
    ------
    ReportError
        If an item stands twice, has neither a place nor a reason, or holds a key that is not known.

    Examples
    --------
    >>> checklist("consort_2025").item("12a").topic_en
    'Participants'
    """
    content: dict[str, Any] = json.loads(text)
    entries = content.pop("items")
    try:
        items = tuple(_item(entry) for entry in entries)
        read = Checklist(**content, items=items)
    except TypeError as error:
        raise ReportError("A checklist cannot be read.", [str(error)]) from None
    numbers = [item.item for item in items]
    problems = [f"{number}: stands twice" for number in dict.fromkeys(numbers) if numbers.count(number) > 1]
    problems += [f"{item.item}: give a place or a reason" for item in items if not item.anchors and not item.why_en]
    problems += [f"{item.item}: both languages or neither" for item in items if bool(item.why_da) != bool(item.why_en)]
    if problems:
        raise ReportError(f"The checklist '{read.id}' contradicts itself.", problems)
    return read


def _item(entry: dict[str, Any]) -> Item:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Item(**values)
