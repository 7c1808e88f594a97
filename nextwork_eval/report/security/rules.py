"""The published rules as literal tables: at the end you know each boundary, who set it, and whether it could be read.

The scale is that of the Education Endowment Foundation, five padlocks to none. A case that lies between two lines of a
published rule gets the lower of the two, so that a rating is never kinder than the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Risk = Literal["low", "moderate", "high"]
RISKS: tuple[Risk, ...] = ("low", "moderate", "high")
Standing = Literal["read", "second_hand", "not_read", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSource:
    """Where a rule stands.

    Attributes
    ----------
    name
        Document, edition and place.
    standing
        `read`: the rule was read there. `second_hand`: it was read in another document or package that repeats it.
        `not_read`: the document could not be reached, and the boundaries are unverified. `own`: a rule of this project.
    """

    name: str
    standing: Standing


SOURCES: Mapping[str, RuleSource] = MappingProxyType(
    {
        # The cut-offs for power and attrition are from general knowledge of the foundation's reports. Confirmed by the
        # course of the University of Oxford that teaches the tool: more than half lost gives none, and a comparison
        # of people who chose for themselves gives one.
        "eef_table": RuleSource(
            name="Education Endowment Foundation: Classification of the security of findings from EEF evaluations, "
            "2019, table of criteria",
            standing="not_read",
        ),
        "eef_adjustment": RuleSource(
            name="University of Oxford, Department of Education: Assessing Risk of Bias Using the EEF Padlock Tool, "
            "Calculating the Final Rating",
            standing="second_hand",
        ),
        "wwc_attrition": RuleSource(
            name="What Works Clearinghouse: Standards Handbook, version 4.1, table II.1, cautious boundary",
            standing="second_hand",
        ),
        "wwc_equivalence": RuleSource(
            name="What Works Clearinghouse: Standards Handbook, version 4.1, baseline equivalence",
            standing="second_hand",
        ),
        "own": RuleSource(name="nextwork_eval: docs/decisions/0016-how-sure.md", standing="own"),
    }
)

MOST_PADLOCKS = 5
MOST_DROPPED = 2
RANDOMISED_DESIGN = 5
"""Padlocks for a comparison made by lottery; a plan of this package always declares one."""

# Padlocks: the minimum detectable effect at randomisation, in standard deviations, lies below this.
POWER_BELOW: Mapping[int, float] = MappingProxyType({5: 0.2, 4: 0.3, 3: 0.4, 2: 0.5, 1: 0.6})

# Padlocks: at most this share of those randomised is lost. The table has whole percents (“11–20 %”).
ATTRITION_AT_MOST: Mapping[int, float] = MappingProxyType({5: 0.10, 4: 0.20, 3: 0.30, 2: 0.40, 1: 0.50})

# Standardised differences of the What Works Clearinghouse: up to the first nothing is asked, up to the second the
# analysis must adjust, and beyond it the groups are not equivalent.
EQUIVALENT_UP_TO = 0.05
ADJUSTED_UP_TO = 0.25

_ROUNDING = 1e-9  # shares such as 0.3 are not exact in binary


def padlocks_for_power(detectable: float) -> int:
    """Return the padlocks for a minimum detectable effect, in standard deviations; its sign does not matter.

    Examples
    --------
    >>> padlocks_for_power(0.19), padlocks_for_power(0.2), padlocks_for_power(0.6)
    (5, 4, 0)
    """
    size = abs(detectable)
    return next((locks for locks, limit in POWER_BELOW.items() if size < limit - _ROUNDING), 0)


def padlocks_for_attrition(share: float) -> int:
    """Return the padlocks for the share lost of both arms together, between 0 and 1.

    Examples
    --------
    >>> padlocks_for_attrition(0.10), padlocks_for_attrition(0.104), padlocks_for_attrition(0.51)
    (5, 4, 0)
    """
    return next((locks for locks, limit in ATTRITION_AT_MOST.items() if share <= limit + _ROUNDING), 0)


def risk_of_imbalance(largest: float, *, adjusted: bool, attrition_is_low: bool) -> Risk:
    """Return the risk that the groups differed from the start.

    Parameters
    ----------
    largest
        The largest standardised difference of a trait known before the lottery; its sign does not matter.
    adjusted
        Whether an analysis of the primary outcome that adjusts for traits is among the results.
    attrition_is_low
        Whether attrition is low. The handbook then asks a lottery for no equivalence, and chance alone makes large
        differences among many traits: the risk is called high only where people were lost too.

    Examples
    --------
    >>> risk_of_imbalance(0.05, adjusted=False, attrition_is_low=True)
    'low'
    >>> risk_of_imbalance(0.26, adjusted=True, attrition_is_low=False)
    'high'
    """
    size = abs(largest)
    if size <= EQUIVALENT_UP_TO + _ROUNDING:
        return "low"
    if size <= ADJUSTED_UP_TO + _ROUNDING:
        return "low" if adjusted else "moderate"
    return "moderate" if attrition_is_low else "high"


def padlocks_dropped(*, moderate: int, high: int) -> int:
    """Return how many padlocks the threats to validity take away, from none to two.

    The directions of the biases are taken to be unknown, because no computation knows them.

    Parameters
    ----------
    moderate, high
        How many threats are called moderate, and how many high.

    Notes
    -----
    None: up to two moderate. One: up to four moderate, or one high and all others low. Two: one high and two moderate,
    or two high. One high with one moderate, and five moderate, stand on no line; they drop two.

    Examples
    --------
    >>> [padlocks_dropped(moderate=some, high=0) for some in range(6)]
    [0, 0, 0, 1, 1, 2]
    >>> [padlocks_dropped(moderate=some, high=1) for some in range(2)], padlocks_dropped(moderate=0, high=2)
    ([1, 2], 2)
    """
    if high == 0 and moderate <= 2:
        return 0
    if (high == 0 and moderate <= 4) or (high == 1 and moderate == 0):
        return 1
    return MOST_DROPPED
