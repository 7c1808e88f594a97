"""How single numbers, words and sentences of the report are made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Link, Number, Words
from nextwork_eval.report.languages import write_date, write_interval, write_number, write_p_value
from nextwork_eval.report.phrases import Phrase, join, plain_text, say
from nextwork_eval.report.sentences import effect_case
from nextwork_eval.report.sources import StructureRef
from nextwork_eval.results import ResultRow


def spaced(text: str) -> str:
    """No-break spaces as plain ones, so that an expectation can be read."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "name", "danish", "english"),
    [
        (0.123, "percent", "12,3 pct.", "12.3 %"),
        (0.0625, "percent", "6,3 pct.", "6.3 %"),  # half away from zero, as by hand
        (-0.0833333, "percentage_points", "−8,3 procentpoint", "−8.3 percentage points"),
        (-0.0004, "percentage_points", "0,0 procentpoint", "0.0 percentage points"),  # no minus on a zero
        (27.25, "weeks", "27,3 uger", "27.3 weeks"),
        (24.1312, "years", "24,1 år", "24.1 years"),
        (0.6842566, "ratio", "0,68", "0.68"),
        (6.1378, "chi_square", "6,14", "6.14"),
        (12345, "count", "12.345", "12,345"),
        (0.95, "whole_percent", "95 pct.", "95 %"),
    ],
)
def test_a_number_is_written_as_each_language_writes_it(value: float, name: str, danish: str, english: str) -> None:
    """Danish has the decimal comma, the point for thousands and “pct.”; both have the real minus sign."""
    assert spaced(write_number(value, name=name, language="da")) == danish
    assert spaced(write_number(value, name=name, language="en")) == english


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_never_printed(value: float) -> None:
    """A number that could not be estimated must be None in its row; NaN in a report would be read as a result."""
    with pytest.raises(ReportError, match="not finite"):
        write_number(value, name="weeks", language="da")


@pytest.mark.parametrize(
    "write", [write_number, lambda value, **rest: write_interval(value, value, prose=False, **rest)]
)
def test_an_unknown_format_is_refused(write: object) -> None:
    """A row with a format that the report does not know must stop it, not print a bare float."""
    with pytest.raises(ReportError, match="no number format"):
        write(0.5, name="furlongs", language="en")  # type: ignore[operator]


def test_interval_in_table_and_in_prose() -> None:
    """A Danish table parts the limits by a semicolon, because the comma is taken; prose gives the unit once."""
    assert spaced(write_interval(1.6, 5.2, name="weeks", language="da", prose=False)) == "[1,6; 5,2]"
    assert spaced(write_interval(1.6, 5.2, name="weeks", language="en", prose=False)) == "[1.6, 5.2]"
    assert spaced(write_interval(-1.6, 5.2, name="weeks", language="da", prose=True)) == "−1,6 til 5,2 uger"
    english = write_interval(0.016, 0.052, name="percentage_points", language="en", prose=True)
    assert spaced(english) == "1.6 to 5.2 percentage points"


@pytest.mark.parametrize(
    ("low", "high", "name", "written"),
    [
        (-0.16651, -0.0001568, "percentage_points", "[−16.7, −0.02]"),
        (0.0000012, 0.31, "percentage_points", "[0.0001, 31.0]"),
        (0.5273, 0.99957, "ratio", "[0.53, 0.9996]"),
        (1.0021, 1.84, "ratio", "[1.002, 1.84]"),
        (0.0, 0.2, "percentage_points", "[0.0, 20.0]"),
        (1.0, 2.0, "ratio", "[1.00, 2.00]"),
        (0.0021, 0.4, "ratio", "[0.00, 0.40]"),  # zero is not the neutral value of a ratio
    ],
)
def test_a_limit_is_never_rounded_onto_no_difference(low: float, high: float, name: str, written: str) -> None:
    """A reader must see on which side of no difference an interval ends; a limit exactly on it stays there."""
    assert spaced(write_interval(low, high, name=name, language="en", prose=False)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0123, "= 0,012"),
        (0.00099, "< 0,001"),
        (0.001, "= 0,001"),
        (0.04957, "= 0,0496"),
        (0.0502, "= 0,0502"),
        (0.05, "= 0,050"),
        (1.0, "= 1,000"),
    ],
)
def test_p_values(value: float, written: str) -> None:
    """Three places; “< 0,001” below; more places where rounding would hide the side of the customary limit."""
    assert spaced(write_p_value(value, language="da", equation=True)) == written


@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_a_p_value_outside_its_range_is_refused(value: float) -> None:
    """A p-value below 0 or above 1 is a mistake upstream and must not be printed."""
    with pytest.raises(ReportError, match="p-value"):
        write_p_value(value, language="en")


def test_dates() -> None:
    """Danish has a point after the day and a small letter in the month."""
    assert spaced(write_date("2026-12-24", language="da")) == "24. december 2026"
    assert spaced(write_date("2026-12-24", language="en")) == "24 December 2026"


@pytest.mark.parametrize("text", ["12 weeks", "½ of them", "week²", "PDF/UA-1", "٣"])
def test_a_typed_numeral_is_refused(text: str) -> None:
    """No numeral, in any script or form, can enter a report by being typed."""
    with pytest.raises(ReportError, match="numeral"):
        Words(text)
    with pytest.raises(ReportError, match="numeral"):
        Link(text, "main")


def test_a_sentence_needs_the_same_slots_in_both_languages() -> None:
    """A number that is in one language only would make the reports differ."""
    with pytest.raises(ReportError, match="same slots"):
        Phrase("{a} mod {b}", "{a} against it")


def test_a_sentence_is_given_exactly_what_it_has_slots_for() -> None:
    """A missing number and a superfluous one are both mistakes."""
    phrase = Phrase("{a} mod {b}", "{a} against {b}")
    with pytest.raises(ReportError, match="do not fit"):
        say(phrase, "da", a=Words("en"))
    with pytest.raises(ReportError, match="do not fit"):
        say(Phrase("ja", "yes"), "da", a=Words("en"))


@pytest.mark.parametrize("claim", ["There is no effect.", "This proves it.", "It does not work.", "It is proven."])
def test_no_sentence_can_claim_what_a_trial_cannot_show(claim: str) -> None:
    """The absence of an effect, and a proof, cannot be said."""
    with pytest.raises(ReportError, match="cannot show"):
        Phrase("Ja.", claim)


def test_a_unit_with_a_full_stop_does_not_double_it() -> None:
    """“62,5 pct.” at the end of a sentence keeps one full stop, in a slot and between two sentences."""
    share = Number("62,5\u00a0pct.", StructureRef("table", 1))
    assert plain_text(say(Phrase("Det var {a}.", "It was {a}."), "da", a=share)) == "Det var 62,5\u00a0pct."
    assert plain_text(say(Phrase("Før {a}. Efter.", "b {a}. a"), "da", a=share)) == "Før 62,5\u00a0pct. Efter."
    assert plain_text(join(share, Words("Og så."))) == "62,5\u00a0pct. Og så."


ROW = ResultRow(
    result_id="a.difference",
    analysis_id="a",
    outcome="o",
    statistic="difference",
    unit="percentage_point",
    synthetic=False,
    estimate=0.0,
    conf_low=-1.0,
    conf_high=1.0,
)


@pytest.mark.parametrize(
    ("statistic", "low", "high", "good", "case"),
    [
        ("difference", 0.01, 0.2, "more", "good"),
        ("difference", -0.2, -0.01, "more", "bad"),
        ("difference", -0.2, -0.01, "fewer", "good"),
        ("difference", 0.01, 0.2, "fewer", "bad"),
        ("difference", 0.01, 0.2, "neither", "shown"),
        ("difference", -0.01, 0.2, "more", "open"),
        ("difference", 0.0, 0.2, "more", "open"),
        ("difference", -0.2, 0.0, "fewer", "open"),
        ("ratio", 0.4, 0.9, "fewer", "good"),
        ("ratio", 1.1, 2.0, "fewer", "bad"),
        ("ratio", 0.4, 1.0, "fewer", "open"),
        ("hazard_ratio", 1.1, 2.0, "more", "good"),
    ],
)
def test_the_case_of_a_result_follows_from_its_interval(
    statistic: str, low: float, high: float, good: str, case: str
) -> None:
    """A difference is shown only when the interval leaves no difference outside; the plan says which way is good."""
    row = replace(ROW, statistic=statistic, conf_low=low, conf_high=high)
    assert effect_case(row, good) == case


@pytest.mark.parametrize("field", ["estimate", "conf_low", "conf_high"])
def test_a_withheld_number_has_no_case(field: str) -> None:
    """A number that was withheld, in whole or in part, is never judged."""
    assert effect_case(replace(ROW, **{field: None}), "more") == "withheld"  # type: ignore[arg-type]
