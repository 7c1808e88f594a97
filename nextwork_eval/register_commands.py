"""Commands about deliveries and schemas: validate a delivery, take spells from it; check, show and compare schemas.

Like the command line itself, nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from nextwork_eval.errors import SchemaError
from nextwork_eval.terminal import PlanArgument, Progress, languages_of

BREAKING = 1

schema_commands = typer.Typer(no_args_is_help=True, help="Check schemas, show them, and compare two versions.")
SchemaArgument = Annotated[
    str, typer.Argument(metavar="SCHEMA", help="The folder of a schema, or the name of a shipped one: nextwork-3.0.")
]
LanguageOfText = Annotated[str, typer.Option("--lang", help="Language: da or en.")]


def validate(
    plan: PlanArgument,
    extract: Annotated[
        Path | None,
        typer.Option(
            "--extract",
            metavar="FOLDER",
            help="Folder of the delivery. Left out: the example shipped with the plan, or a synthetic extract.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FOLDER", help="Write data-quality.html and data-quality.json there; not for release."
        ),
    ] = None,
    lang: LanguageOfText = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON, in both languages.")] = False,
) -> None:
    """Check a delivery and its lottery list against the plan and its pinned schema, and list every finding at once.

    Findings name the table, the column, the number of rows and the first row numbers; never a value. Exit code 5: the
    delivery must be mended; 6: the lottery list is not the declared one; 0: a run would accept it.
    """
    from nextwork_eval.reproduction import check_data, check_delivery, check_lines, write_quality

    languages = languages_of(lang) or ("en",)
    with Progress() as step:
        check = check_delivery(plan, extract=extract, progress=step)
    written = write_quality(check, report) if report is not None else ()
    if as_json:
        typer.echo(json.dumps(check_data(check), ensure_ascii=False, indent=1))
    else:
        for language in languages:
            typer.echo("\n".join(check_lines(check, language)))
        for path in written:
            typer.echo(f"{'Skrevet' if languages[0] == 'da' else 'Written'}: {path}")
    if check.exit_code:
        raise typer.Exit(check.exit_code)


def spells(
    schema: SchemaArgument,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table with a column for each week, such as dream.")],
    extract: Annotated[
        Path, typer.Option("--extract", metavar="FOLDER", help="Folder of the delivery, with extract.toml.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to make; it must not exist.")],
    cohort: Annotated[
        Path | None,
        typer.Option("--cohort", metavar="FILE", help="Whom to keep: a file with a column of persons. Left out: all."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="FOLDER",
            help="Keeps a table that must be converted, such as SAS or text; register data.",
        ),
    ] = None,
) -> None:
    """Turn weekly columns into spells: person, code, and the Mondays with which they begin and are over.

    For any number of people in bounded memory. What is written is data about persons and stays in the secure room.
    Exit code 5: the delivery, its note or the cohort must be mended, and nothing is written.
    """
    from nextwork_eval.registers import spells_of_delivery

    with Progress() as step:
        step("spells")
        written = spells_of_delivery(extract, _read(schema), table, out, cohort=cohort, cache=cache)
    typer.echo(
        f"{table}: {written.people} people, {written.spells} spells, weeks from {written.start.isoformat()} until "
        f"{written.end.isoformat()}."
    )
    if written.absent is not None:
        typer.echo(f"Of the cohort, {written.absent} people have no row in it.")
    typer.echo(f"Written to {out}: data about persons, which stay in the secure room.")


@schema_commands.command("check")
def schema_check(schema: SchemaArgument) -> None:
    """Read a schema and list everything that is wrong with it at once, state maps included.

    Exit code 4 if anything is wrong.
    """
    from nextwork_eval.histories import read_state_map
    from nextwork_eval.registers import read_schema, schema_problems

    folder = _folder(schema)
    problems = schema_problems(folder)
    if not problems:
        opened = read_schema(folder)
        for path in sorted((folder / "state_maps").glob("*.toml")):
            try:
                read_state_map(path, opened.code_lists)
            except SchemaError as error:
                problems += [error.summary, *error.problems]
    if problems:
        raise SchemaError(f"The schema '{folder.name}' cannot be used: {len(problems)} problems.", problems)
    typer.echo(f"{opened.id}: {len(opened.tables)} tables, {len(opened.code_lists)} code lists, no contradictions.")
    typer.echo(f"sha256 {opened.fingerprint}")


@schema_commands.command("show")
def schema_show(
    schema: SchemaArgument,
    table: Annotated[str | None, typer.Argument(metavar="TABLE", help="One of its tables; left out: all.")] = None,
    lang: LanguageOfText = "en",
) -> None:
    """Print the tables of a schema, or the columns of one table with what is verified and what is a convention."""
    from nextwork_eval.registers import schema_lines

    for language in languages_of(lang) or ():
        typer.echo("\n".join(schema_lines(_read(schema), table, language)))


@schema_commands.command("diff")
def schema_diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The older schema: a folder or a shipped name.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The newer one.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List what changed between two versions of a schema, and whether each change breaks.

    A breaking change needs a higher major number, any other a higher minor one. Exit code 0: nothing breaks;
    1: something breaks, and the number says so; 4: the newer number is too low.
    """
    from nextwork_eval.registers import schema_difference

    difference = schema_difference(_read(before), _read(after))
    changes: list[dict[str, Any]] = [
        {"where": change.where, "what": change.what, "breaking": change.breaking} for change in difference.changes
    ]
    if as_json:
        typer.echo(json.dumps({"changes": changes, "number_problem": difference.number_problem}, indent=1))
    else:
        for change in sorted(difference.changes, key=lambda change: not change.breaking):
            typer.echo(f"{'breaking' if change.breaking else 'not     '}  {change.where}: {change.what}")
        broken = sum(change.breaking for change in difference.changes)
        typer.echo(f"{len(changes)} changes, {broken} of them breaking.")
    if difference.number_problem is not None:
        raise SchemaError("The version number is too low.", [difference.number_problem])
    if difference.breaking:
        raise typer.Exit(BREAKING)


def _folder(name: str) -> Path:
    from nextwork_eval.shipped import shipped_schema

    here = Path(name)
    return here if here.is_dir() else shipped_schema(name)


def _read(name: str) -> Any:
    from nextwork_eval.registers import read_schema

    return read_schema(_folder(name))
