"""What the offer did: estimators that turn one row for each person randomised into a number with its uncertainty.

The room, in reading order:

- `estimate`: what every estimator returns: an `Estimate`, a `Test`, or a `Curve` of `Series`.
- `inputs`: what an estimator accepts, and how all faults are reported at once; `durations` reads its columns here too.
- `neyman`: the mean of an arm, its variance and degrees of freedom, from the lottery alone.
- `means`: the difference between the arms in a mean or a share, without and with strata.
- `sandwich`: variance and degrees of freedom of a regression's contrast, people alone or in groups.
- `adjusted`: the difference adjusted for covariates; `groups`: the difference when the treated met in groups.
- `proportions`: the share of one arm against a goal; the ratio of two shares.
- `paths`: levels and differences week by week.
- `balance`: how alike the arms were before the programme; `permuted_balance` repeats the lottery for its joint test.
- `sample_ratio`: whether the arms are as large among those analysed as the lottery would make them.
- `attrition`: who was lost, and the class of attrition.
- `multiplicity`: p-values of a family, adjusted together.

Every estimator has the form `effects.<id>(outcome, treated, *, ...)`, where `<id>` is the plan's id of the estimator
and `treated` is 1 for those offered the programme and 0 for the reference arm. None changes its arguments, drops
a person, or returns anything that is a person's.
"""

from nextwork_eval.effects.adjusted import regression_adjusted
from nextwork_eval.effects.attrition import Attrition, describe_attrition, what_works_class
from nextwork_eval.effects.balance import BalanceRow, omnibus_balance, standardized_differences
from nextwork_eval.effects.estimate import Curve, Estimate, Series, Test
from nextwork_eval.effects.groups import group_treatment
from nextwork_eval.effects.means import difference_in_means, difference_in_means_stratified
from nextwork_eval.effects.multiplicity import holm
from nextwork_eval.effects.paths import difference_by_week
from nextwork_eval.effects.proportions import risk_ratio, share_in_arm
from nextwork_eval.effects.sample_ratio import sample_ratio_test

__all__ = [
    "Attrition",
    "BalanceRow",
    "Curve",
    "Estimate",
    "Series",
    "Test",
    "describe_attrition",
    "difference_by_week",
    "difference_in_means",
    "difference_in_means_stratified",
    "group_treatment",
    "holm",
    "omnibus_balance",
    "regression_adjusted",
    "risk_ratio",
    "sample_ratio_test",
    "share_in_arm",
    "standardized_differences",
    "what_works_class",
]
