"""The shipped plan under each version of its schema: the same numbers, and months said to be provisional."""

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


def small_plan(folder: Path, schema: str, column: str) -> Path:
    """Write NExTWORK with its primary analysis, under a version of its schema; `column` holds the main group."""
    blocks = re.split(r"\n(?=\[)", shipped_plan("nextwork_2019").read_text(encoding="utf-8"))
    kept = [
        block
        for block in blocks
        if not block.startswith(DROPPED)
        and (not block.startswith("[[analysis]]") or any(f'\nid = "{name}"\n' in block for name in KEPT))
    ]
    text = "\n".join(kept).replace('casebook = "nextwork_2019"\n', "")
    assert 'schema = "nextwork-3.0"' in text
    assert text.count('column = "HFAUDD_HOVEDGRUPPE"') == 2
    text = text.replace('schema = "nextwork-3.0"', f'schema = "{schema}"')
    path = folder / f"{schema}.toml"
    path.write_text(text.replace('column = "HFAUDD_HOVEDGRUPPE"', f'column = "{column}"'), encoding="utf-8")
    return path


def test_the_plan_finds_the_same_under_each_version_of_its_schema(tmp_path: Path) -> None:
    """Every row and the flow are the same; only findings and fingerprints know of the other version.

    All run on the synthetic extract that the plan describes. In the invented data the first two digits of HFAUDD are
    the main group, which the versions before 3.0 let a plan read; 3.0 has a column for it.
    """
    columns = {"nextwork-1.1": "HFAUDD", "nextwork-2.0": "HFAUDD", "nextwork-3.0": "HFAUDD_HOVEDGRUPPE"}
    first, second, third = (carry_out(str(small_plan(tmp_path, name, column))) for name, column in columns.items())
    assert first.flow == second.flow == third.flow
    strip = {"plan_fingerprint", "schema_fingerprint", "extract_fingerprint"}
    rows = [
        [{k: v for k, v in row.to_dict().items() if k not in strip} for row in one.rows]
        for one in (first, second, third)
    ]
    assert len(rows[0]) > 50
    assert rows[0] == rows[1] == rows[2]
    assert first.findings == ()
    for later in (second, third):  # those about one table are below the floor
        assert {found.code for found in later.findings} == {"provisional"}


def test_the_digits_of_an_education_may_not_be_read(tmp_path: Path) -> None:
    """Under 3.0 a plan that reads how HFAUDD begins is refused, and told of each covariate that does."""
    with pytest.raises(PlanError) as refusal:
        open_plan(str(small_plan(tmp_path, "nextwork-3.0", "HFAUDD")))
    named = [problem.split(":")[0] for problem in refusal.value.problems]
    assert named == ["covariate 'beyond_school'", "covariate 'parent_qualified'"]


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
    about = {(found.code, found.table) for found in arrived.findings if found.table.startswith("vnds")}
    assert about == {("part_not_delivered", "vnds_hist")}
    (tmp_path / "extract" / "vnds_ud.csv").unlink()  # nobody would be seen to leave
    missing = [one for one in inspect_extract(tmp_path / "extract", schema).findings if one.severity == "warning"]
    assert {one.table for one in missing if one.code == "part_not_delivered"} == {"vnds_hist", "vnds_ud"}
