"""Remarks and methods are words; the numbers in them were computed from people and pass no other guard.

What an estimator says of its data ("of 3 strata", "1 of the treated") counts people as plainly as a table does. The
words stay, since a reader needs them; in a remark each number becomes an ellipsis. A method is mostly of the plan's
making, how many strata and repetitions there were among it: there a number goes if it counts people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nextwork_eval.results import Change, ResultRow

# A number that stands alone; the digit in HC2 or CR2 is part of a name.
_NUMBER = re.compile(r"(?<![\w.])[-−+]?\d+(?:[.,]\d+)*(?![\w])")
_OF_PEOPLE = re.compile(_NUMBER.pattern + r"(?=\s+(?:of\s+the|of\s+whom|persons?|people)\b)")


def mask_remarks(rows: Sequence[ResultRow]) -> tuple[list[ResultRow], list[Change]]:
    """Take the numbers out of the remarks on every row and out of its method, and list the rows that had any.

    Examples
    --------
    >>> from nextwork_eval.results import ResultRow
    >>> row = ResultRow(result_id="a", analysis_id="a", outcome="o", statistic="difference", unit="weeks", estimate=1.0,
    ...                 synthetic=True, warnings="2 of 8 rounds had one group; HC2 stands beside.",
    ...                 method="within 8 strata, m/(m-1), over 16 groups (13 of the treated in no group); CR2")
    >>> masked = mask_remarks([row])[0][0]
    >>> masked.warnings
    '… of … rounds had one group; HC2 stands beside.'
    >>> masked.method
    'within 8 strata, m/(m-1), over 16 groups (… of the treated in no group); CR2'
    """
    masked = [
        replace(row, warnings=_NUMBER.sub("…", row.warnings), method=_OF_PEOPLE.sub("…", row.method)) for row in rows
    ]
    changes = [
        Change(result_id=row.result_id, action="masked", rule="number_in_words")
        for row, after in zip(rows, masked, strict=True)
        if (row.warnings, row.method) != (after.warnings, after.method)
    ]
    return masked, changes
