"""The line: every step is checked before the first is run.

Every promised analysis is bound to its function, every number becomes a row.

`checks` holds the plan against its schema, `bindings` says which function each estimator id calls, `rows` turns
estimates into result rows, `descriptions`, `verdicts` and `target_rows` add the baseline and the targets, `power` and
`simulated` say what the plan could show before there is a result, `line` does it all in order, `catalogue` lists what
can be asked for.
"""

from nextwork_eval.evaluation.catalogue import describe_estimators
from nextwork_eval.evaluation.line import evaluate
from nextwork_eval.evaluation.power import operating_characteristics

__all__ = ["describe_estimators", "evaluate", "operating_characteristics"]
