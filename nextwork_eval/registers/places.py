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


def is_path_inside(path: str) -> bool:
    r"""Say whether a declared path can be one inside the folder of the extract.

    Examples
    --------
    >>> is_path_inside("grunddata/bfl{year}.sas7bdat")
    True
    >>> is_path_inside("../bfl.csv"), is_path_inside("https://a.dk/bfl.csv"), is_path_inside(r"\\server\bfl.csv")
    (False, False, False)
    """
    if re.search(r"[\\:~*?<>|\"$%\x00-\x1f]", path) or path.startswith("/"):
        return False
    return not set(path.split("/")) & {"", ".", ".."}


def places_of(
    folder: Path, schema: RegisterSchema, layouts: Mapping[str, TableLayout]
) -> tuple[list[Place], list[Finding]]:
    """Find the files of each table, and list what is missing, doubled, elsewhere or not claimed by any table."""
    places: list[Place] = []
    findings: list[Finding] = []
    for table in schema.tables:
        mine, problems = places_of_table(folder, table, layouts[table.name])
        places += mine
        findings += problems
    return places, [*findings, *_unexpected(folder, schema, places, layouts)]


def is_delivered(folder: Path, table: TableSchema, layout: TableLayout) -> bool:
    """Say whether there is any file for a table."""
    return bool(places_of_table(folder, table, layout)[0])


def places_of_table(folder: Path, table: TableSchema, layout: TableLayout) -> tuple[list[Place], list[Finding]]:
    """Find the files of one table, years in order, and list what is missing, doubled or elsewhere."""
    named: list[tuple[Path, int | None]]
    section = f"layout.{table.name}"
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
        findings.append(whole_table("missing_year", table.name, count=missing, section=section))
    if not there:
        findings.append(_missing(folder, table, layout))
    elif layout.files is None and len(there) > 1:
        return [], [whole_table("doubled_file", table.name, section=section)]
    inside = [(path, year) for path, year in there if _is_inside(path, folder)]
    if len(inside) < len(there):
        findings.append(whole_table("outside_the_folder", table.name, count=len(there) - len(inside)))
    return [Place(table=table.name, path=path, year=year) for path, year in inside], findings


def _like(folder: Path, stem: str) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.stem == stem and path.suffix.lower() in _UNDECLARED)


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
    except (OSError, RuntimeError, ValueError):
        return False


def _missing(folder: Path, table: TableSchema, layout: TableLayout) -> Finding:
    section = f"layout.{table.name}"
    if layout.declared and (layout.file or layout.files):
        return whole_table("missing_table", table.name, kind="declared", section=section)
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
            count=len(yearly),
            section=section,
            files=f"{table.file}{{year}}{yearly[0].lower()}",
        )
    if table.required:
        endings = ", ".join(_UNDECLARED)
        return whole_table("missing_table", table.name, file=table.file, endings=endings, section=section)
    return whole_table("table_not_delivered", table.name, severity="note")


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
        yield whole_table("unexpected_file", "the folder", count=count, severity="warning")
    packed = sum(path.suffix.lower() in _COMPRESSED for path in files)
    if packed:
        yield whole_table("packed_file", "the folder", count=packed, severity="warning")
