"""The analysis plan as one frozen value.

The lottery, the outcomes, the analyses, the targets, and what the report says of the trial.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.covariates import Covariate, StateSet
from nextwork_eval.plan.delivery import Delivery
from nextwork_eval.plan.economics import Economics
from nextwork_eval.plan.estimands import Estimand
from nextwork_eval.plan.estimators import Estimator
from nextwork_eval.plan.families import Family
from nextwork_eval.plan.lottery import DesignSpec
from nextwork_eval.plan.missing import MissingRule
from nextwork_eval.plan.outcomes import Outcome
from nextwork_eval.plan.power import PowerSpec
from nextwork_eval.plan.prior_knowledge import PriorKnowledge
from nextwork_eval.plan.registry import Registry
from nextwork_eval.plan.report_options import ReportOptions
from nextwork_eval.plan.sensitivity import Sensitivity
from nextwork_eval.plan.subgroups import Subgroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the plan is, and how honest it can claim to be.

    `status` is `prospective`, `reconstructed` (from public sources, not the registered plan) or `after_outcome`
    (written after the outcome was known); the two sentences say it to a reader. `casebook` names the file of example
    people in the folder `casebooks` beside the plan, to whom the plan's definitions must do what the file says.
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
    casebook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """How many people of the lottery may be found in no register before the run stops.

    As a share of those randomised.
    """

    __pydantic_config__ = FORBID

    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRule:
    """How often the lottery is repeated for the joint balance test of a small trial, and with which seed."""

    __pydantic_config__ = FORBID

    draws: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One promised analysis: an outcome, an estimator, and what it is for.

    `family` names the analyses that are adjusted together; without a [[family]] of that name by Holm's method.
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

    `level`: the share in the offered arm is at least `threshold`. `ratio`: the share in the offered arm is at most
    `threshold` times that in the control arm. `not_worse`: the offered arm does worse by less than `threshold`, the
    margin. `equivalent`: the arms differ by less than `threshold`, either way. A margin is in shares, or in the unit of
    the outcome where that is no share. The verdict uses a one-sided `confidence` limit on each side.
    """

    __pydantic_config__ = FORBID

    id: str
    analysis: str
    measure: Literal["level", "ratio", "not_worse", "equivalent"]
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

    All shares are between 0 and 1, all hazards are per week. `municipality` is the code that the register has for the
    place of the lottery; without it the code is invented.
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
    municipality: str | None = None


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
    sensitivity: tuple[Sensitivity, ...] = ()
    subgroup: tuple[Subgroup, ...] = ()
    family: tuple[Family, ...] = ()
    missing: MissingRule = field(default_factory=MissingRule)
    report: ReportOptions = field(default_factory=ReportOptions)
    balance: BalanceRule | None = None
    power: PowerSpec | None = None
    delivery: Delivery | None = None
    rehearsal: Rehearsal | None = None
    economics: Economics | None = None
    prior_knowledge: PriorKnowledge | None = None
    registry: Registry | None = None
