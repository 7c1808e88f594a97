"""Who can check: the whole line in one call, the release as files, and the same numbers again in fresh processes.

This is the only room, beside the command line, that sees both sides of the door. `plans` opens a plan with everything
it names, `run` carries it out and writes it, `examine` looks at an extract without estimating, `again` reproduces a
release.
"""

from nextwork_eval.reproduction.again import Certificate, reproduce
from nextwork_eval.reproduction.examine import examine
from nextwork_eval.reproduction.plans import OpenedPlan, open_plan
from nextwork_eval.reproduction.run import Written, carry_out, headline_lines, write_evaluation

__all__ = [
    "Certificate",
    "OpenedPlan",
    "Written",
    "carry_out",
    "examine",
    "headline_lines",
    "open_plan",
    "reproduce",
    "write_evaluation",
]
