"""Attacks on what was written: whatever a file format holds, nothing that was withheld can be read out of it."""

import io
import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from pypdf import PdfReader

from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import ReportError
from nextwork_eval.report.figures import survival_curves
from nextwork_eval.report.leaving import outputs, write_leaving
from nextwork_eval.reproduction import write_evaluation
from nextwork_eval.results import EvaluationResult, Flow, ReleasedResult, ResultRow, read_released
from tests.unit.report_fixture import nextwork_like

RULES = Rules(profile="dst", floor=5, open_data=False, release_weeks=tuple(range(4, 105, 4)))
# A share, an interval and counts that stand nowhere else, of an outcome that three people of an arm reached.
SHARE, LOW, HIGH, PERSONS = 0.973191, 0.961371, 0.985173, 48611
TRACES = (
    "0.9732",
    "0.9614",
    "0.9852",
    "97319",
    "97.319",
    "97,319",
    "97.3",
    "97,3",
    "96.1",
    "96,1",
    "98.5",
    "98,5",
    "48611",
    "48.611",
    "48,611",
)


def planted(smallest: int) -> EvaluationResult:
    """An evaluation whose job after a year rests on few people, or on enough."""
    like = nextwork_like()
    lottery = {node.arm: node.count for node in like.flow.nodes if node.id == "allocated"}
    boxes = [node for node in like.flow.nodes if node.id in ("randomised", "allocated", "analysed")]
    # Nobody is lost, so that nothing is coarse and what leaves can be recognised.
    flow = Flow(nodes=tuple(replace(node, count=lottery.get(node.arm, node.count)) for node in boxes))
    rows = tuple(
        replace(
            row,
            estimate=SHARE,
            conf_low=LOW,
            conf_high=HIGH,
            set_kind="interval",
            n_arm=PERSONS,
            events_arm=PERSONS - 40,
            smallest_cell=smallest,
            method=f"{PERSONS} people",
        )
        if row.analysis_id == "job_after_a_year"
        else row
        for row in like.rows
    )
    return EvaluationResult(facts=like.facts, rows=rows, flow=flow, findings=like.findings)


def let_out(smallest: int) -> ReleasedResult:
    return release(planted(smallest), RULES, nextwork_like().plan)


def texts(folder: Path) -> dict[str, str]:
    """Everything that can be read out of the files of a folder, metadata included."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        match path.suffix:
            case ".pdf":
                pdf = PdfReader(path)
                found[name] = "\n".join([*(page.extract_text() for page in pdf.pages), str(pdf.metadata)])
                assert not pdf.attachments
            case ".xlsx" | ".docx":
                with zipfile.ZipFile(path) as archive:
                    parts = [archive.read(part).decode("utf-8", "ignore") for part in archive.namelist()]
                    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
                found[name] = re.sub(r"<[^>]+>", "", "\n".join(parts)) + "\n".join(parts)
            case ".parquet":
                found[name] = "\n".join(str(row) for row in pl.read_parquet(path).iter_rows())
            case ".png":
                assert not any(mark in path.read_bytes() for mark in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"))
            case _:
                found[name] = path.read_text(encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, str]]:
    """Everything that a run and a release write, where three people reached the outcome, and where thirty did."""
    found = {}
    for smallest in (3, 30):
        folder = tmp_path_factory.mktemp(f"smallest_{smallest}")
        result = let_out(smallest)
        write_evaluation(result, folder, languages=("en",))
        write_leaving(replace(result, file_types=()), folder / "handed_over", languages=("da",))
        found[smallest] = texts(folder)
    return found


def test_every_file_type_was_attacked(written: dict[int, dict[str, str]]) -> None:
    """A type that nobody wrote would be found clean."""
    for found in written.values():
        endings = {name.rpartition(".")[2] for name in found}
        assert {"html", "pdf", "docx", "xlsx", "svg", "json", "parquet"} <= endings


def test_nothing_withheld_can_be_read_in_any_file(written: dict[int, dict[str, str]]) -> None:
    """Not the share, not its limits, not the persons; not as text, not as metadata, not in the method."""
    caught = {(name, trace) for name, text in written[3].items() for trace in TRACES if trace in _without_noise(text)}
    assert caught == set()


def test_the_attack_finds_the_same_numbers_where_they_may_leave(written: dict[int, dict[str, str]]) -> None:
    """The share stands in each kind of file and the persons in most, so that the search above can find them."""
    for ending, trace in (
        ("html", "97.3"),
        ("pdf", "97.3"),
        ("docx", "97,3"),
        ("xlsx", "97.3"),
        ("json", "0.9732"),
        ("parquet", "0.9732"),
        ("html", "48,611"),
        ("pdf", "48,611"),
        ("docx", "48.611"),
        ("json", "48611"),
        ("json", "0.9614"),
    ):
        assert any(trace in text for name, text in written[30].items() if name.endswith(ending)), ending


def _without_noise(text: str) -> str:
    """Take out what is no number of the report: coordinates, fingerprints, embedded typefaces and pictures.

    Also the places of a number's words in the page's list of texts: the texts themselves stay.
    """
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)
    text = re.sub(r'"[\w.]+":\[\d+(,\d+)*\]', "", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "", text)
    return re.sub(
        r'\s(d|x|y|x1|x2|y1|y2|cx|cy|r|transform|points|viewBox|width|height|style|font-size)="[^"]*"', "", text
    )


# The events of 57 people of an arm, week by week; nobody is lost.
EVENTS = (1, 2, 1, 1, 3, 1, 0, 2, 1, 1, 2, 1, 1, 0, 1, 2, 1, 1, 3, 1, 1, 1, 2, 1, 0, 1, 1, 2, 1, 1, 1, 2, 1, 1, 2, 1)
PEOPLE = 57


def curve(rules: Rules) -> ReleasedResult:
    like = nextwork_like()
    template = next(row for row in like.rows if row.analysis_id == "exit_curve")
    rows: list[ResultRow] = []
    for arm in ("programme", "control"):
        at_risk = PEOPLE
        for week, events in enumerate((0, *EVENTS)):
            share = (at_risk - events) / PEOPLE
            rows.append(
                replace(
                    template,
                    result_id=f"exit_curve.{arm}.w{week}",
                    arm=arm,
                    week=week,
                    statistic="survival",
                    n_arm=at_risk,
                    events_arm=events,
                    estimate=share,
                    conf_low=max(share - 0.1, 0),
                    conf_high=min(share + 0.1, 1),
                )
            )
            at_risk -= events
    found = EvaluationResult(facts=like.facts, rows=tuple(rows), flow=Flow(nodes=()), findings=())
    return release(found, rules, like.plan)


def records(svg: str) -> list[list[tuple[int, int]]]:
    """Read the steps of each curve back from its path: people at risk, and people with the event.

    The lines at 0 and 100 per cent give the scale.
    """
    flat = [float(y) for y in re.findall(r'd="M [\d.]+ ([\d.]+) L [\d.]+ \1" [^>]*stroke="#c9d1d1"', svg)]
    zero, whole = max(flat), min(flat)
    found = []
    for path in re.findall(r'<path d="(M [^"z]+)" fill="none"[^>]*stroke-width="1.7"', svg):
        points = [tuple(map(float, point.split())) for point in re.split(r"[ML]", path)[1:]]
        levels = [(zero - y) / (zero - whole) * PEOPLE for _, y in points]
        steps = [(before, after) for before, after in itertools.pairwise(levels) if before - after > 0.5]
        found.append([(round(before), round(before - after)) for before, after in steps])
    return found


def test_the_steps_of_a_drawn_curve_hold_no_single_person() -> None:
    """Read back from the path in the drawing: every step has five people, and five are still at risk."""
    drawn = survival_curves(curve(RULES), "exit_curve", "en")
    assert drawn is not None
    lines = records(drawn.svg)
    assert len(lines) == 2
    for line in lines:
        assert line
        assert all(events >= 5 and at_risk - events >= 5 for at_risk, events in line)


def test_the_attack_gives_back_every_record_of_an_unguarded_curve() -> None:
    """All steps of a curve of public data, with the number at risk and the events of each week."""
    drawn = survival_curves(
        curve(Rules(profile="public", floor=0, open_data=True, release_weeks=())), "exit_curve", "en"
    )
    assert drawn is not None
    at_risk, true = PEOPLE, []
    for events in EVENTS:
        if events:
            true.append((at_risk, events))
        at_risk -= events
    assert records(drawn.svg)[0] == true


def test_the_same_release_is_the_same_bytes() -> None:
    """Office files note times; these note the date of the plan."""
    result = let_out(30)
    once, again = outputs(result, ("en",)), outputs(result, ("en",))
    assert {item.name: item.checksum for item in once} == {item.name: item.checksum for item in again}
    assert {item.name.rpartition(".")[2] for item in once} == {"html", "docx", "xlsx", "svg", "png"}


def test_what_may_leave_and_what_the_checker_keeps(tmp_path: Path) -> None:
    """Of Statistics Denmark's list: no PDF and no data file leaves; each file has a sheet and a checksum."""
    folder = tmp_path / "handed_over"
    write_leaving(let_out(3), folder, languages=("en",))
    leaves = {path.name for path in (folder / "leaves").iterdir()}
    assert {name.rpartition(".")[2] for name in leaves} == {"html", "docx", "xlsx", "svg", "png"}
    assert {path.name for path in (folder / "checker").glob("*.html")} == {f"{name}.html" for name in leaves}
    assert {path.name for path in (folder / "checker" / "checksums").iterdir()} == {f"{name}.txt" for name in leaves}
    book = openpyxl.load_workbook(io.BytesIO((folder / "leaves" / "tables.en.xlsx").read_bytes()))
    assert book.properties.modified is not None
    assert book.properties.modified.isoformat()[:10] == str(nextwork_like().plan["plan"]["date"])


def test_a_release_folder_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    """A folder that exists is refused; nothing is written beside it."""

    (tmp_path / "there").mkdir()
    with pytest.raises(ReportError, match="is there already"):
        write_leaving(let_out(3), tmp_path / "there")
    with pytest.raises(ReportError, match="no folder above"):
        write_leaving(let_out(3), tmp_path / "nowhere" / "there")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_released_json_keeps_the_file_types(tmp_path: Path) -> None:
    """Whoever writes the files later, outside the secure room, must know what may leave."""
    write_evaluation(let_out(3), tmp_path, languages=(), formats=())
    assert read_released(next(tmp_path.glob("*/released.json"))).file_types == RULES.file_types
