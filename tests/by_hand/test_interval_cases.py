"""Every case of an interval, and the sentence it gets: worked out by hand from where the limits lie."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nextwork_eval.report.interval_cases import BADGES, EFFECTS, TONES, VERDICTS
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.readability import HARDEST, ari, lix
from nextwork_eval.report.sentences import case_of, effect_sentence, reading
from nextwork_eval.report.targets import target_sentence
from nextwork_eval.results import ReleasedResult, ResultRow
from tests.unit.report_fixture import changed, life_like, nextwork_like

NAME = "rearrest.difference"


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def declaring(smallest: float | None, good: str = "fewer") -> ReleasedResult:
    """The LIFE fixture whose plan declares the smallest difference of interest in the share arrested again."""
    released = life_like()
    outcomes = [
        {**entry, "good": good, **({} if smallest is None else {"smallest_of_interest": smallest})}
        if entry["id"] == "rearrest_52"
        else entry
        for entry in released.plan["outcome"]
    ]
    return replace(released, plan={**released.plan, "outcome": outcomes})


# Limits as shares; the smallest difference of interest is five percentage points, where it is declared.
# case, low, high, good, smallest, sentence in Danish, sentence in English
CASES: list[tuple[str, float, float, str, float | None, str, str]] = [
    (
        "good",
        -0.12,
        -0.04,
        "fewer",
        None,
        "Hele intervallet ligger på den ønskede side. Forsøget viser en forskel til gavn for dem, der fik tilbuddet.",
        "The whole interval lies on the intended side. The trial shows a difference in favour of those who got the "
        "offer.",
    ),
    (
        "bad",
        0.04,
        0.12,
        "fewer",
        None,
        "Hele intervallet ligger på den uønskede side. Forsøget viser en forskel til ugunst for dem, der fik "
        "tilbuddet.",
        "The whole interval lies on the unwanted side. The trial shows a difference against those who got the offer.",
    ),
    (
        "shown",
        0.04,
        0.12,
        "neither",
        None,
        "Hele intervallet ligger på samme side. Forsøget viser en forskel, som i sig selv hverken er god eller dårlig.",
        "The whole interval lies on one side. The trial shows a difference that is in itself neither good nor bad.",
    ),
    (
        "open",
        -0.04,
        0.03,
        "fewer",
        None,
        "Intervallet rummer en forskel til begge sider. Forsøget kan ikke afgøre, om tilbuddet gjorde en forskel.",
        "The interval holds a difference either way. The trial cannot tell whether the offer made a difference.",
    ),
    (
        "open",
        -0.04,
        0.05,  # reaches what matters
        "fewer",
        0.05,
        "Intervallet rummer en forskel til begge sider. Forsøget kan ikke afgøre, om tilbuddet gjorde en forskel.",
        "The interval holds a difference either way. The trial cannot tell whether the offer made a difference.",
    ),
    (
        "precise",
        -0.04,
        0.03,
        "fewer",
        0.05,
        "Planen kalder 5,0 procentpoint den mindste forskel, der betyder noget. Hele intervallet ligger tættere på "
        "nul. Tallene taler imod en forskel så stor, til den ene og til den anden side.",
        "The plan calls 5.0 percentage points the smallest difference that matters. The whole interval lies closer to "
        "zero. The numbers speak against a difference that large, either way.",
    ),
    (
        "good_small",
        -0.04,
        -0.02,
        "fewer",
        0.05,
        "Hele intervallet ligger på den ønskede side. Forsøget viser en forskel til gavn for dem, der fik tilbuddet. "
        "Men den er mindre end 5,0 procentpoint, som planen kalder den mindste, der betyder noget.",
        "The whole interval lies on the intended side. The trial shows a difference in favour of those who got the "
        "offer. But it is smaller than 5.0 percentage points, which the plan calls the smallest that matters.",
    ),
    (
        "bad_small",
        0.02,
        0.04,
        "fewer",
        0.05,
        "Hele intervallet ligger på den uønskede side. Forsøget viser en forskel til ugunst for dem, der fik "
        "tilbuddet. Men den er mindre end 5,0 procentpoint, som planen kalder den mindste, der betyder noget.",
        "The whole interval lies on the unwanted side. The trial shows a difference against those who got the offer. "
        "But it is smaller than 5.0 percentage points, which the plan calls the smallest that matters.",
    ),
    (
        "shown_small",
        0.02,
        0.04,
        "neither",
        0.05,
        "Hele intervallet ligger på samme side. Forsøget viser en forskel. Men den er mindre end 5,0 procentpoint, som "
        "planen kalder den mindste, der betyder noget.",
        "The whole interval lies on one side. The trial shows a difference. But it is smaller than 5.0 percentage "
        "points, which the plan calls the smallest that matters.",
    ),
    ("good", -0.12, -0.04, "fewer", 0.05, "Hele intervallet ligger på den ønskede side. Forsøget viser en forskel til "
     "gavn for dem, der fik tilbuddet.", "The whole interval lies on the intended side. The trial shows a difference "
     "in favour of those who got the offer."),
]  # fmt: skip


@pytest.mark.parametrize(("case", "low", "high", "good", "smallest", "danish", "english"), CASES)
def test_each_case_has_its_sentence(
    case: str, low: float, high: float, good: str, smallest: float | None, danish: str, english: str
) -> None:
    """Shown for or against, small, precise or too uncertain: by where both limits lie, and by nothing else."""
    middle = (low + high) / 2
    released = changed(declaring(smallest, good), NAME, estimate=middle, conf_low=low, conf_high=high)
    for language, said in (("da", danish), ("en", english)):
        m = Materials(released, language)  # type: ignore[arg-type]
        row = released.row(NAME)
        found = case_of(row, m.outcome("rearrest"))
        assert found == case
        assert spaced(plain_text(reading(m, row, found))) == said
        entry = next(one for one in m.entries("analysis") if one["id"] == "rearrest")
        assert spaced(plain_text(effect_sentence(m, entry))).endswith(said)  # after both levels and the interval


def test_a_withheld_number_is_not_judged() -> None:
    """Without a limit there is no case, whatever the plan declares."""
    for field in ("estimate", "conf_low", "conf_high"):
        released = changed(declaring(0.05), NAME, **{field: None})
        assert case_of(released.row(NAME), {"good": "fewer", "smallest_of_interest": 0.05}) == "withheld"
    assert EFFECTS["withheld"].reading.en == "The number was withheld because it rests on too few persons."


def test_a_ratio_or_a_set_without_an_end_is_never_called_small() -> None:
    """The smallest difference of interest is a difference; a ray goes on without end."""
    row: ResultRow = life_like().row(NAME)
    outcome = {"good": "fewer", "smallest_of_interest": 0.5}
    ratio = replace(row, statistic="ratio", estimate=1.0, conf_low=0.9, conf_high=1.1)
    ray = replace(row, set_kind="ray_below", conf_low=None, conf_high=0.1)
    rays = replace(row, set_kind="two_rays", conf_low=-0.1, conf_high=0.1)
    assert [case_of(one, outcome) for one in (ratio, ray, rays)] == ["open", "open", "open"]


def test_every_case_is_here() -> None:
    """A case that is added without a test fails."""
    assert set(EFFECTS) == {case for case, *_ in CASES} | {"withheld"}


# measure, verdict, badge and first words in Danish, in English
TARGETS: list[tuple[str, str, str, str, str, str]] = [
    ("level", "met", "Nået", "Målet er nået:", "Met", "Target met:"),
    ("level", "not_met", "Ikke nået", "Målet er ikke nået:", "Not met", "Target not met:"),
    (
        "level",
        "undecided",
        "Kan ikke afgøres",
        "Om målet er nået, kan ikke afgøres:",
        "Cannot be decided",
        "Whether the target was met cannot be decided:",
    ),
    ("ratio", "met", "Nået", "Målet er nået:", "Met", "Target met:"),
    ("ratio", "not_met", "Ikke nået", "Målet er ikke nået:", "Not met", "Target not met:"),
    (
        "ratio",
        "reduced_not_met",
        "Mindsket, men målet ikke nået",
        "Andelen er mindsket, men målet er ikke nået:",
        "Reduced, but short of the target",
        "The share is reduced, but the target is not met:",
    ),
    (
        "ratio",
        "not_reduced",
        "Ikke mindsket",
        "Andelen er ikke mindsket:",
        "Not reduced",
        "The share is not reduced:",
    ),
    (
        "ratio",
        "undecided",
        "Kan ikke afgøres",
        "Om målet er nået, kan ikke afgøres:",
        "Cannot be decided",
        "Whether the target was met cannot be decided:",
    ),
    (
        "not_worse",
        "met",
        "Nået",
        "Ikke dårligere, end grænsen tillader:",
        "Met",
        "No worse than the margin allows:",
    ),
    (
        "not_worse",
        "not_met",
        "Ikke nået",
        "Dårligere, end grænsen tillader:",
        "Not met",
        "Worse than the margin allows:",
    ),
    (
        "not_worse",
        "undecided",
        "Kan ikke afgøres",
        "Om målet er nået, kan ikke afgøres:",
        "Cannot be decided",
        "Whether the target was met cannot be decided:",
    ),
    (
        "equivalent",
        "met",
        "Nået",
        "Forskellen ligger inden for grænsen:",
        "Met",
        "The difference lies within the margin:",
    ),
    (
        "equivalent",
        "not_met",
        "Ikke nået",
        "Forskellen ligger uden for grænsen:",
        "Not met",
        "The difference lies beyond the margin:",
    ),
    (
        "equivalent",
        "undecided",
        "Kan ikke afgøres",
        "Om målet er nået, kan ikke afgøres:",
        "Cannot be decided",
        "Whether the target was met cannot be decided:",
    ),
]


@pytest.mark.parametrize(("measure", "verdict", "badge_da", "danish", "badge_en", "english"), TARGETS)
def test_each_verdict_has_its_words(
    measure: str, verdict: str, badge_da: str, danish: str, badge_en: str, english: str
) -> None:
    """Met, not met, undecided, and for a ratio reduced or not: a badge and the beginning of a sentence."""
    assert (BADGES[verdict].da, BADGES[verdict].en) == (badge_da, badge_en)
    assert (VERDICTS[measure][verdict].da, VERDICTS[measure][verdict].en) == (danish, english)


def test_every_verdict_is_here() -> None:
    """No verdict without a test; each has a badge and a tone."""
    assert {(measure, verdict) for measure, names in VERDICTS.items() for verdict in names} == {
        (measure, verdict) for measure, verdict, *_ in TARGETS
    }
    assert set(BADGES) == set(TONES) == {verdict for _, verdict, *_ in TARGETS} | {"withheld"}


# The two by two: is the target met, and is an effect shown. Limits of the difference; what is said after the verdict.
BESIDE: list[tuple[str, float, float, str, str]] = [
    ("met", 0.05, 0.3, "Tilbuddet har bidraget: ", "The offer contributed: "),
    ("met", -0.05, 0.3, "Men der er ingen klar forskel til kontrolgruppen (", "But there is no clear difference"),
    ("met", -0.3, -0.05, "Men kontrolgruppen klarede sig bedre (", "But the control group did better ("),
    ("not_met", 0.05, 0.3, "Det gik dog bedre end uden tilbuddet: ", "It was still better than without the offer: "),
    ("not_met", -0.05, 0.3, "Der er heller ingen klar forskel til", "Nor is there a clear difference from"),
    ("not_met", -0.3, -0.05, "Og kontrolgruppen klarede sig bedre (", "And the control group did better ("),
    ("undecided", 0.05, 0.3, "Det gik bedre end uden tilbuddet: ", "It was better than without the offer: "),
    ("undecided", -0.05, 0.3, "Der er ingen klar forskel til kontrolgruppen (", "There is no clear difference from"),
    ("undecided", -0.3, -0.05, "Kontrolgruppen klarede sig bedre (", "The control group did better ("),
]


@pytest.mark.parametrize(("verdict", "low", "high", "danish", "english"), BESIDE)
def test_a_target_that_is_met_is_not_yet_an_effect(
    verdict: str, low: float, high: float, danish: str, english: str
) -> None:
    """Each of the nine combinations has a sentence of its own, in both languages."""
    released = changed(nextwork_like(), "target.job_or_education", verdict=verdict)
    released = changed(released, "entry.difference", conf_low=low, conf_high=high)
    target: dict[str, Any] = next(one for one in released.plan["target"] if one["id"] == "job_or_education")
    for language, said in (("da", danish), ("en", english)):
        _, beside = target_sentence(Materials(released, language), target)  # type: ignore[arg-type]
        assert spaced(plain_text(beside)).startswith(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reading_is_plain(language: Language) -> None:
    """No judgement on page one is harder than LIX 45, or than the index of the whole page by two school years."""
    measure, most = (lix, 45.0) if language == "da" else (ari, HARDEST["en"] + 2)
    for words in EFFECTS.values():
        text = words.reading.da if language == "da" else words.reading.en
        assert measure(text.replace("{smallest}", "0")) <= most, text
