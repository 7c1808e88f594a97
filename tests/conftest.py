"""For all tests: whatever an estimator says of itself in any of them must have Danish words."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nextwork_eval.report.remarks import danish_of

_UNTOLD: set[str] = set()
# Rooms whose files take long. Files go to the workers in this order: a long one at the end would be waited for alone.
_LONG = ("journeys", "documentation", "reference", "unit")


def _said(record: Any) -> tuple[str, ...]:
    """The method and the remarks of an estimate, a test, bounds or a curve."""
    return tuple(line for line in (record.method, *record.warnings) if line)


def _told_kinds() -> set[type]:
    """Every record of an estimator that says how it was made."""
    kinds: set[type] = set()
    for room in ("nextwork_eval.effects", "nextwork_eval.durations"):
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            for kind in vars(importlib.import_module(module.name)).values():
                if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__.startswith(room):
                    names = {field.name for field in dataclasses.fields(kind)}
                    if {"method", "warnings"} <= names:
                        kinds.add(kind)
    return kinds


def _listening(made: Callable[..., None]) -> Callable[..., None]:
    def init(self: Any, *values: Any, **named: Any) -> None:
        made(self, *values, **named)
        _UNTOLD.update(line for line in _said(self) if danish_of(line) is None)

    return init


def pytest_configure() -> None:
    """Listen to every record that an estimator makes."""
    for kind in _told_kinds():
        kind.__init__ = _listening(kind.__init__)  # type: ignore[misc]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the rooms whose files take long first; within a room nothing changes its place."""
    items.sort(key=lambda item: next((at for at, room in enumerate(_LONG) if room in item.path.parts), len(_LONG)))


@pytest.fixture(scope="module", autouse=True)
def every_line_of_an_estimator_has_danish_words() -> Iterator[None]:
    """A line without Danish words would stand in English in a Danish report: it fails the tests that met it."""
    _UNTOLD.clear()
    yield
    assert not _UNTOLD, "Add to nextwork_eval/report/remarks: " + "; ".join(sorted(_UNTOLD))
