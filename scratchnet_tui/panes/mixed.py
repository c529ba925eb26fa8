"""The confusion matrix as rows of text: targets down, answers across, right ones in brackets."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from core import Dataset, Floats, class_names, confusion

from ..wording import fit
from .rows import Piece, Row

_NAME = 10
_LEAST = 6
_CORNER = "d \\ is"


class Mixed:
    """The confusion matrix of a data set and its answers.

    Parameters
    ----------
    dataset : Dataset
        The targets.
    y : Floats
        The outputs, shape (samples, outputs).
    room : int
        The cells there are; names are cut where that makes it fit.
    """

    def __init__(self, dataset: Dataset, y: Floats, room: int = 80) -> None:
        self._counts = confusion(dataset, y)
        self._names = class_names(dataset)
        widest = max(cell_len(name) for name in self._names)
        self._label = min(_NAME, max(len(_CORNER), widest))
        narrow = len(str(int(self._counts.max()))) + 2
        fitting = (room - self._label - 1) // len(self._names)
        cell = max(narrow, min(_NAME, widest) + 2)
        # Names cut to two signs tell nothing: then it scrolls instead.
        self._cell = fitting if max(narrow, _LEAST) <= fitting < cell else cell
        self.accuracy = float(np.trace(self._counts) / self._counts.sum())

    @property
    def height(self) -> int:
        """How many rows there are, with the heading and the line below."""
        return len(self._names) + 2

    @property
    def width(self) -> int:
        """How many cells a row takes."""
        return self._label + 1 + self._cell * len(self._names)

    def row(self, number: int) -> Row:
        """Return the heading, the answers to a class, or what it comes to."""
        if number == 0:
            names = "".join(fit(name, self._cell - 1) + " " for name in self._names)
            return ((fit(_CORNER, self._label) + " " + names, "label"),)
        if number == self.height - 1:
            right, rows = int(np.trace(self._counts)), int(self._counts.sum())
            return ((f"{right} of {rows} right: accuracy {self.accuracy:.1%}", "bold"),)
        i = number - 1
        pieces: list[Piece] = [(fit(self._names[i], self._label) + " ", "")]
        for j, counted in enumerate(self._counts[i].tolist()):
            if i == j:
                pieces.append((f"[{counted}]".rjust(self._cell), "good"))
            else:
                text = f"{counted or '.'} ".rjust(self._cell)
                pieces.append((text, "bad" if counted else "label"))
        return tuple(pieces)
