"""What arrived: a pinned schema says what it must look like; it is accepted whole, or refused with every finding.

`schema` holds the declarations, `schema_files` reads them, `schema_consistency` and `manifest` guard them. `delivery`
and `layout` read what the delivery says of itself, `places` finds its files, `readers` opens them: `text_files` here,
others (`headers`, `transport`) in a process of their own (`guarded`, `opening`), all within `limits`. `naming` gives
columns the names of the schema, `identifiers` refuses civil registration numbers, `arranging`, `dates` and `years` make
one table of what was declared. `lexical` turns text into types, `wide` knows columns that are weeks or months,
`columns` and `keys` check, and `extract` brings it together.
`frozen` says what a plan's lock keeps of a schema.
"""

from nextwork_eval.registers.extract import Extract, load_extract
from nextwork_eval.registers.frozen import frozen_files, frozen_rows
from nextwork_eval.registers.manifest import manifest_text
from nextwork_eval.registers.schema import LotteryColumns, RegisterSchema
from nextwork_eval.registers.schema_files import read_schema

__all__ = [
    "Extract",
    "LotteryColumns",
    "RegisterSchema",
    "frozen_files",
    "frozen_rows",
    "load_extract",
    "manifest_text",
    "read_schema",
]
