"""One defect at a time is put into a delivery that is otherwise sound: exactly it is found, with the right count.

The delivery is that of Ane, Bo, Cilla, Dan and Eva in `test_bad_input_extract`, held against the schema that also
declares what dates and spells mean.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nextwork_eval.design import Arm, Round, TrialDesign
from nextwork_eval.registers import inspect_extract, read_schema
from nextwork_eval.registers.schema import LotteryColumns
from nextwork_eval.results import Finding
from nextwork_eval.shipped import shipped_schema
from nextwork_eval.trial import lottery_findings
from tests.journeys.test_bad_input_extract import ANE, BO, CILLA, DAN, DELIVERY, EVA, NOTE, drop, put, swap

SCHEMA = read_schema(shipped_schema("nextwork-2.0"))
Change = Callable[[dict[str, str]], None]
Found = dict[tuple[str, str], int]


def found(folder: Path, *changes: Change, note: str = NOTE) -> Counter[tuple[str, str]]:
    """Return (code, place) to count."""
    tables = dict(DELIVERY)
    for change in changes:
        change(tables)
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "extract.toml").write_text(note, encoding="utf-8")
    return counts(inspect_extract(folder, SCHEMA).findings)


def counts(findings: tuple[Finding, ...] | list[Finding]) -> Counter[tuple[str, str]]:
    return Counter({(one.code, one.place()): one.count for one in findings})


def add(table: str, *rows: str) -> Change:
    return lambda tables: tables.update({table: tables[table] + "".join(f"{row}\n" for row in rows)})


HEADER, *DREAM_ROWS = DELIVERY["dream"].rstrip("\n").split("\n")
LATER_WEEK = "\n".join(
    [f"{HEADER};y_1602", *(f"{row};{code}" for row, code in zip(DREAM_ROWS, ["720", "", "140", "", ""], strict=True))]
)
ARMS = DELIVERY["programme"].replace("attended\n", "attended;arm\n").replace(";12\n", ";12;kontrol\n")

DEFECTS: dict[str, tuple[Change, Found]] = {
    # cells
    "a word for a number": (swap("programme", ";12\n", ";tolv\n"), {("wrong_type", "programme.weeks_attended"): 1}),
    "a decimal point": (swap("bfl", "0,05", "0.05"), {("wrong_type", "bfl.ajo_fuldtid_beskaeftiget"): 1}),
    "a day that does not exist": (swap("bef", "1996-02-29", "1995-02-29"), {("wrong_type", "bef.FOED_DAG"): 1}),
    "no value where one must be": (
        swap("bfl", ";0,05", ";"),
        {("required_missing", "bfl.ajo_fuldtid_beskaeftiget"): 1},
    ),
    "less than nothing": (swap("bfl", "0,05", "-0,05"), {("out_of_range", "bfl.ajo_fuldtid_beskaeftiget"): 1}),
    "more weeks than ten years": (
        swap("programme", ";12\n", ";521\n"),
        {("out_of_range", "programme.weeks_attended"): 1},
    ),
    "a value that is not allowed": (
        swap("match_events", "F1;1", "F1;2"),
        {("value_not_allowed", "match_events.chosen"): 1},
    ),
    "a municipality of two digits": (swap("bef", ";265;", ";26;"), {("wrong_pattern", "bef.KOM"): 4}),
    "a sign for missing that was not agreed": (
        swap("firms", "F2;471110;;;", "F2;471110;;;NA"),
        {("undeclared_missing", "firms.network_group"): 1},
    ),
    "a full stop for a missing number": (
        swap("firms", "F2;471110;;", "F2;471110;.;"),
        {("undeclared_missing", "firms.employees"): 1, ("wrong_type", "firms.employees"): 1},
    ),
    # codes
    "an unknown sex": (swap("bef", "31;2;", "31;3;"), {("unknown_code", "bef.KOEN"): 3}),
    "an unknown benefit": (swap("dream", "998", "777"), {("unknown_code", "dream.y_1552 and 2 more columns"): 3}),
    # keys
    "a repeated snapshot": (
        add("bef", f"{ANE};2015-12-31;2;1996-02-29;265;U;1"),
        {("duplicate_key", "bef.PNR + REFERENCETID"): 2},
    ),
    "somebody outside the lottery": (
        add("programme", f"{EVA};2016-11-16;;g1;3"),
        {("foreign_key", "programme.PNR"): 1},
    ),
    "a firm that is not listed": (swap("internships", "F2", "F9"), {("foreign_key", "internships.firm_id"): 1}),
    "a table that keys point to is missing": (
        drop("firms"),
        {
            ("table_not_delivered", "firms"): 1,
            ("key_not_checked", "match_events"): 1,
            ("key_not_checked", "internships"): 1,
        },
    ),
    "rows that stand twice": (
        add("udfk", *2 * [f"{BO};2012-06-20;01;7"]),
        {("repeated_rows", "udfk"): 2},
    ),
    # tables and columns
    "a missing table": (drop("bfl"), {("missing_table", "bfl"): 1, ("provisional", "bfl.ajo_job_slut_dato"): -2}),
    "a header without rows": (
        put("udda", "PNR;REFERENCETID;HFAUDD\n"),
        {("empty_file", "udda"): 1},
    ),
    "one of VNDS's successors beside VNDS": (
        put("vnds_ud", f"PNR;HAEND_DATO\n{EVA};2015-03-01\n"),
        {
            ("part_beside_whole", "vnds_ud"): 1,
            ("table_not_delivered", "vnds_ud"): -1,
            ("missing_cut_off", "extract.toml"): 1,
        },
    ),
    "a column of another name": (
        swap("kotre", "INSTNR", "SKOLE"),
        {("unknown_column", "kotre.SKOLE"): 1, ("missing_column", "kotre"): 1},
    ),
    "rows of another length": (
        swap("udda", ";1023", ";1023;"),
        {("ragged_rows", "udda"): 1},
    ),
    # weeks
    "a week that does not exist": (
        swap("dream", "y_1601", "y_1653"),
        {
            ("impossible_week", "dream.y_1653"): 1,
            ("provisional", "dream.y_1552 and 4 more columns"): -14,
            ("provisional", "dream.y_1552 and 3 more columns"): 10,
        },
    ),
    "a week that is skipped": (
        swap("dream", "y_1552", "y_1551"),
        {
            ("skipped_week", "dream"): 1,
            ("provisional", "dream.y_1552 and 4 more columns"): -14,
            ("provisional", "dream.y_1551 and 4 more columns"): 14,
        },
    ),
    "a week past the cut-off": (put("dream", LATER_WEEK), {("after_cut_off", "dream.y_1602"): 2}),
    # days
    "a day past the cut-off": (
        add("bfl", f"{BO};2016-02-29;100,00;0,01"),
        {("after_cut_off", "bfl.ajo_job_slut_dato"): 1},
    ),
    "a day to come": (
        swap("match_events", f"e1;2016-12-07;{BO}", f"e1;2017-03-02;{BO}"),
        {("after_delivery", "match_events.event_date"): 1},
    ),
    "a birth to come": (
        swap("bef", "1948-03-03", "2048-03-03"),
        {
            ("after_delivery", "bef.FOED_DAG"): 1,
            ("before_birth", "bef.REFERENCETID"): 1,
            ("before_birth", "bfl.ajo_job_slut_dato"): 1,
            ("before_birth", "udda.REFERENCETID"): 1,
        },
    ),
    "the first day of a program for an unknown one": (
        add("dod", f"{EVA};1970-01-01"),
        {("stand_in_date", "dod.DODDATO"): 1},
    ),
    "a newest year that may still change": (
        swap("kotre", "2015-08-10", "2015-10-01"),
        {("provisional", "kotre.ELEV3_VFRA"): 1},
    ),
    # lives
    "schooling before birth": (
        swap("udfk", "2012-06-20", "1995-06-20"),
        {("out_of_range", "udfk.REFERENCETID"): 1, ("before_birth", "udfk.REFERENCETID"): 1},
    ),
    "a meeting after death": (
        add("dod", f"{ANE};2016-12-06"),
        {
            ("after_death", "match_events.event_date"): 1,
            ("after_death", "internships.start_date"): 1,
        },
    ),
    "a death before birth": (
        add("dod", f"{BO};1990-01-02"),
        {
            ("before_birth", "dod.DODDATO"): 1,
            ("after_death", "allocation.lottery_date"): 1,
            ("after_death", "programme.start_date"): 1,
            ("after_death", "match_events.event_date"): 1,
        },
    ),
    "two births of one person": (
        add("bef", f"{CILLA};2014-12-31;2;1997-01-16;265;G;2"),
        {("several_births", "bef.FOED_DAG"): 2},
    ),
    # spells
    "a spell that ends before it starts": (
        swap("kotre", "2016-06-24", "2015-06-24"),
        {("ends_before_start", "kotre.ELEV3_VTIL"): 1},
    ),
    "two spells at once": (
        add(
            "kotre", f"{DAN};2016-06-24;;1199;9999;0;1;4;280001", f"{DAN};2011-08-01;2012-06-30;1023;1023;0;1;1;280001"
        ),
        {("spells_overlap", "kotre.ELEV3_VFRA"): 1, ("provisional", "kotre.ELEV3_VFRA"): 1},
    ),
    # the lottery
    "an arm that the municipality kept otherwise": (
        put("programme", ARMS.replace(";9\n", ";9;tilbudt\n")),
        {("changed_arm", "programme.arm"): 1},
    ),
    "a person twice in one round": (
        add("allocation", f"{ANE};2016-11;2016-11-03;kontrol"),
        {("duplicate_key", "allocation.PNR + lottery_round"): 2},
    ),
}


def test_the_sound_delivery_has_provisional_months_and_what_was_not_ordered(tmp_path: Path) -> None:
    """Two people's pay of the newest month, twelve weeks and one month of DREAM; four tables that may be left out."""
    assert found(tmp_path / "sound") == {
        ("provisional", "bfl.ajo_job_slut_dato"): 2,
        ("provisional", "dream.y_1552 and 4 more columns"): 14,
        **{("table_not_delivered", name): 1 for name in ("vnds_ind", "vnds_ud", "vnds_hist", "ind")},
    }


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_is_found_with_its_count_and_nothing_else_is(name: str, tmp_path: Path) -> None:
    """What is found beyond the sound delivery is the defect, and what must follow from it."""
    change, expected = DEFECTS[name]
    sound, spoilt = found(tmp_path / "sound"), found(tmp_path / "spoilt", change)
    spoilt.subtract(sound)
    assert {place: count for place, count in spoilt.items() if count} == expected


def test_at_least_twenty_five_kinds() -> None:
    """Each kind of defect has a code of its own."""
    assert len({code for _, expected in DEFECTS.values() for code, _ in expected}) >= 25


DESIGN = TrialDesign(
    arms=(
        Arm(id="programme", code="tilbudt", treated=True, label_da="Tilbudt", label_en="Offered"),
        Arm(id="control", code="kontrol", treated=False, label_da="Kontrol", label_en="Control"),
    ),
    rounds=(
        Round(id="spring", randomised=2, offered=1, date=dt.date(2016, 3, 1)),
        Round(id="autumn", randomised=2, offered=1, date=dt.date(2016, 11, 3)),
    ),
)
COLUMNS = LotteryColumns(table="allocation", person="PNR", round="round", date="date", arm="arm")
LIST = [
    ("Ane", "spring", dt.date(2016, 3, 1), "tilbudt"),
    ("Bo", "spring", dt.date(2016, 3, 1), "kontrol"),
    ("Cilla", "autumn", dt.date(2016, 11, 3), "tilbudt"),
    ("Dan", "autumn", dt.date(2016, 11, 3), "kontrol"),
]
Row = tuple[str | None, str, dt.date, str]

LOTTERIES: dict[str, tuple[list[Row], Found]] = {
    "the declared list": (LIST, {}),
    "an arm of no plan": (
        [*LIST[:3], ("Dan", "autumn", dt.date(2016, 11, 3), "venteliste")],
        {("unknown_arm", "allocation.arm"): 1},
    ),
    "a round of no plan": (
        [*LIST[:3], ("Dan", "winter", dt.date(2016, 11, 3), "kontrol")],
        {("unknown_round", "allocation.round"): 1, ("round_size", "allocation.round"): 1},
    ),
    "another day": (
        [*LIST[:3], ("Dan", "autumn", dt.date(2016, 11, 4), "kontrol")],
        {("wrong_lottery_date", "allocation.date"): 1},
    ),
    "both offered": (
        [*LIST[:3], ("Dan", "autumn", dt.date(2016, 11, 3), "tilbudt")],
        {("round_offers", "allocation.arm"): 2},
    ),
    "a person drawn in two rounds": (
        [*LIST[:3], ("Bo", "autumn", dt.date(2016, 11, 3), "kontrol")],
        {("drawn_again", "allocation.PNR"): 1},
    ),
    "a person twice in a round": (
        [*LIST[:3], ("Cilla", "autumn", dt.date(2016, 11, 3), "tilbudt")],
        {("drawn_twice_in_round", "allocation.PNR"): 2, ("round_offers", "allocation.arm"): 2},
    ),
    "rows without a person": (
        [
            *LIST[:2],
            (None, "autumn", dt.date(2016, 11, 3), "tilbudt"),
            (None, "autumn", dt.date(2016, 11, 3), "kontrol"),
        ],
        {},
    ),
    "an arm changed after the lottery": (
        [*LIST, ("Dan", "autumn", dt.date(2016, 11, 3), "tilbudt")],
        {
            ("changed_arm", "allocation.arm"): 2,
            ("round_size", "allocation.round"): 3,
            ("round_offers", "allocation.arm"): 2,
        },
    ),
}


@pytest.mark.parametrize("name", LOTTERIES)
def test_a_list_is_held_against_the_declared_lottery(name: str) -> None:
    """Every way in which a list is not the declared lottery is a finding with its count."""
    rows, expected = LOTTERIES[name]
    table = pl.DataFrame(rows, schema=["PNR", "round", "date", "arm"], orient="row")
    assert counts(lottery_findings(table, COLUMNS, DESIGN)) == expected


def test_a_person_drawn_again_is_a_note_where_the_plan_counts_the_first_draw() -> None:
    """The plan's rule decides whether it is a fault."""
    rows, _ = LOTTERIES["a person drawn in two rounds"]
    table = pl.DataFrame(rows, schema=["PNR", "round", "date", "arm"], orient="row")
    (only,) = lottery_findings(table, COLUMNS, DESIGN, drawn_again="first_draw")
    assert (only.code, only.severity, only.count, only.rows) == ("drawn_again", "note", 1, (4,))


@pytest.mark.parametrize(("offers", "refused"), [(10, False), (3, False), (2, True), (18, True)])
def test_offers_that_the_declared_chance_does_not_give(offers: int, refused: bool) -> None:
    """Of 20 people with an even chance 2 offers have p = 2 · 211 / 2^20 = 0.0004; 3 have 2 · 1351 / 2^20 = 0.0026."""
    design = TrialDesign(
        arms=DESIGN.arms, rounds=(Round(id="one", randomised=20, probability=0.5),), allocation="independent"
    )
    columns = LotteryColumns(table="allocation", person="PNR", round="round", date=None, arm="arm")
    arms = ["tilbudt"] * offers + ["kontrol"] * (20 - offers)
    table = pl.DataFrame({"PNR": [f"P{n}" for n in range(20)], "round": ["one"] * 20, "arm": arms})
    expected = {("sample_ratio", "allocation.arm"): offers} if refused else {}
    assert counts(lottery_findings(table, columns, design)) == expected
