"""From an accepted extract to the analysis set.

The lottery list first, then linkage, histories, and what was known before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from nextwork_eval.errors import ExtractError
from nextwork_eval.histories import StateMap, StateMatrix, build_histories
from nextwork_eval.histories.weeks import week_of
from nextwork_eval.plan.covariates import ShareOfTime
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import Extract, RegisterSchema
from nextwork_eval.results import Finding
from nextwork_eval.trial.analysis_set import AnalysisSet
from nextwork_eval.trial.baseline import baseline_covariates
from nextwork_eval.trial.delivery import DeliveryRecord, delivered
from nextwork_eval.trial.lottery_list import LotteryList, read_lottery_list
from nextwork_eval.trial.plan_needs import plan_needs


def assemble(plan: AnalysisPlan, schema: RegisterSchema, extract: Extract, state_map: StateMap) -> AnalysisSet:
    """Bring together everyone who was randomised with what the registers know of them.

    Parameters
    ----------
    plan, schema, extract, state_map
        What was promised, the pinned schema, what arrived, and what it means.

    Returns
    -------
    AnalysisSet
        One entry for each person on the lottery list, in the order of the person keys.

    Raises
    ------
    AllocationError
        If the list is not the declared lottery.
    ExtractError
        If more people than the plan tolerates are found in no register.
    """
    _refuse_absent_tables(plan, extract, state_map)
    _refuse_open_ends(extract, state_map)
    lottery = read_lottery_list(
        extract.tables[schema.lottery.table],
        schema.lottery,
        trial_design(plan.design),
        drawn_again=plan.design.drawn_again,
        cluster=plan.design.cluster if plan.design.unit == "cluster" else None,
    )
    linked = linked_people(lottery.persons, schema, extract.tables, state_map)
    missing = int((~linked).sum())
    if missing > plan.linkage.tolerance * len(linked):
        raise ExtractError(
            "Too many people of the lottery are found in no register.",
            [
                f"{missing} of {len(linked)} people; the plan tolerates a share of {plan.linkage.tolerance:g}. "
                "Check that the person keys of the lottery list and of the registers are pseudonymised in the same way."
            ],
        )
    persons = [person for person, found in zip(lottery.persons, linked, strict=True) if found]
    weeks = [week_of(day) for day, found in zip(lottery.dates, linked, strict=True) if found and day is not None]
    matrix = build_histories(
        extract.tables,
        state_map,
        person_key=schema.person_key,
        persons=persons,
        lottery_weeks=None if state_map.weekly.calendar == "relative" else weeks,
        cut_offs=extract.cut_offs,
        history_weeks=_history_weeks(plan),
    )
    received = _received(plan, schema, extract, lottery, linked, weeks, matrix)
    return AnalysisSet(
        treated=lottery.treated,
        rounds=np.array(lottery.rounds),
        linked=linked,
        matrix=matrix,
        covariates=baseline_covariates(plan, extract.tables, schema.person_key, lottery, linked, matrix),
        take_up=None
        if plan.delivery is None or received is None
        else (received.dose >= plan.delivery.threshold).astype(np.float64),
        delivery=received,
        later_draws=lottery.later_draws if plan.design.drawn_again == "first_draw" else None,
        clusters=lottery.clusters,
    )


def _received(
    plan: AnalysisPlan,
    schema: RegisterSchema,
    extract: Extract,
    lottery: LotteryList,
    linked: NDArray[np.bool_],
    weeks: list[int],
    matrix: StateMatrix,
) -> DeliveryRecord | None:
    if plan.delivery is None:
        return None
    chosen = [(person, day) for person, day, found in zip(lottery.persons, lottery.dates, linked, strict=True) if found]
    dated = len(weeks) == len(chosen)
    return delivered(
        plan.delivery,
        extract.tables,
        schema.person_key,
        [person for person, _ in chosen],
        lottery=np.array([day for _, day in chosen], dtype="datetime64[D]") if dated else None,
        lottery_weeks=np.array(weeks, dtype=np.int64) if dated else None,
        last_observed=matrix.last_observed,
    )


def linkage_findings(people: AnalysisSet, schema: RegisterSchema) -> tuple[Finding, ...]:
    """Report the people of the lottery who are found in no register; nothing where everybody is found."""
    missing = int((~people.linked).sum())
    if missing == 0:
        return ()
    return (
        Finding(
            code="found_in_no_register",
            severity="warning",
            table=schema.lottery.table,
            column=schema.lottery.person,
            count=missing,
            rows=(),
        ),
    )


def _refuse_absent_tables(plan: AnalysisPlan, extract: Extract, state_map: StateMap) -> None:
    """Refuse a delivery without a table or column that the plan reads, though the schema may call it optional."""
    read, columns = plan_needs(plan, state_map)
    absent = sorted(read - extract.tables.keys())
    if absent:
        raise ExtractError(
            "The plan reads tables that were not delivered.",
            [f"{name}: deliver it, or use another plan." for name in absent],
        )
    missing = sorted(f"{table}.{column}" for table, column in columns if column not in extract.tables[table].columns)
    if missing:
        raise ExtractError(
            "The plan reads columns that were not delivered.",
            [f"{name}: deliver it, or use another plan." for name in missing],
        )


def _refuse_open_ends(extract: Extract, state_map: StateMap) -> None:
    """Refuse a delivery that does not say how far the registers reach that decide where follow-up ends."""
    missing = [name for name in state_map.cut_off_registers if name not in extract.cut_offs]
    if missing:
        raise ExtractError(
            "The delivery does not say how far its registers reach.",
            [f"extract.toml: give the last complete day of '{name}' under [cut_off]." for name in missing],
        )


def linked_people(
    persons: Sequence[str], schema: RegisterSchema, tables: Mapping[str, pl.DataFrame], state_map: StateMap
) -> NDArray[np.bool_]:
    """Find who stands in the weekly table or in any register of the whole population; shape (n_persons,)."""
    registers = {table.name for table in schema.tables if table.scope == "population"} | {state_map.weekly.table}
    found: set[str] = set()
    asked = pl.Series(persons, dtype=pl.String)
    for name in sorted(registers & tables.keys()):
        if schema.person_key not in tables[name].columns:
            continue  # a finding of its own
        found |= set(asked.filter(asked.is_in(tables[name][schema.person_key].implode())).to_list())
    return np.array([person in found for person in persons], dtype=np.bool_)


def _history_weeks(plan: AnalysisPlan) -> int:
    """Return how far back the covariates look."""
    return max((-item.source.from_week for item in plan.covariate if isinstance(item.source, ShareOfTime)), default=0)
