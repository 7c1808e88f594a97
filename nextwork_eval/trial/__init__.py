"""Who: the lottery list, linkage to the registers, what was known before.

And the flow of people that every denominator comes from.
"""

from nextwork_eval.trial.analysis_set import AnalysisSet
from nextwork_eval.trial.assemble import assemble, linkage_findings, linked_people
from nextwork_eval.trial.delivery import DeliveryRecord, delivered
from nextwork_eval.trial.internships import Internships, Meetings
from nextwork_eval.trial.lottery_findings import lottery_findings
from nextwork_eval.trial.lottery_list import LotteryList, read_lottery_list
from nextwork_eval.trial.missing_covariates import with_indicators
from nextwork_eval.trial.participant_flow import participant_flow
from nextwork_eval.trial.plan_needs import absent_findings

__all__ = [
    "AnalysisSet",
    "DeliveryRecord",
    "Internships",
    "LotteryList",
    "Meetings",
    "absent_findings",
    "assemble",
    "delivered",
    "linkage_findings",
    "linked_people",
    "lottery_findings",
    "participant_flow",
    "read_lottery_list",
    "with_indicators",
]
