"""At the end you know how several outcomes become one number for each person: standardised, turned, and weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.effects.estimate import FloatVector
from nextwork_eval.effects.inputs import (
    Column,
    arm_problems,
    choice_problems,
    read_treated,
    refuse,
    side_by_side_problems,
)
from nextwork_eval.effects.multiplicity.outcomes import read_outcomes

Weights = Literal["equal", "inverse_covariance"]
People = Literal["reference_arm", "everyone"]
Good = Literal["more", "fewer"]

SUMMARY = "The index cannot be made."
# The least eigenvalue of a correlation matrix; below this a component repeats the others.
_REPEATED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Index:
    """One number for each person, with what it was made of. It stays inside the secure room.

    Attributes
    ----------
    values
        Shape (n_people,), in the caller's order; more is better.
    names
        The components.
    weights
        Of each component; they sum to 1.
    incomplete
        Persons of whom not every component is known.
    method, warnings
        As in `Estimate`.
    """

    values: FloatVector = field(repr=False)
    names: tuple[str, ...]
    weights: tuple[float, ...]
    incomplete: int
    method: str
    warnings: tuple[str, ...] = ()


def index_of(
    outcomes: object,
    treated: object,
    *,
    good: Sequence[Good],
    weights: Weights = "equal",
    standardize_by: People = "reference_arm",
    covariance_of: People = "reference_arm",
) -> Index:
    """Bring several outcomes together as one number for each person.

    Parameters
    ----------
    outcomes
        The components: an array of shape (n_people, n_components), a mapping from names to vectors, or a data frame.
        NaN where a component is not known; the weights of a person's other components are then scaled up.
    treated
        Shape (n_people,): 1 for those offered the programme, 0 for the reference arm.
    good
        For each component which direction helps: `more` or `fewer`. Components for which fewer is better are turned.
    weights
        `equal`: the mean of the standardised components (Kling, Liebman and Katz). `inverse_covariance`: components
        that tell the same as others count less (Anderson). In trials of about a hundred people take `equal`: a
        covariance matrix estimated from so few makes the index noisy.
    standardize_by
        Whose mean and standard deviation are 0 and 1 on the new scale.
    covariance_of
        Whose covariances give the weights; with `equal` it is not used. Reports differ in it, and so do the numbers.

    Returns
    -------
    Index
        With a warning where a weight is negative: a component then counts against the index although more of it is
        better, which happens when components repeat each other.

    Raises
    ------
    EstimationError
        With every fault: fewer than two components; directions that are missing or not `more` or `fewer`; a component
        that does not vary among those who standardise it; a person of whom no component is known, or none with a
        positive weight; components that repeat each other exactly, with `inverse_covariance`; fewer than two persons in
        an arm.

    Notes
    -----
    z_k = +-(y_k - mean_k) / sd_k over those people of whom component k is known. With equal weights w = 1/K; otherwise
    w = S^-1 1 / (1' S^-1 1) with S the covariance matrix of z among the people of whom every component is known. The
    index is the sum of w_k z_k over the known components, over the sum of their weights. With `inverse_covariance` it
    is standardised once more, as Anderson does; with `equal` it is left as it is, so that the effect on it is the mean
    of the effects on its components where all are known.

    References
    ----------
    Kling, Liebman and Katz (2007), Econometrica 75, 83-119. Anderson (2008), Journal of the American Statistical
    Association 103, 1481-1495.

    Examples
    --------
    >>> components = {"weeks in work": [20, 31, 12, 40, 10, 22, 15, 9], "benefit": [9, 4, 8, 2, 9, 5, 8, 9]}
    >>> index = index_of(components, [1, 1, 1, 1, 0, 0, 0, 0], good=["more", "fewer"])
    >>> index.weights, index.incomplete, round(float(index.values[4:].mean()), 12)
    ((0.5, 0.5), 0, 0.0)
    """
    columns, arm = _read(outcomes, treated, good, weights, standardize_by, covariance_of)
    scale = arm == 0 if standardize_by == "reference_arm" else np.ones(len(arm), dtype=np.bool_)
    matrix = np.column_stack([column.values for column in columns])
    nobody = np.isnan(matrix).all(axis=1)
    problems = [f"No component is known of {int(nobody.sum())} persons."] if nobody.any() else []
    problems += [
        f"`{column.name}` does not vary among those who standardise it (`standardize_by`)."
        for column, values in zip(columns, matrix.T, strict=True)
        if not _varies(values[scale])
    ]
    refuse(SUMMARY, problems)
    turned = np.array([1.0 if direction == "more" else -1.0 for direction in good])
    z = turned * _standardised(matrix, scale)
    given = _weights(z, weights, arm == 0 if covariance_of == "reference_arm" else np.ones(len(arm), dtype=np.bool_))
    known = ~np.isnan(z)
    share = known @ given
    if (share <= _REPEATED).any():
        refuse(
            SUMMARY,
            [f"The known components of {int((share <= _REPEATED).sum())} persons have no positive weight together."],
        )
    values: FloatVector = np.where(known, z, 0.0) @ given / share
    if weights == "inverse_covariance":
        values = _standardised(values[:, None], scale)[:, 0]
    names = tuple(column.name for column in columns)
    negative = [name for name, weight in zip(names, given, strict=True) if weight < 0]
    incomplete = int((~known).any(axis=1).sum())
    return Index(
        values=values,
        names=names,
        weights=tuple(given.tolist()),
        incomplete=incomplete,
        method=_method(weights, standardize_by, covariance_of, len(names)),
        warnings=(
            *(
                [f"Negative weights: {', '.join(negative)}. More of it lowers the index although more is better."]
                if negative
                else []
            ),
            *([f"Of {incomplete} persons not every component is known: the others count more."] if incomplete else []),
        ),
    )


def _read(
    outcomes: object, treated: object, good: object, weights: object, standardize_by: object, covariance_of: object
) -> tuple[list[Column], FloatVector]:
    columns, problems = read_outcomes(outcomes)
    arm = read_treated(treated)
    people = ["reference_arm", "everyone"]
    problems = [
        *(problem for column in (*columns, arm) for problem in column.problems),
        *problems,
        *side_by_side_problems([*columns, arm]),
        *choice_problems("weights", weights, ["equal", "inverse_covariance"]),
        *choice_problems("standardize_by", standardize_by, people),
        *choice_problems("covariance_of", covariance_of, people),
    ]
    if len(columns) == 1 and not columns[0].problems:
        problems.append("`outcomes` has one component: expected at least two.")
    directions = list(good) if isinstance(good, (list, tuple)) else []
    readable = all(not column.problems for column in columns)
    if any(direction not in ("more", "fewer") for direction in directions) or (
        readable and len(directions) != len(columns)
    ):
        problems.append("`good` does not give `more` or `fewer` for each component: say which direction helps.")
    if not arm.problems:
        problems += arm_problems(arm.values)
    refuse(SUMMARY, problems)
    return columns, arm.values


def _varies(values: FloatVector) -> bool:
    known = values[~np.isnan(values)]
    return len(known) > 1 and bool(np.ptp(known) > 0)


def _standardised(matrix: NDArray[np.float64], scale: NDArray[np.bool_]) -> NDArray[np.float64]:
    base = matrix[scale]
    return np.asarray((matrix - np.nanmean(base, axis=0)) / np.nanstd(base, axis=0, ddof=1))


def _weights(z: NDArray[np.float64], weights: Weights, people: NDArray[np.bool_]) -> FloatVector:
    n_components = z.shape[1]
    if weights == "equal":
        return np.full(n_components, 1 / n_components)
    complete = z[people & ~np.isnan(z).any(axis=1)]
    few = [f"Every component is known of {len(complete)} persons only, for {n_components} components."]
    refuse(SUMMARY, few if len(complete) <= n_components else [])
    covariance = np.cov(complete, rowvar=False)
    spread = np.sqrt(np.diag(covariance))
    least = np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] if (spread > 0).all() else 0.0
    if least < _REPEATED:
        refuse(
            SUMMARY,
            [
                "The covariance matrix of the components is singular: one repeats the others, or does not vary among "
                "the people of whom all are known. Leave it out, or use equal weights."
            ],
        )
    sums = np.linalg.solve(covariance, np.ones(n_components))
    return np.asarray(sums / sums.sum())


def _method(weights: Weights, standardize_by: People, covariance_of: People, n_components: int) -> str:
    people = {"reference_arm": "the reference arm", "everyone": "everyone"}
    told = f"index of {n_components} outcomes in standard deviations of {people[standardize_by]}; "
    if weights == "equal":
        return told + "equal weights (Kling, Liebman and Katz)"
    return told + f"inverse covariance weights of {people[covariance_of]} (Anderson)"
