"""The state map: a declared, hashed reading of the registers as one state for each week.

The base is a weekly table with one code a week. Layers are painted over it in their order, each only over the states it
names, so that the precedence between registers stands in the file and nowhere else.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from nextwork_eval.errors import SchemaError
from nextwork_eval.histories.layers import Layer, WeeklySource, layer_columns, layer_of, layer_states, weekly_source
from nextwork_eval.histories.matrix import Status
from nextwork_eval.registers.schema import CodeList


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMap:
    """What the registers mean.

    Attributes
    ----------
    id, note_da, note_en
        Name in the plan, and what it means in words for a reader of the report.
    statuses
        The states, in the order of their codes from 0.
    weekly
        The base.
    code_states
        Code of the weekly table to the name of its state.
    layers
        What is painted over the base, in order.
    cut_off_registers
        Follow-up ends where the first of these registers ends.
    fingerprint
        sha256 of all of the above.
    """

    id: str
    note_da: str
    note_en: str
    statuses: tuple[Status, ...]
    weekly: WeeklySource
    code_states: Mapping[str, str]
    layers: tuple[Layer, ...]
    cut_off_registers: tuple[str, ...]
    fingerprint: str

    def code(self, name: str) -> int:
        """Return the code of a state; KeyError if the map has no such state."""
        return {status.name: status.code for status in self.statuses}[name]

    @property
    def tables(self) -> frozenset[str]:
        """The tables that the map reads."""
        return frozenset({self.weekly.table, *(table for layer in self.layers for table, _ in layer_columns(layer))})

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns that a base of spells and the layers read, as (table, column), in their order."""
        base = [(self.weekly.table, name) for name in (self.weekly.code, self.weekly.start, self.weekly.end) if name]
        return (*base, *(pair for layer in self.layers for pair in layer_columns(layer)))


def read_state_map(path: Path, code_lists: Mapping[str, CodeList]) -> StateMap:
    """Read a state map from its TOML file.

    Parameters
    ----------
    path
        The file, below `state_maps/` of a schema.
    code_lists
        Code lists of the schema; the map names the one that its weekly table uses.

    Raises
    ------
    SchemaError
        If the file is missing, is not TOML or lacks an entry, or a layer or code names a state that the map does not
        declare.
    """
    try:
        return _state_map(tomllib.loads(path.read_text(encoding="utf-8")), path.stem, code_lists)
    except FileNotFoundError:
        raise SchemaError(f"The schema has no state map '{path.stem}'.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemaError(f"The state map '{path.stem}' is not TOML.", [str(error)]) from None
    except KeyError as error:
        raise SchemaError(f"The state map '{path.stem}' is incomplete.", [f"Expected an entry {error}."]) from None
    except (TypeError, AttributeError) as error:
        # A dataclass names the entry that is missing or unknown.
        raise SchemaError(f"The state map '{path.stem}' cannot be understood.", [str(error)]) from None


def _state_map(content: dict[str, Any], name: str, code_lists: Mapping[str, CodeList]) -> StateMap:
    statuses = tuple(
        Status(
            code=code,
            name=state["name"],
            label_da=state["label_da"],
            label_en=state["label_en"],
            role=state["role"],
            absorbing=state["absorbing"],
        )
        for code, state in enumerate(content["state"])
    )
    layers = tuple(layer_of(layer) for layer in content.get("layer", []))
    weekly = weekly_source(content["weekly"])
    if weekly.codelist not in code_lists:
        raise SchemaError(f"The state map '{name}' names the code list '{weekly.codelist}', which the schema lacks.")
    code_states = code_lists[weekly.codelist].states
    if stateless := len(code_lists[weekly.codelist].codes) - len(code_states):
        raise SchemaError(f"The state map '{name}' cannot be used: {stateless} codes of its list have no state.")
    _refuse_unknown_states(name, statuses, weekly, layers, code_states)
    identity = {"map": content, "codes": code_states}
    return StateMap(
        id=content["id"],
        note_da=" ".join(content["note_da"].split()),
        note_en=" ".join(content["note_en"].split()),
        statuses=statuses,
        weekly=weekly,
        code_states=code_states,
        layers=layers,
        cut_off_registers=tuple(content["cut_off_registers"]),
        fingerprint=hashlib.sha256(rfc8785.dumps(identity)).hexdigest(),
    )


def _refuse_unknown_states(
    name: str, statuses: tuple[Status, ...], weekly: WeeklySource, layers: tuple[Layer, ...], codes: Mapping[str, str]
) -> None:
    known = {status.name for status in statuses}
    used = {*codes.values(), *(state for layer in layers for state in layer_states(layer))}
    if weekly.blank is not None:
        used.add(weekly.blank)
    if missing := sorted(used - known):
        raise SchemaError(f"The state map '{name}' uses states that it does not declare.", missing)
