"""A plan as an entry of the AEA RCT Registry: each field of its form, declared or following from the design.

Field names are those of the registry's form; beside them stand the headings of the table that the registry lets
everybody download, so that an entry can be read from either.

References
----------
AEA RCT Registry, "Version" (registry fields, * = required) and "Registration guidelines" (required information), as
documented at www.socialscienceregistry.org and docs.socialscienceregistry.org.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of the form.

    Attributes
    ----------
    name
        In the form.
    heading
        In the table that can be downloaded; empty where the table does not have it.
    key
        In `[registry]`, or `plan.registration`.
    required
        Whether the registry asks for it of every trial. The ethics approval is asked for while a trial is in
        development or on-going.
    """

    name: str
    heading: str
    key: str
    required: bool = False


FORM: tuple[FormField, ...] = (
    FormField(name="RCT ID", heading="RCT_ID", key="plan.registration"),
    FormField(name="Initial registration date", heading="First registered on", key="registered"),
    FormField(name="First published", heading="Published at", key="published"),
    FormField(name="Last updated", heading="Last update date", key="updated"),
    FormField(name="Trial Title", heading="Title", key="title", required=True),
    FormField(name="Country", heading="Country names", key="countries", required=True),
    FormField(name="Region", heading="", key="regions"),
    FormField(name="Primary Investigator Name", heading="Primary Investigator", key="investigator", required=True),
    FormField(name="Affiliation", heading="", key="affiliation"),
    FormField(name="Other Primary Investigator(s)", heading="Other Primary Investigators", key="other_investigators"),
    FormField(name="Study Status", heading="Status", key="status", required=True),
    FormField(name="Keywords", heading="Keywords", key="keywords", required=True),
    FormField(name="JEL Code(s)", heading="Jel code", key="jel"),
    FormField(name="Abstract", heading="Abstract", key="abstract", required=True),
    FormField(name="Trial Start Date", heading="Start date", key="trial_start", required=True),
    FormField(
        name="Intervention Start Date", heading="Intervention start date", key="intervention_start", required=True
    ),
    FormField(name="Intervention End Date", heading="Intervention end date", key="intervention_end", required=True),
    FormField(name="Trial End Date", heading="End date", key="trial_end", required=True),
    FormField(name="Trial Sponsor(s)", heading="Sponsors", key="sponsors"),
    FormField(name="Trial Partner(s)", heading="Partners", key="partners"),
    FormField(name="Intervention(s)", heading="Intervention", key="intervention"),
    FormField(
        name="Primary Outcomes (end points)",
        heading="Primary outcome end points",
        key="primary_outcomes",
        required=True,
    ),
    FormField(name="Primary Outcomes (explanation)", heading="Primary outcome explanation", key="primary_explanation"),
    FormField(name="Secondary Outcomes (end points)", heading="Secondary outcome end points", key="secondary_outcomes"),
    FormField(
        name="Secondary Outcomes (explanation)", heading="Secondary outcome explanation", key="secondary_explanation"
    ),
    FormField(name="Experimental Design", heading="Experimental design", key="experimental_design", required=True),
    FormField(name="Randomization Method", heading="Randomization method", key="randomisation_method"),
    FormField(name="Randomization Unit", heading="Randomization unit", key="randomisation_unit"),
    FormField(name="Was the treatment clustered?", heading="", key="clustered", required=True),
    FormField(
        name="Planned Number of Clusters",
        heading="Sample size number clusters",
        key="planned_clusters",
        required=True,
    ),
    FormField(
        name="Planned Number of Observations",
        heading="Sample size number observations",
        key="planned_observations",
        required=True,
    ),
    FormField(
        name="Sample size (or number of clusters) by treatment arms",
        heading="Sample size number arms",
        key="sample_by_arm",
    ),
    FormField(
        name="Minimum detectable effect size for main outcomes",
        heading="Minimum effect size",
        key="minimum_detectable_effect",
    ),
    FormField(name="IRB Name", heading="IRB", key="irb_name", required=True),
    FormField(name="IRB Approval Date", heading="", key="irb_date", required=True),
    FormField(name="IRB Approval Number", heading="", key="irb_number", required=True),
)

_ETHICS, _OVER = ("irb_name", "irb_date", "irb_number"), ("completed", "withdrawn")


def registry_entry(plan: AnalysisPlan) -> dict[str, str]:
    """Write a plan as an entry of the registry: every field of the form that is declared or follows from the design.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    dict
        Name of the field to its text, in the order of the form. Days are written as ISO dates. What the plan does not
        say is not there; nothing is made up.

    Examples
    --------
    >>> from nextwork_eval.plan import read_plan
    >>> from nextwork_eval.shipped import shipped_plan
    >>> registry_entry(read_plan(shipped_plan("life_1972")))["Planned Number of Observations"]
    '432'
    """
    declared = _declared(plan.registry or Registry())
    known = {**_follows(plan), **declared, "plan.registration": plan.plan.registration}
    return {field.name: known[field.key] for field in FORM if known.get(field.key)}


def registry_notes(plan: AnalysisPlan) -> list[str]:
    """List the fields that the registry requires and the plan does not have, and numbers unlike those of the design."""
    registry, follows = plan.registry or Registry(), _follows(plan)
    declared, rebuilt = _declared(registry), plan.plan.status == "reconstructed"
    notes = [] if plan.plan.registration else ["plan.registration: no number; the trial is not registered, or not yet"]
    for field in FORM:
        if not field.required or field.key in declared or (field.key in _ETHICS and registry.status in _OVER):
            continue
        if field.key not in follows:
            notes.append(f"registry.{field.key}: the AEA form requires '{field.name}', and the plan does not say it")
        elif rebuilt:
            notes.append(
                f"registry.{field.key}: what the registry says of '{field.name}' is not known; the reconstruction "
                f"says '{follows[field.key]}'"
            )
    notes += [
        f"registry.{key}: the entry says {declared[key]}, the design {follows[key]}"
        for key in ("planned_observations", "planned_clusters", "clustered")
        if key in declared and key in follows and declared[key] != follows[key]
    ]
    return notes


def _declared(registry: Registry) -> Mapping[str, str]:
    values = {name: _text(getattr(registry, name)) for name in Registry.__dataclass_fields__ if name != "source"}
    return {name: value for name, value in values.items() if value}


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case tuple():
            return ", ".join(map(str, value))
        case dt.date():
            return value.isoformat()
        case _:
            return " ".join(str(value).split())


def _follows(plan: AnalysisPlan) -> dict[str, str]:
    """Return what follows from the rest of the plan."""
    rounds, cluster = plan.design.round, plan.design.unit == "cluster"
    found = {
        "title": plan.plan.title_en,
        "primary_outcomes": _end_points(plan, "primary"),
        "secondary_outcomes": _end_points(plan, "secondary"),
        "randomisation_unit": "cluster" if cluster else "individual",
        "clustered": _text(cluster),
        "planned_observations": str(sum(draw.randomised for draw in rounds)),
    }
    if cluster and all(draw.clusters is not None for draw in rounds):
        found["planned_clusters"] = str(sum(draw.clusters or 0 for draw in rounds))
    if not cluster and all(draw.offered is not None for draw in rounds):
        offered = sum(draw.offered or 0 for draw in rounds)
        treated, control = sorted(plan.design.arm, key=lambda arm: not arm.treated)
        rest = sum(draw.randomised for draw in rounds) - offered
        found["sample_by_arm"] = f"{offered} {treated.label_en}, {rest} {control.label_en}"
    return found


def _end_points(plan: AnalysisPlan, purpose: Literal["primary", "secondary"]) -> str:
    wanted = dict.fromkeys(analysis.outcome for analysis in plan.analysis if analysis.purpose == purpose)
    labels = {outcome.id: outcome.label_en for outcome in plan.outcome}
    return "; ".join(labels[name] for name in wanted if name in labels)
