"""At the end you know how sums over those drawn are made exact, and how repetitions are shared between threads.

A sum of decimal fractions depends, in its last digits, on the order in which it is taken, and fast matrix products
choose that order by the size of the matrix and the number of threads. Whole numbers have no such trouble. Each column
is therefore rounded once to multiples of a power of two so small that nothing is lost, and so large that every sum of
it is exact. Equal lotteries then have equal sums, and a count of repetitions is the same in whatever portions it is
taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from nextwork_eval.design.assignments import Repetitions
from nextwork_eval.design.urns import Lots

FloatMatrix = NDArray[np.float64]
_CELLS_AT_ONCE = 2**17  # lots turned into numbers at a time: they stay in the cache
_FEWEST_ROWS = 16
_DIGITS = 53  # binary digits of a float64
_SINGLE_DIGITS = 24  # of a float32


def fixed_point(columns: FloatMatrix) -> NDArray[np.float32] | NDArray[np.float64]:
    """Round columns so that every sum over some of their rows is exact.

    Parameters
    ----------
    columns
        Shape (n_units, n_columns).

    Returns
    -------
    NDArray[np.float32] | NDArray[np.float64]
        Single precision where the columns are whole numbers so small that no sum of them needs more. Otherwise double
        precision, each column rounded relative to its largest value by 2^-43 at 1,000 units, 2^-36 at 100,000.
    """
    largest = np.abs(columns).max(axis=0, initial=0.0)
    room = max(len(columns), 1)
    if (columns == np.rint(columns)).all() and largest.max(initial=0.0) * room < 2**_SINGLE_DIGITS:
        return columns.astype(np.float32)
    exponents = np.where(largest > 0, np.frexp(largest)[1], 0)
    step = np.ldexp(1.0, exponents - (_DIGITS - 1 - math.ceil(math.log2(room))))
    return np.asarray(np.rint(columns / step) * step)


def sums_of_drawn(lots: Lots, columns: NDArray[np.float32] | NDArray[np.float64]) -> FloatMatrix:
    """Add up the rows of `columns` that were drawn, for each repetition.

    Parameters
    ----------
    lots
        Shape (repetitions, n_units).
    columns
        As `fixed_point` gives them, shape (n_units, n_columns).

    Returns
    -------
    FloatMatrix
        Shape (repetitions, n_columns), without rounding.
    """
    sums = np.empty((len(lots), columns.shape[1]))
    for rows in portions(len(lots), lots.shape[1]):
        sums[rows] = np.matmul(lots[rows].astype(columns.dtype), columns)
    return sums


def portions(rows: int, cells: int) -> list[slice]:
    """Cut rows of `cells` cells each into portions that stay in the cache."""
    each = max(_CELLS_AT_ONCE // max(cells, 1), _FEWEST_ROWS)
    return [slice(begin, min(begin + each, rows)) for begin in range(0, rows, each)]


def over_repetitions(
    repeated: Repetitions, statistic: Callable[[Lots], FloatMatrix], *, width: int, threads: int
) -> FloatMatrix:
    """Take a statistic of every repetition, shape (total, width); blocks are shared between `threads` threads."""

    def block(number: int) -> FloatMatrix:
        return statistic(repeated.block(number))

    if threads == 1 or repeated.blocks == 1:
        parts = [block(number) for number in range(repeated.blocks)]
    else:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            parts = list(pool.map(block, range(repeated.blocks)))
    return np.concatenate(parts) if parts else np.empty((0, width))
