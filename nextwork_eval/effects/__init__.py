"""What the offer did: estimators that turn one row for each person randomised into a number with its uncertainty.

The room, in reading order:

- `estimate`: what every estimator returns: an `Estimate`, a `Test`, `Bounds`, or a `Curve` of `Series`.
- `inputs`: what an estimator accepts, and how all faults are reported at once; `durations` reads its columns here too.
- `means/`: differences in means, from the lottery alone, adjusted, and when people met in groups.
- `proportions/`: the share of one arm against a goal, and of one arm against the other: plain, within strata, adjusted.
- `paths`: levels and differences week by week.
- `randomization/`: what the lottery would have made of the same people.
- `balance/`: how alike the arms were before the programme, and whether the lists are as the lottery makes them.
- `attrition`: who was lost, and the class of attrition.
- `multiplicity`: p-values of a family, adjusted together.

Every estimator has the form `effects.<id>(outcome, treated, *, ...)`, where `<id>` is the plan's id of the estimator
and `treated` is 1 for those offered the programme and 0 for the reference arm. None changes its arguments, drops
a person, or returns anything that is a person's.
"""

from nextwork_eval.effects.attrition import Attrition, describe_attrition, what_works_class
from nextwork_eval.effects.balance.sample_ratio import sample_ratio_test
from nextwork_eval.effects.balance.traits import BalanceRow, omnibus_balance, standardized_differences
from nextwork_eval.effects.estimate import Bounds, Curve, Estimate, Series, SetKind, Test
from nextwork_eval.effects.means.adjusted import regression_adjusted
from nextwork_eval.effects.means.difference import difference_in_means, difference_in_means_stratified
from nextwork_eval.effects.means.groups import group_treatment
from nextwork_eval.effects.multiplicity import holm
from nextwork_eval.effects.paths import difference_by_week
from nextwork_eval.effects.proportions.conditional import conditional_odds_ratio, exact_cmh
from nextwork_eval.effects.proportions.differences import risk_difference
from nextwork_eval.effects.proportions.exact import exact_test
from nextwork_eval.effects.proportions.firth import firth_logit
from nextwork_eval.effects.proportions.mantel_haenszel import ShareMeasure, cochran_mantel_haenszel, mantel_haenszel
from nextwork_eval.effects.proportions.ratios import odds_ratio, risk_ratio
from nextwork_eval.effects.proportions.shares import share_in_arm
from nextwork_eval.effects.proportions.standardized import standardized_risks
from nextwork_eval.effects.proportions.together import two_proportions

__all__ = [
    "Attrition",
    "BalanceRow",
    "Bounds",
    "Curve",
    "Estimate",
    "Series",
    "SetKind",
    "ShareMeasure",
    "Test",
    "cochran_mantel_haenszel",
    "conditional_odds_ratio",
    "describe_attrition",
    "difference_by_week",
    "difference_in_means",
    "difference_in_means_stratified",
    "exact_cmh",
    "exact_test",
    "firth_logit",
    "group_treatment",
    "holm",
    "mantel_haenszel",
    "odds_ratio",
    "omnibus_balance",
    "regression_adjusted",
    "risk_difference",
    "risk_ratio",
    "sample_ratio_test",
    "share_in_arm",
    "standardized_differences",
    "standardized_risks",
    "two_proportions",
    "what_works_class",
]
