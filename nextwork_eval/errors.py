"""What a user can get wrong, and the exit code by which a script can tell the kinds apart.

Each error carries every problem that was found, not only the first, and each problem says what was expected, what was
found and what to do. No message holds a value from a register.
"""

from __future__ import annotations

from collections.abc import Sequence


class NextworkError(Exception):
    """A mistake that the user can mend. `exit_code` is what the command line returns for it.

    Parameters
    ----------
    summary
        One sentence: what could not be done.
    problems
        Every problem found, one sentence each.
    """

    exit_code = 1

    def __init__(self, summary: str, problems: Sequence[str] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"  - {problem}" for problem in self.problems)])


class UsageError(NextworkError):
    """The command or the function was called in a way that cannot work."""

    exit_code = 2


class PlanError(NextworkError):
    """The analysis plan cannot be read, or contradicts itself or its schema."""

    exit_code = 3


class SchemaError(NextworkError):
    """A data schema is missing, edited after it was frozen, or contradicts itself."""

    exit_code = 4


class ExtractError(NextworkError):
    """The register extract does not fulfil the schema."""

    exit_code = 5


class AllocationError(NextworkError):
    """The lottery list does not fulfil the declared design."""

    exit_code = 6


class EstimationError(NextworkError):
    """An estimator was given data for which its number would not mean anything."""

    exit_code = 7


class DisclosureError(NextworkError):
    """Something would have left the secure room that may not."""

    exit_code = 8


class ReportError(NextworkError):
    """The report cannot be built from the released results."""

    exit_code = 9


class ReproductionError(NextworkError):
    """Two runs that should agree do not."""

    exit_code = 10


class LockError(NextworkError):
    """The lock of a plan, or the log beside it, was edited or is missing; or a locked version would be overwritten."""

    exit_code = 12


class ReleaseFolderError(NextworkError):
    """A release folder is not as it was written: a file too many, too few, edited, or of another plan."""

    exit_code = 13
