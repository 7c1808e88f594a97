"""The declared lottery: its arms, its rounds, and the share of each round that is offered the programme.

The design is declared, never inferred from the data. The same object checks a delivered list and draws new assignments,
so that randomisation inference and rehearsals repeat the lottery that took place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design import clusters as drawn_together
from nextwork_eval.design.assignments import Lottery
from nextwork_eval.design.list_ratio import ratio_problems
from nextwork_eval.design.urns import IntVector

FORBID = {"extra": "forbid"}  # plans hold arms and rounds as they are, and an unknown key in a plan is an error


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm of the trial.

    Attributes
    ----------
    id
        Name in the plan and in every result row.
    code
        What the lottery list writes for it.
    treated
        True for the arm that is offered the programme.
    label_da, label_en
        What a reader is shown.
    """

    __pydantic_config__ = FORBID

    id: str
    code: str
    treated: bool
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One drawing of lots: a stratum, because people compete for places only within it.

    Attributes
    ----------
    id
        What the lottery list writes for it.
    date
        Day of the lottery; None where the trial's time is counted without a calendar.
    randomised
        How many were in the lottery.
    offered
        How many of them were drawn, where that number was fixed; otherwise None.
    probability
        The chance of each, where each person (or cluster) was drawn on its own; otherwise None.
    clusters, clusters_offered
        Where clusters were drawn: how many were in the lottery, and how many of them were drawn, where that number was
        fixed; otherwise None.
    """

    __pydantic_config__ = FORBID

    id: str
    date: dt.date | None = None
    randomised: int
    offered: int | None = None
    probability: float | None = None
    clusters: int | None = None
    clusters_offered: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialDesign:
    """A lottery between two arms.

    In each round either a fixed number of those who take part is drawn, each with the same chance, or each is drawn on
    its own with a declared chance. What is drawn are people, or clusters of people.

    Attributes
    ----------
    unit
        What is drawn: `person` or `cluster`.
    allocation
        `complete`: a fixed number within each round. `independent`: each with the probability of the round.
    arms
        The arm that is offered the programme, and the arm it is compared with.
    rounds
        The drawings, in order of date.

    Raises
    ------
    ValueError
        If there is not exactly one arm of each kind, a round offers nobody or everybody, or a name stands twice.
    """

    unit: str = "person"
    allocation: str = "complete"
    arms: tuple[Arm, ...]
    rounds: tuple[Round, ...]

    def __post_init__(self) -> None:
        problems = []
        if sorted(arm.treated for arm in self.arms) != [False, True]:
            problems.append("expected one arm with treated = true and one with treated = false")
        if len({arm.code for arm in self.arms}) != len(self.arms) or len({arm.id for arm in self.arms}) != len(
            self.arms
        ):
            problems.append("two arms share an id or a code")
        if len({draw.id for draw in self.rounds}) != len(self.rounds):
            problems.append("two rounds share an id")
        if not self.rounds:
            problems.append("expected at least one round")
        problems += [problem for draw in self.rounds for problem in self._round_problems(draw)]
        if self.unit not in ("person", "cluster"):
            problems.append("unit: 'person' or 'cluster' is drawn")
        if self.allocation not in ("complete", "independent"):
            problems.append("allocation: 'complete' (a fixed number in each round) or 'independent' (one by one)")
        if len({draw.date is None for draw in self.rounds}) == 2:
            problems.append("either every round has a date or none")
        if problems:
            raise ValueError("; ".join(problems))

    def _round_problems(self, draw: Round) -> list[str]:
        if self.unit == "cluster":
            return drawn_together.round_problems(draw, self.allocation)
        if draw.clusters is not None or draw.clusters_offered is not None:
            return [f"round '{draw.id}': people are drawn, so clusters must be left out"]
        if self.allocation == "independent":
            problems = []
            if draw.probability is None or not 0 < draw.probability < 1:
                problems.append(f"round '{draw.id}' needs a probability between 0 and 1")
            if draw.offered is not None:
                problems.append(f"round '{draw.id}': its number of offers is chance, so `offered` must be left out")
            return problems
        problems = []
        if draw.offered is None or not 0 < draw.offered < draw.randomised:
            problems.append(f"round '{draw.id}' must offer some and not all of its {draw.randomised} places")
        if draw.probability is not None:
            problems.append(f"round '{draw.id}': a fixed number is drawn, so `probability` must be left out")
        return problems

    @property
    def treated(self) -> Arm:
        """The arm that is offered the programme."""
        return next(arm for arm in self.arms if arm.treated)

    @property
    def reference(self) -> Arm:
        """The arm it is compared with."""
        return next(arm for arm in self.arms if not arm.treated)

    def lottery(self, rounds: Sequence[str], clusters: IntVector | None = None) -> Lottery:
        """Return the lottery among given people, which counts, lists and draws assignments.

        Parameters
        ----------
        rounds
            Round of each person.
        clusters
            Cluster code (0, 1, …) of each, shape (n_people,), where clusters are drawn; otherwise None.

        Raises
        ------
        ValueError
            If a round holds another number of people than declared, a cluster lies in two rounds, or clusters are
            given where people are drawn, or the reverse.
        """
        labels = np.asarray(rounds)
        problems = self.count_problems({draw.id: int((labels == draw.id).sum()) for draw in self.rounds}, len(labels))
        if (clusters is not None) != (self.unit == "cluster"):
            problems.append(f"the unit drawn is a {self.unit}")
        if problems:
            raise ValueError("; ".join(problems))
        return drawn_together.lottery_among(self.rounds, labels, clusters)

    def draw(self, rounds: Sequence[str], generator: np.random.Generator) -> NDArray[np.int8]:
        """Repeat the lottery for people who took part in the given rounds, where people are drawn.

        Parameters
        ----------
        rounds
            Round of each person, in any order. Each round must hold as many people as the design says.
        generator
            Source of chance.

        Returns
        -------
        NDArray[np.int8]
            1 for those who are offered the programme, 0 for the others, in the order of `rounds`.

        Raises
        ------
        ValueError
            If a round holds another number of people than declared.

        Examples
        --------
        >>> from nextwork_eval.design import Arm, Round, TrialDesign
        >>> design = TrialDesign(
        ...     arms=(
        ...         Arm(id="programme", code="1", treated=True, label_da="Indsats", label_en="Programme"),
        ...         Arm(id="control", code="0", treated=False, label_da="Kontrol", label_en="Control"),
        ...     ),
        ...     rounds=(Round(id="spring", randomised=4, offered=2),),
        ... )
        >>> int(design.draw(["spring"] * 4, np.random.default_rng(1)).sum())
        2
        """
        labels = np.asarray(rounds)
        self.lottery(rounds)
        assignment = np.zeros(len(labels), dtype=np.int8)
        for draw in self.rounds:
            members = np.flatnonzero(labels == draw.id)
            if draw.offered is not None:
                assignment[generator.permutation(members)[: draw.offered]] = 1
            elif draw.probability is not None:
                assignment[members] = generator.random(len(members)) < draw.probability
        return assignment

    def count_problems(self, people: dict[str, int], total: int) -> list[str]:
        """List the rounds whose number of people is not the declared one, and people in no declared round."""
        problems = [
            f"round '{draw.id}' was declared with {draw.randomised} people and holds {people.get(draw.id, 0)}"
            for draw in self.rounds
            if people.get(draw.id, 0) != draw.randomised
        ]
        undeclared = total - sum(people.get(draw.id, 0) for draw in self.rounds)
        if undeclared:
            problems.append(f"{undeclared} people are in a round that the design does not declare")
        return problems

    def list_problems(
        self,
        rounds: Sequence[str],
        treated: Sequence[int],
        dates: Sequence[dt.date | None],
        clusters: Sequence[str | None] = (),
    ) -> list[str]:
        """Check a delivered lottery list against the declaration; an empty list means that it is accepted.

        Parameters
        ----------
        rounds, treated, dates
            Round, arm (1 or 0) and lottery date of each person, in the same order. Dates are ignored where the design
            has none.
        clusters
            Cluster of each, where clusters are drawn.

        Notes
        -----
        A fixed number of offers must be met exactly. Where people (or clusters) are drawn one by one the number is
        chance: the list is refused if the exact two-sided p-value of the offers in all rounds is below 0.001.
        """
        labels, arm = np.asarray(rounds), np.asarray(treated)
        people = {draw.id: int((labels == draw.id).sum()) for draw in self.rounds}
        problems = self.count_problems(people, len(labels))
        for draw in self.rounds:
            inside = labels == draw.id
            offered = int(arm[inside].sum())
            if draw.offered is not None and offered != draw.offered:
                problems.append(
                    f"round '{draw.id}' was declared with {draw.offered} offers and the list holds {offered}"
                )
            if draw.date is not None:
                wrong = sum(1 for here, day in zip(inside, dates, strict=True) if here and day != draw.date)
                if wrong:
                    problems.append(
                        f"round '{draw.id}': {wrong} people carry another date than {draw.date.isoformat()}"
                    )
        if self.unit == "cluster":
            problems += drawn_together.list_problems(self.rounds, labels, arm, clusters)
        if problems or self.allocation != "independent":
            return problems
        if self.unit == "cluster":
            first = np.unique(drawn_together.cluster_codes(clusters), return_index=True)[1]
            return ratio_problems(self.rounds, labels[first], arm[first], units="clusters offered")
        return ratio_problems(self.rounds, labels, arm, units="offers")
