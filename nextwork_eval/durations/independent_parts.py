"""At the end you know how a curve gets its standard errors when people met in groups or clusters were drawn.

The residuals of every week are the persons' influence values; what groups and clusters do to them is the same in all
weeks, so that it is found once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nextwork_eval.durations.occupation import ROUNDING, FloatArray, IntArray, influence_by_week, occupation
from nextwork_eval.durations.state_inputs import WeeklyArms
from nextwork_eval.effects.estimate import FloatVector, IntVector, SeriesArm
from nextwork_eval.effects.inputs import Column, TwoArms, read_labels, refuse, side_by_side_problems
from nextwork_eval.effects.means.clusters import drawn_clusters
from nextwork_eval.effects.means.groups import peer_groups, unable_strata
from nextwork_eval.effects.means.sandwich import Parts, arm_levels, cell_columns, contrast_parts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndependentParts:
    """The independent parts of both arms and of their difference.

    Attributes
    ----------
    lines
        For each line of a curve the parts of that contrast.
    words
        Of the method: what the standard error counts.
    warnings
        For the record.
    """

    lines: Mapping[SeriesArm, Parts]
    words: str
    warnings: tuple[str, ...]

    @property
    def smaller_df(self) -> float:
        """Degrees of freedom of the arm that has fewer."""
        return min(self.lines["treated"].df, self.lines["reference"].df)

    def std_errors(self, residuals: Iterable[FloatArray]) -> dict[SeriesArm, FloatArray]:
        """Return the standard error of each line in each week from residuals (n_people, K) by week; shape (W, K)."""
        found: dict[SeriesArm, list[FloatVector]] = {line: [] for line in self.lines}
        for week in residuals:
            for line, parts in self.lines.items():
                found[line].append(np.sqrt(np.square(parts.scores(week)).sum(axis=0)))
        return {line: np.stack(errors) for line, errors in found.items()}

    def covariance(self, residuals: Iterable[FloatArray]) -> FloatArray:
        """Return the covariance over the weeks of the differences; shape (K, W, W)."""
        scores = np.stack([self.lines["difference"].scores(week) for week in residuals]).transpose(2, 0, 1)
        return np.asarray(scores @ scores.transpose(0, 2, 1))


def independent_parts(
    summary: str, arms: WeeklyArms, *, groups: object | None, clusters: object | None
) -> IndependentParts | None:
    """Read the peer groups or the drawn clusters; None where people were drawn one by one and stayed alone.

    Parameters
    ----------
    summary
        First line of the error.
    arms
        The people.
    groups, clusters
        At most one of them, shape (n_people,), as in `group_treatment` and `difference_in_means_clustered`.

    Raises
    ------
    EstimationError
        As the estimators of `effects`; also where an arm of a stratum is one person or (nearly) one group: with the
        differences between strata alone there is no standard error of an arm's own level.

    Notes
    -----
    With the residuals e_i = m U_i of a week (U_i the influence of person i, m the persons of the cell) the variance is
    sum over parts g of (u_g'e_g)^2, the CR2 of `bias_reduced` for the regression on the cells: that of
    `group_treatment` for the values of `contributions`. For an arm's level the combination holds that arm alone.
    """
    if groups is None and clusters is None:
        return None
    labels = read_labels("clusters", clusters) if groups is None else read_labels("groups", groups, gaps=True)
    people = _people(summary, arms, labels)
    found = (drawn_clusters if groups is None else peer_groups)(summary, people, labels.values)
    unable = unable_strata(people, labels.values)
    refuse(summary, _unable_problems(int(unable.sum()), len(unable), found.because.removeprefix("an ")))
    design = cell_columns(people.treated, people.strata)
    one, zero = arm_levels(people.strata, design.shape[1])
    combinations: dict[SeriesArm, FloatVector] = {"treated": one, "reference": zero, "difference": one - zero}
    return IndependentParts(
        lines={line: contrast_parts(design, of, labels.values) for line, of in combinations.items()},
        words=f"CR2 standard error over {found.words}",
        warnings=found.warnings,
    )


def state_residuals(arms: WeeklyArms, *, n_states: int) -> Iterator[FloatArray]:
    """Yield, for each week, the residuals of everyone in each state, shape (n_people, S).

    They are 0 where the share of a cell is 0 or 1.
    """
    cells = [(people, arms.states[people]) for people in _cells(arms)]
    estimated = [occupation(own, n_states=n_states) for _, own in cells]
    inside = [(one.probabilities > ROUNDING) & (one.probabilities < 1 - ROUNDING) for one in estimated]
    walks = zip(*(influence_by_week(own, one) for (_, own), one in zip(cells, estimated, strict=True)), strict=True)
    for week, influences in enumerate(walks):
        found = np.zeros((len(arms.treated), n_states))
        for (people, _), varies, influence in zip(cells, inside, influences, strict=True):
            found[people] = np.where(varies[week], len(people) * influence, 0.0)
        yield found


def mean_residuals(
    arms: WeeklyArms, by_week: Callable[[IntArray], Iterator[tuple[float, FloatVector]]]
) -> Iterator[FloatArray]:
    """Yield the residuals of everyone for a mean that has its influence by week; shape (n_people, 1)."""
    cells = _cells(arms)
    for found in zip(*(by_week(arms.states[people]) for people in cells), strict=True):
        residuals = np.zeros((len(arms.treated), 1))
        for people, (_, influence) in zip(cells, found, strict=True):
            residuals[people, 0] = len(people) * influence
        yield residuals


def _unable_problems(unable: int, n_strata: int, lacking: str) -> list[str]:
    if not unable:
        return []
    if n_strata == 1:
        return [f"An {lacking}, and there are no strata that could be compared instead."]
    return [
        f"In {unable} of {n_strata} strata an {lacking}: how much they differ cannot be seen there. Merge strata by a "
        "rule that does not look at outcomes; `expected_weeks` and `mean_returns` can compare strata with each other."
    ]


def _cells(arms: WeeklyArms) -> list[IntVector]:
    return [
        np.flatnonzero((arms.treated == arm) & (arms.strata == stratum))
        for arm in (1, 0)
        for stratum in range(int(arms.strata.max()) + 1)
    ]


def _people(summary: str, arms: WeeklyArms, labels: Column) -> TwoArms:
    n_people = len(arms.treated)
    beside = Column(name="states", values=arms.treated, index=None, problems=())
    refuse(summary, [*labels.problems, *side_by_side_problems([beside, labels])])
    return TwoArms(
        outcome=np.zeros(n_people), treated=arms.treated.astype(np.float64), strata=arms.strata, yes_or_no=False
    )
