"""Whether a plan whose lottery drew clusters asks only for what knows of clusters."""

from __future__ import annotations

from nextwork_eval.plan.estimators import RandomizationTest, RestrictedMean, WithDesign
from nextwork_eval.plan.estimators.weekly import names_peer_groups
from nextwork_eval.plan.model import AnalysisPlan

# Estimators that are given the clusters. Any other would take people who share a lot for people drawn apart.
_ONLY_CLUSTERS = frozenset({"difference_in_means_clustered", "wild_cluster_test"})
KNOW_CLUSTERS = _ONLY_CLUSTERS | {
    "course_occupation",
    "expected_weeks",
    "incidence_difference",
    "joint_test",
    "mean_returns",
    "mean_returns_by_week",
    "randomization_test",
    "restricted_mean",
    "returns_per_week_off",
    "state_occupation",
    "while_alive_rate",
    "win_ratio",
}


def cluster_contradictions(plan: AnalysisPlan) -> list[str]:
    """List what a plan asks for that its lottery among clusters does not allow."""
    if plan.design.unit != "cluster":
        named = plan.design.cluster is not None
        return [
            *(["design.cluster: people are drawn, so it must be left out"] if named else []),
            *(
                f"analysis '{analysis.id}': '{analysis.estimator.id}' needs a lottery that draws clusters"
                for analysis in plan.analysis
                if analysis.estimator.id in _ONLY_CLUSTERS
            ),
        ]
    problems = []
    if plan.design.cluster is None:
        problems.append("design.cluster: name the column of the lottery list that holds the cluster")
    if plan.design.drawn_again != "refuse":
        problems.append("design.drawn_again: where clusters are drawn a person stands in one cluster: 'refuse'")
    for analysis in plan.analysis:
        where, asked = f"analysis '{analysis.id}'", analysis.estimator
        if asked.id not in KNOW_CLUSTERS:
            problems.append(
                f"{where}: the lottery drew clusters, of which estimator '{asked.id}' knows nothing; use "
                + " or ".join(f"'{name}'" for name in sorted(KNOW_CLUSTERS))
            )
        adjusted = isinstance(asked, RandomizationTest) and asked.adjustment != "none"
        if adjusted or (isinstance(asked, WithDesign | RestrictedMean) and asked.covariates):
            problems.append(f"{where}: the lottery drew clusters, which cannot be adjusted for covariates of people")
        if asked.id in KNOW_CLUSTERS and names_peer_groups(asked):
            problems.append(f"{where}: the lottery drew clusters, which are what is counted; leave the peer groups out")
    problems += [
        f"{name}: it takes people for drawn one by one, and the lottery drew clusters"
        for name, there in (("target", plan.target), ("balance", plan.balance), ("rehearsal", plan.rehearsal))
        if there
    ]
    return problems
