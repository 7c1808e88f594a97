"""The commands about a plan itself: check it, lock it, list those that are shipped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from nextwork_eval.terminal import PlanArgument

plan_app = typer.Typer(no_args_is_help=True, help="Look at plans and check them.")


@plan_app.command("check")
def plan_check(
    plan: PlanArgument,
    allowed_signers: Annotated[
        Path | None, typer.Option("--allowed-signers", metavar="FILE", help="Whose SSH signature of the lock is good.")
    ] = None,
) -> None:
    """Read a plan and its schema, and list every contradiction at once.

    Prints the plan's fingerprint, whether it is locked, and in what it differs from its lock.
    """
    from nextwork_eval.reproduction import open_plan, standing_lines

    opened = open_plan(plan)
    typer.echo(
        f"{opened.plan.plan.id} {opened.plan.plan.version}: {len(opened.plan.analysis)} analyses, no contradictions."
    )
    typer.echo(f"sha256 {opened.fingerprint}")
    if opened.casebook is not None:
        typer.echo(f"Casebook: {len(opened.casebook.people)} example people, as the casebook says.")
    for line in standing_lines(opened, allowed_signers=allowed_signers):
        typer.echo(line)


@plan_app.command("lock")
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


@plan_app.command("list")
def plan_list() -> None:
    """List the plans that are shipped."""
    from nextwork_eval.shipped import shipped_plans

    for name in shipped_plans():
        typer.echo(name)
