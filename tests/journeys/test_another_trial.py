"""A third trial without code.

Three lottery rounds, other tables, other names, other codes, monthly states, confidential data; a plan, a schema and
two example people are all.

An invented Swedish trial: 180 people in three sites, half of them offered coaching, followed for thirty weeks by a
register that knows one situation a month. A week has the situation of the month that holds its Thursday.
"""

import datetime as dt
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.registers.manifest import manifest_text
from nextwork_eval.results import ReleasedResult, read_released
from tests.journeys.locking import locked

SITES = ("norr", "mitt", "syd")
PEOPLE, WEEKS = 60, 30  # in each site; of follow-up
DECIMALS = 4  # with which a number leaves
LOTTERY = dt.date(2025, 1, 16)  # a Thursday
MONTHS = [f"lage_2025_{month:02d}" for month in range(1, 10)]

SCHEMA = """
id = "coaching-1.0"
title_da = "Coaching"
title_en = "Coaching"
open_data = false
person_key = "lopnr"
code_list_note = "Invented."

[dialect]
encoding = "utf-8"
delimiter = ","
decimal = "."

[roles]
table = "lottning"
person = "lopnr"
round = "ort"
date = "dag"
arm = "utfall"

[[table]]
name = "lottning"
file = "lottning"
schema = "tables/lottning.json"
scope = "trial"
required = true
may_be_empty = false
register_da = "Lodtrækning"
register_en = "Lottery"

[[table]]
name = "manader"
file = "manader"
schema = "tables/manader.json"
scope = "population"
required = true
may_be_empty = false
register_da = "Måneder"
register_en = "Months"
"""

STATE_MAP = """
id = "enkel"
note_da = "Månedens kode."
note_en = "The code of the month."
cut_off_registers = ["manader"]

[weekly]
table = "manader"
codelist = "lage"
blank = "unknown"
calendar = "month"
prefix = "lage"
""" + "".join(
    f'\n[[state]]\nname = "{name}"\nlabel_da = "{name}"\nlabel_en = "{name}"\nrole = "{role}"\nabsorbing = false\n'
    for name, role in (("benefit", "support"), ("work", "job"), ("studies", "education"), ("unknown", "other"))
)

PLAN = """
[plan]
id = "coaching"
version = "0.1"
schema = "coaching-1.0"
state_map = "enkel"
date = 2026-01-15
status = "prospective"
status_da = "Planen er skrevet før."
status_en = "Written before."
title_da = "Coaching"
title_en = "Coaching"
subtitle_da = "Et opdigtet forsøg"
subtitle_en = "An invented trial"
publisher = "test"
casebook = "coaching"

[design]
unit = "person"
allocation = "complete"
arm = [
  { id = "coached", code = "A", treated = true, label_da = "Coaching", label_en = "Coaching" },
  { id = "usual", code = "B", treated = false, label_da = "Sædvanlig", label_en = "Usual" },
]
round = [
  { id = "norr", date = 2025-01-16, randomised = 60, offered = 30 },
  { id = "mitt", date = 2025-01-16, randomised = 60, offered = 30 },
  { id = "syd", date = 2025-01-16, randomised = 60, offered = 30 },
]

[linkage]
tolerance = 0.05

[[state_set]]
id = "busy"
states = ["work", "studies"]
label_da = "i gang"
label_en = "busy"

[[state_set]]
id = "rest"
states = ["benefit", "unknown"]
label_da = "ikke i gang"
label_en = "not busy"

[[covariate]]
id = "site"
label_da = "Fra syd"
label_en = "From the south"
unit = "share"
source = { kind = "column", table = "lottning", column = "ort", yes = "syd" }

[[estimand]]
id = "offer"
population_da = "Alle"
population_en = "Everyone"
intercurrent_da = "Ingen"
intercurrent_en = "None"

[[outcome]]
id = "busy_26"
label_da = "I gang efter et halvt år"
label_en = "Busy after half a year"
good = "more"
rule = { kind = "in_state_at", states = "busy", week = 26 }

[[outcome]]
id = "weeks"
label_da = "Uger i gang"
label_en = "Weeks busy"
good = "more"
rule = { kind = "weeks_in", states = "busy", to_week = 30 }

[[outcome]]
id = "states"
label_da = "Situation"
label_en = "Situation"
good = "neither"
rule = { kind = "state_by_week", to_week = 30 }

[[analysis]]
id = "busy"
outcome = "busy_26"
estimand = "offer"
purpose = "primary"
estimator = { id = "difference_in_means_stratified" }

[[analysis]]
id = "weeks"
outcome = "weeks"
estimand = "offer"
purpose = "secondary"
estimator = { id = "expected_weeks" }

[[analysis]]
id = "states"
outcome = "states"
estimand = "offer"
purpose = "exploratory"
estimator = { id = "state_occupation", groups = ["busy", "rest"] }

[disclosure]
profile = "careful"
release_weeks = [10, 20, 30]

[text.da]
background = "Baggrund."
programme = "Indsats."
control = "Kontrol."
design = "Design."
limits = "Begrænsninger."

[text.en]
background = "Background."
programme = "Programme."
control = "Control."
design = "Design."
limits = "Limits."
"""


CASEBOOK = """
lottery = 2025-01-16

[cut_off]
manader = 2025-09-30

[letters]
B = "benefit"
W = "work"
S = "studies"
U = "unknown"

[[group]]
id = "all"
label_da = "Alle"
label_en = "Everyone"

[[person]]
id = "begins_in_june"
group = "all"
name_da = "Begynder i juni"
name_en = "Begins in June"
story_da = "Juni 2025 begynder med torsdag den 5., uge 20 efter lodtrækningen."
story_en = "June 2025 begins with Thursday the 5th, week 20 after the lottery."
weekly = "31*3 | 31*19 32"
states = "B*3 | B*19 W*17 ."
outcomes = { busy_26 = 1, weeks = 11 }

[[person]]
id = "unknown_in_march"
group = "all"
name_da = "Ukendt i marts"
name_en = "Unknown in March"
story_da = "Marts 2025 har fire torsdage: uge 7 til 10."
story_en = "March 2025 has four Thursdays: weeks 7 to 10."
weekly = "33 | 33*6 0*4 33"
states = "S | S*6 U*4 S*26 ."
outcomes = { busy_26 = 1, weeks = 26 }
"""


def histories() -> tuple[list[str], list[str], np.ndarray]:
    """Lottery lists and monthly codes (31 benefit, 32 work, 33 studies.

    0 for blank) of everyone, and of forty people outside it.
    """
    generator = np.random.default_rng(7)
    rounds = [site for site in SITES for _ in range(PEOPLE)]
    arms = ["A" if place % 2 else "B" for place in range(len(rounds))]
    start = generator.integers(1, 14, len(rounds) + 40) - 3 * np.array([arm == "A" for arm in arms] + [False] * 40)
    month = np.arange(1, len(MONTHS) + 1)
    codes = np.where(month[None, :] >= start[:, None], np.where(start[:, None] % 3 == 0, 33, 32), 31)
    codes[:, 1] = np.where(start % 5 == 0, 0, codes[:, 1])
    return rounds, arms, codes


def month_of_week(week: int) -> int:
    """Column of the month that holds the Thursday of a week after the lottery."""
    return (LOTTERY + dt.timedelta(weeks=week)).month - 1


@pytest.fixture(scope="module")
def coaching(tmp_path_factory: pytest.TempPathFactory) -> ReleasedResult:
    home = tmp_path_factory.mktemp("coaching")
    schema = home / "data_schema" / "coaching-1.0"
    for folder in ("tables", "codelists", "state_maps"):
        (schema / folder).mkdir(parents=True)
    key = {"name": "lopnr", "type": "string", "description": "Key", "x-description-da": "Nøgle", "x-verified": True}
    key["constraints"] = {"required": True, "pattern": "^p[0-9]{3}$"}

    def text(name: str) -> dict[str, object]:
        return {"name": name, "type": "string", "description": name, "x-description-da": name, "x-verified": True}

    tables = {
        "lottning": {
            "fields": [key, text("ort"), {**text("dag"), "type": "date"}, text("utfall")],
            "missingValues": [""],
            "primaryKey": ["lopnr"],
        },
        "manader": {
            "fields": [key],
            "missingValues": [""],
            "primaryKey": ["lopnr"],
            "x-wide": [
                {
                    "pattern": "^lage_[0-9]{4}_[0-9]{2}$",
                    "kind": "month_yyyy_mm",
                    "type": "integer",
                    "required": True,
                    "x-codelist": "lage",
                    "description": "Month",
                    "x-description-da": "Måned",
                    "x-verified": True,
                }
            ],
        },
    }
    for name, content in tables.items():
        (schema / "tables" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (schema / "schema.toml").write_text(SCHEMA, encoding="utf-8")
    (schema / "state_maps" / "enkel.toml").write_text(STATE_MAP, encoding="utf-8")
    (schema / "codelists" / "lage.csv").write_text(
        "code,label_da,label_en,state,valid_from,valid_to,source\n"
        "31,Ydelse,Benefit,benefit,,,x\n32,Arbejde,Work,work,,,x\n33,Studier,Studies,studies,,,x\n",
        encoding="utf-8",
    )
    (schema / "disclosure.toml").write_text('[profile.careful]\nfloor = 5\nsource = "invented"\n', encoding="utf-8")
    (schema / "MANIFEST.toml").write_text(manifest_text(schema), encoding="utf-8")
    (home / "analysis_plans" / "casebooks").mkdir(parents=True)
    (home / "analysis_plans" / "casebooks" / "coaching.toml").write_text(CASEBOOK, encoding="utf-8")
    (home / "analysis_plans" / "coaching.toml").write_text(PLAN, encoding="utf-8")

    rounds, arms, codes = histories()
    extract = home / "extract"
    extract.mkdir()
    lines = [f"p{place:03d},{site},{LOTTERY},{arm}" for place, (site, arm) in enumerate(zip(rounds, arms, strict=True))]
    (extract / "lottning.csv").write_text("\n".join(["lopnr,ort,dag,utfall", *lines]) + "\n", encoding="utf-8")
    header = ",".join(["lopnr", *MONTHS])
    lines = [
        ",".join([f"p{place:03d}", *("" if code == 0 else str(code) for code in row)])
        for place, row in enumerate(codes)
    ]
    (extract / "manader.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    (extract / "extract.toml").write_text("synthetic = true\n[cut_off]\nmanader = 2025-09-30\n", encoding="utf-8")

    plan = locked(home / "analysis_plans" / "coaching.toml")
    words = ["run", str(plan), "--extract", str(extract), "--out", str(home / "reports")]
    done = CliRunner().invoke(app, words)
    if done.exception is not None:
        raise done.exception
    assert {path.name for path in (home / "reports" / "coaching").iterdir()} >= {"report.da.pdf", "report.en.html"}
    return read_released(home / "reports" / "coaching" / "released.json")


def test_the_primary_result_is_that_of_the_raw_codes(coaching: ReleasedResult) -> None:
    """With half of each site offered, the stratified difference is the plain difference of the shares."""
    _, arms, codes = histories()
    busy = np.isin(codes[:180, month_of_week(26)], [32, 33])
    coached = np.array(arms) == "A"
    expected = busy[coached].mean() - busy[~coached].mean()
    assert coaching.row("busy.difference").estimate == round(expected, DECIMALS)
    assert coaching.row("busy.difference").n_arm == 90


def test_weeks_are_counted_from_the_raw_codes(coaching: ReleasedResult) -> None:
    """A blank month is neither work nor studies, and a month counts as many weeks as it has Thursdays."""
    _, arms, codes = histories()
    weeks = np.isin(codes[:180, [month_of_week(week) for week in range(1, WEEKS + 1)]], [32, 33]).sum(axis=1)
    coached = np.array(arms) == "A"
    assert coaching.row("weeks.level.coached").estimate == round(weeks[coached].mean(), DECIMALS)
    assert coaching.row("weeks.level.usual").estimate == round(weeks[~coached].mean(), DECIMALS)


def test_its_own_disclosure_rules_apply(coaching: ReleasedResult) -> None:
    """States leave at its three release weeks, rebuilt from counts rounded to five."""
    rows = [row for row in coaching.rows if row.analysis_id == "states"]
    assert {row.week for row in rows} == {10, 20, 30}
    assert all(row.events_arm is not None and row.events_arm % 5 == 0 for row in rows)


def test_people_outside_the_lottery_are_normal_in_a_population_register(coaching: ReleasedResult) -> None:
    """Forty people of the weekly register are not on the list, and nobody is missing from it."""
    assert coaching.flow.count("randomised") == 180
    assert coaching.flow.count("not_linked", "coached") == 0


def test_its_example_people_are_in_the_report(coaching: ReleasedResult) -> None:
    """Two people of its own casebook, by months: seventeen weeks from June, four of them unknown in March."""
    runs = {line.id: line.runs for line in coaching.timelines}
    assert runs["begins_in_june"] == (("benefit", 22), ("work", 17))
    assert runs["unknown_in_march"] == (("studies", 7), ("unknown", 4), ("studies", 26))


def test_a_month_that_is_not_complete_ends_the_follow_up(coaching: ReleasedResult) -> None:
    """Known to the end of September 2025, whose last Thursday is the 25th, week 36."""
    last = {line.id: line.first_week + sum(weeks for _, weeks in line.runs) - 1 for line in coaching.timelines}
    assert set(last.values()) == {36}
