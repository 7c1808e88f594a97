"""At the end you know how the strata of a lottery become one table each, and which of them can say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import read_labels, read_two_arms, read_zero_one, refuse
from nextwork_eval.effects.proportions.tables import TwoByTwo


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedTables:
    """Persons and persons with the event in each stratum in which both arms have somebody.

    Attributes
    ----------
    x1, n1, x0, n0
        As in `TwoByTwo`, shape (n_strata,).
    everyone
        The pooled table of all persons, those of one-armed strata too.
    warnings
        How many strata and persons have been left out because an arm is empty there.
    """

    x1: FloatVector
    n1: FloatVector
    x0: FloatVector
    n0: FloatVector
    everyone: TwoByTwo
    warnings: tuple[str, ...]

    @property
    def n(self) -> FloatVector:
        """Persons of each stratum, shape (n_strata,)."""
        return self.n1 + self.n0


def read_stratified(
    summary: str, outcome: object, treated: object, strata: object, *, problems: Sequence[str] = ()
) -> StratifiedTables:
    """Count persons and events in the arms of each stratum, or refuse with every fault.

    A stratum may be as sparse as one person in each arm; one in which an arm is empty compares nobody with anybody and
    is left out and counted in a warning.

    Raises
    ------
    EstimationError
        As `read_two_by_two`, for strata with a missing label, and where both arms have somebody in no stratum.
    """
    labels = read_labels("strata", strata)
    arms = read_two_arms(
        summary,
        read_zero_one("outcome", outcome, meaning="persons with the event"),
        treated,
        beside=[labels],
        problems=problems,
    )
    x1, n1, x0, n0 = (
        np.asarray(np.bincount(labels.values, weights=counted * (arms.treated == arm)), dtype=np.float64)
        for arm in (1, 0)
        for counted in (arms.outcome, np.ones(len(arms.outcome)))
    )
    both = (n1 > 0) & (n0 > 0)
    if not both.any():
        refuse(summary, ["In no stratum both arms have somebody: nobody can be compared with anybody like them."])
    left_out, people = int((~both).sum()), int((n1 + n0)[~both].sum())
    warning = (
        f"{left_out} of {len(both)} strata, with {people} person{'' if people == 1 else 's'}, have nobody in one arm "
        "and say nothing on the effect."
    )
    return StratifiedTables(
        x1=x1[both],
        n1=n1[both],
        x0=x0[both],
        n0=n0[both],
        everyone=TwoByTwo(x1=int(x1.sum()), n1=int(n1.sum()), x0=int(x0.sum()), n0=int(n0.sum())),
        warnings=(warning,) if left_out else (),
    )
