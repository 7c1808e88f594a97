"""Who can check: the whole line in one call, the release as files, and the same numbers again in fresh processes.

This is the only room, beside the command line, that sees both sides of the door. `plans` opens a plan with everything
it names, `arrival` loads what is evaluated, `locks` knows what was promised, `run` carries it out and writes it,
`delivery_check` holds a delivery against it without estimating (`delivery_text` and `delivery_page` print that),
`example_people` shows the casebook. `explain` leads from a number to its function (`makers`, `notes`, `places`).
`provenance` writes what a release says about itself
(`software`, `run_record`, `exhibits`, `replication_readme`, `crate`), `release_folder` holds it against that. `again`
reproduces a release: `rebuilt`, `fresh_run`, `reordered`, `steps`, `comparison`, `statements` and `certificate` are its
parts.
"""

from nextwork_eval.reproduction.again import reproduce
from nextwork_eval.reproduction.certificate import Certificate
from nextwork_eval.reproduction.delivery_check import DeliveryCheck, check_delivery
from nextwork_eval.reproduction.delivery_page import write_quality
from nextwork_eval.reproduction.delivery_text import check_data, check_lines
from nextwork_eval.reproduction.example_people import (
    ExamplePeople,
    casebook_data,
    casebook_text,
    example_people,
    export_casebook,
)
from nextwork_eval.reproduction.explain import Explanation, explain, explain_row, explanation_text
from nextwork_eval.reproduction.locks import lock_plan, notices, standing_lines
from nextwork_eval.reproduction.plans import OpenedPlan, open_plan
from nextwork_eval.reproduction.provenance import write_crate, write_provenance
from nextwork_eval.reproduction.release_folder import ReleaseFolder, open_release
from nextwork_eval.reproduction.run import Written, carry_out, headline_lines, write_evaluation
from nextwork_eval.reproduction.run_record import ThisRun, this_machine

__all__ = [
    "Certificate",
    "DeliveryCheck",
    "ExamplePeople",
    "Explanation",
    "OpenedPlan",
    "ReleaseFolder",
    "ThisRun",
    "Written",
    "carry_out",
    "casebook_data",
    "casebook_text",
    "check_data",
    "check_delivery",
    "check_lines",
    "example_people",
    "explain",
    "explain_row",
    "explanation_text",
    "export_casebook",
    "headline_lines",
    "lock_plan",
    "notices",
    "open_plan",
    "open_release",
    "reproduce",
    "standing_lines",
    "this_machine",
    "write_crate",
    "write_evaluation",
    "write_provenance",
    "write_quality",
]
