"""How sure the primary result is: one line for page one, and the working in an appendix."""

from __future__ import annotations

from nextwork_eval.report.blocks import (
    Block,
    Bullets,
    Cell,
    Chapter,
    Column,
    Heading,
    Notice,
    Paragraph,
    Parts,
    Table,
    TableRow,
)
from nextwork_eval.report.chapters import how_sure_words as words
from nextwork_eval.report.materials import Materials
from nextwork_eval.report.phrases import Phrase, join, link
from nextwork_eval.report.security import Criterion, Rating, Threat, rate
from nextwork_eval.report.security.rules import ATTRITION_AT_MOST, MOST_PADLOCKS, POWER_BELOW, SOURCES
from nextwork_eval.report.tables import EMPTY
from nextwork_eval.report.wordings import name_of

NOT_RATED_TITLE = Phrase("Ikke bedømt", "Not rated")


def how_sure(m: Materials) -> tuple[Block, ...]:
    """Compose the line of page one: how many padlocks, what holds them down, and where the working stands."""
    rating = rate(m.released)
    see = m.say(words.SEE, appendix=link(words.APPENDIX, m.language, "security"))
    told = (
        join(verdict_of(m, rating), see)
        if rating.padlocks is None
        else join(verdict_of(m, rating), _why(m, rating), see)
    )
    return Heading(parts=m.words(words.HEADING)), Paragraph(parts=told)


def verdict_of(m: Materials, rating: Rating) -> Parts:
    """Say how many padlocks the primary result has, or why it has no rating."""
    if rating.padlocks is None:
        return m.say(
            words.NOT_RATED, why=join(*(m.words(words.WHY_NOT[name]) for name in _unknown(rating)), between="; ")
        )
    return m.say(
        words.RATED,
        padlocks=m.rated("padlocks", strong=True),
        most=m.rated("most"),
        level=words.LEVELS[rating.padlocks],
    )


def security(m: Materials) -> Chapter:
    """Compose the working: three criteria, the threats, the sum, and what was not rated."""
    rating = rate(m.released)
    blocks: list[Block] = [
        Paragraph(parts=verdict_of(m, rating), style="lead"),
        Paragraph(parts=join(m.say(words.SCALE, most=m.rated("most")), m.words(words.MADE_FOR))),
        _criteria(m, rating),
        _threats(m, rating),
    ]
    adjusted = m.say(
        words.ADJUSTMENT,
        moderate=m.rated("risks", "moderate"),
        high=m.rated("risks", "high"),
        source=m.rule_source("eef_adjustment"),
        standing=words.STANDINGS[SOURCES["eef_adjustment"].standing],
    )
    blocks.append(Paragraph(parts=adjusted))
    if rating.padlocks is None:
        blocks.append(Notice(kind="not_estimated", title=m.words(NOT_RATED_TITLE), parts=verdict_of(m, rating)))
    else:
        numbers = {
            name: m.rated(name, strong=name == "padlocks") for name in ("initial", "dropped", "padlocks", "most")
        }
        blocks.append(Paragraph(parts=m.say(words.SUM, **numbers)))
    blocks += [
        Heading(parts=m.words(words.OPEN_HEADING)),
        Paragraph(parts=m.say(words.OPEN, most_dropped=m.rated("most_dropped"))),
        Bullets(items=tuple(m.words(item) for item in words.OPEN_ITEMS)),
    ]
    return Chapter(id="security", title=m.words(words.TITLE), blocks=tuple(blocks), kind="appendix")


def _why(m: Materials, rating: Rating) -> Parts:
    """Say what holds the rating down most: the lowest criterion, or the threats where they take more away than it."""
    if rating.dropped and rating.initial is not None and rating.dropped > MOST_PADLOCKS - rating.initial:
        return _threatened(m, rating)
    held = join(*(m.words(words.WEAKEST[one.name]) for one in rating.weakest if one.name in words.WEAKEST))
    return join(held, m.say(words.THREATENED, dropped=m.rated("dropped"))) if rating.dropped else held


def _threatened(m: Materials, rating: Rating) -> Parts:
    counted = [one for risk in ("high", "moderate") for one in rating.threats if one.risk == risk]
    phrase = words.WORST_OF_SEVERAL if len(counted) > 1 else words.WORST_ALONE
    worst = m.say(phrase, found=_found_threat(m, counted[0]), dropped=m.rated("dropped"))
    return join(worst, *(m.words(words.LESSER[one.name]) for one in rating.weakest if one.name in words.LESSER))


def _unknown(rating: Rating) -> tuple[str, ...]:
    criteria = [f"{one.name}.{one.case}" for one in rating.criteria if one.padlocks is None]
    return tuple(criteria or [f"{one.name}.{one.case}" for one in rating.threats if one.risk is None])


def _criteria(m: Materials, rating: Rating) -> Table:
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=m.words(words.CRITERIA[one.name])),
                Cell(parts=_found(m, one)),
                Cell(parts=_rule(m, one.name)),
                Cell(parts=(m.rated("level", one.name, strong=True),) if one.padlocks is not None else EMPTY),
                _source(m, one.source),
            )
        )
        for one in rating.criteria
    )
    columns = (
        Column(heading=m.words(words.CRITERION), share=1.2),
        Column(heading=m.words(words.FOUND), share=1.9),
        Column(heading=m.words(words.RULE), share=2.2),
        Column(heading=m.words(words.PADLOCKS), share=1),
        Column(heading=m.words(words.SOURCE), share=2.2),
    )
    return Table(
        id="security-criteria",
        caption=m.words(words.CRITERIA_CAPTION),
        columns=columns,
        rows=rows,
        sources=tuple(one.row for one in rating.criteria if one.row is not None),
        dense=True,
        stacks=True,
    )


def _found(m: Materials, one: Criterion) -> Parts:
    phrase = name_of(words.FOUND_CRITERIA, one.case)
    match one.case:
        case "planned":
            assert one.row is not None, "the plan's calculation is a row"
            return m.say(phrase, difference=m.number(one.row), size=m.rated("found", "power", form="bare"))
        case "sizes":
            return m.say(phrase, size=m.rated("found", "power", form="bare"))
        case "lost":
            assert one.row is not None, "attrition is a row"
            return m.say(phrase, share=m.number(one.row), week=m.number(one.row, "week"))
        case _:
            return m.words(phrase)


def _rule(m: Materials, criterion: str) -> Parts:
    if criterion == "design":
        return m.say(words.DESIGN_RULE, most=m.rated("most"))
    power = criterion == "power"
    steps = [
        m.say(
            words.BELOW if power else words.AT_MOST,
            locks=m.rated("step", locks),
            limit=m.rated("below" if power else "at_most", locks, form="bare" if power else "whole_percent"),
        )
        for locks in (POWER_BELOW if power else ATTRITION_AT_MOST)
    ]
    return join(*steps, m.say(words.BEYOND, locks=m.rated("step", 0)), between="; ")


def _threats(m: Materials, rating: Rating) -> Table:
    rows = tuple(
        TableRow(
            cells=(
                Cell(parts=m.words(words.THREATS[one.name])),
                Cell(parts=_found_threat(m, one)),
                Cell(parts=_threat_rule(m, one.name)),
                Cell(parts=m.words(words.RISKS[one.risk])),
                _source(m, one.source),
            )
        )
        for one in rating.threats
    )
    columns = (
        Column(heading=m.words(words.THREAT), share=1.4),
        Column(heading=m.words(words.FOUND), share=1.9),
        Column(heading=m.words(words.RULE), share=2.4),
        Column(heading=m.words(words.RISK), share=0.8),
        Column(heading=m.words(words.SOURCE), share=1.9),
    )
    return Table(
        id="security-threats",
        caption=m.words(words.THREATS_CAPTION),
        columns=columns,
        rows=rows,
        sources=tuple(one.row for one in rating.threats if one.row is not None),
        dense=True,
        stacks=True,
    )


def _found_threat(m: Materials, one: Threat) -> Parts:
    phrase = name_of(words.FOUND_THREATS, f"{one.name}.{one.case}")
    slots = phrase.slots(m.language)
    if "number" not in slots:
        return m.words(phrase)
    if one.row is None:
        return m.say(phrase, number=m.fact("number_of_deviations", form="count"))
    if "trait" in slots:
        return m.say(phrase, number=m.number(one.row), trait=m.label("covariate", one.row.split(".")[1]))
    return m.say(phrase, number=m.number(one.row))


def _threat_rule(m: Materials, threat: str) -> Parts:
    phrase = words.THREAT_RULES[threat]
    if not phrase.slots(m.language):
        return m.words(phrase)
    equal, adjust = (m.rated(name, form="bare") for name in ("equivalent_up_to", "adjusted_up_to"))
    return m.say(phrase, equal=equal, adjust=adjust)


def _source(m: Materials, name: str) -> Cell:
    return Cell(parts=(m.rule_source(name),), aside=m.words(words.STANDINGS[SOURCES[name].standing]))
