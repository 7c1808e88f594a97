"""What arrived: a pinned schema says what it must look like; it is accepted whole, or refused with every finding.

`schema` holds the declarations, `schema_files` reads them, `schema_consistency` and `manifest` guard them; `delivery`
and `readers` open what was delivered, `identifiers` refuses civil registration numbers, `lexical` turns text into
types, `wide` knows columns that are weeks or months, `columns` and `keys` check, and `extract` brings it together.
`frozen` says what a plan's lock keeps of a schema.

At national scale `week_spells` turns weekly columns into spells, of a cohort or of everyone: `week_cache` and
`week_text` convert what is no Parquet, `week_codes` numbers the codes, `week_blocks` reads people in blocks, and
`week_runs` finds their spells; `week_frames` takes some weeks of everyone from the same pass.
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
