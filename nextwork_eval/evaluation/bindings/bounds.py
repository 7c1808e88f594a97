"""How a plan's bounds and tests of attrition are called, and which counts of people their rows let a reader derive."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nextwork_eval import effects
from nextwork_eval.evaluation.request import Everyone, Request, options_of
from nextwork_eval.plan.estimators import AttritionTest, LeeBounds, ManskiBounds
from nextwork_eval.plan.outcomes import limits_of, unit_of
from nextwork_eval.results import ResultRow


def manski_bounds(request: Request) -> list[ResultRow]:
    """Between the limits of the outcome's rule."""
    options, people = options_of(request, ManskiBounds), _everyone(request)
    limits = limits_of(request.rows.outcome.rule)
    assert limits is not None
    bounds = effects.manski_bounds(
        people.numbers, people.treated, lowest=limits[0], highest=limits[1], strata=people.strata, level=options.level
    )
    return _rows(request, bounds, _cells(request))


def lee_bounds(request: Request) -> list[ResultRow]:
    """Speak of those always known, a population of its own.

    Left out are people of the arm of which more is known: their number is a count as well.
    """
    options, people = options_of(request, LeeBounds), _everyone(request)
    bounds = effects.lee_bounds(people.numbers, people.treated, strata=people.strata, level=options.level)
    population = people.population.replace("all_randomised", "always_known").replace("all_in", "always_known_in")
    rows = _rows(request, bounds, [*_cells(request), *_left_out(bounds)])
    return [replace(row, population=population) for row in rows]


def attrition_test(request: Request) -> list[ResultRow]:
    """Of the shares known."""
    options_of(request, AttritionTest)
    people = _everyone(request)
    test = effects.attrition_test(people.numbers, people.treated, strata=people.strata)
    row = replace(request.rows, population=people.population).test(test, unit="t")
    cell = min([*_lost(people), test.n_treated, test.n_reference])
    return [replace(row, smallest_cell=cell, events_arm=None, events_reference=None)]


def _everyone(request: Request) -> Everyone:
    assert request.everyone is not None
    return request.everyone


def _rows(request: Request, bounds: effects.Bounds, cells: list[int]) -> list[ResultRow]:
    """Return both rows.

    The width of bounds is the share lost of both arms, and where nobody is lost they are the effect: they rest on the
    same cells as the effect does, and on the people lost.
    """
    unit = unit_of(request.rows.outcome.rule)
    rows = replace(request.rows, population=_everyone(request).population).bounds(
        bounds, unit="percentage_point" if unit == "share" else unit, name="bounds"
    )
    return [replace(row, smallest_cell=min([*cells, row.smallest_cell or 0])) for row in rows]


def _cells(request: Request) -> list[int]:
    people = _everyone(request)
    if unit_of(request.rows.outcome.rule) != "share":
        return _lost(people)
    counts = []
    for arm in (0, 1):
        known = people.numbers[(people.treated == arm) & ~np.isnan(people.numbers)]
        counts += [int(known.sum()), int((1 - known).sum())]
    return [*_lost(people), *counts]


def _lost(people: Everyone) -> list[int]:
    return [] if people.least_loss is None else [people.least_loss]


def _left_out(bounds: effects.Bounds) -> list[int]:
    """Return how many people of the arm of which more is known were left out, rounded down; nothing if nobody was."""
    shares = (bounds.n_known_treated / bounds.n_treated, bounds.n_known_reference / bounds.n_reference)
    if shares[0] == shares[1]:  # within rounds they may differ all the same, and then the ends do
        return [] if math.isclose(bounds.lower, bounds.upper, abs_tol=1e-9) else [0]
    n = bounds.n_treated if shares[0] > shares[1] else bounds.n_reference
    return [math.floor(abs(shares[0] - shares[1]) * n)]
