"""At the end you know how the effect within a subgroup follows from the lottery, also where strata become thin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import IntVector
from nextwork_eval.effects.inputs import TwoArms
from nextwork_eval.effects.means.neyman import StandardisedMean, bell_mccaffrey_df, standardised_means

_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinGroup:
    """The standardised means of the arms among the people of one subgroup, and what was done to its strata."""

    treated: StandardisedMean
    reference: StandardisedMean
    warnings: tuple[str, ...]

    @property
    def estimate(self) -> float:
        """The effect in the subgroup."""
        return float(self.treated.mean[0] - self.reference.mean[0])

    @property
    def variance(self) -> float:
        """Neyman's variance of it."""
        return float(self.treated.variance[0] + self.reference.variance[0])

    @property
    def df(self) -> float:
        """Bell-McCaffrey degrees of freedom."""
        return bell_mccaffrey_df(self.treated, self.reference)

    @property
    def unit_variance(self) -> float:
        """What the variance would be if all outcomes had variance 1."""
        return float(self.treated.cell_weights.sum() + self.reference.cell_weights.sum())


def within_group(arms: TwoArms, members: NDArray[np.bool_]) -> WithinGroup | str:
    """Return the means of the arms in a subgroup, or the reason why there are none.

    Where an arm of the subgroup has fewer than two persons in some stratum, its strata are put together by their share
    of offers in the whole trial, beginning with the smallest, until each part has two persons in each arm. Strata of
    equal shares are put together first: between them the lottery makes the arms alike. Outcomes have no say in it.
    """
    treated = arms.treated[members]
    sizes = [int((treated == arm).sum()) for arm in (1, 0)]
    if min(sizes) < _FEWEST:
        return f"fewer than {_FEWEST} persons in an arm"
    strata, told = _strata(arms, members)
    parts = TwoArms(outcome=arms.outcome[members], treated=treated, strata=strata, yes_or_no=arms.yes_or_no)
    one, zero = standardised_means(parts)
    if not (0 < one.variance[0] + zero.variance[0] < np.inf):
        return "the outcome varies in neither arm"
    still = [
        f"the outcome does not vary within the {name} arm: the standard error rests on the other arm alone"
        for name, mean in (("treated", one), ("reference", zero))
        if mean.variance[0] == 0
    ]
    return WithinGroup(treated=one, reference=zero, warnings=(*told, *still))


def _strata(arms: TwoArms, members: NDArray[np.bool_]) -> tuple[IntVector, tuple[str, ...]]:
    """Return stratum codes for the people of a subgroup, and a warning if strata were put together."""
    own = arms.strata[members]
    present, codes = np.unique(own, return_inverse=True)
    codes = codes.astype(np.int64)
    if _whole(codes, arms.treated[members]):
        return codes, ()
    offered = np.bincount(arms.strata, weights=arms.treated) / np.bincount(arms.strata)
    shares, classes = np.unique(np.round(offered[present], 9), return_inverse=True)
    part_of, lowest, widest = np.zeros(len(shares), dtype=np.int64), 0, 0.0
    part, counts = 0, np.zeros(2)
    by_person = classes[codes]
    for place in range(len(shares)):
        here = arms.treated[members][by_person == place]
        counts += [(here == 1).sum(), (here == 0).sum()]
        part_of[place] = part
        if counts.min() >= _FEWEST:
            part, counts, lowest = part + 1, np.zeros(2), place + 1
    if lowest < len(shares):
        part_of[lowest:] = part - 1  # what is left over joins the part before it
    for number in range(part):
        widest = max(widest, float(np.ptp(shares[part_of == number])))
    apart = f", whose shares of offers are up to {100 * widest:.1f} points apart" if widest > 0 else " of equal shares"
    told = f"{len(present)} strata were put together as {part}{apart}, because an arm had too few persons in some"
    return part_of[by_person], (told,)


def _whole(codes: IntVector, treated: NDArray[np.float64]) -> bool:
    n = int(codes.max()) + 1
    return all(np.bincount(codes[treated == arm], minlength=n).min() >= _FEWEST for arm in (0, 1))
