"""What a plan is: its name and version, what it is read with, and how honest it can claim to be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from nextwork_eval.design.lottery import FORBID

Status = Literal["prospective", "reconstructed", "after_outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the plan is, and how honest it can claim to be.

    Attributes
    ----------
    id
        Name of the plan; its reports lie in a folder of that name.
    version
        Of the plan. A change of what is promised is a new version.
    schema
        The pinned data schema, by the name of its folder.
    state_map
        The reading of the registers, by its name in the schema.
    date
        Day of the plan: the only date that a report knows.
    status
        `prospective` (written before the outcome was known), `reconstructed` (from public sources, not the registered
        plan) or `after_outcome` (written after the outcome was known).
    status_da, status_en
        The same in a sentence for a reader.
    title_da, title_en, subtitle_da, subtitle_en
        Of the report.
    publisher
        Who answers for the report.
    registration
        Number of the trial in a registry.
    casebook
        Name of the file of example people, in the folder `casebooks` beside the plan, to whom the plan's definitions
        must do what the file says.
    """

    __pydantic_config__ = FORBID

    id: str
    version: str
    schema: str
    state_map: str
    date: dt.date
    status: Status
    status_da: str
    status_en: str
    title_da: str
    title_en: str
    subtitle_da: str
    subtitle_en: str
    publisher: str
    registration: str = ""
    casebook: str = ""
