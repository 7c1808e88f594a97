"""The invented extract: the files a data owner would deliver, the same every time, true to the model behind them."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.errors import PlanError, UsageError
from nextwork_eval.plan import AnalysisPlan, read_plan
from nextwork_eval.plan.lottery import trial_design
from nextwork_eval.rehearsal import SyntheticTruth, enlarged, extract_files, synthesize, true_effect
from nextwork_eval.shipped import shipped_plan, shipped_schema

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def plan() -> AnalysisPlan:
    return read_plan(shipped_plan("nextwork_2019"))


@pytest.fixture(scope="module")
def written(plan: AnalysisPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("above") / "extract"
    synthesize(plan, folder)
    return folder


@pytest.fixture(scope="module")
def tables(written: Path) -> dict[str, Rows]:
    return {path.stem: _read(path.read_text(encoding="utf-8")) for path in sorted(written.glob("*.csv"))}


def _read(text: str) -> Rows:
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def _thursday(column: str) -> dt.date:
    return dt.date.fromisocalendar(2000 + int(column[2:4]), int(column[4:6]), 4)


def _week_columns(rows: Rows) -> list[str]:
    return [name for name in rows[0] if re.fullmatch(r"y_\d{4}", name)]


def _lottery_column(row: dict[str, str]) -> str:
    year, week, _ = dt.date.fromisoformat(row["lottery_date"]).isocalendar()
    return f"y_{year % 100:02d}{week:02d}"


def test_the_same_plan_gives_the_same_bytes(plan: AnalysisPlan, written: Path) -> None:
    """Drawn again, every file is the same to the last byte."""
    assert extract_files(plan) == {path.name: path.read_bytes() for path in written.iterdir()}


def test_another_seed_gives_other_people(plan: AnalysisPlan, written: Path) -> None:
    """The seed decides who is invented."""
    assert extract_files(plan, seed=1)["bef.csv"] != (written / "bef.csv").read_bytes()


def test_every_table_is_delivered(tables: dict[str, Rows]) -> None:
    """The extract holds the lottery list, the programme's own records and the registers."""
    expected = "allocation bef bfl dod dream firms internships kotre match_events programme udda udfk vnds"
    assert sorted(tables) == expected.split()


def test_the_columns_are_those_of_the_schema(plan: AnalysisPlan, tables: dict[str, Rows]) -> None:
    """Every file has the columns that a delivery must have, in the schema's order; weeks follow the patterns."""
    folder = shipped_schema(plan.plan.schema) / "tables"
    for name, rows in tables.items():
        declared = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        columns = list(rows[0])
        named = [field["name"] for field in declared["fields"] if field["name"] in columns]
        assert columns[: len(named)] == named
        assert {field["name"] for field in declared["fields"] if not field.get("x-optional")} <= set(named), name
        patterns = "|".join(item["pattern"] for item in declared.get("x-wide", []))
        assert all(patterns and re.fullmatch(patterns, name) for name in columns[len(named) :])


def test_every_weekly_code_is_in_the_code_list(plan: AnalysisPlan, tables: dict[str, Rows]) -> None:
    """DREAM holds no code that the code list does not know, or that was not yet valid on the Monday of its week."""
    with (shipped_schema(plan.plan.schema) / "codelists" / "dream.csv").open(encoding="utf-8") as file:
        valid_from = {row["code"]: row["valid_from"] for row in csv.DictReader(file)}
    for column in _week_columns(tables["dream"]):
        first_day = (_thursday(column) - dt.timedelta(days=3)).isoformat()
        codes = {row[column] for row in tables["dream"]} - {""}
        assert codes <= {code for code, day in valid_from.items() if day <= first_day}


def test_the_lottery_list_is_the_declared_lottery(plan: AnalysisPlan, tables: dict[str, Rows]) -> None:
    """The list holds the declared rounds, dates and numbers of offers."""
    rows = tables["allocation"]
    design = trial_design(plan.design)
    problems = design.list_problems(
        [row["lottery_round"] for row in rows],
        [int(row["arm"] == design.treated.code) for row in rows],
        [dt.date.fromisoformat(row["lottery_date"]) for row in rows],
    )
    assert problems == []
    assert {row["arm"] for row in rows} == {arm.code for arm in design.arms}


def test_keys_are_unique_and_hold_no_civil_registration_number(tables: dict[str, Rows]) -> None:
    """A key has twelve digits, and what is left without leading zeros is never ten digits long."""
    for name in ("allocation", "dream"):
        keys = [row["PNR"] for row in tables[name]]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"\d{12}", key) and len(key.lstrip("0")) > 10 for key in keys)


def test_people_outside_the_lottery_are_in_the_registers(tables: dict[str, Rows]) -> None:
    """DREAM is national: it holds everyone of the lottery, and 300 others."""
    drawn = {row["PNR"] for row in tables["allocation"]}
    known = {row["PNR"] for row in tables["dream"]}
    assert drawn <= known
    assert len(known - drawn) == 300


def test_no_week_is_missing_and_2015_has_a_week_53(tables: dict[str, Rows]) -> None:
    """The weeks run without a gap from three years before the first lottery to the cut-off; only 2015 has 53."""
    columns = _week_columns(tables["dream"])
    days = [_thursday(column) for column in columns]
    assert all(later - earlier == dt.timedelta(days=7) for earlier, later in itertools.pairwise(days))
    assert columns[0] == "y_1345"
    assert columns[-1] == "y_1944"
    assert "y_1553" in columns
    assert "y_1653" not in columns


def test_everyone_is_on_education_assistance_at_the_lottery(tables: dict[str, Rows]) -> None:
    """In the week of her lottery each participant has a code of education assistance: 14x or 72x."""
    dream = {row["PNR"]: row for row in tables["dream"]}
    codes = Counter(dream[row["PNR"]][_lottery_column(row)][:2] for row in tables["allocation"])
    assert set(codes) == {"14", "72"}
    assert codes.total() == 240


def test_there_is_no_education_assistance_before_the_reform(tables: dict[str, Rows]) -> None:
    """Education assistance began on 1 January 2014; before that, the young were on cash assistance."""
    early = {
        row[column][:2] for row in tables["dream"] for column in _week_columns(tables["dream"]) if column <= "y_1401"
    }
    assert "73" in early
    assert not early & {"14", "72"}


def test_everyone_is_18_to_29_at_the_lottery(tables: dict[str, Rows]) -> None:
    """The programme is for people from 18 to 29 years old."""
    born = {row["PNR"]: dt.date.fromisoformat(row["FOED_DAG"]) for row in tables["bef"]}
    for row in tables["allocation"]:
        day, birth = dt.date.fromisoformat(row["lottery_date"]), born[row["PNR"]]
        assert 18 <= day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)) <= 29


def test_everyone_has_a_snapshot_before_the_lottery(tables: dict[str, Rows]) -> None:
    """What is known of a participant before the lottery is in the population register of an earlier day."""
    first: dict[str, str] = {}
    for row in tables["bef"]:
        first[row["PNR"]] = min(row["REFERENCETID"], first.get(row["PNR"], row["REFERENCETID"]))
    assert all(first[row["PNR"]] < row["lottery_date"] for row in tables["allocation"])


def test_parents_are_in_the_education_register_alone(tables: dict[str, Rows]) -> None:
    """A parent has a pseudonym of 12 digits, lives in no other table, and is nobody of the trial."""
    parents = {row[name] for row in tables["bef"] for name in ("MOR_ID", "FAR_ID")} - {""}
    assert all(re.fullmatch(r"\d{12}", key) and not key.startswith("00") for key in parents)
    educated = {row["PNR"] for row in tables["udda"]}
    everyone = {row["PNR"] for row in tables["dream"]}
    assert parents <= educated
    assert not parents & everyone
    assert everyone <= educated


def test_parents_stay_the_same(tables: dict[str, Rows]) -> None:
    """Each snapshot of a person names the same mother and father; some are not known."""
    known: dict[str, set[tuple[str, str]]] = {}
    for row in tables["bef"]:
        known.setdefault(row["PNR"], set()).add((row["MOR_ID"], row["FAR_ID"]))
    assert all(len(pairs) == 1 for pairs in known.values())
    mothers = [mother for pairs in known.values() for mother, _ in pairs]
    assert 0.85 < sum(mother != "" for mother in mothers) / len(mothers) < 0.98


def test_nobody_in_the_lottery_has_a_qualification(tables: dict[str, Rows]) -> None:
    """The target group has school, preparatory or general upper secondary education, or nothing that is known."""
    drawn = {row["PNR"] for row in tables["allocation"]}
    groups = {row["HFAUDD"][:2] for row in tables["udda"] if row["PNR"] in drawn}
    assert groups == {"10", "15", "20", "90"}


def test_marks_are_on_the_seven_point_scale(tables: dict[str, Rows]) -> None:
    """Whoever sat the exam has four marks of one day; about 15 percent of the lottery have none."""
    drawn = {row["PNR"] for row in tables["allocation"]}
    marks: dict[str, list[dict[str, str]]] = {}
    for row in tables["udfk"]:
        marks.setdefault(row["PNR"], []).append(row)
    assert {row["GRUNDSKOLEKARAKTER"] for row in tables["udfk"]} == {"-3", "0", "2", "4", "7", "10", "12"}
    assert all(len(rows) == 4 and len({row["REFERENCETID"] for row in rows}) == 1 for rows in marks.values())
    assert 0.08 < len(drawn - marks.keys()) / len(drawn) < 0.22


def test_the_trial_lives_where_the_plan_says(plan: AnalysisPlan, tables: dict[str, Rows]) -> None:
    """Nearly everyone in the lottery lives in the plan's municipality; the others of the register live elsewhere."""
    assert plan.rehearsal is not None
    drawn = {row["PNR"] for row in tables["allocation"]}
    lives = {row["PNR"]: row["KOM"] == plan.rehearsal.municipality for row in tables["bef"]}
    here = [lives[key] for key in drawn if key in lives]
    assert 0.9 < sum(here) / len(here) < 1
    assert not any(at_home for key, at_home in lives.items() if key not in drawn)


def test_nothing_is_dated_after_its_cut_off(tables: dict[str, Rows]) -> None:
    """Pay ends with October 2019, education with September, everything else with the week that ends on 3 November."""
    last = {"bfl": "2019-10-31", "kotre": "2019-09-30", "bef": "2019-09-30"}
    pattern = re.compile(r"\d{4}-\d\d-\d\d")
    for name, rows in tables.items():
        dates = [cell for row in rows for cell in row.values() if pattern.fullmatch(cell)]
        assert all(day <= last.get(name, "2019-11-03") for day in dates), name
    assert "grad_2019_10" in tables["dream"][0]
    assert "grad_2019_11" not in tables["dream"][0]


def test_pay_of_a_month_is_the_same_in_both_registers(tables: dict[str, Rows]) -> None:
    """DREAM's monthly full-time share is the sum of BFL's rows of that month."""
    paid: Counter[tuple[str, str]] = Counter()
    for row in tables["bfl"]:
        hundredths = int(row["ajo_fuldtid_beskaeftiget"].replace(",", ""))
        paid[row["PNR"], row["ajo_job_slut_dato"][:7].replace("-", "_")] += hundredths
    shown = {
        (row["PNR"], name.removeprefix("grad_")): int(cell.replace(",", ""))
        for row in tables["dream"]
        for name, cell in row.items()
        if name.startswith("grad_") and cell
    }
    assert shown == dict(paid)


def test_the_education_register_agrees_with_the_education_grant(tables: dict[str, Rows]) -> None:
    """Up to the register's last day, every week with an education grant lies in a spell of education."""
    spells: dict[str, list[tuple[dt.date, dt.date]]] = {}
    for row in tables["kotre"]:
        spell = dt.date.fromisoformat(row["ELEV3_VFRA"]), dt.date.fromisoformat(row["ELEV3_VTIL"])
        spells.setdefault(row["PNR"], []).append(spell)
    studying = [
        (row["PNR"], _thursday(column))
        for row in tables["dream"]
        for column in _week_columns(tables["dream"])
        if row[column] == "651" and _thursday(column) <= dt.date(2019, 9, 26)
    ]
    assert studying
    for person, day in studying:
        assert any(start <= day <= end for start, end in spells[person])


def test_a_drop_out_and_an_ongoing_education_carry_their_codes(tables: dict[str, Rows]) -> None:
    """Completed education 9999 means ongoing and goes with exit 4; 0 means broken off or paused; both occur."""
    pairs = {(row["AUDD"], row["AFG_ART"]) for row in tables["kotre"]}
    assert {("0", "1"), ("0", "2"), ("9999", "4")} <= pairs
    assert not {("9999", "1"), ("9999", "2"), ("0", "4")} & pairs


def test_death_and_emigration_agree_between_the_registers(tables: dict[str, Rows]) -> None:
    """A person with a death or a departure has the code for it in DREAM from that week on, and only they do."""
    coded: dict[str, set[str]] = {"999": set(), "997": set()}
    for row in tables["dream"]:
        for code, people in coded.items():
            if code in row.values():
                people.add(row["PNR"])
    assert coded["999"] == {row["PNR"] for row in tables["dod"]}
    assert coded["997"] == {row["PNR"] for row in tables["vnds"]}
    dream = {row["PNR"]: row for row in tables["dream"]}
    for row in tables["dod"]:
        year, week, _ = dt.date.fromisoformat(row["DODDATO"]).isocalendar()
        assert dream[row["PNR"]][f"y_{year % 100:02d}{week:02d}"] == "999"


def test_only_people_with_an_offer_take_part(plan: AnalysisPlan, tables: dict[str, Rows]) -> None:
    """The programme was closed to the control group; a peer group holds eight at most; everyone came at least once."""
    code = trial_design(plan.design).treated.code
    offered = {row["PNR"] for row in tables["allocation"] if row["arm"] == code}
    took_part = [row["PNR"] for row in tables["programme"]]
    assert set(took_part) < offered
    assert len(set(took_part)) == len(took_part)
    assert max(Counter(row["peer_group"] for row in tables["programme"]).values()) <= 8
    assert all(int(row["weeks_attended"]) >= 1 for row in tables["programme"])
    assert {row["PNR"] for row in tables["match_events"]} <= set(took_part)


def test_the_young_choose_their_internships(tables: dict[str, Rows]) -> None:
    """What the young chose is a firm that they chose at an earlier match event; only people in the programme choose."""
    wanted: dict[tuple[str, str], str] = {}
    for row in tables["match_events"]:
        if row["chosen"] == "1":
            place = (row["PNR"], row["firm_id"])
            wanted[place] = min(row["event_date"], wanted.get(place, row["event_date"]))
    by_young = [row for row in tables["internships"] if row["chosen_by"] == "young"]
    assert len(by_young) > 30
    assert all(wanted[row["PNR"], row["firm_id"]] <= row["start_date"] for row in by_young)
    took_part = {row["PNR"] for row in tables["programme"]}
    assert all(row["chosen_by"] == "caseworker" for row in tables["internships"] if row["PNR"] not in took_part)
    network = {row["firm_id"] for row in tables["firms"] if row["joined_date"]}
    assert all((row["firm_id"] in network) == (row["chosen_by"] != "caseworker") for row in tables["internships"])


def test_internships_agree_with_the_weekly_codes(tables: dict[str, Rows]) -> None:
    """In every week of an internship the weekly code says so: the last digit is 7 (private) or 8 (public)."""
    dream = {row["PNR"]: row for row in tables["dream"]}
    for row in tables["internships"]:
        day, end = dt.date.fromisoformat(row["start_date"]), dt.date.fromisoformat(row["end_date"] or "2019-11-01")
        while day <= end:
            year, week, _ = day.isocalendar()
            assert re.fullmatch(r"(14|72|13|73)[78]", dream[row["PNR"]][f"y_{year % 100:02d}{week:02d}"])
            day += dt.timedelta(days=7)


def test_firms_join_over_time(tables: dict[str, Rows]) -> None:
    """The network has 60 firms, 20 of them before the first lottery; nobody meets a firm before it has joined."""
    joined = {row["firm_id"]: row["joined_date"] for row in tables["firms"] if row["joined_date"]}
    assert len(joined) == 60
    assert sum(day < "2016-11-03" for day in joined.values()) == 20
    assert all(joined[row["firm_id"]] <= row["event_date"] for row in tables["match_events"])


def test_unlinked_people_are_on_the_list_alone(plan: AnalysisPlan) -> None:
    """With two unlinked people, two of the list are found in no register, and the lottery is as before."""
    assert plan.rehearsal is not None
    files = extract_files(replace(plan, rehearsal=replace(plan.rehearsal, unlinked=2)))
    drawn = {row["PNR"] for row in _read(files["allocation.csv"].decode())}
    assert len(drawn) == 240
    missing = drawn - {row["PNR"] for row in _read(files["dream.csv"].decode())}
    assert len(missing) == 2
    for name in ("bef", "bfl", "kotre", "udda", "udfk", "dod", "vnds"):
        assert not missing & {row["PNR"] for row in _read(files[f"{name}.csv"].decode())}


def test_the_large_trial_has_eight_municipalities(plan: AnalysisPlan) -> None:
    """The larger trial holds each lottery in eight municipalities: 1,920 people, on a list that its design accepts."""
    large = enlarged(plan)
    files = extract_files(large)
    rows = _read(files["allocation.csv"].decode())
    design = trial_design(large.design)
    assert len(rows) == 1920
    assert not design.list_problems(
        [row["lottery_round"] for row in rows],
        [int(row["arm"] == design.treated.code) for row in rows],
        [dt.date.fromisoformat(row["lottery_date"]) for row in rows],
    )
    assert len({row["KOM"] for row in _read(files["bef.csv"].decode())}) == 8


def _no_truth(plan: AnalysisPlan, **_: object) -> SyntheticTruth:
    return true_effect(plan, people_per_arm=16)


def test_nothing_is_left_behind_when_writing_fails(
    plan: AnalysisPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the second file cannot be written, neither the folder nor a part of it remains."""
    broken = {"first.csv": b"a\n", "no such folder/second.csv": b"b\n"}
    monkeypatch.setattr("nextwork_eval.rehearsal.delivery.extract_files", lambda *_, **__: broken)
    monkeypatch.setattr("nextwork_eval.rehearsal.delivery.true_effect", _no_truth)
    with pytest.raises(FileNotFoundError):
        synthesize(plan, tmp_path / "extract")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(plan: AnalysisPlan, tmp_path: Path) -> None:
    """An extract is never written over files that are there already."""
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(UsageError, match="already holds something"):
        synthesize(plan, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_an_empty_folder_is_filled(plan: AnalysisPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder may be there already."""
    monkeypatch.setattr("nextwork_eval.rehearsal.delivery.true_effect", _no_truth)
    (tmp_path / "extract").mkdir()
    synthesize(plan, tmp_path / "extract")
    assert len(list((tmp_path / "extract").iterdir())) == 14


@pytest.mark.parametrize(
    "impossible", [{"take_up": 1.2}, {"entry_hazard": 0.5}, {"return_hazard": 0.7}, {"entry_ratio": -1.0}]
)
def test_a_rehearsal_without_probabilities_is_refused(plan: AnalysisPlan, impossible: dict[str, float]) -> None:
    """Parameters that would push a weekly probability out of 0 to 1 are refused, not cut off."""
    assert plan.rehearsal is not None
    with pytest.raises(PlanError, match="cannot be drawn"):
        extract_files(replace(plan, rehearsal=replace(plan.rehearsal, **impossible)))


def test_a_plan_without_a_rehearsal_is_refused(tmp_path: Path) -> None:
    """The real trial has no invented extract."""
    with pytest.raises(PlanError, match="No extract can be invented"):
        synthesize(read_plan(shipped_plan("life_1972")), tmp_path / "extract")
