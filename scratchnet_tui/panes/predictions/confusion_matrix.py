"""The confusion matrix as rows of text: targets down, answers across, right ones in brackets.

Precision, recall and F1 of each class are beside its row, or below if there is no room.
"""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from core import (
    Dataset,
    Floats,
    balanced_accuracy,
    class_names,
    class_scores,
    confusion_matrix,
    is_imbalanced,
)
from scratchnet_tui.text.rows import Piece, Row
from scratchnet_tui.text.wording import fit

_NAME = 10
_LEAST = 6
_CORNER = "d \\ is"
_SHARES = ("prec.", "recall", "F1")
_SHARE = 7  # cells of one of them, with a gap


class ConfusionMatrix:
    """The confusion matrix of a data set and its answers.

    `y` are the outputs, shape (samples, outputs). Names are cut if the matrix then fits in `room`
    cells.
    """

    def __init__(self, dataset: Dataset, y: Floats, room: int = 80) -> None:
        self._counts = confusion_matrix(dataset, y)
        self._names = class_names(dataset)
        widest = max(cell_len(name) for name in self._names)
        self._label = min(_NAME, max(len(_CORNER), widest))
        narrow = len(str(int(self._counts.max()))) + 2
        fitting = (room - self._label - 1) // len(self._names)
        cell = max(narrow, min(_NAME, widest) + 2)
        # Names cut to two signs tell nothing: then it scrolls instead.
        self._cell = fitting if max(narrow, _LEAST) <= fitting < cell else cell
        self.accuracy = float(np.trace(self._counts) / self._counts.sum())
        self._scores = class_scores(self._counts)
        self._matrix = self._label + 1 + self._cell * len(self._names)
        self._beside = self._matrix + _SHARE * len(_SHARES) <= room

    @property
    def height(self) -> int:
        """How many rows there are, including the headings and the line below the matrix."""
        matrix = len(self._names) + 2
        return matrix if self._beside else matrix + 1 + len(self._names)

    @property
    def width(self) -> int:
        """How many cells a row takes."""
        shares = _SHARE * len(_SHARES)
        return self._matrix + shares if self._beside else max(self._matrix, self._label + shares)

    def row(self, number: int) -> Row:
        """Return the heading, the answers to a class, or the summary."""
        if number == 0:
            names = "".join(fit(name, self._cell - 1) + " " for name in self._names)
            shares = _HEADING if self._beside else ""
            return ((fit(_CORNER, self._label) + " " + names + shares, "label"),)
        if number == len(self._names) + 1:
            right, rows = int(np.trace(self._counts)), int(self._counts.sum())
            text = f"{right} of {rows} right: accuracy {self.accuracy:.1%}"
            if is_imbalanced(self._counts):
                text += f", balanced {balanced_accuracy(self._counts):.1%}"
            return ((text, "bold"),)
        if number > len(self._names):
            return self._below(number - len(self._names) - 2)
        i = number - 1
        pieces: list[Piece] = [(fit(self._names[i], self._label) + " ", "")]
        for j, counted in enumerate(self._counts[i].tolist()):
            if i == j:
                pieces.append((f"[{counted}]".rjust(self._cell), "good"))
            else:
                text = f"{counted or '.'} ".rjust(self._cell)
                pieces.append((text, "bad" if counted else "label"))
        return (*pieces, (self._shares(i), "")) if self._beside else tuple(pieces)

    def _below(self, number: int) -> Row:
        """Return a row of the table below the matrix: its heading, or a class."""
        if number == 0:
            return ((" " * self._label + _HEADING, "label"),)
        return ((fit(self._names[number - 1], self._label) + self._shares(number - 1), ""),)

    def _shares(self, i: int) -> str:
        """Write precision, recall and F1 of a class; a dash for a share of nothing."""
        score = self._scores[i]
        shares = (score.precision, score.recall, score.f1)
        return "".join(f"{'-' if share is None else f'{share:.1%}':>{_SHARE}}" for share in shares)


_HEADING = "".join(f"{name:>{_SHARE}}" for name in _SHARES)
