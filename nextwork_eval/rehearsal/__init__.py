"""Before the data: a register extract is invented from the plan, with a true effect that is known.

`transition_model` is the invented world, `trial_population` and `population` hold the lottery in it, `parents` adds
families; `weekly_codes`, `pay`, `dream`, `education`, `schooling`, `civil_registers`, `programme`, `network` and
`internships` write it down as registers; `country` does so for everyone else; `delivery` makes the files, and `truth`
says what an evaluation of them should find. `calendar`, `chance` and `tables` serve them all.
"""

from nextwork_eval.rehearsal.delivery import enlarged, extract_files, synthesize
from nextwork_eval.rehearsal.truth import SyntheticTruth, true_effect
from nextwork_eval.rehearsal.truth_rows import truth_rows

__all__ = ["SyntheticTruth", "enlarged", "extract_files", "synthesize", "true_effect", "truth_rows"]
