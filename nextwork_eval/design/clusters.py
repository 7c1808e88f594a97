"""At the end you know what a lottery among clusters declares, and what makes a list of people one of its outcomes.

A round then counts its people (`randomised`) and its clusters (`clusters`); the number of people offered is chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.assignments import Lottery, split_clusters
from nextwork_eval.design.urns import IntVector

if TYPE_CHECKING:
    from nextwork_eval.design.lottery import Round


def round_problems(draw: Round, allocation: str) -> list[str]:
    """List what is wrong with the declaration of a round in which clusters are drawn."""
    problems = []
    if draw.offered is not None:
        problems.append(f"round '{draw.id}': clusters are drawn, so `offered` (people) is chance and must be left out")
    if draw.clusters is None or not 2 <= draw.clusters <= draw.randomised:
        return [*problems, f"round '{draw.id}' needs a number of `clusters`, at least 2 and no more than its people"]
    if allocation == "independent":
        if draw.probability is None or not 0 < draw.probability < 1:
            problems.append(f"round '{draw.id}' needs a probability between 0 and 1")
        if draw.clusters_offered is not None:
            problems.append(f"round '{draw.id}': its number of offers is chance: leave `clusters_offered` out")
        return problems
    if draw.clusters_offered is None or not 0 < draw.clusters_offered < draw.clusters:
        problems.append(f"round '{draw.id}' must offer some and not all of its {draw.clusters} clusters")
    if draw.probability is not None:
        problems.append(f"round '{draw.id}': a fixed number is drawn, so `probability` must be left out")
    return problems


def cluster_codes(clusters: Sequence[str | None]) -> IntVector:
    """Return codes 0, 1, … of clusters, -1 for a person without one; shape (n_people,)."""
    names = sorted({name for name in clusters if name is not None})
    code = {name: place for place, name in enumerate(names)}
    return np.array([-1 if name is None else code[name] for name in clusters], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFault:
    """What makes a list no outcome of a declared lottery among clusters, and of how many people or clusters it is true.

    Attributes
    ----------
    kind
        `without` a cluster (people); `several_rounds` or `both_arms` (clusters); another number of clusters (`number`),
        or of clusters offered (`offers`), than declared.
    count
        How many there are on the list.
    round, declared
        The round and its declared number, where it is about one.
    """

    kind: Literal["without", "several_rounds", "both_arms", "number", "offers"]
    count: int
    round: str = ""
    declared: int = 0

    def sentence(self) -> str:
        """Say it in a sentence."""
        return _SENTENCES[self.kind].format(count=self.count, round=self.round, declared=self.declared)


_SENTENCES = {
    "without": "{count} people stand without a cluster, and clusters are drawn",
    "several_rounds": "{count} clusters have people in more than one round",
    "both_arms": "{count} clusters have people in both arms; a cluster is drawn as a whole",
    "number": "round '{round}' was declared with {declared} clusters and holds {count}",
    "offers": "round '{round}' was declared with {declared} clusters offered and the list holds {count}",
}


def cluster_faults(
    rounds: Sequence[Round], labels: NDArray[np.str_], arm: NDArray[np.integer], clusters: Sequence[str | None]
) -> list[ClusterFault]:
    """Check that clusters were drawn as wholes within rounds, as many as declared."""
    codes = cluster_codes(clusters)
    if missing := int((codes < 0).sum()):
        return [ClusterFault(kind="without", count=missing)]
    faults = []
    if crossing := split_clusters(codes, labels):
        faults.append(ClusterFault(kind="several_rounds", count=crossing))
    if split := split_clusters(codes, arm):
        faults.append(ClusterFault(kind="both_arms", count=split))
    if faults:
        return faults
    first = np.unique(codes, return_index=True)[1]
    for draw in rounds:
        own = arm[first][labels[first] == draw.id]
        if len(own) != draw.clusters:
            faults.append(ClusterFault(kind="number", count=len(own), round=draw.id, declared=draw.clusters or 0))
        if draw.clusters_offered is not None and (offered := int(own.sum())) != draw.clusters_offered:
            faults.append(ClusterFault(kind="offers", count=offered, round=draw.id, declared=draw.clusters_offered))
    return faults


def list_problems(
    rounds: Sequence[Round], labels: NDArray[np.str_], arm: NDArray[np.integer], clusters: Sequence[str | None]
) -> list[str]:
    """Say what `cluster_faults` finds, in sentences."""
    return [fault.sentence() for fault in cluster_faults(rounds, labels, arm, clusters)]


def lottery_among(rounds: Sequence[Round], labels: NDArray[np.str_], clusters: IntVector | None) -> Lottery:
    """Return the lottery that rounds declare among people (or clusters of people) who took part in them."""
    place = {draw.id: number for number, draw in enumerate(rounds)}
    strata = np.array([place[name] for name in labels.tolist()], dtype=np.int64)
    if all(draw.probability is not None for draw in rounds):
        return Lottery(
            strata=strata, clusters=clusters, probability=np.array([draw.probability or 0.0 for draw in rounds])
        )
    counts = [draw.offered if clusters is None else draw.clusters_offered for draw in rounds]
    return Lottery(strata=strata, clusters=clusters, offered=np.array([count or 0 for count in counts], dtype=np.int64))
