"""Threats to validity that can be told from a release: at the end you know the risk of each, and what it rests on.

Other threats (services that somebody else gives at the same time, people of one arm who influence the other, how an
outcome is measured) take the judgement of a reader. They are named in the report and rated by nobody here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nextwork_eval.plan.cluster_consistency import KNOW_CLUSTERS
from nextwork_eval.report.security import rules
from nextwork_eval.report.security.found import primary_analysis, row_of
from nextwork_eval.report.security.rules import Risk
from nextwork_eval.results import ReleasedResult, ResultRow

ThreatName = Literal["balance", "missing", "reporting", "compliance", "clustering"]
_BY_CLASS: dict[str, Risk] = {"low": "low", "low_if_optimistic": "moderate", "high": "high"}
_CLUSTER_ESTIMATORS = ("difference_in_means_clustered", "wild_cluster_test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threat:
    """One threat.

    Attributes
    ----------
    name
        `balance`, `missing` (people lost), `reporting` (results chosen), `compliance` (offer and take-up), `clustering`
        (people who are not independent of each other).
    risk
        `low`, `moderate` or `high`; None where it cannot be told.
    case
        What was found, in one word; `chapters.how_sure` has the sentence.
    row
        Id of the row that shows what was found; None where no row does.
    source
        Key of `rules.SOURCES`.
    """

    name: ThreatName
    risk: Risk | None
    case: str
    row: str | None = None
    source: str = "own"


def threats(released: ReleasedResult) -> tuple[Threat, ...]:
    """Return the threats of a released result, in the order in which the report lists them."""
    missing = _missing(released)
    return (
        _balance(released, attrition_is_low=missing.risk == "low"),
        missing,
        _reporting(released),
        _compliance(released),
        _clustering(released),
    )


def _balance(released: ReleasedResult, *, attrition_is_low: bool) -> Threat:
    """Hold the largest standardised difference against the boundaries; one that was withheld may be larger."""
    rows = [row for row in released.rows if row.statistic == "standardized_difference"]
    known = [row for row in rows if row.estimate is not None]
    if not known:
        return Threat(name="balance", risk="moderate", case="withheld" if rows else "none", source="wwc_equivalence")
    widest = max(known, key=lambda row: abs(row.estimate or 0.0))
    assert widest.estimate is not None, "only known differences are compared"
    adjusted = _adjusted(released)
    risk = rules.risk_of_imbalance(widest.estimate, adjusted=adjusted, attrition_is_low=attrition_is_low)
    case = "adjusted" if adjusted else "unadjusted"
    if len(known) < len(rows):
        case, risk = "some_withheld", "moderate" if risk == "low" else risk
    return Threat(name="balance", risk=risk, case=case, row=widest.result_id, source="wwc_equivalence")


def _adjusted(released: ReleasedResult) -> bool:
    """Say whether the primary outcome was also compared with traits taken into account."""
    primary = primary_analysis(released)
    if primary is None:
        return False
    return any(
        entry["outcome"] == primary["outcome"]
        and entry["estimator"].get("covariates")
        and any(row.estimate is not None for row in row_of(released, entry))
        for entry in released.plan["analysis"]
    )


def _missing(released: ReleasedResult) -> Threat:
    """Read the class of attrition at the horizon of the primary analysis."""
    primary = primary_analysis(released)
    weeks = [] if primary is None else [row.week for row in row_of(released, primary) if row.week is not None]
    row = _find(released, f"attrition.w{weeks[0]}.differential") if weeks else None
    if row is None or row.verdict not in _BY_CLASS:
        return Threat(name="missing", risk=None, case="none", source="wwc_attrition")
    return Threat(
        name="missing", risk=_BY_CLASS[row.verdict], case=row.verdict, row=row.result_id, source="wwc_attrition"
    )


def _reporting(released: ReleasedResult) -> Threat:
    """Ask whether results could have been chosen: when the plan was written, whether it is locked, what differs."""
    knowledge: dict[str, Any] = released.plan.get("prior_knowledge") or {}
    after = str(knowledge.get("written", "")) == "after_analysis"
    if after or released.plan["plan"].get("status") == "after_outcome":
        return Threat(name="reporting", risk="high", case="after_outcome")
    if released.lock is None:
        return Threat(name="reporting", risk="high", case="not_locked")
    if knowledge.get("written") not in ("before_data", "before_access"):
        return Threat(name="reporting", risk="moderate", case="access_first" if knowledge else "not_said")
    if released.deviations:
        return Threat(name="reporting", risk="moderate", case="deviations")
    return Threat(name="reporting", risk="low", case="as_locked")


def _compliance(released: ReleasedResult) -> Threat:
    """Ask whether it is known who took the offer up, in both arms."""
    arms = {bool(arm["treated"]): str(arm["id"]) for arm in released.plan["design"]["arm"]}
    took = _find(released, f"delivery.take_up.{arms[True]}")
    control = _find(released, f"delivery.take_up.{arms[False]}")
    if took is None or took.estimate is None:
        return Threat(name="compliance", risk="moderate", case="not_known")
    if control is None or control.estimate is None:
        return Threat(name="compliance", risk="moderate", case="control_not_known", row=took.result_id)
    crossed = control.estimate > 0
    return Threat(
        name="compliance",
        risk="moderate" if crossed else "low",
        case="crossed" if crossed else "none_crossed",
        row=control.result_id if crossed else took.result_id,
    )


def _clustering(released: ReleasedResult) -> Threat:
    """Ask whether people who were drawn or who meet together are treated as independent of each other."""
    primary = primary_analysis(released)
    drawn = released.plan["design"].get("unit") == "cluster"
    together = drawn or bool((released.plan.get("delivery") or {}).get("peer_groups"))
    if not together:
        return Threat(name="clustering", risk="low", case="alone")
    estimator = {} if primary is None else primary["estimator"]
    met = "delivery.peer_groups" in (estimator.get("groups"), estimator.get("peer_groups"))
    # A lottery among clusters hands them to every estimator that knows of them.
    counted = met or estimator.get("id") in (KNOW_CLUSTERS if drawn else _CLUSTER_ESTIMATORS)
    return Threat(
        name="clustering", risk="low" if counted else "moderate", case="counted" if counted else "not_counted"
    )


def _find(released: ReleasedResult, result_id: str) -> ResultRow | None:
    return next((row for row in released.rows if row.result_id == result_id), None)
