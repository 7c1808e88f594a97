"""Putting the released result together: every row passes exactly one guard, and nothing passes round them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from nextwork_eval.disclosure.beside_steps import beside_steps, guard_beside_steps
from nextwork_eval.disclosure.chains import guard_chains
from nextwork_eval.disclosure.coarse import coarsen, coarsen_until_hidden
from nextwork_eval.disclosure.completion import units_of, units_to_withhold
from nextwork_eval.disclosure.counts import guard_flow, guard_numbers, withhold
from nextwork_eval.disclosure.curves import STEPS, guard_paths, guard_states, guard_steps
from nextwork_eval.disclosure.decimals import round_decimals
from nextwork_eval.disclosure.earlier import facts_of
from nextwork_eval.disclosure.firms import guard_firms, guard_running_counts
from nextwork_eval.disclosure.remarks import mask_remarks
from nextwork_eval.disclosure.rules import Rules
from nextwork_eval.disclosure.sizes import Sizes
from nextwork_eval.results import Change, EvaluationResult, Finding, Flow, ReleasedResult, ResultRow, released_text

Guard = Callable[[Sequence[ResultRow], Rules], tuple[list[ResultRow], list[Change]]]
_GUARDS: Mapping[str, Guard] = {
    "number": guard_numbers,
    "path": guard_paths,
    "states": guard_states,
    "steps": guard_steps,
    "firms": guard_firms,
    "running_firms": guard_running_counts,
    "chain": guard_chains,
}
_COUNTED = ("number", "path", "steps")


def release(
    result: EvaluationResult,
    rules: Rules,
    plan: Mapping[str, object],
    *,
    earlier: Sequence[ReleasedResult] = (),
) -> ReleasedResult:
    """Let through what may leave.

    Parameters
    ----------
    result
        All that was found.
    rules
        The data owner's rules.
    plan
        The plan's content, which travels with the results.
    earlier
        What has left already of the same plan; a difference to it must count no small cell either.

    Returns
    -------
    ReleasedResult
        The rows in their order, with withheld numbers set to None, and the list of changes. Where everything is public
        (floor 0), every number is as it was found, and the findings lose their row numbers all the same.

    Raises
    ------
    DisclosureError
        If an earlier release is of another plan.

    Notes
    -----
    Guards, of which each row passes one: single numbers by small cells and their complements, dominance, extremes and
    degrees of freedom (`counts.guard_numbers`); weekly paths by release weeks and small cells (`curves.guard_paths`);
    states by rounded counts (`curves.guard_states`); survival curves by delayed steps (`curves.guard_steps`), and
    their bands and differences by the steps that leave (`beside_steps.guard_beside_steps`); numbers of firms by few and
    dominant firms (`firms.guard_firms`), and their running counts by steps of three (`firms.guard_running_counts`);
    steps that are counted among each other by rounded counts (`chains.guard_chains`).

    Then for all rows together: numbers under other definitions are rounded; where a few people were lost of an arm,
    numbers are made coarse until their digits no longer tell how many (`coarse.coarsen_until_hidden`); what would let
    a protected cell be worked out from all the rest is withheld as well (`completion.units_to_withhold`); the numbers
    in the remarks are masked (`remarks.mask_remarks`); and no number keeps more decimals than the profile allows.
    """
    findings, finding_changes = _guard_findings(result.findings, rules)
    if rules.floor == 0:
        rows, flow, changes = list(result.rows), result.flow, list[Change]()
    else:
        rows, flow, changes = _guarded(result, rules, plan, earlier)
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
        file_types=() if rules.open_data else rules.file_types,
        earlier=tuple(hashlib.sha256(released_text(one).encode()).hexdigest() for one in earlier),
        deviations=result.deviations,  # facts of the plan and the schema alone; see the type
        lock=result.lock,
    )


def _guarded(
    result: EvaluationResult, rules: Rules, plan: Mapping[str, object], earlier: Sequence[ReleasedResult]
) -> tuple[list[ResultRow], Flow, list[Change]]:
    order = {row.result_id: position for position, row in enumerate(result.rows)}
    apart = beside_steps(result.rows)
    beside = [row for row in result.rows if row.result_id in apart]
    result = replace(result, rows=tuple(row for row in result.rows if row.result_id not in apart))
    kinds = {row.result_id: _kind(row) for row in result.rows}
    sizes = Sizes(result.flow, rules)
    guards: dict[str, Guard] = {**_GUARDS, "states": partial(guard_states, sizes=sizes)}
    rows: list[ResultRow] = []
    changes: list[Change] = []
    for kind, guard in guards.items():
        kept, made = guard([row for row in result.rows if kinds[row.result_id] == kind], rules)
        rows += kept
        changes += made
    rows, made = _guard_other_definitions(rows, rules)
    changes += made
    flow, made, subtractable = guard_flow(result.flow, rules)
    changes += made
    if subtractable:
        rows, made = _coarsened(rows, result.flow, kinds, rules)
        changes += made
    rows, made = _complete(result, rows, kinds, changes, plan, rules, earlier)
    changes += made
    kept, made = guard_beside_steps(beside, result.rows, {row.result_id: row for row in rows})
    rows += kept
    changes += made
    rows, made = mask_remarks(rows)
    changes += made
    rows.sort(key=lambda row: order[row.result_id])
    return [round_decimals(row, rules.decimals) for row in rows], flow, changes


def _coarsened(
    rows: list[ResultRow], flow: Flow, kinds: Mapping[str, str], rules: Rules
) -> tuple[list[ResultRow], list[Change]]:
    """Make every row coarse that counts people and is not made of rounded counts already."""
    open_rows = [row for row in rows if kinds[row.result_id] in _COUNTED]
    coarse, changes = coarsen_until_hidden(open_rows, flow, rules)
    by_id = {row.result_id: row for row in coarse}
    return [by_id.get(row.result_id, row) for row in rows], changes


def _complete(
    result: EvaluationResult,
    rows: list[ResultRow],
    kinds: Mapping[str, str],
    changes: Sequence[Change],
    plan: Mapping[str, object],
    rules: Rules,
    earlier: Sequence[ReleasedResult],
) -> tuple[list[ResultRow], list[Change]]:
    """Withhold what would let a protected cell be worked out from the rest."""
    units = units_of(result.rows, kinds)
    removed = units_to_withhold(
        result.rows,
        result.flow,
        {row.result_id: row for row in rows},
        frozenset(change.result_id for change in changes if change.action == "rounded"),
        plan,
        rules,
        units,
        facts_of(earlier, result.facts.plan_id),
    )
    panels = {unit[1] for unit in removed if unit[0] == "panel"}
    gone = {
        row.result_id
        for row in rows
        if units.get(row.result_id) in removed
        or row.panel in panels
        or (
            ("outcome", row.outcome, row.population) in removed
            and not (row.panel or "").startswith("subgroup.")
            and kinds[row.result_id] == "number"
        )
    }
    drawn = {name for name in gone if kinds[name] in ("steps", "path")}
    made = [Change(result_id=name, action="suppressed", rule="differencing") for name in sorted(gone)]
    return [withhold(row) if row.result_id in gone else row for row in rows if row.result_id not in drawn], made


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
