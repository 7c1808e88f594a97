"""The shipped schemas: frozen, free of contradictions, and saying of DREAM's codes what is known."""

import json
import shutil
from pathlib import Path

import pytest

from nextwork_eval.errors import SchemaError
from nextwork_eval.registers import RegisterSchema, manifest_text, read_schema
from nextwork_eval.shipped import shipped_schema

NEXTWORK = read_schema(shipped_schema("nextwork-1.1"))
LIFE = read_schema(shipped_schema("life-1.0"))
FIXED_BY_TABLE_SCHEMA = {"name", "type", "format", "description", "decimalChar", "constraints"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the NExTWORK schema that may be spoilt."""
    return Path(shutil.copytree(shipped_schema("nextwork-1.1"), tmp_path / "nextwork-1.1"))


def replace(folder: Path, file: str, old: str, new: str, *, frozen: bool = True) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if frozen:
        (folder / "MANIFEST.toml").write_text(manifest_text(folder), encoding="utf-8")


def test_an_edited_schema_is_refused_with_every_file_that_differs(copy: Path) -> None:
    """A changed, an added and a removed file are each named; nothing is read."""
    replace(copy, "codelists/koen.csv", "Kvinde", "Kone", frozen=False)
    (copy / "tables" / "extra.json").write_text("{}", encoding="utf-8")
    (copy / "tables" / "dod.json").unlink()
    with pytest.raises(SchemaError) as refusal:
        read_schema(copy)
    assert set(refusal.value.problems) == {
        "tables/dod.json: in the manifest, but missing",
        "tables/extra.json: not in the manifest",
        "codelists/koen.csv: edited after it was frozen",
    }


def test_line_ends_are_no_edit(copy: Path) -> None:
    """A checkout with other line ends is the same schema, with the same fingerprint."""
    for path in copy.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_schema(copy).fingerprint == NEXTWORK.fingerprint


def test_a_new_label_is_another_fingerprint(copy: Path) -> None:
    """Everything in the folder is part of the schema, labels included."""
    replace(copy, "codelists/koen.csv", "Kvinde", "Kone")
    assert read_schema(copy).fingerprint != NEXTWORK.fingerprint


@pytest.mark.parametrize("missing", ["MANIFEST.toml", "schema.toml"])
def test_a_folder_that_is_no_schema_is_refused(copy: Path, missing: str) -> None:
    """Without its manifest or its declaration a folder is no schema."""
    (copy / missing).unlink()
    with pytest.raises(SchemaError):
        read_schema(copy)


def test_contradictions_are_listed_together(copy: Path) -> None:
    """A role, a key, a code list and a floor that name or allow what is not there are all found in one go."""
    replace(copy, "schema.toml", 'arm = "arm"', 'arm = "gruppe"')
    replace(copy, "tables/firms.json", '"primaryKey": ["firm_id"]', '"primaryKey": ["cvr"]')
    replace(copy, "tables/bef.json", '"x-codelist": "koen"', '"x-codelist": "sex"')
    replace(copy, "disclosure.toml", "floor = 10", "floor = 0")
    with pytest.raises(SchemaError) as refusal:
        read_schema(copy)
    text = str(refusal.value)
    assert len(refusal.value.problems) == 4
    for part in ("roles.arm 'gruppe'", "primary key names 'cvr'", "no code list 'sex'", "floor of 'strict'"):
        assert part in text


def test_a_key_is_never_optional(copy: Path) -> None:
    """A column that makes a row unique, or says whose it is, must be there in every delivery."""
    replace(copy, "tables/udda.json", '"name": "PNR",', '"name": "PNR", "x-optional": true,')
    replace(copy, "tables/dod.json", '"name": "PNR",', '"name": "PNR", "x-optional": true,')
    with pytest.raises(SchemaError) as refusal:
        read_schema(copy)
    text = str(refusal.value)
    assert "'PNR' is in the primary key and cannot be optional" in text
    assert "table 'dod', 'PNR': a person key cannot be optional" in text


def test_an_unreadable_table_schema_is_a_schema_error(copy: Path) -> None:
    """A JSON file that is not JSON ends in a sentence, not a traceback."""
    replace(copy, "tables/bef.json", '"fields"', '"fields')
    with pytest.raises(SchemaError, match="cannot be understood"):
        read_schema(copy)


def test_only_open_data_have_a_public_profile() -> None:
    """LIFE may show every count; the registers may not, by any profile."""
    assert LIFE.open_data
    assert LIFE.disclosure["public"].floor == 0
    assert not NEXTWORK.open_data
    assert {name: profile.floor for name, profile in NEXTWORK.disclosure.items()} == {"dst": 5, "sds": 5, "strict": 10}


def test_roles_of_the_lottery_list() -> None:
    """Where the person, the round, the day and the arm stand is declared; LIFE has no calendar."""
    assert (NEXTWORK.person_key, NEXTWORK.lottery.person, NEXTWORK.lottery.date) == ("PNR", "PNR", "lottery_date")
    assert (LIFE.person_key, LIFE.lottery.round, LIFE.lottery.date) == ("id", "round", None)


def test_national_registers_hold_people_outside_the_lottery() -> None:
    """DREAM, BFL, the registers of education, BEF, DOD and VNDS are of the population; the rest is about the trial."""
    population = {table.name for table in NEXTWORK.tables if table.scope == "population"}
    assert population == {"dream", "bfl", "kotre", "udda", "udfk", "bef", "dod", "vnds"}


CODES = {
    "education_assistance": [140, 143, 149, 720, 723, 729],
    "internship_on_support": [137, 138, 147, 148, 727, 728, 737, 738, 897],
    "wage_subsidy_on_support": [145, 146, 215, 725, 726],
    "education_on_support": [144, 214, 724, 734],
    "other_benefit": [111, 114, 124, 130, 522, 730, 771, 774, 785, 810, 890, 899],
    "other_support": [511, 781],
    "other_self_support": [121, 122, 123, 412, 413],
    "education": [521, 651, 652, 661],
    "parental_leave": [881],
    "pension": [611, 621, 622, 783, 998],
    "emigrated": [997],
    "dead": [999],
}


@pytest.mark.parametrize("state", CODES)
def test_state_of_dream_codes(state: str) -> None:
    """Activation on a benefit is support; only codes that mean education are education; no code means a job."""
    states = NEXTWORK.code_lists["dream"].states
    assert {states[str(code)] for code in CODES[state]} == {state}
    assert "job" not in states.values()


def test_the_dream_list_holds_the_codes_of_the_register_and_no_others() -> None:
    """The 131 known codes less 0 and 100, which a project wrote into blank weeks; each has a state."""
    codes = [code.code for code in NEXTWORK.code_lists["dream"].codes]
    assert len(codes) == 129
    assert not {"0", "100"} & set(codes)
    assert len(NEXTWORK.code_lists["dream"].states) == 129


def test_validity_is_given_only_where_it_is_known() -> None:
    """Education assistance began on 1 January 2014; of other codes the list of 2016 says nothing."""
    dated = {code.code for code in NEXTWORK.code_lists["dream"].codes if code.valid_from is not None}
    assert dated == {str(block + last) for block in (140, 720) for last in (0, 3, 4, 5, 6, 7, 8, 9)}


@pytest.mark.parametrize("schema", [NEXTWORK, LIFE], ids=lambda schema: schema.id)
def test_table_schemas_are_frictionless(schema: RegisterSchema) -> None:
    """Own properties carry the x- prefix, so that any reader of Table Schema can ignore them."""
    paths = sorted((schema.folder / "tables").glob("*.json"))
    assert [path.stem for path in paths] == sorted(table.name for table in schema.tables)
    for path in paths:
        content = json.loads(path.read_text(encoding="utf-8"))
        own = {"title", "fields", "missingValues", "primaryKey", "foreignKeys"}
        assert {name for name in content if not name.startswith("x-")} <= own
        for field in content["fields"]:
            assert {name for name in field if not name.startswith("x-")} <= FIXED_BY_TABLE_SCHEMA


@pytest.mark.parametrize("schema", [NEXTWORK, LIFE], ids=lambda schema: schema.id)
def test_everything_is_said_in_both_languages(schema: RegisterSchema) -> None:
    """Columns, tables and codes have a Danish and an English description."""
    for table in schema.tables:
        assert table.register_da
        assert table.register_en
        for field in (*table.fields, *(family.column for family in table.wide)):
            assert field.description_da
            assert field.description_en
    for codes in schema.code_lists.values():
        assert all(code.label_da and code.label_en and code.source for code in codes.codes)


def test_a_profile_says_what_else_it_demands_and_nothing_unknown(copy: Path) -> None:
    """Firms, dominance, degrees of freedom, decimals and kinds of files may be declared; a share is below one."""
    replace(copy, "disclosure.toml", "floor = 10", 'floor = 10\nfewest_firms = 5\nfile_types = ["html"]')
    strict = read_schema(copy).disclosure["strict"]
    assert (strict.fewest_firms, strict.file_types, strict.decimals) == (5, ("html",), None)
    replace(copy, "disclosure.toml", "fewest_firms = 5", "largest_two = 85")
    with pytest.raises(SchemaError, match="largest_two of 'strict' is a share"):
        read_schema(copy)
    replace(copy, "disclosure.toml", "largest_two = 85", "larget_two = 0.85")
    with pytest.raises(SchemaError, match="cannot be understood"):
        read_schema(copy)
