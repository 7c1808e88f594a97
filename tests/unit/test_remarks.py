"""What estimators say of themselves, in Danish: every line has words, and its numbers are written as Danish ones."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Quoted
from nextwork_eval.report.checks import sourced_parts
from nextwork_eval.report.pairs import claim_in
from nextwork_eval.report.remarks import ONLY_ENGLISH, catalogue, danish_of, in_language
from nextwork_eval.results import read_released
from tests.unit.report_fixture import changed, life_like

REPORTS = Path(__file__).parents[2] / "reports"
ROOMS = Path(__file__).parents[2] / "nextwork_eval"
DOCUMENTED = (ast.Module, ast.FunctionDef, ast.ClassDef)
SUMMARY = re.compile(r"[A-Z][^:`{\n]* cannot be [a-z]+( [a-z]+){0,6}\.")
LINES = [
    (
        "difference in means within 8 strata, averaged with the strata's shares of all persons; HC2 (Neyman) standard "
        "error; t distribution with Bell-McCaffrey degrees of freedom",
        "forskel mellem gennemsnit inden for 8 strata, vægtet med stratas andele af alle personer; HC2-standardfejl "
        "(Neyman); t-fordeling med Bell-McCaffreys frihedsgrader",
    ),
    (
        "Cox proportional hazards, Efron ties, adjusted for 1 covariate; standard error from the inverse information; "
        "normal interval on the log scale",
        "Cox’ proportionale hazarder, samtidige hændelser efter Efron, justeret for 1 baggrundsoplysning; standardfejl "
        "fra den omvendte information; normalt interval på log-skala",
    ),
    (
        "F test that 3 effects are equal (approximate Hotelling test, HC2), 2 and 1,105.8 degrees of freedom",
        "F-test af, at 3 virkninger er ens (tilnærmet Hotelling-test, HC2), 2 og 1.105,8 frihedsgrader",
    ),
    ("effect in 'men' minus effect in 'women'", "virkning i 'men' minus virkning i 'women'"),
    ("share of those aged 18 to 30 on the day, everyone in the registers", None),
    ("Of 12 persons not every component is known: the others count more.", None),
    (
        "The outcome does not vary within the treated arm: the standard error rests on the other arm alone.",
        "Udfaldet varierer ikke i gruppen med tilbuddet: standardfejlen hviler på den anden gruppe alene.",
    ),
    (
        "… of … persons are followed for less than … weeks without an event: what is said of later weeks supposes that "
        "the others of their arm stand for them.",
        "… af … personer følges i mindre end … uger uden en hændelse: hvad der siges om senere uger, antager, at de "
        "andre i deres gruppe står for dem.",
    ),
    (
        "Left out of the adjustment: one, months (constant, or repeating others).",
        "Ikke med i justeringen: one, months (konstant, eller gentager andre).",
    ),
    ("null hypothesis: a difference of -0.1 or more, either way", None),
]


@pytest.mark.parametrize(("english", "danish"), LINES)
def test_a_line_is_put_together_of_its_pieces(english: str, danish: str | None) -> None:
    """Numbers, names, arms and ellipses of the door keep their places; decimal comma, point for thousands."""
    told = danish_of(english)
    assert told is not None
    if danish is not None:
        assert told == danish


def test_numbers_are_danish_and_the_minus_is_real() -> None:
    """In Danish 0,05 and −0,1; in English the minus is real as well, and a hyphen stays one."""
    assert in_language("margin 0.05", "da") == "margen 0,05"
    assert in_language("null hypothesis: a ratio of -0.1 or more", "da") == "nulhypotese: et forhold på −0,1 eller mere"
    assert in_language("null hypothesis: a ratio of -0.1 or more", "en") == "null hypothesis: a ratio of −0.1 or more"
    assert in_language("two-stage least squares", "en") == "two-stage least squares"


def test_what_has_no_words_says_so() -> None:
    """A remark that nobody has translated is given in English and called that, beside those that are translated."""
    told = in_language("Something quite new. | The limit at zero is itself outside the interval.", "da")
    assert told == f"{ONLY_ENGLISH}: Something quite new. | Grænsen ved nul ligger selv uden for intervallet."
    assert in_language("", "da") == ""


@pytest.mark.parametrize("name", ["life_1972", "nextwork_2019"])
def test_every_line_of_the_shipped_reports_is_danish(name: str) -> None:
    """Each method and each remark of each row, and so of the Danish report."""
    released = read_released(REPORTS / name / "released.json")
    lines = {line for row in released.rows for line in (row.method, *row.warnings.split(" | ")) if line}
    assert len(lines) > 20
    assert [line for line in sorted(lines) if danish_of(line) is None] == []
    texts = [part.text for part in sourced_parts(compose(released, "da")) if isinstance(part, Quoted)]
    assert any("frihedsgrader" in text for text in texts)
    assert not any(ONLY_ENGLISH in text for text in texts)


def test_every_refusal_has_a_summary_in_danish() -> None:
    """Where an analysis cannot be estimated, what it was is told in Danish, whichever estimator refused."""
    said: set[str] = set()
    for path in [*ROOMS.glob("effects/**/*.py"), *ROOMS.glob("durations/**/*.py")]:
        module = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(module) if isinstance(node, DOCUMENTED)}
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and node.value in docstrings:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SUMMARY.fullmatch(node.value):
                said.add(node.value)
    assert len(said) > 40
    assert [text for text in sorted(said) if danish_of(text) is None] == []


def test_the_report_looks_the_line_up_in_its_language() -> None:
    """The same row, the same reference, another language."""
    released = changed(life_like(), "rearrest.difference", method="ratio of shares; 8 strata; normal distribution")
    rows = tuple(replace(row, method="") if row.analysis_id != "rearrest" else row for row in released.rows)
    for language, said in (("da", "forhold mellem andele; 8 strata; normalfordeling"), ("en", "ratio of shares; 8")):
        document = compose(replace(released, rows=rows), language)  # type: ignore[arg-type]
        told = [part.text for part in sourced_parts(document) if isinstance(part, Quoted)]
        assert any(text.startswith(said) for text in told)


def test_no_piece_claims_what_a_trial_cannot_show() -> None:
    """What estimators say is held to the same words as the sentences of the report; no piece is there twice."""
    pieces = catalogue()
    assert len(pieces) > 400
    assert len({piece.en for piece in pieces}) == len(pieces)
    assert not any(claim_in(text) for piece in pieces for text in (piece.da, piece.en))
