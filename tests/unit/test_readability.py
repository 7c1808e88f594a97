"""How hard page one may be to read, by two published indices worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.readability import HARDEST, ari, lix, page_one_index, sentences_of
from nextwork_eval.results import ReleasedResult, read_released
from tests.unit.report_fixture import changed, life_like, nextwork_like

REPORTS = Path(__file__).parents[2] / "reports"


def test_lix_by_hand() -> None:
    """Nine words in two sentences, two of them of more than six letters: 9/2 + 100·2/9.

    Then ten words in two sentences, and four long ones: `kontrolgruppen`, `arbejdede`, `ventede`, `tilbuddet`.
    """
    assert lix("De i kontrolgruppen arbejdede mere. Vi så på det.") == pytest.approx(9 / 2 + 100 * 2 / 9)
    assert lix("De i kontrolgruppen arbejdede mere. Vi ventede ikke på tilbuddet.") == pytest.approx(10 / 2 + 40)


def test_ari_by_hand() -> None:
    """Six words, 22 letters, two sentences: 4.71·22/6 + 0.5·6/2 − 21.43 = 17.27 + 1.5 − 21.43."""
    assert ari("The dogs slept. We slept too.") == pytest.approx(4.71 * 22 / 6 + 0.5 * 6 / 2 - 21.43)


def test_a_number_is_one_word_and_a_heading_none() -> None:
    """A decimal comma or point ends no sentence, and what is no sentence is not measured."""
    told = sentences_of(compose(life_like(), "da").chapters[0])
    assert all(text.endswith((".", "!", "?")) for text in told)
    assert not any("Hvad skete der" in text for text in told)
    assert told[0].startswith("0 personer var med i lodtrækningen: 0 i gruppen")


CASES = {
    "open": {"conf_low": -0.1, "conf_high": 0.1},
    "bad": {"conf_low": 0.01, "conf_high": 0.2},
    "withheld": {"estimate": None, "conf_low": None, "conf_high": None},
}
RESULTS = {
    "life": life_like(),
    "nextwork": nextwork_like(),
    **{name: changed(life_like(), "rearrest.difference", **row) for name, row in CASES.items()},
    "sealed": replace(life_like(), facts=replace(life_like().facts, sealed=True)),
    **{name: read_released(REPORTS / name / "released.json") for name in ("life_1972", "nextwork_2019")},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("released", RESULTS.values(), ids=RESULTS)
def test_page_one_is_plain(released: ReleasedResult, language: Language) -> None:
    """At most LIX 40 in Danish and grade 8 in English, whatever the results are."""
    assert page_one_index(compose(released, language)) <= HARDEST[language]
