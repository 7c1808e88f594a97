"""Curves of the time to an event: the share without it, the share with it, and its cumulative hazard.

`survival.py` holds Kaplan-Meier, `weighted.py` the same with weights, `incidence.py` Aalen-Johansen, `hazard.py`
Nelson-Aalen; `lines.py` lays two arms and their difference beside each other, `starts.py` says from which week a curve
with delayed entry can be read.
"""

from nextwork_eval.durations.curves.hazard import nelson_aalen
from nextwork_eval.durations.curves.incidence import cumulative_incidence
from nextwork_eval.durations.curves.survival import kaplan_meier

__all__ = ["cumulative_incidence", "kaplan_meier", "nelson_aalen"]
