"""A delivery with mistakes in it: each is found, counted, and named by table, column and row; no value is repeated.

The delivery is of four invented people in one lottery round, Ane, Bo, Cilla and Dan, and of Eva, who is in the national
registers only.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.errors import ExtractError
from nextwork_eval.registers import Extract, load_extract, read_schema
from nextwork_eval.shipped import shipped_schema

SCHEMA = read_schema(shipped_schema("nextwork-1.1"))
ANE, BO, CILLA, DAN, EVA = "ANE000000001", "BO0000000002", "CILLA0000003", "DAN000000004", "EVA000000005"

DELIVERY = {
    "allocation": f"""PNR;lottery_round;lottery_date;arm
{ANE};2016-11;2016-11-03;tilbudt
{BO};2016-11;2016-11-03;tilbudt
{CILLA};2016-11;2016-11-03;kontrol
{DAN};2016-11;2016-11-03;kontrol
""",
    "programme": f"""PNR;start_date;end_date;peer_group;weeks_attended
{ANE};2016-11-16;2017-03-01;g1;12
{BO};2016-11-16;;g1;9
""",
    "firms": """firm_id;industry;employees;joined_date;network_group
F1;561010;12;2016-10-20;N1
F2;471110;;;
""",
    "match_events": f"""event_id;event_date;PNR;firm_id;chosen
e1;2016-12-07;{ANE};F1;1
e1;2016-12-07;{BO};F1;0
""",
    "internships": f"""PNR;firm_id;start_date;end_date;chosen_by;end_reason;hired_after
{ANE};F1;2016-12-12;2017-01-20;young;completed;0
{CILLA};F2;2017-01-02;;caseworker;;
""",
    "dream": f"""PNR;y_1552;y_1553;y_1601;branche_2016_01;grad_2016_01
{ANE};720;720;727;;
{BO};730;;;561010;0,85
{CILLA};140;140;140;;
{DAN};;651;651;;
{EVA};998;998;998;;
""",
    "bfl": f"""PNR;ajo_job_slut_dato;ajo_smalt_loenbeloeb;ajo_fuldtid_beskaeftiget
{BO};2016-01-31;17250,50;0,85
{EVA};2016-01-31;900,00;0,05
""",
    "kotre": f"""PNR;ELEV3_VFRA;ELEV3_VTIL;UDD;AUDD;UDEL;TILG_ART;AFG_ART;INSTNR
{DAN};2015-08-10;2016-06-24;1199;0;0;1;1 ;280001
""",
    "udda": f"""PNR;REFERENCETID;HFAUDD
{ANE};2015-09-30;1023
{EVA};2015-09-30;3042
""",
    "udfk": f"""PNR;REFERENCETID;GRUNDSKOLEFAG;GRUNDSKOLEKARAKTER
{ANE};2012-06-20;01;-3
""",
    "bef": f"""PNR;REFERENCETID;KOEN;FOED_DAG;KOM;CIVST;IE_TYPE
{ANE};2015-12-31;2;1996-02-29;265;U;1
{BO};2015-12-31;1;1994-07-01;265;U;3
{CILLA};2015-12-31;2;1997-01-15;265;G;2
{DAN};2015-12-31;1;1995-05-05;265;U;1
{EVA};2015-12-31;2;1948-03-03;751;E;1
""",
    "dod": "PNR;DODDATO\n",
    "vnds": "PNR;INDUD_KODE;HAEND_DATO\n",
}
MOTHERS = f"""PNR;REFERENCETID;KOEN;FOED_DAG;KOM;CIVST;IE_TYPE;MOR_ID
{ANE};2015-12-31;2;1996-02-29;265;U;1;{EVA}
{BO};2015-12-31;1;1994-07-01;265;U;3;
"""
NOTE = """synthetic = true
delivered = 2017-03-01

[cut_off]
dream = 2016-01-10
bfl = 2016-01-31
kotre = 2016-09-30
udda = 2015-09-30
udfk = 2016-09-30
bef = 2015-12-31
dod = 2016-12-31
vnds = 2016-12-31
"""

Change = Callable[[dict[str, str]], None]


def load(folder: Path, *changes: Change, note: str = NOTE) -> Extract:
    tables = dict(DELIVERY)
    for change in changes:
        change(tables)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "extract.toml").write_text(note, encoding="utf-8")
    return load_extract(folder, SCHEMA)


def problems(folder: Path, *changes: Change, note: str = NOTE) -> tuple[str, ...]:
    with pytest.raises(ExtractError) as refusal:
        load(folder, *changes, note=note)
    assert refusal.value.exit_code == 5
    return refusal.value.problems


def swap(table: str, old: str, new: str) -> Change:
    def change(tables: dict[str, str]) -> None:
        assert old in tables[table]
        tables[table] = tables[table].replace(old, new)

    return change


def put(table: str, text: str) -> Change:
    return lambda tables: tables.update({table: text})


def drop(table: str) -> Change:
    def change(tables: dict[str, str]) -> None:
        del tables[table]

    return change


def test_the_delivery_itself_is_accepted(tmp_path: Path) -> None:
    """People outside the lottery are normal in national registers, and registers of deaths and moves may be empty."""
    extract = load(tmp_path)
    assert extract.findings == ()
    assert extract.tables["dream"].height == 5
    assert extract.tables["dream"]["y_1553"].to_list() == [720, None, 140, 651, 998]
    assert extract.tables["bfl"]["ajo_fuldtid_beskaeftiget"].to_list() == [0.85, 0.05]
    assert extract.tables["kotre"]["AFG_ART"].to_list() == ["1"]
    assert extract.tables["dod"].schema == {"PNR": pl.String, "DODDATO": pl.Date}
    assert list(extract.cut_offs) == ["dream", "bfl", "kotre", "udda", "udfk", "bef", "dod", "vnds"]


DEFECTS: dict[str, tuple[Change, str]] = {
    "a missing table": (drop("bfl"), "[missing_table] bfl: 1"),
    "an empty file": (put("bef", ""), "[empty_file] bef: 1"),
    "a file of blank lines": (put("bef", "\n\n"), "[empty_file] bef: 1"),
    "a header without rows": (put("bef", "PNR;REFERENCETID;KOEN;FOED_DAG;KOM;CIVST;IE_TYPE\n"), "[empty_file] bef: 1"),
    "an unknown column": (swap("bfl", "ajo_smalt_loenbeloeb", "loen"), "[unknown_column] bfl.loen: 1"),
    "a missing column": (swap("bfl", "ajo_smalt_loenbeloeb", "loen"), "[missing_column] bfl: 1"),
    "a column twice": (swap("bef", "CIVST", "KOM"), "[doubled_column] bef: 1"),
    "no header": (swap("dod", "PNR;DODDATO\n", f"{DAN};2016-02-02\n"), "[missing_header] dod: 2"),
    "a wrong type": (swap("programme", ";12\n", ";tolv\n"), "[wrong_type] programme.weeks_attended: 1 (rows 1)"),
    "a decimal point": (swap("bfl", "0,05", "0.05"), "[wrong_type] bfl.ajo_fuldtid_beskaeftiget: 1 (rows 2)"),
    "a day that does not exist": (swap("bef", "1996-02-29", "1995-02-29"), "[wrong_type] bef.FOED_DAG: 1 (rows 1)"),
    "a missing value": (swap("bfl", ";0,05", ";"), "[required_missing] bfl.ajo_fuldtid_beskaeftiget: 1 (rows 2)"),
    "a value below its range": (
        swap("bfl", "0,05", "-0,05"),
        "[out_of_range] bfl.ajo_fuldtid_beskaeftiget: 1 (rows 2)",
    ),
    "a birth before its range": (swap("bef", "1948-", "1848-"), "[out_of_range] bef.FOED_DAG: 1 (rows 5)"),
    "a value that is not allowed": (
        swap("match_events", "F1;1", "F1;2"),
        "[value_not_allowed] match_events.chosen: 1 (rows 1)",
    ),
    "a key of another form": (swap("bfl", EVA, "EVA5"), "[wrong_pattern] bfl.PNR: 1 (rows 2)"),
    "a duplicate person": (
        swap("allocation", BO, ANE),
        "[duplicate_key] allocation.PNR + lottery_round: 2 (rows 1, 2)",
    ),
    "a repeated snapshot": (swap("bef", BO, ANE), "[duplicate_key] bef.PNR + REFERENCETID: 2 (rows 1, 2)"),
    "somebody outside the lottery": (swap("programme", BO, EVA), "[foreign_key] programme.PNR: 1 (rows 2)"),
    "a firm that is not listed": (swap("internships", "F2", "F9"), "[foreign_key] internships.firm_id: 1 (rows 2)"),
    "an unknown benefit": (
        swap("dream", "998", "777"),
        "[unknown_code] dream.y_1552 and 2 more columns: 3 (rows 5, …)",
    ),
    "a code of a project": (swap("dream", ";;651", ";0;651"), "[unknown_code] dream.y_1552: 1 (rows 4)"),
    "an unknown sex": (swap("bef", "31;2;", "31;3;"), "[unknown_code] bef.KOEN: 3 (rows 1, 3, 5)"),
    "a week that does not exist": (swap("dream", "y_1601", "y_1653"), "[impossible_week] dream.y_1653: 1"),
    "a week that is skipped": (swap("dream", "y_1601", "y_1602"), "[skipped_week] dream: 1"),
    "rows of another length": (swap("bef", ";265;G", ";265"), "[ragged_rows] bef: 1 (rows 3)"),
    "another delimiter": (
        lambda tables: tables.update({"bef": tables["bef"].replace(";", ",")}),
        "[missing_header] bef: 9",
    ),
    "a mark that does not exist": (
        swap("udfk", "01;-3", "01;-2"),
        "[value_not_allowed] udfk.GRUNDSKOLEKARAKTER: 1 (rows 1)",
    ),
    "an optional column with other keys": (
        swap("bef", DELIVERY["bef"], MOTHERS.replace("EVA000000005", "EVA")),
        "[wrong_pattern] bef.MOR_ID: 1 (rows 1)",
    ),
    "an open quotation mark": (swap("firms", "N1", '"N1'), "[unreadable_file] firms: 1"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_named_defects(name: str, tmp_path: Path) -> None:
    """Each defect is found where it is, with the right count and rows."""
    change, expected = DEFECTS[name]
    found = problems(tmp_path, change)
    assert [problem for problem in found if problem.startswith(f"{expected}:")] != [], found


NOTES = {
    "no word on whether the data are invented": (
        NOTE.replace("synthetic = true\n", ""),
        "'synthetic' must be true or false",
    ),
    "a text where a truth value belongs": (NOTE.replace("= true", '= "yes"'), "'synthetic' must be true or false"),
    "a key that does not exist": (f"synthetik = true\n{NOTE}", "'synthetik' is not a key"),
    "a register without a cut-off": (
        NOTE.replace("bfl = 2016-01-31\n", ""),
        "the last day for which 'bfl' is complete",
    ),
    "a cut-off of no register": (f"{NOTE}ilme = 2016-01-01\n", "'ilme', which is not a table"),
    "a cut-off that is no day": (NOTE.replace("2016-01-10", '"januar"'), "must give a date for 'dream'"),
    "an encoding that does not exist": (f'{NOTE}[dialect]\nencoding = "utf-9"\n', "must name an encoding"),
    "a note that is not TOML": ("synthetic: yes", "expected a TOML file"),
}


@pytest.mark.parametrize("name", NOTES)
def test_defects_of_the_delivery_note(name: str, tmp_path: Path) -> None:
    """The note is checked as strictly as the data: the cut-offs decide how far people are followed."""
    note, expected = NOTES[name]
    assert any(expected in problem for problem in problems(tmp_path, note=note))


def test_everything_is_found_at_once(tmp_path: Path) -> None:
    """Mistakes in seven tables and the note are listed together, one sentence each, and no sentence holds a value."""
    found = problems(
        tmp_path,
        drop("vnds"),
        put("dod", ""),
        swap("bef", "1996-02-29", "29.02.1996"),
        swap("dream", "998", "777"),
        swap("dream", "y_1601", "y_1653"),
        swap("programme", BO, EVA),
        swap("allocation", BO, ANE),
        swap("bfl", "17250,50", "meget"),
        swap("kotre", "280001", "Roskilde"),
        note=NOTE.replace("kotre = 2016-09-30\n", ""),
    )
    codes = [problem.split("]")[0].removeprefix("[") for problem in found]
    assert sorted(codes) == [
        "duplicate_key",
        "empty_file",
        "foreign_key",
        "foreign_key",
        "impossible_week",
        "missing_cut_off",
        "missing_table",
        "unknown_code",
        "wrong_pattern",
        "wrong_type",
        "wrong_type",
    ]
    text = " ".join(found)
    for value in (ANE, BO, CILLA, DAN, EVA, "29.02.1996", "777", "meget", "Roskilde", "17250"):
        assert value not in text


def test_civil_registration_numbers_stop_everything(tmp_path: Path) -> None:
    """Where a number is found nothing else is said, and the number is not repeated."""
    found = problems(tmp_path, swap("bfl", EVA, "0101901234"), swap("dream", "998", "777"), drop("vnds"))
    (only,) = found
    assert only.startswith("[civil_registration_number] bfl.PNR: 1 (rows 2)")
    assert "pseudonym" in only
    assert "010190" not in only


def test_the_header_is_not_repeated_where_it_may_be_a_row(tmp_path: Path) -> None:
    """A file without a header begins with a person; her key does not become the name of a column."""
    found = problems(tmp_path, swap("dod", "PNR;DODDATO\n", f"{DAN};2016-02-02\n"))
    assert not any(DAN in problem for problem in found)


def test_a_code_before_its_time_is_a_warning(tmp_path: Path) -> None:
    """Education assistance began on 1 January 2014, in week 1401; earlier its code is noticed and read as it stands."""
    extract = load(tmp_path, swap("dream", "y_1552;y_1553;y_1601", "y_1352;y_1401;y_1402"))
    (finding,) = extract.findings
    assert (finding.code, finding.severity, finding.column) == ("code_not_in_use", "warning", "y_1352")
    assert (finding.count, finding.rows) == (2, (1, 3))


def test_an_optional_column_may_be_there_or_not(tmp_path: Path) -> None:
    """Who the mother is need not be ordered; where it is, a civil registration number in it stops everything."""
    assert "MOR_ID" not in load(tmp_path).tables["bef"].columns
    assert load(tmp_path, put("bef", MOTHERS)).tables["bef"]["MOR_ID"].to_list() == [EVA, None]
    (only,) = problems(tmp_path, put("bef", MOTHERS.replace(EVA, "0101601234")))
    assert only.startswith("[civil_registration_number] bef.MOR_ID: 1 (rows 1)")


def test_an_optional_register_may_be_absent(tmp_path: Path) -> None:
    """Education spells that were not ordered are a note; keys that point to an absent table are a warning."""
    extract = load(tmp_path, drop("kotre"), drop("firms"))
    codes = [(finding.code, finding.table) for finding in extract.findings]
    assert codes == [
        ("table_not_delivered", "firms"),
        ("table_not_delivered", "kotre"),
        ("key_not_checked", "match_events"),
        ("key_not_checked", "internships"),
    ]


def test_repeated_rows_of_a_table_without_a_key_are_a_warning(tmp_path: Path) -> None:
    """A file that was joined to itself doubles pay; it is read as it stands, and said."""
    extract = load(tmp_path, lambda tables: tables.update(bfl=tables["bfl"] + tables["bfl"].split("\n", 1)[1]))
    (finding,) = extract.findings
    assert (finding.code, finding.count, finding.rows) == ("repeated_rows", 4, (1, 2, 3, 4))


def test_files_that_cannot_be_what_they_say(tmp_path: Path) -> None:
    """A broken Parquet file, a file in another encoding, and a table delivered twice are findings, not tracebacks."""
    (tmp_path / "bfl.parquet").write_bytes(b"PAR1 this is not it")
    found = problems(tmp_path, drop("bfl"))
    assert [problem for problem in found if problem.startswith("[unreadable_file] bfl")] != []
    (tmp_path / "bef.parquet").write_bytes(b"")
    found = problems(tmp_path)
    assert {problem.split(":")[0] for problem in found} == {"[doubled_file] bfl", "[doubled_file] bef"}


def test_another_encoding_is_found_and_can_be_declared(tmp_path: Path) -> None:
    """Windows text is refused as UTF-8, and read right once extract.toml says so."""
    load(tmp_path)
    (tmp_path / "firms.csv").write_bytes(DELIVERY["firms"].replace("N1", "Øst").encode("cp1252"))
    with pytest.raises(ExtractError, match=r"\[wrong_encoding\] firms"):
        load_extract(tmp_path, SCHEMA)
    (tmp_path / "extract.toml").write_text(f'{NOTE}[dialect]\nencoding = "cp1252"\n', encoding="utf-8")
    assert load_extract(tmp_path, SCHEMA).tables["firms"]["network_group"].to_list() == ["Øst", None]


def test_parquet_with_its_own_types_is_the_same_extract(tmp_path: Path) -> None:
    """Numbers, days, codes and missing values survive the change of format: the fingerprint is the same."""
    text = load(tmp_path)
    for name, table in text.tables.items():
        table.reverse().write_parquet(tmp_path / f"{name}.parquet")
        (tmp_path / f"{name}.csv").unlink()
    stored = load_extract(tmp_path, SCHEMA)
    assert stored.fingerprint == text.fingerprint
    assert stored.tables["dream"].reverse().equals(text.tables["dream"])


def test_no_folder_is_an_error_of_the_extract(tmp_path: Path) -> None:
    """A path that leads nowhere says so."""
    with pytest.raises(ExtractError, match="no extract"):
        load_extract(tmp_path / "nowhere", SCHEMA)
