"""Whether two versions of the code lists know the same codes, with the same meaning, at the same time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from nextwork_eval.registers.schema import Code, CodeList
from nextwork_eval.registers.schema_change import SchemaChange


def code_changes(old: Mapping[str, CodeList], new: Mapping[str, CodeList]) -> Iterator[SchemaChange]:
    """Compare code lists. A code that is gone, means another state or is valid for a shorter time breaks.

    A new code says from when it was in use: then it does not change what older data mean. Without that day it breaks.
    """
    yield from (SchemaChange(f"codelists/{name}", "the list is gone", True) for name in old if name not in new)
    for name, codes in new.items():
        where = f"codelists/{name}"
        if name not in old:
            yield SchemaChange(where, "a new list", False)
            continue
        before, after = ({code.code: code for code in listing.codes} for listing in (old[name], codes))
        yield from (SchemaChange(f"{where} {code}", "the code is gone", True) for code in before if code not in after)
        for code, entry in after.items():
            if code not in before:
                dated = entry.valid_from is not None
                words = "a new code, in use from a given day" if dated else "a new code without a first day"
                yield SchemaChange(f"{where} {code}", words, not dated)
            else:
                yield from _code(f"{where} {code}", before[code], entry)


def _code(where: str, old: Code, new: Code) -> Iterator[SchemaChange]:
    if old.state != new.state:
        yield SchemaChange(where, "the code means another state", True)
    if (old.valid_from, old.valid_to) != (new.valid_from, new.valid_to):
        narrower = _first(new) > _first(old) or _last(new) < _last(old)
        yield SchemaChange(where, f"{'narrower' if narrower else 'wider'}: the time in use", narrower)
    if (old.label_da, old.label_en, old.source) != (new.label_da, new.label_en, new.source):
        yield SchemaChange(where, "words", False)


def _first(code: Code) -> dt.date:
    return code.valid_from or dt.date.min


def _last(code: Code) -> dt.date:
    return code.valid_to or dt.date.max
