"""How far two runs may lie apart in a number before it counts as another number, by what kind of number it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from nextwork_eval.results.row import ResultRow

Kind = Literal["count", "estimate", "standard_error", "statistic", "p_value", "limit", "simulated"]

TOLERANCES: Mapping[Kind, float] = MappingProxyType(
    {
        "count": 0.0,  # people and firms are counted, not computed
        "estimate": 1e-8,  # another linear algebra, or another order of the sum
        "standard_error": 1e-7,  # a root of a small variance doubles the digits that are lost
        "statistic": 1e-7,
        "p_value": 1e-6,  # a tail moves by more digits than its statistic
        "limit": 1e-7,
        "simulated": 1e-6,  # the same draws; only ties at the twelfth digit can fall to the other side
    }
)
"""Relative; numbers below 1e-12 count as zero."""

_COUNTED = frozenset({"persons", "firms", "internships", "events", "groups"})
_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "estimate": "estimate",
        "std_error": "standard_error",
        "df": "statistic",
        "test_statistic": "statistic",
        "p_value": "p_value",
        "p_adjusted": "p_value",
        "conf_low": "limit",
        "conf_high": "limit",
    }
)


def kind_of(row: ResultRow, attribute: str) -> Kind:
    """Say what kind of number an attribute of a row is.

    Examples
    --------
    >>> row = ResultRow(result_id="x", analysis_id="x", outcome="x", statistic="count", unit="persons", estimate=3.0,
    ...                 synthetic=True)
    >>> kind_of(row, "estimate"), kind_of(row, "conf_low")
    ('count', 'limit')
    """
    kind = _KINDS.get(attribute, "count")
    if kind == "estimate" and row.statistic == "count" and row.unit in _COUNTED:
        return "count"
    return "simulated" if row.seed is not None and kind in ("p_value", "limit", "standard_error") else kind
