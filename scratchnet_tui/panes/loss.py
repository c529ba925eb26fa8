"""The loss pane: the curve of the mean squared error, drawn live, and a cursor to go back by."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from ..axes import x_limit
from ..comparing import legend, pin_series
from ..wording import small
from .rows import Row, RowsPane

if TYPE_CHECKING:
    from core import Curve

    from ..plotting import Series
    from ..snapshot import Snapshot

_LABELS = 8  # cells that the labels of the y axis take, about


class LossPane(RowsPane):
    """The loss over the epochs, on a linear or logarithmic axis.

    What lies ahead of a run that has gone back, and the branches it has left, are faint.
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
        """The run shall go to an epoch."""

        def __init__(self, epoch: int) -> None:
            super().__init__()
            self.epoch = epoch

    def __init__(self) -> None:
        super().__init__("1 Loss", "loss")
        self._snapshot: Snapshot | None = None
        self._rows: tuple[Row, ...] = ()
        self._plotting: ModuleType | None = None
        self._log = False
        self._cursor: float | None = None
        self._right = 1.0  # the last epoch of the axis

    def on_mount(self) -> None:
        """Load what draws the chart: beside the first picture, for it takes a tenth of a second."""
        if "plotext" in sys.modules:
            self._plotting = _load_plotting()
        else:
            self.run_worker(self._load())

    @property
    def ready(self) -> bool:
        """Whether the chart can be drawn."""
        return self._plotting is not None

    async def _load(self) -> None:
        self._plotting = await asyncio.to_thread(_load_plotting)
        self.update_rows()

    def show(self, snapshot: Snapshot, log: bool) -> None:
        """Draw the curve of a snapshot."""
        self._snapshot, self._log = snapshot, log
        self.update_rows()

    def update_rows(self) -> None:
        """Draw the chart anew before its rows are compared."""
        if self._snapshot is not None and self.size:
            self._draw(self._snapshot)
        super().update_rows()

    def _draw(self, snapshot: Snapshot) -> None:
        curve, now = snapshot.curve, float(snapshot.epoch)
        if self._cursor is not None:
            beyond = self._cursor > curve.epochs[-1]
            self._cursor = None if beyond else _nearest(curve, self._cursor)
        hint = "Enter goes there" if self._cursor is not None else ""
        self.caption("1 Loss", hint or "log" * self._log)
        names = legend(snapshot.card, snapshot.pins, self.size.width)
        reading = self._reading()
        self._rows = (*reading, *names)
        if self._plotting is None:
            return
        behind = now < curve.epochs[-1]
        chart = self._plotting.Chart(
            self._series(now),
            self.size.width,
            self.size.height - len(reading) - len(names),
            log=self._log,
            cursor=self._cursor if self._cursor is not None else now if behind else None,
        )
        self._right = x_limit(max(float(each.epochs[-1]) for each in chart.series))
        self._rows += self._plotting.draw(chart)

    def _series(self, now: float) -> tuple[Series, ...]:
        """Return the curves: the branches that were left, what lies ahead, and what has been."""
        from ..plotting import Series

        assert self._snapshot is not None
        curve = self._snapshot.curve
        there = int(np.searchsorted(curve.epochs, now, side="right"))
        left = [Series("", old.epochs, old.values, "faint", ".") for old in self._snapshot.left]
        ahead = slice(max(0, there - 1), None)
        return (
            *left,
            *pin_series(self._snapshot.pins),
            Series("", curve.epochs[ahead], curve.values[ahead], "faint"),
            Series("", curve.epochs[:there], curve.values[:there]),
        )

    def _reading(self) -> tuple[Row, ...]:
        """Say in numbers where the run stands, or what is under the cursor."""
        assert self._snapshot is not None
        snapshot = self._snapshot
        if self._cursor is not None:
            return self._under_cursor(snapshot, self._cursor)
        mse: Row = (("mse ", "dim"), (small(snapshot.scores.mse), "bold"))
        loss: Row = ()
        if snapshot.losses is not None:
            loss = (("  loss ", "dim"), (small(snapshot.scores.loss), ""))
        place: list[Row] = [()]
        if snapshot.epoch < snapshot.curve.epochs[-1]:
            way = f"{snapshot.epoch:,} of {snapshot.curve.epochs[-1]:,.0f}"
            place = [((f"  epoch {way}", "dim"),), ((f"  {way}", "dim"),)]
        rows = [(*mse, *more, *end) for more in (loss, ()) for end in place]
        widths = (sum(len(piece[0]) for piece in row) for row in rows)
        fitting = (row for row, width in zip(rows, widths, strict=True) if width <= self.size.width)
        return (next(fitting, mse),)

    def _under_cursor(self, snapshot: Snapshot, epoch: float) -> tuple[Row, ...]:
        """Read out the epoch under the cursor; the loss goes below where it does not fit."""
        row: Row = (
            ("epoch ", "dim"), (f"{epoch:,.0f}", "bold"),
            ("  mse ", "dim"), (_value_at(snapshot.curve, epoch), "bold"),
        )  # fmt: skip
        if snapshot.losses is None:
            return (row,)
        loss: Row = (("loss ", "dim"), (_value_at(snapshot.losses, epoch), ""))
        beside: Row = (*row, ("  ", ""), *loss)
        fits = sum(len(piece[0]) for piece in beside) <= self.size.width
        return (beside,) if fits else (row, loss)

    def row_count(self) -> int:
        """Return the rows of the chart: never more than there is room for."""
        return min(len(self._rows), self.size.height)

    def row(self, number: int) -> Row:
        """Return a row of the chart."""
        return self._rows[number]

    # the cursor

    def action_move(self, columns: int) -> None:
        """Move the cursor by so many columns of the chart, and by an epoch at the least."""
        if self._snapshot is None:
            return
        at = float(self._snapshot.epoch) if self._cursor is None else self._cursor
        column = max(1.0, self._right / max(1, self.size.width - _LABELS))
        self._put(at + columns * column, forward=columns > 0)

    def action_jump(self, index: int) -> None:
        """Put the cursor on the first or on the last epoch."""
        if self._snapshot is not None:
            self._put(float(self._snapshot.curve.epochs[index]), forward=index < 0)

    def _put(self, epoch: float, forward: bool) -> None:
        """Put the cursor on the recorded epoch next to one, on the far side of it."""
        assert self._snapshot is not None
        epochs = self._snapshot.curve.epochs
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
        """Put the cursor away; where there is none, Escape is for somebody else."""
        if self._cursor is None:
            raise SkipAction
        self._cursor = None
        self.update_rows()

    def on_blur(self) -> None:
        """Put the cursor away when another pane has the focus."""
        if self._cursor is not None:
            self.action_drop()

    def on_click(self, event: Click) -> None:
        """Put the cursor where the chart is clicked."""
        if self._snapshot is not None and event.y > self.gutter.top:
            across = (event.x - self.gutter.left - _LABELS) / max(1, self.size.width - _LABELS)
            self._put(max(0.0, across) * self._right, forward=False)


def _nearest(curve: Curve, epoch: float) -> float:
    """Return the recorded epoch nearest to one: a long run gives up epochs while it goes on."""
    return float(curve.epochs[int(np.argmin(np.abs(curve.epochs - epoch)))])


def _value_at(curve: Curve, epoch: float) -> str:
    """Write what a curve has of an epoch. Mse and loss do not keep the same ones in a long run."""
    found = curve.values[curve.epochs == epoch]
    return small(float(found[0])) if found.size else "not kept"


def _load_plotting() -> ModuleType:
    """Import what draws the chart, which takes a tenth of a second the first time."""
    from .. import plotting

    plotting.load_plotext()
    return plotting
