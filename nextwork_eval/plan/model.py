"""The analysis plan as one frozen value.

The lottery, the outcomes, the analyses, the targets, and what the report says of the trial.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design import Arm, Round, TrialDesign
from nextwork_eval.plan.estimators import Estimator
from nextwork_eval.plan.outcomes import FORBID, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the plan is, and how honest it can claim to be.

    `status` is `prospective`, `reconstructed` (from public sources, not the registered plan) or `after_outcome`
    (written after the outcome was known); the two sentences say it to a reader.
    """

    __pydantic_config__ = FORBID

    id: str
    version: str
    schema: str
    state_map: str
    date: dt.date
    status: Literal["prospective", "reconstructed", "after_outcome"]
    status_da: str
    status_en: str
    title_da: str
    title_en: str
    subtitle_da: str
    subtitle_en: str
    publisher: str
    registration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmSpec:
    """One arm; see `design.Arm`."""

    __pydantic_config__ = FORBID

    id: str
    code: str
    treated: bool
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSpec:
    """One drawing of lots; see `design.Round`."""

    __pydantic_config__ = FORBID

    id: str
    randomised: int
    offered: int
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignSpec:
    """The lottery as the plan declares it; see `design.TrialDesign`."""

    __pydantic_config__ = FORBID

    unit: Literal["person"]
    allocation: Literal["complete"]
    arm: tuple[ArmSpec, ...]
    round: tuple[RoundSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """How many people of the lottery may be found in no register before the run stops.

    As a share of those randomised.
    """

    __pydantic_config__ = FORBID

    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSet:
    """A named set of states, used by outcomes."""

    __pydantic_config__ = FORBID

    id: str
    states: tuple[str, ...]
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FromColumn:
    """A covariate that stands in a table. `yes` names the code that counts as 1 for a yes-or-no covariate.

    `dated_by` names the date column of a table with several snapshots of a person; the latest one before the lottery is
    read.
    """

    __pydantic_config__ = FORBID

    kind: Literal["column"]
    table: str
    column: str
    yes: str | None = None
    dated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeAtLottery:
    """Age in years on the day of the lottery, from a date of birth."""

    __pydantic_config__ = FORBID

    kind: Literal["age_at_lottery"]
    table: str
    column: str
    dated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfTime:
    """Share of the weeks `from_week` to `to_week` (both negative: before the lottery) spent in `states`."""

    __pydantic_config__ = FORBID

    kind: Literal["share_of_time"]
    states: str
    from_week: int
    to_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariate:
    """Something known about a person before the lottery."""

    __pydantic_config__ = FORBID

    id: str
    label_da: str
    label_en: str
    unit: Literal["share", "years", "count", "code"]
    source: FromColumn | AgeAtLottery | ShareOfTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimand:
    """What is to be known, in the words of ICH E9(R1).

    Whom, which comparison, and what is done about events that come between.
    """

    __pydantic_config__ = FORBID

    id: str
    population_da: str
    population_en: str
    intercurrent_da: str
    intercurrent_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One promised analysis: an outcome, an estimator, and what it is for.

    `family` names the analyses that are adjusted together.
    """

    __pydantic_config__ = FORBID

    id: str
    outcome: str
    estimand: str
    purpose: Literal["primary", "secondary", "exploratory", "descriptive"]
    estimator: Estimator
    family: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A goal that somebody set for the programme.

    `level`: the share in the offered arm is at least `threshold`. `ratio`: the ratio of the offered arm to the control
    arm is at most `threshold`. The verdict uses a one-sided `confidence` limit on each side.
    """

    __pydantic_config__ = FORBID

    id: str
    analysis: str
    measure: Literal["level", "ratio"]
    threshold: float
    confidence: float
    label_da: str
    label_en: str
    source: str
    note_da: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceBand:
    """What a source says the level is without the programme; quoted beside the control arm, never tested against it."""

    __pydantic_config__ = FORBID

    analysis: str
    low: float
    high: float
    label_da: str
    label_en: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where participation is recorded: a person with at least `threshold` in `column` has taken the offer up."""

    __pydantic_config__ = FORBID

    table: str
    column: str
    threshold: int
    label_da: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureSpec:
    """Which disclosure profile of the schema applies, and the weeks at which weekly paths may be released."""

    __pydantic_config__ = FORBID

    profile: str
    release_weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The authors' own words on the trial, one paragraph or more each, separated by a blank line."""

    __pydantic_config__ = FORBID

    background: str
    programme: str
    control: str
    design: str
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Prose in both languages."""

    __pydantic_config__ = FORBID

    da: Prose
    en: Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the synthetic extract is drawn from: see `rehearsal`.

    All shares are between 0 and 1, all hazards are per week.
    """

    __pydantic_config__ = FORBID

    seed: int
    entry_hazard: float
    entry_ratio: float
    return_hazard: float
    return_ratio: float
    take_up: float
    unlinked: int
    statement_da: str
    statement_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPlan:
    """Everything that was promised. `read_plan` makes one from a file and refuses a file that contradicts itself."""

    __pydantic_config__ = FORBID

    plan: Identity
    design: DesignSpec
    linkage: Linkage
    state_set: tuple[StateSet, ...]
    covariate: tuple[Covariate, ...]
    estimand: tuple[Estimand, ...]
    outcome: tuple[Outcome, ...]
    analysis: tuple[Analysis, ...]
    disclosure: DisclosureSpec
    text: Texts
    target: tuple[Target, ...] = ()
    reference_band: tuple[ReferenceBand, ...] = ()
    delivery: Delivery | None = None
    rehearsal: Rehearsal | None = None


def trial_design(plan: AnalysisPlan) -> TrialDesign:
    """Return the lottery that the plan declares, ready to check a list or to draw.

    Raises
    ------
    ValueError
        If the declaration contradicts itself; see `design.TrialDesign`.
    """
    return TrialDesign(
        unit=plan.design.unit,
        allocation=plan.design.allocation,
        arms=tuple(
            Arm(id=arm.id, code=arm.code, treated=arm.treated, label_da=arm.label_da, label_en=arm.label_en)
            for arm in plan.design.arm
        ),
        rounds=tuple(
            Round(id=draw.id, date=draw.date, randomised=draw.randomised, offered=draw.offered)
            for draw in plan.design.round
        ),
    )
