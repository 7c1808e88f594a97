"""The promise: what will be estimated, how, and for whom.

It names the targets too, and is written before the outcomes are seen.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nextwork_eval.plan.files import plan_fingerprint, read_plan
    from nextwork_eval.plan.model import AnalysisPlan

__all__ = ["AnalysisPlan", "plan_fingerprint", "read_plan"]
_WHERE = {"AnalysisPlan": "model", "plan_fingerprint": "files", "read_plan": "files"}


def __getattr__(name: str) -> Any:
    """Load what reads a plan when it is asked for: a report needs small parts of this room, and no reader."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
