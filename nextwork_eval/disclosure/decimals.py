"""No number keeps more decimals than a reader can use: the others are about the people behind it."""

from __future__ import annotations

from dataclasses import replace

from nextwork_eval.results import ResultRow

_NUMBERS = ("estimate", "std_error", "df", "test_statistic", "conf_low", "conf_high")


def round_decimals(row: ResultRow, places: int) -> ResultRow:
    """Round everything in a row that was computed.

    Parameters
    ----------
    row
        Any row.
    places
        How many decimals are kept; of p-values two more, and none becomes zero.

    Examples
    --------
    >>> row = ResultRow(result_id="a", analysis_id="a", outcome="o", statistic="difference", unit="share",
    ...                 estimate=0.123456, p_value=0.0000123, synthetic=True)
    >>> round_decimals(row, 4).estimate, round_decimals(row, 4).p_value
    (0.1235, 1.2e-05)
    """
    rounded = {name: round(value, places) + 0.0 for name in _NUMBERS if (value := getattr(row, name)) is not None}
    # Two more for p-values, so that none is rounded across a customary limit.
    rounded |= {
        name: max(round(value, places + 2), 10.0 ** -(places + 2))
        for name in ("p_value", "p_adjusted")
        if (value := getattr(row, name)) is not None
    }
    return replace(row, **rounded)
