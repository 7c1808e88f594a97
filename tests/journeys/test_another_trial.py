"""A third trial without code.

Three lottery rounds, other tables, other names, other codes, confidential data; a plan and a schema are all.

An invented Swedish trial: 180 people in three sites, half of them offered coaching, followed for thirty weeks.
"""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from nextwork_eval.cli import app
from nextwork_eval.registers.manifest import manifest_text
from nextwork_eval.results import ReleasedResult, read_released

SITES = ("norr", "mitt", "syd")
PEOPLE, WEEKS = 60, 30  # in each site; of follow-up

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
name = "veckor"
file = "veckor"
schema = "tables/veckor.json"
scope = "population"
required = true
may_be_empty = false
register_da = "Uger"
register_en = "Weeks"
"""

STATE_MAP = """
id = "enkel"
note_da = "Ugens kode."
note_en = "The code of the week."
cut_off_registers = []

[weekly]
table = "veckor"
codelist = "lage"
blank = "unknown"
calendar = "relative"
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

[design]
unit = "person"
allocation = "complete"
arm = [
  { id = "coached", code = "A", treated = true, label_da = "Coaching", label_en = "Coaching" },
  { id = "usual", code = "B", treated = false, label_da = "Sædvanlig", label_en = "Usual" },
]
round = [
  { id = "norr", randomised = 60, offered = 30 },
  { id = "mitt", randomised = 60, offered = 30 },
  { id = "syd", randomised = 60, offered = 30 },
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


def histories() -> tuple[list[str], list[str], np.ndarray]:
    """Lottery lists and weekly codes (31 benefit, 32 work, 33 studies.

    0 for blank) of everyone, and of forty people outside it.
    """
    generator = np.random.default_rng(7)
    rounds = [site for site in SITES for _ in range(PEOPLE)]
    arms = ["A" if place % 2 else "B" for place in range(len(rounds))]
    start = generator.integers(1, 60, len(rounds) + 40) - 12 * np.array([arm == "A" for arm in arms] + [False] * 40)
    week = np.arange(1, WEEKS + 1)
    codes = np.where(week[None, :] >= start[:, None], np.where(start[:, None] % 3 == 0, 33, 32), 31)
    codes[:, 4] = np.where(start % 7 == 0, 0, codes[:, 4])
    return rounds, arms, codes


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
        "lottning": {"fields": [key, text("ort"), text("utfall")], "missingValues": [""], "primaryKey": ["lopnr"]},
        "veckor": {
            "fields": [key],
            "missingValues": [""],
            "primaryKey": ["lopnr"],
            "x-wide": [
                {
                    "pattern": "^week_[0-9]{2}$",
                    "kind": "relative_week",
                    "type": "integer",
                    "required": True,
                    "x-codelist": "lage",
                    "description": "Week",
                    "x-description-da": "Uge",
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
    (home / "analysis_plans").mkdir()
    (home / "analysis_plans" / "coaching.toml").write_text(PLAN, encoding="utf-8")

    rounds, arms, codes = histories()
    extract = home / "extract"
    extract.mkdir()
    lines = [f"p{place:03d},{site},{arm}" for place, (site, arm) in enumerate(zip(rounds, arms, strict=True))]
    (extract / "lottning.csv").write_text("\n".join(["lopnr,ort,utfall", *lines]) + "\n", encoding="utf-8")
    header = ",".join(["lopnr", *(f"week_{week:02d}" for week in range(1, WEEKS + 1))])
    lines = [
        ",".join([f"p{place:03d}", *("" if code == 0 else str(code) for code in row)])
        for place, row in enumerate(codes)
    ]
    (extract / "veckor.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    (extract / "extract.toml").write_text("synthetic = true\n[cut_off]\nveckor = 2026-01-01\n", encoding="utf-8")

    plan = home / "analysis_plans" / "coaching.toml"
    words = ["run", str(plan), "--extract", str(extract), "--out", str(home / "reports")]
    done = CliRunner().invoke(app, words)
    if done.exception is not None:
        raise done.exception
    assert {path.name for path in (home / "reports" / "coaching").iterdir()} >= {"report.da.pdf", "report.en.html"}
    return read_released(home / "reports" / "coaching" / "released.json")


def test_the_primary_result_is_that_of_the_raw_codes(coaching: ReleasedResult) -> None:
    """With half of each site offered, the stratified difference is the plain difference of the shares."""
    _, arms, codes = histories()
    busy = np.isin(codes[:180, 25], [32, 33])
    coached = np.array(arms) == "A"
    expected = busy[coached].mean() - busy[~coached].mean()
    assert coaching.row("busy.difference").estimate == pytest.approx(expected)
    assert coaching.row("busy.difference").n_arm == 90


def test_weeks_are_counted_from_the_raw_codes(coaching: ReleasedResult) -> None:
    """A blank week is neither work nor studies, by this trial's own state map."""
    _, arms, codes = histories()
    weeks = np.isin(codes[:180], [32, 33]).sum(axis=1)
    coached = np.array(arms) == "A"
    assert coaching.row("weeks.level.coached").estimate == pytest.approx(weeks[coached].mean())
    assert coaching.row("weeks.level.usual").estimate == pytest.approx(weeks[~coached].mean())


def test_its_own_disclosure_rules_apply(coaching: ReleasedResult) -> None:
    """States leave at its three release weeks, rebuilt from counts rounded to five."""
    rows = [row for row in coaching.rows if row.analysis_id == "states"]
    assert {row.week for row in rows} == {10, 20, 30}
    assert all(row.events_arm is not None and row.events_arm % 5 == 0 for row in rows)


def test_people_outside_the_lottery_are_normal_in_a_population_register(coaching: ReleasedResult) -> None:
    """Forty people of the weekly register are not on the list, and nobody is missing from it."""
    assert coaching.flow.count("randomised") == 180
    assert coaching.flow.count("not_linked", "coached") == 0
