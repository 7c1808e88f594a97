"""What a registry of trials is told, or has been told: the fields of the AEA RCT Registry that a plan can hold.

The registry is written in English, and so are these texts. What is not known is left out; `plan check` lists the fields
that the registry requires and the plan does not have. Names of the form stand in `registry_form`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The entry of the trial in the AEA RCT Registry. Its number is `plan.registration`.

    Attributes
    ----------
    source
        Where the entry was read, and how much of it; empty for an entry that is still to be made.
    title
        Title of the trial; without it the English title of the plan.
    countries
        At least one.
    regions
        Within the countries.
    investigator, affiliation
        The primary investigator.
    other_investigators
        The others.
    status
        Of the trial, as the registry writes it.
    keywords
        At least one.
    jel
        Codes of the Journal of Economic Literature.
    abstract
        What the trial is, in a paragraph.
    registered, published, updated
        When the entry was first registered, first public, and last changed.
    trial_start, trial_end
        First and last day of the trial, data collection included.
    intervention_start, intervention_end
        First and last day of the programme.
    sponsors, partners
        Who pays, and who takes part.
    intervention
        What those who are drawn are offered.
    primary_outcomes, secondary_outcomes
        End points; without them the English labels of the outcomes of the plan's primary and secondary analyses.
    primary_explanation, secondary_explanation
        How they are made.
    experimental_design
        The public description.
    randomisation_method
        How the lots were drawn: by a computer, in public.
    randomisation_unit
        What was drawn; without it the unit of the design.
    clustered
        Whether the treatment was clustered; without it whether the design draws clusters.
    planned_clusters
        Number of clusters; without it that of the design, where it draws clusters.
    planned_observations
        Number of people; without it that of the design.
    sample_by_arm
        People, or clusters, in each arm; without it those of the design, where the number drawn was fixed.
    minimum_detectable_effect
        For the main outcomes.
    irb_name, irb_date, irb_number
        The ethics approval.
    """

    __pydantic_config__ = FORBID

    source: str = ""
    title: str = ""
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    investigator: str = ""
    affiliation: str = ""
    other_investigators: tuple[str, ...] = ()
    status: Literal["in_development", "on_going", "completed", "withdrawn"] | None = None
    keywords: tuple[str, ...] = ()
    jel: tuple[str, ...] = ()
    abstract: str = ""
    registered: dt.date | None = None
    published: dt.date | None = None
    updated: dt.date | None = None
    trial_start: dt.date | None = None
    trial_end: dt.date | None = None
    intervention_start: dt.date | None = None
    intervention_end: dt.date | None = None
    sponsors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    intervention: str = ""
    primary_outcomes: str = ""
    primary_explanation: str = ""
    secondary_outcomes: str = ""
    secondary_explanation: str = ""
    experimental_design: str = ""
    randomisation_method: str = ""
    randomisation_unit: str = ""
    clustered: bool | None = None
    planned_clusters: int | None = None
    planned_observations: int | None = None
    sample_by_arm: str = ""
    minimum_detectable_effect: str = ""
    irb_name: str = ""
    irb_date: dt.date | None = None
    irb_number: str = ""


_IN_ORDER = (
    ("trial_start", "trial_end"),
    ("intervention_start", "intervention_end"),
    ("trial_start", "intervention_start"),
    ("registered", "published"),
    ("registered", "updated"),
)


def registry_contradictions(registry: Registry | None) -> list[str]:
    """List what an entry contradicts: days in the wrong order, numbers that cannot be."""
    if registry is None:
        return []
    problems = []
    for earlier, later in _IN_ORDER:
        first, second = getattr(registry, earlier), getattr(registry, later)
        if first is not None and second is not None and first > second:
            problems.append(f"registry.{later}: it lies before registry.{earlier}")
    for name in ("planned_clusters", "planned_observations"):
        value = getattr(registry, name)
        if value is not None and value < 1:
            problems.append(f"registry.{name}: at least 1")
    return problems
