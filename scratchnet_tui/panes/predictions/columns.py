"""The table of answers: which columns there are, how wide, and how their numbers are written.

The verdict comes first, since the end of a row may be cut off. In a narrow table numbers lose
decimals before any column is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from rich.cells import cell_len, set_cell_size

from core import (
    Dataset,
    Floats,
    class_names,
    class_of,
    raw_targets,
    unscaled,
    unscaled_errors,
    unscaled_targets,
)
from scratchnet_tui.text.rows import Piece, Row
from scratchnet_tui.text.wording import fit, plain, rounded

_BAR = " │ "
_MORE = " .."
_LOOKED_AT = 200  # rows that decide how wide a column is
_MOST_INPUTS = 16
_FEWEST_INPUTS = 1
_SHORTEST = 4  # cells of a class's name, if those tell the names apart


@dataclass(frozen=True)
class _Width:
    """How much room the columns take.

    Attributes
    ----------
    inputs : int
        How many inputs are shown.
    decimals : int
        The most decimals.
    heading : int
        How many cells the name of an input may take beyond those of its numbers.
    name : int
        How many cells the name of a class may take.
    """

    inputs: int
    decimals: int
    heading: int
    name: int


class AnswerColumns:
    """The table of a data set, fitted to the room there is.

    From left to right: the verdict, the number of the row, inputs, and for each target its value
    (d), the output of the network (y) and the error e = d - y, in the units of the file. For
    classes: the right one, the predicted one, how sure that is, and the largest error.

    Parameters
    ----------
    dataset : Dataset
        The samples.
    room : int
        The width in cells. A table that cannot be made narrow enough is wider.
    numbered : bool
        Whether each row shows its number.
    full : bool
        Whether every column is wanted, although they do not fit; ignored for very many inputs.
    """

    def __init__(
        self, dataset: Dataset, room: int, numbered: bool = False, full: bool = False
    ) -> None:
        self.dataset = dataset
        # As in the file, and as they are edited; scaling back leaves a hair in the last digits.
        self._x = np.round(unscaled(dataset), 10)
        self._d = raw_targets(dataset)
        self._number = max(2, len(str(len(dataset)))) if numbered else 0
        many = len(dataset.features) > _MOST_INPUTS
        full = full and not many
        self._own = class_of(dataset, dataset.d) if dataset.kind == "classes" else None
        self._names = class_names(dataset) if self._own is not None and not full else ()
        most = 0 if many and dataset.picture is not None else len(dataset.features)
        least = most if full else min(most, _FEWEST_INPUTS)
        self._signed = dataset.kind == "numbers" or bool((self._d < 0.0).any())
        names = [set_cell_size(name, 20).strip() for name in self._names]
        longest = max([2, *(cell_len(name) for name in names)])
        styles = [
            (4, 7, longest),
            (4, 7, 8),
            (3, 7, 8),
            (2, 4, 8),
            (2, 3, _shortest(names)),
            (2, 1, _shortest(names)),
        ]
        tries = (
            _Width(inputs, decimals, heading, min(longest, name))
            for inputs, (decimals, heading, name) in product(
                range(min(most, _MOST_INPUTS), least - 1, -1), styles
            )
        )
        for self._width in tries:
            self._measure()
            if self.width <= room:
                break

    def _measure(self) -> None:
        """Compute the columns for a width."""
        chosen = self._width
        shown = self.dataset.features[: chosen.inputs]
        self._inputs = _columns(shown, self._x, chosen)
        self._targets = _columns(("d",) * len(self.dataset.targets), self._d, chosen)
        numbers = self.dataset.kind == "numbers"
        widest = max(width for width, _ in self._targets) if numbers else 0
        self._y = max(chosen.decimals + 2 + self._signed, widest)
        self._e = max(chosen.decimals + 3, self._y)
        self._apart = 2 if chosen.decimals > 2 else 1

    @property
    def pinned(self) -> int:
        """How many cells stay in place when the others scroll: the verdict and the number."""
        return 2 + (self._number + 1 if self._number else 0)

    @property
    def width(self) -> int:
        """How many cells a row takes."""
        return self.pinned + len(self._before_answers) + self._inputs_width + self._answers_width

    @property
    def _inputs_width(self) -> int:
        return sum(width + 1 for width, _ in self._inputs) - 1 if self._inputs else 0

    @property
    def _answers_width(self) -> int:
        if self._names:
            return 2 * self._width.name + 3 + self._y + self._e
        each = [width + self._y + self._e + 2 for width, _ in self._targets]
        return sum(each) + self._apart * (len(each) - 1)

    @property
    def _before_answers(self) -> str:
        """The separator between inputs and answers."""
        if not self._inputs:
            return ""
        return (_MORE if len(self._inputs) < len(self.dataset.features) else "") + _BAR

    @property
    def choosable(self) -> tuple[int, ...]:
        """The columns that can be chosen: the inputs shown, then the targets shown."""
        if not self._inputs:
            return ()
        first = len(self.dataset.features)
        targets = 0 if self._names else len(self._targets)
        return (*range(len(self._inputs)), *range(first, first + targets))

    @property
    def brief(self) -> bool:
        """Whether there would be more to choose from if all columns were asked for."""
        return bool(self._names) or len(self._inputs) < len(self.dataset.features)

    def heading(self) -> Row:
        """Return the names of the columns."""
        number = f"{'#':>{self._number}} " if self._number else ""
        names = zip(self.dataset.features, self._inputs, strict=False)
        inputs = " ".join(fit(name, width) for name, (width, _) in names)
        if self._names:
            wide = self._width.name
            answers = f"{'d':>{wide}} {'is':>{wide}} {'y':>{self._y}} {'e':>{self._e}}"
        else:
            alone = len(self._targets) == 1
            answers = (" " * self._apart).join(
                f"{'d':>{width}} {fit('y' if alone else name, self._y)} {'e':>{self._e}}"
                for name, (width, _) in zip(self.dataset.targets, self._targets, strict=True)
            )
        return ((f"  {number}{inputs}{self._before_answers}{answers}", "label"),)

    def sample(self, i: int, y: Floats, verdict: tuple[str, str], chosen: int | None = None) -> Row:
        """Return the row of a sample, with the cursor on the chosen column.

        Parameters
        ----------
        i : int
            The index of the sample.
        y : Floats
            The outputs for it before scaling back, shape (outputs,).
        verdict : tuple of str
            Its mark, and the style of the mark.
        chosen : int, optional
            One of `choosable`.
        """
        mark, style = verdict
        pieces: list[Piece] = [(mark, style), (" ", "")]
        if self._number:
            pieces.append((f"{i + 1:>{self._number}} ", "label"))
        inputs = zip(self._x[i].tolist(), self._inputs, strict=False)
        for j, (x, (width, decimals)) in enumerate(inputs):
            pieces.append((" " * (j > 0), ""))
            pieces.append((plain(x, decimals).rjust(width), "cursor" if j == chosen else ""))
        pieces.append((self._before_answers, "label"))
        answers = self._class(i, y) if self._names else self._each(i, y, chosen)
        return (*pieces, *answers)

    def _class(self, i: int, y: Floats) -> list[Piece]:
        """Return the class, the answer, how sure it is, and the largest error."""
        assert self._own is not None
        errors = self.dataset.d[i] - y
        worst = float(errors[abs(errors).argmax()])
        winner, wide = int(y.argmax()), self._width.name
        return [
            (f"{fit(self._names[int(self._own[i])], wide)} ", ""),
            (f"{fit(self._names[winner], wide)} ", "bold"),
            (f"{self._written(float(y[winner]), self._y)} ", ""),
            (self._written(worst, self._e, sign=True), ""),
        ]

    def _each(self, i: int, y: Floats, chosen: int | None) -> list[Piece]:
        """Return target, answer and error for each output."""
        pieces: list[Piece] = []
        dataset = self.dataset
        answered = (
            self._d[i],
            unscaled_targets(dataset, y),
            unscaled_errors(dataset, dataset.d[i] - y),
        )
        answers = zip(*(each.tolist() for each in answered), self._targets, strict=True)
        for j, (target, output, error, (width, decimals)) in enumerate(answers):
            cursor = "cursor" if j + len(self.dataset.features) == chosen else ""
            pieces += [
                (" " * self._apart * (j > 0), ""),
                (plain(target, decimals).rjust(width), cursor),
                (" ", ""),
                (self._written(output, self._y) + " ", "bold"),
                (self._written(error, self._e, sign=True), ""),
            ]
        return pieces

    def _written(self, value: float, width: int, sign: bool = False) -> str:
        return rounded(value, width, self._width.decimals, sign)


def _columns(names: tuple[str, ...], table: Floats, chosen: _Width) -> list[tuple[int, int]]:
    """Return a width for each column, and its number of decimals."""
    columns = []
    for name, values in zip(names, table[:_LOOKED_AT].T.tolist(), strict=False):
        decimals = max(_decimals(value, chosen.decimals) for value in values)
        widest = max(len(plain(value, decimals)) for value in values)
        columns.append((max(widest, min(cell_len(name), chosen.heading)), decimals))
    return columns


def _decimals(value: float, most: int) -> int:
    """Return how many decimals a number needs, at most `most`."""
    return next((n for n in range(most) if abs(round(value, n) - value) < 1e-9), most)


def _shortest(names: list[str]) -> int:
    """Return the fewest cells to which names can be cut and still differ."""
    longest = max((cell_len(name) for name in names), default=_SHORTEST)
    for cells in range(_SHORTEST, longest):
        if len({fit(name, cells) for name in names}) == len(set(names)):
            return cells
    return longest
