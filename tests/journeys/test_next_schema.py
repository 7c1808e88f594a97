"""The shipped plan under the next version of its schema: the same numbers, and months said to be provisional."""

import re
from pathlib import Path

import pytest

from nextwork_eval.errors import PlanError
from nextwork_eval.plan import read_plan
from nextwork_eval.registers import inspect_extract, read_schema
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.reproduction import carry_out
from nextwork_eval.reproduction.plans import open_plan
from nextwork_eval.shipped import shipped_plan, shipped_schema
from tests.journeys.small_nextwork import DROPPED, KEPT


def small_plan(folder: Path, schema: str) -> Path:
    """Write NExTWORK with its primary analysis, under a version of its schema."""
    blocks = re.split(r"\n(?=\[)", shipped_plan("nextwork_2019").read_text(encoding="utf-8"))
    kept = [
        block
        for block in blocks
        if not block.startswith(DROPPED)
        and (not block.startswith("[[analysis]]") or any(f'\nid = "{name}"\n' in block for name in KEPT))
    ]
    text = "\n".join(kept).replace('casebook = "nextwork_2019"\n', "")
    assert 'schema = "nextwork-1.1"' in text
    path = folder / f"{schema}.toml"
    path.write_text(text.replace('schema = "nextwork-1.1"', f'schema = "{schema}"'), encoding="utf-8")
    return path


def test_the_plan_finds_the_same_under_the_next_schema(tmp_path: Path) -> None:
    """Every row and the flow are the same; only findings and fingerprints know of the other version.

    Both run on the synthetic extract that the plan describes, which the version of the schema does not change.
    """
    plans = {name: small_plan(tmp_path, name) for name in ("nextwork-1.1", "nextwork-2.0")}
    old, new = (carry_out(str(path)) for path in plans.values())
    assert old.flow == new.flow
    strip = {"plan_fingerprint", "schema_fingerprint", "extract_fingerprint"}
    rows = [[{k: v for k, v in row.to_dict().items() if k not in strip} for row in one.rows] for one in (old, new)]
    assert len(rows[0]) > 50
    assert rows[0] == rows[1]
    assert old.findings == ()
    assert {found.code for found in new.findings} == {"provisional"}  # those about one table are below the floor


def test_the_plan_finds_the_same_where_the_main_group_has_a_column_of_its_own(tmp_path: Path) -> None:
    """Under 3.0 the digits of HFAUDD may not be read: the plan is refused, and moved by the two covariates that do.

    In the invented data the first two digits are the main group: the column holds what the plan had read before.
    """
    with pytest.raises(PlanError) as refusal:
        open_plan(str(small_plan(tmp_path, "nextwork-3.0")))
    named = [problem.split(":")[0] for problem in refusal.value.problems]
    assert named == ["covariate 'beyond_school'", "covariate 'parent_qualified'"]
    moved = small_plan(tmp_path, "nextwork-3.0")
    text = moved.read_text(encoding="utf-8").replace('column = "HFAUDD"', 'column = "HFAUDD_HOVEDGRUPPE"')
    moved.write_text(text, encoding="utf-8")
    old, new = carry_out(str(small_plan(tmp_path, "nextwork-1.1"))), carry_out(str(moved))
    strip = {"plan_fingerprint", "schema_fingerprint", "extract_fingerprint"}
    rows = [[{k: v for k, v in row.to_dict().items() if k not in strip} for row in one.rows] for one in (old, new)]
    assert len(rows[0]) > 50
    assert rows[0] == rows[1]


def test_migrations_in_parts_are_the_register_they_were(tmp_path: Path) -> None:
    """VNDS closed in February 2026: its parts are put together as the table that it was, with I and U."""
    synthesize(read_plan(shipped_plan("nextwork_2019")), tmp_path / "extract")
    schema = read_schema(shipped_schema("nextwork-2.0"))
    whole = inspect_extract(tmp_path / "extract", schema).tables["vnds"]
    text = (tmp_path / "extract" / "vnds.csv").read_text(encoding="utf-8").splitlines()
    place = text[0].split(";").index("INDUD_KODE")
    for name, code in (("vnds_ind", "I"), ("vnds_ud", "U")):
        rows = [row.split(";") for row in text]
        kept = [row[:place] + row[place + 1 :] for row in rows if row[place] in ("INDUD_KODE", code)]
        lines = "".join(";".join(row) + "\n" for row in kept)
        (tmp_path / "extract" / f"{name}.csv").write_text(lines, encoding="utf-8")
    (tmp_path / "extract" / "vnds.csv").unlink()
    note = tmp_path / "extract" / "extract.toml"
    cut_off = next(line for line in note.read_text(encoding="utf-8").splitlines() if line.startswith("vnds = "))
    parts = "\n".join(cut_off.replace("vnds", name) for name in ("vnds_ind", "vnds_ud"))
    note.write_text(note.read_text(encoding="utf-8").replace(cut_off, parts), encoding="utf-8")
    arrived = inspect_extract(tmp_path / "extract", schema)
    assert whole.height > 0
    assert arrived.tables["vnds"].sort(whole.columns).equals(whole.sort(whole.columns))
    assert ("table_not_delivered", "vnds") not in {(found.code, found.table) for found in arrived.findings}
