"""Our findings are those of `frictionless`, the reference reader of Table Schema, on tables with seeded defects.

Both read the same text against the same schema file. Kinds of findings are mapped one to one; the count of each kind in
each column must be equal. Three differences are right, and are tested as such:

* a duplicate key: the reference names the second row of a pair, we name both;
* a code that is on no list: the reference knows lists only as `enum`, so the test gives it the codes;
* an optional column is, to the reference, one that may not be missing: it gets the columns that were delivered.
"""

import json
import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from frictionless import Dialect, Package, Resource, Schema
from frictionless.formats.csv import CsvControl

from nextwork_eval.registers import read_schema
from nextwork_eval.registers.columns import check_table
from nextwork_eval.registers.keys import check_keys
from nextwork_eval.shipped import shipped_schema, shipped_schemas

SCHEMA = read_schema(shipped_schema("nextwork-2.0"))
OURS = {
    "type-error": {"wrong_type"},
    "constraint-error": {"required_missing", "value_not_allowed", "wrong_pattern", "out_of_range", "unknown_code"},
    "primary-key": {"duplicate_key"},
}
Found = Counter[tuple[str, str]]


@pytest.mark.parametrize("name", shipped_schemas())
def test_every_schema_file_is_valid_to_the_reference(name: str) -> None:
    """Each table of each version is a Table Schema by the reference's own validator."""
    paths = sorted((shipped_schema(name) / "tables").glob("*.json"))
    assert paths
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        content.pop("foreignKeys", None)  # a reference to another resource needs a package around it
        report = Schema.validate_descriptor(content)
        assert report.valid, report.flatten(["note"])


def reference(path: Path, table: str) -> Found:
    """Return (kind, column) to the count that the reference finds; weeks are spelled out as single columns."""
    content = json.loads((SCHEMA.folder / "tables" / f"{table}.json").read_text(encoding="utf-8"))
    header = path.read_text(encoding="utf-8").split("\n", 1)[0].split(";")
    fields = [field for field in content["fields"] if field["name"] in header]
    for family in content.get("x-wide", []):
        weeks = [name for name in header if pl.Series([name]).str.contains(family["pattern"]).item()]
        fields += [{**_column(family), "name": name} for name in weeks]
    for field in fields:
        if "x-codelist" in field:
            codes = [code.code for code in SCHEMA.code_lists[field["x-codelist"]].codes]
            known = [int(code) for code in codes] if field["type"] == "integer" else codes
            field["constraints"] = {k: v for k, v in field.get("constraints", {}).items() if k != "required"}
            field["constraints"] |= {"enum": known}
    fields.sort(key=lambda field: header.index(field["name"]))
    schema = {name: content[name] for name in ("missingValues", "primaryKey") if name in content}
    resource = Resource(
        path=path.name,
        basepath=str(path.parent),
        schema=Schema.from_descriptor({**schema, "fields": [{**field} for field in fields]}),
        dialect=Dialect(controls=[CsvControl(delimiter=";")]),
    )
    report = resource.validate(limit_errors=10_000_000)
    return Counter(
        (kind, "" if kind == "primary-key" else str(name)) for kind, name in report.flatten(["type", "fieldName"])
    )


def _column(family: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in family.items() if key not in ("pattern", "kind", "required")}


def ours(path: Path, table: str) -> Found:
    """Return the same from our own checks, each column by itself."""
    declared = SCHEMA.table(table)
    frame = pl.read_csv(path, separator=";", infer_schema=False, empty_string_is_null=False)
    found: Found = Counter()
    for name in frame.columns[1:] if declared.wide else [None]:
        part = frame if name is None else frame.select(frame.columns[0], name)
        typed, findings = check_table(part, declared, SCHEMA.code_lists, ",")
        for one in findings:
            kind = next((kind for kind, codes in OURS.items() if one.code in codes), None)
            if kind is not None and (name is None or one.column == name):
                found[kind, one.column or ""] += one.count
    keys = [one for one in check_keys({table: typed}, SCHEMA) if one.code == "duplicate_key"]
    for one in keys:
        assert one.count % 2 == 0
        found["primary-key", ""] += one.count // 2  # pairs were seeded: the reference names one row of each
    return found


def seeded(rows: list[list[str]], draw: random.Random, defects: dict[int, list[str]], each: int) -> list[list[str]]:
    """Put each defect into as many rows of its column; no row gets two."""
    places = draw.sample(range(len(rows)), each * sum(len(kinds) for kinds in defects.values()))
    spoilt = [list(row) for row in rows]
    for column, kinds in defects.items():
        for text in kinds:
            for _ in range(each):
                spoilt[places.pop()][column] = text
    return spoilt


def written(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    path.write_text("\n".join(";".join(row) for row in [header, *rows]) + "\n", encoding="utf-8")
    return path


def test_pay_of_forty_thousand_rows(tmp_path: Path) -> None:
    """Numbers with a decimal comma, dates and keys, each spoilt in every way that a type or a bound can be."""
    draw = random.Random(7)
    clean = [
        [f"P{number:011d}", f"{draw.randint(2009, 2019)}-{draw.randint(1, 12):02d}-28", "17250,50", "0,85"]
        for number in range(40_000)
    ]
    defects = {
        0: ["", "P1", "P-000000000"],
        1: ["", "2016-02-30", "28.02.2016", "2007-12-31"],
        2: ["17250.50", "1.234,56", "meget"],
        3: ["", "-0,1", "0.5"],
    }
    path = written(
        tmp_path / "bfl.csv",
        ["PNR", "ajo_job_slut_dato", "ajo_smalt_loenbeloeb", "ajo_fuldtid_beskaeftiget"],
        seeded(clean, draw, defects, 20),
    )
    found = ours(path, "bfl")
    assert found == reference(path, "bfl")
    assert found["constraint-error", "PNR"] == 60
    assert found["type-error", "ajo_job_slut_dato"] == 40
    assert sum(found.values()) == 13 * 20


def test_the_population_with_codes_and_keys(tmp_path: Path) -> None:
    """Code lists, enumerations, patterns, and 50 snapshots that stand twice, in 20,050 rows."""
    draw = random.Random(8)
    clean = [
        [f"P{number:011d}", "2015-12-31", draw.choice("12"), "1990-05-01", "265", draw.choice("UGFE"), "1", "81"]
        for number in range(20_000)
    ]
    defects = {2: ["3", "mand"], 3: ["1869-12-31", "1990-13-01"], 4: ["26", "Roskilde"], 5: ["X"], 6: ["9"], 7: ["80"]}
    rows = seeded(clean, draw, defects, 25)
    rows += rows[:50]
    header = ["PNR", "REFERENCETID", "KOEN", "FOED_DAG", "KOM", "CIVST", "IE_TYPE", "REG"]
    path = written(tmp_path / "bef.csv", header, rows)
    found = ours(path, "bef")
    assert found == reference(path, "bef")
    assert found["primary-key", ""] == 50
    assert sum(found.values()) >= 9 * 25 + 50


def test_ten_thousand_people_and_their_weeks(tmp_path: Path) -> None:
    """Weekly codes: blanks are weeks without a benefit, an unknown code and a word are found in each week."""
    draw = random.Random(9)
    weeks = [f"y_16{week:02d}" for week in range(1, 9)]
    clean = [[f"P{number:011d}", *(draw.choice(["720", "651", "", "   "]) for _ in weeks)] for number in range(10_000)]
    defects = {place: ["777", "SU", "72O"] for place in range(1, 9)}
    path = written(tmp_path / "dream.csv", ["PNR", *weeks], seeded(clean, draw, defects, 10))
    found = ours(path, "dream")
    assert found == reference(path, "dream")
    assert found == {(kind, week): n for week in weeks for kind, n in (("type-error", 20), ("constraint-error", 10))}


def test_keys_across_tables_of_ten_thousand_rows(tmp_path: Path) -> None:
    """Stays of people who are not on the lottery list, and stays that stand twice, among 10,000."""
    draw = random.Random(10)
    people = [[f"P{number:011d}", "one", "2016-11-03", "1"] for number in range(10_000)]
    stays = [[person, "2016-11-16", "2017-03-01", "g1", "12"] for person, *_ in people]
    for place in draw.sample(range(100, len(stays)), 40):
        stays[place][0] = f"Q{place:011d}"
    stays += stays[:30]
    tables = {
        "allocation": (["PNR", "lottery_round", "lottery_date", "arm"], people),
        "programme": (["PNR", "start_date", "end_date", "peer_group", "weeks_attended"], stays),
    }
    resources, frames = [], {}
    for name, (header, rows) in tables.items():
        path = written(tmp_path / f"{name}.csv", header, rows)
        content = json.loads((SCHEMA.folder / "tables" / f"{name}.json").read_text(encoding="utf-8"))
        content["fields"] = [field for field in content["fields"] if field["name"] in header]
        resources.append(
            Resource(
                name=name,
                path=path.name,
                schema=Schema.from_descriptor(content),
                dialect=Dialect(controls=[CsvControl(delimiter=";")]),
            )
        )
        frame = pl.read_csv(path, separator=";", infer_schema=False, empty_string_is_null=False)
        frames[name], findings = check_table(frame, SCHEMA.table(name), SCHEMA.code_lists, ",")
        assert [one.code for one in findings if one.severity == "error"] == []
    report = Package(resources=resources, basepath=str(tmp_path)).validate(limit_errors=10_000_000)
    theirs = Counter(kind for (kind,) in report.flatten(["type"]))
    mine = {one.code: one.count for one in check_keys(frames, SCHEMA)}
    assert theirs == {"foreign-key": 40, "primary-key": 30}
    assert mine == {"foreign_key": 40, "duplicate_key": 60}  # both rows of a pair


LAXER = {"integer": (" 12", "1_000"), "number": (" 0,5",), "date": ("2016-2-3",)}
COLUMNS = {"integer": ("programme", "weeks_attended"), "number": ("bfl", "ajo_loentimer"), "date": ("dod", "DODDATO")}


@pytest.mark.parametrize("kind", LAXER)
def test_where_the_reference_is_laxer(kind: str) -> None:
    """A blank in front of a number, digits with an underscore and a day without zeros pass the reference, and not here.

    Engines disagree about such cells, so that the gate refuses them before any of them decides.
    """
    comma = {"decimalChar": ","} if kind == "number" else {}
    theirs = Schema.from_descriptor({"fields": [{"name": "x", "type": kind, **comma}]}).get_field("x")
    table, name = COLUMNS[kind]
    for text in LAXER[kind]:
        value, notes = theirs.read_cell(text)
        frame = pl.DataFrame({"PNR": ["P00000000001"], name: [text]})
        _, findings = check_table(frame, SCHEMA.table(table), SCHEMA.code_lists, ",")
        assert [one.count for one in findings if one.code == "wrong_type"] == [1]
        assert value is not None
        assert not notes
