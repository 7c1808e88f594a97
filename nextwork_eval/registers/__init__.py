"""What arrived: a pinned schema says what it must look like; it is accepted whole, or refused with every finding.

`schema` holds the declarations, `schema_files` reads them, `schema_consistency` and `manifest` guard them; `delivery`
and `readers` open what was delivered, `identifiers` refuses civil registration numbers, `lexical` turns text into
types, `wide` knows columns that are weeks or months, `columns`, `keys`, `dates`, `lives` and `spells` check (`checks`
calls the last four), `unions` puts parts together, and `extract` brings it together. `frozen` says what a plan's lock keeps of a schema.
"""

from nextwork_eval.registers.extract import Extract, Inspection, inspect_extract, load_extract
from nextwork_eval.registers.frozen import frozen_files, frozen_rows
from nextwork_eval.registers.manifest import manifest_text
from nextwork_eval.registers.schema import LotteryColumns, RegisterSchema
from nextwork_eval.registers.schema_files import read_schema

__all__ = [
    "Extract",
    "Inspection",
    "LotteryColumns",
    "RegisterSchema",
    "frozen_files",
    "frozen_rows",
    "inspect_extract",
    "load_extract",
    "manifest_text",
    "read_schema",
]
