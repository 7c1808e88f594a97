"""What the report says of events that come between, of missing data, of the registry and of what was known before."""

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Chapter, Facts, Notice, Paragraph, Table
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.report_fixture import life_like, nextwork_like


def chapter(released: ReleasedResult, name: str, language: str = "en") -> Chapter:
    assert language in ("da", "en")
    document = compose(released, "da" if language == "da" else "en")
    return next(one for one in document.chapters if one.id == name)


def table(where: Chapter, name: str) -> list[list[str]]:
    found = next((block for block in where.blocks if isinstance(block, Table) and block.id == name), None)
    if found is None:
        return []
    return [[plain_text(part) for cell in row.cells for part in (cell.parts, cell.aside) if part] for row in found.rows]


def facts(where: Chapter) -> dict[str, str]:
    box = next(block for block in where.blocks if isinstance(block, Facts))
    return {plain_text(name): plain_text(what) for name, what in box.items}


def paragraphs(where: Chapter) -> str:
    return "\n".join(plain_text(block.parts) for block in where.blocks if isinstance(block, Paragraph | Notice))


def with_plan(released: ReleasedResult, **parts: Any) -> ReleasedResult:
    """The same result of a plan with other parts; None takes a part out."""
    plan = {**released.plan, **parts}
    return replace(released, plan={key: value for key, value in plan.items() if value is not None})


def test_each_event_stands_with_its_strategy_in_the_readers_language() -> None:
    """Two estimands, each below its name, with all the events of the plan."""
    rows = table(chapter(nextwork_like(), "data"), "estimands")
    assert ["The effect of being offered the programme"] in rows
    assert ["The effect on those whom the offer made take part"] in rows
    assert [row[:2] for row in rows if row[0] == "Death"] == [["Death", "Is itself an outcome (composite)"]]
    danish = table(chapter(nextwork_like(), "data", "da"), "estimands")
    assert ["Barsel", "Tæller, som det er (treatment policy)"] in [row[:2] for row in danish]
    assert len(danish) == len(rows) == 2 + 3 + 6 + 3 + 2


def test_a_plan_without_events_is_told_as_before() -> None:
    """Whom and what comes between; no table of rules, no claim of what was known."""
    released = life_like()
    estimand = {key: released.plan["estimand"][0][key] for key in ("id", "population_da", "population_en")}
    estimand |= {key: released.plan["estimand"][0][key] for key in ("intercurrent_da", "intercurrent_en")}
    bare = with_plan(
        released, estimand=[estimand], missing=None, prior_knowledge=None, registry=None, economics=None, report=None
    )
    assert [row[0] for row in table(chapter(bare, "data"), "estimands")] == ["Whom", "What comes between"]
    assert table(chapter(bare, "data"), "missing-rules") == []
    assert "What was known of the outcomes" not in facts(chapter(bare, "openness"))
    assert "contains no prices" in paragraphs(chapter(bare, "economics"))


def test_declared_rules_for_what_is_missing_are_told() -> None:
    """Those the plan declares, in words; LIFE says nothing of covariates."""
    assert len(table(chapter(nextwork_like(), "data"), "missing-rules")) == 4
    rows = table(chapter(life_like(), "data"), "missing-rules")
    assert rows[0][0] == "A person is found in no register"
    assert len(rows) == 3


def test_the_registry_stands_beside_the_lotteries() -> None:
    """Days of the entry, and that it is dated after the last lottery of the plan."""
    box = facts(chapter(nextwork_like(), "openness"))
    assert box["First registered"].replace("\u00a0", " ") == "7 May 2019"
    assert box["Primary investigator in the registry"] == "Sonya Krutikova, Institute for Fiscal Studies"
    assert box["Lotteries"].endswith("The registration is dated after the last lottery that the plan gives.")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2016-11-03", "dated no later than the first lottery"),
        ("2017-06-01", "dated after the first and no later than the last"),
        ("2018-10-04", "dated after the first and no later than the last"),
        ("2018-10-05", "dated after the last lottery"),
    ],
)
def test_when_a_trial_was_registered_is_computed(day: str, expected: str) -> None:
    """The first lottery is of 3 November 2016 and the last of 4 October 2018; the day itself is not after it."""
    released = nextwork_like()
    registered = with_plan(released, registry={**released.plan["registry"], "registered": day})
    assert expected in facts(chapter(registered, "openness"))["Lotteries"]


def test_what_the_authors_had_seen_is_said() -> None:
    """The stage in the box, and who had seen what below it."""
    openness = chapter(life_like(), "openness")
    assert facts(openness)["What was known of the outcomes"] == "The arms had been compared"
    assert "The authors of the plan: All data, and the published comparisons of the two arms." in paragraphs(openness)


def test_both_plans_say_what_they_are() -> None:
    """On the cover and in the openness chapter: reconstructed, or written after the outcome was known."""
    for released, words in (
        (nextwork_like(), "It is not the registered plan."),
        (life_like(), "not the trial's own plan"),
    ):
        document = compose(released, "en")
        assert plain_text(document.status) in (
            "Reconstructed from public sources",
            "Written after the outcome was known",
        )
        assert words in paragraphs(chapter(released, "openness"))


def test_prices_that_nothing_uses_are_not_called_no_prices() -> None:
    """LIFE declares one; still nothing is estimated."""
    assert "gives prices, but no analysis of costs uses them" in paragraphs(chapter(life_like(), "economics"))
    assert "contains no prices" in paragraphs(chapter(nextwork_like(), "economics"))
