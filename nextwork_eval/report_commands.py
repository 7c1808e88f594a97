"""The commands that write files of a released result: the report, and the folder that is handed to the data owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextwork_eval.terminal import (
    FormatOption,
    LanguageOption,
    Languages,
    Progress,
    formats_of,
    languages_of,
    what_to_write,
)

if TYPE_CHECKING:
    from nextwork_eval.results import ReleasedResult


def report(
    released: Annotated[Path, typer.Argument(metavar="RELEASED.JSON", help="A released result.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where to write. Left out: beside released.json.")
    ] = None,
    lang: LanguageOption = None,
    formats: FormatOption = None,
) -> None:
    """Write the report of a released result. Needs no data and no secure server."""
    from nextwork_eval.report import Document, compose, numeral_counts, write_documents

    given = languages_of(lang), formats_of(formats)
    counted: dict[str, dict[str, int]] = {}
    with Progress() as step:
        step("report")
        result = trusted(released)
        languages, kinds = what_to_write(result.plan, *given)

        def composed() -> Iterator[Document]:
            for language in languages:
                document = compose(result, language)
                counted[language] = numeral_counts(document)
                yield document

        paths = write_documents(composed(), result, out or released.parent, kinds)
    typer.echo("\n".join((*map(str, paths), *_told(counted))))


def trusted(path: Path) -> ReleasedResult:
    """Read a released result whose plan can be read, and is the one that its numbers were computed by.

    Raises
    ------
    ReportError
        If the file is no released result, or the plan in it was changed after the run.
    """
    from nextwork_eval.errors import PlanError, ReportError
    from nextwork_eval.plan import plan_fingerprint
    from nextwork_eval.plan.files import parse_plan
    from nextwork_eval.results import read_released

    result = read_released(path)
    try:
        parse_plan(result.plan, name=f"in {path.name}")
    except PlanError as error:
        raise ReportError(error.summary, error.problems) from None
    if plan_fingerprint(result.plan) != result.facts.plan_fingerprint:
        raise ReportError(
            f"The plan in '{path.name}' is not the one that its numbers were computed by.",
            ["Its sha256 is another than `facts.plan_fingerprint`: run the plan again, and do not edit the file."],
        )
    return result


def numeral_lines(result: ReleasedResult, languages: Languages) -> tuple[str, ...]:
    """Say for each language how many numerals its report shows, by where they come from."""
    from nextwork_eval.report import compose, numeral_counts

    counted: dict[str, dict[str, int]] = {one: numeral_counts(compose(result, one)) for one in languages}
    return _told(counted)


def _told(counted: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    return tuple(
        f"Numerals by source ({language}): " + ", ".join(f"{source} {count}" for source, count in counts.items())
        for language, counts in counted.items()
    )


def release(
    released: Annotated[Path, typer.Argument(metavar="RELEASED.JSON", help="A released result.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="The folder to make; it must not exist.")],
    lang: LanguageOption = None,
) -> None:
    """Write the folder that is handed to the data owner: files of the kinds that may leave, and a sheet on each.

    What lies in its folder `checker` is for the checker and stays: a sheet on each file, checksums, and results.json
    for the SACRO viewer.
    """
    from nextwork_eval.report.leaving import write_leaving

    given = languages_of(lang)
    with Progress() as step:
        result = trusted(released)
        languages, _ = what_to_write(result.plan, given, None)
        written = write_leaving(result, out, languages=languages, progress=step)
    typer.echo(
        f"Written to {out}: {len([path for path in written if path.parent.name == 'leaves'])} files that may leave."
    )
