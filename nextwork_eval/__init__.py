"""From register extracts to a published report: the evaluation of a randomised employment trial.

The package is a straight line. A reader who wants to know what happens to a number opens the rooms in this order:
`design`, `plan`, `registers`, `histories`, `trial`, `effects`, `durations`, `evaluation`, `results`, `disclosure`,
`report`, `reproduction`.
"""

__version__ = "0.1.0"
