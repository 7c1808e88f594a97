"""What is evaluated: the delivered extract, the shipped example or an invented one, with a population beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from nextwork_eval.errors import UsageError
from nextwork_eval.evaluation.population_rows import wanted_of
from nextwork_eval.plan import plan_fingerprint
from nextwork_eval.registers import Extract, accept, inspect_extract
from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.delivery import DELIVERY_FILE
from nextwork_eval.registers.extract import with_population
from nextwork_eval.registers.population import (
    DeliveredPopulation,
    PopulationError,
    accepted_population,
    inspect_population,
)
from nextwork_eval.rehearsal import SyntheticTruth, enlarged, synthesize
from nextwork_eval.reproduction.plans import OpenedPlan
from nextwork_eval.shipped import shipped_example

Step = Callable[[str], None]
Size = Literal["plan", "large"]


def arrived(
    opened: OpenedPlan,
    extract: Path | None,
    size: Size,
    scratch: Path,
    progress: Step,
    delivered: Callable[[Path], Path] = lambda folder: folder,
) -> tuple[Extract, SyntheticTruth | None]:
    """Load the extract that was given, the one shipped with the plan, or one invented for it, whose truth is known."""
    if extract is not None and size == "large":
        raise UsageError("A delivered extract has the size it has.", ["Leave --size out, or leave --extract out."])
    folder = extract or shipped_example(opened.plan.plan.id)
    truth = None
    if folder is None or size == "large":
        progress("synthetic extract")
        folder = scratch / "extract"
        truth = synthesize(opened.plan, folder, size=size)
    progress("extract")
    folder = delivered(folder)
    inspected = inspect_extract(folder, opened.schema)
    loaded = accept(inspected, opened.schema)
    population = population_of(opened, folder, inspected.delivery.population, scratch, progress)
    return loaded if population is None else with_population(loaded, population), truth


def population_of(
    opened: OpenedPlan, folder: Path, named: str | None, scratch: Path, progress: Step
) -> DeliveredPopulation | None:
    """Read the registers of the population that a delivery note names; None if it names none or the plan asks for none.

    Raises
    ------
    ExtractError
        See `registers.population.read_population`.
    """
    population = population_seen(opened, folder, named, scratch, progress)
    return None if population is None else accepted_population(population)


def population_seen(
    opened: OpenedPlan, folder: Path, named: str | None, scratch: Path, progress: Step
) -> DeliveredPopulation | None:
    """Read the same, accepted or not.

    Raises
    ------
    PopulationError
        If the folder is not there, or a link leads out of the extract to it.
    ExtractError
        If anything in it looks like a civil registration number.
    """
    wanted = wanted_of(opened.plan, opened.state_map)
    if wanted is None or named is None:
        return None
    progress("population")
    place = folder / named
    if place.is_dir() and not place.resolve().is_relative_to(folder.resolve()):
        raise PopulationError([whole_table("outside_the_folder", DELIVERY_FILE)])
    return inspect_population(place, opened.schema, wanted, scratch / "population")


def enlarged_plan(opened: OpenedPlan) -> OpenedPlan:
    """Return the plan of the larger trial under its own name, with the rounds that were invented for it."""
    plan = enlarged(opened.plan)
    rounds = [
        {
            "id": draw.id,
            "randomised": draw.randomised,
            "date": draw.date and draw.date.isoformat(),
            **({"offered": draw.offered} if draw.probability is None else {"probability": draw.probability}),
        }
        for draw in plan.design.round
    ]
    content = {
        **opened.content,
        "plan": {**opened.content["plan"], "id": plan.plan.id},
        "design": {**opened.content["design"], "round": rounds},
    }
    return replace(opened, plan=plan, content=content, fingerprint=plan_fingerprint(content))
