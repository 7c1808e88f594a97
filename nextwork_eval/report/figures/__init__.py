"""The drawings of the report: each is made from released rows alone, and carries its words and the ids of its rows."""

from nextwork_eval.report.figures.effect_path import effect_path
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.firms_by_month import firms_by_month
from nextwork_eval.report.figures.flow_diagram import flow_diagram
from nextwork_eval.report.figures.headline_differences import headline_differences
from nextwork_eval.report.figures.icon_array import icon_array
from nextwork_eval.report.figures.love_plot import love_plot
from nextwork_eval.report.figures.participation import participation
from nextwork_eval.report.figures.specification_curve import SpecificationLine, specification_curve
from nextwork_eval.report.figures.stacked_states import stacked_states
from nextwork_eval.report.figures.subgroup_effects import subgroup_effects
from nextwork_eval.report.figures.survival_curves import survival_curves
from nextwork_eval.report.figures.theory_of_change import theory_of_change
from nextwork_eval.report.figures.timelines import timelines
from nextwork_eval.report.figures.trial_timeline import trial_timeline

__all__ = [
    "Figure",
    "SpecificationLine",
    "effect_path",
    "firms_by_month",
    "flow_diagram",
    "headline_differences",
    "icon_array",
    "love_plot",
    "participation",
    "specification_curve",
    "stacked_states",
    "subgroup_effects",
    "survival_curves",
    "theory_of_change",
    "timelines",
    "trial_timeline",
]
