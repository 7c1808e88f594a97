"""Putting the released result together: every row passes exactly one guard, and nothing passes round them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nextwork_eval.disclosure.chains import guard_chains
from nextwork_eval.disclosure.counts import coarsen, guard_flow, guard_numbers
from nextwork_eval.disclosure.curves import STEPS, guard_paths, guard_states, guard_steps
from nextwork_eval.disclosure.firms import guard_firms, guard_running_counts
from nextwork_eval.disclosure.remarks import mask_remarks
from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.results import Change, EvaluationResult, Finding, ReleasedResult, ResultRow


def release(result: EvaluationResult, rules: Rules, plan: Mapping[str, object]) -> ReleasedResult:
    """Let through what may leave.

    Parameters
    ----------
    result
        All that was found.
    rules
        The data owner's rules.
    plan
        The plan's content, which travels with the results.

    Returns
    -------
    ReleasedResult
        The rows in their order, with withheld numbers set to None, and the list of changes. Where everything is public
        (floor 0), every number is as it was found, and the findings lose their row numbers all the same.

    Notes
    -----
    Guards: single numbers by small cells and their complements (`counts.guard_numbers`); weekly paths by release weeks
    and small cells (`curves.guard_paths`); states by rounded counts (`curves.guard_states`); survival curves by delayed
    steps (`curves.guard_steps`); numbers of firms by few and dominant firms (`firms.guard_firms`), and their running
    counts by steps of three (`firms.guard_running_counts`); steps that are counted among each other by rounded counts
    (`chains.guard_chains`); boxes of the flow (`counts.guard_flow`); numbers under other definitions are rounded; the
    numbers in the remarks of a row are masked (`remarks.mask_remarks`). Linked tables are not yet audited by linear
    programming.
    """
    findings, finding_changes = _guard_findings(result.findings, rules)
    if rules.floor == 0:
        rows, flow, changes = list(result.rows), result.flow, list[Change]()
    else:
        guards = {
            "number": guard_numbers,
            "path": guard_paths,
            "states": guard_states,
            "steps": guard_steps,
            "firms": guard_firms,
            "running_firms": guard_running_counts,
            "chain": guard_chains,
        }
        rows, changes = [], []
        for kind, guard in guards.items():
            kept, made = guard([row for row in result.rows if _kind(row) == kind], rules)
            rows += kept
            changes += made
        rows, made = _guard_other_definitions(rows, rules)
        changes += made
        flow, made, subtractable = guard_flow(result.flow, rules)
        changes += made
        if subtractable:
            rows, made = coarsen(rows, rules)
            changes += made
        rows, made = mask_remarks(rows)
        changes += made
        order = {row.result_id: position for position, row in enumerate(result.rows)}
        rows.sort(key=lambda row: order[row.result_id])
    return ReleasedResult(
        facts=result.facts,
        rows=tuple(replace(row, top_two_share=None) for row in rows),
        flow=flow,
        findings=findings,
        profile=rules.profile,
        floor=rules.floor,
        changes=(*changes, *finding_changes),
        plan=dict(plan),
        timelines=result.timelines,
    )


def _guard_other_definitions(rows: list[ResultRow], rules: Rules) -> tuple[list[ResultRow], list[Change]]:
    """Round what the same analysis gives under another definition.

    Two exact numbers would count the few people about whom the definitions disagree.
    """
    others = [row for row in rows if row.analysis_id.startswith("sensitivity.")]
    coarse, changes = coarsen(others, rules, reason="other_definition")
    by_id = {row.result_id: row for row in coarse}
    return [by_id.get(row.result_id, row) for row in rows], changes


def _kind(row: ResultRow) -> str:
    """Say which guard a row must pass. A row by week has its week at the end of its id."""
    if row.panel is not None and row.panel.startswith("chain."):
        return "chain"
    if row.n_firms is not None:
        return "running_firms" if row.statistic == "running_count" else "firms"
    if not row.result_id.endswith(f".w{row.week}"):
        return "number"
    if row.statistic in STEPS:
        return "steps"
    # A difference of shares is no share: it cannot be rebuilt from counts of one arm.
    return "states" if row.state is not None and row.statistic == "share" else "path"


def _guard_findings(findings: tuple[Finding, ...], rules: Rules) -> tuple[tuple[Finding, ...], list[Change]]:
    """Take the row numbers out of the findings, and leave out those that concern too few."""
    kept = tuple(replace(finding, rows=()) for finding in findings if not rules.too_small(finding.count))
    changes = [
        Change(result_id=f"finding.{finding.code}.{finding.table}", action="suppressed", rule="small_count")
        for finding in findings
        if rules.too_small(finding.count)
    ]
    return kept, changes
