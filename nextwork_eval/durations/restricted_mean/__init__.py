"""Mean weeks without the event up to a horizon: `difference.py` compares the arms, `area.py` is about one group."""

from nextwork_eval.durations.restricted_mean.area import restricted_mean_in_group
from nextwork_eval.durations.restricted_mean.difference import restricted_mean

__all__ = ["restricted_mean", "restricted_mean_in_group"]
