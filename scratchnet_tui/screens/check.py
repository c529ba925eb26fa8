"""The gradient check on the screen: verdict, a line for each array, and the slopes both ways."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from core import GradientCheck
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.session.snapshot import Snapshot
from scratchnet_tui.text.check_report import report
from scratchnet_tui.text.rows import Row, width_of

from .dialog import Dialog, bindings_of


class CheckPane(RowsPane):
    """The rows of a check, laid out for the width of the pane."""

    def __init__(self, found: GradientCheck, snapshot: Snapshot) -> None:
        inside = f", update {snapshot.index}" if snapshot.index else ""
        title = f"Gradient check at epoch {snapshot.epoch:,}{inside}"
        super().__init__(title, "check")
        self.caption(title)
        self.add_class("dialog")
        self._found, self._problem = found, snapshot.problem
        self._rows: list[Row] = []

    def on_resize(self) -> None:
        """Lay out the rows for the new width."""
        self._rows = report(self._found, self._problem, self.text_width())
        super().on_resize()

    def row_count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def row_width(self) -> int:
        """Return the width of the widest row."""
        return max(map(width_of, self._rows), default=0)

    def row(self, number: int) -> Row:
        """Return a row."""
        return self._rows[number]


class CheckScreen(Dialog[None]):
    """The gradient check, over the main screen. Parameters as those of `CheckPane`."""

    NAME = "check"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(self, found: GradientCheck, snapshot: Snapshot) -> None:
        super().__init__()
        self._pane = CheckPane(found, snapshot)

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        yield self._pane
