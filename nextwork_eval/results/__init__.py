"""What was found: every number of an evaluation as one row of scalars.

The flow, the findings and the facts of the run stand beside the rows.
"""

from nextwork_eval.results.compare import Difference, compare
from nextwork_eval.results.deviation import Deviation, LockFacts
from nextwork_eval.results.files import read_released, released_text, write_parquet
from nextwork_eval.results.findings import Finding
from nextwork_eval.results.flow import Flow, FlowNode
from nextwork_eval.results.prose import Prose
from nextwork_eval.results.released import Change, ReleasedResult
from nextwork_eval.results.result import EvaluationResult, RunFacts
from nextwork_eval.results.row import ResultRow
from nextwork_eval.results.timeline import Timeline
from nextwork_eval.results.tolerances import TOLERANCES, Kind, kind_of

__all__ = [
    "TOLERANCES",
    "Change",
    "Deviation",
    "Difference",
    "EvaluationResult",
    "Finding",
    "Flow",
    "FlowNode",
    "Kind",
    "LockFacts",
    "Prose",
    "ReleasedResult",
    "ResultRow",
    "RunFacts",
    "Timeline",
    "compare",
    "kind_of",
    "read_released",
    "released_text",
    "write_parquet",
]
