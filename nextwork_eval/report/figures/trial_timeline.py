"""The trial on the calendar: when each lottery was held, how far it is followed, and when promise and data end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from matplotlib.path import Path

from nextwork_eval.report.figures.canvas import SMALL, WIDTH, rule, text_width, write
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.panel import Panel
from nextwork_eval.report.figures.reading import tables
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import count, sentences, word
from nextwork_eval.report.languages import Language, write_date, write_month
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.palette import ACCENT, INK, NOTICE, QUIET, RULE
from nextwork_eval.report.said import Said
from nextwork_eval.results import ReleasedResult

_NAME, _DATE, _GAP, _RIGHT = 46.0, 28.0, 4.0, 20.0
_TOP, _ROW, _BOTTOM = 8.0, 5.6, 8.0
_UPRIGHT = Path([(0, -1), (0, 1)])
_TICK_MONTHS = (3, 6, 12, 24, 60, 120)
_TOLD: dict[str, dict[Language, str]] = {
    "title": {"da": "Forsøget på kalenderen", "en": "The trial on the calendar"},
    "lines": {
        "da": "Stregen bag en lodtrækning går til den længste horisont, hvor alle i holdet kan følges; mærkerne på den "
        "er horisonterne",
        "en": "The line behind a lottery goes to the longest horizon to which everyone in the round can be followed; "
        "the marks on it are the horizons",
    },
    "round": {"da": "Lodtrækning {round}", "en": "Lottery {round}"},
    "complete": {"da": "Komplet: {registers}", "en": "Complete: {registers}"},
    "registered": {"da": "Forsøget registreret", "en": "Trial registered"},
    "plan": {"da": "Planens dato", "en": "Date of the plan"},
    "followed": {"da": "til uge {week}", "en": "to week {week}"},
    "alt": {"da": "{name}: {date}", "en": "{name}: {date}"},
    "alt_followed": {
        "da": "{name}: {date}, følges til uge {week}",
        "en": "{name}: {date}, followed to week {week}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A day with a name; for a lottery, the horizons at which everyone in it is followed, in weeks."""

    name: str
    day: dt.date
    horizons: tuple[int, ...] = ()
    colour: str = ACCENT


def trial_timeline(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the lotteries, their follow-up, the registration, the plan and the ends of the registers.

    Parameters
    ----------
    released
        The released result; dates are those of the plan, ends of registers those of the schema.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if the plan dates no lottery: without one there is nothing to count from.
    """
    lotteries = _lotteries(released, language)
    if not lotteries:
        return None
    lines = [*lotteries, *_documents(released, language), *_registers(released, language)]
    last = max([line.day for line in lines] + [_after(line.day, week) for line in lines for week in line.horizons])
    first, end, ticks = _months(min(line.day for line in lines), last)
    top = _TOP + (3.5 if remark(released, language) else 0.0)
    left, width = _NAME + _DATE + _GAP, WIDTH - _NAME - _DATE - _GAP - _RIGHT

    def paint(sheet: Sheet) -> None:
        deep, span = _ROW * len(lines), (first.toordinal(), end.toordinal())
        panel = Panel(sheet=sheet, left=left, top=top, width=width, height=deep, x=span, y=(len(lines), 0))
        names = [write_month(f"{tick:%Y-%m}", language=language, short=True) for tick in ticks]
        panel.ticks_below([tick.toordinal() for tick in ticks], names, rules=True)
        _horizon_names(sheet, lotteries[0], (first, end), left=left, width=width, above=top - 1.6, language=language)
        for place, line in enumerate(lines):
            _draw(sheet, panel, line, place, top=top, language=language)

    return finished(
        released,
        language,
        figure_id="trial_timeline",
        title=_TOLD["title"][language],
        caption=sentences(_TOLD["title"][language], _TOLD["lines"][language]),
        alt=sentences(_TOLD["title"][language], *(_said(line, language) for line in lines)),
        rows=(),
        height=top + _ROW * len(lines) + _BOTTOM,
        paint=paint,
    )


def _lotteries(released: ReleasedResult, language: Language) -> list[_Line]:
    dated = [entry for entry in tables(released, "design", "round") if entry.get("date")]
    return [
        _Line(
            name=filled(_TOLD["round"][language], round=Said(entry["id"])),
            day=dt.date.fromisoformat(str(entry["date"])),
            horizons=tuple(week for week, rounds in released.facts.rounds_reaching if entry["id"] in rounds),
        )
        for entry in sorted(dated, key=lambda entry: str(entry["date"]))
    ]


def _documents(released: ReleasedResult, language: Language) -> list[_Line]:
    """Return when the plan was written and the trial registered, in the order of the days."""
    days = {
        "plan": released.plan["plan"]["date"],
        "registered": (released.plan.get("registry") or {}).get("registered"),
    }
    found = [
        _Line(name=_TOLD[name][language], day=dt.date.fromisoformat(str(day)), colour=INK)
        for name, day in days.items()
        if day
    ]
    return sorted(found, key=lambda line: line.day)


def _registers(released: ReleasedResult, language: Language) -> list[_Line]:
    """Return the days to which registers are complete, those of one day together."""
    days: dict[str, list[str]] = {}
    for name, day in released.facts.cut_offs:
        days.setdefault(day, []).append(name)
    return [
        _Line(
            name=filled(_TOLD["complete"][language], registers=Said(", ".join(names))),
            day=dt.date.fromisoformat(day),
            colour=NOTICE,
        )
        for day, names in sorted(days.items())
    ]


def _after(day: dt.date, weeks: int) -> dt.date:
    return day + dt.timedelta(weeks=weeks)


def _months(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date, list[dt.date]]:
    """Return the first day of the first month, that of the month after the last, and a few months to mark.

    Examples
    --------
    >>> from datetime import date
    >>> first, last, marked = _months(date(2016, 11, 3), date(2019, 11, 3))
    >>> first.isoformat(), last.isoformat(), [f"{day:%Y-%m}" for day in marked]
    ('2016-11-01', '2019-12-01', ['2017-01', '2018-01', '2019-01'])
    """
    from_, to = first.year * 12 + first.month - 1, last.year * 12 + last.month
    step = next((step for step in _TICK_MONTHS if (to - from_) / step <= 4), _TICK_MONTHS[-1])
    marked = [month for month in range(from_, to + 1) if month % step == 0]
    days = [dt.date(month // 12, month % 12 + 1, 1) for month in (from_, to, *marked)]
    return days[0], days[1], days[2:]


def _horizon_names(
    sheet: Sheet,
    line: _Line,
    span: tuple[dt.date, dt.date],
    *,
    left: float,
    width: float,
    above: float,
    language: Language,
) -> None:
    """Name the marks of the first line above it, in weeks, as far as there is room between them."""
    days = (span[1] - span[0]).days
    until = 0.0
    for week in line.horizons:
        text = count(week, language) if until else word("week", language, week=count(week, language))
        middle = left + width * (_after(line.day, week) - span[0]).days / days
        wide = text_width(text, SMALL)
        if middle - wide / 2 > until:
            write(sheet, middle, above, text, size=SMALL, colour=QUIET, align="center", role="tick")
            until = middle + wide / 2 + 1.5


def _draw(sheet: Sheet, panel: Panel, line: _Line, place: int, *, top: float, language: Language) -> None:
    upper, low = top + _ROW * place, top + _ROW * (place + 0.5) + 1.0
    rule(sheet, [0, WIDTH], [upper, upper], colour=RULE, width=0.4, under=True)
    write(sheet, 0, low, line.name, size=SMALL, role="value")
    date = write_date(line.day.isoformat(), language=language)
    write(sheet, _NAME + _DATE, low, date, size=SMALL, colour=QUIET, align="right", role="value")
    start, height = line.day.toordinal(), place + 0.5
    if line.horizons:
        ends = [_after(line.day, week).toordinal() for week in line.horizons]
        panel.line([start, ends[-1]], [height] * 2, colour=ACCENT, width=1.7, butt=True, level=2)
        panel.marks(ends, [height] * len(ends), shape=_UPRIGHT, size=6, fill=None, edge=ACCENT, edge_width=1, level=3)
        text = filled(_TOLD["followed"][language], week=count(line.horizons[-1], language))
        write(sheet, WIDTH - 0.5, low, text, size=SMALL, colour=ACCENT, align="right", role="value")
    panel.marks([start], [height], size=5, fill=line.colour, edge="white", edge_width=1)


def _said(line: _Line, language: Language) -> str:
    date = write_date(line.day.isoformat(), language=language)
    if not line.horizons:
        return filled(_TOLD["alt"][language], name=line.name, date=date)
    week = count(line.horizons[-1], language)
    return filled(_TOLD["alt_followed"][language], name=line.name, date=date, week=week)
