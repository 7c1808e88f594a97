"""README.md of a release: under the headings of the social-science data editors' template, from the release alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nextwork_eval.registers import RegisterSchema
from nextwork_eval.reproduction.exhibits import Exhibit
from nextwork_eval.reproduction.makers import makers_of
from nextwork_eval.reproduction.places import place_of, section_of
from nextwork_eval.reproduction.run_record import THIS_RUN, ThisRun
from nextwork_eval.reproduction.software import LIBRARIES, installed_libraries
from nextwork_eval.results import ReleasedResult
from nextwork_eval.shipped import shipped_example, shipped_plans

_TEMPLATE = "https://social-science-data-editors.github.io/template_README/"
_FILES = {
    "README.md": "this file",
    "released.json": "every released number with its counts, method, fingerprints, and what disclosure control changed",
    "results.parquet": "the same numbers as a table, one row for each",
    "run.json": "what the run was made from: plan, schema, extract, code and libraries by fingerprint",
    THIS_RUN: "when, where and how long this one run took",
    "ro-crate-metadata.json": "the run and its files for machines: RO-Crate of the Process Run profile, with sha256",
}


def readme_text(
    released: ReleasedResult,
    files: Collection[str],
    *,
    schema: RegisterSchema | None,
    exhibits: Sequence[Exhibit],
    this_run: ThisRun | None = None,
) -> str:
    """Write the README of a release.

    Parameters
    ----------
    released
        What was released.
    files
        Names of the files beside it.
    schema
        Of the extract, for the list of data sets; None where it is not at hand.
    exhibits
        The report's tables and figures; empty where no report was written.
    this_run
        Machine and time, where the run was recorded.

    Returns
    -------
    str
        Markdown; the same for the same release.
    """
    sections = (
        _overview(released, files),
        _availability(released, schema),
        _data_sets(released, schema),
        _requirements(released, this_run),
        _programs(released),
        _instructions(released),
        _exhibits(exhibits),
        _references(released),
    )
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _overview(released: ReleasedResult, files: Collection[str]) -> list[str]:
    facts, identity = released.facts, released.plan["plan"]
    invented = ["", "**The data behind this release are invented.** No number in it is about real people."]
    rehearsal = ["", "**This is a rehearsal:** the plan is not locked, and the lots were drawn again."]
    return [
        f"# {identity['title_en']}: replication package",
        "",
        f"The headings follow the [template of the social-science data editors]({_TEMPLATE}).",
        "",
        "## Overview",
        "",
        f"{identity['subtitle_en']}. Plan `{facts.plan_id}`, version {facts.plan_version}, of {identity['date']}; "
        f"published by {identity['publisher']}. {identity['status_en']}",
        *(invented if facts.synthetic else []),
        *(rehearsal if facts.sealed else []),
        "",
        "One program, nextwork_eval, makes everything here from the plan, the schema and the extract: "
        f"{len(released.rows)} numbers, of which tables, figures and sentences of the report are made.",
        "",
        "| file | what it is |",
        "|---|---|",
        *(f"| `{name}` | {_described(name)} |" for name in sorted(files)),
    ]


def _redrawn(released: ReleasedResult) -> str:
    """Say whose fingerprint a rehearsal gives: that of the delivered extract would tell of the true lots."""
    return " (with the lots of the rehearsal)" if released.facts.sealed else ""


def _described(name: str) -> str:
    if name.startswith("report."):
        _, language, kind = name.split(".")
        return f"the report, {({'da': 'Danish', 'en': 'English'}).get(language, language)}, {kind.upper()}"
    return _FILES.get(name, "see the report")


def _availability(released: ReleasedResult, schema: RegisterSchema | None) -> list[str]:
    facts = released.facts
    is_open = schema is not None and schema.open_data
    if facts.synthetic:
        rights = "Nobody's rights are touched: the data are drawn by the program from the plan's `[rehearsal]`."
        availability = "The data can be made again by anyone: `nextwork-eval synthesize` writes them as files."
    elif is_open:
        rights = "The data were published by others; whoever passes them on names the source."
        availability = "All data are publicly available and come with the program."
    else:
        rights = (
            "The authors had legitimate access to the data, which are confidential information on individuals. "
            "They may not be passed on."
        )
        availability = (
            "The data cannot be made publicly available. Access is given by the data owner to approved projects at "
            "authorised institutions, on the owner's own server, by application; the tables to apply for are listed "
            f"below, with the schema `{facts.schema_id}` as the exact order. An extract is the right one when its "
            f"sha256, which depends neither on the order of rows nor on the format of files, is "
            f"`{facts.extract_fingerprint}`{_redrawn(released)}. Without access, `nextwork-eval reproduce` runs the "
            "same program on invented data and says that the numbers were not verified."
        )
    return [
        "## Data Availability and Provenance Statements",
        "",
        "### Statement about Rights",
        "",
        rights,
        "",
        "### Summary of Availability",
        "",
        availability,
        "",
        "### Details on each Data Source",
        "",
        f"Extract{_redrawn(released)}: sha256 `{facts.extract_fingerprint}`. "
        f"Schema `{facts.schema_id}`: sha256 `{facts.schema_fingerprint}`. "
        f"Reading of the weekly codes `{facts.state_map}`: sha256 `{facts.state_map_fingerprint}`.",
        "",
        f"What left the secure room passed the profile `{released.profile}` (smallest permitted count "
        f"{released.floor}); {len(released.changes)} changes were made and are listed in `released.json`.",
    ]


def _data_sets(released: ReleasedResult, schema: RegisterSchema | None) -> list[str]:
    facts, cut_offs = released.facts, dict(released.facts.cut_offs)
    if schema is None:
        return ["### Dataset list", "", f"The tables of the schema `{facts.schema_id}`, which is not at hand here."]
    shipped = shipped_example(facts.plan_id) is not None
    provided = "made by the program" if facts.synthetic else "with the program" if shipped else "no, confidential"
    return [
        "### Dataset list",
        "",
        "| table | source | columns | complete to | required | provided |",
        "|---|---|---|---|---|---|",
        *(
            f"| `{table.file}` | {table.register_en} | {', '.join(f'`{field.name}`' for field in table.fields)}"
            f"{''.join(f', `{family.pattern}`' for family in table.wide)} | {cut_offs.get(table.name, 'not dated')} | "
            f"{'yes' if table.required else 'no'} | {provided} |"
            for table in schema.tables
        ),
    ]


def _requirements(released: ReleasedResult, this_run: ThisRun | None) -> list[str]:
    found = installed_libraries()
    direct = [f"{name} {found[name]}" for name in LIBRARIES if name in found]
    seeds = sorted({row.seed for row in released.rows if row.seed is not None})
    if this_run is None:
        machine = [
            "This run was not recorded: its files are the same on every machine. `nextwork-eval run --record-run DATE` "
            f"adds the machine, the memory and the wall time here and in `{THIS_RUN}`."
        ]
    else:
        memory = "" if this_run.memory_gib is None else f", {this_run.memory_gib} GiB of memory"
        machine = [
            f"Last run on {this_run.date}: {this_run.seconds} seconds of wall time, on {this_run.processors} "
            f"processors ({this_run.processor}){memory}; {this_run.system}, {this_run.python}."
        ]
    return [
        "## Computational requirements",
        "",
        "### Software Requirements",
        "",
        f"Python 3.11 or later, and nextwork_eval {released.facts.software_version}. It stands on {', '.join(direct)}; "
        f"{len(found)} libraries with those that they need, every version in `run.json`. `requirements.lock` of the "
        "program pins them by hash. No other software, and no network while it runs.",
        "",
        "### Controlled Randomness",
        "",
        f"Every use of chance has a seed of the plan. Seeds behind the numbers here: {', '.join(map(str, seeds))}."
        if seeds
        else "No number here rests on chance.",
        "",
        "### Memory, Runtime, Storage Requirements",
        "",
        *machine,
    ]


def _programs(released: ReleasedResult) -> list[str]:
    rows = []
    for entry in released.plan["analysis"]:
        makers = makers_of(entry["id"], released.plan)
        place = place_of(makers.computed_by)
        rows.append(f"| `{entry['id']}` | {entry['purpose']} | `{makers.estimator}` | `{place.file}:{place.line}` |")
    return [
        "## Description of programs/code",
        "",
        "The package is one line of rooms, in this order: `registers` (what arrived), `histories` (weeks), `trial` "
        "(who), `effects` and `durations` (estimators), `evaluation` (the plan carried out), `disclosure` (what may "
        "leave), `report`. The program is under the MIT licence.",
        "",
        "| analysis | purpose | estimator | program |",
        "|---|---|---|---|",
        *rows,
    ]


def _instructions(released: ReleasedResult) -> list[str]:
    plan = released.facts.plan_id
    name = f"`{plan}`" if plan in shipped_plans() else "your copy of the plan file"
    given = released.facts.synthetic or shipped_example(plan) is not None
    extract = "" if given else " --extract FOLDER"
    return [
        "## Instructions to Replicators",
        "",
        "1. Get the program in the version above and set it up: `make report` does so from `requirements.lock`.",
        f"2. Hold the plan against its fingerprint: `nextwork-eval plan check` with {name} prints "
        f"`{released.facts.plan_fingerprint}`.",
        f"3. `nextwork-eval reproduce FOLDER{extract}`, with the folder of this release. It runs the plan twice in "
        "fresh processes, compares every number, and writes `certificate.html` and `certificate.json` beside it.",
        "4. One number: `nextwork-eval explain RESULT_ID --release FOLDER`.",
        "",
        "No path and no setting has to be edited.",
    ]


def _exhibits(exhibits: Sequence[Exhibit]) -> list[str]:
    heading = ["## List of tables and programs", ""]
    if not exhibits:
        return [*heading, "No report was written with this release."]
    return [
        *heading,
        "Numbers in the English report; the Danish one has the same. Every number in its sentences is one of the "
        "released numbers, and `nextwork-eval explain` leads from it to its program.",
        "",
        "| exhibit | caption | program | numbers of |",
        "|---|---|---|---|",
        *(
            f"| {one.name} | {one.caption.replace('|', '/')} | `{one.place.function.rsplit('.', 1)[1]}`, "
            f"`{one.place.file}:{one.place.line}` | {', '.join(f'`{name}`' for name in one.analyses) or 'the plan'} |"
            for one in exhibits
        ),
    ]


def _references(released: ReleasedResult) -> list[str]:
    estimators = dict.fromkeys(makers_of(entry["id"], released.plan).computed_by for entry in released.plan["analysis"])
    sources = sorted({" ".join(section_of(function, "References").split()) for function in estimators} - {""})
    quoted = [entry["source"] for part in ("target", "reference_band") for entry in released.plan.get(part, ())]
    return ["## References", "", *(f"- {text}" for text in dict.fromkeys([*sources, *quoted]))]
