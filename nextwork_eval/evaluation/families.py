"""Families of the plan: at the end you know how the p-values of analyses that share a family are adjusted together.

Simultaneous intervals become rows of their own; the adjusted p-values of members and intervals are the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextwork_eval import effects
from nextwork_eval.directions import Direction, helping_direction
from nextwork_eval.errors import EstimationError
from nextwork_eval.evaluation.populations import numbers_of_everyone, outcome_of
from nextwork_eval.evaluation.request import FloatArray
from nextwork_eval.histories.outcomes import Values
from nextwork_eval.plan.families import Family
from nextwork_eval.plan.model import Analysis, AnalysisPlan
from nextwork_eval.results import ResultRow
from nextwork_eval.trial import AnalysisSet

_FALSE_CLAIM = "bounds the chance of any false claim in the family"
_FALSE_SHARE = "a q-value, not a p-value: bounds the expected share of false claims among the claims"
_IN_WORDS = {
    "holm": f"Holm's method; {_FALSE_CLAIM}",
    "hochberg": f"Hochberg's method; {_FALSE_CLAIM} if the analyses are independent or positively dependent",
    "benjamini_hochberg": f"Benjamini and Hochberg's method; {_FALSE_SHARE}",
    "sharpened_q": f"the two-stage method (sharpened q); {_FALSE_SHARE}",
}
_P_VALUES = {
    "holm": effects.holm,
    "hochberg": effects.hochberg,
    "benjamini_hochberg": effects.benjamini_hochberg,
    "sharpened_q": effects.sharpened_q,
}
_ZERO_OUTSIDE = "The limit at zero is itself outside the interval."
# Two computations of the same number differ by rounding only.
_SAME = 1e-8


def adjust_families(
    plan: AnalysisPlan, people: AnalysisSet, values: Mapping[str, Values], rows: Sequence[ResultRow]
) -> list[ResultRow]:
    """Give the members of families their adjusted p-values, and those with an entry in the plan what it asks for.

    Parameters
    ----------
    plan, people, values
        The promise, everyone randomised, and the outcomes of those linked.
    rows
        All rows of the plan's analyses.

    Returns
    -------
    list of ResultRow
        The rows in their order; behind a member's difference its simultaneous interval, where the family has them.

    Raises
    ------
    EstimationError
        See the functions in `effects.multiplicity`; and where a member's row is not what the family was computed from.
    """
    entries = {item.id: item for item in plan.family}
    made: dict[str, list[ResultRow]] = {}
    for name in sorted({analysis.family for analysis in plan.analysis if analysis.family is not None}):
        members = [row for row in rows if row.family == name and row.p_value is not None]
        entry = entries.get(name)
        if entry is None:
            found = effects.holm([row.p_value for row in members if row.p_value is not None])
            made |= {row.result_id: [replace(row, p_adjusted=p)] for row, p in zip(members, found, strict=True)}
        elif entry.simultaneous:
            made |= _with_intervals(entry, plan, people, values, members)
        elif entry.method == "westfall_young":
            made |= _drawn(entry, plan, people, values, members)
        else:
            found = _P_VALUES[entry.method]([row.p_value for row in members if row.p_value is not None])
            made |= {
                row.result_id: [_told(row, entry, p, _IN_WORDS[entry.method])]
                for row, p in zip(members, found, strict=True)
            }
    return [new for row in rows for new in made.get(row.result_id, [row])]


def _with_intervals(
    entry: Family,
    plan: AnalysisPlan,
    people: AnalysisSet,
    values: Mapping[str, Values],
    members: Sequence[ResultRow],
) -> dict[str, list[ResultRow]]:
    signs = _signs(plan, entry)
    rows = _differences(plan, entry, members)
    if entry.method == "holm":
        found = effects.simultaneous_holm(
            signs * np.array([row.estimate for row in rows], dtype=np.float64),
            np.array([row.std_error for row in rows], dtype=np.float64),
            df=np.array([np.nan if row.df is None else row.df for row in rows]),
            level=entry.level,
        )
        _same(entry, [row.p_value for row in rows], found.p_value, "p-value")
    else:
        outcomes, treated, strata = _everyone(entry, plan, people, values, signs)
        found = effects.simultaneous_westfall_young(
            outcomes,
            treated,
            strata=strata,
            level=entry.level,
            draws=entry.draws or 0,
            generator=np.random.default_rng(entry.seed),
        )
        _same(entry, [row.estimate for row in rows], signs * np.array(found.estimate), "difference")
        _same(entry, [row.std_error for row in rows], found.std_error, "standard error")
    made = {}
    for place, row in enumerate(rows):
        told = _told(row, entry, found.p_adjusted[place], f"{found.method}; {_FALSE_CLAIM}")
        low, high = found.conf_low[place], found.conf_high[place]
        low, high = (low, high) if signs[place] > 0 else (-high + 0.0, -low + 0.0)
        touches = found.excludes_zero[place] and 0 in (low, high)
        interval = replace(
            told,
            result_id=f"{row.result_id}.simultaneous",
            p_value=None,
            test_statistic=None,
            conf_low=low,
            conf_high=high,
            conf_level=entry.level,
            interval_kind="simultaneous",
            set_kind="interval",
            warnings=" | ".join([*([told.warnings] if told.warnings else []), *([_ZERO_OUTSIDE] if touches else [])]),
        )
        made[row.result_id] = [told, interval]
    return made


def _drawn(
    entry: Family,
    plan: AnalysisPlan,
    people: AnalysisSet,
    values: Mapping[str, Values],
    members: Sequence[ResultRow],
) -> dict[str, list[ResultRow]]:
    rows = _differences(plan, entry, members)
    outcomes, treated, strata = _everyone(entry, plan, people, values, np.ones(len(rows)))
    found = effects.westfall_young(
        outcomes, treated, strata=strata, draws=entry.draws or 0, generator=np.random.default_rng(entry.seed)
    )
    _same(entry, [row.estimate for row in rows], found.estimate, "difference")
    _same(entry, [row.std_error for row in rows], found.std_error, "standard error")
    return {
        row.result_id: [_told(row, entry, p, f"{found.method}; {_FALSE_CLAIM}")]
        for row, p in zip(rows, found.p_adjusted, strict=True)
    }


def _told(row: ResultRow, entry: Family, p_adjusted: float, method: str) -> ResultRow:
    """Say in the row how it was adjusted, and with a warning where the number is no p-value."""
    warning = f"Adjusted p: {_FALSE_SHARE}." if _FALSE_SHARE in method else ""
    return replace(
        row,
        p_adjusted=p_adjusted,
        method=f"{row.method}; adjusted in the family '{entry.id}' by {method}",
        warnings=" | ".join(text for text in (row.warnings, warning) if text),
        seed=entry.seed if entry.seed is not None else row.seed,
    )


def _analyses(plan: AnalysisPlan, entry: Family) -> list[Analysis]:
    return [analysis for analysis in plan.analysis if analysis.family == entry.id]


def _differences(plan: AnalysisPlan, entry: Family, members: Sequence[ResultRow]) -> list[ResultRow]:
    """Return one row for each analysis of the family, in the plan's order."""
    wanted = [f"{analysis.id}.difference" for analysis in _analyses(plan, entry)]
    by_id = {row.result_id: row for row in members}
    if sorted(by_id) != sorted(wanted):
        raise EstimationError(
            f"The family '{entry.id}' cannot be adjusted.",
            ["Expected one p-value of each analysis, of its difference; there are others, or some are missing."],
        )
    return [by_id[name] for name in wanted]


def _signs(plan: AnalysisPlan, entry: Family) -> FloatArray:
    """Return -1 for differences of which the lower is better: effects that help then point the same way."""
    return np.array([-1.0 if _helps(plan, analysis) == "fewer" else 1.0 for analysis in _analyses(plan, entry)])


def _helps(plan: AnalysisPlan, analysis: Analysis) -> Direction:
    target: str | None = getattr(analysis.estimator, "target", None)
    return helping_direction(outcome_of(plan, analysis).good, analysis.estimator.id, target)


def _everyone(
    entry: Family,
    plan: AnalysisPlan,
    people: AnalysisSet,
    values: Mapping[str, Values],
    signs: FloatArray,
) -> tuple[dict[str, FloatArray], NDArray[np.int8], NDArray[np.str_] | None]:
    """Return outcomes of everybody linked, NaN for those who cannot be followed so far, with lots and rounds."""
    outcomes = {
        analysis.id: sign * numbers_of_everyone(plan, analysis, people, values)
        for sign, analysis in zip(signs, _analyses(plan, entry), strict=True)
    }
    rounds = people.rounds[people.linked]
    return outcomes, people.treated[people.linked], rounds if len(set(rounds.tolist())) > 1 else None


def _same(entry: Family, given: Sequence[float | None], found: Sequence[float] | FloatArray, what: str) -> None:
    """Refuse a family computed from something else than its members' rows: their numbers would not agree."""
    if not np.allclose(np.array(given, dtype=np.float64), np.asarray(found), rtol=_SAME, atol=_SAME):
        raise EstimationError(
            f"The family '{entry.id}' cannot be adjusted.",
            [f"The {what} of a member is not the one that its family is computed from: set intervals = false."],
        )
