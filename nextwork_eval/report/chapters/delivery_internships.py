"""Internships of each group, who chose the firm, and the way from a match event to an internship."""

from __future__ import annotations

from nextwork_eval.report.blocks import Block, Cell, Column, Heading, Paragraph, Parts, Table, TableRow
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join
from nextwork_eval.report.tables import DASH, EMPTY, arm_columns

INTERNSHIPS = Phrase("Praktik", "Internships")
COUNTED = Phrase(
    "Et praktikforløb tæller, hvis det begyndte på dagen for lodtrækningen eller senere, senest i uge {week}. Andele "
    "og gennemsnit er af alle i gruppen, også dem uden praktik.",
    "An internship counts if it began on the day of the lottery or later, by week {week}. Shares and means are of "
    "everyone in the group, those without an internship included.",
)
OTHER_SOURCE = Phrase(
    "Hvor tabellen over tilbud har praktik med, er det uger efter ydelsernes koder, også af forløb, der var begyndt "
    "før lodtrækningen. Her tælles forløbene selv; derfor er tallene andre.",
    "Where the table of services holds internships, they are weeks by the codes of benefits, also of internships that "
    "had begun before the lottery. Here the internships themselves are counted; the numbers are therefore others.",
)
CAPTION = Phrase("Praktik i de to grupper", "Internships in the two groups")
MEASURE = Phrase("Mål", "Measure")
MEASURES = {
    "any_internship": Phrase("Mindst ét praktikforløb", "At least one internship"),
    "internships": Phrase("Praktikforløb pr. person", "Internships per person"),
    "internship_firms": Phrase("Forskellige virksomheder pr. person", "Different firms per person"),
    "internship_weeks": Phrase("Uger i praktik", "Weeks in internship"),
    "switched": Phrase("Skiftede virksomhed undervejs", "Changed firm on the way"),
    "number_of_internships": Phrase("Praktikforløb i alt", "Internships in all"),
}
WHO_CHOSE = Phrase("Hvem valgte virksomheden", "Who chose the firm")
WHO_CAPTION = Phrase("Praktikforløb efter, hvem der valgte virksomheden", "Internships by who chose the firm")
CHOOSER = Phrase("Valgt af", "Chosen by")
WITHHELD_ARM = Phrase(
    "For gruppen {arm} er fordelingen holdt tilbage: i en af delene er der for få personer eller virksomheder, og "
    "resten ville give den tilbage.",
    "For the group {arm} the distribution was withheld: one of its parts has too few persons or firms, and the rest "
    "would give it back.",
)
PARTS = Phrase(
    "Andele af praktikforløb, ikke af personer. Hvor én andel er holdt tilbage, er mindst én mere det også, for "
    "tilsammen giver de det hele.",
    "Shares of internships, not of persons. Where one share was withheld, at least one more was too, for together they "
    "make the whole.",
)
FROM_EVENT = Phrase("Fra match-arrangement til praktik", "From match event to internship")
MATCHING = Phrase(
    "Der blev holdt {events} match-arrangementer. Af dem, der fik tilbuddet, mødte {met} mindst én virksomhed. I "
    "{chosen} af møderne valgte den unge virksomheden. Af dem, der valgte, begyndte {began} i praktik i en virksomhed, "
    "de selv havde valgt.",
    "{events} match events were held. Of those who got the offer, {met} met at least one firm. In {chosen} of the "
    "meetings the young person chose the firm. Of those who chose, {began} began an internship at a firm that they had "
    "chosen themselves.",
)
ROUNDED = Phrase(
    "Antallet af personer på hvert trin er afrundet til et multiplum af {floor}, så de få, der ikke kom videre, ikke "
    "kan regnes ud.",
    "The number of persons at each step is rounded to a multiple of {floor}, so that the few who went no further "
    "cannot be worked out.",
)
MATCHING_WITHHELD = Phrase(
    "Tallene fra match-arrangementerne er holdt tilbage: på et af trinnene er der for få personer.",
    "The numbers from the match events were withheld: at one of the steps there are too few persons.",
)


def internship_blocks(m: Materials) -> list[Block]:
    """Compose what the release holds of internships; nothing where the plan does not record them."""
    if not any(row.outcome == "delivery.any_internship" for row in m.released.rows):
        return []
    other = m.words(OTHER_SOURCE) if any(row.outcome.startswith("delivery.service.") for row in m.released.rows) else ()
    return [
        Heading(parts=m.words(INTERNSHIPS)),
        Paragraph(parts=join(m.say(COUNTED, week=m.plan("delivery", "internships", "to_week")), other)),
        _table(m),
        *_who_chose(m),
        *_matching(m),
    ]


def _table(m: Materials) -> Table:
    names = [name for name in MEASURES if any(m.find(f"delivery.{name}.{arm}") for arm in m.arms())]
    return Table(
        id="internships",
        caption=m.words(CAPTION),
        columns=(Column(heading=m.words(MEASURE), share=2.6), *arm_columns(m)),
        rows=tuple(
            TableRow(
                cells=(Cell(parts=m.words(MEASURES[name])), *(_cell(m, f"delivery.{name}.{arm}") for arm in m.arms()))
            )
            for name in names
        ),
        notes=_dash(m, [f"delivery.{name}.{arm}" for name in names for arm in m.arms()]),
        sources=_found(m, [f"delivery.{name}.{arm}" for name in names for arm in m.arms()]),
    )


def _who_chose(m: Materials) -> list[Block]:
    codes = [code for code, _, _ in m.released.facts.code_labels]
    ids = [f"delivery.chosen_by.{code}.{arm}" for code in codes for arm in m.arms()]
    if not _found(m, ids):
        return []
    table = Table(
        id="who-chose",
        caption=m.words(WHO_CAPTION),
        columns=(Column(heading=m.words(CHOOSER), share=2.6), *arm_columns(m)),
        rows=tuple(
            TableRow(
                cells=(
                    Cell(parts=(m.fact(f"codes_{m.language}", code),)),
                    *(_cell(m, f"delivery.chosen_by.{code}.{arm}") for arm in m.arms()),
                )
            )
            for code in codes
        ),
        notes=(m.words(PARTS), *_dash(m, ids)),
        sources=_found(m, ids),
    )
    silent = [
        Paragraph(parts=m.say(WITHHELD_ARM, arm=m.arm(arm)))
        for arm in m.arms()
        if not any(m.given(f"delivery.chosen_by.{code}.{arm}") for code in codes)
        and any(m.find(f"delivery.chosen_by.{code}.{arm}") for code in codes)
    ]
    return [Heading(parts=m.words(WHO_CHOSE)), table, *silent]


def _matching(m: Materials) -> list[Block]:
    arm = m.treated_arm()
    names = {
        "events": f"delivery.match_events.{arm}",
        "met": f"delivery.met_firm.{arm}",
        "chosen": f"delivery.firm_chosen.{arm}",
        "began": f"delivery.began_where_chosen.{arm}",
    }
    if any(m.find(name) is None for name in names.values()):
        return []
    if not all(m.given(name) for name in names.values()):
        told = m.words(MATCHING_WITHHELD)
    else:
        told = m.say(
            MATCHING,
            events=m.number(names["events"], form="bare"),
            **{slot: m.number(name) for slot, name in names.items() if slot != "events"},
        )
        if any(change.rule == "steps_from_rounded_counts" for change in m.released.changes):
            told = join(told, m.say(ROUNDED, floor=m.fact("floor", form="count")))
    return [Heading(parts=m.words(FROM_EVENT)), Paragraph(parts=told)]


def _cell(m: Materials, name: str) -> Cell:
    row = m.find(name)
    if row is None:
        return Cell(parts=EMPTY)
    return Cell(parts=(m.number(name, form="bare" if row.unit == "internships" else "full"),))


def _found(m: Materials, names: list[str]) -> tuple[str, ...]:
    return tuple(name for name in names if m.find(name) is not None)


def _dash(m: Materials, names: list[str]) -> tuple[Parts, ...]:
    return () if all(m.given(name) for name in names) else (m.words(DASH),)
