"""The columns of the table of answers: how wide they are, and how their numbers are written."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from core import Dataset, Floats, class_names, class_of, unscaled

from ..wording import fit, plain, signed
from .rows import Piece, Row

_BAR = " │ "
_NUMBER = 7
_LOOKED_AT = 200  # rows that decide how wide a column is
_MOST_INPUTS = 16
_NAME, _LONG_NAME = 8, 20  # the cells a class's name may take; as many as these where there is room


class Table:
    """The columns of a data set: how wide they are and how their numbers are written."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        # As in the file, and as they are edited; scaling back leaves a hair in the last digits.
        self._x = np.round(unscaled(dataset), 10)
        self._inputs = _columns(dataset.features, self._x)
        self._targets = _columns(("d",) * len(dataset.targets), dataset.d)

    def width(self, shown: int) -> int:
        """Return the width of the table with so many inputs."""
        more = 3 if shown < len(self._inputs) else 0
        inputs = sum(width + 1 for width, _ in self._inputs[:shown]) - 1 + more
        answers = sum(width + 2 * _NUMBER + 4 for width, _ in self._targets) - 2
        return inputs + len(_BAR) + answers + 2

    def inputs_that_fit(self, room: int) -> int:
        """Return how many inputs can stand beside the answers, two at the least."""
        count = len(self._inputs)
        while count > 2 and self.width(count) > room:
            count -= 1
        return count

    def heading(self, shown: int) -> Row:
        """Return the names of the columns."""
        names = zip(self.dataset.features, self._inputs[:shown], strict=False)
        text = " ".join(fit(name, width) for name, (width, _) in names)
        text += (" .." if shown < len(self._inputs) else "") + _BAR
        alone = len(self._targets) == 1
        if not alone:
            text += "  "  # the verdict stands first, since the answers may not all be in sight
        parts = [
            f"{'d':>{width}} {fit('y' if alone else name, _NUMBER)} {'e':>{_NUMBER}}"
            for name, (width, _) in zip(self.dataset.targets, self._targets, strict=True)
        ]
        return ((text + "  ".join(parts), "label"),)

    def choosable(self, shown: int) -> tuple[int, ...]:
        """Return the columns that can be chosen: the inputs in sight, then the targets."""
        first = len(self._inputs)
        return (*range(shown), *range(first, first + len(self._targets)))

    def sample(
        self, i: int, shown: int, y: Floats, verdict: tuple[str, str], chosen: int | None = None
    ) -> Row:
        """Return the row of a sample, with the cursor on the column that is chosen."""
        pieces: list[Piece] = []
        inputs = zip(self._x[i].tolist(), self._inputs[:shown], strict=False)
        for j, (x, (width, decimals)) in enumerate(inputs):
            pieces.append((" " * (j > 0), ""))
            pieces.append((plain(x, decimals).rjust(width), "cursor" if j == chosen else ""))
        pieces += [(" .." if shown < len(self._inputs) else "", ""), (_BAR, "label")]
        mark, mood = verdict
        alone = len(self._targets) == 1
        if not alone:
            pieces += [(mark, mood), (" ", "")]
        answers = zip(self.dataset.d[i].tolist(), y.tolist(), self._targets, strict=True)
        for j, (target, output, (width, decimals)) in enumerate(answers):
            cursor = "cursor" if j + len(self._inputs) == chosen else ""
            pieces += [
                (" " * 2 * (j > 0), ""),
                (plain(target, decimals).rjust(width), cursor),
                (" ", ""),
                (signed(output, _NUMBER, 4).replace("+", " ") + " ", "bold"),
                (signed(target - output, _NUMBER, 4), ""),
            ]
        return (*pieces, (" ", ""), (mark, mood)) if alone else tuple(pieces)


class Brief:
    """The table of a data set of many inputs or classes: names and one number a row."""

    def __init__(self, dataset: Dataset, room: int = 0) -> None:
        self.dataset = dataset
        self._named = dataset.kind == "classes"
        self._names = class_names(dataset) if self._named else ()
        self._own = class_of(dataset, dataset.d) if self._named else None
        name = min(_LONG_NAME, max(_NAME, (room - 6 - _NUMBER - 4) // 2))
        self._wide = min(name, max((cell_len(name) for name in self._names), default=_NUMBER))

    def choosable(self, shown: int) -> tuple[int, ...]:  # noqa: ARG002 - it has no such columns
        """Return no column, for the inputs are not in sight."""
        return ()

    def width(self, shown: int = 0) -> int:  # noqa: ARG002 - it is the same for any room
        """Return the width of the table."""
        return 2 * self._wide + 2 + (6 if self._named else 0) + _NUMBER + 2

    def inputs_that_fit(self, room: int) -> int:  # noqa: ARG002 - as above
        """Return 0."""
        return 0

    def heading(self, shown: int) -> Row:  # noqa: ARG002 - as above
        """Return the names of the columns."""
        chance = f"{'y':>5} " if self._named else ""
        names = f"{'d':>{self._wide}} {'is' if self._named else 'y':>{self._wide}} "
        return ((f"{names}{chance}{'e':>{_NUMBER}}", "label"),)

    def sample(
        self,
        i: int,
        shown: int,  # noqa: ARG002 - as above
        y: Floats,
        verdict: tuple[str, str],
        chosen: int | None = None,  # noqa: ARG002 - as above
    ) -> Row:
        """Return the row of a sample: its class, the answer, how sure it is, the largest error."""
        mark, mood = verdict
        errors = self.dataset.d[i] - y
        worst = float(errors[abs(errors).argmax()])
        if self._own is None:
            target = plain(float(self.dataset.d[i, 0]))
            pieces: list[Piece] = [(f"{target:>{self._wide}} ", "")]
            pieces.append((f"{signed(float(y[0]), self._wide, 4).replace('+', ' ')} ", "bold"))
        else:
            winner = int(y.argmax())
            pieces = [(f"{fit(self._names[int(self._own[i])], self._wide)} ", "")]
            pieces.append((f"{fit(self._names[winner], self._wide)} ", "bold"))
            pieces.append((f"{float(y[winner]):5.2f} ", ""))
        return (*pieces, (signed(worst, _NUMBER, 4), ""), (" ", ""), (mark, mood))


def table_of(dataset: Dataset, room: int, full: bool = False) -> Table | Brief:
    """Return the table that suits a data set and the room there is.

    Parameters
    ----------
    dataset : Dataset
        The samples.
    room : int
        The cells there are.
    full : bool
        Whether every column is wanted although they do not fit; not so for very many inputs.
    """
    single = len(dataset.targets) == 1
    if len(dataset.features) > _MOST_INPUTS and (single or dataset.kind == "classes"):
        return Brief(dataset, room)
    table = Table(dataset)
    tight = (
        not full and len(dataset.targets) > 2 and table.width(table.inputs_that_fit(room)) > room
    )
    return Brief(dataset, room) if tight and dataset.kind == "classes" else table


def _columns(names: tuple[str, ...], table: Floats) -> list[tuple[int, int]]:
    """Return a width for each column, and how many digits it needs behind the point."""
    columns = []
    for name, values in zip(names, table[:_LOOKED_AT].T.tolist(), strict=True):
        decimals = max(_decimals(value) for value in values)
        widest = max(len(plain(value, decimals)) for value in values)
        columns.append((max(widest, min(cell_len(name), _NUMBER)), decimals))
    return columns


def _decimals(value: float) -> int:
    """Return how many digits a number has behind the point, four at the most."""
    return next((n for n in range(4) if abs(round(value, n) - value) < 1e-9), 4)
