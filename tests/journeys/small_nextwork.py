"""NExTWORK with its primary analysis, released on a delivery that says its data are real: nobody else has them."""

import re
from pathlib import Path

from nextwork_eval.plan import read_plan
from nextwork_eval.rehearsal import synthesize
from nextwork_eval.reproduction import carry_out, write_evaluation
from nextwork_eval.shipped import shipped_plan

KEPT = ("entry",)
DROPPED = ("[power]", "[harms]", "[[subgroup]]", "[[sensitivity]]", "[[target]]", "[[reference_band]]")


def confidential_release(folder: Path) -> tuple[Path, Path]:
    """Write the plan, an extract and its release; return the folder of the release and the file of the plan."""
    blocks = re.split(r"\n(?=\[)", shipped_plan("nextwork_2019").read_text(encoding="utf-8"))
    kept = [
        block
        for block in blocks
        if not block.startswith(DROPPED)
        and (not block.startswith("[[analysis]]") or any(f'\nid = "{name}"\n' in block for name in KEPT))
    ]
    plan = folder / "analysis_plans" / "small.toml"
    plan.parent.mkdir(parents=True)
    text = "\n".join(kept).replace('casebook = "nextwork_2019"\n', "")  # it speaks of the maps of other definitions
    plan.write_text(text, encoding="utf-8")
    synthesize(read_plan(plan), folder / "extract")
    note = folder / "extract" / "extract.toml"
    delivered = note.read_text(encoding="utf-8")
    assert "synthetic = true" in delivered
    note.write_text(delivered.replace("synthetic = true", "synthetic = false"), encoding="utf-8")
    released = carry_out(str(plan), extract=folder / "extract")
    return write_evaluation(released, folder / "reports", formats=(), plan=str(plan)).folder, plan
