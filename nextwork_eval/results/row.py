"""One result row: a number with everything that is needed to read it, and nothing that is not a scalar.

Tables, figures, sentences, alternative texts and the release check all read these rows and nothing else, so that a
number cannot say one thing in a table and another in the text. The shape follows the analysis results data of the
clinical standards: one statistic a row, unrounded, with the name of its format beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

Purpose = Literal["primary", "secondary", "exploratory", "descriptive"]
Reason = Literal["planned", "data_driven"]
SetKind = Literal["interval", "ray_above", "ray_below", "two_rays", "empty", "whole_line", "bounds", "none"]
IntervalKind = Literal["pointwise", "simultaneous"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One number of the evaluation.

    Attributes
    ----------
    result_id
        Unique name of the number, built from what it is: `entry_w52.difference`, `states.control.job.w26`.
    analysis_id
        The entry of the plan that promised it.
    outcome
        Id of the plan's outcome, or of what is described (`baseline.age`).
    estimand
        Id of the plan's estimand; empty for descriptions.
    population
        Who is counted: `all_randomised`, or `rounds_reaching_w104`.
    arm, reference_arm
        Names of the plan's arms. A level has an arm only; a contrast has both; a pooled number has neither.
    subgroup
        `all`, or the subgroup.
    state
        Name of a state where the row belongs to a state, otherwise None.
    week
        Week since randomisation, or the horizon; None where time plays no part.
    statistic
        `share`, `mean`, `difference`, `ratio`, `survival`, `cumulative_incidence`, `hazard_ratio`, `test`, `count`, …
    unit
        `share`, `percentage_point`, `weeks`, `ratio`, `persons`, `years`, `chi_square`, `firms`, …;
        `share_of_firms` and the like where it is not persons that are counted.
    estimate, std_error, df, test_statistic, p_value, conf_low, conf_high, conf_level
        The number and its uncertainty, unrounded; None where it has none or where it was withheld.
    interval_kind, set_kind
        Pointwise or simultaneous; the shape of the set. `interval`: from low to high. `ray_above`: from low on, without
        a high; `ray_below`: up to high. `two_rays`: up to low, and from high on. `bounds`: low and high are what the
        data allow the effect to be, `estimate` is None. `empty`, `whole_line` and `none` have no limits.
    p_adjusted, family
        Adjusted p-value and the multiplicity family it was adjusted in.
    verdict
        What the row says about a target; None where there is none.
    panel
        Rows of one panel are released together or not at all. In a panel that begins with `chain.`, each row is
        counted among the people of the row before; one that begins with `subgroup.` is a split of everyone.
    n_arm, n_reference, events_arm, events_reference
        Persons, and persons with the event, behind the number.
    smallest_cell
        The smallest count of persons that the number rests on or lets a reader derive; None where it rests on no count.
    purpose, reason
        What the analysis is for, and whether it was promised.
    synthetic
        True when the data behind it were invented.
    method
        Estimator, variance and reference distribution in one line.
    warnings
        What must be known before the number is used; joined by ` | `, empty when there is nothing.
    format
        Name of the format in which every text, table and figure shows it.
    plan_fingerprint, schema_fingerprint, extract_fingerprint
        Of what the number was made from.
    seed
        Of the generator, where chance was used.
    period
        Calendar month (`2017-03`) that the row is about, otherwise None.
    n_firms
        Firms behind the number; of a share of firms, those it is a share of.
    top_two_share
        What the two largest firms hold of the cell, between 0 and 1, larger side first. Only the door reads it, and it
        never leaves.
    """

    result_id: str
    analysis_id: str
    outcome: str
    estimand: str = ""
    population: str = "all_randomised"
    arm: str | None = None
    reference_arm: str | None = None
    subgroup: str = "all"
    state: str | None = None
    week: int | None = None
    statistic: str
    unit: str
    estimate: float | None
    std_error: float | None = None
    df: float | None = None
    test_statistic: float | None = None
    p_value: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    conf_level: float | None = None
    interval_kind: IntervalKind = "pointwise"
    set_kind: SetKind = "none"
    p_adjusted: float | None = None
    family: str | None = None
    verdict: str | None = None
    panel: str | None = None
    n_arm: int | None = None
    n_reference: int | None = None
    events_arm: int | None = None
    events_reference: int | None = None
    smallest_cell: int | None = None
    purpose: Purpose = "descriptive"
    reason: Reason = "planned"
    synthetic: bool
    method: str = ""
    warnings: str = ""
    format: str = "number"
    plan_fingerprint: str = ""
    schema_fingerprint: str = ""
    extract_fingerprint: str = ""
    seed: int | None = None
    period: str | None = None
    n_firms: int | None = None
    top_two_share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the row as a plain dictionary, in the order of the attributes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
