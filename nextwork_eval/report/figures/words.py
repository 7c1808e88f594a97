"""What figures say in each language, and numbers as the whole report writes them."""

from __future__ import annotations

from collections.abc import Sequence

from nextwork_eval.report.figures.reading import Series
from nextwork_eval.report.figures.standing import mark
from nextwork_eval.report.languages import Language, write_number, write_set
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.said import Said, joined
from nextwork_eval.report.sources import has_set
from nextwork_eval.results import ResultRow

WORDS: dict[str, dict[Language, str]] = {
    "weeks_since": {"da": "Uger siden lodtrækningen", "en": "Weeks since the lottery"},
    "level_share": {"da": "Andel af alle i gruppen", "en": "Share of everyone in the group"},
    "level_weeks": {"da": "Uger i gennemsnit", "en": "Weeks, on average"},
    "level_times": {"da": "Gange tilbage pr. person", "en": "Returns for each person"},
    "difference_times": {"da": "Forskel, gange pr. person", "en": "Difference, returns for each person"},
    "difference_percentage_point": {"da": "Forskel, procentpoint", "en": "Difference, percentage points"},
    "difference_weeks": {"da": "Forskel, uger", "en": "Difference, weeks"},
    "favours": {"da": "til fordel for", "en": "favours"},
    "more": {"da": "Over nul: til fordel for {arm}", "en": "Above zero: favours {arm}"},
    "fewer": {"da": "Under nul: til fordel for {arm}", "en": "Below zero: favours {arm}"},
    "intervals": {"da": "{level}-intervaller", "en": "{level} intervals"},
    "bands": {
        "da": "Felterne er {level} for én uge ad gangen",
        "en": "The bands are {level} for one week at a time",
    },
    "whole_band": {
        "da": "Mellem de stiplede linjer ligger {level}-båndet for alle uger på én gang",
        "en": "Between the dashed lines lies the {level} band for all weeks at once",
    },
    "whole_alt": {
        "da": "{level}-båndet for alle uger på én gang er {interval} i uge {week}",
        "en": "The {level} band for all weeks at once is {interval} in week {week}",
    },
    "whole_outside": {
        "da": "nul ligger uden for det i nogle af de viste uger",
        "en": "zero lies outside it in some of the weeks shown",
    },
    "whole_inside": {
        "da": "nul ligger inden for det i alle viste uger",
        "en": "zero lies inside it in all weeks shown",
    },
    "adjusted_path": {
        "da": "Forskellen er justeret ved regression og er derfor ikke det ene niveau minus det andet",
        "en": "The difference is adjusted by regression, and is therefore not one level minus the other",
    },
    "curve_bands": {
        "da": "Felterne er {level} for ét tidspunkt ad gangen",
        "en": "The bands are {level} for one time at a time",
    },
    "dots": {
        "da": "Prikkerne er de uger, der er tal for; linjerne imellem er kun til øjet",
        "en": "The dots are the weeks for which there are numbers; the lines between them only guide the eye",
    },
    "gaps": {
        "da": "Hvor tal er holdt tilbage for at beskytte personer, er der et hul",
        "en": "Where numbers were withheld to protect individuals, there is a gap",
    },
    "population": {
        "da": "Kun lodtrækninger, der kan følges {week} uger",
        "en": "Only lottery rounds that can be followed for {week} weeks",
    },
    "path_caption": {
        "da": "Øverst niveauet i hver gruppe, nederst forskellen: {treated} minus {control}",
        "en": "Above, the level of each group; below, the difference: {treated} minus {control}",
    },
    "path": {
        "da": "{arm}: {first} i uge {first_week}, {last} i uge {last_week}",
        "en": "{arm}: {first} in week {first_week}, {last} in week {last_week}",
    },
    "alt_first": {
        "da": "Forskellen er {value} {interval} i uge {week}",
        "en": "The difference is {value} {interval} in week {week}",
    },
    "alt_furthest": {
        "da": "den er længst fra nul i uge {week}: {value} {interval}",
        "en": "it is furthest from zero in week {week}: {value} {interval}",
    },
    "course_never_left": {"da": "Aldrig ude", "en": "Never off support"},
    "course_out": {"da": "Ude, første gang", "en": "Off, for the first time"},
    "course_back": {"da": "Tilbage", "en": "Back on support"},
    "course_out_again": {"da": "Ude igen", "en": "Off again"},
    "course_gone": {"da": "Pension, udrejst eller død", "en": "Pension, emigrated or dead"},
    "states_caption": {
        "da": "Tallene er andelen i uge {week}, i procent",
        "en": "The numbers are the shares in week {week}, in percent",
    },
    "bars": {
        "da": "Hver søjle er en uge, der er tal for",
        "en": "Each bar is a week for which there are numbers",
    },
    "rounded": {
        "da": "For at beskytte personer er andelene regnet af antal, der er afrundet til et multiplum af {floor}",
        "en": "To protect individuals, the shares are computed from counts rounded to a multiple of {floor}",
    },
    "states_alt": {"da": "{arm}, uge {week}: {shares}", "en": "{arm}, week {week}: {shares}"},
    "not_yet": {"da": "Andel, der endnu ikke er {states}", "en": "Share not yet {states}"},
    "already": {"da": "Andel, der er eller har været {states}", "en": "Share who are or have been {states}"},
    "in_a_row": {"da": "Det kræver {weeks} uger i træk", "en": "It takes {weeks} weeks in a row"},
    "at_risk": {"da": "Antal i risiko", "en": "Number at risk"},
    "risk_caption": {
        "da": "Under kurverne: hvor mange der stadig følges uden hændelsen",
        "en": "Under the curves: how many are still followed without the event",
    },
    "delayed": {
        "da": "For at beskytte personer er kurvernes trin samlet, så hvert trin hviler på flere",
        "en": "To protect individuals, the steps of the curves are gathered, so that each rests on several people",
    },
    "halfway": {"da": "I uge {week}: {values}", "en": "In week {week}: {values}"},
    "points": {"da": "procentpoint", "en": "percentage points"},
    "apart": {"da": "Forskel", "en": "Difference"},
    "primary": {"da": "Primært udfald", "en": "Primary outcome"},
    "secondary": {"da": "Sekundært udfald", "en": "Secondary outcome"},
    "headline": {"da": "Forskelle mellem grupperne", "en": "Differences between the groups"},
    "headline_caption": {
        "da": "Andele i de to grupper og forskellen i procentpoint: {treated} minus {control}",
        "en": "Shares in the two groups and the difference in percentage points: {treated} minus {control}",
    },
    "lines": {"da": "Stregerne er {level}", "en": "The lines are {level}"},
    "dashes": {
        "da": "En tankestreg er et tal, der er holdt tilbage for at beskytte personer",
        "en": "A dash is a number that was withheld to protect individuals",
    },
    "headline_alt": {
        "da": "{outcome}: {levels}; forskel {value} {interval}",
        "en": "{outcome}: {levels}; difference {value} {interval}",
    },
    "other_definitions": {
        "da": "{outcome}: forskellen efter planens definition og efter de andre, planen nævner",
        "en": "{outcome}: the difference under the plan's definition and under the others that it names",
    },
    "own_definition": {"da": "Som planen definerer det", "en": "As the plan defines it"},
    "subgroups": {
        "da": "{outcome}: forskellen i hver gruppe efter {split}, og nederst for alle",
        "en": "{outcome}: the difference in each group by {split}, and at the bottom for everyone",
    },
    "split": {"da": "{outcome}, efter {split}", "en": "{outcome}, by {split}"},
    "shrunken": {
        "da": "De hule prikker er de samme forskelle, trukket mod den fælles, fordi nogle er store ved et tilfælde",
        "en": "The hollow dots are the same differences, drawn towards the common one, because some are large by "
        "chance",
    },
    "shrunken_alt": {"da": "trukket mod den fælles {value}", "en": "drawn towards the common one {value}"},
    "not_known": {"da": "Ikke kendt", "en": "Not known"},
    "everyone": {"da": "Alle", "en": "Everyone"},
    "timelines": {
        "da": "Hver bjælke er en opdigtet person, uge for uge; farven er det, ugen tæller som",
        "en": "Each bar is an invented person, week by week; the colour is what the week counts as",
    },
    "timeline_alt": {
        "da": "{person}, fra uge {first}, uger i hver situation: {runs}",
        "en": "{person}, from week {first}, weeks in each situation: {runs}",
    },
    "unlinked": {"da": "findes i intet register", "en": "found in no register"},
    "withheld_alt": {"da": "{outcome}: holdt tilbage", "en": "{outcome}: withheld"},
    "week": {"da": "uge {week}", "en": "week {week}"},
    "love": {
        "da": "Forskelle mellem grupperne før lodtrækningen",
        "en": "Differences between the groups before the lottery",
    },
    "love_caption": {
        "da": "Hver prik er forskellen målt i standardafvigelser: {treated} minus {control}",
        "en": "Each dot is the difference in standard deviations: {treated} minus {control}",
    },
    "deviations": {"da": "standardafvigelser", "en": "standard deviations"},
    "higher": {"da": "højere i", "en": "higher in"},
    "flow": {"da": "Fra lodtrækning til analyse", "en": "From lottery to analysis"},
    "flow_withheld": {
        "da": "Antal under {floor} er holdt tilbage for at beskytte personer",
        "en": "Counts below {floor} were withheld to protect individuals",
    },
    "flow_rounded": {
        "da": "Andre antal efter lodtrækningen er afrundet, så de holdt tilbage ikke kan regnes ud",
        "en": "Other counts after the lottery are rounded, so that those withheld cannot be worked out",
    },
    "firms_axis": {"da": "Antal virksomheder", "en": "Number of firms"},
    "firms_title": {
        "da": "Virksomheder i netværket måned for måned, og hvor mange af dem der havde en praktikant",
        "en": "Firms in the network month by month, and how many of them had an intern",
    },
    "in_network": {"da": "I netværket", "en": "In the network"},
    "with_intern": {"da": "Med praktikant", "en": "With an intern"},
    "aim": {"da": "Mål: {aim}", "en": "Aim: {aim}"},
    "firms_aim": {"da": "Målet er {aim} virksomheder", "en": "The aim is {aim} firms"},
    "firms_delayed": {
        "da": "For at beskytte virksomheder går antallet i netværket først et trin, når flere er kommet til; det kan "
        "derfor være lidt for lavt",
        "en": "To protect firms, the number in the network takes a step only when several have come; it may therefore "
        "be a little too low",
    },
    "in_month": {"da": "{number} i {month}", "en": "{number} in {month}"},
    "firms_alt": {
        "da": "{line}: {first}, {last}; flest {most}",
        "en": "{line}: {first}, {last}; most {most}",
    },
    "alt_last": {"da": "i uge {week} er den {value} {interval}", "en": "in week {week} it is {value} {interval}"},
}


def word(name: str, language: Language, **parts: object) -> str:
    """Return a word or a sentence in the language, with its parts put in; see `filled`."""
    return filled(WORDS[name][language], **parts)


def estimate(row: ResultRow, language: Language, *, unit: bool = True) -> str:
    """Write the row's number as tables and sentences do."""
    if row.estimate is None:
        return "–"
    return Said(write_number(row.estimate, name=row.format, language=language, unit=unit) + mark(row))


def interval(row: ResultRow, language: Language, *, prose: bool = False) -> str:
    """Write the row's interval, or in words a set of another shape; a dash where it has none."""
    text = write_set(row.set_kind, row.conf_low, row.conf_high, name=row.format, language=language, prose=prose)
    return text if text == "–" else Said(text + mark(row))


def drawn_set(row: ResultRow, factor: float, first: float, last: float) -> list[tuple[float, float]]:
    """Return the pieces of an axis from `first` to `last` that a row's set covers, its limits times `factor`.

    A set without an end goes on to the edge of the axis; two rays leave the gap between them free.
    """
    low = first if row.conf_low is None else factor * row.conf_low
    high = last if row.conf_high is None else factor * row.conf_high
    match row.set_kind:
        case "two_rays":
            return [(first, low), (high, last)]
        case "ray_above":
            return [(low, last)]
        case "ray_below":
            return [(first, high)]
        case "whole_line":
            return [(first, last)]
        case "empty":
            return []
        case _:
            return [] if row.conf_low is None or row.conf_high is None else [(low, high)]


def level(rows: Sequence[ResultRow], language: Language) -> str | None:
    """Write the confidence level of rows that are drawn together, `95 % intervals`; None if they carry no interval."""
    levels = sorted({row.conf_level for row in rows if row.conf_level is not None and has_set(row)})
    texts = [write_number(value, name="whole_percent", language=language) for value in levels]
    return word("intervals", language, level=joined(*texts, between="/")) if texts else None


def percent(row: ResultRow, language: Language) -> str:
    """Write the confidence level of a row."""
    return write_number(row.conf_level or 0.0, name="whole_percent", language=language)


def count(number: int, language: Language) -> str:
    """Write a number of persons or weeks."""
    return write_number(number, name="count", language=language)


def advantage(good: str, treated: str, language: Language) -> str | None:
    """Say on which side of zero the treated arm does better; None where the plan calls neither side good."""
    return word(good, language, arm=treated) if good in ("more", "fewer") else None


def final(line: Series, last: int, language: Language, *, unit: bool = True) -> str:
    """Write the last number of a line, with its week where the axis goes further than the line."""
    row = line.shown[-1]
    text = estimate(row, language, unit=unit)
    return text if row.week == last else Said(f"{text} ({word('week', language, week=row.week)})")


def path_sentence(arm: str, line: Series, language: Language) -> str:
    """Say where a line begins and where it ends."""
    first, last = line.shown[0], line.shown[-1]
    return word(
        "path",
        language,
        arm=arm,
        first=estimate(first, language),
        first_week=first.week,
        last=estimate(last, language),
        last_week=last.week,
    )


def tick_labels(ticks: Sequence[float], unit: str, language: Language) -> list[str]:
    """Write round numbers for an axis with the places they need; the topmost share carries the unit."""
    places = next((n for n in range(3) if all(abs(tick - round(tick, n)) < 1e-9 for tick in ticks)), 3)
    name, fine = ("count", "one_place", "number", "three_places")[places], places > 0
    texts = [write_number(tick, name=name, language=language) for tick in ticks]
    if unit == "share":
        texts[-1] = write_number(ticks[-1] / 100, name="percent" if fine else "whole_percent", language=language)
    return texts


def sentences(*parts: str | None) -> str:
    """Join sentences with spaces, leaving out those that are not said, and end each with one full stop."""
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
