"""What arrived: a pinned schema says what it must look like; it is accepted whole, or refused with every finding.

`schema` holds the declarations, `schema_files` reads them, `schema_consistency` and `manifest` guard them;
`schema_check`, `schema_show` and `schema_diff` say what is in one, and what changed.

`delivery` and `layout` read what a delivery says of itself, `places` finds its files, `readers` opens them:
`text_files` here, others (`headers`, `transport`) in a process of their own (`guarded`, `opening`), within `limits`.
`naming` gives columns the names of the schema, `identifiers` refuses civil registration numbers, `arranging`,
`date_forms` and `years` make one table of what was declared. `lexical` turns text into types, `wide` knows columns that
are weeks or months; `columns`, `keys`, `days`, `lives` and `spells` check, called by `checks`; `unions` puts parts
together, and `extract` brings it together. `frozen` says what a plan's lock keeps of a schema; `quality` counts what a
data-quality report shows.

At national scale `week_spells` turns weekly columns into spells, of a cohort or of everyone: `week_cache` and
`week_text` convert what is no Parquet, `week_codes` numbers the codes, `week_blocks` reads people in blocks, and
`week_runs` finds their spells; `spell_files` writes them, and `week_frames` takes some weeks of everyone from the same
pass. `population` reads the registers of everyone beside a trial with it: `slices` and `population_tables` lay tables
into `partitions`, `merging` says what was found in parts once, and `refusal` keeps a table that cannot be read from
hiding the others.
"""

from nextwork_eval.registers.extract import Extract, Inspection, accept, inspect_extract, load_extract
from nextwork_eval.registers.frozen import frozen_files, frozen_rows
from nextwork_eval.registers.manifest import manifest_text
from nextwork_eval.registers.quality import ColumnQuality, TableQuality, listed, summed, table_quality
from nextwork_eval.registers.schema import LotteryColumns, RegisterSchema
from nextwork_eval.registers.schema_check import schema_problems
from nextwork_eval.registers.schema_diff import SchemaDifference, schema_difference
from nextwork_eval.registers.schema_files import read_schema
from nextwork_eval.registers.schema_show import schema_lines
from nextwork_eval.registers.spell_files import WrittenSpells, spells_of_delivery, write_spells
from nextwork_eval.registers.week_blocks import WeeklyTable
from nextwork_eval.registers.week_spells import WeekSpells, open_weekly_table, spells_of_cohort

__all__ = [
    "ColumnQuality",
    "Extract",
    "Inspection",
    "LotteryColumns",
    "RegisterSchema",
    "SchemaDifference",
    "TableQuality",
    "WeekSpells",
    "WeeklyTable",
    "WrittenSpells",
    "accept",
    "frozen_files",
    "frozen_rows",
    "inspect_extract",
    "listed",
    "load_extract",
    "manifest_text",
    "open_weekly_table",
    "read_schema",
    "schema_difference",
    "schema_lines",
    "schema_problems",
    "spells_of_cohort",
    "spells_of_delivery",
    "summed",
    "table_quality",
    "write_spells",
]
