"""How sure the main result is: a rating by published rules, computed from what was released and from nothing else."""

from nextwork_eval.report.security.rating import Criterion, Rating, rate, rating_content
from nextwork_eval.report.security.threats import Threat

__all__ = ["Criterion", "Rating", "Threat", "rate", "rating_content"]
