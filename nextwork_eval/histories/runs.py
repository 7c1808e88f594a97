"""Runs of weeks as bits: at the end you know how weeks in a row are found for everybody at once.

A row of weeks is packed into 64-bit words, week 1 in the lowest bit of the first word. A run of k weeks is then found
with about log2(k) shifts, and no step looks at a later week to say something of an earlier one: bit i of a run is set
by weeks up to i alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntVector = NDArray[np.int64]
Words = NDArray[np.uint64]

NEVER = 0
_BITS = 64
_ALL = np.uint64(2**64 - 1)
_ONE = np.uint64(1)


def pack(inside: BoolArray) -> Words:
    """Pack weeks into words, shape (n_people, n_words); weeks past the last column are not inside."""
    people, weeks = inside.shape
    padded = np.zeros((people, -(-weeks // _BITS) * _BITS), dtype=np.bool_)
    padded[:, :weeks] = inside
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def run_ends(inside: Words, weeks: int) -> Words:
    """Mark each week that ends `weeks` weeks in a row inside, shape (n_people, n_words).

    Raises
    ------
    ValueError
        If the run is shorter than one week.
    """
    if weeks < 1:
        raise ValueError("a run has at least one week")
    ends, length = inside, 1
    while length < weeks:
        step = min(length, weeks - length)
        ends = ends & _later(ends, step)
        length += step
    return ends


def first_marked(marked: Words, after: IntVector | int = 0) -> IntVector:
    """Return the first marked week later than week `after`, counted from 1, shape (n_people,); `NEVER` if none is."""
    start = np.asarray(after, dtype=np.int64)
    if start.any():
        offset = np.clip(start[..., None] - _BITS * np.arange(marked.shape[1]), 0, _BITS).astype(np.uint64)
        marked = marked & np.where(offset == _BITS, np.uint64(0), _ALL << (offset % np.uint64(_BITS)))
    filled = marked != 0
    word = filled.argmax(axis=1)
    chosen = np.take_along_axis(marked, word[:, None], axis=1)[:, 0]
    lowest = chosen & (~chosen + _ONE)
    place = np.bitwise_count(lowest - _ONE).astype(np.int64)
    return np.where(chosen == 0, NEVER, word * _BITS + place + 1)


def _later(marked: Words, weeks: int) -> Words:
    """Move every mark `weeks` weeks later."""
    whole, rest = divmod(weeks, _BITS)
    width = marked.shape[1]
    if whole:
        later = np.zeros_like(marked)
        later[:, whole:] = marked[:, : max(width - whole, 0)]
        marked = later
    if rest == 0:
        return marked
    moved = marked << np.uint64(rest)
    moved[:, 1:] |= marked[:, :-1] >> np.uint64(_BITS - rest)
    return moved
