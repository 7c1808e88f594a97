"""What a plan promises about money: whose purse, at which prices, how far ahead, and what the programme costs.

Nothing is computed from it yet. It is declared beforehand, so that prices are not chosen when the effects are known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One price.

    Attributes
    ----------
    id
        Name of the line.
    label_da, label_en
        What a reader is shown.
    amount
        In the currency of the plan.
    per
        What it is the price of one of.
    arm
        The arm whose people cause it; without it both.
    at_most
        How many are paid for at most, for each person: thirteen weeks.
    payer
        Who pays.
    source
        Where the amount stands.
    """

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    amount: float
    per: Literal["person_offered", "person_who_takes_part", "week", "month", "year", "programme"]
    source: str
    arm: str | None = None
    at_most: int | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """The conventions of the economic part, in the items that CHEERS asks for.

    Attributes
    ----------
    perspective
        Whose costs and gains count.
    currency
        Of all amounts, by its letters: DKK.
    price_year
        Year of the prices.
    discount_rate
        Yearly, as a share: 0.035.
    horizon
        Weeks after the lottery over which costs and gains are counted.
    source
        Where the conventions come from.
    note_da, note_en
        What is not known yet, and why.
    cost
        The prices.
    """

    __pydantic_config__ = FORBID

    perspective: Literal["municipality", "state", "public", "participant", "society"]
    currency: str = "DKK"
    price_year: int | None = None
    discount_rate: float | None = None
    horizon: int | None = None
    source: str = ""
    note_da: str = ""
    note_en: str = ""
    cost: tuple[CostLine, ...] = ()


def economics_contradictions(economics: Economics | None, arms: frozenset[str]) -> list[str]:
    """List what the economic part of a plan contradicts, each with the path to its key."""
    if economics is None:
        return []
    problems = []
    if economics.price_year is not None and not 1900 <= economics.price_year <= 2100:
        problems.append("economics.price_year: a year of four digits")
    if economics.discount_rate is not None and not 0 <= economics.discount_rate < 1:
        problems.append("economics.discount_rate: a share, at least 0 and below 1; 3.5 % is 0.035")
    if economics.horizon is not None and economics.horizon < 1:
        problems.append("economics.horizon: at least one week")
    counts = Counter(line.id for line in economics.cost)
    problems += [
        f"economics.cost: the id '{name}' is used {count} times" for name, count in counts.items() if count > 1
    ]
    for line in economics.cost:
        where = f"economics.cost '{line.id}'"
        if line.amount < 0:
            problems.append(f"{where}.amount: a price is not negative")
        if line.at_most is not None and line.at_most < 1:
            problems.append(f"{where}.at_most: at least 1")
        if line.arm is not None and line.arm not in arms:
            problems.append(f"{where}.arm: the design has no arm '{line.arm}'")
    return problems


def economics_notes(economics: Economics | None) -> list[str]:
    """List what an economic part does not say yet."""
    if economics is None:
        return ["economics: not declared; whose purse and which prices count is then open"]
    open_keys = [name for name in ("price_year", "discount_rate", "horizon") if getattr(economics, name) is None] + (
        [] if economics.cost else ["cost"]
    )
    return [f"economics.{name}: not declared" for name in open_keys]
