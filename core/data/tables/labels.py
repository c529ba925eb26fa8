"""Columns of words: each different word, a label, becomes a column of 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats

MOST_LABELS = 100
"""The most different words a column may hold, be it a target or an input."""

MOST_TEXTS = 20
"""The most different words of an input column that mostly differ from row to row."""

LONGEST_LABEL = 200
"""The most characters a label may have: it is the name of a column too."""


def one_hot(
    codes: NDArray[np.uint8], labels: Sequence[str], numbers: Sequence[int]
) -> tuple[Floats, list[str]]:
    """Turn the numbers of labels into one column for each label, numbers first, then by alphabet.

    Parameters
    ----------
    codes : array of whole numbers
        For each row the number of its label, shape (rows,).
    labels : sequence of str
        The labels that get a column.
    numbers : sequence of int
        The number of each.

    Returns
    -------
    tuple
        Zeros and ones, shape (rows, labels), and the labels of the columns.
    """
    order = sorted(range(len(labels)), key=lambda index: _rank(labels[index]))
    columns = np.array([numbers[index] for index in order], dtype=np.uint8)
    hot = (codes[:, None] == columns[None, :]).astype(np.float64)
    return hot, [labels[index] for index in order]


def _rank(label: str) -> tuple[bool, float, str]:
    try:
        value = float(label)
    except ValueError:
        value = float("inf")
    return (False, value, label) if isfinite(value) else (True, 0.0, label)
