"""At the end you know how a randomisation test is put in words: what was ranked, how often, and what to mind."""

from __future__ import annotations

import math

from nextwork_eval.design.assignments import Repetitions
from nextwork_eval.effects.estimate import Estimate, SetKind
from nextwork_eval.effects.randomization.inversion import Sides
from nextwork_eval.effects.randomization.reading import Form, People

_SIDES = {
    "two_sided": "two-sided",
    "twice_smaller": "twice the smaller one-sided p-value",
    "greater": "one-sided, greater",
    "less": "one-sided, less",
}


def estimate_of(
    people: People,
    *,
    levels: tuple[float, float],
    std_error: float | None,
    test_statistic: float | None,
    p_value: float,
    limits: tuple[float, float],
    set_kind: SetKind,
    level: float,
    method: str,
    warnings: tuple[str, ...],
) -> Estimate:
    """Return the record of a randomisation test."""
    one, zero = people.outcome[people.treated == 1], people.outcome[people.treated == 0]
    yes_or_no = bool(((people.outcome == 0) | (people.outcome == 1)).all())
    return Estimate(
        statistic="difference",
        estimate=levels[0] - levels[1],
        std_error=std_error,
        df=None,
        conf_low=limits[0],
        conf_high=limits[1],
        conf_level=level,
        test_statistic=test_statistic,
        p_value=p_value,
        level_treated=levels[0],
        level_reference=levels[1],
        n_treated=len(one),
        n_reference=len(zero),
        events_treated=int(one.sum()) if yes_or_no else None,
        events_reference=int(zero.sum()) if yes_or_no else None,
        method=method,
        warnings=warnings,
        set_kind=set_kind,
    )


def one_way_only(people: People, *, level: float) -> Estimate:
    """Return what can be said where each stratum holds one arm only: the p-value is 1."""
    levels = (
        float(people.outcome[people.treated == 1].mean()),
        float(people.outcome[people.treated == 0].mean()),
    )
    return estimate_of(
        people,
        levels=levels,
        std_error=None,
        test_statistic=levels[0] - levels[1],
        p_value=1.0,
        limits=(math.nan, math.nan),
        set_kind="whole_line",
        level=level,
        method="raw difference in means; randomisation test over the only assignment there is",
        warnings=(
            "Each stratum holds one arm only: the lottery could have come out in one way only, the p-value is 1 "
            "whatever the outcomes are, and the difference compares strata, not arms.",
        ),
    )


def method_of(
    people: People, form: Form, sides: Sides, repeated: Repetitions, *, studentized: bool, set_kind: SetKind
) -> str:
    """Return estimator, ranking, repetitions and interval in one line."""
    n_strata, k = int(people.strata.max()) + 1, people.covariates.shape[1]
    parts = [
        "difference in means",
        f" adjusted for {k} covariate{'' if k == 1 else 's'}" if form != "none" else "",
        {"none": "", "lin": " in each arm (Lin)", "ancova": " (ANCOVA)"}[form],
        f" within {n_strata} strata, averaged with the strata's shares of all persons" if n_strata > 1 else "",
        "; randomisation test of the ",
        "studentised (HC2) difference" if studentized else "difference",
        f", {_SIDES[sides]}, over ",
        f"all {repeated.total:,} assignments" if repeated.every else f"{repeated.total:,} repetitions of the lottery",
        " among clusters" if people.clusters is not None else "",
        "" if set_kind == "none" else "; interval of constant effects by inversion",
    ]
    return "".join(parts)


def warnings_of(
    people: People, repeated: Repetitions, level: float, *, studentized: bool, set_kind: SetKind
) -> tuple[str, ...]:
    """Return what a reader must know before using the number."""
    warnings = []
    if people.strata_alone:
        warnings.append(
            f"{people.strata_alone} of {people.n_strata} strata hold one arm only: nothing could have been drawn there "
            f"and their {people.people_alone} people are left out."
        )
    if people.covariates_left_out:
        names = ", ".join(people.covariates_left_out)
        warnings.append(f"Left out of the adjustment: {names} (constant, or repeating others).")
    if repeated.every and 1 / repeated.total > 1 - level:
        warnings.append(
            f"There are {repeated.total} assignments: the p-value cannot be below {1 / repeated.total:.3f}, so that no "
            f"outcome at all could reject at level {1 - level:.2g}."
        )
    elif set_kind == "whole_line":
        warnings.append("The repetitions leave no size of effect out at this level: the interval is the whole line.")
    if not studentized:
        warnings.append(
            "Not studentised: the test is of the same outcome for everybody whichever lot they drew; with unequal arms "
            "and variances it is not one of equal means."
        )
    return tuple(warnings)
