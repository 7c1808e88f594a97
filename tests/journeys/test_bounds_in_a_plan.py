"""Bounds and tests of attrition asked for by a plan: counted are all who were randomised, and few lost stay inside."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from nextwork_eval import effects
from nextwork_eval.disclosure import Rules, release
from nextwork_eval.errors import PlanError
from nextwork_eval.evaluation import evaluate
from nextwork_eval.plan.files import parse_plan, plan_content
from nextwork_eval.plan.model import AnalysisPlan
from nextwork_eval.plan.outcomes import NumberOfReturns, horizon, limits_of
from nextwork_eval.registers import load_extract
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.report import write_report
from nextwork_eval.reproduction import carry_out, open_plan
from nextwork_eval.reproduction.run import headline_lines
from nextwork_eval.results import EvaluationResult
from nextwork_eval.shipped import shipped_plan
from nextwork_eval.trial import assemble
from tests.journeys.plain_plan import without_power

# Analyses of who is not known: id, outcome, purpose and estimator of each.
ABOUT_THE_LOST = (
    ("entry_worst_case", "entry", "secondary", "manski_bounds"),
    ("entry_always_known", "entry", "exploratory", "lee_bounds"),
    ("entry_attrition", "entry", "exploratory", "attrition_test"),
    ("weeks_worst_case", "weeks", "exploratory", "manski_bounds"),
)
FLOOR = Rules(profile="dst", floor=5, open_data=False, release_weeks=())


def written(folder: Path, *, unlinked: int) -> str:
    """The shipped plan with analyses of who is not known, and some people in no register."""
    text = without_power(shipped_plan("nextwork_2019").read_text(encoding="utf-8"))
    content = plan_content(shipped_plan("nextwork_2019"))
    entry = next(item for item in content["analysis"] if item["id"] == "entry")
    weeks = next(item for item in content["outcome"] if item["rule"]["kind"] == "weeks_in")
    text = text.replace('casebook = "nextwork_2019"\n', "").replace("unlinked = 0", f"unlinked = {unlinked}")
    text = text.replace("tolerance = 0.02", "tolerance = 0.5")
    outcomes = {"entry": entry["outcome"], "weeks": weeks["id"]}
    added = "".join(
        f'\n[[analysis]]\nid = "{name}"\nestimand = "{entry["estimand"]}"\noutcome = "{outcomes[outcome]}"\n'
        f'purpose = "{purpose}"\nestimator = {{ id = "{estimator}" }}\n'
        for name, outcome, purpose, estimator in ABOUT_THE_LOST
    )
    path = folder / "mine.toml"
    path.write_text(text + added, encoding="utf-8")
    return str(path)


@cache
def found(unlinked: int) -> tuple[AnalysisPlan, EvaluationResult, dict[str, np.ndarray]]:
    with TemporaryDirectory() as above:
        folder = Path(above)
        opened = open_plan(written(folder, unlinked=unlinked))
        plan = replace(opened.plan, sensitivity=())
        synthesize(plan, folder / "extract")
        extract = load_extract(folder / "extract", opened.schema)
    people = assemble(plan, opened.schema, extract, opened.state_map)
    outcome = next(
        item for item in plan.outcome if item.id == next(a for a in plan.analysis if a.id == "entry").outcome
    )
    due = people.followed(horizon(outcome.rule))
    arrays = {"treated": people.treated[due], "rounds": people.rounds[due], "linked": people.linked[due]}
    return plan, evaluate(plan, opened.schema, extract, opened.state_map, plan_fingerprint=""), arrays


def test_everyone_randomised_counts() -> None:
    """Thirty of 240 are in no register: the ends are as far apart as the shares lost, around the plan's estimate."""
    _, result, arrays = found(unlinked=30)
    ends, limits = result.row("entry_worst_case.bounds.ends"), result.row("entry_worst_case.bounds.limits")
    treated, linked, rounds = arrays["treated"], arrays["linked"], arrays["rounds"]
    assert (ends.n_arm, ends.n_reference) == (int(treated.sum()), int((1 - treated).sum()))
    width = sum(
        (rounds == name).mean() * (~linked)[(rounds == name) & (treated == arm)].mean()
        for name in set(rounds.tolist())
        for arm in (0, 1)
    )
    assert ends.conf_high - ends.conf_low == pytest.approx(width)
    assert limits.conf_low < ends.conf_low <= result.row("entry.difference").estimate <= ends.conf_high
    assert ends.conf_high < limits.conf_high
    assert (ends.set_kind, limits.set_kind, ends.estimate) == ("bounds", "interval", None)
    weeks = result.row("weeks_worst_case.bounds.ends")
    assert weeks.unit == "weeks"
    assert weeks.conf_high > ends.conf_high
    test = result.row("entry_attrition.test")
    known = np.where(linked, 1.0, np.nan)
    expected = effects.attrition_test(known, treated, strata=rounds)
    assert (test.p_value, test.estimate) == (expected.p_value, expected.test_statistic)
    trimmed = result.row("entry_always_known.bounds.ends")
    assert ends.conf_low <= trimmed.conf_low <= trimmed.conf_high <= ends.conf_high


def test_where_nobody_is_lost_the_bounds_are_the_estimate() -> None:
    """They are still given, and say so."""
    _, result, _ = found(unlinked=0)
    plain = result.row("entry.difference").estimate
    for name in ("entry_worst_case", "entry_always_known"):
        row = result.row(f"{name}.bounds.ends")
        assert [row.conf_low, row.conf_high] == pytest.approx([plain, plain])
        assert "Every outcome is known" in row.warnings
    assert result.row("entry_attrition.test").p_value == 1
    let_out = release(result, FLOOR, {})
    assert let_out.row("entry_worst_case.bounds.ends").conf_low == round(plain, 4)
    assert let_out.row("entry_attrition.test").p_value == 1


def test_few_who_were_lost_withhold_the_bounds_and_nothing_else() -> None:
    """The width of the bounds is the share lost: with three lost neither ends nor test leave, and the estimate does."""
    _, result, _ = found(unlinked=3)
    let_out = release(result, FLOOR, {})
    for name in ("entry_worst_case.bounds.ends", "entry_worst_case.bounds.limits", "weeks_worst_case.bounds.ends"):
        row = let_out.row(name)
        assert (row.conf_low, row.conf_high, row.n_arm, row.set_kind) == (None, None, None, "none")
    assert let_out.row("entry_attrition.test").p_value is None
    assert let_out.row("entry.difference").estimate is not None


def test_bounds_go_with_the_estimate_that_they_contain() -> None:
    """Where nobody is lost the bounds are the estimate: a small cell of it keeps them inside too."""
    _, result, _ = found(unlinked=0)
    events = min(
        min(row.events_arm, row.n_arm - row.events_arm)
        for row in result.rows
        if row.result_id.startswith("entry.level")
    )
    let_out = release(result, replace(FLOOR, floor=events + 1), {})
    assert let_out.row("entry.difference").estimate is None
    assert let_out.row("entry_worst_case.bounds.ends").conf_low is None
    assert let_out.row("entry_always_known.bounds.limits").conf_low is None


def test_the_report_writes_bounds_as_a_range(tmp_path: Path) -> None:
    """In both languages, in the table of all numbers; nothing says that they were withheld."""
    released = carry_out(written(tmp_path, unlinked=80))
    row = released.row("entry_worst_case.bounds.ends")
    assert row.conf_low is not None, "as many were lost of each arm, and between horizons, as may be shown"
    write_report(released, tmp_path, languages=("da", "en"), formats=("html",))
    for language, words in (("en", ("bounds", "percentage points")), ("da", ("grænser", "procentpoint"))):
        page = (tmp_path / f"report.{language}.html").read_text(encoding="utf-8")
        table = page[page.index('id="table-all-results"') :]
        line = table[table.index("entry_worst_case.bounds.ends") :][:900]
        assert all(word in line for word in words)
    assert not any("withheld" in line for line in headline_lines(released))


def test_limits_follow_from_the_rule_and_other_definitions_are_refused() -> None:
    """A return takes a run off support and a run on it; no definition makes known who is in no register."""
    rule = NumberOfReturns(kind="number_of_returns", support="a", off="b", weeks_off=26, weeks_on=4, by_week=104)
    assert limits_of(rule) == (0, 3)
    content = plan_content(shipped_plan("nextwork_2019"))
    repeated = content["sensitivity"][0]["analyses"][0]
    next(item for item in content["analysis"] if item["id"] == repeated)["estimator"] = {"id": "manski_bounds"}
    with pytest.raises(PlanError) as caught:
        parse_plan(content, name="plan.toml")
    assert "whom no definition makes known" in "\n".join(caught.value.problems)
