"""Where chance comes from: one seed, and a generator of its own for everything that is drawn, found by its name."""

from __future__ import annotations

import hashlib

import numpy as np


def named_generator(seed: int, name: str) -> np.random.Generator:
    """Return the generator for one thing that is drawn.

    A name leads to the same numbers whatever else is drawn before it, so that a new table does not change an old one.

    Parameters
    ----------
    seed
        Seed of the rehearsal.
    name
        What is drawn.

    Examples
    --------
    >>> first, again = named_generator(1, "pay"), named_generator(1, "pay")
    >>> bool(first.random() == again.random())
    True
    """
    digest = hashlib.sha256(name.encode()).digest()
    words = [int.from_bytes(digest[start : start + 4], "big") for start in range(0, 16, 4)]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))
