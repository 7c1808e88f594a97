"""Where the files of a delivery lie: inside its folder, under declared names, and each of them a plain file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nextwork_eval.registers.counting import whole_table
from nextwork_eval.registers.headers import is_plain_file
from nextwork_eval.registers.schema import RegisterSchema, TableSchema
from nextwork_eval.results.findings import Finding

if TYPE_CHECKING:
    from nextwork_eval.registers.layout import TableLayout

KINDS = {
    ".csv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".sas7bdat": "sas7bdat",
    ".xpt": "xpt",
    ".dta": "dta",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
ENDINGS = tuple(KINDS)
_UNDECLARED = tuple(ending for ending in KINDS if ending != ".txt")  # a text file may be anybody's letter
_COMPRESSED = (".gz", ".zip", ".bz2", ".xz", ".zst", ".7z", ".tar", ".rar", ".xlsx", ".xls", ".ods", ".zsav")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file that holds a table, or its part of a year."""

    table: str
    path: Path
    year: int | None

    @property
    def kind(self) -> str:
        """Return the kind of file, by its ending."""
        return KINDS[self.path.suffix.lower()]


def path_problem(path: str) -> str | None:
    r"""Say why a declared path cannot be one inside the folder of the extract, or None.

    Examples
    --------
    >>> path_problem("grunddata/bfl{year}.sas7bdat")
    >>> path_problem("../bfl.csv") == path_problem("https://a.dk/bfl.csv") == path_problem(r"\\server\bfl.csv")
    True
    """
    parts = path.split("/")
    if re.search(r"[\\:~*?<>|\"$%\x00-\x1f]", path) or path.startswith("/") or set(parts) & {"", ".", ".."}:
        return (
            "must be a path inside the folder of the extract, parted by '/': no drive, no network place, no address on "
            "the internet, no '..', no wildcard."
        )
    return None


def places_of(
    folder: Path, schema: RegisterSchema, layouts: Mapping[str, TableLayout]
) -> tuple[list[Place], list[Finding]]:
    """Find the files of each table, and list what is missing, doubled, elsewhere or not claimed by any table."""
    places: list[Place] = []
    findings: list[Finding] = []
    for table in schema.tables:
        mine, problems = _of_table(folder, table, layouts[table.name])
        places += mine
        findings += problems
    return places, [*findings, *_unexpected(folder, schema, places, layouts)]


def is_delivered(folder: Path, table: TableSchema, layout: TableLayout) -> bool:
    """Say whether there is any file for a table."""
    return bool(_of_table(folder, table, layout)[0])


def _of_table(folder: Path, table: TableSchema, layout: TableLayout) -> tuple[list[Place], list[Finding]]:
    named: list[tuple[Path, int | None]]
    if layout.files is not None:
        named = [(folder / layout.files.replace("{year}", str(year)), year) for year in layout.years]
    elif layout.file is not None:
        named = [(folder / layout.file, None)]
    else:
        named = [(path, None) for path in _like(folder, table.file)]
    there = [(path, year) for path, year in named if is_plain_file(path)]
    findings = []
    if layout.files is not None and there and len(there) < len(named):
        missing = len(named) - len(there)
        findings.append(
            whole_table(
                "missing_year",
                table.name,
                "expected a file for each declared year.",
                f"Deliver them, or take the years out of [layout.{table.name}].",
                count=missing,
            )
        )
    if not there:
        findings.append(_missing(folder, table, layout))
    elif layout.files is None and len(there) > 1:
        expected = "expected one file; there are several with its name."
        advice = f"Remove the others, or name one under [layout.{table.name}] in extract.toml."
        return [], [whole_table("doubled_file", table.name, expected, advice)]
    inside = [(path, year) for path, year in there if _is_inside(path, folder)]
    if len(inside) < len(there):
        expected = "expected files inside the folder of the extract; these lead out of it through a link."
        advice = "Copy the files into the folder."
        findings.append(whole_table("outside_the_folder", table.name, expected, advice, count=len(there) - len(inside)))
    return [Place(table=table.name, path=path, year=year) for path, year in inside], findings


def _like(folder: Path, stem: str) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.stem == stem and path.suffix.lower() in _UNDECLARED)


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
    except (OSError, RuntimeError, ValueError):
        return False


def _missing(folder: Path, table: TableSchema, layout: TableLayout) -> Finding:
    if layout.declared and (layout.file or layout.files):
        expected = f"expected the file that [layout.{table.name}] names."
        return whole_table("missing_table", table.name, expected, "Check the path, and capital and small letters.")
    yearly = [
        path.suffix
        for path in folder.iterdir()
        if re.fullmatch(re.escape(table.file) + "[0-9]{4}", path.stem, flags=re.IGNORECASE)
        and path.suffix.lower() in _UNDECLARED
    ]
    if yearly:
        return whole_table(
            "undeclared_years",
            table.name,
            "there are files with the name of the table and a year, and nothing says which years belong to it.",
            f'Declare files = "{table.file}{{year}}{yearly[0].lower()}" and years under [layout.{table.name}].',
            count=len(yearly),
        )
    expected = f"expected a file {table.file} with one of the endings {', '.join(_UNDECLARED)}."
    if table.required:
        advice = f"Names must agree in capital and small letters; another name is declared under [layout.{table.name}]."
        return whole_table("missing_table", table.name, expected, advice)
    return whole_table(
        "table_not_delivered", table.name, expected, "It is optional; nothing rests on it.", severity="note"
    )


def _unexpected(
    folder: Path, schema: RegisterSchema, places: list[Place], layouts: Mapping[str, TableLayout]
) -> Iterator[Finding]:
    """Count data files that no table claims. Their names are not repeated: nobody knows what a name holds."""
    claimed = {place.path for place in places}
    stems = {table.file for table in schema.tables if not layouts[table.name].declared}
    folders = {folder, *(place.path.parent for place in places)}
    files = [path for below in folders for path in below.iterdir() if is_plain_file(path) and path not in claimed]
    count = sum(path.suffix.lower() in _UNDECLARED and path.stem not in stems for path in files)
    if count:
        expected = "files that neither the schema nor the layout names were not read."
        advice = "Check the spelling of the file names, and the years of the layout."
        yield whole_table("unexpected_file", "the folder", expected, advice, count=count, severity="warning")
    packed = sum(path.suffix.lower() in _COMPRESSED for path in files)
    if packed:
        expected = "compressed files and workbooks are not read: nobody knows how large they are before they are open."
        yield whole_table(
            "packed_file", "the folder", expected, "Unpack them into the folder.", count=packed, severity="warning"
        )
