"""Whatever a row holds, no sentence claims what a trial cannot show, and no judgement stands without its range."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextwork_eval.errors import ReportError
from nextwork_eval.report.interval_cases import VERDICTS
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, claim_in, plain_text
from nextwork_eval.report.sentences import effect_sentence
from nextwork_eval.report.supported import supported_sentence
from nextwork_eval.report.targets import target_sentence
from tests.unit.report_fixture import changed, life_like, nextwork_like

LIFE, NEXTWORK = life_like(), nextwork_like()
CLAIMS = [
    "There is no effect.",
    "No effects were seen.",
    "The offer has no effect on work.",
    "It did not work.",
    "This proves it.",
    "It was proven.",
    "The result is significant.",
    "Statistically significant!",
    "Not significantly different.",
    "The difference is 4 ***",
    "The trial demonstrates it.",
    "Der er ingen effekt.",
    "Ingen virkning.",
    "Tilbuddet virker ikke.",
    "Det beviser sagen.",
    "Det er bevist.",
    "Forskellen er signifikant.",
    "En insignifikant forskel.",
    "Forsøget dokumenterer det.",
    "Tilbuddet er uden virkning.",
    "★★★",
]
# Kept apart from the expression of the report: what a careful reader would strike out.
STRUCK = re.compile(
    r"no effect|not work|prove|proof|significan|demonstrat|ingen effekt|ingen virkning|virker ikke|bevis|signifikan"
    r"|dokumenterer|[*★]",
    re.IGNORECASE,
)
LIMITS = st.one_of(st.none(), st.floats(-1, 1), st.sampled_from([0.0, -0.0, 1e-9, -1e-9, 0.05, -0.05]))


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_cannot_be_a_sentence(claim: str) -> None:
    """In either language, and in either place."""
    assert claim_in(claim)
    for pair in ((claim, "A difference."), ("En forskel.", claim)):
        with pytest.raises(ReportError, match="claims what a trial cannot show"):
            Phrase(*pair)


def said_of(language: Language, row: dict[str, Any], outcome: dict[str, Any]) -> str:
    outcomes = [{**entry, **outcome} if entry["id"] == "rearrest_52" else entry for entry in LIFE.plan["outcome"]]
    released = changed(replace(LIFE, plan={**LIFE.plan, "outcome": outcomes}), "rearrest.difference", **row)
    m = Materials(released, language)
    entry = next(one for one in m.entries("analysis") if one["id"] == "rearrest")
    return plain_text(effect_sentence(m, entry))


@settings(max_examples=150, deadline=None)
@given(
    estimate=LIMITS,
    limits=st.tuples(LIMITS, LIMITS),
    p_value=st.one_of(st.none(), st.floats(0, 1)),
    set_kind=st.sampled_from(["interval", "none", "ray_above", "ray_below", "two_rays", "whole_line", "empty"]),
    good=st.sampled_from(["more", "fewer", "neither"]),
    smallest=st.one_of(st.none(), st.floats(0.001, 0.5)),
)
def test_no_row_makes_the_report_claim_too_much(
    estimate: float | None,
    limits: tuple[float | None, float | None],
    p_value: float | None,
    set_kind: Any,
    good: str,
    smallest: float | None,
) -> None:
    """Any interval, any p-value, any shape: the sentence names the range, and claims neither absence nor proof."""
    low, high = sorted(limits) if None not in limits else limits  # type: ignore[type-var]
    row = {"estimate": estimate, "conf_low": low, "conf_high": high, "p_value": p_value, "set_kind": set_kind}
    outcome = {"good": good, **({} if smallest is None else {"smallest_of_interest": smallest})}
    for language in LANGUAGES:
        said = said_of(language, row, outcome)
        assert not STRUCK.search(said)
        assert "interval: " in said or "holdt tilbage" in said or "withheld" in said


@settings(max_examples=100, deadline=None)
@given(
    at=st.integers(0, 1),
    number=st.floats(0, 1),
    limits=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    difference=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    data=st.data(),
)
def test_no_target_does_so_either(
    at: int, number: float, limits: tuple[float, float], difference: tuple[float, float], data: st.DataObject
) -> None:
    """Any verdict beside any contrast: both are told, the verdict with its interval."""
    target: dict[str, Any] = NEXTWORK.plan["target"][at]
    verdict = data.draw(st.sampled_from(sorted(VERDICTS[target["measure"]])))
    name = f"target.{target['id']}"
    low, high = sorted(limits)
    released = changed(NEXTWORK, name, estimate=number, conf_low=low, conf_high=high, verdict=verdict)
    contrast = f"{target['analysis']}.difference"
    if any(row.result_id == contrast for row in released.rows):
        below, above = sorted(difference)
        released = changed(released, contrast, conf_low=below, conf_high=above)
    for language in LANGUAGES:
        m = Materials(released, language)
        said = " ".join(map(plain_text, (*target_sentence(m, target), supported_sentence(m, target))))
        assert not STRUCK.search(said)
        assert "interval: " in said
