"""The analysis plan as one frozen value.

The lottery, the outcomes, the analyses, the targets, and what the report says of the trial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nextwork_eval.design.lottery import FORBID
from nextwork_eval.plan.benchmark import PopulationBenchmark
from nextwork_eval.plan.covariates import Covariate, StateSet
from nextwork_eval.plan.delivery import Delivery
from nextwork_eval.plan.economics import Economics
from nextwork_eval.plan.estimands import Estimand
from nextwork_eval.plan.estimators import Estimator
from nextwork_eval.plan.families import Family
from nextwork_eval.plan.harms import Harms
from nextwork_eval.plan.identity import Identity
from nextwork_eval.plan.lottery import DesignSpec
from nextwork_eval.plan.missing import MissingRule
from nextwork_eval.plan.outcomes import Outcome
from nextwork_eval.plan.power import PowerSpec
from nextwork_eval.plan.prior_knowledge import PriorKnowledge
from nextwork_eval.plan.registry import Registry
from nextwork_eval.plan.report_options import ReportOptions
from nextwork_eval.plan.sensitivity import Sensitivity
from nextwork_eval.plan.subgroups import Subgroup
from nextwork_eval.plan.texts import Texts
from nextwork_eval.plan.theory import ComparisonLine, TheoryStep
from nextwork_eval.plan.trial_record import TrialRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """How many people of the lottery may be found in no register before the run stops.

    Attributes
    ----------
    tolerance
        As a share of those randomised.
    """

    __pydantic_config__ = FORBID

    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRule:
    """The joint balance test of a small trial, by repeated lotteries.

    Attributes
    ----------
    draws
        How often the lottery is repeated.
    seed
        Of the generator.
    """

    __pydantic_config__ = FORBID

    draws: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One promised analysis: an outcome, an estimator, and what it is for.

    Attributes
    ----------
    id
        Name of the analysis; its numbers carry it.
    outcome
        Id of an outcome.
    estimand
        Id of an estimand.
    purpose
        `primary`: what the trial is judged by. `secondary`: further promised results. `exploratory`: ideas for the
        next trial. `descriptive`: no comparison.
    estimator
        The method, by its id, and its options; `nextwork-eval estimators --json` lists them.
    family
        Name of the analyses that are adjusted together; without a [[family]] of that name by Holm's method.
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

    Attributes
    ----------
    id
        Name of the target.
    analysis
        Id of the analysis that it is read from.
    measure
        `level`: the share in the offered arm is at least `threshold`. `ratio`: the share in the offered arm is at most
        `threshold` times that in the control arm. `not_worse`: the offered arm does worse by less than `threshold`, the
        margin. `equivalent`: the arms differ by less than `threshold`, either way.
    threshold
        What is to be reached. A margin is in shares, or in the unit of the outcome where that is no share.
    confidence
        Of the one-sided limit on each side that the verdict uses.
    source
        Who set it, and where.
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
    """What a source says the level is without the programme; quoted beside the control arm, never tested against it.

    Attributes
    ----------
    analysis
        Id of the analysis whose level it is quoted beside.
    low, high
        From and to, as shares.
    """

    __pydantic_config__ = FORBID

    analysis: str
    low: float
    high: float
    label_da: str
    label_en: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureSpec:
    """What may leave the secure room.

    Attributes
    ----------
    profile
        The data owner's rules that apply, by their name in the schema's `disclosure.toml`.
    release_weeks
        The weeks at which weekly paths may be released, in rising order.
    """

    __pydantic_config__ = FORBID

    profile: str
    release_weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What the synthetic extract is drawn from: see `rehearsal`. Shares are between 0 and 1, hazards per week.

    Attributes
    ----------
    seed
        Of the generator that invents people.
    entry_hazard, entry_ratio
        Hazard of entering in the control arm, and that in the offered arm divided by it.
    return_hazard, return_ratio
        The same for coming back.
    take_up
        Share of those offered who take part.
    unlinked
        How many people of the lottery are found in no register.
    statement_da, statement_en
        What every page of the report says of invented data.
    municipality
        The code that the register has for the place of the lottery; without it the code is invented.
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
class Explanation:
    """Why something is not as it was locked, in the authors' words.

    `subject` is that of the deviation, as `run` and the report name it. A lock does not compare these tables.
    """

    __pydantic_config__ = FORBID

    subject: str
    why_da: str
    why_en: str


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
    theory: tuple[TheoryStep, ...] = ()
    comparison: tuple[ComparisonLine, ...] = ()
    family: tuple[Family, ...] = ()
    missing: MissingRule = field(default_factory=MissingRule)
    report: ReportOptions = field(default_factory=ReportOptions)
    balance: BalanceRule | None = None
    benchmark: PopulationBenchmark | None = None
    power: PowerSpec | None = None
    delivery: Delivery | None = None
    rehearsal: Rehearsal | None = None
    economics: Economics | None = None
    harms: Harms | None = None
    prior_knowledge: PriorKnowledge | None = None
    registry: Registry | None = None
    trial_record: TrialRecord | None = None
    deviation: tuple[Explanation, ...] = ()
