"""Every finding can be said in Danish and in English, with nothing left open."""

import ast
import re
import string
from pathlib import Path

import pytest

from nextwork_eval.results import Finding
from nextwork_eval.results.finding_words import CATALOGUE

PACKAGE = Path(__file__).parents[2] / "nextwork_eval"
MAKERS = {"broken": 0, "whole_table": 0, "_wrong": 0, "_filled": 3, "_another": 0}


def codes_in_use() -> set[str]:
    """Return the codes that the program gives to findings, read from its own text."""
    codes = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if node.func.id in MAKERS and len(node.args) > MAKERS[node.func.id]:
                given.append(node.args[MAKERS[node.func.id]])
            if node.func.id in {*MAKERS, "Finding"}:
                codes |= {part.value for one in given for part in ast.walk(one) if isinstance(part, ast.Constant)}
    return {code for code in codes if isinstance(code, str) and re.fullmatch("[a-z_]{5,}", code)} - {"month_yyyy_mm"}


def test_every_code_has_words_in_both_languages() -> None:
    """A new kind of finding needs an entry in the catalogue; wordings by kind stand beside it as code.kind."""
    known = {name.split(".")[0] for name in CATALOGUE}
    assert len(codes_in_use()) > 25
    assert codes_in_use() - known == set()


def wordings_in_use() -> set[str]:
    """Return code.kind for each wording that the program asks for, those of layouts among them."""
    names = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                code, kinds = node.args[0], [keyword.value for keyword in node.keywords if keyword.arg == "kind"]
                if isinstance(code, ast.Constant):
                    names |= {f"{code.value}.{kind.value}" for kind in kinds if isinstance(kind, ast.Constant)}
            if path.name == "layout.py" and isinstance(node, ast.Tuple) and len(node.elts) == 2:
                kind, facts = node.elts
                if isinstance(kind, ast.Constant) and isinstance(facts, ast.Dict):
                    names.add(f"wrong_layout.{kind.value}")
    return names


def test_every_wording_that_is_asked_for_is_there() -> None:
    """A kind that the catalogue lacks would fall back to the plain words of its code, and say too little."""
    assert {"wrong_layout.path", "missing_table.declared", "wrong_delivery_note.truth"} <= wordings_in_use()
    assert wordings_in_use() - CATALOGUE.keys() == set()


@pytest.mark.parametrize("name", CATALOGUE)
def test_both_languages_name_the_same_facts(name: str) -> None:
    """What the one language says of bounds and lists, the other says too; each text is a sentence."""
    words = CATALOGUE[name]
    assert slots(words.expected_da) == slots(words.expected_en)
    assert slots(words.advice_da) == slots(words.advice_en)
    for text in (words.expected_da, words.expected_en, words.advice_da, words.advice_en):
        assert text.endswith(".")
    assert words.expected_da != words.expected_en


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_finding_says_its_facts_and_a_code_of_no_catalogue_its_own_words() -> None:
    """A bound is named in either language; a finding from elsewhere is said as it came."""
    common = {"severity": "error", "table": "bfl", "column": "loen", "count": 2, "rows": (4,)}
    low = Finding(code="out_of_range", facts=(("kind", "minimum"), ("bound", "0")), **common)
    assert low.sentence("da").startswith("[out_of_range] bfl.loen: 2 (rækker 4, …): der skulle stå mindst 0. Ret")
    assert low.sentence().startswith("[out_of_range] bfl.loen: 2 (rows 4, …): expected at least 0. Correct")
    own = Finding(code="of_another_tool", expected="something.", advice="Look.", **common)
    assert own.words("da") == own.words("en") == ("something.", "Look.")
