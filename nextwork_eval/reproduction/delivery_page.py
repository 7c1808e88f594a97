"""The data-quality report as one plain page that needs no other file: Danish first, English beside it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from nextwork_eval.registers import TableQuality
from nextwork_eval.reproduction.certificate import Said
from nextwork_eval.reproduction.delivery_check import DeliveryCheck
from nextwork_eval.reproduction.delivery_text import (
    NOT_FOR_RELEASE,
    SEVERITY,
    check_data,
    first_rows,
    ordered,
    verdict,
)

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}h3{font-size:1.1rem;margin-top:2rem}h4{font-size:1rem;margin-top:1.5rem}
.keep{border:.15rem solid #8a1c1c;padding:.5rem 1rem;font-weight:600}
.verdict{border-left:.5rem solid #1f6b3a;padding:.5rem 1rem;background:#f6f4f1}.refused{border-color:#8a1c1c}
.wide{overflow-x:auto}table{border-collapse:collapse}
th,td{border-bottom:1px solid #ccc;padding:.25rem .6rem;text-align:left;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums}[lang=en]{color:#444}.told{min-width:26rem}
"""
_TITLE = Said("Datakvalitet", "Data quality")
_FINDINGS = Said("Hvad der blev fundet", "What was found")
_NONE = Said("Intet at bemærke.", "Nothing to remark.")
_TABLES = Said("Tabeller og kobling", "Tables and linkage")
_POPULATION = Said("Befolkningen ved siden af forsøget", "The population beside the trial")
_COVERAGE = Said("Dækning måned for måned", "Coverage by month")
_MISSING = Said("Manglende værdier", "Missing values")
_FINDING_HEADS = (
    Said("Alvor", "Severity"),
    Said("Kode", "Code"),
    Said("Sted", "Where"),
    Said("Antal", "Count"),
    Said("Første rækker", "First rows"),
    Said("Hvad der var ventet, og hvad der skal gøres", "What was expected, and what to do"),
)
_TABLE_HEADS = (
    Said("Tabel", "Table"),
    Said("Register", "Register"),
    Said("Rækker", "Rows"),
    Said("Personer", "People"),
    Said("Fra lodtrækningen", "Of the lottery"),
    Said("Andel fundet", "Share found"),
    Said("Komplet til og med", "Complete to"),
)
_COLUMN_HEADS = (
    Said("Kolonne", "Column"),
    Said("Celler", "Cells"),
    Said("Mangler", "Missing"),
    Said("Andel", "Share"),
)
_YEAR = Said("År", "Year")


def quality_page(check: DeliveryCheck) -> str:
    """Print a checked delivery as HTML. Everything is escaped; there is neither script nor network in it."""
    said = verdict(check)
    tone = "verdict refused" if check.errors else "verdict"
    findings = [
        (
            _both(SEVERITY[found.severity]),
            f"<code>{escape(found.code)}</code>",
            f"<code>{escape(found.place('da'))}</code>",
            str(found.count),
            first_rows(found),
            f'<div class="told">{escape(" ".join(found.words("da")))}<br>'
            f'<span lang="en">{escape(" ".join(found.words("en")))}</span></div>',
        )
        for found in ordered(check.findings)
    ]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="da"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{_TITLE.da} · {_TITLE.en}: {escape(check.plan_id)}</title>",
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>{_both(_TITLE)}: {escape(check.plan_id)} {escape(check.plan_version)}</h1>",
        f'<p class="keep">{escape(NOT_FOR_RELEASE.da)}<br><span lang="en">{escape(NOT_FOR_RELEASE.en)}</span></p>',
        f'<p class="{tone}">{escape(said.da)}<br><span lang="en">{escape(said.en)}</span></p>',
        f"<h2>{_both(_FINDINGS)}</h2>",
        _table(_FINDING_HEADS, findings, numbers={3}) if findings else f"<p>{_both(_NONE)}</p>",
        *_completeness(check.tables, check.people, level=2),
        *_of_population(check),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _completeness(tables: Sequence[TableQuality], people: int | None, *, level: int) -> Iterator[str]:
    """Print linkage, coverage and missing values of some tables, under headings of a level."""
    yield _heading(_both(_TABLES), level)
    yield _table(_TABLE_HEADS, [_linkage(table, people) for table in tables], numbers={2, 3, 4, 5})
    yield _heading(_both(_COVERAGE), level)
    for table in tables:
        if table.months:
            yield _heading(_name(table), level + 1)
            yield _coverage(table)
    yield _heading(_both(_MISSING), level)
    for table in tables:
        yield _heading(_name(table), level + 1)
        yield _missing(table)


def _heading(content: str, level: int) -> str:
    return f"<h{level}>{content}</h{level}>"


def _of_population(check: DeliveryCheck) -> Iterator[str]:
    """Print the same of the registers of a population; its findings stand among all others, named `population:`."""
    population = check.population
    if population is None:
        return
    first, last = population.first_day.isoformat(), population.last_day.isoformat()
    weeks = Said(
        f"Af ugetabellen er kun de uger talt med, som planen læser: {first} til {last}. "
        "Af de andre tabeller er alt talt med.",
        f"Of the table of weeks only those are counted that the plan reads: {first} to {last}. "
        "Of the other tables everything is counted.",
    )
    findings = Said(
        "Fund i befolkningens registre står øverst og begynder med population:.",
        "What was found in the registers of the population stands at the top, and begins with population:.",
    )
    yield f"<h2>{_both(_POPULATION)}</h2>"
    yield from (f'<p>{escape(said.da)}<br><span lang="en">{escape(said.en)}</span></p>' for said in (findings, weeks))
    yield from _completeness(population.tables, check.people, level=3)


def write_quality(check: DeliveryCheck, folder: Path) -> tuple[Path, Path]:
    """Write the report as `data-quality.html` and `data-quality.json`; each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(check_data(check), ensure_ascii=False, indent=1) + "\n"
    return _whole(folder / "data-quality.html", quality_page(check)), _whole(folder / "data-quality.json", data)


def _whole(path: Path, text: str) -> Path:
    handle, partial = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return path


def _linkage(table: TableQuality, people: int | None) -> tuple[str, ...]:
    found = table.lottery_found
    share = "–" if found is None or not people else _percent(found / people)
    return (
        f"<code>{escape(table.name)}</code>",
        f'{escape(table.register_da)}<br><span lang="en">{escape(table.register_en)}</span>',
        str(table.rows),
        "–" if table.persons is None else str(table.persons),
        "–" if found is None else str(found),
        share,
        "–" if table.cut_off is None else table.cut_off.isoformat(),
    )


def _coverage(table: TableQuality) -> str:
    """Print one row for each year, with the count of each of its twelve months."""
    counts = dict(table.months)
    years = range(int(table.months[0][0][:4]), int(table.months[-1][0][:4]) + 1)
    known = sorted({month[:4] for month in counts} & {f"{year:04d}" for year in years})
    rows = [(year, *(str(counts.get(f"{year}-{month:02d}", 0)) for month in range(1, 13))) for year in known]
    heads = (_YEAR, *(Said(f"{month:02d}", f"{month:02d}") for month in range(1, 13)))
    return _table(heads, rows, numbers=set(range(1, 13)))


def _missing(table: TableQuality) -> str:
    rows = [
        (f"<code>{escape(column.name)}</code>", str(column.cells), str(column.missing), _percent(column.share))
        for column in table.columns
    ]
    return _table(_COLUMN_HEADS, rows, numbers={1, 2, 3})


def _name(table: TableQuality) -> str:
    return _both(Said(table.register_da, table.register_en))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",") + " %"


def _table(heads: Iterable[Said], rows: Iterable[tuple[str, ...]], *, numbers: set[int]) -> str:
    heading = "".join(f'<th scope="col"{_right(at, numbers)}>{_both(head)}</th>' for at, head in enumerate(heads))
    return (
        f'<div class="wide"><table><thead><tr>{heading}</tr></thead><tbody>{"".join(_rows(rows, numbers))}'
        "</tbody></table></div>"
    )


def _rows(rows: Iterable[tuple[str, ...]], numbers: set[int]) -> Iterator[str]:
    for row in rows:
        yield "<tr>" + "".join(f"<td{_right(at, numbers)}>{cell}</td>" for at, cell in enumerate(row)) + "</tr>"


def _right(at: int, numbers: set[int]) -> str:
    return ' class="n"' if at in numbers else ""


def _both(said: Said) -> str:
    if said.da == said.en:
        return escape(said.da)
    return f'{escape(said.da)} · <span lang="en">{escape(said.en)}</span>'
