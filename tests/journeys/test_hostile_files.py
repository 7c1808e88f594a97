"""Deliveries that would lead the toolkit astray: each is refused with its finding, and in little memory and time."""

import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from nextwork_eval.errors import ExtractError, NextworkError
from nextwork_eval.plan import read_plan
from nextwork_eval.registers import load_extract, read_schema
from nextwork_eval.registers.guarded import BinaryFile, read_binary
from nextwork_eval.registers.limits import LONGEST_CELL, MOST_COLUMNS
from nextwork_eval.shipped import shipped_plan, shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
FIRMS = "firm_id;industry;employees;joined_date;network_group\n"


def refused(folder: Path, *, without: str = "", note: str = NOTE) -> str:
    """Deliver the five people of the other tests, but for one table, and return what is said."""
    for name, text in DELIVERY.items():
        if name != without:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "extract.toml").write_text(note, encoding="utf-8")
    with pytest.raises(ExtractError) as refusal:
        load_extract(folder, SCHEMA)
    return str(refusal.value)


def many_columns(folder: Path) -> None:
    (folder / "firms.csv").write_text(";".join(f"c{number}" for number in range(1_000_000)) + "\n", encoding="utf-8")


def without_line_ends(folder: Path) -> None:
    (folder / "firms.csv").write_bytes(b"x" * (64 << 20))


def utf_16(folder: Path) -> None:
    (folder / "firms.csv").write_text(FIRMS + "F1;561010;;;\nF2;471110;;;\n", encoding="utf-16")


def zero_byte(folder: Path) -> None:
    (folder / "firms.csv").write_bytes(FIRMS.encode() + b"F1;5610\x0010;;;\nF2;471110;;;\n")


def long_cell(folder: Path) -> None:
    pl.DataFrame({"firm_id": ["F1", "F2" * LONGEST_CELL]}).write_parquet(folder / "firms.parquet")


def wide_parquet(folder: Path) -> None:
    pl.DataFrame({f"c{number}": [1] for number in range(MOST_COLUMNS + 1)}).write_parquet(folder / "firms.parquet")


def zip_in_disguise(folder: Path) -> None:
    with zipfile.ZipFile(folder / "firms.parquet", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("firms.csv", b"0" * (64 << 20))


def old_feather(folder: Path) -> None:
    (folder / "firms.feather").write_bytes(b"FEA1" + b"\0" * 64 + b"FEA1")


def cut(ending: str) -> Callable[[Path], None]:
    """A file of ten thousand firms that ends in its middle."""

    def write(folder: Path) -> None:
        frame = pl.DataFrame({"firm_id": [f"F{number}" for number in range(10_000)]})
        path = folder / f"firms.{ending}"
        match ending:
            case "parquet":
                frame.write_parquet(path)
            case "arrow":
                frame.write_ipc(path)
            case "dta":
                pyreadstat.write_dta(frame, str(path))
            case "xpt":
                pyreadstat.write_xport(frame, str(path), table_name="T", file_format_version=8)
        raw = path.read_bytes()
        path.write_bytes(raw[: len(raw) // 2 - len(raw) // 2 % 80 + 7])

    return write


def own_suffix(folder: Path) -> None:
    pl.DataFrame({"firm_id": ["F1"], "other\x01tag": [1]}).write_parquet(folder / "firms.parquet")


def control_characters(folder: Path) -> None:
    (folder / "firms.csv").write_text(FIRMS.replace("employees", "x\x01tag"), encoding="utf-8")


def one_byte(folder: Path) -> None:
    (folder / "firms.dta").write_bytes(b"o")


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a million columns": (many_columns, "[too_many_columns] firms: 1"),
    "64 MB without the end of a line": (without_line_ends, "[too_many_columns] firms: 1"),
    "text in UTF-16": (utf_16, "[zero_bytes] firms: 1"),
    "a zero byte in a cell": (zero_byte, "[zero_bytes] firms: 1"),
    "a cell of 65 KB": (long_cell, "[cell_too_long] firms: 1"),
    "a Parquet file of 20,001 columns": (wide_parquet, "[too_many_columns] firms: 1"),
    "an archive that calls itself Parquet": (
        zip_in_disguise,
        "[unreadable_file] firms: 1: expected a complete Parquet",
    ),
    "a column named as the toolkit names its own": (own_suffix, "[unreadable_file] firms: 1"),
    "control characters in a header": (control_characters, "[unreadable_file] firms: 1: expected names of columns"),
    "a Stata file of one byte, found by atheris": (one_byte, "[unreadable_file] firms: 1: expected a complete Stata"),
    "a file of Feather version 1": (old_feather, "[unreadable_file] firms: 1: expected a complete Arrow (Feather ver"),
    **{
        f"half a file of kind {ending}": (cut(ending), "[unreadable_file] firms: 1: the file ends before")
        for ending in ("parquet", "arrow", "dta", "xpt")
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_findings_beside_the_others(name: str, tmp_path: Path) -> None:
    """The file has its finding, and a mistake in another table is said as well; all within seconds."""
    spoil, expected = HOSTILE[name]
    spoil(tmp_path)
    begin = time.monotonic()
    said = refused(tmp_path, without="firms", note=NOTE.replace("kotre = 2016-09-30\n", ""))
    assert expected in said, said
    assert "[missing_cut_off]" in said
    assert time.monotonic() - begin < 20  # a few tenths are usual; the machine may be busy


BOMBS = {
    "parquet": lambda frame, path: frame.write_parquet(path),
    "arrow": lambda frame, path: frame.write_ipc(path, compression="zstd"),
}


@pytest.mark.parametrize("ending", BOMBS)
def test_small_files_that_would_be_large_tables(tmp_path: Path, ending: str) -> None:
    """Sixteen gigabits of zeros in a few kilobytes are refused from what the file says of itself, before decoding."""
    rows = 250_000_000
    frame = pl.DataFrame({"firm_id": pl.zeros(rows // 25, dtype=pl.Int64, eager=True)})
    BOMBS[ending](pl.concat([frame] * 25, rechunk=False), tmp_path / f"firms.{ending}")
    assert (tmp_path / f"firms.{ending}").stat().st_size < 20 << 20
    del frame
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    said = refused(tmp_path, without="firms", note=f"largest_table_gb = 1\n{NOTE}")
    assert "[too_large] firms: 1" in said
    assert "largest_table_gb" in said
    grown = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss - before
    assert grown < 600 << 10  # kilobytes, of the reading process whole; the table would be two gigabytes


def test_a_stata_file_that_claims_more_rows_than_it_can_hold(tmp_path: Path) -> None:
    """Eight bytes changed in its header make it claim 2**60 rows; a library would ask for that much memory."""
    pyreadstat.write_dta(pl.DataFrame({"firm_id": ["F1"]}), str(tmp_path / "firms.dta"))
    raw = (tmp_path / "firms.dta").read_bytes()
    place = raw.index(b"<N>") + 3
    (tmp_path / "firms.dta").write_bytes(raw[:place] + (1 << 60).to_bytes(8, "little") + raw[place + 8 :])
    assert "[unreadable_file] firms: 1: the file ends before" in refused(tmp_path, without="firms")


def test_a_file_that_ends_the_reading_process_ends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files after it are read by the next process, and only the one file is refused."""
    for number in range(3):
        pl.DataFrame({"a": [number]}).write_parquet(tmp_path / f"{number}.parquet")
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/dies.py"\n', encoding="utf-8")
    program.chmod(0o700)
    (tmp_path / "dies.py").write_text(
        "import os\nfrom nextwork_eval.registers import opening\nreal = opening.opened\n"
        "def opened(path, kind, largest):\n    if path.name == '1.parquet':\n        os.abort()\n"
        "    return real(path, kind, largest)\nopening.opened = opened\nopening.main()\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(sys, "executable", str(program))
    files = [BinaryFile(path=tmp_path / f"{number}.parquet", kind="parquet") for number in range(3)]
    first, second, third = read_binary(files, 1 << 30)
    assert isinstance(first, pl.DataFrame)
    assert isinstance(third, pl.DataFrame)
    assert (first["a"].item(), second, third["a"].item()) == (0, "unreadable", 2)


def test_links_that_lead_out_of_the_folder(tmp_path: Path) -> None:
    """A file and a folder that are links to somewhere else, and a delivery note that is."""
    outside, folder = tmp_path / "outside", tmp_path / "extract"
    outside.mkdir()
    folder.mkdir()
    (outside / "firms.csv").write_text(DELIVERY["firms"], encoding="utf-8")
    (folder / "firms.csv").symlink_to(outside / "firms.csv")
    assert "[outside_the_folder] firms: 1" in refused(folder, without="firms")
    (folder / "firms.csv").unlink()
    (folder / "linked").symlink_to(outside)
    note = f'{NOTE}\n[layout.firms]\nfile = "linked/firms.csv"\n'
    assert "[outside_the_folder] firms: 1" in refused(folder, without="firms", note=note)
    (outside / "extract.toml").write_text(NOTE, encoding="utf-8")
    (folder / "extract.toml").unlink()
    (folder / "extract.toml").symlink_to(outside / "extract.toml")
    with pytest.raises(ExtractError, match=r"unreadable_file.*extract\.toml"):
        load_extract(folder, SCHEMA)


def test_a_link_inside_the_folder_is_no_harm(tmp_path: Path) -> None:
    """Only leaving it is refused."""
    (tmp_path / "theirs.csv").write_text(DELIVERY["firms"], encoding="utf-8")
    (tmp_path / "firms.csv").symlink_to(tmp_path / "theirs.csv")
    said = refused(tmp_path, without="firms", note=NOTE.replace("synthetic = true\n", ""))
    assert "firms" not in said.replace("unexpected_file", "")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "bfl.parquet")
    assert "[missing_table] bfl: 1" in refused(tmp_path, without="bfl")


@pytest.mark.parametrize(
    "path",
    [
        "../outside/firms.csv",
        "a/../../firms.csv",
        "/etc/firms.csv",
        "C:/data/firms.csv",
        r"C:\data\firms.csv",
        r"\\server\share\firms.csv",
        "//server/share/firms.csv",
        "https://example.org/firms.csv",
        "s3://bucket/firms.parquet",
        "file:///etc/firms.csv",
        "~/firms.csv",
        "*.csv",
        "./firms.csv",
        "firms.csv/",
        "fir\\u0000ms.csv",
    ],
)
def test_paths_of_a_layout_that_leave_the_folder(tmp_path: Path, path: str) -> None:
    """Refused as they are written, before anything is looked for; the path is not repeated."""
    quoted = f'"{path}"' if "u0000" in path else f"'{path}'"
    said = refused(tmp_path, note=f"{NOTE}\n[layout.firms]\nfile = {quoted}\n")
    assert "[layout.firms] file must be a path inside the folder" in said


@pytest.mark.parametrize("ending", ["csv.gz", "csv.zip", "parquet.zst", "xlsx", "zsav"])
def test_compressed_files_are_not_read(tmp_path: Path, ending: str) -> None:
    """They cannot be declared, and where they lie in the folder that is said."""
    (tmp_path / f"firms.{ending}").write_bytes(b"\x1f\x8b" + b"\0" * 100)
    said = refused(tmp_path, note=f'{NOTE}\n[layout.firms]\nfile = "firms.{ending}"\n')
    assert "[layout.firms] file must end with one of .csv" in said
    assert "[packed_file] the folder: 1" in said


@pytest.mark.parametrize(
    ("key", "value"),
    [("schema", "../../elsewhere"), ("schema", "https://example.org"), ("state_map", "../primary"), ("id", "../../x")],
)
def test_names_in_a_plan_that_leave_its_folder(tmp_path: Path, key: str, value: str) -> None:
    """A plan names a schema and a state map, never a place."""
    lines = shipped_plan("life_1972").read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(f"{key} ="))
    lines[place] = f'{key} = "{value}"'
    (tmp_path / "plan.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(NextworkError, match=rf"plan\.{key}: expected the name of a file or folder"):
        read_plan(tmp_path / "plan.toml")


def test_nothing_of_a_failing_library_is_printed(tmp_path: Path) -> None:
    """A spoilt file makes a library print what it was reading; nothing of it reaches the terminal."""
    raw = bytearray((Path(__file__).parents[1] / "reference/registers/haven/iris.sas7bdat").read_bytes())
    program = (
        "import sys; from pathlib import Path\n"
        "from nextwork_eval.registers.guarded import BinaryFile, read_binary\n"
        "files = [BinaryFile(path=path, kind='sas7bdat') for path in sorted(Path(sys.argv[1]).iterdir())]\n"
        "print(len(read_binary(files, 1 << 28)))\n"
    )
    for number in range(60):
        spoilt = raw.copy()
        spoilt[65536 + 13 * number : 65536 + 13 * number + 8] = b"\xff" * 8
        (tmp_path / f"{number}.sas7bdat").write_bytes(spoilt)
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("60\n", "")
