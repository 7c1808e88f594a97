"""A number typed into the drawing of a figure fails the build; one that was written from a row does not."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from nextwork_eval.errors import ReportError
from nextwork_eval.report import compose, figures
from nextwork_eval.report.figures import finish
from nextwork_eval.report.figures.canvas import drawn, wrapped, write
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.words import count, word
from nextwork_eval.report.pairs import filled
from nextwork_eval.report.said import Said, has_numeral, joined
from tests.unit.report_fixture import life_like

FOLDER = Path(figures.__file__).parent
# Colours, names of fonts and of parts of an SVG file are no words of a figure.
NO_WORDS = {"figure.py", "sheet.py", "canvas.py"}
# What makes text out of a number: which arguments of a call are numbers, by place and by name.
WRITERS: dict[str, tuple[slice, tuple[str, ...]]] = {
    "write_number": (slice(0, 1), ("value",)),
    "write_interval": (slice(0, 2), ("low", "high")),
    "write_set": (slice(1, 3), ("low", "high")),
    "write_p_value": (slice(0, 1), ("value",)),
    "write_date": (slice(0, 1), ("text",)),
    "write_month": (slice(0, 1), ("text",)),
    "count": (slice(0, 1), ("number",)),
    "tick_labels": (slice(0, 1), ("ticks",)),
    "Said": (slice(0, 1), ()),
}
FILLERS = ("word", "filled")  # every named argument of these is put into words
MAKERS = ("abs", "bool", "float", "int", "len", "list", "max", "min", "round", "sorted", "str", "sum", "tuple")


Given = dict[str, list[ast.expr | None]]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _typed_values(scope: ast.AST, outer: Given | None = None) -> list[int]:
    """Return the lines on which a number that stands in the code is handed over to be written.

    A name means what it is given in the function that uses it, and otherwise in what is around the function.
    """
    here, inner = _own_nodes(scope)
    own: Given = {}
    for node in here:
        for name, value in _bindings(node):
            own.setdefault(name, []).append(value)
    given = {**(outer or {}), **own}
    lines = []
    for call in (node for node in here if isinstance(node, ast.Call)):
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        places, names = WRITERS.get(name, (slice(0, 0), ()))
        handed = [*call.args[places], *(word.value for word in call.keywords if word.arg in names or name in FILLERS)]
        lines += [call.lineno for value in handed if _is_typed(value, given, ()) and not _is_words(value)]
    return lines + [line for function in inner for line in _typed_values(function, given)]


def _own_nodes(scope: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """Return what a scope holds itself, and the functions in it, whose own they are not."""
    here: list[ast.AST] = []
    inner: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, FUNCTIONS):
            inner.append(node)
        else:
            here.append(node)
            waiting.extend(ast.iter_child_nodes(node))
    return here, inner


def _bindings(node: ast.AST) -> list[tuple[str, ast.expr | None]]:
    """Return the names that a piece of code gives a meaning, with the value where it is written out."""
    match node:
        case ast.Assign(targets=targets, value=value):
            plain = [target for target in targets if isinstance(target, ast.Name)]
            loose = [name for target in targets if not isinstance(target, ast.Name) for name in ast.walk(target)]
            found: list[tuple[str, ast.expr | None]] = [(target.id, value) for target in plain]
            return found + [(name.id, None) for name in loose if isinstance(name, ast.Name)]
        case (
            ast.AnnAssign(target=ast.Name(id=name), value=value) | ast.NamedExpr(target=ast.Name(id=name), value=value)
        ):
            return [(name, value)]
        case ast.AugAssign(target=ast.Name(id=name)) | ast.arg(arg=name):
            return [(name, None)]
        case ast.For(target=target) | ast.comprehension(target=target):
            return [(name.id, None) for name in ast.walk(target) if isinstance(name, ast.Name)]
        case ast.alias(name=name, asname=known):
            return [(known or name, None)]
        case _:
            return []


def _is_typed(value: ast.expr | None, given: Given, seen: tuple[str, ...]) -> bool:
    """Say whether a value is made of what stands in the code alone."""

    def typed(part: ast.expr | None) -> bool:
        return _is_typed(part, given, seen)

    match value:
        case ast.Constant():
            return value.value is not None
        case ast.UnaryOp(operand=operand) | ast.Starred(value=operand):
            return typed(operand)
        case ast.BinOp(left=left, right=right):
            return typed(left) and typed(right)
        case ast.IfExp(body=body, orelse=other):
            return typed(body) or typed(other)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return bool(parts) and all(map(typed, parts))
        case ast.Call(func=ast.Name(id=name), args=parts):
            return name in MAKERS and bool(parts) and all(map(typed, parts))
        case ast.Name(id=name) if name not in seen:
            bound = given.get(name, [None])
            return all(_is_typed(part, given, (*seen, name)) for part in bound)
        case _:
            return False


def _is_words(value: ast.expr) -> bool:
    """Say whether a value is a text without a numeral, which has nothing to hide."""
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and not has_numeral(value.value)


@pytest.mark.parametrize("typed", ["42 pct.", "½ of them", f"{42} of them", "in week " + str(4)])
def test_a_number_typed_into_a_drawing_is_found_when_it_is_finished(typed: str) -> None:
    """As a literal, as a fraction, put together by code: an ordinary text with a numeral has no source."""

    def paint(sheet: Sheet) -> None:
        write(sheet, 0, 5, "Weeks")
        write(sheet, 0, 10, typed)

    with pytest.raises(ReportError, match="draws a numeral that has no source"):
        drawn(100, 20, paint)


def test_a_number_planted_in_the_code_of_a_figure_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is not composed, whichever figure it is in."""
    monkeypatch.setattr(finish, "remark", lambda *_: "n = 17")
    with pytest.raises(ReportError, match="draws a numeral that has no source"):
        compose(life_like(), "en")


def test_a_number_typed_beside_one_from_a_row_is_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What code adds to a number of a row is an ordinary text again."""
    module = importlib.import_module("nextwork_eval.report.figures.effect_path")
    monkeypatch.setattr(module, "final", lambda *_, **__: count(12, "en") + " of 17")
    with pytest.raises(ReportError, match="draws a numeral that has no source"):
        compose(life_like(), "en")


def test_words_filled_from_values_keep_their_source() -> None:
    """Filled, joined and broken into lines; a typed part takes it away from the whole."""
    told = word("week", "en", week=count(12, "en"))
    assert isinstance(told, Said)
    assert all(isinstance(line, Said) for line in wrapped(told, 1.0))
    assert isinstance(joined("until", told), Said)
    assert not isinstance(filled("{people} people", people="12"), Said)
    assert not isinstance(joined(told, "17"), Said)


@pytest.mark.parametrize(
    "planted",
    [
        'write_number(17, name="count", language=language)',
        'write_number(value=0.42, name="percent", language=language)',
        "write_number(-17, name='count', language=language)",
        "write_number(8 + 9, name='count', language=language)",
        "write_number(float('17'), name='count', language=language)",
        "write_number(len('seventeen'), name='count', language=language)",
        "write_number(17 if language == 'da' else 18, name='count', language=language)",
        "languages.write_number(17, name='count', language=language)",
        "write_interval(1.5, 2.5, name='weeks', language=language, prose=False)",
        "write_p_value(0.04, language=language)",
        "write_set('interval', 1.5, 2.5, name='weeks', language=language, prose=False)",
        "count(17, language)",
        "tick_labels([0.0, 17.0], 'weeks', language)",
        "word('week', language, week=17)",
        "filled('in week {week}', week=17)",
        "Said(17)",
        "people = 17\ncount(people, language)",
        "def one(people):\n    return people\ndef other(language):\n    people = 17\n    count(people, language)",
        "_PEOPLE = 17\ndef paint(sheet):\n    people = _PEOPLE + 1\n    count(people, language)",
    ],
)
def test_a_number_typed_where_numbers_are_written_is_found_in_the_code(planted: str) -> None:
    """What writes a number makes it `Said`, whatever it was given: a typed one is found where it is handed over."""
    assert _typed_values(ast.parse(planted)) != []


@pytest.mark.parametrize(
    "honest",
    [
        "write_number(row.estimate, name=row.format, language=language)",
        "write_number(row.conf_level or 0.0, name='whole_percent', language=language)",
        "write_number(ticks[-1] / 100, name='percent', language=language)",
        "count(len(rows), language)",
        "count(sum(low > 0 for low, high in limits), language)",
        "word('week', language, week=row.week)",
        "last = 0\nfor row in rows:\n    last = row.week\ncount(last, language)",
        "def drawn(people=0):\n    count(people, language)",
    ],
)
def test_a_number_that_comes_from_somewhere_is_not_taken_for_a_typed_one(honest: str) -> None:
    """A row, a count of rows, a tick in another unit; a name that is given more than the number it begins with."""
    assert _typed_values(ast.parse(honest)) == []


def test_no_figure_hands_over_a_typed_number() -> None:
    """No call in the code of a figure that writes a number is given one that stands in the code."""
    found = {path.name: _typed_values(ast.parse(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_figure_holds_a_numeral_in_its_own_words() -> None:
    """Also in captions and alternative texts: no text in the code of a figure has a numeral."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        unread = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        unread |= {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None
            for part in ast.walk(node.format_spec)
        }
        found += [
            (path.name, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unread
            if path.name not in NO_WORDS and any(character.isnumeric() for character in node.value)
        ]
    assert found == []
