"""Commands about plans: check, lock and list them, write a new one, hold two side by side or one against a registry.

Like the command line itself, nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextwork_eval.errors import PlanError
from nextwork_eval.terminal import PlanArgument
from nextwork_eval.whole_files import write_whole

if TYPE_CHECKING:
    from nextwork_eval.plan.questions import Question

DIFFERENT = 1

plan_commands = typer.Typer(no_args_is_help=True, help="Write plans, look at them, check and compare them.")
registry_app = typer.Typer(no_args_is_help=True, help="The plan as an entry of the AEA RCT Registry.")
plan_commands.add_typer(registry_app, name="registry")


@plan_commands.command("check")
def plan_check(
    plan: PlanArgument,
    allowed_signers: Annotated[
        Path | None, typer.Option("--allowed-signers", metavar="FILE", help="Whose SSH signature of the lock is good.")
    ] = None,
) -> None:
    """Read a plan and its schema, and list everything that is wrong at once, each with the path to its key.

    Prints the plan's fingerprint, whether it is locked, in what it differs from its lock, and as notes what the plan
    leaves open, such as fields that a registry requires.
    """
    from nextwork_eval.reproduction import standing_lines
    from nextwork_eval.reproduction.checked_plan import check_everything

    opened, notes = check_everything(plan)
    typer.echo(
        f"{opened.plan.plan.id} {opened.plan.plan.version}: {len(opened.plan.analysis)} analyses, no contradictions."
    )
    typer.echo(f"sha256 {opened.fingerprint}")
    if opened.casebook is not None:
        typer.echo(f"Casebook: {len(opened.casebook.people)} example people, as the casebook says.")
    for line in standing_lines(opened, allowed_signers=allowed_signers):
        typer.echo(line)
    for note in notes:
        typer.echo(f"Note: {note}")


@plan_commands.command("lock")
def plan_lock(
    plan: PlanArgument,
    date: Annotated[
        dt.datetime, typer.Option("--date", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Today's date.")
    ],
    registration: Annotated[
        str, typer.Option(help="Where the plan is registered, if the plan does not say so itself.")
    ] = "",
    sign: Annotated[
        Path | None, typer.Option("--sign", metavar="KEYFILE", help="An SSH key of yours, to sign the lock with.")
    ] = None,
) -> None:
    """Lock a plan: freeze what it promises, with its schema and code lists, under its version.

    Writes `locked/<id>-<version>.json` and a line in `LOCKED.toml` beside the plan. A locked version is never written
    again: raise the version.
    """
    from nextwork_eval.reproduction import lock_plan, open_plan, standing_lines

    path = lock_plan(plan, on=date.date(), registration=registration, key=sign)
    typer.echo(f"Written: {path}")
    for line in standing_lines(open_plan(plan)):
        typer.echo(line)


@plan_commands.command("list")
def plan_list() -> None:
    """List the plans that are shipped."""
    from nextwork_eval.shipped import shipped_plans

    for name in shipped_plans():
        typer.echo(name)


@plan_commands.command("new")
def plan_new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan file to make; it must not exist.")],
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="FILE.toml",
            help="Read the answers from a file and ask nothing; what it does not answer has its default.",
        ),
    ] = None,
) -> None:
    """Ask what a plan must say, and write it with a comment on every key. `plan check` accepts the file at once.

    The day of the plan must be answered: a plan does not read the clock.
    """
    from nextwork_eval.plan.questions import questions, round_questions
    from nextwork_eval.reproduction.new_plan import choices_for, refuse_overwriting, state_maps, write_new_plan
    from nextwork_eval.shipped import shipped_schemas

    refuse_overwriting(file)
    given: dict[str, Any] = {} if answers is None else _answers(answers)
    ask = answers is None
    schema = _choice(given, ask, "schema", f"Data schema, of {', '.join(shipped_schemas())}", shipped_schemas()[-1])
    maps = state_maps(file, schema)
    state_map = _choice(given, ask, "state_map", f"State map, of {', '.join(maps)}", maps[0])
    choices = choices_for(file, schema, state_map)
    if ask:
        given |= {question.key: _asked(question) for question in questions(choices)}
        number = typer.prompt("How many lottery rounds", default=1, type=int)
        given["round"] = [
            {question.key: _asked(question) for question in round_questions(place, dated=choices.dated)}
            for place in range(1, number + 1)
        ]
    write_new_plan(file, given, choices)
    typer.echo(f"Written to {file}. Texts that say “To be written.” are yours; then: nextwork-eval plan check {file}")


@plan_commands.command("diff")
def plan_diff(
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="A plan file (.toml), or the name of a shipped plan.")
    ],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="Another.")],
) -> None:
    """List every difference between two plans by its key: what was added, removed and changed.

    Entries are matched by id, not by place. Exit code 0 if the plans are the same, 1 if they differ.
    """
    from nextwork_eval.plan.differences import difference_text, plan_differences
    from nextwork_eval.plan.files import plan_content
    from nextwork_eval.shipped import plan_file

    found = plan_differences(plan_content(plan_file(before)), plan_content(plan_file(after)))
    typer.echo(difference_text(found))
    if found:
        raise typer.Exit(DIFFERENT)


@plan_commands.command("schema")
def plan_schema(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write; left out: print.")] = None,
) -> None:
    """Print the JSON Schema of plans, by which an editor explains keys and marks mistakes."""
    from nextwork_eval.plan.editor_schema import schema_text

    _give(schema_text(), out)


@registry_app.command("export")
def registry_export(
    plan: PlanArgument,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write: .csv or .json; left out: print CSV."),
    ] = None,
) -> None:
    """Write a plan as an entry of the AEA RCT Registry: each field of its form that the plan declares or fixes."""
    from nextwork_eval.plan import read_plan
    from nextwork_eval.plan.registry_files import entry_text
    from nextwork_eval.plan.registry_form import registry_entry
    from nextwork_eval.shipped import plan_file

    read = read_plan(plan_file(plan))
    form = "json" if out is not None and out.suffix.lower() == ".json" else "csv"
    _give(entry_text(registry_entry(read), "json" if form == "json" else "csv"), out)
    if read.plan.status != "prospective":
        typer.echo(f"Not the registered plan: {read.plan.status_en}", err=True)


@registry_app.command("compare")
def registry_compare(
    plan: PlanArgument,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="An entry as `export` writes it, or the registry's table of all trials."),
    ],
) -> None:
    """List the fields in which a plan and a registry's entry differ.

    Exit code 0 if they agree, 1 if they differ: a warning, since either may be the one to mend.
    """
    from nextwork_eval.plan import read_plan
    from nextwork_eval.plan.registry_files import entry_differences, read_entry
    from nextwork_eval.plan.registry_form import registry_entry
    from nextwork_eval.shipped import plan_file

    read = read_plan(plan_file(plan))
    found = entry_differences(registry_entry(read), read_entry(file, read.plan.registration))
    for difference in found:
        typer.echo(difference.sentence())
    typer.echo("1 field differs." if len(found) == 1 else f"{len(found)} fields differ.")
    if found:
        raise typer.Exit(DIFFERENT)


def _choice(given: dict[str, Any], ask: bool, key: str, words: str, default: str) -> str:
    """Return an answer that later questions depend on, asked for where nobody has answered it."""
    if key not in given:
        given[key] = typer.prompt(words, default=default) if ask else default
    return str(given[key])


def _asked(question: Question) -> str:
    """Ask until the answer can be used."""
    from nextwork_eval.plan.questions import unfit

    while True:
        answer = str(
            typer.prompt(question.words, default=question.default, show_default=bool(question.default))
        ).strip()
        if not (problem := unfit(question, answer)):
            return answer
        typer.echo(f"  {problem}")


def _answers(file: Path) -> dict[str, Any]:
    from nextwork_eval.plan.bounded_toml import bounded_toml
    from nextwork_eval.plan.files import plain_data

    try:
        content = bounded_toml(file)
    except FileNotFoundError:
        raise PlanError(f"There is no file of answers '{file.name}'.") from None
    except OSError:
        raise PlanError(
            f"The file of answers '{file.name}' cannot be read.", ["Expected a file, not a folder."]
        ) from None
    except ValueError as error:
        raise PlanError(f"The file of answers '{file.name}' is not TOML.", [str(error)]) from None
    return plain_data(content)


def _give(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
        return
    write_whole({out: text})
    typer.echo(f"Written to {out}.")
