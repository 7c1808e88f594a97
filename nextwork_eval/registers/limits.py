"""How much a delivery may ask of the machine before it is refused, each bound with its reason."""

from __future__ import annotations

MEGABYTE, GIGABYTE = 1 << 20, 1 << 30

MOST_COLUMNS = 20_000
"""Columns of a table. DREAM, the widest register, has about 1,700, and would have 6,000 in the year 2100."""

LONGEST_HEADER = 2 * MEGABYTE
"""Bytes of the first line of a text file: every column that is allowed, each with a name of a hundred characters."""

LONGEST_CELL = 32_767
"""Bytes of one cell: the longest text that SAS can store."""

LARGEST_TABLE_GB = 8
"""Gigabytes of one table as it lies in memory, unless `largest_table_gb` declares more. All registers of a trial with
ten thousand people are far below one; an ordinary desktop machine has sixteen."""

SECONDS_TO_OPEN = 60
"""Seconds in which a file must be open, beside the seconds for its size."""

LEAST_BYTES_PER_SECOND = 2 * MEGABYTE
"""Slowest reading of a file that is waited for. Measured readers do fifty times as much."""

WORKING_MEMORY = 4 * GIGABYTE
"""Address space of the reading process beside the table, most of it reserved by the allocator and never used."""


def seconds_for(size: int) -> float:
    """Return how long the reading of a file of `size` bytes is waited for.

    Examples
    --------
    >>> seconds_for(200 * MEGABYTE)
    160.0
    """
    return SECONDS_TO_OPEN + size / LEAST_BYTES_PER_SECOND
