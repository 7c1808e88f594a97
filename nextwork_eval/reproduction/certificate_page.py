"""The certificate as one plain page that needs no other file: Danish first, English beside it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from nextwork_eval.reproduction.certificate import Certificate, Said

_SHOWN = 200
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
.verdict{border-left:.5rem solid #8a1c1c;padding:.5rem 1rem;background:#f6f4f1;font-size:1.15rem}
.agrees{border-color:#1f6b3a}.open{border-color:#9a6b00}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}
code{word-break:break-all}li{margin:.2rem 0}[lang=en]{color:#444}
"""
_TONES = {"not_verified": "verdict open", "not_reproduced": "verdict"}

_TITLE = Said("Attest for genskabelse", "Certificate of reproduction")
_WHAT = Said("Hvad der blev efterprøvet", "What was verified")
_WHAT_NOT = Said("Hvad der ikke blev efterprøvet", "What was not verified")
_HOW = Said("Hvordan", "How")
_DIFFERENCES = Said("Forskelle", "Differences")
_SOFTWARE = Said("Program og biblioteker, der ikke er udgivelsens", "Code and libraries that are not the release's")
_TOLERANCE = Said("Hvor langt to tal må ligge fra hinanden", "How far two numbers may lie apart")
_NONE = Said("Ingen.", "None.")
_KINDS = {
    "count": Said("antal", "count"),
    "estimate": Said("skøn", "estimate"),
    "standard_error": Said("standardfejl", "standard error"),
    "statistic": Said("teststørrelse og frihedsgrader", "test statistic and degrees of freedom"),
    "p_value": Said("p-værdi", "p-value"),
    "limit": Said("grænse for interval", "limit of an interval"),
    "simulated": Said("tal fra gentagne træk", "number from repeated draws"),
}
_ROWS = {
    "plan": Said("Plan", "Plan"),
    "release": Said("Udgivelsens resultatfil", "The release's results file"),
    "date": Said("Efterprøvet den", "Checked on"),
    "environment": Said("Biblioteker", "Libraries"),
    "machine": Said("Maskine", "Machine"),
    "conditions": Said("De to kørsler", "The two runs"),
    "first": Said("Første trin, hvor udgivelse og kørsel skilles", "First step at which release and run part"),
    "runs": Said("Første trin, hvor de to kørsler skilles", "First step at which the two runs part"),
}


def certificate_page(certificate: Certificate) -> str:
    """Print a certificate as HTML.

    Everything is escaped; there is neither script nor network in it.
    """
    none = "–"
    tone = _TONES.get(certificate.verdict, "verdict agrees")
    sentence = certificate.sentence()
    facts = (
        (_ROWS["plan"], f"{certificate.plan_id} {certificate.plan_version}, sha256 {certificate.plan_fingerprint}"),
        (_ROWS["release"], f"sha256 {certificate.release_sha256}"),
        (_ROWS["date"], certificate.date or none),
        (_ROWS["environment"], certificate.environment),
        (_ROWS["machine"], certificate.machine),
        (_ROWS["conditions"], certificate.conditions),
        (_ROWS["first"], certificate.first_difference or none),
        (_ROWS["runs"], certificate.first_difference_of_runs or none),
    )
    shown = certificate.differences[:_SHOWN]
    more = len(certificate.differences) - len(shown)
    differences = [*shown, *([f"… + {more}; certificate.json"] if more else [])]
    tolerances = ((_KINDS.get(kind, Said(kind, kind)), f"{value:g}") for kind, value in certificate.tolerances.items())
    parts = [
        "<!DOCTYPE html>",
        '<html lang="da"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(_TITLE.da)} · {escape(_TITLE.en)}: {escape(certificate.plan_id)}</title>",
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>{_both(_TITLE)}</h1>",
        f'<div class="{tone}"><p>{escape(sentence.da)}</p><p lang="en">{escape(sentence.en)}</p></div>',
        f"<h2>{_both(_WHAT)}</h2>{_sentences(certificate.verified)}",
        f"<h2>{_both(_WHAT_NOT)}</h2>{_sentences(certificate.not_verified)}",
        f"<h2>{_both(_HOW)}</h2>{_table(facts)}",
        f"<h2>{_both(_DIFFERENCES)}</h2>{_plain(differences)}",
        f"<h2>{_both(_SOFTWARE)}</h2>{_plain(certificate.software)}",
        f"<h2>{_both(_TOLERANCE)}</h2>{_table(tolerances)}",
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _both(said: Said) -> str:
    if said.da == said.en:
        return escape(said.da)
    return f'{escape(said.da)} · <span lang="en">{escape(said.en)}</span>'


def _table(rows: Iterable[tuple[Said, Said | str]]) -> str:
    cells = "".join(
        f'<tr><th scope="row">{_both(name)}</th><td>'
        f"{_both(value) if isinstance(value, Said) else f'<code>{escape(value)}</code>'}</td></tr>"
        for name, value in rows
    )
    return f"<table>{cells}</table>"


def _sentences(said: Iterable[Said]) -> str:
    items = "".join(f'<li>{escape(one.da)}<br><span lang="en">{escape(one.en)}</span></li>' for one in said)
    return f"<ul>{items}</ul>" if items else f"<p>{_both(_NONE)}</p>"


def _plain(lines: Iterable[str]) -> str:
    items = "".join(f"<li><code>{escape(line)}</code></li>" for line in lines)
    return f"<ul>{items}</ul>" if items else f"<p>{_both(_NONE)}</p>"
