"""From released rows to files: compose the document, check it, print it, and write all files or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase
from typing import Literal

from nextwork_eval.errors import ReportError
from nextwork_eval.report.blocks import Block, Chapter, Document, FigureBlock, Number, Parts, Table, Words
from nextwork_eval.report.chapters import CHAPTERS, paper_tables
from nextwork_eval.report.chapters.brief import synthetic_statement
from nextwork_eval.report.chapters.checklists import checklist_chapter
from nextwork_eval.report.chapters.foreword import foreword
from nextwork_eval.report.checks import check_links, check_numerals, check_tables
from nextwork_eval.report.formats import MAIN_FORMATS, Format, files_in
from nextwork_eval.report.languages import LANGUAGES, Language
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase
from nextwork_eval.report.sources import StructureRef
from nextwork_eval.report.standing import standing_of, with_marks
from nextwork_eval.report.wordings import STATUSES, name_of
from nextwork_eval.results import ReleasedResult
from nextwork_eval.whole_files import write_whole

LABELS = {
    "contents": Phrase("Indhold", "Contents"),
    "table": Phrase("Tabel", "Table"),
    "figure": Phrase("Figur", "Figure"),
    "chapter": Phrase("Kapitel", "Chapter"),
    "appendix": Phrase("Bilag", "Appendix"),
    "skip": Phrase("Spring til indholdet", "Skip to the content"),
    "data": Phrase("Vis tallene bag figuren", "Show the data behind the figure"),
    "page": Phrase("Side", "Page"),
    "enlarge": Phrase("Tryk på figuren for at forstørre den.", "Tap the figure to enlarge it."),
    "scroll": Phrase("Tabel, kan rulles vandret", "Table, scrolls sideways"),
    "difference": Phrase("Forskel", "Difference"),
    "kind": Phrase("Evalueringsrapport", "Evaluation report"),
}
PLAN = Phrase("Analyseplan", "Analysis plan")
STATUS = Phrase("Planens status", "Status of the plan")
REGISTRATION = Phrase("Registrering", "Registration")
PERSONS = Phrase("Personer i lodtrækningen", "People in the lottery")
PLAN_LINE = Phrase("version {version}, {date}", "version {version}, {date}")


def compose(released: ReleasedResult, language: Language) -> Document:
    """Compose the report of an evaluation in one language.

    Parameters
    ----------
    released
        Everything that passed the door.
    language
        `da` or `en`.

    Returns
    -------
    Document
        All chapters in their order, numbered, with every numeral checked against its source.

    Raises
    ------
    ReportError
        If a number has no source, a source has no number, a reference leads nowhere, or there are no words for what a
        row says; if a chapter lacks something that it needs, or a table would be empty.
    """
    m = Materials(released, language)
    brief, *others = (_written(write, m) for write in CHAPTERS)
    front = foreword(m)
    chapters = [with_marks(one, released, language) for one in (brief, *([front] if front else []), *others)]
    chapters.append(checklist_chapter(m, _numbered(chapters, language)))
    further = paper_tables(m, _numbered(chapters, language))
    identity = released.plan["plan"]
    assert isinstance(identity, dict), "a plan has an identity"
    document = Document(
        language=language,
        title=(m.plan("plan", f"title_{language}"),),
        subtitle=(m.plan("plan", f"subtitle_{language}"),),
        status=m.words(name_of(STATUSES, str(identity["status"]))),
        synthetic=synthetic_statement(m) if released.facts.synthetic else None,
        standing=standing_of(m),
        publisher=(m.plan("plan", "publisher"),),
        date=str(identity["date"]),
        cover_facts=_cover_facts(m, bool(identity.get("registration"))),
        chapters=_numbered([*chapters, further] if further is not None else chapters, language),
        labels={name: phrase.text(language) for name, phrase in LABELS.items()},
    )
    check_numerals(document, released)
    check_links(document)
    check_tables(document)
    return document


def write_report(
    released: ReleasedResult,
    folder: Path,
    languages: Sequence[Language] = LANGUAGES,
    formats: Sequence[Format] = MAIN_FORMATS,
) -> tuple[Path, ...]:
    """Write the report in a folder; see `formats.files_in` for what each format is.

    Parameters
    ----------
    released
        Everything that passed the door.
    folder
        Where the files go; made if it is not there. Files of the same names are replaced.
    languages, formats
        Which ones.

    Returns
    -------
    tuple
        The files, language by language.

    Raises
    ------
    ReportError
        If any of the files cannot be made. Then none is written.
    """
    if unknown := [language for language in languages if language not in LANGUAGES]:
        known = [f"Languages: {', '.join(LANGUAGES)}."]
        raise ReportError(f"There is no report in the language '{unknown[0]}'.", known)
    return write_documents((compose(released, language) for language in languages), released, folder, formats)


def write_documents(
    documents: Iterable[Document], released: ReleasedResult, folder: Path, formats: Sequence[Format]
) -> tuple[Path, ...]:
    """Write composed reports in a folder, all files or none; see `write_report`.

    Parameters
    ----------
    documents
        The report in each language; each is asked for when the one before it is with the printers.
    released
        What they were composed from.
    folder, formats
        See `write_report`.
    """
    # Paper is set beside: while one language is in the printer, the next is being composed, and the pages come last.
    with ThreadPoolExecutor(max_workers=len(LANGUAGES)) as printer:
        papers: list[dict[Format, Future[dict[str, bytes]]]] = []
        composed: list[Document] = []
        for document in documents:
            composed.append(document)
            papers.append(
                {form: printer.submit(files_in, form, document, released) for form in formats if form == "pdf"}
            )
        pages = [
            {form: files_in(form, document, released) for form in formats if form != "pdf"} for document in composed
        ]
        done = [
            page[form] if form in page else paper[form].result()
            for page, paper in zip(pages, papers, strict=True)
            for form in formats
        ]
    contents = {name: content for files in done for name, content in files.items()}
    folder.mkdir(parents=True, exist_ok=True)
    write_whole({folder / name: content for name, content in contents.items()})
    return tuple(folder / name for name in contents)


def _written(write: Callable[[Materials], Chapter], m: Materials) -> Chapter:
    """Write a chapter, or say which one could not be: a released result that was made by hand may lack anything."""
    try:
        return write(m)
    except (LookupError, AttributeError, TypeError, ValueError, AssertionError, RuntimeError) as error:
        raise ReportError(
            f"The chapter '{write.__name__}' cannot be written.",
            [
                "The released result lacks something that the chapter needs, or holds it in another form "
                f"({type(error).__name__} {str(error)[:60]}). Was it changed after it was written?"
            ],
        ) from error


def _cover_facts(m: Materials, registered: bool) -> tuple[tuple[Parts, Parts], ...]:
    dated = m.say(PLAN_LINE, version=m.plan("plan", "version"), date=m.plan("plan", "date", form="date"))
    status = m.released.plan["plan"]["status"]
    lines: list[tuple[Parts, Parts]] = [
        (m.words(PERSONS), (m.persons("randomised"),)),
        (m.words(PLAN), dated),
        (m.words(STATUS), m.words(name_of(STATUSES, status))),
    ]
    if registered:
        lines.append((m.words(REGISTRATION), (m.plan("plan", "registration"),)))
    return tuple(lines)


def _numbered(chapters: Sequence[Chapter], language: Language) -> tuple[Chapter, ...]:
    """Give chapters their number or letter, and tables and figures theirs, through the whole report.

    Two figures may show the same course: the tables behind them differ by the number of the figure.
    """
    letters = iter(ascii_uppercase)
    counts = {"chapter": 0, "table": 0, "figure": 0}

    def following(kind: Literal["chapter", "table", "figure"]) -> Number:
        counts[kind] += 1
        return Number(str(counts[kind]), StructureRef(kind, counts[kind]))

    def with_number(block: Block) -> Block:
        if isinstance(block, Table) and not block.id.startswith("data-"):
            return replace(block, number=following("table"))
        if isinstance(block, FigureBlock):
            number = following("figure")
            before = (Words(f"{LABELS['figure'].text(language)} "), number, Words(". "))
            data = block.data and replace(block.data, caption=(*before, *block.data.caption))
            return replace(block, number=number, data=data)
        return block

    numbered = []
    for chapter in chapters:
        sign: Number | Words | None = None
        if chapter.kind == "main":
            sign = following("chapter")
        elif chapter.kind == "appendix":
            sign = Words(next(letters))
        numbered.append(replace(chapter, number=sign, blocks=tuple(with_number(block) for block in chapter.blocks)))
    return tuple(numbered)
