"""The promise: what will be estimated, how, and for whom.

It names the targets too, and is written before the outcomes are seen.
"""

from nextwork_eval.plan.files import plan_fingerprint, read_plan
from nextwork_eval.plan.model import AnalysisPlan

__all__ = ["AnalysisPlan", "plan_fingerprint", "read_plan"]
