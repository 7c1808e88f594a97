"""What the offer did: estimators that turn one row for each person randomised into a number with its uncertainty.

The room, in reading order:

- `estimate`: what every estimator returns: an `Estimate`, a `Test`, `Bounds`, or a `Curve` of `Series`.
- `inputs`: what an estimator accepts, and how all faults are reported at once; `durations` reads its columns here too.
- `means/`: differences in means, from the lottery alone, adjusted, and when people met in groups.
- `proportions/`: the share of one arm against a goal, and of one arm against the other.
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
from nextwork_eval.effects.proportions.shares import risk_ratio, share_in_arm
from nextwork_eval.effects.randomization.repeated_lottery import randomization_test

__all__ = [
    "Attrition",
    "BalanceRow",
    "Bounds",
    "Curve",
    "Estimate",
    "Series",
    "SetKind",
    "Test",
    "describe_attrition",
    "difference_by_week",
    "difference_in_means",
    "difference_in_means_stratified",
    "group_treatment",
    "holm",
    "omnibus_balance",
    "randomization_test",
    "regression_adjusted",
    "risk_ratio",
    "sample_ratio_test",
    "share_in_arm",
    "standardized_differences",
    "what_works_class",
]
