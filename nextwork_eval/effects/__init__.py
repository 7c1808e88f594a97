"""What the offer did: estimators that turn one row for each person randomised into a number with its uncertainty.

The room, in reading order:

- `estimate`: what every estimator returns: an `Estimate`, a `Test`, `Bounds`, or a `Curve` of `Series`.
- `inputs`: what an estimator accepts, and how all faults are reported at once; `durations` reads its columns here too.
- `means/`: differences in means, from the lottery alone, adjusted, and when people met or were drawn in groups.
- `proportions/`: the share of one arm against a goal, and of one arm against the other.
- `paths/`: levels and differences week by week, with bands for all weeks at once.
- `subgroups/`: for whom: effects in groups named beforehand, and whether they differ.
- `label_codes`: how labels of strata and groups become codes.
- `covariates`: how covariates are read, and which of them a regression can use.
- `instrument/`: the effect on those who take the offer up, who they are, and how much the offer changed take-up.
- `proportions/`: the share of one arm against a goal, and of one arm against the other: plain, within strata, adjusted.
- `paths`: levels and differences week by week.
- `targets/`: goals that somebody set: halved, no worse, equivalent, and how often each verdict would be given.
- `power/`: what a trial of a given size can show, before there is a result.
- `randomization/`: what the lottery would have made of the same people.
- `balance/`: how alike the arms were before the programme, and whether the lists are as the lottery makes them.
- `attrition`: who was lost, and the class of attrition.
- `multiplicity/`: p-values and intervals of a family, adjusted together.
- `indices/`: several outcomes as one number for each person, and the effect on it.
- `attrition/`: who was lost, the class of attrition, whether the offer moved it, and weights for those known.
- `bounds/`: what an effect may be where some outcomes are not known.
- `multiplicity`: p-values of a family, adjusted together.

Every estimator has the form `effects.<id>(outcome, treated, *, ...)`, where `<id>` is the plan's id of the estimator
and `treated` is 1 for those offered the programme and 0 for the reference arm. None changes its arguments, drops
a person, or returns anything that is a person's.
"""

from nextwork_eval.effects.attrition.classes import Attrition, describe_attrition, what_works_class
from nextwork_eval.effects.attrition.response import attrition_test
from nextwork_eval.effects.attrition.weighting import weighted_for_response
from nextwork_eval.effects.balance.sample_ratio import sample_ratio_test
from nextwork_eval.effects.balance.traits import BalanceRow, omnibus_balance, standardized_differences
from nextwork_eval.effects.bounds.lee import lee_bounds
from nextwork_eval.effects.bounds.limits import imbens_manski
from nextwork_eval.effects.bounds.manski import manski_bounds
from nextwork_eval.effects.estimate import Bounds, Curve, Estimate, Series, SetKind, Test
from nextwork_eval.effects.indices.difference import index_difference
from nextwork_eval.effects.indices.index import Index, index_of
from nextwork_eval.effects.instrument.compliers import complier_characteristics, complier_mean
from nextwork_eval.effects.instrument.first_stage import effect_on_take_up
from nextwork_eval.effects.instrument.late import effect_of_take_up
from nextwork_eval.effects.means.adjusted import regression_adjusted
from nextwork_eval.effects.means.clusters import difference_in_means_clustered
from nextwork_eval.effects.means.difference import difference_in_means
from nextwork_eval.effects.means.groups import group_treatment
from nextwork_eval.effects.means.joint import joint_test
from nextwork_eval.effects.means.pairs import matched_pairs
from nextwork_eval.effects.means.stratified import difference_in_means_stratified
from nextwork_eval.effects.means.weighted import horvitz_thompson
from nextwork_eval.effects.means.wild import wild_cluster_test
from nextwork_eval.effects.multiplicity.p_values import benjamini_hochberg, hochberg, holm, sharpened_q
from nextwork_eval.effects.multiplicity.simultaneous import (
    Simultaneous,
    simultaneous_holm,
    simultaneous_westfall_young,
)
from nextwork_eval.effects.multiplicity.step_down import FamilyTests, westfall_young
from nextwork_eval.effects.paths.by_week import difference_by_week
from nextwork_eval.effects.paths.joint import sup_t_critical_value
from nextwork_eval.effects.paths.regressions import linear_probability_by_week
from nextwork_eval.effects.power.analytic import Power, detectable_difference, power_of_difference
from nextwork_eval.effects.power.shares import detectable_share, power_of_shares
from nextwork_eval.effects.proportions.conditional import conditional_odds_ratio, exact_cmh
from nextwork_eval.effects.proportions.differences import risk_difference
from nextwork_eval.effects.proportions.exact import exact_test
from nextwork_eval.effects.proportions.firth import firth_logit
from nextwork_eval.effects.proportions.mantel_haenszel import ShareMeasure, cochran_mantel_haenszel, mantel_haenszel
from nextwork_eval.effects.proportions.ratios import odds_ratio, risk_ratio
from nextwork_eval.effects.proportions.shares import share_in_arm
from nextwork_eval.effects.proportions.standardized import standardized_risks
from nextwork_eval.effects.proportions.together import two_proportions
from nextwork_eval.effects.randomization.repeated_lottery import randomization_test
from nextwork_eval.effects.subgroups.by_subgroup import difference_by_subgroup
from nextwork_eval.effects.subgroups.found import SubgroupEffect, SubgroupEffects
from nextwork_eval.effects.subgroups.proxies import ProxyEffects, blp_gates
from nextwork_eval.effects.targets.chances import chances_of_verdicts
from nextwork_eval.effects.targets.counts import VERDICTS, verdicts_of_counts
from nextwork_eval.effects.targets.margins import equivalence, noninferiority
from nextwork_eval.effects.targets.ratio_goal import ratio_goal

__all__ = [
    "VERDICTS",
    "Attrition",
    "BalanceRow",
    "Bounds",
    "Curve",
    "Estimate",
    "FamilyTests",
    "Index",
    "Power",
    "ProxyEffects",
    "Series",
    "SetKind",
    "ShareMeasure",
    "Simultaneous",
    "SubgroupEffect",
    "SubgroupEffects",
    "Test",
    "attrition_test",
    "benjamini_hochberg",
    "blp_gates",
    "chances_of_verdicts",
    "cochran_mantel_haenszel",
    "complier_characteristics",
    "complier_mean",
    "conditional_odds_ratio",
    "describe_attrition",
    "detectable_difference",
    "detectable_share",
    "difference_by_subgroup",
    "difference_by_week",
    "difference_in_means",
    "difference_in_means_clustered",
    "difference_in_means_stratified",
    "effect_of_take_up",
    "effect_on_take_up",
    "equivalence",
    "exact_cmh",
    "exact_test",
    "firth_logit",
    "group_treatment",
    "hochberg",
    "holm",
    "horvitz_thompson",
    "imbens_manski",
    "index_difference",
    "index_of",
    "joint_test",
    "lee_bounds",
    "linear_probability_by_week",
    "manski_bounds",
    "mantel_haenszel",
    "matched_pairs",
    "noninferiority",
    "odds_ratio",
    "omnibus_balance",
    "power_of_difference",
    "power_of_shares",
    "randomization_test",
    "ratio_goal",
    "regression_adjusted",
    "risk_difference",
    "risk_ratio",
    "sample_ratio_test",
    "share_in_arm",
    "sharpened_q",
    "simultaneous_holm",
    "simultaneous_westfall_young",
    "standardized_differences",
    "standardized_risks",
    "sup_t_critical_value",
    "two_proportions",
    "verdicts_of_counts",
    "weighted_for_response",
    "westfall_young",
    "what_works_class",
    "wild_cluster_test",
]
