"""What is missing in a plan without contradicting anything: at the end you know what a careful reader would ask for."""

from __future__ import annotations

from nextwork_eval.plan.economics import economics_notes
from nextwork_eval.plan.estimand_consistency import estimand_notes
from nextwork_eval.plan.harms import harm_notes
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.registry_form import registry_notes


def plan_notes(plan: AnalysisPlan) -> list[str]:
    """List what a plan leaves open, each with the path to its key.

    Parameters
    ----------
    plan
        A plan without contradictions.

    Returns
    -------
    list of str
        Estimands without events, money and harms that are not declared, what was known of the data, and the fields that
        the registry requires. None of them stops a run.
    """
    knowledge = (
        ["prior_knowledge: not declared; say who had seen what of the data when the plan was written"]
        if plan.prior_knowledge is None
        else []
    )
    return [
        *estimand_notes(plan),
        *knowledge,
        *economics_notes(plan.economics),
        *harm_notes(plan.harms),
        *registry_notes(plan),
    ]
