"""The invented extract as files: the very files a data owner would deliver, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Literal

from nextwork_eval.errors import UsageError
from nextwork_eval.plan.covariates import columns_read
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.rehearsal.civil_registers import death_table, migration_table, population_table
from nextwork_eval.rehearsal.country import COUNTRY, TABLES, country_tables
from nextwork_eval.rehearsal.dream import dream_table
from nextwork_eval.rehearsal.education import education_table
from nextwork_eval.rehearsal.internships import internship_table
from nextwork_eval.rehearsal.network import draw_firms, draw_meetings, firm_table, meeting_table
from nextwork_eval.rehearsal.parents import draw_parents
from nextwork_eval.rehearsal.pay import draw_pay, pay_table
from nextwork_eval.rehearsal.population import Population, draw_population
from nextwork_eval.rehearsal.programme import allocation_table, programme_table
from nextwork_eval.rehearsal.schooling import MAIN_GROUP, completed_education_table, marks_table
from nextwork_eval.rehearsal.tables import Table
from nextwork_eval.rehearsal.truth import SyntheticTruth, rehearsal_of, true_effect

MUNICIPALITIES = 8


def synthesize(
    plan: AnalysisPlan,
    folder: Path,
    *,
    size: Literal["plan", "large"] = "plan",
    seed: int | None = None,
    population: int | None = None,
) -> SyntheticTruth:
    """Invent a register extract for a plan, in the layout in which a data owner would deliver it.

    The same plan and seed give the same bytes. Nothing is written if anything fails.

    Parameters
    ----------
    plan
        A plan with a `[rehearsal]` section, dated rounds and a primary outcome of the kind `entry_by`.
    folder
        Where the files will stand: a folder that does not exist yet, or is empty.
    size
        `plan`: as many people as the plan declares. `large`: the trial of `enlarged(plan)`, which is then the plan to
        read it with.
    seed
        Seed of the rehearsal; None for the plan's own.
    population
        How many people beside those of the trial stand in the registers of a whole population, which are then written
        to a folder inside `folder`; None for no such folder. The files of the trial are the same, but for its note.

    Returns
    -------
    SyntheticTruth
        The true effect that an evaluation of the files should find.

    Raises
    ------
    PlanError
        If nothing can be invented from the plan.
    UsageError
        If the folder already holds something, or the folder above it does not exist; if the plan asks for nothing of
        a population, or the number of its people is none that can be invented.

    Notes
    -----
    The model is documented in `transition_model`, the disturbances of the weekly codes in `weekly_codes`,
    pay in `pay`. Everything is invented; no number says anything about real people.

    Examples
    --------
    >>> import tempfile
    >>> from nextwork_eval.plan import read_plan
    >>> from nextwork_eval.shipped import shipped_plan
    >>> with tempfile.TemporaryDirectory() as above:
    ...     truth = synthesize(read_plan(shipped_plan("nextwork_2019")), Path(above) / "extract")
    ...     written = sorted(path.stem for path in (Path(above) / "extract").iterdir())
    >>> written[:5]
    ['allocation', 'bef', 'bfl', 'dod', 'dream']
    >>> truth.entry_offered > truth.entry_control
    True
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"The folder '{folder.name}' already holds something.", ["Give a folder that is new or empty."]
        )
    if not folder.parent.is_dir():
        raise UsageError(f"There is no folder above '{folder.name}'.", ["Create it, or give another folder."])
    truth = true_effect(plan, seed=seed)
    trial = plan if size == "plan" else enlarged(plan)
    files = extract_files(trial, seed=seed, population=population)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        if population is not None:
            (partial / COUNTRY).mkdir()
        for name, content in files.items():
            (partial / name).write_bytes(content)
        partial.chmod(0o755)  # mkdtemp makes folders that only their owner can read
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return truth


def extract_files(plan: AnalysisPlan, *, seed: int | None = None, population: int | None = None) -> dict[str, bytes]:
    """Return the content of every file of the invented extract, by its path in the folder."""
    trial = draw_population(plan, seed=seed)
    files = {f"{table.name}.csv": table.to_bytes() for table in _tables(trial, plan)}
    if population is None:
        return {**files, "extract.toml": _delivery_note(trial, plan).encode()}
    country = country_tables(plan, trial, population)
    return {
        **files,
        "extract.toml": _delivery_note(trial, plan, named=COUNTRY).encode(),
        **{f"{COUNTRY}/{table.name}.csv": table.to_bytes() for table in country},
        f"{COUNTRY}/extract.toml": _delivery_note(trial, plan, only=TABLES).encode(),
    }


def enlarged(plan: AnalysisPlan) -> AnalysisPlan:
    """Return a plan for the same lottery held in several municipalities at once.

    Each round becomes one round in each of eight invented municipalities, of the same size, on the same day: the
    eighth of `2016-11` is `2016-11/M08`.

    Examples
    --------
    >>> from nextwork_eval.plan import read_plan
    >>> from nextwork_eval.shipped import shipped_plan
    >>> sum(draw.randomised for draw in enlarged(read_plan(shipped_plan("nextwork_2019"))).design.round)
    1920
    """
    rounds = tuple(
        replace(draw, id=f"{draw.id}/M{site:02d}")
        for draw in plan.design.round
        for site in range(1, MUNICIPALITIES + 1)
    )
    identity = replace(plan.plan, id=f"{plan.plan.id}_large")
    return replace(plan, plan=identity, design=replace(plan.design, round=rounds))


def _tables(population: Population, plan: AnalysisPlan) -> tuple[Table, ...]:
    pay = draw_pay(population)
    firms = draw_firms(population)
    meetings = draw_meetings(population, firms)
    parents = draw_parents(population)
    return (
        allocation_table(population, plan),
        programme_table(population),
        firm_table(firms),
        meeting_table(population, meetings),
        internship_table(population, firms, meetings),
        dream_table(population, pay),
        pay_table(population, pay),
        education_table(population),
        completed_education_table(population, parents, main_group=_reads_main_group(plan)),
        marks_table(population),
        population_table(population, parents),
        death_table(population),
        migration_table(population),
    )


def _reads_main_group(plan: AnalysisPlan) -> bool:
    return any(column == MAIN_GROUP for item in plan.covariate for _, column in columns_read(item.source))


def _delivery_note(
    population: Population, plan: AnalysisPlan, *, only: Collection[str] | None = None, named: str | None = None
) -> str:
    """Say that the files are invented, when they were delivered, which day is the last of each register, and more.

    `only` names the registers that were delivered, None for all; `named` is the folder of a whole population.
    """
    calendar, rehearsal = population.calendar, rehearsal_of(plan)
    cut_offs = {
        "dream": calendar.dream,
        "bfl": calendar.bfl,
        "kotre": calendar.kotre,
        "udda": calendar.kotre,
        "udfk": calendar.kotre,
        "bef": calendar.bef,
        "dod": calendar.dream,
        "vnds": calendar.dream,
    }
    lines = [f"{name} = {day.isoformat()}" for name, day in cut_offs.items() if only is None or name in only]
    provisional = "# provisional: what happened up to a 30 September is complete only early in the next year"
    return "\n".join(
        [
            "synthetic = true",
            f"delivered = {calendar.delivered.isoformat()}",
            *([f'population = "{named}"'] if named is not None else []),
            f"statement_da = {json.dumps(rehearsal.statement_da, ensure_ascii=False)}",
            f"statement_en = {json.dumps(rehearsal.statement_en, ensure_ascii=False)}",
            "",
            "[cut_off]",
            *lines[:2],
            provisional,
            *lines[2:],
            "",
        ]
    )
