"""Text that people write beside a plan: what is read, what is refused with file and line, whence its numbers come."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose
from nextwork_eval.report.blocks import Bullets, Heading, Number, Paragraph, Words
from nextwork_eval.report.html import html_report
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import plain_text
from nextwork_eval.report.prose import prose_blocks, read_prose
from nextwork_eval.results import Prose, ReleasedResult, read_released, released_text
from nextwork_eval.shipped import shipped_plan
from tests.unit.report_fixture import changed, life_like

GOOD = """\
The difference is {rearrest.difference}, from
{rearrest.difference:interval}.

## Why

- *First* item, see the [results](#main),
  which goes on.
- Second item.

The plan is of {plan.plan.date:date}; {flow.randomised} people were in the lottery.
"""


def folder(tmp_path: Path, **texts: str) -> Path:
    """The folder of a plan, with a file for each text: `foreword_da` becomes foreword.da.md."""
    for name, text in texts.items():
        (tmp_path / f"{name.replace('_', '.')}.md").write_text(text, encoding="utf-8")
    return tmp_path


def with_prose(text: str, section: str = "foreword") -> ReleasedResult:
    prose = tuple(Prose(section=section, language=language, text=text) for language in LANGUAGES)  # type: ignore[arg-type]
    return replace(life_like(), prose=prose)


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ReportError) as caught:
        read_prose(folder(tmp_path, foreword_da="Et forord.", foreword_en=text))
    return list(caught.value.problems)


def test_what_is_read_becomes_blocks_with_every_number_looked_up() -> None:
    """Paragraphs, a subheading, a list, emphasis, a link, and references to a row, the plan and the flow."""
    blocks = prose_blocks(Materials(with_prose(GOOD), "en"), "foreword")
    assert [type(block) for block in blocks] == [Paragraph, Heading, Bullets, Paragraph]
    first, _, items, last = blocks
    assert isinstance(first, Paragraph)
    assert [part.text for part in first.parts if isinstance(part, Number)] == [
        part.text
        for part in (
            Materials(life_like(), "en").number("rearrest.difference"),
            Materials(life_like(), "en").number("rearrest.difference", form="interval_words"),
        )
    ]
    assert isinstance(items, Bullets)
    assert [plain_text(item) for item in items.items] == ["First item, see the results, which goes on.", "Second item."]
    assert next(part.emphasis for part in items.items[0] if isinstance(part, Words))
    assert isinstance(last, Paragraph)
    assert "432 people" in plain_text(last.parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foreword_stands_after_page_one_and_moves_with_its_row(language: Language) -> None:
    """A chapter without a number, the second of the report; another row, another text."""
    released = with_prose(GOOD)
    document = compose(released, language)
    assert [chapter.id for chapter in document.chapters][:2] == ["brief", "foreword"]
    assert document.chapters[1].number is None
    page = html_report(document, released).decode("utf-8")
    assert "<strong>First</strong>" in page
    moved = compose(changed(released, "rearrest.difference", estimate=-0.4321), language)
    said = str(moved.chapters[1])
    assert ("−43,2" if language == "da" else "−43.2") in said
    assert [chapter.id for chapter in compose(life_like(), language).chapters][1] != "foreword"


def test_the_programme_stands_in_its_chapter() -> None:
    """What staff write of the programme follows what the plan says of it."""
    document = compose(with_prose("The firms *present themselves*.", "programme"), "en")
    chapter = next(one for one in document.chapters if one.id == "programme")
    assert isinstance(chapter.blocks[-1], Paragraph)
    assert plain_text(chapter.blocks[-1].parts) == "The firms present themselves."


def test_it_travels_in_the_released_result(tmp_path: Path) -> None:
    """A report can be written again without the folder; a result without prose has no part for it."""
    path = tmp_path / "released.json"
    path.write_text(released_text(with_prose(GOOD)), encoding="utf-8")
    assert read_released(path).prose == with_prose(GOOD).prose
    assert "prose" not in json.loads(released_text(life_like()))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Fine.\n\nIt was 8 points.", "foreword.en.md, line 3: a numeral in “It was 8 points.”"),
        ("It was ½ of them.", "line 1: a numeral"),
        ("A *17* in bold.", "line 1: a numeral in “17”"),
        ("See [chapter 3](#main).", "line 1: a numeral in “chapter 3”"),
        ("1. First", "line 1: a numeral"),
        ("Text <b>bold</b>.", "line 1: HTML is not read"),
        ("<script>alert()</script>", "line 1: HTML is not read"),
        ("A &nbsp; space.", "line 1: HTML is not read"),
        ("![picture](#main)", "line 1: pictures are not read"),
        ("`code`", "line 1: code is not read"),
        ("# Title", "line 1: a subheading begins with '## '"),
        ("### Deep", "line 1: a subheading begins with '## '"),
        ("> said", "line 1: quotations are not read"),
        ("| a | b |", "line 1: tables are not read"),
        ("* item", "line 1: an item of a list begins with '- '"),
        ("---", "line 1: rules are not read"),
        ("See [here](https://example.org).", "line 1: a link leads to a chapter"),
        ("An open {brace.", "line 1: '{' stands alone"),
        ("This proves it.", "line 1: “proves” claims what a trial cannot show"),
        ("There is *no effect*.", "“no effect” claims"),
        ("", "foreword.en.md: empty"),
    ],
)
def test_what_is_not_read_is_refused_with_file_and_line(text: str, problem: str, tmp_path: Path) -> None:
    """Nothing is guessed: the writer learns the file, the line, and what to write instead."""
    assert any(problem in found for found in problems(tmp_path, text)), problems(tmp_path, text)


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    """A file of another name, a text in one language only, and two lines of a third."""
    with pytest.raises(ReportError) as caught:
        read_prose(
            folder(tmp_path, foreword_da="Et 1.\n\nTo 2.", foreword_en="Good.", programme_da="x", preface_da="y")
        )
    told = " ".join(caught.value.problems)
    for said in (
        "preface.da.md: expected",
        "programme.en.md: missing",
        "foreword.da.md, line 1",
        "foreword.da.md, line 3",
    ):
        assert said in told


def test_a_reference_that_leads_nowhere_is_named_with_all_others() -> None:
    """Rows, places of the plan, boxes, forms: each with the line that it stands on."""
    text = "A {rearrest.nothing}.\n\nB {plan.plan.nothing}, {flow.nobody}.\n\nC {rearrest.difference:stars}, {a b}."
    with pytest.raises(ReportError) as caught:
        prose_blocks(Materials(with_prose(text), "en"), "foreword")
    found = caught.value.problems
    assert [problem.split(": ")[0] for problem in found] == [f"foreword.en.md, line {line}" for line in (1, 3, 3, 5, 5)]
    assert "no row 'rearrest.nothing'" in found[0]
    assert "':stars' is no form here" in found[3]


def test_a_link_to_no_chapter_is_refused() -> None:
    """Page and paper would break on it."""
    with pytest.raises(ReportError, match="leads nowhere"):
        compose(with_prose("See [there](#nowhere)."), "en")


def test_no_folder_no_prose(tmp_path: Path) -> None:
    """Most plans have none; a README there is for people."""
    assert read_prose(tmp_path / "nothing") == ()
    (tmp_path / "README.md").write_text("1, 2, 3", encoding="utf-8")
    assert read_prose(tmp_path) == ()


def test_the_shipped_foreword_is_in_both_languages_and_says_that_data_are_invented() -> None:
    """What comes with the package is checked as any other text."""
    found = read_prose(shipped_plan("nextwork_2019").with_suffix(""))
    assert [(one.section, one.language) for one in found] == [("foreword", "da"), ("foreword", "en")]
    assert "Data er opdigtede" in found[0].text
    assert "The data are invented" in found[1].text
