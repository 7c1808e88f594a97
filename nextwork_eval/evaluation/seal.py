"""The seal: at the end you know how a run of a plan that is not locked stays blind to the arms of a delivered extract.

The arms are drawn again before anything else reads them, and what tells the true arm by another way (who took part,
internships, peer groups) is withheld. This guards against accident, not against intent: the extract lies beside the
program for whoever wants to look.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import polars as pl

from nextwork_eval.design.clusters import cluster_codes
from nextwork_eval.evaluation.estimated import SEALED, reveals_the_arm
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.registers import Extract, RegisterSchema
from nextwork_eval.registers.fingerprints import extract_fingerprint
from nextwork_eval.trial import read_lottery_list

__all__ = ["SEALED", "arms_drawn_again", "without_delivery"]

_NAMED = "arms of a rehearsal"


def arms_drawn_again(plan: AnalysisPlan, schema: RegisterSchema, extract: Extract, *, plan_fingerprint: str) -> Extract:
    """Return the extract with other arms: one more drawing of the plan's own lottery.

    Parameters
    ----------
    plan, schema, extract
        The promise, the pinned schema, and what arrived.
    plan_fingerprint
        The draw depends on it, and on who was in which round (and cluster), and on nothing else: not on the true arms
        and not on the order of rows.

    Returns
    -------
    Extract
        Its fingerprint is that of its new content, and no finding about the column of arms is left in it.

    Raises
    ------
    AllocationError
        If the delivered list is not the declared lottery. That it is one is all that is learnt of the true arms.
    """
    columns, design = schema.lottery, trial_design(plan.design)
    table = extract.tables[columns.table]
    cluster = plan.design.cluster if plan.design.unit == "cluster" else None
    read_lottery_list(table, columns, design, drawn_again=plan.design.drawn_again, cluster=cluster)
    keys = [columns.person, columns.round, *([cluster] if cluster is not None else [])]
    ordered = table.select(pl.col(name).cast(pl.String) for name in keys).with_row_index("place").sort(keys)
    rounds = ordered[columns.round].to_list()
    clusters = None if cluster is None else cluster_codes(ordered[cluster].to_list())
    lottery = design.lottery(rounds, clusters)
    seed = int.from_bytes(hashlib.sha256(f"{_NAMED} {plan_fingerprint}".encode()).digest(), "big")
    generator = np.random.default_rng(seed)
    dates = table[columns.date].gather(ordered["place"]).to_list() if columns.date else [None] * table.height
    labels = [] if cluster is None else ordered[cluster].to_list()
    lots = lottery.draw(1, generator)[0]
    while design.list_problems(rounds, lots.tolist(), dates, labels):  # chance alone may give an unlikely list
        lots = lottery.draw(1, generator)[0]
    codes = np.array([design.reference.code, design.treated.code])[lots]
    drawn = pl.Series(columns.arm, codes[np.argsort(ordered["place"].to_numpy())], dtype=pl.String)
    tables = {**extract.tables, columns.table: table.with_columns(drawn)}
    findings = [one for one in extract.findings if (one.table, one.column) != (columns.table, columns.arm)]
    return replace(
        extract,
        tables=MappingProxyType(tables),
        findings=tuple(findings),
        fingerprint=extract_fingerprint(
            tables,
            synthetic=extract.synthetic,
            cut_offs=extract.cut_offs,
            population=None if extract.population is None else extract.population.fingerprint,
        ),
    )


def without_delivery(plan: AnalysisPlan) -> AnalysisPlan:
    """Return the plan without what only one arm received; families that hold such an analysis are left unadjusted."""
    broken = {one.family for one in plan.analysis if one.family is not None and reveals_the_arm(one)}
    return replace(
        plan,
        delivery=None,
        analysis=tuple(replace(one, family=None) if one.family in broken else one for one in plan.analysis),
        family=tuple(one for one in plan.family if one.id not in broken),
    )
