"""The commands of whoever checks a release: all its numbers again, one of them explained, two releases compared."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nextwork_eval.terminal import Progress, date_of

DIFFERENT, NOT_VERIFIED = 10, 14


class Environment(StrEnum):
    """Where the libraries of a reproduction come from."""

    installed = "installed"
    lock = "lock"
    wheelhouse = "wheelhouse"


def reproduce(
    release: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with released.json, as `run` wrote it.")],
    plan: Annotated[str | None, typer.Option("--plan", help="The plan, where it is not a shipped one.")] = None,
    extract: Annotated[
        Path | None,
        typer.Option(
            "--extract", metavar="FOLDER", help="Folder of the extract. Left out: the shipped one, or invented data."
        ),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option("--earlier", metavar="RELEASED.JSON", help="An earlier release that this one took into account."),
    ] = None,
    environment: Annotated[
        Environment,
        typer.Option(help="The libraries: those installed, or rebuilt from requirements.lock or from a wheelhouse."),
    ] = Environment.installed,
    lock: Annotated[Path | None, typer.Option(metavar="FILE", help="The lock file, where it is not here.")] = None,
    wheelhouse: Annotated[Path | None, typer.Option(metavar="FOLDER", help="A folder of wheels; no network.")] = None,
    date: Annotated[str | None, typer.Option(metavar="DATE", help="Day of the check, for the certificate.")] = None,
) -> None:
    """Check a release, run its plan twice in fresh processes, and compare every number.

    The folder must be exactly as it was written (otherwise exit code 13). The runs differ in hash seed, number of
    threads and order of the rows. certificate.html and certificate.json beside the release say what was verified, what
    was not, and at which step a difference begins. Exit code 10: numbers differ; 14: the data were not at hand.
    """
    from nextwork_eval.reproduction import reproduce as reproduce_release

    day = date_of(date)
    with Progress() as step:
        certificate = reproduce_release(
            release,
            plan=plan,
            extract=extract,
            earlier=earlier or (),
            environment=environment.value,
            lock=lock,
            wheelhouse=wheelhouse,
            date=day or "",
            progress=step,
        )
    typer.echo(certificate.sentence().en)
    for line in (*certificate.software, *certificate.differences)[:20]:
        typer.echo(f"  {line}")
    if certificate.verdict == "not_verified":
        raise typer.Exit(NOT_VERIFIED)
    if not certificate.agrees:
        raise typer.Exit(DIFFERENT)


def explain(
    result_id: Annotated[str, typer.Argument(metavar="RESULT_ID", help="Name of a number: rearrest.difference.")],
    release: Annotated[
        Path | None,
        typer.Option("--release", metavar="FOLDER", help="Folder of the release. Left out: those in reports/ here."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Explain one number: what promised it, its formula and source, the function and line, and what it rests on."""
    from nextwork_eval.reproduction import explain as explain_number
    from nextwork_eval.reproduction import explanation_text

    explanation = explain_number(result_id, release=release)
    if as_json:
        typer.echo(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=1))
    else:
        typer.echo(explanation_text(explanation))


def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE.JSON")],
    after: Annotated[Path, typer.Argument(metavar="AFTER.JSON")],
    tolerance: Annotated[
        float, typer.Option(help="Relative tolerance for estimates; counts must agree exactly.")
    ] = 1e-9,
) -> None:
    """List every number that differs between two released results."""
    from nextwork_eval.results import compare as compare_rows
    from nextwork_eval.results import read_released

    differences = compare_rows(read_released(before).rows, read_released(after).rows, tolerance=tolerance)
    for difference in differences:
        typer.echo(difference.sentence())
    typer.echo(f"{len(differences)} differences.")
    if differences:
        raise typer.Exit(DIFFERENT)
