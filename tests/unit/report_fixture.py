"""Two released results over the two real plans, with every kind of row; all numbers are invented here."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from nextwork_eval.plan.files import plan_content
from nextwork_eval.results import Change, Finding, Flow, FlowNode, ReleasedResult, ResultRow, RunFacts
from nextwork_eval.shipped import shipped_plan

_FORMATS = {
    "share": "percent",
    "percentage_point": "percentage_points",
    "weeks": "weeks",
    "ratio": "ratio",
    "chi_square": "chi_square",
    "years": "years",
}
_HORIZON = {"by_week": None, "week": None, "to_week": None, "horizon": None}


def life_like() -> ReleasedResult:
    """The LIFE plan: one round, no target, no delivery, nothing withheld."""
    return _released("life_1972", n=216, synthetic=False, floor=1, weeks=range(1, 53), changes=())


def nextwork_like() -> ReleasedResult:
    """The NExTWORK plan: eight rounds, targets, delivery, a reference band, release weeks, something withheld."""
    released = _released(
        "nextwork_2019",
        n=120,
        synthetic=True,
        floor=5,
        weeks=range(4, 53, 4),
        changes=(
            Change(result_id="education_after_a_year.level.control", action="suppressed", rule="small_cell"),
            Change(result_id="education_after_a_year.difference", action="suppressed", rule="small_cell"),
            Change(result_id="path.w3", action="suppressed", rule="release_weeks"),
        ),
    )
    for change in released.changes[:2]:
        nothing = dict.fromkeys(("estimate", "std_error", "conf_low", "conf_high", "p_value", "events_arm"))
        released = changed(released, change.result_id, **nothing)
    return released


def changed(released: ReleasedResult, result_id: str, **values: Any) -> ReleasedResult:
    """The same result with other values in one row."""
    assert any(row.result_id == result_id for row in released.rows)
    rows = tuple(replace(row, **values) if row.result_id == result_id else row for row in released.rows)
    return replace(released, rows=rows)


def _released(
    name: str, *, n: int, synthetic: bool, floor: int, weeks: range, changes: tuple[Change, ...]
) -> ReleasedResult:
    plan = plan_content(shipped_plan(name))
    plan.pop("power", None)  # a test that is about power supposes its own
    states = dict.fromkeys(state for entry in plan["state_set"] for state in entry["states"])
    arms = sorted(plan["design"]["arm"], key=lambda arm: not arm["treated"])
    maker = _Maker(plan, (arms[0]["id"], arms[1]["id"]), n, synthetic, weeks)
    rows = [*maker.baseline(), *maker.delivery()]
    for at, analysis in enumerate(plan["analysis"]):
        rows += maker.analysis(at, analysis)
    rows += maker.targets()
    horizons = sorted({_last(outcome["rule"]) for outcome in plan["outcome"]})
    rounds = tuple(draw["id"] for draw in plan["design"]["round"])
    facts = RunFacts(
        plan_id=name,
        plan_version=plan["plan"]["version"],
        schema_id=plan["plan"]["schema"],
        plan_fingerprint="a1b2c3d4e5f60718" * 4,
        schema_fingerprint="0f1e2d3c4b5a6978" * 4,
        extract_fingerprint="9c8b7a6f5e4d3c2b" * 4,
        synthetic=synthetic,
        software_version="0.1.0",
        rounds=rounds,
        rounds_reaching=tuple((week, rounds if week < 100 else rounds[: max(1, len(rounds) - 3)]) for week in horizons),
        state_map="map",
        state_map_note_da="Ugens kode afgør ugen.",
        state_map_note_en="The code of the week decides the week.",
        state_map_fingerprint="",
        states=tuple((name, f"da:{name}", f"en:{name}") for name in states),
        cut_offs=(("dream", "2019-03-31"), ("bfl", "2019-02-28")) if synthetic else (),
    )
    findings = (
        Finding(
            code="unknown_code",
            severity="note",
            table="dream",
            column="ydelse",
            count=7,
            rows=(3, 9),
            facts=(("list", "dream"),),
        ),
    )
    return ReleasedResult(
        facts=facts,
        rows=tuple(rows),
        flow=_flow(maker.arms, n, horizons, plan, short=31 if synthetic else 0),
        findings=findings if synthetic else (),
        profile=plan["disclosure"]["profile"],
        floor=floor,
        changes=changes,
        plan=plan,
    )


def _last(rule: dict[str, Any]) -> int:
    return int(next(rule[key] for key in _HORIZON if key in rule))


def _flow(arms: tuple[str, str], n: int, horizons: list[int], plan: dict[str, Any], short: int) -> Flow:
    labels = {arm["id"]: (arm["label_da"], arm["label_en"]) for arm in plan["design"]["arm"]}
    nodes = [_node("randomised", None, None, "kept", 2 * n, "Med i lodtrækningen", "Randomised")]
    for arm in arms:
        lost = 2 if short else 0
        nodes += [
            _node("allocated", arm, ("randomised", None), "kept", n, *labels[arm]),
            _node(
                "not_linked", arm, ("allocated", arm), "lost", lost, "Findes i intet register", "Found in no register"
            ),
            _node("analysed", arm, ("allocated", arm), "kept", n - lost, "Med i analysen", "Analysed"),
        ]
        parent, count = "analysed", n - lost
        for week in horizons:
            gone = short if week > 52 else 0
            nodes += [
                _node(
                    f"short_of_w{week}", arm, (parent, arm), "lost", gone, "Data slutter før", "Data end before", week
                ),
                _node(
                    f"reaches_w{week}", arm, (parent, arm), "kept", count - gone, "Kan følges til", "Followed to", week
                ),
            ]
            parent, count = f"reaches_w{week}", count - gone
    return Flow(nodes=tuple(nodes))


def _node(
    name: str,
    arm: str | None,
    parent: tuple[str, str | None] | None,
    kind: str,
    count: int,
    da: str,
    en: str,
    week: int | None = None,
) -> FlowNode:
    return FlowNode(id=name, arm=arm, parent=parent, kind=kind, count=count, label_da=da, label_en=en, week=week)


class _Maker:
    """Rows by kind of analysis; numbers follow from the analysis' place in the plan, so that few are alike."""

    def __init__(self, plan: dict[str, Any], arms: tuple[str, str], n: int, synthetic: bool, weeks: range) -> None:
        self.plan, self.arms, self.n, self.synthetic, self.weeks = plan, arms, n, synthetic, weeks

    def row(self, result_id: str, analysis: str, outcome: str, unit: str, estimate: float, **values: Any) -> ResultRow:
        low, high = values.pop("limits", (None, None))
        return ResultRow(
            result_id=result_id,
            analysis_id=analysis,
            outcome=outcome,
            unit=unit,
            estimate=estimate,
            conf_low=low,
            conf_high=high,
            conf_level=values.pop("level", 0.95 if low is not None else None),
            synthetic=self.synthetic,
            format=_FORMATS.get(unit, "number"),
            **values,
        )

    def analysis(self, at: int, entry: dict[str, Any]) -> list[ResultRow]:
        outcome = next(item for item in self.plan["outcome"] if item["id"] == entry["outcome"])
        week = _last(outcome["rule"])
        common = {
            "purpose": entry["purpose"],
            "family": entry.get("family"),
            "method": "difference in means within 8 strata; HC2 standard error",
        }
        at %= 24  # so that shares stay between 0 and 1 however long the plan is
        match entry["estimator"]["id"]:
            case "difference_by_subgroup" | "effect_of_take_up" | "linear_probability_by_week":
                return []  # their chapters have tests of their own, on rows that belong together
            case "course_occupation" | "returns_panel":
                return []  # their chapters have tests of their own, on rows that belong together
            case "regression_adjusted" | "randomization_test":
                return self.contrast(at, entry, "share", week, common)
            case "two_proportions" | "mantel_haenszel" | "standardized_risks":
                ratio = self.pair(f"{entry['id']}.ratio", entry, "ratio", 1.4321, "ratio", (1.1, 1.9), week, common)
                return [*self.contrast(at, entry, "share", week, common), ratio]
            case "exact_test" | "exact_cmh" | "attrition_test":
                name = entry["estimator"]["id"]
                return [self.pair(f"{entry['id']}.test", entry, "p_value", 0.0312, name, (None, None), week, common)]
            case "manski_bounds":
                ends, limits = (
                    self.pair(
                        f"{entry['id']}.bounds.{end}", entry, "percentage_point", 0.0, "difference", two, week, common
                    )
                    for end, two in (("ends", (0.0512, 0.2213)), ("limits", (-0.0312, 0.3111)))
                )
                nothing: dict[str, Any] = {"estimate": None, "p_value": None}
                return [replace(ends, set_kind="bounds", **nothing), replace(limits, set_kind="interval", **nothing)]
            case "difference_in_means" | "difference_in_means_stratified" | "group_treatment":
                unit = "weeks" if outcome["rule"]["kind"] == "weeks_in" else "share"
                return self.contrast(at, entry, unit, week, common)
            case "incidence_difference":
                return self.contrast(at, entry, "share", week, common)
            case "returns_per_week_off":
                return [self.pair(f"{entry['id']}.ratio", entry, "ratio", 0.6321, "ratio", (0.41, 0.97), week, common)]
            case "mean_returns":
                return self.contrast(at, entry, "times", week, common)
            case "expected_weeks" | "restricted_mean":
                return self.contrast(at, entry, "weeks", week, common)
            case "risk_ratio":
                rows = self.contrast(at, entry, "share", week, common)[:2]
                limits = (0.4123 + at / 100, 1.0456 - at / 100)
                return [
                    *rows,
                    self.pair(f"{entry['id']}.ratio", entry, "ratio", 0.6543 + at / 100, "ratio", limits, week, common),
                ]
            case "cox":
                return [
                    self.pair(
                        f"{entry['id']}.hazard_ratio",
                        entry,
                        "ratio",
                        1.3721,
                        "hazard_ratio",
                        (1.021, 1.844),
                        week,
                        common,
                    )
                ]
            case "log_rank":
                row = self.pair(
                    f"{entry['id']}.test", entry, "chi_square", 5.4371, "log_rank", (None, None), week, common
                )
                return [replace(row, df=1.0, p_value=0.0197)]
            case "difference_by_week":
                return self.path(at, entry, bool(outcome["rule"].get("cumulative")), common)
            case "state_occupation":
                return self.states(entry, common)
            case "kaplan_meier":
                return self.curve(entry, "survival", week, common)
            case "cumulative_incidence":
                return self.curve(entry, "cumulative_incidence", week, common)
            case kind:
                raise AssertionError(kind)

    def pair(
        self,
        name: str,
        entry: dict[str, Any],
        unit: str,
        value: float,
        statistic: str,
        limits: Any,
        week: int,
        common: Any,
    ) -> ResultRow:
        return self.row(
            name,
            entry["id"],
            entry["outcome"],
            unit,
            value,
            limits=limits,
            statistic=statistic,
            arm=self.arms[0],
            reference_arm=self.arms[1],
            week=week,
            n_arm=self.n,
            n_reference=self.n,
            p_value=0.0123 + value / 100,
            **common,
        )

    def contrast(self, at: int, entry: dict[str, Any], unit: str, week: int, common: Any) -> list[ResultRow]:
        levels = (27.317 - at / 3, 21.884 - at / 3)
        if unit == "share":  # between 0 and 1, however many analyses the plan has
            levels = (max(0.6187 - at / 40, 0.0731), max(0.4312 - at / 45, 0.0519))
        half = (0.0783 + at / 60) if unit == "share" else 6.113 - at / 7
        rows = [
            self.row(
                f"{entry['id']}.level.{arm}",
                entry["id"],
                entry["outcome"],
                unit,
                level,
                statistic="share" if unit == "share" else "mean",
                arm=arm,
                week=week,
                n_arm=self.n,
                events_arm=round(level * self.n) if unit == "share" else None,
                **common,
            )
            for arm, level in zip(self.arms, levels, strict=True)
        ]
        value = levels[0] - levels[1]
        contrast = "percentage_point" if unit == "share" else unit
        pair = self.pair(
            f"{entry['id']}.difference",
            entry,
            contrast,
            value,
            "difference",
            (value - half, value + half),
            week,
            common,
        )
        return [*rows, pair]

    def path(self, at: int, entry: dict[str, Any], cumulative: bool, common: Any) -> list[ResultRow]:
        rows = []
        for week in self.weeks:
            grown = week / 2.1 if cumulative else 1 - math.exp(-week / 17)
            levels = (grown * 0.61, grown * 0.44)
            half = 0.02 + (0.04 * week if cumulative else 0.075)
            unit, contrast = ("weeks", "weeks") if cumulative else ("share", "percentage_point")
            for arm, level in zip(self.arms, levels, strict=True):
                rows.append(
                    self.row(
                        f"{entry['id']}.level.{arm}.w{week}",
                        entry["id"],
                        entry["outcome"],
                        unit,
                        level,
                        limits=(max(0.0, level - half), level + half),
                        statistic="mean" if cumulative else "share",
                        arm=arm,
                        week=week,
                        n_arm=self.n,
                        **common,
                    )
                )
            value = levels[0] - levels[1] + at / 1000
            rows.append(
                self.pair(
                    f"{entry['id']}.difference.w{week}",
                    entry,
                    contrast,
                    value,
                    "difference",
                    (value - half, value + half),
                    week,
                    common,
                )
            )
        return rows

    def states(self, entry: dict[str, Any], common: Any) -> list[ResultRow]:
        groups = entry["estimator"]["groups"]
        rows = []
        for week in self.weeks:
            for arm, speed in zip(self.arms, (0.61, 0.44), strict=True):
                away = speed * (1 - math.exp(-week / 17))
                parts = [away / (len(groups) - 1)] * (len(groups) - 1)
                for group, share in zip(groups, [*parts, 1 - away], strict=True):
                    rows.append(
                        self.row(
                            f"{entry['id']}.{arm}.{group}.w{week}",
                            entry["id"],
                            entry["outcome"],
                            "share",
                            share,
                            statistic="share",
                            arm=arm,
                            state=group,
                            week=week,
                            n_arm=self.n,
                            **common,
                        )
                    )
        return rows

    def curve(self, entry: dict[str, Any], statistic: str, horizon: int, common: Any) -> list[ResultRow]:
        rows = []
        for arm, hazard in zip(self.arms, (0.021, 0.013), strict=True):
            for week in range(0, horizon + 1, 1 if len(self.weeks) > 20 else 6):
                left = math.exp(-hazard * week)
                value = left if statistic == "survival" else 1 - left
                half = 0.09 * (1 - left)
                rows.append(
                    self.row(
                        f"{entry['id']}.{arm}.w{week}",
                        entry["id"],
                        entry["outcome"],
                        "share",
                        value,
                        limits=(max(0.0, value - half), min(1.0, value + half)),
                        statistic=statistic,
                        arm=arm,
                        week=week,
                        n_arm=round(self.n * left),
                        **common,
                    )
                )
        return rows

    def baseline(self) -> list[ResultRow]:
        rows = []
        for at, covariate in enumerate(self.plan["covariate"]):
            name, unit = covariate["id"], covariate["unit"]
            values = {"share": (0.4821, 0.5013), "years": (24.1312, 23.8876)}.get(unit, (2.9812, 3.1044))
            for arm, value in zip(self.arms, values, strict=True):
                rows.append(
                    self.row(
                        f"baseline.{name}.{arm}",
                        "baseline",
                        f"baseline.{name}",
                        unit,
                        value + at / 100,
                        statistic="share" if unit == "share" else "mean",
                        arm=arm,
                        n_arm=self.n,
                    )
                )
            rows.append(
                self.row(
                    f"baseline.{name}.standardized_difference",
                    "baseline",
                    f"baseline.{name}",
                    "standard_deviations",
                    0.0421 - at / 50,
                    statistic="standardized_difference",
                )
            )
        rows.append(
            self.row(
                "baseline.omnibus",
                "baseline",
                "baseline",
                "chi_square",
                6.1378,
                statistic="omnibus_balance",
                df=7.0,
                p_value=0.5231,
            )
        )
        return rows

    def delivery(self) -> list[ResultRow]:
        if "delivery" not in self.plan:
            return []
        return [
            self.row(
                f"delivery.take_up.{arm}",
                "delivery",
                "delivery.take_up",
                "share",
                share,
                statistic="share",
                arm=arm,
                n_arm=self.n,
            )
            for arm, share in zip(self.arms, (0.8167, 0.0), strict=True)
        ]

    def targets(self) -> list[ResultRow]:
        rows = []
        for target in self.plan.get("target", []):
            level = target["measure"] == "level"
            rows.append(
                self.row(
                    f"target.{target['id']}",
                    target["analysis"],
                    "target",
                    "share" if level else "ratio",
                    0.6187 if level else 0.7543,
                    limits=(0.5411, 0.6917) if level else (0.5312, 0.9721),
                    level=0.90,
                    statistic="share" if level else "ratio",
                    arm=self.arms[0],
                    n_arm=self.n,
                    verdict="not_met" if level else "reduced_not_met",
                )
            )
        return rows
