"""At the end you know what is asked of take-up, clusters and covariates before the offer can serve as an instrument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import Column, TwoArms, read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.instrument.ratio import TwoEffects, Variance, two_effects
from nextwork_eval.effects.means.sandwich import FloatMatrix, arm_levels, cell_columns, leverages, orthonormal

# A person whose outcome the fit takes from nobody else has no residual; rounding leaves this much.
_WHOLE_LEVERAGE = 1 - 1e-8
# A difference in take-up below this share of the largest take-up is the rounding of two equal means.
_ROUNDING = 1e-12


class Counts(TypedDict):
    """Persons behind an estimate, by the names that `Estimate` gives them."""

    n_treated: int
    n_reference: int
    events_treated: int | None
    events_reference: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A trial with take-up, checked and aligned.

    Attributes
    ----------
    arms
        Outcome, lot and strata.
    taken_up
        Take-up of each person, shape (n_people,).
    yes_or_no
        Take-up is nothing but 0 and 1.
    design
        One column for each arm of each stratum, and the covariates; shape (n_people, n_columns).
    clusters
        Codes 0, 1, …; None where people are independent.
    warnings
        Which covariates were left out.
    """

    arms: TwoArms
    taken_up: FloatVector
    yes_or_no: bool
    design: FloatMatrix
    clusters: IntVector | None
    warnings: tuple[str, ...]

    @property
    def contrast(self) -> FloatVector:
        """The combination of coefficients that is the effect of the offer."""
        one, zero = arm_levels(self.arms.strata, self.design.shape[1])
        return one - zero

    @property
    def n_strata(self) -> int:
        """Strata of the lottery."""
        return int(self.arms.strata.max()) + 1

    @property
    def n_covariates(self) -> int:
        """Covariates that stayed in the regression."""
        return int(self.design.shape[1]) - 2 * self.n_strata

    @property
    def one_sided(self) -> bool:
        """Nobody of the reference arm took the offer up."""
        return not self.taken_up[self.arms.treated == 0].any()

    @property
    def in_words(self) -> str:
        """How strata and covariates enter, as a part of the line on method."""
        strata, traits = self.n_strata, self.n_covariates
        within = f" within {strata} strata, averaged with the strata's shares of all persons" if strata > 1 else ""
        return within + (f", adjusted for {traits} covariate{'' if traits == 1 else 's'}" if traits else "")

    def counts(self, outcome: FloatVector) -> Counts:
        """Return persons in each arm, and persons with the outcome where it is a yes or no."""
        one, zero = (outcome[self.arms.treated == arm] for arm in (1, 0))
        counted = bool(((outcome == 0) | (outcome == 1)).all())
        return {
            "n_treated": len(one),
            "n_reference": len(zero),
            "events_treated": int(one.sum()) if counted else None,
            "events_reference": int(zero.sum()) if counted else None,
        }

    def effects_on(self, outcome: FloatVector, *, variance: Variance, residual_df: bool = False) -> TwoEffects:
        """Return the effects of the offer on an outcome and on take-up."""
        return two_effects(
            outcome,
            self.taken_up,
            self.design,
            self.contrast,
            variance=variance,
            clusters=self.clusters,
            residual_df=residual_df,
        )


def read_offer(
    summary: str,
    outcome: Column,
    treated: object,
    taken_up: object,
    *,
    strata: object | None = None,
    covariates: object | None = None,
    clusters: object | None = None,
    problems: Sequence[str] = (),
) -> Offer:
    """Read a trial with take-up, or refuse with every fault; see `effect_of_take_up` for the arguments."""
    taken = read_numbers("taken_up", taken_up)
    traits = [] if covariates is None else read_covariates(covariates)
    groups = None if clusters is None else read_labels("clusters", clusters)
    arms = read_two_arms(
        summary,
        outcome,
        treated,
        strata=strata,
        beside=[taken, *traits, *([] if groups is None else [groups])],
        problems=problems,
    )
    refuse(
        summary,
        [
            *_take_up_problems(taken.values),
            *([] if groups is None else _thin(arms, groups.values)),
            *_crowding(arms, traits),
        ],
    )
    design, left_out = _design(arms, traits)
    return Offer(
        arms=arms,
        taken_up=taken.values,
        yes_or_no=bool(((taken.values == 0) | (taken.values == 1)).all()),
        design=design,
        clusters=None if groups is None else groups.values,
        warnings=left_out,
    )


def moved_problems(offer: Offer) -> list[str]:
    """List an offer that changed take-up by nothing, whatever it did in single strata."""
    on_take_up = offer.effects_on(offer.arms.outcome, variance="classical").on_take_up
    if abs(on_take_up) > _ROUNDING * float(offer.taken_up.max()):
        return []
    return [
        "`taken_up` is the same in both arms (averaged over strata): the offer moved nobody, and nothing can be said "
        "of taking it up."
    ]


def _take_up_problems(taken_up: FloatVector) -> list[str]:
    if (taken_up < 0).any():
        return ["`taken_up` is negative for somebody: expected 0 and 1, or an amount such as weeks attended."]
    if np.ptp(taken_up) == 0:
        return [
            "`taken_up` is the same for everybody: the offer moved nobody, and nothing can be said of taking it up."
        ]
    return []


def _thin(arms: TwoArms, clusters: IntVector) -> list[str]:
    cells = arms.strata * 2 + arms.treated.astype(np.int64)
    thin = sum(len(np.unique(clusters[cells == cell])) < 2 for cell in np.unique(cells))
    if not thin:
        return []
    where = "arm" if arms.strata.max() == 0 else "arm of a stratum"
    return [
        f"All people of an {where} are one cluster ({thin} of {len(np.unique(cells))}): expected at least 2 clusters "
        "in each, or how much clusters differ cannot be seen."
    ]


def _crowding(arms: TwoArms, traits: Sequence[Column]) -> list[str]:
    varying = sum(np.ptp(column.values) > 0 for column in traits)
    columns = 2 * (int(arms.strata.max()) + 1) + varying
    if not varying or len(arms.treated) > columns:
        return []
    return [
        f"The trial has {len(arms.treated)} persons for {columns} columns of the regression: expected more persons "
        "than columns, name fewer covariates."
    ]


def _design(arms: TwoArms, traits: Sequence[Column]) -> tuple[FloatMatrix, tuple[str, ...]]:
    """Return the columns of the regression, and a warning on covariates that add nothing or mark a single person."""
    cells = cell_columns(arms.treated, arms.strata)
    basis, kept, gone = cells / np.sqrt(cells.sum(axis=0)), [cells], []
    for column in traits:
        centred = column.values - column.values.mean()
        added = orthonormal(centred[:, None], beside=basis) if np.ptp(column.values) > 0 else None
        if added is None or leverages(np.column_stack([basis, added])).max() > _WHOLE_LEVERAGE:
            gone.append(column.name)
            continue
        basis = np.column_stack([basis, added])
        kept.append((centred / centred.std())[:, None])
    warning = f"Left out of the adjustment: {', '.join(gone)} (constant, repeating others, or marking a single person)."
    return np.column_stack(kept), (warning,) if gone else ()
