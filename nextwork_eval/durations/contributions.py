"""At the end you know how any number that an arm's histories give becomes one value for each person, and an effect.

A level estimated from histories (weeks in work when follow-up differs, a mean number of returns, an area under a curve)
is no mean of the persons' own numbers, but it has an influence function: what each person adds to it. The level plus
n times the influence is a value for each person whose mean in the arm is the level itself. With these values the
estimators of `effects` give the difference, its small-sample variance m / (m - 1), the adjustment for covariates, the
strata and the peer groups, exactly as for an outcome that was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nextwork_eval import effects
from nextwork_eval.durations.contrasts import t_difference
from nextwork_eval.effects.estimate import Estimate, FloatVector, IntVector

Measure = Literal["difference", "ratio"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contributions:
    """One value for each person, whose mean within each arm (of each stratum) is that cell's level.

    Attributes
    ----------
    values
        Shape (n_people,): level of the person's cell plus n_cell times the person's influence on it.
    treated, strata
        Shape (n_people,): 1 or 0; codes 0, 1, … (all 0 in a trial without strata).
    """

    values: FloatVector
    treated: IntVector
    strata: IntVector

    def levels(self) -> tuple[float, float]:
        """Return the levels of the treated and of the reference arm, standardised to the strata's shares of all."""
        treated, reference = (float(self.by_cell(arm) @ self.shares()) for arm in (1, 0))
        return treated, reference

    def by_cell(self, arm: int) -> FloatVector:
        """Return the level of one arm in each stratum."""
        own = self.treated == arm
        return np.bincount(self.strata[own], self.values[own]) / np.bincount(self.strata[own])

    def shares(self) -> FloatVector:
        """Return each stratum's share of all persons."""
        return np.bincount(self.strata) / len(self.strata)


def contributions(
    treated: IntVector, strata: IntVector, estimate: Callable[[IntVector], tuple[float, FloatVector]]
) -> Contributions:
    """Estimate a level in each arm of each stratum, and lay the persons' values side by side.

    Parameters
    ----------
    treated, strata
        Shape (n_people,); every cell has two persons or more.
    estimate
        Given the positions of a cell's persons, returns its level and the influence of each of them on it: shape
        (n_cell,), sum 0, sum of squares the variance of the level without m / (m - 1).
    """
    values = np.empty(len(treated))
    for arm in (1, 0):
        for stratum in range(int(strata.max()) + 1):
            people = np.flatnonzero((treated == arm) & (strata == stratum))
            level, influence = estimate(people)
            values[people] = level + len(people) * influence
    return Contributions(values=values, treated=treated, strata=strata)


def combined(
    parts: Sequence[Contributions],
    value: Callable[[FloatVector], float],
    gradient: Callable[[FloatVector], FloatVector],
) -> Contributions:
    """Return the values of a smooth function of several levels of an arm (a logarithm, a quotient).

    Parameters
    ----------
    parts
        The levels' values, of the same persons.
    value, gradient
        The function of the arm's levels, standardised over the strata, and its derivatives there; both get and the
        second returns shape (n_parts,).

    Notes
    -----
    The delta method on influence values: with levels l and the values v_k of each part, a person of arm a and stratum b
    gets f(l_a) + sum over k of df/dl_k (v_k - l_kab). Averaged over strata with their shares this is f(l_a).
    """
    first = parts[0]
    values = np.empty(len(first.values))
    levels = np.array([part.levels() for part in parts])
    for column, arm in enumerate((1, 0)):
        own = first.treated == arm
        slopes = gradient(levels[:, column])
        values[own] = value(levels[:, column]) + sum(
            slope * (part.values[own] - part.by_cell(arm)[part.strata[own]])
            for slope, part in zip(slopes, parts, strict=True)
        )
    return replace(first, values=values)


def logarithm(part: Contributions) -> Contributions:
    """Return the values of the logarithm of the level, which must be above 0 in both arms."""
    return combined([part], lambda level: float(np.log(level[0])), lambda level: 1 / level)


def quotient(numerator: Contributions, denominator: Contributions) -> Contributions:
    """Return the values of the ratio of two levels of an arm, the second above 0 in both arms."""
    return combined(
        [numerator, denominator],
        lambda level: float(level[0] / level[1]),
        lambda level: np.array([1 / level[1], -level[0] / level[1] ** 2]),
    )


def difference(
    summary: str,
    values: Contributions,
    *,
    stratified: bool,
    level: float,
    largest: float,
    method: str,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    events: tuple[int | None, int | None] = (None, None),
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Return the difference between the arms in a level, by the estimator of `effects` that the design asks for.

    Parameters
    ----------
    summary
        First line of the error, should there be no variation.
    values
        See `contributions`.
    stratified
        Whether the trial has strata.
    level
        Level of the two-sided interval.
    largest
        The largest value that the level can take, to tell a small standard error from rounding.
    method
        How the levels were estimated; what the design adds is said after it.
    covariates, groups, clusters
        At most one of them: values before the lottery; peer groups of the treated arm; clusters that were drawn.
    events
        Persons with the event in each arm.
    warnings
        For the record.
    """
    strata = values.strata if stratified else None
    if covariates is not None:
        found = effects.regression_adjusted(
            values.values, values.treated, covariates=covariates, strata=strata, level=level
        )
    elif groups is not None:
        found = effects.group_treatment(values.values, values.treated, groups=groups, strata=strata, level=level)
    elif clusters is not None:
        found = effects.difference_in_means_clustered(
            values.values, values.treated, clusters=clusters, strata=strata, level=level
        )
    else:
        return _plain(summary, values, level, largest, method, events, warnings)
    return replace(
        found,
        method=f"{method}; {found.method}, on the persons' values",
        events_treated=events[0],
        events_reference=events[1],
        warnings=warnings + found.warnings,
    )


def compared(
    summary: str,
    values: Contributions,
    *,
    measure: Measure,
    stratified: bool,
    level: float,
    largest: float,
    method: str,
    covariates: object | None = None,
    groups: object | None = None,
    clusters: object | None = None,
    events: tuple[int | None, int | None] = (None, None),
    warnings: tuple[str, ...] = (),
) -> Estimate:
    """Return the difference or the ratio of the arms' levels; arguments as in `difference`.

    For a ratio the levels are above 0, and the difference is that of their logarithms, by the delta method.
    """
    found = difference(
        summary,
        logarithm(values) if measure == "ratio" else values,
        stratified=stratified,
        level=level,
        largest=largest,
        method=method + within_words(int(values.strata.max()) + 1, stratified=stratified),
        covariates=covariates,
        groups=groups,
        clusters=clusters,
        events=events,
        warnings=warnings,
    )
    return ratio_of(found) if measure == "ratio" else found


def within_words(n_strata: int, *, stratified: bool) -> str:
    """Say, for a method line, how levels of strata become one."""
    return f" within {n_strata} strata, averaged with the strata's shares of all persons" if stratified else ""


def design_problems(*, covariates: object | None, groups: object | None, clusters: object | None) -> list[str]:
    """List what is wrong with asking for several of them at once."""
    asked = sum(given is not None for given in (covariates, groups, clusters))
    return ["`covariates`, `groups` and `clusters` exclude one another: expected one of them."] if asked > 1 else []


def ratio_of(found: Estimate) -> Estimate:
    """Return a difference of logarithms as a ratio; its levels are those of the logarithms, undone."""
    return replace(
        found,
        statistic="ratio",
        estimate=float(np.exp(found.estimate)),
        std_error=None,
        conf_low=float(np.exp(found.conf_low)),
        conf_high=float(np.exp(found.conf_high)),
        level_treated=None if found.level_treated is None else float(np.exp(found.level_treated)),
        level_reference=None if found.level_reference is None else float(np.exp(found.level_reference)),
    )


def _plain(
    summary: str,
    values: Contributions,
    level: float,
    largest: float,
    method: str,
    events: tuple[int | None, int | None],
    warnings: tuple[str, ...],
) -> Estimate:
    variances: list[FloatVector] = []
    dfs: list[FloatVector] = []
    sizes = []
    for arm in (1, 0):
        own = values.treated == arm
        n = np.bincount(values.strata[own])
        deviations = values.values[own] - values.by_cell(arm)[values.strata[own]]
        squares = np.bincount(values.strata[own], deviations**2)
        variances.append(values.shares() ** 2 * squares / (n * (n - 1)))
        dfs.append((n - 1).astype(np.float64))
        sizes.append(int(own.sum()))
    return t_difference(
        summary,
        levels=values.levels(),
        variances=(variances[0], variances[1]),
        dfs=(dfs[0], dfs[1]),
        sizes=(sizes[0], sizes[1]),
        events=events,
        largest=largest,
        level=level,
        method=f"{method}; infinitesimal jackknife standard error with m/(m-1); t distribution with "
        "Welch-Satterthwaite degrees of freedom",
        warnings=warnings,
    )
