"""Who was in the lottery, who could be found, and who can be followed how far: the flow that CONSORT asks for."""

from __future__ import annotations

from dataclasses import dataclass

from nextwork_eval.report.figures.canvas import BODY, SMALL, block, rule, text_width, wrapped, write
from nextwork_eval.report.figures.figure import Figure
from nextwork_eval.report.figures.finish import finished
from nextwork_eval.report.figures.reading import arms
from nextwork_eval.report.figures.sheet import Sheet
from nextwork_eval.report.figures.standing import remark
from nextwork_eval.report.figures.words import count, sentences, word
from nextwork_eval.report.languages import Language
from nextwork_eval.report.palette import INK, QUIET, WASH
from nextwork_eval.report.said import Said, joined
from nextwork_eval.results import FlowNode, ReleasedResult

_WIDE = 124.0
"""Narrower than other figures, so that its text is larger on a telephone."""
_TOP, _BOX, _BETWEEN, _BRANCH, _PLAIN = 0.5, 7.4, 6.0, 7.5, 3.2
_INDENT, _LINE, _NUMBER = 7.0, 3.6, 12.0
_ASIDE, _ASIDE_LINE = 4.3, 3.4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One box of an arm, the boxes of those who left just before it, and what was noted of all in the box before."""

    node: FlowNode
    lost: tuple[FlowNode, ...]
    noted: tuple[FlowNode, ...]

    @property
    def beside(self) -> tuple[FlowNode, ...]:
        return (*self.noted, *self.lost)


def flow_diagram(released: ReleasedResult, language: Language) -> Figure | None:
    """Draw the flow: one column for each arm, those who go on in boxes, those who leave beside the line between them.

    What was noted of everyone in a box, such as who took the offer up, stands under it without a branch.

    Parameters
    ----------
    released
        The released result. Every count comes from its flow; a withheld count reads “< floor”.
    language
        `da` or `en`.

    Returns
    -------
    Figure or None
        None if there is no box, or no box with a count.
    """
    nodes = released.flow.nodes
    if all(node.count is None for node in nodes):
        return None
    root = next(node for node in nodes if node.parent is None)
    columns = [_column(nodes, start) for start in _children(nodes, root, "kept")]
    width = (_WIDE - _BETWEEN * (len(columns) - 1)) / max(1, len(columns))
    depth = max((len(column) for column in columns), default=0)
    spaces = [_BRANCH, *(max(_space(column, step, width) for column in columns) for step in range(1, depth))][:depth]
    first = _TOP + (6.5 if remark(released, language) else 0.0)
    named = {arm.id: arm for arm in arms(released, language)}

    def paint(sheet: Sheet) -> None:
        _box(sheet, _words(root, released, language), left=(_WIDE - width) / 2, top=first, width=width, colour=INK)
        for place, column in enumerate(columns):
            left, top = place * (width + _BETWEEN), first + _BOX
            for number, (step, space) in enumerate(zip(column, spaces, strict=False)):
                if number == 0:
                    _branch(sheet, left + width / 2, top, space)
                else:
                    words = [(_words(node, released, language), node.kind == "lost") for node in step.beside]
                    _onwards(sheet, words, left=left + _INDENT, top=top, space=space, width=width - _INDENT)
                colour = named[step.node.arm].colour if step.node.arm in named else INK
                _box(
                    sheet, _words(step.node, released, language), left=left, top=top + space, width=width, colour=colour
                )
                top += space + _BOX

    shown = [root, *(node for column in columns for step in column for node in (*step.beside, step.node))]
    return finished(
        released,
        language,
        figure_id="flow_diagram",
        title=word("flow", language),
        caption=sentences(
            word("flow", language),
            word("flow_withheld", language, floor=count(released.floor, language))
            if any(node.count is None for node in shown)
            else None,
            None if released.flow.adds_up else word("flow_rounded", language),
        ),
        alt=sentences(
            _told([root], None, released, language),
            *(
                _told(
                    [node for step in column for node in (*step.beside, step.node)][1:],
                    column[0].node,
                    released,
                    language,
                )
                for column in columns
            ),
        ),
        rows=[f"flow.{node.id}.{node.arm}" if node.arm else f"flow.{node.id}" for node in shown],
        height=first + _BOX + sum(spaces) + _BOX * depth + 0.5,
        width=_WIDE,
        paint=paint,
    )


def _children(nodes: tuple[FlowNode, ...], parent: FlowNode, kind: str) -> tuple[FlowNode, ...]:
    return tuple(node for node in nodes if node.parent == (parent.id, parent.arm) and node.kind == kind)


def _column(nodes: tuple[FlowNode, ...], first: FlowNode) -> list[_Step]:
    column = [_Step(node=first, lost=(), noted=())]
    while following := _children(nodes, column[-1].node, "kept"):
        above = column[-1].node
        noted = tuple(node for node in _children(nodes, above, "noted") if node.week is None)
        column.append(_Step(node=following[0], lost=_children(nodes, above, "lost"), noted=noted))
    return column


def _space(column: list[_Step], step: int, width: float) -> float:
    beside = column[step].beside if step < len(column) else ()
    lines = sum(
        max(len(_beside_lines(node.label_da, width - _INDENT)), len(_beside_lines(node.label_en, width - _INDENT)))
        for node in beside
    )
    return _PLAIN + _ASIDE * len(beside) + _ASIDE_LINE * (lines - len(beside))


def _beside_lines(label: str, width: float) -> list[str]:
    """Break what stands beside the line, with room for a number of three digits before it."""
    return wrapped(label, width - 13, SMALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What a box says: its count as text, and its label with the horizon."""

    number: str
    label: str


def _words(node: FlowNode, released: ReleasedResult, language: Language) -> _Words:
    label = Said(node.label_da if language == "da" else node.label_en)
    few = joined("<", count(released.floor, language), between="\u00a0")
    return _Words(
        number=few if node.count is None else count(node.count, language),
        label=label if node.week is None else joined(label, word("week", language, week=count(node.week, language))),
    )


def _box(sheet: Sheet, words: _Words, *, left: float, top: float, width: float, colour: str) -> None:
    block(sheet, left=left, top=top, width=width, height=_BOX, colour=WASH)
    block(sheet, left=left, top=top, width=1.2, height=_BOX, colour=colour)
    write(sheet, left + 4, top + _BOX / 2 + 1.6, words.number, size=_NUMBER, strong=True, role="value")
    across = left + 4 + max(text_width(words.number, _NUMBER, strong=True), 8.0) + 2.2
    lines = wrapped(words.label, left + width - across - 1, BODY)
    for number, text in enumerate(lines):
        write(sheet, across, top + _BOX / 2 + 1.2 + (number - (len(lines) - 1) / 2) * _LINE, text)


def _branch(sheet: Sheet, x: float, top: float, space: float) -> None:
    half = top + space / 2
    rule(sheet, [_WIDE / 2, _WIDE / 2, x, x], [top, half, half, top + space - 0.8])
    _head(sheet, x, top + space)


def _onwards(
    sheet: Sheet, beside: list[tuple[_Words, bool]], *, left: float, top: float, space: float, width: float
) -> None:
    """Draw the line to the next box, with a branch to each of those who leave and a plain note for the others."""
    rule(sheet, [left, left], [top, top + space - 0.8])
    _head(sheet, left, top + space)
    texts = [_beside_lines(Said(words.label[:1].lower() + words.label[1:]), width) for words, _ in beside]
    depth = sum(_ASIDE + _ASIDE_LINE * (len(lines) - 1) for lines in texts)
    y = top + (space - depth) / 2 + 2.1
    for (words, leaves), lines in zip(beside, texts, strict=True):
        if leaves:
            rule(sheet, [left, left + 4], [y, y])
        start = left + (5.2 if leaves else 2.6)
        write(sheet, start, y + 1.1, words.number, size=SMALL, strong=True, colour=QUIET, role="value")
        start += text_width(words.number, SMALL, strong=True) + 1.4
        for number, text in enumerate(lines):
            write(sheet, start, y + 1.1 + _ASIDE_LINE * number, text, size=SMALL, colour=QUIET)
        y += _ASIDE + _ASIDE_LINE * (len(lines) - 1)


def _head(sheet: Sheet, x: float, y: float) -> None:
    rule(sheet, [x - 1.1, x, x + 1.1], [y - 2.0, y - 0.8, y - 2.0])


def _told(nodes: list[FlowNode], arm: FlowNode | None, released: ReleasedResult, language: Language) -> str:
    told = [_words(node, released, language) for node in nodes]
    text = "; ".join(f"{words.label}: {words.number}" for words in told)
    if arm is None:
        return text
    first = _words(arm, released, language)
    return f"{first.label}: {first.number}" + (f". {text}" if text else "")
