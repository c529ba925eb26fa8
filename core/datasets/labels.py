"""Columns of text: each different text, a label, becomes a column of 0 and 1."""

from __future__ import annotations

from math import isfinite

import numpy as np
from numpy.typing import NDArray

from ..types import Floats

MOST_LABELS = 100
"""The most classes a target column may hold."""

MOST_TEXTS = 20
"""The most different texts an input column may hold."""

LONGEST_LABEL = 200
"""The most characters a label may have: it is the name of a column too."""


def one_hot(codes: NDArray[np.uint8], labels: list[str]) -> tuple[Floats, list[str]]:
    """Turn the numbers of labels into one column for each label, numbers first, then by alphabet.

    Parameters
    ----------
    codes : array of whole numbers
        For each row the index of its label, shape (rows,).
    labels : list of str
        The labels, by first appearance.

    Returns
    -------
    tuple
        Zeros and ones, shape (rows, labels), and the labels of the columns.
    """
    order = sorted(range(len(labels)), key=lambda index: _rank(labels[index]))
    hot = (codes[:, None] == np.array(order)[None, :]).astype(np.float64)
    return hot, [labels[index] for index in order]


def _rank(label: str) -> tuple[bool, float, str]:
    try:
        value = float(label)
    except ValueError:
        value = float("inf")
    return (False, value, label) if isfinite(value) else (True, 0.0, label)
