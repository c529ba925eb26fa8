"""One-hot encoding of columns of words: each distinct word is a label with a column of 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats

MOST_LABELS = 100
"""Maximum distinct words in a column, target or input."""

MOST_TEXTS = 20
"""Above this many distinct words, a column that mostly differs from row to row is free text."""

LONGEST_LABEL = 200
"""Maximum characters in a label, which also serves as a column name."""


def one_hot(
    codes: NDArray[np.uint8], labels: Sequence[str], numbers: Sequence[int]
) -> tuple[Floats, list[str]]:
    """One-hot encode label codes; numeric labels come first, by value, then the others by name.

    Parameters
    ----------
    codes : array of uint8
        The label code of each row, shape (rows,).
    labels, numbers : sequence of str, sequence of int
        The labels that get a column, and the code of each.

    Returns
    -------
    tuple
        Zeros and ones, shape (rows, labels), and the labels in the order of the columns.
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
