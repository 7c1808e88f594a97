"""A table that cannot be read to its end: what was found in it, for whoever goes on with the other tables."""

from __future__ import annotations

from collections.abc import Sequence

from nextwork_eval.errors import ExtractError
from nextwork_eval.results.findings import Finding


class TableError(ExtractError):
    """One table cannot be read; nothing is said of any other.

    Parameters
    ----------
    summary
        One sentence: what could not be done.
    findings
        Everything that was found in the table until then.
    """

    def __init__(self, summary: str, findings: Sequence[Finding]) -> None:
        super().__init__(summary, [finding.sentence() for finding in findings])
        self.findings = tuple(findings)


def unreadable(table: str, findings: Sequence[Finding]) -> TableError:
    """Return the refusal of a table that cannot be read.

    Examples
    --------
    >>> found = Finding(code="empty_file", severity="error", table="dod", column=None, count=1, rows=())
    >>> print(unreadable("dod", [found]))
    'dod' cannot be read.
      - [empty_file] dod: 1: expected rows below the header. Deliver it again.
    """
    return TableError(f"'{table}' cannot be read.", findings)
