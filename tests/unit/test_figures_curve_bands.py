"""The bands for all weeks of step curves: drawn where they left, with gaps where they did not, and said in words."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from nextwork_eval.report import compose
from nextwork_eval.report.blocks import FigureBlock
from nextwork_eval.report.figures import Figure, survival_curves
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.palette import CONTROL, TREATED
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.results import ReleasedResult
from tests.unit.figures_fixture import weekly
from tests.unit.report_fixture import life_like
from tests.unit.test_report_document import chapter, spaced

SVG = "{http://www.w3.org/2000/svg}"
LOW, HIGH = {"aid": 0.70, "no_aid": 0.60}, {"aid": 0.90, "no_aid": 0.80}
POINTS = 72 / 25.4


def banded(released: ReleasedResult, weeks: set[int]) -> ReleasedResult:
    """The curve of men not re-arrested with a band in these weeks: 70 to 90 % with aid, 60 to 80 without."""
    curve = [row for row in released.rows if row.result_id.startswith("free_curve.") and row.week in weeks]
    bands = [
        replace(
            row,
            result_id=row.result_id.replace(".w", ".band.w"),
            conf_low=LOW[str(row.arm)],
            conf_high=HIGH[str(row.arm)],
            interval_kind="simultaneous",
            n_arm=None,
            events_arm=None,
            smallest_cell=None,
        )
        for row in curve
    ]
    last = max(place for place, row in enumerate(released.rows) if row.result_id.startswith("free_curve."))
    return replace(released, rows=(*released.rows[: last + 1], *bands, *released.rows[last + 1 :]))


def drawn(released: ReleasedResult, language: Language = "en") -> Figure:
    figure = survival_curves(released, "free_curve", language)
    assert figure is not None
    return figure


def dashes(figure: Figure, colour: str) -> list[list[tuple[float, float]]]:
    """The dashed thin lines of one colour, as points of the drawing."""
    found = []
    for path in ElementTree.fromstring(figure.svg).iter(f"{SVG}path"):
        thin = float(path.get("stroke-width") or 0) == 0.9
        if path.get("stroke") == colour.lower() and thin and path.get("stroke-dasharray"):
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path.get("d") or "")]
            found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def test_without_a_band_no_dashed_limits_are_drawn_and_none_are_spoken_of() -> None:
    """The curves of both published reports are of this kind."""
    figure = drawn(weekly())
    assert dashes(figure, TREATED) == dashes(figure, CONTROL) == []
    assert "all weeks at once" not in figure.caption + figure.alt


def test_each_arm_has_its_two_limits_at_their_height() -> None:
    """The panel is 48 mm high, its top 8 mm down: 90 % lies at 12.8 mm, 70 % at 22.4, 80 % at 17.6, 60 % at 27.2."""
    figure = drawn(banded(weekly(), set(range(10, 53))))
    for colour, heights in ((TREATED, (12.8, 22.4)), (CONTROL, (17.6, 27.2))):
        lines = dashes(figure, colour)
        found = sorted({round(down, 1) for line in lines for _, down in line})
        assert found == pytest.approx([height * POINTS for height in heights], abs=0.06)
        assert len(lines) == 2


def test_a_band_has_a_gap_where_its_curve_steps_without_one() -> None:
    """No band left in week 30: it ends there and goes on in week 31, and does not hold its limits in between."""
    whole = dashes(drawn(banded(weekly(), set(range(10, 53)))), TREATED)
    parted = dashes(drawn(banded(weekly(), set(range(10, 53)) - {30})), TREATED)
    assert len(parted) == 4
    ends = sorted({(round(line[0][0], 1), round(line[-1][0], 1)) for line in parted})
    week = (whole[0][-1][0] - whole[0][0][0]) / 42  # weeks 10 to 52
    assert ends[0][1] == pytest.approx(whole[0][0][0] + 20 * week, abs=0.1)
    assert ends[1][0] == pytest.approx(whole[0][0][0] + 21 * week, abs=0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_legend_and_alternative_text_say_what_the_lines_are(language: Language) -> None:
    """The legend without numbers of the band but its level; who cannot see it hears where each band ends."""
    figure = drawn(banded(weekly(), set(range(10, 53))), language)
    legend, alt = {
        "da": (
            "Mellem de stiplede linjer i en gruppes farve ligger dens 95 pct.-bånd for alle uger på én gang.",
            "95 pct.-båndet for alle uger på én gang: "
            "Støtte [70,0; 90,0] i uge 52; Ingen støtte [60,0; 80,0] i uge 52.",
        ),
        "en": (
            "Between the dashed lines in the colour of a group lies its 95 % band for all weeks at once.",
            "The 95 % band for all weeks at once: Aid [70.0, 90.0] in week 52; No aid [60.0, 80.0] in week 52.",
        ),
    }[language]
    assert legend in spaced(figure.caption)
    assert alt in spaced(figure.alt)


def test_the_table_under_the_figure_holds_the_bands_by_arm() -> None:
    """Two columns more, each with the name of its arm, and the limits of the week."""
    released = banded(life_like(), set(range(1, 53)))
    blocks = chapter(compose(released, "en"), "returns").blocks
    figure = next(
        block for block in blocks if isinstance(block, FigureBlock) and block.figure.id == "survival_curves_free_curve"
    )
    assert figure.data is not None
    headings = [plain_text(column.heading) for column in figure.data.columns]
    assert headings[-2:] == ["Aid: Band for all weeks", "No aid: Band for all weeks"]
    last = figure.data.rows[-1]
    assert [spaced(plain_text(cell.parts)) for cell in last.cells[-2:]] == ["[70.0, 90.0]", "[60.0, 80.0]"]
