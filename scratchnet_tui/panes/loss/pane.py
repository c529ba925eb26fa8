"""The loss pane: the curve of the mse, the loss or the accuracy, and a cursor to go back with."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from scratchnet_tui.chart.axes import x_limit
from scratchnet_tui.chart.chart import Chart, draw, has_lines, is_loaded, load_plotext
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Row

from .legend import pins_legend
from .views import columns, curve_of, reading, series, title, under_cursor

if TYPE_CHECKING:
    from core import Curve
    from scratchnet_tui.session.snapshot import Snapshot

_ROOMY = 9  # rows of the pane that leave room for a second line of numbers
_NUMBERS = 6  # rows of the pane that leave room for numbers at all; the mse is in the status too
_SOON = 0.3  # seconds after which plotext is loaded, if nothing has needed it before
_LABELS = 8  # cells that the labels of the y axis take, about


class LossPane(RowsPane):
    """The loss over the epochs, on a linear or logarithmic axis.

    The epochs ahead of a run that has gone back, and abandoned branches, are faint.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "cursor", show=False),
        Binding("right", "move(1)", "cursor", show=False),
        Binding("shift+left,pageup", "move(-10)", "cursor", show=False),
        Binding("shift+right,pagedown", "move(10)", "cursor", show=False),
        Binding("home", "jump(0)", "cursor", show=False),
        Binding("end", "jump(-1)", "cursor", show=False),
        Binding("enter", "go", "go there", show=False),
        Binding("escape", "drop", "back", show=False),
    ]

    class Sought(Message):
        """The user wants to go to an epoch."""

        def __init__(self, epoch: int) -> None:
            super().__init__()
            self.epoch = epoch

    def __init__(self) -> None:
        super().__init__("1 Loss", "loss")
        self._snapshot: Snapshot | None = None
        self._rows: tuple[Row, ...] = ()
        self._loading = False
        self._log = False
        self._column = "mse"
        self._cursor: float | None = None
        self._right = 1.0  # the last epoch of the axis

    def on_mount(self) -> None:
        """Load plotext soon: not before the first paint, which it would delay."""
        if not self.ready:
            self.set_timer(_SOON, self._load)

    @property
    def ready(self) -> bool:
        """Whether a chart with lines can be drawn."""
        return is_loaded()

    def _load(self) -> None:
        """Load plotext in a thread, because it takes a tenth of a second, and draw again."""
        if not (self.ready or self._loading):
            self._loading = True
            self.run_worker(self._draw_when_loaded())

    async def _draw_when_loaded(self) -> None:
        await asyncio.to_thread(load_plotext)
        self.update_rows()

    def show(self, snapshot: Snapshot, log: bool) -> None:
        """Draw the curve of a snapshot."""
        self._snapshot, self._log = snapshot, log
        self.update_rows()

    def update_rows(self) -> None:
        """Redraw the chart before its rows are compared."""
        if self._snapshot is not None and self.size:
            self._draw(self._snapshot)
        super().update_rows()

    def _draw(self, snapshot: Snapshot) -> None:
        if self._column not in columns(snapshot):
            self._column = "mse"
        curve, now = curve_of(snapshot, self._column), float(snapshot.epoch)
        if self._cursor is not None:
            beyond = self._cursor > curve.epochs[-1]
            self._cursor = None if beyond else _nearest(curve, self._cursor)
        hint = "Enter goes there" if self._cursor is not None else ""
        log = self._log and self._column != "accuracy"
        self.caption(title(snapshot.spec, self._column), hint or "log" * log)
        names = pins_legend(snapshot.card, snapshot.pins, self.size.width)
        numbers = self._numbers(snapshot)
        self._rows = (*numbers, *names)
        behind = now < curve.epochs[-1]
        chart = Chart(
            series(snapshot, self._column, now),
            self.size.width,
            self.size.height - len(numbers) - len(names),
            log=log,
            cursor=self._cursor if self._cursor is not None else now if behind else None,
        )
        self._right = x_limit(max(float(each.epochs[-1]) for each in chart.series))
        if self.ready or not has_lines(chart):
            self._rows += draw(chart)
        else:
            self._load()

    def _numbers(self, snapshot: Snapshot) -> tuple[Row, ...]:
        """Write the present numbers of the run, or those under the cursor."""
        if self._cursor is not None:
            return under_cursor(snapshot, self._column, self._cursor, self.size.width)
        if self.size.height < _NUMBERS:
            return ()
        rows = 2 if self.size.height >= _ROOMY else 1
        return reading(snapshot, self._column, self.size.width, rows)

    def next_view(self) -> None:
        """Draw the next of mse, loss and accuracy."""
        if self._snapshot is not None:
            names = columns(self._snapshot)
            self._column = names[(names.index(self._column) + 1) % len(names)]
            self.update_rows()

    def row_count(self) -> int:
        """Return the rows of the chart, never more than fit."""
        return min(len(self._rows), self.size.height)

    def row(self, number: int) -> Row:
        """Return a row of the chart."""
        return self._rows[number]

    # the cursor

    def action_move(self, columns: int) -> None:
        """Move the cursor by some columns of the chart, and by at least one epoch."""
        if self._snapshot is None:
            return
        at = float(self._snapshot.epoch) if self._cursor is None else self._cursor
        column = max(1.0, self._right / max(1, self.size.width - _LABELS))
        self._put(at + columns * column, forward=columns > 0)

    def action_jump(self, index: int) -> None:
        """Move the cursor to the first or the last epoch."""
        if self._snapshot is not None:
            curve = curve_of(self._snapshot, self._column)
            self._put(float(curve.epochs[index]), forward=index < 0)

    def _put(self, epoch: float, forward: bool) -> None:
        """Move the cursor to the recorded epoch next to one, on the far side of it."""
        assert self._snapshot is not None
        epochs = curve_of(self._snapshot, self._column).epochs
        if forward:
            i = int(np.searchsorted(epochs, epoch, side="left"))
        else:
            i = int(np.searchsorted(epochs, epoch, side="right")) - 1
        self._cursor = float(epochs[min(max(i, 0), len(epochs) - 1)])
        self.update_rows()

    def action_go(self) -> None:
        """Ask to go to the epoch under the cursor."""
        if self._cursor is not None:
            self.post_message(self.Sought(int(self._cursor)))
            self._cursor = None
            self.update_rows()

    def action_drop(self) -> None:
        """Remove the cursor; without one, Escape is left to others."""
        if self._cursor is None:
            raise SkipAction
        self._cursor = None
        self.update_rows()

    def on_blur(self) -> None:
        """Remove the cursor when another pane has the focus."""
        if self._cursor is not None:
            self.action_drop()

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked epoch."""
        if self._snapshot is not None and event.y > self.gutter.top:
            across = (event.x - self.gutter.left - _LABELS) / max(1, self.size.width - _LABELS)
            self._put(max(0.0, across) * self._right, forward=False)


def _nearest(curve: Curve, epoch: float) -> float:
    """Return the recorded epoch nearest to one: a long run drops epochs while it goes on."""
    return float(curve.epochs[int(np.argmin(np.abs(curve.epochs - epoch)))])
