"""The folder that is handed to the data owner: files that may leave, and beside them what a checker needs to know."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nextwork_eval.disclosure.outputs import Checked, Output, check_output, sacro_results
from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Document, FigureBlock, Table
from nextwork_eval.report.build import compose
from nextwork_eval.report.chapters.disclosure import ACTIONS, RULES
from nextwork_eval.report.html import html_report
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.pdf import pdf_report
from nextwork_eval.report.sheets import figure_files, word_document, workbook
from nextwork_eval.report.sheets.pictures import figures
from nextwork_eval.report.wordings import name_of
from nextwork_eval.results import ReleasedResult

LEAVES, CHECKER = "leaves", "checker"
_TEMPLATES = Path(__file__).parent / "templates"
_REPORTS: dict[str, Callable[[Document, ReleasedResult], bytes]] = {
    "html": html_report,
    "pdf": pdf_report,
    "docx": lambda document, _: word_document(document),
}


def outputs(released: ReleasedResult, languages: Sequence[Language] = LANGUAGES) -> list[Output]:
    """Return every file that may leave: those whose ending the data owner lets out.

    Parameters
    ----------
    released
        What passed the door; it says which endings may leave, all of them where it names none.
    languages
        Of the reports.

    Returns
    -------
    list of Output
        The report, its tables as a workbook, and each figure as drawing and picture, each with the rows it shows.
    """
    found: list[Output] = []
    for language in languages:
        document = compose(released, language)
        everything = tuple(row.result_id for row in released.rows)
        for ending, write in _REPORTS.items():
            if _may_leave(f"report.{ending}", released):
                name = f"report.{language}.{ending}"
                found.append(Output(name=name, kind="report", content=write(document, released), rows=everything))
        if _may_leave("tables.xlsx", released):
            name = f"tables.{language}.xlsx"
            found.append(Output(name=name, kind="tables", content=workbook(document), rows=_rows_of_tables(document)))
        shown = {f"figure-{block.figure.id}.{language}": block.figure.rows for block in figures(document)}
        found += [
            Output(name=name, kind="figure", content=content, rows=shown[name.rpartition(".")[0]])
            for name, content in figure_files(document).items()
            if _may_leave(name, released)
        ]
    return found


def write_leaving(
    released: ReleasedResult,
    folder: Path,
    *,
    languages: Sequence[Language] = LANGUAGES,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the folder that is handed over: all of it, or nothing.

    Parameters
    ----------
    released
        What passed the door.
    folder
        A folder that does not exist yet.
    languages
        Of the reports.
    progress
        Called with the name of each step before it starts.

    Returns
    -------
    tuple
        The files. In `leaves` those that are to leave; in `checker`, which stays, a sheet for each of them, the list of
        checksums, and `results.json` in the shape of the SACRO viewer.

    Raises
    ------
    ReportError
        If the folder exists, or its parent does not.
    """
    if folder.exists():
        raise ReportError(f"The folder '{folder.name}' is there already.", ["Give a folder that is to be made."])
    if not folder.parent.is_dir():
        raise ReportError(f"There is no folder above '{folder.name}'.", ["Make it, or give another folder."])
    progress("files that may leave")
    made = outputs(released, languages)
    progress("sheets for the checker")
    checked = [check_output(output, released) for output in made]
    contents = {f"{LEAVES}/{output.name}": output.content for output in made}
    contents |= {f"{CHECKER}/{one.output.name}.html": checker_sheet(one, released).encode("utf-8") for one in checked}
    contents |= {f"{CHECKER}/checksums/{one.output.name}.txt": f"{one.output.checksum}\n".encode() for one in checked}
    listed = sacro_results(checked, released, command="nextwork-eval release")
    contents[f"{CHECKER}/results.json"] = (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".writing-") as scratch:
        draft = Path(scratch) / "release"
        for name, content in contents.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.move(draft, folder)
    return tuple(folder / name for name in contents)


def checker_sheet(checked: Checked, released: ReleasedResult) -> str:
    """Return the sheet on one file as a page of its own, in Danish and in English."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    plan = released.plan.get("plan", {})
    return environment.get_template("checker.html.j2").render(
        checked=checked,
        released=released,
        plan=plan,
        bytes=len(checked.output.content),
        done=[
            {
                language: (name_of(RULES, rule).text(language), name_of(ACTIONS, action).text(language))
                for language in LANGUAGES
            }
            | {"count": count}
            for rule, action, count in checked.done
        ],
        rows=[row for row in released.rows if row.result_id in set(checked.output.rows)]
        if checked.output.kind == "figure"
        else [],
    )


def _may_leave(name: str, released: ReleasedResult) -> bool:
    return not released.file_types or name.rpartition(".")[2] in released.file_types


def _rows_of_tables(document: Document) -> tuple[str, ...]:
    """Return the ids of the rows behind all tables, those of figures' data among them, each once."""
    names: dict[str, None] = {}
    for chapter in document.chapters:
        for block in chapter.blocks:
            match block:
                case Table():
                    names |= dict.fromkeys(block.sources)
                case FigureBlock():
                    names |= dict.fromkeys(block.figure.rows)
    return tuple(names)
