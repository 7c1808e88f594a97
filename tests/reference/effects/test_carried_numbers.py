"""Numbers carried over from the earlier study are made anew by `carried.R`, from the data files beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HERE = Path(__file__).parent
AGAIN: dict[str, dict[str, Any]] = json.loads((HERE / "carried_again.json").read_text(encoding="utf-8"))
ENTRIES = [
    (path.name, entry)
    for path in sorted(HERE.glob("carried*.json"))
    if path.name != "carried_again.json"
    for entry in json.loads(path.read_text(encoding="utf-8"))["entries"]
]
# Why a script cannot make them anew; each is compared with another number in the test that reads it.
NOT_AGAIN = {
    "E01_card_classical": "Card's data come with the Python package linearmodels",
    "E01_card_HC1": "Card's data come with the Python package linearmodels",
    "E01_card_HC2": "Card's data come with the Python package linearmodels",
    "E02_card_AR": "Card's data come with the Python package linearmodels; its classical set is published",
    "F02_ri_mixtape": "its data are not here, and no test reads it",
    "H04_mt_maxT": "multtest's own enumeration, the same numbers as H03",
}


def test_every_entry_is_made_anew_or_says_why_not() -> None:
    """No entry is left out in silence, and none stands in both lists."""
    carried = {entry["id"] for _, entry in ENTRIES}
    assert carried == AGAIN.keys() | NOT_AGAIN.keys()
    assert not AGAIN.keys() & NOT_AGAIN.keys()


@pytest.mark.parametrize(
    ("file", "entry"),
    [(file, entry) for file, entry in ENTRIES if entry["id"] in AGAIN],
    ids=[f"{file.removesuffix('.json')}-{entry['id']}" for file, entry in ENTRIES if entry["id"] in AGAIN],
)
def test_a_carried_number_is_that_of_the_script(file: str, entry: dict[str, Any]) -> None:
    """To the tolerance that the entry states, which is that of R's searches where it is wider than 1e-9."""
    again = {name: value for name, value in AGAIN[entry["id"]].items() if name in entry["value"]}
    assert again, file
    for name, value in again.items():
        np.testing.assert_allclose(
            np.asarray(value, float),
            np.asarray(entry["value"][name], float),
            rtol=max(entry["rtol"], 1e-9),
            atol=1e-12,
            err_msg=name,
        )
