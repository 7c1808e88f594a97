"""Versions of schemas: frozen ones stay as they are, changes are classed, and a number that is too low is refused."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextwork_eval import cli
from nextwork_eval.errors import SchemaError, UsageError
from nextwork_eval.registers import (
    manifest_text,
    read_schema,
    schema_difference,
    schema_lines,
    schema_problems,
)
from nextwork_eval.shipped import shipped_schema, shipped_schemas

FROZEN = {
    "life-1.0": "0d1b0f4a8028010408c24176985ba775202fc02e9c63ddb48b17d45349faa89b",
    "nextwork-1.0": "10b2129d09806c94bec8078ea441ce112d1ed5faba6835882ba35026aabcacf6",
    "nextwork-1.1": "90751912bc1ef75356b5198af24bda3029ac75cd7869187973ab5544637182b5",
    "nextwork-2.0": "ec13ef7957df2024fa3f080318e2c52f71d7496fee7b027e4ce0320cd333a4a9",
    "nextwork-3.0": "fb11a572236a6765666b619b7a30185953e792ccbc0467ded4f62aa5599df65b",
}
Edit = Callable[[Path], None]


def test_a_frozen_version_is_never_edited() -> None:
    """Every version ever shipped is here with its fingerprint: it is the sha256 of its files, and stays as it is."""
    assert {name: read_schema(shipped_schema(name)).fingerprint for name in shipped_schemas()} == FROZEN


def edited(tmp_path: Path, version: str, *edits: Edit) -> Path:
    """Return a copy of nextwork-2.0 under another version, edited and frozen anew."""
    folder = tmp_path / f"nextwork-{version}"
    shutil.copytree(shipped_schema("nextwork-2.0"), folder)
    replace("schema.toml", '"nextwork-2.0"', f'"nextwork-{version}"')(folder)
    for edit in edits:
        edit(folder)
    (folder / "MANIFEST.toml").write_text(manifest_text(folder), encoding="utf-8")
    return folder


def replace(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def field(file: str, old: str, new: str) -> Edit:
    return replace(f"tables/{file}.json", old, new)


NEW_COLUMN = (
    '{"name": "shoe", "type": "integer", "description": "Size", "x-description-da": "Størrelse", "x-verified": false'
)
CHANGES: dict[str, tuple[Edit, str, bool]] = {
    "a column is removed": (
        replace("tables/udda.json", '"name": "HF_KILDE"', '"name": "HF_KILDE2"'),
        "udda.HF_KILDE: the column is gone",
        True,
    ),
    "a narrower range": (field("bfl", '"minimum": 0}', '"minimum": 1}'), "narrower: the minimum rose", True),
    "a wider range": (field("programme", '"maximum": 520', '"maximum": 530'), "wider: the maximum rose", False),
    "a new demand of a value": (
        field(
            "kotre",
            '"constraints": {"pattern": "^[0-9]{6}$"}',
            '"constraints": {"required": true, "pattern": "^[0-9]{6}$"}',
        ),
        "kotre.INSTNR: narrower: required",
        True,
    ),
    "a value is no longer allowed": (
        field("bef", '"81", "82"', '"81"'),
        "bef.REG: narrower: values are no longer allowed",
        True,
    ),
    "a new required column": (
        field("dod", "  ],", f"    , {NEW_COLUMN}}}\n  ],"),
        "dod.shoe: a new column, required",
        True,
    ),
    "a new optional column": (
        field("dod", "  ],", f'    , {NEW_COLUMN}, "x-optional": true}}\n  ],'),
        "dod.shoe: a new column, optional",
        False,
    ),
    "an optional column becomes required": (
        field("bfl", '"x-optional": true', '"x-optional": false'),
        "the column is now required",
        True,
    ),
    "another type": (
        field("firms", '"type": "integer"', '"type": "number", "decimalChar": ","'),
        "firms.employees: kind changed",
        True,
    ),
    "another unit": (field("programme", '"x-unit": "weeks"', '"x-unit": "days"'), "unit changed", True),
    "another key": (field("dod", '"primaryKey": ["PNR"]', '"primaryKey": ["PNR", "DODDATO"]'), "primary_key", True),
    "a code is removed": (replace("codelists/koen.csv", "\n9,", "\n8,"), "codelists/koen 9: the code is gone", True),
    "a code means another state": (
        replace("codelists/dream.csv", "other_benefit", "other_support"),
        "the code means another state",
        True,
    ),
    "a new code with a first day": (
        replace("codelists/koen.csv", "\n9,", "\nX,Andet,Other,,2030-01-01,,Invented\n9,"),
        "codelists/koen X: a new code, in use from a given day",
        False,
    ),
    "a new code without one": (
        replace("codelists/koen.csv", "\n9,", "\nX,Andet,Other,,,,Invented\n9,"),
        "codelists/koen X: a new code without a first day",
        True,
    ),
    "a label": (replace("codelists/koen.csv", "Kvinde", "Kvinder"), "codelists/koen 2: words", False),
    "a description": (field("bef", '"Sex"', '"Sex of the person"'), "bef.KOEN: description_en changed", False),
    "a table becomes required": (
        replace("schema.toml", "required = false", "required = true"),
        "firms: the table is now required",
        True,
    ),
    "a lower floor": (replace("disclosure.toml", "floor = 10", "floor = 5"), "profile strict: floor changed", True),
    "the source of a floor": (
        replace("disclosure.toml", "This project's own choice", "Our own choice"),
        "profile strict: source changed",
        False,
    ),
    "a state map": (
        replace("state_maps/dream_bfl.toml", "at_least = 0.3", "at_least = 0.5"),
        "state_maps/dream_bfl.toml: the state map reads",
        True,
    ),
    "a note of a state map": (
        replace("state_maps/dream_bfl.toml", "A week has the state", "Each week has the state"),
        "state_maps/dream_bfl.toml: words",
        False,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_classed_and_asks_for_its_number(name: str, tmp_path: Path) -> None:
    """A breaking change is refused under 2.1 and accepted under 3.0; any other is accepted under 2.1, not under 2.0."""
    edit, words, breaking = CHANGES[name]
    before = read_schema(shipped_schema("nextwork-2.0"))
    problems = {}
    for version in ("2.0", "2.1", "3.0"):
        difference = schema_difference(before, read_schema(edited(tmp_path, version, edit)))
        problems[version] = difference.number_problem
        assert difference.breaking == breaking
        assert [one for one in difference.changes if words in f"{one.where}: {one.what}" and one.breaking == breaking]
    assert problems["2.0"] is not None
    assert (problems["2.1"] is not None) == breaking
    assert problems["3.0"] is None


def test_the_same_schema_has_no_difference_and_two_schemas_are_not_compared() -> None:
    """A version differs in nothing from itself; LIFE is no version of NExTWORK."""
    schema, life = read_schema(shipped_schema("nextwork-2.0")), read_schema(shipped_schema("life-1.0"))
    assert schema_difference(schema, schema).changes == ()
    with pytest.raises(SchemaError, match="not two versions of one schema"):
        schema_difference(life, schema)


def test_exit_codes_of_diff(tmp_path: Path) -> None:
    """0 where nothing breaks, 1 where something does and the number says so, and a schema error where it does not."""
    words = edited(tmp_path, "2.1", CHANGES["a label"][0])
    run = CliRunner()
    assert run.invoke(cli.app, ["schema", "diff", "nextwork-2.0", str(words)]).exit_code == 0
    done = run.invoke(cli.app, ["schema", "diff", "nextwork-1.1", "nextwork-2.0"])
    assert done.exit_code == 1
    assert "breaking  vnds: the table is no longer required" in done.output
    names = run.invoke(cli.app, ["schema", "diff", "nextwork-2.0", "nextwork-3.0"])
    assert names.exit_code == 1
    assert "breaking  udda.HFAUDD: whole_codes changed" in names.output
    assert "udda.HFAUDD_HOVEDGRUPPE: a new column, optional" in names.output
    low = run.invoke(cli.app, ["schema", "diff", "nextwork-1.0", "nextwork-1.1"])  # numbered before there was a rule
    assert isinstance(low.exception, SchemaError)
    assert "at least nextwork-2.0" in str(low.exception)


def test_check_lists_everything_that_is_wrong_with_a_schema(tmp_path: Path) -> None:
    """An edited file, a misspelt key, a missing description and a code list without a source come together."""
    folder = edited(tmp_path, "2.1")
    replace("tables/bef.json", '"x-codelist": "koen"', '"x-codelst": "koen"')(folder)
    replace("tables/dod.json", '"x-description-da": "Dødsdag", ', "")(folder)
    replace("codelists/koen.csv", "Mand,Man", "Mand,")(folder)
    problems = schema_problems(folder)
    assert problems == [
        "codelists/koen.csv: edited after it was frozen",
        "tables/bef.json: edited after it was frozen",
        "tables/dod.json: edited after it was frozen",
        "codelists/koen.csv: line 2 lacks its code, a label or its source",
        "tables/bef.json, 'KOEN': 'x-codelst' is not a key of a column",
        "tables/dod.json, 'DODDATO': 'x-description-da' is missing",
    ]
    result = CliRunner().invoke(cli.app, ["schema", "check", str(folder)])
    assert isinstance(result.exception, SchemaError)
    assert result.exception.exit_code == 4
    assert len(result.exception.problems) == len(problems)


def test_own_properties_that_point_nowhere_are_contradictions(tmp_path: Path) -> None:
    """Spells, roles of dates, days of validity, agreement and unions name columns and tables that exist."""
    folder = edited(
        tmp_path,
        "2.1",
        field("kotre", '"end": "ELEV3_VTIL"', '"end": "UDD"'),
        field("kotre", '"overlap": "warning"', '"overlap": "often"'),
        field("dod", '"x-date": "death"', '"x-date": "dies"'),
        field("bef", '"x-valid-on": "REFERENCETID"', '"x-valid-on": "KOM"'),
        field("programme", '"column": "arm"', '"column": "group"'),
        replace("schema.toml", '{ table = "vnds_hist" }', '{ table = "vnds_old" }'),
        replace("schema.toml", ', INDUD_KODE = "U"', ""),
    )
    text = "\n".join(schema_problems(folder))
    assert len(schema_problems(folder)) == 7
    for part in ("x-spell names", "not 'often'", "x-date is one of", "x-valid-on needs", "x-same-as names"):
        assert part in text
    assert "a union names 'vnds_old'" in text
    assert "'vnds_ud' does not give every column of 'vnds'" in text


@pytest.mark.parametrize("name", shipped_schemas())
def test_every_shipped_schema_passes_check_and_can_be_shown(name: str) -> None:
    """All tables of all versions, in both languages."""
    assert schema_problems(shipped_schema(name)) == []
    schema = read_schema(shipped_schema(name))
    for language in ("da", "en"):
        assert schema.id in schema_lines(schema, None, language)[0]
        for table in schema.tables:
            text = "\n".join(schema_lines(schema, table.name, language))
            assert all(field.name in text for field in table.fields)


def test_the_note_on_code_lists_is_in_both_languages() -> None:
    """3.0 says in Danish what is known of its code lists; 2.0, which is frozen, has it in English only."""
    newest, older = (read_schema(shipped_schema(f"nextwork-{version}")) for version in ("3.0", "2.0"))
    assert schema_lines(newest, None, "da")[-1].startswith("Om kodelisterne: Listen over DREAM-koder er fra 2016")
    assert schema_lines(newest, None, "en")[-1].startswith("About the code lists: The DREAM list is of 2016")
    assert schema_lines(older, None, "da")[-1].startswith("Om kodelisterne: The DREAM list is of 2016")


def test_show_says_what_is_verified_and_what_is_not() -> None:
    """The names of hours and of the first day of a job were read nowhere, and pay was."""
    lines = schema_lines(read_schema(shipped_schema("nextwork-2.0")), "bfl", "en")
    hours, pay = (next(line for line in lines if line.startswith(name)) for name in ("ajo_loentimer", "ajo_smalt"))
    assert hours.split()[1:5] == ["number", "no", "hours", "no"]
    assert "the name" in pay
    with pytest.raises(UsageError, match="no table 'akm'"):
        schema_lines(read_schema(shipped_schema("nextwork-2.0")), "akm", "en")
