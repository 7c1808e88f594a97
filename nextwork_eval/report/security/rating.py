"""The rating of a released result: at the end you know what each criterion found, and how many padlocks are left.

Everything is read from rows, plan, lock and deviations that passed the door. A number that was withheld rates nothing:
the rating then says that it cannot be given, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from nextwork_eval.report.security import rules
from nextwork_eval.report.security.found import detectable_effect, primary_analysis, row_of
from nextwork_eval.report.security.rules import RISKS, Risk
from nextwork_eval.report.security.threats import Threat, threats
from nextwork_eval.results import ReleasedResult

CriterionName = Literal["design", "power", "attrition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One of the three criteria of which the lowest is the rating to begin with.

    Attributes
    ----------
    name
        `design`, `power` or `attrition`.
    padlocks
        From 0 to 5; None where it cannot be rated.
    case
        How it was found: `randomised`; `planned` or `sizes` (see `found.detectable_effect`); `lost`; or why it was not:
        `withheld`, `none`.
    row
        Id of the row that shows what was found; None where no row does.
    found
        The number that was held against the boundaries; None for a design.
    source
        Key of `rules.SOURCES`.
    """

    name: CriterionName
    padlocks: int | None
    case: str
    row: str | None = None
    found: float | None = None
    source: str = "eef_table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How sure the primary result is.

    Attributes
    ----------
    criteria
        Design, power and attrition.
    threats
        Threats to validity that can be told from what was released.
    initial
        The fewest padlocks of the three criteria; None where one of them cannot be rated.
    risks
        How many threats carry each risk; one that cannot be told is in none of them.
    dropped
        Padlocks that the threats take away; None where a threat cannot be told.
    padlocks
        What is left, at least 0.
    """

    criteria: tuple[Criterion, ...]
    threats: tuple[Threat, ...]
    initial: int | None
    risks: Mapping[Risk, int]
    dropped: int | None
    padlocks: int | None

    @property
    def weakest(self) -> tuple[Criterion, ...]:
        """The criteria that hold the rating down, in their order; empty where none is below the best."""
        rated = [one for one in self.criteria if one.padlocks is not None]
        fewest = min((one.padlocks for one in rated if one.padlocks is not None), default=rules.MOST_PADLOCKS)
        return tuple(one for one in rated if one.padlocks == fewest < rules.MOST_PADLOCKS)


def rate(released: ReleasedResult) -> Rating:
    """Rate the security of the primary result.

    Parameters
    ----------
    released
        Everything that passed the door.

    Returns
    -------
    Rating
        By the rules of `rules`, criterion by criterion.

    Notes
    -----
    The rating to begin with is the fewest padlocks of design, power and attrition. Threats called moderate and high are
    counted, and take away none, one or two (`rules.padlocks_dropped`). What is left is at least 0. Where a criterion
    cannot be rated or a threat cannot be told, no rating is given.

    References
    ----------
    Education Endowment Foundation (2019), Classification of the security of findings from EEF evaluations; University
    of Oxford, Assessing Risk of Bias Using the EEF Padlock Tool; docs/decisions/0016-how-sure.md, which says what of
    them could be read.
    """
    criteria = (
        Criterion(name="design", padlocks=rules.RANDOMISED_DESIGN, case="randomised"),
        _power(released),
        _attrition(released),
    )
    found = threats(released)
    locks = [one.padlocks for one in criteria if one.padlocks is not None]
    initial = min(locks) if len(locks) == len(criteria) else None
    risks: dict[Risk, int] = {risk: sum(threat.risk == risk for threat in found) for risk in RISKS}
    told = sum(risks.values()) == len(found)
    dropped = rules.padlocks_dropped(moderate=risks["moderate"], high=risks["high"]) if told else None
    left = None if initial is None or dropped is None else max(0, initial - dropped)
    return Rating(criteria=criteria, threats=found, initial=initial, risks=risks, dropped=dropped, padlocks=left)


def rating_content(released: ReleasedResult) -> dict[str, Any]:
    """Return the rating and the boundaries as nested dictionaries, for whoever refers to one number of them."""
    rating = rate(released)
    return {
        "padlocks": rating.padlocks,
        "initial": rating.initial,
        "dropped": rating.dropped,
        "most": rules.MOST_PADLOCKS,
        "most_dropped": rules.MOST_DROPPED,
        "level": {one.name: one.padlocks for one in rating.criteria},
        "step": {locks: locks for locks in range(rules.MOST_PADLOCKS + 1)},
        "found": {one.name: one.found for one in rating.criteria},
        "below": dict(rules.POWER_BELOW),
        "at_most": dict(rules.ATTRITION_AT_MOST),
        "equivalent_up_to": rules.EQUIVALENT_UP_TO,
        "adjusted_up_to": rules.ADJUSTED_UP_TO,
        "risks": dict(rating.risks),
        "sources": {name: source.name for name, source in rules.SOURCES.items()},
    }


def _power(released: ReleasedResult) -> Criterion:
    found = detectable_effect(released)
    if found is None:
        return Criterion(name="power", padlocks=None, case="none")
    return Criterion(
        name="power",
        padlocks=rules.padlocks_for_power(found.size),
        case=found.case,
        row=found.row,
        found=found.size,
    )


def _attrition(released: ReleasedResult) -> Criterion:
    entry = primary_analysis(released)
    week = None if entry is None else next((row.week for row in row_of(released, entry) if row.week is not None), None)
    name = f"attrition.w{week}.overall"
    row = next((row for row in released.rows if row.result_id == name), None)
    if row is None:
        return Criterion(name="attrition", padlocks=None, case="none")
    if row.estimate is None:
        return Criterion(name="attrition", padlocks=None, case="withheld", row=name)
    return Criterion(
        name="attrition",
        padlocks=rules.padlocks_for_attrition(row.estimate),
        case="lost",
        row=name,
        found=row.estimate,
    )
