"""Which code of the weekly register is which situation: every code, so that a reader can redo the definitions."""

from __future__ import annotations

from nextwork_eval.report.blocks import Cell, Chapter, Column, Notice, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import EMPTY

TITLE = Phrase("Kodeliste", "Code list")
LEAD = Phrase(
    "Hver uge i registeret har højst én kode. Her står alle {codes} koder under den situation, de læses som. Hvad der "
    "lægges oven på koderne, står i kapitlet om data.",
    "Each week in the register has one code at most. All {codes} codes stand here under the situation that they are "
    "read as. What is laid over the codes stands in the chapter on data.",
)
CAPTION = Phrase("Registerets koder og deres situation", "The register's codes and their situation")
CODE = Phrase("Kode", "Code")
LABEL = Phrase("Hvad den hedder", "What it is called")
PERIOD = Phrase("I brug", "In use")
SINCE = Phrase("fra {first}", "from {first}")
UNTIL = Phrase("til {last}", "until {last}")
NO_PERIOD = Phrase(
    "Hvor der ikke står en periode, er det ikke oplyst, hvornår koden har været i brug.",
    "Where there is no period, it is not known when the code was in use.",
)
NONE = Phrase("Ingen koder", "No codes")
NONE_TEXT = Phrase(
    "Den frigivne fil har ingen kodeliste. Den står i skemaet.",
    "The released file holds no code list. It stands in the schema.",
)


def code_list(m: Materials) -> Chapter:
    """Compose the codes, state by state in the order of the state map."""
    codes = m.released.facts.code_list
    if not codes:
        notice = Notice(kind="not_estimated", title=m.words(NONE), parts=m.words(NONE_TEXT))
        return Chapter(id="codes", title=m.words(TITLE), blocks=(notice,), kind="appendix")
    rows: list[TableRow] = []
    for state, _, _ in m.released.facts.states:
        theirs = [code for code, _, _, of, *_ in codes if of == state]
        if theirs:
            rows.append(TableRow(cells=(Cell(parts=(m.fact(f"states_{m.language}", state),)),)))
            rows += [_row(m, code) for code in theirs]
    columns = (
        Column(heading=m.words(CODE), share=0.7),
        Column(heading=m.words(LABEL), share=4),
        Column(heading=m.words(PERIOD), share=1.6),
    )
    lead = m.say(LEAD, codes=m.fact("number_of_codes", form="count"))
    table = Table(
        id="code-list",
        caption=m.words(CAPTION),
        columns=columns,
        rows=tuple(rows),
        notes=(m.words(NO_PERIOD),) if any(not (first or last) for *_, first, last, _ in codes) else (),
        dense=True,
    )
    return Chapter(id="codes", title=m.words(TITLE), blocks=(Paragraph(parts=lead), table), kind="appendix")


def _row(m: Materials, code: str) -> TableRow:
    label = (m.fact("code_list", code, f"label_{m.language}"),)
    sign = (m.fact("code_list", code, "code", code=True),)
    return TableRow(cells=(Cell(parts=sign), Cell(parts=label), Cell(parts=_period(m, code))))


def _period(m: Materials, code: str) -> Parts:
    *_, first, last, _ = next(one for one in m.released.facts.code_list if one[0] == code)
    since = m.say(SINCE, first=m.fact("code_list", code, "valid_from", form="date")) if first else ()
    until = m.say(UNTIL, last=m.fact("code_list", code, "valid_to", form="date")) if last else ()
    return join(since, until) or EMPTY
