"""At the end you know how labels of strata, groups or clusters become codes 0, 1, … in order of appearance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nextwork_eval.effects.estimate import IntVector


def codes_of(labels: Any) -> IntVector:
    """Return the labels as 0, 1, … in order of appearance, -1 where one is missing."""
    if isinstance(labels, np.ndarray) and labels.dtype.kind == "i" and len(labels):
        least, most = int(labels.min()), int(labels.max())
        if most - least <= len(labels):  # small whole numbers: a table does what hashing does
            table = np.full(most - least + 1, -1, dtype=np.int64)
            places = labels - least
            table[places[::-1]] = np.arange(len(labels) - 1, -1, -1)  # of several places the last written stays
            used = np.flatnonzero(table >= 0)
            table[used[np.argsort(table[used])]] = np.arange(len(used))
            return np.asarray(table[places])
    return np.asarray(pd.factorize(labels)[0], dtype=np.int64)
