"""Whatever bytes lie in a delivery or a plan, the answer is an extract, a plan, or an error of the toolkit's own.

Files that are nearly right find more than noise: each is a good file of its format with bytes changed, cut or doubled.
A longer run, guided by the branches that are reached, is described in `tests/fuzz/README.md`.
"""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextwork_eval.errors import ExtractError, PlanError
from nextwork_eval.plan import read_plan
from nextwork_eval.registers import Extract, load_extract, read_schema
from nextwork_eval.registers.guarded import BinaryFile, read_binary
from nextwork_eval.shipped import shipped_plan, shipped_schema
from tests.journeys.test_bad_input_extract import DELIVERY, NOTE

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
FIXTURES = Path(__file__).parents[1] / "reference" / "registers"
LARGEST = 1 << 26
TOGETHER = 30  # files for one reading process: starting it takes longer than reading


def good_files() -> dict[str, bytes]:
    """One small file of each binary format."""
    frame = pl.DataFrame({"PNR": ["A1", "B2", "Æ3"], "weeks": [1.0, None, 3.5], "text": ["", "ab", "abc"]})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame.write_parquet(folder / "a.parquet")
        frame.write_ipc(folder / "a.arrow", compression="zstd")
        pyreadstat.write_dta(frame, str(folder / "a.dta"))
        pyreadstat.write_xport(frame, str(folder / "a.xpt"), table_name="T", file_format_version=8)
        files = {path.suffix[1:]: path.read_bytes() for path in folder.iterdir()}
    return {**files, "sas7bdat": (FIXTURES / "haven" / "iris.sas7bdat").read_bytes()}


GOOD = good_files()


@st.composite
def spoilt(draw: st.DrawFn, good: bytes) -> bytes:
    """Change, cut or repeat a few stretches of a file, more often near its ends, where the sizes stand."""
    content = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        if not content:
            break
        place = draw(st.integers(0, min(len(content), 1024) - 1))
        place = draw(st.sampled_from([place, len(content) - 1 - place, place * len(content) // 1024]))
        match draw(st.sampled_from(["bytes", "bytes", "ones", "cut", "twice"])):
            case "bytes":
                noise = draw(st.binary(min_size=1, max_size=8))
                content[place : place + len(noise)] = noise
            case "ones":
                content[place : place + 8] = b"\xff" * 7 + b"\x7f"
            case "cut":
                del content[place : place + draw(st.sampled_from([1, 80, len(content)]))]
            case "twice":
                content[place:place] = content[place : place + 80]
    return bytes(content)


def answered(task: Callable[[], object], error: type[Exception]) -> None:
    """Run a task that may end with an error of the toolkit's, and with no other."""
    with contextlib.suppress(error):
        task()


@pytest.mark.parametrize("kind", sorted(GOOD))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_spoilt_binary_files(kind: str, data: st.DataObject) -> None:
    """A table or a word, in the order of the files, and the process that reads them is gone."""
    contents = data.draw(st.lists(spoilt(GOOD[kind]), min_size=TOGETHER, max_size=TOGETHER))
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, content in enumerate(contents):
            path = Path(folder) / f"{number}.{kind}"
            path.write_bytes(content)
            files.append(BinaryFile(path=path, kind=kind))
        results = read_binary(files, LARGEST)
    words = {
        "empty_file", "wrong_format", "truncated", "too_many_columns", "too_large", "cell_too_long", "unreadable",
    }  # fmt: skip
    assert len(results) == TOGETHER
    assert all(isinstance(result, pl.DataFrame) or result in words for result in results)


def deliver(folder: Path, table: str, content: bytes, note: bytes) -> Extract:
    for name, text in DELIVERY.items():
        (folder / f"{name}.csv").write_bytes(text.encode() if name != table else content)
    (folder / "extract.toml").write_bytes(note)
    return load_extract(folder, SCHEMA)


@settings(max_examples=120, deadline=None)
@given(data=st.data(), table=st.sampled_from(sorted(DELIVERY)))
def test_spoilt_text_files(data: st.DataObject, table: str) -> None:
    """Every table of a delivery in turn."""
    content = data.draw(spoilt(DELIVERY[table].encode()))
    with tempfile.TemporaryDirectory() as folder:
        answered(lambda: deliver(Path(folder), table, content, NOTE.encode()), ExtractError)


PLACES = ["../x.csv", "bfl{year}.csv", "y_{week}", "%d-%m-%Y", "sas_days", "2008-2010", ".A", "{", "\\\\a"]
LETTERS = st.characters(codec="ascii", exclude_characters='"\\', categories=("L", "N", "P"))
VALUE = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-5, 3000),
        st.floats(),
        st.sampled_from(PLACES),
        st.text(
            alphabet=st.characters(codec="ascii", exclude_characters='"\\', categories=("L", "N", "P")), max_size=8
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["PNR", "y_1601", "arm", "KOM", "x"]), inner, max_size=3),
    ),
    max_leaves=4,
)
SECTION = st.dictionaries(
    st.sampled_from(
        ["file", "files", "years", "weeks", "absent", "any_case", "ignore", "encoding", "delimiter", "decimal",
         "columns", "dates", "digits", "missing", "shoe"]
    ),
    VALUE,
    max_size=5,
)  # fmt: skip


def toml(value: object) -> str:
    """Write a value as TOML; texts hold nothing that must be escaped but the backslash."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return "'" + value.replace("'", "") + "'"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
    return str(value)


@settings(max_examples=100, deadline=None)
@given(layout=st.dictionaries(st.sampled_from(["dream", "bfl", "bef", "firms", "nowhere"]), SECTION, max_size=3))
def test_any_layout(layout: dict[str, dict[str, object]]) -> None:
    """Keys of the right name with values of any kind, and names of the right kind with any value."""
    note = NOTE + "".join(
        f"\n[layout.{table}]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in section.items())
        for table, section in layout.items()
    )
    with tempfile.TemporaryDirectory() as folder:
        answered(lambda: deliver(Path(folder), "", b"", note.encode()), ExtractError)


@settings(max_examples=60, deadline=None)
@given(note=spoilt(NOTE.encode()))
def test_spoilt_notes(note: bytes) -> None:
    """The delivery note with bytes changed."""
    with tempfile.TemporaryDirectory() as folder:
        answered(lambda: deliver(Path(folder), "", b"", note), ExtractError)


PLAN = shipped_plan("life_1972").read_bytes()


@settings(max_examples=120, deadline=None)
@given(content=spoilt(PLAN))
def test_spoilt_plans(content: bytes) -> None:
    """A plan file with bytes changed is a plan or a PlanError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.toml"
        path.write_bytes(content)
        answered(lambda: read_plan(path), PlanError)


@pytest.mark.parametrize(
    "content",
    [
        b"a = " + b"[" * 100_000,
        b"a = " + b"9" * 5_000,
        b"a = " + b"{b=" * 50_000,
        b"\xff",
        b"\0",
        b"a.b" * 100_000,
        b"x" * (5 << 20),
        b"a = 1\n" * 200_000,
    ],
    ids=["brackets", "digits", "tables", "no UTF-8", "zero", "keys", "large", "lines"],
)
def test_plans_and_notes_that_lead_a_parser_on(tmp_path: Path, content: bytes) -> None:
    """Refused with an error of the toolkit's own, both as a plan and as a delivery note."""
    (tmp_path / "plan.toml").write_bytes(content)
    with pytest.raises(PlanError):
        read_plan(tmp_path / "plan.toml")
    with pytest.raises(ExtractError):
        deliver(tmp_path, "", b"", content)
