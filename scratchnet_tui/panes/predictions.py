"""The predictions pane: a truth table of what the network answers, and how far off it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from core import Dataset, Floats, rows_decided

from ..wording import fit, plain, signed
from .rows import Piece, Row, RowsPane

if TYPE_CHECKING:
    from ..snapshot import Snapshot

_BAR = " │ "
_NUMBER = 7
_LOOKED_AT = 200  # rows that decide how wide a column is


class PredictionsPane(RowsPane):
    """Inputs, targets d, outputs y, errors e = d - y, and a verdict on every row."""

    pinned = 1

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "row", show=False),
        Binding("down", "move(1)", "row", show=False),
        Binding("pageup", "page(-1)", "page", show=False),
        Binding("pagedown", "page(1)", "page", show=False),
        Binding("home", "go(0)", "first", show=False),
        Binding("end", "go(-1)", "last", show=False),
        Binding("enter", "open", "inside", show=False),
    ]

    class Opened(Message):
        """The update that a row alone would make shall be looked at."""

        def __init__(self, sample: int) -> None:
            super().__init__()
            self.sample = sample

    def __init__(self) -> None:
        super().__init__("2 Predictions", "predictions")
        self._snapshot: Snapshot | None = None
        self._table: _Table | None = None
        self._decided: list[bool] = []
        self._at = 0
        self._clicked: int | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Draw the table of a snapshot."""
        dataset = snapshot.problem.dataset
        if self._table is None or self._table.dataset is not dataset:
            self._table = _Table(dataset)
            self._at = min(self._at, len(dataset) - 1)
        self._snapshot = snapshot
        self._decided = rows_decided(dataset, snapshot.ahead.output).tolist()
        self.caption("2 Predictions", _summary(snapshot))
        self.update_rows()

    def row_count(self) -> int:
        """Return a row for each sample, and the heading."""
        return 1 + len(self._table.dataset) if self._table else 0

    def row_width(self) -> int:
        """Return the width of the table."""
        if self._table is None:
            return 0
        return self._table.width(self._table.inputs_that_fit(self._room()))

    def _room(self) -> int:
        """Return how wide the table may be, beside a scrollbar where there is one."""
        bar = self.styles.scrollbar_size_vertical if self.row_count() > self.size.height else 0
        return self.size.width - bar

    def row(self, number: int) -> Row:
        """Return the heading, or the row of a sample."""
        assert self._table is not None
        assert self._snapshot is not None
        shown = self._table.inputs_that_fit(self._room())
        if number == 0:
            return self._table.heading(shown)
        i = number - 1
        row = self._table.sample(i, shown, self._snapshot.ahead.output[i], self._verdict(i))
        if self.has_focus and i == self._at:
            return tuple((piece[0], "cursor") for piece in row)
        return row

    def action_move(self, by: int) -> None:
        """Go so many rows on."""
        self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """Go so many pages on."""
        self._go(self._at + by * self.page_height)

    def action_go(self, row: int) -> None:
        """Go to a row; -1 is the last."""
        self._go(row if row >= 0 else self.row_count())

    def _go(self, at: int) -> None:
        """Put the cursor on a row, and bring it into view."""
        self._at = max(0, min(at, self.row_count() - 1 - self.pinned))
        self._clicked = None
        top = max(min(self.scroll_offset.y, self._at), self._at - self.page_height + 1)
        self.scroll_to(y=top, animate=False, immediate=True)
        self.update_rows()

    def action_open(self) -> None:
        """Ask to look inside the row with the cursor."""
        if self._table is not None:
            self.post_message(self.Opened(self._at))

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row that is clicked; a second click opens it."""
        line = event.y - self.gutter.top
        at = self._number(line) - self.pinned
        if line < self.pinned or not 0 <= at < self.row_count() - self.pinned:
            return
        if at == self._clicked:
            self.action_open()
        else:
            self._go(at)
            self._clicked = at

    def on_focus(self) -> None:
        """Show the cursor."""
        self.update_rows()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._clicked = None
        self.update_rows()

    def _verdict(self, i: int) -> tuple[str, str]:
        """Judge a row: right; on the right side but not there yet; or wrong."""
        assert self._snapshot is not None
        if self._snapshot.right[i]:
            return "✓", "good"
        return ("~", "near") if self._decided[i] else ("✗", "bad")


class _Table:
    """The columns of a data set: how wide they are and how their numbers are written."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._inputs = _columns(dataset.features, dataset.x)
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
        return ((text + "  ".join(parts), "dim"),)

    def sample(self, i: int, shown: int, y: Floats, verdict: tuple[str, str]) -> Row:
        """Return the row of a sample."""
        inputs = zip(self.dataset.x[i].tolist(), self._inputs[:shown], strict=False)
        text = " ".join(plain(x, decimals).rjust(width) for x, (width, decimals) in inputs)
        pieces: list[Piece] = [
            (text + (" .." if shown < len(self._inputs) else ""), ""),
            (_BAR, "dim"),
        ]
        mark, mood = verdict
        alone = len(self._targets) == 1
        if not alone:
            pieces.append((f"{mark} ", mood))
        answers = zip(self.dataset.d[i].tolist(), y.tolist(), self._targets, strict=True)
        for j, (target, output, (width, decimals)) in enumerate(answers):
            pieces += [
                (" " * 2 * (j > 0) + plain(target, decimals).rjust(width) + " ", ""),
                (signed(output, _NUMBER, 4).replace("+", " ") + " ", "bold"),
                (signed(target - output, _NUMBER, 4), mood),
            ]
        return (*pieces, (f" {mark}", mood)) if alone else tuple(pieces)


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


def _summary(snapshot: Snapshot) -> str:
    since = snapshot.solved_since
    if since is not None:
        return f"all rows right since epoch {since:,}"
    return f"{int(snapshot.right.sum())} of {len(snapshot.right)} within 0.1"
