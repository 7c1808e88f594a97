"""What could not be understood in a plan, in the words of the plan: one line for each mistake, not one for each guess.

Where a plan may give one of many kinds of a thing (an estimator, a rule), a reader that tries them all reports what is
wrong with each. The thing says itself which kind it is, by its `id` or `kind`; only that kind's faults are the plan's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Location = tuple[int | str, ...]

_TAGS = ("id", "kind")
_UNKNOWN = "unexpected_keyword_argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Misunderstanding:
    """One mistake: where it stands in the plan, what is wrong, and whether it is a key that no plan has."""

    place: Location
    message: str
    unknown_key: bool

    def sentence(self) -> str:
        """Say it in one line, with the path to the key."""
        return f"{_path(self.place)}: {self.message}"


def misunderstandings(errors: Iterable[Mapping[str, Any]]) -> list[Misunderstanding]:
    """Return one entry for each mistake.

    Parameters
    ----------
    errors
        As the validator lists them: `loc`, `type`, `msg`, and for a choice `ctx` with what was expected.
    """
    found: list[Misunderstanding] = []
    kinds: dict[Location, dict[str, list[Mapping[str, Any]]]] = {}
    for error in errors:
        at = _kind_at(error["loc"])
        if at is None:
            found.append(_mistake(error["loc"], error))
        else:
            kinds.setdefault(error["loc"][:at], {}).setdefault(str(error["loc"][at]), []).append(error)
    for place, tried in kinds.items():
        found += _of_one_thing(place, tried)
    return found


def _of_one_thing(place: Location, tried: Mapping[str, list[Mapping[str, Any]]]) -> list[Misunderstanding]:
    at = len(place) + 1
    meant = [errors for errors in tried.values() if not any(_is_tag(error, at) for error in errors)]
    if meant:
        return [_mistake((*place, *error["loc"][at:]), error) for errors in meant for error in errors]
    tags = [error for errors in tried.values() for error in errors if _is_tag(error, at)]
    name = str(tags[0]["loc"][at])
    allowed = [str(error["ctx"]["expected"]) for error in tags if "ctx" in error]
    expected = f"expected one of {', '.join(sorted(set(allowed)))}" if allowed else str(tags[0]["msg"])
    return [Misunderstanding(place=(*place, name), message=expected, unknown_key=False)]


def _mistake(place: Location, error: Mapping[str, Any]) -> Misunderstanding:
    return Misunderstanding(place=place, message=str(error["msg"]), unknown_key=error["type"] == _UNKNOWN)


def _is_tag(error: Mapping[str, Any], at: int) -> bool:
    """Say whether the fault is that the thing is of another kind."""
    return len(error["loc"]) == at + 1 and error["loc"][at] in _TAGS


def _kind_at(location: Location) -> int | None:
    """Return where the name of a kind stands in the path. Keys of a plan are small letters; kinds are types."""
    return next((at for at, step in enumerate(location) if isinstance(step, str) and step[:1].isupper()), None)


def _path(location: Location) -> str:
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in location]
    return "".join(steps).removeprefix(".")
