"""The command line: each command parses its words, calls one public function, and answers with an exit code.

Nothing heavy is imported before a command needs it, so that help is instant.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nextwork_eval.checking_commands import compare, explain, reproduce
from nextwork_eval.errors import NextworkError
from nextwork_eval.plan_commands import plan_commands
from nextwork_eval.register_commands import schema_commands, spells, validate
from nextwork_eval.report_commands import numeral_lines, release, report
from nextwork_eval.terminal import (
    DateOption,
    FormatOption,
    LanguageOption,
    PlanArgument,
    Progress,
    date_of,
    formats_of,
    languages_of,
    what_to_write,
)

UNFORESEEN = 70
DEVIATIONS = 11

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, and those may hold register rows
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "From register extracts to a published report: the evaluation of a randomised employment trial.\n\n"
        "Start with `nextwork-eval run life_1972`: a real trial, with its data, in under a minute.\n\n"
        "Exit codes: 0 done · 1 plans or schemas differ · 2 wrong call · 3 plan · 4 schema · 5 extract · "
        "6 lottery list · 7 estimation · 8 disclosure · 9 report · 10 results differ · "
        "11 deviations from the locked plan · 12 lock · 13 release folder not as written · "
        "14 reproduced on invented data only · 70 unforeseen."
    ),
)

ExtractOption = Annotated[
    Path | None,
    typer.Option(
        "--extract",
        metavar="FOLDER",
        help="Folder of the register extract. Left out: the example shipped with the plan, or a synthetic extract.",
    ),
]
OutOption = Annotated[
    Path, typer.Option("--out", metavar="FOLDER", help="Where to write; a folder named after the plan is made in it.")
]


class Size(StrEnum):
    """How large a synthetic extract is."""

    plan = "plan"
    large = "large"


SizeOption = Annotated[
    Size,
    typer.Option(
        "--size", help="Of a synthetic extract: plan (as declared) or large (the same trial in several municipalities)."
    ),
]


@app.command()
def run(
    plan: PlanArgument,
    extract: ExtractOption = None,
    out: OutOption = Path("reports"),
    lang: LanguageOption = None,
    formats: FormatOption = None,
    size: SizeOption = Size.plan,
    date: DateOption = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option("--earlier", metavar="RELEASED.JSON", help="An earlier release of this plan; may be repeated."),
    ] = None,
    log: Annotated[bool, typer.Option(hidden=True)] = True,
    record_run: Annotated[
        str | None,
        typer.Option(
            "--record-run",
            metavar="DATE",
            help="Add machine, wall time and this date (YYYY-MM-DD) to the release; then its bytes are its own.",
        ),
    ] = None,
) -> None:
    """Carry a plan out: read the extract, estimate, release, and write the report.

    With `--extract` on the secure server and without it on your own machine, the same command does the same. A plan
    that is not locked is rehearsed on a delivered extract, with arms that are drawn again. The first run of a locked
    plan on an extract is logged beside the lock, with `--date`.
    """
    from nextwork_eval.reproduction import carry_out, headline_lines, notices, this_machine, write_evaluation

    given = languages_of(lang), formats_of(formats)  # a wrong word stops before anything is estimated
    day, begun = date_of(record_run), time.monotonic()
    with Progress() as step:
        released = carry_out(
            plan,
            extract=extract,
            size=size.value,
            on=date and date.date(),
            out=out,
            log=log,
            earlier=earlier or (),
            progress=step,
            tell=lambda sentence: typer.echo(sentence, err=True),
        )
        languages, kinds = what_to_write(released.plan, *given)
        written = write_evaluation(
            released,
            out,
            languages=languages,
            formats=kinds,
            progress=step,
            plan=plan,
            size=size.value,
            this_run=(lambda: this_machine(date=day, seconds=time.monotonic() - begun)) if day else None,
        )
    for line in (*notices(released), *headline_lines(released)):
        typer.echo(line)
    for line in numeral_lines(released, languages):
        typer.echo(line)
    typer.echo(f"Written to {written.folder}: {', '.join(path.name for path in written.files)}")
    if released.deviations:
        raise typer.Exit(DEVIATIONS)


app.command()(validate)
app.command()(spells)


app.add_typer(plan_commands, name="plan")
app.add_typer(schema_commands, name="schema")


app.command()(report)
app.command("release")(release)
app.command()(reproduce)
app.command()(explain)
app.command()(compare)


@app.command()
def synthesize(
    plan: PlanArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to make; it must not exist.")],
    size: SizeOption = Size.plan,
    seed: Annotated[int | None, typer.Option(help="Another seed than the plan's.")] = None,
    population: Annotated[
        int | None,
        typer.Option(metavar="PEOPLE", help="Beside the trial, the registers of a country with so many others."),
    ] = None,
) -> None:
    """Invent an extract in the registers' own layout.

    With a known true effect, in the very files a data owner would deliver.
    """
    from nextwork_eval.rehearsal import synthesize as invent
    from nextwork_eval.reproduction import open_plan

    with Progress() as step:
        step("synthesize")
        invent(open_plan(plan).plan, out, size=size.value, seed=seed, population=population)
    typer.echo(f"Written to {out}. Every file in it is invented.")


@app.command()
def casebook(
    plan: PlanArgument,
    state_map: Annotated[
        str | None, typer.Option("--map", metavar="NAME", help="Another state map that the plan uses.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language: da or en.")] = "en",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Write it there, in both languages and with its register tables."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what the plan's definitions do to example people: codes, weeks, and what each outcome gives.

    Every plan that names a casebook is refused if its definitions do anything else to them.
    """
    from nextwork_eval.reproduction import casebook_data, casebook_text, example_people, export_casebook, open_plan

    languages = languages_of(lang) or ()
    opened = open_plan(plan)
    people = example_people(opened, state_map)
    if out is not None:
        written = export_casebook(opened, people, out)
        typer.echo(f"Written to {out}: {', '.join(path.name for path in written)}")
    elif as_json:
        typer.echo(json.dumps(casebook_data(people), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(casebook_text(opened, people, language) for language in languages), nl=False)


@app.command()
def estimators(as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False) -> None:
    """List the estimators a plan can name: id, options, and where the formula comes from."""
    from nextwork_eval.evaluation import describe_estimators

    described = describe_estimators()
    if as_json:
        typer.echo(json.dumps(described, ensure_ascii=False, indent=1))
        return
    for entry in described:
        typer.echo(f"{entry['id']}: {entry['summary']}")


def main() -> None:
    """Run the command line. A mistake of the user is printed in full, with its exit code.

    Of an error that nobody foresaw only its kind and its places in the code are printed: the message of a library may
    quote a cell.
    """
    try:
        app()
    except NextworkError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        typer.echo(f"Unforeseen error of kind {type(error).__name__} at {' → '.join(places[-6:])}.", err=True)
        sys.exit(UNFORESEEN)


if __name__ == "__main__":
    main()
