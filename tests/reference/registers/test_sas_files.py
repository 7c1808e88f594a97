"""SAS files that SAS wrote, held against what their own distributors and a paper say stands in them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import Extract, load_extract, read_schema
from nextwork_eval.registers.guarded import BinaryFile, binary_pieces, read_binary
from nextwork_eval.registers.schema import Constraints, Field, Kind, RegisterSchema, TableSchema
from nextwork_eval.shipped import shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

HERE = Path(__file__).parent
CONVERTER, HAVEN, PANDAS = HERE / "sas7bdat_converter", HERE / "haven", HERE / "pandas"
KINDS: dict[str, Kind] = {
    "integer_row": "number",  # the CSV that it is held against writes 1.0
    "text_row": "string",
    "float_row": "number",
    "date_row": "date",
    "irow": "number",
    "trow": "string",
    "frow": "number",
}


def schema(columns: list[str]) -> RegisterSchema:
    """A schema with one table that holds the columns of a file."""
    fields = tuple(
        Field(
            name=name,
            kind=KINDS[name],
            description_da="",
            description_en="",
            unit=None,
            documentation=None,
            verified=True,
            decimal=".",
            codelist=None,
            trim=False,
            constraints=Constraints(required=True),
        )
        for name in columns
    )
    table = TableSchema(
        name="rows",
        file="rows",
        scope="trial",
        required=True,
        may_be_empty=False,
        register_da="",
        register_en="",
        fields=fields,
        wide=(),
        missing=("",),
        primary_key=(),
        foreign_keys=(),
    )
    return replace(read_schema(shipped_schema("nextwork-1.1")), tables=(table,))


def load(folder: Path, file: Path) -> Extract:
    """Load an extract of one file."""
    folder.mkdir()
    copyfile(file, folder / f"rows{file.suffix}")
    (folder / "extract.toml").write_text(
        'synthetic = true\n[dialect]\ndelimiter = ","\ndecimal = "."\n', encoding="utf-8"
    )
    header = (CONVERTER / f"{'xpt_' if file.suffix == '.xpt' else ''}{file.stem}.csv").read_text().splitlines()[0]
    return load_extract(folder, schema(header.replace('"', "").split(",")))


@pytest.mark.parametrize("file", ["file1.sas7bdat", "file2.sas7bdat", "file3.sas7bdat", "file1.xpt", "file2.xpt"])
def test_a_file_that_sas_wrote_is_the_table_its_distributor_says(tmp_path: Path, file: str) -> None:
    """Every number, date and text, a text of several hundred characters among them; the same fingerprint as the CSV."""
    path = CONVERTER / file
    text = CONVERTER / f"{'xpt_' if path.suffix == '.xpt' else ''}{path.stem}.csv"
    from_sas = load(tmp_path / "sas", path)
    folder = tmp_path / "csv"
    folder.mkdir()
    copyfile(text, folder / "rows.csv")
    copyfile(tmp_path / "sas" / "extract.toml", folder / "extract.toml")
    from_text = load_extract(folder, schema(from_sas.tables["rows"].columns))
    assert from_sas.fingerprint == from_text.fingerprint
    assert from_sas.tables["rows"].height >= 2


def test_irises_have_the_means_of_the_paper() -> None:
    """Fisher (1936), table 2: means of sepal length, sepal width, petal length and petal width of 50 Iris setosa."""
    (frame,) = read_binary([BinaryFile(path=HAVEN / "iris.sas7bdat", kind="sas7bdat")], 1 << 30)
    assert isinstance(frame, pl.DataFrame)
    setosa = frame.filter(pl.col("Species") == "setosa").drop("Species")
    assert (frame.height, setosa.height) == (150, 50)
    assert setosa.mean().row(0) == pytest.approx((5.006, 3.428, 1.462, 0.246), rel=1e-12)  # sums of tenths


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99, 0.9999])
def test_a_sas_file_that_was_cut_is_refused(tmp_path: Path, share: float) -> None:
    """Wherever it was cut: the file says how many pages it has."""
    raw = (HAVEN / "iris.sas7bdat").read_bytes()
    (tmp_path / "cut.sas7bdat").write_bytes(raw[: int(len(raw) * share)])
    assert read_binary([BinaryFile(path=tmp_path / "cut.sas7bdat", kind="sas7bdat")], 1 << 30) == ["truncated"]


WRITTEN = {  # compression, bits and byte order, as the header of each file says
    "test1": (None, 32, "little"),
    "test2": ("RLE", 32, "little"),
    "test3": ("RDC", 32, "little"),
    "test8": ("RDC", 64, "little"),
    "test9": ("RLE", 64, "little"),
    "test10": (None, 32, "big"),
    "test11": ("RDC", 32, "big"),
    "test12": ("RLE", 32, "big"),
    "test13": (None, 64, "big"),
    "test14": ("RDC", 64, "big"),
    "test15": ("RLE", 64, "big"),
}


def expected_by_pandas() -> dict[str, list[object]]:
    """What pandas' own test expects of each of its files: numbers, texts, and days since 1 January 1960."""
    text = pl.read_csv(PANDAS / "test_sas7bdat_1.csv", infer_schema=False)
    columns: dict[str, list[object]] = {}
    for place, column in enumerate(text.get_columns()):
        cells = [cell or None for cell in column]
        if place % 4 == 1:
            columns[column.name] = [cell or "" for cell in cells]  # a text of SAS is blank, never missing
        elif place in (3, 11):  # stored with a date format
            columns[column.name] = [cell and dt.date(1960, 1, 1) + dt.timedelta(days=int(cell)) for cell in cells]
        else:
            columns[column.name] = [cell and float(cell) for cell in cells]
    return columns


@pytest.mark.parametrize("name", WRITTEN)
def test_compressed_files_and_files_of_another_byte_order(name: str) -> None:
    """Ten rows of a hundred columns, by SAS in every way it writes them: whole, and piece by piece of a row or two."""
    path = PANDAS / f"{name}.sas7bdat"
    raw = path.read_bytes()
    compression = "RLE" if b"SASYZCRL" in raw else "RDC" if b"SASYZCR2" in raw else None
    assert (compression, 64 if raw[32] == 0x33 else 32, "little" if raw[37] == 1 else "big") == WRITTEN[name]
    (whole,) = read_binary([BinaryFile(path=path, kind="sas7bdat")], 1 << 30)
    assert isinstance(whole, pl.DataFrame)
    assert whole.to_dict(as_series=False) == expected_by_pandas()
    pieces = list(binary_pieces(BinaryFile(path=path, kind="sas7bdat"), 300))
    assert len(pieces) >= 5
    assert pl.concat([piece for piece in pieces if isinstance(piece, pl.DataFrame)]).equals(whole)


def test_letters_of_missing_values_in_a_file_that_haven_wrote(tmp_path: Path) -> None:
    """Four firms: 12 employees, .A, .Z, and missing. Both letters are refused until declared, each by its own name."""
    schema = read_schema(shipped_schema("nextwork-2.0"))
    for name, text in DELIVERY.items():
        if name != "firms":
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    copyfile(HAVEN / "tagged.sas7bdat", tmp_path / "firms.sas7bdat")

    def load_with(declared: str) -> Extract:
        (tmp_path / "extract.toml").write_text(f"{NOTE}\n[layout.firms.missing]\nemployees = {declared}\n", "utf-8")
        return load_extract(tmp_path, schema)

    for declared, problem in (("[]", "2 (rows 2, 3)"), ('[".A"]', "1 (rows 3)"), ('[".Z"]', "1 (rows 2)")):
        with pytest.raises(ExtractError) as refusal:
            load_with(declared)
        found = next(one for one in refusal.value.problems if "tagged_missing" in one)
        assert found.startswith(f"[tagged_missing] firms.employees: {problem}")
    firms = load_with('[".A", ".Z"]').tables["firms"]
    assert firms["employees"].to_list() == [12, None, None, None]
    assert firms["network_group"].to_list() == ["Æblegård", None, "N2", None]
    assert firms["joined_date"].to_list() == [dt.date(2016, 10, 20), None, dt.date(2016, 12, 1), None]
