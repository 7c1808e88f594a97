"""At the end you know what a randomisation test is given: who is compared, in which order, beside which covariates.

People stand in an order that follows from what is known of them, not from their rows: with the same generator the
repetitions, and with them the p-value, are then the same whatever the order of the rows and the names of the strata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from nextwork_eval.design.assignments import split_clusters
from nextwork_eval.effects.covariates import read_covariates
from nextwork_eval.effects.estimate import FloatVector, IntVector
from nextwork_eval.effects.inputs import Column, arm_problems, read_labels, read_numbers, read_two_arms, refuse
from nextwork_eval.effects.randomization.sums import FloatMatrix

SUMMARY = "The randomisation test cannot be carried out."

Form = Literal["none", "lin", "ancova"]

_ADDS_NOTHING = 1e-7  # of a covariate's own length


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Those who are compared.

    Attributes
    ----------
    outcome, treated, strata
        Shape (n_people,); strata as codes.
    clusters
        Codes; None where people are drawn.
    covariates
        Shape (n_people, n_covariates), centred over everybody compared, of variance one.
    strata_alone, people_alone
        Strata with one arm only and the people in them, who are left out. If there is no other stratum, they stay: the
        lottery could then have come out in one way only.
    n_strata
        Strata before that.
    covariates_left_out
        Names of covariates that add nothing.
    """

    outcome: FloatVector
    treated: FloatVector
    strata: IntVector
    clusters: IntVector | None
    covariates: FloatMatrix
    strata_alone: int
    people_alone: int
    n_strata: int
    covariates_left_out: tuple[str, ...]

    @property
    def one_way_only(self) -> bool:
        """The lottery could have come out in one way only."""
        return self.strata_alone == self.n_strata


def read_people(
    outcome: object,
    treated: object,
    *,
    strata: object | None,
    clusters: object | None,
    covariates: object | None,
    form: Form,
    problems: Sequence[str],
) -> People:
    """Read and check everything, and refuse with all faults at once; `problems` are those found before."""
    traits = [] if covariates is None else read_covariates(covariates)
    labels = [
        read_labels(name, values) for name, values in (("strata", strata), ("clusters", clusters)) if values is not None
    ]
    arms = read_two_arms(
        SUMMARY,
        read_numbers("outcome", outcome),
        treated,
        at_least=1,
        beside=[*labels, *traits],
        problems=[*problems, *_adjustment_problems(traits, form, clusters=clusters is not None)],
    )
    codes = {column.name: column.values for column in labels}
    rounds, drawn_in = codes.get("strata", arms.strata), codes.get("clusters")
    if drawn_in is not None:
        refuse(SUMMARY, _cluster_problems(drawn_in, rounds, arms.treated))
    sizes, offers = np.bincount(rounds), np.bincount(rounds, weights=arms.treated)
    both = (offers > 0) & (offers < sizes)
    stay = np.flatnonzero(both[rounds]) if both.any() else np.arange(len(rounds))
    ranks = _ranks(rounds[stay], arms.outcome[stay], arms.treated[stay])
    within = (
        np.zeros_like(ranks) if drawn_in is None else _ranks(drawn_in[stay], arms.outcome[stay], arms.treated[stay])
    )
    keys = [column.values[stay] for column in reversed(traits)]
    order = stay[np.lexsort((*keys, arms.treated[stay], arms.outcome[stay], within, ranks))]
    if np.ptp(arms.outcome[order]) == 0:
        refuse(SUMMARY, ["`outcome` is the same for everybody who is compared: expected some variation."])
    kept, left_out = _useful(traits, order, arms.treated[order], rounds[order], form)
    return People(
        outcome=arms.outcome[order],
        treated=arms.treated[order],
        strata=_renumbered(rounds[order]),
        clusters=None if drawn_in is None else _renumbered(drawn_in[order]),
        covariates=kept,
        strata_alone=int((~both).sum()),
        people_alone=int(sizes[~both].sum()),
        n_strata=len(both),
        covariates_left_out=left_out,
    )


def _adjustment_problems(traits: Sequence[Column], form: Form, *, clusters: bool) -> list[str]:
    if form == "none":
        return ["`covariates` are given, and `adjustment` is 'none': expected 'lin' or 'ancova'."] if traits else []
    problems = [] if traits else [f"`adjustment` is '{form}': expected `covariates`."]
    if clusters:
        problems.append("`clusters` cannot be adjusted for covariates of people: expected `adjustment` 'none'.")
    return problems


def _cluster_problems(clusters: IntVector, strata: IntVector, treated: FloatVector) -> list[str]:
    problems = []
    if crossing := split_clusters(clusters, strata):
        problems.append(f"{crossing} clusters lie in more than one stratum: expected each to be drawn in one.")
    if split := split_clusters(clusters, treated):
        problems.append(f"{split} clusters have people in both arms: expected that a cluster is drawn as a whole.")
    first = np.unique(clusters, return_index=True)[1]
    return problems or arm_problems(treated[first], at_least=1)


def _ranks(labels: IntVector, outcome: FloatVector, treated: FloatVector) -> IntVector:
    """Return for each person how the label ranks by what its people are like."""
    order = np.lexsort((treated, outcome, labels))
    codes, begins = np.unique(labels[order], return_index=True)
    parts = zip(np.split(outcome[order], begins[1:]), np.split(treated[order], begins[1:]), strict=True)
    content = [(len(values), float(arm.sum()), values.tolist(), arm.tolist()) for values, arm in parts]
    rank = np.empty(int(labels.max()) + 1, dtype=np.int64)
    rank[codes[sorted(range(len(content)), key=content.__getitem__)]] = np.arange(len(content))
    return rank[labels]


def _renumbered(labels: IntVector) -> IntVector:
    """Return codes 0, 1, … in order of appearance."""
    return np.asarray(pd.factorize(labels)[0], dtype=np.int64)


def _useful(
    traits: Sequence[Column], order: IntVector, treated: FloatVector, strata: IntVector, form: Form
) -> tuple[FloatMatrix, tuple[str, ...]]:
    """Keep, in their order, covariates that add to strata and to those before; with Lin, in each arm."""
    sides = [treated == 0, treated == 1] if form == "lin" else [np.ones(len(order), dtype=np.bool_)]
    cells = _renumbered(strata) * 2 + (treated == 1)
    dummies = (cells[:, None] == np.unique(cells)).astype(np.float64)
    kept: list[FloatVector] = []
    left_out = []
    for column in traits:
        values = column.values[order] - column.values[order].mean()
        basis = np.column_stack([dummies, *kept])
        if values.any() and all(_adds(values[side], basis[side]) for side in sides):
            kept.append(values / values.std())
        else:
            left_out.append(column.name)
    return np.column_stack(kept) if kept else np.empty((len(order), 0)), tuple(left_out)


def _adds(values: FloatVector, basis: FloatMatrix) -> bool:
    rest = values - basis @ np.linalg.lstsq(basis, values, rcond=None)[0]
    return float(np.linalg.norm(rest)) > _ADDS_NOTHING * float(np.linalg.norm(values))
