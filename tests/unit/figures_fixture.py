"""Two released results with invented numbers over the two real plans: one weekly and public, one with gaps."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from nextwork_eval.plan.files import plan_content
from nextwork_eval.results import Change, Flow, FlowNode, ReleasedResult, ResultRow, RunFacts
from nextwork_eval.shipped import shipped_plan

_FORMATS = {"share": "percent", "percentage_point": "percentage_points", "weeks": "weeks"}


def weekly() -> ReleasedResult:
    """The LIFE plan: every week of a year, nothing withheld, real (here: not marked as synthetic)."""
    rows = [
        *_contrast("rearrest", "rearrest_52", ("aid", "no_aid"), (0.2222, 0.3056), (-0.1664, -0.0003), "primary", 216),
        *_path("work_path", "working_by_week", ("aid", "no_aid"), range(1, 53), 0.52, 0.50, 216),
        *_path("work_cumulated", "weeks_worked_by_week", ("aid", "no_aid"), range(1, 53), 23.0, 24.0, 216),
        *_states(
            "states", "state_by_week", ("aid", "no_aid"), ("working", "not_working", "rearrested"), range(1, 53), 216
        ),
        *_steps("free_curve", "time_to_rearrest", ("aid", "no_aid"), range(53), (0.0048, 0.0070), 216, "survival"),
        *_steps(
            "work_entry", "time_to_work", ("aid", "no_aid"), range(53), (0.018, 0.021), 216, "cumulative_incidence"
        ),
    ]
    return _released(
        "life_1972", ("aid", "no_aid"), rows, synthetic=False, floor=0, counts=(216, 216, 0), horizons=(52,)
    )


def guarded() -> ReleasedResult:
    """The NExTWORK plan: invented data, release weeks only, some numbers withheld."""
    arms = ("programme", "control")
    weeks = range(4, 53, 4)
    groups = ("job", "education", "other", "gone", "support")
    delayed = (0, 3, 5, 8, 10, 13, 17, 20, 26, 33, 41, 52, 66, 85, 101)
    path = _path("path", "path", arms, weeks, 0.55, 0.38, 120)
    rows = [
        *_contrast("entry", "entry_52", arms, (0.6245, 0.4318), (0.0671, 0.3183), "primary", 120),
        *_contrast("sustained_exit", "sustained_exit_52", arms, (0.3417, 0.2583), (-0.0325, 0.1992), "secondary", 120),
        *(row for row in path if row.week != 28),
        *_states("states", "states", arms, groups, weeks, 120),
        *_steps("entry_curve", "time_to_entry", arms, delayed, (0.019, 0.011), 120, "cumulative_incidence"),
        *_steps("exit_curve", "time_to_exit", arms, delayed, (0.021, 0.013), 120, "survival"),
        *_balance({"age": 0.03, "woman": -0.0832, "in_roskilde": None, "marks": 0.1144, "job_third_year": -0.2245}),
    ]
    changes = (Change(result_id="path.w28", action="suppressed", rule="small_cell"),)
    released = _released("nextwork_2019", arms, rows, synthetic=True, floor=5, counts=(120, 118, 2), horizons=(52, 104))
    return replace(released, changes=changes)


def changed(released: ReleasedResult, result_id: str, **values: Any) -> ReleasedResult:
    """The same result with other values in one row."""
    rows = tuple(replace(row, **values) if row.result_id == result_id else row for row in released.rows)
    return replace(released, rows=rows)


def withheld(released: ReleasedResult, result_id: str) -> ReleasedResult:
    """The same result with one row emptied, as disclosure control leaves it."""
    return changed(released, result_id, estimate=None, std_error=None, conf_low=None, conf_high=None, events_arm=None)


def without(released: ReleasedResult, analysis_id: str) -> ReleasedResult:
    """The same result without any row of an analysis."""
    return replace(released, rows=tuple(row for row in released.rows if row.analysis_id != analysis_id))


def _row(analysis: str, name: str, outcome: str, unit: str, estimate: float, **values: Any) -> ResultRow:
    low_high = values.pop("limits", (None, None))
    return ResultRow(
        result_id=f"{analysis}.{name}",
        analysis_id=analysis,
        outcome=outcome,
        unit=unit,
        estimate=estimate,
        conf_low=low_high[0],
        conf_high=low_high[1],
        conf_level=None if low_high[0] is None else 0.95,
        synthetic=False,
        format=_FORMATS[unit],
        **values,
    )


def _contrast(
    analysis: str,
    outcome: str,
    arms: tuple[str, str],
    levels: tuple[float, float],
    limits: tuple[float, float],
    purpose: Any,
    n: int,
) -> list[ResultRow]:
    rows = [
        _row(
            analysis,
            f"level.{arm}",
            outcome,
            "share",
            level,
            arm=arm,
            statistic="share",
            week=52,
            n_arm=n,
            purpose=purpose,
        )
        for arm, level in zip(arms, levels, strict=True)
    ]
    contrast = _row(
        analysis,
        "difference",
        outcome,
        "percentage_point",
        levels[0] - levels[1],
        limits=limits,
        statistic="difference",
        arm=arms[0],
        reference_arm=arms[1],
        week=52,
        n_arm=n,
        n_reference=n,
        purpose=purpose,
    )
    return [*rows, contrast]


def _balance(differences: dict[str, float | None]) -> list[ResultRow]:
    return [
        ResultRow(
            result_id=f"baseline.{name}.standardized_difference",
            analysis_id="baseline",
            outcome=f"baseline.{name}",
            statistic="standardized_difference",
            unit="standard_deviations",
            format="number",
            estimate=value,
            synthetic=True,
        )
        for name, value in differences.items()
    ]


def _path(
    analysis: str, outcome: str, arms: tuple[str, str], weeks: range, top: float, other: float, n: int
) -> list[ResultRow]:
    unit, contrast = ("share", "percentage_point") if top < 1 else ("weeks", "weeks")
    rows = []
    for week in weeks:
        grown = week / 52 if unit == "weeks" else 1 - math.exp(-week / 18) + 0.015 * math.sin(week)
        levels = (top * grown, other * grown)
        error = math.sqrt(0.25 / n) if unit == "share" else 1.3 * week / 52
        for arm, value in zip(arms, levels, strict=True):
            limits = (max(0.0, value - 1.96 * error), value + 1.96 * error)
            rows.append(
                _row(
                    analysis,
                    f"level.{arm}.w{week}",
                    outcome,
                    unit,
                    value,
                    limits=limits,
                    arm=arm,
                    statistic="share",
                    week=week,
                )
            )
        apart = levels[0] - levels[1]
        limits = (apart - 2.77 * error, apart + 2.77 * error)
        rows.append(
            _row(
                analysis,
                f"difference.w{week}",
                outcome,
                contrast,
                apart,
                limits=limits,
                arm=arms[0],
                reference_arm=arms[1],
                statistic="difference",
                week=week,
            )
        )
    return rows


def _states(
    analysis: str, outcome: str, arms: tuple[str, str], groups: tuple[str, ...], weeks: range, n: int
) -> list[ResultRow]:
    rows = []
    for arm, speed in zip(arms, (16.0, 26.0), strict=True):
        for week in weeks:
            moved = round(n * 0.72 * (1 - math.exp(-week / speed)))
            first = round(moved * 0.62)
            between = [round((moved - first) * share) for share in (0.6, 0.25)][: len(groups) - 3]
            counts = {3: [first, n - moved, moved - first]}.get(
                len(groups), [first, *between, moved - first - sum(between), n - moved]
            )
            rows += [
                _row(
                    analysis,
                    f"{arm}.{group}.w{week}",
                    outcome,
                    "share",
                    count / n,
                    arm=arm,
                    state=group,
                    statistic="share",
                    week=week,
                    n_arm=n,
                    events_arm=count,
                )
                for group, count in zip(groups, counts, strict=True)
            ]
    return rows


def _steps(
    analysis: str,
    outcome: str,
    arms: tuple[str, str],
    weeks: Any,
    hazards: tuple[float, float],
    n: int,
    statistic: str,
) -> list[ResultRow]:
    rows = []
    for arm, hazard in zip(arms, hazards, strict=True):
        for week in weeks:
            left = round(n * math.exp(-hazard * week))
            share = left / n if statistic == "survival" else 1 - left / n
            error = math.sqrt(share * (1 - share) / n)
            limits = (max(0.0, share - 1.96 * error), min(1.0, share + 1.96 * error))
            rows.append(
                _row(
                    analysis,
                    f"{arm}.w{week}",
                    outcome,
                    "share",
                    share,
                    limits=limits,
                    arm=arm,
                    statistic=statistic,
                    week=week,
                    n_arm=left,
                )
            )
    return rows


def _released(
    plan: str,
    arms: tuple[str, str],
    rows: list[ResultRow],
    *,
    synthetic: bool,
    floor: int,
    counts: tuple[int, int, int],
    horizons: tuple[int, ...],
) -> ReleasedResult:
    content = plan_content(shipped_plan(plan))
    labels = {arm["id"]: (arm["label_da"], arm["label_en"]) for arm in content["design"]["arm"]}
    allocated, analysed, lost = counts
    nodes = [_node("randomised", None, None, "kept", 2 * allocated, "Med i lodtrækningen", "Randomised")]
    for arm in arms:
        nodes += [
            _node("allocated", arm, ("randomised", None), "kept", allocated, *labels[arm]),
            _node(
                "not_linked",
                arm,
                ("allocated", arm),
                "lost",
                None if 0 < lost < floor else lost,
                "Findes i intet register",
                "Found in no register",
            ),
            _node("analysed", arm, ("allocated", arm), "kept", analysed, "Med i analysen", "Analysed"),
        ]
        parent, left = ("analysed", arm), analysed
        for week in horizons:
            short = 0 if week == horizons[0] else 43
            nodes += [
                _node(f"short_of_w{week}", arm, parent, "lost", short, "Data slutter før", "Data end before", week),
                _node(
                    f"reaches_w{week}", arm, parent, "kept", left - short, "Kan følges til", "Can be followed to", week
                ),
            ]
            parent, left = (f"reaches_w{week}", arm), left - short
    return ReleasedResult(
        facts=RunFacts(
            plan_id=plan,
            plan_version="1.0.0",
            schema_id="any",
            plan_fingerprint="",
            schema_fingerprint="",
            extract_fingerprint="",
            synthetic=synthetic,
            software_version="0",
            rounds=("all",),
            rounds_reaching=(),
            state_map="map",
            state_map_note_da="Ugens kode afgør ugen.",
            state_map_note_en="The code of the week decides the week.",
            state_map_fingerprint="",
            states=(),
            cut_offs=(),
        ),
        rows=tuple(replace(row, synthetic=synthetic) for row in rows),
        flow=Flow(nodes=tuple(nodes), adds_up=floor == 0),
        findings=(),
        profile="public" if floor == 0 else "dst",
        floor=floor,
        changes=(),
        plan=content,
    )


def _node(
    name: str,
    arm: str | None,
    parent: tuple[str, str | None] | None,
    kind: str,
    count: int | None,
    da: str,
    en: str,
    week: int | None = None,
) -> FlowNode:
    return FlowNode(id=name, arm=arm, parent=parent, kind=kind, count=count, label_da=da, label_en=en, week=week)
